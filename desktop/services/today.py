"""What needs somebody now, in the order of the clock that runs out first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from desktop.models.casework import Answer, Promise
from desktop.models.clocks import clock_state
from desktop.models.desk import TicketRow
from desktop.models.permissions import Permission, allows
from desktop.services.approvals import awaits_approval_here, may_approve, proposals_waiting
from desktop.services.casework import may_handle_manager_matters
from desktop.services.drafts import drafts_left
from desktop.services.lists import list_rows, visible, waits_for_headquarters
from desktop.services.sites import keep_setting, setting
from desktop.services.use_case import query
from desktop.vocabulary import ClockState, EscalationState, PromiseState, Role, Status, Uid, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Row

    from desktop.services.gateway import Gateway
    from desktop.services.rows import DraftRow, TicketListRow
    from desktop.services.work import Work
    from desktop.vocabulary import TicketId

MOST_ROWS = 200
_ANSWERS_READ = "answers.read"
_ANSWERS_KEPT = 2000
_FAR = 1 << 62
_R = TicketRow.__table__.c


class TodayReason(StrEnum):
    """Why a ticket stands on Today, the most pressing first."""

    BREACHED = "breached"
    AT_RISK = "at_risk"
    PROMISE = "promise"
    ANSWERED = "answered"
    TO_DECIDE = "to_decide"
    WITH_MANAGER = "with_manager"
    APPROVAL = "approval"
    SEVERITY = "severity"
    UNASSIGNED = "unassigned"
    FOLLOW_UP = "follow_up"


_BY_CLOCK = {
    ClockState.BREACHED: TodayReason.BREACHED,
    ClockState.AT_RISK: TodayReason.AT_RISK,
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What another site answered and nobody here has read yet."""

    uid: Uid
    outcome: EscalationState
    verdict: Verdict | None
    text: str
    amount: int | None
    at: int


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One ticket that needs somebody, and why; instants in µs UTC."""

    ticket: TicketListRow
    reasons: tuple[TodayReason, ...]
    promise: str = ""
    promise_due: int | None = None
    answer: AnswerRow | None = None


@dataclass(frozen=True, slots=True)
class TodayRows:
    """Today at one desk; `counts` are by reason and count what `rows` may leave out."""

    rows: tuple[TodayRow, ...]
    counts: dict[TodayReason, int]
    total: int
    drafts: tuple[DraftRow, ...]
    is_everyone: bool


@dataclass(frozen=True, slots=True)
class TodayCounts:
    """What the rail shows."""

    today: int
    breached: int
    approvals: int


@dataclass(slots=True)
class _Pressing:
    """One ticket while its reasons are gathered."""

    due: int
    reasons: set[TodayReason] = field(default_factory=set)


@query(Permission.TICKET_READ)
def today(work: Work, everyone: bool | None = None) -> TodayRows:  # noqa: FBT001 - None by role
    """Give what needs the person who asks, or the whole desk (by role unless said)."""
    whole = _is_whole_desk(work) if everyone is None else everyone
    found = _gathered(work, whole=whole)
    order = sorted(found, key=lambda rid: (found[rid].due, rid))
    rows = tuple(_rows(work, found, order[:MOST_ROWS]))
    counts = Counter(reason for pressing in found.values() for reason in pressing.reasons)
    return TodayRows(rows, dict(counts), len(found), drafts_left(work), whole)


@query(Permission.TICKET_READ)
def today_counts(work: Work) -> TodayCounts:
    """Count what waits for the person who asks."""
    found = _gathered(work, whole=_is_whole_desk(work))
    breached = sum(TodayReason.BREACHED in pressing.reasons for pressing in found.values())
    return TodayCounts(len(found), breached, proposals_waiting(work))


@query(Permission.TICKET_READ)
def unread_answers(work: Work, ticket_id: TicketId) -> tuple[AnswerRow, ...]:
    """Give the answers of other sites on a ticket that nobody here has read, oldest first."""
    known = and_(_R.uid == ticket_id.uid, visible(work))
    told = select(Answer).join(TicketRow, _R.uid == Answer.ticket_uid).where(known)
    return tuple(
        _answer_row(answer)
        for answer in work.session.scalars(told.where(_unread(work)).order_by(Answer.uid))
    )


def mark_answers_read(gateway: Gateway, answers: Collection[Uid]) -> None:
    """Take answers off Today: somebody at this desk has read them."""

    def keep(work: Work) -> None:
        before = [uid for uid in _read_already(work) if uid not in set(answers)]
        kept = [*before, *answers][-_ANSWERS_KEPT:]
        keep_setting(work, _ANSWERS_READ, {"uids": kept})

    gateway.at_desk(keep)


def _is_whole_desk(work: Work) -> bool:
    return work.actor.role is not Role.CLERK


def _gathered(work: Work, *, whole: bool) -> dict[int, _Pressing]:
    """Gather every ticket with a reason, by row number."""
    found: dict[int, _Pressing] = {}
    for row in work.session.execute(_pressing_rows(work)):
        for reason in _own_reasons(work, row, whole=whole):
            _add(found, row.rid, row.due_at, reason)
    for reason, condition in _conditions(work, whole=whole):
        query_rids = select(_R.rid, _R.due_at).where(condition, visible(work))
        for rid, due in work.session.execute(query_rids):
            _add(found, rid, due, reason)
    return found


def _add(found: dict[int, _Pressing], rid: int, due: int | None, reason: TodayReason) -> None:
    found.setdefault(rid, _Pressing(_FAR if due is None else due)).reasons.add(reason)


def _pressing_rows(work: Work) -> Select[Any]:
    """Select what the rows themselves say: clocks, posts without anybody, what was sent up."""
    length: ColumnElement[int] = _R.due_at - _R.due_since
    runs_out = _R.due_at - work.now <= length / 4
    waits = and_(
        _R.is_open.is_(True), or_(runs_out, _R.assignee.is_(None), _R.with_manager.is_(True))
    )
    columns = ("rid", "due_at", "due_since", "assignee", "with_manager", "is_open")
    return select(*(_R[name] for name in columns)).where(
        _R.custodian == work.site.uid,
        or_(waits, _R.status == str(Status.RESOLVED)),
        visible(work),
    )


def _own_reasons(work: Work, row: Row[Any], *, whole: bool) -> Iterator[TodayReason]:
    mine = whole or row.assignee is None or row.assignee == work.actor.staff
    if not row.is_open:
        if mine:
            yield TodayReason.FOLLOW_UP
        return
    if row.assignee is None:
        yield TodayReason.UNASSIGNED
    if row.with_manager and may_handle_manager_matters(work.actor.role):
        yield TodayReason.WITH_MANAGER
    if mine and row.due_at is not None:
        state = clock_state(row.due_since, row.due_at, None, work.now)
        if state in _BY_CLOCK:
            yield _BY_CLOCK[state]


def _conditions(work: Work, *, whole: bool) -> Iterator[tuple[TodayReason, ColumnElement[bool]]]:
    """Give the reasons that stand in other tables."""
    is_open = _R.is_open.is_(True)
    here = and_(_R.custodian == work.site.uid, is_open)
    yield TodayReason.PROMISE, and_(here, _R.uid.in_(_promises_due(work, whole=whole)))
    if may_handle_manager_matters(work.actor.role):
        yield TodayReason.SEVERITY, and_(here, _R.proposed.is_not(None))
    yield TodayReason.ANSWERED, and_(is_open, _answered(work))
    if may_approve(work):
        yield TodayReason.APPROVAL, and_(*awaits_approval_here(work))
    if allows(work.actor.role, Permission.HQ_DECIDE, work.site.kind):
        yield TodayReason.TO_DECIDE, and_(is_open, waits_for_headquarters())


def _is_mine(work: Work) -> ColumnElement[bool]:
    return or_(_R.assignee.is_(None), _R.assignee == work.actor.staff)


def _promises_due(work: Work, *, whole: bool) -> Any:
    """Select the tickets with a promise that runs out before the business day does."""
    day = work.pack.business_day(work.now, work.site.zone)
    _, end = work.pack.day_bounds(day, work.site.zone)
    due = select(Promise.ticket_uid).where(Promise.state == PromiseState.OPEN, Promise.due_at < end)
    if whole:
        return due
    mine = select(_R.uid).where(_is_mine(work))
    return due.where(or_(Promise.by == work.actor.staff, Promise.ticket_uid.in_(mine)))


def _answered(work: Work) -> ColumnElement[bool]:
    return select(Answer.uid).where(Answer.ticket_uid == _R.uid, _unread(work)).exists()


def _unread(work: Work) -> ColumnElement[bool]:
    """Hold for what another site said to this one; headquarters' recalls are no answers to it."""
    own = work.site.uid
    return and_(
        Answer.site != own,
        Answer.escalation_site == own,
        Answer.uid.not_in(_read_already(work)),
    )


def _read_already(work: Work) -> list[Uid]:
    return list(setting(work, _ANSWERS_READ).get("uids", []))


def _rows(work: Work, found: dict[int, _Pressing], rids: list[int]) -> Iterator[TodayRow]:
    by_rid = {row.rid: row for row in list_rows(work, rids)}
    uids = [row.id.uid for row in by_rid.values()]
    promises, answers = _first_promises(work, uids), _last_answers(work, uids)
    for rid in rids:
        ticket, reasons = by_rid[rid], found[rid].reasons
        what, due = promises.get(ticket.id.uid, ("", None))
        yield TodayRow(
            ticket=ticket,
            reasons=tuple(reason for reason in TodayReason if reason in reasons),
            promise=what if TodayReason.PROMISE in reasons else "",
            promise_due=due if TodayReason.PROMISE in reasons else None,
            answer=answers.get(ticket.id.uid) if TodayReason.ANSWERED in reasons else None,
        )


def _first_promises(work: Work, uids: list[Uid]) -> dict[Uid, tuple[str, int | None]]:
    query_open = (
        select(Promise.ticket_uid, Promise.what, func.min(Promise.due_at).label("due"))
        .where(Promise.state == PromiseState.OPEN, Promise.ticket_uid.in_(uids))
        .group_by(Promise.ticket_uid)
    )
    return {row.ticket_uid: (row.what, row.due) for row in work.session.execute(query_open)}


def _last_answers(work: Work, uids: list[Uid]) -> dict[Uid, AnswerRow]:
    query_unread = select(Answer).where(_unread(work), Answer.ticket_uid.in_(uids))
    found = work.session.scalars(query_unread.order_by(Answer.uid))
    return {answer.ticket_uid: _answer_row(answer) for answer in found}


def _answer_row(answer: Answer) -> AnswerRow:
    return AnswerRow(
        uid=answer.uid,
        outcome=EscalationState(answer.outcome),
        verdict=Verdict(answer.verdict) if answer.verdict else None,
        text=answer.text,
        amount=answer.amount,
        at=answer.at,
    )
