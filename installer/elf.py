"""Reads of an ELF file what packing must know: what it leans on, and how it is laid out."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRTAB, _VERNEED, _VERNEEDNUM = 1, 5, 0x6FFFFFFE, 0x6FFFFFFF


class Elf(NamedTuple):
    """The names in a file's dynamic section."""

    needed: frozenset[str]
    versions: frozenset[str]
    """Symbol versions it wants of others, such as `GLIBC_2.28`."""


class _Segment(NamedTuple):
    kind: int
    flags: int
    offset: int
    address: int
    size: int
    memory: int
    align: int


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or a library."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def read(path: Path) -> Elf:
    """Read the dynamic section of a 64-bit little-endian file; one without it needs nothing."""
    if not is_elf(path):
        return Elf(frozenset(), frozenset())
    content = path.read_bytes()
    segments = _segments(content)
    entries = _dynamic(content, segments)
    if not entries:
        return Elf(frozenset(), frozenset())
    told = dict(entries)
    strings = _place(segments, told[_STRTAB])
    needed = {_text(content, strings + value) for tag, value in entries if tag == _NEEDED}
    versions = set()
    if _VERNEED in told:
        at = _place(segments, told[_VERNEED])
        versions = set(_versions(content, at, told[_VERNEEDNUM], strings))
    return Elf(frozenset(needed), frozenset(versions))


def loads_alike(before: Path, after: Path) -> bool:
    """Tell whether a stripped library still loads: same parts at same addresses, on page bounds."""
    old, new = (_loaded(path.read_bytes()) for path in (before, after))
    same = [(s.address, s.memory, s.flags) for s in old] == [
        (s.address, s.memory, s.flags) for s in new
    ]
    fits = all(s.align < 2 or (s.address - s.offset) % s.align == 0 for s in new)  # noqa: PLR2004
    return same and fits and read(before) == read(after)


def _loaded(content: bytes) -> list[_Segment]:
    return [one for one in _segments(content) if one.kind == _LOAD]


def _segments(content: bytes) -> list[_Segment]:
    (start,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    found = []
    for number in range(count):
        kind, flags, offset, address, _, file_size, memory, align = struct.unpack_from(
            "<IIQQQQQQ", content, start + number * size
        )
        found.append(_Segment(kind, flags, offset, address, file_size, memory, align))
    return found


def _dynamic(content: bytes, segments: list[_Segment]) -> list[tuple[int, int]]:
    for segment in segments:
        if segment.kind == _DYNAMIC:
            pairs = struct.iter_unpack(
                "<qQ", content[segment.offset : segment.offset + segment.size]
            )
            return [(tag, value) for tag, value in pairs if tag]
    return []


def _place(segments: list[_Segment], address: int) -> int:
    """Turn an address in memory into a place in the file."""
    for segment in segments:
        if segment.kind == _LOAD and 0 <= address - segment.address < segment.size:
            return segment.offset + address - segment.address
    raise ValueError(address)


def _versions(content: bytes, at: int, count: int, strings: int) -> list[str]:
    found = []
    for _ in range(count):
        _, parts, _, first, following = struct.unpack_from("<HHIII", content, at)
        part = at + first
        for _ in range(parts):
            _, _, _, name, step = struct.unpack_from("<IHHII", content, part)
            found.append(_text(content, strings + name))
            part += step
        at += following
    return found


def _text(content: bytes, start: int) -> str:
    return content[start : content.index(b"\0", start)].decode()
