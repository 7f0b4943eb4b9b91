"""Pending changes: whatever is gathered and written later ends as if each entry were applied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from desktop.errors import LedgerError
from desktop.models.base import Base
from desktop.models.tables import SCHEMA
from desktop.services.casework import (
    add_note,
    classify_ticket,
    promise_answer,
    resolve_ticket,
    settle_promise,
)
from desktop.services.staff import disable_staff
from desktop.storage.database import Database
from desktop.storage.fold import apply_body, snapshot
from desktop.storage.pending import Pending
from desktop.storage.seals import SubjectKeys
from desktop.vocabulary import PromiseState, Severity
from tests.desks import DAY, OPENING, Desk
from tests.storage.folding import as_stored


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    database = Database(tmp_path / "pending.db", bytes(32))
    with database.connect() as connection:
        Base.metadata.create_all(connection)
        yield connection
    database.close()


@pytest.fixture
def told(desk: Desk) -> list[dict[str, Any]]:
    """Give the entries of a branch that changed some rows again and again."""
    for facts in ("推车断裂", "标价不符"):
        ticket = desk.register(facts=facts)
        promise = desk.by("chen", promise_answer, ticket, "明天答复", OPENING + DAY)
        desk.by("zhao", classify_ticket, ticket, severity=Severity.ELEVATED)
        desk.by("chen", settle_promise, ticket, promise, PromiseState.KEPT)
        desk.by("chen", add_note, ticket, "已说明")
        desk.by("chen", resolve_ticket, ticket, "已换货", "phone")
    desk.by("admin", disable_staff, "zhao", "chen")
    return [entry.parsed() for entry in desk.entries()]


@pytest.mark.parametrize("every", [1, 5, 1000])
def test_rows_are_the_same_whenever_they_are_written(
    every: int, desk: Desk, told: list[dict[str, Any]], empty: Connection
) -> None:
    with desk.site.database.read() as session:
        pending = Pending(empty, SubjectKeys(session.connection()))
        for number, body in enumerate(told, start=1):
            pending.apply(body)
            if number % every == 0:
                pending.flush()
        pending.flush()
    assert snapshot(empty) == as_stored(desk.site)


def test_facts_alone_are_taken_of_an_entry_without_custody(
    desk: Desk, told: list[dict[str, Any]], empty: Connection, tmp_path: Path
) -> None:
    last = next(body for body in reversed(told) if body["use_case"] == "resolve_ticket")
    singly = Database(tmp_path / "singly.db", bytes(32))
    with desk.site.database.read() as session, singly.connect() as other:
        Base.metadata.create_all(other)
        keys = SubjectKeys(session.connection())
        pending = Pending(empty, keys)
        for body in told:
            pending.apply(body, facts_only=body is last)
            apply_body(other, body, keys, facts_only=body is last)
        pending.flush()
        assert snapshot(empty) == snapshot(other) != as_stored(desk.site)
    singly.close()


def test_it_tells_what_it_did(desk: Desk, told: list[dict[str, Any]], empty: Connection) -> None:
    with desk.site.database.read() as session:
        pending = Pending(empty, SubjectKeys(session.connection()))
        found = [one for body in told for one in pending.apply(body)]
    rows = {(one.table, one.site, one.uid) for one in found if one.inserted}
    assert len(rows) == sum(map(len, as_stored(desk.site).values()))
    resolved = [one.values for one in found if one.values.get("result") == "已换货"]
    assert [values["status"] for values in resolved] == ["resolved"] * 2


def _change(op: str, **fields: Any) -> dict[str, Any]:
    return {"table": "person", "site": "1" * 32, "uid": "2" * 32, "op": op, "fields": fields}


def _body(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"schema": SCHEMA, "site": "1" * 32, "seq": 1, "changes": list(changes)} | more


def test_a_row_that_is_not_there_cannot_be_changed(empty: Connection) -> None:
    pending = Pending(empty, SubjectKeys(empty))
    pending.apply(_body(_change("update", title=["女士", "先生"])))
    with pytest.raises(LedgerError, match=r"ledger\.row_missing"):
        pending.flush()


def test_a_row_is_made_once(empty: Connection) -> None:
    pending = Pending(empty, SubjectKeys(empty))
    pending.apply(_body(_change("insert", title="女士")))
    pending.flush()
    pending.apply(_body(_change("insert", title="先生")))
    with pytest.raises(IntegrityError):
        pending.flush()


def test_what_apply_refuses_is_refused_at_once(empty: Connection) -> None:
    pending = Pending(empty, SubjectKeys(empty))
    for body, code in (
        (_body(schema=SCHEMA + 1), r"ledger\.schema_newer"),
        (_body(_change("insert") | {"table": "setting"}), r"ledger\.unknown_table"),
        (_body(_change("update", uid=["2" * 32, "3" * 32])), r"ledger\.key_changed"),
    ):
        with pytest.raises(LedgerError, match=code):
            pending.apply(body)
