"""Mutations of how a bundle's inside is packed and sealed: zstd frames and the age file."""

from __future__ import annotations

import base64
import gzip
import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pyrage
import zstandard

from desktop.sync.identities import read_recipient
from tests.faults.enemy import Bend, Forged
from tests.faults.inside import bent
from tests.faults.mutants import SAME, Kind, Mutant, shuffled
from tests.faults.siege import Siege
from tests.sync.making import digest

PACKING = "the sender packs its own tar as it likes: each member's digest decides"
SEALING = "the sender may seal its own words for whom it likes"

# ---------------------------------------------------------------- zstd


def packings(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Frames: several, empty, skippable, huge, without size, with dictionary, damaged."""
    found = [bent(siege, name, SAME, PACKING, packed=bend) for name, bend in _PACKED.items()]
    found += [bent(siege, name, packed=bend) for name, bend in _BROKEN.items()]
    for level in (-5, 1, 9, 19):
        found.append(bent(siege, f"level {level}", SAME, PACKING, packed=_level(level)))
    for log in range(10, 32):
        found.append(bent(siege, f"window {log}", SAME, PACKING, packed=_window(log)))
    for at in range(400):
        found.append(bent(siege, f"byte {at}", SAME, PACKING, packed=_flipped(rng)))
    return shuffled(rng, found)


def _unpacked(packed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(packed)


def _level(level: int) -> Bend:
    return lambda packed: zstandard.compress(_unpacked(packed), level)


def _window(log: int) -> Bend:
    def bend(packed: bytes) -> bytes:
        told = zstandard.ZstdCompressionParameters.from_level(3, window_log=log)
        made = zstandard.ZstdCompressor(compression_params=told).compressobj()
        return made.compress(_unpacked(packed)) + made.flush()

    return bend


def _flipped(rng: random.Random) -> Bend:
    place, change = rng.random(), rng.randrange(1, 256)

    def bend(raw: bytes) -> bytes:
        at = int(len(raw) * place)
        return raw[:at] + bytes([raw[at] ^ change]) + raw[at + 1 :]

    return bend


def _skippable(size: int) -> bytes:
    return b"\x50\x2a\x4d\x18" + size.to_bytes(4, "little") + bytes(size)


def _frames(packed: bytes, size: int) -> bytes:
    tar = _unpacked(packed)
    return b"".join(zstandard.compress(tar[n : n + size]) for n in range(0, len(tar), size))


def _checked(packed: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(_unpacked(packed))


def _with_dictionary(packed: bytes) -> bytes:
    tar = _unpacked(packed)
    words = zstandard.ZstdCompressionDict(tar[:2048], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(dict_data=words).compress(tar)


_PACKED: dict[str, Bend] = {
    "frames of a block": lambda packed: _frames(packed, 512),
    "frames of seven bytes": lambda packed: _frames(packed, 7),
    "empty frames": lambda packed: zstandard.compress(b"") * 2000 + packed,
    "empty frame behind": lambda packed: packed + zstandard.compress(b""),
    "checksum": _checked,
    "no size": lambda packed: zstandard.ZstdCompressor(write_content_size=False).compress(
        _unpacked(packed)
    ),
    "skippable first": lambda packed: _skippable(100) + packed,
    "skippable behind": lambda packed: packed + _skippable(100),
    "skippable behind, cut": lambda packed: packed + _skippable(100)[:-1],
    "many skippable": lambda packed: _skippable(0) * 5000 + packed,
    "checksum off": lambda packed: _checked(packed)[:-1] + b"\0",
    "dictionary": _with_dictionary,
}
_BROKEN: dict[str, Bend] = {
    "cut": lambda packed: packed[:-5],
    "half": lambda packed: packed[: len(packed) // 2],
    "nothing": lambda _: b"",
    "plain tar": _unpacked,
    "words behind": lambda packed: packed + b"trailing garbage",
    "twice": lambda packed: packed + packed,
    "skippable claims": lambda packed: b"\x50\x2a\x4d\x18\xff\xff\xff\xff" + packed,
    "bomb behind": lambda packed: packed + zstandard.compress(bytes(1 << 28), 19),
    "bomb alone": lambda _: zstandard.compress(bytes(1 << 28), 19),
    "gzip": lambda packed: gzip.compress(_unpacked(packed)),
    "noise": lambda packed: os.urandom(len(packed)),
    "legacy": lambda packed: b"\x27\xb5\x2f\xfd" + packed[4:],
    "no magic": lambda packed: packed[4:],
}


# ---------------------------------------------------------------- age


def sealings(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Recipients, stanzas, chunks, the final flag, the header's code, other forms of age."""
    stranger = pyrage.x25519.Identity.generate().to_public()
    own = [read_recipient(one) for one in siege.enemy.recipients]

    def for_(recipients: list[Any]) -> Bend:
        return lambda payload: pyrage.encrypt(siege.enemy.decrypt(payload), recipients)

    found = [
        bent(siege, "a stranger too", SAME, SEALING, payload=for_([*own, stranger])),
        bent(siege, "twenty strangers", SAME, SEALING, payload=for_([*own, *[stranger] * 20])),
        bent(siege, "headquarters twice", SAME, SEALING, payload=for_(own * 2)),
        bent(siege, "online key alone", SAME, SEALING, payload=for_(own[:1])),
        bent(siege, "stranger alone", payload=for_([stranger])),
        bent(siege, "recovery key alone", payload=for_(own[1:] or [stranger])),
        bent(siege, "a passphrase", payload=_by_passphrase(siege)),
        bent(siege, "armour", payload=_armoured),
    ]
    found += [bent(siege, name, payload=bend) for name, bend in _SEALED.items()]
    found += [_big(siege, name, bend) for name, bend in _chunked().items()]
    found += [bent(siege, f"byte {n}", payload=_flipped(rng)) for n in range(400)]
    return shuffled(rng, found)


def _by_passphrase(siege: Siege) -> Bend:
    return lambda payload: pyrage.passphrase.encrypt(siege.enemy.decrypt(payload), "x")


def _armoured(payload: bytes) -> bytes:
    lines = base64.encodebytes(payload).replace(b"\n", b"")
    folded = b"\n".join(lines[n : n + 64] for n in range(0, len(lines), 64))
    return b"-----BEGIN AGE ENCRYPTED FILE-----\n%s\n-----END AGE ENCRYPTED FILE-----\n" % folded


def _in_header(more: Callable[[], bytes]) -> Bend:
    return lambda payload: payload.replace(b"\n-> ", b"\n" + more() + b"-> ", 1)


_SEALED: dict[str, Bend] = {
    "no age": lambda payload: b"not age at all" + payload,
    "other version": lambda payload: payload.replace(b"/v1\n", b"/v2\n", 1),
    "empty": lambda _: b"\0",
    "header alone": lambda payload: payload[: payload.index(b"\n---") + 48],
    "no code": lambda payload: payload.replace(b"--- ", b"---", 1),
    "grease": _in_header(lambda: b"-> x-grease abc\nAAAA\n"),
    "no stanza": lambda payload: (
        payload[: payload.index(b"-> ")] + payload[payload.index(b"---") :]
    ),
    "header of 100 kB": _in_header(lambda: b"-> x\n" + (b"A" * 64 + b"\n") * 1600 + b"\n"),
    "header of 3 MB": _in_header(lambda: b"-> x\n" + (b"A" * 64 + b"\n") * 48_000 + b"\n"),
    "ten thousand stanzas": _in_header(lambda: b"-> x y\nAAAA\n" * 10_000),
    "endless line": _in_header(lambda: b"-> x " + b"y" * 2_000_000 + b"\n\n"),
    "line ends": lambda payload: payload.replace(b"\n", b"\r\n", 3),
    "cut": lambda payload: payload[:-1],
    "behind": lambda payload: payload + b"\0",
    "twice": lambda payload: payload + payload,
    "nonce": lambda payload: payload[:-200] + os.urandom(16) + payload[-184:],
}


def _big(siege: Siege, label: str, bend: Bend) -> Mutant:
    """Make a payload of several chunks and bend them."""
    noise = random.Random(label).randbytes(300_000)

    def forge() -> Forged:
        told = siege.enemy.again(siege.stories["proofs"])
        for body in told.bodies:
            for change in body["changes"]:
                if change["table"] == "evidence":
                    change["fields"] |= {"sha256": digest(noise), "size": len(noise)}
        return siege.enemy.forge(told.bodies, {digest(noise): noise}, payload=bend)

    return Mutant(f"chunks {label}", forge)


def _chunked() -> dict[str, Bend]:
    size = 65_536 + 16

    def split(payload: bytes) -> tuple[bytes, list[bytes]]:
        start = payload.index(b"\n---") + 48 + 16
        rest = payload[start:]
        return payload[:start], [rest[n : n + size] for n in range(0, len(rest), size)]

    def bending(order: Callable[[list[bytes]], list[bytes]]) -> Bend:
        def bend(payload: bytes) -> bytes:
            head, chunks = split(payload)
            return head + b"".join(order(chunks))

        return bend

    return {
        "swapped": bending(lambda c: [c[1], c[0], *c[2:]]),
        "twice": bending(lambda c: [c[0], *c]),
        "left out": bending(lambda c: [c[0], *c[2:]]),
        "last left out": bending(lambda c: c[:-1]),
        "last twice": bending(lambda c: [*c, c[-1]]),
        "last first": bending(lambda c: [c[-1], *c[:-1]]),
        "none": bending(lambda _: []),
        "cut within": bending(lambda c: [c[0], c[1][:-16], *c[2:]]),
        "behind": bending(lambda c: [*c, b"\0" * 17]),
    }


KINDS: dict[str, Kind] = {"zstd": packings, "age": sealings}
