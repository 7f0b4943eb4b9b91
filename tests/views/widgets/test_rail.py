from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.views.widgets.rail import NARROW, WIDE, Rail


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    made = Rail()
    qtbot.addWidget(made)
    made.add_entry("today", "inbox", lambda: "今日待办")
    made.add_entry("tickets", "files", lambda: "投诉单")
    made.add_entry("office", "settings", lambda: "系统管理")
    made.resize(WIDE, 400)
    made.show()
    return made


def test_a_click_asks_for_a_place_and_marks_nothing(qtbot: QtBot, rail: Rail) -> None:
    with qtbot.waitSignal(rail.page_requested) as heard:
        qtbot.mouseClick(rail.entry("tickets"), Qt.MouseButton.LeftButton)
    assert heard.args == ["tickets"]
    assert not rail.entry("tickets").isChecked()


def test_one_place_is_marked(rail: Rail) -> None:
    rail.select("today")
    rail.select("office")
    assert [key for key in rail.places() if rail.entry(key).isChecked()] == ["office"]
    rail.select("elsewhere")
    assert not any(rail.entry(key).isChecked() for key in rail.places())


def test_arrows_walk_and_stop_at_the_ends(qtbot: QtBot, rail: Rail) -> None:
    rail.entry("today").setFocus()
    qtbot.keyClick(rail.entry("today"), Qt.Key.Key_Up)
    assert rail.entry("today").hasFocus()
    rail.set_entry_visible("tickets", visible=False)
    qtbot.keyClick(rail.entry("today"), Qt.Key.Key_Down)
    assert rail.entry("office").hasFocus()
    with qtbot.waitSignal(rail.page_requested) as heard:
        qtbot.keyClick(rail.entry("office"), Qt.Key.Key_Space)
    assert heard.args == ["office"]


def test_what_waits_is_spoken(rail: Rail) -> None:
    rail.set_badge("today", 12, "danger")
    assert rail.entry("today").accessibleName() == "今日待办，12 项待处理"
    rail.set_badge("today", 0)
    assert rail.entry("today").accessibleName() == "今日待办"


def test_a_folded_rail_says_its_names_by_tool_tip(qtbot: QtBot, rail: Rail) -> None:
    qtbot.mouseClick(rail.fold_button, Qt.MouseButton.LeftButton)
    assert rail.minimumWidth() == NARROW
    assert rail.entry("today").toolTip() == "今日待办"
    assert rail.fold_button.accessibleName() == "展开导航"
    assert not rail.grab().isNull()
    qtbot.mouseClick(rail.fold_button, Qt.MouseButton.LeftButton)
    assert rail.minimumWidth() == WIDE
    assert rail.entry("today").toolTip() == ""
