"""Repair: the tables made again from a ledger that holds, lists and search from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.errors import LedgerError
from desktop.models.desk import EntryTicket, TicketRow
from desktop.models.permissions import Permission
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.checking import verify_site
from desktop.services.derived_checks import entry_subjects
from desktop.services.projection import link_entry, refresh_ticket
from desktop.services.use_case import command
from desktop.storage.index import clear_index
from desktop.storage.replay import clear_synced, replay
from desktop.vocabulary import TicketId, Uid

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite
    from desktop.services.work import Work

_FORBIDDING = frozenset({"pages", "chain", "receipts", "keys"})
"""Checks without which there is nothing to make the tables again from."""
_ROW = table_of(TicketRow)
_LINK = table_of(EntryTicket)
_TICKET = table_of(Ticket).c


def repair_site(site: OpenSite) -> int:
    """Make every table again that can be made again; gives the number of tickets.

    Raises LedgerError `ledger.not_repairable` where the ledger itself does not hold: then only a
    backup helps, or headquarters.
    """
    if site.gateway.read_only is not None:
        raise site.gateway.read_only
    found = verify_site(site, deep=False)
    if any(one.check in _FORBIDDING for one in found.findings):
        raise LedgerError("ledger.not_repairable")
    return site.gateway.call(rebuild_tables)


@command(Permission.SITE_MANAGE)
def rebuild_tables(work: Work) -> int:
    """Replay the ledger into emptied tables, and derive lists, search and timelines again."""
    connection = work.connection
    clear_synced(connection)
    replay(connection, connection, work.site.uid)
    work.session.expire_all()
    clear_index(connection)
    tickets = [TicketId(*row) for row in connection.execute(select(_TICKET.site, _TICKET.uid))]
    connection.execute(_ROW.delete().where(_ROW.c.uid.not_in(select(_TICKET.uid))))
    for ticket in tickets:
        refresh_ticket(work.session, work.facts, work.calendar, ticket)
    _link_again(work)
    work.reason = str(len(tickets))
    return len(tickets)


def _link_again(work: Work) -> None:
    """Let timelines show what they must, and what of others they showed rightly before."""
    connection = work.connection
    before: dict[tuple[Uid, int], set[Uid]] = {}
    for row in connection.execute(select(_LINK)):
        before.setdefault((row.site, row.seq), set()).add(row.ticket_uid)
    connection.execute(_LINK.delete())
    for entry in entry_subjects(connection, work.facts):
        shown = entry.needed | (before.get((entry.site, entry.seq), set()) & entry.named)
        if shown:
            tickets = [TicketId(entry.site, uid) for uid in sorted(shown)]
            link_entry(work.session, entry.site, entry.seq, tickets)
