"""Sites, their people, their keys, and the rule packs they work under."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from desktop.models.base import Base, Synced, column
from desktop.models.codecs import Flag, Integer, Mapping, Member, Octets, UidType, Words
from desktop.vocabulary import Role, SiteKind, Uid


class Site(Synced, Base):
    """A branch or headquarters; its uid is the site's own identity."""

    __tablename__ = "site"

    code: Mapped[str] = column(Words)
    name: Mapped[str] = column(Words)
    kind: Mapped[SiteKind] = column(Member(SiteKind))
    zone: Mapped[str] = column(Words)
    currency: Mapped[str] = column(Words)
    pack: Mapped[str] = column(Words)
    phone: Mapped[str | None] = column(Words)
    address: Mapped[str | None] = column(Words)
    hours: Mapped[dict[str, Any] | None] = column(Mapping)
    """Opening hours (`models/hours.py`); None where those of the rule pack hold."""


class SiteKey(Synced, Base):
    """A site's public keys: Ed25519 for its entries and bundles, age X25519 to seal to it.

    `site_uid` names whose key it is: a branch keeps headquarters' keys as rows of its own, made
    at joining, and headquarters the branch's.
    """

    __tablename__ = "site_key"
    __table_args__: Any = (Index(None, "site_uid"),)

    site_uid: Mapped[Uid] = column(UidType)
    signing: Mapped[bytes] = column(Octets)
    sealing: Mapped[str] = column(Words)
    recovery: Mapped[str | None] = column(Words)
    enrolment: Mapped[Uid | None] = column(UidType)
    made_at: Mapped[int] = column(Integer)
    revoked_at: Mapped[int | None] = column(Integer)


class Staff(Synced, Base):
    """One person who works at a site."""

    __tablename__ = "staff"
    __table_args__: Any = (Index(None, "login"),)

    login: Mapped[str] = column(Words)
    name: Mapped[str] = column(Words)
    role: Mapped[Role] = column(Member(Role))
    active: Mapped[bool] = column(Flag)
    added_at: Mapped[int] = column(Integer)


class StaffKey(Synced, Base):
    """A person's public signing key; replacing one is a row that says who replaced it."""

    __tablename__ = "staff_key"
    __table_args__: Any = (Index(None, "staff_uid"),)

    staff_uid: Mapped[Uid] = column(UidType)
    public: Mapped[bytes] = column(Octets)
    made_at: Mapped[int] = column(Integer)
    made_by: Mapped[Uid | None] = column(UidType)
    replaces: Mapped[Uid | None] = column(UidType)


class RulePackRecord(Synced, Base):
    """A rule pack as a content-addressed object; entries and tickets name its digest."""

    __tablename__ = "rule_pack"
    __table_args__: Any = (Index(None, "digest"),)

    digest: Mapped[str] = column(Words)
    name: Mapped[str] = column(Words)
    version: Mapped[str] = column(Words)
    body: Mapped[dict[str, Any]] = column(Mapping)


class DayClose(Synced, Base):
    """One business day closed by a manager, or a numbered supplement to it."""

    __tablename__ = "day_close"
    __table_args__: Any = (Index(None, "site", "business_day"),)

    business_day: Mapped[str] = column(Words)
    supplement: Mapped[int] = column(Integer)
    closed_at: Mapped[int] = column(Integer)
    closed_by: Mapped[Uid | None] = column(UidType)
    received: Mapped[int] = column(Integer)
    ended: Mapped[int] = column(Integer)
    head_seq: Mapped[int] = column(Integer)
    head: Mapped[str] = column(Words)
    remark: Mapped[str | None] = column(Words)
