"""The program as a person meets it: one real window over a real encrypted site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.resources import resource_path
from desktop.services.backups import back_up
from desktop.services.desk_card import DeskCard, desk_card
from desktop.services.drafts import drafts
from desktop.services.intake import register_ticket
from desktop.services.opening import create_site, open_site
from desktop.services.people import take_on
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import TicketDraft
from desktop.settings import load_settings
from desktop.storage.keyring import Cost
from desktop.storage.ledger import head_of
from desktop.views.entry.recovery_page import RecoveryPage
from desktop.views.intake.intake_page import IntakePage
from desktop.views.office.choosing import FileChooser
from desktop.vocabulary import Language, Role, SiteKind
from tests.views.conftest import _plain_look, qapp

__all__ = ["_plain_look", "qapp"]

PASSWORD = "Kuaile-2026!"
OWN = "Yue-liang-9"
CHEAP = Cost(3, 65536)
LONG_MS = 20_000
ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"sqlalchemy", "alembic", "numpy", "matplotlib", "reportlab", "sqlcipher3"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Chooser(FileChooser):
    """Answers what a person would choose."""

    def __init__(self) -> None:
        self.answer: Path | None = None

    def folder(self, parent: QWidget, title: str, start: str = "") -> Path | None:
        return self.answer


class Hand:
    """Uses a program through its window."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot = qtbot
        self.program = program

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LONG_MS)

    def settle(self) -> None:
        """Wait until everything asked for has come."""
        place = self.program.workplace
        assert place is not None
        self.wait(lambda: place.desk.is_ready and place.jobs.is_idle and self.program.jobs.is_idle)

    @property
    def desk_window(self) -> Any:
        assert self.program.workplace is not None
        return self.program.workplace.window

    def page(self, key: str) -> Any:
        return self.desk_window.page(key)

    def is_at_desk(self) -> bool:
        place = self.program.workplace
        return place is not None and self.program.window.page is place.window

    def type_password(self, login: str, password: str) -> None:
        page = self.program.sign_in
        self.qtbot.mouseClick(page.tiles.tile(login), Qt.MouseButton.LeftButton)
        self.qtbot.keyClicks(page.password, password)
        self.qtbot.keyClick(page.password, Qt.Key.Key_Return)

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.type_password(login, password)
        self.wait(lambda: self.is_at_desk() or self.program.sign_in.field.state == "error")
        assert self.program.sign_in.field.note == ""
        self.settle()

    def press(self, keys: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.wait(self.program.window.isActiveWindow)
        self.qtbot.keyClick(self.program.window, keys, modifier)

    def begin_intake(self, facts: str) -> IntakePage:
        self.press(Qt.Key.Key_F2)
        page = self.page("intake")
        assert isinstance(page, IntakePage)
        edit = QApplication.focusWidget()
        assert edit is not None
        self.qtbot.keyClicks(edit, facts)
        return page


@pytest.fixture
def chooser() -> Chooser:
    return Chooser()


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, home: Path, chooser: Chooser) -> Iterator[Program]:
    made = Program(qapp, load_settings(), chooser=chooser, cost=CHEAP)
    faults: list[object] = []
    made.faults.fault_caught.connect(faults.append)
    yield made
    if shiboken6.isValid(made.window):
        made.window.close()
    made.end()
    shiboken6.delete(made)
    assert not faults or faults[0] is EXPECTED


EXPECTED = ZeroDivisionError("on purpose")


@pytest.fixture
def hand(qtbot: QtBot, program: Program) -> Hand:
    return Hand(qtbot, program)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a branch with an administrator, a clerk, and one with a temporary password."""
    ground = tmp_path_factory.mktemp("template")
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text("utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "Xian Road", pack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(ground / "config"))
        made, _ = create_site(ground / "site", draft, "li", "Li", PASSWORD, cost=CHEAP)
        take_on(made, "chen", "Chen", Role.CLERK, "temporary-77")
        made.keyring.change_password("chen", "temporary-77", OWN)
        take_on(made, "wang", "Wang", Role.CLERK, "temporary-77")
        made.close()
    return ground / "site"


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "site"))


def test_from_an_empty_folder_to_the_desk(hand: Hand, tmp_path: Path) -> None:
    program, qtbot = hand.program, hand.qtbot
    program.start(tmp_path / "site")
    assert program.first_run is not None
    page = program.first_run.page
    qtbot.mouseClick(page.ways["branch"], Qt.MouseButton.LeftButton)
    for edit, typed in (
        (page.form.code, "sh001"), (page.form.name, "Xian Road"), (page.form.person, "Li"),
        (page.form.login, "li"), (page.form.pair.first, PASSWORD),
        (page.form.pair.second, PASSWORD),
    ):  # fmt: skip
        qtbot.keyClicks(edit, typed)
    qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    hand.wait(lambda: isinstance(program.window.page, RecoveryPage))
    kept = program.window.page
    assert isinstance(kept, RecoveryPage)
    assert not kept.continue_button.isEnabled()
    kept.kept_box.setChecked(True)
    qtbot.mouseClick(kept.continue_button, Qt.MouseButton.LeftButton)
    hand.wait(hand.is_at_desk)
    hand.settle()
    assert hand.desk_window.current_page == "today"
    assert hand.desk_window.top_bar.person_button.text() == "Li · 系统管理员"
    assert program.window.windowTitle() == "今日待办 — Xian Road"
    assert load_settings().folder == str(tmp_path / "site")


def test_the_last_entry_before_a_pause_is_anchored_although_the_window_stays(
    hand: Hand, site: Path
) -> None:
    hand.program.start(site)
    hand.sign_in("chen", OWN)
    assert hand.program.site is not None
    gateway = hand.program.site.gateway
    for facts in ("first", "second"):
        gateway.call(register_ticket, TicketDraft(facts=facts))
    with hand.program.site.database.read() as session:
        head = head_of(session.connection(), gateway.facts.card.uid).seq
    hand.wait(lambda: json.loads((site / "redress.anchor").read_bytes())["seq"] == head)


def test_a_refused_code_is_said_beside_it_and_nothing_is_left(hand: Hand, tmp_path: Path) -> None:
    program = hand.program
    program.start(tmp_path / "site")
    assert program.first_run is not None
    page = program.first_run.page
    page.show_form(SiteKind.BRANCH)
    for edit, typed in (
        (page.form.code, "店"), (page.form.name, "N"), (page.form.person, "L"),
        (page.form.login, "li"), (page.form.pair.first, PASSWORD),
        (page.form.pair.second, PASSWORD),
    ):  # fmt: skip
        edit.setText(typed)
    page.form.submitted.emit()
    hand.wait(lambda: page.form.fields["code"].state == "error")
    assert not (tmp_path / "site").exists()


def test_sign_in_lock_and_sign_in_again(hand: Hand, site: Path) -> None:
    program, qtbot = hand.program, hand.qtbot
    program.start(site)
    assert program.sign_in.tiles.tile("li").text() == "li"
    hand.type_password("li", "wrong-password")
    hand.wait(lambda: program.sign_in.field.state == "error")
    assert program.sign_in.field.note == "⊗ 登录名或密码不对。"
    hand.sign_in("li")
    intake = hand.begin_intake("The kettle leaks")
    hand.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert program.window.page is program.sign_in
    assert not intake.isVisible()
    assert program.window.windowTitle() == "Redress"
    assert program.site is not None
    assert program.site.gateway.person is None
    assert program.sign_in.tiles.tile("li").text() == "Li"
    hand.press(Qt.Key.Key_F2)
    qtbot.keyClick(program.sign_in.password, Qt.Key.Key_Escape)
    assert program.window.page is program.sign_in
    hand.sign_in("li")
    assert hand.page("intake") is intake
    assert intake.isVisible()
    assert intake.form.state().facts == "The kettle leaks"
    assert program.site.gateway.person is not None


def test_three_wrong_passwords_put_the_brake_on(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    page = hand.program.sign_in
    page.tiles.choose("li")
    for _ in range(3):
        page.password.setText("wrong")
        hand.wait(page.sign_in_button.isEnabled)
        hand.qtbot.keyClick(page.password, Qt.Key.Key_Return)
        hand.wait(page.password.isEnabled)
    assert "秒" in page.field.note
    assert not page.sign_in_button.isEnabled()
    hand.sign_in("chen", OWN)


def test_changing_person_leaves_the_half_typed_story(hand: Hand, site: Path) -> None:
    program = hand.program
    program.start(site)
    hand.sign_in("li")
    intake = hand.begin_intake("Sour milk")
    hand.desk_window.top_bar.change_action.trigger()
    assert program.window.page is program.sign_in
    hand.qtbot.keyClick(program.sign_in.password, Qt.Key.Key_Escape)
    assert hand.is_at_desk()
    assert program.site is not None
    assert program.site.gateway.actor.name == "Li"
    hand.desk_window.top_bar.change_action.trigger()
    hand.sign_in("chen", OWN)
    assert program.site.gateway.actor.name == "Chen"
    assert hand.desk_window.top_bar.person_button.text() == "Chen · 客服专员"
    assert intake.isVisible()
    assert intake.form.state().facts == "Sour milk"
    assert hand.desk_window.rail.entry("approvals").isHidden()


def test_the_next_person_gets_pages_of_their_own(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    hand.desk_window.show_page("system")
    hand.settle()
    hand.desk_window.top_bar.change_action.trigger()
    hand.sign_in("chen", OWN)
    assert hand.desk_window.current_page == "today"
    assert hand.page("system") is None
    system = hand.desk_window.show_page("system")
    assert system.panel("staff_panel") is None


def test_a_temporary_password_is_left_behind_at_once(hand: Hand, site: Path) -> None:
    program, qtbot = hand.program, hand.qtbot
    program.start(site)
    page = program.sign_in
    hand.type_password("wang", "temporary-77")
    hand.wait(page.pair.isVisible)
    qtbot.keyClicks(page.pair.first, OWN)
    qtbot.keyClicks(page.pair.second, OWN)
    qtbot.keyClick(page.pair.second, Qt.Key.Key_Return)
    hand.wait(hand.is_at_desk)
    hand.settle()
    assert program.site is not None
    assert program.site.gateway.actor.signer is not None
    hand.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    hand.sign_in("wang", OWN)


def test_nobody_there_locks_the_desk(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    hand.program.idle.went_idle.emit()
    assert hand.program.window.page is hand.program.sign_in
    assert hand.program.sign_in.mode == "locked"


def test_who_walks_away_while_changing_person_locks_too(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    hand.program.change_person()
    hand.program.idle.went_idle.emit()
    assert hand.program.sign_in.mode == "locked"
    hand.qtbot.keyClick(hand.program.sign_in.password, Qt.Key.Key_Escape)
    assert not hand.is_at_desk()


def test_a_complaint_goes_from_the_counter_to_the_paper(hand: Hand, site: Path) -> None:
    program, qtbot = hand.program, hand.qtbot
    program.start(site)
    hand.sign_in("li")
    told: list[Any] = []
    intake = hand.begin_intake("The kettle leaks at its base")
    intake.ticket_registered.connect(lambda *made: told.append(made))
    hand.wait(lambda: bool(hand.desk_window.status_line.draft.label.text()))
    hand.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.wait(lambda: bool(told))
    ticket, number = told[0]
    hand.wait(lambda: hand.desk_window.rail.entry("today").count == 1)
    qtbot.keyClicks(hand.desk_window.top_bar.search_edit, "kettle")
    qtbot.keyClick(hand.desk_window.top_bar.search_edit, Qt.Key.Key_Return)
    assert hand.desk_window.current_page == "tickets"
    hand.wait(lambda: hand.page("tickets").ticket_page.ticket is not None)
    assert hand.page("tickets").ticket_page.ticket.number == number
    hand.page("tickets").paper_requested.emit("slip", ticket)
    paper = hand.page("paper")
    hand.wait(lambda: bool(paper.preview.data))
    hand.settle()
    assert number in paper.title_label.text()
    assert paper.preview.document.pageCount() == 1
    hand.press(Qt.Key.Key_Escape)
    assert hand.desk_window.current_page == "tickets"


def test_a_draft_left_at_the_counter_is_taken_up_from_today(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    hand.begin_intake("Sour milk")
    hand.page("intake").put_aside()
    today = hand.desk_window.show_page("today")
    hand.settle()
    assert hand.program.site is not None
    (left,) = drafts(hand.program.site.gateway)
    today.draft_opened.emit(left.uid)
    hand.wait(lambda: hand.desk_window.current_page == "intake")
    assert hand.page("intake").form.state().facts == "Sour milk"


def test_what_is_set_on_the_page_of_this_machine_holds_at_once(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    system = hand.desk_window.show_page("system")
    system.panel("machine_panel").lock_edit.setValue(3)
    assert hand.program.idle._limit == 180
    assert load_settings().lock_after == 3


def test_use_cases_wait_while_nobody_is_there(hand: Hand, site: Path) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    place = hand.program.workplace
    assert place is not None
    hand.program.lock()
    got: list[DeskCard] = []
    place.jobs.call(place, got.append, desk_card)
    hand.wait(lambda: place.jobs.is_idle)
    assert got == []
    hand.sign_in("chen", OWN)
    hand.wait(lambda: bool(got))
    assert got[0].role is Role.CLERK


def _words(page: QWidget) -> list[str]:
    """Give every word one can see there."""
    told = []
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton):
            told.append(widget.text())
        placeholder = getattr(widget, "placeholderText", None)
        if widget.isVisible() and callable(placeholder):
            told.append(placeholder())
    return [text for text in told if text]


def test_every_page_speaks_the_language_of_the_moment(
    hand: Hand, site: Path, qapp: QApplication
) -> None:
    hand.program.start(site)
    hand.sign_in("li")
    window = hand.desk_window
    places = [*window.rail.places(), "intake"]
    for key in places:
        window.show_page(key)
        hand.settle()
        assert any(CHINESE.search(word) for word in _words(hand.page(key))), key
    hand.program.preferences.speak(Language.ENGLISH)
    left = {}
    for key in places:
        window.show_page(key)
        hand.settle()
        left[key] = [word for word in _words(window) if CHINESE.search(word)]
    assert not {key: words for key, words in left.items() if words}
    assert window.top_bar.person_button.text() == "Li · Administrator"
    hand.wait(lambda: load_settings().language is Language.ENGLISH)
    hand.program.lock()
    assert not [word for word in _words(hand.program.window) if CHINESE.search(word)]


def test_what_was_typed_is_there_after_the_window_was_closed(
    qapp: QApplication, hand: Hand, site: Path
) -> None:
    program = hand.program
    program.start(site)
    hand.sign_in("li")
    hand.begin_intake("Broken pram")
    program.window.close()
    program.end()
    again = open_site(site, "li", PASSWORD)
    left = drafts(again.gateway)
    again.close()
    assert [row.fields["facts"] for row in left] == ["Broken pram"]
    assert load_settings().geometry


def test_a_backup_is_brought_back_from_the_first_page(
    hand: Hand, chooser: Chooser, site: Path, tmp_path: Path
) -> None:
    made = open_site(site, "li", PASSWORD)
    row = back_up(made, tmp_path / "backups")
    made.close()
    shutil.rmtree(site)
    hand.program.start(site)
    assert hand.program.first_run is not None
    chooser.answer = row.path
    hand.program.first_run.page.restore_requested.emit()
    hand.wait(lambda: hand.program.window.page is hand.program.sign_in)
    hand.sign_in("li")


def test_another_site_is_chosen_before_signing_in(
    hand: Hand, chooser: Chooser, site: Path, tmp_path: Path
) -> None:
    hand.program.start(tmp_path / "nothing here")
    assert hand.program.first_run is not None
    chooser.answer = site
    hand.program.first_run.page.folder_requested.emit()
    assert hand.program.window.page is hand.program.sign_in
    assert hand.program.sign_in.place_label.text() == str(site)
    hand.sign_in("li")


def test_a_ledger_that_was_set_back_is_said(hand: Hand, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "before")
    later = open_site(site, "li", PASSWORD)
    take_on(later, "zhao", "Zhao", Role.CLERK)
    later.close()
    shutil.copy(tmp_path / "before" / "redress.db", site / "redress.db")
    hand.program.start(site)
    hand.sign_in("li")
    assert hand.desk_window.message_bar.isVisible()
    assert hand.program.site is not None
    assert hand.program.site.gateway.read_only is not None
    hand.program.site.accept_loss("换了硬盘")
    hand.wait(lambda: not hand.desk_window.message_bar.isVisible())


def test_a_fault_is_said_and_the_window_goes_on(hand: Hand, site: Path) -> None:
    def fail() -> None:
        raise EXPECTED

    hand.program.start(site)
    hand.sign_in("li")
    QTimer.singleShot(0, fail)
    hand.wait(hand.desk_window.message_bar.isVisible)
    assert "ZeroDivisionError" in hand.desk_window.message_bar.sentence
    hand.desk_window.show_page("tickets")
    hand.settle()


def test_nothing_heavy_is_loaded_before_the_page_is_painted(site: Path) -> None:
    script = """
import json, os, sys
from pathlib import Path
from desktop import app
from desktop.settings import load_settings
app.prepare_environment()
qt = app.make_application(["redress"])
program = app.Program(qt, load_settings())
def painted():
    print(json.dumps([program.window.page.objectName(), sorted(sys.modules)]), flush=True)
    os._exit(0)
program.window.painted.connect(painted)
program.start(Path(sys.argv[1]))
qt.exec()
"""
    told = subprocess.run(
        [sys.executable, "-c", script, str(site)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    page, loaded = json.loads(told.stdout.splitlines()[-1])
    assert page == "sign_in_page"
    assert not HEAVY & set(loaded)
