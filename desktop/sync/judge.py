"""Judging foreign entries: what may take effect here, and what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from desktop.models.exchange import Enrolment
from desktop.models.site import SiteKey
from desktop.models.tables import state_columns
from desktop.models.unattended import may_be_nobodys
from desktop.sync.known import DECIDING, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from desktop.storage.pending import Applied
    from desktop.sync.known import Found
    from desktop.vocabulary import Uid

ACCEPTING = "accept_hand_over"
_K = SiteKey.__table__.c
_E = Enrolment.__table__.c
_CODE = (
    select(_E.code)
    .join(SiteKey, _K.enrolment == _E.uid)
    .where(_K.site_uid == bindparam("author"), _K.site == bindparam("own"), _E.site == _K.site)
    .order_by(_K.uid.desc())
    .limit(1)
)
_FIXED = frozenset(
    {
        "ticket_site", "ticket_uid", "person_site", "person_uid", "evidence_site", "evidence_uid",
        "remedy_site", "remedy_uid", "escalation_site", "escalation_uid", "number", "business_day",
        "serial", "code", "staff_uid", "site_uid", "public", "signing", "enrolment",
    }
)  # fmt: skip
"""Columns that say which record a row is or belongs to: written once."""


class Judge:
    """Gives each foreign entry its verdict by this site's state just before it is applied.

    Verdicts: None (applied), `not_custodian`, `waits` (a conflict on the ticket is open),
    `superseded` (its author had not yet seen a decision) — these keep the entry's facts; and
    `foreign_row`, `row_exists`, `not_owner`, `row_missing`, `ticket_unknown` and `nobody` (no
    person signed what only a person does), which keep nothing but the entry.

    What an entry says of itself (`ticket`, `about`) is compared with the rows it touches: its
    author signs whatever it likes. A branch speaks of tickets that it registered, holds or is
    offered; headquarters of all.
    """

    def __init__(
        self,
        connection: Connection,
        site: Uid,
        headquarters: Uid | None,
        write: Callable[[], None],
    ) -> None:
        """Judge for this site, in one transaction; `write` as in `Known`."""
        self._connection = connection
        self._known = Known(connection, site, write)
        self._site = site
        self._headquarters = headquarters
        self._disputed: set[str] = set()
        self._codes: dict[Uid, str | None] = {}

    def expect(self, bodies: Iterable[dict[str, Any]]) -> None:
        """Look up what judging these entries takes, all at once, and forget all else."""
        self._known.read(bodies)

    def may_name(self, author: Uid, tickets: Iterable[Uid]) -> frozenset[Uid]:
        """Give those of some tickets that their author may speak of."""
        asked = list(tickets)
        self._known.read_holders(asked)
        return frozenset(uid for uid in asked if self._may_name(uid, author))

    def follow(self, applied: Iterable[Applied]) -> None:
        """Judge the next entries by what this one has changed."""
        self._known.follow(applied)

    def verdict(self, body: dict[str, Any]) -> str | None:
        """Judge one entry."""
        author = body["site"]
        if body["use_case"] == DECIDING and author == self._headquarters:
            return self._structure(body, author)
        refused = self._structure(body, author) or self._custody(body, author)
        return refused or (None if may_be_nobodys(body, own=False) else "nobody")

    def tickets(self, body: dict[str, Any]) -> dict[Uid, Uid]:
        """Give the tickets an entry may speak of, of those it says it does: uid → site."""
        author = body["site"]
        return {uid: site for site, uid in body["about"] if self._may_name(uid, author)}

    def dispute(self, ticket: str) -> None:
        """Let later state entries of a ticket wait."""
        self._disputed.add(ticket)

    def _structure(self, body: dict[str, Any], author: Uid) -> str | None:
        made: dict[tuple[str, str, str], str | None] = {}
        for change in body["changes"]:
            key = (change["table"], change["site"], change["uid"])
            if change["op"] == "insert":
                refused = self._inserted(change, author, made)
                made[key] = change.get("ticket")
            else:
                refused = self._updated(change, author, made)
            if refused is not None:
                return refused
        if any(
            ("ticket", author, uid) not in made and not self._may_name(uid, author)
            for _site, uid in body["about"]
        ):
            return "ticket_unknown"
        return None

    def _inserted(  # noqa: PLR0911 - one rule after the other
        self, change: dict[str, Any], author: Uid, made: dict[tuple[str, str, str], str | None]
    ) -> str | None:
        table, fields = change["table"], change["fields"]
        if change["site"] != author or (table == "site" and change["uid"] != author):
            return "foreign_row"
        here = self._found(change) is not None
        if here or self._known.is_elsewhere(table, change["uid"], author):
            return "row_exists"
        ticket = change["uid"] if table == "ticket" else fields.get("ticket_uid")
        if change.get("ticket") != ticket or not self._sealed_rightly(change, ticket):
            return "ticket_unknown"
        if table == "ticket":
            return self._new_ticket(fields, author)
        if table == "staff_key":
            return self._new_key(fields, author, made)
        if table == "contact_point":
            return None if self._is_ours(fields["person_site"], author) else "not_owner"
        whole = ticket is None or ("ticket", fields["ticket_site"], ticket) in made
        return None if whole else self._part_of(change, author, ticket)

    def _new_ticket(self, fields: dict[str, Any], author: Uid) -> str | None:
        if not self._is_trusted(author) and fields["custodian"] != author:
            return "not_owner"
        if not self._is_ours(fields.get("complainant_site"), author):
            return "not_owner"
        code, number = self._code_of(author), fields["number"]
        taken = self._known.has_number(number)
        strange = code is not None and not number.startswith(f"{code}-")
        return "row_exists" if taken or strange else None

    def _part_of(self, change: dict[str, Any], author: Uid, ticket: str) -> str | None:
        row = self._known.holder(ticket)
        if row is None:
            # A conflict may speak of a ticket that nobody else knows.
            return None if change["table"] == "conflict" else "ticket_unknown"
        right = row.site == change["fields"]["ticket_site"] and self._may_name(ticket, author)
        return None if right else "ticket_unknown"

    def _updated(
        self, change: dict[str, Any], author: Uid, made: dict[tuple[str, str, str], str | None]
    ) -> str | None:
        names = {*change["fields"], *change.get("names", ())}
        if names & _FIXED or (change["site"] != author and names - state_columns(change["table"])):
            return "not_owner"
        key = (change["table"], change["site"], change["uid"])
        if key in made:
            ticket = made[key]
        else:
            row = self._found(change)
            if row is None:
                return "row_missing"
            ticket = row.ticket
        if change.get("ticket") != ticket or not self._sealed_rightly(change, ticket):
            return "ticket_unknown"
        return None if self._is_trusted(author) else self._passed_on(change["fields"], author)

    def _passed_on(self, fields: dict[str, Any], author: Uid) -> str | None:
        """Refuse that a branch gives a ticket to somebody else: only headquarters does."""
        _, custodian = fields.get("custodian", (None, author))
        _, complainant = fields.get("complainant_site", (None, None))
        fair = custodian == author and self._is_ours(complainant, author)
        return None if fair else "not_owner"

    @staticmethod
    def _sealed_rightly(change: dict[str, Any], ticket: str | None) -> bool:
        """Tell whether a row is sealed under the key of its own ticket or person."""
        if "sealed" not in change or change["table"] == "contact_point":
            return True
        own = change["uid"] if change["table"] == "person" else ticket
        return bool(change["subject"] == own)

    def _is_trusted(self, author: Uid) -> bool:
        return author == self._headquarters

    def _is_ours(self, site: Uid | None, author: Uid) -> bool:
        """Tell whether a person is known to the author: its own, or headquarters'."""
        return self._is_trusted(author) or site in (None, author, self._headquarters)

    def _may_name(self, ticket: str, author: Uid) -> bool:
        """Tell whether a ticket is none that the author cannot know of."""
        row = self._known.holder(ticket)
        return row is None or self._is_trusted(author) or author in row

    def _new_key(
        self, fields: dict[str, Any], author: Uid, made: dict[tuple[str, str, str], str | None]
    ) -> str | None:
        """Refuse a key for somebody who does not work at the author's site."""
        staff = fields["staff_uid"]
        here = ("staff", author, staff) in made or (
            staff is not None
            and self._known.row("staff", author, bytes.fromhex(staff).hex()) is not None
        )
        return None if here else "foreign_row"

    def _code_of(self, author: Uid) -> str | None:
        if author not in self._codes:
            told = {"author": author, "own": self._site}
            self._codes[author] = self._connection.execute(_CODE, told).scalar()
        return self._codes[author]

    def _found(self, change: dict[str, Any]) -> Found | None:
        return self._known.row(change["table"], change["site"], change["uid"])

    def _custody(self, body: dict[str, Any], author: Uid) -> str | None:
        for ticket in state_tickets(body):
            if ticket in self._disputed or self._known.is_disputed(ticket):
                return "waits"
            if self._unseen_decision(ticket, author):
                return "superseded"
            row = self._known.holder(ticket)
            accepting = body["use_case"] == ACCEPTING and row and row.offered_to == author
            if row is not None and row.custodian != author and not accepting:
                return "not_custodian"
        return None

    def _unseen_decision(self, ticket: str, author: Uid) -> bool:
        """Tell whether this site decided a conflict that the author had not taken in by then."""
        decided = self._known.decided(ticket)
        return decided > 0 and self._known.seen(author) < decided


def state_tickets(body: dict[str, Any]) -> list[str]:
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
