"""Two joined sites for faults, which any process opens with what lies in their folder."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.resources import resource_path
from desktop.services.opening import OpenSite, create_site, open_unlocked
from desktop.services.sites import SiteDraft
from desktop.services.work import Actor
from desktop.storage.keyfile import Cost
from desktop.storage.keyring import Keyring
from desktop.storage.ledger import Signer
from desktop.sync.enrolment import join, write_invitation
from desktop.vocabulary import Role, SiteKind, Uid

BRANCH, HEADQUARTERS = "branch", "hq"
PASSWORD = "Dengta-2026-xiawu"
COST = Cost(3, 65536)
SECOND = 1_000_000
DAY = 24 * 3600 * SECOND
WAY_UP, WAY_DOWN = "up", "down"
_PEOPLE = "people.json"
_NAMES = {HEADQUARTERS: ("HQ", "总部"), BRANCH: ("SH001", "西安路店")}


class RunningClock:
    """A PC's clock that starts where it is told, runs on, and can be set to the next day."""

    def __init__(self, start: int) -> None:
        self._offset = start - self._elapsed()

    def __call__(self) -> int:
        return self._elapsed() + self._offset

    def next_day(self) -> None:
        self._offset += DAY

    @staticmethod
    def _elapsed() -> int:
        return time.monotonic_ns() // 1000


@dataclass(frozen=True)
class Ground:
    """A folder with both sites, the ways between them, and their administrator's key."""

    folder: Path

    def site(self, name: str) -> Path:
        return self.folder / name

    def way(self, name: str) -> Path:
        """Give the folder in which bundles of one direction lie."""
        return self.folder / name

    def open(self, name: str, now: int) -> OpenSite:
        """Open a site as any of the program's processes does; its administrator stands there."""
        keyring = Keyring.load(self.site(name))
        unlocked = keyring.unlock_with_service(self.folder / f"{name}.key")
        site = open_unlocked(self.site(name), keyring, unlocked, clock=RunningClock(now))
        site.gateway.actor = self._actor(name)
        return site

    def _actor(self, name: str) -> Actor:
        told = json.loads((self.folder / _PEOPLE).read_text(encoding="utf-8"))[name]
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["secret"]))
        staff = Uid(told["staff"])
        signer = Signer(staff, Uid(told["key"]), key)
        return Actor(staff, "admin", "李晓敏", Role.ADMIN, signer)


def make_ground(folder: Path) -> Ground:
    """Found a headquarters and a branch that has joined it; both are closed."""
    ground = Ground(folder)
    sites = {name: _found(ground, name) for name in _NAMES}
    invitation = folder / "branch.redress-enrolment"
    invitation.write_bytes(write_invitation(sites[HEADQUARTERS].gateway, *_NAMES[BRANCH]))
    join(sites[BRANCH].gateway, invitation)
    people = {}
    for name, site in sites.items():
        signer = site.gateway.actor.signer
        assert signer is not None
        secret = signer.key.private_bytes_raw().hex()
        people[name] = {"staff": signer.staff, "key": signer.key_uid, "secret": secret}
        site.close()
    (folder / _PEOPLE).write_text(json.dumps(people), encoding="utf-8")
    for way in (WAY_UP, WAY_DOWN):
        ground.way(way).mkdir()
    return ground


def copy_ground(ground: Ground, folder: Path) -> Ground:
    """Copy both sites, so that each campaign starts on fresh ones."""
    shutil.copytree(ground.folder, folder)
    return Ground(folder)


def _found(ground: Ground, name: str) -> OpenSite:
    site = found_site_in(ground.site(name), name)
    site.keyring.add_service(site.unlocked, ground.folder / f"{name}.key")
    return site


def found_site_in(folder: Path, name: str) -> OpenSite:
    """Make a new site in a folder, at the lowest cost of a sign-in."""
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
    kind = SiteKind.BRANCH if name == BRANCH else SiteKind.HEADQUARTERS
    draft = SiteDraft(kind, *_NAMES[name], pack)
    site, _ = create_site(folder, draft, "admin", "李晓敏", PASSWORD, cost=COST)
    return site
