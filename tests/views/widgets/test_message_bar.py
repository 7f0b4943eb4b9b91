from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import StorageError
from desktop.views.widgets.message_bar import MessageBar


def bar_in(qtbot: QtBot) -> MessageBar:
    window = QWidget()
    qtbot.addWidget(window)
    bar = MessageBar(window)
    window.show()
    bar.window_kept = window  # type: ignore[attr-defined]
    return bar


def test_a_silent_bar_takes_no_room(qtbot: QtBot) -> None:
    assert bar_in(qtbot).isHidden()


def test_a_message_is_seen_and_spoken(qtbot: QtBot) -> None:
    bar = bar_in(qtbot)
    bar.show_message("已登记", "success")
    assert bar.isVisible()
    assert (bar.sentence, bar.level, bar.accessibleName()) == ("已登记", "success", "已登记")
    assert not bar.action_button.isVisible()


def test_an_error_stays_until_it_is_closed(qtbot: QtBot) -> None:
    bar = bar_in(qtbot)
    bar.show_error(StorageError("disk.full"))
    assert bar.level == "error"
    assert not bar._timer.isActive()
    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert bar.isHidden()


def test_success_goes_by_itself(qtbot: QtBot) -> None:
    bar = bar_in(qtbot)
    bar.show_message("已保存", "success")
    assert bar._timer.isActive()
    with qtbot.waitSignal(bar.closed):
        bar._timer.setInterval(0)
    assert bar.isHidden()


def test_the_action_is_done_and_the_bar_falls_silent(qtbot: QtBot) -> None:
    bar, done = bar_in(qtbot), list[str]()
    bar.show_message("已作废", "success", action="撤销", act=lambda: done.append("撤销"))
    assert not bar._timer.isActive(), "what can be undone waits for the person"
    qtbot.mouseClick(bar.action_button, Qt.MouseButton.LeftButton)
    assert done == ["撤销"]
    assert bar.isHidden()


def test_a_new_message_takes_the_place_of_the_old(qtbot: QtBot) -> None:
    bar = bar_in(qtbot)
    bar.show_message("已保存", "success")
    bar.show_message("磁盘已满", "error")
    assert (bar.sentence, bar.level) == ("磁盘已满", "error")
    assert not bar._timer.isActive()


def test_the_close_button_has_a_name(qtbot: QtBot) -> None:
    assert bar_in(qtbot).close_button.accessibleName() == "关闭提示"
