from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.translation import switch_language
from desktop.views.widgets.editors import (
    Choice,
    LineEdit,
    MomentEdit,
    MoneyEdit,
    TextArea,
    member_choice,
    parse_money,
)
from desktop.views.widgets.fields import Field
from desktop.views.widgets.password_edit import PasswordEdit
from desktop.vocabulary import Channel, Language

SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def phone(qtbot: QtBot) -> Field:
    field = Field(LineEdit(None, "phone_edit"), lambda: "手机(&P)", required=True)
    qtbot.addWidget(field)
    field.show()
    return field


def test_a_field_names_its_editor(phone: Field) -> None:
    assert phone.editor.accessibleName() == "手机，必填"
    assert phone.title_label.buddy() is phone.editor
    assert phone.title_label.text() == "手机(&P) *"


def test_an_error_stands_under_the_field_and_is_spoken(phone: Field) -> None:
    phone.set_error("应为 11 位")
    assert phone.note_label.isVisible()
    assert "应为 11 位" in phone.note_label.text()
    assert phone.note_label.text() != "应为 11 位", "a sign stands beside the colour"
    assert phone.editor.accessibleDescription() == "应为 11 位"
    assert phone.editor.property("state") == "error"
    phone.set_error("")
    assert not phone.note_label.isVisible()
    assert phone.editor.accessibleDescription() == ""


def test_a_remark_is_no_error(phone: Field) -> None:
    phone.set_remark("境外号码")
    assert (phone.state, "境外号码" in phone.note) == ("remark", True)


def test_a_hint_comes_back_after_an_error(qtbot: QtBot) -> None:
    field = Field(LineEdit(None, "edit"), lambda: "&Name", hint=lambda: "as on the card")
    qtbot.addWidget(field)
    field.set_error("missing")
    field.clear_note()
    assert field.note_label.text() == "as on the card"
    assert field.editor.accessibleName() == "Name"


def test_a_field_speaks_the_new_language(qapp: QApplication, qtbot: QtBot, phone: Field) -> None:
    switch_language(qapp, Language.ENGLISH)
    qtbot.waitUntil(lambda: phone.editor.accessibleName() == "手机, required")


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("399", 39900),
        ("399.5", 39950),
        ("¥1,234.50", 123450),
        ("￥１２.３０", 1230),  # full-width, as input methods send it
        ("12元", 1200),
        ("0", 0),
        ("", None),
        ("-5", None),
        ("1.234", None),
        ("abc", None),
        ("NaN", None),
        ("1e5", 10_000_000),
        ("Infinity", None),
    ],
)
def test_money_is_read_as_people_type_it(typed: str, minor: int | None) -> None:
    assert parse_money(typed) == minor


@given(some.integers(min_value=0, max_value=10**12))
def test_money_survives_being_shown(minor: int) -> None:
    assert parse_money(f"{minor // 100:,}.{minor % 100:02d}") == minor


@given(some.text(max_size=40))
def test_no_typing_breaks_the_money_field(typed: str) -> None:
    minor = parse_money(typed)
    assert minor is None or minor >= 0


def test_money_is_tidied_when_the_person_goes_on(qtbot: QtBot) -> None:
    edit = MoneyEdit(None, "amount_edit")
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.minor_changed):
        qtbot.keyClicks(edit, "1234.5")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.text(), edit.minor(), edit.is_valid) == ("1,234.50", 123450, True)
    edit.setText("一百")
    assert (edit.minor(), edit.is_valid) == (None, False)
    edit.set_minor(None)
    assert (edit.text(), edit.is_valid) == ("", True)


def test_now_follows_the_clock_until_it_is_edited(qtbot: QtBot) -> None:
    clock = [NOON]
    edit = MomentEdit(None, "received_edit", starts_now=True, zone=SHANGHAI, now=lambda: clock[0])
    qtbot.addWidget(edit)
    assert (edit.is_now, edit.moment()) == (True, NOON)
    clock[0] = NOON + timedelta(minutes=3)
    edit._tick()
    assert edit.moment() == clock[0]
    edit.edit.setDateTime(edit.edit.dateTime().addDays(-1))
    assert not edit.is_now
    edit._tick()
    assert edit.moment() == clock[0] - timedelta(days=1)
    qtbot.mouseClick(edit.now_button, Qt.MouseButton.LeftButton)
    assert (edit.is_now, edit.moment()) == (True, clock[0])


def test_a_moment_is_shown_in_the_zone_of_the_site(qtbot: QtBot) -> None:
    edit = MomentEdit(None, "edit", zone=SHANGHAI)
    qtbot.addWidget(edit)
    edit.set_moment(datetime(2026, 11, 21, 4, 0, tzinfo=UTC))
    assert edit.edit.text() == "2026-11-21 12:00"
    assert edit.moment() == NOON


def test_a_password_is_hidden_again_when_the_person_goes_on(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    secret, other = PasswordEdit(window, "password_edit"), QLineEdit(window)
    column.addWidget(secret)
    column.addWidget(other)
    with qtbot.waitExposed(window):
        window.show()
        window.activateWindow()
    secret.setFocus()
    qtbot.waitUntil(secret.hasFocus)
    qtbot.keyClicks(secret, "correct horse")
    assert secret.displayText() != "correct horse"
    secret.set_revealed(True)
    assert secret.displayText() == "correct horse"
    other.setFocus()
    qtbot.waitUntil(lambda: not secret.is_revealed)


def test_tab_leaves_a_story_and_too_much_is_told_not_cut(qtbot: QtBot) -> None:
    story = TextArea(None, "facts_edit", limit=5)
    qtbot.addWidget(story)
    story.setPlainText("  顾客要求退款  ")
    assert story.tabChangesFocus()
    assert (story.text(), story.is_over_limit) == ("顾客要求退款", True)


def test_a_choice_keeps_its_value_when_the_words_change(qapp: QApplication, qtbot: QtBot) -> None:
    choice = member_choice(None, "channel_choice", Channel)
    qtbot.addWidget(choice)
    choice.set_value(Channel.PHONE)
    assert choice.currentText() == "电话"
    switch_language(qapp, Language.ENGLISH)
    qtbot.waitUntil(lambda: choice.currentText() == "Phone")
    assert choice.value() is Channel.PHONE


def test_other_choices_keep_what_is_still_on_offer(qtbot: QtBot) -> None:
    choice: Choice[int] = Choice(None, "choice")
    qtbot.addWidget(choice)
    choice.set_choices([1, 2, 3], str)
    choice.set_value(2)
    choice.set_choices([2, 4], str)
    assert choice.value() == 2
    with qtbot.waitSignal(choice.value_changed):
        choice.set_choices([5], str)
    assert choice.value() == 5


def test_the_wheel_does_not_change_a_choice_in_passing(qtbot: QtBot) -> None:
    choice: Choice[int] = Choice(None, "choice")
    qtbot.addWidget(choice)
    choice.set_choices([1, 2, 3], str)
    nowhere = QPointF(5, 5)
    turn = QWheelEvent(
        nowhere,
        nowhere,
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, turn)
    assert choice.value() == 1
