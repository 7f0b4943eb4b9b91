"""Backups: taken while the desk works, checked, kept in number, and put back whole."""

from __future__ import annotations

import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import DeskError, InputError, StorageError
from desktop.storage.backup import (
    DATABASE,
    EVIDENCE,
    RESTORED,
    SiteFiles,
    list_backups,
    make_backup,
    restore_backup,
    verify_backup,
)
from desktop.storage.backup_manifest import MANIFEST, BackupRecord
from desktop.storage.keyring import FLOOR, Keyring
from desktop.storage.locks import LOCK_FILE
from desktop.storage.sqlcipher import DbapiConnection, open_plain_connection
from desktop.storage.vault import StoredFile, Vault

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CODE = "SH001"


@dataclass
class Site:
    """A small site in a folder of its own."""

    folder: Path
    key: bytes
    code: str
    connection: DbapiConnection
    vault: Vault
    stored: list[StoredFile] = field(default_factory=list)

    def add_entry(self) -> None:
        self.connection.execute("INSERT INTO entry (body) VALUES ('customer 王芳')")

    def attach(self, content: bytes) -> StoredFile:
        self.stored.append(self.vault.store(io.BytesIO(content)))
        return self.stored[-1]

    def back_up(self, to: Path, *, hours: int = 0, **more: Any) -> BackupRecord:
        files = SiteFiles(self.folder, folders=("outbox",))
        now = NOON + timedelta(hours=hours)
        return make_backup(self.connection, self.key, files, to, site_code=CODE, now=now, **more)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("keys")
    _, code = Keyring.create(folder, "f" * 32, cost=FLOOR)
    return folder, code


@pytest.fixture
def site(tmp_path: Path, keys: tuple[Path, str]) -> Iterator[Site]:
    folder = tmp_path / "site"
    shutil.copytree(keys[0], folder)
    key = Keyring.load(folder).unlock_with_recovery(keys[1]).database_key
    connection = open_plain_connection(folder / DATABASE, key)
    connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)")
    (folder / "outbox").mkdir()
    (folder / "outbox" / "SH001-up-1.redress").write_bytes(b"sealed bundle")
    made = Site(folder, key, keys[1], connection, Vault(folder / EVIDENCE, bytes(32)))
    for _ in range(20):
        made.add_entry()
    made.attach(b"receipt " * 30_000)
    made.attach(b"photograph")
    yield made
    connection.close()


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "stick"


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_backup_is_made_checked_and_listed(site: Site, to: Path) -> None:
    record = site.back_up(to)
    assert record.path == to / "SH001-20261121T120000Z"
    assert (record.entries, record.made_at, len(record.evidence)) == (20, NOON, 2)
    assert sorted(tree(record.path)) == sorted(
        [MANIFEST, DATABASE, "redress.keys", "redress.keys.copy", "outbox/SH001-up-1.redress"]
    )
    assert verify_backup(record.path, site.key) == record
    assert list_backups(to) == [record]
    assert [found.name for found in to.iterdir() if found.name.startswith(".")] == []
    assert not any("王芳".encode() in content for content in tree(to).values())


def test_its_own_keys_open_it(site: Site, to: Path) -> None:
    record = site.back_up(to)
    unlocked = Keyring.load(record.path).unlock_with_recovery(site.code)
    verify_backup(record.path, unlocked.database_key)


def test_what_is_restored_is_what_was_there(site: Site, to: Path, tmp_path: Path) -> None:
    record = site.back_up(to)
    target = tmp_path / "new pc" / "site"
    assert restore_backup(record.path, target) == record
    left = {name for name in tree(site.folder) if "-wal" not in name}
    assert set(tree(target)) == (left - {f"{DATABASE}-shm", LOCK_FILE}) | {RESTORED}
    again = open_plain_connection(target / DATABASE, site.key)
    assert again.execute("SELECT count(*), max(body) FROM entry").fetchone() == (
        20,
        "customer 王芳",
    )
    again.close()
    vault = Vault(target / EVIDENCE, bytes(32))
    for stored in site.stored:
        vault.verify(stored.name, stored.key, stored.sha256, stored.size)
    assert (target / DATABASE).stat().st_mode & 0o077 == 0


def test_the_desk_works_on_while_it_is_taken(site: Site, to: Path) -> None:
    for _ in range(2000):
        site.add_entry()
    writer = open_plain_connection(site.folder / DATABASE, site.key)
    stop, begun = threading.Event(), threading.Event()
    written = 0

    def work() -> None:
        nonlocal written
        while not stop.is_set():
            writer.execute("INSERT INTO entry (body) VALUES ('meanwhile')")
            written += 1
            begun.set()

    desk = threading.Thread(target=work)
    desk.start()
    begun.wait()
    records = [site.back_up(to, hours=hour) for hour in range(3)]
    stop.set()
    desk.join()
    writer.close()
    entries = [record.entries for record in records]
    assert entries == sorted(entries)
    assert 2020 < entries[0] <= 2020 + written
    for record in records:
        verify_backup(record.path, site.key)


def test_evidence_is_copied_once(site: Site, to: Path) -> None:
    first = site.back_up(to)
    shared = first.evidence_folder
    before = {path: path.stat().st_mtime_ns for path in shared.rglob("*") if path.is_file()}
    site.attach(b"another picture")
    second = site.back_up(to, hours=1)
    assert len(second.evidence) == 3
    assert set(first.evidence) < set(second.evidence)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list(shared.glob("??/*"))) == 3
    verify_backup(second.path, site.key)


def test_a_cut_copy_of_evidence_is_copied_again(site: Site, to: Path) -> None:
    first = site.back_up(to)
    copy = next(first.evidence_folder.glob("??/*"))
    copy.write_bytes(copy.read_bytes()[:-1])
    assert refusal(lambda: verify_backup(first.path, site.key)) == "backup.damaged"
    site.back_up(to, hours=1)
    verify_backup(first.path, site.key)


def test_only_the_newest_are_kept(site: Site, to: Path) -> None:
    gone = site.attach(b"to be erased")
    (to / "SH0012-20200101T000000Z").mkdir(parents=True)
    site.back_up(to, keep=2)
    site.vault.remove(gone.name)
    records = [site.back_up(to, hours=hour, keep=2) for hour in range(1, 4)]
    assert list_backups(to) == [records[2], records[1]]
    assert sorted(found.name for found in to.iterdir()) == [
        "SH001-20261121T140000Z",
        "SH001-20261121T150000Z",
        "SH001-evidence",
        "SH0012-20200101T000000Z",
    ]
    assert not list(to.rglob(gone.name))
    verify_backup(records[1].path, site.key)


def test_evidence_of_an_unreadable_backup_is_kept(site: Site, to: Path) -> None:
    gone = site.attach(b"to be erased")
    record = site.back_up(to)
    (record.path / MANIFEST).write_bytes(b"spoilt")
    site.vault.remove(gone.name)
    site.back_up(to, hours=1, keep=1)
    assert list(to.rglob(gone.name))
    assert (record.path / DATABASE).exists()


def test_two_backups_in_one_second_do_not_collide(site: Site, to: Path) -> None:
    records = [site.back_up(to), site.back_up(to)]
    assert records[0].path != records[1].path
    assert len(list_backups(to)) == 2


def test_a_cancelled_backup_leaves_nothing(site: Site, to: Path) -> None:
    kept = site.back_up(to)
    seen: list[int] = []

    def cancel(done: int) -> None:
        seen.append(done)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.back_up(to, hours=1, progress=cancel)
    assert seen == sorted(seen)
    assert list_backups(to) == [kept]
    assert sorted(found.name for found in to.iterdir()) == [kept.path.name, "SH001-evidence"]


@pytest.mark.parametrize(
    "name", [MANIFEST, DATABASE, "redress.keys", "outbox/SH001-up-1.redress", "evidence"]
)
@pytest.mark.parametrize("harm", ["flip", "cut", "lose"])
def test_harm_is_found_and_never_restored(
    site: Site, to: Path, tmp_path: Path, name: str, harm: str
) -> None:
    record = site.back_up(to)
    path = record.path / name
    if name == "evidence":
        path = next(record.evidence_folder.glob("??/*"))
    raw = bytearray(path.read_bytes())
    if harm == "lose":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(raw[:-1])
    else:
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)
    expected = {"backup.damaged", "backup.missing", "backup.wrong_key"}
    assert refusal(lambda: verify_backup(record.path, site.key)) in expected
    target = tmp_path / "new"
    target.mkdir()
    if (name, harm) != (MANIFEST, "flip"):  # that may pass there: only the key proves the list
        assert refusal(lambda: restore_backup(record.path, target)) in expected
        assert list(target.iterdir()) == []
        assert [found.name for found in tmp_path.iterdir() if found.name.startswith(".")] == []


def test_another_key_does_not_pass(site: Site, to: Path) -> None:
    record = site.back_up(to)
    assert refusal(lambda: verify_backup(record.path, bytes(32))) == "backup.wrong_key"


def test_a_list_rewritten_without_the_key_does_not_pass(site: Site, to: Path) -> None:
    record = site.back_up(to)
    plain = json.loads((record.path / MANIFEST).read_bytes())
    plain["evidence"].pop()
    (record.path / MANIFEST).write_text(json.dumps(plain))
    assert refusal(lambda: verify_backup(record.path, site.key)) == "backup.wrong_key"


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "a/../b", "C:\\x", "con", ""])
def test_a_list_that_leads_elsewhere_is_not_followed(
    site: Site, to: Path, tmp_path: Path, name: str
) -> None:
    record = site.back_up(to)
    plain = json.loads((record.path / MANIFEST).read_bytes())
    for key in ("files", "evidence"):
        twisted = plain | {key: [*plain[key], [name, 1, "0" * 64]]}
        (record.path / MANIFEST).write_text(json.dumps(twisted))
        before = tree(tmp_path)
        assert refusal(lambda: restore_backup(record.path, tmp_path / "new")) == "backup.damaged"
        assert tree(tmp_path) == before


def test_nothing_is_restored_over_something(site: Site, to: Path, tmp_path: Path) -> None:
    record = site.back_up(to)
    before = tree(site.folder)
    assert refusal(lambda: restore_backup(record.path, site.folder)) == "backup.target_not_empty"
    assert tree(site.folder) == before
    assert refusal(lambda: restore_backup(tmp_path / "gone", tmp_path / "n")) == "backup.missing"
    (tmp_path / "empty").mkdir()
    restore_backup(record.path, tmp_path / "empty")


def test_a_damaged_database_makes_no_backup(site: Site, to: Path) -> None:
    kept = site.back_up(to)
    for _ in range(3000):
        site.add_entry()
    site.connection.execute("PRAGMA wal_checkpoint(truncate)").fetchall()
    site.connection.close()
    path = site.folder / DATABASE
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    site.connection = open_plain_connection(path, site.key)
    with pytest.raises(StorageError):
        site.back_up(to, hours=1)
    assert list_backups(to) == [kept]


def test_a_backup_inside_the_site_is_refused(site: Site) -> None:
    with pytest.raises(InputError) as refused:
        site.back_up(site.folder / "backups")
    assert refused.value.code == "backup.inside_site"


def test_a_newer_backup_is_not_guessed_at(site: Site, to: Path, tmp_path: Path) -> None:
    record = site.back_up(to)
    plain = json.loads((record.path / MANIFEST).read_bytes())
    plain["version"] = 2
    (record.path / MANIFEST).write_text(json.dumps(plain))
    assert refusal(lambda: restore_backup(record.path, tmp_path / "new")) == "backup.too_new"
