"""The table of attacks: what is done, and who must notice it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.tampering.scene import Scene

Place = dict[str, Any]
"""Values that the finding must name: the entry, the row, the column."""
ATTACKS: list[Attack] = []


@dataclass(frozen=True)
class Attack:
    """One attack.

    `code` is what `redress verify` must say of it first (None: nothing here can know), `opening`
    why the site opens read-only or not at all, `headquarters` what becomes of the next bundle.
    """

    name: str
    do: Callable[[Scene], Place]
    code: str | None
    opening: str | None
    also: tuple[str, ...]
    headquarters: str | None


def attack(
    code: str | None,
    *,
    opening: str | None = None,
    also: tuple[str, ...] = (),
    headquarters: str | None = None,
    name: str | None = None,
) -> Callable[[Callable[[Scene], Place]], Callable[[Scene], Place]]:
    """Put an attack into the table."""

    def enter(do: Callable[[Scene], Place]) -> Callable[[Scene], Place]:
        told = name or do.__name__
        ATTACKS.append(Attack(told, do, code, opening, also, headquarters))
        return do

    return enter
