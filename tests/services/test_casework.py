"""A ticket's life: every step from every status, promises, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.errors import (
    ConflictError,
    DeskError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    StateError,
)
from desktop.services.casework import (
    add_note,
    assign_ticket,
    classify_ticket,
    close_ticket,
    progress_ticket,
    promise_answer,
    record_contact,
    record_follow_up,
    reject_complaint,
    reopen_ticket,
    request_step,
    resolve_ticket,
    settle_promise,
    void_ticket,
    withdraw_ticket,
)
from desktop.services.escalations import accept_hand_over, send_to_manager
from desktop.services.rows import TicketDetail
from desktop.services.ticket_draft import RespondentDraft
from desktop.services.tickets import ticket_detail
from desktop.vocabulary import (
    ClockKind,
    ClockState,
    FollowUpResult,
    PromiseState,
    Ref,
    Severity,
    Status,
    TicketId,
    Uid,
)
from tests.desks import DAY, HOUR, MINUTE, Desk, Pair


def _see(desk: Desk, ticket: TicketId, login: str = "wang") -> TicketDetail:
    return desk.by(login, ticket_detail, ticket)


STEPS: dict[str, Callable[[Desk, TicketId], Any]] = {
    "progress": lambda d, t: d.by("chen", progress_ticket, t, Status.NEGOTIATING),
    "contact": lambda d, t: d.by("chen", record_contact, t, "phone", "已联系"),
    "assign": lambda d, t: d.by("chen", assign_ticket, t, "zhao"),
    "resolve": lambda d, t: d.by("chen", resolve_ticket, t, "已换货", "phone"),
    "close": lambda d, t: d.by("chen", close_ticket, t),
    "reopen": lambda d, t: d.by("chen", reopen_ticket, t, "又坏了"),
    "withdraw": lambda d, t: d.by("chen", withdraw_ticket, t, "顾客撤诉"),
    "reject": lambda d, t: d.by("wang", reject_complaint, t, "经查无责"),
    "void": lambda d, t: d.by("wang", void_ticket, t, "重复登记"),
}
WAY: dict[Status, tuple[str, ...]] = {
    Status.REGISTERED: (),
    Status.INVESTIGATING: ("contact",),
    Status.NEGOTIATING: ("progress",),
    Status.RESOLVED: ("resolve",),
    Status.CLOSED: ("resolve", "close"),
    Status.NOT_UPHELD: ("reject",),
    Status.WITHDRAWN: ("withdraw",),
    Status.VOIDED: ("void",),
}
OPEN = (Status.REGISTERED, Status.INVESTIGATING, Status.NEGOTIATING)
GOES: dict[str, dict[Status, Status]] = {
    "progress": dict.fromkeys(OPEN, Status.NEGOTIATING),
    "contact": {
        Status.REGISTERED: Status.INVESTIGATING,
        **{s: s for s in Status if s is not Status.REGISTERED},
    },
    "assign": {
        Status.REGISTERED: Status.INVESTIGATING,
        Status.INVESTIGATING: Status.INVESTIGATING,
        Status.NEGOTIATING: Status.NEGOTIATING,
    },
    "resolve": dict.fromkeys(OPEN, Status.RESOLVED),
    "close": {Status.RESOLVED: Status.CLOSED},
    "reopen": dict.fromkeys(
        (Status.RESOLVED, Status.CLOSED, Status.NOT_UPHELD, Status.WITHDRAWN), Status.INVESTIGATING
    ),
    "withdraw": dict.fromkeys((*OPEN, Status.RESOLVED), Status.WITHDRAWN),
    "reject": dict.fromkeys((*OPEN, Status.RESOLVED), Status.NOT_UPHELD),
    "void": dict.fromkeys((*OPEN, Status.RESOLVED), Status.VOIDED),
}


@pytest.mark.parametrize("start", list(Status))
def test_each_step_is_possible_where_it_makes_sense_and_nowhere_else(
    desk: Desk, start: Status
) -> None:
    for step, goes in GOES.items():
        ticket = desk.register()
        for before in WAY[start]:
            STEPS[before](desk, ticket)
        assert _see(desk, ticket).status is start
        if start in goes:
            STEPS[step](desk, ticket)
            assert _see(desk, ticket).status is goes[start], step
        else:
            rows = desk.rows()
            with pytest.raises(StateError):
                STEPS[step](desk, ticket)
            assert desk.rows() == rows, step


@pytest.mark.parametrize("status", [s for s in Status if s not in OPEN] + [Status.REGISTERED])
def test_progress_leads_to_open_work_alone(desk: Desk, status: Status) -> None:
    ticket = desk.register()
    with pytest.raises(StateError, match=r"ticket\.status_refused"):
        desk.by("chen", progress_ticket, ticket, status)


def test_the_times_of_a_life_are_kept(desk: Desk) -> None:
    ticket = desk.register()
    start = desk.clock.now
    for minutes, step in ((5, "contact"), (10, "resolve"), (20, "close")):
        desk.clock.now = start + minutes * MINUTE
        STEPS[step](desk, ticket)
    seen = _see(desk, ticket)
    assert (seen.responded_at, seen.resolved_at, seen.ended_at) == tuple(
        start + m * MINUTE for m in (5, 10, 20)
    )
    assert (seen.result, seen.told_how) == ("已换货", "phone")
    assert {c.kind: c.state for c in seen.clocks} == {
        ClockKind.FIRST_RESPONSE: ClockState.MET,
        ClockKind.DECISION: ClockState.MET,
    }


def test_clocks_do_not_restart_when_a_ticket_is_taken_up_again(desk: Desk) -> None:
    ticket = desk.register()
    before = {c.kind: (c.started_at, c.due_at) for c in _see(desk, ticket).clocks}
    STEPS["resolve"](desk, ticket)
    desk.clock.advance(30 * DAY)
    STEPS["reopen"](desk, ticket)
    seen = _see(desk, ticket)
    assert {c.kind: (c.started_at, c.due_at) for c in seen.clocks} == before
    assert (seen.resolved_at, seen.ended_at) == (None, None)
    states = {c.kind: c.state for c in seen.clocks}
    assert states[ClockKind.DECISION] is ClockState.BREACHED
    assert states[ClockKind.FIRST_RESPONSE] is ClockState.MET
    assert "又坏了" in repr(seen.timeline)


def test_only_the_first_contact_stops_the_first_response_clock(desk: Desk) -> None:
    ticket = desk.register()
    STEPS["contact"](desk, ticket)
    first = desk.clock.now
    desk.clock.advance(HOUR)
    STEPS["contact"](desk, ticket)
    assert _see(desk, ticket).responded_at == first


def test_nothing_is_closed_that_was_not_told(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", resolve_ticket, ticket, "已换货")
    with pytest.raises(StateError, match=r"ticket\.close_untold"):
        desk.by("chen", close_ticket, ticket)
    desk.by("chen", close_ticket, ticket, "当面告知")
    seen = _see(desk, ticket)
    assert (seen.status, seen.told_how) == (Status.CLOSED, "当面告知")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda d, t: d.by("chen", add_note, t, "  "), "note.empty"),
        (lambda d, t: d.by("chen", request_step, t, ""), "note.empty"),
        (lambda d, t: d.by("chen", record_contact, t, "phone", " "), "note.empty"),
        (lambda d, t: d.by("chen", record_contact, t, "pigeon", "已联系"), "value.unknown"),
        (lambda d, t: d.by("chen", record_contact, t, "", "已联系"), "value.unknown"),
        (lambda d, t: d.by("chen", resolve_ticket, t, " "), "ticket.result_missing"),
        (lambda d, t: d.by("chen", withdraw_ticket, t, " "), "reason.missing"),
        (lambda d, t: d.by("wang", reject_complaint, t, " "), "reason.missing"),
        (lambda d, t: d.by("wang", void_ticket, t, " "), "reason.missing"),
        (lambda d, t: d.by("chen", promise_answer, t, " ", 2**52), "promise.empty"),
        (lambda d, t: d.by("chen", promise_answer, t, "x", d.clock.now), "promise.in_the_past"),
        (lambda d, t: d.by("chen", add_note, t, "x" * 4001), "text.too_long"),
    ],
)
def test_what_needs_words_is_refused_without(desk: Desk, call: Any, code: str) -> None:
    ticket = desk.register()
    before = desk.rows()
    with pytest.raises(InputError) as refused:
        call(desk, ticket)
    assert refused.value.code == code
    assert desk.rows() == before


# ---------------------------------------------------------------- promises


def _promised(desk: Desk) -> tuple[TicketId, Ref]:
    ticket = desk.register()
    return ticket, desk.by("chen", promise_answer, ticket, "明天答复", desk.clock.now + DAY)


@pytest.mark.parametrize("state", [PromiseState.KEPT, PromiseState.BROKEN])
def test_a_promise_is_settled_once(desk: Desk, state: PromiseState) -> None:
    ticket, promise = _promised(desk)
    desk.by("chen", settle_promise, ticket, promise, state)
    assert _see(desk, ticket).promises[0].state is state
    for again in PromiseState:
        with pytest.raises(StateError, match=r"promise\.settled"):
            desk.by("chen", settle_promise, ticket, promise, again)


def test_a_promise_is_not_settled_as_open(desk: Desk) -> None:
    ticket, promise = _promised(desk)
    with pytest.raises(StateError, match=r"promise\.settled"):
        desk.by("chen", settle_promise, ticket, promise, PromiseState.OPEN)


def test_a_promise_has_a_clock_of_its_own(desk: Desk) -> None:
    ticket, _ = _promised(desk)
    clock = next(c for c in _see(desk, ticket).clocks if c.kind is ClockKind.PROMISE)
    assert (clock.started_at, clock.due_at) == (desk.clock.now, desk.clock.now + DAY)
    desk.clock.advance(DAY + 1)
    clock = next(c for c in _see(desk, ticket).clocks if c.kind is ClockKind.PROMISE)
    assert clock.state is ClockState.BREACHED


def test_a_part_belongs_to_its_ticket(desk: Desk) -> None:
    _, promise = _promised(desk)
    other = desk.register()
    with pytest.raises(NotFoundError, match=r"ticket\.part_not_found"):
        desk.by("chen", settle_promise, other, promise, PromiseState.KEPT)


def test_nothing_is_promised_on_what_has_ended(desk: Desk) -> None:
    ticket = desk.register()
    STEPS["withdraw"](desk, ticket)
    with pytest.raises(StateError, match=r"ticket\.not_open"):
        desk.by("chen", promise_answer, ticket, "答复", desk.clock.now + DAY)


def test_only_who_works_here_promises(desk: Desk) -> None:
    ticket = desk.register()
    with pytest.raises(NotFoundError, match=r"staff\.not_found"):
        desk.by("chen", promise_answer, ticket, "答复", desk.clock.now + DAY, "nobody")


# ---------------------------------------------------------------- versions and people


def test_a_stale_write_is_a_conflict(desk: Desk) -> None:
    ticket = desk.register()
    seen = _see(desk, ticket)
    desk.by("zhao", classify_ticket, ticket, severity=Severity.HIGH, version=seen.version)
    before = desk.rows()
    for call in (
        lambda: desk.by("chen", classify_ticket, ticket, severity=Severity.NORMAL, version=1),
        lambda: desk.by("chen", assign_ticket, ticket, "chen", 1),
        lambda: desk.by("chen", progress_ticket, ticket, Status.NEGOTIATING, 1),
        lambda: desk.by("chen", resolve_ticket, ticket, "x", None, 1),
        lambda: desk.by("chen", withdraw_ticket, ticket, "x", 1),
        lambda: desk.by("chen", send_to_manager, ticket, "x", 1),
        lambda: desk.by("wang", void_ticket, ticket, "x", 1),
        lambda: desk.by("wang", reject_complaint, ticket, "x", None, 1),
    ):
        with pytest.raises(ConflictError, match=r"ticket\.changed_meanwhile"):
            call()
    assert desk.rows() == before
    desk.by("chen", assign_ticket, ticket, "chen", _see(desk, ticket).version)


def test_facts_need_no_version_and_change_none(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("zhao", add_note, ticket, "一")
    desk.by("chen", request_step, ticket, "二")
    desk.by("chen", record_follow_up, ticket, FollowUpResult.NOT_REACHED)
    assert _see(desk, ticket).version == 1


def test_the_person_complained_about_knows_nothing_and_gets_nothing(desk: Desk) -> None:
    ticket = desk.register(respondent=RespondentDraft(staff="zhao"))
    for call in (
        lambda: desk.by("zhao", ticket_detail, ticket),
        lambda: desk.by("zhao", add_note, ticket, "不是我"),
        lambda: desk.by("zhao", withdraw_ticket, ticket, "顾客撤诉"),
    ):
        with pytest.raises(NotFoundError, match=r"ticket\.not_found"):
            call()
    with pytest.raises(PermissionDeniedError, match=r"ticket\.respondent_recused"):
        desk.by("chen", assign_ticket, ticket, "zhao")
    desk.by("chen", assign_ticket, ticket, "chen")


@pytest.mark.parametrize("login", ["chen", "zhao", "lin"])
def test_only_managers_end_or_void(desk: Desk, login: str) -> None:
    ticket = desk.register()
    for case in (reject_complaint, void_ticket):
        with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
            desk.by(login, case, ticket, "理由")


def test_an_unknown_ticket_is_not_found(desk: Desk) -> None:
    nobody = TicketId(desk.uid, Uid("0" * 32))
    with pytest.raises(NotFoundError):
        desk.by("chen", ticket_detail, nobody)
    for case in (reopen_ticket, withdraw_ticket):
        with pytest.raises(NotFoundError):
            desk.by("chen", case, nobody, "x")


def test_ending_takes_the_ticket_from_the_manager(desk: Desk) -> None:
    for step in ("resolve", "withdraw", "reject", "void"):
        ticket = desk.register()
        desk.by("chen", send_to_manager, ticket, "请店长处理")
        STEPS[step](desk, ticket)
        assert not _see(desk, ticket).with_manager, step


# ---------------------------------------------------------------- custody


def test_who_is_not_custodian_adds_facts_and_changes_no_state(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    pair.down()
    desk = pair.branch
    before = _see(desk, ticket)
    assert not before.is_custodian
    for step in ("progress", "assign", "resolve", "withdraw", "reject", "void"):
        with pytest.raises(PermissionDeniedError, match=r"ticket\.not_custodian"):
            STEPS[step](desk, ticket)
    STEPS["contact"](desk, ticket)
    desk.by("chen", add_note, ticket, "事实")
    desk.by("chen", request_step, ticket, "请总部尽快答复")
    desk.by("chen", record_follow_up, ticket, FollowUpResult.PARTLY, "尚可")
    desk.by("chen", promise_answer, ticket, "转告", desk.clock.now + DAY)
    seen = _see(desk, ticket)
    assert (seen.status, seen.version, seen.responded_at) == (
        before.status,
        before.version,
        before.responded_at,
    )
    assert len(seen.timeline) == len(before.timeline) + 5


def test_a_ticket_in_dispute_waits_for_the_decision(pair: Pair) -> None:
    ticket = pair.disputed()
    with pytest.raises(DeskError, match=r"ticket\.in_conflict"):
        pair.hq.by("sun", progress_ticket, ticket, Status.NEGOTIATING)
    with pytest.raises(DeskError, match=r"ticket\.in_conflict"):
        pair.hq.by("sun", resolve_ticket, ticket, "x")
    pair.hq.by("sun", add_note, ticket, "事实仍可补充")
