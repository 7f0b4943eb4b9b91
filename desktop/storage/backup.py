"""Backups: consistent copies taken while the desk works, opened before they count."""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from sqlcipher3 import dbapi2

from desktop.errors import DeskError, InputError, StorageError
from desktop.storage.backup_manifest import (
    MANIFEST,
    BackupRecord,
    Part,
    evidence_folder,
    read_manifest,
    write_manifest,
)
from desktop.storage.database import translated
from desktop.storage.files import (
    TEMPORARY_SUFFIX,
    atomic_writer,
    make_private_folder,
    safe_name,
    sync_folder,
    told_as_storage_errors,
    write_atomically,
)
from desktop.storage.keyfile import KEY_FILES
from desktop.storage.sqlcipher import DbapiConnection, apply_key, open_plain_connection
from desktop.storage.vault import sealed_path, sealed_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    Progress = Callable[[int], None]

DATABASE: Final = "redress.db"
EVIDENCE: Final = "evidence"
RESTORED: Final = "restored"
"""A file that stands in a restored data folder until somebody has accepted what may be lost."""
KEEP: Final = 14
_BLOCK: Final = 1024 * 1024
_STALE_SECONDS: Final = 24 * 3600
_SPARE_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """What of a data folder is backed up, besides the key files.

    `folders` are copied whole into each backup; evidence, which only ever grows, lies
    once beside them.
    """

    folder: Path
    database: str = DATABASE
    folders: tuple[str, ...] = ()


def make_backup(
    connection: DbapiConnection,
    database_key: bytes,
    site: SiteFiles,
    to: Path,
    *,
    site_code: str,
    now: datetime,
    keep: int = KEEP,
    progress: Progress | None = None,
) -> BackupRecord:
    """Copy a site while it works; the copy is opened and checked before it gets its name.

    Args:
        connection: an open connection of `sqlcipher3` to the site's database, outside a
            transaction (SQLAlchemy's `driver_connection`). The caller keeps and closes it.
        database_key: the raw key; the copy has the same one.
        site: where the files are.
        to: a folder, best on another disk; backups are folders in it.
        site_code: goes into the names.
        now: an aware instant.
        keep: how many backups stay, this one included.
        progress: told the bytes copied so far; what it raises cancels and leaves nothing.

    Raises:
        StorageError: `backup.damaged` when the copy does not pass, `storage.full` and its
            like; earlier backups are as they were.
        InputError: `backup.inside_site`, when `to` lies in the data folder.
    """
    code = safe_name(site_code)
    if to.resolve().is_relative_to(site.folder.resolve()):
        raise InputError("backup.inside_site", folder=str(to))
    _ensure_folder(to)
    counted = _Counted(progress)
    with _temporary_folder(to, code) as temporary:
        _refuse_full(site, to, code)
        entries = _copy_database(connection, database_key, temporary / site.database)
        files = [_part_of(temporary / site.database, site.database)]
        counted(files[0].size)
        files += [
            _copied(path, temporary / name, name, counted) for path, name in _small_files(site)
        ]
        record = BackupRecord(
            path=_unused(to, f"{code}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"),
            site_code=code,
            made_at=now.astimezone(UTC).replace(microsecond=0),
            entries=entries,
            database=site.database,
            files=tuple(files),
            evidence=_copy_evidence(site, to, code, counted),
        )
        write_manifest(temporary, record, database_key)
        with told_as_storage_errors(record.path):
            temporary.rename(record.path)
            sync_folder(to)
    _rotate(to, code, keep)
    return record


def list_backups(folder: Path) -> list[BackupRecord]:
    """List the readable backups in a folder, of all sites, newest first."""
    found = []
    for manifest in folder.glob(f"[!.]*/{MANIFEST}"):
        with suppress(StorageError):
            found.append(read_manifest(manifest.parent))
    return sorted(found, key=lambda record: (record.made_at, record.path.name), reverse=True)


def verify_backup(
    path: Path, database_key: bytes, *, progress: Progress | None = None
) -> BackupRecord:
    """Read a backup from end to end: the list, every digest, the database itself.

    `Keyring.load(path)` opens the key files in the backup and gives the key.

    Raises:
        StorageError: `backup.missing`, `backup.damaged` (with the `name` of the file) or
            `backup.wrong_key`.
    """
    record = read_manifest(path, database_key)
    counted = _Counted(progress)
    for part, source in _sources(record):
        with told_as_storage_errors(source), _present(record, part):
            _check(record, part, _part_of(source, part.name))
        counted(part.size)
    if _checked_entries(path / record.database, database_key) != record.entries:
        raise StorageError("backup.damaged", folder=str(path), name=record.database)
    return record


def restore_backup(
    path: Path, target_folder: Path, *, progress: Progress | None = None
) -> BackupRecord:
    """Write a backup into an empty data folder: everything, or nothing at all.

    Every file is compared with the list while it is copied. Whether the list itself is
    genuine is for `verify_backup` to say, which needs the key.

    Raises:
        StorageError: `backup.target_not_empty`, `backup.missing`, `backup.damaged`,
            `storage.full`; the target is as it was.
    """
    record = read_manifest(path)
    with told_as_storage_errors(target_folder):
        if target_folder.exists() and any(target_folder.iterdir()):
            raise StorageError("backup.target_not_empty", folder=str(target_folder))
    _ensure_folder(target_folder.parent)
    counted = _Counted(progress)
    with _temporary_folder(target_folder.parent, target_folder.name) as temporary:
        evidence = set(record.evidence)
        for part, source in _sources(record):
            target = temporary / part.name
            if part in evidence:
                target = sealed_path(temporary / EVIDENCE, part.name)
            with told_as_storage_errors(source), _present(record, part):
                _check(record, part, _copied(source, target, part.name, counted))
        write_atomically(temporary / RESTORED, f"{record.path.name}\n".encode())
        with told_as_storage_errors(target_folder):
            if target_folder.exists():
                target_folder.rmdir()  # empty, as seen above; Windows renames onto nothing
            temporary.rename(target_folder)
            sync_folder(target_folder.parent)
    return record


class _Counted:
    """Adds up the bytes done for whoever watches."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = 0

    def __call__(self, size: int) -> None:
        self._done += size
        if self._progress:
            self._progress(self._done)


def _copy_database(connection: DbapiConnection, key: bytes, target: Path) -> int:
    """Copy the database as it stands now, and give its number of entries.

    One step: copied in steps, SQLite starts again whenever somebody commits between two.
    """
    with translated():
        copy = open_plain_connection(target, key, journal="delete")
        with closing(copy):
            connection.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = delete").fetchall()  # one file, no -wal
    with told_as_storage_errors(target), target.open("rb+") as written:
        os.fsync(written.fileno())
    return _checked_entries(target, key)


def _checked_entries(path: Path, key: bytes) -> int:
    """Open a copy that nobody else uses, check every page, and count its entries."""
    damaged = StorageError("backup.damaged", folder=str(path.parent), name=path.name)
    connection = cast(
        "DbapiConnection",
        # Immutable: neither lock nor journal, so a write-protected medium will do.
        dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True),
    )
    with closing(connection):
        try:
            apply_key(connection, key)
            pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            rows = connection.execute("PRAGMA quick_check").fetchall()
            entries = connection.execute("SELECT count(*) FROM entry").fetchone()
        except dbapi2.DatabaseError as error:
            raise damaged from error
    if pages or rows != [("ok",)]:
        raise damaged
    return int(entries[0])


def _small_files(site: SiteFiles) -> Iterator[tuple[Path, str]]:
    """Go through what is copied whole: the key files and the other folders."""
    for name in KEY_FILES:
        if (site.folder / name).exists():
            yield site.folder / name, name
    for folder in site.folders:
        for path in sorted((site.folder / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(TEMPORARY_SUFFIX):
                yield path, path.relative_to(site.folder).as_posix()


def _copy_evidence(site: SiteFiles, to: Path, code: str, counted: _Counted) -> tuple[Part, ...]:
    """Bring the shared folder up to date; only files it does not have are read."""
    shared = make_private_folder(evidence_folder(to, code))
    known = {part.name: part for record in _backups_of(to, code) for part in record.evidence}
    parts = []
    for source in sorted(sealed_paths(site.folder / EVIDENCE)):
        target = sealed_path(shared, source.name)
        part = known.get(source.name)
        with told_as_storage_errors(source), suppress(FileNotFoundError):  # erased meanwhile
            if part is None or not target.exists() or target.stat().st_size != part.size:
                part = _copied(source, target, source.name, counted)
            parts.append(part)
    return tuple(parts)


def _copied(source: Path, target: Path, name: str, counted: _Counted) -> Part:
    """Copy one file durably, hashing what is read."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading:
        make_private_folder(target.parent)
        with atomic_writer(target) as writing:
            while block := reading.read(_BLOCK):
                digest.update(block)
                writing.write(block)
                size += len(block)
                counted(len(block))
    return Part(name, size, digest.hexdigest())


def _part_of(path: Path, name: str) -> Part:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Part(name, stream.tell(), digest)


def _sources(record: BackupRecord) -> Iterator[tuple[Part, Path]]:
    for part in record.files:
        yield part, record.path / part.name
    for part in record.evidence:
        yield part, sealed_path(record.evidence_folder, part.name)


@contextmanager
def _present(record: BackupRecord, part: Part) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise StorageError("backup.damaged", folder=str(record.path), name=part.name) from None


def _check(record: BackupRecord, listed: Part, found: Part) -> None:
    if listed != found:
        raise StorageError("backup.damaged", folder=str(record.path), name=listed.name)


@contextmanager
def _temporary_folder(beside: Path, name: str) -> Iterator[Path]:
    """Make a folder that is gone afterwards unless it was renamed; sweep earlier ones."""
    prefix = f".{name[:60]}-new-"
    for stale in beside.glob(f"{glob.escape(prefix)}*{TEMPORARY_SUFFIX}"):
        with suppress(OSError):
            if stale.stat().st_mtime < time.time() - _STALE_SECONDS:
                shutil.rmtree(stale)
    with told_as_storage_errors(beside / name):
        path = Path(tempfile.mkdtemp(prefix=prefix, suffix=TEMPORARY_SUFFIX, dir=beside))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _ensure_folder(folder: Path) -> None:
    """Make a folder if there is none; somebody else's keeps its rights."""
    if not folder.is_dir():
        make_private_folder(folder)


def _unused(folder: Path, name: str) -> Path:
    path, number = folder / name, 2
    while path.exists():
        path, number = folder / f"{name}-{number}", number + 1
    return path


def _refuse_full(site: SiteFiles, to: Path, code: str) -> None:
    """Find out before an hour of copying that there is no room."""
    shared = evidence_folder(to, code)
    with told_as_storage_errors(to):
        needed = (site.folder / site.database).stat().st_size
        for source in sealed_paths(site.folder / EVIDENCE):
            if not sealed_path(shared, source.name).exists():
                needed += source.stat().st_size
        if shutil.disk_usage(to).free < needed + _SPARE_BYTES:
            raise StorageError("storage.full", folder=str(to))


def _backups_of(folder: Path, code: str) -> Sequence[BackupRecord]:
    return [record for record in list_backups(folder) if record.site_code == code]


def _rotate(folder: Path, code: str, keep: int) -> None:
    """Take away what is older than the newest `keep`, and evidence no backup lists."""
    records = _backups_of(folder, code)
    for record in records[max(keep, 1) :]:
        # The manifest goes first: a half-removed backup must not look like one.
        with suppress(OSError):
            (record.path / MANIFEST).unlink()
            shutil.rmtree(record.path)
    if _unreadable(folder, code):
        return
    listed = {part.name for record in records[: max(keep, 1)] for part in record.evidence}
    for path in sealed_paths(evidence_folder(folder, code)):
        if path.name not in listed:
            with suppress(OSError):
                path.unlink()


def _unreadable(folder: Path, code: str) -> bool:
    """Tell whether there is a backup whose list cannot be read: then evidence stays."""
    for manifest in folder.glob(f"{glob.escape(code)}-*/{MANIFEST}"):
        try:
            read_manifest(manifest.parent)
        except DeskError:
            return True
    return False
