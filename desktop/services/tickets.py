"""Reading tickets: one ticket whole, who complains, and what to reveal of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.errors import InputError
from desktop.models.casework import Answer, Approval, Escalation, Payout, Promise, Remedy
from desktop.models.permissions import Permission
from desktop.models.person import ContactPoint, Person
from desktop.services.clocks import clock_room, clock_rows
from desktop.services.evidence_rows import evidence_rows
from desktop.services.masking import mask_name, mask_number
from desktop.services.records import Names, open_conflict, parts, ticket_id_of, ticket_to_read
from desktop.services.reviews import severity_of
from desktop.services.rows import (
    EscalationRow,
    PayoutRow,
    PersonRow,
    PromiseRow,
    RemedyRow,
    TicketDetail,
)
from desktop.services.ticket_draft import MAX_TEXT, clean_text
from desktop.services.timeline import timeline_of
from desktop.services.use_case import command, query
from desktop.vocabulary import (
    EscalationKind,
    EscalationState,
    Ref,
    RemedyState,
    TicketId,
)

if TYPE_CHECKING:
    from desktop.models.ticket import Ticket
    from desktop.services.work import Work


@query(Permission.TICKET_READ)
def ticket_by_number(work: Work, number: str) -> TicketId:
    """Find a ticket by its number."""
    return ticket_id_of(work, number)


@query(Permission.TICKET_READ)
def ticket_detail(work: Work, ticket_id: TicketId) -> TicketDetail:
    """Give one ticket whole, the complainant masked."""
    ticket = ticket_to_read(work, ticket_id)
    return detail_of(work, ticket, masked=True)


@command(Permission.PERSON_REVEAL)
def reveal_complainant(work: Work, ticket_id: TicketId, reason: str) -> PersonRow | None:
    """Show the complainant unmasked; leaves an entry with the reason."""
    ticket = ticket_to_read(work, ticket_id)
    work.reason = clean_text("reason", reason, MAX_TEXT)
    if not work.reason:
        raise InputError("reason.missing")
    work.mention(ticket.id)
    return person_row(work, ticket, masked=False)


def detail_of(work: Work, ticket: Ticket, *, masked: bool) -> TicketDetail:
    """Assemble one ticket whole."""
    names = Names(work)
    pack = work.facts.pack_of(ticket.pack)
    promises = parts(work, Promise, ticket)
    raised = escalation_rows(work, ticket, names)
    return TicketDetail(
        id=ticket.id,
        version=ticket.version,
        number=ticket.number,
        nature=ticket.nature,
        channel=ticket.channel,
        status=ticket.status,
        severity=ticket.severity,
        category=ticket.category,
        facts=ticket.facts,
        demands=ticket.demands,
        amount=ticket.amount,
        asked=ticket.asked,
        currency=ticket.currency,
        product=ticket.product or "",
        batch=ticket.batch or "",
        order=ticket.order or "",
        bought_on=ticket.bought_on or "",
        goods_kept=ticket.goods_kept or "",
        received_at=ticket.received_at,
        registered_at=ticket.registered_at,
        registered_by=names.staff(ticket.registered_by),
        business_day=ticket.business_day,
        complainant=person_row(work, ticket, masked=masked),
        representative=mask_name(ticket.representative) if masked else ticket.representative or "",
        respondent_staff=names.staff(ticket.respondent_staff),
        respondent_name=ticket.respondent_name or "",
        respondent_counter=ticket.respondent_counter or "",
        respondent_partner=ticket.respondent_partner or "",
        flags=ticket.flags,
        source_name=ticket.source_name or "",
        source_number=ticket.source_number or "",
        source_due=ticket.source_due or "",
        pack_name=pack.name,
        pack_version=pack.version,
        site_code=names.code(ticket.site),
        site_name=names.site(ticket.site),
        custodian=ticket.custodian,
        custodian_code=names.code(ticket.custodian),
        custodian_name=names.site(ticket.custodian),
        is_custodian=ticket.custodian == work.site.uid,
        offered_to=ticket.offered_to,
        with_manager=ticket.with_manager,
        assignee=names.staff(ticket.assignee),
        assignee_uid=ticket.assignee,
        responded_at=ticket.responded_at,
        resolved_at=ticket.resolved_at,
        ended_at=ticket.ended_at,
        result=ticket.result or "",
        told_how=ticket.told_how or "",
        clocks=clock_rows(work, ticket, promises, raised),
        clock_room=clock_room(work, ticket),
        risk=severity_of(work, ticket),
        evidence=evidence_rows(work, ticket, names),
        promises=tuple(_promise_row(p, names) for p in promises),
        escalations=raised,
        remedies=remedy_rows(work, ticket, names),
        timeline=timeline_of(work, ticket, names),
        in_conflict=open_conflict(work, ticket.id),
    )


def person_row(work: Work, ticket: Ticket, *, masked: bool) -> PersonRow | None:
    """Give a ticket's complainant, masked or whole; None if nobody is named."""
    if ticket.complainant_uid is None:
        return None
    person = work.session.get(Person, (ticket.complainant_site, ticket.complainant_uid))
    if person is None:
        return None
    query_points = select(ContactPoint).where(ContactPoint.person_uid == person.uid)
    points = list(work.session.scalars(query_points.order_by(ContactPoint.uid)))
    hide = mask_number if masked else str
    return PersonRow(
        ref=Ref(person.site, person.uid),
        name=mask_name(person.name, person.title) if masked else person.name or "",
        title=person.title or "",
        id_type=person.id_type or "",
        id_number=hide(person.id_number or ""),
        address="" if masked else person.address or "",
        best_time=person.best_time or "",
        contacts=tuple((p.kind, hide(p.value), p.whose or "") for p in points),
        masked=masked,
    )


def _promise_row(promise: Promise, names: Names) -> PromiseRow:
    return PromiseRow(
        ref=promise.ref,
        what=promise.what,
        due_at=promise.due_at,
        by=names.staff(promise.by),
        told_how=promise.told_how or "",
        state=promise.state,
        made_at=promise.made_at,
    )


def escalation_rows(work: Work, ticket: Ticket, names: Names) -> tuple[EscalationRow, ...]:
    """Give a ticket's escalations with their latest answers, oldest first."""
    answers: dict[str, Answer] = {}
    for answer in parts(work, Answer, ticket):
        answers[answer.escalation_uid] = answer
    rows = []
    for escalation in parts(work, Escalation, ticket):
        found = answers.get(escalation.uid)
        rows.append(
            EscalationRow(
                ref=escalation.ref,
                kind=EscalationKind(escalation.kind),
                state=found.outcome if found else EscalationState.OPEN,
                reason=escalation.reason,
                at=escalation.at,
                by=names.staff(escalation.by),
                verdict=found.verdict if found else None,
                answer=found.text if found else "",
                amount=found.amount if found else None,
                answered_at=found.at if found else None,
                answered_by=names.staff(found.by) if found else "",
            )
        )
    return tuple(rows)


def remedy_rows(work: Work, ticket: Ticket, names: Names) -> tuple[RemedyRow, ...]:
    """Give a ticket's remedies with approval and payout, oldest first."""
    approvals = {a.remedy_uid: a for a in parts(work, Approval, ticket)}
    payouts = {p.remedy_uid: p for p in parts(work, Payout, ticket)}
    return tuple(
        _remedy_row(work, remedy, approvals.get(remedy.uid), payouts.get(remedy.uid), names)
        for remedy in parts(work, Remedy, ticket)
    )


def _remedy_row(
    work: Work, remedy: Remedy, approval: Approval | None, payout: Payout | None, names: Names
) -> RemedyRow:
    return RemedyRow(
        ref=remedy.ref,
        kind=remedy.kind,
        amount=remedy.amount,
        currency=remedy.currency,
        text=remedy.text,
        state=RemedyState(remedy.state),
        needs_approval=remedy.needs_approval,
        proposed_at=remedy.proposed_at,
        proposed_by=names.staff(remedy.proposed_by),
        decided_by=names.staff(approval.by) if approval else "",
        decision_reason=(approval.reason or "") if approval else "",
        payout=_payout_row(payout, names) if payout else None,
        mine=remedy.proposed_by == work.actor.staff,
    )


def _payout_row(payout: Payout, names: Names) -> PayoutRow:
    return PayoutRow(
        means=payout.means,
        amount=payout.amount,
        currency=payout.currency,
        voucher=payout.voucher or "",
        receiver=payout.receiver or "",
        witness=payout.witness or "",
        at=payout.at,
        by=names.staff(payout.by),
    )
