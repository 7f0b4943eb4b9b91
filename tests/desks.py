"""Whole desks for tests: made once a session, copied for each test, everybody's keys at hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from desktop.models.base import TableKind
from desktop.models.tables import KINDS, SEARCH_INDEX
from desktop.resources import resource_path
from desktop.services.escalations import (
    accept_hand_over,
    ask_headquarters,
    hand_over,
    recall_hand_over,
)
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite, create_site, open_unlocked
from desktop.services.sites import SiteDraft
from desktop.services.staff import add_staff
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.use_case import UseCase
from desktop.services.work import Actor
from desktop.storage.database import DeskSession
from desktop.storage.keyfile import Cost
from desktop.storage.keyring import Keyring
from desktop.storage.ledger import StoredEntry, entries
from desktop.storage.unlocked import Unlocked
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.placing import Arrived
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import Role, SiteKind, TicketId, Uid

P = ParamSpec("P")
T = TypeVar("T")

CHEAP = Cost(3, 65536)
PASSWORD = "Kuaile-2026!"
MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
BRANCH, HEADQUARTERS = "branch", "hq"
PEOPLE = {
    BRANCH: {
        "chen": ("陈涛", Role.CLERK),
        "zhao": ("赵敏", Role.CLERK),
        "wang": ("王建国", Role.MANAGER),
        "gao": ("高明", Role.MANAGER),
        "lin": ("林审计", Role.AUDITOR),
    },
    HEADQUARTERS: {"sun": ("孙倩", Role.OFFICER), "zhou": ("周航", Role.OFFICER)},
}
NAMES = {BRANCH: ("SH001", "西安路店"), HEADQUARTERS: ("HQ", "总部客户服务部")}


def at(told: str) -> int:
    """Give an instant of Shanghai (ISO 8601) in µs UTC."""
    return (
        int(datetime.fromisoformat(told).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp())
        * 10**6
    )


OPENING = at("2026-03-10 10:00")
"""A Tuesday morning on which the sites of the template were founded."""


def retail_pack() -> dict[str, Any]:
    """Read the rule pack that comes with the product for shops."""
    raw = resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8")
    pack: dict[str, Any] = json.loads(raw)
    return pack


@dataclass
class Clock:
    """The clock of a PC, set by hand."""

    now: int = OPENING

    def __call__(self) -> int:
        return self.now

    def advance(self, microseconds: int) -> None:
        self.now += microseconds


@dataclass
class Desk:
    """One open site with a clock of its own and everybody's signing keys."""

    site: OpenSite
    clock: Clock
    actors: dict[str, Actor]
    uid: Uid = field(init=False)

    def __post_init__(self) -> None:
        self.uid = self.site.gateway.facts.card.uid

    def by(self, login: str, case: UseCase[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a use case as one of the people."""
        return self.site.gateway.call_as(self.actors[login], case, *args, **kwargs)

    def stand(self, login: str) -> None:
        """Let somebody stand before the door."""
        self.site.gateway.actor = self.actors[login]

    def register(
        self, facts: str = "推车前轮支架断裂", login: str = "chen", **told: Any
    ) -> TicketId:
        """Register a complaint of a person with a phone."""
        person = ComplainantDraft(name="王小明", contacts=(ContactDraft("13800138000", "本人"),))
        draft = replace(TicketDraft(facts=facts, complainant=person), **told)
        return self.by(login, register_ticket, draft).id

    def write(self, act: Callable[[DeskSession], T]) -> T:
        """Do something in a write transaction behind the door's back."""
        with self.site.database.write() as session:
            return act(session)

    def entries(self) -> list[StoredEntry]:
        """Read the site's own ledger."""
        with self.site.database.read() as session:
            return list(entries(session.connection(), self.uid))

    def last(self) -> dict[str, Any]:
        """Give the body of the last own entry."""
        return self.entries()[-1].parsed()

    def rows(self, *kinds: TableKind) -> dict[str, list[tuple[Any, ...]]]:
        """Give every stored row of the tables of some kinds (of all, if none is named)."""
        names = [
            name
            for name, kind in sorted(KINDS.items())
            if name != SEARCH_INDEX and (not kinds or kind in kinds)
        ]
        with self.site.database.read() as session:
            return {
                name: sorted(map(tuple, session.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
                for name in names
            }


@dataclass
class Template:
    """Closed sites in a folder, with what opens copies of them at once."""

    folder: Path
    masters: dict[str, tuple[str, bytes]]
    actors: dict[str, dict[str, Actor]]
    opening: int = OPENING
    """When the sites were founded."""

    def open(self, name: str, folder: Path, clock: Clock | None = None) -> Desk:
        """Open a copy of one site; nobody stands before its door yet."""
        if not (folder / name).exists():
            shutil.copytree(self.folder / name, folder / name)
        return self.open_folder(name, folder / name, clock or Clock(OPENING + HOUR))

    def open_folder(self, name: str, folder: Path, clock: Clock) -> Desk:
        """Open a site of this template that lies in a folder."""
        uid, master = self.masters[name]
        keyring = Keyring.load(folder)
        site = open_unlocked(folder, keyring, Unlocked(uid, master), clock=clock)
        return Desk(site, clock, self.actors[name])


def make_template(folder: Path, opening: int = OPENING) -> Template:
    """Found a headquarters and a branch that has joined it, with all their people."""
    made = Template(folder, {}, {}, opening)
    sites = {name: _found(made, name) for name in (HEADQUARTERS, BRANCH)}
    code, title = NAMES[BRANCH]
    invitation = folder / "branch.redress-enrolment"
    invitation.write_bytes(write_invitation(sites[HEADQUARTERS].gateway, code, title))
    join(sites[BRANCH].gateway, invitation)
    for site in sites.values():
        site.close()
    return made


def _found(made: Template, name: str) -> OpenSite:
    kind = SiteKind.BRANCH if name == BRANCH else SiteKind.HEADQUARTERS
    site, _ = create_site(
        made.folder / name,
        SiteDraft(kind, *NAMES[name], retail_pack(), phone="021-5555 0000"),
        "admin",
        "李晓敏",
        PASSWORD,
        cost=CHEAP,
        clock=Clock(made.opening),
    )
    master = site.unlocked._lent()
    admin = site.gateway.actor
    actors = {"admin": admin}
    for login, (told, role) in PEOPLE[name].items():
        site.gateway.call_as(admin, add_staff, login, told, role)
        key = Ed25519PrivateKey.generate()
        actors[login] = site.sign_in(
            Unlocked(site.unlocked.site_uid, master, login=login, signing_key=key)
        )
    site.gateway.actor = admin
    made.masters[name] = (site.unlocked.site_uid, master)
    made.actors[name] = actors
    return site


class Pair:
    """A branch and its headquarters, opened when first asked for."""

    def __init__(self, template: Template, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock(template.opening + HOUR)
        self._template = template
        self._open: dict[str, Desk] = {}

    @property
    def branch(self) -> Desk:
        return self.at(BRANCH)

    @property
    def hq(self) -> Desk:
        return self.at(HEADQUARTERS)

    def at(self, name: str) -> Desk:
        if name not in self._open:
            self._open[name] = self._template.open(name, self.folder, self.clock)
        return self._open[name]

    def reopen(self, name: str) -> Desk:
        """Open a site again after something was done to its folder."""
        self._open[name] = self._template.open(name, self.folder, self.clock)
        return self._open[name]

    def open_folder(self, name: str, folder: Path) -> Desk:
        """Open another copy of a site; whoever asks for it closes it."""
        return self._template.open_folder(name, folder, self.clock)

    def copy(self, name: str, folder: Path) -> Desk:
        """Open a fresh copy of a site elsewhere; whoever asks for it closes it."""
        return self._template.open(name, folder, self.clock)

    def up(self) -> Arrived | None:
        """Ship what is new at the branch and take it in at headquarters."""
        return self._carry(self.branch, self.hq)

    def down(self) -> Arrived | None:
        """Ship what headquarters has for the branch and take it in there."""
        return self._carry(self.hq, self.branch)

    def _carry(self, sender: Desk, receiver: Desk) -> Arrived | None:
        made = export_bundle(sender.site, receiver.uid, actor=sender.actors["admin"])
        if made is None:
            return None
        before = receiver.site.gateway.actor
        receiver.stand("admin")
        try:
            return import_bundle(receiver.site, sender.site.outbox / made.file_name)
        finally:
            receiver.site.gateway.actor = before

    def asked(self) -> TicketId:
        """Give a ticket about which the branch asks headquarters, known there."""
        ticket = self.branch.register()
        self.branch.by("chen", ask_headquarters, ticket, "顾客要求三倍赔偿")
        self.up()
        return ticket

    def offered(self) -> TicketId:
        """Give a ticket whose custody the branch offers, known at headquarters."""
        ticket = self.branch.register()
        self.branch.by("chen", hand_over, ticket, "涉及供应商")
        self.up()
        return ticket

    def disputed(self) -> TicketId:
        """Give a ticket that both sites changed: headquarters has a conflict to decide."""
        ticket = self.offered()
        self.hq.by("sun", accept_hand_over, ticket, "总部接手")
        self.branch.by("chen", recall_hand_over, ticket, "顾客已满意")
        self.up()
        return ticket

    def close(self) -> None:
        for desk in self._open.values():
            desk.site.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Give the closed sites, made once."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def pair(template: Template, tmp_path: Path) -> Iterator[Pair]:
    """Give a branch and its headquarters."""
    made = Pair(template, tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(pair: Pair) -> Desk:
    """Give the open branch."""
    return pair.branch
