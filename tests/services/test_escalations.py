"""Raising a ticket: to the manager, asking headquarters, handing over, and back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import (
    DeskError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    StateError,
)
from desktop.services.casework import assign_ticket, resolve_ticket, withdraw_ticket
from desktop.services.escalations import (
    accept_hand_over,
    answer_send_up,
    ask_headquarters,
    decide_escalation,
    hand_over,
    recall_hand_over,
    return_ticket,
    send_to_manager,
)
from desktop.services.intake import register_ticket
from desktop.services.lists import TicketFilter, ticket_count
from desktop.services.opening import create_site
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.sync.conflicts import conflict_rows
from desktop.vocabulary import EscalationKind, EscalationState, SiteKind, Status, TicketId, Verdict
from tests.desks import CHEAP, PASSWORD, Clock, Desk, Pair, retail_pack

# ---------------------------------------------------------------- to the manager


def test_a_ticket_goes_up_to_the_manager_and_comes_back_with_an_answer(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", send_to_manager, ticket, "要见店长")
    seen = desk.by("wang", ticket_detail, ticket)
    assert (seen.with_manager, seen.status) == (True, Status.INVESTIGATING)
    [raised] = seen.escalations
    assert (raised.kind, raised.state) == (EscalationKind.SEND_UP, EscalationState.OPEN)
    assert desk.by("wang", ticket_count, TicketFilter(with_manager=True)) == 1
    desk.by("wang", answer_send_up, ticket, "我来谈")
    seen = desk.by("wang", ticket_detail, ticket)
    assert not seen.with_manager
    assert (seen.escalations[0].state, seen.escalations[0].answer) == (
        EscalationState.ANSWERED,
        "我来谈",
    )


def test_it_is_sent_up_once_at_a_time(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", send_to_manager, ticket, "要见店长")
    with pytest.raises(StateError, match=r"escalation\.already_with_manager"):
        desk.by("zhao", send_to_manager, ticket, "还是要见")
    desk.by("wang", answer_send_up, ticket, "我来谈")
    desk.by("zhao", send_to_manager, ticket, "又来了")
    assert len(desk.by("wang", ticket_detail, ticket).escalations) == 2


@pytest.mark.parametrize("login", ["chen", "zhao"])
def test_a_clerk_does_not_answer_for_the_manager(desk: Desk, login: str) -> None:
    ticket = desk.register()
    desk.by("chen", send_to_manager, ticket, "要见店长")
    with pytest.raises(PermissionDeniedError, match=r"escalation\.manager_only"):
        desk.by(login, answer_send_up, ticket, "我自己答")


def test_what_was_not_sent_up_is_not_answered(desk: Desk) -> None:
    before = desk.rows()
    ticket = desk.register()
    with pytest.raises(NotFoundError, match=r"escalation\.none_open"):
        desk.by("wang", answer_send_up, ticket, "没问")
    assert len(desk.rows()["answer"]) == len(before["answer"])


@pytest.mark.parametrize("case", [send_to_manager, ask_headquarters, hand_over])
def test_raising_needs_a_reason_and_open_work(desk: Desk, case: Any) -> None:
    ticket = desk.register()
    before = desk.rows()
    with pytest.raises(InputError, match=r"reason\.missing"):
        desk.by("chen", case, ticket, "  ")
    assert desk.rows() == before
    desk.by("chen", withdraw_ticket, ticket, "撤诉")
    with pytest.raises(StateError, match=r"ticket\.not_open"):
        desk.by("chen", case, ticket, "理由")


# ---------------------------------------------------------------- asking headquarters


def test_asking_leaves_custody_and_brings_an_answer_back(pair: Pair) -> None:
    ticket = pair.asked()
    assert pair.branch.by("chen", ticket_detail, ticket).is_custodian
    seen = pair.hq.by("sun", ticket_detail, ticket)
    assert not seen.is_custodian
    waiting = TicketFilter(waits_for_headquarters=True)
    assert pair.hq.by("sun", ticket_count, waiting) == 1
    pair.hq.by("sun", decide_escalation, ticket, Verdict.AUTHORISED, "五百元内", 50_000)
    assert pair.hq.by("sun", ticket_count, waiting) == 0
    pair.down()
    [answer] = pair.branch.by("chen", ticket_detail, ticket).escalations
    assert (answer.verdict, answer.amount, answer.answer, answer.answered_by) == (
        Verdict.AUTHORISED,
        50_000,
        "五百元内",
        "孙倩",
    )
    assert pair.branch.by("chen", ticket_detail, ticket).is_custodian


def test_each_question_is_answered_once(pair: Pair) -> None:
    ticket = pair.asked()
    pair.hq.by("sun", decide_escalation, ticket, Verdict.DECLINED, "不同意")
    with pytest.raises(NotFoundError, match=r"escalation\.none_open"):
        pair.hq.by("zhou", decide_escalation, ticket, Verdict.AUTHORISED, "同意", 1)


@pytest.mark.parametrize("amount", [-1, 10**13 + 1])
def test_headquarters_authorises_no_impossible_amount(pair: Pair, amount: int) -> None:
    ticket = pair.asked()
    before = pair.hq.rows()
    with pytest.raises(InputError, match=r"money\.out_of_range"):
        pair.hq.by("sun", decide_escalation, ticket, Verdict.AUTHORISED, "同意", amount)
    assert pair.hq.rows() == before


def test_headquarters_does_not_work_on_what_it_was_only_asked_about(pair: Pair) -> None:
    ticket = pair.asked()
    with pytest.raises(PermissionDeniedError, match=r"ticket\.not_custodian"):
        pair.hq.by("sun", resolve_ticket, ticket, "x")
    with pytest.raises(PermissionDeniedError, match=r"ticket\.not_custodian"):
        pair.hq.by("sun", assign_ticket, ticket, "sun")
    for case in (accept_hand_over, return_ticket):
        with pytest.raises(DeskError):
            pair.hq.by("sun", case, ticket, "接手")


@pytest.mark.parametrize("login", ["wang", "admin"])
def test_nobody_decides_for_headquarters_at_a_branch(desk: Desk, login: str) -> None:
    ticket = desk.register()
    desk.by("chen", ask_headquarters, ticket, "请示")
    for case in (accept_hand_over, return_ticket):
        with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
            desk.by(login, case, ticket, "x")
    with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
        desk.by(login, decide_escalation, ticket, Verdict.AUTHORISED, "x", 1)


def test_a_branch_that_has_not_joined_asks_nobody(tmp_path: Any) -> None:
    draft = SiteDraft(SiteKind.BRANCH, "SH009", "独店", retail_pack())
    site, _ = create_site(tmp_path / "s", draft, "admin", "李", PASSWORD, cost=CHEAP, clock=Clock())
    made = site.gateway.call(register_ticket, TicketDraft(facts="x"))
    for case in (ask_headquarters, hand_over):
        with pytest.raises(StateError, match=r"exchange\.not_joined"):
            site.gateway.call(case, made.id, "请示")
    site.close()


def test_headquarters_asks_nobody_above_it(pair: Pair) -> None:
    made = pair.hq.by("sun", register_ticket, TicketDraft(facts="x"))
    for case in (ask_headquarters, hand_over):
        with pytest.raises(StateError, match=r"escalation\.already_at_headquarters"):
            pair.hq.by("sun", case, made.id, "请示")


# ---------------------------------------------------------------- handing over


def test_until_it_is_accepted_the_branch_stays_custodian(pair: Pair) -> None:
    ticket = pair.offered()
    assert pair.branch.by("chen", ticket_detail, ticket).is_custodian
    assert pair.branch.by("chen", ticket_detail, ticket).offered_to == pair.hq.uid
    pair.branch.by("chen", resolve_ticket, ticket, "五点钟顾客又来，已当场换货", "in_person")
    pair.up()
    seen = pair.hq.by("sun", ticket_detail, ticket)
    assert (seen.status, seen.offered_to) == (Status.RESOLVED, None)
    with pytest.raises(StateError, match=r"ticket\.not_offered"):
        pair.hq.by("sun", accept_hand_over, ticket, "太迟了")


def test_from_its_acceptance_on_headquarters_is_custodian(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    assert pair.hq.by("sun", ticket_detail, ticket).is_custodian
    assert pair.branch.by("chen", ticket_detail, ticket).is_custodian, "not heard of it yet"
    pair.down()
    seen = pair.branch.by("chen", ticket_detail, ticket)
    assert (seen.is_custodian, seen.offered_to, seen.assignee) == (False, None, "")
    assert seen.escalations[0].state is EscalationState.ACCEPTED
    pair.hq.by("sun", resolve_ticket, ticket, "总部已处理", "phone")
    pair.down()
    assert pair.branch.by("chen", ticket_detail, ticket).status is Status.RESOLVED


def test_an_offer_is_recalled_before_it_is_accepted(pair: Pair) -> None:
    ticket = pair.offered()
    pair.branch.by("chen", recall_hand_over, ticket, "顾客已满意")
    seen = pair.branch.by("chen", ticket_detail, ticket)
    assert (seen.offered_to, seen.escalations[0].state) == (None, EscalationState.RECALLED)
    pair.up()
    with pytest.raises(StateError, match=r"ticket\.not_offered"):
        pair.hq.by("sun", accept_hand_over, ticket, "太迟了")
    assert pair.hq.by("sun", conflict_rows) == ()
    with pytest.raises(StateError, match=r"ticket\.not_offered"):
        pair.branch.by("chen", recall_hand_over, ticket, "再撤一次")


def test_it_is_offered_once_at_a_time_and_may_be_offered_again(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", hand_over, ticket, "移交")
    with pytest.raises(StateError, match=r"ticket\.already_offered"):
        desk.by("zhao", hand_over, ticket, "再移交")
    desk.by("chen", recall_hand_over, ticket, "撤回")
    desk.by("zhao", hand_over, ticket, "还是移交")
    states = [e.state for e in desk.by("chen", ticket_detail, ticket).escalations]
    assert states == [EscalationState.RECALLED, EscalationState.OPEN]


def test_headquarters_gives_custody_back_the_same_way(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    pair.down()
    pair.hq.by("sun", return_ticket, ticket, "按总部意见办理")
    with pytest.raises(PermissionDeniedError, match=r"ticket\.not_custodian"):
        pair.hq.by("sun", resolve_ticket, ticket, "x")
    pair.down()
    seen = pair.branch.by("chen", ticket_detail, ticket)
    assert seen.is_custodian
    assert seen.escalations[0].state is EscalationState.RETURNED
    pair.branch.by("chen", resolve_ticket, ticket, "已办理", "phone")
    pair.up()
    assert pair.hq.by("sun", conflict_rows) == ()
    assert pair.hq.by("sun", ticket_detail, ticket).status is Status.RESOLVED


def test_headquarters_gives_back_only_what_came_from_a_branch(pair: Pair) -> None:
    made = pair.hq.by("sun", register_ticket, TicketDraft(facts="x"))
    with pytest.raises(StateError, match=r"escalation\.own_ticket"):
        pair.hq.by("sun", return_ticket, made.id, "退回")


def test_a_recall_that_comes_too_late_is_kept_and_shown(pair: Pair) -> None:
    ticket = pair.disputed()
    [conflict] = pair.hq.by("sun", conflict_rows)
    assert conflict.ticket == TicketId(*ticket)
    assert (conflict.use_case, conflict.reason) == ("recall_hand_over", "not_custodian")
    assert conflict.there["offered_to"] is None
    assert pair.hq.by("sun", ticket_detail, ticket).is_custodian
    told = [row for row in pair.hq.by("sun", ticket_detail, ticket).timeline if not row.applied]
    assert [row.use_case for row in told] == ["recall_hand_over"]


def test_what_the_other_side_refused_was_applied_here_all_the_same(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    pair.branch.by("chen", recall_hand_over, ticket, "顾客已满意")
    pair.down()
    assert pair.branch.by("chen", ticket_detail, ticket).in_conflict
    told = [
        row for row in pair.branch.by("chen", ticket_detail, ticket).timeline if not row.applied
    ]
    assert [row.use_case for row in told] == ["accept_hand_over"]
    pair.up()
    told = [row for row in pair.hq.by("sun", ticket_detail, ticket).timeline if not row.applied]
    assert [row.use_case for row in told] == ["recall_hand_over"]
