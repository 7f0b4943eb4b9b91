"""Severity: rules propose, a person decides; of a high one the legal reviewer speaks first."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from desktop.errors import DeskError
from desktop.services.casework import (
    change_nature,
    classify_ticket,
    reject_complaint,
    resolve_ticket,
)
from desktop.services.checking import verify_site
from desktop.services.day_close import day_review
from desktop.services.escalations import accept_hand_over
from desktop.services.intake import SettlementDraft, settle_on_spot
from desktop.services.remedies import settle_ticket
from desktop.services.reviews import review_answer, severity_card
from desktop.services.slips import slip_row
from desktop.services.ticket_draft import ComplainantDraft, TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.services.today import TodayReason, today
from desktop.vocabulary import IntakeFlag, Nature, PayoutMeans, RemedyKind, Severity, TicketId
from tests.desks import DAY, Desk, Pair


def refused(code: str, desk: Desk, login: str, case: Any, *args: Any, **named: Any) -> None:
    with pytest.raises(DeskError) as error:
        desk.by(login, case, *args, **named)
    assert error.value.code == code


def waits(desk: Desk) -> list[TicketId]:
    rows = desk.by("wang", today).rows
    return [row.ticket.id for row in rows if TodayReason.SEVERITY in row.reasons]


def test_a_proposal_waits_on_today_until_a_person_decides(desk: Desk) -> None:
    grave = desk.register("孩子被支架划伤，已住院", flags=(IntakeFlag.INJURY,))
    desk.register("电饭煲坏了")
    card = desk.by("chen", severity_card, grave)
    assert (card.severity, card.proposed, card.decided) == (Severity.NORMAL, Severity.HIGH, False)
    assert [reason.key for reason in card.reasons][:2] == ["injury", "words_injury"]
    assert waits(desk) == [grave]
    desk.by("wang", classify_ticket, grave, severity=Severity.ELEVATED)
    assert waits(desk) == []
    assert desk.by("chen", severity_card, grave).decided
    assert verify_site(desk.site).clean


def test_a_decision_for_normal_stays_one(desk: Desk) -> None:
    grave = desk.register("孩子被支架划伤，已住院", flags=(IntakeFlag.INJURY,))
    desk.by("wang", classify_ticket, grave, severity=Severity.NORMAL)
    assert waits(desk) == []
    desk.by("chen", resolve_ticket, grave, "已换货", "phone")


def test_what_the_same_person_said_before_counts(desk: Desk) -> None:
    first = desk.register("电饭煲坏了")
    complainant = desk.by("chen", ticket_detail, first).complainant
    assert complainant is not None
    again = ComplainantDraft(person=complainant.ref)
    tickets = []
    for _ in range(2):
        desk.clock.advance(DAY)
        tickets.append(desk.register("又坏了", complainant=again))
    second, third = ([r.key for r in desk.by("chen", severity_card, t).reasons] for t in tickets)
    assert (second, third) == ([], ["repeat"])
    desk.clock.advance(170 * DAY)
    desk.register("别人的一件")
    desk.clock.advance(170 * DAY)
    late = desk.register("还是坏了", complainant=again)
    assert desk.by("chen", severity_card, late).reasons == ()


def test_a_high_one_is_answered_after_the_legal_reviewer_said_yes(desk: Desk) -> None:
    grave = desk.register("孩子被支架划伤，已住院")
    desk.by("wang", classify_ticket, grave, severity=Severity.HIGH)
    refused("review.missing", desk, "chen", resolve_ticket, grave, "已赔付", "phone")
    refused("review.missing", desk, "wang", reject_complaint, grave, "无责", "letter")
    refused("door.not_permitted", desk, "chen", review_answer, grave, "可以", approved=True)
    refused("review.reviewer_missing", desk, "wang", review_answer, grave, "可以", approved=True)
    refused("reason.missing", desk, "wang", review_answer, grave, "", "周律师", approved=False)
    desk.by("wang", review_answer, grave, "措辞要改", "周律师", approved=False)
    refused("review.missing", desk, "chen", resolve_ticket, grave, "已赔付", "phone")
    desk.clock.advance(1_000_000)
    desk.by("wang", review_answer, grave, "可以", "周律师", approved=True)
    desk.by("chen", resolve_ticket, grave, "已赔付", "phone")
    card = desk.by("chen", severity_card, grave)
    assert [(r.approved, r.reviewer, r.by) for r in card.reviews] == [
        (False, "周律师", "王建国"), (True, "周律师", "王建国")
    ]  # fmt: skip


def test_no_other_act_goes_round_the_review(desk: Desk) -> None:
    grave = desk.register("孩子被支架划伤，已住院")
    desk.by("chen", classify_ticket, grave, severity=Severity.HIGH)
    gift = SettlementDraft(RemedyKind.APOLOGY, PayoutMeans.GIFT, 0, "致歉")
    refused("review.missing", desk, "chen", settle_ticket, grave, gift)
    draft = TicketDraft(facts="孩子被支架划伤，已住院", severity=Severity.HIGH)
    refused("review.missing", desk, "chen", settle_on_spot, draft, gift)
    refused("review.lowering", desk, "chen", classify_ticket, grave, severity=Severity.NORMAL)
    desk.by("wang", classify_ticket, grave, severity=Severity.NORMAL)
    desk.by("chen", settle_ticket, grave, gift)


def test_the_last_word_counts_though_the_clock_stands_still(desk: Desk) -> None:
    grave = desk.register("孩子被支架划伤，已住院")
    desk.by("wang", classify_ticket, grave, severity=Severity.HIGH)
    for approved in (True, False):
        desk.by("wang", review_answer, grave, "看过", "周律师", approved=approved)
    refused("review.missing", desk, "chen", resolve_ticket, grave, "已赔付", "phone")


def test_a_branchs_word_does_not_speak_for_headquarters(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    pair.hq.by("sun", classify_ticket, ticket, severity=Severity.HIGH)
    pair.down()
    pair.clock.advance(DAY)
    pair.branch.by("wang", review_answer, ticket, "可以", "周律师", approved=True)
    pair.up()
    card = pair.hq.by("sun", severity_card, ticket)
    assert (len(card.reviews), card.review_missing) == (1, True)
    refused("review.missing", pair.hq, "sun", resolve_ticket, ticket, "已赔付", "phone")


def test_headquarters_word_reaches_the_branch(pair: Pair) -> None:
    ticket = pair.asked()
    pair.branch.by("wang", classify_ticket, ticket, severity=Severity.HIGH)
    pair.up()
    pair.clock.advance(DAY)
    pair.hq.by("sun", review_answer, ticket, "可按此答复", "法务周律师", approved=True)
    pair.down()
    pair.branch.by("chen", resolve_ticket, ticket, "已赔付", "phone")
    for desk in (pair.branch, pair.hq):
        assert verify_site(desk.site).clean


def test_the_customers_slip_does_not_know_of_it(desk: Desk) -> None:
    grave = desk.register("孩子被支架划伤，已住院")
    desk.by("wang", classify_ticket, grave, severity=Severity.HIGH)
    slip = desk.by("chen", slip_row, grave)
    assert not [one.name for one in fields(slip) if "severity" in one.name or "risk" in one.name]


def test_a_nature_is_changed_with_a_reason(desk: Desk) -> None:
    ticket = desk.register()
    refused("reason.missing", desk, "chen", change_nature, ticket, Nature.ENQUIRY, " ")
    refused("ticket.nature_same", desk, "chen", change_nature, ticket, Nature.COMPLAINT, "x")
    desk.by("chen", change_nature, ticket, Nature.ENQUIRY, "只是询问保修")
    read = desk.by("wang", ticket_detail, ticket)
    assert read.nature is Nature.ENQUIRY
    assert read.timeline[-1].values["reason"] == "只是询问保修"
    day = desk.by("wang", day_review, date(2026, 3, 10)).summary
    assert (day.received, dict(day.other_natures)) == (0, {Nature.ENQUIRY: 1})
