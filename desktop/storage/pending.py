"""Changes of many entries, gathered row by row in memory and written table by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.errors import LedgerError
from desktop.models.tables import SCHEMA
from desktop.storage.fold import applier, insert_rows, new_values, update_rows
from desktop.storage.upcasters import upcast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from desktop.storage.seals import SubjectKeys


class Applied(NamedTuple):
    """What an entry did to one row, in Python's values."""

    table: str
    site: str
    uid: str
    inserted: bool
    values: dict[str, Any]


class Pending:
    """Applies entries as `apply_body` does, but writes only when it is told to.

    A row that several entries change is written once. Until `flush`, the tables are behind.
    """

    def __init__(self, connection: Connection, keys: SubjectKeys) -> None:
        """Gather for this connection's transaction."""
        self._connection = connection
        self._keys = keys
        self._made: dict[str, list[dict[str, Any]]] = {}
        self._rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._changed: dict[tuple[str, str, str], dict[str, Any]] = {}

    def apply(self, body: dict[str, Any], *, facts_only: bool = False) -> list[Applied]:
        """Take the changes of one entry, brought up to today's schema, and give them.

        Raises LedgerError as `apply_body` does.
        """
        if body["schema"] > SCHEMA:
            raise LedgerError("ledger.schema_newer", site=body["site"], seq=body["seq"])
        return list(self._taken(upcast(body)["changes"], facts_only=facts_only))

    def _taken(self, changes: list[dict[str, Any]], *, facts_only: bool) -> Iterator[Applied]:
        for change in changes:
            values = new_values(change, self._keys, facts_only=facts_only)
            table, site, uid = key = (change["table"], change["site"], change["uid"])
            inserted = change["op"] == "insert"
            if inserted:
                row = values | {"site": site, "uid": uid}
                self._made.setdefault(table, []).append(row)
                self._rows[key] = row
            elif values:
                row = self._rows.get(key) or self._changed.setdefault(key, {})
                row.update(values)
            yield Applied(table, site, uid, inserted, values)

    def flush(self) -> None:
        """Write what was gathered.

        Raises LedgerError `ledger.row_missing` where a changed row is not there.
        """
        with applier(self._connection):
            for table, rows in self._made.items():
                insert_rows(self._connection, table, rows)
            for (table, columns), rows in self._by_columns().items():
                update_rows(self._connection, table, columns, rows)
        self._made, self._rows, self._changed = {}, {}, {}

    def _by_columns(self) -> dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]]:
        found: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
        for (table, site, uid), values in self._changed.items():
            told = values | {"site": site, "uid": uid}
            found.setdefault((table, tuple(sorted(values))), []).append(told)
        return found
