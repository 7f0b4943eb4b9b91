"""A bundle travels from a branch to headquarters and back by the pages' own buttons."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHeaderView
from pytestqt.qtbot import QtBot

from desktop.services.casework import progress_ticket
from desktop.services.escalations import accept_hand_over, hand_over
from desktop.services.opening import OpenSite
from desktop.services.tickets import ticket_detail
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.rounds import answer_branches, take_in_from
from desktop.sync.schedule import Schedule, read_schedule, set_schedule, ship_now
from desktop.views.jobs import Jobs
from desktop.views.office.branch_exchange import BranchExchange
from desktop.views.office.exchange_page import ExchangePage
from desktop.views.office.hq_exchange import HeadquartersExchange
from desktop.views.office.office import Office
from desktop.views.office.step_list import StepList
from desktop.views.translation import switch_language
from desktop.vocabulary import Language, Role, Status
from tests.views.office.conftest import ScriptedChooser
from tests.views.office.sites import OWN, add_person, register

Side = TypeVar("Side", BranchExchange, HeadquartersExchange)


def shown(qtbot: QtBot, side: Side) -> Side:
    qtbot.addWidget(side)
    side.resize(1180, 600)
    side.show()
    settled(qtbot, side)
    return side


def branch_side(
    qtbot: QtBot, site: OpenSite, jobs: Jobs, chooser: ScriptedChooser
) -> BranchExchange:
    return shown(qtbot, BranchExchange(Office(site, jobs, chooser=chooser)))


def hq_side(
    qtbot: QtBot, hq: OpenSite, jobs: Jobs, chooser: ScriptedChooser
) -> HeadquartersExchange:
    return shown(qtbot, HeadquartersExchange(Office(hq, jobs, chooser=chooser)))


def told(steps: StepList) -> str:
    return " ".join(f"{line.state} {line.title} {line.text}" for line in steps.lines())


def settled(qtbot: QtBot, side: BranchExchange | HeadquartersExchange) -> None:
    qtbot.waitUntil(lambda: not side.is_working and side.office.jobs.is_idle, timeout=20_000)


@pytest.fixture
def joined(site: OpenSite, hq: OpenSite, tmp_path: Path) -> Path:
    """Let the branch join; give the folder both use."""
    road = tmp_path / "road"
    road.mkdir()
    (tmp_path / "join").write_bytes(write_invitation(hq.gateway, "SH001", "西安路店"))
    join(site.gateway, tmp_path / "join")
    site.gateway.call(set_schedule, Schedule(to=str(road)))
    hq.gateway.call(set_schedule, Schedule(to=str(road)))
    return road


def test_each_site_sees_its_own_side(
    qtbot: QtBot, site: OpenSite, hq: OpenSite, jobs: Jobs, hq_jobs: Jobs
) -> None:
    branch, head = ExchangePage(site, jobs), ExchangePage(hq, hq_jobs)
    qtbot.addWidget(branch)
    qtbot.addWidget(head)
    assert isinstance(branch.side, BranchExchange)
    assert isinstance(head.side, HeadquartersExchange)
    qtbot.waitUntil(lambda: jobs.is_idle and hq_jobs.is_idle)


def test_a_bundle_goes_up_and_its_receipt_comes_down(
    qtbot: QtBot,
    site: OpenSite,
    hq: OpenSite,
    jobs: Jobs,
    hq_jobs: Jobs,
    tmp_path: Path,
) -> None:
    road, ticket_file = tmp_path / "road", tmp_path / "SH001.redress-enrolment"
    road.mkdir()
    here = ScriptedChooser([ticket_file, road])
    there = ScriptedChooser([ticket_file, road, road])
    head = hq_side(qtbot, hq, hq_jobs, there)

    qtbot.mouseClick(head.invite_button, Qt.MouseButton.LeftButton)
    head.code_edit.setText("sh001")
    head.name_edit.setText("西安路店")
    qtbot.mouseClick(head.save_invitation_button, Qt.MouseButton.LeftButton)
    settled(qtbot, head)
    assert ticket_file.is_file()
    assert "SH001.redress-enrolment" in head.message_bar.sentence
    assert head.branches.index(0, 0).data() == "SH001"
    assert not head.invitation.isVisible()

    desk = branch_side(qtbot, site, jobs, here)
    assert desk.stack.currentIndex() == 0
    assert not desk.ship_button.isVisible()
    qtbot.mouseClick(desk.stranger.action_button, Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert desk.stack.currentIndex() == 1
    register(site)

    qtbot.mouseClick(desk.ship_button, Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert desk.message_bar.level == "success"
    assert desk.shipments.rowCount() == 1
    assert str(road) in desk.place_card.fact_label.text()
    assert desk.receipt_card.fact_label.text() == "1 个上报包待签收"

    head.take_here_action.trigger()
    settled(qtbot, head)
    assert "done 西安路店 第 1 包" in told(head.results.step_list), "named by what it brought"
    assert "西安路店" in head.branches.index(0, 1).data()
    qtbot.mouseClick(head.answer_button, Qt.MouseButton.LeftButton)
    settled(qtbot, head)
    assert head.shipments.rowCount() == 1

    desk.take_here_action.trigger()
    settled(qtbot, desk)
    assert "done" in told(desk.results.step_list)
    assert desk.receipt_card.fact_label.text() == "全部已签收"
    assert not here.answers
    assert not there.answers


def _fits(titles: QHeaderView, column: int) -> bool:
    return titles.sectionSize(column) >= titles.sectionSizeHint(column)


@pytest.mark.parametrize("language", Language)
def test_every_column_is_as_wide_as_its_title(
    qtbot: QtBot, hq: OpenSite, hq_jobs: Jobs, qapp: QApplication, language: Language
) -> None:
    head = hq_side(qtbot, hq, hq_jobs, ScriptedChooser([]))
    switch_language(qapp, language)
    for table in (head.branch_table, head.arrival_table, head.shipment_table):
        titles = table.horizontalHeader()
        for column in range(titles.count()):
            qtbot.waitUntil(partial(_fits, titles, column))


def test_tab_goes_through_an_invitation_in_order(qtbot: QtBot, hq: OpenSite, hq_jobs: Jobs) -> None:
    head = hq_side(qtbot, hq, hq_jobs, ScriptedChooser([]))
    qtbot.mouseClick(head.invite_button, Qt.MouseButton.LeftButton)
    head.activateWindow()
    qtbot.waitUntil(head.code_edit.hasFocus)
    for after in (head.name_edit, head.save_invitation_button, head.cancel_button):
        focus = head.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert after.hasFocus()


def test_a_bundle_too_early_waits_and_a_torn_one_is_refused(
    qtbot: QtBot, site: OpenSite, hq: OpenSite, hq_jobs: Jobs, joined: Path, tmp_path: Path
) -> None:
    ship_now(site)
    register(site)
    ship_now(site)
    first, second = sorted(joined.glob("*-up-*"), key=lambda path: path.name)
    torn = tmp_path / "torn.redress"
    torn.write_bytes(first.read_bytes()[:-20])
    head = hq_side(qtbot, hq, hq_jobs, ScriptedChooser([second, torn, first, first]))
    seen = []
    for _ in range(4):
        head.take_files_action.trigger()
        settled(qtbot, head)
        seen.append(head.results.step_list.lines()[0])
    assert [line.state for line in seen] == ["notice", "failed", "done", "skipped"]
    assert "第 2 包" in seen[0].title or "2" in seen[0].title
    assert head.branches.index(0, 3).data().startswith("第 2 包")


def test_the_schedule_is_kept(
    qtbot: QtBot, site: OpenSite, jobs: Jobs, joined: Path, chooser: ScriptedChooser
) -> None:
    desk = branch_side(qtbot, site, jobs, chooser)
    assert not desk.hours_edit.isVisible()
    desk.when_choice.set_value("every")
    qtbot.waitUntil(desk.hours_edit.isVisible)
    desk.hours_edit.setValue(6)
    desk.hours_edit.editingFinished.emit()
    settled(qtbot, desk)
    schedule = site.gateway.at_desk(read_schedule)
    assert (schedule.when, schedule.hours, schedule.to) == ("every", 6, str(joined))


def test_a_missing_stick_is_said_and_nothing_is_lost(
    qtbot: QtBot, site: OpenSite, jobs: Jobs, joined: Path, chooser: ScriptedChooser
) -> None:
    joined.rmdir()
    (joined.parent / "road").write_text("no folder")
    desk = branch_side(qtbot, site, jobs, chooser)
    qtbot.mouseClick(desk.ship_button, Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert desk.message_bar.level == "error"
    desk.reload()
    settled(qtbot, desk)
    assert desk.shipments.rowCount() == 1
    assert desk.shipments.index(0, 3).data() == "尚未送达"


def test_a_clerk_sees_but_does_not_act(
    qtbot: QtBot, site: OpenSite, jobs: Jobs, joined: Path, chooser: ScriptedChooser
) -> None:
    add_person(site, "chen", "陈涛", Role.CLERK)
    site.change_person("chen", OWN)
    desk = branch_side(qtbot, site, jobs, chooser)
    assert desk.stack.currentIndex() == 1
    assert not desk.ship_button.isVisible()
    assert not desk.take_button.isVisible()
    assert not desk.place_button.isVisible()
    assert not desk.when_choice.isEnabled()


def test_both_versions_stand_side_by_side_until_headquarters_decides(
    qtbot: QtBot, site: OpenSite, hq: OpenSite, jobs: Jobs, hq_jobs: Jobs, joined: Path
) -> None:
    ticket = register(site).id
    site.gateway.call(hand_over, ticket, "涉及供应商，请总部处理")
    ship_now(site)
    take_in_from(hq, str(joined))
    hq.gateway.call(accept_hand_over, ticket, "总部接办")
    site.gateway.call(progress_ticket, ticket, Status.NEGOTIATING)
    ship_now(site)
    take_in_from(hq, str(joined))

    head = hq_side(qtbot, hq, hq_jobs, ScriptedChooser())
    pane = head.conflict_pane
    head.tabs.setCurrentWidget(pane)
    assert pane.model.rowCount() == 1
    fields = [pane.pairs.index(row, 0).data() for row in range(pane.pairs.rowCount())]
    row = fields.index("状态")
    assert [pane.pairs.index(row, column).data() for column in (1, 2)] == ["调查中", "协商中"]

    qtbot.mouseClick(pane.there_button, Qt.MouseButton.LeftButton)
    assert pane.reason_field.state == "error"
    pane.reason_edit.setText("门店当天已联系顾客")
    qtbot.mouseClick(pane.there_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.stack.currentIndex() == 0)
    assert hq.gateway.call(ticket_detail, ticket).status is Status.NEGOTIATING

    answer_branches(hq, str(joined))
    take_in_from(site, str(joined))
    desk = branch_side(qtbot, site, jobs, ScriptedChooser())
    assert not desk.conflict_pane.decision.isVisibleTo(desk)


def test_the_page_speaks_both_languages(
    qtbot: QtBot,
    qapp: QApplication,
    site: OpenSite,
    jobs: Jobs,
    joined: Path,
    chooser: ScriptedChooser,
) -> None:
    desk = branch_side(qtbot, site, jobs, chooser)
    assert desk.ship_button.text() == "立即上报"
    switch_language(qapp, Language.ENGLISH)
    qtbot.waitUntil(lambda: desk.ship_button.text() == "Ship now")
    assert desk.when_choice.currentText() == "At each day's close"
