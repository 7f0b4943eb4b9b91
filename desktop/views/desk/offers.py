"""What can be done with a ticket now: which acts stand open, which are greyed out and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from desktop import wording
from desktop.services import casework, clock_steps, escalations, remedies, reviews, tickets
from desktop.views.translation import language
from desktop.vocabulary import (
    OPEN_STATUSES,
    ClockKind,
    EscalationKind,
    EscalationState,
    RemedyState,
    Role,
    Severity,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.rows import EscalationRow, RemedyRow, TicketDetail
    from desktop.services.use_case import UseCase
    from desktop.views.desk.desk import Desk


class Act(StrEnum):
    """One thing a person can do with a ticket."""

    DECIDE = "decide"
    ACCEPT = "accept"
    ANSWER_SEND_UP = "answer_send_up"
    APPROVE = "approve"
    REJECT = "reject"
    CONTACT = "contact"
    NOTE = "note"
    PROMISE = "promise"
    PROPOSE = "propose"
    PAY_OUT = "pay_out"
    SETTLE = "settle"
    FOLLOW_UP = "follow_up"
    RESOLVE = "resolve"
    CLOSE = "close"
    SEND_UP = "send_up"
    ASK_HQ = "ask_hq"
    HAND_OVER = "hand_over"
    RECALL = "recall"
    RETURN = "return_ticket"
    REQUEST = "request"
    ASSIGN = "assign"
    CLASSIFY = "classify"
    INVESTIGATE = "investigate"
    NEGOTIATE = "negotiate"
    NATURE = "nature"
    REVIEW = "review"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    NOT_UPHOLD = "not_uphold"
    VOID = "void"
    REVEAL = "reveal"


ACT_ICONS: dict[Act, str] = {
    Act.DECIDE: "stamp",
    Act.ACCEPT: "landmark",
    Act.ANSWER_SEND_UP: "corner-up-left",
    Act.APPROVE: "stamp",
    Act.REJECT: "square-x",
    Act.CONTACT: "phone",
    Act.NOTE: "sticky-note",
    Act.PROMISE: "handshake",
    Act.PROPOSE: "hand-coins",
    Act.PAY_OUT: "banknote",
    Act.SETTLE: "circle-check",
    Act.FOLLOW_UP: "phone-call",
    Act.RESOLVE: "check",
    Act.CLOSE: "circle-check",
    Act.SEND_UP: "arrow-up-right",
    Act.ASK_HQ: "arrow-up-right",
    Act.HAND_OVER: "forward",
    Act.RECALL: "undo-2",
    Act.RETURN: "corner-up-left",
    Act.REQUEST: "message-square",
    Act.ASSIGN: "user-check",
    Act.CLASSIFY: "tag",
    Act.INVESTIGATE: "search",
    Act.NEGOTIATE: "users",
    Act.NATURE: "tags",
    Act.REVIEW: "shield-alert",
    Act.PAUSE: "circle-pause",
    Act.RESUME: "clock",
    Act.EXTEND: "calendar-clock",
    Act.REOPEN: "rotate-ccw",
    Act.WITHDRAW: "undo-2",
    Act.NOT_UPHOLD: "gavel",
    Act.VOID: "ban",
    Act.REVEAL: "eye",
}
_ENDED = frozenset({Status.CLOSED, Status.NOT_UPHELD, Status.WITHDRAWN, Status.VOIDED})
_MANAGERS = frozenset({Role.MANAGER, Role.OFFICER, Role.ADMIN})
_SHOWN_TO_ALL = frozenset({Act.NOT_UPHOLD, Act.VOID, Act.EXTEND})
"""Greyed out rather than hidden where the role may not: clerks should know who may."""

_NEXT = (
    Act.DECIDE,
    Act.ACCEPT,
    Act.ANSWER_SEND_UP,
    Act.APPROVE,
    Act.PAY_OUT,
)
_NEXT_BY_STATUS: dict[Status, tuple[Act, ...]] = {
    Status.REGISTERED: (Act.CONTACT,),
    Status.INVESTIGATING: (Act.PROPOSE,),
    Status.NEGOTIATING: (Act.RESOLVE,),
    Status.RESOLVED: (Act.FOLLOW_UP, Act.CLOSE),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One act on offer; a `reason` greys it out."""

    act: Act
    reason: str = ""
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    """When an act makes sense, whose permission it needs, and whether custody goes with it."""

    case: UseCase[Any, Any]
    makes_sense: Callable[[TicketDetail, Desk], bool]
    needs_custody: bool = True
    refusal: Callable[[TicketDetail, Desk], str] | None = None


def offers(ticket: TicketDetail, desk: Desk) -> tuple[Offer, ...]:
    """Give everything on offer for a ticket, the next step marked."""
    found = [Offer(act, reason) for act, reason in _all(ticket, desk)]
    following = _next_step(ticket, {offer.act for offer in found if not offer.reason})
    return tuple(Offer(o.act, o.reason, o.act is following) for o in found)


def act_words(act: Act, desk: Desk) -> str:
    """Name an act as the desk calls it."""
    return wording.phrase(act, language(), manager=desk.title(Role.MANAGER))


def open_escalation(ticket: TicketDetail, kind: EscalationKind) -> EscalationRow | None:
    """Give the last escalation of a kind that nobody has answered."""
    waiting = [
        row for row in ticket.escalations if row.kind is kind and row.state is EscalationState.OPEN
    ]
    return waiting[-1] if waiting else None


def waiting_remedies(ticket: TicketDetail) -> list[RemedyRow]:
    """Give the proposals that wait for a second person."""
    return [r for r in ticket.remedies if r.state is RemedyState.PROPOSED and r.needs_approval]


def approved_remedies(ticket: TicketDetail) -> list[RemedyRow]:
    """Give what was approved and not yet carried out."""
    return [row for row in ticket.remedies if row.state is RemedyState.APPROVED]


def _all(ticket: TicketDetail, desk: Desk) -> list[tuple[Act, str]]:
    found = []
    for act, rule in _RULES.items():
        if not rule.makes_sense(ticket, desk):
            continue
        if not desk.may(rule.case):
            if act in _SHOWN_TO_ALL and ticket.is_custodian:
                found.append((act, _said("manager_only", manager=desk.title(Role.MANAGER))))
            continue
        found.append((act, _refusal(rule, ticket, desk)))
    return found


def _refusal(rule: _Rule, ticket: TicketDetail, desk: Desk) -> str:
    if rule.needs_custody and not ticket.is_custodian:
        return _said("not_custodian", custodian=ticket.custodian_name)
    if rule.needs_custody and ticket.in_conflict:
        return _said("in_conflict")
    return rule.refusal(ticket, desk) if rule.refusal else ""


def _next_step(ticket: TicketDetail, possible: set[Act]) -> Act | None:
    wanted = [*_NEXT, *_NEXT_BY_STATUS.get(ticket.status, ())]
    if ticket.status in OPEN_STATUSES and ticket.responded_at is None:
        wanted.insert(len(_NEXT), Act.CONTACT)
    if ticket.status is Status.RESOLVED and _was_followed_up(ticket):
        wanted.remove(Act.FOLLOW_UP)
    return next((act for act in wanted if act in possible), None)


def _was_followed_up(ticket: TicketDetail) -> bool:
    since = ticket.resolved_at or 0
    return any(r.use_case == "record_follow_up" and r.at >= since for r in ticket.timeline)


def _said(key: str, **values: object) -> str:
    return wording.phrase(f"ActReason.{key}", language(), **values)


# ---- when an act makes sense


def _always(_ticket: TicketDetail, _desk: Desk) -> bool:
    return True


def _is_open(ticket: TicketDetail, _desk: Desk) -> bool:
    return ticket.status in OPEN_STATUSES


def _is_going_on(ticket: TicketDetail, _desk: Desk) -> bool:
    return ticket.status not in _ENDED


def _at_branch(ticket: TicketDetail, desk: Desk) -> bool:
    return _is_open(ticket, desk) and not desk.is_headquarters


def _can_send_up(ticket: TicketDetail, desk: Desk) -> bool:
    is_desk = desk.card.role not in _MANAGERS
    return _at_branch(ticket, desk) and is_desk and not ticket.with_manager


def _can_decide(ticket: TicketDetail, _desk: Desk) -> bool:
    return open_escalation(ticket, EscalationKind.ASK_HQ) is not None


def _is_offered_here(ticket: TicketDetail, desk: Desk) -> bool:
    return ticket.offered_to == desk.card.site.uid


def _can_return(ticket: TicketDetail, desk: Desk) -> bool:
    here = desk.card.site.uid
    return ticket.is_custodian and ticket.id.site != here and _is_open(ticket, desk)


def _can_recall(ticket: TicketDetail, desk: Desk) -> bool:
    return ticket.is_custodian and ticket.offered_to not in {None, desk.card.site.uid}


def _can_settle(ticket: TicketDetail, desk: Desk) -> bool:
    return _is_open(ticket, desk) and ticket.is_custodian and desk.card.limit > 0


def _can_pause(ticket: TicketDetail, desk: Desk) -> bool:
    room = ticket.clock_room
    return _is_open(ticket, desk) and bool(room.grounds) and not room.paused


def _can_extend(ticket: TicketDetail, desk: Desk) -> bool:
    room = ticket.clock_room
    return _is_open(ticket, desk) and (room.room > 0 or _extended(ticket) > 0)


def _may_be_reviewed(ticket: TicketDetail, desk: Desk) -> bool:
    return _is_open(ticket, desk) and ticket.severity is Severity.HIGH


def _needs_review(ticket: TicketDetail, _desk: Desk) -> str:
    return _said("needs_review") if ticket.risk.review_missing else ""


def _extended(ticket: TicketDetail) -> int:
    return next((c.extended for c in ticket.clocks if c.kind is ClockKind.DECISION), 0)


def _ran_out(ticket: TicketDetail, desk: Desk) -> str:
    """Say why a pause would change nothing any more."""
    due = next((c.due_at for c in ticket.clocks if c.kind is ClockKind.DECISION), None)
    return _said("clock_ran_out") if due is not None and due < desk.now() else ""


def _no_room(ticket: TicketDetail, _desk: Desk) -> str:
    return "" if ticket.clock_room.room > 0 else _said("extended_already")


def _own_only(ticket: TicketDetail, _desk: Desk) -> str:
    waiting = waiting_remedies(ticket)
    return _said("own_proposal") if all(row.mine for row in waiting) else ""


def _within_limit(ticket: TicketDetail, desk: Desk) -> str:
    waiting = [row for row in waiting_remedies(ticket) if not row.mine]
    if not waiting:
        return _said("own_proposal")
    granted = max([desk.card.limit, *(e.amount or 0 for e in ticket.escalations)])
    if all(row.amount > granted for row in waiting):
        return _said("above_limit", limit=desk.money(granted))
    return ""


def _not_joined(ticket: TicketDetail, desk: Desk) -> str:
    if desk.card.site.headquarters is None:
        return _said("not_joined")
    return _said("asked_already") if _can_decide(ticket, desk) else ""


def _not_offered(_ticket: TicketDetail, desk: Desk) -> str:
    return _said("not_joined") if desk.card.site.headquarters is None else ""


def _offered_away(ticket: TicketDetail, _desk: Desk) -> str:
    return _said("offered") if ticket.offered_to is not None else ""


_RULES: dict[Act, _Rule] = {
    Act.DECIDE: _Rule(escalations.decide_escalation, _can_decide, needs_custody=False),
    Act.ACCEPT: _Rule(escalations.accept_hand_over, _is_offered_here, needs_custody=False),
    Act.ANSWER_SEND_UP: _Rule(
        escalations.answer_send_up,
        lambda t, d: t.with_manager and d.card.role in _MANAGERS,
    ),
    Act.APPROVE: _Rule(
        remedies.approve_remedy, lambda t, _d: bool(waiting_remedies(t)), refusal=_within_limit
    ),
    Act.REJECT: _Rule(
        remedies.reject_remedy, lambda t, _d: bool(waiting_remedies(t)), refusal=_own_only
    ),
    Act.CONTACT: _Rule(casework.record_contact, _always, needs_custody=False),
    Act.NOTE: _Rule(casework.add_note, _always, needs_custody=False),
    Act.PROMISE: _Rule(casework.promise_answer, _is_open, needs_custody=False),
    Act.PROPOSE: _Rule(remedies.propose_remedy, _is_open),
    Act.PAY_OUT: _Rule(remedies.pay_out, lambda t, _d: bool(approved_remedies(t))),
    Act.SETTLE: _Rule(remedies.settle_ticket, _can_settle, refusal=_offered_away),
    Act.FOLLOW_UP: _Rule(
        casework.record_follow_up, lambda t, d: not _is_open(t, d), needs_custody=False
    ),
    Act.RESOLVE: _Rule(casework.resolve_ticket, _is_open, refusal=_needs_review),
    Act.CLOSE: _Rule(casework.close_ticket, lambda t, _d: t.status is Status.RESOLVED),
    Act.SEND_UP: _Rule(escalations.send_to_manager, _can_send_up),
    Act.ASK_HQ: _Rule(escalations.ask_headquarters, _at_branch, refusal=_not_joined),
    Act.HAND_OVER: _Rule(
        escalations.hand_over,
        lambda t, d: _at_branch(t, d) and t.offered_to is None,
        refusal=_not_offered,
    ),
    Act.RECALL: _Rule(escalations.recall_hand_over, _can_recall),
    Act.RETURN: _Rule(escalations.return_ticket, _can_return),
    Act.REQUEST: _Rule(
        casework.request_step, lambda t, _d: not t.is_custodian, needs_custody=False
    ),
    Act.ASSIGN: _Rule(casework.assign_ticket, _is_open),
    Act.CLASSIFY: _Rule(casework.classify_ticket, _is_going_on),
    Act.INVESTIGATE: _Rule(
        casework.progress_ticket, lambda t, _d: t.status in {Status.REGISTERED, Status.NEGOTIATING}
    ),
    Act.NEGOTIATE: _Rule(
        casework.progress_ticket,
        lambda t, _d: t.status in {Status.REGISTERED, Status.INVESTIGATING},
    ),
    Act.NATURE: _Rule(casework.change_nature, _is_open),
    Act.REVIEW: _Rule(reviews.review_answer, _may_be_reviewed, needs_custody=False),
    Act.PAUSE: _Rule(clock_steps.pause_clock, _can_pause, refusal=_ran_out),
    Act.RESUME: _Rule(clock_steps.resume_clock, lambda t, _d: t.clock_room.paused),
    Act.EXTEND: _Rule(clock_steps.extend_clock, _can_extend, refusal=_no_room),
    Act.REOPEN: _Rule(
        casework.reopen_ticket,
        lambda t, d: not _is_open(t, d) and t.status is not Status.VOIDED,
    ),
    Act.WITHDRAW: _Rule(casework.withdraw_ticket, _is_going_on),
    Act.NOT_UPHOLD: _Rule(casework.reject_complaint, _is_going_on, refusal=_needs_review),
    Act.VOID: _Rule(casework.void_ticket, _is_going_on),
    Act.REVEAL: _Rule(
        tickets.reveal_complainant, lambda t, _d: t.complainant is not None, needs_custody=False
    ),
}
