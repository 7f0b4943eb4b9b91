"""Evidence as rows: what lies on a ticket and whether its bytes are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.desk import Thumbnail
from desktop.models.evidence import CustodyStep, Evidence
from desktop.services.records import parts
from desktop.services.rows import CustodyRow, EvidenceRow
from desktop.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from desktop.models.ticket import Ticket
    from desktop.services.records import Names
    from desktop.services.work import Work


def evidence_rows(work: Work, ticket: Ticket, names: Names) -> tuple[EvidenceRow, ...]:
    """Give a ticket's evidence, oldest first."""
    found = parts(work, Evidence, ticket)
    query = select(Thumbnail.sha256, Thumbnail.png).where(
        Thumbnail.sha256.in_([e.sha256 for e in found])
    )
    pictures = {row.sha256: bytes(row.png) for row in work.session.execute(query)} if found else {}
    return tuple(_row(work, e, pictures.get(e.sha256), names) for e in found)


def _row(work: Work, evidence: Evidence, picture: bytes | None, names: Names) -> EvidenceRow:
    name = work.vault.name_of(evidence.sha256, evidence.vault_key)
    return EvidenceRow(
        ref=evidence.ref,
        name=evidence.name,
        kind=EvidenceKind(evidence.kind),
        media_type=evidence.media_type,
        size=evidence.size,
        sha256=evidence.sha256,
        taken_at=evidence.taken_at,
        taken_by=names.staff(evidence.taken_by),
        thumbnail=picture,
        here=bool(evidence.vault_key) and work.vault.holds(name, evidence.vault_key),
    )


def custody_rows(work: Work, evidence: Evidence, names: Names) -> tuple[CustodyRow, ...]:
    """Give every touch of a piece of evidence, oldest first."""
    query = (
        select(CustodyStep)
        .where(CustodyStep.evidence_uid == evidence.uid)
        .order_by(CustodyStep.at, CustodyStep.uid)
    )
    return tuple(
        CustodyRow(step.act, step.at, names.staff(step.by), names.site(step.site))
        for step in work.session.scalars(query)
    )
