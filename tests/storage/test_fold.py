"""The fold: what one entry does to the tables, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from desktop.errors import LedgerError
from desktop.models.base import Base
from desktop.models.tables import SCHEMA, SYNCED_TABLES
from desktop.storage.database import Database
from desktop.storage.fold import apply_body, erased_value, snapshot
from desktop.storage.seals import ERASED, SubjectKeys, seal
from desktop.storage.upcasters import UPCASTERS, upcast
from desktop.vocabulary import Uid

SITE, OTHER, TICKET, NOTE = (Uid(digit * 32) for digit in "1234")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    database = Database(tmp_path / "fold.db", bytes(32))
    with database.connect() as connection:
        Base.metadata.create_all(connection)
        yield connection
    database.close()


def _body(*changes: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {"schema": SCHEMA, "site": SITE, "seq": 7, "changes": list(changes)} | told


def _ticket(**fields: Any) -> dict[str, Any]:
    told = {
        "number": "SH001-260310-001",
        "business_day": "2026-03-10",
        "serial": 1,
        "nature": "complaint",
        "channel": "walk_in",
        "status": "registered",
        "severity": "normal",
        "category": "unsorted",
        "facts": "坏了",
        "demands": ["refund"],
        "currency": "CNY",
        "received_at": 1,
        "registered_at": 2,
        "flags": [],
        "pack": "p",
        "custodian": SITE,
        "with_manager": False,
        "routes_told": False,
        "version": 1,
    }
    return {
        "table": "ticket",
        "site": SITE,
        "uid": TICKET,
        "ticket": TICKET,
        "op": "insert",
        "fields": told | fields,
    }


def _update(**fields: Any) -> dict[str, Any]:
    return {
        "table": "ticket",
        "site": SITE,
        "uid": TICKET,
        "ticket": TICKET,
        "op": "update",
        "fields": fields,
    }


def _apply(connection: Connection, *changes: dict[str, Any], **told: Any) -> dict[str, Any]:
    """Fold one entry and give the ticket's row."""
    facts_only = told.pop("facts_only", False)
    keys = SubjectKeys(connection)
    apply_body(connection, _body(*changes, **told), keys, facts_only=facts_only)
    return snapshot(connection)["ticket"][0]


def test_an_insert_sets_what_is_told_and_null_for_the_rest(empty: Connection) -> None:
    row = _apply(empty, _ticket())
    assert (row["number"], row["demands"], row["with_manager"]) == (
        "SH001-260310-001",
        ["refund"],
        False,
    )
    assert row["assignee"] is None
    assert set(row) == {column.key for column in SYNCED_TABLES["ticket"].c}


def test_an_update_sets_new_values_and_none(empty: Connection) -> None:
    _apply(empty, _ticket(assignee=OTHER))
    row = _apply(empty, _update(assignee=[OTHER, None], status=["registered", "investigating"]))
    assert (row["assignee"], row["status"]) == (None, "investigating")


def test_changes_of_one_entry_are_applied_in_order(empty: Connection) -> None:
    row = _apply(
        empty, _ticket(), _update(severity=["normal", "high"]), _update(severity=["high", "normal"])
    )
    assert row["severity"] == "normal"


def test_facts_only_leaves_the_state_alone(empty: Connection) -> None:
    _apply(empty, _ticket())
    row = _apply(
        empty,
        _update(status=["registered", "resolved"], product=[None, "推车"], version=[1, 2]),
        facts_only=True,
    )
    assert (row["status"], row["product"], row["version"]) == ("registered", "推车", 1)
    assert _apply(empty, _update(status=["registered", "resolved"]), facts_only=True) == row


def test_facts_only_keeps_rows_that_are_new(empty: Connection) -> None:
    row = _apply(empty, _ticket(status="investigating"), facts_only=True)
    assert row["status"] == "investigating"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_update(status=["registered", "closed"]), "ledger.row_missing"),
        (_update() | {"table": "complaint"}, "ledger.unknown_table"),
        (_update() | {"table": "entry"}, "ledger.unknown_table"),
        (_update() | {"table": "subject_key"}, "ledger.unknown_table"),
        (_update() | {"table": "setting"}, "ledger.unknown_table"),
        (_update(uid=[TICKET, NOTE]), "ledger.key_changed"),
        (_update(site=[SITE, OTHER], status=["a", "closed"]), "ledger.key_changed"),
    ],
)
def test_what_no_desk_writes_is_refused(
    empty: Connection, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(LedgerError) as refused:
        apply_body(empty, _body(change), SubjectKeys(empty))
    assert refused.value.code == code
    assert not any(snapshot(empty).values())


def test_an_insert_is_keyed_by_its_change_and_not_by_its_fields(empty: Connection) -> None:
    row = _apply(empty, _ticket(uid=NOTE, site=OTHER))
    assert (row["site"], row["uid"]) == (SITE, TICKET)


def test_an_entry_of_a_newer_schema_is_refused(empty: Connection) -> None:
    with pytest.raises(LedgerError, match=r"ledger\.schema_newer"):
        _apply(empty, _ticket(), schema=SCHEMA + 1)
    assert not any(snapshot(empty).values())


# ---------------------------------------------------------------- sealed columns


def _sealed(key: bytes, op: str, content: dict[str, Any], **open_fields: Any) -> dict[str, Any]:
    change = _ticket(**open_fields) if op == "insert" else _update(**open_fields)
    for name in content:
        change["fields"].pop(name, None)
    context: list[Any] = ["ticket", SITE, TICKET]
    sealed = seal(key, context, content)
    return change | {"subject": TICKET, "names": sorted(content), "sealed": sealed}


def test_sealed_columns_open_with_their_key(empty: Connection) -> None:
    key = SubjectKeys(empty).require(TICKET)
    row = _apply(empty, _sealed(key, "insert", {"facts": "推车断裂", "order": "X1"}))
    assert (row["facts"], row["order"]) == ("推车断裂", "X1")
    row = _apply(empty, _sealed(key, "update", {"order": ["X1", None]}))
    assert row["order"] is None


def test_without_the_key_they_fold_to_erased(empty: Connection) -> None:
    key = bytes(32)
    row = _apply(empty, _sealed(key, "insert", {"facts": "推车断裂", "order": "X1"}, product="车"))
    assert (row["facts"], row["order"], row["product"]) == (ERASED, ERASED, "车")
    row = _apply(empty, _sealed(key, "update", {"result": [None, "退款"]}, version=[1, 2]))
    assert (row["result"], row["version"], row["goods_kept"]) == (ERASED, 2, None)


def test_another_key_is_a_broken_seal_and_not_an_erasure(empty: Connection) -> None:
    SubjectKeys(empty).require(TICKET)
    with pytest.raises(LedgerError, match=r"ledger\.seal_broken"):
        _apply(empty, _sealed(bytes(32), "insert", {"facts": "推车断裂"}))


def test_every_personal_column_has_an_erased_value() -> None:
    for name, table in SYNCED_TABLES.items():
        for column in table.c:
            if column.info["rule"].personal:
                assert erased_value(name, column.key) in {ERASED, ""}, column


# ---------------------------------------------------------------- upcasters


def _to_schema_one(body: dict[str, Any]) -> dict[str, Any]:
    """Bring a made-up schema 0, in which tickets were complaints with a `text`, to schema 1."""
    changes = []
    for change in body["changes"]:
        fields = dict(change["fields"])
        fields["facts"] = fields.pop("text")
        changes.append(change | {"table": "ticket", "fields": fields})
    return body | {"schema": 1, "changes": changes}


def _of_schema_zero() -> dict[str, Any]:
    change = _ticket()
    change["fields"]["text"] = change["fields"].pop("facts")
    return change | {"table": "complaint"}


def test_an_old_entry_is_brought_up_to_today(
    empty: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UPCASTERS, 0, _to_schema_one)
    old = _body(_of_schema_zero(), schema=0)
    apply_body(empty, old, SubjectKeys(empty))
    assert snapshot(empty)["ticket"][0]["facts"] == "坏了"
    assert old["changes"][0]["table"] == "complaint", "an upcaster changes nothing it was given"
    assert upcast(old)["schema"] == SCHEMA


def test_an_entry_of_today_passes_as_it_is() -> None:
    body = _body(_ticket())
    assert upcast(body) is body


def test_a_schema_nobody_knows_is_refused(empty: Connection) -> None:
    with pytest.raises(LedgerError, match=r"ledger\.schema_unknown"):
        _apply(empty, _ticket(), schema=-1)


def test_every_schema_before_todays_has_an_upcaster() -> None:
    assert set(UPCASTERS) == set(range(1, SCHEMA))
