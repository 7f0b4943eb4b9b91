"""What is written, promised, asked and offered on a ticket."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.models.base import Base, OnTicket, column
from desktop.models.codecs import Flag, Integer, Member, UidType, Words
from desktop.vocabulary import (
    ClockAct,
    EscalationKind,
    EscalationState,
    NoteKind,
    PayoutMeans,
    PromiseState,
    RemedyKind,
    RemedyState,
    Uid,
    Verdict,
)


class Note(OnTicket, Base):
    """A line on a ticket: a note, a contact with the customer, a call-back, a request."""

    __tablename__ = "note"

    kind: Mapped[NoteKind] = column(Member(NoteKind))
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)
    text: Mapped[str] = column(Words, personal=True)
    channel: Mapped[str | None] = column(Words, personal=True)
    result: Mapped[str | None] = column(Words)


class Promise(OnTicket, Base):
    """What was promised, by when, by whom; a clock of its own."""

    __tablename__ = "promise"
    __table_args__: Any = (
        Index(None, "ticket_uid"),
        Index(None, "state", "due_at"),
        Index(None, "settled_at", sqlite_where=text("settled_at IS NOT NULL")),
    )

    what: Mapped[str] = column(Words, personal=True)
    due_at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)
    told_how: Mapped[str | None] = column(Words, personal=True)
    made_at: Mapped[int] = column(Integer)
    state: Mapped[PromiseState] = column(Member(PromiseState), state=True)
    settled_at: Mapped[int | None] = column(Integer, state=True)

    def settle(self, state: PromiseState, at: int) -> None:
        """Record that the promise was kept or broken, once."""
        if self.state is not PromiseState.OPEN or state is PromiseState.OPEN:
            raise StateError("promise.settled")
        self.state = state
        self.settled_at = at


class Escalation(OnTicket, Base):
    """One act of raising a ticket, with its answer."""

    __tablename__ = "escalation"
    __table_args__: Any = (Index(None, "ticket_uid"), Index(None, "at"))

    kind: Mapped[EscalationKind] = column(Member(EscalationKind))
    reason: Mapped[str] = column(Words, personal=True)
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)
    to_site: Mapped[Uid | None] = column(UidType)


class Answer(OnTicket, Base):
    """What was said to an escalation: by headquarters, or by the branch that recalled it."""

    __tablename__ = "answer"
    __table_args__: Any = (Index(None, "ticket_uid"), Index(None, "escalation_uid"))

    escalation_site: Mapped[Uid] = column(UidType)
    escalation_uid: Mapped[Uid] = column(UidType)
    outcome: Mapped[EscalationState] = column(Member(EscalationState))
    verdict: Mapped[Verdict | None] = column(Member(Verdict))
    text: Mapped[str] = column(Words, personal=True)
    amount: Mapped[int | None] = column(Integer)
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)


class Remedy(OnTicket, Base):
    """What is offered to put the matter right, and how far that has come."""

    __tablename__ = "remedy"
    __table_args__: Any = (Index(None, "ticket_uid"), Index(None, "state"))

    kind: Mapped[RemedyKind] = column(Member(RemedyKind))
    amount: Mapped[int] = column(Integer)
    currency: Mapped[str] = column(Words)
    text: Mapped[str] = column(Words, personal=True)
    proposed_at: Mapped[int] = column(Integer)
    proposed_by: Mapped[Uid | None] = column(UidType)
    needs_approval: Mapped[bool] = column(Flag)
    state: Mapped[RemedyState] = column(Member(RemedyState), state=True)

    def decide(self, approver: Uid | None, limit: int, *, approved: bool) -> None:
        """Take a second person's yes or no, within that person's own limit (minor units)."""
        if self.state is not RemedyState.PROPOSED or not self.needs_approval:
            raise StateError("remedy.not_waiting")
        if approver == self.proposed_by:
            raise PermissionDeniedError("remedy.own_proposal")
        if approved and self.amount > limit:
            raise PermissionDeniedError("remedy.above_limit", amount=self.amount, limit=limit)
        self.state = RemedyState.APPROVED if approved else RemedyState.REJECTED

    def pay(self) -> None:
        """Mark the remedy as carried out; only an approved one, or one within the limit."""
        if self.state is not RemedyState.APPROVED:
            raise StateError("remedy.not_approved")
        self.state = RemedyState.PAID


class Approval(OnTicket, Base):
    """A second person's yes or no on a remedy."""

    __tablename__ = "approval"

    remedy_site: Mapped[Uid] = column(UidType)
    remedy_uid: Mapped[Uid] = column(UidType)
    approved: Mapped[bool] = column(Flag)
    reason: Mapped[str | None] = column(Words, personal=True)
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)


class Payout(OnTicket, Base):
    """How a remedy was handed over, and who signed for it."""

    __tablename__ = "payout"
    __table_args__: Any = (Index(None, "ticket_uid"), Index(None, "at"))

    remedy_site: Mapped[Uid] = column(UidType)
    remedy_uid: Mapped[Uid] = column(UidType)
    means: Mapped[PayoutMeans] = column(Member(PayoutMeans))
    amount: Mapped[int] = column(Integer)
    currency: Mapped[str] = column(Words)
    voucher: Mapped[str | None] = column(Words, personal=True)
    receiver: Mapped[str | None] = column(Words, personal=True)
    witness: Mapped[str | None] = column(Words, personal=True)
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)

    def require_receiver(self) -> None:
        """Refuse a payout that nobody signed for, unless a witness saw the refusal to sign."""
        if not (self.receiver or self.witness):
            raise InputError("payout.unsigned")


class ClockEvent(OnTicket, Base):
    """Why a ticket's decision clock stood still, went on, or was lengthened; a fact for the record.

    The clock itself reads `Ticket.timing`, which only the custodian changes.
    """

    __tablename__ = "clock_event"

    act: Mapped[ClockAct] = column(Member(ClockAct))
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)
    ground: Mapped[str | None] = column(Words)
    units: Mapped[int | None] = column(Integer)
    reason: Mapped[str | None] = column(Words, personal=True)
    evidence_site: Mapped[Uid | None] = column(UidType)
    evidence_uid: Mapped[Uid | None] = column(UidType)
    told_at: Mapped[int | None] = column(Integer)
    told_how: Mapped[str | None] = column(Words, personal=True)


class Review(OnTicket, Base):
    """The legal reviewer's word before a grave matter is answered.

    `reviewer` names whom a manager consulted who does not work with this program.
    """

    __tablename__ = "review"

    approved: Mapped[bool] = column(Flag)
    text: Mapped[str | None] = column(Words, personal=True)
    reviewer: Mapped[str | None] = column(Words, personal=True)
    at: Mapped[int] = column(Integer)
    by: Mapped[Uid | None] = column(UidType)
