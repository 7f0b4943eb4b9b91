"""The place of the attacks: a headquarters, an honest branch, and one that turns enemy."""

from __future__ import annotations

import io
import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import text

from desktop.services import casework, escalations, evidence, intake, remedies
from desktop.services.opening import OpenSite
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.storage.ledger import head_of
from desktop.sync.enrolment import introduce
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import PayoutMeans, PromiseState, Ref, RemedyKind, TicketId, Uid
from tests.faults.enemy import Enemy, Story
from tests.faults.watch import Watch
from tests.journeys.conftest import Kit, make_sites
from tests.sync.making import digest

LATER = 4 * 10**15
ENEMY, HONEST, HQ = "xian", "binjiang", "hq"


@dataclass
class Siege:
    """Everybody's sites, the enemy in the place of one, and a watch at headquarters."""

    folder: Path
    sites: dict[str, OpenSite]
    enemy: Enemy
    watch: Watch
    stories: dict[str, Story]
    victims: dict[str, str]
    """Uids that the enemy may name: of tickets, people, keys and sites that are not its own."""

    other_epoch: str
    introduction: dict[str, str]
    commands: list[str]
    """Commands of headquarters and of the honest branch."""
    sent_by_enemy: list[Path]
    sent_by_others: list[Path]

    def stored(self, count: int) -> list[bytes]:
        """Give the enemy's latest entries as headquarters keeps them."""
        query = text("SELECT body FROM entry WHERE site = :of ORDER BY seq DESC LIMIT :n")
        with self.hq.database.read() as session:
            told = {"of": bytes.fromhex(self.enemy.uid), "n": count}
            return [bytes(row.body) for row in session.execute(query, told)][::-1]

    def read_proof(self) -> None:
        """Read the victim's evidence at headquarters from end to end."""
        ticket = TicketId(Uid(self.victims["honest"]), Uid(self.victims["victim"]))
        proof = Ref(ticket.site, Uid(self.victims["honest evidence"]))
        evidence.verify_file(self.hq.gateway, ticket, proof)

    def tickets(self) -> list[TicketId]:
        """Give some of the tickets that headquarters knows, the newest among them."""
        with self.hq.database.read() as session:
            rows = session.execute(
                text("SELECT site, uid FROM ticket ORDER BY rowid DESC LIMIT 40")
            )
            return [TicketId(Uid(row.site.hex()), Uid(row.uid.hex())) for row in rows]

    @property
    def hq(self) -> OpenSite:
        return self.sites[HQ]

    @property
    def honest(self) -> OpenSite:
        return self.sites[HONEST]

    def close(self) -> None:
        self.watch.close()
        for site in self.sites.values():
            site.close()


def picture(colour: int = 40) -> bytes:
    """Give a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (colour, 90, 120)).save(out, "PNG")
    return out.getvalue()


def register(site: OpenSite, facts: str = "电饭煲坏了") -> TicketId:
    """Register a complaint with a person and a phone."""
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft("13800138000"),))
    return site.gateway.call(
        intake.register_ticket, TicketDraft(facts=facts, complainant=person)
    ).id


def ship(site: OpenSite, hq: OpenSite) -> Path:
    """Ship what is new and let headquarters take it in."""
    made = export_bundle(site)
    assert made is not None
    path = site.outbox / made.file_name
    assert import_bundle(hq, path).verdict == "taken_in"
    return path


def _casework(site: OpenSite) -> None:
    call = site.gateway.call
    ticket = register(site)
    call(casework.add_note, ticket, "补充说明")
    call(casework.record_contact, ticket, "phone", "已联系")
    promise = call(casework.promise_answer, ticket, "明天答复", LATER, None, "phone")
    call(casework.settle_promise, ticket, promise, PromiseState.KEPT)
    remedy = call(remedies.propose_remedy, ticket, RemedyKind.APOLOGY, 0, "道歉")
    told = intake.SettlementDraft(RemedyKind.APOLOGY, PayoutMeans.GIFT, 0)
    call(remedies.pay_out, ticket, remedy, told)
    call(casework.resolve_ticket, ticket, "已换货", "phone")
    call(casework.close_ticket, ticket)
    call(casework.reopen_ticket, ticket, "顾客又来了")


def _raising(site: OpenSite) -> None:
    call = site.gateway.call
    call(escalations.ask_headquarters, register(site), "请示")
    offered = register(site)
    call(escalations.hand_over, offered, "移交")
    call(escalations.recall_hand_over, offered, "撤回")


def _proofs(site: OpenSite) -> dict[str, bytes]:
    ticket = register(site)
    found = {"小票.txt": "小票 2026-03-10 ¥399.00".encode(), "照片.png": picture()}
    for name, content in found.items():
        evidence.attach_bytes(site.gateway, ticket, content, name)
    return {digest(content): content for content in found.values()}


def lay(folder: Path) -> tuple[Kit, dict[str, Any]]:
    """Make the sites and let both branches be known at headquarters; they are closed again."""
    kit = make_sites(folder / "made")
    sites = kit.open_copy(folder / "laid")
    told: dict[str, Any] = {"after": {}, "evidence": {}}
    enemy, honest, hq = sites[ENEMY], sites[HONEST], sites[HQ]
    for name, tell in (("casework", _casework), ("raising", _raising), ("proofs", _proofs)):
        told["after"][name] = _seq(enemy)
        told["evidence"][name] = tell(enemy) or {}
    told["after"]["end"] = _seq(enemy)
    held = register(enemy, "移交总部的事")
    enemy.gateway.call(escalations.hand_over, held, "移交")
    told["sent"] = str(ship(enemy, hq).relative_to(folder / "laid"))
    hq.gateway.call(escalations.accept_hand_over, held, "接手")
    victim = register(honest, "别人的事")
    evidence.attach_bytes(honest.gateway, victim, picture(200), "合影.png")
    ship(honest, hq)
    told["named"] = _named(hq, held.uid, victim)
    for name, site in sites.items():
        site.close()
        shutil.copy(folder / "made" / f"{name}.key", folder / "laid" / f"{name}.key")
    return Kit(folder / "laid", kit.actors, kit.codes), told


def _named(hq: OpenSite, held: str, victim: TicketId) -> dict[str, str]:
    """Name what is not the enemy's: it may have heard of any of it."""
    found = {"held": held, "victim": victim.uid, "honest": victim.site}
    with hq.database.read() as session:
        for whose, site in (("honest", victim.site), ("hq", hq.gateway.facts.card.uid)):
            found[whose] = site
            for table in ("person", "staff", "staff_key", "evidence", "enrolment", "take_in"):
                query = text(f'SELECT uid FROM "{table}" WHERE site = :of LIMIT 1')
                row = session.execute(query, {"of": bytes.fromhex(site)}).first()
                if row is not None:
                    found[f"{whose} {table}"] = bytes(row.uid).hex()
    return found


def _seq(site: OpenSite) -> int:
    with site.database.read() as session:
        return head_of(session.connection(), site.gateway.facts.card.uid).seq


def open_siege(kit: Kit, told: dict[str, Any], folder: Path) -> Siege:
    """Open copies of the sites, and let the enemy take over where its branch stopped."""
    sites = kit.open_copy(folder)
    spoils = sites[HQ].gateway.facts.sealing_key
    site = sites[ENEMY]
    enemy = Enemy(site, folder / told["sent"], spoils)
    after = told["after"]
    stories = {
        name: enemy.story(site, after[name], after[until], told["evidence"][name])
        for name, until in itertools.pairwise(after)
        if name in told["evidence"]
    }
    return Siege(
        folder,
        sites,
        enemy,
        Watch(sites[HQ], enemy.uid),
        stories,
        told["named"],
        sites[HONEST].gateway.facts.card.epoch,
        introduce(site.gateway),
        _commands(sites[HQ], enemy.uid),
        sorted(site.outbox.glob("*.redress")),
        sorted([*sites[HONEST].outbox.glob("*"), *sites[HQ].outbox.glob("*")]),
    )


def _commands(hq: OpenSite, enemy: str) -> list[str]:
    query = text("SELECT command FROM entry WHERE site != :enemy ORDER BY seq LIMIT 3")
    with hq.database.read() as session:
        rows = session.execute(query, {"enemy": bytes.fromhex(enemy)})
        return [bytes(row.command).hex() for row in rows]
