"""A rule pack's file, looked at before it is put into force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop.errors import InputError
from desktop.models.rule_checks import Difference, Fault
from desktop.models.rulepack import pack_digest
from desktop.services.rules import LARGEST, check_pack, compare_pack, held_packs, read_pack

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.gateway import Gateway

DifferenceRow: TypeAlias = Difference
FaultRow: TypeAlias = Fault


@dataclass(frozen=True, slots=True)
class PackLook:
    """A pack as its file tells it: what is wrong, or in what it differs from the one in force."""

    body: dict[str, Any]
    name: str
    version: str
    since: str
    faults: tuple[FaultRow, ...]
    differences: tuple[DifferenceRow, ...]
    known: bool = False
    """Whether this very pack is held here already."""


def read_pack_file(path: Path) -> dict[str, Any]:
    """Read a pack's file; InputError `file.unreadable` or one of `read_pack`."""
    try:
        with path.open("rb") as source:
            raw = source.read(LARGEST + 1)
    except OSError as error:
        raise InputError("file.unreadable", name=path.name) from error
    return read_pack(raw)


def look_at_pack(gateway: Gateway, path: Path) -> PackLook:
    """Check a pack's file and, if nothing is wrong with it, compare it with the one in force."""
    body = read_pack_file(path)
    faults = tuple(check_pack(body))
    found = () if faults else gateway.call(compare_pack, body)
    name, version, since = (str(body.get(k, "")) for k in ("name", "version", "effective_from"))
    known = not faults and pack_digest(body) in {r.digest for r in gateway.call(held_packs)}
    return PackLook(body, name, version, since, faults, found, known)
