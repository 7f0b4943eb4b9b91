"""Who complains: a person record with the ways to reach them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from desktop.models.base import Base, Synced, column
from desktop.models.codecs import UidType, Words
from desktop.vocabulary import Uid


class Person(Synced, Base):
    """A complainant. The same phone suggests the same person but never merges two."""

    __tablename__ = "person"

    name: Mapped[str | None] = column(Words, personal=True)
    title: Mapped[str | None] = column(Words, personal=True)
    id_type: Mapped[str | None] = column(Words)
    id_number: Mapped[str | None] = column(Words, personal=True)
    address: Mapped[str | None] = column(Words, personal=True)
    best_time: Mapped[str | None] = column(Words, personal=True)

    @property
    def subject(self) -> Uid | None:
        """The person's own key."""
        return self.uid


class ContactPoint(Synced, Base):
    """One way to reach a person, with whose it is."""

    __tablename__ = "contact_point"
    __table_args__: Any = (Index(None, "person_uid"), Index(None, "value"))

    person_site: Mapped[Uid] = column(UidType)
    person_uid: Mapped[Uid] = column(UidType)
    kind: Mapped[str] = column(Words)
    value: Mapped[str] = column(Words, personal=True)
    whose: Mapped[str | None] = column(Words, personal=True)

    @property
    def subject(self) -> Uid | None:
        """The person's key."""
        return self.person_uid
