"""Severity as people see and decide it: the rules' proposal, and the legal reviewer's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.models.casework import Review
from desktop.models.permissions import Permission, allows
from desktop.models.ticket import Ticket
from desktop.services.records import Names, add_part, parts, ticket_to_read
from desktop.services.rows import ReviewRow, SeverityCard
from desktop.services.severities import propose
from desktop.services.ticket_draft import MAX_TEXT, clean_text
from desktop.services.use_case import command, query
from desktop.vocabulary import Role, Severity, Status, TicketId

if TYPE_CHECKING:
    from desktop.services.work import Work

_DAY = 24 * 3600 * 1_000_000


@query(Permission.TICKET_READ)
def severity_card(work: Work, ticket_id: TicketId) -> SeverityCard:
    """Give a ticket's severity with the rules' proposal and its reasons."""
    return severity_of(work, ticket_to_read(work, ticket_id))


def severity_of(work: Work, ticket: Ticket) -> SeverityCard:
    """Hold a ticket against the severity rules, and gather what was said to it."""
    found = propose(work.facts, ticket, _earlier(work, ticket))
    names = Names(work)
    return SeverityCard(
        severity=ticket.severity,
        proposed=found.severity,
        points=found.points,
        reasons=found.reasons,
        decided=ticket.severity_set_at is not None,
        reviews=tuple(
            ReviewRow(
                r.approved, r.text or "", r.reviewer or names.staff(r.by), r.at, names.staff(r.by)
            )
            for r in parts(work, Review, ticket)
        ),
        review_missing=_is_missing(work, ticket),
    )


@command(Permission.TICKET_REVIEW)
def review_answer(
    work: Work, ticket_id: TicketId, text: str, reviewer: str | None = None, *, approved: bool
) -> None:
    """Record the legal reviewer's yes or no to what a grave ticket will be answered.

    Args:
        work: the call. The legal reviewer speaks for themselves; anybody else names whom they
            consulted.
        ticket_id: which ticket.
        text: what was said; a no needs it.
        reviewer: who was consulted, where it is not the person who gives the command.
        approved: yes or no.

    Raises InputError `review.reviewer_missing` or `reason.missing`.
    """
    ticket = ticket_to_read(work, ticket_id)
    ticket.require_open()
    named = clean_text("reviewer", reviewer)
    if named is None and work.actor.role is not Role.LEGAL:
        raise InputError("review.reviewer_missing")
    said = clean_text("text", text, MAX_TEXT)
    if said is None and not approved:
        raise InputError("reason.missing")
    add_part(
        work,
        Review,
        ticket,
        approved=approved,
        text=said,
        reviewer=named,
        at=work.now,
        by=work.actor.staff,
    )


def require_review(work: Work, ticket: Ticket) -> None:
    """Refuse to answer a grave ticket that the legal reviewer has not said yes to.

    Said here or at headquarters: what a branch says binds nobody above it.
    """
    if _is_missing(work, ticket):
        raise StateError("review.missing", number=ticket.number)


def require_lowering(work: Work, ticket: Ticket, severity: Severity) -> None:
    """Refuse that somebody takes a ticket out of the review who could not speak for it."""
    lowered = ticket.severity is Severity.HIGH and severity is not Severity.HIGH
    if lowered and not allows(work.actor.role, Permission.TICKET_REVIEW, work.site.kind):
        raise PermissionDeniedError("review.lowering", number=ticket.number)


def _is_missing(work: Work, ticket: Ticket) -> bool:
    if ticket.severity is not Severity.HIGH or not ticket.is_open:
        return False
    heard = {work.site.uid, work.site.headquarters}
    reviews = [r for r in parts(work, Review, ticket) if r.site in heard]
    return not (reviews and max(reviews, key=lambda r: (r.at, r.uid)).approved)


def _earlier(work: Work, ticket: Ticket) -> int:
    """Count the complaints that the same person made in the days the rules look back on."""
    days = work.facts.pack_of(ticket.pack).severity.looks_back
    if not days or ticket.complainant_uid is None:
        return 0
    since = ticket.received_at - days * _DAY
    told = select(func.count()).where(
        Ticket.complainant_uid == ticket.complainant_uid,
        Ticket.received_at >= since,
        Ticket.received_at < ticket.received_at,
        Ticket.status != Status.VOIDED,
    )
    return work.session.execute(told).scalar_one()
