"""Entries that were lost here and come back from the site that had taken them in.

They were written before what this site did since the loss. Their facts are kept; their state is
kept where nothing newer stands on the same ticket, and where something does, this site says the
full state once more, so that the other side holds the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from desktop.models.casework import Promise, Remedy
from desktop.models.desk import EntryTicket
from desktop.models.tables import ENTRY, SYNCED_TABLES
from desktop.models.ticket import Ticket
from desktop.services.records import parts
from desktop.storage.replay import take_in_of
from desktop.sync.judge import state_tickets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from desktop.models.base import OnTicket
    from desktop.services.work import Work
    from desktop.storage.pending import Applied
    from desktop.vocabulary import Uid

TAKEN_IN_ANEW = "taken_in_anew"
"""Verdict on a take-in that comes back: what it took in comes again by itself."""
SUPERSEDED = "superseded"
_NUMBER = select(Ticket.uid).where(Ticket.number == bindparam("of"))
_SINCE = (
    select(ENTRY.c.body)
    .join(EntryTicket, (EntryTicket.site == ENTRY.c.site) & (EntryTicket.seq == ENTRY.c.seq))
    .where(
        EntryTicket.ticket_uid == bindparam("of"),
        ENTRY.c.site == bindparam("own"),
        ENTRY.c.seq >= bindparam("since"),
    )
)


class ReturnJudge:
    """Gives each entry that comes back its verdict; the same calls as `judge.Judge`."""

    def __init__(self, connection: Connection, site: Uid, write: Callable[[], None]) -> None:
        """Judge for the site that wrote them, in one transaction; `write` as in `known.Known`."""
        self._connection = connection
        self._write = write
        self._site = site

    def expect(self, bodies: Iterable[dict[str, Any]]) -> None:
        """Do nothing: what comes back is rare, and looked up entry by entry."""

    def may_name(self, _author: Uid, tickets: Iterable[Uid]) -> frozenset[Uid]:
        """Give them all: whoever wrote the entries may speak of its tickets."""
        return frozenset(tickets)

    def follow(self, _applied: Iterable[Applied]) -> None:
        """Let what an entry has changed be looked up for the next one."""
        self._write()

    def verdict(self, body: dict[str, Any]) -> str | None:
        """Judge one entry."""
        if take_in_of(body) is not None:
            return TAKEN_IN_ANEW
        refused = self._structure(body)
        if refused is None and any(
            self._is_newer(ticket, body["seq"]) for ticket in state_tickets(body)
        ):
            return SUPERSEDED
        return refused

    def tickets(self, body: dict[str, Any]) -> dict[Uid, Uid]:
        """Give the tickets an entry speaks of: uid → site."""
        return {uid: site for site, uid in body["about"]}

    def dispute(self, ticket: str) -> None:
        """Do nothing: what comes back is settled at once."""

    def _structure(self, body: dict[str, Any]) -> str | None:
        made: set[tuple[str, str, str]] = set()
        for change in body["changes"]:
            key = (change["table"], change["site"], change["uid"])
            known = key in made or self._is_here(change)
            if change["op"] == "insert":
                if known or self._is_taken(change):
                    return "row_exists"
                made.add(key)
            elif not known:
                return "row_missing"
        return None

    def _is_here(self, change: dict[str, Any]) -> bool:
        column = SYNCED_TABLES[change["table"]].c
        query = select(column.uid).where(column.site == change["site"], column.uid == change["uid"])
        return self._connection.execute(query).first() is not None

    def _is_taken(self, change: dict[str, Any]) -> bool:
        if change["table"] != "ticket":
            return False
        number = {"of": change["fields"]["number"]}
        return self._connection.execute(_NUMBER, number).first() is not None

    def _is_newer(self, ticket: str, seq: int) -> bool:
        """Tell whether this site has changed a ticket's state after an entry.

        Since the loss, or in what has come back from another site or of a later loss.
        """
        told = {"of": ticket, "own": self._site, "since": seq + 1}
        for row in self._connection.execute(_SINCE, told):
            if ticket in state_tickets(json.loads(row.body)):
                return True
        return False


def restate_superseded(work: Work, tickets: Iterable[str]) -> None:
    """Let this entry say the full state of every ticket whose older state came back."""
    for uid in tickets:
        ticket = work.session.scalars(select(Ticket).where(Ticket.uid == uid)).first()
        if ticket is not None and ticket.custodian == work.site.uid:
            restate_ticket(work, ticket)


def restate_ticket(work: Work, ticket: Ticket) -> None:
    """Let this entry say the full state of a ticket, because another site holds another version."""
    ticket.version += 1
    classes: tuple[type[OnTicket], ...] = (Promise, Remedy)
    work.restated.append(ticket)
    work.restated.extend(part for cls in classes for part in parts(work, cls, ticket))
