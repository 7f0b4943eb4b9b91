"""The list: filters, search, what is read again, and the ticket beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.services.casework import add_note, assign_ticket, classify_ticket, withdraw_ticket
from desktop.services.lists import ticket_rows
from desktop.services.ticket_draft import RespondentDraft
from desktop.views.desk.list_filters import Scope
from desktop.views.desk.offers import Act
from desktop.views.desk.ticket_cards import TicketTableModel
from desktop.views.desk.tickets_page import TicketsPage
from desktop.views.shell import MainWindow
from desktop.views.table_models import BLOCK
from desktop.views.translation import switch_language
from desktop.vocabulary import Language, Severity, TicketId
from tests.desks import DAY, Desk, Pair
from tests.views.desk.conftest import Seat, words


def titles(page: TicketsPage) -> list[str]:
    """Give the titles of the cards in order, reading what is not read yet."""
    cards = [page.model.card_at(row) for row in range(page.model.rowCount())]
    return [card.title if card else "…" for card in cards]


def shows(seat: Seat, page: TicketsPage, wanted: list[str]) -> None:
    """Wait until the list shows these."""
    seat.qtbot.waitUntil(lambda: titles(page) == wanted)


def test_the_list_opens_with_what_is_open_and_its_first_ticket(clerk: Seat, desk: Desk) -> None:
    desk.register("一")
    desk.clock.advance(DAY)
    desk.register("二")
    done = desk.register("三")
    desk.by("chen", withdraw_ticket, done, "顾客撤回")
    page = clerk.list()
    shows(clerk, page, ["一", "二"])
    clerk.qtbot.waitUntil(lambda: page.ticket_page.ticket is not None)
    assert page.ticket_page.ticket is not None
    assert page.ticket_page.ticket.facts == "一"
    assert page.count_label.text() == "2 件"


def test_a_card_says_what_stands_in_the_mock(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register("推车坏了", severity=Severity.HIGH)
    desk.by("wang", assign_ticket, ticket, "chen")
    page = clerk.list()
    shows(clerk, page, ["推车坏了"])
    card = page.model.card_at(0)
    assert card is not None
    assert [chip.text for chip in card.chips] == ["调查中", "高度"]
    assert (card.who, card.notes) == ("陈涛", ("王**",))
    assert card.number == "260310-001"
    assert card.clock is not None
    assert card.clock.text.startswith("剩 ")
    assert "推车坏了" in str(page.model.data(page.model.index(0, 0)))


def test_chips_and_choices_filter(clerk: Seat, desk: Desk) -> None:
    mine = desk.register("我的")
    desk.register("没人的", severity=Severity.HIGH)
    ended = desk.register("撤了")
    desk.by("wang", assign_ticket, mine, "chen")
    desk.by("chen", withdraw_ticket, ended, "顾客撤回")
    page = clerk.list()
    bar = page.filter_bar
    for scope, wanted in (
        (Scope.MINE, ["我的"]),
        (Scope.UNASSIGNED, ["没人的"]),
        (Scope.ENDED, ["撤了"]),
        (Scope.ALL, ["撤了", "没人的", "我的"]),
    ):
        clerk.click(bar.scope_chips.chip(scope))
        shows(clerk, page, wanted)
    clerk.click(bar.scope_chips.chip(Scope.OPEN))
    bar.severity_choice.set_value(Severity.HIGH)
    shows(clerk, page, ["没人的"])


def test_an_empty_list_says_what_to_do(clerk: Seat) -> None:
    page = clerk.list()
    clerk.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "F2" in page.empty.sentence_label.text()
    with clerk.qtbot.waitSignal(page.intake_requested):
        clerk.click(page.empty.action_button)
    page.choose(Scope.WITH_MANAGER)
    clerk.qtbot.waitUntil(lambda: "换一个视图" in page.empty.sentence_label.text())
    assert not page.empty.action_button.isVisible()


def test_search_finds_and_gives_the_list_back(clerk: Seat, desk: Desk) -> None:
    desk.register("推车前轮断裂")
    desk.register("酸奶临期未标示")
    page = clerk.list()
    shows(clerk, page, ["推车前轮断裂", "酸奶临期未标示"])
    for text in ("奶", "酸奶", "酸奶临期"):
        page.search(text)
        told = f"“{text}”：找到 1 件"
        clerk.qtbot.waitUntil(lambda told=told: page.count_label.text() == told)  # type: ignore[misc]
        shows(clerk, page, ["酸奶临期未标示"])
    page.search("8000")
    shows(clerk, page, ["酸奶临期未标示", "推车前轮断裂"])
    clerk.click(page.clear_button)
    shows(clerk, page, ["推车前轮断裂", "酸奶临期未标示"])
    assert not page.clear_button.isVisible()


def test_a_newer_search_forgets_the_older(clerk: Seat, desk: Desk) -> None:
    desk.register("推车前轮断裂")
    desk.register("酸奶临期未标示")
    page = clerk.list()
    for text in ("酸奶", "推车", "酸奶", "推车"):
        page.search(text)
    clerk.settle()
    shows(clerk, page, ["推车前轮断裂"])


def test_a_search_without_a_hit_or_without_a_letter_says_so(clerk: Seat, desk: Desk) -> None:
    desk.register("推车前轮断裂")
    page = clerk.list()
    page.search("冰箱")
    clerk.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "没有找到“冰箱”" in page.empty.sentence_label.text()
    page.search("。。")
    clerk.settle()
    assert page.stack.currentWidget() is page.empty
    page.search("")
    shows(clerk, page, ["推车前轮断裂"])


def test_after_a_command_only_touched_rows_are_read_again(
    clerk: Seat, desk: Desk, monkeypatch: Any
) -> None:
    tickets = [desk.register(f"第 {n} 件") for n in range(5)]
    page = clerk.list()
    shows(clerk, page, [f"第 {n} 件" for n in range(5)])
    asked: list[list[int]] = []
    call = clerk.jobs.call

    def watch(owner: object, done: object, case: object, *args: Any, **more: Any) -> object:
        if case is ticket_rows:
            asked.append(list(args[0]))
        return call(owner, done, case, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(clerk.jobs, "call", watch)
    clerk.jobs.call(page, None, classify_ticket, tickets[3], None, Severity.HIGH)
    clerk.qtbot.waitUntil(lambda: "高度" in str(page.model.data(page.model.index(3, 0))))
    assert asked == [[page.model.id_at(3)]]


def test_a_new_ticket_comes_into_the_list_and_the_cursor_stays(clerk: Seat, desk: Desk) -> None:
    desk.register("一")
    second = desk.register("二")
    page = clerk.list()
    shows(clerk, page, ["一", "二"])
    page.card_list.select_row(1)
    clerk.qtbot.waitUntil(lambda: page.ticket_page.ticket_id == second)
    desk.clock.advance(-1)
    desk.register("三")
    shows(clerk, page, ["一", "二", "三"])
    assert page.card_list.currentIndex().row() == 1
    assert page.ticket_page.ticket_id == second


def test_a_ticket_that_leaves_the_list_leaves_its_page_open(clerk: Seat, desk: Desk) -> None:
    first = desk.register("一")
    desk.register("二")
    page = clerk.list()
    page.open_ticket(first)
    clerk.qtbot.waitUntil(lambda: page.ticket_page.ticket is not None)
    clerk.jobs.call(page, None, withdraw_ticket, first, "顾客撤回")
    shows(clerk, page, ["二"])


def test_a_ticket_asked_for_from_elsewhere_is_shown_and_chosen(clerk: Seat, desk: Desk) -> None:
    tickets = [desk.register(f"第 {n} 件") for n in range(4)]
    page = clerk.list()
    page.open_ticket(tickets[2])
    clerk.qtbot.waitUntil(lambda: page.card_list.currentIndex().row() == 2)
    assert page.ticket_page.ticket_id == tickets[2]


def test_enter_goes_on_to_the_next_step(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.list()
    shows(clerk, page, ["推车前轮支架断裂"])
    clerk.qtbot.waitUntil(lambda: page.ticket_page.ticket is not None)
    with clerk.qtbot.waitSignal(page.ticket_opened) as caught:
        clerk.qtbot.keyClick(page.card_list, Qt.Key.Key_Return)
    assert caught.args == [ticket]
    assert page.ticket_page.act_row.button(Act.CONTACT).hasFocus()


def test_headquarters_sees_the_branch_and_filters_by_it(officer: Seat, pair: Pair) -> None:
    pair.asked()
    page = officer.list()
    shows(officer, page, ["推车前轮支架断裂"])
    card = page.model.card_at(0)
    assert card is not None
    assert card.notes[-1] == "西安路店"
    bar = page.filter_bar
    assert bar.branch_choice.isVisible()
    bar.branch_choice.set_value(pair.branch.uid)
    shows(officer, page, ["推车前轮支架断裂"])
    officer.click(bar.scope_chips.chip(Scope.ASKED_HQ))
    shows(officer, page, ["推车前轮支架断裂"])
    assert Scope.WITH_MANAGER not in [Scope(str(c)) for c in bar.scope_chips._chips]


def test_what_is_about_oneself_never_comes_into_view(seats: Any, desk: Desk) -> None:
    desk.register("态度恶劣")
    hidden = hide(desk, "wang")
    seat = seats(desk, "wang")
    page = seat.list()
    page.choose(Scope.ALL)
    shows(seat, page, ["态度恶劣"])
    page.search("辱骂")
    seat.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    failed: list[Exception] = []
    seat.jobs.job_failed.connect(failed.append)
    page.open_ticket(hidden)
    seat.qtbot.waitUntil(lambda: bool(failed))
    page.search("")
    shows(seat, page, ["态度恶劣"])
    assert "辱骂" not in words(page)
    assert page.ticket_page.ticket_id != hidden


def hide(desk: Desk, login: str) -> TicketId:
    """Register a complaint about somebody."""
    respondent = RespondentDraft(staff=login)
    return desk.register("辱骂顾客", "zhao", respondent=respondent)


def test_a_list_of_many_blocks_reads_only_what_is_in_view(clerk: Seat, desk: Desk) -> None:
    for number in range(BLOCK * 2 + 5):
        desk.register(f"第 {number} 件")
    page = clerk.list()
    clerk.qtbot.waitUntil(lambda: page.model.rowCount() == BLOCK * 2 + 5)
    clerk.settle()
    assert len(page.model.read_rows()) <= BLOCK
    page.card_list.scrollToBottom()
    clerk.qtbot.waitUntil(lambda: page.model.row_at(BLOCK * 2 + 4) is not None)


def test_the_model_keeps_qts_rules(clerk: Seat, desk: Desk) -> None:
    for number in range(3):
        desk.register(f"第 {number} 件")
    model = TicketTableModel(clerk.view)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_ids((1, 2, 3))
    model.card_at(0)
    clerk.qtbot.waitUntil(lambda: len(model.read_rows()) == 3)
    model.show_ids((3, 1))
    model.retranslate()
    assert tester.model() is model


def test_the_split_is_told_so_that_it_can_be_kept(clerk: Seat) -> None:
    page = clerk.show(TicketsPage(clerk.view, split=[500, 690]))
    assert abs(page.splitter.sizes()[0] - 500) < 10
    with clerk.qtbot.waitSignal(page.split_moved) as caught:
        page.splitter.moveSplitter(380, 1)
    assert caught.args is not None
    assert abs(caught.args[0][0] - 380) < 10


def test_everything_stands_in_the_usual_window_and_speaks_both_languages(
    clerk: Seat, desk: Desk, qapp: Any
) -> None:
    ticket = desk.register()
    desk.by("chen", add_note, ticket, "已联系仓库")
    window = MainWindow(clerk.jobs, "西安路店")
    clerk.qtbot.addWidget(window)
    window.add_page("tickets", "files", lambda: "投诉单", lambda: TicketsPage(clerk.view))
    window.resize(1366, 690)
    window.show()
    page = window.show_page("tickets")
    assert isinstance(page, TicketsPage)
    clerk.qtbot.waitUntil(lambda: page.ticket_page.ticket is not None)
    clerk.settle()
    for act in (Act.CONTACT, Act.SETTLE, Act.PROPOSE):
        page.ticket_page.begin(act)
        panel = page.ticket_page.panel
        clerk.qtbot.waitUntil(panel.submit_button.isVisible)
        assert (window.width(), window.height()) == (1366, 690)
        bottom = panel.submit_button.mapTo(window, panel.submit_button.rect().bottomRight())
        assert bottom.y() < 670
        panel.dismiss()
    switch_language(qapp, Language.ENGLISH)
    clerk.qtbot.waitUntil(lambda: page.count_label.text() == "1 ticket")
    assert page.ticket_page.act_row.button(Act.CONTACT).text() == "Contact"
    assert (
        "noted: 已联系仓库"
        in page.ticket_page.body.timeline.row(
            f"{desk.uid}_{desk.entries()[-1].seq}"
        ).accessibleName()
    )
