"""What a desk's windows must know before they show anything: the site, the person, the choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.permissions import Permission
from desktop.models.site import Site, Staff
from desktop.services.rows import CategoryRow
from desktop.services.use_case import query
from desktop.vocabulary import Language, Role, SiteKind

if TYPE_CHECKING:
    from desktop.services.site_card import SiteCard
    from desktop.services.work import Work
    from desktop.vocabulary import Uid


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here and to whom a matter can be given."""

    uid: Uid
    login: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that headquarters knows of."""

    uid: Uid
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """One desk at one moment; `limit` is what the person may grant alone, in minor units."""

    site: SiteCard
    now: int
    staff: Uid | None
    role: Role
    limit: int
    titles: dict[str, dict[str, str]]
    """By role and language, as the rule pack calls them."""
    categories: tuple[CategoryRow, ...]
    colleagues: tuple[Colleague, ...]
    branches: tuple[Branch, ...]

    def title(self, role: Role, language: Language) -> str:
        """Give what people call a role here."""
        return self.titles.get(role, {}).get(language, str(role))


@query(Permission.SELF)
def desk_card(work: Work) -> DeskCard:
    """Give the desk's card for the person who asks."""
    people = work.session.scalars(
        select(Staff)
        .where(Staff.site == work.site.uid, Staff.active.is_(True))
        .order_by(Staff.name)
    )
    branches = work.session.execute(
        select(Site.uid, Site.code, Site.name)
        .where(Site.kind == SiteKind.BRANCH)
        .order_by(Site.code)
    )
    return DeskCard(
        site=work.site,
        now=work.now,
        staff=work.actor.staff,
        role=work.actor.role,
        limit=work.pack.limit(work.actor.role),
        titles={str(role): dict(names) for role, names in work.pack.titles.items()},
        categories=tuple(CategoryRow(c.key, c.names, c.path, c.leaf) for c in work.pack.categories),
        colleagues=tuple(Colleague(p.uid, p.login, p.name, Role(p.role)) for p in people),
        branches=tuple(Branch(row.uid, row.code, row.name) for row in branches),
    )
