"""Registering: numbers, clocks from first receipt, people, and settling on the spot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import DeskError, InputError, NotFoundError, PermissionDeniedError
from desktop.services.casework import classify_ticket, void_ticket
from desktop.services.intake import (
    FUTURE_TOLERANCE,
    Registered,
    SettlementDraft,
    register_ticket,
    settle_on_spot,
    ticket_number,
)
from desktop.services.lists import TicketFilter, people_like, search_tickets, ticket_count
from desktop.services.ticket_draft import (
    MAX_AMOUNT,
    MAX_FACTS,
    ComplainantDraft,
    ContactDraft,
    RespondentDraft,
    SourceDraft,
    TicketDraft,
)
from desktop.services.tickets import reveal_complainant, ticket_by_number, ticket_detail
from desktop.vocabulary import (
    Channel,
    ClockKind,
    Demand,
    IntakeFlag,
    Nature,
    PayoutMeans,
    PromiseState,
    Ref,
    RemedyKind,
    RemedyState,
    Status,
    Uid,
)
from tests.desks import DAY, HOUR, MINUTE, Desk, Pair, at

SMALL = SettlementDraft(RemedyKind.PRICE_DIFFERENCE, PayoutMeans.CASH, 600, receiver="王小明")
PHONE = "13800138000"


def _register(desk: Desk, **told: Any) -> Registered:
    return desk.by("chen", register_ticket, replace(TicketDraft(facts="推车坏了"), **told))


def test_only_the_facts_must_be_there(desk: Desk) -> None:
    made = desk.by("chen", register_ticket, TicketDraft(facts="推车坏了"))
    seen = desk.by("chen", ticket_detail, made.id)
    assert (seen.number, seen.status, seen.category) == (
        "SH001-260310-001",
        Status.REGISTERED,
        "unsorted",
    )
    assert seen.complainant is None
    assert (seen.registered_by, seen.is_custodian, seen.version) == ("陈涛", True, 1)
    assert seen.pack_version


@pytest.mark.parametrize("facts", ["", "   ", "\n\t"])
def test_without_facts_nothing_is_registered(desk: Desk, facts: str) -> None:
    before = desk.rows()
    with pytest.raises(InputError, match=r"ticket\.facts_missing"):
        _register(desk, facts=facts)
    assert desk.rows() == before


def test_everything_told_is_kept(desk: Desk) -> None:
    made = _register(
        desk,
        channel=Channel.PHONE,
        nature=Nature.REPORT,
        category=_leaf(desk),
        complainant=ComplainantDraft(
            name="欧阳翠花",
            title="女士",
            contacts=(ContactDraft(PHONE, "丈夫"), ContactDraft("a@b.cn", None, "email")),
            id_type="身份证",
            id_number="310101199001011234",
            address="西安路1号",
            representative="司马光",
            best_time="晚上",
        ),
        respondent=RespondentDraft("查无此人", "三号收银台", "某品牌专柜"),
        product="推车",
        batch="B7",
        order="XS1",
        bought_on="2026-03-01",
        goods_kept="推车一辆",
        amount=39_900,
        asked=119_700,
        demands=(Demand.REFUND, Demand.COMPENSATION),
        flags=(IntakeFlag.INJURY, IntakeFlag.MEDIA_OR_REGULATOR),
        source=SourceDraft("12315", "310-1", "2026-03-20"),
    )
    seen = desk.by("chen", ticket_detail, made.id)
    assert (seen.channel, seen.nature, seen.category) == (Channel.PHONE, Nature.REPORT, _leaf(desk))
    assert (seen.product, seen.batch, seen.order, seen.bought_on) == (
        "推车",
        "B7",
        "XS1",
        "2026-03-01",
    )
    assert (seen.amount, seen.asked, seen.currency) == (39_900, 119_700, "CNY")
    assert seen.demands == (Demand.REFUND, Demand.COMPENSATION)
    assert seen.flags == (IntakeFlag.INJURY, IntakeFlag.MEDIA_OR_REGULATOR)
    assert (seen.respondent_staff, seen.respondent_name) == ("", "查无此人")
    assert (seen.source_name, seen.source_number, seen.source_due) == (
        "12315",
        "310-1",
        "2026-03-20",
    )
    person = desk.by("chen", reveal_complainant, made.id, "核对")
    assert person is not None
    assert (person.name, person.id_number, person.address) == (
        "欧阳翠花",
        "310101199001011234",
        "西安路1号",
    )
    assert person.contacts == (("phone", PHONE, "丈夫"), ("email", "a@b.cn", ""))
    assert seen.complainant is not None
    assert "翠花" not in repr(seen.complainant)
    assert PHONE not in repr(seen.complainant)


def _leaf(desk: Desk) -> str:
    return next(c.key for c in desk.site.gateway.facts.pack.categories if c.leaf)


# ---------------------------------------------------------------- numbers


def test_numbers_rise_within_a_business_day_and_begin_anew_with_the_next(desk: Desk) -> None:
    assert [_register(desk).number for _ in range(2)] == ["SH001-260310-001", "SH001-260310-002"]
    desk.clock.now = at("2026-03-11 03:59")
    assert _register(desk).number == "SH001-260310-003"
    desk.clock.now = at("2026-03-11 04:00")
    assert _register(desk).number == "SH001-260311-001"


def test_the_number_of_a_voided_ticket_stays_taken(desk: Desk) -> None:
    made = _register(desk)
    desk.by("wang", void_ticket, made.id, "重复登记")
    assert _register(desk).number == "SH001-260310-002"
    assert desk.by("chen", ticket_by_number, " sh001-260310-001 ") == made.id


def test_after_999_numbers_grow_longer(desk: Desk) -> None:

    assert ticket_number("SH001", "2026-03-10", 1000) == "SH001-260310-1000"


# ---------------------------------------------------------------- time


def test_a_late_entry_keeps_its_first_receipt_and_its_day_is_today(desk: Desk) -> None:
    received = at("2026-03-07 18:00")
    made = _register(desk, received_at=received, late_reason="停电")
    seen = desk.by("chen", ticket_detail, made.id)
    assert (seen.received_at, seen.business_day) == (received, "2026-03-10")
    assert seen.registered_at == desk.clock.now
    assert {c.started_at for c in seen.clocks} == {received}
    first = next(c for c in seen.clocks if c.kind is ClockKind.FIRST_RESPONSE)
    assert first.due_at == received + 24 * HOUR
    assert seen.timeline[0].values["reason"] == "停电"


def test_nothing_was_received_in_the_future(desk: Desk) -> None:
    _register(desk, received_at=desk.clock.now + FUTURE_TOLERANCE)
    with pytest.raises(InputError, match=r"time\.in_the_future"):
        _register(desk, received_at=desk.clock.now + FUTURE_TOLERANCE + 1)


def test_the_rules_of_the_day_stay_with_the_ticket(desk: Desk) -> None:
    made = _register(desk)
    seen = desk.by("chen", ticket_detail, made.id)
    clocks = {c.kind: c for c in seen.clocks}
    assert set(clocks) == {ClockKind.FIRST_RESPONSE, ClockKind.DECISION}
    assert seen.pack_name in clocks[ClockKind.DECISION].source
    assert clocks[ClockKind.DECISION].due_at == at("2026-03-19 23:59")


# ---------------------------------------------------------------- what cannot be taken


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"category": "no.such"}, "ticket.category_unknown"),
        ({"amount": -1}, "money.out_of_range"),
        ({"asked": MAX_AMOUNT + 1}, "money.out_of_range"),
        ({"facts": "x" * (MAX_FACTS + 1)}, "text.too_long"),
        ({"facts": "a\x07b"}, "text.control"),
        ({"facts": "a\u202eb"}, "text.bidi"),
        ({"facts": "a\0b"}, "text.unstorable"),
        ({"product": "x" * 201}, "text.too_long"),
        ({"received_at": 2**60}, "number.too_large"),
        ({"complainant": ComplainantDraft(name="a\ud800")}, "text.unstorable"),
        ({"promise_due": 1}, "promise.in_the_past"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(desk: Desk, told: Any, code: str) -> None:
    before = desk.rows()
    with pytest.raises(InputError) as refused:
        _register(desk, **told)
    assert refused.value.code == code
    assert desk.rows() == before


def test_a_branch_of_the_category_tree_is_no_category(desk: Desk) -> None:
    inner = next(c.key for c in desk.site.gateway.facts.pack.categories if not c.leaf)
    with pytest.raises(InputError, match=r"ticket\.category_unknown"):
        _register(desk, category=inner)
    made = _register(desk)
    with pytest.raises(InputError, match=r"ticket\.category_unknown"):
        desk.by("chen", classify_ticket, made.id, inner)


# ---------------------------------------------------------------- people


def test_a_known_person_is_picked_and_never_merged(desk: Desk) -> None:
    who = ComplainantDraft(name="王小明", contacts=(ContactDraft(PHONE),))
    first, second = (_register(desk, complainant=who) for _ in range(2))
    known = desk.by("chen", people_like, PHONE)
    assert len(known) == 2
    again = ComplainantDraft(
        person=known[0].person, contacts=(ContactDraft(PHONE), ContactDraft("021-5555"))
    )
    third = _register(desk, complainant=again)
    assert len(desk.by("chen", people_like, "0215555")) == 0
    assert len(desk.by("chen", people_like, "021-5555")) == 1
    person = desk.by("chen", reveal_complainant, third.id, "核对")
    assert person is not None
    assert [value for _, value, _ in person.contacts] == [PHONE, "021-5555"]
    assert {first.id, second.id} != {third.id}


def test_a_person_nobody_knows_cannot_be_picked(desk: Desk) -> None:
    nobody = ComplainantDraft(person=Ref(desk.uid, Uid("0" * 32)))
    with pytest.raises(NotFoundError, match=r"person\.not_found"):
        _register(desk, complainant=nobody)


def test_who_stays_unnamed_leaves_no_person(desk: Desk) -> None:
    made = _register(desk, complainant=ComplainantDraft(representative="司马光"))
    seen = desk.by("chen", ticket_detail, made.id)
    assert seen.complainant is None
    assert desk.rows()["person"] == []
    assert seen.representative == "司**"


def test_a_new_ticket_is_found_at_once(desk: Desk) -> None:
    who = ComplainantDraft(name="欧阳翠花", contacts=(ContactDraft(PHONE),))
    _register(desk, facts="电饭煲煮饭时冒烟", complainant=who, order="XS20260310099")
    for told in ("冒烟", "8000", "欧阳", "翠花", "XS2026", "sh001-260310-001", "0310099"):
        assert desk.by("chen", search_tickets, told) == (1,), told


# ---------------------------------------------------------------- a promise made at once


def test_a_promise_can_be_made_in_the_same_act(desk: Desk) -> None:
    due = desk.clock.now + DAY
    made = _register(desk, promise_what="答复", promise_due=due, promise_by="zhao")
    [promise] = desk.by("chen", ticket_detail, made.id).promises
    assert (promise.what, promise.due_at, promise.by, promise.state) == (
        "答复",
        due,
        "赵敏",
        PromiseState.OPEN,
    )


# ---------------------------------------------------------------- about oneself


def test_a_complaint_about_oneself_is_registered_and_then_hidden(desk: Desk) -> None:
    made = _register(desk, respondent=RespondentDraft(staff="chen"))
    with pytest.raises(NotFoundError):
        desk.by("chen", ticket_detail, made.id)
    with pytest.raises(NotFoundError):
        desk.by("chen", ticket_by_number, made.number)
    assert desk.by("chen", search_tickets, "推车") == ()
    assert desk.by("chen", ticket_count, TicketFilter()) == 0
    assert desk.by("wang", ticket_detail, made.id).respondent_staff == "陈涛"


@pytest.mark.parametrize("told", ["chen", "CHEN", "陈涛"])
def test_a_member_of_staff_is_known_by_login_or_name(desk: Desk, told: str) -> None:
    made = _register(desk, respondent=RespondentDraft(staff=told))
    assert desk.by("wang", ticket_detail, made.id).respondent_staff == "陈涛"


# ---------------------------------------------------------------- settled on the spot


def test_a_small_matter_is_settled_and_closed_in_one_entry(desk: Desk) -> None:
    before = len(desk.entries())
    made = desk.by("chen", settle_on_spot, TicketDraft(facts="标价与收银不符"), SMALL)
    assert len(desk.entries()) == before + 1
    seen = desk.by("chen", ticket_detail, made.id)
    assert seen.status is Status.CLOSED
    assert seen.told_how == "in_person"
    assert (seen.responded_at, seen.resolved_at, seen.ended_at) == (desk.clock.now,) * 3
    [remedy] = seen.remedies
    assert (remedy.state, remedy.needs_approval, remedy.amount) == (RemedyState.PAID, False, 600)
    assert remedy.payout is not None
    assert (remedy.payout.receiver, remedy.payout.means) == ("王小明", PayoutMeans.CASH)


@pytest.mark.parametrize(
    ("login", "change", "code"),
    [
        ("chen", {"amount": 20_001}, "settlement.above_limit"),
        ("wang", {"amount": 200_001}, "settlement.above_limit"),
        ("chen", {"amount": -1}, "money.out_of_range"),
        ("chen", {"amount": -(10**14)}, "money.out_of_range"),
        ("chen", {"receiver": None}, "payout.unsigned"),
        ("chen", {"receiver": "  "}, "payout.unsigned"),
    ],
)
def test_what_may_not_be_settled_is_not_registered_either(
    desk: Desk, login: str, change: Any, code: str
) -> None:
    before = desk.rows()
    with pytest.raises(DeskError) as refused:
        desk.by(login, settle_on_spot, TicketDraft(facts="x"), replace(SMALL, **change))
    assert refused.value.code == code
    assert desk.rows() == before


def test_the_limit_itself_is_within_and_a_witness_is_enough(desk: Desk) -> None:
    whole = replace(SMALL, amount=20_000, receiver=None, witness="赵敏")
    made = desk.by("chen", settle_on_spot, TicketDraft(facts="拒签"), whole)
    [remedy] = desk.by("chen", ticket_detail, made.id).remedies
    assert remedy.payout is not None
    assert remedy.payout.witness == "赵敏"


def test_an_apology_needs_no_signature(desk: Desk) -> None:
    sorry = SettlementDraft(RemedyKind.APOLOGY, PayoutMeans.GIFT, 0)
    made = desk.by("chen", settle_on_spot, TicketDraft(facts="态度"), sorry)
    assert desk.by("chen", ticket_detail, made.id).status is Status.CLOSED


def test_nobody_settles_what_is_about_themselves(desk: Desk) -> None:
    before = desk.rows()
    draft = TicketDraft(facts="态度", respondent=RespondentDraft(staff="chen"))
    with pytest.raises(PermissionDeniedError, match=r"settlement\.about_oneself"):
        desk.by("chen", settle_on_spot, draft, replace(SMALL, amount=0))
    assert desk.rows() == before


def test_an_auditor_registers_nothing(desk: Desk) -> None:
    with pytest.raises(PermissionDeniedError):
        desk.by("lin", register_ticket, TicketDraft(facts="x"))


def test_headquarters_registers_under_its_own_code(pair: Pair) -> None:
    made = pair.hq.by("sun", register_ticket, TicketDraft(facts="网上投诉", channel=Channel.WEB))
    assert made.number == "HQ-260310-001"
    assert pair.hq.by("sun", ticket_detail, made.id).is_custodian
    pair.clock.advance(MINUTE)
