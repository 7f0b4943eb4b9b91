"""Raising a ticket: to the manager, to headquarters for an answer, or with its custody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.errors import InputError, NotFoundError, PermissionDeniedError, StateError
from desktop.models.casework import Answer, Escalation
from desktop.models.permissions import Permission
from desktop.services.records import (
    add_part,
    parts,
    ticket_to_read,
    ticket_to_work,
)
from desktop.services.ticket_draft import MAX_AMOUNT, MAX_TEXT, clean_text
from desktop.services.use_case import command
from desktop.vocabulary import (
    EscalationKind,
    EscalationState,
    Ref,
    Status,
    TicketId,
    Uid,
    Verdict,
)

if TYPE_CHECKING:
    from desktop.models.ticket import Ticket
    from desktop.services.work import Work


def _reason(text: str) -> str:
    cleaned = clean_text("reason", text, MAX_TEXT)
    if cleaned is None:
        raise InputError("reason.missing")
    return cleaned


def _raise(
    work: Work, ticket: Ticket, kind: EscalationKind, reason: str, to_site: Uid | None
) -> Ref:
    ticket.require_open()
    if ticket.status is Status.REGISTERED:
        ticket.progress(Status.INVESTIGATING)
    made = add_part(
        work,
        Escalation,
        ticket,
        kind=kind,
        reason=_reason(reason),
        at=work.now,
        by=work.actor.staff,
        to_site=to_site,
    )
    return made.ref


def _headquarters(work: Work) -> Uid:
    if work.site.headquarters is None:
        raise StateError("exchange.not_joined")
    if work.site.is_headquarters:
        raise StateError("escalation.already_at_headquarters")
    return work.site.headquarters


@command(Permission.TICKET_ESCALATE)
def send_to_manager(
    work: Work, ticket_id: TicketId, reason: str, version: int | None = None
) -> Ref:
    """Send a ticket up to the manager of this site (上报店长)."""
    ticket = ticket_to_work(work, ticket_id, version)
    if ticket.with_manager:
        raise StateError("escalation.already_with_manager", number=ticket.number)
    ticket.with_manager = True
    return _raise(work, ticket, EscalationKind.SEND_UP, reason, None)


@command(Permission.TICKET_ESCALATE)
def ask_headquarters(
    work: Work, ticket_id: TicketId, reason: str, version: int | None = None
) -> Ref:
    """Ask headquarters for an instruction; the branch stays custodian (请示总部)."""
    ticket = ticket_to_work(work, ticket_id, version)
    return _raise(work, ticket, EscalationKind.ASK_HQ, reason, _headquarters(work))


@command(Permission.TICKET_ESCALATE)
def hand_over(work: Work, ticket_id: TicketId, reason: str, version: int | None = None) -> Ref:
    """Offer custody to headquarters (移交总部); until it accepts, this site stays custodian."""
    ticket = ticket_to_work(work, ticket_id, version)
    ticket.offer(_headquarters(work))
    return _raise(work, ticket, EscalationKind.HAND_OVER, reason, work.site.headquarters)


@command(Permission.TICKET_ESCALATE)
def recall_hand_over(work: Work, ticket_id: TicketId, reason: str) -> None:
    """Withdraw an offer of custody that headquarters has not yet accepted."""
    ticket = ticket_to_work(work, ticket_id)
    ticket.recall()
    escalation = open_escalation(work, ticket, EscalationKind.HAND_OVER)
    _answer(work, ticket, escalation, EscalationState.RECALLED, None, reason)


@command(Permission.TICKET_WORK)
def answer_send_up(work: Work, ticket_id: TicketId, text: str) -> None:
    """Answer a ticket that was sent up, and hand it back to the desk."""
    if not _is_manager(work):
        raise PermissionDeniedError("escalation.manager_only")
    ticket = ticket_to_work(work, ticket_id)
    ticket.with_manager = False
    escalation = open_escalation(work, ticket, EscalationKind.SEND_UP)
    _answer(work, ticket, escalation, EscalationState.ANSWERED, None, text)


def _is_manager(work: Work) -> bool:
    return work.actor.staff is None or work.actor.role.value in {"manager", "officer", "admin"}


@command(Permission.HQ_DECIDE)
def decide_escalation(
    work: Work,
    ticket_id: TicketId,
    verdict: Verdict,
    text: str,
    amount: int | None = None,
) -> None:
    """Answer what a branch asked: authorise (up to an amount), instruct or decline."""
    ticket = ticket_to_read(work, ticket_id)
    if amount is not None and not 0 <= amount <= MAX_AMOUNT:
        raise InputError("money.out_of_range", field="amount")
    escalation = open_escalation(work, ticket, EscalationKind.ASK_HQ)
    _answer(work, ticket, escalation, EscalationState.ANSWERED, verdict, text, amount)


@command(Permission.HQ_DECIDE)
def accept_hand_over(work: Work, ticket_id: TicketId, text: str) -> None:
    """Accept custody of a ticket that a branch offers; headquarters decides from here on."""
    ticket = ticket_to_read(work, ticket_id)
    ticket.accept(work.site.uid)
    escalation = open_escalation(work, ticket, EscalationKind.HAND_OVER)
    _answer(work, ticket, escalation, EscalationState.ACCEPTED, None, text)


@command(Permission.HQ_DECIDE)
def return_ticket(work: Work, ticket_id: TicketId, text: str) -> None:
    """Give custody back to the branch that registered the ticket, with an instruction."""
    ticket = ticket_to_work(work, ticket_id)
    if ticket.site == work.site.uid:
        raise StateError("escalation.own_ticket", number=ticket.number)
    ticket.custodian = ticket.site
    ticket.assignee = None
    escalation = latest_escalation(work, ticket, EscalationKind.HAND_OVER)
    _answer(work, ticket, escalation, EscalationState.RETURNED, Verdict.INSTRUCTED, text)


def _answer(
    work: Work,
    ticket: Ticket,
    escalation: Escalation,
    outcome: EscalationState,
    verdict: Verdict | None,
    text: str,
    amount: int | None = None,
) -> None:
    add_part(
        work,
        Answer,
        ticket,
        escalation_site=escalation.site,
        escalation_uid=escalation.uid,
        outcome=outcome,
        verdict=verdict,
        text=_reason(text),
        amount=amount,
        at=work.now,
        by=work.actor.staff,
    )


def open_escalation(work: Work, ticket: Ticket, kind: EscalationKind) -> Escalation:
    """Find the escalation of a kind that nobody has answered; NotFoundError otherwise."""
    answered = {a.escalation_uid for a in parts(work, Answer, ticket)}
    for escalation in reversed(parts(work, Escalation, ticket)):
        if escalation.kind is kind and escalation.uid not in answered:
            return escalation
    raise NotFoundError("escalation.none_open", number=ticket.number, kind=kind)


def latest_escalation(work: Work, ticket: Ticket, kind: EscalationKind) -> Escalation:
    """Find the last escalation of a kind, answered or not; NotFoundError otherwise."""
    for escalation in reversed(parts(work, Escalation, ticket)):
        if escalation.kind is kind:
            return escalation
    raise NotFoundError("escalation.none_open", number=ticket.number, kind=kind)


def authorised_amount(work: Work, ticket: Ticket) -> int:
    """Give the largest amount headquarters has authorised on a ticket, 0 if none (minor units)."""
    query = select(Answer.amount).where(
        Answer.ticket_uid == ticket.uid,
        Answer.verdict == Verdict.AUTHORISED,
        Answer.site == work.site.headquarters,
        Answer.amount.is_not(None),
    )
    return max((a or 0 for a in work.session.scalars(query)), default=0)
