"""What is derived from tickets after each entry: list rows, search texts, ways to timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.casework import Answer, Escalation, Note, Promise, Remedy
from desktop.models.clocks import Calendar, deadline
from desktop.models.desk import EntryTicket, TicketRow
from desktop.models.evidence import Evidence
from desktop.models.person import ContactPoint, Person
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.masking import mask_name
from desktop.storage.search import index_text
from desktop.vocabulary import ClockKind, PromiseState, TicketId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.models.base import Base
    from desktop.services.site_card import SiteFacts
    from desktop.storage.database import DeskSession
    from desktop.storage.ledger import EntryDraft, StoredEntry
    from desktop.vocabulary import Uid

R = TypeVar("R", bound="Base")
TITLE_LENGTH = 80
_ROW = table_of(TicketRow)


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
    session.execute(
        upsert(EntryTicket).on_conflict_do_nothing(),
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
    gather = _from_session if new else _from_database
    promises = gather(session, Promise, ticket)
    person = _person(session, ticket)
    phones = _contact_points(session, ticket, new=new)
    evidence = gather(session, Evidence, ticket)
    texts = _texts(ticket, person, phones)
    texts += [e.name for e in evidence] + [p.what for p in promises]
    for cls, column in ((Note, "text"), (Escalation, "reason"), (Answer, "text"), (Remedy, "text")):
        texts += [getattr(row, column) for row in gather(session, cls, ticket)]
    values = _row_values(ticket, person, len(evidence), _due(facts, calendar, ticket, promises))
    rid = _write_row(session, ticket, values, new=new)
    index_text(session.connection(), rid, "\n".join(filter(None, texts)), new=new)


def _from_session(session: DeskSession, cls: type[R], ticket: Ticket) -> list[R]:
    return [
        row
        for row in session.identity_map.values()
        if isinstance(row, cls) and row.ticket_uid == ticket.uid  # type: ignore[attr-defined]
    ]


def _from_database(session: DeskSession, cls: type[R], ticket: Ticket) -> list[R]:
    query = select(cls).where(cls.ticket_uid == ticket.uid).order_by(cls.uid)  # type: ignore[attr-defined]
    return list(session.scalars(query))


def _person(session: DeskSession, ticket: Ticket) -> Person | None:
    if ticket.complainant_uid is None:
        return None
    return session.get(Person, (ticket.complainant_site, ticket.complainant_uid))


def _contact_points(session: DeskSession, ticket: Ticket, *, new: bool) -> list[ContactPoint]:
    if ticket.complainant_uid is None:
        return []
    if new:
        made = [
            row
            for row in session.identity_map.values()
            if isinstance(row, ContactPoint) and row.person_uid == ticket.complainant_uid
        ]
        if made:
            return made
    query = select(ContactPoint).where(ContactPoint.person_uid == ticket.complainant_uid)
    return list(session.scalars(query))


def _texts(ticket: Ticket, person: Person | None, phones: list[ContactPoint]) -> list[str]:
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
    return [text for text in [*texts, *(p.value for p in phones)] if text]


def _due(
    facts: SiteFacts, calendar: Calendar, ticket: Ticket, promises: list[Promise]
) -> int | None:
    """Give the instant of the clock that runs out first, None once the work has ended."""
    if not ticket.is_open:
        return None
    pack = facts.pack_of(ticket.pack)
    zone = facts.card.zone
    running = [p.due_at for p in promises if p.state is PromiseState.OPEN]
    for kind, rule in pack.clocks.items():
        if kind is ClockKind.FIRST_RESPONSE and ticket.responded_at is not None:
            continue
        running.append(deadline(rule, ticket.received_at, zone, calendar).due_at)
    return min(running, default=None)


def _row_values(
    ticket: Ticket, person: Person | None, evidence: int, due: int | None
) -> dict[str, object]:
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
        "category": ticket.category,
        "channel": ticket.channel,
        "received_at": ticket.received_at,
        "due_at": due,
        "custodian": ticket.custodian,
        "with_manager": ticket.with_manager,
        "assignee": ticket.assignee,
        "respondent": ticket.respondent_staff,
        "title": title[:TITLE_LENGTH],
        "complainant": mask_name(person.name, person.title) if person else "",
        "evidence": evidence,
    }


def _write_row(
    session: DeskSession, ticket: Ticket, values: dict[str, object], *, new: bool
) -> int:
    if not new:
        rid = session.execute(
            update(_ROW).where(_ROW.c.uid == ticket.uid).values(values).returning(_ROW.c.rid)
        ).scalar_one_or_none()
        if rid is not None:
            return int(rid)
    made = session.execute(insert(_ROW).returning(_ROW.c.rid), values)
    return int(made.scalar_one())


def clear_projection(session: DeskSession) -> None:
    """Forget everything derived from tickets, before it is derived again."""
    for table in ("ticket_row", "search_text", "entry_ticket"):
        session.execute(delete(_ROW.metadata.tables[table]))
    session.connection().exec_driver_sql("DELETE FROM ticket_search")


def row_count(session: DeskSession) -> int:
    """Count the tickets in the lists."""
    return session.execute(select(func.count()).select_from(_ROW)).scalar_one()
