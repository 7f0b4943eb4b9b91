"""What is derived from many tickets at once: the same as `projection` gives one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, insert, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.casework import Answer, Escalation, Promise
from desktop.models.codecs import UidType
from desktop.models.desk import EntryTicket, TicketRow
from desktop.models.evidence import Evidence
from desktop.models.person import ContactPoint, Person
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.clocks import Running, first_to_run_out
from desktop.services.projection import TEXT_COLUMNS, Parts, own_texts, row_values
from desktop.services.severities import proposed_severity
from desktop.storage.ready import Ready
from desktop.storage.search import index_texts
from desktop.vocabulary import PromiseState, TicketId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Executable

    from desktop.models.calendars import Calendar
    from desktop.services.site_card import SiteFacts
    from desktop.storage.database import DeskSession
    from desktop.vocabulary import Uid

_MANY = 300
"""How many tickets are read at once."""
_ROW = table_of(TicketRow)
_PROMISE, _EVIDENCE, _POINT = map(table_of, (Promise, Evidence, ContactPoint))
_ESCALATION, _ANSWER = map(table_of, (Escalation, Answer))
_OF = bindparam("of", expanding=True, type_=UidType)
_LINK = Ready(upsert(EntryTicket).on_conflict_do_nothing())
_TEXTS = [
    select(table.c.ticket_uid, table.c[column]).where(table.c.ticket_uid.in_(_OF))
    for cls, column in TEXT_COLUMNS.items()
    for table in (table_of(cls),)
]
_PROMISED = select(_PROMISE.c.ticket_uid, _PROMISE.c.made_at, _PROMISE.c.due_at).where(
    _PROMISE.c.ticket_uid.in_(_OF), _PROMISE.c.state == PromiseState.OPEN
)
_RAISED = select(_ESCALATION.c.ticket_uid, _ESCALATION.c.kind, _ESCALATION.c.at).where(
    _ESCALATION.c.ticket_uid.in_(_OF),
    ~exists().where(_ANSWER.c.escalation_uid == _ESCALATION.c.uid),
)
_PIECES = (
    select(_EVIDENCE.c.ticket_uid, func.count())
    .where(_EVIDENCE.c.ticket_uid.in_(_OF))
    .group_by(_EVIDENCE.c.ticket_uid)
)
_POINTS = select(_POINT.c.person_uid, _POINT.c.value).where(_POINT.c.person_uid.in_(_OF))
_RIDS = select(_ROW.c.uid, _ROW.c.rid).where(_ROW.c.uid.in_(_OF))
_ADD_ROWS = Ready(
    insert(_ROW).values({c.key: bindparam(c.key) for c in _ROW.columns if c.key != "rid"})
)
_CHANGE_ROWS = Ready(
    update(_ROW)
    .where(_ROW.c.rid == bindparam("of"))
    .values({c.key: bindparam(c.key) for c in _ROW.columns if c.key != "rid"})
)


def link_entries(session: DeskSession, site: Uid, named: Mapping[TicketId, Iterable[int]]) -> None:
    """Let the timelines of tickets find a site's entries, told by seq."""
    for ticket, seqs in sorted(named.items()):
        _LINK.run_many(
            session.connection(),
            ({"ticket_uid": ticket.uid, "site": site, "seq": seq} for seq in seqs),
        )


def open_tickets(session: DeskSession, site: Uid | None = None) -> list[TicketId]:
    """Name the tickets on which somebody still works, those of one site if it is named."""
    query = select(_ROW.c.site, _ROW.c.uid).where(_ROW.c.is_open.is_(True))
    if site is not None:
        query = query.where(_ROW.c.site == site)
    return [TicketId(*row) for row in session.execute(query)]


def refresh_tickets(
    session: DeskSession, facts: SiteFacts, calendar: Calendar, tickets: Sequence[TicketId]
) -> None:
    """Derive the list rows and search texts of tickets again; none may be named twice."""
    for start in range(0, len(tickets), _MANY):
        _refresh(session, facts, calendar, tickets[start : start + _MANY])


def _refresh(
    session: DeskSession, facts: SiteFacts, calendar: Calendar, asked: Sequence[TicketId]
) -> None:
    tickets = _tickets(session, asked)
    people = _people(session, tickets)
    phones = _lists(session, [_POINTS], [t.complainant_uid for t in tickets if t.complainant_uid])
    parts = _parts(session, [ticket.uid for ticket in tickets])
    rows: list[dict[str, object]] = []
    bodies: list[str] = []
    for ticket in tickets:
        person = people.get((ticket.complainant_site, ticket.complainant_uid))
        part = parts[ticket.uid]
        spoken = phones.get(ticket.complainant_uid or "", [])
        texts = (*own_texts(ticket, person), *spoken, *part.texts)
        bodies.append("\n".join(text for text in texts if text))
        first = first_to_run_out(facts, calendar, ticket, part.promised, part.raised)
        proposed = proposed_severity(facts, ticket)
        rows.append(row_values(ticket, person, part.evidence, first, proposed))
    _index(session, _write_rows(session, rows), bodies)


def _tickets(session: DeskSession, asked: Sequence[TicketId]) -> list[Ticket]:
    """Read tickets in the order they are asked for; those that are not here are left out."""
    query = select(Ticket).where(tuple_(Ticket.site, Ticket.uid).in_([*map(tuple, asked)]))
    found = {ticket.id: ticket for ticket in session.scalars(query)}
    return [found[one] for one in asked if one in found]


def _people(
    session: DeskSession, tickets: Sequence[Ticket]
) -> dict[tuple[Uid | None, Uid | None], Person]:
    keys = {(ticket.complainant_site, ticket.complainant_uid) for ticket in tickets}
    query = select(Person).where(tuple_(Person.site, Person.uid).in_([*keys]))
    return {(person.site, person.uid): person for person in session.scalars(query)}


def _parts(session: DeskSession, tickets: Sequence[str]) -> dict[str, Parts]:
    texts = _lists(session, _TEXTS, tickets)
    promised = _lists(session, [_PROMISED], tickets)
    raised = _lists(session, [_RAISED], tickets)
    pieces = _lists(session, [_PIECES], tickets)
    return {
        uid: Parts(
            texts.get(uid, []),
            [Running(*told) for told in promised.get(uid, [])],
            raised.get(uid, []),
            sum(pieces.get(uid, [])),
        )
        for uid in tickets
    }


def _lists(
    session: DeskSession, queries: Iterable[Executable], keys: Sequence[str]
) -> dict[str, list[Any]]:
    """Gather what is found under the first columns: the second one, or a tuple of all others."""
    found: dict[str, list[Any]] = defaultdict(list)
    for query in queries:
        for key, *told in session.connection().execute(query, {"of": keys}):
            found[key].append(told[0] if len(told) == 1 else tuple(told))
    return found


def _write_rows(session: DeskSession, rows: Sequence[dict[str, object]]) -> list[tuple[int, bool]]:
    """Write list rows; gives each one's row number and whether it is new."""
    connection = session.connection()
    uids = [row["uid"] for row in rows]
    before = {row.uid: row.rid for row in connection.execute(_RIDS, {"of": uids})}
    changed = [row | {"of": before[row["uid"]]} for row in rows if row["uid"] in before]
    made = [row for row in rows if row["uid"] not in before]
    _CHANGE_ROWS.run_many(connection, changed)
    _ADD_ROWS.run_many(connection, made)
    after = {row.uid: row.rid for row in connection.execute(_RIDS, {"of": uids})}
    return [(after[uid], uid not in before) for uid in uids]


def _index(session: DeskSession, rows: Sequence[tuple[int, bool]], bodies: Sequence[str]) -> None:
    told = list(zip(rows, bodies, strict=True))
    for new in (False, True):
        texts = [(rid, body) for (rid, is_new), body in told if is_new is new]
        if texts:
            index_texts(session.connection(), texts, new=new)
