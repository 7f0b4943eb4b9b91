"""Every word people read exists in both languages, and dates and money read as they should."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from desktop import vocabulary, wording
from desktop.errors import StateError
from desktop.vocabulary import Language, Status

ENUMS = [
    thing
    for thing in vars(vocabulary).values()
    if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_member_and_class_has_a_word(enum: type[StrEnum], language: Language) -> None:
    missing = [key for key in [enum.__name__, *enum] if not wording.has_label(key, language)]
    assert not missing


def test_a_member_and_its_key_read_the_same() -> None:
    assert wording.label(Status.REGISTERED, Language.CHINESE) == "已登记"
    assert wording.label("Status.registered", Language.ENGLISH) == "Registered"


def test_a_key_without_a_word_stands_for_itself() -> None:
    assert wording.label("Nothing.here", Language.ENGLISH) == "Nothing.here"


def test_a_code_without_a_sentence_is_still_told() -> None:
    assert "no.such_code" in wording.sentence("no.such_code", Language.ENGLISH)
    assert "no.such_code" in wording.sentence(StateError("no.such_code"), Language.CHINESE)


def test_values_fill_gaps_and_members_become_words() -> None:
    told = wording._filled(
        "{number} {status} {gone}", Language.CHINESE, {"number": 7, "status": Status.CLOSED}
    )
    assert told == "7 已办结 …"


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert wording._filled("{name}", Language.ENGLISH, {"name": "{0} {x}"}) == "{0} {x}"


def test_dates_read_as_people_write_them() -> None:
    day = date(2026, 11, 21)
    assert wording.date_text(day, Language.CHINESE) == "2026年11月21日"
    assert wording.date_text(day, Language.ENGLISH) == "21 November 2026"
    assert wording.weekday_text(day, Language.CHINESE) == "星期六"
    assert wording.weekday_text(day, Language.ENGLISH) == "Saturday"


@pytest.mark.parametrize(
    ("style", "chinese", "english"),
    [
        ("full", "2026年11月22日 00:30", "22 November 2026 00:30"),
        ("short", "11月22日 00:30", "22 Nov 00:30"),
        ("time", "00:30", "00:30"),
        ("numeric", "2026-11-22 00:30", "2026-11-22 00:30"),
        ("exact", "2026年11月22日 00:30:59", "22 November 2026 00:30:59"),
    ],
)
def test_instants_follow_the_wall_clock_of_the_zone(
    style: wording.InstantStyle, chinese: str, english: str
) -> None:
    us = int(datetime(2026, 11, 21, 16, 30, 59, tzinfo=UTC).timestamp()) * 1_000_000 + 999_999
    assert wording.instant_text(us, "Asia/Shanghai", Language.CHINESE, style) == chinese
    assert wording.instant_text(us, "Asia/Shanghai", Language.ENGLISH, style) == english


@pytest.mark.parametrize(
    ("minor", "currency", "told"),
    [
        (123450, "CNY", "¥1,234.50"),
        (-5, "CNY", "-¥0.05"),
        (0, "CNY", "¥0.00"),
        (1234, "JPY", "JP¥1,234"),
        (1234567, "KWD", "KWD 1,234.567"),
        (100, "XXY", "XXY 1.00"),
    ],
)
def test_money_has_the_digits_of_its_currency(minor: int, currency: str, told: str) -> None:
    assert wording.money_text(minor, currency, Language.CHINESE) == told
