"""Two sites and the folder between them, and PCs that die on the way."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from desktop.storage.backup import restore_backup
from desktop.sync.delivery import deliver
from desktop.sync.rounds import take_in_from
from desktop.sync.shipping import export_bundle
from tests.desks import HOUR, Desk, Pair

if TYPE_CHECKING:
    from pathlib import Path


class Way:
    """Two sites and the folder between them."""

    def __init__(self, pair: Pair, folder: Path) -> None:
        self.pair = pair
        self.folder = folder

    def ship(self, sender: Desk, receiver: Desk) -> None:
        sender.stand("admin")
        export_bundle(sender.site, receiver.uid)
        deliver(sender.site, str(self.folder), receiver.uid)

    def take(self, receiver: Desk) -> list[str]:
        receiver.stand("admin")
        found = take_in_from(receiver.site, str(self.folder))
        return [one.error.code for one in found if one.error is not None]

    def round(self) -> list[str]:
        """Let each send the other all it has; gives what was refused."""
        branch, hq = self.pair.branch, self.pair.hq
        self.pair.clock.advance(HOUR)
        self.ship(branch, hq)
        refused = self.take(hq)
        self.ship(hq, branch)
        return refused + self.take(branch)

    def restore(self, name: str, backup: Path) -> Desk:
        """Let a PC die, and put a backup into its place."""
        desk = self.pair.at(name)
        desk.site.close()
        shutil.move(self.pair.folder / name, self.pair.folder / f"dead-{name}")
        restore_backup(backup, self.pair.folder / name)
        return self.pair.reopen(name)
