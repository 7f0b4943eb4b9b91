"""Work off the GUI thread, and its result back to an owner that still lives."""

from __future__ import annotations

import itertools
import logging
import threading
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QDeadlineTimer, QObject, QRunnable, Qt, QThreadPool, Signal

from desktop.views.ports import Gateway, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")

log = logging.getLogger(__name__)

_QUERY_THREADS = 2
_SHUTDOWN_MS = 30_000


class CancelledError(Exception):
    """The person took the work back; raised by `Progress.check` inside the worker."""


class Progress:
    """Numbers a worker sets and a view polls; plain attributes, no signals."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.done = 0
        self.total = 0
        self.step = ""
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the work was taken back."""
        return self._cancelled.is_set()

    @property
    def fraction(self) -> float | None:
        """Give the share done between 0 and 1, or None while the total is unknown."""
        return min(1.0, self.done / self.total) if self.total > 0 else None

    def cancel(self) -> None:
        """Ask the worker to stop at its next `check`."""
        self._cancelled.set()

    def check(self, done: int | None = None, total: int | None = None) -> None:
        """Set the numbers; raises `CancelledError` once cancelled. For the worker."""
        if done is not None:
            self.done = done
        if total is not None:
            self.total = total
        if self._cancelled.is_set():
            raise CancelledError


class Job:
    """One piece of work that was handed over; keep it to cancel it."""

    def __init__(self, owner: QObject, progress: Progress | None) -> None:
        """Remember who waits for it."""
        self.owner = owner
        self.progress = progress
        self.is_forgotten = False
        self.is_over = False

    def cancel(self) -> None:
        """Forget the result, and stop the work where it reports progress."""
        self.is_forgotten = True
        if self.progress is not None:
            self.progress.cancel()


class Jobs(QObject):
    """The only way off the GUI thread.

    Commands run one after the other, queries and other work beside them. A
    result, or an error, goes only to an owner that still lives. Work is done as
    the person who stood at the desk when it was handed over.
    """

    job_failed = Signal(object)
    """An error nobody else took: `Exception`. The window's message bar shows it."""
    busy_changed = Signal(bool)
    """Whether anything is under way."""
    _finished = Signal(int)

    def __init__(self, gateway: Gateway, parent: QObject | None = None) -> None:
        """Make the pools; in the GUI thread."""
        super().__init__(parent)
        self._gateway = gateway
        self._commands = _pool(self, 1)
        self._queries = _pool(self, _QUERY_THREADS)
        self._tickets = itertools.count()
        self._running: dict[int, _Work] = {}
        self._latest: dict[tuple[int, str], Job] = {}
        self._held: list[tuple[QThreadPool, _Work]] | None = None
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    @property
    def gateway(self) -> Gateway:
        """The door the use cases go through."""
        return self._gateway

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way."""
        return not self._running

    def call(
        self,
        owner: QObject,
        done: Callable[[R], None] | None,
        use_case: Callable[..., R],
        /,
        *args: Any,
        failed: Callable[[Exception], None] | None = None,
        latest: str | None = None,
        **kwargs: Any,
    ) -> Job:
        """Run a use case through the gateway and give `done` its result.

        `failed` takes the error instead of the message bar. A newer call of the
        same owner with the same `latest` makes this one forgotten.
        """
        gateway = self._gateway
        pool = self._commands if kind_of(use_case) == "command" else self._queries
        work = _Work(
            Job(owner, None), lambda: gateway.call(use_case, *args, **kwargs), done, failed
        )
        if latest is not None:
            self._forget_older(work.job, latest)
        if self._held is not None:
            self._held.append((pool, work))
            return work.job
        return self._start(pool, work)

    def run(
        self,
        owner: QObject,
        done: Callable[[R], None] | None,
        function: Callable[..., R],
        /,
        *args: Any,
        failed: Callable[[Exception], None] | None = None,
        progress: Progress | None = None,
        latest: str | None = None,
        **kwargs: Any,
    ) -> Job:
        """Run long work that is no use case; `progress`, if given, is passed on by that name."""
        if progress is not None:
            kwargs["progress"] = progress
        work = _Work(Job(owner, progress), lambda: function(*args, **kwargs), done, failed)
        if latest is not None:
            self._forget_older(work.job, latest)
        return self._start(self._queries, work)

    def hold(self) -> None:
        """Let use cases wait from now on: nobody stands at the desk in whose name to call them."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Start what waited, as the person who stands at the desk now."""
        held, self._held = self._held or [], None
        for pool, work in held:
            if not work.job.is_forgotten and shiboken6.isValid(work.job.owner):
                self._start(pool, work)

    def run_in_turn(
        self,
        owner: QObject,
        done: Callable[[R], None] | None,
        function: Callable[..., R],
        /,
        *args: Any,
        failed: Callable[[Exception], None] | None = None,
        **kwargs: Any,
    ) -> Job:
        """Run a short write that is no use case in line with the commands, never dropped.

        What is handed over first is written first, also at the exit: drafts are kept so.
        """
        work = _Work(Job(owner, None), lambda: function(*args, **kwargs), done, failed)
        return self._start(self._commands, work)

    def wait_idle(self, timeout_ms: int = _SHUTDOWN_MS) -> bool:
        """Wait for the threads; results on their way are still delivered later."""
        deadline = QDeadlineTimer(timeout_ms)
        return all(
            pool.waitForDone(max(0, deadline.remainingTime()))
            for pool in (self._commands, self._queries)
        )

    def shutdown(self, timeout_ms: int = _SHUTDOWN_MS) -> bool:
        """Let commands finish, drop everything else; call once before the exit."""
        for work in list(self._running.values()):
            if work.pool is self._queries:
                work.job.cancel()
        return self.wait_idle(timeout_ms)

    def _start(self, pool: QThreadPool, work: _Work) -> Job:
        number = next(self._tickets)
        work.prepare(number, pool, self._finished.emit, self._gateway.as_now())
        self._running[number] = work
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        pool.start(work)
        return work.job

    def _forget_older(self, job: Job, latest: str) -> None:
        key = (id(job.owner), latest)
        older = self._latest.get(key)
        if older is not None and not older.is_over:
            older.cancel()
        self._latest = {k: j for k, j in self._latest.items() if not j.is_over}
        self._latest[key] = job

    def _on_finished(self, number: int) -> None:
        work = self._running.pop(number)
        work.job.is_over = True
        if not self._running:
            self.busy_changed.emit(False)
        if work.job.is_forgotten or not shiboken6.isValid(work.job.owner):
            return
        if work.error is None:
            if work.done is not None:
                work.done(work.result)
        elif isinstance(work.error, CancelledError):
            log.info("work was cancelled")
        else:
            (work.failed or self.job_failed.emit)(work.error)


class _Work(QRunnable):
    """Runs in a pool's thread; touches nothing of Qt but the one queued signal."""

    def __init__(
        self,
        job: Job,
        function: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        super().__init__()
        # Python keeps it alive in Jobs._running until the result is delivered.
        self.setAutoDelete(False)
        self.job = job
        self.done = done
        self.failed = failed
        self.result: Any = None
        self.error: Exception | None = None
        self.pool: QThreadPool | None = None
        self._function = function

    def prepare(
        self,
        number: int,
        pool: QThreadPool,
        finished: Callable[[int], None],
        in_name: Callable[[Callable[[], Any]], Any],
    ) -> None:
        self._number = number
        self.pool = pool
        self._tell_finished = finished
        self._in_name = in_name

    def run(self) -> None:
        try:
            if not self.job.is_forgotten:
                self.result = self._in_name(self._function)
        except Exception as error:  # noqa: BLE001  # whatever it is, the owner is told
            self.error = error
        self._tell_finished(self._number)


def _pool(parent: QObject, threads: int) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(threads)
    pool.setExpiryTimeout(-1)
    return pool
