"""The rule pack in force as rows, for whoever wants to read the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.models.permissions import Permission
from desktop.services.rows import CategoryRow
from desktop.services.use_case import query
from desktop.vocabulary import ClockKind, Role

if TYPE_CHECKING:
    from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class ClockRuleRow:
    """One deadline: how long, in which unit, from which source."""

    kind: ClockKind
    length: int
    unit: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LimitRow:
    """What a role may grant alone, in minor units; 0 for nothing."""

    role: Role
    amount: int


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
            ClockRuleRow(c.kind, c.length, c.unit, c.source, c.verified)
            for c in sorted(pack.clocks.values(), key=lambda c: list(ClockKind).index(c.kind))
        ),
        limits=tuple(LimitRow(role, pack.limit(role)) for role in Role),
        categories=tuple(CategoryRow(c.key, c.names, c.path, c.leaf) for c in pack.categories),
    )
