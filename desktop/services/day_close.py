"""The day's close: review, the summary that the manager signs, and the act of closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.errors import InputError, StateError
from desktop.models.casework import Payout, Promise, Remedy
from desktop.models.desk import Draft, TicketRow
from desktop.models.permissions import Permission
from desktop.models.site import DayClose, Staff
from desktop.models.ticket import Ticket
from desktop.services.day_figures import ClosedDay, DayWindow, figures_of
from desktop.services.records import Names, add_row
from desktop.services.ticket_draft import MAX_TEXT, clean_text
from desktop.services.use_case import command, query
from desktop.storage.ledger import head_of
from desktop.vocabulary import PromiseState, RemedyState

if TYPE_CHECKING:
    from desktop.services.report_rows import DaySummary
    from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class DayReview:
    """What the manager sees before closing: the figures and what is still in the way."""

    business_day: date
    summary: DaySummary
    closes: tuple[ClosedDay, ...]
    on_the_spot: int
    """Payouts of the day that nobody had to approve, to be looked over."""
    approvals_waiting: int
    with_manager: int
    promises_due: int
    drafts: int
    late: int
    """Tickets registered for this day after it was closed."""


@query(Permission.DAY_CLOSE)
def today_of(work: Work) -> date:
    """Give the business day that runs now."""
    return work.pack.business_day(work.now, work.site.zone)


@query(Permission.DAY_CLOSE)
def day_review(work: Work, day: date) -> DayReview:
    """Give a business day as it stands, before or after its close."""
    window = DayWindow.of(work, day)
    closes = _closes(work, day)
    session = work.session

    def count(query_rows: object) -> int:
        return session.execute(query_rows).scalar_one()  # type: ignore[call-overload, no-any-return]

    counted = select(func.count())
    sent_up = (
        TicketRow.is_open.is_(True),
        TicketRow.with_manager.is_(True),
        TicketRow.custodian == work.site.uid,
    )
    return DayReview(
        business_day=day,
        summary=figures_of(work, window),
        closes=closes,
        on_the_spot=count(
            counted.select_from(Payout)
            .join(Remedy, Remedy.uid == Payout.remedy_uid)
            .where(*window.holds(Payout.at), Remedy.needs_approval.is_(False))
        ),
        approvals_waiting=count(
            counted.select_from(Remedy).where(
                Remedy.state == RemedyState.PROPOSED, Remedy.needs_approval.is_(True)
            )
        ),
        with_manager=count(counted.select_from(TicketRow).where(*sent_up)),
        promises_due=count(
            counted.select_from(Promise).where(
                Promise.state == PromiseState.OPEN, Promise.due_at < window.end
            )
        ),
        drafts=count(counted.select_from(Draft)),
        late=_late(work, day, closes),
    )


def _closes(work: Work, day: date) -> tuple[ClosedDay, ...]:
    found = work.session.scalars(
        select(DayClose)
        .where(DayClose.site == work.site.uid, DayClose.business_day == day.isoformat())
        .order_by(DayClose.supplement)
    )
    names = Names(work)
    return tuple(
        ClosedDay(
            day,
            c.supplement,
            c.closed_at,
            names.staff(c.closed_by),
            c.received,
            c.ended,
            c.head_seq,
            c.head,
        )
        for c in found
    )


def _late(work: Work, day: date, closes: tuple[ClosedDay, ...]) -> int:
    if not closes:
        return 0
    query_late = select(func.count()).where(
        Ticket.site == work.site.uid,
        Ticket.business_day == day.isoformat(),
        Ticket.registered_at > closes[-1].closed_at,
    )
    return work.session.execute(query_late).scalar_one()


@command(Permission.DAY_CLOSE)
def close_day(work: Work, day: date, remark: str | None = None) -> DaySummary:
    """Close a business day, or add a numbered supplement to one that was closed.

    Gives the summary to print; it names the ledger's head before this very entry.
    Raises InputError for a day that has not begun.
    """
    if day > work.pack.business_day(work.now, work.site.zone):
        raise InputError("day.in_the_future", day=day.isoformat())
    closes = _closes(work, day)
    supplement = closes[-1].supplement + 1 if closes else 0
    if closes and not _late(work, day, closes):
        raise StateError("day.closed_already", day=day.isoformat())
    summary = figures_of(work, DayWindow.of(work, day), supplement=supplement)
    head = head_of(work.connection, work.site.uid)
    add_row(
        work,
        DayClose,
        business_day=day.isoformat(),
        supplement=supplement,
        closed_at=work.now,
        closed_by=work.actor.staff,
        received=summary.received,
        ended=summary.closed,
        head_seq=head.seq,
        head=head.digest.hex(),
        remark=clean_text("remark", remark, MAX_TEXT),
    )
    return summary


@command(Permission.REPORT_READ)
def print_day(work: Work, day: date, *, reprint: bool = False) -> DaySummary:
    """Give a day's summary to print again; printing leaves an entry."""
    work.reason = day.isoformat()
    closes = _closes(work, day)
    return figures_of(
        work,
        DayWindow.of(work, day),
        supplement=closes[-1].supplement if closes else 0,
        reprint=reprint and bool(closes),
        closed=closes[-1] if closes else None,
    )


@query(Permission.DAY_CLOSE)
def unclosed_days(work: Work, back: int = 7) -> tuple[date, ...]:
    """Give the business days of the last week that nobody has closed, oldest first."""
    today = work.pack.business_day(work.now, work.site.zone)
    first = today - timedelta(days=back)
    closed = set(
        work.session.scalars(
            select(DayClose.business_day).where(
                DayClose.site == work.site.uid, DayClose.business_day >= first.isoformat()
            )
        )
    )
    begun = _first_day(work)
    days = (first + timedelta(days=n) for n in range(back))
    return tuple(d for d in days if d >= begun and d.isoformat() not in closed)


def _first_day(work: Work) -> date:
    """Give the business day on which this site was founded."""
    from_entry = work.session.execute(
        select(func.min(Staff.added_at)).where(Staff.site == work.site.uid)
    ).scalar()
    return work.pack.business_day(from_entry or work.now, work.site.zone)
