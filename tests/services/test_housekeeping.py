"""Sweeping up after crashes."""

from __future__ import annotations

import os
import time
from pathlib import Path

from desktop.services.backups import back_up
from desktop.services.checking import verify_site
from desktop.services.evidence import attach_bytes, prepare_file
from desktop.services.housekeeping import KEPT_SECONDS, sweep_site
from tests.desks import Desk

LETTER = "顾客来信".encode() * 2000


def leave_behind(desk: Desk, tmp_path: Path) -> list[Path]:
    """Leave what crashes leave: an orphan, unfinished files, a folder of work never ended."""
    folder = desk.site.folder
    source = tmp_path / "photo.txt"
    source.write_text("没有登记")
    prepare_file(desk.site.gateway, source)
    (orphan,) = (folder / "evidence").glob("[0-9a-f][0-9a-f]/*")
    left = [orphan]
    for place in (".", "outbox", "evidence/incoming"):
        path = folder / place / ".half.part"
        path.write_bytes(b"half")
        left.append(path)
    scratch = folder / ".check-1.part"
    scratch.mkdir()
    (scratch / "replay.db").write_bytes(b"half")
    return [*left, scratch]


def age(paths: list[Path]) -> None:
    then = time.time() - KEPT_SECONDS - 60
    for path in paths:
        os.utime(path, (then, then))


def test_what_a_crash_left_is_swept_after_a_day(desk: Desk, tmp_path: Path) -> None:
    desk.stand("chen")
    left = leave_behind(desk, tmp_path)
    attach_bytes(desk.site.gateway, desk.register(), LETTER, "来信.txt")
    nothing = sweep_site(desk.site)
    assert (nothing.orphans, nothing.temporaries) == (0, 0)
    assert all(path.exists() for path in left)
    age(left)
    swept = sweep_site(desk.site)
    assert (swept.orphans, swept.temporaries) == (1, 4)
    assert not any(path.exists() for path in left)
    assert verify_site(desk.site).clean


def test_a_backup_sweeps_first(desk: Desk, tmp_path: Path) -> None:
    desk.stand("admin")
    left = leave_behind(desk, tmp_path)
    age(left)
    assert back_up(desk.site, tmp_path / "backups").evidence == 0
    assert not any(path.exists() for path in left)


def test_nothing_is_swept_where_the_ledger_was_set_back(desk: Desk, tmp_path: Path) -> None:
    desk.stand("admin")
    left = leave_behind(desk, tmp_path)
    age(left)
    anchors = desk.site.anchors
    assert anchors is not None
    anchors.note(10_000, "0" * 64)
    anchors.flush()
    desk.site.watch()
    assert desk.site.gateway.read_only is not None
    assert sweep_site(desk.site).orphans == 0
    assert all(path.exists() for path in left)
