"""What was typed becomes a draft and a ticket without losing a word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.ticket_draft import clean_draft
from desktop.views.intake.intake_state import (
    IntakeState,
    day_text,
    from_fields,
    phone_is_odd,
    ticket_draft,
    tidy_phone,
    title_word,
    to_fields,
)
from desktop.vocabulary import Channel, Demand, IntakeFlag, Ref, Uid

FULL = IntakeState(
    channel=Channel.REGULATOR,
    received_at=1_795_000_000_000_000,
    late_reason="停电",
    source_name="12315",
    source_number="A-1",
    facts="事情",
    demands=(Demand.REFUND, Demand.APOLOGY),
    asked="50",
    category="quality.defect",
    amount="三百",
    name="王",
    title="ms",
    phones=(("13800138000", ""), ("021-55556666", "女儿")),
    person=Ref(Uid("a" * 32), Uid("b" * 32)),
    person_name="王女士",
    flags=(IntakeFlag.INJURY,),
    files=("/tmp/小票.pdf",),
    promise_due=1_795_100_000_000_000,
    promise_by="c" * 32,
)
TEXT = st.text(max_size=40)


@pytest.mark.parametrize("state", [IntakeState(), FULL])
def test_a_state_survives_the_draft(state: IntakeState) -> None:
    assert from_fields(to_fields(state)) == state


def test_a_draft_of_another_version_is_read_as_far_as_known() -> None:
    assert from_fields({"facts": "一", "colour": "red"}) == IntakeState(facts="一")


@given(facts=TEXT, name=TEXT, phone=TEXT, amount=TEXT, category=TEXT)
def test_whatever_is_typed_only_empty_facts_stop(
    facts: str, name: str, phone: str, amount: str, category: str
) -> None:
    state = IntakeState(
        facts=f"事{facts}",
        name=name,
        title="mr",
        phones=((phone, name),),
        amount=amount,
        asked=amount,
        category_text=category,
    )
    draft = clean_draft(ticket_draft(state, me=None, now=0, digits=2))
    assert draft.facts.startswith("事")


def test_a_moment_ahead_and_a_promise_gone_by_are_left_out() -> None:
    draft = ticket_draft(FULL, me=None, now=1_794_000_000_000_000, digits=2)
    assert (draft.received_at, draft.late_reason) == (None, None)
    late = ticket_draft(FULL, me=None, now=1_796_000_000_000_000, digits=2)
    assert (late.received_at, late.late_reason) == (FULL.received_at, "停电")
    assert late.promise_due is None


def test_about_me_names_me() -> None:
    state = IntakeState(facts="事", about_me=True)
    me = Uid("d" * 32)
    assert ticket_draft(state, me=me, now=0, digits=2).respondent.staff == me


def test_about_me_stays_about_whoever_ticked_it() -> None:
    state = IntakeState(facts="事", about_me=True, respondent="c" * 32)
    draft = ticket_draft(state, me=Uid("d" * 32), now=0, digits=2)
    assert draft.respondent.staff == "c" * 32


@pytest.mark.parametrize(
    ("typed", "odd"),
    [
        ("13800138000", False),
        ("138 0013 8000", False),
        ("１３８００１３８０００", False),
        ("1380013800", True),
        ("021-55556666", False),
        ("400-800-1234", False),
        ("+852 2345 6789", False),
        ("a@b.cn", False),
        ("12", True),
        ("", False),
    ],
)
def test_odd_numbers_are_told_from_usual_ones(typed: str, *, odd: bool) -> None:
    assert phone_is_odd(typed) is odd


def test_a_mobile_number_is_kept_without_blanks() -> None:
    assert tidy_phone("１３８ 0013-8000") == "13800138000"
    assert tidy_phone("021-5555 6666 转 8") == "021-5555 6666 转 8"


def test_titles_go_with_the_name() -> None:
    assert (title_word("ms", "王"), title_word("mr", "Lee")) == ("女士", "Mr")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("11-20", "2026-11-20"),
        ("12.31", "2025-12-31"),
        ("1120", "2026-11-20"),
        ("20261101", "2026-11-01"),
        ("昨天", "2026-11-21"),
        ("26/11/1", "2026-11-01"),
        ("上个月", "上个月"),
        ("13-45", "13-45"),
        ("", ""),
    ],
)
def test_dates_as_people_write_them(typed: str, shown: str) -> None:
    assert day_text(typed, date(2026, 11, 22)) == shown
