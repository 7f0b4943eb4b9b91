"""Evidence and every touch of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from desktop.models.base import Base, OnTicket, column
from desktop.models.codecs import Integer, Member, Octets, UidType, Words
from desktop.vocabulary import CustodyAct, EvidenceKind, Uid


class Evidence(OnTicket, Base):
    """One file with its digest; the bytes lie encrypted in the vault under `vault_key`.

    How the file is called in a site's vault follows from `sha256`, which is of the original
    bytes, from `vault_key`, and from that site's naming key.
    """

    __tablename__ = "evidence"
    __table_args__: Any = (Index(None, "ticket_uid"), Index(None, "sha256"))

    name: Mapped[str] = column(Words, personal=True)
    kind: Mapped[EvidenceKind] = column(Member(EvidenceKind))
    media_type: Mapped[str] = column(Words)
    size: Mapped[int] = column(Integer)
    sha256: Mapped[str] = column(Words)
    vault_key: Mapped[bytes] = column(Octets, personal=True)
    original_site: Mapped[Uid | None] = column(UidType)
    original_uid: Mapped[Uid | None] = column(UidType)
    taken_at: Mapped[int] = column(Integer)
    taken_by: Mapped[Uid | None] = column(UidType)


class CustodyStep(OnTicket, Base):
    """One touch of a piece of evidence: taken, viewed, exported, shipped, received, verified."""

    __tablename__ = "custody_step"

    evidence_site: Mapped[Uid] = column(UidType)
    evidence_uid: Mapped[Uid] = column(UidType)
    act: Mapped[CustodyAct] = column(Member(CustodyAct))
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)
