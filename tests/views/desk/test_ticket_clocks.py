"""The clocks of a ticket on its page: stopped, gone on, extended, and those of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.services.clock_steps import extend_clock, pause_clock
from desktop.services.evidence import attach_bytes
from desktop.services.sites import confirm_clock
from desktop.services.ticket_draft import SourceDraft
from desktop.views.desk.clock_forms import ExtendForm, PauseForm
from desktop.views.desk.offers import Act
from desktop.views.desk.ticket_page import TicketPage
from desktop.views.translation import switch_language
from desktop.views.widgets.clock_bar import LOOKS, ClockBar
from desktop.vocabulary import Channel, ClockKind, ClockState, Language
from tests.desks import DAY, MINUTE, Desk, Pair
from tests.views.desk.conftest import Seat
from tests.views.desk.test_ticket_page import offered, send, story, type_into


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    switch_language(qapp, Language.ENGLISH)
    yield
    switch_language(qapp, Language.CHINESE)


def bar(page: TicketPage, kind: ClockKind) -> ClockBar:
    """Give the bar of a clock that is in view."""
    bars = [b for b in page.head._bars if b.isVisible()]
    return next(b for b in bars if b._look is not None and b._look.kind is kind)


def begin(seat: Seat, page: TicketPage, act: Act) -> None:
    """Press the button of an act, or choose it in the menu."""
    button = page.act_row._buttons.get(act)
    if button is not None and button.isVisible():
        seat.click(button)
        return
    action = next(a for a in page.act_row.more_menu.actions() if a.objectName() == f"menu_{act}")
    assert action.isEnabled(), action.text()
    action.trigger()


def test_a_clerk_stops_the_clock_and_lets_it_run_on(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    assert Act.RESUME not in offered(page)
    begin(clerk, page, Act.PAUSE)
    form = page.panel.form
    assert isinstance(form, PauseForm)
    grounds = [form._ground.chip(key).text() for key in form._named]
    assert grounds == ["送交鉴定", "送交检测", "返厂检修或等待厂家答复", "等待顾客补充材料"]
    clerk.click(page.panel.submit_button)
    assert form.fields["ground"].state == form.fields["reason"].state == "error"
    assert form.fields["shown"].state == ""
    clerk.click(form._ground.chip("maker"))
    type_into(page.panel, "reason", "已寄往厂家检修")
    send(clerk, page)
    shown = bar(page, ClockKind.DECISION)
    assert shown.accessibleName() == "处理决定 已中止, 若现在恢复，3月19日 23:59 到期"
    assert LOOKS[ClockState.PAUSED][0] != LOOKS[ClockState.RUNNING][0]
    plain = bar(page, ClockKind.FIRST_RESPONSE)
    clerk.qtbot.waitUntil(lambda: shown.height() > plain.height())
    assert "时限中止（返厂检修或等待厂家答复）：已寄往厂家检修" in story(page)[-1]
    assert Act.PAUSE not in offered(page)

    begin(clerk, page, Act.RESUME)
    send(clerk, page)
    assert "剩" in bar(page, ClockKind.DECISION).accessibleName()
    assert "时限恢复计算" in story(page)[-1]
    assert {Act.PAUSE, Act.RESUME} & offered(page).keys() == {Act.PAUSE}


def test_a_ground_that_wants_evidence_asks_for_it_at_the_field(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    begin(clerk, page, Act.PAUSE)
    form = page.panel.form
    assert isinstance(form, PauseForm)
    clerk.click(form._ground.chip("testing"))
    assert "请先在证据栏添加" in form.fields["shown"].note_label.text()
    type_into(page.panel, "reason", "送市质检所")
    clerk.click(page.panel.submit_button)
    assert form.fields["shown"].state == "error"
    assert form.isVisible()
    with clerk.qtbot.waitSignal(page.ticket_shown):
        desk.stand("chen")
        there = attach_bytes(desk.site.gateway, ticket, b"receipt", "送检单.txt")
    clerk.settle()
    assert page.panel.form is form, "what was typed stays while evidence comes"
    form._shown.set_value(there)
    send(clerk, page)
    assert bar(page, ClockKind.DECISION)._look.state is ClockState.PAUSED  # type: ignore[union-attr]


def test_only_the_manager_extends_and_only_as_far_as_the_rules_go(
    manager: Seat, seats: Any, desk: Desk
) -> None:
    ticket = desk.register()
    page = manager.ticket(ticket)
    before = manager.read(ticket).clock_room.room
    begin(manager, page, Act.EXTEND)
    form = page.panel.form
    assert isinstance(form, ExtendForm)
    assert form._units.maximum() == before == 8
    assert form._units.text() == "1 个工作日"
    assert form.fields["units"].note_label.text() == "按规则最多还可延长 8 个工作日。"
    manager.click(page.panel.submit_button)
    assert form.fields["reason"].state == form.fields["told_how"].state == "error"
    form._units.setValue(5)
    type_into(page.panel, "reason", "等待厂家出具检测报告")
    manager.click(form._told.chip("phone"))
    desk_time = manager.view.local(manager.view.now())
    form._told_at.set_moment(desk_time.replace(year=desk_time.year - 1))
    manager.click(page.panel.submit_button)
    assert form.fields["told_at"].note == "⊗ 那时还没有收到投诉。"
    form._told_at.set_moment(desk_time.replace(year=desk_time.year + 1))
    manager.click(page.panel.submit_button)
    assert form.fields["told_at"].note == "⊗ 这个时间还没有到。"
    form._told_at.set_now()
    send(manager, page)
    assert "已延期 5 个工作日" in bar(page, ClockKind.DECISION).accessibleName()
    assert "批准延期 5 个工作日，已于" in story(page)[-1]
    assert "（电话）：等待厂家出具检测报告" in story(page)[-1]

    now = manager.site.clock.now
    desk.by("wang", extend_clock, ticket, 3, "仍未收到", now, "phone")
    manager.qtbot.waitUntil(lambda: offered(page)[Act.EXTEND] == "已延到规则允许的上限")
    clerk = seats(desk, "chen")
    assert offered(clerk.ticket(ticket))[Act.EXTEND] == "须由店长操作"


def test_a_clock_that_ran_out_cannot_be_stopped(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.clock.advance(20 * DAY)
    clerk.view.reload()
    clerk.settle()
    page = clerk.ticket(ticket)
    assert offered(page)[Act.PAUSE] == "处理时限已过，中止不再起作用"


def forwarded(desk: Desk) -> Any:
    """Register a case the market regulator forwarded."""
    source = SourceDraft(name="12315", number="XA-2026-118", due="2026-03-13")
    return desk.register(channel=Channel.REGULATOR, source=source)


def test_clocks_that_bind_others_stand_apart_and_never_warn(clerk: Seat, desk: Desk) -> None:
    ticket = forwarded(desk)
    desk.clock.advance(90 * DAY)
    clerk.view.reload()
    clerk.settle()
    page = clerk.ticket(ticket)
    kinds = [b._look.kind for b in page.head._bars if b.isVisible() and b._look is not None]
    assert set(kinds) == {ClockKind.FIRST_RESPONSE, ClockKind.DECISION}
    line = page.head.reference
    assert line.isVisible()
    assert line.title_label.text() == "供参考"
    shown = [chip for chip in line.chips if chip.isVisible()]
    assert [chip._look.tone for chip in shown if chip._look] == ["neutral"] * 3
    told = [chip.accessibleName() for chip in shown]
    assert told[0].startswith("转办方要求  ·  3月13日 23:59  ·  已过")
    assert "监管部门受理" in told[1]
    assert "市场监管总局令第121号" in shown[1].toolTip()
    assert all(chip.geometry().right() <= line.width() for chip in shown)
    own = clerk.ticket(desk.register())
    assert not own.head.reference.isVisible()


@pytest.mark.usefixtures("english")
def test_the_clocks_speak_english(clerk: Seat, desk: Desk) -> None:
    ticket = forwarded(desk)
    desk.by("wang", extend_clock, ticket, 1, "Waiting", desk.clock.now, "phone")
    desk.by("chen", pause_clock, ticket, "customer", "Has to bring the invoice")
    page = clerk.ticket(ticket)
    told = bar(page, ClockKind.DECISION).accessibleName()
    assert told.startswith("Decision stopped, if it went on now: due 20 Mar 23:59")
    assert told.endswith("extended by 1 working day")
    assert page.head.reference.title_label.text() == "For reference"
    assert "stopped the clock (Waiting for what the customer will bring)" in story(page)[-1]
    begin(clerk, page, Act.RESUME)
    assert page.panel.title_label.text() == "Let it run on"


def test_a_clock_into_a_year_without_a_decree_is_provisional(seats: Any, pair: Pair) -> None:
    desk = pair.branch
    desk.clock.advance(293 * DAY)
    desk.by("admin", confirm_clock, "年末试用")
    ticket = desk.register()
    desk.clock.advance(MINUTE)
    seat = seats(desk, "chen")
    page = seat.ticket(ticket)
    shown = bar(page, ClockKind.DECISION)
    assert "暂定" in shown.accessibleName()
    assert "节假日安排尚未公布" in shown.toolTip()
