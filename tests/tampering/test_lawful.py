"""What is no tampering raises no alarm, and what asks for a word says so and then goes on."""

from __future__ import annotations

import json
import shutil

import pytest

from desktop.errors import KeyringError, PermissionDeniedError
from desktop.services.opening import open_site
from desktop.settings import settings_folder
from desktop.storage.keyfile import KEY_FILES
from tests.desks import PASSWORD
from tests.tampering.file_attacks import cut, flip
from tests.tampering.scene import GONE, GONE_PASSWORD, Scene


def test_a_crash_between_commit_and_anchor_is_no_alarm(scene: Scene) -> None:
    """The anchors lag behind, as the power went before they were written; the -wal is whole."""
    scene.crash()
    assert scene.log.stat().st_size > 0
    for path in scene.anchors:
        shutil.copy(scene.earlier / "redress.anchor", path)
    told = scene.verify()
    assert (told.opening, told.findings) == (None, [])
    assert scene.verify().findings == []


def test_a_crash_in_the_middle_of_a_commit_is_no_alarm(scene: Scene) -> None:
    """What was not committed is not anchored either: half a transaction is simply not there."""
    scene.crash()
    with scene.log.open("ab") as log:
        log.write(log.name.encode() * 20)
    told = scene.verify()
    assert (told.opening, told.findings) == (None, [])


def test_a_folder_moved_to_a_new_machine_is_no_alarm(scene: Scene) -> None:
    shutil.rmtree(settings_folder() / "anchors")
    scene.place.rename(scene.folder / "elsewhere")
    (scene.folder / "elsewhere").rename(scene.place)
    told = scene.verify()
    assert (told.opening, told.findings) == (None, [])
    assert scene.anchors[1].is_file(), "the new machine remembers from now on"


def test_a_restored_backup_opens_read_only_until_somebody_says_so(scene: Scene) -> None:
    made = scene.verify("backup", "--to", str(scene.folder / "stick")).document
    assert scene.verify().findings == []
    shutil.rmtree(scene.place)
    assert scene.verify("restore", made["path"]).status == 0
    told = scene.verify()
    assert told.opening == "ledger.set_back"
    assert told.codes() == {"ledger.set_back"}
    assert scene.verify("recover", "accept-loss", "--reason", "换了硬盘").status == 0
    assert scene.verify().findings == []


def test_a_backup_restored_on_a_new_machine_says_that_it_was(scene: Scene) -> None:
    made = scene.verify("backup", "--to", str(scene.folder / "stick")).document
    shutil.rmtree(scene.place)
    shutil.rmtree(settings_folder() / "anchors")
    assert scene.verify("restore", made["path"]).status == 0
    told = scene.verify()
    assert told.codes() == {"ledger.restored"}
    assert scene.verify("recover", "accept-loss", "--reason", "换了电脑").status == 0
    assert scene.verify().findings == []


@pytest.mark.parametrize("part", ["redress.db", "backup.json", KEY_FILES[0]])
def test_a_backup_that_was_edited_is_noticed(scene: Scene, part: str) -> None:
    made = scene.verify("backup", "--to", str(scene.folder / "stick")).document
    found = sorted((scene.folder / "stick").rglob(part))
    assert found, sorted((scene.folder / "stick").rglob("*"))
    flip(found[0], 300)
    told = scene.verify("backup", "--check", made["path"])
    assert told.opening in {"backup.damaged", "backup.wrong_key"}


def test_both_old_anchors_with_the_old_database_are_headquarters_to_notice(scene: Scene) -> None:
    """A whole machine set back knows nothing of what came after; the bundle does not fit."""
    assert scene.ship() == "taken_in"
    for left in scene.place.glob("redress.db*"):
        left.unlink()
    shutil.copy(scene.earlier / "redress.db", scene.database)
    for path in scene.anchors:
        shutil.copy(scene.earlier / "redress.anchor", path)
    assert scene.verify().findings == []
    assert scene.ship() == "bundle.fork"


def test_with_older_keys_nobody_who_was_let_go_gets_in(scene: Scene) -> None:
    with pytest.raises(KeyringError, match=r"key\.wrong_password"):
        open_site(scene.place, GONE, GONE_PASSWORD)
    for name in KEY_FILES:
        shutil.copy(scene.earlier / name, scene.place / name)
    with pytest.raises(PermissionDeniedError, match=r"staff\.disabled"):
        open_site(scene.place, GONE, GONE_PASSWORD)
    site = open_site(scene.place, "admin", PASSWORD)
    assert site.gateway.read_only is not None
    site.accept_loss("从备份恢复了密钥文件")
    site.close()
    assert scene.verify().findings == []


def test_one_anchor_that_was_cut_short_does_not_stop_the_desk(scene: Scene) -> None:
    cut(scene.anchors[0], 20)
    assert scene.verify().opening is None
    assert json.loads(scene.anchors[0].read_bytes())["seq"] == scene.head
    assert scene.verify().findings == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Chain of records: Entry 16 of site SH001 is missing", "Change nothing")),
        ("zh_CN", ("操作留痕：站点 SH001 缺少第 16 条操作留痕", "请勿改动")),
    ],
)
def test_people_read_where_it_is_in_their_language(
    scene: Scene, language: str, told: tuple[str, ...]
) -> None:
    seq = scene.seq_of("add_note")
    assert seq == 16
    scene.run("DELETE FROM entry WHERE site = ? AND seq = ?", scene.own, seq)
    out = scene.say("verify", language)
    assert all(words in out for words in told), out
    assert scene.uid not in out


def test_the_quick_check_finds_what_concerns_the_ledger(scene: Scene) -> None:
    scene.run("UPDATE entry SET actor = NULL WHERE seq = ?", scene.seq_of("add_note"))
    assert scene.verify("verify", "--quick").codes() == {"ledger.column_differs"}
