"""Sweeping up after crashes: evidence that no row knows, and files nobody finished."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.models.desk import Shipment
from desktop.models.evidence import Evidence
from desktop.storage.files import TEMPORARY_SUFFIX
from desktop.storage.vault import Swept

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from desktop.services.opening import OpenSite
    from desktop.storage.vault import Vault

KEPT_SECONDS: Final = 24 * 3600
"""What is younger stays: somebody, in another program perhaps, may still be at work on it."""
_FOLDERS: Final = (".", "outbox", "inbox")


def sweep_site(site: OpenSite, *, older_than: float | None = None) -> Swept:
    """Take away what crashes left in a site's folder.

    A ledger that was set back does not know its newest evidence: nothing is swept there.

    Args:
        site: the open site.
        older_than: seconds since 1970; what was written later stays. A day ago if not said.

    Raises:
        StorageError: the disk refuses.
    """
    if site.gateway.read_only is not None:
        return Swept(0, 0, 0)
    limit = time.time() - KEPT_SECONDS if older_than is None else older_than
    with site.database.read() as session:
        known = _known_names(session, site.vault)
    if known.issuperset(site.vault.names()):
        swept = site.vault.sweep(known, limit)
    else:
        # With the door shut: nobody records what is being taken away.
        swept = site.gateway.at_desk(
            lambda work: work.vault.sweep(_known_names(work.session, work.vault), limit)
        )
    _sweep_receipted(site, limit)
    left = sum(_sweep_unfinished(site.folder / name, limit) for name in _FOLDERS)
    return Swept(swept.orphans, swept.temporaries + left, swept.size)


def _known_names(session: Session, vault: Vault) -> set[str]:
    rows = session.execute(select(Evidence.sha256, Evidence.vault_key))
    return {vault.name_of(sha256, bytes(key)) for sha256, key in rows if key}


def _sweep_receipted(site: OpenSite, older_than: float) -> None:
    """Take away bundles that the other side has receipted: it has them, and they never go again."""
    with site.database.read() as session:
        receipted = session.scalars(
            select(Shipment.file_name).where(Shipment.receipted_at.is_not(None))
        ).all()
    for name in receipted:
        path = site.outbox / name
        with suppress(OSError):
            if path.stat().st_mtime < older_than:
                path.unlink()


def _sweep_unfinished(folder: Path, older_than: float) -> int:
    """Take away unfinished files, and folders of work that was never ended."""
    count = 0
    for path in folder.glob(f"*{TEMPORARY_SUFFIX}"):
        with suppress(OSError):  # another program was quicker, or has it open
            if path.stat().st_mtime >= older_than:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            count += 1
    return count
