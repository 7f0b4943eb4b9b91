"""Mutations of a bundle's inside by a sender that signs it rightly: tar members and lines."""

from __future__ import annotations

import base64
import random
import tarfile
from collections.abc import Iterator
from typing import Any, Literal

from desktop.sync.contents import TAR_END, tar_header
from desktop.sync.manifest import Member
from tests.faults.enemy import Bend, Forged, Line
from tests.faults.mutants import REFUSED, Kind, Mutant, shuffled
from tests.faults.siege import Siege
from tests.faults.zips import TRICKS
from tests.sync.making import Part, digest


def bent(siege: Siege, label: str, worst: str = REFUSED, why: str = "", **bend: Bend) -> Mutant:
    story = siege.stories["proofs"]

    def forge() -> Forged:
        told = siege.enemy.again(story)
        return siege.enemy.forge(told.bodies, told.evidence, **bend)

    return Mutant(label, forge, worst, why)


# ---------------------------------------------------------------- tar


def tars(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Names, kinds, headers, order, sizes and padding of members."""
    bends: dict[str, Bend] = {}
    for name in (*TRICKS, *_INNER_NAMES):
        bends |= {f"member {name!r} at {place}": _put_in(name, place) for place in (0, 1, 99)}
        bends |= {f"{name!r} in the tar alone": _hidden(name)}
        bends |= {f"evidence called {name!r}": _renamed(name)}
    kinds = [bytes([kind]) for kind in range(256) if bytes([kind]) != tarfile.REGTYPE]
    bends |= {f"kind {kind!r}": _headed(type=kind) for kind in kinds}
    for key, values in _HEADERS.items():
        bends |= {f"header {key} = {value!r}": _headed(**{key: value}) for value in values}
    bends |= {f"header byte {at}": _header_flipped(at) for at in range(512)}
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        for name in ("x" * 200, "evidence/" + "é" * 90):
            bends |= {f"{name[:12]} in form {form}": _long(name, form)}
    found = [bent(siege, name, parts=bend) for name, bend in (bends | _ORDERS).items()]
    found += [bent(siege, name, tar=bend) for name, bend in _TARS.items()]
    return shuffled(rng, found)


_INNER_NAMES = (
    "evidence/../../evil", "evidence/" + "ab" * 31, "evidence/" + "AB" * 32, "evidence/con",
    "evidence/" + "ab" * 32 + ".5-1", "evidence/" + "ab" * 32 + ".0-4", "entries.jsonl",
    "entries-0002.jsonl", "entries-0001.jsonl", "entries-00001.jsonl", "seals-0002.jsonl",
    "objects-0001.jsonl", "keys-0002.jsonl", "keys-0001.jsonl.", "manifest.json", "redress.db",
)  # fmt: skip
_HEADERS: dict[str, tuple[Any, ...]] = {
    "mode": (0, 0o4755, 0o777),
    "uid": (1, 2**21 - 1),
    "gid": (1,),
    "mtime": (1, 2**33 - 1),
    "uname": ("root",),
    "gname": ("root",),
    "linkname": ("/etc/passwd", "../../evil"),
    "name": ("../evil", "/etc/passwd", "entries-0001.jsonl"),
    "size": (0, 1, 10**6, 8 * 2**30 - 1),
}


def _put_in(name: str, place: int) -> Bend:
    def bend(parts: list[Part]) -> list[Part]:
        raw = _any_header(name, 5)
        return [*parts[:place], Part(name, b"evil!", raw=raw), *parts[place:]]

    return bend


def _any_header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name[:90])
    info.size, info.mode, info.type = size, 0o600, kind
    return info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "surrogateescape")


def _hidden(name: str) -> Bend:
    """Put a member into the tar that the manifest does not know."""

    def bend(parts: list[Part]) -> list[Part]:
        last = parts[-1]
        more = _any_header(name, 5) + b"evil!" + bytes(507)
        return [*parts[:-1], last._replace(raw=more + tar_header(last.name, len(last.body)))]

    return bend


def _renamed(name: str) -> Bend:
    return lambda parts: [*parts[:-1], parts[-1]._replace(name=name, raw=_any_header(name, 9))]


def _headed(**said: Any) -> Bend:
    def bend(parts: list[Part]) -> list[Part]:
        last = parts[-1]
        info = tarfile.TarInfo(last.name)
        info.size, info.mode = len(last.body), 0o600
        for key, value in said.items():
            setattr(info, key, value)
        raw = info.tobuf(tarfile.USTAR_FORMAT, "ascii", "surrogateescape")
        return [*parts[:-1], last._replace(raw=raw)]

    return bend


def _header_flipped(at: int) -> Bend:
    def bend(parts: list[Part]) -> list[Part]:
        raw = bytearray(tar_header(parts[-1].name, len(parts[-1].body)))
        raw[at] ^= 1
        return [*parts[:-1], parts[-1]._replace(raw=bytes(raw))]

    return bend


def _long(name: str, form: Literal[1, 2]) -> Bend:
    def bend(parts: list[Part]) -> list[Part]:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(parts[-1].body), 0o600
        return [*parts[:-1], parts[-1]._replace(raw=info.tobuf(form, "utf-8", "strict"))]

    return bend


_TARS: dict[str, Bend] = {
    "no end": lambda tar: tar[: -len(TAR_END)],
    "half an end": lambda tar: tar[:-512],
    "end of ones": lambda tar: tar[: -len(TAR_END)] + b"\1" * len(TAR_END),
    "more nought": lambda tar: tar + bytes(512),
    "ten kilobytes": lambda tar: tar + bytes(10_240 - len(tar) % 10_240),
    "trailing words": lambda tar: tar + b"more",
    "another tar": lambda tar: tar + tar,
    "a tar after the end": lambda tar: tar + tar[: -len(TAR_END)],
    "in the padding": lambda tar: tar[: -len(TAR_END) - 1] + b"\1" + TAR_END,
    "one byte short": lambda tar: tar[:-1],
    "one block first": lambda tar: bytes(512) + tar,
    "empty": lambda _: b"",
    "gigabyte behind": lambda tar: tar + bytes(1 << 28),
}
_ORDERS: dict[str, Bend] = {
    "reversed": lambda parts: parts[::-1],
    "seals first": lambda parts: [parts[0], parts[2], parts[1], *parts[3:]],
    "keys last": lambda parts: [*parts[1:], parts[0]],
    "evidence first": lambda parts: [parts[-1], *parts[:-1]],
    "evidence swapped": lambda parts: [*parts[:-2], parts[-1], parts[-2]],
    "evidence twice": lambda parts: [*parts, parts[-1]],
    "entries twice": lambda parts: [*parts[:3], *parts[1:]],
    "no seals": lambda parts: [*parts[:2], *parts[3:]],
    "no entries": lambda parts: [parts[0], *parts[2:]],
    "nothing": lambda _: [],
    "entries empty": lambda parts: [parts[0], parts[1]._replace(body=b""), *parts[2:]],
    "digest lies": lambda parts: [_lying(parts[0], sha256="0" * 64), *parts[1:]],
    "size lies": lambda parts: [_lying(parts[0], size=len(parts[0].body) + 1), *parts[1:]],
    "size lies downwards": lambda parts: [_lying(parts[0], size=1), *parts[1:]],
    "size of a terabyte": lambda parts: [*parts[:-1], _lying(parts[-1], size=2**40)],
    "size nearly too large": lambda parts: [*parts[:-1], _lying(parts[-1], size=8 * 2**30 - 1)],
    "segment too large": lambda parts: [_lying(parts[0], size=2**30), *parts[1:]],
    "range": lambda parts: [*parts[:-1], _range(parts[-1], 0)],
    "range from the middle": lambda parts: [*parts[:-1], _range(parts[-1], 7)],
    "twenty thousand members": lambda parts: [*parts, *_crowd(20_001)],
}


def _lying(part: Part, **said: Any) -> Part:
    return part._replace(said=Member(**(part.member()._asdict() | said)))


def _range(part: Part, start: int) -> Part:
    name = f"{part.name}.{start}-{start + len(part.body)}"
    return Part(name, part.body)


def _crowd(count: int) -> list[Part]:
    return [Part(f"evidence/{digest(n.to_bytes(4))}", n.to_bytes(4)) for n in range(count)]


# ---------------------------------------------------------------- lines


def lines(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Seals and keys that are not those of the entries beside them."""
    found = [bent(siege, f"lines {name}", lines=bend) for name, bend in _LINES.items()]
    found += [
        bent(siege, f"keys {name}", key_lines=bend) for name, bend in _key_lines(siege).items()
    ]
    found += [bent(siege, f"seal byte {n}", lines=_seal_flipped(n)) for n in range(0, 260, 2)]
    return shuffled(rng, found)


def _sealed_as(line: Line, **said: bytes) -> Line:
    seal = line.seal
    for old, new in said.items():
        start = seal.index(b'"%s":' % old.encode()) + len(old) + 3
        end = min(n for n in (seal.find(b",", start), seal.find(b"}", start)) if n > 0)
        seal = seal[:start] + new + seal[end:]
    return line._replace(seal=seal)


def _seal_flipped(at: int) -> Bend:
    def bend(found: list[Line]) -> list[Line]:
        seal = bytearray(found[0].seal)
        seal[at % len(seal)] ^= 1
        return [found[0]._replace(seal=bytes(seal)), *found[1:]]

    return bend


_LINES: dict[str, Bend] = {
    "reversed": lambda found: found[::-1],
    "one left out": lambda found: [found[0], *found[2:]],
    "one twice": lambda found: [found[0], *found],
    "bodies swapped": lambda found: [
        found[0]._replace(body=found[1].body),
        found[1]._replace(body=found[0].body),
        *found[2:],
    ],
    "seals swapped": lambda found: [
        found[0]._replace(seal=found[1].seal),
        found[1]._replace(seal=found[0].seal),
        *found[2:],
    ],
    "other site": lambda found: [_sealed_as(found[0], site=b'"%s"' % (b"0" * 32)), *found[1:]],
    "seq far": lambda found: [_sealed_as(found[0], seq=b"999999"), *found[1:]],
    "seq nought": lambda found: [_sealed_as(found[0], seq=b"0"), *found[1:]],
    "seq huge": lambda found: [_sealed_as(found[0], seq=b"9999999999999999"), *found[1:]],
    "digest nought": lambda found: [_sealed_as(found[0], digest=b'"%s"' % (b"0" * 64)), *found[1:]],
    "signature nought": lambda found: [
        _sealed_as(found[0], signature=b'"%s"' % base64.b64encode(bytes(64))),
        *found[1:],
    ],
    "blank line": lambda found: [*found, Line(b"", found[0].seal, found[-1].digest)],
    "line in a line": lambda found: [found[0]._replace(body=found[0].body + b"\n{}"), *found[1:]],
    "carriage return": lambda found: [found[0]._replace(body=found[0].body + b"\r"), *found[1:]],
    "list": lambda found: [found[0]._replace(body=b"[]"), *found[1:]],
    "no json": lambda found: [found[0]._replace(body=b"{nonsense"), *found[1:]],
    "deep": lambda found: [found[0]._replace(body=b'{"a":' + b"[" * 200_000), *found[1:]],
    "long": lambda found: [found[0]._replace(body=b'{"a":"' + b"x" * (17 << 20)), *found[1:]],
    "nul": lambda found: [found[0]._replace(body=found[0].body + b"\0"), *found[1:]],
}


def _key_lines(siege: Siege) -> dict[str, Bend]:
    victim, held = siege.victims["victim"].encode(), siege.victims["held"].encode()
    good = base64.b64encode(bytes(range(32)))

    def line(key: bytes, subject: bytes) -> bytes:
        return b'{"key":"%s","subject":"%s"}' % (key, subject)

    return {
        "short": lambda found: [line(b"AAAA", one[-34:-2]) for one in found],
        "long": lambda found: [line(base64.b64encode(bytes(255)), one[-34:-2]) for one in found],
        "16 bytes": lambda found: [line(base64.b64encode(bytes(16)), one[-34:-2]) for one in found],
        "loose bits": lambda found: [line(b"A" * 42 + b"B=", one[-34:-2]) for one in found],
        "no base64": lambda found: [line(b"----", one[-34:-2]) for one in found],
        "other form": lambda found: [b'{"subject":"%s"}' % held, *found],
        "spaces": lambda found: [one.replace(b",", b", ") for one in found],
        "wrong": lambda found: [line(good, one[-34:-2]) for one in found],
        "victim's alone, wrong too": lambda found: [line(good, victim)] * (len(found) + 1),
    }


KINDS: dict[str, Kind] = {
    "tar": tars,
    "lines": lines,
}
