"""A ticket's timeline, read from the ledger itself: what is shown is what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from desktop.errors import LedgerError
from desktop.models.desk import EntryTicket
from desktop.models.exchange import Conflict
from desktop.models.tables import ENTRY
from desktop.services.masking import mask_name
from desktop.services.rows import TimelineRow
from desktop.storage.fold import readable_values
from desktop.storage.ledger import StoredEntry
from desktop.storage.seals import ERASED, SubjectKeys, unseal
from desktop.storage.upcasters import upcast

if TYPE_CHECKING:
    from sqlalchemy import Row

    from desktop.models.ticket import Ticket
    from desktop.services.records import Names
    from desktop.services.work import Work

_PEOPLE = frozenset({"by", "assignee", "respondent_staff", "registered_by", "proposed_by"})
_SITES = frozenset({"custodian", "offered_to", "to_site"})
_MASKED = frozenset({"representative"})
_UNTOLD = frozenset({"vault_key"})


def timeline_of(work: Work, ticket: Ticket, names: Names) -> tuple[TimelineRow, ...]:
    """Give every entry that speaks of a ticket, oldest first."""
    query = (
        select(ENTRY.c.site, ENTRY.c.seq, ENTRY.c.body, ENTRY.c.digest, ENTRY.c.signature)
        .join(EntryTicket, and_(EntryTicket.site == ENTRY.c.site, EntryTicket.seq == ENTRY.c.seq))
        .where(EntryTicket.ticket_uid == ticket.uid)
        .order_by(ENTRY.c.at, ENTRY.c.site, ENTRY.c.seq)
    )
    conflicts = select(Conflict.entry_site, Conflict.entry_seq).where(
        Conflict.site == work.site.uid, Conflict.ticket_uid == ticket.uid
    )
    refused = {(row.entry_site, row.entry_seq) for row in work.session.execute(conflicts)}
    keys = SubjectKeys(work.connection)
    return tuple(
        _row(row, ticket, names, keys, applied=(row.site, row.seq) not in refused)
        for row in work.session.execute(query)
    )


def _row(
    row: Row[*tuple[Any, ...]], ticket: Ticket, names: Names, keys: SubjectKeys, *, applied: bool
) -> TimelineRow:
    entry = StoredEntry(row.site, row.seq, bytes(row.body), row.digest, row.signature)
    body = upcast(entry.parsed())
    return TimelineRow(
        site=row.site,
        seq=row.seq,
        at=body["at"],
        actor=names.staff(body["actor"]),
        site_name=names.site(row.site),
        use_case=body["use_case"],
        values=told_values(body, ticket.uid, names, keys),
        unattended=bool(body.get("unattended")),
        applied=applied,
    )


def told_values(
    body: dict[str, Any], ticket_uid: str, names: Names, keys: SubjectKeys
) -> dict[str, Any]:
    """Flatten what an entry says of one ticket: `table.column` → new value, `….old` → old one.

    `table.uid` tells which record it was.
    """
    told: dict[str, Any] = {}
    for change in body["changes"]:
        if change.get("ticket") != ticket_uid:
            continue
        inserting = change["op"] == "insert"
        told[f"{change['table']}.uid"] = change["uid"]
        for name, value in readable_values(change, keys).items():
            if name in _UNTOLD:
                continue
            key = f"{change['table']}.{name}"
            told[key] = _named(name, value if inserting else value[1], names)
            if not inserting:
                told[f"{key}.old"] = _named(name, value[0], names)
    reason = _reason(body, keys)
    if reason:
        told["reason"] = reason
    return told


def _named(column: str, value: Any, names: Names) -> Any:
    if value and column in _PEOPLE:
        return names.staff(value)
    if value and column in _SITES:
        return names.site(value)
    if value and column in _MASKED:
        return mask_name(value)
    return value


def _reason(body: dict[str, Any], keys: SubjectKeys) -> str | None:
    private = body["private"]
    if "sealed" not in private:
        reason: str | None = private.get("reason")
        return reason
    key = keys.find(private["subject"])
    if key is None:
        return ERASED
    try:
        found = unseal(key, ["private", body["command"]], private["sealed"]).get("reason")
    except LedgerError:  # another site may have sealed anything
        return ERASED
    return found if isinstance(found, str) else None
