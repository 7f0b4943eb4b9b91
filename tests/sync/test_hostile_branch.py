"""A branch that is enrolled and signs whatever it likes: what may headquarters believe it?"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text

from desktop.errors import DeskError, InputError
from desktop.models.casework import Note
from desktop.models.codecs import Octets, canonical
from desktop.models.desk import EntryTicket
from desktop.models.evidence import Evidence
from desktop.models.exchange import Conflict, TakeIn
from desktop.models.rulepack import parse_rule_pack
from desktop.models.tables import SCHEMA
from desktop.models.ticket import Ticket
from desktop.resources import resource_path
from desktop.services.casework import add_note, resolve_ticket
from desktop.services.checking import verify_site
from desktop.services.evidence import attach_bytes
from desktop.services.intake import register_ticket
from desktop.services.records import Names
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.work import new_uid
from desktop.storage.ledger import (
    FORMAT,
    StoredEntry,
    _command_bytes,
    digest_of,
    head_of,
    store,
)
from desktop.storage.seals import seal
from desktop.sync.conflicts import conflict_rows
from desktop.sync.container import Layout, write_container
from desktop.sync.enrolment import introduce
from desktop.sync.reader import read_manifest
from desktop.sync.rounds import take_in_files
from desktop.sync.shape import MALFORMED, check_shape
from desktop.sync.shipping import _sources, export_bundle
from desktop.sync.standing import exchange_standing
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import Status
from tests.journeys.conftest import Kit, make_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.services.opening import OpenSite
    from desktop.vocabulary import TicketId


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_sites(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def sites(kit: Kit, tmp_path: Path) -> Iterator[dict[str, OpenSite]]:
    opened = kit.open_copy(tmp_path)
    yield opened
    for site in opened.values():
        site.close()


@pytest.fixture
def hq(sites: dict[str, OpenSite]) -> OpenSite:
    return sites["hq"]


@pytest.fixture
def thief(sites: dict[str, OpenSite]) -> OpenSite:
    return sites["xian"]


@pytest.fixture
def honest(sites: dict[str, OpenSite]) -> OpenSite:
    return sites["binjiang"]


def register(site: OpenSite, facts: str = "电饭煲坏了") -> TicketId:
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft("13800138000"),))
    return site.gateway.call(register_ticket, TicketDraft(facts=facts, complainant=person)).id


def ship(site: OpenSite, hq: OpenSite) -> Any:
    made = export_bundle(site)
    assert made is not None
    return import_bundle(hq, site.outbox / made.file_name)


def change(table: str, site: str, uid: str, op: str, fields: Any, **more: Any) -> Any:
    return {"table": table, "site": site, "uid": uid, "op": op, "fields": fields} | more


def forge(site: OpenSite, *changes: Any, about: Any = (), **said: Any) -> int:
    """Write an entry that no command of the program would write, with the site's own key."""
    own = site.gateway.facts.card
    with site.database.write() as session:
        head = head_of(session.connection(), own.uid)
        body = {
            "v": FORMAT,
            "schema": 1,
            "site": own.uid,
            "epoch": own.epoch,
            "seq": head.seq + 1,
            "at": head.at,
            "actor": None,
            "use_case": "add_note",
            "command": new_uid(),
            "previous": head.digest.hex(),
            "about": [list(one) for one in about],
            "changes": list(changes),
            "private": {"salt": "", "reason": None},
            "unattended": True,
        } | said
        body = {key: value for key, value in body.items() if value is not ...}
        raw = canonical(body)
        digest = digest_of(head.digest, raw)
        signed = site.gateway.facts.signing_key.sign(digest)
        entry = StoredEntry(own.uid, head.seq + 1, raw, digest, signed)
        store(session.connection(), [(entry, head.at, "add_note", None, new_uid())])
    return head.seq + 1


def ticket_at(site: OpenSite, ticket: TicketId) -> Ticket | None:
    return site.gateway.at_desk(lambda work: work.session.get(Ticket, tuple(ticket)))


def sound(hq: OpenSite) -> None:
    assert verify_site(hq).findings == []


def verdicts(hq: OpenSite) -> list[str]:
    def read(work: Any) -> list[str]:
        rows = work.session.scalars(select(TakeIn.verdicts).where(TakeIn.site == work.site.uid))
        return [verdict for row in rows for verdict in row.values()]

    return hq.gateway.at_desk(read)


@pytest.fixture
def victim(hq: OpenSite, thief: OpenSite, honest: OpenSite) -> TicketId:
    """Give a ticket of the honest branch that headquarters knows."""
    register(thief)
    ship(thief, hq)
    found = register(honest, "别人的事")
    ship(honest, hq)
    return found


@pytest.mark.parametrize("claim", ["own", "none", "theirs"])
def test_state_of_another_branchs_ticket_stays_whatever_ticket_is_claimed(
    claim: str, hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    claimed = {"own": {"ticket": own.uid}, "none": {}, "theirs": {"ticket": victim.uid}}[claim]
    forge(
        thief,
        change(
            "ticket",
            victim.site,
            victim.uid,
            "update",
            {"status": ["registered", "voided"], "custodian": [victim.site, own.site]},
            **claimed,
        ),
        about=[own, victim],
    )
    ship(thief, hq)
    kept = ticket_at(hq, victim)
    assert kept is not None
    assert (kept.status, kept.custodian) == (Status.REGISTERED, victim.site)
    sound(hq)


def test_a_seal_hides_no_columns(hq: OpenSite, thief: OpenSite, victim: TicketId) -> None:
    own = register(thief)
    ship(thief, hq)
    key = thief.gateway.at_desk(
        lambda work: work.session.execute(
            text("SELECT key FROM subject_key WHERE subject = :s"), {"s": bytes.fromhex(own.uid)}
        ).scalar_one()
    )
    hidden = seal(key, ["ticket", victim.site, victim.uid], {"status": ["registered", "voided"]})
    forge(
        thief,
        change(
            "ticket",
            victim.site,
            victim.uid,
            "update",
            {},
            ticket=victim.uid,
            subject=own.uid,
            names=[],
            sealed=hidden,
        ),
        about=[own],
    )
    with pytest.raises(DeskError):
        ship(thief, hq)
    kept = ticket_at(hq, victim)
    assert kept is not None
    assert kept.status is Status.REGISTERED


def test_no_facts_on_a_ticket_of_another_branch(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    note = {
        "ticket_site": victim.site,
        "ticket_uid": victim.uid,
        "kind": "note",
        "at": 1,
        "text": "顾客已满意",
    }
    own = thief.gateway.facts.card.uid
    forge(thief, change("note", own, new_uid(), "insert", note, ticket=victim.uid), about=[victim])
    forge(thief, change("note", own, new_uid(), "insert", note), about=[])
    forge(thief, about=[victim])
    ship(thief, hq)
    assert verdicts(hq) == ["ticket_unknown"] * 3

    def seen(work: Any) -> tuple[int, int, int]:
        links = work.session.scalars(
            select(EntryTicket.site).where(EntryTicket.ticket_uid == victim.uid)
        )
        disputes = work.session.scalars(
            select(Conflict).where(Conflict.ticket_uid == victim.uid)
        ).all()
        notes = work.session.execute(text("SELECT count(*) FROM note")).scalar_one()
        return sum(site == own for site in links), len(disputes), notes

    assert hq.gateway.at_desk(seen) == (0, 0, 0)
    sound(hq)


def test_a_uid_of_another_site_is_nobody_elses(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    mine = ticket_at(thief, own)
    assert mine is not None
    fields: dict[str, Any] = {
        "number": "SH001-260101-001",
        "business_day": "2026-01-01",
        "serial": 1,
        "nature": "complaint",
        "channel": "walk_in",
        "status": "registered",
        "severity": "normal",
        "category": "unsorted",
        "facts": "冒充",
        "demands": [],
        "currency": "CNY",
        "received_at": 1,
        "registered_at": 1,
        "flags": [],
        "pack": mine.pack,
        "custodian": own.site,
        "with_manager": False,
        "routes_told": False,
        "version": 1,
    }
    forge(
        thief,
        change("ticket", own.site, victim.uid, "insert", fields, ticket=victim.uid),
        about=[(own.site, victim.uid)],
    )
    ship(thief, hq)
    assert verdicts(hq) == ["row_exists"]
    assert ticket_at(hq, victim) is not None
    sound(hq)


def test_numbers_of_other_branches_cannot_be_taken_before_them(
    hq: OpenSite, thief: OpenSite, honest: OpenSite
) -> None:
    wanted = register(honest)
    known = ticket_at(honest, wanted)
    assert known is not None
    number = known.number
    own = register(thief)
    mine = ticket_at(thief, own)
    assert mine is not None
    fields: dict[str, Any] = {
        "number": number,
        "business_day": "2026-01-01",
        "serial": 1,
        "nature": "complaint",
        "channel": "walk_in",
        "status": "registered",
        "severity": "normal",
        "category": "unsorted",
        "facts": "占号",
        "demands": [],
        "currency": "CNY",
        "received_at": 1,
        "registered_at": 1,
        "flags": [],
        "pack": mine.pack,
        "custodian": own.site,
        "with_manager": False,
        "routes_told": False,
        "version": 1,
    }
    uid = new_uid()
    forge(
        thief,
        change("ticket", own.site, uid, "insert", fields, ticket=uid),
        about=[(own.site, uid)],
    )
    ship(thief, hq)
    assert verdicts(hq) == ["row_exists"]
    ship(honest, hq)
    assert ticket_at(hq, wanted) is not None
    sound(hq)


def test_people_and_sites_of_others_keep_their_names(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = thief.gateway.facts.card.uid
    officer = hq.gateway.actor.staff
    assert officer is not None
    person = {"login": "x", "name": "假总部", "role": "admin", "active": True, "added_at": 1}
    place = {
        "code": "HQ",
        "name": "假总部",
        "kind": "hq",
        "zone": "Asia/Shanghai",
        "currency": "CNY",
        "pack": "x",
    }
    forge(thief, change("staff", own, officer, "insert", person))
    forge(thief, change("site", own, victim.site, "insert", place))
    ship(thief, hq)
    named = hq.gateway.at_desk(lambda work: Names(work).staff(officer))
    placed = hq.gateway.at_desk(lambda work: Names(work).site(victim.site))
    assert (named, placed) == ("李晓敏", "滨江店")
    sound(hq)


def test_nobody_signs_in_the_name_of_headquarters_people(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = thief.gateway.facts.card.uid
    officer = hq.gateway.actor.staff
    assert officer is not None
    key, key_uid = Ed25519PrivateKey.generate(), new_uid()
    fields = {
        "staff_uid": officer,
        "public": Octets().to_plain(key.public_key().public_bytes_raw()),
        "made_at": 1,
    }
    forge(thief, change("staff_key", own, key_uid, "insert", fields))
    told = {
        "site": own,
        "use_case": "add_note",
        "command": new_uid(),
        "at": thief.gateway.at_desk(lambda work: head_of(work.connection, own).at),
    }
    signature = base64.b64encode(key.sign(_command_bytes(told, "00"))).decode()
    forge(
        thief,
        actor=officer,
        command=told["command"],
        unattended=...,
        signed={"key": key_uid, "arguments": "00", "signature": signature},
    )
    with pytest.raises(DeskError):
        ship(thief, hq)


def test_foreign_keys_and_invitations_are_no_branches_of_ours(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = thief.gateway.facts.card.uid
    before = hq.gateway.call(exchange_standing).branches
    invitation = {
        "code": "SH999",
        "name": "不存在的店",
        "epoch": "a",
        "secret_digest": "AAAA",
        "invited_at": 1,
    }
    forge(thief, change("enrolment", own, new_uid(), "insert", invitation))
    ship(thief, hq)
    found = hq.gateway.call(exchange_standing).branches
    assert [one.code for one in found] == [one.code for one in before]


SOUND: dict[str, Any] = {
    "v": FORMAT,
    "schema": 1,
    "site": "a" * 32,
    "epoch": "e",
    "seq": 1,
    "at": 1,
    "actor": None,
    "use_case": "add_note",
    "command": "b" * 32,
    "previous": "0" * 64,
    "about": [],
    "changes": [],
    "private": {"salt": "", "reason": None},
    "unattended": True,
}


def nested(levels: int) -> Any:
    found: Any = {}
    for _ in range(levels):
        found = {"x": found}
    return found


def timing_of(told: Any) -> Any:
    changes = [change("ticket", "0" * 32, "0" * 32, "update", {"timing": [None, told]})]
    return SOUND | {"schema": SCHEMA, "changes": changes}


def test_an_entry_of_the_right_form_passes() -> None:
    check_shape(canonical(SOUND), SOUND)


@pytest.mark.parametrize("pauses", [[], [[1, None]], [[1, 1], [1, 7], [9, None]]])
def test_a_timing_of_the_right_form_passes(pauses: Any) -> None:
    body = timing_of({"pauses": pauses, "extended": 3})
    check_shape(canonical(body), body)


@pytest.mark.parametrize(
    "told",
    [
        {"pauses": "x", "extended": 0},
        {"pauses": [1], "extended": 0},
        {"pauses": [[1]], "extended": 0},
        {"pauses": [["1", "2"]], "extended": 0},
        {"pauses": [[2, 1]], "extended": 0},
        {"pauses": [[5, 6], [1, 2]], "extended": 0},
        {"pauses": [[1, None], [3, 4]], "extended": 0},
        {"pauses": [[None, None]], "extended": 0},
        {"pauses": [[True, None]], "extended": 0},
        {"pauses": [[1, 2**53 - 1]], "extended": 0},
        {"pauses": [], "extended": -1},
        {"pauses": [], "extended": "1"},
        {"pauses": [], "extended": 10**9},
        {"pauses": []},
        {"pauses": [], "extended": 0, "more": 1},
    ],
)
def test_a_timing_that_no_clock_can_count_is_refused(told: Any) -> None:
    body = timing_of(told)
    with pytest.raises(MALFORMED):
        check_shape(canonical(body), body)


@pytest.mark.parametrize(
    "said",
    [
        {"changes": [{"table": "note"}]},
        {"changes": [7]},
        {"changes": [change("no_such", "0" * 32, "0" * 32, "insert", {})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "delete", {})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "update", {"at": [1]})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"at": "soon"})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"at": True})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"at": -1})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"text": 7})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"text": "a\0b"})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"kind": "no such"})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"no_such_column": 1})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", {"site": "0" * 32})]},
        {"changes": [change("note", "0" * 32, "0" * 32, "insert", [])]},
        {"changes": [change("note", "x", "0" * 32, "insert", {})]},
        {"changes": {}},
        {"about": [["x"]]},
        {"about": 7},
        {"use_case": 7},
        {"use_case": "x" * 1000},
        {"use_case": "delete everything; --"},
        {"private": "x"},
        {"private": {"subject": "0" * 32, "sealed": "AAAA"}},
        {"actor": 7},
        {"changes": [change("rule_pack", "0" * 32, "0" * 32, "insert", {"body": nested(400)})]},
        {"at": -1},
        {"at": "now"},
        {"command": "x"},
        {"schema": "1"},
        {"schema": 0},
        {"unattended": False},
        {"surprise": 1},
        {"v": 2},
    ],
)
def test_entries_of_another_form_are_refused(said: Any) -> None:
    body = SOUND | said
    with pytest.raises(MALFORMED):
        check_shape(canonical(body), body)


@pytest.mark.parametrize(
    "raw",
    [
        b" " + canonical(SOUND),
        canonical(SOUND).replace(b'"at":1', b'"at":2,"at":1'),
        canonical(SOUND).replace(b'"at":1', b'"at":1.0'),
    ],
)
def test_bytes_that_two_readers_could_read_differently_are_refused(raw: bytes) -> None:
    with pytest.raises((*MALFORMED, DeskError)):
        check_shape(raw, json.loads(raw))


def test_a_malformed_bundle_stops_nobody_else(
    hq: OpenSite, thief: OpenSite, honest: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    fields = {"status": ["voided"]}
    forge(thief, change("ticket", own.site, own.uid, "update", fields, ticket=own.uid), about=[own])
    bad = export_bundle(thief)
    register(honest)
    made = export_bundle(honest)
    assert bad is not None
    assert made is not None
    found = take_in_files(hq, [thief.outbox / bad.file_name, honest.outbox / made.file_name])
    by_name = {one.file_name: one for one in found}
    assert by_name[bad.file_name].error is not None
    assert by_name[made.file_name].arrived is not None
    sound(hq)


def test_a_branch_gives_its_ticket_to_nobody_who_did_not_accept(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    given = {"custodian": [own.site, hq.gateway.facts.card.uid]}
    forge(thief, change("ticket", own.site, own.uid, "update", given, ticket=own.uid), about=[own])
    ship(thief, hq)
    found = ticket_at(hq, own)
    assert found is not None
    assert found.custodian == own.site
    sound(hq)


def test_a_row_never_moves_to_another_ticket(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    thief.gateway.call(add_note, own, "会搬家的话")
    note = thief.gateway.at_desk(lambda work: work.session.scalars(select(Note)).one())
    moved = {
        "ticket_site": [own.site, victim.site],
        "ticket_uid": [own.uid, victim.uid],
    }
    forge(thief, change("note", own.site, note.uid, "update", moved, ticket=own.uid), about=[own])
    ship(thief, hq)
    assert verdicts(hq) == ["not_owner"]
    sound(hq)


def test_contacts_are_not_added_to_a_person_of_another_branch(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    there = ticket_at(hq, victim)
    assert there is not None
    own = thief.gateway.facts.card.uid
    point = {
        "person_site": there.complainant_site,
        "person_uid": there.complainant_uid,
        "kind": "phone",
        "value": "13900000000",
    }
    forge(thief, change("contact_point", own, new_uid(), "insert", point))
    ship(thief, hq)
    assert verdicts(hq) == ["not_owner"]


def test_an_entry_refused_without_a_ticket_does_not_cost_the_receipt(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = thief.gateway.facts.card.uid
    officer = hq.gateway.actor.staff
    assert officer is not None
    person = {"login": "x", "name": "假总部", "role": "admin", "active": True, "added_at": 1}
    forge(thief, change("staff", own, officer, "insert", person))
    ship(thief, hq)
    made = export_bundle(hq, own)
    assert made is not None
    arrived = import_bundle(thief, hq.outbox / made.file_name)
    assert arrived.conflicts == 0
    assert thief.gateway.call(exchange_standing).unreceipted == 0


def test_honest_work_after_all_that(hq: OpenSite, thief: OpenSite, victim: TicketId) -> None:
    own = register(thief)
    thief.gateway.call(add_note, own, "真的")
    thief.gateway.call(resolve_ticket, own, "已换货", "phone")
    ship(thief, hq)
    assert verdicts(hq) == []
    found = ticket_at(hq, own)
    assert found is not None
    assert found.status is Status.RESOLVED
    sound(hq)


@pytest.mark.parametrize("length", [0, -1, 10_001, 2**53 - 1])
def test_a_clock_beyond_all_dates_makes_no_rule_pack(length: int) -> None:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
    parse_rule_pack(pack)
    pack["clocks"]["decision"]["length"] = length
    with pytest.raises(InputError):
        parse_rule_pack(pack)


def test_an_entry_that_comes_back_brings_no_other_branchs_evidence(
    hq: OpenSite, thief: OpenSite, honest: OpenSite
) -> None:
    attach_bytes(honest.gateway, register(honest), b"a till slip", "小票.txt")
    ship(honest, hq)
    uid = hq.gateway.at_desk(lambda work: work.session.scalars(select(Evidence.uid)).one())
    for author, brought in ((honest, 1), (thief, 0)):
        claimed = change("evidence", honest.gateway.facts.card.uid, uid, "insert", {})
        body = {"site": author.gateway.facts.card.uid, "changes": [claimed]}
        with hq.database.read() as session:
            assert len(_sources(hq, session.connection(), [body])) == brought


def test_what_is_sealed_must_open_though_nobody_reads_it(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    rubbish = {"subject": own.uid, "sealed": base64.b64encode(bytes(64)).decode()}
    forge(thief, about=[own], private=rubbish)
    with pytest.raises(DeskError) as refused:
        ship(thief, hq)
    assert refused.value.code == "ledger.seal_broken"
    sound(hq)


def test_what_is_not_applied_is_sealed_rightly_too(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    hidden = {"subject": own.uid, "names": ["facts"], "sealed": "AAAA"}
    given = {"custodian": [own.site, victim.site]}
    told = change("ticket", own.site, own.uid, "update", given, ticket=own.uid) | hidden
    forge(thief, told, about=[own])
    with pytest.raises(DeskError) as refused:
        ship(thief, hq)
    assert refused.value.code == "ledger.seal_broken"
    assert hq.gateway.call(conflict_rows) == ()


def test_an_entry_names_every_ticket_that_it_changes(
    hq: OpenSite, thief: OpenSite, victim: TicketId
) -> None:
    own = register(thief)
    fields = {"category": ["unsorted", "quality"]}
    forge(thief, change("ticket", own.site, own.uid, "update", fields, ticket=own.uid))
    with pytest.raises(DeskError) as refused:
        ship(thief, hq)
    assert refused.value.code == "bundle.contradiction"
    sound(hq)


@pytest.mark.parametrize("proof", ["é", "", "0" * 64, 5, None])
def test_a_stranger_who_introduces_himself_oddly_stops_nobody(
    proof: Any, hq: OpenSite, thief: OpenSite, honest: OpenSite, tmp_path: Path
) -> None:
    told = introduce(thief.gateway) | {"proof": proof}
    made = export_bundle(thief)
    assert made is not None
    path = tmp_path / "strange.redress"
    manifest = read_manifest(thief.outbox / made.file_name)
    said = json.loads(manifest.raw) | {"extensions": {"introduction": told}}
    raw = canonical(said)
    signed = thief.gateway.facts.signing_key.sign(raw)
    layout = Layout.of(raw, signed, 0, 0)
    with path.open("wb") as target:
        write_container(target, raw, signed, [], layout)
    register(honest)
    good = export_bundle(honest)
    assert good is not None
    found = take_in_files(hq, [path, honest.outbox / good.file_name])
    errors = {one.file_name: one.error.code if one.error else "" for one in found}
    assert errors == {path.name: "bundle.unknown_sender", good.file_name: ""}
