"""The rules page: what the pack says, another one checked and put into force, opening hours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.resources import resource_path
from desktop.services.opening import OpenSite, create_site
from desktop.services.rules import held_packs, opening_hours
from desktop.services.sites import SiteDraft
from desktop.storage.keyfile import Cost
from desktop.sync.enrolment import join, write_invitation
from desktop.views.jobs import Jobs
from desktop.views.office.hours_form import day_of, spans_of
from desktop.views.office.rules_panel import RulesPanel
from desktop.views.office.system_page import SystemPage
from desktop.views.translation import switch_language
from desktop.vocabulary import Language, Role, SiteKind
from tests.views.office.conftest import ScriptedChooser
from tests.views.office.sites import OWN, PASSWORD, add_person, pack

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[OpenSite], RulesPanel]


def settled(qtbot: QtBot, page: SystemPage) -> None:
    qtbot.waitUntil(lambda: not page.is_working and page.office.jobs.is_idle, timeout=30_000)


def page_of(panel: RulesPanel) -> SystemPage:
    page = panel.page
    assert isinstance(page, SystemPage)
    return page


@pytest.fixture
def show(qtbot: QtBot, chooser: ScriptedChooser) -> Iterator[Open]:
    made: list[Jobs] = []

    def opened(site: OpenSite) -> RulesPanel:
        jobs = Jobs(site.gateway)
        made.append(jobs)
        page = SystemPage(site, jobs, chooser=chooser)
        qtbot.addWidget(page)
        page.resize(1180, 600)
        page.show()
        panel = page.show_panel("rules_panel")
        assert isinstance(panel, RulesPanel)
        settled(qtbot, page)
        return panel

    yield opened
    for jobs in made:
        assert jobs.shutdown(20_000)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    switch_language(qapp, Language.ENGLISH)
    yield
    switch_language(qapp, Language.CHINESE)


def cells(model: Any) -> list[list[str]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def check(
    qtbot: QtBot, panel: RulesPanel, chooser: ScriptedChooser, file: Path, **changed: Any
) -> None:
    """Write a pack that differs in some keys, and press the button that checks it."""
    body = json.loads(json.dumps(pack() | changed))
    file.write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    chooser.answers.append(file)
    qtbot.mouseClick(panel.check_button, LEFT)
    settled(qtbot, page_of(panel))


def newer(**changed: Any) -> dict[str, Any]:
    """Give what a later version differs in: one deadline, longer."""
    clocks = json.loads(json.dumps(pack()["clocks"]))
    clocks["first_response"]["length"] = 12
    return {"version": "2099.01", "effective_from": "2099-01-01", "clocks": clocks} | changed


def test_the_page_tells_everything_the_pack_says(qtbot: QtBot, site: OpenSite, show: Open) -> None:
    panel = show(site)
    clocks = {row[0]: row for row in cells(panel.clocks_pane.clocks)}
    assert clocks["处理决定"][1] == "7 个工作日"
    assert clocks["处理决定"][3:] == ["! 未核实", "中止、延至 15 个工作日"]
    assert clocks["监管部门调解"][4] == "仅供参考"
    grounds = cells(panel.clocks_pane.grounds)
    assert grounds[0] == ["送交鉴定", "参照市场监管总局令第121号第23条", "须附"]
    years = cells(panel.calendars_pane.years)
    assert [(row[0], row[4]) for row in years] == [
        ("2027", "! 未核实"), ("2026", "✓ 已核实"), ("2025", "✓ 已核实")
    ]  # fmt: skip
    panel.show_pane(panel.calendars_pane)
    panel.calendars_pane.year_table.select_row(1)
    told = panel.calendars_pane.days_label.text()
    assert "2026 年放假：1月1日 – 1月3日、2月15日 – 2月23日、" in told
    assert "调休上班：1月4日、2月14日、2月28日" in told
    assert cells(panel.amounts_pane.levels)[0] == ["门店", "区域"]
    assert panel.categories_pane.source_label.text() == "本规则包没有代码表。"
    held = cells(panel.versions_pane.versions)
    assert held[0][:5] == ["retail-cn", "2026.12", "2026年4月15日", "—", "✓ 现行"]


def test_the_tables_keep_qt_s_rules(
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    site: OpenSite,
    show: Open,
    chooser: ScriptedChooser,
    tmp_path: Path,
) -> None:
    panel = show(site)
    check(qtbot, panel, chooser, tmp_path / "p.json", **newer())
    for model in (
        panel.clocks_pane.clocks,
        panel.clocks_pane.grounds,
        panel.calendars_pane.years,
        panel.amounts_pane.levels,
        panel.versions_pane.versions,
        panel.check.differences,
    ):
        assert model.rowCount()
        qtmodeltester.check(model, force_py=False)


def test_a_banks_codes_are_shown_with_their_source(
    qtbot: QtBot, tmp_path: Path, show: Open
) -> None:
    bank = json.loads(resource_path("rulepacks", "bank-cn.json").read_text("utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "BJ001", "朝阳支行", bank)
    site, _ = create_site(
        tmp_path / "bank", draft, "admin", "李晓敏", PASSWORD, cost=Cost(3, 65536)
    )
    panel = show(site)
    pane = panel.categories_pane
    panel.show_pane(pane)
    assert pane.table_choice.currentText().startswith("投诉业务类别（")
    assert "JR/T 0169" in pane.source_label.text()
    assert "! 未核实" in pane.source_label.text()
    cards = pane.code_tree.topLevelItem(1)
    assert cards is not None
    assert (cards.text(0), cards.childCount()) == ("02  银行卡", 2)
    pane.table_choice.set_value("channel")
    assert "渠道" in pane.source_label.text()
    site.close()


def test_a_faulty_pack_is_told_fault_by_fault(
    qtbot: QtBot, site: OpenSite, show: Open, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    panel = show(site)
    levels = [
        {"key": "a", "names": {"zh_CN": "甲", "en": "A"}, "up": "moon"},
        *({"key": "b", "names": {"zh_CN": "乙", "en": "B"}} for _ in range(2)),
    ]
    check(qtbot, panel, chooser, tmp_path / "p.json", levels=levels, pauses=[])
    assert panel.check.isVisible()
    told = [line.title for line in panel.check.faults.lines()]
    assert any("出现了两次" in one for one in told)
    assert any("“moon”不存在" in one for one in told)
    assert any("没有列出任何事由" in one for one in told)
    assert panel.check.note_label.text() == f"发现 {len(told)} 处问题，现行规则包继续有效。"
    assert not panel.check.apply_button.isVisible()
    qtbot.mouseClick(panel.check.close_button, LEFT)
    assert panel.tabs.isVisible()
    (tmp_path / "no.json").write_bytes(b"\xff\xfe no")
    chooser.answers.append(tmp_path / "no.json")
    qtbot.mouseClick(panel.check_button, LEFT)
    settled(qtbot, page_of(panel))
    assert "不是规则包" in page_of(panel).message_bar.sentence
    assert panel.tabs.isVisible()


def test_a_sound_pack_is_compared_and_put_into_force(
    qtbot: QtBot, site: OpenSite, show: Open, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    panel = show(site)
    check(qtbot, panel, chooser, tmp_path / "p.json", **newer())
    assert cells(panel.check.differences) == [
        ["时限 / 首次回应 / 时长", "24", "12"],
        ["生效日", "2026-04-15", "2099-01-01"],
        ["版本", "2026.12", "2099.01"],
    ]
    assert "自 2099年1月1日 起生效" in panel.check.note_label.text()
    qtbot.mouseClick(panel.check.apply_button, LEFT)
    settled(qtbot, page_of(panel))
    assert page_of(panel).message_bar.sentence.startswith("规则包 retail-cn 2099.01 已启用")
    held = cells(panel.versions_pane.versions)
    assert [(row[1], row[4]) for row in held] == [("2099.01", "已保存"), ("2026.12", "✓ 现行")]
    assert [row.version for row in site.gateway.call(held_packs)] == ["2099.01", "2026.12"]
    check(qtbot, panel, chooser, tmp_path / "p.json", **newer())
    assert panel.check.apply_button.toolTip() == "这个版本已在这里。"
    check(qtbot, panel, chooser, tmp_path / "q.json", **newer(version="2099.02"))
    qtbot.mouseClick(panel.check.apply_button, LEFT)
    settled(qtbot, page_of(panel))
    assert "日期重叠" in page_of(panel).message_bar.sentence
    assert panel.check.isVisible()
    assert panel.check.apply_button.isEnabled()


def test_a_branch_that_joined_gets_its_rules_from_headquarters(
    qtbot: QtBot,
    site: OpenSite,
    hq: OpenSite,
    show: Open,
    chooser: ScriptedChooser,
    tmp_path: Path,
) -> None:
    invitation = tmp_path / "branch.redress-enrolment"
    invitation.write_bytes(write_invitation(hq.gateway, "SH001", "西安路店"))
    join(site.gateway, invitation)
    panel = show(site)
    check(qtbot, panel, chooser, tmp_path / "p.json", **newer())
    assert panel.check.differences.rowCount() == 3
    assert not panel.check.apply_button.isEnabled()
    assert panel.check.apply_button.toolTip() == "本店已加入总部，规则包由总部下发。"
    there = show(hq)
    check(qtbot, there, chooser, tmp_path / "p.json", **newer())
    assert there.check.apply_button.isEnabled()


def test_a_manager_may_look_and_set_the_hours_but_not_apply(
    qtbot: QtBot, site: OpenSite, show: Open, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    add_person(site, "wang", "王洋", Role.MANAGER)
    site.gateway.actor = site.sign_in(site.keyring.unlock("wang", OWN))
    panel = show(site)
    check(qtbot, panel, chooser, tmp_path / "p.json", **newer())
    assert panel.check.apply_button.toolTip() == "须由系统管理员启用规则包。"
    assert panel.hours_form.whose.isEnabled()


def type_over(qtbot: QtBot, edit: QWidget, text: str) -> None:
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(edit, text)


def test_opening_hours_are_kept_and_errors_stand_at_their_field(
    qtbot: QtBot, site: OpenSite, show: Open
) -> None:
    panel = show(site)
    form = panel.hours_form
    panel.show_pane(form)
    assert form.whose.chosen() == ("pack",)
    assert form.line("mon").text() == "09:00-21:30"
    assert not form.line("mon").isEnabled()
    assert not form.save_button.isEnabled()
    qtbot.mouseClick(form.whose.chip("own"), LEFT)
    type_over(qtbot, form.line("tue"), "13:00-18:00, 09:00-14:00")
    qtbot.mouseClick(form.save_button, LEFT)
    settled(qtbot, page_of(panel))
    assert form.fields["tue"].state == "error"
    assert "不重叠" in form.fields["tue"].note
    assert site.gateway.call(opening_hours) is None
    form.line("tue").setText("9：00－12：00，13:30~18:00")
    form.line("sun").setText("休息")
    form.days_edit.setPlainText("2027年2月5日 10:00-16:00\n大年初一")
    qtbot.mouseClick(form.save_button, LEFT)
    assert "大年初一" in form.fields["days"].note
    form.days_edit.setPlainText("2027年2月5日 10:00-16:00\n2027-2-6 休息")
    qtbot.mouseClick(form.save_button, LEFT)
    settled(qtbot, page_of(panel))
    kept = site.gateway.call(opening_hours)
    assert kept is not None
    assert kept["tue"] == ["9:00-12:00", "13:30-18:00"]
    assert "sun" not in kept
    assert kept["days"] == {"2027-02-05": ["10:00-16:00"], "2027-02-06": []}
    assert "已保存" in page_of(panel).message_bar.sentence
    assert form.days_edit.toPlainText() == "2027-02-05 10:00-16:00\n2027-02-06 休息"
    assert not form.save_button.isEnabled()

    form.line("mon").setFocus()
    for day in form.fields:
        if day != "days":
            type_over(qtbot, form.line(day), " ")
    qtbot.mouseClick(form.save_button, LEFT)
    settled(qtbot, page_of(panel))
    assert "没有一天营业" in form.fields["mon"].note
    qtbot.mouseClick(form.whose.chip("pack"), LEFT)
    qtbot.mouseClick(form.save_button, LEFT)
    settled(qtbot, page_of(panel))
    assert site.gateway.call(opening_hours) is None


def test_a_day_that_does_not_exist_stands_at_the_single_days(
    qtbot: QtBot, site: OpenSite, show: Open
) -> None:
    panel = show(site)
    form = panel.hours_form
    panel.show_pane(form)
    qtbot.mouseClick(form.whose.chip("own"), LEFT)
    form.days_edit.setPlainText("2027-02-30 10:00-16:00")
    qtbot.mouseClick(form.save_button, LEFT)
    settled(qtbot, page_of(panel))
    assert form.fields["days"].state == "error"
    assert "2027-02-30" in form.fields["days"].note


@pytest.mark.usefixtures("english")
def test_the_page_speaks_english(
    qtbot: QtBot, site: OpenSite, show: Open, chooser: ScriptedChooser, tmp_path: Path
) -> None:
    panel = show(site)
    assert [panel.tabs.tabText(n) for n in range(panel.tabs.count())] == [
        "Deadlines", "Calendars", "Categories and codes", "Amounts and levels", "Opening hours",
        "Versions",
    ]  # fmt: skip
    decision = next(r for r in cells(panel.clocks_pane.clocks) if r[0] == "Decision")
    assert decision[4] == "stopped, extended to 15 working days"
    check(qtbot, panel, chooser, tmp_path / "p.json", **newer())
    assert cells(panel.check.differences)[0][0] == "Deadlines / First response / length"
    assert "in 3 places" in panel.check.note_label.text()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", []),
        ("休息", []),
        ("Closed", []),
        ("09:00 - 12:00 、13:30至18:00", ["09:00-12:00", "13:30-18:00"]),
        ("09：00—21：30", ["09:00-21:30"]),
        ("nine", ["nine"]),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, wanted: list[str]) -> None:
    assert spans_of(typed) == wanted


def test_dates_are_read_as_people_type_them() -> None:
    assert day_of("2027年2月5日：10:00-16:00") == ("2027-02-05", ["10:00-16:00"])
    assert day_of("2027/2/6") == ("2027-02-06", [])
    assert day_of("除夕") == ("", [])
