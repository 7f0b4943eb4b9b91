"""Letting a ticket's decision clock stand still, go on, or run longer: with ground and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.models.casework import ClockEvent
from desktop.models.evidence import Evidence
from desktop.models.permissions import Permission
from desktop.services.records import add_part, part_of, ticket_to_work
from desktop.services.ticket_draft import MAX_TEXT, clean_text
from desktop.services.use_case import command
from desktop.vocabulary import ClockAct, ClockKind, Ref, TicketId

if TYPE_CHECKING:
    from desktop.models.rulepack import ClockRule
    from desktop.models.ticket import Ticket
    from desktop.services.work import Work


@command(Permission.TICKET_WORK)
def pause_clock(
    work: Work,
    ticket_id: TicketId,
    ground: str,
    reason: str,
    evidence: Ref | None = None,
    version: int | None = None,
) -> None:
    """Let the decision clock stand still on a ground of the rule pack.

    Args:
        work: the call.
        ticket_id: which ticket.
        ground: key of one of the pack's grounds, such as appraisal.
        reason: what happens meanwhile.
        evidence: what shows it, if it lies with the ticket already.
        version: what the person saw.

    Raises InputError `clock.ground_unknown` or `reason.missing`, StateError `clock.not_pausable`
    where the pack knows no pause, InputError `clock.evidence_missing` where the ground asks for
    some, `clock.paused_already`.
    """
    ticket = ticket_to_work(work, ticket_id, version)
    pack = work.facts.pack_of(ticket.pack)
    rule = _decision(work, ticket)
    if not rule.pausable:
        raise StateError("clock.not_pausable", number=ticket.number)
    told = pack.require_ground(ground)
    text = _reason(reason)
    if told.evidence and evidence is None:
        raise InputError("clock.evidence_missing", ground=told.key)
    shown = part_of(work, Evidence, evidence, ticket) if evidence else None
    ticket.pause(work.now)
    add_part(
        work,
        ClockEvent,
        ticket,
        act=ClockAct.PAUSE,
        at=work.now,
        by=work.actor.staff,
        ground=told.key,
        reason=text,
        evidence_site=shown.site if shown else None,
        evidence_uid=shown.uid if shown else None,
    )


@command(Permission.TICKET_WORK)
def resume_clock(
    work: Work, ticket_id: TicketId, reason: str = "", version: int | None = None
) -> None:
    """Let the decision clock go on; StateError `clock.not_paused` if it runs."""
    ticket = ticket_to_work(work, ticket_id, version)
    ticket.resume(work.now)
    add_part(
        work,
        ClockEvent,
        ticket,
        act=ClockAct.RESUME,
        at=work.now,
        by=work.actor.staff,
        reason=clean_text("reason", reason, MAX_TEXT),
    )


@command(Permission.TICKET_END)
def extend_clock(
    work: Work,
    ticket_id: TicketId,
    units: int,
    reason: str,
    told_at: int,
    told_how: str,
    version: int | None = None,
) -> None:
    """Approve a longer decision clock, as far as the pack allows.

    Args:
        work: the call; whoever gives it approves.
        ticket_id: which ticket.
        units: by how many of the rule's units (days or hours).
        reason: why it takes longer.
        told_at: when the complainant was told (µs UTC), not after now.
        told_how: and how.
        version: what the person saw.

    Raises InputError `clock.not_told`, `time.in_the_future`, `clock.too_long`, `reason.missing`;
    StateError `clock.not_extendable`; PermissionDeniedError `ticket.respondent_recused` for the
    person complained about.
    """
    ticket = ticket_to_work(work, ticket_id, version)
    if ticket.hidden_from(work.actor.staff):
        raise PermissionDeniedError("ticket.respondent_recused", number=ticket.number)
    rule = _decision(work, ticket)
    if rule.longest is None:
        raise StateError("clock.not_extendable", number=ticket.number)
    room = rule.longest - rule.length - ticket.extended
    if not 0 < units <= room:
        raise InputError("clock.too_long", asked=units, room=room)
    if told_at > work.now:
        raise InputError("time.in_the_future", field="told_at")
    how = clean_text("told_how", told_how)
    if how is None or told_at < ticket.received_at:
        raise InputError("clock.not_told")
    text = _reason(reason)
    ticket.extend(units)
    add_part(
        work,
        ClockEvent,
        ticket,
        act=ClockAct.EXTEND,
        at=work.now,
        by=work.actor.staff,
        units=units,
        reason=text,
        told_at=told_at,
        told_how=how,
    )


def _decision(work: Work, ticket: Ticket) -> ClockRule:
    rule = work.facts.pack_of(ticket.pack).clocks.get(ClockKind.DECISION)
    if rule is None:
        raise StateError("clock.not_pausable", number=ticket.number)
    return rule


def _reason(told: str) -> str:
    text = clean_text("reason", told, MAX_TEXT)
    if text is None:
        raise InputError("reason.missing")
    return text
