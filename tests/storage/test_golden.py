"""Golden ledgers: what was ever written folds for ever to what it meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from desktop.models.base import Base
from desktop.models.desk import SubjectKey
from desktop.models.lines import begins_line
from desktop.models.tables import SCHEMA, SYNCED_TABLES, table_of
from desktop.storage.database import Database
from desktop.storage.fold import snapshot
from desktop.storage.ledger import (
    GENESIS,
    StoredEntry,
    check_author,
    check_link,
    learn_people,
    stated_previous,
    store,
)
from desktop.storage.replay import replay
from desktop.storage.seals import ERASED
from desktop.storage.stretches import after_of
from tests.storage.golden.make import HERE, rows_digest

FILES = sorted(HERE.glob("schema-*.jsonl"))


def _read(path: Path) -> tuple[dict[str, Any], list[StoredEntry]]:
    head, *lines = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return head, [
        StoredEntry(
            line["site"],
            line["seq"],
            line["body"].encode(),
            bytes.fromhex(line["digest"]),
            bytes.fromhex(line["signature"]),
        )
        for line in lines
    ]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "golden.db", bytes(32))
    with made.connect() as connection:
        Base.metadata.create_all(connection)
    yield made
    made.close()


def test_every_schema_up_to_todays_has_its_golden_ledgers() -> None:
    wanted = {f"schema-{n}-{site}.jsonl" for n in range(1, SCHEMA + 1) for site in ("branch", "hq")}
    assert {path.name for path in FILES} == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_ledger_folds_to_what_it_meant(path: Path, database: Database) -> None:
    head, stored = _read(path)
    with database.connect() as connection:
        for entry in stored:
            body = entry.parsed()
            told = (entry, body["at"], body["use_case"], body["actor"], body["command"])
            store(connection, [told])
        for subject, key in head["keys"].items():
            row = {"subject": subject, "key": bytes.fromhex(key)}
            connection.execute(insert(table_of(SubjectKey)), row)
        replay(connection, connection, head["site"])
        rows = snapshot(connection)
    assert rows_digest(rows, head["columns"]) == head["snapshot"]
    assert ERASED in json.dumps(rows["ticket"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_ledger_is_whole(path: Path) -> None:
    head, stored = _read(path)
    people: dict[str, tuple[str, bytes]] = {}
    last: dict[str, tuple[bytes, int]] = {}
    digests = {(entry.site, entry.seq): entry.digest for entry in stored}
    for entry in stored:
        before, seq = last.get(entry.site, (GENESIS, 0))
        own = entry.site == head["site"]
        if begins_line(entry.seq):
            before, seq = digests[entry.site, after_of(entry)], entry.seq - 1
        elif not own and entry.seq != seq + 1:
            before = stated_previous(entry)
        body = check_link(entry, before, seq + 1 if own else entry.seq)
        learn_people(body, people)
        check_author(body, people)
        last[entry.site] = (entry.digest, entry.seq)
        assert body["schema"] == head["schema"]


def test_the_golden_ledgers_of_today_go_on_in_a_new_line() -> None:
    for path in FILES:
        head, stored = _read(path)
        if head["schema"] == SCHEMA:
            assert any(begins_line(entry.seq) for entry in stored)
            assert any(
                change["table"] == "take_in"
                and change["fields"]["sender"] != change["fields"]["source"]
                for entry in stored
                for change in entry.parsed()["changes"]
            )


def test_the_golden_ledgers_of_today_speak_of_every_synced_table() -> None:
    told: set[str] = set()
    for path in FILES:
        head, stored = _read(path)
        if head["schema"] == SCHEMA:
            told |= {c["table"] for entry in stored for c in entry.parsed()["changes"]}
            assert set(head["columns"]) == set(SYNCED_TABLES)
    assert told == set(SYNCED_TABLES)
