"""What the exchange does off the GUI thread, with progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.sync.conflicts import conflict_rows
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.rounds import (
    Answered,
    Outcome,
    answer_branches,
    take_in_files,
    take_in_from,
)
from desktop.sync.schedule import Shipped, ship_now
from desktop.sync.shipping import ArrivalRow, ShipmentRow, arrival_rows, shipment_rows
from desktop.sync.standing import Standing, exchange_standing
from desktop.views.office.saving import save_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.opening import OpenSite
    from desktop.services.rows import ConflictRow
    from desktop.views.jobs import Progress
    from desktop.vocabulary import Uid


@dataclass(frozen=True, slots=True)
class ExchangeRows:
    """Everything the exchange shows."""

    standing: Standing
    shipments: tuple[ShipmentRow, ...]
    arrivals: tuple[ArrivalRow, ...]
    conflicts: tuple[ConflictRow, ...]

    @property
    def names(self) -> dict[Uid, str]:
        """Name the sites that bundles come from."""
        names = {b.site: b.name for b in self.standing.branches if b.site is not None}
        if self.standing.headquarters is not None:
            names.setdefault(self.standing.headquarters, self.standing.headquarters_name)
        return names


def read_exchange(site: OpenSite) -> ExchangeRows:
    """Read everything the exchange shows."""
    call = site.gateway.call
    return ExchangeRows(
        call(exchange_standing), call(shipment_rows), call(arrival_rows), call(conflict_rows)
    )


def ship(site: OpenSite, place: str, *, progress: Progress) -> Shipped:
    """Ship what is new to a place."""
    return ship_now(site, place, progress=progress.check)


def take_files(site: OpenSite, paths: list[Path], *, progress: Progress) -> tuple[Outcome, ...]:
    """Take files in."""
    return take_in_files(site, paths, progress=progress.check)


def take_place(site: OpenSite, place: str, *, progress: Progress) -> tuple[Outcome, ...]:
    """Take everything in that lies in a place."""
    return take_in_from(site, place, progress=progress.check)


def answer(site: OpenSite, place: str, *, progress: Progress) -> tuple[Answered, ...]:
    """Write every branch its answers."""
    return answer_branches(site, place, progress=progress.check)


def join_by(site: OpenSite, path: Path, *, progress: Progress) -> None:
    """Join headquarters by its file."""
    progress.check()
    join(site.gateway, path)


def invite(site: OpenSite, code: str, name: str, path: Path, *, progress: Progress) -> Path:
    """Invite a branch and save its enrolment file."""
    progress.check()
    save_bytes(path, write_invitation(site.gateway, code, name))
    return path
