"""What intake offers at this counter: categories, colleagues, and one's own limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.permissions import Permission
from desktop.models.site import Staff
from desktop.services.lists import most_used_categories
from desktop.services.rows import CategoryRow
from desktop.services.use_case import query

if TYPE_CHECKING:
    from desktop.services.work import Work
    from desktop.vocabulary import Uid

OFTEN = 6


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """Somebody who works here, as a choice."""

    uid: Uid
    name: str


@dataclass(frozen=True, slots=True)
class IntakeChoices:
    """Everything intake needs to know before the first key.

    The whole category tree, of which only leaves can be chosen; the limit in minor units.
    """

    categories: tuple[CategoryRow, ...]
    often: tuple[str, ...]
    colleagues: tuple[ColleagueRow, ...]
    me: Uid | None
    limit: int
    currency: str
    zone: str


@query(Permission.TICKET_REGISTER)
def intake_choices(work: Work) -> IntakeChoices:
    """Give what intake offers; where little was registered yet, the pack's order fills up."""
    leaves = tuple(c for c in work.pack.categories if c.leaf)
    known = {c.key for c in leaves}
    used = [key for key in most_used_categories(work, OFTEN) if key in known]
    spread = sorted(leaves, key=lambda c: [s.key for s in leaves if s.path == c.path].index(c.key))
    often = dict.fromkeys([*used, *(c.key for c in spread)])
    people = work.session.execute(
        select(Staff.uid, Staff.name)
        .where(Staff.site == work.site.uid, Staff.active.is_(True))
        .order_by(Staff.name)
    )
    return IntakeChoices(
        categories=tuple(CategoryRow(c.key, c.names, c.path, c.leaf) for c in work.pack.categories),
        often=tuple(often)[:OFTEN],
        colleagues=tuple(ColleagueRow(row.uid, row.name) for row in people),
        me=work.actor.staff,
        limit=work.pack.limit(work.actor.role),
        currency=work.site.currency,
        zone=work.site.zone,
    )
