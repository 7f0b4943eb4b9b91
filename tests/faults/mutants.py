"""What a mutation is, what it may come to, and how plain values are bent."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.faults.enemy import Forged
from tests.faults.siege import Siege

REFUSED, HARMLESS, SAME, HELD, KNOWN = "refused", "harmless", "same", "held", "known"
"""What a mutant may come to, at most.

`refused`: a coded refusal, and not one byte at headquarters is another.
`harmless`: or it is taken in, and touches nothing but what its sender may touch: every row of
everybody else, every file, every key and setting, and the state of what headquarters holds is as
it was. What an entry says against the rules is kept, not applied, and shown (design §5).
`same`: or it is taken in, and the entries are byte for byte those of the honest bundle.
`held`: it came too early, and waits within its sender's share. `known`: it is here already.
"""


@dataclass(frozen=True)
class Mutant:
    """One bundle that is not what it should be."""

    label: str
    forge: Callable[[], Forged | bytes]
    worst: str = REFUSED
    why: str = ""
    """Why something else than a refusal is right."""


Kind = Callable[[Siege, random.Random], Iterator[Mutant]]
"""Makes the mutants of one kind; those that draw at random never end."""

MISSING = object()
DEEP: list[Any] = []
for _ in range(60):
    DEEP = [DEEP]

ODD: tuple[Any, ...] = (
    MISSING,
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53 - 1,
    2**53,
    2**63,
    2**64,
    10**400,
    0.5,
    -0.0,
    1e308,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "0",
    "1",
    "0" * 32,
    "f" * 32,
    "0" * 64,
    "F" * 64,
    "é",
    "\u202eexe.gpj",
    "\u200b",
    "１２",
    "\0",
    "a\nb",
    "\ud800",
    "A" * 70_000,
    "../../etc/passwd",
    "C:\\evil4",
    "CON",
    "'; DROP TABLE ticket; --",
    "{name}",
    "%s%n",
    "=HYPERLINK(1)",
    [],
    {},
    [None],
    ["x"],
    [["x", "y"]],
    {"a": 1},
    {"": {"": {}}},
    DEEP,
)
"""Values that stand nowhere in this form, or only where they are meant."""


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside a plain one, and to the containers on the way."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, key))


def put(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """Give a copy with another value at a place, or with nothing there."""
    found = deepcopy(value)
    place = found
    for step in path[:-1]:
        place = place[step]
    if odd is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = odd
    return found


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """Give what stands at a place."""
    for step in path:
        value = value[step]
    return value


def told(odd: Any) -> str:
    """Name a value briefly."""
    return "missing" if odd is MISSING else ascii(odd)[:40]


def endless(draw: Callable[[], Mutant]) -> Iterator[Mutant]:
    """Draw for ever."""
    while True:
        yield draw()


def shuffled(rng: random.Random, found: list[Mutant]) -> Iterator[Mutant]:
    """Give all of a list in an order of chance, so that the first few are a fair sample."""
    rng.shuffle(found)
    yield from found


def small(siege: Siege) -> Forged:
    """Give a small bundle that headquarters would take in next."""
    story = siege.enemy.again(siege.stories["casework"])
    return siege.enemy.forge(story.bodies[:1])


def given(label: str, made: bytes) -> Mutant:
    """Give a mutant whose bytes are there already."""
    return Mutant(label, lambda: made)
