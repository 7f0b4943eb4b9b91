"""Kill -9 at any moment: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import time

import pytest

from tests.faults.campaign import JOBS, Campaign
from tests.faults.ground import Ground
from tests.faults.hand import Hand


def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    ground: Ground, hand: Hand, campaign: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    seed, wanted = campaign
    made = Campaign(ground, hand, seed, time.time_ns() // 1000)
    for number in range(wanted):
        made.kill(JOBS[number % len(JOBS)])
    made.finish()
    assert made.kills.total() == wanted
    with capsys.disabled():
        print(f"\nseed {seed}: {wanted} kills {dict(made.kills)}; {dict(made.found)}")
