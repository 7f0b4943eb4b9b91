"""Putting it right: limits, a second person, headquarters' word, and who signed for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import DeskError, InputError, PermissionDeniedError, StateError
from desktop.services.approvals import approvals
from desktop.services.casework import void_ticket, withdraw_ticket
from desktop.services.escalations import decide_escalation, hand_over
from desktop.services.intake import SettlementDraft
from desktop.services.remedies import (
    approve_remedy,
    pay_out,
    propose_remedy,
    reject_remedy,
    settle_ticket,
)
from desktop.services.rows import RemedyRow
from desktop.services.tickets import ticket_detail
from desktop.services.work import Actor
from desktop.vocabulary import (
    PayoutMeans,
    Ref,
    RemedyKind,
    RemedyState,
    Status,
    TicketId,
    Verdict,
)
from tests.desks import Desk, Pair

CLERK, MANAGER = 20_000, 200_000
"""The limits of the retail pack, in fen."""
SIGNED = SettlementDraft(RemedyKind.REFUND, PayoutMeans.CASH, 0, receiver="王小明")


def _propose(desk: Desk, ticket: TicketId, amount: int, login: str = "chen") -> Ref:
    return desk.by(login, propose_remedy, ticket, RemedyKind.REFUND, amount, "退款")


def _last(desk: Desk, ticket: TicketId) -> RemedyRow:
    return desk.by("wang", ticket_detail, ticket).remedies[-1]


def test_the_limits_are_those_of_the_pack(desk: Desk) -> None:
    pack = desk.site.gateway.facts.pack
    assert [pack.limit(desk.actors[who].role) for who in ("chen", "wang", "admin")] == [
        CLERK,
        MANAGER,
        0,
    ]


@pytest.mark.parametrize(
    ("login", "amount", "needs"),
    [
        ("chen", 0, False),
        ("chen", CLERK, False),
        ("chen", CLERK + 1, True),
        ("wang", MANAGER, False),
        ("wang", MANAGER + 1, True),
        ("admin", 1, True),
        ("admin", 0, False),
    ],
)
def test_above_ones_own_limit_a_second_person_is_needed(
    desk: Desk, login: str, amount: int, needs: bool
) -> None:
    ticket = desk.register()
    _propose(desk, ticket, amount, login)
    found = _last(desk, ticket)
    assert found.needs_approval is needs
    assert found.state is (RemedyState.PROPOSED if needs else RemedyState.APPROVED)
    assert desk.by("wang", ticket_detail, ticket).status is Status.NEGOTIATING


def test_a_limit_is_not_evaded_in_slices(desk: Desk) -> None:
    ticket = desk.register()
    for amount, needs in ((CLERK // 2, False), (CLERK // 2, False), (1, True)):
        _propose(desk, ticket, amount)
        assert _last(desk, ticket).needs_approval is needs
    _propose(desk, desk.register(), CLERK)
    with pytest.raises(PermissionDeniedError, match=r"settlement\.above_limit"):
        desk.by("zhao", settle_ticket, ticket, replace(SIGNED, amount=1))


def test_what_a_second_person_approved_does_not_count_against_ones_own(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, CLERK + 1)
    desk.by("wang", approve_remedy, ticket, remedy)
    _propose(desk, ticket, CLERK)
    assert not _last(desk, ticket).needs_approval


@pytest.mark.parametrize("amount", [-1, 10**13 + 1])
def test_an_impossible_amount_is_refused(desk: Desk, amount: int) -> None:
    ticket = desk.register()
    before = desk.rows()
    with pytest.raises(InputError, match=r"money\.out_of_range"):
        _propose(desk, ticket, amount)
    assert desk.rows() == before


# ---------------------------------------------------------------- four eyes


def test_another_persons_yes_lets_it_be_paid(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, 39_900)
    [waiting] = desk.by("wang", approvals)
    assert (waiting.remedy.ref, waiting.is_within_limit) == (remedy, True)
    desk.by("wang", approve_remedy, ticket, remedy, "同意")
    assert desk.by("wang", approvals) == ()
    found = _last(desk, ticket)
    assert (found.state, found.decided_by, found.decision_reason) == (
        RemedyState.APPROVED,
        "王建国",
        "同意",
    )
    desk.by("chen", pay_out, ticket, remedy, replace(SIGNED, amount=39_900))
    assert _last(desk, ticket).state is RemedyState.PAID


def test_nobody_approves_their_own_proposal(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, MANAGER + 1, "wang")
    for case, reason in ((approve_remedy, None), (reject_remedy, "反悔")):
        with pytest.raises(PermissionDeniedError, match=r"remedy\.own_proposal"):
            desk.by("wang", case, ticket, remedy, reason)  # type: ignore[arg-type]
    assert desk.by("wang", approvals) == ()
    assert len(desk.by("gao", approvals)) == 1


def test_nobody_in_particular_is_no_second_person_to_nobody(desk: Desk) -> None:
    ticket = desk.register()
    nobody = Actor.unattended()
    gateway = desk.site.gateway
    remedy = gateway.call_as(nobody, propose_remedy, ticket, RemedyKind.REFUND, 1)
    with pytest.raises(PermissionDeniedError, match=r"remedy\.own_proposal"):
        gateway.call_as(nobody, approve_remedy, ticket, remedy)


def test_a_clerk_approves_nothing(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, 39_900)
    with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
        desk.by("zhao", approve_remedy, ticket, remedy)


def test_nobody_approves_above_their_own_limit_but_anybody_may_refuse(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, MANAGER + 1)
    with pytest.raises(PermissionDeniedError, match=r"remedy\.above_limit") as refused:
        desk.by("wang", approve_remedy, ticket, remedy)
    assert refused.value.values == {"amount": MANAGER + 1, "limit": MANAGER}
    desk.by("wang", reject_remedy, ticket, remedy, "金额过高")
    assert _last(desk, ticket).state is RemedyState.REJECTED


def test_a_no_needs_a_reason(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, 39_900)
    with pytest.raises(InputError, match=r"reason\.missing"):
        desk.by("wang", reject_remedy, ticket, remedy, "  ")


def test_a_proposal_is_decided_once(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, 39_900)
    desk.by("wang", reject_remedy, ticket, remedy, "不合适")
    before = desk.rows()
    for login, case in (("gao", approve_remedy), ("wang", reject_remedy)):
        with pytest.raises(StateError, match=r"remedy\.not_waiting"):
            desk.by(login, case, ticket, remedy, "再来")
    assert desk.rows() == before


def test_what_needs_no_second_person_is_not_approved_again(desk: Desk) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, 100)
    with pytest.raises(StateError, match=r"remedy\.not_waiting"):
        desk.by("wang", approve_remedy, ticket, remedy)


# ---------------------------------------------------------------- headquarters' word


def _authorised(pair: Pair, amount: int) -> TicketId:
    ticket = pair.asked()
    pair.hq.by("sun", decide_escalation, ticket, Verdict.AUTHORISED, "同意", amount)
    pair.down()
    return ticket


def test_headquarters_authorisation_raises_the_limit_on_its_ticket_alone(pair: Pair) -> None:
    ticket = _authorised(pair, 50_000)
    _propose(pair.branch, ticket, 50_001)
    assert _last(pair.branch, ticket).needs_approval
    _propose(pair.branch, ticket, 50_000)
    assert not _last(pair.branch, ticket).needs_approval
    other = pair.branch.register()
    _propose(pair.branch, other, 50_000)
    assert _last(pair.branch, other).needs_approval


def test_an_authorisation_is_used_up_once(pair: Pair) -> None:
    ticket = _authorised(pair, 50_000)
    _propose(pair.branch, ticket, 50_000)
    _propose(pair.branch, ticket, 1)
    assert _last(pair.branch, ticket).needs_approval


def test_it_raises_what_a_manager_may_approve(pair: Pair) -> None:
    ticket = _authorised(pair, MANAGER + 500)
    remedy = _propose(pair.branch, ticket, MANAGER + 501)
    with pytest.raises(PermissionDeniedError, match=r"remedy\.above_limit"):
        pair.branch.by("wang", approve_remedy, ticket, remedy)


@pytest.mark.parametrize("verdict", [Verdict.DECLINED, Verdict.INSTRUCTED])
def test_only_an_authorisation_raises_a_limit(pair: Pair, verdict: Verdict) -> None:
    ticket = pair.asked()
    pair.hq.by("sun", decide_escalation, ticket, verdict, "另议", 50_000)
    pair.down()
    _propose(pair.branch, ticket, CLERK + 1)
    assert _last(pair.branch, ticket).needs_approval


# ---------------------------------------------------------------- paying out


def _ready(desk: Desk) -> tuple[TicketId, Ref]:
    ticket = desk.register()
    return ticket, _propose(desk, ticket, 9_900)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 9_901}, "payout.amount_differs"),
        ({"amount": 0}, "payout.amount_differs"),
        ({"amount": 9_900, "receiver": None}, "payout.unsigned"),
        ({"amount": 9_900, "receiver": " ", "witness": ""}, "payout.unsigned"),
    ],
)
def test_paid_is_what_was_approved_and_signed_for(desk: Desk, change: Any, code: str) -> None:
    ticket, remedy = _ready(desk)
    before = desk.rows()
    with pytest.raises(InputError) as refused:
        desk.by("chen", pay_out, ticket, remedy, replace(SIGNED, **change))
    assert refused.value.code == code
    assert desk.rows() == before


def test_it_is_paid_once_and_keeps_how(desk: Desk) -> None:
    ticket, remedy = _ready(desk)
    told = replace(
        SIGNED, amount=9_900, means=PayoutMeans.VOUCHER, voucher="GWK-17", witness="赵敏"
    )
    desk.by("chen", pay_out, ticket, remedy, told)
    payout = _last(desk, ticket).payout
    assert payout is not None
    assert (payout.means, payout.voucher, payout.witness, payout.by) == (
        PayoutMeans.VOUCHER,
        "GWK-17",
        "赵敏",
        "陈涛",
    )
    with pytest.raises(StateError, match=r"remedy\.not_approved"):
        desk.by("chen", pay_out, ticket, remedy, told)


@pytest.mark.parametrize("decided", ["waiting", "rejected"])
def test_nothing_is_paid_that_was_not_approved(desk: Desk, decided: str) -> None:
    ticket = desk.register()
    remedy = _propose(desk, ticket, 39_900)
    if decided == "rejected":
        desk.by("wang", reject_remedy, ticket, remedy, "不合适")
    with pytest.raises(StateError, match=r"remedy\.not_approved"):
        desk.by("chen", pay_out, ticket, remedy, replace(SIGNED, amount=39_900))


def test_nothing_is_paid_on_a_voided_ticket(desk: Desk) -> None:
    ticket, remedy = _ready(desk)
    desk.by("wang", void_ticket, ticket, "重复登记")
    with pytest.raises(StateError, match=r"ticket\.not_open"):
        desk.by("chen", pay_out, ticket, remedy, replace(SIGNED, amount=9_900))


def test_nothing_is_proposed_on_what_has_ended(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", withdraw_ticket, ticket, "撤诉")
    for call in (
        lambda: _propose(desk, ticket, 1),
        lambda: desk.by("chen", settle_ticket, ticket, SIGNED),
    ):
        with pytest.raises(StateError, match=r"ticket\.not_open"):
            call()


# ---------------------------------------------------------------- settling a registered ticket


def test_a_registered_ticket_is_settled_at_once_within_ones_limit(desk: Desk) -> None:
    ticket = desk.register()
    before = len(desk.entries())
    desk.by("chen", settle_ticket, ticket, replace(SIGNED, amount=CLERK))
    assert len(desk.entries()) == before + 1
    assert desk.by("chen", ticket_detail, ticket).status is Status.CLOSED
    assert _last(desk, ticket).state is RemedyState.PAID


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": CLERK + 1}, "settlement.above_limit"),
        ({"amount": -1}, "money.out_of_range"),
        ({"amount": 1, "receiver": None}, "payout.unsigned"),
    ],
)
def test_what_may_not_be_settled_stays_open(desk: Desk, change: Any, code: str) -> None:
    ticket = desk.register()
    before = desk.rows()
    with pytest.raises(DeskError) as refused:
        desk.by("chen", settle_ticket, ticket, replace(SIGNED, **change))
    assert refused.value.code == code
    assert desk.rows() == before


def test_what_is_offered_to_headquarters_is_not_settled_behind_its_back(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", hand_over, ticket, "移交")
    with pytest.raises(StateError, match=r"ticket\.already_offered"):
        desk.by("chen", settle_ticket, ticket, SIGNED)
