"""Which days people work: weekdays, public holidays and the make-up days decreed each year."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """The public holidays and make-up working days of one year, as they were decreed."""

    year: int
    off: frozenset[date]
    work: frozenset[date]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Public holidays and make-up working days; other days go by the weekday.

    `years` are those with an official decree; a deadline that counts days of others is
    provisional.
    """

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def working_between(self, first: date, last: date) -> int:
        """Count the working days after one day, up to and with another."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))

    def decreed(self, first: date, last: date) -> bool:
        """Tell whether every year from one day to another has its official decree."""
        return self.years.issuperset(range(first.year, last.year + 1))


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


@lru_cache(maxsize=16)
def calendar_with(known: Calendar, years: tuple[Year, ...]) -> Calendar:
    """Give a calendar in which a rule pack's years stand instead of those known before."""
    told = {year.year for year in years}
    decreed = {year.year for year in years if year.verified}
    return Calendar(
        frozenset(day for day in known.off if day.year not in told).union(*(y.off for y in years)),
        frozenset(day for day in known.work if day.year not in told).union(
            *(y.work for y in years)
        ),
        (known.years - told) | decreed,
    )
