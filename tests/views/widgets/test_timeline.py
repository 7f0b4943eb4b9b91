from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.views.widgets.timeline import Timeline, TimelineEntry

STORY = [
    TimelineEntry(1, "11月20日", "17:40", "李晓敏", "plus", "到店受理"),
    TimelineEntry(2, "11月20日", "17:52", "李晓敏", "camera", "上传照片", detail="支架断裂"),
    TimelineEntry(3, "11月21日", "09:05", "陈涛", "phone", "联系仓库" * 60),
]


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show_entries(STORY)
    made.show()
    return made


def test_a_row_is_spoken_as_it_is_read(timeline: Timeline) -> None:
    assert timeline.row(1).accessibleName() == "11月20日 17:40 李晓敏 到店受理"
    assert "按回车展开" in timeline.row(2).accessibleName()


def test_a_long_text_makes_its_row_higher(timeline: Timeline) -> None:
    assert timeline.row(3).heightForWidth(500) > 3 * timeline.row(1).heightForWidth(500)
    assert timeline.row(3).heightForWidth(500) > timeline.row(3).heightForWidth(1000)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_row_opens_and_closes_by_key(qtbot: QtBot, timeline: Timeline, key: Qt.Key) -> None:
    row = timeline.row(2)
    with qtbot.waitSignal(timeline.entry_opened) as heard:
        qtbot.keyClick(row, key)
    assert heard.args == [2]
    detail = row.findChild(QLabel)
    assert isinstance(detail, QLabel)
    assert detail.isVisible()
    assert detail.text() == "支架断裂"
    qtbot.keyClick(row, key)
    assert not detail.isVisible()


def test_an_open_row_stays_open_when_the_story_goes_on(qtbot: QtBot, timeline: Timeline) -> None:
    qtbot.mouseClick(timeline.row(2), Qt.MouseButton.LeftButton)
    later = TimelineEntry(4, "11月21日", "09:30", "陈涛", "check", "已换货")
    timeline.show_entries([*STORY, later])
    assert "已展开" in timeline.row(2).accessibleName()
    assert "已换货" in timeline.row(4).accessibleName()


def test_arrows_walk_through_the_story(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.row(1).setFocus()
    qtbot.keyClick(timeline.row(1), Qt.Key.Key_Down)
    assert timeline.row(2).hasFocus()
    qtbot.keyClick(timeline.row(2), Qt.Key.Key_Up)
    qtbot.keyClick(timeline.row(1), Qt.Key.Key_Up)
    assert timeline.row(1).hasFocus()


def test_a_story_that_fits_is_not_scrolled(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.show_entries([*STORY[:2], TimelineEntry(3, "", "09:05", "陈涛", "phone", "字" * 60)])
    timeline.resize(900, 240)
    qtbot.waitUntil(lambda: not timeline.verticalScrollBar().isVisible())
    timeline.resize(900, 90)
    qtbot.waitUntil(lambda: timeline.verticalScrollBar().isVisible())


def test_two_hundred_rows_are_painted(qtbot: QtBot, timeline: Timeline) -> None:
    many = [
        TimelineEntry(n, f"11月{n // 20 + 1}日", "09:00", "陈涛", "phone", "联系仓库" * (n % 9))
        for n in range(200)
    ]
    timeline.show_entries(many)
    timeline.show_latest()
    assert not timeline.grab().isNull()
    assert "11月10日" in timeline.row(199).accessibleName()
