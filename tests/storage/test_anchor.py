"""Anchors of the ledger outside the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.storage.anchor import Anchor, AnchorKeeper, AnchorVerdict, judge

KEY = bytes(range(32))
SITE = "0190c0ffee0070008000000000000001"
EPOCH = "e1"
LEDGER = {seq: f"{seq:064x}" for seq in range(1, 6)}


class Clock:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    (tmp_path / "settings").mkdir()
    return [tmp_path / "redress.anchor", tmp_path / "settings" / "site.anchor"]


def keeper(
    paths: list[Path], clock: Clock | None = None, *, key: bytes = KEY, site: str = SITE
) -> AnchorKeeper:
    return AnchorKeeper(paths, key, site, EPOCH, clock=clock or Clock())


def test_what_was_flushed_is_read_back_from_either_place(paths: list[Path]) -> None:
    assert keeper(paths).read() is None
    writing = keeper(paths)
    writing.note(5, LEDGER[5])
    writing.flush()
    assert keeper(paths).read() == Anchor(EPOCH, 5, LEDGER[5])
    paths[0].unlink()
    reading = keeper(paths)
    assert reading.read() == Anchor(EPOCH, 5, LEDGER[5])
    assert reading.forged == ()


def test_files_are_written_once_a_second_and_at_closing(paths: list[Path]) -> None:
    clock = Clock()
    writing = keeper(paths, clock)
    writing.note(1, LEDGER[1])
    clock.now += 0.9
    writing.note(2, LEDGER[2])
    assert keeper(paths).read() == Anchor(EPOCH, 1, LEDGER[1])
    clock.now += 0.1
    writing.note(3, LEDGER[3])
    assert keeper(paths).read() == Anchor(EPOCH, 3, LEDGER[3])
    writing.note(4, LEDGER[4])
    writing.flush()
    assert keeper(paths).read() == Anchor(EPOCH, 4, LEDGER[4])


def test_the_newest_counts_and_never_goes_back(paths: list[Path]) -> None:
    writing = keeper(paths)
    writing.note(3, LEDGER[3])
    old = paths[1].read_bytes()
    writing.note(5, LEDGER[5])
    writing.flush()
    paths[1].write_bytes(old)
    restarted = keeper(paths)
    restarted.note(2, LEDGER[2])
    restarted.flush()
    assert keeper(paths).read() == Anchor(EPOCH, 5, LEDGER[5])
    assert keeper([paths[1]]).read() == Anchor(EPOCH, 5, LEDGER[5])


def test_a_new_epoch_may_begin_lower(paths: list[Path]) -> None:
    writing = keeper(paths)
    writing.note(5, LEDGER[5])
    writing.start_epoch("e2")
    writing.note(3, LEDGER[3])
    writing.flush()
    assert keeper(paths).read() == Anchor("e2", 3, LEDGER[3], 1)
    restarted = AnchorKeeper(paths, KEY, SITE, "e2", clock=Clock())
    restarted.note(4, LEDGER[4])
    assert keeper(paths).read() == Anchor("e2", 4, LEDGER[4], 1)


@pytest.mark.parametrize("field", ["epoch", "seq", "digest", "mac", "generation"])
def test_an_edited_anchor_is_ignored_and_reported(paths: list[Path], field: str) -> None:
    writing = keeper(paths)
    writing.note(5, LEDGER[5])
    plain = json.loads(paths[0].read_bytes())
    plain[field] = 9 if field in {"generation", "seq"} else "0" * 64
    paths[0].write_text(json.dumps(plain))
    reading = keeper(paths)
    assert reading.read() == Anchor(EPOCH, 5, LEDGER[5])
    assert reading.forged == (paths[0],)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"[" * 4096, b'{"seq": 1e999}'])
def test_rubbish_is_ignored_and_reported(paths: list[Path], content: bytes) -> None:
    paths[0].write_bytes(content)
    reading = keeper(paths)
    assert reading.read() is None
    assert reading.forged == (paths[0],)


def test_another_sites_anchor_does_not_count(paths: list[Path]) -> None:
    keeper(paths, key=bytes(32)).note(9, "f" * 64)
    assert keeper(paths).read() is None
    keeper(paths, site="f" * 32).note(9, "f" * 64)
    reading = keeper(paths)
    assert reading.read() is None
    assert reading.forged == tuple(paths)


def test_a_place_that_cannot_be_written_does_not_stop_the_other(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "later" / "b"]
    writing = keeper(paths)
    writing.note(1, LEDGER[1])
    assert list(writing.failed) == [paths[1]]
    assert keeper(paths).read() == Anchor(EPOCH, 1, LEDGER[1])
    (tmp_path / "later").mkdir()
    writing.flush()
    assert not list(writing.failed)
    assert keeper([paths[1]]).read() == Anchor(EPOCH, 1, LEDGER[1])


@pytest.mark.parametrize(
    ("seq", "digest", "ledger_seq", "verdict"),
    [
        (5, LEDGER[5], 5, AnchorVerdict.OK),
        (0, "", 0, AnchorVerdict.OK),
        (0, "", 5, AnchorVerdict.BEHIND),
        (3, LEDGER[3], 5, AnchorVerdict.BEHIND),
        (6, "f" * 64, 5, AnchorVerdict.MISSING_ENTRIES),
        (1, LEDGER[1], 0, AnchorVerdict.MISSING_ENTRIES),
        (5, "f" * 64, 5, AnchorVerdict.FORKED),
        (3, LEDGER[4], 5, AnchorVerdict.FORKED),
    ],
)
def test_the_verdict(seq: int, digest: str, ledger_seq: int, verdict: AnchorVerdict) -> None:
    assert judge(Anchor(EPOCH, seq, digest), ledger_seq, LEDGER.get) is verdict


def test_a_hole_in_the_ledger_is_missing_entries() -> None:
    holed = {seq: digest for seq, digest in LEDGER.items() if seq != 3}
    assert judge(Anchor(EPOCH, 3, LEDGER[3]), 5, holed.get) is AnchorVerdict.MISSING_ENTRIES
