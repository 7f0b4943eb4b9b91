"""Approvals: a second person decides in place, nobody on their own proposal."""

from __future__ import annotations

from desktop.services.remedies import propose_remedy
from desktop.views.desk.approvals_page import ApprovalsPage
from desktop.vocabulary import Ref, RemedyKind, RemedyState, TicketId
from tests.desks import Desk
from tests.views.desk.conftest import Seat, words


def proposed(desk: Desk, facts: str, amount: int, login: str = "chen") -> tuple[TicketId, Ref]:
    """Register a matter with a proposal above the clerk's limit."""
    ticket = desk.register(facts)
    ref = desk.by(login, propose_remedy, ticket, RemedyKind.COMPENSATION, amount, "补偿交通费")
    return ticket, ref


def test_a_proposal_is_approved_with_a_remark(manager: Seat, desk: Desk) -> None:
    ticket, ref = proposed(desk, "推车坏了", 50_000)
    page = manager.show(ApprovalsPage(manager.view))
    card = page.card(ref)
    for wanted in ("赔偿 ¥500.00", "推车坏了", "补偿交通费", "陈涛", "SH001-260310-001"):
        assert wanted in words(card)
    card.reason_edit.setText("情况属实")
    manager.click(card.approve_button)
    manager.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    (remedy,) = manager.read(ticket).remedies
    assert (remedy.state, remedy.decided_by) == (RemedyState.APPROVED, "王建国")
    assert remedy.decision_reason == "情况属实"
    assert page.message_bar.sentence == "已批准：SH001-260310-001"


def test_turning_down_needs_a_reason(manager: Seat, desk: Desk) -> None:
    ticket, ref = proposed(desk, "推车坏了", 50_000)
    page = manager.show(ApprovalsPage(manager.view))
    card = page.card(ref)
    manager.click(card.reject_button)
    assert "请写明理由。" in card.reason_field.note
    assert manager.read(ticket).remedies[0].state is RemedyState.PROPOSED
    card.reason_edit.setText("先换货")
    manager.click(card.reject_button)
    manager.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert manager.read(ticket).remedies[0].state is RemedyState.REJECTED


def test_above_the_limit_only_a_no_is_possible(manager: Seat, desk: Desk) -> None:
    _, ref = proposed(desk, "推车坏了", 500_000)
    page = manager.show(ApprovalsPage(manager.view))
    card = page.card(ref)
    assert not card.approve_button.isEnabled()
    assert "超出本人额度 ¥2,000.00" in card.approve_button.toolTip()
    assert card.limit_label.isVisible()
    assert card.reject_button.isEnabled()


def test_what_is_typed_outlives_what_comes_in(manager: Seat, desk: Desk) -> None:
    _, ref = proposed(desk, "一", 50_000)
    page = manager.show(ApprovalsPage(manager.view))
    page.card(ref).reason_edit.setText("核对小票")
    _, second = proposed(desk, "二", 60_000)
    manager.qtbot.waitUntil(lambda: second in page._cards)
    assert page.card(ref).reason_edit.text() == "核对小票"
    assert page.count_label.text() == "2 个方案"


def test_ones_own_proposal_is_not_there_and_the_page_says_so(manager: Seat, desk: Desk) -> None:
    proposed(desk, "一", 300_000, "wang")
    page = manager.show(ApprovalsPage(manager.view))
    manager.qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "没有待您审批的方案" in page.empty.sentence_label.text()


def test_a_card_opens_its_ticket(manager: Seat, desk: Desk) -> None:
    ticket, ref = proposed(desk, "一", 50_000)
    page = manager.show(ApprovalsPage(manager.view))
    with manager.qtbot.waitSignal(page.ticket_opened) as caught:
        manager.click(page.card(ref).open_button)
    assert caught.args == [ticket]
