"""Pausing, going on and extending: with a ground, a reason, an approver, and within the rules."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import DeskError
from desktop.services.casework import record_contact, reopen_ticket, resolve_ticket
from desktop.services.checking import verify_site
from desktop.services.clock_steps import extend_clock, pause_clock, resume_clock
from desktop.services.escalations import answer_send_up, ask_headquarters, send_to_manager
from desktop.services.evidence import attach_bytes
from desktop.services.lists import TicketFilter, ticket_ids, ticket_rows
from desktop.services.rows import ClockRow, TicketListRow
from desktop.services.ticket_draft import RespondentDraft, SourceDraft
from desktop.services.tickets import ticket_detail
from desktop.services.today import TodayReason, today
from desktop.vocabulary import Channel, ClockKind, ClockState, TicketId
from tests.desks import DAY, HOUR, Desk, Pair


def clock(desk: Desk, ticket: TicketId, kind: ClockKind, login: str = "chen") -> ClockRow:
    clocks = desk.by(login, ticket_detail, ticket).clocks
    return next(one for one in clocks if one.kind is kind)


def decision(desk: Desk, ticket: TicketId) -> ClockRow:
    return clock(desk, ticket, ClockKind.DECISION)


def refused(code: str, desk: Desk, login: str, case: Any, *args: Any) -> None:
    with pytest.raises(DeskError) as error:
        desk.by(login, case, *args)
    assert error.value.code == code


def list_of(desk: Desk, told: TicketFilter) -> tuple[TicketListRow, ...]:
    rids = desk.by("wang", ticket_ids, told)
    return desk.by("wang", ticket_rows, rids)


def test_a_paused_clock_stands_still_and_goes_on_later(desk: Desk) -> None:
    ticket = desk.register()
    due = decision(desk, ticket).due_at
    desk.by("chen", pause_clock, ticket, "maker", "已寄往厂家检修")
    desk.clock.advance(5 * DAY)
    standing = decision(desk, ticket)
    assert standing.state is ClockState.PAUSED
    assert standing.due_at > due
    refused("clock.paused_already", desk, "chen", pause_clock, ticket, "maker", "再寄一次")
    desk.by("chen", resume_clock, ticket, "厂家已寄回")
    running = decision(desk, ticket)
    assert running.state is ClockState.RUNNING
    # Tuesday the 10th to Sunday the 15th: three working days, and the weekend is nobody's.
    assert running.due_at == due + 5 * DAY
    desk.clock.advance(2 * DAY)
    assert decision(desk, ticket).due_at == running.due_at
    refused("clock.not_paused", desk, "chen", resume_clock, ticket)
    assert verify_site(desk.site).clean


def test_what_had_run_out_before_it_was_stopped_stays_overdue(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", record_contact, ticket, "phone", "已联系顾客")
    due = decision(desk, ticket).due_at
    desk.clock.now = due + DAY
    desk.by("chen", pause_clock, ticket, "maker", "已寄往厂家检修")
    assert decision(desk, ticket).state is ClockState.BREACHED
    [row] = list_of(desk, TicketFilter())
    assert (row.due_at, row.clock) == (due, ClockState.BREACHED)
    assert verify_site(desk.site).clean


def test_a_ground_may_ask_for_evidence(desk: Desk) -> None:
    ticket, other = desk.register(), desk.register()
    refused("clock.evidence_missing", desk, "chen", pause_clock, ticket, "testing", "送检")
    desk.stand("chen")
    there = attach_bytes(desk.site.gateway, other, b"receipt", "送检单.txt")
    refused("ticket.part_not_found", desk, "chen", pause_clock, ticket, "testing", "送检", there)
    here = attach_bytes(desk.site.gateway, ticket, b"receipt", "送检单.txt")
    desk.by("chen", pause_clock, ticket, "testing", "送检", here)
    assert decision(desk, ticket).state is ClockState.PAUSED


def test_a_pause_needs_a_ground_of_the_pack_and_a_reason(desk: Desk) -> None:
    ticket = desk.register()
    refused("clock.ground_unknown", desk, "chen", pause_clock, ticket, "holiday", "放假")
    refused("reason.missing", desk, "chen", pause_clock, ticket, "maker", "  ")
    assert decision(desk, ticket).state is ClockState.RUNNING


def test_a_ticket_that_stands_still_presses_nobody(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", pause_clock, ticket, "maker", "已寄往厂家检修")
    desk.clock.advance(40 * DAY)
    rids = desk.by("wang", ticket_ids, TicketFilter(open_only=True))
    [row] = desk.by("wang", ticket_rows, rids)
    assert row.clock is ClockState.BREACHED  # nobody has answered the customer yet
    [pressing] = desk.by("wang", today).rows
    assert TodayReason.BREACHED in pressing.reasons
    desk.by("chen", resume_clock, ticket)
    assert decision(desk, ticket).state is not ClockState.BREACHED


def test_the_end_of_the_work_ends_the_pause(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", pause_clock, ticket, "maker", "已寄往厂家检修")
    desk.clock.advance(DAY)
    desk.by("chen", resolve_ticket, ticket, "已换新", "phone")
    assert decision(desk, ticket).state is ClockState.MET
    desk.clock.advance(30 * DAY)
    desk.by("wang", reopen_ticket, ticket, "顾客不满意")
    assert decision(desk, ticket).state is ClockState.BREACHED


def test_a_manager_extends_as_far_as_the_rules_allow(desk: Desk) -> None:
    ticket = desk.register()
    due, now = decision(desk, ticket).due_at, desk.clock.now
    for units, told_at, how, code in (
        (9, now, "phone", "clock.too_long"),
        (0, now, "phone", "clock.too_long"),
        (-1, now, "phone", "clock.too_long"),
        (2, now + HOUR, "phone", "time.in_the_future"),
        (2, now - DAY, "phone", "clock.not_told"),
        (2, now, " ", "clock.not_told"),
    ):
        refused(code, desk, "wang", extend_clock, ticket, units, "等待配件", told_at, how)
    refused("reason.missing", desk, "wang", extend_clock, ticket, 2, "", now, "phone")
    refused("door.not_permitted", desk, "chen", extend_clock, ticket, 2, "等待配件", now, "phone")
    assert decision(desk, ticket).due_at == due
    desk.by("wang", extend_clock, ticket, 1, "等待配件", now, "phone")
    longer = decision(desk, ticket)
    assert (longer.due_at, longer.extended) == (due + DAY, 1)
    refused("clock.too_long", desk, "wang", extend_clock, ticket, 8, "等待配件", now, "phone")
    desk.by("wang", extend_clock, ticket, 7, "仍在等待配件", now, "letter")
    assert decision(desk, ticket).extended == 8
    assert verify_site(desk.site).clean


def test_the_person_complained_about_extends_nothing(desk: Desk) -> None:
    ticket = desk.register(respondent=RespondentDraft(staff="wang"))
    told = (2, "等待配件", desk.clock.now, "phone")
    refused("ticket.not_found", desk, "wang", extend_clock, ticket, *told)
    desk.by("gao", extend_clock, ticket, *told)
    assert decision(desk, ticket).extended == 2


def test_level_clocks_run_inside_and_stop_with_the_answer(pair: Pair) -> None:
    desk = pair.branch
    ticket = desk.register()
    received = decision(desk, ticket)
    desk.clock.advance(HOUR)
    desk.by("chen", send_to_manager, ticket, "需要店长出面")
    owed = clock(desk, ticket, ClockKind.MANAGER_ANSWER)
    assert (owed.state, owed.started_at) == (ClockState.RUNNING, desk.clock.now)
    assert decision(desk, ticket).due_at == received.due_at
    desk.by("wang", answer_send_up, ticket, "请按三包换货")
    assert clock(desk, ticket, ClockKind.MANAGER_ANSWER).state is ClockState.MET
    desk.by("chen", ask_headquarters, ticket, "能否退一赔三")
    pair.up()
    at_hq = clock(pair.hq, ticket, ClockKind.HEADQUARTERS_ANSWER, "sun")
    assert at_hq.state is ClockState.RUNNING
    pair.clock.advance(10 * DAY)
    late = clock(pair.hq, ticket, ClockKind.HEADQUARTERS_ANSWER, "sun")
    assert late.state is ClockState.BREACHED
    assert clock(pair.hq, ticket, ClockKind.DECISION, "sun").due_at == received.due_at


def test_regulators_deadlines_are_shown_and_never_counted(desk: Desk) -> None:
    plain = desk.register()
    source = SourceDraft(name="12315", number="A-1", due="2026-03-13")
    ticket = desk.register(channel=Channel.REGULATOR, source=source)
    others = [one for one in desk.by("chen", ticket_detail, ticket).clocks if one.information]
    assert [one.kind for one in others] == [
        ClockKind.FORWARDER, ClockKind.REGULATOR_ACCEPTS, ClockKind.REGULATOR_MEDIATES
    ]  # fmt: skip
    rids = desk.by("wang", ticket_ids, TicketFilter(open_only=True))
    dues = {row.id: row.due_at for row in desk.by("wang", ticket_rows, rids)}
    assert dues[ticket] == dues[plain]


def test_what_a_branch_pauses_stands_still_at_headquarters(pair: Pair) -> None:
    ticket = pair.asked()
    pair.branch.by("chen", pause_clock, ticket, "maker", "已寄往厂家检修")
    pair.clock.advance(3 * DAY)
    pair.up()
    assert clock(pair.hq, ticket, ClockKind.DECISION, "sun").state is ClockState.PAUSED
    refused("ticket.not_custodian", pair.hq, "sun", resume_clock, ticket)
    pair.branch.by("chen", resume_clock, ticket)
    pair.branch.by("wang", extend_clock, ticket, 2, "等待配件", pair.clock.now, "phone")
    pair.up()
    here, there = decision(pair.branch, ticket), clock(pair.hq, ticket, ClockKind.DECISION, "sun")
    assert (there.due_at, there.extended) == (here.due_at, 2)
    for desk in (pair.branch, pair.hq):
        assert verify_site(desk.site).clean
