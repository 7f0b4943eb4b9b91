"""A ticket's clocks: which run, since when, until when, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desktop.models.clocks import MINUTE, Timing, clock_state, deadline, extended
from desktop.models.rulepack import MICROSECONDS, information_clocks
from desktop.services.rows import ClockRoom, ClockRow, GroundRow
from desktop.vocabulary import (
    INFORMATION_CLOCKS,
    Channel,
    ClockKind,
    EscalationKind,
    EscalationState,
    PromiseState,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.models.calendars import Calendar
    from desktop.models.casework import Promise
    from desktop.models.rulepack import ClockRule
    from desktop.models.ticket import Ticket
    from desktop.services.rows import EscalationRow
    from desktop.services.site_card import SiteFacts
    from desktop.services.work import Work

LEVELS: dict[EscalationKind, ClockKind] = {
    EscalationKind.SEND_UP: ClockKind.MANAGER_ANSWER,
    EscalationKind.ASK_HQ: ClockKind.HEADQUARTERS_ANSWER,
    EscalationKind.HAND_OVER: ClockKind.HEADQUARTERS_ANSWER,
}
"""Whose answer is awaited; these clocks run inside the complainant's and never stop it."""


@dataclass(frozen=True, slots=True)
class Running:
    """One clock that still runs: since when and until when (µs UTC)."""

    since: int
    due: int


def timing_of(facts: SiteFacts, calendar: Calendar, ticket: Ticket) -> Timing:
    """Give where a ticket's clocks run: at the branch that registered it, wherever it is now."""
    place = facts.place_of(ticket.site)
    pack = facts.pack_of(ticket.pack)
    return Timing(place.zone, calendar, place.hours or pack.hours, pack.day_ends)


def own_rules(facts: SiteFacts, ticket: Ticket) -> Iterator[ClockRule]:
    """Give the rules of this house towards the complainant, with the ticket's extensions."""
    clocks = facts.pack_of(ticket.pack).clocks
    if ClockKind.FIRST_RESPONSE in clocks:
        yield clocks[ClockKind.FIRST_RESPONSE]
    if ClockKind.DECISION in clocks:
        yield extended(clocks[ClockKind.DECISION], ticket.extended)


def first_to_run_out(
    facts: SiteFacts,
    calendar: Calendar,
    ticket: Ticket,
    promised: Sequence[Running],
    raised: Sequence[tuple[EscalationKind, int]],
) -> Running | None:
    """Give the clock that runs out first and that this site answers for; None if none runs.

    Args:
        facts: this site.
        calendar: working days.
        ticket: the ticket; nothing runs once its work has ended.
        promised: the open promises.
        raised: escalations without an answer: kind and instant.
    """
    if not ticket.is_open:
        return None
    timing = timing_of(facts, calendar, ticket)
    running = [*promised]
    for rule in own_rules(facts, ticket):
        if rule.kind is ClockKind.FIRST_RESPONSE and ticket.responded_at is not None:
            continue
        pauses = ticket.pauses if rule.kind is ClockKind.DECISION else ()
        found = deadline(rule, ticket.received_at, timing, pauses)
        if not found.paused:  # one that had run out before stays overdue
            running.append(Running(ticket.received_at, found.due_at))
    running += _levels(facts, ticket, timing, raised)
    return min(running, key=lambda one: one.due, default=None)


def _levels(
    facts: SiteFacts, ticket: Ticket, timing: Timing, raised: Sequence[tuple[EscalationKind, int]]
) -> Iterator[Running]:
    """Give the clocks of answers that somebody at this site owes."""
    clocks = facts.pack_of(ticket.pack).clocks
    ours = ClockKind.HEADQUARTERS_ANSWER if facts.card.is_headquarters else ClockKind.MANAGER_ANSWER
    for kind, at in raised:
        if LEVELS[kind] is ours and ours in clocks:
            yield Running(at, deadline(clocks[ours], at, timing).due_at)


def clock_rows(
    work: Work, ticket: Ticket, promises: Sequence[Promise], raised: Sequence[EscalationRow]
) -> tuple[ClockRow, ...]:
    """Give all clocks of a ticket, those that still run first, the first to run out on top."""
    if ticket.status is Status.VOIDED:
        return ()
    timing = timing_of(work.facts, work.calendar, ticket)
    rows = [*_own_rows(work, ticket, timing), *_level_rows(work, ticket, timing, raised)]
    rows += [_promise_row(work, one) for one in promises if one.state is not PromiseState.BROKEN]
    rows += _information_rows(work, ticket, timing)
    return tuple(
        sorted(rows, key=lambda row: (row.information, row.stopped_at is not None, row.due_at))
    )


def clock_room(work: Work, ticket: Ticket) -> ClockRoom:
    """Give what may be done to a ticket's decision clock by the rules it started under."""
    pack = work.facts.pack_of(ticket.pack)
    rule = pack.clocks.get(ClockKind.DECISION)
    room = rule.longest - rule.length - ticket.extended if rule and rule.longest else 0
    return ClockRoom(
        paused=ticket.is_paused,
        unit=rule.unit if rule else "",
        room=max(0, room) if ticket.is_open else 0,
        grounds=tuple(
            GroundRow(ground.key, ground.names, ground.evidence)
            for ground in (pack.grounds if rule and rule.pausable else ())
        ),
    )


def _own_rows(work: Work, ticket: Ticket, timing: Timing) -> Iterator[ClockRow]:
    for rule in own_rules(work.facts, ticket):
        first = rule.kind is ClockKind.FIRST_RESPONSE
        stopped = ticket.responded_at if first else ticket.resolved_at
        stopped = stopped if stopped is not None else ticket.ended_at
        pauses = () if first else ticket.pauses
        now = work.now if stopped is None else stopped
        found = deadline(rule, ticket.received_at, timing, pauses, now)
        yield _row(
            work,
            ticket,
            rule,
            ticket.received_at,
            found.due_at,
            stopped,
            provisional=found.provisional,
            paused=found.paused and stopped is None,
            extended=0 if first else ticket.extended,
        )


def _level_rows(
    work: Work, ticket: Ticket, timing: Timing, raised: Sequence[EscalationRow]
) -> Iterator[ClockRow]:
    clocks = work.facts.pack_of(ticket.pack).clocks
    for one in raised:
        rule = clocks.get(LEVELS[one.kind])
        if rule is None or one.state is EscalationState.RECALLED:
            continue
        found = deadline(rule, one.at, timing)
        stopped = one.answered_at if one.answered_at is not None else ticket.ended_at
        yield _row(work, ticket, rule, one.at, found.due_at, stopped, provisional=found.provisional)


def _promise_row(work: Work, promise: Promise) -> ClockRow:
    return ClockRow(
        kind=ClockKind.PROMISE,
        state=clock_state(promise.made_at, promise.due_at, promise.settled_at, work.now),
        started_at=promise.made_at,
        due_at=promise.due_at,
        stopped_at=promise.settled_at,
        source="",
        verified=True,
        provisional=False,
    )


def _information_rows(work: Work, ticket: Ticket, timing: Timing) -> Iterator[ClockRow]:
    """Give the deadlines that bind whoever forwarded the case, and the one they set."""
    if ticket.channel is not Channel.REGULATOR and not ticket.source_name:
        return
    due = _forwarders_day(ticket, timing)
    if due is not None:
        yield ClockRow(
            kind=ClockKind.FORWARDER,
            state=clock_state(ticket.received_at, due, ticket.ended_at, work.now),
            started_at=ticket.received_at,
            due_at=due,
            stopped_at=ticket.ended_at,
            source=ticket.source_name or "",
            verified=True,
            provisional=False,
            information=True,
        )
    for rule in information_clocks(work.facts.pack_of(ticket.pack)):
        found = deadline(rule, ticket.received_at, timing)
        provisional = found.provisional
        yield _row(
            work, ticket, rule, ticket.received_at, found.due_at, None, provisional=provisional
        )


def _forwarders_day(ticket: Ticket, timing: Timing) -> int | None:
    """Give the last minute of the day by which the forwarder wants its answer."""
    try:
        day = date.fromisoformat((ticket.source_due or "")[:10])
    except ValueError:
        return None
    end = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(timing.zone))
    return int(end.timestamp()) * MICROSECONDS - MINUTE


def _row(
    work: Work,
    ticket: Ticket,
    rule: ClockRule,
    since: int,
    due: int,
    stopped: int | None,
    *,
    provisional: bool,
    paused: bool = False,
    extended: int = 0,
) -> ClockRow:
    pack = work.facts.pack_of(ticket.pack)
    return ClockRow(
        kind=rule.kind,
        state=clock_state(since, due, stopped, work.now, paused=paused),
        started_at=since,
        due_at=due,
        stopped_at=stopped,
        source=f"{pack.name} {pack.version}: {rule.source}",
        verified=rule.verified,
        provisional=provisional,
        extended=extended,
        information=rule.kind in INFORMATION_CLOCKS,
    )
