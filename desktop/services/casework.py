"""Working a ticket: notes, contacts, promises, assignment, and the steps of its life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.models.casework import Promise
from desktop.models.permissions import Permission
from desktop.services.intake import add_line, make_promise
from desktop.services.records import (
    part_of,
    require_staff,
    ticket_to_read,
    ticket_to_work,
)
from desktop.services.reviews import require_lowering, require_review
from desktop.services.ticket_draft import MAX_TEXT, clean_text, parse_member
from desktop.services.use_case import command
from desktop.vocabulary import (
    Channel,
    FollowUpResult,
    Nature,
    NoteKind,
    PromiseState,
    Ref,
    Role,
    Severity,
    Status,
    TicketId,
)

if TYPE_CHECKING:
    from desktop.models.ticket import Ticket
    from desktop.services.work import Work


def _required(name: str, text: str, code: str) -> str:
    cleaned = clean_text(name, text, MAX_TEXT)
    if cleaned is None:
        raise InputError(code)
    return cleaned


def _begin_work(ticket: Ticket) -> None:
    """Let a ticket that was only registered count as being worked on."""
    if ticket.status is Status.REGISTERED:
        ticket.progress(Status.INVESTIGATING)


@command(Permission.TICKET_WORK)
def add_note(work: Work, ticket_id: TicketId, text: str) -> None:
    """Write a note; any site that knows the ticket may."""
    ticket = ticket_to_read(work, ticket_id)
    add_line(work, ticket, NoteKind.NOTE, _required("text", text, "note.empty"))


@command(Permission.TICKET_WORK)
def request_step(work: Work, ticket_id: TicketId, text: str) -> None:
    """Ask the custodian of a ticket for a step that only the custodian may take."""
    ticket = ticket_to_read(work, ticket_id)
    add_line(work, ticket, NoteKind.REQUEST, _required("text", text, "note.empty"))


@command(Permission.TICKET_WORK)
def record_contact(work: Work, ticket_id: TicketId, channel: str, text: str) -> None:
    """Record a talk with the complainant; the first one stops the first-response clock.

    InputError `value.unknown` for a channel that is none of the vocabulary.
    """
    ticket = ticket_to_read(work, ticket_id)
    line = _required("text", text, "note.empty")
    told = parse_member(Channel, "channel", channel)
    add_line(work, ticket, NoteKind.CONTACT, line, channel=told.value)
    if ticket.custodian == work.site.uid and ticket.is_open:
        ticket.respond(work.now)
        _begin_work(ticket)


@command(Permission.TICKET_WORK)
def record_follow_up(
    work: Work, ticket_id: TicketId, result: FollowUpResult, text: str = ""
) -> None:
    """Record a call-back and what it found."""
    ticket = ticket_to_read(work, ticket_id)
    add_line(work, ticket, NoteKind.FOLLOW_UP, text, result=result)


@command(Permission.TICKET_WORK)
def promise_answer(
    work: Work,
    ticket_id: TicketId,
    what: str,
    due: int,
    by: str | None = None,
    told_how: str | None = None,
) -> Ref:
    """Promise the complainant something by an instant (µs UTC); a clock of its own."""
    ticket = ticket_to_read(work, ticket_id)
    ticket.require_open()
    keeper = require_staff(work, by).uid if by else None
    text = _required("what", what, "promise.empty")
    return make_promise(work, ticket, text, due, keeper, clean_text("told_how", told_how))


@command(Permission.TICKET_WORK)
def settle_promise(work: Work, ticket_id: TicketId, promise: Ref, state: PromiseState) -> None:
    """Record that a promise was kept or broken."""
    ticket = ticket_to_work(work, ticket_id)
    part_of(work, Promise, promise, ticket).settle(state, work.now)


@command(Permission.TICKET_WORK)
def assign_ticket(work: Work, ticket_id: TicketId, to: str, version: int | None = None) -> None:
    """Give a ticket to a member of staff; never to the person it is about."""
    ticket = ticket_to_work(work, ticket_id, version)
    ticket.require_open()
    person = require_staff(work, to)
    if ticket.hidden_from(person.uid):
        raise PermissionDeniedError("ticket.respondent_recused", number=ticket.number)
    ticket.assignee = person.uid
    _begin_work(ticket)


@command(Permission.TICKET_WORK)
def classify_ticket(
    work: Work,
    ticket_id: TicketId,
    category: str | None = None,
    severity: Severity | None = None,
    version: int | None = None,
) -> None:
    """Change a ticket's category or severity; a high one is lowered by who may review it."""
    ticket = ticket_to_work(work, ticket_id, version)
    if category is not None:
        ticket.category = work.facts.pack_of(ticket.pack).require_category(category)
    if severity is not None:
        require_lowering(work, ticket, severity)
        ticket.severity = severity
        ticket.severity_set_at = work.now


@command(Permission.TICKET_WORK)
def change_nature(
    work: Work, ticket_id: TicketId, nature: Nature, reason: str, version: int | None = None
) -> None:
    """Say that a matter is no complaint after all, or is one; with the reason.

    Raises InputError `reason.missing`, StateError `ticket.nature_same`.
    """
    ticket = ticket_to_work(work, ticket_id, version)
    ticket.require_open()
    if nature is ticket.nature:
        raise StateError("ticket.nature_same", number=ticket.number)
    work.reason = _required("reason", reason, "reason.missing")
    ticket.nature = nature


@command(Permission.TICKET_WORK)
def progress_ticket(
    work: Work, ticket_id: TicketId, status: Status, version: int | None = None
) -> None:
    """Say that a ticket is being investigated or negotiated."""
    ticket_to_work(work, ticket_id, version).progress(status)


@command(Permission.TICKET_WORK)
def resolve_ticket(
    work: Work,
    ticket_id: TicketId,
    result: str,
    told_how: str | None = None,
    version: int | None = None,
) -> None:
    """Record the outcome and how the complainant was told."""
    ticket = ticket_to_work(work, ticket_id, version)
    text = _required("result", result, "ticket.result_missing")
    require_review(work, ticket)
    ticket.resolve(text, clean_text("told_how", told_how), work.now)
    _end_with_manager(ticket)


@command(Permission.TICKET_WORK)
def close_ticket(
    work: Work, ticket_id: TicketId, told_how: str | None = None, version: int | None = None
) -> None:
    """Close a resolved ticket; the outcome was told, with the route to a re-check."""
    ticket = ticket_to_work(work, ticket_id, version)
    if told_how:
        ticket.told_how = clean_text("told_how", told_how)
    ticket.close(work.now)


@command(Permission.TICKET_WORK)
def reopen_ticket(work: Work, ticket_id: TicketId, reason: str, version: int | None = None) -> None:
    """Take a resolved or ended ticket up again."""
    ticket = ticket_to_work(work, ticket_id, version)
    add_line(work, ticket, NoteKind.NOTE, _required("reason", reason, "reason.missing"))
    ticket.reopen()


@command(Permission.TICKET_WORK)
def withdraw_ticket(
    work: Work, ticket_id: TicketId, reason: str, version: int | None = None
) -> None:
    """End a ticket because the complainant takes it back."""
    ticket = ticket_to_work(work, ticket_id, version)
    ticket.end(Status.WITHDRAWN, _required("reason", reason, "reason.missing"), work.now)
    _end_with_manager(ticket)


@command(Permission.TICKET_END)
def reject_complaint(
    work: Work,
    ticket_id: TicketId,
    reason: str,
    told_how: str | None = None,
    version: int | None = None,
) -> None:
    """Not uphold a complaint: only a manager, with reasons and the other routes told."""
    ticket = ticket_to_work(work, ticket_id, version)
    require_review(work, ticket)
    ticket.end(Status.NOT_UPHELD, _required("reason", reason, "reason.missing"), work.now)
    ticket.told_how = clean_text("told_how", told_how)
    ticket.routes_told = True
    _end_with_manager(ticket)


@command(Permission.TICKET_VOID)
def void_ticket(work: Work, ticket_id: TicketId, reason: str, version: int | None = None) -> None:
    """Void a ticket made by mistake; it keeps its number."""
    ticket = ticket_to_work(work, ticket_id, version)
    ticket.end(Status.VOIDED, _required("reason", reason, "reason.missing"), work.now)
    _end_with_manager(ticket)


def _end_with_manager(ticket: Ticket) -> None:
    ticket.with_manager = False
    ticket.offered_to = None


def may_handle_manager_matters(role: Role) -> bool:
    """Tell whether tickets sent up to the manager wait for this role."""
    return role in {Role.MANAGER, Role.ADMIN}
