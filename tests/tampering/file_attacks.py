"""What somebody may do to the files of a site, most of it without any key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from desktop.storage.keyfile import KEY_FILES, canonical
from desktop.storage.keyfile import _checksum as checksum_of
from tests.tampering.attack import Place, attack
from tests.tampering.scene import Scene

PAGE = 4096
WAL_HEAD, FRAME = 32, 24 + PAGE


def flip(path: Path, at: int) -> None:
    """Turn one bit over; from the end for a negative place."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def cut(path: Path, size: int) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:size])


# ---------------------------------------------------------------- database and -wal


@attack("ledger.set_back", opening="ledger.set_back")
def put_the_whole_database_back(scene: Scene) -> Place:
    shutil.copy(scene.earlier / "redress.db", scene.database)
    return {"found": scene.head}


def _log(name: str, harm: Callable[[Path], None]) -> None:
    @attack("ledger.set_back", opening="ledger.set_back", name=f"{name}_the_log")
    def do(scene: Scene) -> Place:
        anchored = scene.head
        scene.crash()
        harm(scene.log)
        return {"anchored": anchored}


_log("delete", lambda log: log.unlink())
_log("empty", lambda log: cut(log, 0))
_log("cut_at_a_frame", lambda log: cut(log, log.stat().st_size - FRAME))
_log("cut_within_a_frame", lambda log: cut(log, log.stat().st_size - PAGE // 2))
_log("flip_a_bit_at_the_end_of", lambda log: flip(log, -9))
_log("flip_a_bit_at_the_start_of", lambda log: flip(log, WAL_HEAD + 100))


@attack("database.wrong_key", opening="database.wrong_key")
def flip_a_bit_of_the_salt(scene: Scene) -> Place:
    flip(scene.database, 3)
    return {}


@attack("database.wrong_key", opening="database.wrong_key")
def flip_a_bit_of_the_first_page(scene: Scene) -> Place:
    flip(scene.database, 200)
    return {}


@attack("database.page_damaged")
def flip_a_bit_of_a_page(scene: Scene) -> Place:
    page = scene.ask("SELECT rootpage FROM sqlite_master WHERE name = 'note'")
    flip(scene.database, (page - 1) * PAGE + 100)
    return {}


@attack("database.page_damaged")
def append_a_page_of_junk(scene: Scene) -> Place:
    with scene.database.open("ab") as file:
        file.write(b"x" * PAGE)
    return {}


@attack("storage.damaged", opening="storage.damaged")
def cut_the_database_at_a_page(scene: Scene) -> Place:
    cut(scene.database, scene.database.stat().st_size - 3 * PAGE)
    return {}


# ---------------------------------------------------------------- keys


@attack("ledger.keys_set_back", opening="ledger.keys_set_back")
def put_older_keys_back(scene: Scene) -> Place:
    """The password of somebody who was let go opens the key file again."""
    for name in KEY_FILES:
        shutil.copy(scene.earlier / name, scene.place / name)
    return {}


def _edit_keys(scene: Scene, change: Callable[[dict[str, list[dict[str, str]]]], None]) -> None:
    for name in KEY_FILES:
        plain = json.loads((scene.place / name).read_bytes())
        change(plain)
        plain.pop("checksum")
        plain["checksum"] = checksum_of(plain)
        (scene.place / name).write_bytes(canonical(plain))


@attack("key.file_altered", opening="key.file_altered")
def remove_a_slot(scene: Scene) -> Place:
    def change(plain: dict[str, list[dict[str, str]]]) -> None:
        plain["slots"] = [slot for slot in plain["slots"] if slot["kind"] != "recovery"]

    _edit_keys(scene, change)
    return {}


@attack(None)
def damage_one_copy_of_the_keys(scene: Scene) -> Place:
    """No harm: the other copy is used, and mends it."""
    flip(scene.place / KEY_FILES[0], 40)
    return {}


@attack("key.file_damaged", opening="key.file_damaged")
def damage_both_copies_of_the_keys(scene: Scene) -> Place:
    for name in KEY_FILES:
        flip(scene.place / name, 40)
    return {}


# ---------------------------------------------------------------- anchors


@attack(None, name="delete_the_anchor_beside")
def _delete_one(scene: Scene) -> Place:
    scene.anchors[0].unlink()
    return {}


@attack(None, name="delete_the_anchor_of_the_machine")
def _delete_other(scene: Scene) -> Place:
    scene.anchors[1].unlink()
    return {}


@attack("ledger.unanchored", opening="ledger.unanchored")
def delete_both_anchors(scene: Scene) -> Place:
    for path in scene.anchors:
        path.unlink()
    return {"found": scene.head}


@attack(None)
def put_one_older_anchor_back(scene: Scene) -> Place:
    """The newer of the two counts, and it agrees."""
    shutil.copy(scene.earlier / "redress.anchor", scene.anchors[0])
    return {}


@attack("ledger.set_back", opening="ledger.set_back")
def put_the_database_and_one_anchor_back(scene: Scene) -> Place:
    shutil.copy(scene.earlier / "redress.db", scene.database)
    shutil.copy(scene.earlier / "redress.anchor", scene.anchors[0])
    return {"found": scene.head}


@attack("ledger.anchor_forged")
def edit_an_anchor(scene: Scene) -> Place:
    plain = json.loads(scene.anchors[0].read_bytes())
    scene.anchors[0].write_text(json.dumps(plain | {"seq": 1}))
    return {"path": str(scene.anchors[0])}


@attack("ledger.anchor_forged")
def bring_another_sites_anchor(scene: Scene) -> Place:
    shutil.copy(scene.folder / "hq" / "redress.anchor", scene.anchors[1])
    return {"path": str(scene.anchors[1])}


@attack("ledger.unanchored", opening="ledger.unanchored", also=("ledger.anchor_forged",))
def edit_both_anchors(scene: Scene) -> Place:
    for path in scene.anchors:
        plain = json.loads(path.read_bytes())
        path.write_text(json.dumps(plain | {"seq": 1}))
    return {}


# ---------------------------------------------------------------- evidence


def _evidence(name: str, code: str, harm: Callable[[Path], None]) -> None:
    @attack(code, name=f"{name}_evidence")
    def do(scene: Scene) -> Place:
        path = scene.evidence()[-1]
        harm(path)
        return {"name": path.name, "number": scene.number("推车前轮支架断裂")}


_evidence("flip_a_bit_of", "vault.damaged", lambda path: flip(path, 70_000))
_evidence("flip_the_last_bit_of", "vault.damaged", lambda path: flip(path, -1))
_evidence("cut", "vault.damaged", lambda path: cut(path, 70_000))
_evidence("cut_at_a_chunk", "vault.damaged", lambda path: cut(path, 8 + 2 * (65536 + 16)))
_evidence("delete", "vault.missing", lambda path: path.unlink())


@attack("vault.damaged")
def swap_two_pieces_of_evidence(scene: Scene) -> Place:
    one, two = scene.evidence()
    first, second = one.read_bytes(), two.read_bytes()
    for path, content in ((one, second), (two, first)):
        path.chmod(0o600)
        path.write_bytes(content)
    return {"number": scene.number("推车前轮支架断裂")}
