"""Row numbers come out as they went in, however many there are."""

from __future__ import annotations

import json
import random

import pytest

from desktop.storage import row_numbers as room
from desktop.storage.row_numbers import row_numbers


@pytest.mark.parametrize("piece", [1, 7, 100, 400_000])
@pytest.mark.parametrize("count", [0, 1, 2, 3000])
def test_every_number_comes_once_and_in_order(
    monkeypatch: pytest.MonkeyPatch, piece: int, count: int
) -> None:
    monkeypatch.setattr(room, "_PIECE", piece)
    told = random.Random(count).choices(range(10**9), k=count)
    assert row_numbers(json.dumps(told, separators=(",", ":"))) == told
