"""Checking a whole site: chain, signatures, fold, database pages, evidence."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from desktop.errors import DeskError, LedgerError, StorageError
from desktop.models.base import Base
from desktop.models.evidence import Evidence
from desktop.models.permissions import Permission
from desktop.models.site import SiteKey
from desktop.models.tables import ENTRY, SYNCED_TABLES
from desktop.services.use_case import command
from desktop.storage.database import Database
from desktop.storage.files import TEMPORARY_SUFFIX, told_as_storage_errors
from desktop.storage.fold import snapshot
from desktop.storage.ledger import (
    GENESIS,
    Head,
    check_author,
    check_next,
    check_site_signature,
    entries,
    learn_people,
    stretches,
)
from desktop.storage.replay import replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from desktop.services.opening import OpenSite
    from desktop.services.work import Work
    from desktop.vocabulary import Uid

_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, SQLAlchemyError)
"""What reading a row ends in that no command of this program has written."""
EVERY = 200
"""Progress is told once in so many entries."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: what was checked, the coded reason, and where."""

    check: str
    code: str
    values: dict[str, str | int]


@dataclass(slots=True)
class Verified:
    """What a check of a site found."""

    entries: dict[str, int] = field(default_factory=dict)
    head_seq: int = 0
    head: str = ""
    rows: int = 0
    evidence: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything holds."""
        return not self.findings

    def note(self, check: str, error: DeskError) -> None:
        """Keep one thing that does not hold."""
        self.findings.append(Finding(check, error.code, dict(error.values)))


def verify_site(
    site: OpenSite,
    *,
    deep: bool = True,
    progress: Callable[[str, int], None] = lambda _step, _done: None,
) -> Verified:
    """Check everything a site holds; what does not hold stands in `findings`.

    Args:
        site: the open site.
        deep: read all evidence and replay the ledger, too.
        progress: told the step and how far it is.
    """
    found = Verified()
    with site.database.read() as session:
        connection = session.connection()
        _check_pages(connection, found)
        for author in _authors(connection):
            progress("chain", 0)
            _check_chain(connection, site.gateway.facts.card.uid, author, found, progress)
        if deep:
            progress("fold", 0)
            _check_fold(site, connection, found, progress)
            _check_evidence(site, connection, found, progress)
    if site.gateway.read_only is not None:
        found.note("anchor", site.gateway.read_only)
    if site.gateway.person is not None and site.gateway.read_only is None:
        with suppress(DeskError):
            site.gateway.call(record_check, len(found.findings))
    return found


@command(Permission.SITE_VERIFY)
def record_check(work: Work, findings: int) -> None:
    """Record that somebody checked the whole site, and how much did not hold."""
    work.reason = str(findings)


def _check_pages(connection: Connection, found: Verified) -> None:
    """Ask SQLite and SQLCipher whether the file is whole; each alone misses some damage."""
    # FTS5's part of quick_check trusts what this pooled connection remembers of the index, which
    # another connection may have changed; opening a cursor makes it read the index afresh.
    connection.exec_driver_sql("SELECT rowid FROM ticket_search LIMIT 1").all()
    for pragma, good in (("quick_check", "ok"), ("cipher_integrity_check", None)):
        rows = connection.exec_driver_sql(f"PRAGMA {pragma}").scalars().all()
        bad = [row for row in rows if row != good]
        if bad:
            found.note("pages", StorageError("storage.damaged", detail=str(bad[0])[:80]))


def _authors(connection: Connection) -> list[Uid]:
    return list(connection.execute(select(ENTRY.c.site).distinct()).scalars())


def _check_chain(
    connection: Connection,
    own: Uid,
    author: Uid,
    found: Verified,
    progress: Callable[[str, int], None],
) -> None:
    """Check links and signatures; foreign entries may come with gaps, own ones never."""
    public = _site_key(connection, own, author)
    people: dict[str, tuple[str, bytes]] = {}
    before, count = Head(0, GENESIS), 0
    try:
        kept = stretches(connection, author) if author == own else []
        for entry in entries(connection, author):
            whole = any(one.after < entry.seq <= one.until for one in kept)
            body = check_next(connection, entry, before, whole=whole)
            learn_people(body, people)
            if public is not None:
                check_site_signature(entry, public)
            check_author(body, people)
            before, count = Head(entry.seq, entry.digest), count + 1
            if count % EVERY == 0:
                progress("chain", count)
    except LedgerError as error:
        found.note("chain", error)
    except _UNREADABLE:
        found.note("chain", LedgerError("ledger.chain_broken", site=author, seq=before.seq + 1))
    if public is None and count:
        found.note("chain", LedgerError("ledger.site_signature", site=author, seq=before.seq))
    found.entries[author] = count
    if author == own:
        found.head_seq, found.head = before.seq, before.digest.hex()


def _site_key(connection: Connection, own: Uid, author: Uid) -> bytes | None:
    table = SiteKey.__table__.c
    found = connection.execute(
        select(table.signing)
        .where(table.site_uid == author, table.site == own)
        .order_by(table.uid)
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


def _check_fold(
    site: OpenSite,
    connection: Connection,
    found: Verified,
    progress: Callable[[str, int], None],
) -> None:
    """Replay the ledger into an empty encrypted database and compare every synced row."""
    own = site.gateway.facts.card.uid
    with told_as_storage_errors(site.folder / "replay.db"), _scratch_folder(site) as folder:
        # In the site's own folder and under its own key: nothing is ever written in plain.
        scratch = Database(Path(folder) / "replay.db", site.unlocked.database_key)
        try:
            with scratch.connect() as target:
                Base.metadata.create_all(target)
                replay(connection, target, own, lambda seq: _every(progress, seq))
                _compare(snapshot(connection), snapshot(target), found)
        except LedgerError as error:
            found.note("fold", error)
        except _UNREADABLE as error:
            found.note("fold", StorageError("storage.damaged", detail=type(error).__name__))
        finally:
            scratch.close()
    found.rows = sum(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in SYNCED_TABLES.values()
    )


def _scratch_folder(site: OpenSite) -> tempfile.TemporaryDirectory[str]:
    """Make a folder that is gone afterwards, or is swept if this program is killed."""
    return tempfile.TemporaryDirectory(
        dir=site.folder, prefix=".check-", suffix=TEMPORARY_SUFFIX, ignore_cleanup_errors=True
    )


def _every(progress: Callable[[str, int], None], seq: int) -> None:
    if seq % EVERY == 0:
        progress("fold", seq)


def _compare(
    stored: dict[str, list[dict[str, Any]]],
    folded: dict[str, list[dict[str, Any]]],
    found: Verified,
) -> None:
    for table, rows in stored.items():
        if rows == folded[table]:
            continue
        by_key = {(r["site"], r["uid"]): r for r in folded[table]}
        for row in rows:
            if by_key.pop((row["site"], row["uid"]), None) != row:
                found.note("fold", LedgerError("ledger.row_differs", table=table, uid=row["uid"]))
                return
        missing = next(iter(by_key))
        found.note("fold", LedgerError("ledger.row_missing", table=table, uid=missing[1]))
        return


def _check_evidence(
    site: OpenSite,
    connection: Connection,
    found: Verified,
    progress: Callable[[str, int], None],
) -> None:
    table = Evidence.__table__.c
    rows = connection.execute(
        select(table.sha256, table.size, table.vault_key, table.uid).order_by(table.uid)
    ).all()
    for done, row in enumerate(rows, start=1):
        progress("evidence", done)
        if not row.vault_key:
            continue
        key = bytes(row.vault_key)
        try:
            site.vault.verify(site.vault.name_of(row.sha256, key), key, row.sha256, row.size)
            found.evidence += 1
        except StorageError as error:
            found.note("evidence", error)
