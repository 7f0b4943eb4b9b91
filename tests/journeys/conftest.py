"""Whole sites for whole stories: a headquarters and two branches that have joined it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.resources import resource_path
from desktop.services.opening import OpenSite, create_site, open_unlocked
from desktop.services.sites import SiteDraft
from desktop.storage.keyfile import Cost
from desktop.storage.keyring import Keyring
from desktop.sync.enrolment import join, write_invitation
from desktop.vocabulary import SiteKind
from tests.journeys.world import SEED, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.work import Actor

PASSWORD = "Dengta-2026-xiawu"
COST = Cost(3, 65536)
NAMES = {"hq": ("HQ", "总部"), "xian": ("SH001", "西安路店"), "binjiang": ("SH002", "滨江店")}


@dataclass
class Kit:
    """Closed sites in a folder, with what opens them quickly again."""

    folder: Path
    actors: dict[str, Actor]
    codes: dict[str, str]

    def open_copy(self, to: Path) -> dict[str, OpenSite]:
        """Copy the sites and open the copies, each with its administrator before the door."""
        sites = {}
        for name in self.actors:
            shutil.copytree(self.folder / name, to / name)
            sites[name] = self.open_at(to, name)
        return sites

    def open_at(self, folder: Path, name: str) -> OpenSite:
        """Open a copied site, with its administrator before the door."""
        keyring = Keyring.load(folder / name)
        unlocked = keyring.unlock_with_service(self.folder / f"{name}.key")
        # The anchors of the machine belong to the site they were copied from.
        site = open_unlocked(folder / name, keyring, unlocked)
        site.gateway.read_only = None
        site.anchors = None
        site.gateway.actor = self.actors[name]
        return site


def make_sites(folder: Path, names: dict[str, tuple[str, str]] = NAMES) -> Kit:
    """Make a headquarters and branches that have its invitation."""
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
    actors: dict[str, Actor] = {}
    codes: dict[str, str] = {}
    opened: dict[str, OpenSite] = {}
    for name, (code, title) in names.items():
        kind = SiteKind.HEADQUARTERS if name == "hq" else SiteKind.BRANCH
        site, paper = create_site(
            folder / name,
            SiteDraft(kind, code, title, pack),
            "admin",
            "李晓敏",
            PASSWORD,
            cost=COST,
        )
        site.keyring.add_service(site.unlocked, folder / f"{name}.key")
        opened[name], codes[name] = site, paper.recovery_code
        actors[name] = site.gateway.actor
    for name, (code, title) in names.items():
        if name != "hq":
            invitation = folder / f"{name}.redress-enrolment"
            invitation.write_bytes(write_invitation(opened["hq"].gateway, code, title))
            join(opened[name].gateway, invitation)
    for site in opened.values():
        site.close()
    return Kit(folder, actors, codes)


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """Give the sites once for all stories; each opens copies of its own."""
    return make_sites(tmp_path_factory.mktemp("kit"))


@pytest.fixture
def sites(kit: Kit, tmp_path: Path) -> Iterator[dict[str, OpenSite]]:
    """Give open copies of the sites."""
    opened = kit.open_copy(tmp_path)
    yield opened
    for site in opened.values():
        site.close()


@pytest.fixture(scope="session")
def world_kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """Give sites that have some tickets in common, each at another point of its life."""
    kit = make_sites(tmp_path_factory.mktemp("world"))
    folder = tmp_path_factory.mktemp("seeded")
    sites = kit.open_copy(folder)
    world = World(sites, folder)
    for act, who, choice in SEED:
        world.do(act, who, choice)
    assert world.refusals == []
    for name, site in sites.items():
        shutil.copy(kit.folder / f"{name}.key", folder / f"{name}.key")
        site.close()
    for way in folder.glob("*-to-*"):
        shutil.rmtree(way)
    return Kit(folder, kit.actors, kit.codes)
