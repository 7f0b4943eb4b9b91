"""Full disks and failing ones: said in words, nothing acknowledged lost, and work goes on."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.bad_disk import (
    SmallDisk,
    check_after,
    check_run,
    order_of,
    run_injected,
    run_on_full_disk,
)
from tests.faults.ground import Ground, copy_ground
from tests.faults.hand import Hand
from tests.faults.jobs import JOBS

NEEDED = {
    "take_in": ("ship",),
    "answer": ("ship", "take_in"),
    "receive": ("ship", "take_in", "answer"),
}
"""What must have happened before a job has something to do."""
LARGEST_FILES = (0, 60_000, 4096, 40_000, 100_000, 200_000, 1_000_000)
FREE = (0, 60_000, 4096, 32_768, 200_000, 400_000)
FEW = 2
"""How many of these a quick run tries."""
CALLS = {
    "pwrite64": 60,
    "?rename,?renameat,?renameat2": 12,
    "fdatasync,fsync": 40,
    "write": 30,
    "?unlink,?unlinkat,ftruncate": 10,
}
"""System calls that change a disk, and among how many of them one is chosen to fail."""
CHOSEN = 6
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace (apt-get install strace) makes writes fail"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")


def prepare(ground: Ground, hand: Hand, job: str, now: int) -> int:
    """Do what comes before a job; gives how late it is then."""
    for before in NEEDED.get(job, ()):
        run = hand.run(order_of(ground, before, now, times=1))
        assert run.status == 0, run.lines[-1]
        now = check_after(ground, before, run, now, wholly=False)
    return now


@pytest.mark.parametrize("job", JOBS)
def test_a_file_that_may_not_grow(job: str, ground: Ground, hand: Hand, is_long: bool) -> None:
    """A limit on the size of files stands for a full disk, where nothing may be mounted."""
    now, refused = time.time_ns() // 1000, 0
    for limit in LARGEST_FILES if is_long else LARGEST_FILES[:FEW]:
        now = prepare(ground, hand, job, now)
        run = hand.run(order_of(ground, job, now, largest_file=limit, well_after=2))
        check_run(run)
        refused += len(run.refusals)
        now = check_after(ground, job, run, now, wholly=False)
    check_after(ground, job, run, now, wholly=True)
    assert refused


def chosen_writes(job: str, error: str, *, is_long: bool) -> list[tuple[str, int]]:
    """Choose system calls, and which of their calls is to fail: one in a quick run."""
    rng = random.Random(job + error)
    if not is_long:
        return [(rng.choice(list(CALLS)[:3]), rng.randint(1, 4))]
    return [(call, n) for call, last in CALLS.items() for n in rng.sample(range(1, last), CHOSEN)]


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("job", JOBS)
def test_the_nth_write_fails(
    job: str, error: str, ground: Ground, hand: Hand, tmp_path: Path, is_long: bool
) -> None:
    """One of a job's writes fails, or it and all after it until somebody is told."""
    now, hits = time.time_ns() // 1000, 0
    for call, number in chosen_writes(job, error, is_long=is_long):
        now = prepare(ground, hand, job, now)
        when = f"{number}+" if number % 2 else f"{number}"
        order = order_of(ground, job, now)
        run, found = run_injected(hand, order, call, f"error={error}", when, tmp_path / "strace")
        check_run(run)
        now = check_after(ground, job, run, now, wholly=False)
        hits += found
    check_after(ground, job, run, now, wholly=True)
    assert hits


@needs_strace
@pytest.mark.parametrize("job", JOBS)
def test_killed_at_the_nth_write(
    job: str, ground: Ground, hand: Hand, tmp_path: Path, is_long: bool
) -> None:
    """Killed within a transaction, within a file, between a file and its name."""
    now, kills = time.time_ns() // 1000, 0
    for call, number in chosen_writes(job, "kill", is_long=is_long):
        now = prepare(ground, hand, job, now)
        order = order_of(ground, job, now)
        log = tmp_path / "strace"
        run, _ = run_injected(hand, order, call, "signal=SIGKILL", str(number), log)
        assert run.killed or run.status == 0, run.lines[-1]
        assert run.refusals == []
        kills += run.killed
        now = check_after(ground, job, run, now, wholly=False)
    now = prepare(ground, hand, job, now)
    last = hand.run(order_of(ground, job, now))
    assert last.refusals == []
    check_after(ground, job, last, now, wholly=True)
    assert kills


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    try:
        disk = SmallDisk(tmp_path / "disk", 64 << 20)
    except (OSError, ValueError) as error:
        pytest.skip(f"no small disk can be mounted here: {error}")
    yield disk
    disk.unmount()


@needs_root
@pytest.mark.parametrize("job", JOBS)
def test_a_full_disk(
    job: str, made_ground: Ground, hand: Hand, small_disk: SmallDisk, is_long: bool
) -> None:
    ground = copy_ground(made_ground, small_disk.folder / "ground")
    now, refused = time.time_ns() // 1000, 0
    for free in FREE if is_long else FREE[:FEW]:
        now = prepare(ground, hand, job, now)
        small_disk.fill(free)
        run = run_on_full_disk(hand, order_of(ground, job, now), small_disk.empty)
        small_disk.empty()
        check_run(run)
        refused += len(run.refusals)
        now = check_after(ground, job, run, now, wholly=False)
    check_after(ground, job, run, now, wholly=True)
    assert refused
