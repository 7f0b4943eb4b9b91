"""Evidence: taken into the vault first, then recorded; every touch leaves a custody step."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.errors import InputError, StorageError
from desktop.models.desk import Thumbnail
from desktop.models.evidence import CustodyStep, Evidence
from desktop.models.permissions import Permission
from desktop.services.evidence_rows import custody_rows
from desktop.services.records import (
    Names,
    add_part,
    part_of,
    ticket_at_counter,
    ticket_to_read,
)
from desktop.services.ticket_draft import clean_text
from desktop.services.use_case import command, query
from desktop.services.work import new_uid
from desktop.storage.files import safe_name
from desktop.storage.media import check_allowed, check_claim, sniff
from desktop.storage.thumbnails import thumbnail_for
from desktop.vocabulary import CustodyAct, EvidenceKind, Ref, TicketId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import BinaryIO

    from desktop.models.ticket import Ticket
    from desktop.services.gateway import Gateway
    from desktop.services.rows import CustodyRow
    from desktop.services.work import Work
    from desktop.storage.vault import StoredFile

HEAD = 4096


@dataclass(frozen=True, slots=True)
class PreparedEvidence:
    """A file that lies in the vault and waits to be recorded. The key is not signed."""

    name: str
    kind: EvidenceKind
    media_type: str
    sha256: str
    size: int
    vault_key: bytes = field(repr=False, metadata={"unsigned": True})
    thumbnail: bytes | None = field(default=None, repr=False, metadata={"unsigned": True})


@dataclass(frozen=True, slots=True)
class EvidenceHandle:
    """What it takes to read a piece of evidence from the vault."""

    vault_name: str
    vault_key: bytes = field(repr=False)
    name: str
    media_type: str
    size: int
    sha256: str


def attach_file(
    gateway: Gateway,
    ticket: TicketId,
    path: Path,
    *,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
    thumbnail: bytes | None = None,
) -> Ref:
    """Take a file into the vault and record it on a ticket.

    Slow for large files, so it runs outside any transaction until the file is durable.

    Raises:
        InputError: the type is blocked, the file is too large, or a picture is none.
        StorageError: `evidence.unreadable`, or the disk is full.
    """
    prepared = prepare_file(gateway, path, name=name, progress=progress, thumbnail=thumbnail)
    return gateway.call(attach_evidence, ticket, prepared)


def prepare_file(
    gateway: Gateway,
    path: Path,
    *,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
    thumbnail: bytes | None = None,
) -> PreparedEvidence:
    """Check a file by its content, seal it into the vault, make its thumbnail."""
    told = name or path.name
    try:
        with path.open("rb") as source:
            return prepare_stream(gateway, source, told, progress=progress, thumbnail=thumbnail)
    except OSError as error:
        raise StorageError("evidence.unreadable", name=safe_name(told)) from error


def attach_bytes(gateway: Gateway, ticket: TicketId, content: bytes, name: str) -> Ref:
    """Take what never was a file, such as a pasted picture, as evidence of a ticket."""
    return gateway.call(attach_evidence, ticket, prepare_stream(gateway, BytesIO(content), name))


def prepare_stream(
    gateway: Gateway,
    source: BinaryIO,
    name: str,
    *,
    progress: Callable[[int], None] | None = None,
    thumbnail: bytes | None = None,
) -> PreparedEvidence:
    """Check content by itself, seal it into the vault, make its thumbnail."""
    told = safe_name(name)
    pack = gateway.facts.pack
    media_type, kind = sniff(source.read(HEAD))
    check_allowed(media_type, pack.blocked_types)
    check_claim(told, media_type)
    if thumbnail is None:
        source.seek(0)
        thumbnail = thumbnail_for(source, media_type, told)
    source.seek(0)
    stored = gateway.vault.store(
        source,
        known=lambda sha256: gateway.call(known_key, sha256),
        limit=pack.max_evidence_bytes,
        progress=progress,
    )
    return _prepared(stored, told, kind, media_type, thumbnail)


def _prepared(
    stored: StoredFile, name: str, kind: EvidenceKind, media_type: str, thumbnail: bytes | None
) -> PreparedEvidence:
    return PreparedEvidence(
        name, kind, media_type, stored.sha256, stored.size, stored.key, thumbnail
    )


@query(Permission.EVIDENCE_READ)
def known_key(work: Work, sha256: str) -> bytes | None:
    """Give the vault key of content that is recorded already; None if it is new."""
    return _recorded_key(work, sha256)


def _recorded_key(work: Work, sha256: str) -> bytes | None:
    recorded = select(Evidence.vault_key).where(Evidence.sha256 == sha256)
    return next((key for key in work.session.scalars(recorded.order_by(Evidence.uid)) if key), None)


@command(Permission.EVIDENCE_ADD)
def attach_evidence(work: Work, ticket_id: TicketId, prepared: PreparedEvidence) -> Ref:
    """Record a file that lies in the vault as evidence of a ticket."""
    ticket = ticket_at_counter(work, ticket_id)
    name = clean_text("name", prepared.name)
    if name is None:
        raise InputError("evidence.name_missing")
    key = _key_to_record(work, prepared)
    if key is None:
        raise StorageError("vault.missing", name=name)
    evidence = add_part(
        work,
        Evidence,
        ticket,
        name=name,
        kind=prepared.kind,
        media_type=prepared.media_type,
        size=prepared.size,
        sha256=prepared.sha256,
        vault_key=key,
        taken_at=work.now,
        taken_by=work.actor.staff,
    )
    if prepared.thumbnail is not None:
        keep_thumbnail(work, prepared.sha256, prepared.thumbnail)
    _step(work, ticket, evidence, CustodyAct.TAKEN)
    return evidence.ref


def _key_to_record(work: Work, prepared: PreparedEvidence) -> bytes | None:
    """Give the key under which the vault holds the content; None if it holds it no more.

    Another program may have recorded the same content since it was prepared: then its file
    serves both, and the one that was prepared waits for the sweep.
    """
    for key in (_recorded_key(work, prepared.sha256), prepared.vault_key):
        if key and work.vault.holds(work.vault.name_of(prepared.sha256, key), key):
            return key
    return None


def keep_thumbnail(work: Work, sha256: str, picture: bytes) -> None:
    """Keep a thumbnail; it is derived and never recorded."""
    work.session.execute(
        upsert(Thumbnail).on_conflict_do_nothing(), {"sha256": sha256, "png": picture}
    )


@command(Permission.EVIDENCE_READ)
def view_evidence(work: Work, ticket_id: TicketId, evidence: Ref) -> EvidenceHandle:
    """Open a piece of evidence for viewing; leaves a custody step."""
    return _touch(work, ticket_id, evidence, CustodyAct.VIEWED)


@command(Permission.EVIDENCE_EXPORT)
def export_evidence(work: Work, ticket_id: TicketId, evidence: Ref, reason: str) -> EvidenceHandle:
    """Let a copy out of the vault, with the reason; leaves a custody step."""
    work.reason = clean_text("reason", reason)
    if work.reason is None:
        raise InputError("reason.missing")
    return _touch(work, ticket_id, evidence, CustodyAct.EXPORTED)


def export_file(
    gateway: Gateway, ticket: TicketId, evidence: Ref, folder: Path, reason: str
) -> Path:
    """Export a piece of evidence into a folder under a safe name; gives the path."""
    handle = gateway.call(export_evidence, ticket, evidence, reason)
    return gateway.vault.export(handle.vault_name, handle.vault_key, folder, safe_name(handle.name))


def read_evidence(
    gateway: Gateway, ticket: TicketId, evidence: Ref
) -> tuple[EvidenceHandle, bytes]:
    """Read a piece of evidence into memory to show it; leaves a custody step.

    Raises StorageError `vault.missing` or `vault.damaged`.
    """
    handle = gateway.call(view_evidence, ticket, evidence)
    with gateway.vault.open(handle.vault_name, handle.vault_key) as plain:
        return handle, plain.read()


def verify_file(gateway: Gateway, ticket: TicketId, evidence: Ref) -> None:
    """Read a piece of evidence from end to end against its digest; leaves a custody step."""
    handle = gateway.call(handle_of, ticket, evidence)
    gateway.vault.verify(handle.vault_name, handle.vault_key, handle.sha256, handle.size)
    gateway.call(record_verified, ticket, evidence)


@query(Permission.EVIDENCE_READ)
def handle_of(work: Work, ticket_id: TicketId, evidence: Ref) -> EvidenceHandle:
    """Give what it takes to read a piece of evidence, for checks that show it to nobody."""
    ticket = ticket_to_read(work, ticket_id)
    return _handle(work, part_of(work, Evidence, evidence, ticket))


@command(Permission.EVIDENCE_READ)
def record_verified(work: Work, ticket_id: TicketId, evidence: Ref) -> None:
    """Record that a piece of evidence was found to be what was taken."""
    _touch(work, ticket_id, evidence, CustodyAct.VERIFIED)


@query(Permission.EVIDENCE_READ)
def custody_of(work: Work, ticket_id: TicketId, evidence: Ref) -> tuple[CustodyRow, ...]:
    """Give every touch of a piece of evidence, oldest first."""
    ticket = ticket_to_read(work, ticket_id)
    return custody_rows(work, part_of(work, Evidence, evidence, ticket), Names(work))


def _touch(work: Work, ticket_id: TicketId, ref: Ref, act: CustodyAct) -> EvidenceHandle:
    ticket = ticket_to_read(work, ticket_id)
    evidence = part_of(work, Evidence, ref, ticket)
    _step(work, ticket, evidence, act)
    return _handle(work, evidence)


def _handle(work: Work, evidence: Evidence) -> EvidenceHandle:
    return EvidenceHandle(
        vault_name=work.vault.name_of(evidence.sha256, evidence.vault_key),
        vault_key=evidence.vault_key,
        name=evidence.name,
        media_type=evidence.media_type,
        size=evidence.size,
        sha256=evidence.sha256,
    )


def _step(work: Work, ticket: Ticket, evidence: Evidence, act: CustodyAct) -> None:
    add_part(
        work,
        CustodyStep,
        ticket,
        evidence_site=evidence.site,
        evidence_uid=evidence.uid,
        act=act,
        at=work.now,
        by=work.actor.staff,
    )


def record_steps(work: Work, pieces: Iterable[Evidence], act: CustodyAct) -> None:
    """Record the same touch of several pieces, such as being shipped."""
    for piece in pieces:
        step = CustodyStep(
            site=work.site.uid,
            uid=new_uid(),
            ticket_site=piece.ticket_site,
            ticket_uid=piece.ticket_uid,
            evidence_site=piece.site,
            evidence_uid=piece.uid,
            act=act,
            at=work.now,
            by=work.actor.staff,
        )
        work.session.add(step)
