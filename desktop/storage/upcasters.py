"""Upcasters: pure functions that bring an old entry's changes to today's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.errors import LedgerError
from desktop.models.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable


def _take_in_names_its_sender(body: dict[str, Any]) -> dict[str, Any]:
    """1 → 2: until then whoever wrote the entries of a bundle also brought it."""
    changes = [_with_sender(change) for change in body["changes"]]
    return body | {"schema": 2, "changes": changes}


def _with_sender(change: dict[str, Any]) -> dict[str, Any]:
    if change["table"] != "take_in" or change["op"] != "insert":
        return change
    fields = change["fields"]
    return change | {"fields": fields | {"sender": fields["source"]}}


def _clocks_may_stand_still(body: dict[str, Any]) -> dict[str, Any]:
    """2 → 3: timing of tickets, opening hours and clock events were not there; nothing is said."""
    return body | {"schema": 3}


UPCASTERS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _take_in_names_its_sender,
    2: _clocks_may_stand_still,
}
"""Schema number → function that gives the same body in the next schema; stored bytes never change.

Every migration of a synced table adds one, with a golden ledger of the schema it leaves behind.
"""


def upcast(body: dict[str, Any]) -> dict[str, Any]:
    """Bring a parsed entry up to today's schema, one step at a time."""
    schema = body["schema"]
    if schema < SCHEMA and schema not in UPCASTERS:
        raise LedgerError("ledger.schema_unknown", site=body["site"], seq=body["seq"])
    while schema < SCHEMA:
        body = UPCASTERS[schema](body)
        schema += 1
    return body
