"""Rounds: everything that lies in a place is taken in, every branch is answered."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import DeskError
from desktop.storage.files import TEMPORARY_SUFFIX, told_as_storage_errors
from desktop.sync.carriers import open_carrier
from desktop.sync.delivery import deliver
from desktop.sync.enrolment import branch_of, enrolment_rows
from desktop.sync.epochs import line_here, lines_in, read_epoch, told_line
from desktop.sync.manifest import Direction, read_bundle_name
from desktop.sync.reader import DEFAULT_LIMITS
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.services.opening import OpenSite
    from desktop.services.work import Work
    from desktop.sync.carriers import Carrier
    from desktop.sync.placing import Arrived

LARGEST = DEFAULT_LIMITS.file
"""The most bytes that are fetched of one bundle before anything is known of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: either it arrived, or it was refused and nothing changed."""

    file_name: str
    arrived: Arrived | None = None
    error: DeskError | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of the way down to one branch; nothing new leaves `written` empty."""

    code: str
    name: str
    written: str = ""
    delivered: tuple[str, ...] = ()
    error: DeskError | None = None


def take_in_files(
    site: OpenSite,
    paths: Sequence[Path],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """Take several bundles in, each all or nothing; one that is refused stops no other.

    `progress` is told (files done, files in all); what it raises stops before the next file.
    """
    found = []
    for done, path in enumerate(sorted(paths, key=_order)):
        if progress is not None:
            progress(done, len(paths))
        try:
            found.append(Outcome(path.name, import_bundle(site, path)))
        except DeskError as error:
            found.append(Outcome(path.name, error=error))
    if progress is not None:
        progress(len(paths), len(paths))
    return tuple(found)


def take_in_from(
    site: OpenSite, place: str, *, progress: Callable[[int, int], None] | None = None
) -> tuple[Outcome, ...]:
    """Take in every bundle for this site that lies in a folder or behind a URL."""
    carrier = open_carrier(place)
    wanted = [parcel.name for parcel in carrier.list() if _is_ours(site, parcel.name)]
    if "://" not in place:
        return take_in_files(site, [Path(place) / name for name in wanted], progress=progress)
    found: list[Outcome] = []
    for done, name in enumerate(sorted(wanted, key=lambda name: _order(Path(name)))):
        if progress is not None:
            progress(done, len(wanted))
        found += _fetch_and_take_in(site, carrier, name)
    if progress is not None:
        progress(len(wanted), len(wanted))
    return tuple(found)


def _fetch_and_take_in(site: OpenSite, carrier: Carrier, name: str) -> tuple[Outcome, ...]:
    """Take in one bundle from afar; no more than one at a time takes room on this disk."""
    with _fetched(site) as folder:
        try:
            carrier.get(name, folder / name, LARGEST)
        except DeskError as error:
            return (Outcome(name, error=error),)
        return take_in_files(site, [folder / name])


def answer_branches(
    site: OpenSite, place: str, *, progress: Callable[[int, int], None] | None = None
) -> tuple[Answered, ...]:
    """Write each joined branch its next bundle down and bring what is unreceipted to a place."""
    joined = [row for row in site.gateway.call(enrolment_rows) if row.site is not None]
    found = []
    for done, row in enumerate(joined):
        if progress is not None:
            progress(done, len(joined))
        try:
            made = export_bundle(site, row.site)
            brought = deliver(site, place, row.site)
            written = made.file_name if made else ""
            found.append(Answered(row.code, row.name, written, brought))
        except DeskError as error:
            found.append(Answered(row.code, row.name, error=error))
    if progress is not None:
        progress(len(joined), len(joined))
    return tuple(found)


def _is_ours(site: OpenSite, name: str) -> bool:
    """Tell by its name whether a bundle can be for this site: the way it goes, and the epoch.

    One that was written before this site accepted a loss was not: all that is in it comes again.
    Unless its sender has lost something, too, and says so in it for the first time.
    """
    told = read_bundle_name(name)
    card = site.gateway.facts.card
    if told is None or (told.direction is Direction.UP) is not card.is_headquarters:
        return False
    lines = lines_in(told.epoch)
    ours, theirs = lines[::-1] if card.is_headquarters else lines
    if not card.is_headquarters and read_epoch(told.epoch, card.epoch) is None:
        return False
    return site.gateway.at_desk(lambda work: _is_news(work, told.code, ours, theirs))


def _is_news(work: Work, code: str, ours: int, theirs: int) -> bool:
    if ours == line_here(work, work.site.uid):
        return True
    sender = branch_of(work, code) if work.site.is_headquarters else work.site.headquarters
    if sender is None or not theirs:
        return False
    return theirs > max(line_here(work, sender), told_line(work, sender).line)


def _order(path: Path) -> tuple[str, tuple[int, int], str, int, str]:
    told = read_bundle_name(path.name)
    if told is None:
        return ("", (0, 0), "", 0, path.name)
    return (told.code, lines_in(told.epoch), told.epoch, told.number, path.name)


@contextmanager
def _fetched(site: OpenSite) -> Iterator[Path]:
    with (
        told_as_storage_errors(site.folder / "fetched"),
        tempfile.TemporaryDirectory(
            dir=site.folder, prefix=".fetched-", suffix=TEMPORARY_SUFFIX, ignore_cleanup_errors=True
        ) as name,
    ):
        yield Path(name)
