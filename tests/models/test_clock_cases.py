"""Dated cases of clocks, each with its source, from `clock_cases.csv`."""

from __future__ import annotations

import csv
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.models.clocks import Pause, Timing, deadline
from desktop.models.hours import WEEKDAYS, parse_hours
from desktop.models.rulepack import ClockRule
from desktop.services.opening import working_days
from desktop.vocabulary import ClockKind

ZONE = "Asia/Shanghai"
_FILE = Path(__file__).parent / "clock_cases.csv"
CASES = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
_BANK = ["09:00-12:00", "13:30-17:00"]
HOURS = {
    "shop": parse_hours({day: ["09:00-21:30"] for day in (*WEEKDAYS, "holiday")}),
    "bank": parse_hours(
        dict.fromkeys(WEEKDAYS[:5], _BANK) | {"sat": ["09:30-16:00"], "sun": ["09:30-16:00"]}
    ),
    "office": parse_hours({day: ["09:00-12:00", "13:00-18:00"] for day in WEEKDAYS[:5]}),
    "night": parse_hours({day: ["20:00-04:00"] for day in (*WEEKDAYS, "holiday")}),
}


def at(told: str) -> int:
    return int(datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(ZONE)).timestamp()) * 10**6


def pauses(told: str) -> tuple[Pause, ...]:
    spans = [one.split("/") for one in told.split("; ") if one]
    return tuple(Pause(at(begin), at(end)) for begin, end in spans)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_a_clock_runs_out_when_the_law_and_the_calendar_say(case: dict[str, str]) -> None:
    rule = ClockRule(
        ClockKind.DECISION,
        int(case["length"]),
        case["unit"],
        case["source"],
        verified=True,
        rolls=case["rolls"] == "yes",
    )
    ends = time.fromisoformat(case["day_ends"])
    timing = Timing(ZONE, working_days(), HOURS[case["hours"]], ends)
    found = deadline(rule, at(case["start"]), timing, pauses(case["pauses"]))
    local = datetime.fromtimestamp(found.due_at / 10**6, ZoneInfo(ZONE))
    assert local.strftime("%Y-%m-%d %H:%M") == case["due"]
    assert not found.provisional
    assert not found.paused


def test_there_are_sixty_cases_with_their_sources() -> None:
    assert len(CASES) >= 60
    assert all(case["source"] for case in CASES)
    assert len({case["what"] for case in CASES}) == len(CASES)
