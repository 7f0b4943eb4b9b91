"""The raw key and the PRAGMA set."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from desktop.storage.sqlcipher import apply_key, open_plain_connection

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


def test_a_copy_that_finds_no_room_is_told_as_such(tmp_path: Path) -> None:
    """The driver's `backup` gives no result code, only SQLite's words."""
    program = f"""
import resource, signal
from pathlib import Path
from desktop.errors import StorageError
from desktop.storage.database import translated
from desktop.storage.sqlcipher import open_plain_connection
folder = Path({str(tmp_path)!r})
source = open_plain_connection(folder / "a.db", bytes(32))
source.execute("CREATE TABLE t AS SELECT randomblob(200000) AS a")
target = open_plain_connection(folder / "b.db", bytes(32), journal="delete")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    with translated():
        source.backup(target, pages=-1)
except StorageError as refused:
    print(refused.code)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert ran.stdout.strip() == "storage.io"
