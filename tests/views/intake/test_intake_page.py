"""A complaint goes from F2 to the slip; whatever is odd is remarked on, only missing facts stop."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication, QWidget

from desktop import wording
from desktop.services.evidence import handle_of
from desktop.views.translation import switch_language
from desktop.vocabulary import Channel, Demand, Language, Severity
from tests.views.intake.conftest import KNOWN_PHONE, Desk

CTRL = Qt.KeyboardModifier.ControlModifier
FACTS = "买的电饭煲用了两天就不通电，要求换货。"


def test_f2_facts_and_ctrl_enter_are_enough(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.write(FACTS)
    desk.press(Qt.Key.Key_Return, CTRL)
    with desk.qtbot.waitSignal(desk.page.receipt.slip_ready, timeout=20_000):
        pass
    number = desk.find("receipt_number_label").text()
    assert desk.pressed == 2
    assert desk.newest().number == number
    assert desk.newest().facts == FACTS
    assert number in _slip(desk)
    assert QApplication.focusWidget() is desk.find("print_slip_button")


def test_the_slip_on_the_screen_speaks_as_the_window_does(desk: Desk, qapp: QApplication) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.write(FACTS)
    desk.press(Qt.Key.Key_Return, CTRL)
    with desk.qtbot.waitSignal(desk.page.receipt.slip_ready, timeout=20_000):
        pass
    assert "受理回执" in _slip(desk)
    prints = len(desk.newest().timeline)
    switch_language(qapp, Language.ENGLISH)
    desk.qtbot.waitUntil(lambda: "Receipt" in _slip(desk), timeout=20_000)
    assert "受理回执" not in _slip(desk)
    assert FACTS[:8] in _slip(desk)
    assert desk.page.receipt.preview.isEnabled()
    switch_language(qapp, Language.CHINESE)
    desk.qtbot.waitUntil(lambda: "受理回执" in _slip(desk), timeout=20_000)
    assert len(desk.newest().timeline) == prints  # the same print, said otherwise


def test_the_usual_complaint_takes_few_keys_and_no_mouse(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.settle_down()
    desk.write(FACTS)
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Space)
    desk.go_to("category_edit")
    desk.write("zlxc")
    desk.go_to("product_edit")
    desk.write("电饭煲")
    desk.go_to("name_edit")
    desk.write("王")
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Space)
    desk.go_to("phone_edit")
    desk.write("13912345678")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    made = desk.newest()
    assert made.demands == (Demand.EXCHANGE,)
    assert (made.category, made.product) == ("quality.defect", "电饭煲")
    assert made.complainant is not None
    assert made.complainant.name == "王女士"
    assert made.complainant.contacts[0][1] == "139****5678"
    assert desk.pressed <= 22, "keys beyond what is typed"


def test_only_missing_facts_stop_and_say_so_at_the_field(at_intake: Desk) -> None:
    desk = at_intake
    desk.find("name_edit").setText("王")
    before = len(desk.tickets())
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    field = desk.page.form.story.facts_field
    assert field.state == "error"
    assert "事情经过" in field.note
    assert QApplication.focusWidget() is desk.find("facts_edit")
    assert len(desk.tickets()) == before
    desk.write(FACTS)
    assert not field.state


def test_everything_odd_is_remarked_on_and_kept(at_intake: Desk) -> None:
    desk = at_intake
    form = desk.page.form
    desk.write(FACTS)
    _fill(desk, "phone_edit", "1380013")
    _fill(desk, "amount_edit", "三百多")
    _fill(desk, "category_edit", "外星人")
    form.person.promise.set_value(1_000_000, "")
    assert form.person.phones.field.state == "remark"
    assert form.story.amount_field.state == "remark"
    assert form.story.category.field.state == "remark"
    assert form.person.promise.field.state == "remark"
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    made = desk.newest()
    assert made.facts.splitlines() == [FACTS, "涉及金额：三百多", "类别：外星人"]
    assert (made.amount, made.category, made.promises) == (None, "unsorted", ())
    assert made.complainant is not None
    assert made.complainant.contacts[0][1].endswith("0013")


def test_two_quick_ctrl_enters_make_one_ticket(at_intake: Desk) -> None:
    desk = at_intake
    before = len(desk.tickets())
    desk.write(FACTS)
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.page.register()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert len(desk.tickets()) == before + 1


def test_the_promise_stands_at_tomorrow_six_unless_taken_away(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    (promise,) = desk.newest().promises
    due = datetime.fromtimestamp(promise.due_at / 1e6).astimezone()
    assert (due.date(), due.hour) == ((datetime.now().astimezone() + timedelta(days=1)).date(), 18)
    assert promise.by == "李晓敏"
    assert "李晓敏" in desk.find("receipt_promise_label").text()
    desk.press(Qt.Key.Key_F2)
    desk.write(FACTS)
    desk.page.form.person.promise.when_choice.set_value("none")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert desk.newest().promises == ()


def test_on_the_phone_the_number_comes_first(at_intake: Desk) -> None:
    desk = at_intake
    desk.page.form.story.channel_choice.set_value(Channel.PHONE)
    phone, facts = desk.find("phone_edit"), desk.find("facts_edit")
    assert QApplication.focusWidget() == phone
    desk.qtbot.waitUntil(lambda: _top(phone) < _top(facts))
    desk.find("received_now_button").setFocus()
    seen = _walk(desk, "facts_edit")
    assert seen.index("phone_edit") < seen.index("facts_edit")
    desk.page.form.story.channel_choice.set_value(Channel.WALK_IN)
    middle = desk.window.width() // 2
    desk.qtbot.waitUntil(lambda: phone.mapToGlobal(phone.rect().topLeft()).x() > middle)


def test_tab_goes_as_the_page_reads(at_intake: Desk) -> None:
    desk = at_intake
    desk.find("channel_choice").setFocus()
    seen = _walk(desk, "register_button")
    wanted = [
        "channel_choice", "received_edit", "facts_edit", "demands_return", "asked_edit",
        "category_edit", "order_edit", "product_edit", "batch_edit", "bought_edit",
        "amount_edit", "name_edit", "title_chips_mr", "unnamed_check", "phone_edit",
        "whose_edit", "no_phone_check", "best_time_edit", "respondent_picker",
        "counter_edit", "about_me_check", "flag_injury_check", "evidence_choose_button",
        "kept_edit", "promise_when_choice", "promise_by_choice", "save_draft_button",
        "settle_on_spot_button", "register_button",
    ]  # fmt: skip
    assert [name for name in seen if name in wanted] == wanted


def test_a_scanner_goes_on_to_the_next_field(at_intake: Desk) -> None:
    desk = at_intake
    desk.find("order_edit").setFocus()
    desk.write("6901234567892")
    desk.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is desk.find("product_edit")
    assert desk.page.stack.currentWidget() is desk.page.form


@pytest.mark.parametrize("spoken", list(Language))
def test_the_whole_form_stands_on_a_small_screen(
    at_intake: Desk, spoken: Language, qapp: QApplication
) -> None:
    desk = at_intake
    switch_language(qapp, spoken)
    desk.window.resize(1366, 690)
    desk.write(FACTS)
    desk.page.put_aside()
    _fill(desk, "phone_edit", KNOWN_PHONE)
    desk.page.form.person.evidence.hold_picture(_picture())
    desk.qtbot.waitUntil(lambda: desk.find("history_card").isVisible())
    desk.qtbot.waitUntil(lambda: desk.find("draft_shelf").isVisible())
    desk.settle_down()
    bar = desk.page.form.scroll_area.verticalScrollBar()
    desk.qtbot.waitUntil(lambda: desk.find("facts_edit").height() > 60)
    assert bar.maximum() == 0
    for name in ("facts_edit", "amount_edit", "promise_by_choice", "register_button"):
        spot = desk.find(name)
        assert spot.visibleRegion().boundingRect() == spot.rect(), name


def test_where_it_must_scroll_the_buttons_stay(at_intake: Desk) -> None:
    desk = at_intake
    desk.window.resize(1092, 552)
    desk.qtbot.waitUntil(lambda: desk.window.height() == 552)
    button = desk.find("register_button")
    assert button.visibleRegion().boundingRect() == button.rect()
    desk.page.form.scroll_area.ensureWidgetVisible(desk.find("promise_by_choice"))
    assert not desk.find("promise_by_choice").visibleRegion().isEmpty()


def test_another_language_keeps_what_was_typed(at_intake: Desk, qapp: QApplication) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.page.form.story.demands.set_chosen([Demand.REFUND])
    desk.page.form.story.category.set_value("transaction.refund")
    _fill(desk, "name_edit", "Lee")
    before = desk.page.form.state()
    switch_language(qapp, Language.ENGLISH)
    english = "Register and print slip (Ctrl+Enter)"
    desk.qtbot.waitUntil(lambda: desk.find("register_button").text() == english)
    assert desk.page.form.state() == before
    assert desk.find("category_edit").text() == "Refund not received"
    assert desk.find("demands_refund").text() == "Refund"
    switch_language(qapp, Language.CHINESE)
    chinese = "登记并打印回执 (Ctrl+Enter)"
    desk.qtbot.waitUntil(lambda: desk.find("register_button").text() == chinese)
    assert desk.page.form.state() == before


def test_the_customer_sees_no_severity(at_intake: Desk, qapp: QApplication) -> None:
    desk = at_intake
    words = {wording.label(one, Language.CHINESE) for one in Severity}
    words.add(wording.label("Severity", Language.CHINESE))
    shown = {str(getattr(widget, "text", str)()) for widget in desk.page.findChildren(QWidget)}
    assert not {text for text in shown for word in words if word in text}


def test_a_known_phone_suggests_a_person_and_merges_nobody(at_intake: Desk) -> None:
    desk = at_intake
    known = desk.tickets()[0]
    desk.write(FACTS)
    _fill(desk, "phone_edit", "8000")
    desk.qtbot.waitUntil(lambda: desk.find("history_card").isVisible())
    suggestion = desk.find("history_pick_0_button").text()
    assert "138****8000" in suggestion
    assert KNOWN_PHONE not in suggestion
    desk.click("history_pick_0_button")
    assert not desk.find("name_edit").isEnabled()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    person = desk.newest().complainant
    assert person is not None
    assert desk.newest().number != known.number
    assert "王" in person.name
    with desk.qtbot.waitSignal(desk.page.ticket_opened) as opened:
        desk.click("open_ticket_button")
    assert opened.args == [desk.tickets()[0].id]


def test_the_same_receipt_number_shows_the_ticket_that_has_it(at_intake: Desk) -> None:
    desk = at_intake
    number = desk.tickets()[0].number
    _fill(desk, "order_edit", "88213001")
    desk.qtbot.waitUntil(lambda: desk.find("history_card").isVisible())
    with desk.qtbot.waitSignal(desk.page.ticket_opened) as opened:
        desk.click(f"history_{number}_button")
    assert opened.args == [desk.tickets()[0].id]


def test_evidence_goes_in_sealed_after_registering(at_intake: Desk) -> None:
    desk = at_intake
    folder = desk.site.folder.parent / "scanner"
    folder.mkdir()
    assert _picture().save(str(folder / "推车前轮.png"))
    desk.write(FACTS)
    evidence = desk.page.form.person.evidence
    evidence.hold_files([folder / "推车前轮.png", folder / "gone.pdf"])
    evidence.hold_picture(_picture(QColor("#336699")))
    desk.press(Qt.Key.Key_Return, CTRL)
    with desk.qtbot.waitSignal(desk.page.receipt.slip_ready, timeout=20_000):
        pass
    made = desk.newest()
    assert [piece.name for piece in made.evidence] == ["推车前轮.png", "粘贴图片1.png"]
    assert "2/3" in desk.find("receipt_evidence_label").text()
    assert "gone.pdf" in desk.page.receipt.message_bar.sentence
    assert "推车前轮.png" in _slip(desk)
    for piece in made.evidence:
        handle = desk.site.gateway.call(handle_of, made.id, piece.ref)
        desk.site.vault.verify(handle.vault_name, handle.vault_key, handle.sha256, handle.size)
    plain = [p for p in desk.site.folder.rglob("*") if p.is_file() and _is_png(p.read_bytes())]
    assert not plain


def test_a_late_entry_asks_why_and_keeps_it(at_intake: Desk) -> None:
    desk = at_intake
    assert desk.find("late_edit_field").isHidden()
    earlier = datetime.now().astimezone() - timedelta(hours=5)
    desk.page.form.story.received.set_moment(earlier)
    assert not desk.find("late_edit_field").isHidden()
    desk.find("facts_edit").setFocus()
    desk.write(FACTS)
    _fill(desk, "late_edit", "停电，先记在纸上")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    made = desk.newest()
    assert made.registered_at - made.received_at > 4 * 3_600_000_000
    assert made.timeline[0].values["reason"] == "停电，先记在纸上"


def test_against_oneself_one_may_register_and_hand_out_the_slip_but_not_settle(
    at_intake: Desk,
) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.find("about_me_check").click()
    assert not desk.find("settle_on_spot_button").isEnabled()
    assert "回避" in desk.find("settle_on_spot_button").toolTip()
    before = len(desk.tickets())
    desk.press(Qt.Key.Key_Return, CTRL)
    with desk.qtbot.waitSignal(desk.page.receipt.slip_ready, timeout=20_000):
        pass
    assert not desk.find("open_ticket_button").isEnabled()
    assert len(desk.tickets()) == before, "hidden from the person it is about"


def test_every_control_says_what_it_is(at_intake: Desk) -> None:
    desk = at_intake
    desk.page.form.story.channel_choice.set_value(Channel.REGULATOR)
    desk.find("phone_add_button").click()
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in desk.page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(desk.page)
        and not (widget.accessibleName() or str(getattr(widget, "text", str)()))
    ]
    assert not nameless


def _slip(desk: Desk) -> str:
    document: QPdfDocument = desk.page.receipt.preview.document
    return document.getAllText(0).text()


def _fill(desk: Desk, name: str, text: str) -> None:
    edit = desk.find(name)
    edit.setFocus()
    edit.clear()
    desk.write(text)
    edit.editingFinished.emit()


def _walk(desk: Desk, last: str) -> list[str]:
    seen: list[str] = []
    for _ in range(80):
        target = QApplication.focusWidget()
        assert target is not None
        if target.objectName() not in seen[-1:]:  # a date has a stop for each of its parts
            seen.append(target.objectName())
        if target.objectName() == last:
            return seen
        desk.press(Qt.Key.Key_Tab)
    return seen


def _top(widget: QWidget) -> int:
    return widget.mapToGlobal(widget.rect().topLeft()).y()


def _picture(colour: QColor | None = None) -> QImage:
    picture = QImage(320, 240, QImage.Format.Format_RGB32)
    picture.fill(colour or QColor("#c9b79a"))
    return picture


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG")
