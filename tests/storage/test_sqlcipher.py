"""The raw key and the PRAGMA set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from desktop.storage.sqlcipher import apply_key, open_plain_connection

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))


def test_a_database_opens_with_its_key_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connection = open_plain_connection(path, KEY)
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES ('surveillance')")
    connection.close()
    raw = path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert b"surveillance" not in raw
    again = open_plain_connection(path, KEY)
    assert again.execute("SELECT a FROM t").fetchone() == ("surveillance",)
    again.close()
    with pytest.raises(dbapi2.DatabaseError, match="not a database"):
        open_plain_connection(path, bytes(32))


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    connection = dbapi2.connect(":memory:")
    with pytest.raises(ValueError, match="32 bytes"):
        apply_key(connection, bytes(length))
    connection.close()


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
        ("busy_timeout", 10_000),
        ("cache_size", -64_000),
        ("mmap_size", 0),
    ],
)
def test_every_connection_has_the_pragmas(tmp_path: Path, pragma: str, value: object) -> None:
    connection = open_plain_connection(tmp_path / "a.db", KEY)
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    connection.close()
