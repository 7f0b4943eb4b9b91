"""What a draft takes, what it refuses, and that a refusal names the field."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import InputError
from desktop.services.ticket_draft import (
    MAX_AMOUNT,
    MAX_FACTS,
    MAX_LINE,
    TicketDraft,
    clean_text,
    parse_draft,
    parse_instant,
    parse_money,
)
from desktop.vocabulary import Channel, Demand, IntakeFlag

ZONE = "Asia/Shanghai"


def draft(**told: Any) -> TicketDraft:
    return parse_draft({"facts": "牛奶变质", **told}, ZONE, "CNY")


def refusal(**told: Any) -> InputError:
    with pytest.raises(InputError) as refused:
        draft(**told)
    return refused.value


def test_every_key_of_the_interface_is_taken() -> None:
    made = draft(
        channel="phone",
        category="quality.spoiled",
        severity="elevated",
        received_at="2026-11-21T09:30:00+08:00",
        complainant={"name": "王晓敏", "phone": "13800138000", "address": "西安路 1 号"},
        respondent={"counter": "3 号柜台"},
        product="鲜牛奶",
        amount="39.90",
        asked="399",
        requests=["refund", "apology", "refund"],
        flags=["food_safety"],
        source={"name": "12315", "number": "A-1", "due": "2026-12-01"},
        promise={"what": "回电", "due": "2026-11-22 18:00"},
    )
    assert made.channel is Channel.PHONE
    assert made.received_at == 1795224600_000_000
    assert made.complainant.contacts[0].value == "13800138000"
    assert (made.amount, made.asked) == (3990, 39900)
    assert made.demands == (Demand.REFUND, Demand.APOLOGY)
    assert made.flags == (IntakeFlag.FOOD_SAFETY,)
    assert made.source.number == "A-1"
    assert made.promise_due == 1795341600_000_000


def test_only_the_facts_must_be_there() -> None:
    assert draft() == TicketDraft("牛奶变质")
    for nothing in ("", "  \n\t ", None):
        assert refusal(facts=nothing).code == "ticket.facts_missing"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("a\0b", "text.unstorable"),
        ("a\ud800b", "text.unstorable"),
        ("a\udfff", "text.unstorable"),
        ("a\x07b", "text.control"),
        ("a\x1b[31m", "text.control"),
        ("a\x85b", "text.control"),
        ("abc\u202egpj.exe", "text.bidi"),
        ("\u2066hidden\u2069x", "text.bidi"),
        ("\u200fx", "text.bidi"),
    ],
)
@pytest.mark.parametrize("field", ["facts", "product", "order"])
def test_characters_that_deceive_or_break_are_refused(field: str, bad: str, code: str) -> None:
    error = refusal(**{field: bad})
    assert (error.code, error.values["field"]) == (code, field)
    assert int(error.values["position"]) >= 1


@pytest.mark.parametrize("part", ["complainant.name", "complainant.phone", "respondent.counter"])
def test_parts_are_looked_at_as_closely(part: str) -> None:
    group, _, key = part.partition(".")
    error = refusal(**{group: {key: "x\u202ey"}})
    assert (error.code, error.values["field"]) == ("text.bidi", key)


def test_a_hundred_thousand_characters_are_refused_and_counted() -> None:
    error = refusal(facts="字" * 100_000)
    assert error.code == "text.too_long"
    assert error.values == {"field": "facts", "limit": MAX_FACTS, "length": 100_000}
    assert refusal(product="x" * (MAX_LINE + 1)).values["limit"] == MAX_LINE
    assert len(draft(facts="字" * MAX_FACTS).facts) == MAX_FACTS


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("-1", "money.out_of_range"),
        ("-0.01", "money.out_of_range"),
        ("0.001", "money.too_fine"),
        ("39.999", "money.too_fine"),
        ("1e-3", "money.not_a_number"),
        ("NaN", "money.not_a_number"),
        ("Infinity", "money.not_a_number"),
        ("1e999999999", "money.not_a_number"),
        ("9" * 5000, "money.out_of_range"),
        ("1." + "0" * 40 + "1", "money.too_fine"),
        (str(MAX_AMOUNT), "money.out_of_range"),
        ("9" * 20, "money.out_of_range"),
        ("三百", "money.not_a_number"),
        ("12.3.4", "money.not_a_number"),
        ({}, "money.not_a_number"),
    ],
)
def test_amounts_that_are_none_are_refused(raw: object, code: str) -> None:
    error = refusal(amount=raw)
    assert (error.code, error.values["field"]) == (code, "amount")


@pytest.mark.parametrize(
    ("raw", "minor"),
    [
        ("399", 39900),
        ("399.5", 39950),
        ("¥1,234.00", 123400),
        ("0", 0),
        (12, 1200),
        ("0012.50", 1250),
        ("3.", 300),
        ("1.000", 100),
        ("", None),
    ],
)
def test_amounts_are_exact(raw: object, minor: int | None) -> None:
    assert parse_money("amount", raw, "CNY") == minor


def test_a_currency_without_cents_takes_none() -> None:
    assert parse_money("amount", "500", "JPY") == 500
    with pytest.raises(InputError, match=r"money\.too_fine"):
        parse_money("amount", "500.5", "JPY")


@pytest.mark.parametrize("raw", ["yesterday", "2026-13-01", "21/11/2026", "0000-00-00", [], 5])
def test_a_time_that_is_none_is_refused(raw: object) -> None:
    error = refusal(received_at=raw)
    assert (error.code, error.values["field"]) == ("time.unreadable", "received_at")


@pytest.mark.parametrize("raw", ["0001-01-01", "9999-12-31T23:59:59-12:00"])
def test_a_time_at_the_edge_of_the_calendar_is_no_fault_of_the_program(raw: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_instant("received_at", raw, ZONE), int)


@pytest.mark.parametrize(
    ("told", "code", "named"),
    [
        ({"colour": "red"}, "draft.unknown_key", "colour"),
        ({"complainant": {"age": 3}}, "draft.unknown_key", "complainant.age"),
        ({"promise": {"who": "x"}}, "draft.unknown_key", "promise.who"),
        ({"complainant": "王"}, "draft.not_a_mapping", "complainant"),
        ({"requests": "refund"}, "draft.not_a_list", "requests"),
    ],
)
def test_the_shape_of_a_draft_is_strict(told: dict[str, Any], code: str, named: str) -> None:
    error = refusal(**told)
    assert (error.code, error.values["key"]) == (code, named)


@pytest.mark.parametrize(
    "told", [{"channel": "fax"}, {"severity": 3}, {"requests": ["money"]}, {"nature": ["x"]}]
)
def test_a_word_that_is_none_of_the_house_is_refused(told: dict[str, Any]) -> None:
    assert refusal(**told).code == "value.unknown"


@pytest.mark.parametrize("told", [{"facts": 3}, {"product": ["x"]}, {"order": {}}])
def test_what_is_not_text_is_refused(told: dict[str, Any]) -> None:
    assert refusal(**told).code == "text.not_text"


def test_line_ends_and_composition_are_brought_to_one_form() -> None:
    assert clean_text("facts", " a\r\nb\rc\u0065\u0301 ") == "a\nb\nc\u00e9"


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_whatever_is_kept_can_be_stored_and_stays_as_it_is(text: str) -> None:
    with suppress(InputError):
        kept = clean_text("facts", text)
        assert kept is None or kept.encode()
        assert clean_text("facts", kept) == kept
