"""What the next bundle carries: whose entries, from where to where, in which epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.models.desk import Arrival, Shipment
from desktop.models.exchange import TakeIn
from desktop.models.lines import begins_line
from desktop.storage.ledger import Head, entries
from desktop.storage.stretches import Stretch, kept_before, left_behind, stretches
from desktop.sync.epochs import epoch_with, told_line

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.services.work import Work
    from desktop.vocabulary import Uid


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next bundle to a destination carries: entries of an author between two heads.

    `more` says that further ones follow at once: what was lost goes alone, and so does what was
    written before a loss.
    """

    destination: Uid
    author: Uid
    epoch: str
    number: int
    previous: str
    after: Head
    head: Head
    ack: dict[str, Any]
    more: bool


def plan_next(work: Work, destination: Uid) -> Plan:
    """Plan the next bundle; one with nothing in it ends where it begins."""
    epoch = str(epoch_with(work, destination))
    written = _written(work, destination, epoch)
    author, stretch, more = _next_stretch(work, destination, written)
    return Plan(
        destination=destination,
        author=author,
        epoch=epoch,
        number=written[-1].number + 1 if written else 1,
        previous=written[-1].manifest if written else "",
        after=_before(work.connection, author, stretch),
        head=_head_at(work.connection, author, stretch.until),
        ack=_ack(work, destination),
        more=more,
    )


def _written(work: Work, destination: Uid, epoch: str) -> list[Shipment]:
    """Give the first and the last bundle written in an epoch, the same one if there is only one."""
    query_written = select(Shipment).where(
        Shipment.destination == destination, Shipment.epoch == epoch
    )
    ends = (Shipment.number, Shipment.number.desc())
    found = [work.session.scalars(query_written.order_by(end).limit(1)).first() for end in ends]
    return [one for one in found if one is not None]


def _next_stretch(
    work: Work, destination: Uid, written: list[Shipment]
) -> tuple[Uid, Stretch, bool]:
    """Give whose entries go next, which, and whether others follow at once.

    An epoch begins with what the other side lost and this one still has. Then go this site's own
    entries that the other side has not, up to where a loss cut them.
    """
    own, connection = work.site.uid, work.connection
    if tells_line(work, destination):
        # What the branch lost must be back there before anything that speaks of it.
        after = _acked(work, destination)
        return own, Stretch(after, after), False
    last = written[-1] if written else None
    if last is None or last.returned or last.from_seq > last.to_seq:
        brought = last.to_seq if last and last.returned else 0
        for lost in left_behind(connection, destination):
            if lost.until > brought:
                return destination, lost, True
    after = last.to_seq if last and not last.returned else _acked(work, destination)
    waiting = stretches(connection, own, after)
    if not waiting:
        return own, Stretch(after, after), False
    return own, waiting[0], len(waiting) > 1


def tells_line(work: Work, destination: Uid) -> bool:
    """Tell whether a bundle to a branch can only say that this site has lost something, too.

    The branch then writes in an epoch of both lines, and headquarters hears what it has lost.
    """
    return work.site.is_headquarters and told_line(work, destination).line > 0


def has_shipped(work: Work, destination: Uid) -> bool:
    """Tell whether a bundle was written in the epoch that runs with another site now."""
    return bool(_written(work, destination, str(epoch_with(work, destination))))


def _acked(work: Work, destination: Uid) -> int:
    """Give the last own seq that the other side said it has, by its word in the running epoch."""
    query_acked = select(Arrival.acked).where(
        Arrival.source == destination, Arrival.verdict == "taken_in"
    )
    running = query_acked.where(Arrival.epoch == str(epoch_with(work, destination)))
    found = (
        work.session.scalars(running.order_by(Arrival.number.desc()).limit(1)).first(),
        told_line(work, destination).acked or None,
        work.session.scalars(query_acked.order_by(Arrival.at.desc()).limit(1)).first(),
    )
    return next((seq for seq in found if seq is not None), 0)


def _before(connection: Connection, author: Uid, stretch: Stretch) -> Head:
    """Give the entry that a stretch goes on from; its seq is the one before the stretch's first."""
    first = stretch.after + 1
    kept = kept_before(connection, author, first) if begins_line(first) else stretch.after
    return Head(stretch.after, _head_at(connection, author, kept).digest)


def _head_at(connection: Connection, site: Uid, seq: int) -> Head:
    for entry in entries(connection, site, seq - 1, seq):
        return Head(entry.seq, entry.digest)
    return Head(0, bytes(32))


def _ack(work: Work, destination: Uid) -> dict[str, Any]:
    """Say how far the other side's bundles were taken in here."""
    last = work.session.scalars(
        select(TakeIn)
        .where(TakeIn.site == work.site.uid, TakeIn.source == destination)
        .order_by(TakeIn.uid.desc())
        .limit(1)
    ).first()
    return {} if last is None else {"bundle": last.bundle, "seq": last.to_seq, "head": last.head}
