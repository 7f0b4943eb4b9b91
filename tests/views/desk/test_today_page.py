"""Today on the screen: order, reasons, whose it is, drafts and the day's close."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton

from desktop.services.casework import assign_ticket, promise_answer, record_contact
from desktop.services.drafts import save_draft
from desktop.services.escalations import send_to_manager
from desktop.services.intake import register_ticket
from desktop.services.ticket_draft import RespondentDraft, TicketDraft
from desktop.services.today import TodayCounts, TodayReason
from desktop.views.desk.desk_counts import DeskCounts
from desktop.views.desk.today_page import TodayPage
from desktop.vocabulary import TicketId
from tests.desks import DAY, HOUR, Desk, Pair
from tests.views.desk.conftest import Seat, words


def lines(page: TodayPage) -> list[tuple[str, list[str]]]:
    """Give the lines: title, and the words of the chips."""
    cards = [page.model.card_at(row) for row in range(page.model.rowCount())]
    return [(card.title, [chip.text for chip in card.chips]) for card in cards if card]


def calm(desk: Desk, facts: str) -> TicketId:
    """Register what somebody handles and has answered."""
    ticket = desk.register(facts)
    desk.by("wang", assign_ticket, ticket, "chen")
    desk.by("chen", record_contact, ticket, "phone", "已致电")
    return ticket


def test_what_runs_out_first_stands_on_top_with_its_reasons(manager: Seat, desk: Desk) -> None:
    desk.register("没人的")
    sent = calm(desk, "上报的")
    desk.by("chen", send_to_manager, sent, "请店长答复")
    promised = calm(desk, "承诺的")
    desk.by("chen", promise_answer, promised, "回电", desk.clock.now + 4 * HOUR)
    calm(desk, "没事的")
    page = manager.show(TodayPage(manager.view))
    assert lines(page) == [
        ("承诺的", ["承诺到期", "调查中"]),
        ("上报的", ["待店长处理", "调查中"]),
        ("没人的", ["未分派", "已登记"]),
    ]
    assert "2026年3月10日 星期二" in page.date_label.text()
    assert "3 件待办" in page.date_label.text()


def test_a_chip_shows_one_reason_alone_and_counts_it(manager: Seat, desk: Desk) -> None:
    desk.register("一")
    desk.register("二")
    sent = calm(desk, "上报的")
    desk.by("chen", send_to_manager, sent, "请店长答复")
    page = manager.show(TodayPage(manager.view))
    chip = page.reason_chips.chip(TodayReason.WITH_MANAGER)
    assert chip.text() == "待店长处理 1"
    manager.click(chip)
    assert [title for title, _ in lines(page)] == ["上报的"]
    manager.click(chip)
    assert len(lines(page)) == 3


def test_a_line_opens_its_ticket(manager: Seat, desk: Desk) -> None:
    ticket = desk.register("一")
    page = manager.show(TodayPage(manager.view))
    with manager.qtbot.waitSignal(page.ticket_opened) as caught:
        page.card_list.card_opened.emit(0)
    assert caught.args == [ticket]


def test_today_follows_what_is_done(manager: Seat, desk: Desk) -> None:
    ticket = desk.register("一")
    page = manager.show(TodayPage(manager.view))
    assert len(lines(page)) == 1
    manager.jobs.call(page, None, assign_ticket, ticket, "chen")
    manager.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "没有待办事项" in page.empty.sentence_label.text()
    with manager.qtbot.waitSignal(page.intake_requested):
        manager.click(page.empty.action_button)


def test_a_clerk_may_look_at_the_whole_desk(clerk: Seat, desk: Desk) -> None:
    theirs = desk.register("赵敏的")
    desk.by("wang", assign_ticket, theirs, "zhao")
    desk.clock.advance(2 * DAY)
    page = clerk.show(TodayPage(clerk.view))
    assert lines(page) == []
    assert page.whose_chips.chosen() == ("mine",)
    clerk.click(page.whose_chips.chip("all"))
    clerk.qtbot.waitUntil(lambda: [t for t, _ in lines(page)] == ["赵敏的"])
    assert not page.side.close_section.isVisible()


def test_the_manager_is_offered_the_close_of_the_day(manager: Seat, desk: Desk) -> None:
    desk.clock.advance(2 * DAY)
    page = manager.show(TodayPage(manager.view))
    manager.qtbot.waitUntil(lambda: "尚未日结" in page.side.days_label.text())
    assert page.side.days_label.text() == "尚未日结：3月10日、3月11日"
    with manager.qtbot.waitSignal(page.day_close_requested):
        manager.click(page.side.close_button)


def test_a_draft_that_was_left_can_be_gone_on_with(clerk: Seat, desk: Desk) -> None:
    uid = save_draft(desk.site.gateway, {"name": "王", "facts": "推车坏了，要求换货"}, "一号台")
    page = clerk.show(TodayPage(clerk.view))
    assert "王 推车坏了，要求换货" in words(page.side)
    button = page.side.findChild(QPushButton, f"draft_{uid}_button")
    assert button is not None
    with clerk.qtbot.waitSignal(page.draft_opened) as caught:
        clerk.click(button)
    assert caught.args == [uid]


def test_headquarters_sees_what_branches_ask(officer: Seat, pair: Pair) -> None:
    pair.asked()
    page = officer.show(TodayPage(officer.view))
    assert lines(page) == [("推车前轮支架断裂", ["待总部批复", "调查中"])]
    assert not page.side.close_section.isVisible()


def test_what_is_about_oneself_is_neither_shown_nor_counted(seats: Any, desk: Desk) -> None:
    draft = TicketDraft(facts="店长辱骂顾客", respondent=RespondentDraft(staff="wang"))
    desk.by("zhao", register_ticket, draft)
    desk.clock.advance(2 * DAY)
    seat = seats(desk, "wang")
    page = seat.show(TodayPage(seat.view))
    assert page.stack.currentWidget() is page.empty
    assert "辱骂" not in words(page)
    other = seats(desk, "gao")
    page = other.show(TodayPage(other.view))
    assert [title for title, _ in lines(page)] == ["店长辱骂顾客"]


def test_the_rail_is_told_what_waits(manager: Seat, desk: Desk) -> None:
    desk.register("一")
    told: list[TodayCounts] = []
    counts = DeskCounts(manager.view, manager.view)
    counts.counted.connect(told.append)
    manager.qtbot.waitUntil(lambda: bool(told))
    assert told[-1] == TodayCounts(today=1, breached=0, approvals=0)
    ticket = desk.register("二")
    manager.qtbot.waitUntil(lambda: told[-1].today == 2)
    desk.by("wang", assign_ticket, ticket, "chen")
    manager.qtbot.waitUntil(lambda: told[-1].today == 1)
