"""The command line: one JSON document, coded refusals, and the whole way of a complaint."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from desktop.cli import main
from desktop.services.opening import create_site
from desktop.services.people import take_on
from desktop.services.sites import SiteDraft
from desktop.services.step_keys import STEP_KEYS
from desktop.storage.keyring import Cost, Keyring
from desktop.vocabulary import (
    Channel,
    FollowUpResult,
    PayoutMeans,
    RemedyKind,
    Role,
    SiteKind,
    Verdict,
)

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "Kuaile-2026!"
TEMPORARY = "linshi-mima-1"
FACTS = "鲜牛奶开盖有酸味，保质期内。"
DRAFT = {
    "channel": "walk_in",
    "category": "quality.spoiled",
    "received_at": "2026-11-21T09:30:00+08:00",
    "complainant": {"name": "王晓敏", "phone": "13800138000", "address": "西安路 1 号"},
    "amount": "39.90",
    "facts": FACTS,
    "requests": ["refund", "apology"],
    "source": {"name": "12315", "number": "A-1", "due": "2026-12-01"},
}
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


class Told(NamedTuple):
    """What a call gave."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def error(self) -> dict[str, Any]:
        assert self.status == 1, self.out
        found = self.document["error"]
        assert isinstance(found, dict)
        return found


Call = Callable[..., Told]


def _found(folder: Path, kind: SiteKind, code: str, admin: str) -> None:
    pack = json.loads((ROOT / "resources/rulepacks/retail-cn.json").read_text(encoding="utf-8"))
    draft = SiteDraft(kind, code, f"{code} 店", pack)
    site, paper = create_site(folder, draft, admin, "李晓敏", PASSWORD, cost=Cost(3, 65536))
    (folder.parent / f"{code}.code").write_text(paper.recovery_code)
    for login, role in (("zhang", Role.MANAGER), ("chen", Role.CLERK)):
        take_on(site, login, {"zhang": "张伟", "chen": "陈静"}[login], role, TEMPORARY)
    site.close()
    for login in ("zhang", "chen"):
        Keyring.load(folder).change_password(login, TEMPORARY, PASSWORD)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a branch and a headquarters once; each test works on copies."""
    ground = tmp_path_factory.mktemp("sites")
    home = os.environ.get("XDG_CONFIG_HOME")
    os.environ["XDG_CONFIG_HOME"] = str(ground / "config")
    try:
        _found(ground / "branch", SiteKind.BRANCH, "SH001", "admin")
        _found(ground / "hq", SiteKind.HEADQUARTERS, "HQ", "boss")
    finally:
        if home is not None:
            os.environ["XDG_CONFIG_HOME"] = home
    return ground


@pytest.fixture
def ground(founded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(founded, tmp_path / "ground")


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ground: Path
) -> Iterator[Call]:
    monkeypatch.setenv("REDRESS_PASSWORD", PASSWORD)

    def do(
        *words: str,
        at: str = "branch",
        user: str | None = None,
        given: Any = None,
        text: bool = False,
    ) -> Told:
        told = ["--data", str(ground / at), *([] if text else ["--json"]), *words]
        monkeypatch.setenv("REDRESS_USER", user or ("boss" if at == "hq" else "admin"))
        raw = b"" if given is None else json.dumps(given).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        capsys.readouterr()
        status = main(told)
        out = capsys.readouterr()
        return Told(status, out.out, out.err)

    return do  # type: ignore[return-value]


def new(call: Call, **more: Any) -> str:
    told = call("ticket", "new", "--json-file", "-", given=DRAFT | more)
    assert told.status == 0, told
    return str(told.document["number"])


def step(call: Call, number: str, action: str, given: Any = None, **where: Any) -> dict[str, Any]:
    told = call("ticket", "do", number, action, "--json-file", "-", given=given or {}, **where)
    assert told.status == 0, told
    return told.document


# ------------------------------------------------------------------ as a real program


def run(*words: str, **environment: str) -> Told:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", *words],
        cwd=ROOT,
        env={**os.environ, "REDRESS_PASSWORD": PASSWORD, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Told(done.returncode, done.stdout, done.stderr)


def test_a_stranger_sets_a_site_up_and_registers(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    made = run(
        *("init", "--data", data, "--kind", "branch", "--code", "sh001", "--name", "西安路店"),
        *("--admin", "admin", "--json"),
    )
    assert made.status == 0, made.err
    assert made.document["site"] == "SH001"
    assert len(made.document["recovery_code"].split("-")) == 9
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps(DRAFT), encoding="utf-8")
    told = run("ticket", "new", "--data", data, "--user", "admin", "--json-file", str(draft))
    assert told.document["number"].startswith("SH001-")
    again = run("ticket", "list", "--data", data, "--lang", "zh_CN", PYTHONIOENCODING="ascii")
    assert again.status == 0, again.err
    assert told.document["number"] in again.out


def test_a_refusal_is_a_document_in_the_language_of_the_caller(tmp_path: Path) -> None:
    told = run("ticket", "list", "--data", str(tmp_path), "--json", LC_ALL="zh_CN.UTF-8")
    assert told.error["code"] == "key.file_missing"
    assert "没有站点数据" in told.error["message"]
    assert told.error["folder"] == str(tmp_path)


def test_wrong_usage_is_status_two_and_still_one_document() -> None:
    told = run("ticket", "list", "--json", "--no-such-option")
    assert told.status == 2
    assert told.document["error"]["code"] == "usage.wrong"
    assert "usage:" in told.err


# ------------------------------------------------------------------ tickets


def test_what_was_told_is_what_is_shown(call: Call) -> None:
    number = new(call)
    told = call("ticket", "show", number).document
    for key in ("channel", "category", "received_at", "amount", "facts", "requests", "source"):
        assert told[key] == DRAFT[key], key
    assert told["status"] == "registered"
    assert told["custodian"] == told["site"] == "SH001"
    clocks = {clock["kind"]: clock["information"] for clock in told["clocks"]}
    assert [kind for kind, others in clocks.items() if not others] == ["first_response", "decision"]
    assert [kind for kind, others in clocks.items() if others] == [
        "forwarder",
        "regulator_accepts",
        "regulator_mediates",
    ]
    assert all(clock["due_at"].endswith("+08:00") for clock in told["clocks"])
    assert [line["act"] for line in told["timeline"]] == ["register_ticket"]


def test_the_complainant_is_masked_until_a_reason_is_given(call: Call) -> None:
    number = new(call)
    masked = call("ticket", "show", number)
    assert "晓敏" not in masked.out.replace("李晓敏", "")
    assert "13800138000" not in masked.out
    assert "西安路 1 号" not in masked.out
    shown = call("ticket", "show", number, "--reveal", "回访").document["complainant"]
    assert (shown["name"], shown["phone"], shown["masked"]) == ("王晓敏", "13800138000", False)
    acts = [line["act"] for line in call("ticket", "show", number).document["timeline"]]
    assert acts[-1] == "reveal_complainant"


def test_lists_and_search_count_what_they_find(call: Call) -> None:
    first = new(call)
    second = new(call, facts="收银多扣了钱", received_at="2026-11-20T10:00:00+08:00")
    everything = call("ticket", "list").document
    assert [row["number"] for row in everything["tickets"]] == [first, second]
    limited = call("ticket", "list", "--limit", "1").document
    assert (len(limited["tickets"]), limited["total"]) == (1, 2)
    found = call("ticket", "search", "多扣").document
    assert [row["number"] for row in found["tickets"]] == [second]
    day = call("ticket", "list", "--from", "2026-11-20", "--to", "2026-11-20").document
    assert [row["number"] for row in day["tickets"]] == [second]
    step(call, first, "progress", {"status": "negotiating"})
    negotiating = call("ticket", "list", "--status", "negotiating,resolved").document
    assert [row["number"] for row in negotiating["tickets"]] == [first]
    assert call("ticket", "list", "--category", "quality").document["total"] == 2
    assert call("ticket", "list", "--status", "lost").error["code"] == "value.unknown"


def test_words_for_people_are_in_their_language(call: Call) -> None:
    number = new(call)
    assert "已登记" in call("--lang", "zh_CN", "ticket", "list", text=True).out
    shown = call("ticket", "show", number, "--lang", "zh_CN", text=True).out
    assert "变质过期" in shown
    refused = call("ticket", "show", "SH001-000000-001", "--lang", "zh_CN", text=True)
    assert (refused.status, refused.out) == (1, "")
    assert "这里没有单号" in refused.err


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "json.malformed"),
        (b"{", "json.malformed"),
        (b"[]", "json.not_an_object"),
        (b'{"facts": NaN}', "json.malformed"),
        (b'{"facts": "\xff"}', "json.malformed"),
        (b"[" * 100_000, "json.malformed"),
        (b'{"facts": "x", "colour": 1}', "draft.unknown_key"),
        (b'{"facts": ""}', "ticket.facts_missing"),
        (b'{"facts": "a\\ud800"}', "text.unstorable"),
        (b'{"facts": "x", "category": "no.such"}', "ticket.category_unknown"),
        (b'{"facts": "x", "received_at": "2199-01-01"}', "time.in_the_future"),
    ],
)
def test_a_draft_that_is_none_is_refused_with_its_reason(
    call: Call, tmp_path: Path, raw: bytes, code: str
) -> None:
    path = tmp_path / "draft.json"
    path.write_bytes(raw)
    assert call("ticket", "new", "--json-file", str(path)).error["code"] == code
    assert call("ticket", "list").document["total"] == 0


# ------------------------------------------------------------------ steps


def test_a_ticket_goes_its_whole_way_at_the_branch(call: Call, tmp_path: Path) -> None:
    number = new(call)
    picture = tmp_path / "凭证.txt"
    picture.write_text("小票照片的文字", encoding="utf-8")
    step(call, number, "assign", {"to": "chen"})
    step(call, number, "note", {"text": "已看样品"})
    told = step(call, number, "contact", {"channel": "phone", "text": "致电顾客"}, user="chen")
    assert told["responded_at"] is not None
    step(call, number, "promise", {"what": "明日答复", "due": "2199-01-01 18:00"})
    assert step(call, number, "keep-promise")["promises"][0]["state"] == "kept"
    told = step(call, number, "attach", {"path": str(picture)})
    assert (told["evidence"][0]["name"], told["evidence"][0]["here"]) == ("凭证.txt", True)
    assert step(call, number, "send-up", {"reason": "要求赔偿"})["with_manager"] is True
    step(call, number, "answer-send-up", {"text": "按规定办"}, user="zhang")
    told = step(call, number, "propose", {"kind": "refund", "amount": "399.00"}, user="chen")
    assert told["remedies"][0]["state"] == "proposed"
    own = call("ticket", "do", number, "approve", user="chen")
    assert own.error["code"] == "door.not_permitted"
    step(call, number, "approve", {"reason": "属实"}, user="zhang")
    unsigned = call(
        *("ticket", "do", number, "pay-out", "--json-file", "-"), given={"means": "cash"}
    )
    assert unsigned.error["code"] == "payout.unsigned"
    told = step(call, number, "pay-out", {"means": "cash", "receiver": "王晓敏"}, user="chen")
    assert told["remedies"][0]["payout"]["amount"] == "399.00"
    step(call, number, "classify", {"category": "quality.defect", "severity": "elevated"})
    step(call, number, "resolve", {"result": "退款", "told_how": "in_person"})
    assert step(call, number, "close")["status"] == "closed"
    step(call, number, "follow-up", {"result": "satisfied", "text": "满意"})
    told = step(call, number, "reopen", {"reason": "又来了"})
    assert told["status"] == "investigating"
    told = step(call, number, "withdraw", {"reason": "不追究"})
    assert (told["status"], told["result"]) == ("withdrawn", "不追究")
    assert call("verify").document["clean"] is True


def test_ends_that_need_a_manager_or_a_reason(call: Call) -> None:
    number = new(call)
    refused = call("ticket", "do", number, "void", "--json-file", "-", given={})
    assert (refused.error["code"], refused.error["field"]) == ("value.missing", "reason")
    clerk = call(
        *("ticket", "do", number, "not-uphold", "--json-file", "-"),
        given={"reason": "查无此事"},
        user="chen",
    )
    assert clerk.error["code"] == "door.not_permitted"
    step(call, number, "not-uphold", {"reason": "查无此事", "told_how": "phone"}, user="zhang")
    other = new(call)
    assert step(call, other, "void", {"reason": "重复登记"})["status"] == "voided"


def test_settling_on_the_spot_within_the_limit(call: Call) -> None:
    number = new(call)
    given = {"kind": "refund", "means": "cash", "amount": "39.90", "receiver": "王晓敏"}
    told = step(call, number, "settle", given, user="chen")
    assert told["status"] == "closed"
    above = call(
        *("ticket", "do", new(call), "settle", "--json-file", "-"),
        given=given | {"amount": "5000"},
        user="chen",
    )
    assert above.error["code"] == "settlement.above_limit"


def test_a_stale_version_and_an_unknown_key_are_refused(call: Call) -> None:
    number = new(call)
    stale = call(
        *("ticket", "do", number, "assign", "--json-file", "-"), given={"to": "chen", "version": 9}
    )
    assert stale.error["code"] == "ticket.changed_meanwhile"
    unknown = call(
        "ticket", "do", number, "note", "--json-file", "-", given={"text": "x", "txt": "y"}
    )
    assert (unknown.error["code"], unknown.error["key"]) == ("draft.unknown_key", "txt")
    nameless = call("ticket", "do", number, "approve", user="zhang")
    assert (nameless.error["code"], nameless.error["count"]) == ("remedy.not_named", 0)


def test_every_action_stands_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ticket", "do", "--help"]) == 0
    shown = capsys.readouterr().out
    for name, keys in STEP_KEYS.items():
        assert f"  {name} " in shown
        assert all(key in shown for key in keys.all)
    for member in (*Channel, *RemedyKind, *PayoutMeans, *Verdict, *FollowUpResult):
        assert f" {member.value}" in shown


def test_a_value_that_is_not_known_is_refused_with_those_that_are(call: Call) -> None:
    step = ("ticket", "do", new(call), "contact", "--json-file", "-")
    refused = call(*step, "--lang", "en", given={"channel": "call", "text": "x"})
    assert refused.error["code"] == "value.unknown"
    assert refused.error["choices"].split(", ") == [member.value for member in Channel]
    assert "Known are: walk_in, phone, letter," in refused.error["message"]


# ------------------------------------------------------------------ people and keys


def test_a_new_person_must_choose_a_password_first(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = call("staff", "add", "liu", "--name", "刘洋", "--role", "clerk").document
    assert made["staff"]["has_key"] is False
    monkeypatch.setenv("REDRESS_PASSWORD", made["temporary_password"])
    refused = call("ticket", "list", user="liu").error
    assert refused["code"] == "key.must_change"
    assert "redress staff password --user liu" in refused["message"]
    chosen = tmp_path / "new"
    chosen.write_text("Xiexie-2026!\n", encoding="utf-8")
    told = call("staff", "password", "--new-password-file", str(chosen), user="liu")
    assert told.document == {"login": "liu", "has_key": True}
    assert call("ticket", "list", user="liu").error["code"] == "key.wrong_password"
    monkeypatch.setenv("REDRESS_PASSWORD", "Xiexie-2026!")
    assert call("ticket", "list", user="liu").status == 0
    monkeypatch.setenv("REDRESS_PASSWORD", PASSWORD)
    assert call("staff", "disable", "liu").document["tickets_passed_on"] == 0
    rows = call("staff", "list").document["staff"]
    assert [row["active"] for row in rows if row["login"] == "liu"] == [False]
    assert call("staff", "add", "admin", "--name", "x", "--role", "clerk").error["code"] == (
        "staff.login_taken"
    )


def test_a_weak_temporary_password_leaves_nobody_behind(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDRESS_NEW_PASSWORD", "123456789")
    refused = call("staff", "add", "liu", "--name", "刘洋", "--role", "clerk")
    assert refused.error["code"] == "password.common"
    assert "liu" not in call("staff", "list").out


def test_a_manager_may_not_make_managers(call: Call) -> None:
    told = call("staff", "add", "liu", "--name", "刘洋", "--role", "manager", user="zhang")
    assert told.error["code"] == "staff.above_own_rank"


def test_an_administrator_comes_back_with_the_paper(
    call: Call, ground: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDRESS_NEW_PASSWORD", "Xiexie-2026!")
    words = ("recover", "password", "--code-file", str(ground / "SH001.code"))
    assert call(*words, user="chen").error["code"] == "recover.admin_only"
    assert call(*words).document["recovered"] is True
    assert call("ticket", "list").error["code"] == "key.wrong_password"
    monkeypatch.setenv("REDRESS_PASSWORD", "Xiexie-2026!")
    assert call("verify").document["clean"] is True
    code = call("recover", "code").document["recovery_code"]
    monkeypatch.setenv("REDRESS_NEW_PASSWORD", "Laoyang-2026!")
    assert call(*words).error["code"] == "key.recovery_wrong"
    (ground / "SH001.code").write_text(code)
    assert call(*words).status == 0


def test_guessing_is_slowed_down(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDRESS_PASSWORD", "not-the-password")
    codes = [call("ticket", "list").error["code"] for _ in range(8)]
    assert codes[0] == "key.wrong_password"
    assert codes[-1] == "key.throttled"


def test_no_password_is_told_not_hung_upon(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDRESS_PASSWORD")
    assert call("ticket", "list").error["code"] == "password.not_given"
    told = call("--password-file", "/nowhere/at/all", "ticket", "list")
    assert told.error["code"] == "file.unreadable"


# ------------------------------------------------------------------ exchange, paper, safety


def test_a_question_goes_to_headquarters_and_the_answer_comes_back(
    call: Call, ground: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    invitation = tmp_path / "SH001.redress-enrolment"
    number = new(call)
    alone = call("ticket", "do", number, "ask-hq", "--json-file", "-", given={"reason": "超权限"})
    assert alone.error["code"] == "exchange.not_joined"
    call(
        "enrol",
        "invite",
        "--code",
        "SH001",
        "--name",
        "西安路店",
        "--out",
        str(invitation),
        at="hq",
    )
    absent = call("enrol", "join", str(tmp_path / "absent.redress-enrolment"))
    assert absent.error["code"] == "file.unreadable"
    assert call("enrol", "join", str(invitation)).document["joined"] is True
    step(call, number, "ask-hq", {"reason": "超权限"})
    shipped = call("bundle", "export", "--to", str(stick)).document
    shown = call("bundle", "show", str(stick / shipped["written"])).document
    assert (shown["code"], shown["direction"], shown["number"]) == ("SH001", "up", 1)
    taken = call("bundle", "import", str(stick), at="hq").document["bundles"]
    assert [one["verdict"] for one in taken] == ["taken_in"]
    again = call("bundle", "import", str(stick / shipped["written"]), at="hq").document["bundles"]
    assert again[0]["verdict"] == "known"
    assert call("enrol", "list", at="hq").document["branches"][0]["joined_at"] is not None
    answer = {"verdict": "authorised", "text": "同意", "amount": "800.00"}
    step(call, number, "decide", answer, at="hq")
    assert call("bundle", "export", "--to", str(stick), at="hq").document["branches"][0]["written"]
    call("bundle", "import", str(stick))
    told = call("ticket", "show", number).document["escalations"][0]
    assert (told["verdict"], told["amount"]) == ("authorised", "800.00")
    state = call("bundle", "status").document
    assert state["shipments"][0]["receipted_at"] is not None
    assert (
        step(call, number, "propose", {"kind": "refund", "amount": "800"}, user="chen")["remedies"][
            0
        ]["state"]
        == "approved"
    )
    assert call("verify").document["clean"] is call("verify", at="hq").document["clean"] is True
    assert ground.is_dir()


def test_a_bundle_that_is_none_is_refused_and_changes_nothing(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "x.redress"
    path.write_bytes(JPEG)
    assert call("bundle", "import", str(path), at="hq").error["code"] == "bundle.not_a_bundle"
    assert call("bundle", "show", str(tmp_path / "none")).error["code"] == "file.unreadable"


def test_the_schedule_ships_when_it_is_due(call: Call, tmp_path: Path) -> None:
    invitation = tmp_path / "i.redress-enrolment"
    call("enrol", "invite", "--code", "SH001", "--name", "店", "--out", str(invitation), at="hq")
    call("enrol", "join", str(invitation))
    nowhere = call("bundle", "ship")
    assert nowhere.error["code"] == "exchange.no_place"
    (tmp_path / "share").mkdir()
    told = call(
        *("bundle", "schedule", "--when", "every", "--hours", "4", "--to", str(tmp_path / "share"))
    ).document
    assert (told["when"], told["hours"], told["due"]) == ("every", 4, True)
    assert call("bundle", "ship", "--due").document["written"]
    assert call("bundle", "ship", "--due").document["due"] is False


def test_a_day_is_closed_printed_shipped_and_kept(call: Call, tmp_path: Path) -> None:
    new(call)
    assert call("backup", "--to", str(tmp_path / "kept"), "--keep-choice").status == 0
    summary = tmp_path / "day.pdf"
    told = call("day", "close", "--out", str(summary)).document
    assert (told["received"], told["closed"], told["shipped"]) == (1, True, None)
    assert told["backup"]["name"]
    assert summary.read_bytes().startswith(b"%PDF")
    assert call("day", "close").error["code"] == "day.closed_already"
    again = tmp_path / "again.pdf"
    printed = call("report", "daily", "--date", told["date"], "--out", str(again)).document
    assert printed["received"] == 1
    assert again.stat().st_size == printed["bytes"]
    assert call("report", "daily", "--date", "x", "--out", str(again)).error["code"] == (
        "time.unreadable"
    )


def test_papers_of_one_ticket(call: Call, tmp_path: Path) -> None:
    number = new(call)
    for paper in ("slip", "handling"):
        path = tmp_path / f"{paper}.pdf"
        assert call("report", paper, number, "--out", str(path)).status == 0
        assert path.read_bytes().startswith(b"%PDF")
    lost = call("report", "slip", number, "--out", str(tmp_path / "no" / "such" / "folder.pdf"))
    assert lost.error["code"].startswith("storage.")


def test_a_backup_comes_back_whole_and_waits_for_a_word(call: Call, tmp_path: Path) -> None:
    number = new(call)
    made = call("backup", "--to", str(tmp_path / "kept")).document
    assert call("backup", "--check", made["path"]).document["name"] == made["name"]
    new(call)
    restored = call("restore", made["path"], at="restored").document
    assert restored["site"] == "SH001"
    assert call("ticket", "show", number, at="restored").document["facts"] == FACTS
    late = call("ticket", "new", "--json-file", "-", given=DRAFT, at="restored")
    assert late.error["code"] == "ledger.set_back"
    assert call("recover", "accept-loss", "--reason", "换了硬盘", at="restored").status == 0
    assert call("ticket", "new", "--json-file", "-", given=DRAFT, at="restored").status == 0
    assert call("restore", made["path"], at="restored").error["code"] == "backup.target_not_empty"


def test_a_backup_on_another_pc_waits_for_a_word_too(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(call)
    made = call("backup", "--to", str(tmp_path / "kept")).document
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another-pc"))
    call("restore", made["path"], at="restored")
    late = call("ticket", "new", "--json-file", "-", given=DRAFT, at="restored")
    assert late.error["code"] == "ledger.restored"
    assert call("recover", "accept-loss", "--reason", "换了电脑", at="restored").status == 0
    made_anew = call("ticket", "new", "--json-file", "-", given=DRAFT, at="restored").document
    assert made_anew["number"].endswith("-201"), "beyond what may stand on lost slips"
    assert call("verify", at="restored").document["clean"] is True


def test_a_drill_proves_a_backup_and_takes_the_copy_away(call: Call, tmp_path: Path) -> None:
    new(call)
    made = call("backup", "--to", str(tmp_path / "kept")).document
    told = call("drill", made["path"]).document
    assert (told["passed"], told["findings"]) == (True, [])
    assert told["entries"] == made["entries"]
    assert call("verify").document["clean"] is True


def test_whoever_lost_something_is_told_what_can_still_be_done(call: Call) -> None:
    told = call("recover", "ways").document
    assert told["ways"] == ["recovery"]
    assert told["logins"]


def test_a_lost_password_comes_back_although_the_ledger_was_set_back(
    call: Call, ground: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = call("backup", "--to", str(tmp_path / "kept")).document
    new(call)
    call("restore", made["path"], at="restored")
    monkeypatch.setenv("REDRESS_NEW_PASSWORD", "Xiexie-2026!")
    words = ("recover", "password", "--code-file", str(ground / "SH001.code"))
    assert call(*words, at="restored").document["recovered"] is True
    monkeypatch.setenv("REDRESS_PASSWORD", "Xiexie-2026!")
    assert call("recover", "accept-loss", "--reason", "换了硬盘", at="restored").status == 0
    assert call("ticket", "new", "--json-file", "-", given=DRAFT, at="restored").status == 0
    assert call("verify", at="restored").document["clean"] is True


def test_damage_is_found_and_told(call: Call, ground: Path, tmp_path: Path) -> None:
    number = new(call)
    paper = tmp_path / "a.txt"
    paper.write_text("证据", encoding="utf-8")
    step(call, number, "attach", {"path": str(paper)})
    sealed = next(p for p in (ground / "branch" / "evidence").rglob("*") if p.is_file())
    sealed.chmod(0o600)
    content = bytearray(sealed.read_bytes())
    content[-1] ^= 1
    sealed.write_bytes(content)
    told = call("verify")
    assert told.status == 1
    assert told.document["findings"][0]["code"] == "vault.damaged"


def test_a_table_is_imported_with_its_rejects(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = [["text", "label"], ["牛奶变质", "0"], ["", "0"], ["很好", "1"]]
        csv.writer(stream).writerows(rows)
    told = call("import", str(path), "--map", "reviews-zh", "--quiet").document
    assert (told["imported"], told["rejected"], told["skipped"]) == (1, 1, 1)
    assert "ticket.facts_missing" in Path(told["rejects"]).read_text(encoding="utf-8-sig")
    assert call("import", str(path), "--map", "reviews-zh").error["code"] == "import.done_before"
    assert call("import", str(path), "--map", "no-such-map").error["code"] == "file.unreadable"


def test_a_list_goes_out_as_a_workbook_and_comes_in_by_a_sheet(call: Call, tmp_path: Path) -> None:
    number = call("ticket", "new", "--json-file", "-", given=DRAFT).document["number"]
    path = tmp_path / "清单.xlsx"
    told = call("ticket", "list", "--lang", "zh_CN", "--export", str(path)).document
    assert told == {"path": str(path), "rows": 1, "masked": True, "shortened": 0}
    read = openpyxl.load_workbook(path)["投诉单"]
    assert (read["A2"].value, read["K2"].value, read["O2"].value) == (number, "138****8000", FACTS)
    map_file = tmp_path / "map.json"
    map_file.write_text(json.dumps({"columns": {"facts": "事情经过"}}), encoding="utf-8")
    told = call("import", str(path), "--map", str(map_file), "--sheet", "投诉单").document
    assert (told["imported"], told["hidden"]) == (1, 0)
    refused = call("import", str(path), "--map", str(map_file), "--sheet", "台账")
    assert refused.error["code"] == "import.sheet_unknown"


def test_a_search_goes_out_unmasked_for_a_reason(call: Call, tmp_path: Path) -> None:
    call("ticket", "new", "--json-file", "-", given=DRAFT)
    path = tmp_path / "found.csv"
    words = ("ticket", "search", "酸味", "--lang", "en", "--export", str(path))
    assert call(*words, "--reveal", "律师函", user="chen").error["code"] == "door.not_permitted"
    assert not path.exists()
    told = call(*words, "--reveal", "律师函", text=True)
    assert told.out == f"Tickets exported: 1, to {path}\n"
    assert "13800138000" in path.read_text(encoding="utf-8-sig")
    alone = call("ticket", "list", "--reveal", "律师函")
    assert alone.error["code"] == "export.nothing_to_reveal"


def test_the_exchange_is_told_in_words_where_no_json_is_wanted(call: Call, tmp_path: Path) -> None:
    def told(*words: str, at: str = "branch") -> str:
        out = call(*words, "--lang", "zh_CN", at=at, text=True).out
        assert "{" not in out
        assert "…" not in out
        return out

    assert "还没有邀请过任何门店" in told("enrol", "list", at="hq")
    invitation, place = tmp_path / "SH001.redress-enrolment", tmp_path / "place"
    place.mkdir()
    invited = ("enrol", "invite", "--code", "SH001", "--name", "西安路店", "--out", str(invitation))
    call(*invited, at="hq")
    assert "SH001" in told("enrol", "list", at="hq")
    call("enrol", "join", str(invitation))
    assert "每天日结时" in told("bundle", "schedule")
    shown = told("bundle", "schedule", "--when", "every", "--hours", "4", "--to", str(place))
    assert "每 4 小时" in shown
    assert str(place) in shown
    call("bundle", "ship")
    [made] = [one for one in place.rglob("*") if one.suffix == ".redress"]
    assert made.name in told("bundle", "status")
    shown = told("bundle", "show", str(made))
    assert "上报总部" in shown
    assert "SH001" in shown
    call("bundle", "import", str(place), at="hq")
    shown = told("bundle", "status", at="hq")
    assert "收到的包" in shown
    assert "已签收" in shown


def test_a_fault_of_the_program_is_one_document_too(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_console: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("desktop.commands.tickets.listed", broken)
    told = call("ticket", "list")
    assert (told.error["code"], told.error["kind"]) == ("program.fault", "RuntimeError")
    assert "Traceback" in told.err


# ------------------------------------------------------------------ rules and clocks


def pack_file(folder: Path, **changed: Any) -> Path:
    body = json.loads((ROOT / "resources/rulepacks/retail-cn.json").read_text(encoding="utf-8"))
    path = folder / "pack.json"
    told = body | {"version": "next", "effective_from": "2030-01-01"} | changed
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_pack_is_checked_compared_and_applied(call: Call, tmp_path: Path) -> None:
    path = str(pack_file(tmp_path))
    assert call("rules", "check", path).document["sound"]
    places = {d["where"] for d in call("rules", "diff", path).document["differences"]}
    assert places == {"version", "effective_from"}
    told = call("rules", "apply", path).document
    assert (told["version"], told["in_force"]) == ("next", False)
    shown = call("rules", "show").document
    assert [(v["version"], v["in_force"]) for v in shown["versions"]] == [
        ("next", False), ("2026.12", True)
    ]  # fmt: skip
    assert call("rules", "apply", path).error["code"] == "rulepack.known"


def test_a_faulty_pack_says_what_is_wrong_and_leaves_one(call: Call, tmp_path: Path) -> None:
    path = str(pack_file(tmp_path, surprise=1))
    found = call("rules", "check", path)
    assert (found.status, found.document["sound"]) == (1, False)
    assert found.document["faults"][0]["code"] == "rulepack.unknown_key"
    assert call("rules", "apply", path).error["code"] == "rulepack.unknown_key"
    assert "surprise" in call("rules", "check", path, text=True).out
    assert call("rules", "check", str(tmp_path / "none")).error["code"] == "file.unreadable"


def test_codes_go_from_csv_into_a_pack(call: Call, tmp_path: Path) -> None:
    table, out = tmp_path / "codes.csv", tmp_path / "new.json"
    table.write_text("code,zh_CN\n01,服务\n", encoding="utf-8")
    told = call(
        "rules", "codes", str(pack_file(tmp_path)), "reason", str(table),
        "--source", "JR/T 0169", "--out", str(out),
    )  # fmt: skip
    assert told.document["rows"] == 1
    assert call("rules", "check", str(out)).document["sound"]


def test_a_branch_tells_when_it_is_open(call: Call) -> None:
    hours = {"mon": ["09:00-12:00", "13:30-21:00"]}
    call("rules", "hours", "--json-file", "-", given=hours)
    assert call("rules", "show").document["opening_hours"] == hours
    wrong = call("rules", "hours", "--json-file", "-", given={"mon": ["late"]})
    assert wrong.error["code"] == "hours.malformed"
    call("rules", "hours")
    assert call("rules", "show").document["opening_hours"] is None


def test_a_clock_is_stopped_restarted_and_extended(call: Call) -> None:
    number = new(call, received_at=None)
    told = step(call, number, "pause", {"ground": "maker", "reason": "已寄往厂家"})
    assert {c["kind"]: c["state"] for c in told["clocks"]}["decision"] == "paused"
    step(call, number, "resume", {"reason": "已寄回"})
    told = step(
        call, number, "extend",
        {"units": 2, "reason": "等待配件", "told_at": told["received_at"], "told_how": "phone"},
    )  # fmt: skip
    assert {c["kind"]: c["extended"] for c in told["clocks"]}["decision"] == 2
    wrong = call("ticket", "do", number, "pause", "--json-file", "-", given={"ground": "x"})
    assert wrong.error["code"] == "value.missing"


def test_a_grave_ticket_waits_for_the_reviewer(call: Call) -> None:
    number = new(call)
    step(call, number, "classify", {"severity": "high"})
    given = {"result": "已换货", "told_how": "phone"}
    answer = call("ticket", "do", number, "resolve", "--json-file", "-", given=given)
    assert answer.error["code"] == "review.missing"
    step(call, number, "review", {"approved": True, "reviewer": "周律师"})
    assert step(call, number, "resolve", given)["status"] == "resolved"
