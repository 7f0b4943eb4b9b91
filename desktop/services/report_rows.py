"""Rows that paper is made of: plain values, gathered by services and drawn by reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from desktop.vocabulary import (
        Channel,
        CustodyAct,
        Demand,
        EvidenceKind,
        Nature,
        Severity,
        Status,
    )

Words = Mapping[str, str]
"""The same words by language: `{"zh_CN": "变质", "en": "Spoiled"}`."""

UNSORTED_WORDS: Words = {"zh_CN": "待分类", "en": "Unsorted"}
"""What paper calls the category of a ticket until somebody knows better."""
DEFAULT_PRIVACY = "Paper.privacy.default"
DEFAULT_ROUTES = "Paper.routes.retail"


class AgeBucket(StrEnum):
    """How many days an open ticket has waited since it was received."""

    TODAY = "today"
    UP_TO_3 = "up_to_3"
    UP_TO_7 = "up_to_7"
    UP_TO_15 = "up_to_15"
    OVER_15 = "over_15"

    @classmethod
    def of_days(cls, days: int) -> AgeBucket:
        """Give the bucket for a number of whole days, 0 for received today."""
        bounds = ((0, cls.TODAY), (3, cls.UP_TO_3), (7, cls.UP_TO_7), (15, cls.UP_TO_15))
        return next((bucket for last, bucket in bounds if days <= last), cls.OVER_15)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What was promised, by when (microseconds UTC) and by whom."""

    what: str
    due_at: int
    by: str


@dataclass(frozen=True, slots=True)
class SlipRow:
    """The receipt slip of one ticket; names and phones come masked, severity never comes.

    `privacy` and `routes` are keys of words, the text itself, or the rule pack's own by language.
    Instants are microseconds UTC.
    """

    number: str
    site_name: str
    site_code: str
    zone: str
    received_at: int
    received_by: str
    channel: Channel
    category: Words
    facts: str
    printed_at: int
    printed_by: str
    demands: tuple[Demand, ...] = ()
    amount_minor: int | None = None
    currency: str = "CNY"
    product: str = ""
    order: str = ""
    documents: tuple[str, ...] = ()
    promise: PromiseLine | None = None
    desk_contact: str = ""
    complainant_name: str = ""
    complainant_phone: str = ""
    privacy: Words | str = DEFAULT_PRIVACY
    routes: Words | str = DEFAULT_ROUTES
    reprint: bool = False
    practice: bool = False


@dataclass(frozen=True, slots=True)
class DayTicketRow:
    """One ticket of the day on the daily summary, masked."""

    number: str
    received_at: int
    channel: Channel
    category: Words
    complainant: str
    facts: str
    status: Status
    amount_minor: int | None = None
    late_entry: bool = False


@dataclass(frozen=True, slots=True)
class DaySummary:
    """One business day of one site, as the manager signs it.

    `received` counts complaints only; other natures stand in `other_natures`. `at_risk` is what
    falls due in the next working day. `history` is oldest first and ends with this day. A
    `supplement` above zero is the number of the page that carries what came late. An empty
    `head_digest` means that the ledger is still empty.
    """

    site_name: str
    site_code: str
    business_day: date
    zone: str
    printed_at: int
    printed_by: str = ""
    manager_name: str = ""
    currency: str = "CNY"
    received: int = 0
    closed: int = 0
    open_total: int = 0
    breached: int = 0
    at_risk: int = 0
    escalated: int = 0
    compensation_minor: int = 0
    follow_ups_due: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    promises_open: int = 0
    by_channel: tuple[tuple[Channel, int], ...] = ()
    by_category: tuple[tuple[Words, int], ...] = ()
    by_severity: tuple[tuple[Severity, int], ...] = ()
    open_by_age: tuple[tuple[AgeBucket, int], ...] = ()
    other_natures: tuple[tuple[Nature, int], ...] = ()
    history: tuple[tuple[date, int, int], ...] = ()
    tickets: tuple[DayTicketRow, ...] = ()
    head_seq: int = 0
    head_digest: str = ""
    zero_report: bool = False
    late_entries: int = 0
    supplement: int = 0
    reprint: bool = False
    practice: bool = False


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One step of a ticket's story: what kind (a key of words or the text), and what was said.

    `amounts` is the money it speaks of, in minor units of the ticket's currency.
    """

    at: int
    who: str
    what: str
    text: str = ""
    amounts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HandlingSheetRow:
    """The handling sheet of one ticket, for the file; `complainant` comes masked unless revealed.

    `fields` are further lines of the head: a key of words or the text itself, and the value.
    """

    number: str
    site_name: str
    site_code: str
    zone: str
    received_at: int
    received_by: str
    channel: Channel
    category: Words
    status: Status
    severity: Severity
    facts: str
    printed_at: int
    printed_by: str
    nature: Nature | None = None
    complainant_name: str = ""
    complainant_phone: str = ""
    owner: str = ""
    product: str = ""
    order: str = ""
    demands: tuple[Demand, ...] = ()
    amount_minor: int | None = None
    asked_minor: int | None = None
    currency: str = "CNY"
    fields: tuple[tuple[str, str], ...] = ()
    timeline: tuple[TimelineLine, ...] = ()
    result: str = ""
    head_seq: int = 0
    head_digest: str = ""
    reprint: bool = False
    practice: bool = False


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One touch of a piece of evidence."""

    act: CustodyAct
    at: int
    who: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence with its digest and its chain of custody."""

    title: str
    kind: EvidenceKind
    digest: str
    size: int
    taken_at: int
    taken_by: str
    custody: tuple[CustodyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceListRow:
    """The evidence list of one ticket."""

    number: str
    site_name: str
    site_code: str
    zone: str
    printed_at: int
    printed_by: str
    evidence: tuple[EvidenceLine, ...] = ()
    reprint: bool = False
    practice: bool = False
