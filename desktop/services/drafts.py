"""Half-typed intakes: they save themselves, belong to the counter and outlive everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.errors import LedgerError, StorageError
from desktop.models.desk import Draft
from desktop.services.records import Names
from desktop.services.rows import DraftRow
from desktop.services.work import new_uid

if TYPE_CHECKING:
    from desktop.services.gateway import Gateway
    from desktop.services.work import Work
    from desktop.vocabulary import Uid


def save_draft(
    gateway: Gateway, fields: dict[str, Any], counter: str, uid: Uid | None = None
) -> Uid:
    """Keep what is typed so far; drafts are the desk's own and leave no entry.

    They pass the gateway's desk door, because they are saved every two seconds. A site that is
    open for reading only takes none: what its database holds is what a person has to judge, so
    nothing is written there, not even by the desk. StorageError `draft.read_only` says so.
    """

    def keep(work: Work) -> Uid:
        found = work.session.get(Draft, uid) if uid else None
        if found is None:
            found = Draft(uid=uid or new_uid(), counter=counter)
            work.session.add(found)
        # Saved once more after the desk was locked, it stays the work of whoever typed it.
        found.by = work.actor.staff or found.by
        found.saved_at = work.now
        found.fields = fields
        return found.uid

    try:
        return gateway.at_desk(keep)
    except LedgerError as error:
        if gateway.read_only is None:
            raise
        raise StorageError("draft.read_only") from error


def drop_draft(gateway: Gateway, uid: Uid) -> None:
    """Throw a draft away: it was registered or is no longer wanted."""

    def drop(work: Work) -> None:
        found = work.session.get(Draft, uid)
        if found is not None:
            work.session.delete(found)

    gateway.at_desk(drop)


def drafts(gateway: Gateway) -> tuple[DraftRow, ...]:
    """Give the drafts left at this desk, latest first."""
    return gateway.read_desk(drafts_left)


def drafts_left(work: Work) -> tuple[DraftRow, ...]:
    """Give the drafts this person may know of: not what somebody else types about them."""
    names = Names(work)
    found = work.session.scalars(select(Draft).order_by(Draft.saved_at.desc()))
    return tuple(
        DraftRow(d.uid, d.counter, names.staff(d.by), d.saved_at, d.fields)
        for d in found
        if not _is_about_reader(work, d)
    )


def _is_about_reader(work: Work, draft: Draft) -> bool:
    me = work.actor
    if me.staff is None or draft.by == me.staff:
        return False
    told = str(draft.fields.get("respondent") or "").strip().casefold()
    return told in {me.staff, me.login.casefold(), me.name.casefold()} - {""}
