"""The stretches of a ledger: where a site's own entries go on after a loss was accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.errors import LedgerError
from desktop.models.lines import begins_line, first_of, line_of
from desktop.models.tables import ENTRY
from desktop.storage.ledger import (
    GENESIS,
    Head,
    StoredEntry,
    check_link,
    digest_at,
    entries,
    head_of,
    stated_previous,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from desktop.vocabulary import Uid


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of own entries without a gap: those after `after`, up to `until`."""

    after: int
    until: int


def stretches(connection: Connection, site: Uid, after: int = 0) -> list[Stretch]:
    """Give the stretches of a site's own ledger after a seq, in order.

    Between two of them lies what a new line left behind: entries that were lost here and may
    have come back, which take effect where they were taken in.
    """
    found = []
    last = head_of(connection, site).seq
    while last > after:
        first = first_of(line_of(last)) if line_of(last) else 1
        found.append(Stretch(max(first - 1, after), last))
        if first == 1:
            break
        last = kept_before(connection, site, first)
    return found[::-1]


def kept_before(connection: Connection, site: Uid, first: int) -> int:
    """Give the last entry that was kept before a line, 0 if none was; LedgerError if it is gone."""
    for entry in entries(connection, site, first - 1, first):
        return after_of(entry)
    raise LedgerError("ledger.chain_broken", site=site, seq=first)


def gaps(connection: Connection, site: Uid) -> list[Stretch]:
    """Give where a site's ledger was cut: between what was kept and each new line, in order."""
    found, kept = [], 0
    for stretch in stretches(connection, site):
        if stretch.after > kept:
            found.append(Stretch(kept, stretch.after))
        kept = stretch.until
    return found


def left_behind(connection: Connection, site: Uid) -> list[Stretch]:
    """Give where the entries lie that a site's lines left behind and that are here, in order.

    Those of every line: a site that loses its end once more may not have got the first back.
    """
    found = []
    for gap in gaps(connection, site):
        last = connection.execute(
            select(ENTRY.c.seq)
            .where(ENTRY.c.site == site, ENTRY.c.seq > gap.after, ENTRY.c.seq <= gap.until)
            .order_by(ENTRY.c.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
        if last is not None:
            found.append(Stretch(gap.after, last))
    return found


def after_of(first: StoredEntry) -> int:
    """Give the seq after which a line goes on, told by its first entry."""
    told = first.parsed().get("after")
    if type(told) is not int or not 0 <= told < first.seq:
        raise LedgerError("ledger.chain_broken", site=first.site, seq=first.seq)
    return told


def own_entries(
    connection: Connection, site: Uid, after: int = 0, until: int | None = None
) -> Iterator[StoredEntry]:
    """Read a site's own ledger in order, without what a new line left behind."""
    for stretch in stretches(connection, site, after):
        last = stretch.until if until is None else min(stretch.until, until)
        if last > stretch.after:
            yield from entries(connection, site, stretch.after, last)


def check_next(
    connection: Connection, entry: StoredEntry, before: Head, *, whole: bool
) -> dict[str, Any]:
    """Check that an entry follows the one before it in its own line; gives the parsed body.

    Args:
        connection: where the entry that a new line goes on from is looked up.
        entry: the entry.
        before: the last one of its author, by seq.
        whole: nothing may be missing in between.

    Raises LedgerError `ledger.chain_broken` naming the entry.
    """
    if begins_line(entry.seq):
        kept = after_of(entry)
        digest = digest_at(connection, entry.site, kept) if kept else GENESIS.hex()
        if digest is not None:
            return check_link(entry, bytes.fromhex(digest), entry.seq)
        if whole:
            raise LedgerError("ledger.chain_broken", site=entry.site, seq=entry.seq)
    elif whole or entry.seq == before.seq + 1:
        return check_link(entry, before.digest, before.seq + 1)
    return check_link(entry, stated_previous(entry), entry.seq)
