"""Opening hours of a branch: the week, what holds on public holidays, single days."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from desktop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.models.calendars import Calendar

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""When a day is open, in minutes after midnight; beyond 24 h it is the next morning."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATEST: Final = 30 * 60
"""06:00 of the next morning: how long a night shop's day may last."""
_FRIDAY: Final = 4
_TIME: Final = re.compile(r"([0-2]?\d):([0-5]\d)")
_MOST_DAYS: Final = 1000


@dataclass(frozen=True, slots=True)
class Hours:
    """When a branch is open."""

    week: tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]
    holiday: Spans = ()
    days: tuple[tuple[date, Spans], ...] = ()
    """In order."""

    def of(self, day: date, calendar: Calendar) -> Spans:
        """Give when a day is open.

        A single day's own hours come first, then those of public holidays. On a make-up working
        day a branch that is closed at weekends is open as on a Friday.
        """
        place = bisect_left(self.days, (day,))
        if place < len(self.days) and self.days[place][0] == day:
            return self.days[place][1]
        if day in calendar.off:
            return self.holiday
        spans = self.week[day.weekday()]
        return spans or (self.week[_FRIDAY] if day in calendar.work else ())


def parse_hours(told: Mapping[str, Any]) -> Hours:
    """Make opening hours of their JSON.

    `{"mon": ["09:00-12:00", "13:30-21:00"], …, "holiday": [...], "days": {"2026-02-16": []}}`;
    a day that is left out is closed. Raises InputError `hours.malformed`, naming the day.
    """
    unknown = told.keys() - {*WEEKDAYS, "holiday", "days"}
    if unknown:
        raise InputError("hours.malformed", day=min(map(str, unknown))[:40])
    week = tuple(_spans(day, told.get(day, [])) for day in WEEKDAYS)
    if not any(week):
        raise InputError("hours.never_open")
    singles = told.get("days", {})
    if not isinstance(singles, dict) or len(singles) > _MOST_DAYS:
        raise InputError("hours.malformed", day="days")
    days = tuple(sorted((_date(name), _spans(name, spans)) for name, spans in singles.items()))
    return Hours(week, _spans("holiday", told.get("holiday", [])), days)  # type: ignore[arg-type]


def _date(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise InputError("hours.malformed", day=told[:40]) from error


def _spans(day: str, told: Any) -> Spans:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise InputError("hours.malformed", day=day)
    found = []
    for one in told:
        begin, _, end = one.partition("-")
        opens, closes = _minutes(day, begin), _minutes(day, end)
        found.append((opens, closes + 24 * 60 if closes <= opens else closes))
    apart = all(a[1] < b[0] for a, b in itertools.pairwise(found))
    if not apart or any(closes > LATEST for _, closes in found):
        raise InputError("hours.malformed", day=day)
    return tuple(found)


def _minutes(day: str, told: str) -> int:
    found = _TIME.fullmatch(told.strip())
    if found is None:
        raise InputError("hours.malformed", day=day)
    minutes = int(found[1]) * 60 + int(found[2])
    if minutes > 24 * 60:
        raise InputError("hours.malformed", day=day)
    return minutes


ALWAYS_OPEN: Final = parse_hours({key: ["00:00-24:00"] for key in (*WEEKDAYS, "holiday")})
"""Stands where nobody said anything: then working hours are hours."""
