"""Made-up complaints in Chinese with the word frequencies of real ones, the same for each seed."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path

SOURCE = Path(__file__).with_name("complaints.json")
_COINED = 4000
_CLAUSES = (2, 9)


def _weights(count: int) -> list[float]:
    """Give running sums after Zipf: the first is common, the last is rare."""
    return list(itertools.accumulate(1 / (place + 6) for place in range(count)))


class Writer:
    """Writes texts, names and numbers from a seed.

    Clauses and goods fall off as words do in a language; brands and staff are coined from a long
    tail, so that an index meets rare words as well as those of every second ticket.
    """

    def __init__(self, seed: int) -> None:
        """Read the material."""
        told = json.loads(SOURCE.read_text(encoding="utf-8"))
        self.random = random.Random(seed)  # noqa: S311 - content, not a key
        self._sentences: list[str] = told["sentences"]
        self._slots: dict[str, list[str]] = told["slots"]
        self._results: list[str] = told["results"]
        self._surnames: str = told["surnames"]
        self._given: str = told["given"]
        self._figures = self._ways_of_figures()
        letters: str = told["coined"]
        self._coined = ["".join(self.random.choices(letters, k=2)) for _ in range(_COINED)]
        self._sums = {
            size: _weights(size)
            for size in {
                len(self._sentences),
                len(self._results),
                _COINED,
                len(self._surnames),
                *map(len, self._slots.values()),
            }
        }

    def pick(self, among: list[str] | str) -> str:
        """Choose one, the first ones often."""
        return self.random.choices(among, cum_weights=self._sums[len(among)])[0]

    def facts(self) -> str:
        """Tell what happened, in 60 to 200 characters."""
        clauses = self.random.randint(*_CLAUSES)
        told = dict.fromkeys(self.pick(self._sentences) for _ in range(clauses))
        return "，".join(self._filled(clause) for clause in told) + "。"

    def result(self) -> str:
        """Say how it ended."""
        return self.pick(self._results)

    def goods(self) -> str:
        """Name a thing that was bought."""
        return self.pick(self._coined) + self.pick(self._slots["goods"])

    def name(self) -> str:
        """Name a person."""
        return self.pick(self._surnames) + "".join(self.random.sample(self._given, 2))

    def phone(self) -> str:
        """Give a mobile number."""
        return f"1{self.random.choice('3578')}{self.random.randrange(10**9):09d}"

    def _ways_of_figures(self) -> dict[str, Callable[[], str]]:
        chance = self.random
        return {
            "n": lambda: str(chance.randint(1, 30)),
            "money": lambda: f"{chance.randrange(500, 500_000) / 100:.2f}",
            "receipt": lambda: f"{chance.randrange(10**10):010d}",
            "batch": lambda: str(chance.randrange(240_101, 261_122)),
            "points": lambda: str(chance.randrange(10, 9000)),
            "tail": lambda: f"{chance.randrange(10_000):04d}",
            "model": lambda: f"{chance.choice('ABCKX')}{chance.randrange(10, 999)}",
            "brand": lambda: self.pick(self._coined),
            "staff": lambda: self.pick(self._surnames) + chance.choice(self._given),
        }

    def _filled(self, clause: str) -> str:
        while "{" in clause:
            before, _, rest = clause.partition("{")
            slot, _, after = rest.partition("}")
            clause = before + self._fill(slot) + after
        return clause

    def _fill(self, slot: str) -> str:
        figure = self._figures.get(slot)
        return figure() if figure is not None else self.pick(self._slots[slot])
