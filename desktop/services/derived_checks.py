"""Checks of what is derived: list rows, the search index, and the ways to timelines."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import bindparam, select

from desktop.errors import LedgerError
from desktop.models.desk import EntryTicket, SearchText, TicketRow
from desktop.models.tables import ENTRY, table_of
from desktop.models.ticket import Ticket
from desktop.services.ledger_checks import UNREADABLE
from desktop.services.projection import derive
from desktop.storage.index import index_marks
from desktop.storage.search import folded, index_text
from desktop.storage.stretches import stretches
from desktop.vocabulary import Uid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Row

    from desktop.models.calendars import Calendar
    from desktop.services.findings import Verified
    from desktop.services.site_card import SiteFacts
    from desktop.storage.database import DeskSession

_ROW = table_of(TicketRow)
_TEXT = table_of(SearchText)
_LINK = table_of(EntryTicket)
_TICKET = table_of(Ticket)
_FIND_ROW = select(_ROW).where(_ROW.c.uid == bindparam("of"))
_FIND_TEXT = select(_TEXT.c.body).where(_TEXT.c.rid == bindparam("of"))
_LIST: Final = "derived.list_differs"
_SEARCH: Final = "derived.search_differs"
_TIMELINE: Final = "derived.timeline_differs"
_EVERY: Final = 200


def check_lists(
    session: DeskSession,
    facts: SiteFacts,
    calendar: Calendar,
    target: Connection,
    found: Verified,
    progress: Callable[[int], None],
) -> None:
    """Derive every ticket's list row and text again and compare; then the index with the texts."""
    connection = session.connection()
    keys = connection.execute(select(_TICKET.c.site, _TICKET.c.uid, _TICKET.c.number)).all()
    for done, key in enumerate(keys, start=1):
        try:
            fault = _list_fault(session, facts, calendar, key, target)
        except UNREADABLE:
            continue  # the fold has told it already
        if fault is not None:
            _tell(found, fault, key.number)
        if done % _EVERY == 0:
            session.expunge_all()
            progress(done)
    known = select(_TICKET.c.uid)
    for number in connection.execute(
        select(_ROW.c.number).where(_ROW.c.uid.not_in(known))
    ).scalars():
        _tell(found, _LIST, number)
    _check_index(connection, target, found)


def _tell(found: Verified, code: str, number: str) -> None:
    found.note("derived", LedgerError(code, number=number))


def _list_fault(
    session: DeskSession,
    facts: SiteFacts,
    calendar: Calendar,
    key: Row[Uid, Uid, str],
    target: Connection,
) -> str | None:
    """Give the code of what is wrong with what is derived from a ticket, None if all is right.

    The text goes into the index of `target`, too.
    """
    ticket = session.get(Ticket, (key.site, key.uid))
    row = session.connection().execute(_FIND_ROW, {"of": key.uid}).first()
    if ticket is None or row is None:
        return _LIST
    values, body = derive(session, facts, calendar, ticket)
    index_text(target, row.rid, body, new=True)
    if any(getattr(row, name) != value for name, value in values.items()):
        return _LIST
    text = session.connection().execute(_FIND_TEXT, {"of": row.rid}).scalar()
    return None if text == folded(body) else _SEARCH


def _check_index(connection: Connection, target: Connection, found: Verified) -> None:
    """Compare what the full-text index holds with the one that was made again."""
    numbers = dict(iter(connection.execute(select(_ROW.c.rid, _ROW.c.number))))
    stored, wanted = index_marks(connection), index_marks(target)
    kept = set(connection.execute(select(_TEXT.c.rid)).scalars())
    for rid in sorted(stored.keys() | wanted.keys() | kept):
        if stored.get(rid) != wanted.get(rid) or rid not in numbers:
            _tell(found, _SEARCH, numbers.get(rid, f"#{rid}"))


def check_links(connection: Connection, facts: SiteFacts, found: Verified) -> None:
    """Compare the ways from tickets to entries with what the entries say they are about."""
    numbers = dict(iter(connection.execute(select(_TICKET.c.uid, _TICKET.c.number))))
    links = _links(connection)
    linked = next(links, None)
    wrong: Counter[str] = Counter()
    for entry in entry_subjects(connection, facts):
        here: set[Uid] = set()
        while linked is not None and linked[:2] <= (entry.site, entry.seq):
            if linked[:2] == (entry.site, entry.seq):
                here.add(linked[2])
            else:
                wrong[linked[2]] += 1
            linked = next(links, None)
        wrong.update((here - entry.named) | (entry.needed - here))
    while linked is not None:
        wrong[linked[2]] += 1
        linked = next(links, None)
    for uid in wrong:
        _tell(found, _TIMELINE, numbers.get(uid, uid))


class EntrySubjects(NamedTuple):
    """The tickets an entry names, and those whose timelines must show it.

    Of what others wrote only what it may speak of is shown: that always holds for its author's
    own tickets, and for headquarters.
    """

    site: Uid
    seq: int
    named: frozenset[Uid]
    needed: frozenset[Uid]


def entry_subjects(connection: Connection, facts: SiteFacts) -> Iterator[EntrySubjects]:
    """Go through all entries in order; one that cannot be read names nothing."""
    own, headquarters = facts.card.uid, facts.card.headquarters
    kept = stretches(connection, own)
    owners = dict(iter(connection.execute(select(_TICKET.c.uid, _TICKET.c.site))))
    query = select(ENTRY.c.site, ENTRY.c.seq, ENTRY.c.body).order_by(ENTRY.c.site, ENTRY.c.seq)
    for row in connection.execution_options(yield_per=500).execute(query):
        try:
            about = json.loads(bytes(row.body))["about"]
            named = frozenset(Uid(uid) for _, uid in about)
            authors = frozenset(uid for uid in named if owners.get(uid) == row.site)
        except UNREADABLE:
            named = authors = frozenset()
        inside = row.site == own and any(one.after < row.seq <= one.until for one in kept)
        trusted = inside or row.site == headquarters
        yield EntrySubjects(row.site, row.seq, named, named if trusted else authors)


def _links(connection: Connection) -> Iterator[tuple[Uid, int, Uid]]:
    query = select(_LINK.c.site, _LINK.c.seq, _LINK.c.ticket_uid).order_by(
        _LINK.c.site, _LINK.c.seq
    )
    for row in connection.execution_options(yield_per=500).execute(query):
        yield row.site, row.seq, row.ticket_uid
