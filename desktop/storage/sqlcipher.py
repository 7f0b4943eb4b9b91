"""How a SQLCipher connection is opened: the raw key and the PRAGMA set of the house."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEY_BYTES = 32
BUSY_SECONDS = 10

_RAW_KEY = re.compile(r"[0-9a-f]{64}")
_PRAGMAS = (
    "synchronous = full",
    "foreign_keys = on",
    "trusted_schema = off",
    "cell_size_check = on",
    "secure_delete = on",
    "temp_store = memory",
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "cache_size = -64000",
    "mmap_size = 0",
)


class DbapiCursor(Protocol):
    """What is used of a DB-API cursor."""

    lastrowid: int
    rowcount: int

    def fetchall(self) -> list[Any]:
        """Fetch all rows left."""

    def fetchone(self) -> Any:
        """Fetch the next row, or None."""


class DbapiConnection(Protocol):
    """What is used of a `sqlcipher3.dbapi2.Connection`, which has no stubs."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> DbapiCursor:
        """Run one statement."""

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> DbapiCursor:
        """Run one statement for each row of values."""

    def backup(self, target: DbapiConnection, *, pages: int = ...) -> None:
        """Copy the whole database into `target`."""

    def close(self) -> None:
        """Close the connection."""


def apply_key(dbapi_connection: DbapiConnection, key: bytes) -> None:
    """Hand over the raw key; this must be the first thing said on a connection.

    SQLCipher takes anything but exactly 64 hexadecimal digits as a passphrase,
    silently and a thousand times slower, so the length is checked here. A wrong
    key shows only at the first read (SQLITE_NOTADB).

    Raises:
        ValueError: the key is not 32 bytes.
    """
    digits = key.hex()
    if not _RAW_KEY.fullmatch(digits):
        told = f"a database key has {KEY_BYTES} bytes, not {len(key)}"
        raise ValueError(told)
    dbapi_connection.execute(f"PRAGMA key = \"x'{digits}'\"").fetchall()
    # Process-wide. Without it a wrong key prints to stderr, which a windowed program may lack.
    dbapi_connection.execute("PRAGMA cipher_log_level = NONE").fetchall()


def apply_pragmas(
    dbapi_connection: DbapiConnection, *, journal: str = "wal", exclusive: bool = False
) -> None:
    """Set what every connection of the house has; the first read happens here.

    Args:
        dbapi_connection: a connection that was given its key.
        journal: "wal" on a local disk, "delete" under a lease on a shared drive.
        exclusive: hold the file's lock until closing (shared drives).
    """
    if exclusive:
        dbapi_connection.execute("PRAGMA locking_mode = exclusive").fetchall()
    dbapi_connection.execute(f"PRAGMA journal_mode = {journal}").fetchall()
    for pragma in _PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}").fetchall()


def open_plain_connection(path: Path, key: bytes, *, journal: str = "wal") -> DbapiConnection:
    """Open an encrypted database without SQLAlchemy, in autocommit mode.

    Raises:
        sqlcipher3.dbapi2.DatabaseError: the key is wrong or the file is damaged.
    """
    connection = cast(
        "DbapiConnection",
        dbapi2.connect(
            str(path), isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        ),
    )
    try:
        apply_key(connection, key)
        apply_pragmas(connection, journal=journal)
    except BaseException:
        connection.close()
        raise
    return connection
