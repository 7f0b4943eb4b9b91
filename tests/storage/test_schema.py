"""The schema as migrations make it, and the encrypted engine below everything."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import QueuePool

from desktop.errors import KeyringError, LedgerError, StorageError
from desktop.models.base import Base
from desktop.models.desk import Setting
from desktop.models.tables import KINDS
from desktop.services.opening import open_unlocked
from desktop.storage import schema
from desktop.storage.database import Database
from desktop.storage.fold import applier
from desktop.storage.keyring import Keyring
from desktop.storage.schema import REVISION, migrate, revision_of
from desktop.storage.unlocked import Unlocked
from tests.desks import BRANCH, Clock, Desk, Template

KEY = bytes(range(32))
SQLITE_OWN = {"alembic_version"}


@pytest.fixture
def database(tmp_path: Path) -> Any:
    made = Database(tmp_path / "x.db", KEY)
    with made.connect() as connection:
        migrate(connection)
    yield made
    made.close()


# ---------------------------------------------------------------- migrations


def _without_search(_object: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    return not (kind == "table" and name is not None and name.startswith("ticket_search"))


def test_the_migrated_schema_is_that_of_the_classes(database: Database) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _without_search}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_makes_exactly_the_tables_that_are_listed(database: Database) -> None:
    with database.connect() as connection:
        made = set(inspect(connection).get_table_names())
    shadows = {name for name in made if name.startswith("ticket_search_")}
    assert made - shadows - SQLITE_OWN == set(KINDS)


def test_the_guards_of_the_ledger_and_the_search_index_are_made(database: Database) -> None:
    with database.connect() as connection:
        rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master")).all()
    assert {row.name for row in rows if row.type == "trigger"} == {
        "entry_no_update",
        "entry_no_delete",
        "entry_no_replace",
    }
    [index] = [row.sql for row in rows if row.name == "ticket_search"]
    assert "content=''" in index, "the index keeps no words of its own"


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.connect() as connection:
        before = connection.execute(text("SELECT name, sql FROM sqlite_master")).all()
        migrate(connection)
        assert connection.execute(text("SELECT name, sql FROM sqlite_master")).all() == before
        assert revision_of(connection) == REVISION


def _of_the_first_schema(connection: Connection) -> None:
    config = Config()
    folder = Path(schema.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    told = {"site": bytes(16), "uid": bytes(15) + b"1", "source": bytes(15) + b"2"}
    bundle = {"epoch": "e", "number": 1, "manifest": "m", "from_seq": 1, "to_seq": 9}
    file = {"uid": told["uid"], "epoch": "e", "number": 1, "manifest": "m", "file_name": "f"}
    rows = {
        "take_in": told
        | {"epoch": "e", "bundle": 1, "manifest": "m", "from_seq": 1, "to_seq": 9}
        | {"head": "h", "entries": 9, "verdicts": "{}", "at": 5},
        "shipment": file | bundle | {"destination": told["source"], "made_at": 5},
        "arrival": file | {"source": told["source"], "verdict": "taken_in", "at": 5},
    }
    with applier(connection):
        for table, row in rows.items():
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def test_a_database_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    old = Database(tmp_path / "old.db", KEY)
    with old.connect() as connection:
        _of_the_first_schema(connection)
        assert revision_of(connection) == "0001"
    with old.connect() as connection:
        migrate(connection)
        assert revision_of(connection) == REVISION
        [taken] = connection.execute(text("SELECT source, sender, to_seq FROM take_in")).all()
        assert (taken.sender, taken.to_seq) == (taken.source, 9)
        assert connection.execute(text("SELECT returned FROM shipment")).scalars().all() == [0]
        assert connection.execute(text("SELECT acked FROM arrival")).scalars().all() == [0]
    with old.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _without_search}
        )
        assert compare_metadata(context, Base.metadata) == []
    old.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path,
) -> None:
    old = Database(tmp_path / "old.db", KEY)
    with old.connect() as connection:
        _of_the_first_schema(connection)
        before = connection.execute(text("SELECT name, sql FROM sqlite_master")).all()

    def halfway(database: Database) -> None:
        with database.connect() as connection:
            migrate(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        halfway(old)
    with old.connect() as connection:
        assert revision_of(connection) == "0001"
        assert connection.execute(text("SELECT name, sql FROM sqlite_master")).all() == before
    old.close()


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    empty = Database(tmp_path / "empty.db", KEY)
    with empty.connect() as connection:
        assert revision_of(connection) is None
    empty.close()


def test_the_revision_is_the_last_of_one_line_of_migrations() -> None:
    folder = Path(schema.__file__).parent / "migrations"
    script = ScriptDirectory(str(folder))
    assert script.get_heads() == [REVISION]
    assert len(script.get_bases()) == 1


def _make_newer(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(database: Database) -> None:
    with database.connect() as connection:
        _make_newer(connection)
        with pytest.raises(StorageError, match=r"storage\.schema_newer"):
            migrate(connection)
        assert revision_of(connection) == "9999"


def test_a_site_of_a_newer_program_does_not_open(template: Template, tmp_path: Path) -> None:
    desk = template.open(BRANCH, tmp_path)
    with desk.site.database.connect() as connection:
        _make_newer(connection)
    desk.site.close()
    with pytest.raises(StorageError, match=r"storage\.schema_newer"):
        template.open(BRANCH, tmp_path)


# ---------------------------------------------------------------- encryption


def test_plain_sqlite_cannot_open_it(desk: Desk) -> None:
    plain = sqlite3.connect(desk.site.database.path)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT * FROM sqlite_master").fetchall()
    plain.close()
    assert not desk.site.database.path.read_bytes().startswith(b"SQLite format 3")


def test_a_wrong_key_is_told_as_such(database: Database, tmp_path: Path) -> None:
    wrong = Database(tmp_path / "x.db", bytes(32))
    for opened in (wrong.connect, wrong.write):
        with pytest.raises(KeyringError, match=r"database\.wrong_key"), opened():
            pass
    with pytest.raises(KeyringError, match=r"database\.wrong_key"), wrong.read() as session:
        session.connection()
    wrong.close()


def test_a_site_under_a_wrong_key_does_not_open(template: Template, tmp_path: Path) -> None:
    template.open(BRANCH, tmp_path).site.close()
    uid, master = template.masters[BRANCH]
    keyring = Keyring.load(tmp_path / BRANCH)
    wrong = Unlocked(uid, bytes([master[0] ^ 1]) + master[1:])
    with pytest.raises(KeyringError, match=r"database\.wrong_key"):
        open_unlocked(tmp_path / BRANCH, keyring, wrong, clock=Clock())


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_never_becomes_a_passphrase(tmp_path: Path, length: int) -> None:
    made = Database(tmp_path / "y.db", bytes(length))
    with pytest.raises(ValueError, match="32 bytes"), made.connect():
        pass
    made.close()


# ---------------------------------------------------------------- the engine


def test_connections_are_pooled_in_a_queue(database: Database) -> None:
    assert isinstance(database.engine.pool, QueuePool)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("busy_timeout", 10000),
        ("mmap_size", 0),
    ],
)
def test_every_connection_has_the_pragmas_of_the_house(
    database: Database, pragma: str, value: Any
) -> None:
    with database.connect() as one, database.read() as other:
        for connection in (one, other.connection()):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_reader_cannot_write_and_the_connection_can_again(database: Database) -> None:
    for _ in range(3):
        with (
            pytest.raises(StorageError, match=r"storage\.read_only"),
            database.read() as reading,
        ):
            reading.execute(insert(Setting), {"key": "a", "value": {}})
        with database.write() as writing:
            writing.execute(insert(Setting), {"key": "a", "value": {}})
            writing.rollback()
    with database.read() as reading:
        assert reading.scalars(select(Setting)).all() == []


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read() as reading:
        assert reading.scalars(select(Setting.key)).all() == []
        with database.write() as writing:
            writing.add(Setting(key="a", value={}))
        assert reading.scalars(select(Setting.key)).all() == []
    with database.read() as reading:
        assert reading.scalars(select(Setting.key)).all() == ["a"]


def test_an_error_inside_rolls_everything_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.add(Setting(key="a", value={}))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as reading:
        assert reading.scalars(select(Setting)).all() == []


def test_a_commit_that_fails_leaves_the_database_free(database: Database) -> None:
    with database.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql(
            "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )

    def orphan(opened: Any) -> None:
        with opened() as writing:
            writing.execute(text("INSERT INTO child VALUES (7)"))

    for opened in (database.write, database.connect):
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            orphan(opened)
    with database.write() as session:
        assert session.execute(text("SELECT count(*) FROM child")).scalar() == 0


def test_a_guarded_write_does_not_spoil_the_connection(database: Database) -> None:
    with pytest.raises(LedgerError), database.connect() as connection:
        connection.exec_driver_sql("DELETE FROM ticket")
    with database.write() as session:
        session.add(Setting(key="a", value={}))


def test_sessions_write_through_one_connection_in_turn(database: Database) -> None:
    seen: list[tuple[object, int]] = []

    def write() -> None:
        for _ in range(20):
            with database.write() as session:
                driver = session.core.connection.driver_connection
                seen.append((driver, len(session.scalars(select(Setting)).all())))
                session.add(Setting(key=str(len(seen)), value={}))

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [kept for _driver, kept in seen] == list(range(60))
    assert len({id(driver) for driver, _kept in seen}) == 1


def test_a_failure_leaves_the_connection_for_writing_to_the_pool(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.add(Setting(key="a", value={}))
            session.flush()
            raise ZeroDivisionError

    for _ in range(30):  # more often than the pool has connections
        with pytest.raises(ZeroDivisionError):
            fail()
    with database.write() as session:
        assert session.scalars(select(Setting)).all() == []


def test_no_update_is_lost_between_threads(database: Database) -> None:
    """Read, then write, 4 threads × 60: a deferred BEGIN loses some or fails with BUSY."""
    with database.write() as session:
        session.add(Setting(key="n", value={"n": 0}))
    errors: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(60):
                with database.write() as session:
                    row = session.execute(select(Setting.value).where(Setting.key == "n")).one()
                    told = {"n": row.value["n"] + 1}
                    session.execute(update(Setting).where(Setting.key == "n").values(value=told))
        except BaseException as error:  # noqa: BLE001 - told by the test itself
            errors.append(error)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with database.read() as session:
        assert session.execute(select(Setting.value)).scalar_one() == {"n": 240}


def test_a_writer_holds_the_lock_from_its_first_word(database: Database) -> None:
    other = database.engine.raw_connection()
    try:
        raw: Any = other.driver_connection
        raw.execute("PRAGMA query_only = off")
        raw.execute("PRAGMA busy_timeout = 0")
        with database.write(), pytest.raises(Exception, match="locked"):
            raw.execute("BEGIN IMMEDIATE")
    finally:
        other.close()
