"""Kill -9 at any moment: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.faults.campaign import JOBS, Campaign
from tests.faults.ground import Ground, copy_ground
from tests.faults.hand import Hand

LONGEST = 100
"""After so many kills fresh sites are taken, so that checking them stays quick."""
CHECKED_EVERY = 25


def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    made_ground: Ground,
    hand: Hand,
    kills: int,
    pytestconfig: pytest.Config,
    tmp_path: Path,
) -> None:
    first_seed = pytestconfig.getoption("--seed", None) or random.SystemRandom().randrange(1 << 32)
    print(f"\nseed {first_seed}")
    done = 0
    while done < kills:
        ground = copy_ground(made_ground, tmp_path / f"ground-{done}")
        campaign = Campaign(ground, hand, first_seed + done, time.time_ns() // 1000)
        wanted = min(LONGEST, kills - done)
        for number in range(wanted):
            campaign.kill(JOBS[number % len(JOBS)])
            if (number + 1) % CHECKED_EVERY == 0 and number + 1 < wanted:
                campaign.check_wholly()
        campaign.finish()
        done += wanted
        print(f"{done} kills; the last {wanted}: {dict(campaign.kills)}, {dict(campaign.found)}")
        assert campaign.kills.total() == wanted
