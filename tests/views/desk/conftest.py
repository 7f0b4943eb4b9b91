"""A desk's pages over a real encrypted site, and a hand that waits for what it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.rows import TicketDetail
from desktop.services.tickets import ticket_detail
from desktop.views.changes import ChangeFeed
from desktop.views.desk.desk import Desk as DeskView
from desktop.views.desk.ticket_page import TicketPage
from desktop.views.desk.tickets_page import TicketsPage
from desktop.views.jobs import Jobs
from desktop.vocabulary import TicketId
from tests.desks import Desk, Pair, desk, pair, template

__all__ = ["desk", "pair", "template"]

W = TypeVar("W", bound=QWidget)


@dataclass
class Seat:
    """One person before one site: the door, the jobs and what the pages share."""

    qtbot: QtBot
    site: Desk
    jobs: Jobs
    view: DeskView

    def show(self, page: W, width: int = 1190, height: int = 600) -> W:
        """Show a page in the room the window leaves it, and wait until it has read."""
        self.qtbot.addWidget(page)
        page.resize(width, height)
        page.show()
        self.settle()
        return page

    def ticket(self, ticket: TicketId) -> TicketPage:
        """Show one ticket."""
        page = self.show(TicketPage(self.view), 770)
        page.show_ticket(ticket)
        self.qtbot.waitUntil(lambda: page.ticket is not None)
        self.settle()
        return page

    def list(self) -> TicketsPage:
        """Show the list beside its first ticket."""
        return self.show(TicketsPage(self.view))

    def settle(self) -> None:
        """Wait until everything asked for has come."""
        self.qtbot.waitUntil(lambda: self.view.is_ready and self.jobs.is_idle)

    def click(self, button: QPushButton) -> None:
        """Press a button people can see and press."""
        assert button.isVisible(), button.objectName()
        assert button.isEnabled(), button.toolTip()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def read(self, ticket: TicketId) -> TicketDetail:
        """Read a ticket past the window."""
        return self.site.site.gateway.call(ticket_detail, ticket)


@pytest.fixture
def seats(qtbot: QtBot) -> Iterator[Any]:
    """Make seats; what they started is over when the test is."""
    made: list[Jobs] = []

    def sit(site: Desk, login: str) -> Seat:
        site.stand(login)
        jobs = Jobs(site.site.gateway)
        made.append(jobs)
        feed = ChangeFeed(site.site.gateway, jobs)
        view = DeskView(site.site.gateway, jobs, feed, jobs)
        seat = Seat(qtbot, site, jobs, view)
        seat.settle()
        return seat

    yield sit
    for jobs in made:
        assert jobs.shutdown(10_000)


@pytest.fixture
def clerk(seats: Any, desk: Desk) -> Seat:
    """Seat the clerk 陈涛."""
    found: Seat = seats(desk, "chen")
    return found


@pytest.fixture
def manager(seats: Any, desk: Desk) -> Seat:
    """Seat the manager 王建国."""
    found: Seat = seats(desk, "wang")
    return found


@pytest.fixture
def officer(seats: Any, pair: Pair) -> Seat:
    """Seat headquarters' officer 孙倩."""
    found: Seat = seats(pair.hq, "sun")
    return found


def picture(tint: str = "#c9b79a") -> bytes:
    """Draw a small PNG."""
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(tint))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def words(page: QWidget) -> str:
    """Give everything a page shows in labels, in no order."""
    texts = [label.text() for label in page.findChildren(QWidget) if hasattr(label, "text")]
    return "\n".join(str(text) for text in texts)
