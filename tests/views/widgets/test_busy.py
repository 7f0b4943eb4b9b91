from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.views.jobs import Progress
from desktop.views.widgets.busy import BusyBar, SkeletonRows
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.section import Section


def test_progress_is_polled_and_can_be_cancelled(qtbot: QtBot) -> None:
    bar, progress = BusyBar(), Progress()
    qtbot.addWidget(bar)
    bar.watch(progress, lambda: "正在打包…")
    assert bar.isVisible()
    assert (bar.bar.minimum(), bar.bar.maximum()) == (0, 0), "an unknown total only moves"
    progress.check(1240, 3000)
    qtbot.waitUntil(lambda: bar.count_label.text() == "1,240 / 3,000")
    assert bar.bar.value() == 413
    with qtbot.waitSignal(bar.cancel_requested):
        qtbot.mouseClick(bar.cancel_button, Qt.MouseButton.LeftButton)
    assert progress.is_cancelled
    assert not bar.cancel_button.isEnabled()
    bar.finish()
    assert not bar.isVisible()


def test_grey_rows_say_what_goes_on(qtbot: QtBot) -> None:
    rows = SkeletonRows()
    qtbot.addWidget(rows)
    assert rows.accessibleName() == "正在读取…"
    assert not rows.grab().isNull()


def test_an_empty_page_offers_the_next_step(qtbot: QtBot) -> None:
    empty = EmptyState("inbox", lambda: "没有待办", lambda: "登记投诉")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.action_requested):
        qtbot.mouseClick(empty.action_button, Qt.MouseButton.LeftButton)
    empty.say(lambda: "没有结果")
    assert empty.sentence_label.text() == "没有结果"
    assert not empty.action_button.isVisible()


def test_a_section_is_named_by_its_title(qtbot: QtBot) -> None:
    section = Section(lambda: "受理信息")
    qtbot.addWidget(section)
    assert (section.title_label.text(), section.accessibleName()) == ("受理信息", "受理信息")
