"""Replay: the synced tables made again from the ledger, at a branch and at headquarters alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop.models.base import TableKind
from desktop.models.tables import KINDS, SYNCED_TABLES
from desktop.storage.fold import applier, apply_body
from desktop.storage.ledger import entries
from desktop.storage.seals import SubjectKeys
from desktop.storage.stretches import own_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from desktop.vocabulary import Uid

TAKE_IN = "take_in"
"""The table whose rows say where foreign ranges took effect."""
FACTS_ONLY = frozenset({"not_custodian", "waits", "superseded"})
"""Verdicts that leave out an entry's changes of state but keep its facts."""
BROUGHT_BACK = "brought_back"
"""Verdict on an own entry that came back and took effect.

Several sites may bring back one lost range, each some of it: only what has a verdict came with
that take-in.
"""
_ABSENT = "absent"


def take_in_of(body: dict[str, Any]) -> dict[str, Any] | None:
    """Give the take-in that an own entry records, if it records one."""
    for change in body["changes"]:
        if change["table"] == TAKE_IN and change["op"] == "insert":
            fields: dict[str, Any] = change["fields"]
            return fields
    return None


def apply_range(
    connection: Connection, stored: Connection, told: dict[str, Any], keys: SubjectKeys
) -> None:
    """Apply a foreign range as its take-in says: whole, facts only, or not at all."""
    verdicts = told["verdicts"]
    returned = told.get("sender", told["source"]) != told["source"]
    unnamed = _ABSENT if returned and len(verdicts) == told["entries"] else None
    for entry in entries(stored, told["source"], told["from_seq"] - 1, told["to_seq"]):
        apply_judged(connection, entry.parsed(), verdicts.get(str(entry.seq), unnamed), keys)


def apply_judged(
    connection: Connection, body: dict[str, Any], verdict: str | None, keys: SubjectKeys
) -> None:
    """Apply one parsed foreign entry under its verdict."""
    if verdict in {None, BROUGHT_BACK} or verdict in FACTS_ONLY:
        apply_body(connection, body, keys, facts_only=verdict in FACTS_ONLY)


def replay(
    source: Connection,
    target: Connection,
    site: Uid,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Fold a site's ledger into the empty synced tables of another database.

    Own entries in order; a foreign range where an own entry took it in. Subject keys are read
    from the source, because they are not in the ledger.
    """
    keys = SubjectKeys(source)
    for entry in own_entries(source, site):
        body = json.loads(entry.body)
        told = take_in_of(body)
        if told is not None:
            apply_range(target, source, told, keys)
        apply_body(target, body, keys)
        if progress is not None:
            progress(entry.seq)


def clear_synced(connection: Connection) -> None:
    """Empty every synced table, for repair by replay in the same database."""
    with applier(connection):
        for name in reversed(list(SYNCED_TABLES)):
            connection.execute(SYNCED_TABLES[name].delete())


def derived_tables() -> list[str]:
    """Name the tables that repair makes again."""
    return [name for name, kind in KINDS.items() if kind is TableKind.DERIVED]
