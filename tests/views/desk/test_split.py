"""The split between list and ticket outlives the window."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.settings import load_settings
from desktop.views.desk.tickets_page import TicketsPage
from desktop.views.office.choosing import FileChooser
from desktop.views.workplace import Workplace
from tests.desks import Desk


def workplace(qtbot: QtBot, desk: Desk) -> Workplace:
    """Open the window of a site."""
    made = Workplace(desk.site, FileChooser())
    qtbot.addWidget(made.window)
    made.window.resize(1366, 690)
    made.window.show()
    return made


def test_the_split_is_as_it_was_left(qtbot: QtBot, desk: Desk, home: Path) -> None:
    desk.stand("wang")
    first = workplace(qtbot, desk)
    page = first.window.show_page("tickets")
    assert isinstance(page, TicketsPage)
    page.splitter.moveSplitter(500, 1)
    left = page.splitter.sizes()
    qtbot.waitUntil(lambda: list(load_settings().split) == left)
    qtbot.waitUntil(lambda: first.jobs.is_idle)
    first.shutdown()
    second = workplace(qtbot, desk)
    page = second.window.show_page("tickets")
    assert isinstance(page, TicketsPage)
    assert abs(page.splitter.sizes()[0] - left[0]) < 8
    qtbot.waitUntil(lambda: second.jobs.is_idle)
    second.shutdown()


def test_a_window_that_is_shut_down_counts_no_more(qtbot: QtBot, desk: Desk) -> None:
    desk.stand("wang")
    made = workplace(qtbot, desk)
    qtbot.waitUntil(lambda: made.desk.is_ready and made.jobs.is_idle)
    made.shutdown()
    told: list[object] = []
    made.counts.counted.connect(told.append)
    made.counts.reload()
    qtbot.waitUntil(lambda: made.jobs.is_idle)
    assert told == []
