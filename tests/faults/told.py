"""Mutations of what a bundle tells: entries, rows of others, evidence, introductions."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from PIL import Image

from desktop.models.codecs import Flag, Integer, Listing, Mapping, Member, Octets, UidType
from desktop.models.tables import SYNCED_TABLES
from desktop.services.work import new_uid
from tests.faults.enemy import Forged, Story, loose
from tests.faults.mutants import (
    HARMLESS,
    ODD,
    REFUSED,
    SAME,
    Kind,
    Mutant,
    at,
    endless,
    leaves,
    put,
    shuffled,
    told,
)
from tests.faults.siege import Siege, picture
from tests.sync.making import digest

KEPT = "kept in the ledger; what breaks the rules is not applied, and the conflict list shows it"
OWN = "a branch may say of its own tickets what it likes"

# ---------------------------------------------------------------- entries bent anywhere


def entries(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Put something odd, or something of others, anywhere in an entry that was honest."""
    names = sorted(siege.stories)
    odd = (*ODD, *siege.victims.values())

    def draw() -> Mutant:
        name = rng.choice(names)
        story = siege.stories[name]
        which = rng.randrange(len(story.bodies))
        path = rng.choice(list(leaves(story.bodies[which])))
        value = rng.choice(odd)
        alone = rng.random() < 0.7

        def forge() -> Forged:
            fresh = siege.enemy.again(story)
            bodies = fresh.bodies
            bodies[which] = put(bodies[which], path, value)
            wanted = bodies[: which + 1] if alone else bodies
            shown = {sha: body for sha, body in fresh.evidence.items() if not alone}
            return siege.enemy.forge(wanted, shown)

        where = ".".join(map(str, path))
        return Mutant(f"{name} {which} {where} = {told(value)}", forge, HARMLESS, KEPT)

    return endless(draw)


def pairs(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Let parts of one entry stand in another: fields, changes, people, private words."""
    bodies = [body for name in sorted(siege.stories) for body in siege.stories[name].bodies]

    def draw() -> Mutant:
        one, other = rng.sample(range(len(bodies)), 2)
        path = rng.choice(list(leaves(bodies[one])))
        try:
            value = at(bodies[other], path)
        except (LookupError, TypeError):
            value = rng.choice(bodies[other]["changes"] or [None])
        made = put(bodies[one], path, deepcopy(value))

        def forge() -> Forged:
            told_again = siege.enemy.again(Story([bodies[0], made]))
            return siege.enemy.forge(told_again.bodies)

        return Mutant(f"{one}.{'.'.join(map(str, path))} of {other}", forge, HARMLESS, KEPT)

    return endless(draw)


# ---------------------------------------------------------------- rows that are somebody else's


def rows(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Make and change rows of every table: others' by right, others' by uid, never made."""
    enemy, victims = siege.enemy, siege.victims
    owners = {"own": enemy.uid, "honest": victims["honest"], "hq": victims["hq"], "no": "0" * 32}
    found: list[Mutant] = []
    for table in SYNCED_TABLES:
        for whose, owner in owners.items():
            for uid in (None, *sorted(victims.values())):
                for op in ("insert", "update"):
                    for claim in (None, "victim", "held", "own"):
                        label = f"{op} {table} of {whose} {uid or 'new'} on {claim}"
                        seed = rng.random()
                        found.append(_row(siege, label, table, owner, uid, op, claim, seed))
    return shuffled(rng, found)


def _row(
    siege: Siege,
    label: str,
    table: str,
    owner: str,
    uid: str | None,
    op: str,
    claim: str | None,
    seed: float,
) -> Mutant:
    def forge() -> Forged:
        rng = random.Random(seed)
        enemy = siege.enemy
        made = enemy.renewed(siege.stories["casework"].bodies[:1])
        own = next(c["uid"] for c in made[0]["changes"] if c["table"] == "ticket")
        ticket = {"own": own, None: None}.get(claim) or siege.victims.get(claim or "")
        fields = {
            name: _value(siege, name, column.type, rng, ticket)
            for name, column in SYNCED_TABLES[table].c.items()
            if name not in {"site", "uid"}
        }
        if op == "update":
            some = rng.sample(sorted(fields), rng.randint(1, len(fields)))
            fields = {name: [None, fields[name]] for name in some}
        change: dict[str, Any] = {"table": table, "site": owner, "op": op}
        change |= {"uid": uid or new_uid()}
        change |= {"fields": fields} | ({"ticket": ticket} if ticket else {})
        about = (
            [[enemy.uid if claim == "own" else siege.victims["honest"], ticket]] if ticket else []
        )
        body = made[0] | {"changes": [change], "about": about, "command": new_uid()}
        body |= {"seq": None, "previous": None, "private": {"salt": "", "reason": None}}
        return enemy.forge([made[0], body])

    return Mutant(label, forge, HARMLESS, KEPT)


def _value(siege: Siege, name: str, kind: Any, rng: random.Random, ticket: str | None) -> Any:
    """Give a value of a column's kind, or now and then of another site's."""
    if name == "ticket_uid":
        return ticket
    if isinstance(kind, Member):
        return rng.choice([str(one) for one in kind.enum])
    values: dict[type, list[Any]] = {
        UidType: [None, siege.enemy.uid, *siege.victims.values()],
        Integer: [0, 1, 10**15, 2**53 - 1],
        Flag: [False, True],
        Listing: [[], ["refund"], ["\u202e"], ["x" * 5000]],
        Mapping: [{}, {"1": "not_owner"}, {"a": {"b": [1]}}],
        Octets: ["", "AAAA", "A" * 43 + "="],
    }
    words = (
        ["", "x", "SH001-260310-001", "SH002-260310-001", "HQ", "admin", "2026-13-45", "9999-12-31",
         "No/Where", "???", "0" * 64, "\u202e\u200b", "x" * 20_000, siege.other_epoch]
    )  # fmt: skip
    return rng.choice(values.get(type(kind), words))


# ---------------------------------------------------------------- in whose name


def names(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Speak for others: their people, their keys, their commands, nobody, or two at once."""
    victims = siege.victims
    worse: list[dict[str, Any]] = [{"actor": None}, {"unattended": True}]
    for who in ("hq staff", "honest staff", "hq", "honest", "victim"):
        worse += [{"actor": victims[who]} | more for more in _UNSIGNED]
    for who in ("hq staff_key", "honest staff_key"):
        told_key = {"key": victims[who], "arguments": "00", "signature": "A" * 86 + "=="}
        worse.append({"signed": told_key})
    worse += [{"site": uid} for uid in victims.values()]
    worse += [{"command": one} for one in siege.commands]
    worse += [{"schema": n} for n in (0, 3, 99, 2**53 - 1)]
    worse += [{"seq": n} for n in (0, -1, 1, 10**9, 2**53)]
    worse += [{"previous": one} for one in ("", "0" * 64, "x" * 64)]
    better: list[dict[str, Any]] = [{"schema": 2}]
    better += [{"about": [[victims["honest"], uid]]} for uid in victims.values()]
    better += [{"about": [[siege.enemy.uid, new_uid()] for _ in range(1000)]}]
    better += [{"at": when} for when in (0, 1, 2**53 - 1)]
    better += [{"use_case": one} for one in _USE_CASES]
    found = [_saying(siege, said, REFUSED) for said in worse]
    return shuffled(rng, [*found, *(_saying(siege, said, HARMLESS) for said in better)])


_UNSIGNED: tuple[dict[str, Any], ...] = ({}, {"signed": ..., "unattended": True}, {"signed": ...})
_USE_CASES = ("decide_conflict", "accept_hand_over", "take_in", "no_such", "return_ticket")


def _saying(siege: Siege, said: dict[str, Any], worst: str) -> Mutant:
    def forge() -> Forged:
        bodies = siege.enemy.renewed(siege.stories["casework"].bodies[:2])
        body = {k: v for k, v in (bodies[1] | said).items() if v is not ...}
        return siege.enemy.forge([bodies[0], body])

    return Mutant(str(said)[:200], forge, worst, KEPT)


# ---------------------------------------------------------------- evidence


def proofs(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Evidence without bytes, bytes without evidence, lies about both, and bad pictures."""
    victim = picture(200)
    found = [
        _proof(siege, "no bytes", {}, shown=False),
        _proof(siege, "bytes nobody asked for", {"sha256": "ab" * 32}, worst=REFUSED),
        _proof(siege, "called by another digest", {}, name="ab" * 32, worst=REFUSED),
        _proof(siege, "empty", {}, b""),
        _proof(siege, "the victim's picture", {}, victim),
        _proof(siege, "the victim's picture, no bytes", {}, victim, shown=False),
        _proof(siege, "the victim's picture, no key", {"vault_key": ""}, victim),
    ]
    lies: dict[str, tuple[Any, ...]] = {
        "size": (0, 1, 2**31, 2**53 - 1),
        "vault_key": ("", "AAAA", "A" * 43 + "=", "not base64", None),
        "name": ("../../evil", "CON", "a\nb", "\u202egpj.exe", "x" * 5000, "=cmd()", ""),
        "media_type": ("application/pdf", "image/heic", "video/mp4", "x" * 3000, "text/html", ""),
    }
    for key, values in lies.items():
        found += [_proof(siege, f"{key} = {told(one)}", {key: one}) for one in values]
    for sha in ("", "x", "../../evil", "AB" * 32, "0" * 64, "é" * 64, "0" * 63):
        found.append(_proof(siege, f"digest {sha!r}", {"sha256": sha}, shown=False))
    for label, content in _pictures(rng):
        for kind in ("image/png", "application/pdf", "image/tiff"):
            found.append(_proof(siege, f"{label} as {kind}", {"media_type": kind}, content))
    return shuffled(rng, found)


def _proof(
    siege: Siege,
    label: str,
    change: dict[str, Any],
    content: bytes | None = None,
    *,
    name: str = "",
    shown: bool = True,
    worst: str = HARMLESS,
) -> Mutant:
    def forge() -> Forged:
        fresh = siege.enemy.again(siege.stories["proofs"])
        bodies = fresh.bodies[:2]
        made = next(c for c in bodies[1]["changes"] if c["table"] == "evidence")
        body = fresh.evidence[made["fields"]["sha256"]] if content is None else content
        made["fields"] |= {"sha256": digest(body), "size": len(body)}
        for key, value in change.items():
            made["sealed" if key in made["sealed"] else "fields"][key] = value
        return siege.enemy.forge(bodies, {name or digest(body): body} if shown else {})

    return Mutant(label, forge, worst, OWN)


def _pictures(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for form in ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"):
        out = io.BytesIO()
        Image.effect_noise((24, 20), 50).convert("RGB").save(out, form)
        whole = out.getvalue()
        for _ in range(12):
            at_byte = rng.randrange(len(whole))
            yield f"{form} damaged at {at_byte}", whole[:at_byte] + b"\xff\0" + whole[at_byte + 2 :]
            yield f"{form} cut at {at_byte}", whole[:at_byte]
    yield "PNG of 40000 x 40000", _vast(40_000, 40_000)
    yield "PNG of 2^31 x 1", _vast(2**31 - 1, 1)
    yield "PDF of nothing", b"%PDF-1.7\n"
    yield "PDF of one huge page", _huge_page()


def _vast(width: int, height: int) -> bytes:
    head = struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0)
    found = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")):
        found += (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )
    return found


def _huge_page() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e-9]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


# ---------------------------------------------------------------- introductions


def introductions(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Introduce oneself with every word odd: as a stranger, and as the branch that is known."""
    enemy = siege.enemy
    honest = dict(siege.introduction)
    found: list[Mutant] = []

    def bent(label: str, site: str, introduction: Any, worst: str, why: str) -> None:
        def forge() -> Forged:
            bodies = enemy.renewed(siege.stories["casework"].bodies[:1])
            told_too = {"extensions": {"introduction": introduction}, "site": site}
            return enemy.forge(bodies, said=lambda said: said | told_too)

        found.append(Mutant(label, forge, worst, why))

    stories: list[tuple[str, Any]] = [("whole", honest)]
    stories += [
        (f"{'.'.join(path)} = {told(odd)}", put(honest, path, odd))
        for path in leaves(honest)
        for odd in (*ODD, honest["signing"][:-4], "A" * 43 + "=", "AAAA")
    ]
    stories += [(f"introduction {told(odd)}", odd) for odd in ODD if odd is not ODD[0]]
    for label, introduction in stories:
        loose(introduction)
        bent(f"stranger, {label}", "0" * 32, introduction, REFUSED, "")
        bent(f"again, {label}", enemy.uid, introduction, SAME, "it is known, and needs none")
    return shuffled(rng, found)


KINDS: dict[str, Kind] = {
    "entries": entries,
    "parts of entries": pairs,
    "rows": rows,
    "names": names,
    "evidence": proofs,
    "introduction": introductions,
}
