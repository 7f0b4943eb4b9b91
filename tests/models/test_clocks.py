"""Deadlines: days counted as the law counts them, around holidays, nights and the new year."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.calendars import Calendar, parse_calendar
from desktop.models.clocks import LONGEST_WALK, Pause, Timing, clock_state, deadline, is_timing
from desktop.models.hours import ALWAYS_OPEN, WEEKDAYS, parse_hours
from desktop.models.rulepack import ClockRule
from desktop.models.ticket import Ticket
from desktop.services.opening import working_days
from desktop.vocabulary import ClockKind, ClockState, Status

ZONE = "Asia/Shanghai"
CALENDAR = working_days()
TIMING = Timing(ZONE, CALENDAR, ALWAYS_OPEN)
HOUR = 3600 * 10**6


def _at(told: str) -> int:
    moment = datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(ZONE))
    return int(moment.timestamp() * 10**6)


def _due(length: int, unit: str, start: str) -> tuple[str, bool]:
    rule = ClockRule(ClockKind.DECISION, length, unit, "", verified=True)
    found = deadline(rule, _at(start), TIMING)
    local = datetime.fromtimestamp(found.due_at / 10**6, ZoneInfo(ZONE))
    return local.isoformat(" ", "minutes").removesuffix("+08:00"), found.provisional


@pytest.mark.parametrize(
    ("length", "start", "due"),
    [
        (1, "2026-03-10 00:00", "2026-03-11 23:59"),
        (1, "2026-03-10 23:59", "2026-03-11 23:59"),
        (7, "2026-03-10 09:30", "2026-03-17 23:59"),
        (15, "2026-03-10 09:30", "2026-03-25 23:59"),
        (60, "2026-03-10 09:30", "2026-05-09 23:59"),  # a Saturday on which people work
        (4, "2026-03-10 09:30", "2026-03-16 23:59"),  # Saturday the 14th rolls to Monday
        (5, "2026-03-10 09:30", "2026-03-16 23:59"),
        (7, "2026-02-07 10:00", "2026-02-14 23:59"),  # a make-up Saturday stands
        (8, "2026-02-07 10:00", "2026-02-24 23:59"),  # the first day of the Spring Festival
        (16, "2026-02-07 10:00", "2026-02-24 23:59"),  # its last day
        (21, "2026-02-07 10:00", "2026-02-28 23:59"),  # a make-up Saturday
        (22, "2026-02-07 10:00", "2026-03-02 23:59"),  # an ordinary Sunday
    ],
)
def test_calendar_days_leave_out_the_first_and_roll_over_what_is_no_working_day(
    length: int, start: str, due: str
) -> None:
    assert _due(length, "calendar_days", start) == (due, False)


@pytest.mark.parametrize(
    ("length", "start", "due"),
    [
        (1, "2026-03-10 09:30", "2026-03-11 23:59"),
        (1, "2026-03-13 09:30", "2026-03-16 23:59"),  # over a weekend
        (1, "2026-03-14 09:30", "2026-03-16 23:59"),  # from a Saturday
        (7, "2026-03-10 09:30", "2026-03-19 23:59"),
        (1, "2026-02-13 18:00", "2026-02-14 23:59"),  # people work on that Saturday
        (2, "2026-02-13 18:00", "2026-02-24 23:59"),  # then nine days of Spring Festival
        (1, "2026-02-14 18:00", "2026-02-24 23:59"),
        (1, "2026-02-20 12:00", "2026-02-24 23:59"),  # from within the holiday
        (5, "2026-02-23 12:00", "2026-02-28 23:59"),  # Tuesday to that Saturday
        (6, "2026-02-23 12:00", "2026-03-02 23:59"),  # not the Sunday after it
        (7, "2026-02-13 18:00", "2026-03-02 23:59"),
    ],
)
def test_working_days_know_holidays_and_make_up_days(length: int, start: str, due: str) -> None:
    assert _due(length, "working_days", start) == (due, False)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-02-13 18:00", "2026-02-14 18:00"),
        ("2026-03-13 18:00", "2026-03-14 18:00"),  # hours run on over the weekend
    ],
)
def test_hours_run_on(start: str, due: str) -> None:
    assert _due(24, "hours", start) == (due, False)


@pytest.mark.parametrize(
    ("length", "unit", "start", "provisional"),
    [
        (7, "working_days", "2026-12-20 10:00", False),
        (7, "working_days", "2026-12-28 10:00", True),
        (3, "calendar_days", "2026-12-31 10:00", True),
        (1, "working_days", "2027-03-10 10:00", True),
        (24, "hours", "2027-03-10 10:00", False),
        (1, "working_days", "2031-03-10 10:00", True),
    ],
)
def test_a_deadline_in_a_year_without_a_decree_is_provisional(
    length: int, unit: str, start: str, provisional: bool
) -> None:
    assert _due(length, unit, start)[1] is provisional


def test_provisional_holidays_count_until_the_decree_is_out() -> None:
    assert not CALENDAR.is_working(date(2027, 10, 4))
    assert 2026 in CALENDAR.years
    assert 2027 not in CALENDAR.years


def test_a_table_says_what_is_off_and_what_is_work() -> None:
    read = parse_calendar(
        ["date,type,name,status", "2026-10-01,off,国庆,official", "2026-10-10,work,补班,official"]
    )
    off, work = date(2026, 10, 1), date(2026, 10, 10)
    assert read == Calendar(frozenset({off}), frozenset({work}), frozenset({2026}))
    assert (read.is_working(off), read.is_working(work)) == (False, True)
    assert not read.is_working(date(2026, 10, 11))


@given(
    st.integers(min_value=_at("2026-01-01 00:00"), max_value=_at("2027-12-31 00:00")),
    st.integers(min_value=1, max_value=60),
    st.sampled_from(["working_days", "calendar_days"]),
)
def test_every_deadline_is_the_last_minute_of_a_working_day(
    start: int, length: int, unit: str
) -> None:
    rule = ClockRule(ClockKind.DECISION, length, unit, "", verified=True)
    due = deadline(rule, start, TIMING).due_at
    local = datetime.fromtimestamp(due / 10**6, ZoneInfo(ZONE))
    assert CALENDAR.is_working(local.date())
    assert (local.hour, local.minute, local.second) == (23, 59, 0)
    begun = datetime.fromtimestamp(start / 10**6, ZoneInfo(ZONE)).date()
    assert (local.date() - begun).days >= length
    later = ClockRule(ClockKind.DECISION, length + 1, unit, "", verified=True)
    assert deadline(later, start, TIMING).due_at >= due


@pytest.mark.parametrize(
    ("stopped", "now", "state"),
    [
        (None, 0, ClockState.RUNNING),
        (None, 74, ClockState.RUNNING),
        (None, 75, ClockState.AT_RISK),
        (None, 100, ClockState.AT_RISK),
        (None, 101, ClockState.BREACHED),
        (100, 500, ClockState.MET),
        (101, 500, ClockState.MISSED),
        (0, 0, ClockState.MET),
    ],
)
def test_how_a_clock_stands(stopped: int | None, now: int, state: ClockState) -> None:
    assert clock_state(0, 100, stopped, now) is state


def test_a_clock_that_stands_still_is_paused_until_it_stops() -> None:
    assert clock_state(0, 100, None, 500, paused=True) is ClockState.PAUSED
    assert clock_state(0, 100, 90, 500, paused=True) is ClockState.MET


def test_every_state_of_a_clock_was_tried() -> None:
    assert len(ClockState) == 6


def test_a_night_that_reaches_into_an_open_morning_counts_once() -> None:
    hours = parse_hours({day: ["08:00-06:00"] for day in WEEKDAYS} | {"tue": ["00:00-24:00"]})
    rule = ClockRule(ClockKind.DECISION, 24, "working_hours", "", verified=True)
    found = deadline(rule, _at("2026-03-09 08:00"), Timing(ZONE, CALENDAR, hours))
    assert found.due_at == _at("2026-03-10 08:00")


def test_hours_that_hardly_ever_open_are_not_walked_for_ever() -> None:
    hours = parse_hours({"mon": ["09:00-09:01"]})
    rule = ClockRule(ClockKind.DECISION, 10_000, "working_hours", "", verified=True)
    start = _at("2026-03-09 08:00")
    found = deadline(rule, start, Timing(ZONE, CALENDAR, hours))
    assert start < found.due_at < start + LONGEST_WALK * 24 * HOUR
    assert LONGEST_WALK < 5000


@pytest.mark.parametrize("unit", ["working_days", "calendar_days"])
def test_many_pauses_are_counted_one_after_the_other(unit: str) -> None:
    rule = ClockRule(ClockKind.DECISION, 7, unit, "", verified=True)
    start, day = _at("2026-03-09 12:00"), 24 * HOUR
    pauses = [Pause(start + n * day, start + (n + 1) * day) for n in range(0, 60, 2)]
    one = deadline(rule, start, TIMING, [Pause(start, start + 60 * day)])
    many = deadline(rule, start, TIMING, pauses)
    assert start + 7 * day < many.due_at < one.due_at


def test_pauses_stay_in_order_when_the_clock_of_the_pc_is_put_back() -> None:
    ticket = Ticket(number="A", status=Status.INVESTIGATING)
    for move, at in ((ticket.pause, 50), (ticket.resume, 60), (ticket.pause, 20)):
        move(at)
    ticket.resume(10)
    assert ticket.timing == {"pauses": [[50, 60], [60, 60]], "extended": 0}
    assert is_timing(ticket.timing)
