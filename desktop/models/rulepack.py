"""A rule pack in force: categories, clocks, titles and limits as data, parsed and checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from desktop.errors import InputError
from desktop.models.codecs import canonical
from desktop.vocabulary import ClockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MICROSECONDS = 1_000_000
UNSORTED = "unsorted"
"""The category of a ticket until somebody knows better."""


LONGEST_CLOCK = 10_000
"""Days or hours; packs come from other sites, too, and beyond it dates end."""
_UNITS = frozenset({"hours", "working_days", "calendar_days"})


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
    """How long one deadline is, in which unit, and where the figure comes from."""

    kind: ClockKind
    length: int
    unit: str
    source: str
    verified: bool


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

    def category(self, key: str) -> Category | None:
        """Find a category by key."""
        return next((c for c in self.categories if c.key == key), None)

    def require_category(self, key: str) -> str:
        """Refuse a category that this pack does not have as a leaf."""
        found = self.category(key)
        if key != UNSORTED and (found is None or not found.leaf):
            raise InputError("ticket.category_unknown", category=key)
        return key

    def title(self, role: Role, language: str) -> str:
        """Give the title people see for a role."""
        return self.titles.get(role, {}).get(language, str(role))

    def limit(self, role: Role) -> int:
        """Give the amount, in minor units, a role may grant alone."""
        return self.limits.get(role, 0)

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
        return _parse(pack_digest(body), body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("rulepack.malformed", detail=str(error)[:120]) from error


def pack_digest(body: Mapping[str, Any]) -> str:
    """Name a pack by the SHA-256 of its canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(dict(body))).hexdigest()


@lru_cache(maxsize=16)
def cached_pack(serialised: str) -> RulePack:
    """Parse a stored pack once per process; `serialised` is its canonical JSON."""
    return parse_rule_pack(json.loads(serialised))


def _parse(digest: str, body: Mapping[str, Any]) -> RulePack:
    clocks = {
        ClockKind(kind): ClockRule(
            ClockKind(kind), int(c["length"]), c["unit"], c["source"], bool(c["verified"])
        )
        for kind, c in body["clocks"].items()
    }
    for rule in clocks.values():
        if rule.unit not in _UNITS or not 0 < rule.length <= LONGEST_CLOCK:
            raise ValueError(rule.unit)
    return RulePack(
        digest=digest,
        name=body["name"],
        version=body["version"],
        titles=body["titles"],
        categories=tuple(_walk(body["categories"], ())),
        clocks=clocks,
        limits={Role(role): int(amount) for role, amount in body["limits"].items()},
        day_ends=time.fromisoformat(body["day_ends"]),
        blocked_types=tuple(body["evidence"]["blocked"]),
        max_evidence_bytes=int(body["evidence"]["max_bytes"]),
        texts=body["texts"],
    )


def _walk(nodes: list[dict[str, Any]], path: tuple[str, ...]) -> Iterator[Category]:
    for node in nodes:
        key = ".".join((*path, node["key"]))
        children = node.get("children", [])
        yield Category(key, dict(node["names"]), path, leaf=not children)
        yield from _walk(children, (*path, node["key"]))
