"""What every record is made of: table kinds, identity, and what each column means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from desktop.models.codecs import UidType
from desktop.vocabulary import Ref, TicketId, Uid

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine


class TableKind(StrEnum):
    """The kinds of tables (design §4); `models/tables.py` lists which table is which."""

    SYNCED = "synced"
    DESK = "desk"
    DERIVED = "derived"
    LEDGER = "ledger"


class Rule(StrEnum):
    """Who may write a column: any site may add a fact, only the custodian changes state."""

    FACT = "fact"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What the ledger and the merge must know of one synced column."""

    rule: Rule
    personal: bool


class Base(DeclarativeBase):
    """The root of all mapped classes."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def column(
    kind: TypeEngine[Any] | type[TypeEngine[Any]],
    *,
    state: bool = False,
    personal: bool = False,
    **options: Any,
) -> Any:
    """Make a synced column: a fact unless `state`, sealed in entries if `personal`.

    Old values are always loaded, because the ledger records them.
    """
    rule = ColumnRule(Rule.STATE if state else Rule.FACT, personal)
    return mapped_column(kind, active_history=True, info={"rule": rule}, **options)


@lru_cache(maxsize=64)
def _empty(table: str) -> dict[str, None]:
    return dict.fromkeys(Base.metadata.tables[table].columns.keys())


class Synced:
    """A record that the ledger knows: its key is (site, uid), and both never change."""

    def __init__(self, **values: Any) -> None:
        """Make a new record; columns that are not given are empty.

        The values go straight into the record: what was never kept has no old values to look
        after, and setting forty attributes one by one costs more than writing the row.
        """
        empty = _empty(self.__tablename__)  # type: ignore[attr-defined]
        unknown = values.keys() - empty.keys()
        if unknown:
            raise TypeError(unknown)
        self.__dict__.update(empty | values)

    site: Mapped[Uid] = mapped_column(
        UidType, primary_key=True, info={"rule": ColumnRule(Rule.FACT, personal=False)}
    )
    uid: Mapped[Uid] = mapped_column(
        UidType, primary_key=True, info={"rule": ColumnRule(Rule.FACT, personal=False)}
    )

    @property
    def ref(self) -> Ref:
        """The record's key."""
        return Ref(self.site, self.uid)

    @property
    def subject(self) -> Uid | None:
        """Whose key seals this record's personal columns in entries; None if it has none."""
        return None

    @property
    def about(self) -> TicketId | None:
        """The ticket this record belongs to, if any."""
        return None


class OnTicket(Synced):
    """A record that belongs to one ticket and is sealed under that ticket's key."""

    ticket_site: Mapped[Uid] = column(UidType)
    ticket_uid: Mapped[Uid] = column(UidType)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Index the way from the ticket to its parts."""
        return (Index(None, "ticket_uid"),)

    @property
    def subject(self) -> Uid | None:
        """The ticket's key."""
        return self.ticket_uid

    @property
    def about(self) -> TicketId | None:
        """The ticket."""
        return TicketId(self.ticket_site, self.ticket_uid)
