"""Deadlines: when a clock runs out and how it stands, derived from instants alone."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desktop.models.rulepack import MICROSECONDS, ClockRule
from desktop.vocabulary import ClockKind, ClockState

if TYPE_CHECKING:
    from collections.abc import Iterable

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Public holidays and make-up working days; other days go by the weekday.

    `years` are those with an official decree; a deadline that lands elsewhere is provisional.
    """

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant (µs UTC) at which a clock runs out."""

    kind: ClockKind
    due_at: int
    provisional: bool


def parse_calendar(lines: Iterable[str]) -> Calendar:
    """Read the lines of the working-day table: date, type (off or work), name, status."""
    off: set[date] = set()
    work: set[date] = set()
    years: set[int] = set()
    for row in csv.DictReader(lines):
        day = date.fromisoformat(row["date"])
        (off if row["type"] == "off" else work).add(day)
        if row["status"] == "official":
            years.add(day.year)
    return Calendar(frozenset(off), frozenset(work), frozenset(years))


def deadline(rule: ClockRule, start: int, zone: str, calendar: Calendar) -> Deadline:
    """Compute when a clock that starts at an instant (µs UTC) runs out.

    In days, the start day is excluded and the last day counts to its end; a last day that is no
    working day moves to the next one (总局令121号 art 45). Hours run on.
    """
    if rule.unit == "hours":
        return Deadline(rule.kind, start + rule.length * 3600 * MICROSECONDS, provisional=False)
    day = datetime.fromtimestamp(start / MICROSECONDS, ZoneInfo(zone)).date()
    return _deadline(rule, day, zone, calendar)


@lru_cache(maxsize=1024)
def _deadline(rule: ClockRule, day: date, zone: str, calendar: Calendar) -> Deadline:
    """Count the days once for all that starts on the same day under the same rule."""
    here = ZoneInfo(zone)
    if rule.unit == "calendar_days":
        day += timedelta(days=rule.length)
    else:
        for _ in range(rule.length):
            day = _next_working(day, calendar)
    if not calendar.is_working(day):
        day = _next_working(day, calendar)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), here)
    due = int(end.timestamp()) * MICROSECONDS - 60 * MICROSECONDS
    return Deadline(rule.kind, due, provisional=day.year not in calendar.years)


def _next_working(day: date, calendar: Calendar) -> date:
    day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def clock_state(start: int, due: int, stopped: int | None, now: int) -> ClockState:
    """Tell how a clock stands; at risk from the last quarter of its length on."""
    if stopped is not None:
        return ClockState.MET if stopped <= due else ClockState.MISSED
    if now > due:
        return ClockState.BREACHED
    return ClockState.AT_RISK if due - now <= (due - start) // 4 else ClockState.RUNNING
