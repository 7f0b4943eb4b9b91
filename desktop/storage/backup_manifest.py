"""What stands in `backup.json`: which files a backup has, and that nobody changed the list."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import StorageError
from desktop.storage.files import safe_name, told_as_storage_errors, write_atomically
from desktop.storage.slots import expand

if TYPE_CHECKING:
    from pathlib import Path

FORMAT: Final = "redress-backup"
VERSION: Final = 1
MANIFEST: Final = "backup.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup: its name with `/`, its size, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """One backup: `files` lie in its folder, `evidence` in the folder beside it."""

    path: Path
    site_code: str
    made_at: datetime
    entries: int
    database: str
    files: tuple[Part, ...]
    evidence: tuple[Part, ...]

    @property
    def size(self) -> int:
        """The bytes of everything in it."""
        return sum(part.size for part in (*self.files, *self.evidence))

    @property
    def evidence_folder(self) -> Path:
        """Where evidence lies, once for all backups of the site."""
        return evidence_folder(self.path.parent, self.site_code)


def evidence_folder(folder: Path, site_code: str) -> Path:
    """Give the folder that the backups of a site share for evidence."""
    return folder / f"{site_code}-evidence"


def write_manifest(folder: Path, record: BackupRecord, database_key: bytes) -> None:
    """Write the manifest of a backup, vouched for by a key from the database key."""
    plain = _plain(record)
    plain["mac"] = _mac(plain, database_key)
    write_atomically(folder / MANIFEST, _canonical(plain))


def read_manifest(folder: Path, database_key: bytes | None = None) -> BackupRecord:
    """Read the manifest of a backup; with the key, also check who wrote it.

    Raises:
        StorageError: `backup.missing`, `backup.damaged`, `backup.too_new`, or
            `backup.wrong_key`, which also stands for a list that was changed.
    """
    path = folder / MANIFEST
    with told_as_storage_errors(path):
        try:
            raw = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise StorageError("backup.missing", folder=str(folder)) from None
    try:
        plain = json.loads(raw)
        mac = str(plain.pop("mac"))
        version = int(plain["version"])
        record = _record(folder, plain) if version <= VERSION else None
    except (ArithmeticError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StorageError("backup.damaged", folder=str(folder), name=MANIFEST) from error
    if record is None:
        raise StorageError("backup.too_new", folder=str(folder))
    if database_key and not hmac.compare_digest(_mac(plain, database_key), mac):
        raise StorageError("backup.wrong_key", folder=str(folder))
    return record


def _record(folder: Path, plain: dict[str, Any]) -> BackupRecord:
    record = BackupRecord(
        path=folder,
        site_code=_safe(plain["code"]),
        made_at=datetime.fromtimestamp(int(plain["made_at"]), UTC),
        entries=int(plain["entries"]),
        database=_safe(plain["database"]),
        files=tuple(_part(*one) for one in plain["files"]),
        evidence=tuple(_part(*one) for one in plain["evidence"]),
    )
    if plain["format"] != FORMAT or record.database not in {one.name for one in record.files}:
        raise ValueError(plain["format"])
    return record


def _part(name: str, size: int, sha256: str) -> Part:
    """Read one line of the list; a name that leads elsewhere makes it no list of ours."""
    for step in name.split("/"):
        _safe(step)
    if not _DIGEST.fullmatch(sha256):
        raise ValueError(sha256)
    return Part(name, int(size), sha256)


def _safe(name: str) -> str:
    if safe_name(name) != name:
        raise ValueError(name)
    return name


def _plain(record: BackupRecord) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "code": record.site_code,
        "made_at": int(record.made_at.timestamp()),
        "entries": record.entries,
        "database": record.database,
        "files": [[one.name, one.size, one.sha256] for one in record.files],
        "evidence": [[one.name, one.size, one.sha256] for one in record.evidence],
    }


def _mac(plain: dict[str, Any], database_key: bytes) -> str:
    key = expand(database_key, "backup manifest")
    return hmac.digest(key, _canonical(plain), "sha256").hex()


def _canonical(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
