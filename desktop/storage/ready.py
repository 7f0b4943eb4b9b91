"""Statements that every command says: compiled once and run on the driver itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from desktop.storage.database import require_scribe, written_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import Connection
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.sql.elements import BindParameter, ClauseElement

    from desktop.storage.sqlcipher import DbapiConnection, DbapiCursor

    Packer = Callable[[Any], Any]

_DIALECT = sqlite.dialect()


class Ready:
    """A statement made ready to run: values by name in, the driver's own rows out.

    It meets the same guard and raises the same errors as any other statement, but spares the
    way through SQLAlchemy's execution, which costs several times what SQLite needs for a small
    one (decision 012).
    """

    def __init__(self, statement: ClauseElement) -> None:
        """Compile a statement of `bindparam`s; an insert takes every column of its table."""
        compiled = cast("SQLCompiler", statement.compile(dialect=_DIALECT))
        self._sql = str(compiled)
        self._table = written_table(self._sql)
        self._names = compiled.positiontup or []
        binds = {name: compiled.binds[name] for name in self._names}
        packers = [_packer(binds[name]) for name in self._names]
        self._packs = [(place, pack) for place, pack in enumerate(packers) if pack]
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}

    def run(self, connection: Connection, told: Mapping[str, Any]) -> DbapiCursor:
        """Run with one set of values."""
        try:
            return self._driver(connection).execute(self._sql, self.packed(told))
        except dbapi2.Error as error:
            raise self._told(error) from error

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
        """Run once for each set of values; gives how many rows were written."""
        packed = [self.packed(told) for told in rows]
        try:
            return self._driver(connection).executemany(self._sql, packed).rowcount
        except dbapi2.Error as error:
            raise self._told(error) from error

    def packed(self, told: Mapping[str, Any]) -> list[Any]:
        """Give one set of values as the driver takes them, in the statement's order."""
        if self._fixed:
            told = {**self._fixed, **told}
        row = [told[name] for name in self._names]
        for place, pack in self._packs:
            row[place] = pack(row[place])
        return row

    def _driver(self, connection: Connection) -> DbapiConnection:
        require_scribe(connection, self._table)
        return cast("DbapiConnection", connection.connection.driver_connection)

    def _told(self, error: dbapi2.Error) -> BaseException:
        return cast(
            "BaseException",
            DBAPIError.instance(self._sql, None, error, dbapi2.Error, hide_parameters=True),
        )


def _packer(bind: BindParameter[Any]) -> Packer | None:
    """Give what turns a value into the driver's, None if it may stay as it is."""
    return cast("Packer | None", bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
