"""After a whole day in window and command line, none of fifty words lies open in any file."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.cli import main
from desktop.resources import resource_path
from desktop.services.opening import create_site
from desktop.services.people import take_on
from desktop.services.sites import SiteDraft
from desktop.settings import load_settings, settings_folder
from desktop.storage.keyring import Cost, Keyring
from desktop.views.faults import LOG_FILE, start_log
from desktop.vocabulary import Role, SiteKind
from tests.journeys.planted import PLANTED, search, spellings
from tests.test_app import Chooser, Hand
from tests.views.conftest import _plain_look, qapp

__all__ = ["_plain_look", "qapp"]

BRANCH, HQ = "branch", "hq"
LOGIN, MANAGER = "counter1", "office1"
"""Logins stand open in the key file: the sign-in page offers them before anybody has signed in."""
PASSWORDS = {
    "admin": PLANTED["admin password"],
    LOGIN: PLANTED["staff password"],
    MANAGER: PLANTED["staff password"],
}


@dataclass
class Ground:
    """A machine: what is searched, and the places where somebody asked for plain files."""

    home: Path
    place: Path
    asked: Path
    patch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    planted: dict[str, str] = field(default_factory=lambda: dict(PLANTED))

    @property
    def searched(self) -> list[Path]:
        return [self.home.parent, self.place]

    def folder(self, name: str) -> Path:
        return self.place / name

    def do(self, *words: str, at: str = BRANCH, user: str = "admin", given: Any = None) -> Any:
        """Run a command of the command line, as a script would."""
        self.patch.setenv("REDRESS_PASSWORD", PASSWORDS[user])
        raw = json.dumps(given, ensure_ascii=False).encode() if given is not None else b""
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        self.capsys.readouterr()
        status = main(["--data", str(self.folder(at)), "--user", user, "--json", *words])
        told = json.loads(self.capsys.readouterr().out)
        assert status == 0, told
        return told

    def register(self, told: dict[str, Any], user: str = "admin") -> str:
        return str(self.do("ticket", "new", "--json-file", "-", given=told, user=user)["number"])

    def step(self, number: str, action: str, where: str = BRANCH, **given: Any) -> Any:
        more = ("--json-file", "-") if given else ()
        user = given.pop("user", "admin")
        return self.do("ticket", "do", number, action, *more, at=where, user=user, given=given)


@pytest.fixture
def ground(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Ground]:
    """Give an empty machine whose temporary folder is searched, too."""
    for name in ("machine", "machine/tmp", "asked"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "machine" / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path / "machine")
    before = list(logging.getLogger().handlers)
    start_log(settings_folder() / "log")
    yield Ground(home, tmp_path / "machine", tmp_path / "asked", monkeypatch, capsys)
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


def found(ground: Ground, name: str, kind: SiteKind, code: str) -> None:
    """Set a site up with an administrator and somebody at the counter."""
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text("utf-8"))
    draft = SiteDraft(
        kind, code, f"{code} 店", pack,
        phone=PLANTED["site phone"], address=PLANTED["site address"],
    )  # fmt: skip
    site, paper = create_site(
        ground.folder(name), draft, "admin", PLANTED["admin name"], PASSWORDS["admin"],
        cost=Cost(3, 65536),
    )  # fmt: skip
    ground.planted[f"recovery code of {name}"] = paper.recovery_code
    ground.planted[f"recovery code of {name}, bare"] = paper.recovery_code.replace("-", "")
    if paper.bundle_key:
        ground.planted["bundle key"] = paper.bundle_key
    temporary = PLANTED["temporary password"]
    take_on(site, LOGIN, PLANTED["staff name"], Role.CLERK, temporary)
    take_on(site, MANAGER, PLANTED["manager name"], Role.MANAGER, temporary)
    site.close()
    for login in (LOGIN, MANAGER):
        Keyring.load(ground.folder(name)).change_password(login, temporary, PASSWORDS[login])


def join(ground: Ground) -> None:
    invitation = ground.asked / "join.redress-enrolment"
    words = ("--code", "SH001", "--name", "西安路店", "--out", str(invitation))
    ground.do("enrol", "invite", *words, at=HQ)
    ground.do("enrol", "join", str(invitation))


def draft() -> dict[str, Any]:
    return {
        "channel": "walk_in",
        "category": "quality.defect",
        "facts": f"{PLANTED['facts']}，{PLANTED['latin name']}",
        "complainant": {
            "name": PLANTED["name"],
            "phone": PLANTED["phone"],
            "id_type": "id_card",
            "id_number": PLANTED["identity"],
            "address": PLANTED["address"],
            "representative": PLANTED["representative"],
        },
        "respondent": {
            "staff": PLANTED["respondent"],
            "counter": PLANTED["counter"],
            "partner": PLANTED["partner"],
        },
        "product": PLANTED["product"],
        "batch": PLANTED["batch"],
        "order": PLANTED["order"],
        "amount": "399.00",
        "requests": ["refund"],
        "source": {"name": PLANTED["source"], "number": PLANTED["source number"]},
    }


def picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLANTED["picture"]
    Image.new("RGB", (300, 200), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def work_a_case(ground: Ground) -> str:
    """Take a complaint all the way, with words in every field."""
    number = str(
        ground.do("ticket", "new", "--json-file", "-", given=draft(), user=LOGIN)["number"]
    )
    papers = {
        f"{PLANTED['evidence name']}.txt": PLANTED["evidence"].encode() * 900,
        "照片.jpg": picture(),
    }
    for name, content in papers.items():
        (ground.asked / name).write_bytes(content)
        ground.step(number, "attach", path=str(ground.asked / name))
    step = ground.step
    step(number, "note", text=PLANTED["note"], user=LOGIN)
    step(number, "contact", channel="phone", text=PLANTED["contact"])
    step(number, "promise", what=PLANTED["promise"], due="2199-01-01 18:00")
    step(number, "reveal", reason=PLANTED["revealed because"])
    step(number, "send-up", reason=PLANTED["to the manager"], user=LOGIN)
    step(number, "answer-send-up", text=PLANTED["managers answer"])
    step(number, "propose", kind="refund", amount="399.00", text=PLANTED["remedy"], user=LOGIN)
    step(number, "approve", reason=PLANTED["approved because"], user=MANAGER)
    step(
        number, "pay-out", means="cash", voucher=PLANTED["voucher"], receiver=PLANTED["receiver"],
        user=LOGIN,
    )  # fmt: skip
    step(number, "resolve", result=PLANTED["result"], told_how="phone")
    step(number, "close")
    step(number, "follow-up", result="satisfied", text=PLANTED["follow up"])
    step(number, "reopen", reason=PLANTED["reopened"])
    step(number, "withdraw", reason=PLANTED["withdrawn"])
    return number


def bring_in_a_table(ground: Ground) -> None:
    table = ground.asked / "old.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["text", "label"], [PLANTED["imported"], "0"], ["", "0"]])
    ground.do("import", str(table), "--map", "reviews-zh", "--quiet")


def ask_headquarters(ground: Ground) -> None:
    """Ship, let headquarters answer and take a ticket over, and bring the answer back."""
    asked = draft() | {
        "complainant": {"name": PLANTED["second name"], "phone": PLANTED["second phone"]}
    }
    numbers = [ground.register(asked), ground.register(asked)]
    ground.step(numbers[0], "ask-hq", reason=PLANTED["to headquarters"])
    ground.step(numbers[1], "hand-over", reason=PLANTED["handed over"])
    way = ground.folder("way")
    for direction in ("up", "down"):
        (way / direction).mkdir(parents=True)
    ground.do("bundle", "export", "--to", str(way / "up"))
    ground.do("bundle", "import", str(way / "up"), at=HQ)
    answer = {"verdict": "authorised", "text": PLANTED["headquarters answer"], "amount": "800.00"}
    ground.step(numbers[0], "decide", where=HQ, **answer)
    ground.step(numbers[1], "accept", where=HQ, text=PLANTED["headquarters answer"])
    ground.do("bundle", "export", "--to", str(way / "down"), at=HQ)
    ground.do("bundle", "import", str(way / "down"))


def use_the_window(ground: Ground, qtbot: QtBot, application: QApplication) -> Program:
    """Guess a password, sign in, search, leave a story half typed, and lock the desk."""
    program = Program(application, load_settings(), chooser=Chooser(), cost=Cost(3, 65536))
    hand = Hand(qtbot, program)
    program.start(ground.folder(BRANCH))
    hand.type_password("admin", PLANTED["wrong password"])
    hand.wait(lambda: program.sign_in.field.state == "error")
    hand.sign_in("admin", PASSWORDS["admin"])
    for words in (PLANTED["searched"], PLANTED["latin name"]):
        edit = hand.desk_window.top_bar.search_edit
        edit.clear()
        edit.setText(words)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        hand.settle()
    tickets = hand.page("tickets")
    hand.wait(lambda: tickets.ticket_page.ticket is not None)
    tickets.paper_requested.emit("slip", tickets.ticket_page.ticket.id)
    hand.wait(lambda: bool(hand.page("paper").preview.data))
    hand.settle()
    hand.press(Qt.Key.Key_F2)
    intake = hand.page("intake")
    typed = QApplication.focusWidget()
    assert typed is not None
    typed.setPlainText(PLANTED["draft"])  # type: ignore[attr-defined]
    hand.wait(lambda: bool(hand.desk_window.status_line.draft.label.text()))
    assert intake.form.state().facts == PLANTED["draft"]
    hand.program.faults.fault_caught.disconnect()
    sys.excepthook(ValueError, ValueError(PLANTED["note"]), None)
    hand.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    return program


def end_the_day(ground: Ground, number: str) -> None:
    """Print what is asked for, close the day, and make a backup."""
    ask = ground.asked
    ground.do("report", "slip", number, "--out", str(ask / "slip.pdf"))
    ground.do("report", "handling", number, "--out", str(ask / "handling.pdf"))
    ground.do("day", "close", "--remark", PLANTED["day remark"], "--out", str(ask / "day.pdf"))
    for name in (BRANCH, HQ):
        ground.do("backup", "--to", str(ground.folder("stick")), at=name)
        assert ground.do("verify", at=name)["clean"] is True


def close(program: Program) -> None:
    program.window.close()
    program.end()
    shiboken6.delete(program)


def test_no_word_lies_open_after_a_day(ground: Ground, qtbot: QtBot, qapp: QApplication) -> None:
    found(ground, HQ, SiteKind.HEADQUARTERS, "HQ")
    found(ground, BRANCH, SiteKind.BRANCH, "SH001")
    join(ground)
    number = work_a_case(ground)
    bring_in_a_table(ground)
    ask_headquarters(ground)
    end_the_day(ground, number)
    program = use_the_window(ground, qtbot, qapp)
    try:
        assert (ground.folder(BRANCH) / "redress.db-wal").stat().st_size > 0, "it is searched, too"
        assert search(ground.searched, ground.planted) == []
    finally:
        close(program)
    assert search(ground.searched, ground.planted) == []
    told = (settings_folder() / "log" / LOG_FILE).read_text("utf-8")
    assert "nobody caught this" in told, "the log is among what was searched"
    _every_place_was_used(ground)
    _what_was_asked_for_is_plain(ground)


def _every_place_was_used(ground: Ground) -> None:
    """An empty folder hides nothing: each kind of file is there, and the words are within."""
    for name in (BRANCH, HQ, "stick", "way/up", "way/down"):
        assert any(p.is_file() for p in ground.folder(name).rglob("*")), name
    shown = json.dumps(
        [
            ground.do("ticket", "show", row["number"], "--reveal", "核对", at=BRANCH)
            for row in ground.do("ticket", "list", "--limit", "50")["tickets"]
        ],
        ensure_ascii=False,
    )
    elsewhere = {
        "admin password", "staff password", "temporary password", "wrong password", "site phone",
        "site address", "evidence", "picture", "day remark", "draft", "searched", "representative",
    }  # fmt: skip
    missing = [word for word, words in PLANTED.items() if words not in shown]
    assert set(missing) <= elsewhere
    assert ground.do("ticket", "search", PLANTED["representative"])["total"] == 1


def _what_was_asked_for_is_plain(ground: Ground) -> None:
    """The papers lie where somebody asked for them, and they can be read."""
    paper = PdfReader(ground.asked / "handling.pdf")
    words = "".join(page.extract_text() for page in paper.pages)
    assert PLANTED["facts"] in "".join(words.split())
    assert search([ground.asked], ground.planted), "the search finds what lies open"


DYING = """
import io, os, sys
from pathlib import Path
from desktop.discretion import keep_memory_private, speak_discreetly
from desktop.services.drafts import save_draft
from desktop.services.evidence import prepare_stream
from desktop.services.opening import open_site
from desktop.services.intake import register_ticket
from desktop.services.ticket_draft import TicketDraft
keep_memory_private()
speak_discreetly()
folder, password, words, how = sys.argv[1:]
site = open_site(Path(folder), "admin", password)
site.gateway.call(register_ticket, TicketDraft(facts=words))
save_draft(site.gateway, {"facts": words}, "1")

class Dies(io.BytesIO):
    def read(self, size=-1):
        if self.tell() > 200_000 and how == "abort":
            os.abort()
        if self.tell() > 200_000:
            raise RuntimeError(words)
        return super().read(size)

prepare_stream(site.gateway, Dies(words.encode() * 100_000), "a.txt")
"""


@pytest.mark.parametrize("how", ["abort", "fault"])
def test_no_word_lies_open_where_the_program_died(ground: Ground, how: str) -> None:
    """In the middle of taking evidence in, with a commit in the -wal and a draft on the desk."""
    found(ground, BRANCH, SiteKind.BRANCH, "SH001")
    words = PLANTED["facts"]
    died = subprocess.run(
        [sys.executable, "-c", DYING, ground.folder(BRANCH), PASSWORDS["admin"], words, how],
        cwd=ground.place,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        check=False,
    )
    assert died.returncode == (-signal.SIGABRT if how == "abort" else 1), died.stderr
    assert words.encode() not in died.stderr + died.stdout
    incoming = list((ground.folder(BRANCH) / "evidence" / "incoming").iterdir())
    assert (incoming != []) is (how == "abort"), "an unfinished file is left, sealed"
    assert search(ground.searched, ground.planted) == []
    assert ground.do("ticket", "search", words)["total"] == 1


@pytest.mark.parametrize("spelling", list(spellings("甲乙丙丁")))
def test_the_search_finds_a_word_however_it_is_spelt(tmp_path: Path, spelling: str) -> None:
    for number, (word, words) in enumerate(PLANTED.items()):
        content = b"\0\x01" + spellings(words)[spelling] + b"\xff"
        (tmp_path / f"{number}.bin").write_bytes(content)
        told = search([tmp_path], {word: words})
        assert any(line.startswith(f"{tmp_path / str(number)}.bin: {word}") for line in told)
        (tmp_path / f"{number}.bin").unlink()


def test_the_search_finds_names_of_files_and_of_folders(tmp_path: Path) -> None:
    (tmp_path / PLANTED["name"]).mkdir()
    assert search([tmp_path], PLANTED) != []
