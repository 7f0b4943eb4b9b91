"""The figures of one business day, counted as the paper needs them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from desktop.models.casework import Escalation, Payout, Promise
from desktop.models.desk import TicketRow
from desktop.models.person import Person
from desktop.models.ticket import Ticket
from desktop.services.masking import mask_name
from desktop.services.report_rows import UNSORTED_WORDS, AgeBucket, DaySummary, DayTicketRow
from desktop.storage.ledger import head_of
from desktop.vocabulary import Channel, Nature, PromiseState, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from desktop.services.work import Work

HISTORY_DAYS = 14
MICROSECONDS = 1_000_000
_DAY = 24 * 3600 * MICROSECONDS
_LISTED_FACTS = 160
_DONE_AT: ColumnElement[int | None] = func.coalesce(Ticket.resolved_at, Ticket.ended_at)
"""When the work on a ticket was done: resolved, or ended without a result."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A business day that was closed, or a numbered supplement to it."""

    business_day: date
    supplement: int
    closed_at: int
    closed_by: str
    received: int
    ended: int
    head_seq: int
    head: str


@dataclass(frozen=True, slots=True)
class DayWindow:
    """A business day as a span of instants (µs UTC), end excluded."""

    day: date
    start: int
    end: int

    @classmethod
    def of(cls, work: Work, day: date) -> DayWindow:
        """Give the span of a business day at this site."""
        start, end = work.pack.day_bounds(day, work.site.zone)
        return cls(day, start, end)

    def holds(self, column: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Give the conditions that an instant lies within the day."""
        return column >= self.start, column < self.end


def figures_of(
    work: Work,
    window: DayWindow,
    *,
    supplement: int = 0,
    reprint: bool = False,
    closed: ClosedDay | None = None,
) -> DaySummary:
    """Count one business day of this site.

    Tickets about the person who asks are left out of the list, as everywhere; the figures
    count them. `closed` gives the head that was printed when the day was closed.
    """
    tickets = _tickets(work, window)
    complaints = [t for t in tickets if t.nature is Nature.COMPLAINT]
    head = head_of(work.connection, work.site.uid)
    promises = _promises(work, window)
    next_day = work.pack.day_bounds(_next_working(work, window.day), work.site.zone)[1]
    return DaySummary(
        site_name=work.site.name,
        site_code=work.site.code,
        business_day=window.day,
        zone=work.site.zone,
        printed_at=work.now,
        printed_by=work.actor.name,
        manager_name="",
        currency=work.site.currency,
        received=len(complaints),
        closed=_count(work, *_complaints(work), _done(window.start, window.end)),
        open_total=_open(work),
        breached=_open(work, TicketRow.due_at < work.now),
        at_risk=_open(work, TicketRow.due_at >= work.now, TicketRow.due_at < next_day),
        escalated=_escalated(work, window),
        compensation_minor=_paid(work, window),
        promises_kept=promises[PromiseState.KEPT],
        promises_broken=promises[PromiseState.BROKEN],
        promises_open=promises[PromiseState.OPEN],
        by_channel=tuple(Counter(Channel(t.channel) for t in complaints).most_common()),
        by_category=_by_category(work, complaints),
        by_severity=tuple(sorted(Counter(Severity(t.severity) for t in complaints).items())),
        open_by_age=_ages(work, window),
        other_natures=tuple(
            Counter(Nature(t.nature) for t in tickets if t.nature is not Nature.COMPLAINT).items()
        ),
        history=_history(work, window.day),
        tickets=_listed(work, tickets, window),
        head_seq=closed.head_seq if closed else head.seq,
        head_digest=closed.head if closed else head.digest.hex(),
        zero_report=not tickets,
        late_entries=sum(t.received_at < window.start for t in tickets),
        supplement=supplement,
        reprint=reprint,
    )


def _tickets(work: Work, window: DayWindow) -> list[Ticket]:
    query = (
        select(Ticket)
        .where(Ticket.site == work.site.uid, Ticket.business_day == window.day.isoformat())
        .order_by(Ticket.serial)
    )
    return [t for t in work.session.scalars(query) if t.status is not Status.VOIDED]


def _count(work: Work, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Ticket).where(*conditions)
    return work.session.execute(query).scalar_one()


def _complaints(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Give what holds for this site's complaints; a voided ticket is none."""
    return (
        Ticket.site == work.site.uid,
        Ticket.nature == Nature.COMPLAINT,
        Ticket.status != Status.VOIDED,
    )


def _done(start: int, end: int) -> ColumnElement[bool]:
    """Hold where `_DONE_AT` lies between two instants, said so that indexes can answer."""
    resolved = and_(Ticket.resolved_at >= start, Ticket.resolved_at < end)
    ended = and_(Ticket.ended_at >= start, Ticket.ended_at < end)
    return or_(resolved, and_(Ticket.resolved_at.is_(None), ended))


def _open(work: Work, *conditions: ColumnElement[bool]) -> int:
    query = (
        select(func.count())
        .select_from(TicketRow)
        .where(
            TicketRow.is_open.is_(True),
            TicketRow.nature == Nature.COMPLAINT.value,
            or_(TicketRow.site == work.site.uid, TicketRow.custodian == work.site.uid),
            *conditions,
        )
    )
    return work.session.execute(query).scalar_one()


def _escalated(work: Work, window: DayWindow) -> int:
    query = select(func.count(Escalation.ticket_uid.distinct())).where(
        *window.holds(Escalation.at), Escalation.site == work.site.uid
    )
    return work.session.execute(query).scalar_one()


def _paid(work: Work, window: DayWindow) -> int:
    query = select(func.sum(Payout.amount)).where(
        *window.holds(Payout.at), Payout.site == work.site.uid
    )
    return work.session.execute(query).scalar() or 0


def _promises(work: Work, window: DayWindow) -> Counter[PromiseState]:
    settled = select(Promise.state, func.count()).where(
        *window.holds(Promise.settled_at), Promise.site == work.site.uid
    )
    found: Counter[PromiseState] = Counter()
    for state, count in work.session.execute(settled.group_by(Promise.state)):
        found[state] = count
    waiting = select(func.count()).where(
        Promise.state == PromiseState.OPEN, Promise.site == work.site.uid
    )
    found[PromiseState.OPEN] = work.session.execute(waiting).scalar_one()
    return found


def _by_category(work: Work, tickets: Sequence[Ticket]) -> tuple[tuple[dict[str, str], int], ...]:
    counted = Counter(t.category for t in tickets).most_common()
    return tuple((category_words(work, key), count) for key, count in counted)


def category_words(work: Work, key: str) -> dict[str, str]:
    """Give a category's names by language; 待分类 for what nobody has sorted yet."""
    found = work.pack.category(key)
    return dict(UNSORTED_WORDS) if found is None else found.names


def _ages(work: Work, window: DayWindow) -> tuple[tuple[AgeBucket, int], ...]:
    query = select(TicketRow.received_at).where(
        TicketRow.is_open.is_(True),
        TicketRow.nature == Nature.COMPLAINT.value,
        or_(TicketRow.site == work.site.uid, TicketRow.custodian == work.site.uid),
    )
    counted = Counter(
        AgeBucket.of_days(max(0, (window.end - 1 - received) // _DAY))
        for received in work.session.scalars(query)
    )
    return tuple((bucket, counted[bucket]) for bucket in AgeBucket if counted[bucket])


def _history(work: Work, last: date) -> tuple[tuple[date, int, int], ...]:
    first = last - timedelta(days=HISTORY_DAYS - 1)
    start = work.pack.day_bounds(first, work.site.zone)[0]
    received = dict(
        work.session.execute(
            select(Ticket.business_day, func.count())
            .where(*_complaints(work), Ticket.business_day >= first.isoformat())
            .group_by(Ticket.business_day)
        ).all()
    )
    end = work.pack.day_bounds(last, work.site.zone)[1]
    done = work.session.scalars(select(_DONE_AT).where(*_complaints(work), _done(start, end)))
    resolved = Counter(work.pack.business_day(at, work.site.zone) for at in done if at is not None)
    days = [first + timedelta(days=n) for n in range(HISTORY_DAYS)]
    return tuple((d, received.get(d.isoformat(), 0), resolved[d]) for d in days)


def _listed(work: Work, tickets: Sequence[Ticket], window: DayWindow) -> tuple[DayTicketRow, ...]:
    return tuple(
        DayTicketRow(
            number=t.number,
            received_at=t.received_at,
            channel=t.channel,
            category=category_words(work, t.category),
            complainant=_masked(work, t),
            facts=" ".join(t.facts.split())[:_LISTED_FACTS],
            status=t.status,
            amount_minor=t.amount,
            late_entry=t.received_at < window.start,
        )
        for t in tickets
        if not t.hidden_from(work.actor.staff)
    )


def _masked(work: Work, ticket: Ticket) -> str:
    if ticket.complainant_uid is None:
        return ""
    person = work.session.get(Person, (ticket.complainant_site, ticket.complainant_uid))
    return mask_name(person.name, person.title) if person else ""


def _next_working(work: Work, day: date) -> date:
    day += timedelta(days=1)
    while not work.calendar.is_working(day):
        day += timedelta(days=1)
    return day
