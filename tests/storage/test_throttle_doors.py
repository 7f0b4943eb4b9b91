"""Two doors to one site share one brake on guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.errors import KeyringError
from desktop.storage.throttle import SignInThrottle

if TYPE_CHECKING:
    from pathlib import Path


def test_what_one_door_counted_the_other_knows(tmp_path: Path) -> None:
    window = SignInThrottle(tmp_path, clock=lambda: 1000.0)
    line = SignInThrottle(tmp_path, clock=lambda: 1000.0)
    for _ in range(6):
        line.failed("li.na")
    with pytest.raises(KeyringError):
        window.check("li.na")
    window.failed("wang")
    window.succeeded("wang")
    with pytest.raises(KeyringError):
        SignInThrottle(tmp_path, clock=lambda: 1000.0).check("li.na")


def test_counts_stay_where_the_disk_refuses(tmp_path: Path) -> None:
    throttle = SignInThrottle(tmp_path / "not there", clock=lambda: 1000.0)
    for _ in range(6):
        throttle.failed("li.na")
    with pytest.raises(KeyringError):
        throttle.check("li.na")
