"""The list of all tables and their kinds: the one place that says what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, Table, UniqueConstraint

from desktop.models import casework, desk, evidence, exchange, person, site, ticket
from desktop.models.base import Base, ColumnRule, Rule, Synced, TableKind
from desktop.models.codecs import Integer, UidType, Words, codec_of

if TYPE_CHECKING:
    from desktop.models.codecs import Codec

SCHEMA = 3
"""The schema number that new entries carry; stored entries keep theirs for ever."""

ENTRY = Table(
    "entry",
    Base.metadata,
    Column("site", UidType, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("use_case", Words, nullable=False),
    Column("actor", UidType),
    Column("command", UidType, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    PrimaryKeyConstraint("site", "seq"),
    UniqueConstraint("command"),
)
"""The ledger: own entries and foreign ones, each under its own (site, seq), never changed."""

SYNCED_CLASSES: tuple[type[Synced], ...] = (
    site.Site,
    site.SiteKey,
    site.Staff,
    site.StaffKey,
    site.RulePackRecord,
    site.DayClose,
    exchange.Enrolment,
    exchange.TakeIn,
    exchange.Conflict,
    person.Person,
    person.ContactPoint,
    ticket.Ticket,
    casework.Note,
    casework.Promise,
    casework.Escalation,
    casework.Answer,
    casework.Remedy,
    casework.Approval,
    casework.Payout,
    casework.ClockEvent,
    casework.Review,
    evidence.Evidence,
    evidence.CustodyStep,
)
"""Classes whose rows the ledger records, in the order in which a fold may insert them."""

DESK_CLASSES: tuple[type[Base], ...] = (
    desk.Setting,
    desk.SubjectKey,
    desk.Draft,
    desk.Shipment,
    desk.Arrival,
)
"""Classes that belong to this desk: encrypted like everything, never recorded."""

DERIVED_CLASSES: tuple[type[Base], ...] = (
    desk.TicketRow,
    desk.SearchText,
    desk.EntryTicket,
    desk.Thumbnail,
)
"""Classes that can be rebuilt from the others at will."""

SEARCH_INDEX = "ticket_search"
"""The full-text index: a virtual table that SQLAlchemy does not know; derived."""


def table_of(cls: type) -> Table:
    """Give the table of a mapped class."""
    return cast("Table", cls.__table__)  # type: ignore[attr-defined]


SYNCED_TABLES: dict[str, Table] = {t.name: t for t in map(table_of, SYNCED_CLASSES)}
"""Synced tables by logical name."""

KINDS: dict[str, TableKind] = (
    dict.fromkeys(SYNCED_TABLES, TableKind.SYNCED)
    | {table_of(cls).name: TableKind.DESK for cls in DESK_CLASSES}
    | {table_of(cls).name: TableKind.DERIVED for cls in DERIVED_CLASSES}
    | {ENTRY.name: TableKind.LEDGER, SEARCH_INDEX: TableKind.DERIVED}
)
"""Every table's kind; a test holds that none is missing."""

RULES: dict[str, dict[str, ColumnRule]] = {
    name: {column.key: column.info["rule"] for column in table.columns}
    for name, table in SYNCED_TABLES.items()
}
"""For every synced column: fact or state, personal or not (design §5 and §4, Erasure)."""

COLUMN_CODECS: dict[str, dict[str, Codec]] = {
    name: {column.key: codec_of(column.type) for column in table.columns}
    for name, table in SYNCED_TABLES.items()
}
"""For every synced column: its codec."""


def state_columns(table: str) -> frozenset[str]:
    """Name the columns of a table that only the custodian may change."""
    return frozenset(key for key, rule in RULES[table].items() if rule.rule is Rule.STATE)
