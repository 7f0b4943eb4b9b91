"""How the exchange stands: what waits, what was receipted, and each branch at headquarters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.models.desk import Arrival, Shipment
from desktop.models.exchange import Conflict, Enrolment, TakeIn
from desktop.models.permissions import Permission
from desktop.models.site import SiteKey
from desktop.models.tables import ENTRY
from desktop.services.site_card import MEMBERSHIP
from desktop.services.sites import keep_setting, setting
from desktop.services.use_case import command, query
from desktop.storage.stretches import stretches
from desktop.sync.schedule import Schedule, read_schedule

if TYPE_CHECKING:
    from desktop.services.work import Work
    from desktop.vocabulary import Uid

PICK_UP = "exchange.pick_up"
"""Setting: the folder or URL that bundles are taken in from; empty where they also go to."""


@dataclass(frozen=True, slots=True)
class BranchStanding:
    """One branch as headquarters sees it; instants µs UTC."""

    code: str
    name: str
    site: Uid | None
    invited_at: int
    joined_at: int | None
    last_number: int
    last_at: int | None
    """When its latest bundle was taken in here."""
    held: int
    """Bundles that wait for one before them."""
    answered_at: int | None
    unreceipted: int
    """Bundles down that the branch has not said to have taken in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The exchange at one glance; instants µs UTC."""

    headquarters: Uid | None
    headquarters_name: str
    schedule: Schedule
    pick_up: str
    unshipped: int
    """Own ledger entries that no bundle carries yet; of a branch."""
    last_number: int
    last_made: int | None
    last_delivered: int | None
    last_receipt: int | None
    unreceipted: int
    conflicts: int
    branches: tuple[BranchStanding, ...]


@query(Permission.EXCHANGE_READ)
def exchange_standing(work: Work) -> Standing:
    """Give how the exchange stands at this site."""
    row = work.session.execute(
        select(
            func.max(Shipment.made_at),
            func.max(Shipment.delivered_at),
            func.max(Shipment.receipted_at),
            func.count().filter(Shipment.receipted_at.is_(None)),
        )
    ).one()
    conflicts = work.session.execute(
        select(func.count()).where(Conflict.site == work.site.uid, Conflict.decided_at.is_(None))
    ).scalar_one()
    schedule = read_schedule(work)
    return Standing(
        headquarters=work.site.headquarters,
        headquarters_name=str(setting(work, MEMBERSHIP).get("name", "")),
        schedule=schedule,
        pick_up=str(setting(work, PICK_UP).get("from", "")) or schedule.to,
        unshipped=_unshipped(work),
        last_number=_last_number(work),
        last_made=row[0],
        last_delivered=row[1],
        last_receipt=row[2],
        unreceipted=row[3],
        conflicts=conflicts,
        branches=_branches(work) if work.site.is_headquarters else (),
    )


def _last_number(work: Work) -> int:
    latest = select(Shipment.number).order_by(Shipment.made_at.desc(), Shipment.number.desc())
    return work.session.scalars(latest.limit(1)).first() or 0


def _unshipped(work: Work) -> int:
    """Count the own entries that no bundle carries yet."""
    if work.site.is_headquarters:
        return 0
    shipped = work.session.scalars(
        select(func.max(Shipment.to_seq)).where(Shipment.returned.is_(False))
    ).first()
    return sum(
        work.session.execute(
            select(func.count()).where(
                ENTRY.c.site == work.site.uid, ENTRY.c.seq > one.after, ENTRY.c.seq <= one.until
            )
        ).scalar_one()
        for one in stretches(work.connection, work.site.uid, shipped or 0)
    )


@command(Permission.EXCHANGE_SHIP)
def set_pick_up(work: Work, place: str) -> None:
    """Choose the folder or URL that bundles are taken in from."""
    keep_setting(work, PICK_UP, {"from": place})


def _branches(work: Work) -> tuple[BranchStanding, ...]:
    rows = work.session.execute(
        select(Enrolment, SiteKey)
        .outerjoin(SiteKey, (SiteKey.enrolment == Enrolment.uid) & (SiteKey.site == work.site.uid))
        .where(Enrolment.site == work.site.uid)
        .order_by(Enrolment.code, Enrolment.uid)
    )
    invited: list[tuple[Enrolment, SiteKey | None]] = [(one, key) for one, key in rows]
    arrived, held, sent = _taken_in(work), _held(work), _sent(work)
    found = []
    for one, key in invited:
        site = key.site_uid if key else None
        number, last_at = arrived.get(site, (0, None))
        answered_at, unreceipted = sent.get(site, (None, 0))
        found.append(
            BranchStanding(
                code=one.code,
                name=one.name,
                site=site,
                invited_at=one.invited_at,
                joined_at=key.made_at if key else None,
                last_number=number,
                last_at=last_at,
                held=held.get(site, 0),
                answered_at=answered_at,
                unreceipted=unreceipted,
            )
        )
    return tuple(found)


def _taken_in(work: Work) -> dict[Uid | None, tuple[int, int | None]]:
    latest = (
        select(func.max(TakeIn.uid))
        .where(TakeIn.site == work.site.uid)
        .group_by(TakeIn.sender)
        .scalar_subquery()
    )
    rows = work.session.execute(
        select(TakeIn.sender, TakeIn.bundle, TakeIn.at).where(
            TakeIn.site == work.site.uid, TakeIn.uid.in_(latest)
        )
    )
    return {sender: (number, at) for sender, number, at in rows}


def _held(work: Work) -> dict[Uid | None, int]:
    rows = work.session.execute(
        select(Arrival.source, func.count())
        .where(Arrival.verdict == "held")
        .group_by(Arrival.source)
    )
    return dict(iter(rows))


def _sent(work: Work) -> dict[Uid | None, tuple[int | None, int]]:
    rows = work.session.execute(
        select(
            Shipment.destination,
            func.max(Shipment.made_at),
            func.count().filter(Shipment.receipted_at.is_(None)),
        ).group_by(Shipment.destination)
    )
    return {destination: (at, waiting) for destination, at, waiting in rows}
