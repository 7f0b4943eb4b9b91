"""Checks of the ledger beyond its chain: columns, receipts, ranges, keys, who may be nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.errors import LedgerError
from desktop.models.codecs import MAX_INTEGER
from desktop.models.exchange import TakeIn
from desktop.models.site import DayClose, SiteKey
from desktop.models.tables import ENTRY, table_of
from desktop.models.unattended import may_be_nobodys
from desktop.storage.ledger import digest_at
from desktop.storage.seals import SubjectKeys, unseal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.services.findings import Verified
    from desktop.services.site_card import SiteFacts
    from desktop.vocabulary import Uid

LOSS: Final = "accept_loss"
_STATED: Final = ("site", "seq", "at", "use_case", "actor", "command")
_TAKEN = table_of(TakeIn).c
_CLOSED = table_of(DayClose).c
_KEYS = table_of(SiteKey).c
UNREADABLE: Final[tuple[type[Exception], ...]] = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)
"""What reading an entry ends in that no command of this program has written."""


def check_entries(connection: Connection, facts: SiteFacts, author: Uid, found: Verified) -> None:
    """Check what entries say of themselves beside the chain, and that their seals open.

    An entry's columns repeat what its body says, for look-ups: they are not under the digest.
    """
    own = facts.card.uid
    seals = _Seals(connection, all_keys=author == own or facts.card.is_headquarters)
    query = select(*(ENTRY.c[name] for name in _STATED), ENTRY.c.body)
    rows = connection.execution_options(yield_per=500).execute(
        query.where(ENTRY.c.site == author).order_by(ENTRY.c.seq)
    )
    for row in rows:
        try:
            body = json.loads(bytes(row.body))
            _check_columns(row, body, found)
            seals.check(body, found)
            # What others sent is judged when it is taken in.
            if author == own and not may_be_nobodys(body, own=True):
                told = {"site": author, "seq": row.seq, "use_case": body["use_case"]}
                found.note("chain", LedgerError("ledger.nobody", **told))
        except UNREADABLE:
            continue  # the chain has told it already


def _check_columns(row: Any, body: dict[str, Any], found: Verified) -> None:
    for name in _STATED:
        if getattr(row, name) != body[name]:
            told = {"site": row.site, "seq": row.seq, "column": name}
            found.note("chain", LedgerError("ledger.column_differs", **told))


class _Seals:
    """Whether the keys of tickets and persons are there and are the ones that sealed entries."""

    def __init__(self, connection: Connection, *, all_keys: bool) -> None:
        self._connection = connection
        self._keys = SubjectKeys(connection)
        self._all = all_keys
        self._seen: set[str] = set()

    def check(self, body: dict[str, Any], found: Verified) -> None:
        """Try each subject's key on the first thing it sealed."""
        for change in body["changes"]:
            if "sealed" in change and change["subject"] not in self._seen:
                self._seen.add(change["subject"])
                context = [change["table"], change["site"], change["uid"]]
                self._try(body, change["subject"], context, change["sealed"], found)

    def _try(
        self, body: dict[str, Any], subject: Uid, context: list[Any], sealed: str, found: Verified
    ) -> None:
        told = {"site": body["site"], "seq": body["seq"], "subject": subject}
        key = self._keys.find(subject)
        if key is not None:
            try:
                unseal(key, context, sealed)
            except LedgerError:
                found.note("keys", LedgerError("ledger.subject_key_wrong", **told))
        elif self._keys.is_destroyed(subject):
            # No command erases yet: a key that is destroyed was destroyed by hand.
            found.note("keys", LedgerError("ledger.erased_unordered", **told))
        elif self._all:
            found.note("keys", LedgerError("ledger.subject_key_missing", **told))


def check_ranges(connection: Connection, own: Uid, found: Verified) -> None:
    """Check that foreign entries lie in the ranges that were taken in, and that all are there."""
    rows = connection.execute(
        select(_TAKEN.source, _TAKEN.from_seq, _TAKEN.to_seq, _TAKEN.head, _TAKEN.entries)
        .where(_TAKEN.site == own, _TAKEN.source != own)
        .order_by(_TAKEN.uid)
    ).all()
    taken: dict[Uid, list[tuple[int, int]]] = {}
    for row in rows:
        taken.setdefault(row.source, []).append((row.from_seq, row.to_seq))
        here = select(func.count()).where(
            ENTRY.c.site == row.source, ENTRY.c.seq.between(row.from_seq, row.to_seq)
        )
        last = digest_at(connection, row.source, row.to_seq)
        if connection.execute(here).scalar_one() < row.entries or last not in (None, row.head):
            told = {"source": row.source, "seq": row.from_seq, "last": row.to_seq}
            found.note("chain", LedgerError("ledger.range_differs", **told))
    foreign = select(ENTRY.c.site).where(ENTRY.c.site != own).distinct()
    for source in connection.execute(foreign).scalars():
        stray = _outside(connection, source, taken.get(source, []))
        if stray is not None:
            found.note("chain", LedgerError("ledger.never_taken_in", source=source, seq=stray))


def _outside(connection: Connection, source: Uid, ranges: list[tuple[int, int]]) -> int | None:
    """Give the first entry of a site that lies in none of the ranges."""
    last = 0
    for first, until in [*sorted(ranges), (MAX_INTEGER, MAX_INTEGER)]:
        if first > last + 1:
            query = select(func.min(ENTRY.c.seq)).where(
                ENTRY.c.site == source, ENTRY.c.seq > last, ENTRY.c.seq < first
            )
            stray = connection.execute(query).scalar()
            if stray is not None:
                return int(stray)
        last = max(last, until)
    return None


def check_receipts(connection: Connection, own: Uid, found: Verified) -> None:
    """Compare the own ledger with what others have receipted and with the days that were closed.

    The first receipt that does not fit tells up to which entry the history was rewritten.
    """
    receipts = connection.execute(
        select(_TAKEN.site, _TAKEN.to_seq, _TAKEN.head)
        .where(_TAKEN.source == own, _TAKEN.site != own, _TAKEN.to_seq > 0)
        .order_by(_TAKEN.to_seq)
    ).all()
    lost_before = loss_was_accepted(connection, own)
    for row in receipts:
        here = digest_at(connection, own, row.to_seq)
        if here == row.head or (here is None and lost_before):
            continue
        told = {"source": row.site, "seq": row.to_seq}
        found.note("receipts", LedgerError("ledger.receipt_differs", **told))
        break
    days = connection.execute(
        select(_CLOSED.business_day, _CLOSED.head_seq, _CLOSED.head)
        .where(_CLOSED.site == own, _CLOSED.head_seq > 0)
        .order_by(_CLOSED.head_seq)
    ).all()
    for day in days:
        if digest_at(connection, own, day.head_seq) != day.head:
            told = {"day": day.business_day, "seq": day.head_seq}
            found.note("receipts", LedgerError("ledger.day_differs", **told))
            break


def loss_was_accepted(connection: Connection, own: Uid) -> bool:
    """Tell whether this site ever went on after a loss of entries."""
    query = select(ENTRY.c.seq).where(ENTRY.c.site == own, ENTRY.c.use_case == LOSS).limit(1)
    return connection.execute(query).first() is not None


def check_site_keys(connection: Connection, facts: SiteFacts, found: Verified) -> None:
    """Check that the site's private key is the one whose public half is recorded."""
    public = facts.signing_key.public_key().public_bytes_raw()
    recorded = connection.execute(
        select(_KEYS.signing).where(_KEYS.site == facts.card.uid, _KEYS.site_uid == facts.card.uid)
    ).scalars()
    if public not in {bytes(one) for one in recorded}:
        found.note("keys", LedgerError("ledger.site_key_differs"))
