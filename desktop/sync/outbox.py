"""The outbox: bundles that were recorded, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.sync.manifest import read_bundle_name

if TYPE_CHECKING:
    from pathlib import Path


def sweep_outbox(folder: Path, kept: str) -> None:
    """Take away bundles of the same number as one that was recorded under the name `kept`.

    They are left by a crash, or by another program that wrote at the same moment. Brought to
    the other side by hand, they would count as a fork.
    """
    recorded = read_bundle_name(kept)
    for path in folder.glob("*.redress"):
        told = read_bundle_name(path.name)
        if told is None or recorded is None or path.name == kept:
            continue
        if (told.epoch, told.direction, told.number) == (
            recorded.epoch,
            recorded.direction,
            recorded.number,
        ):
            path.unlink(missing_ok=True)
