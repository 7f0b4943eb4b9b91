"""People, site, rules, backups, integrity, import and this machine behind their tabs."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import LedgerError
from desktop.services.backups import backup_plan
from desktop.services.casework import assign_ticket
from desktop.services.lists import search_tickets
from desktop.services.opening import OpenSite
from desktop.services.people import open_ticket_counts
from desktop.services.staff import staff_rows
from desktop.settings import load_settings
from desktop.views.jobs import Jobs
from desktop.views.office.backup_panel import BackupPanel
from desktop.views.office.check_panel import CheckPanel
from desktop.views.office.import_panel import ImportPanel
from desktop.views.office.machine_panel import MachinePanel
from desktop.views.office.rules_panel import RulesPanel
from desktop.views.office.site_panel import SitePanel
from desktop.views.office.staff_panel import StaffPanel
from desktop.views.office.system_page import SystemPage
from desktop.views.theme import Theme
from desktop.views.translation import language
from desktop.vocabulary import Language, Role
from tests.views.office.conftest import ScriptedChooser
from tests.views.office.sites import OWN, add_person, register

Page = Callable[[], SystemPage]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, site: OpenSite, jobs: Jobs, chooser: ScriptedChooser) -> Page:
    def make() -> SystemPage:
        made = SystemPage(site, jobs, chooser=chooser)
        qtbot.addWidget(made)
        made.resize(1180, 600)
        made.show()
        settled(qtbot, made)
        return made

    return make


def settled(qtbot: QtBot, page: SystemPage) -> None:
    qtbot.waitUntil(lambda: not page.is_working and page.office.jobs.is_idle, timeout=30_000)


def open_panel(qtbot: QtBot, page: SystemPage, name: str) -> object:
    panel = page.show_panel(name)
    assert panel is not None
    settled(qtbot, page)
    return panel


def test_a_person_is_added_with_a_password_shown_once(
    qtbot: QtBot, site: OpenSite, page: Page
) -> None:
    shown = page()
    panel = open_panel(qtbot, shown, "staff_panel")
    assert isinstance(panel, StaffPanel)
    qtbot.mouseClick(panel.add_button, LEFT)
    qtbot.mouseClick(panel.save_button, LEFT)
    assert panel.name_field.state == panel.login_field.state == "error"
    panel.name_edit.setText("陈涛")
    panel.login_edit.setText("chen")
    panel.role_choice.set_value(Role.CLERK)
    qtbot.mouseClick(panel.save_button, LEFT)
    settled(qtbot, shown)
    password = panel.password_label.text()
    assert site.keyring.unlock("chen", password).must_change
    assert [row.name for row in site.gateway.call(staff_rows) if row.role is Role.CLERK] == ["陈涛"]
    qtbot.mouseClick(panel.noted_button, LEFT)
    assert panel.password_label.text() == ""
    assert not panel.side.isVisible()


def test_who_is_disabled_hands_open_tickets_over(qtbot: QtBot, site: OpenSite, page: Page) -> None:
    add_person(site, "chen", "陈涛", Role.CLERK)
    add_person(site, "wang", "王洋", Role.MANAGER)
    site.gateway.call(assign_ticket, register(site).id, "chen")
    shown = page()
    panel = open_panel(qtbot, shown, "staff_panel")
    assert isinstance(panel, StaffPanel)
    names = [panel.model.index(row, 0).data() for row in range(panel.model.rowCount())]
    panel.table.select_row(names.index("李晓敏"))
    assert not panel.leave_button.isEnabled()
    panel.table.select_row(names.index("陈涛"))
    assert panel.model.index(names.index("陈涛"), 3).data() == "1"
    qtbot.mouseClick(panel.leave_button, LEFT)
    panel.heir_choice.set_value("wang")
    qtbot.mouseClick(panel.confirm_button, LEFT)
    settled(qtbot, shown)
    people = {row.login: row for row in site.gateway.call(staff_rows)}
    assert not people["chen"].active
    assert site.gateway.call(open_ticket_counts) == {people["wang"].uid: 1}
    assert "1 件" in shown.message_bar.sentence


def test_the_site_is_called_anew_on_paper(qtbot: QtBot, site: OpenSite, page: Page) -> None:
    shown = page()
    panel = open_panel(qtbot, shown, "site_panel")
    assert isinstance(panel, SitePanel)
    assert panel.name_edit.text() == "西安路店"
    panel.name_edit.clear()
    qtbot.keyClicks(panel.phone_edit, "021-12345678")
    qtbot.mouseClick(panel.save_button, LEFT)
    assert panel.name_field.state == "error"
    panel.name_edit.setText("西安路二店")
    qtbot.mouseClick(panel.save_button, LEFT)
    settled(qtbot, shown)
    assert site.gateway.facts.card.name == "西安路二店"
    assert site.gateway.facts.card.phone == "021-12345678"


def test_the_rules_say_where_they_come_from(qtbot: QtBot, page: Page) -> None:
    shown = page()
    panel = open_panel(qtbot, shown, "rules_panel")
    assert isinstance(panel, RulesPanel)
    rows = [
        [panel.clocks_pane.clocks.index(row, column).data() for column in range(4)]
        for row in range(panel.clocks_pane.clocks.rowCount())
    ]
    assert ["首次回应", "24 小时", "本企业内部时限", "✓ 已核实"] in rows
    assert any(row[3] == "! 未核实" for row in rows)
    first = panel.categories_pane.tree.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "产品质量"
    assert "retail-cn" in panel.head_label.text()


def test_a_backup_is_made_and_checked(
    qtbot: QtBot, site: OpenSite, page: Page, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    chooser.answers = [tmp_path / "stick"]
    shown = page()
    panel = open_panel(qtbot, shown, "backup_panel")
    assert isinstance(panel, BackupPanel)
    assert not panel.check_button.isEnabled()
    qtbot.mouseClick(panel.now_button, LEFT)
    settled(qtbot, shown)
    assert panel.model.rowCount() == 1
    assert site.gateway.call(backup_plan).folder == str(tmp_path / "stick")
    qtbot.mouseClick(panel.check_button, LEFT)
    settled(qtbot, shown)
    assert "完整无误" in shown.message_bar.sentence
    assert site.gateway.call(backup_plan).checked_at is not None

    (name,) = (tmp_path / "stick").glob("SH001-*/redress.db")
    name.write_bytes(name.read_bytes()[:-4096])
    qtbot.mouseClick(panel.check_button, LEFT)
    settled(qtbot, shown)
    assert shown.message_bar.level == "error"


def test_a_whole_site_checks_out_and_a_flipped_byte_is_said(
    qtbot: QtBot, site: OpenSite, page: Page
) -> None:
    register(site)
    shown = page()
    panel = open_panel(qtbot, shown, "check_panel")
    assert isinstance(panel, CheckPanel)
    qtbot.mouseClick(panel.check_button, LEFT)
    settled(qtbot, shown)
    assert panel.step_list.lines()[0].title == "全部核验无误。"
    _overwrite_entry(site)
    qtbot.mouseClick(panel.check_button, LEFT)
    settled(qtbot, shown)
    assert panel.step_list.lines()[0].state == "failed"
    assert "操作留痕" in panel.step_list.lines()[0].text


def _overwrite_entry(site: OpenSite) -> None:
    """Do what only somebody with the key and ill will can do: past every guard."""
    with closing(site.database.engine.raw_connection()) as borrowed:
        cursor = borrowed.cursor()
        cursor.execute("PRAGMA query_only = off")
        cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='entry'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE entry SET digest = zeroblob(32) WHERE seq = 2")
        borrowed.commit()


def test_complaints_are_imported_after_a_look(
    qtbot: QtBot, site: OpenSite, page: Page, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    table, fitting = tmp_path / "旧台账.csv", tmp_path / "map.json"
    table.write_text("经过,类别\n电饭煲不通电,quality.defect\n价签不符,nonsense\n", "utf-8")
    fitting.write_text(
        json.dumps(
            {"columns": {"facts": "经过", "category": "类别"}, "defaults": {"channel": "walk_in"}}
        ),
        "utf-8",
    )
    chooser.answers = [table, fitting]
    shown = page()
    panel = open_panel(qtbot, shown, "import_panel")
    assert isinstance(panel, ImportPanel)
    assert not panel.import_button.isEnabled()
    qtbot.mouseClick(panel.file_button, LEFT)
    qtbot.mouseClick(panel.map_button, LEFT)
    settled(qtbot, shown)
    assert panel.model.index(0, 4).data() == "可以导入"
    assert panel.model.index(1, 4).data() != "可以导入"
    assert not len(site.gateway.call(search_tickets, "电饭煲"))
    qtbot.mouseClick(panel.import_button, LEFT)
    settled(qtbot, shown)
    assert [line.state for line in panel.step_list.lines()] == ["done", "notice"]
    assert len(site.gateway.call(search_tickets, "电饭煲")) == 1
    assert "价签不符" in (tmp_path / "旧台账-rejects.csv").read_text("utf-8-sig")


def test_a_map_that_is_none_is_said(
    qtbot: QtBot, page: Page, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n")
    (tmp_path / "m.json").write_text("no json")
    chooser.answers = [tmp_path / "t.csv", tmp_path / "m.json"]
    shown = page()
    panel = open_panel(qtbot, shown, "import_panel")
    assert isinstance(panel, ImportPanel)
    qtbot.mouseClick(panel.file_button, LEFT)
    qtbot.mouseClick(panel.map_button, LEFT)
    settled(qtbot, shown)
    assert shown.message_bar.level == "warning"
    assert not panel.import_button.isEnabled()


def test_this_machine_remembers(qtbot: QtBot, qapp: QApplication, page: Page) -> None:
    shown = page()
    panel = open_panel(qtbot, shown, "machine_panel")
    assert isinstance(panel, MachinePanel)
    with qtbot.waitSignal(shown.settings_changed):
        panel.lock_edit.setValue(25)
    panel.theme_choice.set_value("dark")
    panel.language_choice.set_value(Language.ENGLISH)
    qtbot.waitUntil(lambda: shown.title_label.text() == "System")
    assert language() is Language.ENGLISH
    assert Theme.of(qapp).is_dark
    kept = load_settings()
    assert (kept.lock_after, kept.theme, kept.language) == (25, "dark", Language.ENGLISH)


def test_what_the_role_may_not_do_is_hidden(qtbot: QtBot, site: OpenSite, page: Page) -> None:
    assert len(page().panels) == 7
    add_person(site, "chen", "陈涛", Role.CLERK)
    site.change_person("chen", OWN)
    assert set(page().panels) == {"rules_panel", "machine_panel"}


def test_a_drill_proves_the_chosen_backup(
    qtbot: QtBot, page: Page, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    shown = page()
    panel = open_panel(qtbot, shown, "backup_panel")
    assert isinstance(panel, BackupPanel)
    chooser.answers.append(tmp_path / "backups")
    qtbot.mouseClick(panel.now_button, LEFT)
    settled(qtbot, shown)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    qtbot.mouseClick(panel.drill_button, LEFT)
    settled(qtbot, shown)
    assert "可以放心使用" in shown.message_bar.sentence


def _held_back(site: OpenSite) -> LedgerError | None:
    return site.gateway.read_only


def test_a_set_back_site_waits_for_a_reason_and_then_works_on(
    qtbot: QtBot, page: Page, site: OpenSite
) -> None:
    site.gateway.read_only = LedgerError("ledger.restored", found=7)
    shown = page()
    panel = open_panel(qtbot, shown, "check_panel")
    assert isinstance(panel, CheckPanel)
    assert panel.loss_card.isVisible()
    assert "第 7 条" in panel.loss_card.told.text()
    assert panel.loss_card.accept_button.text() == "确认缺失，继续工作"
    qtbot.mouseClick(panel.loss_card.accept_button, LEFT)
    assert panel.loss_card.isVisible(), "not without a reason"
    panel.loss_card.reason_edit.setText("换了硬盘")
    qtbot.mouseClick(panel.loss_card.accept_button, LEFT)
    settled(qtbot, shown)
    assert _held_back(site) is None
    assert not panel.loss_card.isVisible()
    assert "已记录缺失" in shown.message_bar.sentence
