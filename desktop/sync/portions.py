"""How much goes into one bundle: what grew beyond it goes in several, one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.storage.ledger import Head, entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from desktop.storage.ledger import StoredEntry
    from desktop.sync.planning import Plan

PORTION: Final = 256 << 20
"""Bytes of entries and evidence after which a bundle ends, if another can follow.

A reader holds the entries of a bundle in memory, and old sticks hold no file of 4 GiB.
"""
_LEAST: Final = PORTION // 10_000
"""What one file counts at least: a bundle has room for so many names, too."""
_EVIDENCE: Final = b'"evidence"'


def portion_of(connection: Connection, plan: Plan, chosen: Iterable[StoredEntry]) -> Plan:
    """Give the plan, ended where its bundle would grow too large; an entry is never cut.

    Args:
        connection: of the transaction.
        plan: what waits.
        chosen: the entries of the plan that would go, read only if all of them are too many.
    """
    waiting = entries(connection, plan.author, plan.after.seq, plan.head.seq)
    if sum(map(_weight, waiting)) <= PORTION:
        return plan
    weight = 0
    last: StoredEntry | None = None
    for entry in chosen:
        weight += _weight(entry)
        if last is not None and weight > PORTION:
            return replace(plan, head=Head(last.seq, last.digest), more=True)
        last = entry
    return plan


def _weight(entry: StoredEntry) -> int:
    found = len(entry.body)
    if _EVIDENCE in entry.body:
        for change in entry.parsed()["changes"]:
            if change["table"] == "evidence" and change["op"] == "insert":
                found += max(change["fields"]["size"], _LEAST)
    return found
