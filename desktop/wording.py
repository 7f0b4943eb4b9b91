"""Words for people: labels, sentences, dates and money in the languages of screen and paper."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from desktop.errors import DeskError
from desktop.resources import resource_path
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

InstantStyle = Literal["full", "short", "time", "exact", "numeric"]
"""full: date and minute; short: without the year; time: the minute alone; exact: full with seconds;
numeric: 2026-11-21 09:30 in every language, for columns."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SYMBOLS = {
    "CNY": "¥",
    "HKD": "HK$",
    "MOP": "MOP$",
    "TWD": "NT$",
    "USD": "US$",
    "SGD": "S$",
    "AUD": "A$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "JP¥",
    "KRW": "KRW ",
}
_NO_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF"})
_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class _Gaps(Formatter):
    """Fill a sentence's gaps; a value that is missing shows as an ellipsis."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Give the named value."""
        if isinstance(key, int):
            return super().get_value(key, args, kwargs)
        return kwargs.get(key, "…")


_GAPS = _Gaps()


@cache
def _texts(kind: str) -> dict[str, dict[str, str]]:
    """Read every file of one kind, `words` or `errors`, once."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(resource_path("i18n", kind).glob("*.json")):
        texts.update(json.loads(path.read_text(encoding="utf-8")))
    return texts


def _key(word: StrEnum | str) -> str:
    return f"{type(word).__name__}.{word.value}" if isinstance(word, StrEnum) else word


def label(key: StrEnum | str, language: Language) -> str:
    """Give the word for an enumeration member or a key; a key without one stands for itself."""
    name = _key(key)
    return _texts("words").get(name, {}).get(language.value, name)


def has_label(key: StrEnum | str, language: Language) -> bool:
    """Tell whether a word exists for the key in this language."""
    return language.value in _texts("words").get(_key(key), {})


def outcome(told: str, language: Language) -> str:
    """Give a ticket's result; one settled on the spot without words names the kind of remedy."""
    key = f"RemedyKind.{told}"
    return label(key, language) if has_label(key, language) else told


def phrase(key: StrEnum | str, language: Language, **values: object) -> str:
    """Give the word for a key with its gaps filled; enumeration members become words."""
    return _filled(label(key, language), language, values)


def sentence(error: DeskError | str, language: Language, **values: object) -> str:
    """Tell an error, or the code of one, in words; `values` add to those the error carries."""
    code = error.code if isinstance(error, DeskError) else error
    known: dict[str, object] = dict(error.values) if isinstance(error, DeskError) else {}
    field = f"Field.{known.get('field')}"
    if has_label(field, language):
        known["field"] = label(field, language)
    pattern = (
        _texts("errors").get(code, {}).get(language.value, label("Sentence.unknown", language))
    )
    return _filled(pattern, language, {**known, **values, "code": code})


def _filled(pattern: str, language: Language, values: Mapping[str, object]) -> str:
    told = {
        name: label(value, language) if isinstance(value, StrEnum) else value
        for name, value in values.items()
    }
    return _GAPS.vformat(pattern, (), told)


def units_text(units: int, unit: str, language: Language) -> str:
    """Tell so many of the units of a rule pack's clocks: 3 working days, 1 opening hour."""
    form = f"ClockSpan.{unit}.one" if units == 1 else f"ClockSpan.{unit}"
    return phrase(form, language, units=units)


def date_text(day: date, language: Language) -> str:
    """Write a date as people read it: 2026年11月21日, 21 November 2026."""
    if language is Language.CHINESE:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {label(f'Month.{day.month}', language)} {day.year}"


def short_date_text(day: date, language: Language) -> str:
    """Write a date without its year: 11月21日, 21 Nov."""
    if language is Language.CHINESE:
        return f"{day.month}月{day.day}日"
    return f"{day.day} {label(f'Month.{day.month}', language)[:3]}"


def weekday_text(day: date, language: Language) -> str:
    """Name the day of the week."""
    return label(f"Weekday.{day.isoweekday()}", language)


def local_time(us: int, zone: str | tzinfo) -> datetime:
    """Turn microseconds since 1970 UTC into the wall clock of a zone, without rounding."""
    there = ZoneInfo(zone) if isinstance(zone, str) else zone
    return (_EPOCH + timedelta(microseconds=us)).astimezone(there)


def instant_text(
    us: int, zone: str | tzinfo, language: Language, style: InstantStyle = "full"
) -> str:
    """Write an instant in a zone's wall clock, on the 24-hour clock, as long as the style asks."""
    at = local_time(us, zone)
    clock = f"{at:%H:%M:%S}" if style == "exact" else f"{at:%H:%M}"
    if style == "time":
        return clock
    if style == "numeric":
        return f"{at:%Y-%m-%d} {clock}"
    if style == "short":
        return f"{short_date_text(at.date(), language)} {clock}"
    return f"{date_text(at.date(), language)} {clock}"


def minor_digits(currency: str) -> int:
    """Tell how many digits of an amount stand behind the point."""
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THOUSANDTHS else 2


def money_text(minor: int, currency: str, language: Language) -> str:  # noqa: ARG001
    """Write an amount given in minor units: ¥1,234.50; both languages write money alike so far."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    amount = f"{whole:,}.{rest:0{digits}d}" if digits else f"{whole:,}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency, f'{currency} ')}{amount}"
