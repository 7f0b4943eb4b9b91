"""A restore drill: a backup is restored beside the site, opened and proved, then taken away."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.errors import StorageError
from desktop.models.permissions import Permission
from desktop.models.tables import ENTRY
from desktop.services.checking import Finding, verify_site
from desktop.services.gateway import wall_clock
from desktop.services.migrating import bring_up_to_date
from desktop.services.opening import OpenSite, working_days
from desktop.services.use_case import command
from desktop.storage.backup import restore_backup, verify_backup
from desktop.storage.files import TEMPORARY_SUFFIX, told_as_storage_errors
from desktop.storage.keyring import Keyring
from desktop.storage.ledger import digest_at, head_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.work import Work
    from desktop.storage.backup_manifest import BackupRecord

_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found: the restored site proved itself, and what it would have lost."""

    name: str
    made_at: int
    """µs UTC."""
    entries: int
    evidence: int
    behind: int
    """Own entries written here since the backup: what a restore today would lose on this PC."""
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether everything in the restored site holds."""
        return not self.findings


@command(Permission.SITE_VERIFY)
def record_drill(work: Work, name: str, behind: int, findings: int) -> None:
    """Record that a backup was restored for a drill, what it lacks, and how much did not hold."""
    work.reason = f"{name} {behind} {findings}"


def drill(
    site: OpenSite,
    path: Path,
    *,
    progress: Callable[[int], None] | None = None,
) -> Drill:
    """Restore a backup of this site into a folder of its own, open it and prove it.

    Nothing of the site that is at work is touched; the restored copy is removed in any case.

    Args:
        site: the open site.
        path: the backup.
        progress: told the bytes done; what it raises cancels.

    Raises:
        StorageError: `backup.damaged`, `backup.missing`, `backup.wrong_key`, or
            `backup.other_history` for a backup that is not of this ledger.
    """
    record = verify_backup(path, site.unlocked.database_key, progress=progress)
    with told_as_storage_errors(site.folder):
        place = Path(tempfile.mkdtemp(prefix=".drill-", suffix=TEMPORARY_SUFFIX, dir=site.folder))
    try:
        restore_backup(path, place / "site", progress=progress)
        found = _prove(site, record, place / "site")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if site.gateway.read_only is None:
        site.gateway.call(record_drill, found.name, found.behind, len(found.findings))
    return found


def _prove(site: OpenSite, record: BackupRecord, folder: Path) -> Drill:
    copy = OpenSite(folder, Keyring.load(folder), site.unlocked.lend(), wall_clock)
    try:
        bring_up_to_date(copy.database, site.gateway.facts.card.uid, working_days())
        told = verify_site(copy)
        behind = _behind(site, told.head_seq, told.head, str(record.path))
    finally:
        copy.close()
    return Drill(
        name=record.path.name,
        made_at=int(record.made_at.timestamp() * _MICROSECONDS),
        entries=sum(told.entries.values()),
        evidence=told.evidence,
        behind=behind,
        findings=tuple(told.findings),
    )


def _behind(site: OpenSite, seq: int, head: str, folder: str) -> int:
    """Count the own entries since the backup's last one, which must be among this site's."""
    own = site.gateway.facts.card.uid
    with site.database.read() as session:
        connection = session.connection()
        here = digest_at(connection, own, seq)
        if here != head and seq <= head_of(connection, own).seq:
            raise StorageError("backup.other_history", folder=folder, seq=seq)
        return connection.execute(
            select(func.count()).where(ENTRY.c.site == own, ENTRY.c.seq > seq)
        ).scalar_one()
