"""A rule pack in force: categories, clocks, calendars, titles and limits as data, parsed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from desktop.errors import InputError
from desktop.models.calendars import Year
from desktop.models.codecs import canonical
from desktop.models.hours import ALWAYS_OPEN, Hours, parse_hours
from desktop.models.severity import NOTHING, SeverityRules, parse_severity, words_of
from desktop.vocabulary import INFORMATION_CLOCKS, ClockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MICROSECONDS = 1_000_000
UNSORTED = "unsorted"
"""The category of a ticket until somebody knows better."""

FORMAT: Final = 2
"""The format of new packs; those of format 1, which sites hold since their founding, are read."""
LONGEST_CLOCK = 10_000
"""Days or hours; packs come from other sites, too, and beyond it dates end."""
UNITS = frozenset({"hours", "working_hours", "working_days", "calendar_days"})
LARGEST_AMOUNT: Final = 10**13
"""Minor units: no authority goes beyond what a ticket can hold."""


@dataclass(frozen=True, slots=True)
class Category:
    """One node of the category tree, with its names and the path from the root."""

    key: str
    names: dict[str, str]
    path: tuple[str, ...]
    leaf: bool

    def name(self, language: str) -> str:
        """Give the name in a language, English failing all else."""
        return self.names.get(language) or self.names.get("en") or self.key


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long one deadline is, in which unit, and where the figure comes from.

    `rolls` moves a last day that is no working day on to the next; `longest` is how long the
    clock may become by extensions, in its unit, and None where it may not be extended.
    """

    kind: ClockKind
    length: int
    unit: str
    source: str
    verified: bool
    rolls: bool = True
    pausable: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a pack names: a ground for a pause, a level, a code."""

    key: str
    names: dict[str, str]
    source: str = ""
    up: str | None = None
    evidence: bool = False
    """Whether it must be shown by a piece of evidence."""

    def name(self, language: str) -> str:
        """Give the name in a language, English failing all else."""
        return self.names.get(language) or self.names.get("en") or self.key


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table of a standard's codes, each row with its name and the code above it."""

    source: str
    verified: bool
    rows: tuple[Named, ...]


@dataclass(frozen=True)
class RulePack:
    """One version of the rules; `digest` names it in tickets and entries."""

    digest: str
    name: str
    version: str
    titles: dict[str, dict[str, str]]
    categories: tuple[Category, ...]
    clocks: dict[ClockKind, ClockRule]
    limits: dict[Role, int]
    day_ends: time
    blocked_types: tuple[str, ...]
    max_evidence_bytes: int
    texts: dict[str, dict[str, str]]
    effective_from: date = date.min
    effective_until: date | None = None
    levels: tuple[Named, ...] = ()
    codes: dict[str, CodeTable] = field(default_factory=dict)
    years: dict[int, Year] = field(default_factory=dict)
    hours: Hours = ALWAYS_OPEN
    grounds: tuple[Named, ...] = ()
    severity: SeverityRules = NOTHING
    body: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The whole JSON, for what has a reader of its own."""

    def category(self, key: str) -> Category | None:
        """Find a category by key."""
        return next((c for c in self.categories if c.key == key), None)

    def require_category(self, key: str) -> str:
        """Refuse a category that this pack does not have as a leaf."""
        found = self.category(key)
        if key != UNSORTED and (found is None or not found.leaf):
            raise InputError("ticket.category_unknown", category=key)
        return key

    def require_ground(self, key: str) -> Named:
        """Find a ground on which the decision clock may stand still; InputError otherwise."""
        found = next((ground for ground in self.grounds if ground.key == key), None)
        if found is None:
            raise InputError("clock.ground_unknown", ground=key[:40])
        return found

    def title(self, role: Role, language: str) -> str:
        """Give the title people see for a role."""
        return self.titles.get(role, {}).get(language, str(role))

    def limit(self, role: Role) -> int:
        """Give the amount, in minor units, a role may grant alone."""
        return self.limits.get(role, 0)

    def is_effective(self, day: date) -> bool:
        """Tell whether the pack says of itself that it holds on a day."""
        return self.effective_from <= day and (
            self.effective_until is None or day <= self.effective_until
        )

    def business_day(self, at: int, zone: str) -> date:
        """Give the business day an instant (µs UTC) belongs to: it ends at a set hour."""
        local = datetime.fromtimestamp(at / MICROSECONDS, ZoneInfo(zone))
        ends = timedelta(hours=self.day_ends.hour, minutes=self.day_ends.minute)
        return (local - ends).date()

    def day_bounds(self, day: date, zone: str) -> tuple[int, int]:
        """Give a business day's first instant and the next day's first, in µs UTC."""
        here = ZoneInfo(zone)
        start = datetime.combine(day, self.day_ends, here)
        end = datetime.combine(day + timedelta(days=1), self.day_ends, here)
        return int(start.timestamp() * MICROSECONDS), int(end.timestamp() * MICROSECONDS)


def parse_rule_pack(body: Mapping[str, Any]) -> RulePack:
    """Make a pack from its JSON; InputError names what is wrong with it."""
    try:
        return _parse(pack_digest(body), dict(body))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise InputError("rulepack.malformed", detail=str(error)[:120]) from error


def pack_digest(body: Mapping[str, Any]) -> str:
    """Name a pack by the SHA-256 of its canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(dict(body))).hexdigest()


@lru_cache(maxsize=64)
def cached_pack(serialised: str) -> RulePack:
    """Parse a stored pack once per process; `serialised` is its canonical JSON."""
    return parse_rule_pack(json.loads(serialised))


def _parse(digest: str, body: dict[str, Any]) -> RulePack:
    until = body.get("effective_until")
    limits = {Role(role): int(amount) for role, amount in body["limits"].items()}
    for role, amount in limits.items():
        if not 0 <= amount <= LARGEST_AMOUNT:
            raise InputError("rulepack.amount", where=f"limits.{role.value}", amount=amount)
    return RulePack(
        digest=digest,
        name=body["name"],
        version=body["version"],
        titles=body["titles"],
        categories=tuple(_walk(body["categories"], ())),
        clocks={ClockKind(kind): _clock(ClockKind(kind), c) for kind, c in _clocks(body)},
        limits=limits,
        day_ends=time.fromisoformat(body["day_ends"]),
        blocked_types=tuple(body["evidence"]["blocked"]),
        max_evidence_bytes=int(body["evidence"]["max_bytes"]),
        texts=body["texts"],
        effective_from=date.fromisoformat(body.get("effective_from", date.min.isoformat())),
        effective_until=date.fromisoformat(until) if until else None,
        levels=tuple(map(_named, body.get("levels", []))),
        codes={name: _codes(told) for name, told in body.get("codes", {}).items()},
        years={int(year): _year(int(year), y) for year, y in body.get("calendars", {}).items()},
        hours=parse_hours(body["hours"]) if "hours" in body else ALWAYS_OPEN,
        grounds=tuple(map(_named, body.get("pauses", []))),
        severity=parse_severity(body["severity"]) if "severity" in body else NOTHING,
        body=body,
    )


def _clocks(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the desk's own clocks, and those that bind others and are shown for information."""
    yield from body["clocks"].items()
    yield from body.get("information", {}).items()


def _clock(kind: ClockKind, told: dict[str, Any]) -> ClockRule:
    longest = told.get("longest")
    rule = ClockRule(
        kind,
        int(told["length"]),
        told["unit"],
        told["source"],
        bool(told["verified"]),
        bool(told.get("rolls", True)),
        bool(told.get("pausable", False)),
        None if longest is None else int(longest),
    )
    if rule.unit not in UNITS or not 0 < rule.length <= LONGEST_CLOCK:
        raise ValueError(rule.unit)
    if rule.longest is not None and not rule.length <= rule.longest <= LONGEST_CLOCK:
        raise ValueError(rule.longest)
    return rule


def information_clocks(pack: RulePack) -> Iterator[ClockRule]:
    """Give the rules of deadlines that bind others, on cases that they forwarded."""
    return (rule for kind, rule in pack.clocks.items() if kind in INFORMATION_CLOCKS)


def _named(told: dict[str, Any]) -> Named:
    return Named(
        told["key"],
        words_of(told["names"]),
        told.get("source", ""),
        told.get("up"),
        bool(told.get("evidence")),
    )


def _codes(told: dict[str, Any]) -> CodeTable:
    return CodeTable(told["source"], bool(told["verified"]), tuple(map(_named, told["rows"])))


def _year(year: int, told: dict[str, Any]) -> Year:
    return Year(
        year,
        frozenset(map(date.fromisoformat, told["off"])),
        frozenset(map(date.fromisoformat, told["work"])),
        told["source"],
        bool(told["verified"]),
    )


def _walk(nodes: list[dict[str, Any]], path: tuple[str, ...]) -> Iterator[Category]:
    for node in nodes:
        key = ".".join((*path, node["key"]))
        children = node.get("children", [])
        yield Category(key, words_of(node["names"]), path, leaf=not children)
        yield from _walk(children, (*path, node["key"]))
