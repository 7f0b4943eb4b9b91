"""Every use case there is goes through the door: permission, one entry, all or nothing."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import event, insert, update

import desktop.services
import desktop.sync
from desktop.errors import DeskError, LedgerError, PermissionDeniedError, StorageError
from desktop.models.base import TableKind
from desktop.models.desk import Draft, Setting
from desktop.models.lines import begins_line
from desktop.models.permissions import GRANTS, HEADQUARTERS_ONLY, Permission, allows
from desktop.models.ticket import Ticket
from desktop.services.use_case import REGISTRY, UseCase
from desktop.services.work import Work, new_uid
from desktop.storage.capture import changes_of
from desktop.storage.ledger import check_author, check_link, check_site_signature, learn_people
from desktop.vocabulary import Role, SiteKind
from tests.desks import Desk, Pair, Template
from tests.house.samples import SAMPLES
from tests.storage.folding import as_stored, fold_into_empty


def _import_all(room: ModuleType) -> None:
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        importlib.import_module(module.name)


for _room in (desktop.services, desktop.sync):
    _import_all(_room)
COMMANDS = sorted(name for name, case in REGISTRY.items() if case.kind == "command")
QUERIES = sorted(name for name, case in REGISTRY.items() if case.kind == "query")


class PowerCutError(Exception):
    """What happens just before the commit."""


def _everything(desk: Desk) -> Any:
    return desk.rows()


def test_every_use_case_has_a_sample_and_every_sample_a_use_case() -> None:
    assert set(SAMPLES) == set(REGISTRY)


def test_every_use_case_says_what_it_does() -> None:
    assert not [name for name, case in REGISTRY.items() if not (case.__doc__ or "").strip()]


# ---------------------------------------------------------------- permission


@pytest.fixture(scope="module")
def closed_doors(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give a branch and a headquarters to which refused calls must do nothing."""
    made = Pair(template, tmp_path_factory.mktemp("refused"))
    states = {desk.uid: _everything(desk) for desk in (made.branch, made.hq)}
    yield made
    for desk in (made.branch, made.hq):
        assert _everything(desk) == states[desk.uid]
    made.close()


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_without_its_permission_a_use_case_is_refused(
    closed_doors: Pair, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    case = REGISTRY[name]
    for role in Role:
        monkeypatch.setitem(GRANTS, role, GRANTS[role] - {case.permission})
    for desk in (closed_doors.branch, closed_doors.hq):
        before = len(desk.entries())
        for login in desk.actors:
            with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
                desk.by(login, case)
        desk.stand("admin")
        assert not desk.site.gateway.may(case)
        with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
            desk.site.gateway.call(case)
        assert len(desk.entries()) == before


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_role_may_what_it_was_granted_and_nothing_else(closed_doors: Pair, name: str) -> None:
    case = REGISTRY[name]
    for desk in (closed_doors.branch, closed_doors.hq):
        kind = desk.site.gateway.facts.card.kind
        for login, actor in desk.actors.items():
            desk.stand(login)
            assert desk.site.gateway.may(case) is allows(actor.role, case.permission, kind)


def test_nobody_decides_for_headquarters_at_a_branch() -> None:
    for role in Role:
        for permission in HEADQUARTERS_ONLY:
            assert not allows(role, permission, SiteKind.BRANCH)
    assert allows(Role.OFFICER, Permission.HQ_DECIDE, SiteKind.HEADQUARTERS)


def test_only_some_reading_is_open_to_everybody() -> None:
    for_all = frozenset.intersection(*GRANTS.values())
    assert for_all == {
        Permission.TICKET_READ,
        Permission.EVIDENCE_READ,
        Permission.STAFF_READ,
        Permission.EXCHANGE_READ,
        Permission.SELF,
    }
    assert Permission.TICKET_REGISTER not in GRANTS[Role.AUDITOR]
    assert not {
        p for p in GRANTS[Role.AUDITOR] if p.value.endswith((":work", ":manage", ":decide"))
    }


def test_every_permission_stands_before_something() -> None:
    assert {case.permission for case in REGISTRY.values()} == set(Permission)


# ---------------------------------------------------------------- one entry


def _check_last(desk: Desk) -> dict[str, Any]:
    """Check the last entry's place in the chain and both signatures; gives its body."""
    people: dict[str, tuple[str, bytes]] = {}
    stored = desk.entries()
    for entry in stored:
        learn_people(entry.parsed(), people)
    begins = begins_line(stored[-1].seq)
    seq = stored[-1].seq if begins else stored[-2].seq + 1
    body = check_link(stored[-1], stored[-2].digest, seq)
    assert begins is (body["use_case"] == "accept_loss")
    public = desk.site.gateway.facts.signing_key.public_key().public_bytes_raw()
    check_site_signature(stored[-1], public)
    check_author(body, people)
    return body


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_leaves_exactly_one_entry_that_folds_to_what_it_did(
    pair: Pair, name: str
) -> None:
    sample = SAMPLES[name](pair)
    before = len(sample.desk.entries())
    sample.call(REGISTRY[name])
    own = sample.desk.entries()
    assert len(own) == before + 1
    body = _check_last(sample.desk)
    assert body["use_case"] == name
    assert body["actor"] == sample.desk.actors[sample.login].staff
    assert fold_into_empty(sample.desk.site) == as_stored(sample.desk.site)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_fails_before_its_commit_writes_nothing(pair: Pair, name: str) -> None:
    sample = SAMPLES[name](pair)
    before = _everything(sample.desk)
    engine = sample.desk.site.database.engine
    heard: list[object] = []
    sample.desk.site.gateway.subscribe(heard.append)

    def cut(_connection: object) -> None:
        raise PowerCutError

    event.listen(engine, "commit", cut)
    try:
        with pytest.raises(PowerCutError):
            sample.call(REGISTRY[name])
    finally:
        event.remove(engine, "commit", cut)
    assert _everything(sample.desk) == before
    assert not heard
    sample.call(REGISTRY[name])
    assert len(heard) == 1
    _check_last(sample.desk)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_must_not_or_cannot_be_signed_writes_nothing(pair: Pair, name: str) -> None:
    sample = SAMPLES[name](pair)
    before = _everything(sample.desk)
    gateway = sample.desk.site.gateway
    gateway.read_only = LedgerError("ledger.set_back", anchored=9, found=8)
    with pytest.raises(LedgerError, match=r"ledger\.set_back"):
        sample.call(REGISTRY[name])
    gateway.read_only = None
    object.__setattr__(gateway.facts, "signing_key", _BrokenKey())
    with pytest.raises(PowerCutError):
        sample.call(REGISTRY[name])
    assert _everything(sample.desk) == before


class _BrokenKey:
    def sign(self, _digest: bytes) -> bytes:
        raise PowerCutError


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_answers_and_writes_nothing(pair: Pair, name: str) -> None:
    sample = SAMPLES[name](pair)
    before = _everything(sample.desk)
    sample.desk.site.gateway.read_only = LedgerError("ledger.set_back", anchored=9, found=8)
    sample.call(REGISTRY[name])
    assert _everything(sample.desk) == before


def _rogue_add(work: Work) -> None:
    work.session.add(Draft(uid=new_uid(), counter="1", saved_at=1, fields={}))
    work.session.flush()


def _rogue_core(work: Work) -> None:
    work.session.execute(insert(Setting), {"key": "rogue", "value": {}})


def _rogue_update(work: Work) -> None:
    work.session.execute(update(Ticket).values(severity="high"))


def _rogue_search(work: Work) -> None:
    work.connection.exec_driver_sql("DELETE FROM ticket_search")


def _rogue_schema(work: Work) -> None:
    work.connection.exec_driver_sql("DROP TABLE draft")


def _rogue_unflushed(work: Work) -> None:
    work.session.add(Draft(uid=new_uid(), counter="1", saved_at=1, fields={}))


@pytest.mark.parametrize(
    "rogue", [_rogue_add, _rogue_core, _rogue_update, _rogue_search, _rogue_schema]
)
def test_a_query_that_tries_to_write_is_refused(desk: Desk, rogue: Any) -> None:
    desk.register()
    before = _everything(desk)
    with pytest.raises(DeskError) as refused:
        desk.by("admin", UseCase(rogue, "query", Permission.SELF))
    assert refused.value.code in {"storage.read_only", "ledger.unrecorded_write"}
    assert _everything(desk) == before


def test_what_a_query_leaves_unflushed_is_gone(desk: Desk) -> None:
    before = _everything(desk)
    desk.by("admin", UseCase(_rogue_unflushed, "query", Permission.SELF))
    desk.register()
    assert _everything(desk)["draft"] == before["draft"]


# ---------------------------------------------------------------- the desk's own side door


def test_the_desks_side_door_lets_no_recorded_change_through(desk: Desk) -> None:
    ticket = desk.register()
    before = _everything(desk)

    def change(work: Work) -> None:
        work.session.get_one(Ticket, tuple(ticket)).facts = "anders"

    with pytest.raises(LedgerError, match=r"ledger\.unrecorded_write"):
        desk.site.gateway.at_desk(change)
    with pytest.raises(LedgerError, match=r"ledger\.unrecorded_write"):
        desk.site.gateway.at_desk(_rogue_update)
    assert _everything(desk) == before


def test_the_desks_side_door_leaves_no_entry(desk: Desk) -> None:
    before = len(desk.entries())
    desk.site.gateway.at_desk(_rogue_add)
    assert len(desk.entries()) == before
    assert len(desk.rows(TableKind.DESK)["draft"]) == 1


def test_capture_is_empty_after_each_command(desk: Desk) -> None:
    desk.register()
    with desk.site.database.write() as session:
        assert changes_of(session) == []


def test_a_storage_error_is_told_as_one(desk: Desk) -> None:
    def fill(work: Work) -> None:
        work.connection.exec_driver_sql("PRAGMA max_page_count = 1")
        work.session.execute(insert(Setting), {"key": "x", "value": {"x": "x" * 900_000}})

    before = _everything(desk)
    with pytest.raises(StorageError, match=r"storage\.full"):
        desk.by("admin", UseCase(fill, "command", Permission.SELF))
    assert _everything(desk) == before
