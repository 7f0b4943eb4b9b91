"""The payload goes straight to its place in the file, and comes there all the same if not."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest

from desktop.sync import payload as room
from desktop.sync import writer
from desktop.sync.payload import Payload
from tests.sync.making import Keys, draft, entries, evidence, read, write

MEGABYTE = 1 << 20
PICTURES = [random.Random(n).randbytes(MEGABYTE) for n in range(3)]


def test_pictures_are_written_once(
    tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(writer, "_write_anew")
    pieces = [evidence(one) for one in PICTURES]
    made = write(tmp_path, keys, draft(entries(40), pieces=pieces))
    assert made.size > len(PICTURES) * MEGABYTE
    *told, first, second, third = read(made.path, keys)
    assert len(told) == 40
    assert sorted(one[2] for one in (first, second, third)) == sorted(PICTURES)


def test_evidence_that_shrinks_too_much_is_moved_to_its_place(
    tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[object] = []
    anew = writer._write_anew

    def watched(*told: Any) -> None:
        moved.append(told)
        anew(*told)

    monkeypatch.setattr(writer, "_write_anew", watched)
    flat = bytes(9 * MEGABYTE)
    made = write(tmp_path, keys, draft(pieces=[evidence(flat)]))
    assert moved
    assert [one[2] for one in read(made.path, keys)] == [flat]
    assert [one.name for one in tmp_path.iterdir()] == [made.path.name]


@pytest.mark.parametrize("in_memory", [0, 1000, 10**9])
@pytest.mark.parametrize("when", [0, 1, 5, None])
def test_every_byte_is_kept_wherever_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int, when: int | None
) -> None:
    monkeypatch.setattr(room, "_IN_MEMORY", in_memory)
    monkeypatch.setattr(room, "_NUDGE", 500)
    blocks = [random.Random(n).randbytes(300) for n in range(10)]
    path = tmp_path / "file"
    with path.open("wb") as target, Payload(target, path) as payload:
        for place, block in enumerate(blocks):
            if place == when:
                payload.stand_at(77)
            payload.write(block)
        assert b"".join(payload.blocks()) == b"".join(blocks)
        assert payload.size == 3000
        assert payload.sha256.digest() == hashlib.sha256(b"".join(blocks)).digest()
        assert payload.offset == (None if when is None else 77)
    if when is not None:
        assert path.read_bytes()[77:] == b"".join(blocks)
