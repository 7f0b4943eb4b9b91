"""The day is looked over, closed, printed, shipped and backed up by one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop.services.backups import backup_rows, choose_backup_place
from desktop.services.day_close import close_day, day_review, today_of
from desktop.services.intake import SettlementDraft, settle_on_spot
from desktop.services.opening import OpenSite
from desktop.services.ticket_draft import parse_draft
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.schedule import Schedule, set_schedule
from desktop.views.jobs import Jobs
from desktop.views.office.day_close_page import DayClosePage
from desktop.vocabulary import PayoutMeans, RemedyKind, Role
from tests.views.office.sites import OWN, add_person, register

Page = Callable[..., DayClosePage]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return tmp_path / "printed.pdf"


@pytest.fixture
def page(qtbot: QtBot, site: OpenSite, jobs: Jobs, paper: Path) -> Page:
    def printer() -> QPrinter:
        found = QPrinter()
        found.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        found.setOutputFileName(str(paper))
        return found

    def make(*, has_printer: bool = True) -> DayClosePage:
        made = DayClosePage(site, jobs, find_printer=printer if has_printer else lambda: None)
        qtbot.addWidget(made)
        made.resize(1180, 600)
        made.show()
        settled(qtbot, made)
        return made

    return make


def settled(qtbot: QtBot, page: DayClosePage) -> None:
    qtbot.waitUntil(lambda: not page.is_working and page.office.jobs.is_idle, timeout=30_000)


def close(qtbot: QtBot, page: DayClosePage) -> None:
    qtbot.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    settled(qtbot, page)


def states(page: DayClosePage) -> list[str]:
    return [line.state for line in page.step_list.lines()]


def words(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "shown.pdf"
    path.write_bytes(data)
    return "".join(one.extract_text() for one in PdfReader(path).pages)


def connect(site: OpenSite, hq: OpenSite, tmp_path: Path) -> Path:
    road = tmp_path / "road"
    road.mkdir()
    (tmp_path / "join").write_bytes(write_invitation(hq.gateway, "SH001", "西安路店"))
    join(site.gateway, tmp_path / "join")
    site.gateway.call(set_schedule, Schedule(to=str(road)))
    return road


def test_one_act_closes_prints_ships_and_backs_up(
    qtbot: QtBot, site: OpenSite, hq: OpenSite, page: Page, paper: Path, tmp_path: Path
) -> None:
    road = connect(site, hq, tmp_path)
    site.gateway.call(choose_backup_place, str(tmp_path / "stick"), 3)
    number = register(site).number
    shown = page()
    assert shown.figures.figure("received") == "1"
    assert number in words(shown.preview.data, tmp_path)

    shown.remark_edit.setText("冷柜已报修")
    close(qtbot, shown)
    assert states(shown) == ["done", "done", "done", "done"]
    assert len(PdfReader(paper).pages) >= 1
    assert len(list(road.glob("SH001-up-*.redress"))) == 1
    assert len(backup_rows(site, tmp_path / "stick")) == 1
    assert not shown.close_button.isVisible()
    assert "李晓敏" in shown.closed_label.text()


def test_what_fails_after_the_close_is_said_and_tried_again(
    qtbot: QtBot, site: OpenSite, hq: OpenSite, page: Page, tmp_path: Path
) -> None:
    road = connect(site, hq, tmp_path)
    site.gateway.call(choose_backup_place, str(site.folder / "inside"), 3)
    road.rmdir()
    road.write_text("no folder")
    shown = page(has_printer=False)
    close(qtbot, shown)
    assert states(shown) == ["done", "notice", "failed", "failed"]
    assert shown.message_bar.level == "warning"
    day = site.gateway.call(today_of)
    assert len(site.gateway.call(day_review, day).closes) == 1

    road.unlink()
    road.mkdir()
    site.gateway.call(choose_backup_place, str(tmp_path / "stick"), 3)
    qtbot.mouseClick(shown.again_button, Qt.MouseButton.LeftButton)
    settled(qtbot, shown)
    assert states(shown) == ["done", "notice", "done", "done"]
    assert not shown.again_button.isVisible()
    assert shown.section.title_label.text() == "办理结果"


def test_a_day_without_complaints_closes_too(
    qtbot: QtBot, page: Page, site: OpenSite, tmp_path: Path
) -> None:
    shown = page(has_printer=False)
    assert shown.step_list.lines()[0].title == "当日没有投诉，将出零报告"
    close(qtbot, shown)
    assert states(shown) == ["done", "notice", "skipped", "notice"]
    assert "零报告" in words(shown.preview.data, tmp_path)


def test_what_came_late_stands_on_a_supplement(
    qtbot: QtBot, page: Page, site: OpenSite, tmp_path: Path
) -> None:
    site.gateway.call(close_day, site.gateway.call(today_of))
    late = register(site).number
    shown = page(has_printer=False)
    assert "1" in shown.close_button.text()
    assert "补充页" in shown.close_button.text()
    close(qtbot, shown)
    told = words(shown.preview.data, tmp_path)
    assert late in told
    assert "补充页" in told.replace(" ", "")
    day = site.gateway.call(today_of)
    assert [one.supplement for one in site.gateway.call(day_review, day).closes] == [0, 1]


def test_a_closed_day_is_printed_again_as_such(
    qtbot: QtBot, page: Page, site: OpenSite, paper: Path, tmp_path: Path
) -> None:
    site.gateway.call(close_day, site.gateway.call(today_of))
    shown = page()
    assert not shown.close_button.isVisible()
    qtbot.mouseClick(shown.reprint_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.message_bar.level == "success" and paper.is_file())
    settled(qtbot, shown)
    assert "补打" in words(shown.preview.data, tmp_path)


def test_what_is_left_is_told_and_blocks_nothing(qtbot: QtBot, page: Page, site: OpenSite) -> None:
    draft = parse_draft(
        {"channel": "walk_in", "facts": "价签差 6 元", "category": "transaction.price"},
        "Asia/Shanghai",
        "CNY",
    )
    add_person(site, "wang", "王洋", Role.MANAGER)
    site.change_person("wang", OWN)
    paid = SettlementDraft(RemedyKind.PRICE_DIFFERENCE, PayoutMeans.CASH, 600, receiver="王女士")
    site.gateway.call(settle_on_spot, draft, paid)
    shown = page(has_printer=False)
    assert shown.figures.figure("on_the_spot") == "1"
    assert "1 笔当场赔付" in shown.step_list.lines()[0].title
    assert shown.close_button.isEnabled()


def test_other_days_can_be_looked_at(qtbot: QtBot, page: Page, site: OpenSite) -> None:
    shown = page()
    today = site.gateway.call(today_of)
    qtbot.mouseClick(shown.day_chooser.back_button, Qt.MouseButton.LeftButton)
    settled(qtbot, shown)
    before = today - timedelta(days=1)
    assert shown.day_chooser.date_edit.date().toPython() == before
    assert f"{before.day}日" in shown.note_label.text()
    qtbot.mouseClick(shown.day_chooser.today_button, Qt.MouseButton.LeftButton)
    settled(qtbot, shown)
    assert not shown.day_chooser.forward_button.isEnabled()


def test_a_clerk_does_not_close_days(qtbot: QtBot, page: Page, site: OpenSite) -> None:
    add_person(site, "chen", "陈涛", Role.CLERK)
    site.change_person("chen", OWN)
    shown = page()
    assert not hasattr(shown, "close_button")


def test_the_paper_is_saved(qtbot: QtBot, page: Page, site: OpenSite, tmp_path: Path) -> None:
    shown = page()
    shown.preview.save_requested.emit(str(tmp_path / "day.pdf"))
    qtbot.waitUntil((tmp_path / "day.pdf").is_file)
    assert (tmp_path / "day.pdf").read_bytes() == shown.preview.data
    settled(qtbot, shown)
