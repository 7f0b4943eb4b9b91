"""The list that is shown goes out: masked, recorded, with progress, and nothing stands still."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.services.exporting import export_tickets
from desktop.services.importing import ImportStep, import_tickets
from desktop.services.ticket_draft import TicketDraft
from desktop.views.desk.export_panel import with_ending
from desktop.views.desk.list_filters import Scope
from desktop.views.desk.tickets_page import TicketsPage
from tests.desks import Desk
from tests.views.desk.conftest import Seat


def open_form(seat: Seat, page: TicketsPage) -> None:
    seat.click(page.export_button)
    assert page.export_panel.form.isVisible()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def exports(desk: Desk) -> list[dict[str, Any]]:
    found = [entry.parsed() for entry in desk.entries()]
    return [entry for entry in found if entry["use_case"] == export_tickets.name]


def test_a_manager_takes_the_list_that_is_shown(manager: Seat, desk: Desk, tmp_path: Path) -> None:
    desk.register("牛奶变质")
    desk.register("面包变质")
    page = manager.list()
    page.search("面包")
    manager.settle()
    open_form(manager, page)
    panel = page.export_panel
    path = tmp_path / "清单.xlsx"
    panel.export_to(path)
    manager.qtbot.waitUntil(panel.message_bar.isVisible)
    assert panel.message_bar.sentence == f"已导出 1 张投诉单到 {path}。"
    assert not panel.form.isVisible()
    assert not panel.busy.isVisible()
    sheet = openpyxl.load_workbook(path)["投诉单"]
    assert [sheet["J2"].value, sheet["O2"].value] == ["王**", "面包变质"]
    page.search("")
    page.choose(Scope.ALL)
    panel.export_to(tmp_path / "all.csv")
    manager.qtbot.waitUntil(lambda: "all.csv" in panel.message_bar.sentence)
    assert [row["事情经过"] for row in rows(tmp_path / "all.csv")] == ["面包变质", "牛奶变质"]
    assert len(exports(desk)) == 2


def test_names_in_full_take_a_reason(
    manager: Seat, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.register("牛奶变质")
    page = manager.list()
    open_form(manager, page)
    panel = page.export_panel
    assert not panel.reason_field.isVisible()
    panel.reveal_check.click()
    assert panel.reason_field.isVisible()
    manager.click(panel.confirm_button)
    assert panel.form.isVisible()  # without a reason nothing is asked any further
    assert not exports(desk)
    panel.reason_edit.setText("市场监管所调阅")
    panel.export_to(tmp_path / "a.csv")
    manager.qtbot.waitUntil(panel.message_bar.isVisible)
    [row] = rows(tmp_path / "a.csv")
    assert (row["顾客"], row["电话"]) == ("王小明", "13800138000")
    open_form(manager, page)
    assert not panel.reveal_check.isChecked()  # each export is asked for anew


def test_a_clerk_is_not_offered_it(clerk: Seat, desk: Desk) -> None:
    desk.register("牛奶变质")
    assert not clerk.list().export_button.isVisible()


def test_a_refusal_is_said_where_it_was_asked(manager: Seat, desk: Desk, tmp_path: Path) -> None:
    desk.register("牛奶变质")
    page = manager.list()
    page.export_panel.export_to(tmp_path / "nowhere" / "a.csv")
    bar = page.export_panel.message_bar
    manager.qtbot.waitUntil(bar.isVisible)
    assert bar.level == "error"
    assert "nowhere" in bar.sentence
    assert not exports(desk)


def test_a_stopped_export_leaves_no_file(manager: Seat, desk: Desk, tmp_path: Path) -> None:
    drafts = tuple((n, TicketDraft(facts=f"第{n}件")) for n in range(100))
    for start in range(15):
        desk.by("chen", import_tickets, drafts, ImportStep(str(start), "a.csv", start))
    page = manager.list()
    page.choose(Scope.ALL)
    panel = page.export_panel
    panel.export_to(tmp_path / "a.xlsx")
    assert panel.busy.isVisible()
    assert panel.is_working
    panel.ask()
    assert not panel.form.isVisible()  # one at a time
    manager.click(panel.busy.cancel_button)
    assert panel.message_bar.sentence == "已停止，没有生成文件。"
    manager.settle()
    assert not list(tmp_path.glob("a.xlsx"))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("name", "written"),
    [("a", "a.xlsx"), ("a.CSV", "a.CSV"), ("v1.2", "v1.2.xlsx"), ("a.xlsx", "a.xlsx")],
)
def test_a_name_gets_the_ending_of_its_form(name: str, written: str) -> None:
    assert with_ending(Path(name), ".xlsx") == Path(written)
