"""A worker process in hand: orders go in, told lines come back, and it may be killed meanwhile."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0


@dataclass
class Run:
    """What a child told before it ended, and how it ended: -9 is killed."""

    status: int = 0
    seconds: float = 0.0
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL

    @property
    def refusals(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "refused" in line]


class Hand:
    """One worker process; a context manager that ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)
        self._read = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(_PATIENCE)

    def start(self, order: dict[str, Any]) -> int:
        """Hand over an order; gives the child's process id.

        The child keeps its settings where this process does: each test has a home of its own.
        """
        told = order | {"settings": os.environ["XDG_CONFIG_HOME"]}
        os.write(self._in, json.dumps(told).encode() + b"\n")
        while True:
            line = self.next_line() or {}
            child = line.get("waiting" if order.get("wait") else "started")
            if child:
                return int(child)

    def go(self) -> None:
        """Let a child go on that waits."""
        os.write(self._in, b"\n")

    def run(
        self,
        order: dict[str, Any],
        *,
        kill_after: float | None = None,
        kill_at_line: int | None = None,
    ) -> Run:
        """Do an order to its end, or kill it.

        Args:
            order: for `jobs.run_job`.
            kill_after: seconds after the start, or after the line `kill_at_line`.
            kill_at_line: so many lines are waited for before `kill_after` counts.
        """
        child = self.start(order)
        return self.finish(child, kill_after=kill_after, kill_at_line=kill_at_line)

    def finish(
        self,
        child: int,
        *,
        kill_after: float | None = None,
        kill_at_line: int | None = None,
        watch: Callable[[dict[str, Any]], None] = lambda _line: None,
    ) -> Run:
        """Read what a started child tells until it ends, or is killed."""
        run, begun = Run(), time.monotonic()
        due = None if kill_after is None or kill_at_line else begun + kill_after
        while True:
            line = self.next_line(due)
            if line is None:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                due = None
                continue
            if "ended" in line:
                run.status, run.seconds = line["ended"], time.monotonic() - begun
                return run
            if "started" in line:
                continue
            run.lines.append(line)
            watch(line)
            if kill_after is not None and kill_at_line == len(run.lines):
                due = time.monotonic() + kill_after

    def next_line(self, due: float | None = None) -> dict[str, Any] | None:
        """Give the next line; None when the moment `due` comes first."""
        patient_until = time.monotonic() + _PATIENCE
        while b"\n" not in self._read:
            left = (patient_until if due is None else due) - time.monotonic()
            if left <= 0 or not self._selector.select(left):
                if due is not None:
                    return None
                raise TimeoutError(self._read)
            block = os.read(self._out, 1 << 16)
            if not block:
                raise EOFError(self._read)
            self._read += block
        line, _, self._read = self._read.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told


class Crew:
    """Worker processes, started when they are first needed."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._hands: list[Hand] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def hands(self, count: int) -> list[Hand]:
        """Give so many workers."""
        while len(self._hands) < count:
            self._hands.append(self._stack.enter_context(Hand()))
        return self._hands[:count]
