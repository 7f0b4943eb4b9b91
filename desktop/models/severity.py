"""How grave a matter may become: points by the rules of a pack, with their reasons in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from desktop.vocabulary import IntakeFlag, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK_BACK: Final = 4
"""Characters before a word in which a "not" takes it back."""
_NUMBERS: Final = ("amount_from", "earlier_from", "days")
_STOPS: Final = re.compile(r"[，。！？；：、,.!?;:\n]")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a matter that may make it grave; amounts in minor units.

    `earlier` tells how many complaints the same person made before, in the days looked back on.
    """

    text: str
    category: str
    flags: frozenset[str] = frozenset()
    amount: int = 0
    forwarded: bool = False
    about_staff: bool = False
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that speaks for a higher severity, and the words it was found by."""

    key: str
    names: dict[str, str]
    points: int
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules propose; a person decides."""

    severity: Severity
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """One rule: its points count where everything that it asks for holds."""

    key: str
    names: dict[str, str]
    points: int
    when: tuple[tuple[str, Any], ...]

    def asks(self, name: str) -> Any:
        """Give what the rule asks for under a name; None if nothing."""
        return dict(self.when).get(name)


@dataclass(frozen=True)
class SeverityRules:
    """The severity rules of one pack."""

    elevated_from: int
    high_from: int
    rules: tuple[SeverityRule, ...]
    words: dict[str, re.Pattern[str]]
    negation: re.Pattern[str]

    @property
    def looks_back(self) -> int:
        """Give the days over which earlier complaints of a person count; 0 if none do."""
        return max((rule.asks("days") or 0 for rule in self.rules), default=0)

    def propose(self, signals: Signals) -> Proposal:
        """Propose a severity, the weightiest reason first."""
        text = folded(signals.text)
        reasons = [r for r in (self._holds(rule, signals, text) for rule in self.rules) if r]
        points = sum(reason.points for reason in reasons)
        severity = Severity.NORMAL
        if points >= self.elevated_from:
            severity = Severity.HIGH if points >= self.high_from else Severity.ELEVATED
        return Proposal(severity, points, tuple(sorted(reasons, key=lambda r: -r.points)))

    def _holds(self, rule: SeverityRule, signals: Signals, text: str) -> Reason | None:
        found: tuple[str, ...] = ()
        for name, told in rule.when:
            if name == "words":
                found = self._words(told, text)
                if not found:
                    return None
            elif not _fits(name, told, signals):
                return None
        return Reason(rule.key, rule.names, rule.points, found)

    def _words(self, group: str, text: str) -> tuple[str, ...]:
        """Find the words of a group that no "not" takes back."""
        found = (m for m in self.words[group].finditer(text) if not self._denied(text, m.start()))
        return tuple(dict.fromkeys(m.group() for m in found))

    def _denied(self, text: str, start: int) -> bool:
        before = _STOPS.split(text[max(0, start - _LOOK_BACK) : start])[-1]
        return self.negation.search(before) is not None


def _fits(name: str, told: Any, signals: Signals) -> bool:
    if name == "flag":
        return told in signals.flags
    if name == "category":
        return signals.category == told or signals.category.startswith(f"{told}.")
    if name == "amount_from":
        return signals.amount >= int(told)
    if name == "earlier_from":
        return signals.earlier >= int(told)
    return name == "days" or bool(getattr(signals, name, False))


def words_of(told: Mapping[str, Any]) -> dict[str, str]:
    """Give the names of something by language; TypeError where one is no text."""
    found = dict(told)
    if not all(type(name) is str for name in found.values()):
        raise TypeError(found)
    return found


def folded(text: str) -> str:
    """Fold width, compatibility forms and case."""
    return unicodedata.normalize("NFKC", text).lower()


def parse_severity(told: Mapping[str, Any]) -> SeverityRules:
    """Make the rules of a pack's section; KeyError, TypeError or ValueError where it is wrong."""
    rules = tuple(
        SeverityRule(
            one["key"], words_of(one["names"]), int(one["points"]), tuple(one["when"].items())
        )
        for one in told["rules"]
    )
    known = {flag.value for flag in IntakeFlag}
    for rule in rules:
        if rule.asks("words") not in {None, *told["words"]}:
            raise ValueError(rule.key)
        if rule.asks("flag") not in {None, *known}:
            raise ValueError(rule.key)
        if not all(type(rule.asks(name) or 0) is int for name in _NUMBERS):
            raise ValueError(rule.key)
    if not 0 < int(told["elevated_from"]) < int(told["high_from"]):
        raise ValueError(told["high_from"])
    return SeverityRules(
        int(told["elevated_from"]),
        int(told["high_from"]),
        rules,
        {group: _any_of(tuple(words)) for group, words in told["words"].items()},
        _any_of(tuple(told["negations"])),
    )


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the words, the longest first; Latin ones only as whole words."""
    told = sorted(map(folded, words), key=len, reverse=True)
    parts = [rf"\b{re.escape(w)}\b" if w.isascii() and w.isalpha() else re.escape(w) for w in told]
    return re.compile("|".join(parts) or "(?!)")


NOTHING: Final = SeverityRules(1, 2, (), {}, re.compile(r"(?!)"))
"""Stands where a pack has no severity rules: then nothing is proposed."""
