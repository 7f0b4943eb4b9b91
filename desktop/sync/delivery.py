"""Delivery: what lies in the outbox without a receipt is brought to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from desktop.models.desk import Shipment
from desktop.sync.carriers import open_carrier

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.opening import OpenSite
    from desktop.services.work import Work
    from desktop.vocabulary import Uid


def deliver(site: OpenSite, url: str, destination: Uid | None = None) -> tuple[str, ...]:
    """Bring every bundle without a receipt to a place, byte for byte; gives their names.

    A bundle whose file is gone from the outbox stops no other. Where it never left, it is
    forgotten with those after it, and what was in it goes with the next one.
    """
    waiting = site.gateway.at_desk(lambda work: _waiting(work, destination))
    if not waiting:
        return ()
    carrier = open_carrier(url)
    gone = [name for name in waiting if not (site.outbox / name).is_file()]
    if gone:
        there = {parcel.name for parcel in carrier.list()}
        site.gateway.at_desk(lambda work: _forget_unsent(work, [*filter(_not_in(there), gone)]))
        waiting = site.gateway.at_desk(lambda work: _waiting(work, destination))
    brought = tuple(name for name in waiting if name not in gone)
    for name in brought:
        carrier.put(site.outbox / name)

    def note(work: Work) -> None:
        work.session.execute(
            update(Shipment)
            .where(Shipment.file_name.in_(brought))
            .values(delivered_to=carrier.place, delivered_at=work.now)
        )

    site.gateway.at_desk(note)
    return brought


def _not_in(there: set[str]) -> Callable[[str], bool]:
    return lambda name: name not in there


def _forget_unsent(work: Work, names: list[str]) -> None:
    """Forget bundles that nobody can have received, and those that follow them."""
    for lost in work.session.scalars(
        select(Shipment).where(Shipment.file_name.in_(names), Shipment.delivered_at.is_(None))
    ).all():
        work.session.execute(
            delete(Shipment).where(
                Shipment.destination == lost.destination,
                Shipment.epoch == lost.epoch,
                Shipment.number >= lost.number,
                Shipment.delivered_at.is_(None),
            )
        )


def _waiting(work: Work, destination: Uid | None) -> tuple[str, ...]:
    query_waiting = select(Shipment.file_name).where(Shipment.receipted_at.is_(None))
    if destination is not None:
        query_waiting = query_waiting.where(Shipment.destination == destination)
    return tuple(work.session.scalars(query_waiting.order_by(Shipment.number)))
