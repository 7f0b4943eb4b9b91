"""Putting it right: propose, approve as a second person above the limit, hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.models.casework import Approval, Remedy
from desktop.models.permissions import Permission
from desktop.services.escalations import authorised_amount
from desktop.services.intake import SettlementDraft, check_amount, pay_remedy, settle
from desktop.services.records import add_part, part_of, parts, ticket_to_work
from desktop.services.ticket_draft import MAX_TEXT, clean_text
from desktop.services.use_case import command
from desktop.vocabulary import Ref, RemedyKind, RemedyState, Status, TicketId

if TYPE_CHECKING:
    from desktop.models.ticket import Ticket
    from desktop.services.work import Work


@command(Permission.REMEDY_PROPOSE)
def propose_remedy(
    work: Work, ticket_id: TicketId, kind: RemedyKind, amount: int, text: str = ""
) -> Ref:
    """Propose what is offered (minor units); above one's own limit it waits for a second person.

    What was granted alone on one ticket counts together, so that no limit is evaded in slices.
    An amount that headquarters has authorised on this ticket needs no further approval.
    """
    ticket = ticket_to_work(work, ticket_id)
    ticket.require_open()
    check_amount(amount)
    limit = max(work.pack.limit(work.actor.role), authorised_amount(work, ticket))
    needs = granted_alone(work, ticket) + amount > limit
    remedy = add_part(
        work,
        Remedy,
        ticket,
        kind=kind,
        amount=amount,
        currency=work.site.currency,
        text=clean_text("text", text, MAX_TEXT) or "",
        proposed_at=work.now,
        proposed_by=work.actor.staff,
        needs_approval=needs,
        state=RemedyState.PROPOSED if needs else RemedyState.APPROVED,
    )
    if ticket.status is not Status.NEGOTIATING:
        ticket.progress(Status.NEGOTIATING)
    return remedy.ref


def granted_alone(work: Work, ticket: Ticket) -> int:
    """Sum what was granted on a ticket without a second person (minor units)."""
    return sum(r.amount for r in parts(work, Remedy, ticket) if not r.needs_approval)


@command(Permission.REMEDY_DECIDE)
def approve_remedy(work: Work, ticket_id: TicketId, remedy: Ref, reason: str | None = None) -> None:
    """Approve somebody else's proposal within one's own limit (four eyes)."""
    _decide(work, ticket_id, remedy, reason, approved=True)


@command(Permission.REMEDY_DECIDE)
def reject_remedy(work: Work, ticket_id: TicketId, remedy: Ref, reason: str) -> None:
    """Refuse somebody else's proposal, with a reason."""
    if not clean_text("reason", reason, MAX_TEXT):
        raise InputError("reason.missing")
    _decide(work, ticket_id, remedy, reason, approved=False)


def _decide(
    work: Work, ticket_id: TicketId, ref: Ref, reason: str | None, *, approved: bool
) -> None:
    ticket = ticket_to_work(work, ticket_id)
    remedy = part_of(work, Remedy, ref, ticket)
    limit = max(work.pack.limit(work.actor.role), authorised_amount(work, ticket))
    remedy.decide(work.actor.staff, limit, approved=approved)
    add_part(
        work,
        Approval,
        ticket,
        remedy_site=remedy.site,
        remedy_uid=remedy.uid,
        approved=approved,
        reason=clean_text("reason", reason, MAX_TEXT),
        at=work.now,
        by=work.actor.staff,
    )


@command(Permission.REMEDY_PROPOSE)
def pay_out(work: Work, ticket_id: TicketId, remedy: Ref, told: SettlementDraft) -> None:
    """Hand an approved remedy over; the amount paid is the amount approved."""
    ticket = ticket_to_work(work, ticket_id)
    if ticket.status is Status.VOIDED:
        raise StateError("ticket.not_open", number=ticket.number, status=ticket.status)
    found = part_of(work, Remedy, remedy, ticket)
    if told.amount != found.amount:
        raise InputError("payout.amount_differs", approved=found.amount, paid=told.amount)
    pay_remedy(work, ticket, found, told)


@command(Permission.REMEDY_PROPOSE)
def settle_ticket(work: Work, ticket_id: TicketId, settlement: SettlementDraft) -> None:
    """Settle a registered ticket on the spot within one's own limit: remedy, payout, closed."""
    ticket = ticket_to_work(work, ticket_id)
    ticket.require_open()
    limit = work.pack.limit(work.actor.role) - granted_alone(work, ticket)
    if settlement.amount > limit:
        raise PermissionDeniedError("settlement.above_limit", amount=settlement.amount, limit=limit)
    if ticket.offered_to is not None:
        raise StateError("ticket.already_offered", number=ticket.number)
    settle(work, ticket, settlement)
    ticket.with_manager = False
