"""What two sites know of each other: joining, taking in, receipts and conflicts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from desktop.models.base import Base, Synced, column
from desktop.models.codecs import Integer, Mapping, Octets, UidType, Words
from desktop.vocabulary import TicketId, Uid


class Enrolment(Synced, Base):
    """Headquarters' invitation to one branch; the branch's key row names it once it answered."""

    __tablename__ = "enrolment"
    __table_args__: Any = (Index(None, "code"),)

    code: Mapped[str] = column(Words)
    name: Mapped[str] = column(Words)
    epoch: Mapped[str] = column(Words)
    secret_digest: Mapped[bytes] = column(Octets)
    invited_at: Mapped[int] = column(Integer)


class TakeIn(Synced, Base):
    """The point at which a range of a site's entries took effect here.

    `source` wrote the entries and `sender` brought them: the same site, unless entries that were
    lost here come back from the site that had taken them in. `epoch` and `bundle` say where the
    bundle stood among the sender's. `verdicts` maps the seq of each entry of the range that was
    not applied to the reason; where entries come back, it names every one. At headquarters it is
    the branch's receipt, too: it names the head that was taken in.
    """

    __tablename__ = "take_in"
    __table_args__: Any = (Index(None, "source", "to_seq"),)

    source: Mapped[Uid] = column(UidType)
    sender: Mapped[Uid] = column(UidType)
    epoch: Mapped[str] = column(Words)
    bundle: Mapped[int] = column(Integer)
    manifest: Mapped[str] = column(Words)
    from_seq: Mapped[int] = column(Integer)
    to_seq: Mapped[int] = column(Integer)
    head: Mapped[str] = column(Words)
    entries: Mapped[int] = column(Integer)
    verdicts: Mapped[dict[str, str]] = column(Mapping)
    at: Mapped[int] = column(Integer)


class Conflict(Synced, Base):
    """A foreign entry that was kept but not applied, waiting for a person's decision."""

    __tablename__ = "conflict"
    __table_args__: Any = (Index(None, "ticket_uid"),)

    ticket_site: Mapped[Uid] = column(UidType)
    ticket_uid: Mapped[Uid] = column(UidType)
    entry_site: Mapped[Uid] = column(UidType)
    entry_seq: Mapped[int] = column(Integer)
    reason: Mapped[str] = column(Words)
    at: Mapped[int] = column(Integer)
    decided_at: Mapped[int | None] = column(Integer)
    decided_by: Mapped[Uid | None] = column(UidType)
    decision: Mapped[str | None] = column(Words)

    @property
    def about(self) -> TicketId | None:
        """The ticket in dispute."""
        return TicketId(self.ticket_site, self.ticket_uid)
