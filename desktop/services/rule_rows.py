"""The rule pack in force as rows, for whoever wants to read the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.models.permissions import Permission
from desktop.services.rows import CategoryRow
from desktop.services.use_case import query
from desktop.vocabulary import ClockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from desktop.models.rulepack import Named, RulePack
    from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class ClockRuleRow:
    """One deadline: how long, in which unit, from which source.

    `longest` is what it may become by extensions, None where it may not be extended.
    """

    kind: ClockKind
    length: int
    unit: str
    source: str
    verified: bool
    pausable: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class LimitRow:
    """What a role may grant alone, in minor units; 0 for nothing."""

    role: Role
    amount: int


@dataclass(frozen=True, slots=True)
class NamedRow:
    """Something the pack names: a level, a ground for stopping a clock, a code."""

    key: str
    names: dict[str, str]
    up: str | None = None
    source: str = ""
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class YearRow:
    """The public holidays and the make-up working days of a year."""

    year: int
    off: tuple[date, ...]
    work: tuple[date, ...]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CodeTableRow:
    """A table of codes of a standard."""

    key: str
    source: str
    verified: bool
    rows: tuple[NamedRow, ...]


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule pack as people read it."""

    name: str
    version: str
    digest: str
    day_ends: str
    clocks: tuple[ClockRuleRow, ...]
    limits: tuple[LimitRow, ...]
    categories: tuple[CategoryRow, ...]
    grounds: tuple[NamedRow, ...] = ()
    levels: tuple[NamedRow, ...] = ()
    years: tuple[YearRow, ...] = ()
    codes: tuple[CodeTableRow, ...] = ()
    hours: dict[str, Any] | None = None
    """The opening hours as the pack tells them; None where it says nothing."""


@query(Permission.SELF)
def rule_card(work: Work) -> RuleCard:
    """Give the rule pack in force."""
    pack = work.pack
    return RuleCard(
        name=pack.name,
        version=pack.version,
        digest=pack.digest,
        day_ends=f"{pack.day_ends:%H:%M}",
        clocks=tuple(
            ClockRuleRow(c.kind, c.length, c.unit, c.source, c.verified, c.pausable, c.longest)
            for c in sorted(pack.clocks.values(), key=lambda c: list(ClockKind).index(c.kind))
        ),
        limits=tuple(LimitRow(role, pack.limit(role)) for role in Role),
        categories=tuple(CategoryRow(c.key, c.names, c.path, c.leaf) for c in pack.categories),
        grounds=_named(pack.grounds),
        levels=_named(pack.levels),
        years=_years(work),
        codes=_codes(pack),
        hours=pack.body.get("hours"),
    )


def _named(rows: Iterable[Named]) -> tuple[NamedRow, ...]:
    return tuple(NamedRow(r.key, r.names, r.up, r.source, r.evidence) for r in rows)


def _years(work: Work) -> tuple[YearRow, ...]:
    """Give the years by which deadlines count: those of the newest pack, also before its day."""
    return tuple(
        YearRow(y.year, tuple(sorted(y.off)), tuple(sorted(y.work)), y.source, y.verified)
        for y in work.facts.years
    )


def _codes(pack: RulePack) -> tuple[CodeTableRow, ...]:
    return tuple(
        CodeTableRow(key, table.source, table.verified, _named(table.rows))
        for key, table in pack.codes.items()
    )
