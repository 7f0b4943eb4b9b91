"""Shipping on a schedule: at the day's close, or every N hours; missed runs are made up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from desktop.errors import InputError
from desktop.models.desk import Shipment
from desktop.models.permissions import Permission
from desktop.models.site import DayClose
from desktop.services.sites import keep_setting, setting
from desktop.services.use_case import command, query
from desktop.services.work import Actor
from desktop.sync.delivery import deliver
from desktop.sync.shipping import export_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.opening import OpenSite
    from desktop.services.work import Work

SCHEDULE = "exchange.schedule"
OFF = "off"
AT_CLOSE = "at_close"
EVERY = "every"
_HOUR = 3600 * 1_000_000
_MAX_HOURS = 168


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and where this site ships.

    `when` is `off`, `at_close` (once a business day, at its close) or `every` (each `hours`).
    `to` is a folder or URL; empty until somebody has chosen one.
    """

    when: str = AT_CLOSE
    hours: int = 4
    to: str = ""


@dataclass(frozen=True, slots=True)
class ShippingState:
    """How the shipping stands, for the status line; instants µs UTC."""

    schedule: Schedule
    last_made: int | None
    last_delivered: int | None
    last_receipt: int | None
    waiting: int
    due: bool


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a run did: the bundle written, if any, and the files that were brought there."""

    written: str | None
    delivered: tuple[str, ...]


@query(Permission.EXCHANGE_READ)
def shipping_state(work: Work) -> ShippingState:
    """Tell the schedule, the last shipment and receipt, and whether a run is due."""
    return _state(work)


def _state(work: Work) -> ShippingState:
    row = work.session.execute(
        select(
            func.max(Shipment.made_at),
            func.max(Shipment.delivered_at),
            func.max(Shipment.receipted_at),
            func.count().filter(Shipment.receipted_at.is_(None)),
        )
    ).one()
    told = read_schedule(work)
    return ShippingState(told, row[0], row[1], row[2], row[3], _due(work, told, row[0]))


def read_schedule(work: Work) -> Schedule:
    """Give the schedule in force."""
    return Schedule(**setting(work, SCHEDULE))


def _due(work: Work, told: Schedule, last: int | None) -> bool:
    """Tell whether a run is due; a run missed while the PC was off is due at once."""
    if told.when == OFF or not told.to or work.site.headquarters is None:
        return False
    if told.when == EVERY:
        return last is None or work.now - last >= told.hours * _HOUR
    closed = work.session.execute(
        select(func.max(DayClose.closed_at)).where(DayClose.site == work.site.uid)
    ).scalar()
    return closed is not None and (last is None or last < closed)


@command(Permission.EXCHANGE_SHIP)
def set_schedule(work: Work, schedule: Schedule) -> None:
    """Choose when and where this site ships."""
    if schedule.when not in {OFF, AT_CLOSE, EVERY}:
        raise InputError("value.unknown", field="when", value=schedule.when[:20])
    if not 1 <= schedule.hours <= _MAX_HOURS:
        raise InputError("schedule.hours_out_of_range", most=_MAX_HOURS)
    values: dict[str, Any] = asdict(schedule)
    keep_setting(work, SCHEDULE, values)


def ship_now(
    site: OpenSite,
    to: str | None = None,
    *,
    actor: Actor | None = None,
    progress: Callable[[int], None] | None = None,
) -> Shipped:
    """Write what is new and bring everything without a receipt to a place."""
    place = to or site.gateway.at_desk(read_schedule).to
    if not place:
        raise InputError("exchange.no_place")
    made = export_bundle(site, actor=actor, progress=progress)
    return Shipped(made.file_name if made else None, deliver(site, place))


def ship_due(site: OpenSite, *, progress: Callable[[int], None] | None = None) -> Shipped | None:
    """Do what the schedule asks, unattended; None if nothing is due.

    The outbox is brought again in any case when a run is due, so that a stick that was not
    there last time gets what it missed.
    """
    if not site.gateway.at_desk(_state).due:
        return None
    return ship_now(site, actor=Actor.unattended(), progress=progress)
