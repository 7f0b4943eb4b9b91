"""Mutations of the ZIP around a bundle: every field, other members, other forms."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from tests.faults.enemy import CENTRAL, END, LOCAL
from tests.faults.mutants import Kind, Mutant, given, shuffled, small
from tests.faults.siege import Siege

TRICKS = (
    "../evil", "/etc/passwd", "..\\evil", "C:\\evil4", "C:evil", "CON", "con.json", "NUL",
    "AUX.txt", "manifest.json ", "manifest.json.", "Manifest.json", "MANIFEST.JSON",
    "manifest.json\0.txt", "manifest\u202enosj.", "ｍanifest.json", "payload.age/",
    "./payload.age", "a/../payload.age", "//server/share", "evidence/", "~/.ssh/authorized_keys",
    "", " ", "x" * 300, "\u200bmanifest.sig",
)  # fmt: skip


_LOCAL_FIELDS = [
    "version",
    "flags",
    "method",
    "time",
    "date",
    "crc",
    "packed",
    "size",
    "name",
    "extra",
]
_CENTRAL_FIELDS = [
    "made",
    "version",
    "flags",
    "method",
    "time",
    "date",
    "crc",
    "packed",
    "size",
    "name",
    "extra",
    "comment",
    "disk",
    "internal",
    "external",
    "offset",
]
_END_FIELDS = ["disk", "start", "here", "all", "length", "offset", "comment"]
_FIELD_VALUES = (0, 1, 2, 8, 9, 12, 14, 20, 45, 63, 93, 99, 0x808, 0xFFFF, 0xFFFFFFFE, 0xFFFFFFFF)


def zips(siege: Siege, rng: random.Random) -> Iterator[Mutant]:
    """Lie in every field of every header, add, leave out, move, overlap, pack."""
    base = small(siege)
    found = [*_headers(base.raw), *_rezipped(base.raw), *_around(base.raw)]
    return shuffled(rng, [one for one in found if one.forge() != base.raw])


def _headers(raw: bytes) -> Iterator[Mutant]:
    places = [(LOCAL, start, _LOCAL_FIELDS, "local") for start in _found(raw, b"PK\x03\x04", 3)]
    places += [
        (CENTRAL, start, _CENTRAL_FIELDS, "central") for start in _found(raw, b"PK\x01\x02", 3)
    ]
    places += [(END, raw.rindex(b"PK\x05\x06"), _END_FIELDS, "end")]
    for layout, start, names, where in places:
        magic, *values = layout.unpack_from(raw, start)
        for number, name in enumerate(names):
            most = 0xFFFF if _widths(layout)[number] == "H" else 0xFFFFFFFF
            for value in {v for v in (*_FIELD_VALUES, values[number] + 1) if v <= most}:
                said = [*values[:number], value, *values[number + 1 :]]
                head = layout.pack(magic, *said)
                made = raw[:start] + head + raw[start + layout.size :]
                yield given(f"{where} {name} = {value}", made)


def _widths(layout: struct.Struct) -> str:
    runs = re.findall(r"(\d*)([HI])", layout.format.replace("4s", ""))
    return "".join(letter * int(count or 1) for count, letter in runs)


def _found(raw: bytes, magic: bytes, count: int) -> list[int]:
    places, start = [], 0
    for _ in range(count):
        places.append(raw.index(magic, start))
        start = places[-1] + 4
    return places


def members_of(raw: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as zipped:
        return [(name, zipped.read(name)) for name in zipped.namelist()]


def _zip(members: list[tuple[str, bytes]], **options: Any) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w") as zipped:
        for name, data in members:
            info = zipfile.ZipInfo("x")
            info.filename = name
            zipped.writestr(info, data, **options)
    return out.getvalue()


def _rezipped(raw: bytes) -> Iterator[Mutant]:
    members = members_of(raw)
    orders = [(0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1), (0, 1), (0,), (0, 1, 2, 2), (0, 0, 1, 2)]
    for order in orders:
        chosen = [members[n] for n in order]
        yield given(f"members {order}", _zip(chosen))
    for packed in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield given(f"packed {packed}", _zip(members, compress_type=packed))
    for name in TRICKS:
        for place in range(4):
            more = [*members[:place], (name, b"evil"), *members[place:]]
            yield given(f"member {name!r} at {place}", _zip(more))
        for place in range(3):
            renamed = [(name if n == place else m[0], m[1]) for n, m in enumerate(members)]
            yield given(f"{members[place][0]} called {name!r}", _zip(renamed))


def _around(raw: bytes) -> Iterator[Mutant]:
    locals_, directory = _found(raw, b"PK\x03\x04", 3), raw.index(b"PK\x01\x02")
    end = raw.rindex(b"PK\x05\x06")
    descriptor = struct.pack("<4s3I", b"PK\x07\x08", 0, 0, 0)
    pieces = (
        b"\0",
        b"\n",
        b"PK\x03\x04",
        descriptor,
        bytes(512),
        b"#!/bin/sh\n",
        raw,
        b"x" * 70_000,
    )
    for piece in pieces:
        for start in (0, *locals_[1:], directory, end, len(raw)):
            made = raw[:start] + piece + raw[start:]
            yield given(f"{len(piece)} bytes at {start}", made)
    for length in (1, 7, 0xFFFF):
        made = raw[:-2] + struct.pack("<H", length) + bytes(length)
        yield given(f"comment of {length}", made)
    zip64 = struct.pack(
        "<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, end - directory, directory
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    yield given("zip64", raw[:end] + zip64 + locator + raw[end:])
    for one in range(3):
        for other in {0, 1, 2} - {one}:
            yield given(f"{one} lies over {other}", _overlapping(raw, one, other))


def _overlapping(raw: bytes, one: int, other: int) -> bytes:
    places = _found(raw, b"PK\x01\x02", 3)
    offset = CENTRAL.unpack_from(raw, places[other])[-1]
    at = places[one] + CENTRAL.size - 4
    return raw[:at] + struct.pack("<I", offset) + raw[at + 4 :]


KINDS: dict[str, Kind] = {"zip": zips}
