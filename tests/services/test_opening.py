"""Opening a site: set-back ledgers, accepted losses, recovery, wrong folders, first run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import (
    DeskError,
    InputError,
    KeyringError,
    LedgerError,
    PermissionDeniedError,
    StateError,
    StorageError,
)
from desktop.services.casework import add_note
from desktop.services.checking import verify_site
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite, create_site, open_site, open_unlocked
from desktop.services.sites import SiteDraft, confirm_clock, site_card
from desktop.services.staff import staff_card
from desktop.services.ticket_draft import TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.services.work import Actor
from desktop.settings import settings_folder
from desktop.storage.founding import FOUNDING
from desktop.storage.keyring import Keyring
from desktop.storage.unlocked import Unlocked
from desktop.sync.shipping import export_bundle
from desktop.vocabulary import SiteKind
from tests.desks import BRANCH, CHEAP, DAY, PASSWORD, Clock, Desk, Pair, Template, retail_pack


def _draft(**change: Any) -> SiteDraft:
    return replace(SiteDraft(SiteKind.BRANCH, "SH009", "新店", retail_pack()), **change)


# ---------------------------------------------------------------- first run


def test_a_new_site_stands_with_its_administrator_before_the_door(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    site, paper = create_site(folder, _draft(), " Admin ", " 李晓敏 ", PASSWORD, cost=CHEAP)
    assert site.gateway.person is not None
    assert (site.gateway.person.login, site.gateway.person.name) == ("Admin", "李晓敏")
    card = site.gateway.call(site_card)
    assert (card.code, card.name, card.headquarters, card.epoch) == ("SH009", "新店", None, "")
    assert paper.bundle_key is None
    assert paper.recovery_code not in repr(paper)
    assert verify_site(site).clean
    site.close()
    again = open_site(folder, "ADMIN", PASSWORD)
    assert again.gateway.person is not None
    assert again.gateway.read_only is None
    again.close()
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_headquarters_gets_a_second_key_on_paper(tmp_path: Path) -> None:
    draft = _draft(kind=SiteKind.HEADQUARTERS, code="HQ")
    site, paper = create_site(tmp_path / "hq", draft, "admin", "李", PASSWORD, cost=CHEAP)
    assert paper.bundle_key is not None
    assert paper.bundle_key.startswith("AGE-SECRET-KEY-1")
    assert paper.bundle_key not in repr(paper)
    assert site.gateway.facts.card.headquarters == site.gateway.facts.card.uid
    stored = b"".join(p.read_bytes() for p in (tmp_path / "hq").rglob("*") if p.is_file())
    assert paper.bundle_key.encode() not in stored
    site.close()


@pytest.mark.parametrize(
    ("change", "login", "password", "code"),
    [
        ({"code": "x"}, "admin", PASSWORD, "site.code_malformed"),
        ({"code": "西安"}, "admin", PASSWORD, "site.code_malformed"),
        ({"code": "A" * 13}, "admin", PASSWORD, "site.code_malformed"),
        ({"name": "  "}, "admin", PASSWORD, "site.name_missing"),
        ({"pack": {}}, "admin", PASSWORD, "rulepack.malformed"),
        ({"pack": {"名": 1.5}}, "admin", PASSWORD, "rulepack.malformed"),
        ({}, " ", PASSWORD, "staff.login_malformed"),
        ({}, "admin", "short", "password.too_short"),
    ],
)
@pytest.mark.parametrize("existed", [True, False])
def test_a_first_run_that_is_refused_leaves_nothing(
    tmp_path: Path, change: Any, login: str, password: str, code: str, existed: bool
) -> None:
    folder = tmp_path / "new"
    if existed:
        folder.mkdir()
    with pytest.raises(InputError) as refused:
        create_site(folder, _draft(**change), login, "李", password, cost=CHEAP)
    assert refused.value.code == code
    assert (sorted(folder.iterdir()) == []) if existed else not folder.exists()


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StorageError, match=r"site\.exists"):
        create_site(tmp_path, _draft(), "admin", "李", PASSWORD, cost=CHEAP)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# ---------------------------------------------------------------- opening


def found(folder: Path) -> OpenSite:
    return create_site(folder, _draft(), "admin", "李晓敏", PASSWORD, cost=CHEAP)[0]


def test_half_a_site_that_somebody_died_over_is_made_anew(tmp_path: Path) -> None:
    """Killed at the last moment: everything is there, but nobody has seen the recovery code."""
    site = found(tmp_path / "site")
    uid = site.unlocked.site_uid
    site.close()
    (tmp_path / "site" / FOUNDING).write_text(uid)
    with pytest.raises(KeyringError, match=r"key\.file_missing"):
        open_site(tmp_path / "site", "admin", PASSWORD)
    again = found(tmp_path / "site")
    assert again.unlocked.site_uid != uid
    again.close()
    assert not (tmp_path / "site" / FOUNDING).exists()
    open_site(tmp_path / "site", "admin", PASSWORD).close()


@pytest.mark.parametrize("mark", ["0193aa11bb22cc33dd44ee55ff660001", ""])
def test_a_site_that_is_not_the_half_made_one_is_left_alone(tmp_path: Path, mark: str) -> None:
    found(tmp_path / "site").close()
    (tmp_path / "site" / FOUNDING).write_text(mark)
    with pytest.raises(StorageError, match=r"site\.exists"):
        found(tmp_path / "site")
    open_site(tmp_path / "site", "admin", PASSWORD).close()


def test_somebody_elses_file_beside_half_a_site_is_left_alone(tmp_path: Path) -> None:
    site = found(tmp_path / "site")
    (tmp_path / "site" / FOUNDING).write_text(site.unlocked.site_uid)
    site.close()
    (tmp_path / "site" / "照片.jpg").write_bytes(b"x")
    with pytest.raises(StorageError, match=r"site\.exists"):
        found(tmp_path / "site")
    assert (tmp_path / "site" / "redress.db").exists()
    with pytest.raises(KeyringError, match=r"key\.file_missing"):
        open_site(tmp_path / "site", "admin", PASSWORD)


def test_a_wrong_folder_a_wrong_password_and_a_stranger_open_nothing(
    template: Template, tmp_path: Path
) -> None:
    template.open(BRANCH, tmp_path).site.close()
    folder = tmp_path / BRANCH
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(KeyringError, match=r"key\.file_missing"):
            open_site(place, "admin", PASSWORD)
    for login, password in (("admin", "Kuaile-2027!"), ("nobody", PASSWORD), ("chen", PASSWORD)):
        with pytest.raises(KeyringError, match=r"key\.wrong_password"):
            open_site(folder, login, password)
    (folder / "redress.db").unlink()
    with pytest.raises(StorageError, match=r"storage\.database_missing"):
        open_site(folder, "admin", PASSWORD)
    assert not (folder / "redress.db").exists()


def test_keys_of_another_site_open_nothing(template: Template, tmp_path: Path) -> None:
    pair = Pair(template, tmp_path)
    _ = pair.branch, pair.hq
    pair.close()
    shutil.copy(tmp_path / "hq" / "redress.db", tmp_path / BRANCH / "redress.db")
    for left in (tmp_path / BRANCH).glob("redress.db-*"):
        left.unlink()
    with pytest.raises(KeyringError, match=r"database\.wrong_key"):
        open_site(tmp_path / BRANCH, "admin", PASSWORD)


def test_the_code_on_paper_opens_the_site_for_nobody_in_particular(tmp_path: Path) -> None:
    site, paper = create_site(tmp_path / "s", _draft(), "admin", "李", PASSWORD, cost=CHEAP)
    site.close()
    keyring = Keyring.load(tmp_path / "s")
    unlocked = keyring.unlock_with_recovery(paper.recovery_code)
    again = open_unlocked(tmp_path / "s", keyring, unlocked)
    assert again.gateway.person is None
    with pytest.raises(KeyringError, match=r"key\.nobody"):
        again.sign_in(unlocked)
    keyring.reset_password(unlocked, "admin", "Linshi-2026-x")
    with pytest.raises(KeyringError, match=r"key\.must_change"):
        again.change_person("admin", "Linshi-2026-x")
    keyring.change_password("admin", "Linshi-2026-x", "Ziji-2026-xin")
    assert again.change_person("admin", "Ziji-2026-xin").login == "admin"
    assert verify_site(again).clean
    again.close()


def test_who_may_not_come_in_leaves_the_one_who_stands_there(desk: Desk) -> None:
    desk.stand("chen")
    with pytest.raises(KeyringError):
        desk.site.change_person("admin", "falsch-2026")
    assert desk.site.gateway.actor == desk.actors["chen"]


def test_a_closed_site_has_forgotten_its_keys(template: Template, tmp_path: Path) -> None:
    site = template.open(BRANCH, tmp_path).site
    site.close()
    with pytest.raises(KeyringError, match=r"key\.locked"):
        _ = site.unlocked.database_key


# ---------------------------------------------------------------- a ledger that was set back


def _set_back(template: Template, folder: Path, *, entries: int = 3) -> Desk:
    """Open a branch whose database is older than its anchor."""
    desk = template.open(BRANCH, folder)
    place = folder / BRANCH
    desk.site.close()
    old = (place / "redress.db").read_bytes()
    desk = template.open(BRANCH, folder)
    ticket = desk.register()
    for number in range(entries - 1):
        desk.by("chen", add_note, ticket, f"第{number}句")
    desk.site.close()
    (place / "redress.db").write_bytes(old)
    for left in place.glob("redress.db-*"):
        left.unlink()
    return template.open(BRANCH, folder)


def test_a_ledger_that_was_set_back_opens_read_only_and_says_why(
    template: Template, tmp_path: Path
) -> None:
    desk = _set_back(template, tmp_path)
    refused = desk.site.gateway.read_only
    assert refused is not None
    assert refused.code == "ledger.set_back"
    assert refused.values["anchored"] == len(desk.entries()) + 3
    before = desk.rows()
    with pytest.raises(LedgerError, match=r"ledger\.set_back"):
        desk.register()
    assert desk.by("chen", site_card).code == "SH001"
    assert {f.code for f in verify_site(desk.site).findings} == {"ledger.set_back"}
    assert desk.rows() == before
    desk.site.close()
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is not None, "closing has not mended it"
    again.site.close()


@pytest.mark.parametrize("login", ["chen", "wang", "lin"])
def test_only_an_administrator_accepts_a_loss(
    template: Template, tmp_path: Path, login: str
) -> None:
    desk = _set_back(template, tmp_path)
    before = desk.rows()
    desk.stand(login)
    with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
        desk.site.accept_loss("想继续")
    assert desk.site.gateway.read_only is not None
    assert desk.rows() == before
    desk.site.close()
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is not None
    again.site.close()


def test_a_loss_is_accepted_with_a_reason_and_work_goes_on(
    template: Template, tmp_path: Path
) -> None:
    desk = _set_back(template, tmp_path)
    desk.stand("admin")
    with pytest.raises(InputError, match=r"reason\.missing"):
        desk.site.accept_loss("  ")
    assert desk.site.gateway.read_only is not None
    desk.site.accept_loss("硬盘坏了，从备份恢复")
    body = desk.last()
    assert (body["use_case"], body["private"]["reason"]) == ("accept_loss", "硬盘坏了，从备份恢复")
    ticket = desk.register()
    desk.site.close()
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is None
    assert again.by("chen", ticket_detail, ticket).number == "SH001-260310-101"
    assert verify_site(again.site).clean
    again.site.close()


def test_a_loss_once_accepted_does_not_excuse_the_next(template: Template, tmp_path: Path) -> None:
    desk = _set_back(template, tmp_path)
    desk.stand("admin")
    desk.site.accept_loss("硬盘坏了")
    desk.site.close()
    old = (tmp_path / BRANCH / "redress.db").read_bytes()
    desk = template.open(BRANCH, tmp_path)
    desk.register()
    desk.site.close()
    (tmp_path / BRANCH / "redress.db").write_bytes(old)
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is not None
    again.site.close()


def test_a_person_whose_key_was_lost_with_the_end_still_accepts_the_loss(
    template: Template, tmp_path: Path
) -> None:
    desk = _set_back(template, tmp_path)
    uid, master = template.masters[BRANCH]
    key = Ed25519PrivateKey.generate()
    before = desk.rows()
    desk.site.sign_in(Unlocked(uid, master, login="admin", signing_key=key))
    assert desk.rows() == before, "nothing is written before the loss is accepted"
    desk.site.accept_loss("硬盘坏了")
    assert desk.last()["use_case"] == "accept_loss"
    assert [change["table"] for change in desk.last()["changes"]] == ["staff_key"]
    _, public, _ = desk.site.gateway.call_as(Actor.unattended(), staff_card, "admin")
    assert public == key.public_key().public_bytes_raw()
    assert verify_site(desk.site).clean
    desk.site.close()


def test_another_history_of_the_same_length_is_noticed(template: Template, tmp_path: Path) -> None:
    desk = template.open(BRANCH, tmp_path)
    desk.site.close()
    place = tmp_path / BRANCH
    old = (place / "redress.db").read_bytes()
    for facts in ("第一种历史", "另一种历史"):
        anchor = (place / "redress.anchor").read_bytes()
        (place / "redress.db").write_bytes(old)
        desk = template.open(BRANCH, tmp_path)
        desk.site.gateway.read_only = None
        desk.register(facts=facts)
        desk.site.close()
    (place / "redress.anchor").write_bytes(anchor)
    machine = settings_folder() / "anchors" / f"{desk.uid}.anchor"
    machine.write_bytes(anchor)
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is not None
    again.site.close()


def test_an_anchor_that_lags_behind_is_no_alarm(template: Template, tmp_path: Path) -> None:
    desk = template.open(BRANCH, tmp_path)
    desk.site.close()
    anchor = (tmp_path / BRANCH / "redress.anchor").read_bytes()
    desk = template.open(BRANCH, tmp_path)
    desk.register()
    desk.site.close()
    (tmp_path / BRANCH / "redress.anchor").write_bytes(anchor)
    (settings_folder() / "anchors" / f"{desk.uid}.anchor").write_bytes(anchor)
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is None
    seq = json.loads((tmp_path / BRANCH / "redress.anchor").read_bytes())["seq"]
    assert seq == len(again.entries())
    again.site.close()


@pytest.mark.parametrize("kept", ["beside", "machine"])
def test_one_anchor_is_enough(template: Template, tmp_path: Path, kept: str) -> None:
    desk = _set_back(template, tmp_path)
    desk.site.close()
    paths = {
        "beside": tmp_path / BRANCH / "redress.anchor",
        "machine": settings_folder() / "anchors" / f"{desk.uid}.anchor",
    }
    for name, path in paths.items():
        assert path.is_file()
        if name != kept:
            path.unlink()
    again = template.open(BRANCH, tmp_path)
    assert again.site.gateway.read_only is not None
    again.site.close()


def test_a_broken_anchor_does_not_keep_the_desk_closed(template: Template, tmp_path: Path) -> None:
    template.open(BRANCH, tmp_path).site.close()
    for path in (tmp_path / BRANCH / "redress.anchor",):
        path.write_bytes(b"broken")
    desk = template.open(BRANCH, tmp_path, Clock())
    assert desk.site.gateway.read_only is None
    desk.register()
    desk.site.close()


def test_what_cannot_open_leaves_no_lock_behind(template: Template, tmp_path: Path) -> None:
    template.open(BRANCH, tmp_path).site.close()
    for _ in range(3):
        with pytest.raises(DeskError):
            open_site(tmp_path / BRANCH, "admin", "falsch-2026")
    site = open_site(tmp_path / BRANCH, "admin", PASSWORD, clock=Clock())
    assert site.gateway.person is not None
    site.close()


# ---------------------------------------------------------------- a clock that is wrong


@pytest.mark.parametrize(("leap", "code"), [(200 * DAY, "clock.ahead"), (-2 * DAY, "clock.behind")])
def test_a_clock_that_leapt_is_asked_about_and_an_administrator_says_it_is_right(
    template: Template, tmp_path: Path, leap: int, code: str
) -> None:
    desk = template.open(BRANCH, tmp_path)
    desk.register()
    before = desk.rows()
    desk.clock.advance(leap)
    with pytest.raises(StateError, match=code.replace(".", r"\.")):
        desk.register()
    with pytest.raises(PermissionDeniedError):
        desk.by("chen", confirm_clock, "我说了算")
    with pytest.raises(InputError, match=r"reason\.missing"):
        desk.by("admin", confirm_clock, " ")
    assert desk.rows() == before
    desk.by("admin", confirm_clock, "主板电池已更换")
    assert desk.last()["at"] == desk.clock.now
    desk.register()
    assert verify_site(desk.site).clean
    desk.site.close()


def test_a_locked_desk_takes_no_call_and_ships_on_schedule_all_the_same(
    template: Template, tmp_path: Path
) -> None:
    desk = template.open(BRANCH, tmp_path)
    desk.stand("chen")
    desk.site.lock()
    with pytest.raises(PermissionDeniedError, match=r"door\.locked"):
        desk.site.gateway.call(register_ticket, TicketDraft(facts="没有人在"))
    assert export_bundle(desk.site, actor=Actor.unattended()) is not None
    desk.stand("chen")
    assert desk.site.gateway.call(register_ticket, TicketDraft(facts="又有人了")).number
    desk.site.close()
