"""Judging foreign entries: what may take effect here, and what waits for a person."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from desktop.models.desk import EntryTicket
from desktop.models.exchange import Conflict, TakeIn
from desktop.models.tables import ENTRY, SYNCED_TABLES, state_columns
from desktop.models.ticket import Ticket

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from desktop.vocabulary import Uid

ACCEPTING = "accept_hand_over"
DECIDING = "decide_conflict"
_T = Ticket.__table__.c
_C = Conflict.__table__.c
_I = TakeIn.__table__.c
_HOLDER = select(_T.custodian, _T.offered_to).where(_T.uid == bindparam("of"))
_DISPUTE = (
    select(_C.uid)
    .where(
        _C.ticket_uid == bindparam("of"),
        _C.site == bindparam("own"),
        _C.decided_at.is_(None),
    )
    .limit(1)
)
_DECIDED = (
    select(func.max(ENTRY.c.seq))
    .join(EntryTicket, (EntryTicket.site == ENTRY.c.site) & (EntryTicket.seq == ENTRY.c.seq))
    .where(
        EntryTicket.ticket_uid == bindparam("of"),
        ENTRY.c.site == bindparam("own"),
        ENTRY.c.use_case == DECIDING,
    )
)
_SEEN = select(func.max(_I.to_seq)).where(
    _I.site == bindparam("author"), _I.source == bindparam("own")
)


@lru_cache(maxsize=64)
def _row_of(table: str) -> Select[tuple[str]]:
    column = SYNCED_TABLES[table].c
    return select(column.uid).where(
        column.site == bindparam("of_site"), column.uid == bindparam("of_uid")
    )


class Judge:
    """Gives each foreign entry its verdict by this site's state just before it is applied.

    Verdicts: None (applied), `not_custodian`, `waits` (a conflict on the ticket is open),
    `superseded` (its author had not yet seen a decision) — these keep the entry's facts; and
    `foreign_row`, `row_exists`, `not_owner`, `row_missing`, `ticket_unknown`, which keep nothing
    but the entry.
    """

    def __init__(self, connection: Connection, site: Uid, headquarters: Uid | None) -> None:
        """Judge for this site, in one transaction."""
        self._connection = connection
        self._site = site
        self._headquarters = headquarters
        self._disputed: set[str] = set()

    def verdict(self, body: dict[str, Any]) -> str | None:
        """Judge one entry."""
        author = body["site"]
        if body["use_case"] == DECIDING and author == self._headquarters:
            return self._structure(body, author)
        return self._structure(body, author) or self._custody(body, author)

    def dispute(self, ticket: str) -> None:
        """Let later state entries of a ticket wait."""
        self._disputed.add(ticket)

    def _structure(self, body: dict[str, Any], author: Uid) -> str | None:
        made = {(c["table"], c["uid"]) for c in body["changes"] if c["op"] == "insert"}
        for change in body["changes"]:
            if change["op"] == "insert":
                if change["site"] != author:
                    return "foreign_row"
                if self._has(change):
                    return "row_exists"
                parent = change.get("ticket")
                if parent and ("ticket", parent) not in made and not self._has_ticket(parent):
                    return "ticket_unknown"
            else:
                owned = change["site"] == author
                if not owned and self._fact_columns(change):
                    return "not_owner"
                made_here = (change["table"], change["uid"]) in made
                if not made_here and not self._has(change):
                    return "row_missing"
        return None

    @staticmethod
    def _fact_columns(change: dict[str, Any]) -> set[str]:
        return {*change["fields"], *change.get("names", ())} - state_columns(change["table"])

    def _has(self, change: dict[str, Any]) -> bool:
        key = {"of_site": change["site"], "of_uid": change["uid"]}
        return self._connection.execute(_row_of(change["table"]), key).first() is not None

    def _has_ticket(self, ticket: str) -> bool:
        return self._connection.execute(_HOLDER, {"of": ticket}).first() is not None

    def _custody(self, body: dict[str, Any], author: Uid) -> str | None:
        for ticket in _state_tickets(body):
            if ticket in self._disputed or self._in_conflict(ticket):
                return "waits"
            if self._unseen_decision(ticket, author):
                return "superseded"
            row = self._connection.execute(_HOLDER, {"of": ticket}).first()
            accepting = body["use_case"] == ACCEPTING and row and row.offered_to == author
            if row is not None and row.custodian != author and not accepting:
                return "not_custodian"
        return None

    def _in_conflict(self, ticket: str) -> bool:
        told = {"of": ticket, "own": self._site}
        return self._connection.execute(_DISPUTE, told).first() is not None

    def _unseen_decision(self, ticket: str, author: Uid) -> bool:
        """Tell whether this site decided a conflict that the author had not taken in by then."""
        told = {"of": ticket, "own": self._site}
        decided = self._connection.execute(_DECIDED, told).scalar()
        if decided is None:
            return False
        seen = self._connection.execute(_SEEN, {"author": author, "own": self._site}).scalar()
        return bool((seen or 0) < decided)


def _state_tickets(body: dict[str, Any]) -> list[str]:
    """Name the tickets whose state an entry changes."""
    made = {c["uid"] for c in body["changes"] if c["table"] == "ticket" and c["op"] == "insert"}
    found: dict[str, None] = {}
    for change in body["changes"]:
        ticket = change.get("ticket")
        if change["op"] != "update" or ticket is None or ticket in made:
            continue
        if state_columns(change["table"]) & {*change["fields"], *change.get("names", ())}:
            found[ticket] = None
    return list(found)
