"""What a cell of a workbook says, as a person would type it: no float noise, ISO dates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DIGITS: Final = 15
"""Digits Excel keeps of a number; the rest become zeros without a word."""

_DAY: Final = 86_400
_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""The numbers of the formats for dates and times that no file spells out (ECMA-376 18.8.30; 27 to
36 and 50 to 58 are those of Chinese, Japanese and Korean)."""
_ELAPSED: Final = 46
_NOT_MEANT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""What a format prints as it stands: quoted words, padding, colours, currencies."""
_OF_TIME: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_OF_SPAN: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_NUMBER: Final = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+\.")
_LAST_DAY: Final = 2_958_465
_NO_SUCH_DAY: Final = 60
"""29 February 1900, which Excel believes in."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a style means its numbers: a moment, a span of time, or at least `width` digits."""

    is_moment: bool = False
    is_span: bool = False
    width: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `fault` is the code of what keeps it from being taken at its word.

    `is_moment` marks a date or time that the sheet itself knows as one.
    """

    column: int
    text: str
    is_moment: bool = False
    fault: str | None = None


def look_of(number: int, formats: Mapping[int, str]) -> Look:
    """Tell how the numbers of a format are meant, by its number or what the file says of it."""
    code = formats.get(number)
    if code is None:
        return Look(is_moment=number in _DATES, is_span=number == _ELAPSED)
    first = code.partition(";")[0]
    if first and not first.strip("0"):
        return Look(width=len(first))
    plain = _NOT_MEANT.sub("", first)
    return Look(bool(_OF_TIME.search(plain)), bool(_OF_SPAN.search(plain)))


def text_of(
    column: int, kind: str, value: str, look: Look, *, since_1904: bool, is_missing: bool
) -> Cell | None:
    """Make a cell of what the file says; None if it says nothing.

    Args:
        column: its column, from 0.
        kind: its type (ECMA-376 18.18.11).
        value: its value as written.
        look: what its style makes of numbers.
        since_1904: days are counted from 1904, as on old Macintoshes.
        is_missing: it holds a formula whose result was not kept.
    """
    if is_missing or kind == "e":
        fault = "cell.not_calculated" if is_missing else "cell.error"
        return Cell(column, value, fault=fault)
    if not value.strip():
        return None
    if kind == "b":
        return Cell(column, "TRUE" if value.strip() == "1" else "FALSE")
    if kind == "d":
        return _iso(column, value.strip())
    if kind == "n":
        return _number(column, value.strip(), look, since_1904=since_1904)
    return Cell(column, _unescaped(value))


def _unescaped(text: str) -> str:
    """Give the letters that XML cannot hold, which a workbook writes as _x000D_."""
    return _ESCAPED.sub(lambda told: chr(int(told[1], 16)), text) if "_x" in text else text


def _number(column: int, value: str, look: Look, *, since_1904: bool) -> Cell:
    if not _NUMBER.fullmatch(value) or not math.isfinite(float(value)):
        return Cell(column, value, fault="cell.unreadable")
    number = float(value)
    if look.is_moment:
        told = span_text(number) if look.is_span else moment_text(number, since_1904=since_1904)
        if told is None:
            return Cell(column, value, fault="cell.date_impossible")
        return Cell(column, told, is_moment=not look.is_span)
    if abs(number) >= 10**MOST_DIGITS:
        return Cell(column, plain_text(Decimal(value)), fault="cell.digits_lost")
    text = plain_text(Decimal(format(number, f".{MOST_DIGITS}g")))
    return Cell(column, text.zfill(look.width) if look.width else text)


def plain_text(number: Decimal) -> str:
    """Write a number without exponent and without zeros nobody typed: 13800138000, 399.5."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def moment_text(serial: float, *, since_1904: bool) -> str | None:
    """Write a day number as ISO 8601, to the second; below 1 it is a time of day.

    None for what no calendar has.
    """
    days, seconds = divmod(round(serial * _DAY), _DAY)
    if not 0 <= days <= _LAST_DAY or (days == _NO_SUCH_DAY and not since_1904):
        return None
    time = _clock(seconds).zfill(8)
    if days == 0 and serial < 1:
        return time
    if since_1904:
        first = datetime(1904, 1, 1)  # noqa: DTZ001 - sheets know no zones
    else:
        first = datetime(1899, 12, 31 if days < _NO_SUCH_DAY else 30)  # noqa: DTZ001
    try:
        day = (first + timedelta(days=days)).date().isoformat()
    except OverflowError:
        return None
    return f"{day}T{time}" if seconds else day


def span_text(days: float) -> str | None:
    """Write a span of time as hours, minutes and seconds: 26:30:00."""
    if days < 0:
        return None
    return _clock(round(days * _DAY))


def _clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


def _iso(column: int, value: str) -> Cell:
    try:
        moment = datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return Cell(column, value, fault="cell.date_impossible")
    midnight = moment.time().isoformat() == "00:00:00"
    told = moment.date().isoformat() if midnight else moment.isoformat(timespec="seconds")
    return Cell(column, told, is_moment=True)
