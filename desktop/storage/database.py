"""The encrypted database: engine, transactions, and SQLite's results as errors of the house."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop.errors import DeskError, KeyringError, LedgerError, StorageError
from desktop.models.tables import ENTRY, SYNCED_TABLES
from desktop.storage.sqlcipher import BUSY_SECONDS, apply_key, apply_pragmas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

_STORAGE_CODES = {
    5: "storage.busy",
    6: "storage.busy",
    8: "storage.read_only",
    10: "storage.io",
    11: "storage.damaged",
    13: "storage.full",
    14: "storage.cannot_open",
}
_NOT_A_DATABASE = 26
_CODES_BY_TEXT = {
    "database is locked": 5,
    "database table is locked": 6,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "database or disk is full": 13,
    "unable to open database file": 14,
    "file is not a database": _NOT_A_DATABASE,
}
"""SQLite's own words; the driver's `backup` raises with nothing else."""
_UNREAD = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|'(?P<a>(?:[^']|'')*)'|\"(?P<b>(?:[^\"]|\"\")*)\"|`(?P<c>(?:[^`]|``)*)`|\[(?P<d>[^\]]*)\]",
    re.DOTALL,
)
"""Comments and everything quoted; SQLite takes any quotes for a table's name."""
_WRITE = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update(?:\s+or\s+\w+)?|delete\s+from)"
    r"\s+(?:\w+\s*\.\s*)?(\w+)",
    re.IGNORECASE,
)
SCRIBE = "scribe"
"""Key in a connection's `info`: who may write synced tables now (`flush` or `applier`)."""
_QUERY_ONLY = "query_only"


class DeskSession(Session):
    """A session whose flushes are captured for the ledger (see `storage/capture.py`)."""

    _core: Connection | None = None

    @property
    def core(self) -> Connection:
        """The connection of the transaction at hand, asked for many times in each command."""
        core = self._core
        if core is None or not core.in_transaction() or self.in_nested_transaction():
            core = self._core = self.connection()  # which also begins a savepoint
        return core


class Database:
    """One site's encrypted SQLite file and its pool of connections."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the file with a raw 32-byte key; the first read happens on first use."""
        self.path = path
        self.engine = _make_engine(path, key)
        self._readers = self.engine.execution_options(read_only=True)
        self._writer: Connection | None = None
        self._turn = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[DeskSession]:
        """Give a session in BEGIN IMMEDIATE; commits at the end, rolls back on any error."""
        with (
            translated(),
            self._writing() as connection,
            DeskSession(connection, expire_on_commit=False) as session,
        ):
            _ = session.core  # begins: whoever comes second waits here, before reading anything
            yield session
            session.commit()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give the one connection that sessions write through, in turn.

        It stays out of the pool between two commands: the pages it knows stay warm, and nobody
        makes it read-only meanwhile. After a failure the pool looks at it before its next use.
        """
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StorageError("storage.busy")
        try:
            self._writer = self._writer or self.engine.connect()
            yield self._writer
        except BaseException:
            self._give_back()
            raise
        finally:
            self._turn.release()

    def _give_back(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    @contextmanager
    def read(self) -> Iterator[DeskSession]:
        """Give a session that cannot write."""
        with translated(), DeskSession(self._readers, autoflush=False) as session:
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a Core connection in a write transaction, for the applier and for repair."""
        with translated(), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; no thread may be at work in the database."""
        self._give_back()
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into those a person can act on; all others are bugs and pass."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        found = translate(error)
        if found is None:
            raise
        raise found from error


def translate(error: BaseException) -> DeskError | None:
    """Give the desk's error for a database error by SQLite's result code, or None for a bug."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None) or _CODES_BY_TEXT.get(str(cause))
    if code is None:
        return None
    primary = code & 0xFF
    if primary == _NOT_A_DATABASE:
        return KeyringError("database.wrong_key")
    known = _STORAGE_CODES.get(primary)
    return StorageError(known) if known else None


def _make_engine(path: Path, key: bytes) -> Engine:
    # QueuePool is named because the dialect's own choice closes connections under other
    # threads; BEGIN is ours because deferred transactions lose concurrent updates silently.
    engine = create_engine(
        f"sqlite:///{path}",
        module=dbapi2,
        poolclass=QueuePool,
        hide_parameters=True,  # an error that is printed or logged must not quote what people typed
        pool_size=4,
        max_overflow=8,
        connect_args={
            "isolation_level": None,
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
        },
    )

    @event.listens_for(engine, "connect")
    def _key(connection: Any, _record: object) -> None:
        apply_key(connection, key)
        apply_pragmas(connection)

    event.listen(engine, "checkin", _leave_clean)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _guard)
    return engine


def _leave_clean(connection: Any, _record: object) -> None:
    # SQLAlchemy takes a transaction whose COMMIT failed for ended; SQLite may hold it open, with
    # the lock, for everybody after.
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _begin(connection: Connection) -> None:
    read_only = bool(connection.get_execution_options().get("read_only"))
    driver: Any = connection.connection.driver_connection
    known = connection.info
    if known.get(_QUERY_ONLY, False) is not read_only:
        driver.execute(f"PRAGMA query_only = {'on' if read_only else 'off'}")
        known[_QUERY_ONLY] = read_only
    known.pop(SCRIBE, None)
    driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")


@lru_cache(maxsize=2048)
def written_table(statement: str) -> str | None:
    """Name the synced or ledger table that a statement writes, if it writes one.

    Wherever the write stands: behind comments or a WITH, or in the body of a trigger.
    """
    bare = _UNREAD.sub(_laid_bare, statement)
    names = (found.group(1).lower() for found in _WRITE.finditer(bare))
    return next((name for name in names if name in SYNCED_TABLES or name == ENTRY.name), None)


def _laid_bare(quoted: re.Match[str]) -> str:
    """Leave a quoted name standing alone; comments and texts become a space."""
    name = next((text for text in quoted.groups() if text), "")
    return f" {name} " if name.isidentifier() else " "


def _guard(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    _context: object,
    _many: bool,  # noqa: FBT001
) -> None:
    require_scribe(connection, written_table(statement))


def require_scribe(connection: Connection, table: str | None) -> None:
    """Refuse to write a table of the ledger's unless somebody who records it holds the pen."""
    if table is not None and connection.info.get(SCRIBE) is None:
        raise LedgerError("ledger.unrecorded_write", table=table)
