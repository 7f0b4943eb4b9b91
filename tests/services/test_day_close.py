"""The day's close: the edge at four in the morning, figures, supplements, what stays hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.services.casework import (
    promise_answer,
    reject_complaint,
    resolve_ticket,
    settle_promise,
    void_ticket,
)
from desktop.services.day_close import close_day, day_review, print_day, today_of, unclosed_days
from desktop.services.drafts import save_draft
from desktop.services.escalations import send_to_manager
from desktop.services.intake import SettlementDraft, settle_on_spot
from desktop.services.remedies import propose_remedy
from desktop.services.report_rows import AgeBucket, DaySummary
from desktop.services.ticket_draft import RespondentDraft, TicketDraft
from desktop.vocabulary import (
    Channel,
    Nature,
    PayoutMeans,
    PromiseState,
    RemedyKind,
    Severity,
)
from tests.desks import DAY, HOUR, MINUTE, Desk, at

TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)
SMALL = SettlementDraft(RemedyKind.GIFT, PayoutMeans.GIFT, 500, "赠品", receiver="王小明")


def _close(desk: Desk, day: date = TUESDAY) -> DaySummary:
    return desk.by("wang", close_day, day)


# ---------------------------------------------------------------- the edge of the day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-10 04:00", TUESDAY),
        ("2026-03-10 23:59", TUESDAY),
        ("2026-03-11 00:00", TUESDAY),
        ("2026-03-11 03:59", TUESDAY),
        ("2026-03-11 04:00", WEDNESDAY),
    ],
)
def test_a_business_day_ends_at_four_in_the_morning(desk: Desk, moment: str, day: date) -> None:
    pack = desk.site.gateway.facts.pack
    assert pack.business_day(at(moment), "Asia/Shanghai") == day
    start, end = pack.day_bounds(day, "Asia/Shanghai")
    assert start <= at(moment) < end
    assert end - start == DAY


def test_a_ticket_of_the_small_hours_counts_for_the_day_before(desk: Desk) -> None:
    desk.clock.now = at("2026-03-11 03:59") + 59 * 10**6
    desk.register()
    assert desk.by("wang", today_of) == TUESDAY
    desk.clock.now = at("2026-03-11 04:00")
    desk.register()
    assert desk.by("wang", today_of) == WEDNESDAY
    days = {day: desk.by("wang", day_review, day).summary for day in (TUESDAY, WEDNESDAY)}
    assert {day: told.received for day, told in days.items()} == {TUESDAY: 1, WEDNESDAY: 1}
    assert [t.number for t in days[TUESDAY].tickets] == ["SH001-260310-001"]


# ---------------------------------------------------------------- figures


def test_a_day_is_counted_as_the_paper_needs_it(desk: Desk) -> None:
    desk.by("chen", settle_on_spot, TicketDraft(facts="标价不符", channel=Channel.PHONE), SMALL)
    rejected = desk.register(severity=Severity.ELEVATED)
    desk.by("wang", reject_complaint, rejected, "经查无责", "phone")
    open_one = desk.register()
    desk.by("chen", send_to_manager, open_one, "要见店长")
    desk.by("chen", propose_remedy, open_one, RemedyKind.REFUND, 39_900)
    kept = desk.by("chen", promise_answer, open_one, "答复", desk.clock.now + HOUR)
    desk.by("chen", promise_answer, open_one, "再答复", desk.clock.now + 2 * HOUR)
    desk.by("chen", settle_promise, open_one, kept, PromiseState.KEPT)
    desk.by("wang", void_ticket, desk.register(), "重复登记")
    desk.register(nature=Nature.PRAISE)
    save_draft(desk.site.gateway, {"facts": "半"}, "1")
    review = desk.by("wang", day_review, TUESDAY)
    told = review.summary
    assert (told.received, told.closed, told.open_total) == (3, 2, 1)
    assert (told.escalated, told.compensation_minor) == (1, 500)
    assert (told.promises_kept, told.promises_broken, told.promises_open) == (1, 0, 1)
    assert dict(told.by_channel) == {Channel.WALK_IN: 2, Channel.PHONE: 1}
    assert dict(told.by_severity) == {Severity.ELEVATED: 1, Severity.NORMAL: 2}
    assert told.other_natures == ((Nature.PRAISE, 1),)
    assert told.open_by_age == ((AgeBucket.TODAY, 1),)
    assert told.history[-1] == (TUESDAY, 3, 2)
    assert len(told.history) == 14
    assert [t.number[-3:] for t in told.tickets] == ["001", "002", "003", "005"]
    assert (review.on_the_spot, review.approvals_waiting, review.with_manager) == (1, 1, 1)
    assert (review.promises_due, review.drafts, review.late) == (1, 1, 0)
    assert review.closes == ()


def test_deadlines_are_told_as_they_stand(desk: Desk) -> None:
    desk.register()
    desk.clock.now = at("2026-03-11 10:00")
    told = desk.by("wang", day_review, WEDNESDAY).summary
    assert (told.breached, told.at_risk) == (0, 1), "the first response is due at 11:00"
    desk.clock.now = at("2026-03-11 11:01")
    told = desk.by("wang", day_review, WEDNESDAY).summary
    assert (told.breached, told.at_risk) == (1, 0)


def test_a_day_without_anything_is_a_zero_report(desk: Desk) -> None:
    told = _close(desk)
    assert told.zero_report
    assert (told.received, told.tickets, told.by_category) == (0, (), ())


def test_a_late_entry_is_marked(desk: Desk) -> None:
    desk.register(received_at=at("2026-03-07 18:00"), late_reason="停电")
    told = desk.by("wang", day_review, TUESDAY).summary
    assert told.late_entries == 1
    assert told.tickets[0].late_entry


# ---------------------------------------------------------------- closing


def test_closing_names_the_head_before_itself(desk: Desk) -> None:
    desk.register()
    last = desk.entries()[-1]
    told = _close(desk)
    assert (told.head_seq, told.head_digest) == (last.seq, last.digest.hex())
    assert desk.last()["use_case"] == "close_day"
    [closed] = desk.by("wang", day_review, TUESDAY).closes
    assert (closed.head_seq, closed.head, closed.closed_by) == (
        last.seq,
        last.digest.hex(),
        "王建国",
    )
    assert (closed.received, closed.ended, closed.supplement) == (1, 0, 0)


def test_a_closed_day_is_not_closed_again_but_supplemented(desk: Desk) -> None:
    desk.register()
    _close(desk)
    with pytest.raises(StateError, match=r"day\.closed_already"):
        _close(desk)
    desk.clock.advance(HOUR)
    desk.register(facts="关店后又来了一位")
    assert desk.by("wang", day_review, TUESDAY).late == 1
    told = _close(desk)
    assert (told.supplement, told.received) == (1, 2)
    desk.clock.advance(MINUTE)
    desk.register(facts="还有一位")
    assert _close(desk).supplement == 2
    assert [c.supplement for c in desk.by("wang", day_review, TUESDAY).closes] == [0, 1, 2]


def test_a_day_that_has_not_begun_is_not_closed(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"day\.in_the_future"):
        _close(desk, WEDNESDAY)


def test_a_day_is_closed_afterwards(desk: Desk) -> None:
    desk.register()
    desk.clock.now = at("2026-03-12 09:00")
    assert desk.by("wang", unclosed_days) == (TUESDAY, WEDNESDAY)
    told = _close(desk)
    assert (told.business_day, told.received) == (TUESDAY, 1)
    assert desk.by("wang", unclosed_days) == (WEDNESDAY,)


@pytest.mark.parametrize("login", ["chen", "lin"])
def test_only_a_manager_closes(desk: Desk, login: str) -> None:
    with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
        desk.by(login, close_day, TUESDAY)


def test_printing_again_says_so_and_names_the_head_that_was_signed(desk: Desk) -> None:
    first = _close(desk)
    resolved = desk.register()
    desk.by("chen", resolve_ticket, resolved, "已换货", "phone")
    told = desk.by("wang", print_day, TUESDAY, reprint=True)
    assert told.reprint
    assert (told.head_seq, told.head_digest) == (first.head_seq, first.head_digest)
    assert desk.last()["use_case"] == "print_day"
    unclosed = desk.by("wang", print_day, date(2026, 3, 9), reprint=True)
    assert not unclosed.reprint


# ---------------------------------------------------------------- what stays hidden


def test_a_manager_does_not_read_the_complaint_about_themselves(desk: Desk) -> None:
    about: dict[str, Any] = {"respondent": RespondentDraft(staff="wang"), "facts": "店长态度恶劣"}
    desk.register(**about)
    desk.register()
    mine = desk.by("wang", day_review, TUESDAY).summary
    assert mine.received == 2
    assert len(mine.tickets) == 1
    assert "恶劣" not in repr(mine)
    others = desk.by("gao", day_review, TUESDAY).summary
    assert len(others.tickets) == 2
    assert replace(others, tickets=(), printed_by="") == replace(mine, tickets=(), printed_by="")


def test_names_and_phones_stand_masked_on_the_paper(desk: Desk) -> None:
    desk.register()
    told = desk.by("wang", day_review, TUESDAY).summary
    assert told.tickets[0].complainant == "王**"
    assert "13800138000" not in repr(told)
    assert "小明" not in repr(told)
