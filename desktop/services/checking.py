"""Checking a whole site: chain, signatures, fold, database pages, evidence."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.errors import DeskError, LedgerError, StorageError
from desktop.models.evidence import Evidence
from desktop.models.lines import begins_line
from desktop.models.permissions import Permission
from desktop.models.site import Site, SiteKey
from desktop.models.tables import ENTRY, table_of
from desktop.models.ticket import Ticket
from desktop.services.derived_checks import check_links, check_lists
from desktop.services.exchange_checks import check_membership, check_shipments
from desktop.services.findings import Finding, Verified
from desktop.services.ledger_checks import (
    check_entries,
    check_ranges,
    check_receipts,
    check_site_keys,
)
from desktop.services.opening import working_days
from desktop.services.table_checks import (
    UNREADABLE,
    check_fold,
    check_pages,
    check_schema,
    scratch_of,
)
from desktop.services.use_case import command
from desktop.storage.database import translated
from desktop.storage.ledger import (
    GENESIS,
    Head,
    check_author,
    check_site_signature,
    entries,
    learn_people,
)
from desktop.storage.stretches import check_next, stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from desktop.services.opening import OpenSite
    from desktop.services.site_card import SiteFacts
    from desktop.services.work import Work
    from desktop.storage.database import DeskSession
    from desktop.storage.ledger import StoredEntry
    from desktop.vocabulary import Uid

__all__ = ["Finding", "Verified", "record_check", "verify_site"]

_SITE = table_of(Site).c
_TICKET = table_of(Ticket).c
_PIECE = table_of(Evidence).c
EVERY = 200
"""Progress is told once in so many entries."""


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
    facts = site.gateway.facts
    own = facts.card.uid
    with site.database.read() as session:
        check_pages(session.connection(), found, deep=deep)
        if not found.clean:
            session.connection().invalidate()  # it answers nothing more
    with site.database.read() as session:
        connection = session.connection()
        with _told(found, "chain"):
            found.sites = dict(iter(connection.execute(select(_SITE.uid, _SITE.code))))
            for author in _authors(connection):
                progress("chain", 0)
                _check_chain(connection, facts, author, found, progress)
                check_entries(connection, facts, author, found)
            check_ranges(connection, own, found)
            check_receipts(connection, own, found)
        with _told(found, "keys"):
            check_site_keys(connection, facts, found)
        with _told(found, "exchange"):
            check_shipments(connection, own, found)
            check_membership(connection, facts, found)
        if deep:
            _check_deep(site, session, found, progress)
    _check_anchor(site, found)
    if site.gateway.person is not None and site.gateway.read_only is None:
        with suppress(DeskError):
            site.gateway.call(record_check, len(found.findings))
    return found


def _check_deep(
    site: OpenSite,
    session: DeskSession,
    found: Verified,
    progress: Callable[[str, int], None],
) -> None:
    """Make everything again that can be made again, and read all evidence."""
    connection, facts = session.connection(), site.gateway.facts
    with _told(found, "fold"), scratch_of(site) as target:
        with _told(found, "schema"):
            check_schema(connection, target, found)
        progress("fold", 0)
        check_fold(facts.card.uid, connection, target, found, lambda seq: _every(progress, seq))
        with _told(found, "derived"):
            progress("derived", 0)
            check_links(connection, facts, found)
            check_lists(
                session,
                facts,
                working_days(),
                target,
                found,
                lambda done: progress("derived", done),
            )
    with _told(found, "evidence"):
        _check_evidence(site, connection, found, progress)


@contextmanager
def _told(found: Verified, check: str) -> Iterator[None]:
    """Let one check that the damage makes impossible not keep the others from being made."""
    try:
        with translated():
            yield
    except DeskError as error:
        found.note(check, error)
    except UNREADABLE as error:
        found.note(check, LedgerError("ledger.unreadable", kind=type(error).__name__))


def _check_anchor(site: OpenSite, found: Verified) -> None:
    if site.gateway.read_only is not None:
        found.note("anchor", site.gateway.read_only)
    for path in site.anchors.forged if site.anchors is not None else ():
        found.note("anchor", LedgerError("ledger.anchor_forged", path=str(path)))


@command(Permission.SITE_VERIFY)
def record_check(work: Work, findings: int) -> None:
    """Record that somebody checked the whole site, and how much did not hold."""
    work.reason = str(findings)


def _authors(connection: Connection) -> list[Uid]:
    return list(connection.execute(select(ENTRY.c.site).distinct()).scalars())


def _check_chain(
    connection: Connection,
    facts: SiteFacts,
    author: Uid,
    found: Verified,
    progress: Callable[[str, int], None],
) -> None:
    """Check links and signatures; only headquarters' entries come to a branch with gaps."""
    own = facts.card.uid
    whole = author == own or facts.card.is_headquarters
    public = _site_key(connection, own, author)
    people: dict[str, tuple[str, bytes]] = {}
    before, count = Head(0, GENESIS), 0
    try:
        kept = stretches(connection, author) if whole else []
        for entry in entries(connection, author):
            inside = any(one.after < entry.seq <= one.until for one in kept)
            _refuse_gap(entry, before, whole=inside)
            body = check_next(connection, entry, before, whole=inside)
            learn_people(body, people)
            if public is not None:
                check_site_signature(entry, public)
            check_author(body, people)
            before, count = Head(entry.seq, entry.digest), count + 1
            if count % EVERY == 0:
                progress("chain", count)
    except LedgerError as error:
        found.note("chain", error)
    except UNREADABLE:
        found.note("chain", LedgerError("ledger.chain_broken", site=author, seq=before.seq + 1))
    if public is None and count:
        found.note("chain", LedgerError("ledger.site_signature", site=author, seq=before.seq))
    found.entries[author] = count
    if author == own:
        found.head_seq, found.head = before.seq, before.digest.hex()


def _refuse_gap(entry: StoredEntry, before: Head, *, whole: bool) -> None:
    if whole and not begins_line(entry.seq) and entry.seq > before.seq + 1:
        raise LedgerError("ledger.entry_missing", site=entry.site, seq=before.seq + 1)


def _site_key(connection: Connection, own: Uid, author: Uid) -> bytes | None:
    table = SiteKey.__table__.c
    found = connection.execute(
        select(table.signing)
        .where(table.site_uid == author, table.site == own)
        .order_by(table.uid)
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


def _every(progress: Callable[[str, int], None], seq: int) -> None:
    if seq % EVERY == 0:
        progress("fold", seq)


def _check_evidence(
    site: OpenSite,
    connection: Connection,
    found: Verified,
    progress: Callable[[str, int], None],
) -> None:
    rows = connection.execute(
        select(_PIECE.sha256, _PIECE.size, _PIECE.vault_key, _PIECE.uid, _TICKET.number)
        .outerjoin(Ticket, _TICKET.uid == _PIECE.ticket_uid)
        .order_by(_PIECE.uid)
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
            error.values |= {"number": row.number or "", "uid": row.uid}
            found.note("evidence", error)
