"""Placing a bundle by its manifest: who sent it, and what it follows, before it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.errors import BundleError
from desktop.models.exchange import TakeIn
from desktop.models.lines import begins_line, line_of
from desktop.models.tables import SCHEMA
from desktop.storage.ledger import digest_at, head_of
from desktop.storage.stretches import gaps
from desktop.sync.enrolment import SiteKeys, check_introduction, site_keys
from desktop.sync.epochs import hear_line, issued_epoch, read_epoch
from desktop.sync.manifest import Direction, Manifest
from desktop.sync.planning import has_shipped

if TYPE_CHECKING:
    from desktop.services.work import Work
    from desktop.vocabulary import Uid


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a bundle.

    `verdict` is `taken_in`, `known` (nothing changed) or `held`, then `missing` says which
    bundle numbers must come first, or (0, 0) where a newer program is needed.
    """

    verdict: str
    source: Uid
    number: int
    entries: int = 0
    evidence: int = 0
    conflicts: int = 0
    missing: tuple[int, int] = (0, 0)
    followed: tuple[Arrived, ...] = field(default=())


def sender_of(work: Work, manifest: Manifest) -> SiteKeys:
    """Find who sent a bundle and check that it is for this site at all."""
    if manifest.to != work.site.uid:
        raise BundleError("bundle.wrong_recipient")
    if manifest.parts != 1:  # nobody here knows how to put parts together
        raise BundleError("bundle.manifest", key="parts")
    upwards = manifest.direction is Direction.UP
    if upwards is not work.site.is_headquarters:
        raise BundleError("bundle.wrong_direction")
    if not upwards:
        if manifest.site != work.site.headquarters:
            raise BundleError("bundle.unknown_sender", site=manifest.site)
        return site_keys(work, manifest.site)
    introduction = manifest.extensions.get("introduction")
    try:
        return site_keys(work, manifest.site)
    except BundleError:
        if not isinstance(introduction, dict):
            raise
        return check_introduction(work, introduction)[1]


def place_of(work: Work, manifest: Manifest) -> Arrived | None:
    """Tell whether a bundle is the next one; None if it is."""
    taken = select(TakeIn).where(
        TakeIn.site == work.site.uid,
        TakeIn.sender == manifest.site,
        TakeIn.epoch == manifest.epoch,
    )
    known = work.session.scalars(taken.where(TakeIn.bundle == manifest.number)).first()
    if known is not None:
        if known.manifest != manifest.digest:
            raise BundleError("bundle.fork", number=manifest.number, seq=known.from_seq)
        return Arrived("known", manifest.site, manifest.number)
    _check_epoch(work, manifest)
    latest = work.session.scalars(taken.order_by(TakeIn.bundle.desc()).limit(1)).first()
    last = latest.bundle if latest else 0
    if manifest.number <= last:
        raise BundleError("bundle.rollback", number=manifest.number, last=last)
    if manifest.number > last + 1:
        missing = (last + 1, manifest.number - 1)
        return Arrived("held", manifest.site, manifest.number, missing=missing)
    if manifest.schema > SCHEMA:
        return Arrived("held", manifest.site, manifest.number)
    if manifest.previous != (latest.manifest if latest else ""):
        seq = latest.to_seq if latest else 1
        raise BundleError("bundle.fork", number=manifest.number, seq=seq)
    if manifest.author == work.site.uid:
        _check_return(work, manifest)
    else:
        theirs = taken.where(TakeIn.source == manifest.site).with_only_columns(
            func.max(TakeIn.to_seq)
        )
        _check_joint(work, manifest, work.session.scalar(theirs))
    return None


def hear(work: Work, manifest: Manifest) -> None:
    """Note what a signed bundle tells of its sender's line, though it cannot be taken in."""
    epoch = read_epoch(manifest.epoch, _issued(work, manifest))
    acked = manifest.ack.get("seq")
    if epoch is not None:
        line = epoch.of(headquarters=manifest.direction is Direction.DOWN)
        hear_line(work, manifest.site, line, acked if type(acked) is int and acked > 0 else 0)


def _issued(work: Work, manifest: Manifest) -> str:
    introduction = manifest.extensions.get("introduction")
    try:
        return issued_epoch(work, manifest.site)
    except BundleError:
        if not isinstance(introduction, dict):
            raise
        return check_introduction(work, introduction)[0].epoch


def _check_epoch(work: Work, manifest: Manifest) -> None:
    """Check that a bundle counts in an epoch that runs, or in one its sender has just left."""
    up = manifest.direction is Direction.UP
    epoch = read_epoch(manifest.epoch, _issued(work, manifest))
    own = line_of(head_of(work.connection, work.site.uid).seq)
    if epoch is None or epoch.of(headquarters=up) != own:
        raise BundleError("bundle.epoch", epoch=manifest.epoch)
    theirs = line_of(head_of(work.connection, manifest.site).seq)
    if epoch.of(headquarters=not up) < theirs and has_shipped(work, manifest.site):
        # What it had lost was brought back to it: its former line is closed.
        raise BundleError("bundle.line_ended", number=manifest.number)


def _check_return(work: Work, manifest: Manifest) -> None:
    """Check that what comes back was lost here, and that its loss was accepted."""
    own = work.site.uid
    first, last = manifest.from_seq, manifest.to_seq
    if not any(lost.after < first <= last <= lost.until for lost in gaps(work.connection, own)):
        raise BundleError("bundle.fork", number=manifest.number, seq=first)


def _check_joint(work: Work, manifest: Manifest, known: int | None) -> None:
    """Check that the entries follow those that were taken in.

    An epoch may begin with entries that are here already; their digests are compared later.
    """
    if begins_line(manifest.from_seq):
        return
    before = manifest.from_seq - 1
    if known is None and manifest.direction is Direction.DOWN:
        known = max(before, 0) if before <= _last_taken(work, manifest.site) else 0
    if known is not None and before != known:
        raise BundleError("bundle.range_gap", expected=known + 1, found=manifest.from_seq)
    if manifest.direction is Direction.UP:
        here = digest_at(work.connection, manifest.site, before) if before else ""
        if here is None:
            expected = head_of(work.connection, manifest.site).seq + 1
            raise BundleError("bundle.range_gap", expected=expected, found=manifest.from_seq)
        if manifest.previous_head != here:
            raise BundleError("bundle.fork", number=manifest.number, seq=before)


def _last_taken(work: Work, site: Uid) -> int:
    """Give the last of another site's entries that this one has taken in."""
    found = work.session.scalars(
        select(TakeIn.to_seq)
        .where(TakeIn.site == work.site.uid, TakeIn.source == site)
        .order_by(TakeIn.uid.desc())
        .limit(1)
    ).first()
    return found or 0
