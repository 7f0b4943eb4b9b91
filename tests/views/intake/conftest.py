"""A counter with a real encrypted site behind it, and a hand that counts what it presses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.intake import register_ticket
from desktop.services.lists import TicketFilter, ticket_ids, ticket_rows
from desktop.services.opening import OpenSite, create_site, open_site
from desktop.services.rows import TicketDetail, TicketListRow
from desktop.services.sites import SiteDraft
from desktop.services.staff import add_staff
from desktop.services.ticket_draft import parse_draft
from desktop.services.tickets import ticket_detail
from desktop.storage.keyfile import Cost
from desktop.views.intake.intake_page import IntakePage
from desktop.views.jobs import Jobs
from desktop.views.shell import MainWindow
from desktop.vocabulary import Role, SiteKind

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "Kuaile-2026!"
COUNTER = "一号服务台"
KNOWN_PHONE = "13800138000"


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one site with three people and one ticket; each test works on a copy."""
    pack = json.loads((ROOT / "resources/rulepacks/retail-cn.json").read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("intake") / "data"
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", pack)
    site, _ = create_site(folder, draft, "li", "李晓敏", PASSWORD, cost=Cost(3, 65536))
    for login, name in (("chen", "陈涛"), ("wang", "王洋")):
        site.gateway.call(add_staff, login, name, Role.CLERK)
    known = {
        "channel": "walk_in",
        "facts": "儿童推车到货破损，要求当日换货",
        "category": "quality.defect",
        "order": "88213001",
        "complainant": {"name": "王晓敏", "phone": KNOWN_PHONE},
    }
    site.gateway.call(register_ticket, parse_draft(known, "Asia/Shanghai", "CNY"))
    site.close()
    return folder


@pytest.fixture
def site(made_site: Path, tmp_path: Path) -> Iterator[OpenSite]:
    folder = tmp_path / "data"
    shutil.copytree(made_site, folder)
    opened = open_site(folder, "li", PASSWORD)
    opened.gateway.actor = replace(opened.gateway.actor, role=Role.CLERK)
    yield opened
    opened.close()


@dataclass
class Desk:
    """The window of one counter, and a hand at it."""

    qtbot: QtBot
    site: OpenSite
    jobs: Jobs
    window: MainWindow
    pressed: int = 0

    @property
    def page(self) -> IntakePage:
        page = self.window.page("intake")
        assert isinstance(page, IntakePage)
        return page

    def find(self, name: str, of: type[Any] = QWidget) -> Any:
        found = self.window.findChild(of, name)
        assert found is not None, name
        return found

    def settle_down(self) -> None:
        """Wait until every job is done and delivered."""
        self.qtbot.waitUntil(lambda: self.jobs.is_idle, timeout=20_000)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the window system would send it, and count it."""
        self.pressed += 1
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        self.qtbot.keyClick(target or self.window, key, held)

    def write(self, text: str) -> None:
        """Write where the focus is, as an input method does; values are not counted."""
        target = QApplication.focusWidget()
        assert target is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)

    def go_to(self, name: str, most: int = 40) -> None:
        """Press Tab until the focus is there."""
        for _ in range(most):
            target = QApplication.focusWidget()
            if target is not None and target.objectName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        pytest.fail(f"Tab never reaches {name}")

    def click(self, name: str) -> None:
        """Click a control, and count it."""
        self.pressed += 1
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def tickets(self) -> tuple[TicketListRow, ...]:
        """Give what lies in the database, newest first."""
        gateway = self.site.gateway
        ids: tuple[int, ...] = gateway.call(ticket_ids, TicketFilter())
        found = gateway.call(ticket_rows, ids)
        return tuple(sorted(found, key=lambda row: -row.rid))

    def newest(self) -> TicketDetail:
        return self.site.gateway.call(ticket_detail, self.tickets()[0].id)


@pytest.fixture
def desk(qtbot: QtBot, site: OpenSite) -> Iterator[Desk]:
    jobs = Jobs(site.gateway)
    errors: list[Exception] = []
    jobs.job_failed.connect(errors.append)
    window = MainWindow(jobs, "西安路店")
    window.add_page("today", "inbox", lambda: "今日待办", QWidget)
    window.add_page(
        "intake",
        "plus",
        lambda: "登记投诉",
        lambda: IntakePage(site.gateway, jobs, counter=COUNTER),
    )
    desk = Desk(qtbot, site, jobs, window)
    window.top_bar.intake_requested.connect(lambda: _start(desk))
    qtbot.addWidget(window)
    window.show_page("today")
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield desk
    assert jobs.shutdown(20_000)
    qtbot.waitUntil(lambda: jobs.is_idle, timeout=20_000)
    assert not errors


def _start(desk: Desk) -> None:
    desk.window.show_page("intake")
    desk.page.start()


@pytest.fixture
def at_intake(desk: Desk) -> Desk:
    """Stand at the intake page with everything it offers there."""
    _start(desk)
    desk.settle_down()
    return desk
