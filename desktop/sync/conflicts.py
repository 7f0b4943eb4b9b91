"""Conflicts: both versions side by side, and the decision that writes the full state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.errors import InputError, NotFoundError
from desktop.models.casework import Promise, Remedy
from desktop.models.exchange import Conflict
from desktop.models.permissions import Permission
from desktop.models.tables import COLUMN_CODECS, state_columns
from desktop.models.ticket import Ticket
from desktop.services.records import Names
from desktop.services.rows import ConflictRow
from desktop.services.ticket_draft import clean_text
from desktop.services.use_case import command, query
from desktop.storage.fold import readable_values
from desktop.storage.ledger import StoredEntry, entries
from desktop.storage.seals import SubjectKeys
from desktop.sync.returned import restate_ticket
from desktop.vocabulary import Ref, TicketId

if TYPE_CHECKING:
    from desktop.services.work import Work

HERE = "here"
THERE = "there"
_CLASSES: dict[str, type[Ticket | Promise | Remedy]] = {
    "ticket": Ticket,
    "promise": Promise,
    "remedy": Remedy,
}


@query(Permission.EXCHANGE_READ)
def conflict_rows(work: Work, *, decided: bool = False) -> tuple[ConflictRow, ...]:
    """Give this site's conflicts with both versions of what they are about."""
    wanted = Conflict.decided_at.is_not(None) if decided else Conflict.decided_at.is_(None)
    found = work.session.scalars(
        select(Conflict).where(Conflict.site == work.site.uid, wanted).order_by(Conflict.uid)
    )
    names = Names(work)
    rows = (_row(work, conflict, names) for conflict in found)
    return tuple(row for row in rows if row is not None)


def _row(work: Work, conflict: Conflict, names: Names) -> ConflictRow | None:
    ticket = work.session.get(Ticket, (conflict.ticket_site, conflict.ticket_uid))
    if ticket is not None and ticket.hidden_from(work.actor.staff):
        return None
    entry = _entry(work, conflict)
    body = entry.parsed()
    there = _state_changes(work, body, conflict.ticket_uid).get(("ticket", conflict.ticket_uid), {})
    here = {}
    if ticket is not None:
        codecs = COLUMN_CODECS["ticket"]
        here = {key: codecs[key].to_plain(getattr(ticket, key)) for key in there}
    return ConflictRow(
        ref=conflict.ref,
        ticket=TicketId(conflict.ticket_site, conflict.ticket_uid),
        number=ticket.number if ticket else "",
        entry_site=names.site(conflict.entry_site),
        entry_seq=conflict.entry_seq,
        use_case=body["use_case"],
        reason=conflict.reason,
        at=body["at"],
        here=here,
        there=there,
        decided=conflict.decided_at is not None,
    )


def _entry(work: Work, conflict: Conflict) -> StoredEntry:
    seq = conflict.entry_seq
    for entry in entries(work.connection, conflict.entry_site, seq - 1, seq):
        return entry
    raise NotFoundError("conflict.entry_missing")


def _state_changes(
    work: Work, body: dict[str, Any], ticket: str
) -> dict[tuple[str, str], dict[str, Any]]:
    """Give what an entry would have changed of a ticket's state, by record."""
    keys = SubjectKeys(work.connection)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for change in body["changes"]:
        if change.get("ticket") != ticket or change["op"] != "update":
            continue
        state = state_columns(change["table"])
        values = {k: v[1] for k, v in readable_values(change, keys).items() if k in state}
        if values:
            found[(change["table"], change["uid"])] = values
    return found


@command(Permission.CONFLICT_DECIDE)
def decide_conflict(work: Work, conflict: Ref, choice: str, reason: str) -> None:
    """Decide which version of a ticket's state stands; the entry says the full state.

    Args:
        work: the call.
        conflict: one of the ticket's open conflicts; all of them are decided together.
        choice: "here" keeps headquarters' version, "there" takes the branch's.
        reason: why.
    """
    if choice not in {HERE, THERE}:
        raise InputError("value.unknown", field="choice", value=choice[:20])
    work.reason = clean_text("reason", reason)
    if work.reason is None:
        raise InputError("reason.missing")
    told = work.session.get(Conflict, tuple(conflict))
    if told is None or told.decided_at is not None or told.site != work.site.uid:
        raise NotFoundError("conflict.none_open")
    ticket = work.session.get(Ticket, (told.ticket_site, told.ticket_uid))
    waiting = _waiting(work, told)
    if ticket is not None:
        if choice == THERE:
            for one in waiting:
                _take_over(work, one, ticket)
        restate_ticket(work, ticket)
    for one in waiting:
        one.decided_at = work.now
        one.decided_by = work.actor.staff
        one.decision = choice


def _waiting(work: Work, told: Conflict) -> list[Conflict]:
    return list(
        work.session.scalars(
            select(Conflict)
            .where(
                Conflict.ticket_uid == told.ticket_uid,
                Conflict.site == work.site.uid,
                Conflict.decided_at.is_(None),
            )
            .order_by(Conflict.entry_seq)
        )
    )


def _take_over(work: Work, conflict: Conflict, ticket: Ticket) -> None:
    """Write what the refused entry wanted; its author is custodian again."""
    body = _entry(work, conflict).parsed()
    for (table, uid), values in _state_changes(work, body, ticket.uid).items():
        cls = _CLASSES[table]
        record = work.session.scalars(select(cls).where(cls.uid == uid)).first()
        owner = record.uid if isinstance(record, Ticket) else getattr(record, "ticket_uid", None)
        if record is None or owner != ticket.uid:
            continue
        codecs = COLUMN_CODECS[table]
        for column, plain in values.items():
            if column not in {"version", "custodian"}:
                setattr(record, column, codecs[column].from_plain(plain))
    ticket.custodian = conflict.entry_site
