"""Deadlines: when a clock runs out and how it stands, derived from instants alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from desktop.models.rulepack import LONGEST_CLOCK, MICROSECONDS, ClockRule
from desktop.vocabulary import ClockKind, ClockState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop.models.calendars import Calendar
    from desktop.models.hours import Hours

MINUTE = 60 * MICROSECONDS
HOUR = 60 * MINUTE
LONGEST_WALK = 4_000
"""Days after which counting opening hours ends: other sites' hours and packs count here, too."""
LAST_INSTANT = 7_258_118_400_000_000
"""The year 2200 (µs UTC), until which clocks may stand still."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Where a clock runs: its zone, working days, opening hours, and when a business day ends."""

    zone: str
    calendar: Calendar
    hours: Hours
    day_ends: time = time(0)

    def day_of(self, at: int) -> date:
        """Give the business day an instant (µs UTC) belongs to."""
        ends = timedelta(hours=self.day_ends.hour, minutes=self.day_ends.minute)
        return (datetime.fromtimestamp(at / MICROSECONDS, ZoneInfo(self.zone)) - ends).date()


@dataclass(frozen=True, slots=True)
class Pause:
    """A span (µs UTC) in which a clock stood still; one without an end lasts until now."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant (µs UTC) at which a clock runs out.

    While it is paused this is where it would be if it went on now.
    """

    kind: ClockKind
    due_at: int
    provisional: bool
    paused: bool = False


def deadline(
    rule: ClockRule,
    start: int,
    timing: Timing,
    pauses: Sequence[Pause] = (),
    now: int | None = None,
) -> Deadline:
    """Compute when a clock that starts at an instant (µs UTC) runs out.

    In days, the business day of the start is excluded and the last day counts to its midnight; a
    last day that is no working day moves to the next one (总局令121号 art 45) where the rule says
    so. Hours run on; working hours are those in which the branch is open. A pause that begins
    after the clock ran out changes nothing any more.

    Args:
        rule: how long; extensions are part of its length (see `extended`).
        start: when it began.
        timing: of the branch whose clock it is.
        pauses: in order; only the last may be without an end.
        now: where a pause without an end stands; needed if there is one.
    """
    if not pauses:
        return _counted(rule, start, timing)
    if rule.unit == "working_hours":
        return _with_gaps(rule, start, timing, pauses, now)
    if rule.unit != "hours":
        return _days_with_pauses(rule, start, timing, pauses, now)
    found = _counted(rule, start, timing)
    for pause in pauses:
        if pause.start > found.due_at:
            break
        due = found.due_at + _length(rule, pause, timing, now)
        found = replace(found, due_at=due, paused=pause.end is None)
    return found


def is_timing(told: dict[str, Any]) -> bool:
    """Tell whether a ticket's timing, which may come from another site, is one.

    Pauses stand in order, end before the next begins, and only the last may be without an end.
    """
    pauses, units = told.get("pauses"), told.get("extended")
    if told.keys() != {"pauses", "extended"} or not _is_within(units, LONGEST_CLOCK):
        return False
    if not isinstance(pauses, list) or not all(isinstance(p, list) and len(p) == 2 for p in pauses):  # noqa: PLR2004
        return False
    instants = [one for pause in pauses for one in pause]
    if instants and instants[-1] is None:
        instants.pop()
    if not all(_is_within(one, LAST_INSTANT) for one in instants):
        return False
    return all(a <= b for a, b in pairwise(instants))


def _is_within(told: object, most: int) -> bool:
    return type(told) is int and 0 <= told <= most


def extended(rule: ClockRule, units: int) -> ClockRule:
    """Give a rule made longer by some of its own units."""
    return replace(rule, length=rule.length + units) if units else rule


def _end(pause: Pause, now: int | None) -> int:
    end = now if pause.end is None else pause.end
    return pause.start if end is None else max(pause.start, end)


def _length(rule: ClockRule, pause: Pause, timing: Timing, now: int | None) -> int:
    """Give how much a pause adds: µs to hours, whole days to days."""
    end = _end(pause, now)
    if rule.unit == "hours":
        return end - pause.start
    first, last = timing.day_of(pause.start), timing.day_of(end)
    if rule.unit == "working_days":
        return timing.calendar.working_between(first, last)
    return (last - first).days


def _counted(rule: ClockRule, start: int, timing: Timing) -> Deadline:
    if rule.unit == "hours":
        return Deadline(rule.kind, start + rule.length * HOUR, provisional=False)
    if rule.unit == "working_hours":
        return _with_gaps(rule, start, timing, (), None)
    return _days(rule, timing.day_of(start), timing.zone, timing.calendar)


def _days_with_pauses(
    rule: ClockRule, start: int, timing: Timing, pauses: Sequence[Pause], now: int | None
) -> Deadline:
    first, calendar = timing.day_of(start), timing.calendar
    found = _days(rule, first, timing.zone, calendar)
    day = _further(rule, first, rule.length, calendar)
    for pause in pauses:
        if pause.start > found.due_at:
            break
        day = _further(rule, day, _length(rule, pause, timing, now), calendar)
        found = _ending(rule, first, day, timing.zone, calendar)
        found = replace(found, paused=pause.end is None)
    return found


@lru_cache(maxsize=1024)
def _days(rule: ClockRule, first: date, zone: str, calendar: Calendar) -> Deadline:
    """Count the days once for all that starts on the same day under the same rule."""
    day = _further(rule, first, rule.length, calendar)
    return _ending(rule, first, day, zone, calendar)


def _further(rule: ClockRule, day: date, units: int, calendar: Calendar) -> date:
    if rule.unit == "calendar_days":
        return day + timedelta(days=units)
    for _ in range(units):
        day = _next_working(day, calendar)
    return day


def _ending(rule: ClockRule, first: date, day: date, zone: str, calendar: Calendar) -> Deadline:
    if rule.rolls and not calendar.is_working(day):
        day = _next_working(day, calendar)
    end = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))
    due = int(end.timestamp()) * MICROSECONDS - MINUTE
    return Deadline(rule.kind, due, provisional=not calendar.decreed(first, day))


def _next_working(day: date, calendar: Calendar) -> date:
    day += timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _with_gaps(
    rule: ClockRule, start: int, timing: Timing, pauses: Sequence[Pause], now: int | None
) -> Deadline:
    """Count the open hours after a start, without those of the pauses."""
    left = rule.length * HOUR
    gaps = [(pause.start, _end(pause, now)) for pause in pauses]
    first = datetime.fromtimestamp(start / MICROSECONDS, ZoneInfo(timing.zone)).date()
    due = start
    for begin, end in _outside(_open_spans(first, start, timing), gaps):
        due = min(end, begin + left)
        left -= due - begin
        if left <= 0:
            break
    last = datetime.fromtimestamp(due / MICROSECONDS, ZoneInfo(timing.zone)).date()
    standing = bool(pauses) and pauses[-1].end is None and pauses[-1].start <= due
    return Deadline(rule.kind, due, not timing.calendar.decreed(first, last), standing)


def _open_spans(first: date, start: int, timing: Timing) -> Iterator[tuple[int, int]]:
    """Give the spans (µs UTC) in which the branch is open, from an instant on."""
    here = ZoneInfo(timing.zone)
    told = start
    for number in range(-1, LONGEST_WALK):
        day = first + timedelta(days=number)
        midnight = datetime.combine(day, time(0), here)
        for opens, closes in timing.hours.of(day, timing.calendar):
            begin = _instant(midnight, opens)
            end = _instant(midnight, closes)
            if end > told:  # one day's night may reach into the next day's morning
                yield max(begin, told), end
                told = end


def _instant(midnight: datetime, minutes: int) -> int:
    """Give the instant of a wall-clock time, also on days on which clocks are changed."""
    told = midnight.replace(tzinfo=None) + timedelta(minutes=minutes)
    return int(told.replace(tzinfo=midnight.tzinfo).timestamp()) * MICROSECONDS


def _outside(
    spans: Iterable[tuple[int, int]], gaps: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Give what of the spans lies in no gap; both are in order."""
    over = 0
    for begin, end in spans:
        at = begin
        while over < len(gaps) and gaps[over][1] <= begin:
            over += 1
        for number in range(over, len(gaps)):
            gap_begin, gap_end = gaps[number]
            if gap_begin >= end:
                break
            if gap_begin > at:
                yield at, gap_begin
            at = max(at, gap_end)
        if at < end:
            yield at, end


def clock_state(
    start: int, due: int, stopped: int | None, now: int, *, paused: bool = False
) -> ClockState:
    """Tell how a clock stands; at risk from the last quarter of its length on."""
    if stopped is not None:
        return ClockState.MET if stopped <= due else ClockState.MISSED
    if paused:
        return ClockState.PAUSED
    if now > due:
        return ClockState.BREACHED
    return ClockState.AT_RISK if due - now <= (due - start) // 4 else ClockState.RUNNING
