"""Checks of the tables: the file's pages, the schema, and the synced rows against the ledger."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from desktop.errors import LedgerError, StorageError
from desktop.models.tables import ENTRY, SYNCED_TABLES
from desktop.storage.database import Database
from desktop.storage.files import TEMPORARY_SUFFIX, told_as_storage_errors
from desktop.storage.replay import replay
from desktop.storage.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Row, Table

    from desktop.services.findings import Verified
    from desktop.services.opening import OpenSite
    from desktop.vocabulary import Uid

UNREADABLE: Final = (LookupError, TypeError, ValueError, AttributeError, SQLAlchemyError)
"""What reading a row ends in that no command of this program has written."""
_SCHEMA: Final = (
    "SELECT type || ' ' || name, sql FROM sqlite_master"
    " WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
)
_DETAIL: Final = 80


@contextmanager
def scratch_of(site: OpenSite) -> Iterator[Connection]:
    """Give an empty site's database, gone afterwards, to compare with.

    In the site's own folder and under its own key: nothing is ever written in plain.
    """
    place = tempfile.TemporaryDirectory(
        dir=site.folder, prefix=".check-", suffix=TEMPORARY_SUFFIX, ignore_cleanup_errors=True
    )  # swept at the next opening if this program is killed
    with told_as_storage_errors(site.folder), place as folder:
        scratch = Database(Path(folder) / "replay", site.unlocked.database_key)
        try:
            with scratch.connect() as target:
                migrate(target)
                yield target
        finally:
            scratch.close()


def check_pages(connection: Connection, found: Verified, *, deep: bool) -> None:
    """Ask SQLite and SQLCipher whether the file is whole; each alone misses some damage."""
    # FTS5's part of the check trusts what this pooled connection remembers of the index, which
    # another connection may have changed; opening a cursor makes it read the index afresh.
    with suppress(SQLAlchemyError):
        connection.exec_driver_sql("SELECT rowid FROM ticket_search LIMIT 1").all()
    _tell_pages(connection, "cipher_integrity_check", found)
    if found.clean:  # else SQLCipher answers nothing more on this connection
        # Only the slower of the two compares indexes with their tables.
        _tell_pages(connection, "integrity_check" if deep else "quick_check", found)


def _tell_pages(connection: Connection, pragma: str, found: Verified) -> None:
    try:
        told = connection.exec_driver_sql(f"PRAGMA {pragma}").scalars().all()
    except SQLAlchemyError as error:
        told = [str(error.__cause__ or error)]
    for row in told:
        if row != "ok":
            found.note("pages", StorageError("database.page_damaged", detail=_brief(row)))


def _brief(told: object) -> str:
    return " ".join(str(told).split())[:_DETAIL]


def check_schema(connection: Connection, target: Connection, found: Verified) -> None:
    """Compare tables, indexes and the triggers that guard the ledger with this program's own."""
    wanted, stored = _schema_of(target), _schema_of(connection)
    for name in sorted(wanted.keys() | stored.keys()):
        if wanted.get(name) != stored.get(name):
            found.note("schema", StorageError("database.schema_differs", name=name))


def _schema_of(connection: Connection) -> dict[str, str | None]:
    rows = connection.exec_driver_sql(_SCHEMA)
    return {row[0]: row[1] for row in rows}


def check_fold(
    own: Uid,
    connection: Connection,
    target: Connection,
    found: Verified,
    progress: Callable[[int], None],
) -> None:
    """Replay the ledger into an empty database and compare every synced row."""
    done = 0

    def passed(seq: int) -> None:
        nonlocal done
        done = seq
        progress(seq)

    try:
        replay(connection, target, own, passed)
    except LedgerError as error:
        error.values.setdefault("seq", _after(connection, own, done))
        found.note("fold", error)
        return
    except UNREADABLE as error:
        seq = _after(connection, own, done)
        kind = type(error).__name__
        found.note("fold", LedgerError("ledger.not_replayed", site=own, seq=seq, kind=kind))
        return
    for table in SYNCED_TABLES.values():
        found.rows += _compare(table, connection, target, found)


def _after(connection: Connection, site: Uid, seq: int) -> int:
    query = select(ENTRY.c.seq).where(ENTRY.c.site == site, ENTRY.c.seq > seq)
    return connection.execute(query.order_by(ENTRY.c.seq).limit(1)).scalar() or seq


def _compare(table: Table, stored: Connection, folded: Connection, found: Verified) -> int:
    """Walk through both in the order of their keys; gives the number of rows stored.

    Rows are compared as they lie there, because one edited by hand may not be readable at all.
    """
    left, right = _rows(table, stored), _rows(table, folded)
    mine, theirs = next(left, None), next(right, None)
    count = 0
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and _key(mine) < _key(theirs)):
            count += 1
            found.note("fold", _error("ledger.row_unrecorded", table, mine))
            mine = next(left, None)
        elif mine is None or _key(theirs) < _key(mine):
            found.note("fold", _error("ledger.row_missing", table, theirs))
            theirs = next(right, None)
        else:
            count += 1
            if tuple(mine) != tuple(theirs):
                _tell_columns(table, mine, theirs, found)
            mine, theirs = next(left, None), next(right, None)
    return count


def _rows(table: Table, connection: Connection) -> Iterator[Row[Any]]:
    names = ", ".join(f'"{column.key}"' for column in table.columns)
    query = f'SELECT {names} FROM "{table.name}" ORDER BY site, uid'  # noqa: S608 - our own names
    return iter(connection.execution_options(yield_per=500).exec_driver_sql(query))


def _key(row: Row[Any]) -> tuple[bytes, bytes]:
    return _octets(row.site), _octets(row.uid)


def _octets(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _tell_columns(table: Table, mine: Row[Any], theirs: Row[Any], found: Verified) -> None:
    for column, here, there in zip(table.columns, mine, theirs, strict=True):
        if here != there:
            error = _error("ledger.row_differs", table, mine)
            error.values["column"] = column.key
            found.note("fold", error)


def _error(code: str, table: Table, row: Row[Any] | None) -> LedgerError:
    uid = "" if row is None else _octets(row.uid).hex()
    return LedgerError(code, table=table.name, uid=uid)
