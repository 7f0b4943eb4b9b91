"""Two doors to one site share one brake on guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.errors import KeyringError
from desktop.storage.throttle import SignInThrottle

if TYPE_CHECKING:
    from pathlib import Path


def miss(throttle: SignInThrottle, login: str, times: int) -> None:
    for _ in range(times):
        throttle.begin(login)
        throttle.failed(login)


def test_what_one_door_counted_the_other_knows(tmp_path: Path) -> None:
    window = SignInThrottle(tmp_path, clock=lambda: 1000.0)
    line = SignInThrottle(tmp_path, clock=lambda: 1000.0)
    miss(line, "li.na", 3)
    with pytest.raises(KeyringError):
        window.begin("li.na")
    miss(window, "wang", 1)
    window.succeeded("wang")
    with pytest.raises(KeyringError):
        SignInThrottle(tmp_path, clock=lambda: 1000.0).begin("li.na")


def test_counts_stay_where_the_disk_refuses(tmp_path: Path) -> None:
    throttle = SignInThrottle(tmp_path / "not there", clock=lambda: 1000.0)
    miss(throttle, "li.na", 3)
    with pytest.raises(KeyringError):
        throttle.begin("li.na")


def test_two_doors_that_try_in_turn_count_together(tmp_path: Path) -> None:
    doors = [SignInThrottle(tmp_path, clock=lambda: 1000.0) for _ in range(3)]
    for door in doors:
        door.begin("li.na")
    for door in doors:
        with pytest.raises(KeyringError):
            door.begin("li.na")
