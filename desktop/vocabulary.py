"""The words of the house: enumerations and identifier types used everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, NewType

Uid = NewType("Uid", str)
"""A UUIDv7 as 32 lower-case hexadecimal digits."""


class Ref(NamedTuple):
    """The logical key of a synced row: the site that made it, and its uid."""

    site: Uid
    uid: Uid


class TicketId(Ref):
    """The key of a ticket."""

    __slots__ = ()


class SiteKind(StrEnum):
    """What a site is."""

    BRANCH = "branch"
    HEADQUARTERS = "hq"


class Nature(StrEnum):
    """What somebody came with; only complaints count as complaints."""

    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    REPORT = "report"


class Channel(StrEnum):
    """How it reached the desk."""

    WALK_IN = "walk_in"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    WEB = "web"
    APP = "app"
    WECHAT = "wechat"
    DELIVERY_PLATFORM = "delivery_platform"
    SHORT_VIDEO = "short_video"
    REGULATOR = "regulator"
    OTHER = "other"


class Severity(StrEnum):
    """How grave it may become; never shown where the customer can see it."""

    NORMAL = "normal"
    ELEVATED = "elevated"
    HIGH = "high"


class Status(StrEnum):
    """Where the work on a ticket is."""

    REGISTERED = "registered"
    INVESTIGATING = "investigating"
    NEGOTIATING = "negotiating"
    RESOLVED = "resolved"
    CLOSED = "closed"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


OPEN_STATUSES = frozenset({Status.REGISTERED, Status.INVESTIGATING, Status.NEGOTIATING})
"""Statuses in which somebody still has work to do."""


class Demand(StrEnum):
    """What the complainant asks for."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    REFUND = "refund"
    PRICE_DIFFERENCE = "price_difference"
    COMPENSATION = "compensation"
    APOLOGY = "apology"
    EXPLANATION = "explanation"
    OTHER = "other"


class RemedyKind(StrEnum):
    """What the desk offers."""

    REPAIR = "repair"
    REPLACEMENT = "replacement"
    REFUND = "refund"
    PRICE_DIFFERENCE = "price_difference"
    COMPENSATION = "compensation"
    GIFT = "gift"
    APOLOGY = "apology"
    OTHER = "other"


class PayoutMeans(StrEnum):
    """How a remedy was paid out."""

    ORIGINAL = "original"
    CASH = "cash"
    VOUCHER = "voucher"
    POINTS = "points"
    EXCHANGE = "exchange"
    GIFT = "gift"


class RemedyState(StrEnum):
    """How far an offered remedy has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"


class EscalationKind(StrEnum):
    """The three ways to raise a ticket."""

    SEND_UP = "send_up"
    ASK_HQ = "ask_hq"
    HAND_OVER = "hand_over"


class EscalationState(StrEnum):
    """Whether an escalation still waits."""

    OPEN = "open"
    ANSWERED = "answered"
    RECALLED = "recalled"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Verdict(StrEnum):
    """What headquarters says to what it was asked."""

    AUTHORISED = "authorised"
    INSTRUCTED = "instructed"
    DECLINED = "declined"


class NoteKind(StrEnum):
    """What a line written on a ticket records."""

    NOTE = "note"
    CONTACT = "contact"
    FOLLOW_UP = "follow_up"
    REQUEST = "request"


class PromiseState(StrEnum):
    """Whether a promise was kept."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class FollowUpResult(StrEnum):
    """What the call-back found."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    NOT_SATISFIED = "not_satisfied"
    NOT_REACHED = "not_reached"
    NO_CONTACT = "no_contact"


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    PICTURE = "picture"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    OBJECT = "object"
    OTHER = "other"


class CustodyAct(StrEnum):
    """One touch of a piece of evidence."""

    TAKEN = "taken"
    VIEWED = "viewed"
    EXPORTED = "exported"
    SHIPPED = "shipped"
    RECEIVED = "received"
    VERIFIED = "verified"


class Role(StrEnum):
    """What a person may do; the title people see comes from the rule pack."""

    CLERK = "clerk"
    MANAGER = "manager"
    OFFICER = "officer"
    LEGAL = "legal"
    AUDITOR = "auditor"
    ADMIN = "admin"


class ClockKind(StrEnum):
    """Which deadline runs."""

    FIRST_RESPONSE = "first_response"
    DECISION = "decision"
    MANAGER_ANSWER = "manager_answer"
    HEADQUARTERS_ANSWER = "headquarters_answer"
    PROMISE = "promise"
    FORWARDER = "forwarder"
    REGULATOR_ACCEPTS = "regulator_accepts"
    REGULATOR_MEDIATES = "regulator_mediates"


INFORMATION_CLOCKS = frozenset(
    {ClockKind.FORWARDER, ClockKind.REGULATOR_ACCEPTS, ClockKind.REGULATOR_MEDIATES}
)
"""Deadlines that bind somebody else; they are shown, and never counted as the desk's."""


class ClockAct(StrEnum):
    """What is done to a ticket's decision clock."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


class ClockState(StrEnum):
    """How a deadline stands at a given moment."""

    RUNNING = "running"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


class IntakeFlag(StrEnum):
    """A tick on intake that raises attention."""

    INJURY = "injury"
    FOOD_SAFETY = "food_safety"
    MEDIA_OR_REGULATOR = "media_or_regulator"
    ELDERLY_OR_CHILD = "elderly_or_child"


class Language(StrEnum):
    """The languages of screen and paper."""

    CHINESE = "zh_CN"
    ENGLISH = "en"
