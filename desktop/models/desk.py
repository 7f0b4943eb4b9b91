"""What belongs to this desk alone and what can be rebuilt at will: neither is ever recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy import Integer as RowNumber
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base
from desktop.models.codecs import Flag, Integer, Mapping, UidType, Words
from desktop.vocabulary import Uid


class Setting(Base):
    """One setting of this site's desk, such as the shipping schedule."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(Words, primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(Mapping)


class SubjectKey(Base):
    """The key that seals one subject's personal columns in entries; destroying it erases them.

    It travels beside the entries in a bundle, never inside them.
    """

    __tablename__ = "subject_key"

    subject: Mapped[Uid] = mapped_column(UidType, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class Draft(Base):
    """A half-typed intake; it belongs to the counter, not to a person."""

    __tablename__ = "draft"

    uid: Mapped[Uid] = mapped_column(UidType, primary_key=True)
    counter: Mapped[str] = mapped_column(Words)
    by: Mapped[Uid | None] = mapped_column(UidType)
    saved_at: Mapped[int] = mapped_column(Integer)
    fields: Mapped[dict[str, Any]] = mapped_column(Mapping)


class Shipment(Base):
    """A bundle written by this site, with what became of it.

    `returned` ones carry no entries of this site, but bring the destination back what it lost.
    """

    __tablename__ = "shipment"
    __table_args__: Any = (UniqueConstraint("destination", "epoch", "number"),)

    uid: Mapped[Uid] = mapped_column(UidType, primary_key=True)
    destination: Mapped[Uid] = mapped_column(UidType)
    returned: Mapped[bool] = mapped_column(Flag, default=False)
    epoch: Mapped[str] = mapped_column(Words)
    number: Mapped[int] = mapped_column(Integer)
    manifest: Mapped[str] = mapped_column(Words)
    from_seq: Mapped[int] = mapped_column(Integer)
    to_seq: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(Words)
    made_at: Mapped[int] = mapped_column(Integer)
    delivered_to: Mapped[str | None] = mapped_column(Words)
    delivered_at: Mapped[int | None] = mapped_column(Integer)
    receipted_at: Mapped[int | None] = mapped_column(Integer)


class Arrival(Base):
    """A bundle that was read here: taken in, held or refused.

    `acked` is the last seq of this site's own entries that its sender had then taken in.
    """

    __tablename__ = "arrival"
    __table_args__: Any = (UniqueConstraint("source", "epoch", "number", "manifest"),)

    uid: Mapped[Uid] = mapped_column(UidType, primary_key=True)
    source: Mapped[Uid] = mapped_column(UidType)
    epoch: Mapped[str] = mapped_column(Words)
    number: Mapped[int] = mapped_column(Integer)
    manifest: Mapped[str] = mapped_column(Words)
    verdict: Mapped[str] = mapped_column(Words)
    file_name: Mapped[str] = mapped_column(Words)
    acked: Mapped[int] = mapped_column(Integer)
    at: Mapped[int] = mapped_column(Integer)


class TicketRow(Base):
    """One ticket as lists need it, with this site's own running row number."""

    __tablename__ = "ticket_row"
    __table_args__: Any = (
        UniqueConstraint("uid"),
        Index(None, "is_open", "due_at", "rid"),
        Index(None, "received_at", "rid"),
        Index(None, "status", "received_at", "rid"),
        Index(None, "site", "business_day"),
        Index(None, "assignee", "is_open"),
        Index(None, "respondent", sqlite_where=text("respondent IS NOT NULL")),
        Index(None, "proposed", sqlite_where=text("proposed IS NOT NULL")),
    )

    rid: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    site: Mapped[Uid] = mapped_column(UidType)
    uid: Mapped[Uid] = mapped_column(UidType)
    number: Mapped[str] = mapped_column(Words)
    business_day: Mapped[str] = mapped_column(Words)
    nature: Mapped[str] = mapped_column(Words)
    status: Mapped[str] = mapped_column(Words)
    is_open: Mapped[bool] = mapped_column(Flag)
    severity: Mapped[str] = mapped_column(Words)
    proposed: Mapped[str | None] = mapped_column(Words)
    """A higher severity that the rules propose, until a person has decided."""
    category: Mapped[str] = mapped_column(Words)
    channel: Mapped[str] = mapped_column(Words)
    received_at: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[int | None] = mapped_column(Integer)
    due_since: Mapped[int | None] = mapped_column(Integer)
    custodian: Mapped[Uid] = mapped_column(UidType)
    with_manager: Mapped[bool] = mapped_column(Flag)
    assignee: Mapped[Uid | None] = mapped_column(UidType)
    respondent: Mapped[Uid | None] = mapped_column(UidType)
    title: Mapped[str] = mapped_column(Words)
    complainant: Mapped[str] = mapped_column(Words)
    evidence: Mapped[int] = mapped_column(Integer)


class SearchText(Base):
    """The folded text of a ticket, to check that a mixed search really hits."""

    __tablename__ = "search_text"

    rid: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Words)


class EntryTicket(Base):
    """Which entries speak of a ticket: the way from a ticket to its timeline."""

    __tablename__ = "entry_ticket"
    __table_args__: Any = (PrimaryKeyConstraint("ticket_uid", "site", "seq"),)

    ticket_uid: Mapped[Uid] = mapped_column(UidType)
    site: Mapped[Uid] = mapped_column(UidType)
    seq: Mapped[int] = mapped_column(Integer)


class Thumbnail(Base):
    """A small picture of a piece of evidence, made again at will."""

    __tablename__ = "thumbnail"

    sha256: Mapped[str] = mapped_column(Words, primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
