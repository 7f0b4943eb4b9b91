"""Kills at random moments on two sites that are used on and on, checked after each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from desktop.models.desk import Shipment
from desktop.services.opening import OpenSite
from tests.faults.checks import (
    check_backup,
    check_equal,
    check_promised,
    check_recorded,
    check_standing,
    check_swept,
    check_ways,
    check_wholly,
    latest_at,
)
from tests.faults.ground import BRANCH, HEADQUARTERS, SECOND, WAY_DOWN, WAY_UP, Ground
from tests.faults.hand import Hand, Run
from tests.faults.jobs import SITES

TIMES = {
    "register": 14,
    "attach": 6,
    "close_day": 2,
    "ship": 3,
    "take_in": 1,
    "answer": 3,
    "receive": 1,
}
"""How often each job does its work in one run that is not killed."""
JOBS = tuple(TIMES)
_NEEDS = {"take_in": ("ship", WAY_UP), "receive": ("answer", WAY_DOWN)}
_FIRST_GUESS = 0.3


@dataclass
class Campaign:
    """One pair of sites, one seed, many kills."""

    ground: Ground
    hand: Hand
    seed: int
    now: int
    kills: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    promised: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {BRANCH: [], HEADQUARTERS: []}
    )

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self._seconds: dict[str, float] = {}
        self._lines: dict[str, int] = {}
        self._seen = {WAY_UP: set[str](), WAY_DOWN: set[str]()}

    def kill(self, job: str) -> None:
        """Run a job until it is killed, checking after each run."""
        before = self.kills[job]
        while self.kills[job] == before:
            self._prepare(job)
            self._after(job, self._killed_run(job))

    def do(self, job: str, times: int | None = None) -> Run:
        """Run a job to its end and check."""
        run = self.hand.run(self._order(job, times))
        assert run.status == 0, (self.seed, run.lines[-1:])
        self._learn(job, run)
        self._after(job, run)
        return run

    def check_wholly(self) -> None:
        """Check everything there is to check, on both sides, and sweep."""
        for name in (BRANCH, HEADQUARTERS):
            with self._opened(name) as site:
                check_standing(site)
                check_recorded(self.ground, site, self._lasting(name))
                check_wholly(site)
                orphans, unfinished = check_swept(self.ground, site)
                self.found["orphans"] += orphans
                self.found["unfinished"] += unfinished
                if name == BRANCH:
                    check_backup(self.ground, site)
        check_ways(self.ground)
        self._empty_ways()

    def finish(self) -> None:
        """Let everything arrive on both sides, and compare them."""
        for _round in range(2):
            for job in ("ship", "take_in", "answer", "receive"):
                self.do(job, 1)
        self.check_wholly()
        with self._opened(BRANCH) as branch, self._opened(HEADQUARTERS) as headquarters:
            self.found["tickets"] += check_equal(branch, headquarters)

    # ---- one run

    def _prepare(self, job: str) -> None:
        """Take care that there is something to take in."""
        if job not in self._seconds:
            if job in _NEEDS:
                self.do(_NEEDS[job][0])
            self.do(job)
        if job in _NEEDS:
            before, way = _NEEDS[job]
            lying = {path.name for path in self.ground.way(way).glob("*.redress")}
            if lying <= self._seen[way]:
                self.do(before)
                lying = {path.name for path in self.ground.way(way).glob("*.redress")}
            self._seen[way] |= lying

    def _killed_run(self, job: str) -> Run:
        """Kill anywhere in the whole run, or shortly after some acknowledged command."""
        whole, lines = self._seconds.get(job, _FIRST_GUESS), self._lines.get(job, 1)
        if self.rng.random() < 0.5 or lines < 2:
            after = self.rng.uniform(0, whole)
            return self._judged(job, self.hand.run(self._order(job), kill_after=after))
        after = self.rng.uniform(0, 1.5 * whole / lines)
        at_line = self.rng.randint(1, lines)
        run = self.hand.run(self._order(job), kill_after=after, kill_at_line=at_line)
        return self._judged(job, run)

    def _judged(self, job: str, run: Run) -> Run:
        assert run.killed or run.status == 0, (self.seed, run.status, run.lines[-1:])
        assert run.refusals == [], (self.seed, run.refusals)
        if run.killed:
            self.kills[job] += 1
        else:
            self._learn(job, run)
        return run

    def _learn(self, job: str, run: Run) -> None:
        self._seconds[job] = run.seconds
        self._lines[job] = len(run.lines)

    def _order(self, job: str, times: int | None = None) -> dict[str, Any]:
        return {
            "job": job,
            "folder": str(self.ground.folder),
            "now": self.now,
            "seed": self.rng.randrange(1 << 32),
            "times": times or TIMES[job],
        }

    def _after(self, job: str, run: Run) -> None:
        name = SITES[job]
        self.promised[name] += run.lines
        with self._opened(name) as site:
            check_standing(site)
            check_promised(self.ground, site, run.lines)
        if job in {"ship", "answer"}:
            check_ways(self.ground)

    @contextmanager
    def _opened(self, name: str) -> Iterator[OpenSite]:
        """Open a site as the next process does, and take over how late it is there."""
        try:
            site = self.ground.open(name, self.now)
            try:
                yield site
                self.now = max(self.now, latest_at(site)) + SECOND
            finally:
                site.close()
        except Exception as error:
            error.add_note(f"seed {self.seed}, after {self.kills.total()} kills: {self.kills}")
            raise

    def _lasting(self, name: str) -> list[dict[str, Any]]:
        """Give what was promised for good: bundles leave the ways, old backups the folder."""
        return [
            line for line in self.promised[name] if "delivered" not in line and "backup" not in line
        ]

    def _empty_ways(self) -> None:
        """Take away bundles that were receipted, as whoever carries the stick does."""
        for name, way in ((BRANCH, WAY_UP), (HEADQUARTERS, WAY_DOWN)):
            with self._opened(name) as site, site.database.read() as session:
                done = select(Shipment.file_name).where(Shipment.receipted_at.is_not(None))
                for file_name in session.scalars(done):
                    (self.ground.way(way) / file_name).unlink(missing_ok=True)
