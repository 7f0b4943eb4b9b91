"""A restore drill: the backup is restored, opened, proved and taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import StorageError
from desktop.services.backups import back_up
from desktop.services.drills import drill
from desktop.services.evidence import attach_bytes
from tests.desks import BRANCH, Desk, Pair


def _backup(desk: Desk, to: Path) -> Path:
    desk.stand("admin")
    return back_up(desk.site, to).path


def _leftovers(desk: Desk) -> list[Path]:
    return list(desk.site.folder.glob(".drill-*"))


def test_a_good_backup_passes_and_tells_what_it_lacks(desk: Desk, tmp_path: Path) -> None:
    ticket = desk.register()
    desk.stand("chen")
    attach_bytes(desk.site.gateway, ticket, b"a till slip", "小票.txt")
    backup = _backup(desk, tmp_path / "backups")
    before = len(desk.entries())
    desk.register()
    desk.stand("admin")
    told = drill(desk.site, backup)
    assert told.passed
    assert told.entries == before - 1, "the entry about the backup came after it"
    assert (told.behind, told.evidence) == (2, 1), "that entry, and the ticket after it"
    assert desk.last()["use_case"] == "record_drill"
    assert _leftovers(desk) == []


def test_a_backup_with_damaged_evidence_does_not_pass_and_leaves_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    ticket = desk.register()
    desk.stand("chen")
    attach_bytes(desk.site.gateway, ticket, b"a till slip", "小票.txt")
    backup = _backup(desk, tmp_path / "backups")
    [sealed] = (p for p in (tmp_path / "backups").glob("*evidence*/**/*") if p.is_file())
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
    before = desk.rows()
    with pytest.raises(StorageError, match=r"backup\.damaged"):
        drill(desk.site, backup)
    assert desk.rows() == before
    assert _leftovers(desk) == []


def test_a_copy_that_was_edited_with_the_key_in_hand_fails_the_drill(
    desk: Desk, tmp_path: Path
) -> None:
    desk.register()
    with desk.site.database.connect() as connection:
        connection.info["scribe"] = "applier"
        connection.exec_driver_sql("UPDATE ticket SET product = 'x'")
        connection.info["scribe"] = None
    backup = _backup(desk, tmp_path / "backups")
    told = drill(desk.site, backup)
    assert not told.passed
    assert any(one.check == "fold" for one in told.findings)


def test_the_backup_of_another_history_is_told_apart(pair: Pair, tmp_path: Path) -> None:
    branch = pair.branch
    branch.stand("admin")
    other = pair.copy(BRANCH, tmp_path / "other")
    other.register()
    backup = _backup(other, tmp_path / "backups")
    other.site.close()
    for _ in range(3):
        branch.register(facts="别的")
    branch.stand("admin")
    with pytest.raises(StorageError, match=r"backup\.other_history"):
        drill(branch.site, backup)
    assert _leftovers(branch) == []
