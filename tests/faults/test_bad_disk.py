"""Full disks and failing ones: said in words, nothing acknowledged lost, and work goes on."""

from __future__ import annotations

import os
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
LARGEST_FILES = (0, 4096, 40_000, 60_000, 100_000, 200_000, 1_000_000)
FREE = (0, 4096, 32_768, 100_000, 400_000)
CALLS = {"pwrite64": 60, "fdatasync": 20, "fsync": 30, "rename": 12, "write": 30}
"""System calls that write, and up to which one of each the walk goes."""
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace (apt-get install strace) makes writes fail"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")


def prepare(ground: Ground, hand: Hand, job: str) -> int:
    """Do what comes before a job; gives how late it is then."""
    now = time.time_ns() // 1000
    for before in NEEDED.get(job, ()):
        run = hand.run(order_of(ground, before, now))
        assert run.status == 0, run.lines[-1]
        now = check_after(ground, before, run, now, wholly=False)
    return now


@pytest.mark.parametrize("job", JOBS)
def test_a_file_that_may_not_grow(job: str, ground: Ground, hand: Hand) -> None:
    """A limit on the size of files stands for a full disk, where nothing may be mounted."""
    now = prepare(ground, hand, job)
    refused = 0
    for limit in LARGEST_FILES:
        run = hand.run(order_of(ground, job, now, largest_file=limit, well_after=2))
        check_run(run)
        refused += len(run.refusals)
        now = check_after(ground, job, run, now, wholly=limit == LARGEST_FILES[-1])
    assert refused


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("job", JOBS)
def test_the_nth_write_fails(
    job: str, error: str, made_ground: Ground, hand: Hand, tmp_path: Path, is_long: bool
) -> None:
    """Walk over the writes of a job: one of them fails, or it and all after it."""
    hits = 0
    for call, last in CALLS.items():
        ground = copy_ground(made_ground, tmp_path / call)
        now = prepare(ground, hand, job)
        for number in range(1, last + 1) if is_long else (1 + len(job) % 3,):
            when = f"{number}+" if number % 2 else f"{number}"
            order = order_of(ground, job, now)
            run, found = run_injected(hand, order, call, error, when, tmp_path / "strace")
            check_run(run)
            now = check_after(ground, job, run, now, wholly=False)
            hits += found
            if not found:
                break
        now = check_after(ground, job, run, now, wholly=True)
    assert hits


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
def test_a_full_disk(job: str, made_ground: Ground, hand: Hand, small_disk: SmallDisk) -> None:
    ground = copy_ground(made_ground, small_disk.folder / "ground")
    now = prepare(ground, hand, job)
    refused = 0
    for free in FREE:
        small_disk.fill(free)
        run = run_on_full_disk(hand, order_of(ground, job, now), small_disk.empty)
        small_disk.empty()
        check_run(run)
        refused += len(run.refusals)
        now = check_after(ground, job, run, now, wholly=free == FREE[-1])
    assert refused
