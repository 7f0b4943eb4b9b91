"""Backups of the open site: where they go, making one while the desk works, checking one."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from desktop.errors import InputError, StorageError
from desktop.models.permissions import Permission
from desktop.services.housekeeping import sweep_site
from desktop.services.sites import keep_setting, setting
from desktop.services.use_case import command, query
from desktop.storage.backup import KEEP, SiteFiles, list_backups, make_backup, verify_backup

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.opening import OpenSite
    from desktop.services.work import Work
    from desktop.storage.backup_manifest import BackupRecord
    from desktop.storage.sqlcipher import DbapiConnection

PLAN: Final = "backup.plan"
FOLDERS: Final = ("outbox", "inbox")
"""Besides database, keys and evidence: bundles that wait to be receipted, or for one before."""
_MOST_KEPT: Final = 365
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where backups go, how many stay, and the last one; instants µs UTC."""

    folder: str = ""
    keep: int = KEEP
    last_at: int | None = None
    last_name: str = ""
    checked_at: int | None = None


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup in the folder."""

    path: Path
    name: str
    made_at: int
    entries: int
    evidence: int
    size: int


@query(Permission.SELF)
def backup_plan(work: Work) -> BackupPlan:
    """Give where backups go and when the last one was made."""
    return BackupPlan(**setting(work, PLAN))


@command(Permission.SITE_MANAGE)
def choose_backup_place(work: Work, folder: str, keep: int = KEEP) -> None:
    """Choose where backups go and how many stay."""
    if not 1 <= keep <= _MOST_KEPT:
        raise InputError("backup.keep_out_of_range", most=_MOST_KEPT)
    _change(work, folder=folder, keep=keep)


@command(Permission.DAY_CLOSE)
def record_backup(work: Work, name: str, entries: int) -> None:
    """Record that a backup was made and checked, and how many ledger entries it holds."""
    work.reason = f"{name} {entries}"
    _change(work, last_at=work.now, last_name=name)


@command(Permission.SITE_VERIFY)
def record_backup_check(work: Work, name: str) -> None:
    """Record that a backup was read from end to end and is whole."""
    work.reason = name
    _change(work, checked_at=work.now)


def _change(work: Work, **changes: Any) -> None:
    before = asdict(BackupPlan(**setting(work, PLAN)))
    keep_setting(work, PLAN, before | changes)


def back_up(
    site: OpenSite, to: Path | None = None, *, progress: Callable[[int], None] | None = None
) -> BackupRow:
    """Make a backup while the desk works, and check it.

    Args:
        site: the open site.
        to: a folder; the chosen one if not given.
        progress: told the bytes done; what it raises cancels.

    Raises:
        InputError: `backup.no_place`, `backup.inside_site`.
        StorageError: `backup.damaged`, `storage.full` and its like; nothing is left then.
    """
    gateway = site.gateway
    plan = gateway.call(backup_plan)
    with suppress(StorageError):  # what a crash left shall not be kept, but it may
        sweep_site(site)
    folder = to or (Path(plan.folder) if plan.folder else None)
    if folder is None:
        raise InputError("backup.no_place")
    with closing(site.database.engine.raw_connection()) as borrowed:
        record = make_backup(
            cast("DbapiConnection", borrowed.driver_connection),
            site.unlocked.database_key,
            SiteFiles(site.folder, folders=FOLDERS),
            folder,
            site_code=gateway.facts.card.code,
            now=datetime.now(UTC),
            keep=plan.keep,
            progress=progress,
        )
    gateway.call(record_backup, record.path.name, record.entries)
    return _row(record)


def backup_rows(site: OpenSite, folder: Path) -> tuple[BackupRow, ...]:
    """Give this site's backups in a folder, newest first; empty where there is no folder."""
    if not folder.is_dir():
        return ()
    code = site.gateway.facts.card.code
    return tuple(_row(record) for record in list_backups(folder) if record.site_code == code)


def check_backup(
    site: OpenSite, path: Path, *, progress: Callable[[int], None] | None = None
) -> BackupRow:
    """Read a backup of this site from end to end.

    Raises StorageError: `backup.damaged`, `backup.wrong_key`, `backup.missing`.
    """
    record = verify_backup(path, site.unlocked.database_key, progress=progress)
    site.gateway.call(record_backup_check, record.path.name)
    return _row(record)


def _row(record: BackupRecord) -> BackupRow:
    return BackupRow(
        record.path,
        record.path.name,
        int(record.made_at.timestamp() * _MICROSECONDS),
        record.entries,
        len(record.evidence),
        record.size,
    )
