"""What the benches share: both clocks, quantiles, a yardstick of the machine, and the printing."""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NOT_INSTALLED = {"PYTHONDONTWRITEBYTECODE"}
_TURNS = 20_000


@dataclass
class Times:
    """Seconds on the wall and of this process's CPU, call by call."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, act: Callable[[], object]) -> None:
        """Time one call."""
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)

    def told(self, name: str) -> dict[str, float]:
        """Give median and 95th percentile of both, in milliseconds."""
        return {
            f"{name}_{clock}_{label}_ms": round(quantile(values, share) * 1000, 2)
            for clock, values in (("wall", self.wall), ("cpu", self.cpu))
            for label, share in (("p50", 0.5), ("p95", 0.95))
        }


def quantile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def plain_loop_ms() -> float:
    """Time 20,000 additions in Python: how fast this machine is now. Quiet, about 0.8."""
    times = Times()

    def add() -> None:
        total = 0
        for turn in range(_TURNS):
            total += turn

    for _ in range(9):
        times.take(add)
    return round(quantile(times.cpu, 0.5) * 1000, 2)


def as_installed() -> dict[str, str]:
    """Give the environment of a fresh process whose modules are compiled, as installed ones are.

    Python compiles a module when it is first imported and keeps that beside it; a workplace may
    forbid this (PYTHONDONTWRITEBYTECODE), and would compile everything at every start.
    """
    environment = {key: told for key, told in os.environ.items() if key not in _NOT_INSTALLED}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "redress-bench-compiled")
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment | {"PYTHONPATH": str(ROOT)}


def print_figures(figures: Mapping[str, object], *, as_json: bool) -> None:
    """Print for people, or one JSON document."""
    if as_json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name:44} {figure}")
