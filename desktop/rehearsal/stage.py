"""The stage of the rehearsal: two sites, everybody's keys, and a clock of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop.resources import resource_path
from desktop.services.opening import OpenSite, create_site
from desktop.services.people import take_on
from desktop.services.sites import SiteDraft
from desktop.storage.keyring import Cost
from desktop.vocabulary import Role, SiteKind

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.work import Actor

COST: Final = Cost(3, 64 * 1024)
"""The least that is allowed: these passwords are printed in the handbook anyway."""
BRANCH: Final = "branch"
HEADQUARTERS: Final = "hq"


class StoryClock:
    """A clock that goes where the story goes, and never back (µs UTC)."""

    def __init__(self, at: int) -> None:
        """Start at a moment."""
        self.at = at

    def __call__(self) -> int:
        """Give the moment the story has reached."""
        return self.at

    def go(self, at: int) -> None:
        """Go on to a later moment."""
        self.at = max(self.at, at)


@dataclass
class Stage:
    """Both sites, open, and who may stand before them."""

    folder: Path
    story: dict[str, Any]
    clock: StoryClock
    sites: dict[str, OpenSite] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Which site a person works at, by login."""

    def set_up(self) -> None:
        """Make both sites and give everybody a password of their own."""
        for place, kind in ((BRANCH, SiteKind.BRANCH), (HEADQUARTERS, SiteKind.HEADQUARTERS)):
            self._found(place, kind)
        for person in self.story["people"]:
            if person["role"] != Role.ADMIN.value:
                self._engage(person)

    def _found(self, place: str, kind: SiteKind) -> None:
        told = self.story["branch" if place == BRANCH else "headquarters"]
        pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
        draft = SiteDraft(
            kind, told["code"], told["name"], pack,
            phone=told.get("phone"), address=told.get("address"),
        )  # fmt: skip
        admin = next(
            p for p in self.story["people"] if p["site"] == place and p["role"] == Role.ADMIN.value
        )
        site, _paper = create_site(
            self.folder / place, draft, admin["login"], admin["name"], self.story["password"],
            cost=COST, clock=self.clock,
        )  # fmt: skip
        self.sites[place] = site
        self._seat(place, admin["login"], site.gateway.actor)

    def _engage(self, person: dict[str, Any]) -> None:
        site, login = self.sites[person["site"]], person["login"]
        site.gateway.actor = self.admin(person["site"])
        made = take_on(site, login, person["name"], Role(person["role"]))
        unlocked = site.keyring.change_password(login, made.password, self.story["password"])
        self._seat(person["site"], login, site.sign_in(unlocked))

    def _seat(self, place: str, login: str, actor: Actor) -> None:
        self.actors[login] = actor
        self.places[login] = place

    def admin(self, place: str) -> Actor:
        """Give the administrator of a site."""
        return next(
            self.actors[p["login"]]
            for p in self.story["people"]
            if p["site"] == place and p["role"] == Role.ADMIN.value
        )

    def enter(self, login: str) -> OpenSite:
        """Let a person stand before their site."""
        site = self.sites[self.places[login]]
        site.gateway.actor = self.actors[login]
        return site

    def close(self) -> None:
        """Close both sites."""
        for site in self.sites.values():
            site.close()
