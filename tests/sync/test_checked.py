"""Entries of a bundle: few are kept, many are read again page by page, with the same outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from desktop.errors import BundleError, LedgerError
from desktop.models.tables import ENTRY
from desktop.services.casework import add_note, resolve_ticket
from desktop.storage import signatures
from desktop.storage.database import SCRIBE
from desktop.storage.ledger import StoredEntry, store
from desktop.sync import checked
from desktop.sync.checked import Entries
from desktop.vocabulary import Uid
from tests.desks import Pair, pair, template
from tests.storage.folding import as_stored, fold_into_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.storage.database import DeskSession
    from tests.desks import Desk

__all__ = ["pair", "template"]

SITE = Uid("1" * 32)
STORED = [StoredEntry(SITE, seq, b'{"seq":%d}' % seq, b"", b"") for seq in range(1, 8)]


class Source:
    """Counts how often the entries were read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Iterator[StoredEntry]:
        self.times += 1
        yield from STORED


@pytest.mark.parametrize("kept", [0, 10, 25, 1 << 20])
@pytest.mark.parametrize("here", [{}, {1: b"", 2: b""}, {3: b""}])
def test_pages_hold_all_that_is_new(
    kept: int, here: dict[int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "KEPT", kept)
    monkeypatch.setattr(checked, "PAGE", 3)
    source = Source()
    entries = Entries(source, here)
    for entry in STORED:
        entries.add(entry, entry.parsed())
    new = [entry for entry in STORED if entry.seq not in here]
    for _ in range(2):
        pages = list(entries.pages())
        assert [pair for page in pages for pair in page] == [(e, e.parsed()) for e in new]
        assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert (len(entries), entries.first) == (len(new), new[0].seq)
    assert source.times == (0 if kept > 1000 else 2), "what is many is not held"


def test_no_entry_is_no_page() -> None:
    entries = Entries(Source())
    assert (list(entries.pages()), len(entries), entries.first) == ([], 0, None)


@pytest.mark.parametrize("kept", [0, 1 << 20])
def test_a_bundle_too_large_to_keep_is_taken_in_all_the_same(
    kept: int, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "KEPT", kept)
    monkeypatch.setattr(checked, "PAGE", 2)
    for number in range(3):
        ticket = pair.branch.register(facts=f"第{number}件")
        pair.branch.by("chen", add_note, ticket, "已说明")
        pair.branch.by("chen", resolve_ticket, ticket, "已换货", "phone")
    arrived = pair.up()
    assert arrived is not None
    assert arrived.entries == len(pair.branch.entries())
    assert as_stored(pair.hq.site)["note"] == as_stored(pair.branch.site)["note"]
    assert as_stored(pair.hq.site) == fold_into_empty(pair.hq.site)


def wrongly_signed(desk: Desk, seq: int) -> None:
    """Give one of a site's own entries another signature of its site."""

    def act(session: DeskSession) -> None:
        session.core.info[SCRIBE] = "ledger"
        session.execute(text("DROP TRIGGER entry_no_update"))
        one = update(ENTRY).where(ENTRY.c.site == desk.uid, ENTRY.c.seq == seq)
        session.core.execute(one.values(signature=bytes(64)))

    desk.write(act)


def commands_taken(desk: Desk, source: Desk) -> None:
    """Let the command of a site's last entry be one that another site knows already."""
    last = source.last()
    foreign = StoredEntry(SITE, 1, b"{}", bytes(32), bytes(64))
    desk.write(
        lambda session: store(session.core, [(foreign, 1, "add_note", None, last["command"])])
    )


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("portion", [1, 2, 64])
def test_what_was_applied_before_a_wrong_signature_was_found_is_gone(
    place: str, portion: int, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "_MANY", portion)
    first = pair.branch.entries()[-1].seq + 1
    pair.branch.by("chen", add_note, pair.branch.register(), "已说明")
    wrong = first if place == "first" else pair.branch.entries()[-1].seq
    wrongly_signed(pair.branch, wrong)
    before = pair.hq.rows()
    with pytest.raises(LedgerError) as refused:
        pair.up()
    assert refused.value.code == "ledger.site_signature"
    assert refused.value.values == {"site": pair.branch.uid, "seq": wrong}
    assert pair.hq.rows() == before


@pytest.mark.parametrize("wrong", [False, True])
def test_a_wrong_signature_is_told_before_what_applying_is_refused_with(
    wrong: bool, pair: Pair
) -> None:
    pair.branch.by("chen", add_note, pair.branch.register(), "已说明")
    commands_taken(pair.hq, pair.branch)
    if wrong:
        wrongly_signed(pair.branch, pair.branch.entries()[-1].seq)
    before = pair.hq.rows()
    with pytest.raises(LedgerError if wrong else BundleError) as refused:
        pair.up()
    assert refused.value.code == ("ledger.site_signature" if wrong else "bundle.contradiction")
    assert pair.hq.rows() == before
