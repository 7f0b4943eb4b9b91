"""What is derived from tickets after each entry: list rows, search texts, ways to timelines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, exists, func, insert, literal, select, union_all, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import OnTicket
from desktop.models.casework import Answer, Escalation, Note, Promise, Remedy
from desktop.models.desk import EntryTicket, TicketRow
from desktop.models.evidence import Evidence
from desktop.models.person import ContactPoint, Person
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.clocks import Running, first_to_run_out
from desktop.services.masking import mask_name
from desktop.services.severities import proposed_severity
from desktop.storage.ready import Ready
from desktop.storage.search import index_text
from desktop.vocabulary import EscalationKind, PromiseState, Severity, TicketId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from desktop.models.calendars import Calendar
    from desktop.services.site_card import SiteFacts
    from desktop.storage.database import DeskSession
    from desktop.storage.ledger import EntryDraft, StoredEntry
    from desktop.vocabulary import Uid

TITLE_LENGTH = 80
_ROW = table_of(TicketRow)
_P = table_of(Person).c
TEXT_COLUMNS: dict[type[OnTicket], str] = {
    Note: "text",
    Escalation: "reason",
    Answer: "text",
    Remedy: "text",
    Promise: "what",
    Evidence: "name",
}
"""What of a ticket's parts can be searched."""

_LINK = Ready(upsert(EntryTicket).on_conflict_do_nothing())
_TEXTS = Ready(
    union_all(
        *(
            select(table_of(cls).c[column]).where(table_of(cls).c.ticket_uid == bindparam("ticket"))
            for cls, column in TEXT_COLUMNS.items()
        )
    )
)
_PR, _ES, _AN = table_of(Promise).c, table_of(Escalation).c, table_of(Answer).c
_RUNNING = Ready(
    union_all(
        select(literal(None).label("kind"), _PR.made_at, _PR.due_at).where(
            _PR.ticket_uid == bindparam("ticket"), _PR.state == PromiseState.OPEN
        ),
        select(_ES.kind, _ES.at, literal(None)).where(
            _ES.ticket_uid == bindparam("ticket"),
            ~exists().where(_AN.escalation_uid == _ES.uid),
        ),
    )
)
"""What runs beside the complainant's clock: open promises, and escalations nobody answered."""
_PIECES = Ready(select(func.count()).where(table_of(Evidence).c.ticket_uid == bindparam("ticket")))
_POINTS = Ready(
    select(table_of(ContactPoint).c.value).where(
        table_of(ContactPoint).c.person_uid == bindparam("person")
    )
)
_PERSON = Ready(
    select(_P.name, _P.title, _P.id_number, _P.address).where(
        _P.site == bindparam("site"), _P.uid == bindparam("uid")
    )
)
_ADD_ROW = Ready(insert(_ROW))
_FIND_ROW = Ready(select(_ROW).where(_ROW.c.uid == bindparam("of")))


def project(
    session: DeskSession,
    facts: SiteFacts,
    calendar: Calendar,
    entry: StoredEntry,
    draft: EntryDraft,
) -> None:
    """Bring derived tables up to date after one own entry."""
    if not draft.about:
        return
    link_entry(session, entry.site, entry.seq, draft.about)
    made = {c.uid for c in draft.changes if c.table == "ticket" and c.old is None}
    changed = {c.about for c in draft.changes if c.about}
    for ticket in draft.about:
        if ticket in changed:
            refresh_ticket(session, facts, calendar, ticket, new=ticket.uid in made)


def link_entry(session: DeskSession, site: Uid, seq: int, tickets: Iterable[TicketId]) -> None:
    """Let a ticket's timeline find an entry."""
    _LINK.run_many(
        session.core,
        [{"ticket_uid": ticket.uid, "site": site, "seq": seq} for ticket in tickets],
    )


def refresh_ticket(
    session: DeskSession,
    facts: SiteFacts,
    calendar: Calendar,
    ticket_id: TicketId,
    *,
    new: bool = False,
) -> None:
    """Derive one ticket's list row and search text again.

    Args:
        session: the command's transaction.
        facts: this site.
        calendar: working days.
        ticket_id: which ticket.
        new: everything about it was made in this session, so nothing need be looked up.
    """
    ticket = session.get(Ticket, tuple(ticket_id))
    if ticket is None:
        return
    values, body = derive(session, facts, calendar, ticket, new=new)
    connection = session.core
    rid = _write_row(connection, ticket.uid, values, new=new)
    index_text(connection, rid, body, new=new)


def derive(
    session: DeskSession,
    facts: SiteFacts,
    calendar: Calendar,
    ticket: Ticket,
    *,
    new: bool = False,
) -> tuple[dict[str, object], str]:
    """Give what a ticket's list row holds, and the text it is found by."""
    connection = session.core
    person = _person(connection, ticket)
    parts = _made_now(session, ticket) if new else _parts(connection, ticket)
    phones = _phones(connection, ticket)
    texts = [text for text in (*own_texts(ticket, person), *phones, *parts.texts) if text]
    first = first_to_run_out(facts, calendar, ticket, parts.promised, parts.raised)
    proposed = proposed_severity(facts, ticket)
    values = row_values(ticket, person, parts.evidence, first, proposed)
    return values, "\n".join(texts)


class Complainant(NamedTuple):
    """What is derived from the person record of who complains."""

    name: str | None
    title: str | None
    id_number: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """What is derived from the rows that belong to a ticket."""

    texts: list[str]
    promised: list[Running]
    raised: list[tuple[EscalationKind, int]]
    evidence: int


def _parts(connection: Connection, ticket: Ticket) -> Parts:
    """Read a ticket's parts from the database."""
    told = {"ticket": ticket.uid}
    running = _RUNNING.run(connection, told).fetchall()
    return Parts(
        [text for (text,) in _TEXTS.run(connection, told).fetchall()],
        [Running(since, due) for kind, since, due in running if kind is None],
        [(EscalationKind(kind), since) for kind, since, _due in running if kind is not None],
        _PIECES.run(connection, told).fetchone()[0],
    )


def _made_now(session: DeskSession, ticket: Ticket) -> Parts:
    """Gather a ticket's parts from the session that has just made all of them."""
    made = [
        row
        for row in session.identity_map.values()
        if isinstance(row, OnTicket) and row.ticket_uid == ticket.uid
    ]
    return Parts(
        [getattr(row, TEXT_COLUMNS[type(row)]) for row in made if type(row) in TEXT_COLUMNS],
        [
            Running(p.made_at, p.due_at)
            for p in made
            if isinstance(p, Promise) and p.state is PromiseState.OPEN
        ],
        [(row.kind, row.at) for row in made if isinstance(row, Escalation)],
        sum(isinstance(row, Evidence) for row in made),
    )


def _person(connection: Connection, ticket: Ticket) -> Complainant | None:
    if ticket.complainant_uid is None:
        return None
    told = {"site": ticket.complainant_site, "uid": ticket.complainant_uid}
    row = _PERSON.run(connection, told).fetchone()
    return Complainant(*row) if row else None


def _phones(connection: Connection, ticket: Ticket) -> list[str]:
    if ticket.complainant_uid is None:
        return []
    found = _POINTS.run(connection, {"person": ticket.complainant_uid}).fetchall()
    return [value for (value,) in found]


def own_texts(ticket: Ticket, person: Person | Complainant | None) -> list[str | None]:
    """Give what of a ticket and its complainant can be searched."""
    texts = [
        ticket.number,
        ticket.facts,
        ticket.product,
        ticket.batch,
        ticket.order,
        ticket.representative,
        ticket.respondent_name,
        ticket.respondent_counter,
        ticket.source_number,
        ticket.result,
    ]
    if person is not None:
        texts += [person.name, person.id_number, person.address]
    return texts


def row_values(
    ticket: Ticket,
    person: Person | Complainant | None,
    evidence: int,
    first: Running | None,
    proposed: Severity | None,
) -> dict[str, object]:
    """Give a ticket's list row."""
    title = " ".join(ticket.facts.split())
    return {
        "site": ticket.site,
        "uid": ticket.uid,
        "number": ticket.number,
        "business_day": ticket.business_day,
        "nature": ticket.nature,
        "status": ticket.status,
        "is_open": ticket.is_open,
        "severity": ticket.severity,
        "proposed": proposed,
        "category": ticket.category,
        "channel": ticket.channel,
        "received_at": ticket.received_at,
        "due_at": first.due if first else None,
        "due_since": first.since if first else None,
        "custodian": ticket.custodian,
        "with_manager": ticket.with_manager,
        "assignee": ticket.assignee,
        "respondent": ticket.respondent_staff,
        "title": title[:TITLE_LENGTH],
        "complainant": mask_name(person.name, person.title) if person else "",
        "evidence": evidence,
    }


def _write_row(connection: Connection, ticket: Uid, values: dict[str, object], *, new: bool) -> int:
    """Write a ticket's list row, of one that is there only what has changed; give its number."""
    found = None if new else _FIND_ROW.run(connection, {"of": ticket}).fetchone()
    if found is None:
        return _ADD_ROW.run(connection, values | {"rid": None}).lastrowid
    rid: int = found[0]
    now = _ADD_ROW.packed(values | {"rid": rid})
    changed = [
        column.key
        for column, before, after in zip(_ROW.columns, found, now, strict=True)
        if before != after
    ]
    if changed:
        _change_row(tuple(changed)).run(connection, values | {"row": rid})
    return rid


@lru_cache(maxsize=256)
def _change_row(columns: tuple[str, ...]) -> Ready:
    told: dict[str, Any] = {column: bindparam(column) for column in columns}
    return Ready(update(_ROW).where(_ROW.c.rid == bindparam("row")).values(told))
