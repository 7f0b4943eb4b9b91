"""The fold: entries applied to the synced tables, which are nothing but that."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, update

from desktop.errors import LedgerError
from desktop.models.base import Rule
from desktop.models.codecs import Words
from desktop.models.tables import COLUMN_CODECS, RULES, SCHEMA, SYNCED_TABLES
from desktop.storage.database import SCRIBE
from desktop.storage.ready import Ready
from desktop.storage.seals import ERASED, SubjectKeys, unseal
from desktop.storage.upcasters import upcast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

KEY_COLUMNS = frozenset({"site", "uid"})


@contextmanager
def applier(connection: Connection) -> Iterator[None]:
    """Let the fold write synced tables on this connection; capture does not see it."""
    before = connection.info.get(SCRIBE)
    connection.info[SCRIBE] = "applier"
    try:
        yield
    finally:
        connection.info[SCRIBE] = before


def apply_body(
    connection: Connection, body: dict[str, Any], keys: SubjectKeys, *, facts_only: bool = False
) -> None:
    """Apply the changes of one entry, brought up to today's schema.

    Args:
        connection: of the transaction.
        body: the parsed entry.
        keys: what opens its sealed columns.
        facts_only: leave out changes of state, because the author was not custodian.

    Raises LedgerError `ledger.schema_newer` for an entry of a schema this program does not know.
    """
    if body["schema"] > SCHEMA:
        raise LedgerError("ledger.schema_newer", site=body["site"], seq=body["seq"])
    with applier(connection):
        for change in upcast(body)["changes"]:
            _apply_change(connection, change, keys, facts_only=facts_only)


def _apply_change(
    connection: Connection, change: dict[str, Any], keys: SubjectKeys, *, facts_only: bool
) -> None:
    values = new_values(change, keys, facts_only=facts_only)
    row = values | {"site": change["site"], "uid": change["uid"]}
    if change["op"] == "insert":
        insert_rows(connection, change["table"], [row])
    elif values:
        update_rows(connection, change["table"], tuple(sorted(values)), [row])


def new_values(
    change: dict[str, Any], keys: SubjectKeys, *, facts_only: bool = False
) -> dict[str, Any]:
    """Give what a change writes, in Python's values: every column it names but the key.

    Raises LedgerError for a table that is none, a key that would change, or a broken seal.
    """
    table = change["table"]
    if table not in SYNCED_TABLES:
        raise LedgerError("ledger.unknown_table", table=str(table)[:60])
    codecs = COLUMN_CODECS[table]
    inserting = change["op"] == "insert"
    values = {
        key: codecs[key].from_plain(value if inserting else value[1])
        for key, value in opened_values(change, keys).items()
        if key in codecs
        and (inserting or not facts_only or RULES[table][key].rule is not Rule.STATE)
    }
    if not inserting and not KEY_COLUMNS.isdisjoint(values):
        raise LedgerError("ledger.key_changed", table=table)
    return values


def insert_rows(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; what they do not say is NULL. Only under `applier`."""
    nulls = _nulls(table)
    _insert(table).run_many(connection, (nulls | row for row in rows))


def update_rows(
    connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> None:
    """Write these columns of rows that are there. Only under `applier`.

    Raises LedgerError `ledger.row_missing` if one is not.
    """
    named = {key: f"to_{key}" for key in (*columns, "site", "uid")}
    told = ({name: row[key] for key, name in named.items()} for row in rows)
    if _update(table, columns).run_many(connection, told) != len(rows):
        raise LedgerError("ledger.row_missing", table=table)


def opened_values(change: dict[str, Any], keys: SubjectKeys) -> dict[str, Any]:
    """Give a change's fields with the sealed ones opened, or as erased where the key is gone."""
    fields = dict(change["fields"])
    if "sealed" not in change:
        return fields
    key = keys.find(change["subject"])
    context = [change["table"], change["site"], change["uid"]]
    if key is not None:
        opened = unseal(key, context, change["sealed"])
        if opened.keys() != set(change["names"]) or not opened.keys().isdisjoint(fields):
            raise LedgerError("ledger.seal_broken")
        return fields | opened
    return fields | _erased(change)


def readable_values(change: dict[str, Any], keys: SubjectKeys) -> dict[str, Any]:
    """Give a change's fields to be shown: a seal that holds nothing readable reads as erased.

    An entry that was kept but not applied may hide anything under its seals: nobody opened them
    when it was taken in.
    """
    codecs = COLUMN_CODECS[change["table"]]
    try:
        found = opened_values(change, keys)
        for name in change.get("names", ()):
            for one in [found[name]] if change["op"] == "insert" else _old_and_new(found[name]):
                codecs[name].from_plain(one)
    except (LedgerError, LookupError, TypeError, ValueError, AttributeError):
        return {**change["fields"], **_erased(change)}
    return found


def _old_and_new(value: Any) -> tuple[Any, Any]:
    old, new = value
    return old, new


def _erased(change: dict[str, Any]) -> dict[str, Any]:
    gone = {name: erased_value(change["table"], name) for name in change["names"]}
    inserting = change["op"] == "insert"
    return {name: value if inserting else [value, value] for name, value in gone.items()}


def erased_value(table: str, column: str) -> str:
    """Give what an erased column holds, in the ledger's plain form (empty bytes in Base64)."""
    return ERASED if isinstance(SYNCED_TABLES[table].c[column].type, Words) else ""


@lru_cache(maxsize=64)
def _insert(table: str) -> Ready:
    return Ready(insert(SYNCED_TABLES[table]))


@lru_cache(maxsize=64)
def _nulls(table: str) -> dict[str, None]:
    return dict.fromkeys(RULES[table])


@lru_cache(maxsize=512)
def _update(table: str, columns: tuple[str, ...]) -> Ready:
    found = SYNCED_TABLES[table]
    return Ready(
        update(found)
        .where(and_(found.c.site == bindparam("to_site"), found.c.uid == bindparam("to_uid")))
        .values({column: bindparam(f"to_{column}") for column in columns})
    )


def snapshot(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Give every synced row in the ledger's plain form, ordered by key, for comparing folds."""
    return {
        name: [
            {
                key: COLUMN_CODECS[name][key].to_plain(value)
                for key, value in row._mapping.items()  # noqa: SLF001 - public in SQLAlchemy
            }
            for row in connection.execute(select(table).order_by(table.c.site, table.c.uid))
        ]
        for name, table in SYNCED_TABLES.items()
    }
