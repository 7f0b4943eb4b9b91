from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import StateError
from desktop.views.gallery import sample_window
from desktop.views.jobs import Jobs
from desktop.views.shell import MainWindow
from desktop.views.theme import DARK, Theme, tokens
from desktop.views.translation import language, switch_language
from desktop.vocabulary import Language
from tests.views.fakes import query


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> MainWindow:
    made = MainWindow(jobs, "西安路店")
    qtbot.addWidget(made)
    made.add_page("today", "inbox", lambda: made.tr("Today"), QWidget)
    made.add_page("tickets", "files", lambda: made.tr("Tickets"), QWidget)
    made.add_page("intake", "plus", lambda: made.tr("Intake"), QWidget, in_rail=False)
    made.show()
    return made


def test_a_page_is_built_when_it_is_first_shown(qtbot: QtBot, window: MainWindow) -> None:
    assert window.page("tickets") is None
    with qtbot.waitSignal(window.page_shown) as heard:
        qtbot.mouseClick(window.rail.entry("tickets"), Qt.MouseButton.LeftButton)
    assert heard.args == ["tickets"]
    built = window.page("tickets")
    assert built is not None
    assert window.stack.currentWidget() is built
    assert window.rail.entry("tickets").isChecked()
    window.show_page("today")
    assert window.show_page("tickets") is built


def test_a_page_outside_the_rail_marks_nothing(window: MainWindow) -> None:
    window.show_page("today")
    window.show_page("intake")
    assert window.current_page == "intake"
    assert not window.rail.entry("today").isChecked()


def test_the_next_person_starts_afresh(window: MainWindow) -> None:
    before = window.show_page("today")
    window.drop_pages()
    assert window.page("today") is None
    assert window.show_page("today") is not before


@pytest.mark.parametrize(
    ("key", "keys", "wish"),
    [
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "intake_requested"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "lock_requested"),
    ],
)
def test_a_key_is_a_wish(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier, wish: str
) -> None:
    with qtbot.waitExposed(window):
        window.activateWindow()
    with qtbot.waitSignal(getattr(window.top_bar, wish)):
        qtbot.keyClick(window, key, keys)


def test_ctrl_f_goes_to_the_search_box(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.activateWindow()
    window.rail.entry("today").setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.top_bar.search_edit.hasFocus)


def test_ctrl_and_a_digit_go_to_a_place(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == "tickets"


def test_the_search_is_told_after_a_pause_and_at_once_by_enter(
    qtbot: QtBot, window: MainWindow
) -> None:
    box = window.top_bar.search_edit
    told: list[str] = []
    window.top_bar.search_changed.connect(told.append)
    qtbot.keyClicks(box, "0151")
    qtbot.waitUntil(lambda: told == ["0151"])
    with qtbot.waitSignal(window.top_bar.search_submitted) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard.args == ["0151"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_an_error_nobody_took_stands_in_the_message_bar(
    qtbot: QtBot, window: MainWindow, jobs: Jobs
) -> None:
    @query
    def refuse() -> None:
        raise StateError("ticket.closed", number="SH001-261121-001")

    jobs.call(window, None, refuse)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.level == "warning"


def test_the_language_is_switched_while_running(qtbot: QtBot, window: MainWindow) -> None:
    assert window.top_bar.intake_button.text() == "登记投诉 (F2)"
    with qtbot.waitSignal(window.language_switched):
        window.top_bar.language_requested.emit(Language.ENGLISH)
    assert language() is Language.ENGLISH
    qtbot.waitUntil(lambda: window.top_bar.intake_button.text() == "Register complaint (F2)")


def test_the_theme_is_switched_while_running(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.theme_switched) as heard:
        qtbot.mouseClick(window.top_bar.theme_button, Qt.MouseButton.LeftButton)
    assert heard.args == ["dark"]
    assert tokens() is DARK


def test_a_narrow_window_folds_the_rail(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.rail.is_collapsed
    window.resize(960, 540)
    qtbot.waitUntil(lambda: window.rail.is_collapsed)
    window.resize(1366, 690)
    qtbot.waitUntil(lambda: not window.rail.is_collapsed)


def test_a_rail_folded_by_hand_stays_folded(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.rail.fold_button, Qt.MouseButton.LeftButton)
    window.resize(960, 540)
    window.resize(1400, 690)
    assert window.rail.is_collapsed


def test_the_foot_of_the_window_says_what_is_safe(window: MainWindow) -> None:
    line = window.status_line
    assert line.draft.isHidden()
    line.set_draft_saved("14:32")
    line.set_shipment("11-20 21:05", "late")
    line.set_backup("12:00")
    line.set_encrypted(encrypted=True)
    assert line.draft.label.text() == "草稿已自动保存 14:32"
    assert line.shipment.label.text() == "已上报 11-20 21:05，总部签收逾期"
    assert line.backup.label.text() == "上次备份 12:00"
    assert line.lock.label.text() == "数据已加密"


@pytest.mark.parametrize("spoken", Language)
def test_the_usual_screen_holds_the_window(
    qapp: QApplication, qtbot: QtBot, jobs: Jobs, spoken: Language
) -> None:
    switch_language(qapp, spoken)
    made = sample_window(jobs)
    qtbot.addWidget(made)
    made.show_page("today")
    made.show_page("form")
    made.show()
    assert made.minimumSizeHint().width() <= 1366
    assert made.minimumSizeHint().height() <= 690
    made.resize(QSize(1366, 690))
    assert (made.width(), made.height()) == (1366, 690)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_control_has_a_name(qapp: QApplication, qtbot: QtBot, jobs: Jobs, mode: str) -> None:
    Theme.apply(qapp, "dark" if mode == "dark" else "light")
    made = sample_window(jobs)
    qtbot.addWidget(made)
    made.show_page("form")
    made.show_page("today")
    made.show()
    controls = [*made.findChildren(QAbstractButton), *made.findChildren(QLineEdit)]
    nameless = [
        control.objectName()
        for control in controls
        if control.focusPolicy() != Qt.FocusPolicy.NoFocus
        and control.isVisible()
        and not (control.accessibleName() or getattr(control, "text", str)())
        and control.objectName()
        and not control.objectName().startswith(("qt_", "sample_phone"))
    ]
    assert nameless == []
    assert not made.grab().isNull()
