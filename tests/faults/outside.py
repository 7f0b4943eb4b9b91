"""Mutations of a bundle's outside: its bytes, the ZIP around it, the manifest, its place."""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.models.tables import SCHEMA
from tests.faults.enemy import Bend, Forged, loose
from tests.faults.mutants import (
    HELD,
    KNOWN,
    MISSING,
    ODD,
    REFUSED,
    SAME,
    Kind,
    Mutant,
    at,
    endless,
    given,
    leaves,
    put,
    shuffled,
    small,
    told,
)
from tests.faults.siege import Siege
from tests.faults.zips import members_of

# ---------------------------------------------------------------- bytes


def truncated(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Cut a small bundle at every length."""
    whole = small(siege).raw
    lengths = list(range(len(whole)))
    rng.shuffle(lengths)
    for length in lengths:
        yield given(f"cut at {length}", whole[:length])


def changed(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Change every byte of a small bundle, one at a time."""
    return _flips(small(siege).raw, rng, rounds=3)


def changed_early(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Change bytes of a bundle that comes before its turn: it must not wait here, either."""
    early = siege.enemy.forge([], said=lambda said: said | {"number": said["number"] + 5})
    return _flips(early.raw, rng, rounds=1)


def _flips(whole: bytes, rng: random.Random, rounds: int) -> Iterator[Mutant]:
    for _ in range(rounds):
        places = list(range(len(whole)))
        rng.shuffle(places)
        for place in places:
            change = rng.randrange(1, 256)
            flipped = whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :]
            yield given(f"byte {place} ^ {change}", flipped)


def spliced(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Cut pieces out, put others in, and mix two bundles."""
    one, two = small(siege).raw, small(siege).raw

    def draw() -> Mutant:
        start, end = sorted(rng.randrange(len(one) + 1) for _ in range(2))
        piece = rng.choice(
            [b"", rng.randbytes(rng.randrange(1, 40)), two[start:end], one[:start], bytes(end)]
        )
        made = one[:start] + piece + one[end:]
        if made in (one, two):
            made += b"\n"
        return given(f"{len(piece)} bytes for {start}-{end}", made)

    return endless(draw)


# ---------------------------------------------------------------- the manifest

CLAIMS = {
    "made_at": "the sender's clock, a claim",
    "program": "a claim that nobody acts on",
    "ack": "what the sender says it has of ours; receipts are entries, not this",
    "extensions": "the place for what a newer program says",
    "recipients": "whom it was sealed for: known only to the sender",
    "code": "part of the file's name, which nobody trusts",
    "schema": "of the entries inside, each of which says its own",
}
"""What a manifest may say otherwise, if its sender signs it: nothing hangs on it."""


def manifests(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Put everything odd in place of everything, sign it, and write it in every odd form."""
    enemy = siege.enemy
    story = enemy.again(siege.stories["casework"]).bodies[:2]
    forged = enemy.forge(story)
    said = _said(forged)
    found = [
        _said_otherwise(siege, story, path, odd)
        for path in leaves(said)
        for odd in ODD
        if odd is MISSING or loose(odd) != loose(at(said, path))
    ]
    more: list[dict[str, Any]] = [
        {extra: odd}
        for extra in ("", "Format", "zz", "évidence", "format\u200b")
        for odd in (*ODD[1:4], {})
    ]
    more += [{"format": n} for n in (0, -1, 2, 3, 2**53, "1", 1.0, True, None, [1])]
    found += [_with(siege, story, f"{one} too", _saying(one)) for one in more]
    found += [_in_form(siege, story, name, form) for name, form in _FORMS.items()]
    return shuffled(rng, found)


def _said(forged: Forged) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(forged.manifest)
    return plain


def _said_otherwise(siege: Siege, story: Any, path: tuple[Any, ...], odd: Any) -> Mutant:
    name = ".".join(map(str, path))
    worst, why = REFUSED, ""
    if path[0] in CLAIMS:
        worst, why = SAME, CLAIMS[path[0]]
    if path[0] == "number" or (path[0] == "schema" and type(odd) is int and odd > SCHEMA):
        worst, why = HELD, "it waits for those before it, or for a newer program"
    return replace(
        _with(siege, story, f"{name} = {told(odd)}", lambda said: put(said, path, odd)),
        worst=worst,
        why=why,
    )


def _with(siege: Siege, story: Any, label: str, bend: Any) -> Mutant:
    def forge() -> Forged:
        return siege.enemy.forge(siege.enemy.renewed(story), said=bend)

    return Mutant(label, forge)


def _saying(told_too: dict[str, Any]) -> Bend:
    """Let a manifest say something else."""
    return lambda said: said | told_too


def _counting(name: str, more: int) -> Bend:
    """Let a manifest count otherwise."""
    return lambda said: said | {name: said[name] + more}


_FORMS: dict[str, Callable[[bytes], bytes]] = {
    "spaces": lambda raw: raw.replace(b",", b", "),
    "newline": lambda raw: raw + b"\n",
    "mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "utf-16": lambda raw: raw.decode().encode("utf-16"),
    "number twice": lambda raw: raw.replace(b'"number":', b'"number":7,"number":'),
    "site twice": lambda raw: raw.replace(b'"site":', b'"site":"' + b"0" * 32 + b'","site":', 1),
    "escaped": lambda raw: raw.replace(b'"up"', b'"\\u0075p"'),
    "escaped key": lambda raw: raw.replace(b'"to":', b'"\\u0074o":'),
    "float": lambda raw: raw.replace(b'"part":1', b'"part":1.0'),
    "exponent": lambda raw: raw.replace(b'"part":1', b'"part":1e0'),
    "leading zero": lambda raw: raw.replace(b'"part":1', b'"part":01'),
    "minus nought": lambda raw: raw.replace(b'"keys":', b'"keys":-0,"k":'),
    "trailing comma": lambda raw: raw[:-1] + b",}",
    "two documents": lambda raw: raw + raw,
    "comment": lambda raw: b"/**/" + raw,
    "single quotes": lambda raw: raw.replace(b'"', b"'"),
    "list": lambda raw: b"[" + raw + b"]",
    "text": lambda raw: b'"' + raw.replace(b'"', b'\\"') + b'"',
    "empty": lambda _: b"",
    "nothing": lambda _: b"{}",
    "deep": lambda _: b"[" * 200_000,
    "deep keys": lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "long number": lambda raw: raw.replace(b'"part":1', b'"part":' + b"9" * 100_000),
    "no utf-8": lambda raw: raw.replace(b'"up"', b'"\xff\xfe"'),
    "overlong utf-8": lambda raw: raw.replace(b'"up"', b'"\xc1\xb5p"'),
    "reversed": lambda raw: raw[::-1],
    "order": lambda raw: raw.replace(b'"format":1,', b"", 1)[:-1] + b',"format":1}',
    "much": lambda raw: raw[:-1] + b',"z":"' + b"z" * (3 << 20) + b'"}',
    "too much": lambda raw: raw[:-1] + b',"z":"' + b"z" * (5 << 20) + b'"}',
    "many values": lambda raw: raw.replace(b'"ack":{', b'"ack":{"a":[' + b"1," * 50_000 + b"1],"),
}  # fmt: skip


def _in_form(siege: Siege, story: Any, name: str, form: Callable[[bytes], bytes]) -> Mutant:
    def forge() -> Forged:
        return siege.enemy.forge(siege.enemy.renewed(story), manifest=form)

    return Mutant(f"form {name}", forge)


# ---------------------------------------------------------------- its place


def places(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Send it to somebody else, again, twice, early, late, from somebody else, forked."""
    enemy, victims = siege.enemy, siege.victims
    story = enemy.again(siege.stories["casework"]).bodies[:2]
    values: dict[str, list[Any]] = {
        "to": ["", victims["honest"], enemy.uid, "0" * 32],
        "site": [victims["honest"], victims["hq"], "0" * 32],
        "direction": ["down"],
        "epoch": ["hq", "e1", "0" * 32, siege.other_epoch],
        "previous": ["", "0" * 64, enemy.said["previous"] or "1" * 64],
        "previous_head": ["", "0" * 64],
        "head": ["", "0" * 64],
    }
    said = [{name: value} for name, some in values.items() for value in some]
    said += [{"part": part, "parts": 3} for part in (1, 2, 3)]
    bends = {str(one): _saying(one) for one in said}
    bends |= {
        f"{name} + {more}": _counting(name, more)
        for name in ("from_seq", "to_seq")
        for more in (-2, -1, 1, 2, 10**6)
    }
    bends |= {f"{back} back": _counting("number", -back) for back in (1, 2, 3, 6)}
    found = [_with(siege, story, name, bend) for name, bend in bends.items()]
    found += [
        replace(
            _with(siege, story, f"{ahead} early", _counting("number", ahead)),
            worst=HELD,
            why="a gap: it waits for those before it",
        )
        for ahead in (1, 2, 3, 50, 10**6, 2**53 - 10_000)
    ]
    for path in siege.sent_by_enemy:
        found.append(Mutant(f"{path.name} again", path.read_bytes, KNOWN, "it is here already"))
    for path in siege.sent_by_others:
        worst = KNOWN if "-up-" in path.name else REFUSED
        found.append(Mutant(f"{path.name} replayed", path.read_bytes, worst, "it is here already"))
        found.append(given(f"{path.name} signed by the enemy", _resigned(siege, path)))
    newer = _with(siege, story, "newer schema", _saying({"schema": 99}))
    found.append(replace(newer, worst=HELD, why="it waits for a newer program"))
    found += [_signed(siege, story, name, bend) for name, bend in _SIGNATURES.items()]
    return shuffled(rng, found)


def _signed(siege: Siege, story: Any, name: str, bend: Bend) -> Mutant:
    def forge() -> Forged:
        return siege.enemy.forge(siege.enemy.renewed(story), signature=bend)

    return Mutant(f"signature {name}", forge)


def _malleable(signature: bytes) -> bytes:
    """Add the group's order to S: the same signature to a reader that does not look."""
    order = 2**252 + 27742317777372353535851937790883648493
    number = int.from_bytes(signature[32:], "little") + order
    return signature[:32] + number.to_bytes(32, "little")


_SIGNATURES: dict[str, Bend] = {
    "nought": lambda _: bytes(64),
    "all ones": lambda _: b"\xff" * 64,
    "other half": lambda told: told[32:] + told[:32],
    "malleable": _malleable,
}


def _resigned(siege: Siege, path: Path) -> bytes:
    members = dict(members_of(path.read_bytes()))
    raw = path.read_bytes()
    old, new = members["manifest.sig"], siege.enemy.signing.sign(members["manifest.json"])
    made: bytes = raw.replace(old, new)
    return made.replace(struct.pack("<I", zlib.crc32(old)), struct.pack("<I", zlib.crc32(new)))


KINDS: dict[str, Kind] = {
    "cut": truncated,
    "one byte": changed,
    "one byte, early": changed_early,
    "spliced": spliced,
    "manifest": manifests,
    "place": places,
}
