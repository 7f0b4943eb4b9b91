from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.views.root_window import RootWindow


@pytest.fixture
def window(qtbot: QtBot) -> RootWindow:
    window = RootWindow()
    qtbot.addWidget(window)
    return window


def _page(name: str) -> tuple[QMainWindow, QLineEdit, list[str]]:
    page = QMainWindow()
    page.setWindowTitle(name)
    middle = QWidget(page)
    edit = QLineEdit(middle)
    QVBoxLayout(middle).addWidget(edit)
    page.setCentralWidget(middle)
    pressed: list[str] = []
    QShortcut(QKeySequence("F2"), page).activated.connect(lambda: pressed.append(name))
    edit.setFocus()
    return page, edit, pressed


def test_it_tells_its_first_painting_once(qtbot: QtBot, window: RootWindow) -> None:
    painted: list[bool] = []
    window.painted.connect(lambda: painted.append(True))
    window.show()
    qtbot.waitUntil(lambda: bool(painted))
    window.repaint()
    assert painted == [True]


def test_what_is_not_in_view_can_neither_be_seen_nor_reached(
    qtbot: QtBot, window: RootWindow
) -> None:
    desk, typed, pressed = _page("desk")
    cover, _, covered = _page("cover")
    window.show_page(desk)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert pressed == ["desk"]
    window.show_page(cover)
    assert not typed.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert (pressed, covered) == (["desk"], ["cover"])
    assert window.windowTitle() == "cover"


def test_coming_back_the_cursor_stands_where_it_stood(qtbot: QtBot, window: RootWindow) -> None:
    desk, first, _ = _page("desk")
    second = QLineEdit(desk)
    layout = desk.centralWidget().layout()
    assert layout is not None
    layout.addWidget(second)
    cover, _, _ = _page("cover")
    window.show_page(desk)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    second.setFocus()
    window.show_page(cover)
    window.show_page(desk)
    qtbot.waitUntil(second.hasFocus)
    assert not first.hasFocus()


def test_a_page_before_the_desk_begins_where_it_says(qtbot: QtBot, window: RootWindow) -> None:
    class Entry(QWidget):
        def __init__(self) -> None:
            super().__init__()
            column = QVBoxLayout(self)
            self.first, self.wanted = QLineEdit(self), QLineEdit(self)
            column.addWidget(self.first)
            column.addWidget(self.wanted)

        def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
            self.wanted.setFocus(reason)

    entry = Entry()
    window.show_page(_page("desk")[0])
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_page(entry)
    qtbot.waitUntil(entry.wanted.hasFocus)


def test_the_title_follows_the_page(window: RootWindow) -> None:
    page, _, _ = _page("Today")
    window.show_page(page)
    page.setWindowTitle("Tickets")
    assert window.windowTitle() == "Tickets"


def test_boxes_and_menus_do_not_stand_before_a_locked_desk(
    qtbot: QtBot, qapp: QApplication, window: RootWindow
) -> None:
    desk, _, _ = _page("desk")
    window.show_page(desk)
    window.show()
    box = QDialog(window)
    box.setModal(True)
    box.show()
    menu = QMenu(window)
    menu.addAction("x")
    menu.popup(window.pos())
    qtbot.waitUntil(menu.isVisible)
    window.show_page(_page("cover")[0])
    assert not menu.isVisible()
    assert not box.isVisible()
    assert box.result() == QDialog.DialogCode.Rejected


def test_its_place_is_kept(qtbot: QtBot, window: RootWindow) -> None:
    window.resize(700, 500)
    place = window.place()
    other = RootWindow()
    qtbot.addWidget(other)
    other.take_place(place)
    assert (other.width(), other.height()) == (700, 500)


@pytest.mark.parametrize("place", [None, "", "not base 64 at all!", "AAAA", "é"])
def test_a_place_that_is_none_changes_nothing(window: RootWindow, place: str | None) -> None:
    size = window.size()
    window.take_place(place)
    assert window.size() == size
