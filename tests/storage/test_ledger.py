"""The ledger: chained, canonical, signed by person and site, sealed, append-only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from desktop.errors import InputError, LedgerError
from desktop.models.codecs import MAX_INTEGER, canonical
from desktop.models.person import Person
from desktop.models.site import SiteKey, Staff
from desktop.models.tables import SCHEMA
from desktop.services.casework import add_note, assign_ticket, resolve_ticket
from desktop.services.evidence import attach_bytes
from desktop.services.remedies import propose_remedy
from desktop.services.sites import change_site
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft
from desktop.services.tickets import reveal_complainant
from desktop.services.work import Actor
from desktop.storage.fold import opened_values, snapshot
from desktop.storage.ledger import (
    GENESIS,
    StoredEntry,
    check_author,
    check_link,
    check_site_signature,
    digest_of,
    entries,
    head_of,
    learn_people,
    stated_previous,
)
from desktop.storage.seals import ERASED, SubjectKeys, seal, unseal
from desktop.vocabulary import RemedyKind, Role, TicketId
from tests.desks import Desk
from tests.storage.folding import fold_into_empty

PLANTED = {
    "name": "欧阳翠花",
    "phone": "13912345678",
    "facts": "婴儿推车前轮支架断裂擦伤了膝盖",
    "note": "电话里她说丈夫姓司马",
    "result": "同意退还货款并赔礼",
    "file": "司马家的小票.txt",
    "remedy": "退款到她本人的卡",
    "order": "XS20260310099",
    "told_how": "短信发给欧阳女士",
}


def _checked(desk: Desk) -> list[dict[str, Any]]:
    """Check the whole chain and every signature; gives the bodies."""
    with desk.site.database.read() as session:
        public = session.scalars(select(SiteKey).where(SiteKey.site_uid == desk.uid)).one().signing
    people: dict[str, tuple[str, bytes]] = {}
    previous, bodies = GENESIS, []
    for seq, entry in enumerate(desk.entries(), start=1):
        body = check_link(entry, previous, seq)
        check_site_signature(entry, public)
        learn_people(body, people)
        check_author(body, people)
        previous = entry.digest
        bodies.append(body)
    return bodies


def _people(desk: Desk) -> dict[str, tuple[str, bytes]]:
    people: dict[str, tuple[str, bytes]] = {}
    for entry in desk.entries():
        learn_people(entry.parsed(), people)
    return people


# ---------------------------------------------------------------- the chain


def test_every_entry_says_the_same_of_itself_as_its_row(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", add_note, ticket, "已联系")
    for entry in desk.entries():
        body = entry.parsed()
        assert (body["site"], body["seq"], body["schema"]) == (desk.uid, entry.seq, SCHEMA)
    last = desk.last()
    assert last["use_case"] == "add_note"
    assert last["actor"] == desk.actors["chen"].staff
    assert last["at"] == desk.clock.now
    assert last["about"] == [list(ticket)]
    signer = desk.actors["chen"].signer
    assert signer is not None
    assert last["signed"]["key"] == signer.key_uid


def test_the_chain_holds_from_the_founding_on(desk: Desk) -> None:
    desk.register()
    bodies = _checked(desk)
    assert bodies[0]["use_case"] == "found_site"
    assert [body["seq"] for body in bodies] == list(range(1, len(bodies) + 1))
    with desk.site.database.read() as session:
        head = head_of(session.connection(), desk.uid)
    assert (head.seq, head.digest) == (len(bodies), desk.entries()[-1].digest)


def test_the_digest_is_over_the_stored_bytes(desk: Desk) -> None:
    first, second = desk.entries()[:2]
    assert first.digest == hashlib.sha256(bytes(32) + first.body).digest()
    assert second.digest == hashlib.sha256(first.digest + second.body).digest()


def test_stored_bodies_are_canonical(desk: Desk) -> None:
    desk.register(facts="引号“”与\n换行\t和\U0001f600 / \\ \u2028")
    for entry in desk.entries():
        assert entry.body == rfc8785.dumps(entry.parsed())


def _broken(entry: StoredEntry, previous: bytes) -> dict[str, StoredEntry]:
    body = entry.parsed()
    other: dict[str, Any] = {"seq": entry.seq + 1, "site": "0" * 32, "previous": "00" * 32}
    found = {f"body {key}": canonical(body | {key: told}) for key, told in other.items()}
    made = {name: replace(entry, body=raw) for name, raw in found.items()}
    for name, raw in {"no json": b"{", "a list": b"[]", "a number": b"7", "deep": b"[" * 9}.items():
        made[name] = replace(entry, body=raw)
    made = {k: replace(e, digest=digest_of(previous, e.body)) for k, e in made.items()}
    made["a byte more"] = replace(entry, body=entry.body + b" ")
    made["another digest"] = replace(entry, digest=bytes(32))
    made["another seq"] = replace(entry, seq=entry.seq + 1)
    made["another site"] = replace(entry, site="0" * 32)  # type: ignore[arg-type]
    return made


def test_whatever_breaks_a_link_is_named(desk: Desk) -> None:
    before, entry = desk.entries()[-2:]
    assert check_link(entry, before.digest, entry.seq) == entry.parsed()
    for name, broken in _broken(entry, before.digest).items():
        with pytest.raises(LedgerError, match=r"ledger\.chain_broken"):
            print(name, check_link(broken, before.digest, entry.seq))
    with pytest.raises(LedgerError):
        check_link(entry, GENESIS, entry.seq)
    with pytest.raises(LedgerError):
        check_link(entry, before.digest, entry.seq + 1)


def test_any_flipped_bit_of_a_body_breaks_the_chain(desk: Desk) -> None:
    before, entry = desk.entries()[-2:]
    for place in range(0, len(entry.body), 7):
        raw = bytearray(entry.body)
        raw[place] ^= 1 << (place % 8)
        with pytest.raises(LedgerError, match=r"ledger\.chain_broken"):
            check_link(replace(entry, body=bytes(raw)), before.digest, entry.seq)


def test_an_entry_alone_says_what_it_follows(desk: Desk) -> None:
    before, entry = desk.entries()[-2:]
    assert stated_previous(entry) == before.digest
    for raw in (b"{", b"[]", b'{"previous":7}', b'{"previous":"zz"}', b"{}"):
        with pytest.raises(LedgerError, match=r"ledger\.chain_broken"):
            stated_previous(replace(entry, body=raw))


def test_entries_are_read_in_order_and_in_ranges(desk: Desk) -> None:
    with desk.site.database.read() as session:
        connection = session.connection()
        every = [e.seq for e in entries(connection, desk.uid)]
        assert every == sorted(every)
        assert [e.seq for e in entries(connection, desk.uid, 2, 4)] == [3, 4]
        assert not list(entries(connection, desk.uid, every[-1]))


# ---------------------------------------------------------------- canonical JSON

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-MAX_INTEGER, max_value=MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)), inner)
    ),
)


@given(plain)
def test_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)
    assert json.loads(canonical(value)) == value


class Serial(int):
    """A number with a name of its own."""


def test_canonical_json_writes_what_python_writes_of_kinds_of_text_and_number() -> None:
    value = {
        "b": [Role.MANAGER, Serial(7), True, None, '\x00\x1f\x7f\u2028\U0001f600\\"/'],
        "a": {Role.CLERK: ()},
    }
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert canonical(value) == told.encode()
    for alone in value["b"]:
        assert canonical(alone) == json.dumps(alone, ensure_ascii=False).encode()


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**63, 2**64, 10**40])
def test_integers_that_not_every_reader_keeps_are_refused(number: int) -> None:
    for value in (number, [number], {"a": {"b": number}}):
        with pytest.raises(InputError, match=r"number\.too_large"):
            canonical(value)
    assert canonical(MAX_INTEGER) == b"9007199254740991"


@pytest.mark.parametrize("lone", ["\ud800", "a\udfffb"])
def test_lone_surrogates_are_refused(lone: str) -> None:
    with pytest.raises(InputError, match=r"text\.unstorable"):
        canonical({"a": lone})


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", object(), {1: 2}, {"键": 1}, {1, 2}])
def test_what_is_not_plain_never_gets_into_an_entry(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_the_door_takes_no_number_that_the_ledger_could_not_keep(desk: Desk) -> None:
    ticket = desk.register()
    before = desk.rows()
    for number in (2**53, 2**63, 2**70):
        with pytest.raises(InputError, match=r"number\.too_large"):
            desk.by("chen", propose_remedy, ticket, RemedyKind.REFUND, number)
    assert desk.rows() == before


# ---------------------------------------------------------------- append-only


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET at = 1",
        "UPDATE entry SET body = body WHERE seq = 1",
        "DELETE FROM entry",
        "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 1",
        "REPLACE INTO entry SELECT * FROM entry WHERE seq = 1",
        "UPDATE OR REPLACE entry SET seq = 2 WHERE seq = 1",
    ],
)
def test_triggers_keep_the_ledger_even_from_raw_sql(desk: Desk, statement: str) -> None:
    before = desk.rows()
    borrowed = desk.site.database.engine.raw_connection()
    try:
        raw: Any = borrowed.driver_connection
        raw.execute("PRAGMA query_only = off")
        with pytest.raises(Exception, match=r"append-only"):
            raw.execute(statement)
    finally:
        borrowed.close()
    assert desk.rows() == before


def test_a_seq_or_a_command_is_never_used_twice(desk: Desk) -> None:
    def twice(column: str) -> None:
        with desk.site.database.connect() as connection:
            connection.info["scribe"] = "ledger"
            connection.execute(
                text(
                    "INSERT INTO entry SELECT site, seq + 1000, at, use_case, actor, command, "
                    "body, digest, signature FROM entry WHERE seq = 1"
                )
                if column == "command"
                else text(
                    "INSERT INTO entry SELECT site, seq, at, use_case, actor, x'00', "
                    "body, digest, signature FROM entry WHERE seq = 1"
                )
            )

    before = desk.rows()
    for column in ("command", "seq"):
        with pytest.raises(IntegrityError, match="append-only"):
            twice(column)
    assert desk.rows() == before


# ---------------------------------------------------------------- signatures


def test_the_sites_signature_breaks_with_the_digest_or_the_key(desk: Desk) -> None:
    entry = desk.entries()[-1]
    public = desk.site.gateway.facts.signing_key.public_key().public_bytes_raw()
    check_site_signature(entry, public)
    flipped = bytes([entry.signature[0] ^ 1]) + entry.signature[1:]
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    for broken, key in [
        (replace(entry, digest=bytes(32)), public),
        (replace(entry, signature=flipped), public),
        (replace(entry, signature=desk.entries()[-2].signature), public),
        (entry, other),
    ]:
        with pytest.raises(LedgerError, match=r"ledger\.site_signature"):
            check_site_signature(broken, key)


@pytest.mark.parametrize(
    "field", ["site", "use_case", "command", "at", "arguments", "key", "actor"]
)
def test_the_persons_signature_breaks_with_whatever_it_stands_for(desk: Desk, field: str) -> None:
    ticket = desk.register()
    desk.by("chen", add_note, ticket, "已联系")
    body, people = desk.last(), _people(desk)
    check_author(body, people)
    signed = dict(body["signed"])
    if field == "arguments":
        broken = body | {"signed": signed | {"arguments": "0" * 64}}
    elif field == "key":
        key = desk.actors["zhao"].signer
        assert key is not None
        broken = body | {"signed": signed | {"key": key.key_uid}}
    elif field == "actor":
        broken = body | {"actor": desk.actors["zhao"].staff}
    else:
        broken = body | {field: body["seq"] if field == "at" else "other"}
    with pytest.raises(LedgerError, match=r"ledger\.person_signature"):
        check_author(broken, people)


def test_nobody_is_taken_for_somebody(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", add_note, ticket, "已联系")
    body, people = desk.last(), _people(desk)
    unsigned = {k: v for k, v in body.items() if k != "signed"}
    for forged in (
        unsigned,
        unsigned | {"unattended": True},
        body | {"unattended": True},
        body | {"unattended": True, "actor": None},
    ):
        with pytest.raises(LedgerError, match=r"ledger\.person_signature"):
            check_author(forged, people)
    with pytest.raises(LedgerError, match=r"ledger\.person_signature"):
        check_author(body, {})


def test_arguments_are_signed_as_a_salted_digest(desk: Desk) -> None:
    ticket = desk.register()
    digests = set()
    for _ in range(2):
        desk.by("chen", add_note, ticket, "同一句话")
        digests.add(desk.last()["signed"]["arguments"])
    assert len(digests) == 2


def test_what_nobody_gave_is_marked_and_signed_by_the_site_alone(desk: Desk) -> None:
    desk.site.gateway.call_as(Actor.unattended(), change_site, "西安路旗舰店", None, None)
    body = desk.last()
    assert body["unattended"] is True
    assert body["actor"] is None
    assert "signed" not in body
    assert _checked(desk)[-1] == body


# ---------------------------------------------------------------- sealing and erasure


def _with_everything(desk: Desk) -> TicketId:
    """Make a ticket that has every kind of personal text on it."""
    ticket = desk.register(
        facts=PLANTED["facts"],
        order=PLANTED["order"],
        complainant=ComplainantDraft(
            name=PLANTED["name"], contacts=(ContactDraft(PLANTED["phone"], PLANTED["name"]),)
        ),
    )
    desk.by("chen", add_note, ticket, PLANTED["note"])
    desk.by("chen", reveal_complainant, ticket, PLANTED["note"])
    desk.by("chen", assign_ticket, ticket, "zhao")
    desk.by("chen", propose_remedy, ticket, RemedyKind.REFUND, 100, PLANTED["remedy"])
    desk.stand("chen")
    attach_bytes(desk.site.gateway, ticket, b"plain words", PLANTED["file"])
    desk.by("chen", resolve_ticket, ticket, PLANTED["result"], PLANTED["told_how"])
    return ticket


def test_no_personal_text_stands_in_a_stored_body(desk: Desk) -> None:
    before = len(desk.entries())
    _with_everything(desk)
    told = "\n".join(entry.body.decode() for entry in desk.entries()[before:])
    assert "register_ticket" in told
    for name, words in PLANTED.items():
        assert words not in told, name
        assert words.encode("unicode_escape").decode() not in told, name
    assert "vault_key" in told
    key = _evidence_key(desk)
    assert key.hex() not in told


def _evidence_key(desk: Desk) -> bytes:
    with desk.site.database.read() as session:
        row = session.execute(text("SELECT vault_key FROM evidence")).one()
    return bytes(row[0])


def test_a_seal_opens_only_for_its_own_row_and_key() -> None:
    key, other = bytes(32), bytes([1]) * 32
    sealed = seal(key, ["note", "s", "u"], {"text": "字"})
    assert unseal(key, ["note", "s", "u"], sealed) == {"text": "字"}
    assert sealed != seal(key, ["note", "s", "u"], {"text": "字"})
    for wrong_key, context in [
        (other, ["note", "s", "u"]),
        (key, ["note", "s", "v"]),
        (key, ["note", "t", "u"]),
        (key, ["remedy", "s", "u"]),
        (key, ["note", "su"]),
    ]:
        with pytest.raises(LedgerError, match=r"ledger\.seal_broken"):
            unseal(wrong_key, context, sealed)  # type: ignore[arg-type]


def test_a_sealed_change_moved_to_another_row_is_refused(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", add_note, ticket, "第一句")
    desk.by("chen", add_note, ticket, "第二句")
    first, second = (e.parsed()["changes"][-1] for e in desk.entries()[-2:])
    with desk.site.database.read() as session:
        keys = SubjectKeys(session.connection())
        assert opened_values(second, keys)["text"] == "第二句"
        with pytest.raises(LedgerError, match=r"ledger\.seal_broken"):
            opened_values(second | {"sealed": first["sealed"]}, keys)


def _erase(desk: Desk, *subjects: Any) -> None:
    with desk.site.database.connect() as connection:
        keys = SubjectKeys(connection)
        for subject in subjects:
            keys.destroy(subject)


def test_destroying_the_keys_erases_the_words_and_keeps_the_chain(desk: Desk) -> None:
    ticket = _with_everything(desk)
    other = desk.register(facts="与此无关的另一件")
    with desk.site.database.read() as session:
        person = session.scalars(select(Person.uid).where(Person.name == PLANTED["name"])).one()
        whole = snapshot(session.connection())
    _erase(desk, ticket.uid, person)
    _checked(desk)
    folded = fold_into_empty(desk.site)
    told = json.dumps(folded, ensure_ascii=False)
    for name, words in PLANTED.items():
        assert words not in told, name
    found = next(row for row in folded["ticket"] if row["uid"] == ticket.uid)
    assert (found["facts"], found["result"], found["order"]) == (ERASED, ERASED, ERASED)
    assert (found["status"], found["number"]) == ("resolved", "SH001-260310-001")
    assert found["representative"] is None
    assert {row["vault_key"] for row in folded["evidence"]} == {""}
    assert {row["name"] for row in folded["evidence"]} == {ERASED}
    kept = next(row for row in folded["ticket"] if row["uid"] == other.uid)
    assert kept in whole["ticket"]
    assert {name: len(rows) for name, rows in folded.items()} == {
        name: len(rows) for name, rows in whole.items()
    }


def test_an_erased_subject_is_never_written_to_again(desk: Desk) -> None:
    ticket = desk.register()
    _erase(desk, ticket.uid)
    before = desk.rows()
    with pytest.raises(LedgerError, match=r"ledger\.subject_erased"):
        desk.by("chen", add_note, ticket, "还想再写")
    assert desk.rows() == before


def test_a_destroyed_key_cannot_be_learnt_again(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.connect() as connection:
        key = SubjectKeys(connection).find(ticket.uid)
        assert key is not None
        keys = SubjectKeys(connection)
        keys.destroy(ticket.uid)
        keys.learn([(ticket.uid, key)])
        assert SubjectKeys(connection).find(ticket.uid) is None
        unknown = desk.actors["chen"].staff
        assert unknown is not None
        keys.destroy(unknown)  # ordered before the subject ever came here
        keys.learn([(unknown, key)])
        assert keys.find(unknown) is None


def test_a_key_that_is_known_stays(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.connect() as connection:
        key = SubjectKeys(connection).find(ticket.uid)
        SubjectKeys(connection).learn([(ticket.uid, bytes(32))])
        assert SubjectKeys(connection).find(ticket.uid) == key


def test_the_ledger_knows_no_key(desk: Desk) -> None:
    desk.register()
    with desk.site.database.read() as session:
        keys = [bytes(row[0]) for row in session.execute(text("SELECT key FROM subject_key"))]
        rows = [bytes(row[0]) for row in session.execute(text("SELECT body FROM entry"))]
        staff = session.scalars(select(Staff)).all()
    assert keys
    assert staff
    assert not [1 for key in keys for row in rows if key in row or key.hex().encode() in row]
