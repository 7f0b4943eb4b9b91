"""Settling on the spot: one act within one's own limit, signed for or witnessed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.vocabulary import Demand, PayoutMeans, RemedyKind, Status
from tests.views.intake.conftest import Desk

CTRL = Qt.KeyboardModifier.ControlModifier
FACTS = "价签 12.9 元，结账收了 18.9 元。"


def _open(desk: Desk) -> None:
    desk.write(FACTS)
    desk.page.form.story.demands.set_chosen([Demand.PRICE_DIFFERENCE])
    desk.find("asked_edit").setText("6")
    desk.find("name_edit").setText("王")
    desk.click("settle_on_spot_button")


def test_six_yuan_are_registered_settled_and_closed_in_one_act(at_intake: Desk) -> None:
    desk = at_intake
    _open(desk)
    assert desk.find("settle_limit_label").text() == "您的当场办结权限：¥200.00"
    assert QApplication.focusWidget() is desk.find("settle_kind_choice")
    desk.find("settle_voucher_edit").setText("T-0099")
    desk.press(Qt.Key.Key_Return, CTRL)
    with desk.qtbot.waitSignal(desk.page.receipt.slip_ready, timeout=20_000):
        pass
    made = desk.newest()
    (remedy,) = made.remedies
    assert (made.status, made.promises) == (Status.CLOSED, ())
    assert (remedy.kind, remedy.amount) == (RemedyKind.PRICE_DIFFERENCE, 600)
    assert remedy.payout is not None
    assert remedy.payout.means is PayoutMeans.CASH
    assert (remedy.payout.receiver, remedy.payout.voucher) == ("王", "T-0099")
    assert desk.find("receipt_number_label").text() == made.number
    assert [step.use_case for step in made.timeline] == ["settle_on_spot", "slip_row"]


def test_above_the_own_limit_it_says_so_before_anything_is_sent(at_intake: Desk) -> None:
    desk = at_intake
    _open(desk)
    before = len(desk.tickets())
    desk.find("settle_amount_edit").setText("200.01")
    assert not desk.find("settle_button").isEnabled()
    assert "店长审批" in desk.find("settle_limit_label").text()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert len(desk.tickets()) == before
    desk.find("settle_amount_edit").setText("200")
    assert desk.find("settle_button").isEnabled()


def test_who_will_not_sign_needs_a_witness(at_intake: Desk) -> None:
    desk = at_intake
    _open(desk)
    desk.find("settle_refused_check").click()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    panel = desk.page.form.settle_panel
    assert panel.witness_field.state == "error"
    panel.witness_picker.setEditText("陈涛")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    payout = desk.newest().remedies[0].payout
    assert payout is not None
    assert (payout.receiver, payout.witness) == ("", "陈涛")


def test_an_apology_costs_nothing_and_nobody_signs(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.page.form.story.demands.set_chosen([Demand.APOLOGY])
    desk.click("settle_on_spot_button")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    (remedy,) = desk.newest().remedies
    assert (remedy.kind, remedy.amount) == (RemedyKind.APOLOGY, 0)


def test_the_panel_needs_the_facts_and_closes_with_escape(at_intake: Desk) -> None:
    desk = at_intake
    panel = desk.page.form.settle_panel
    desk.click("settle_on_spot_button")
    assert panel.isHidden()
    assert desk.page.form.story.facts_field.state == "error"
    _open(desk)
    assert not panel.isHidden()
    assert desk.find("intake_actions").isHidden()
    desk.press(Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert not desk.find("intake_actions").isHidden()
    assert desk.find("facts_edit").toPlainText() == FACTS


def test_settling_takes_few_keys_from_f2_to_the_slip(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.settle_down()
    desk.write(FACTS)
    desk.go_to("asked_edit")
    desk.write("6")
    desk.click("settle_on_spot_button")
    desk.go_to("settle_receiver_edit")
    desk.write("王女士")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert desk.newest().status is Status.CLOSED
    assert desk.pressed <= 12, "keys and clicks beyond what is typed"
