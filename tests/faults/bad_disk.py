"""Disks that go bad while the program works, and what it has to tell then."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.checks import (
    check_promised,
    check_standing,
    check_ways,
    check_wholly,
    latest_at,
)
from tests.faults.ground import SECOND, Ground
from tests.faults.hand import Hand, Run
from tests.faults.jobs import SITES

EXPECTED = {
    "storage.full",
    "storage.io",
    "storage.failed",
    "storage.cannot_open",
    "storage.busy",
    "carrier.full",
    "carrier.unreachable",
}
"""What may be said of a bad disk."""
_ATTACHED = re.compile(rb"strace: Process \d+ attached")


def order_of(ground: Ground, job: str, now: int, **more: Any) -> dict[str, Any]:
    """Order three turns of a job that tells what is refused and goes on."""
    told = {"job": job, "folder": str(ground.folder), "now": now, "times": 3, "tolerant": True}
    return told | {"seed": random.Random(job).randrange(1 << 32)} | more


def check_run(run: Run) -> None:
    """Check that the process lived on, and told each refusal in words."""
    assert run.status == 0, run.lines[-1]
    assert "done" in run.lines[-1]
    for line in run.refusals:
        assert line["refused"] in EXPECTED, line
        assert line["zh_CN"] != line["en"] != line["refused"], line
    well = max((n for n, line in enumerate(run.lines) if "well" in line), default=None)
    if well is not None:
        assert not any("refused" in line for line in run.lines[well:]), run.lines


def check_after(ground: Ground, job: str, run: Run, now: int, *, wholly: bool) -> int:
    """Check the site as the next process finds it; gives how late it is there."""
    site = ground.open(SITES[job], now)
    try:
        check_standing(site)
        check_promised(ground, site, run.lines)
        if wholly:
            check_wholly(site)
        latest = latest_at(site)
    finally:
        site.close()
    check_ways(ground)
    return max(now, latest) + SECOND


class Injection:
    """`strace` at a process, making one of its system calls fail or kill."""

    def __init__(self, child: int, call: str, fault: str, when: str, log: Path) -> None:
        self._log = log
        self._process = subprocess.Popen(
            ["strace", "-f", "-p", str(child), "-o", str(log), "-e", f"trace={call}",
             "-e", f"inject={call}:{fault}:when={when}"],
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stderr is not None
        said = self._process.stderr.readline()
        assert _ATTACHED.match(said), said

    def end(self) -> None:
        """Let go of the process: its disk is well again."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            self._process.communicate()

    @property
    def hits(self) -> int:
        """How many calls were made to fail."""
        return self._log.read_bytes().count(b"(INJECTED")


def run_injected(
    hand: Hand, order: dict[str, Any], call: str, fault: str, when: str, log: Path
) -> tuple[Run, int]:
    """Do a job while a system call meets a fault; gives what it told and how often it did.

    A disk that stays bad (`when` ends with +) gets well after the first refusal.
    """
    child = hand.start(order | {"wait": True})
    injection = Injection(child, call, fault, when, log)

    def watch(line: dict[str, Any]) -> None:
        if "refused" in line and when.endswith("+"):
            injection.end()

    try:
        hand.go()
        run = hand.finish(child, watch=watch)
    finally:
        injection.end()
    return run, injection.hits


class SmallDisk:
    """A folder on a disk of its own, filled up to a few bytes."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        folder.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "redress-faults", str(folder)],
            check=True,
            capture_output=True,
        )

    def fill(self, free: int) -> None:
        """Leave `free` bytes."""
        left = shutil.disk_usage(self.folder).free - free
        with self._ballast.open("wb") as ballast:
            while left > 0:
                left -= ballast.write(bytes(min(left, 1 << 20)))

    def empty(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)

    def unmount(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


def run_on_full_disk(hand: Hand, order: dict[str, Any], make_room: Callable[[], None]) -> Run:
    """Do a job on a full disk that gets room after the first refusal."""

    def watch(line: dict[str, Any]) -> None:
        if "refused" in line:
            make_room()

    return hand.finish(hand.start(order), watch=watch)
