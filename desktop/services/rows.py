"""Rows: frozen, plain values that leave the services for windows, paper and scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.models.severity import Reason
    from desktop.vocabulary import (
        Channel,
        ClockKind,
        ClockState,
        CustodyAct,
        EscalationKind,
        EscalationState,
        EvidenceKind,
        Nature,
        PayoutMeans,
        PromiseState,
        Ref,
        RemedyKind,
        RemedyState,
        Role,
        Severity,
        Status,
        TicketId,
        Uid,
        Verdict,
    )


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One deadline and how it stands; instants in µs UTC."""

    kind: ClockKind
    state: ClockState
    started_at: int
    due_at: int
    stopped_at: int | None
    source: str
    verified: bool
    provisional: bool
    extended: int = 0
    """By how many of the rule's units it was lengthened."""
    information: bool = False
    """Binds somebody else; shown, never counted as the desk's."""


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A ground on which the decision clock may stand still."""

    key: str
    names: dict[str, str]
    evidence: bool


@dataclass(frozen=True, slots=True)
class ClockRoom:
    """What may be done to a ticket's decision clock now.

    `room` is by how many of its units it may still be lengthened; there are no grounds where the
    rules know no pause.
    """

    paused: bool
    unit: str
    room: int
    grounds: tuple[GroundRow, ...]


@dataclass(frozen=True, slots=True)
class TicketListRow:
    """One ticket in a list."""

    rid: int
    id: TicketId
    number: str
    title: str
    complainant: str
    status: Status
    severity: Severity
    category: str
    channel: Channel
    nature: Nature
    received_at: int
    due_at: int | None
    clock: ClockState | None
    assignee: str
    with_manager: bool
    evidence: int
    site_code: str
    site_name: str
    is_custodian: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The complainant, masked unless revealed."""

    ref: Ref
    name: str
    title: str
    id_type: str
    id_number: str
    address: str
    best_time: str
    contacts: tuple[tuple[str, str, str], ...]
    """(kind, value, whose)."""
    masked: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence; `here` tells whether the bytes lie in this site's vault."""

    ref: Ref
    name: str
    kind: EvidenceKind
    media_type: str
    size: int
    sha256: str
    taken_at: int
    taken_by: str
    thumbnail: bytes | None
    here: bool


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """One touch of a piece of evidence."""

    act: CustodyAct
    at: int
    by: str
    site: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise."""

    ref: Ref
    what: str
    due_at: int
    by: str
    told_how: str
    state: PromiseState
    made_at: int


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One escalation with its answer, if there is one."""

    ref: Ref
    kind: EscalationKind
    state: EscalationState
    reason: str
    at: int
    by: str
    verdict: Verdict | None
    answer: str
    amount: int | None
    answered_at: int | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """How a remedy was handed over."""

    means: PayoutMeans
    amount: int
    currency: str
    voucher: str
    receiver: str
    witness: str
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """One remedy with its approval and payout."""

    ref: Ref
    kind: RemedyKind
    amount: int
    currency: str
    text: str
    state: RemedyState
    needs_approval: bool
    proposed_at: int
    proposed_by: str
    decided_by: str
    decision_reason: str
    payout: PayoutRow | None
    mine: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One step in a ticket's life, as the ledger has it.

    `use_case` names the act; `values` are what there is to say of it, in plain form.
    """

    site: Uid
    seq: int
    at: int
    actor: str
    site_name: str
    use_case: str
    values: dict[str, Any]
    unattended: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A foreign entry that was kept but not applied."""

    ref: Ref
    ticket: TicketId
    number: str
    entry_site: str
    entry_seq: int
    use_case: str
    reason: str
    at: int
    here: dict[str, Any]
    there: dict[str, Any]
    decided: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One word of the legal reviewer; instant in µs UTC."""

    approved: bool
    text: str
    reviewer: str
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class SeverityCard:
    """How grave a ticket is held to be, what the rules propose and why, and who reviewed it."""

    severity: Severity
    proposed: Severity
    points: int
    reasons: tuple[Reason, ...]
    decided: bool
    reviews: tuple[ReviewRow, ...]
    review_missing: bool


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """One ticket, whole."""

    id: TicketId
    version: int
    number: str
    nature: Nature
    channel: Channel
    status: Status
    severity: Severity
    category: str
    facts: str
    demands: tuple[str, ...]
    amount: int | None
    asked: int | None
    currency: str
    product: str
    batch: str
    order: str
    bought_on: str
    goods_kept: str
    received_at: int
    registered_at: int
    registered_by: str
    business_day: str
    complainant: PersonRow | None
    representative: str
    respondent_staff: str
    respondent_name: str
    respondent_counter: str
    respondent_partner: str
    flags: tuple[str, ...]
    source_name: str
    source_number: str
    source_due: str
    pack_name: str
    pack_version: str
    site_code: str
    site_name: str
    custodian: Uid
    custodian_code: str
    custodian_name: str
    is_custodian: bool
    offered_to: Uid | None
    with_manager: bool
    assignee: str
    assignee_uid: Uid | None
    responded_at: int | None
    resolved_at: int | None
    ended_at: int | None
    result: str
    told_how: str
    clocks: tuple[ClockRow, ...]
    clock_room: ClockRoom
    risk: SeverityCard
    evidence: tuple[EvidenceRow, ...]
    promises: tuple[PromiseRow, ...]
    escalations: tuple[EscalationRow, ...]
    remedies: tuple[RemedyRow, ...]
    timeline: tuple[TimelineRow, ...]
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person who works here."""

    uid: Uid
    site: Uid
    login: str
    name: str
    role: Role
    active: bool
    has_key: bool


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category with its names by language and its path of keys."""

    key: str
    names: dict[str, str]
    path: tuple[str, ...]
    leaf: bool


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A person who may be the one at the counter, with their tickets; masked."""

    person: Ref
    name: str
    phone: str
    tickets: tuple[TicketListRow, ...]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A half-typed intake."""

    uid: Uid
    counter: str
    by: str
    saved_at: int
    fields: dict[str, Any]
