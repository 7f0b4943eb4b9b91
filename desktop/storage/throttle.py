"""Slowing down whoever guesses at a sign-in."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from desktop.errors import KeyringError, StorageError
from desktop.storage.files import write_atomically
from desktop.storage.locks import folder_lock
from desktop.storage.passwords import normal_login

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

THROTTLE_FILE: Final = "redress.throttle"
FREE_FAILURES: Final = 3
LONGEST_DELAY: Final = 60
_FORGOTTEN_AFTER: Final = 24 * 3600
_MALFORMED: Final = (TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: float


class SignInThrottle:
    """Count failed sign-ins of each login, also over restarts.

    The first three failures cost nothing, then the wait doubles from one second to a
    minute. It is a brake for hands at the counter: who can write the folder can remove
    it, and meets the cost of Argon2id instead.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Take up the counts left in `folder`.

        Args:
            folder: the data folder, where the keys are.
            clock: seconds since 1970.
        """
        self._path = folder / THROTTLE_FILE
        self._clock = clock
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._failures: dict[str, _Failures] = {}
        self._take_over()

    def begin(self, login: str) -> None:
        """Count an attempt as a failure before it is made, or refuse it.

        So many programs that try at once get no more attempts than one that tries in turn, and
        an attempt that is cut short counts. Afterwards comes one of `failed`, `succeeded` and
        `take_back`.

        Raises:
            KeyringError: `key.throttled`, with `seconds` left.
        """
        with self._shared():
            known = self._failures.get(_key(login))
            seconds = self._seconds(known)
            if seconds:
                raise KeyringError("key.throttled", seconds=seconds)
            now = self._clock()
            fresh = known is not None and abs(now - known.last) < _FORGOTTEN_AFTER
            self._failures[_key(login)] = _Failures(known.count + 1 if known and fresh else 1, now)
            self._write()

    def seconds_left(self, login: str) -> int:
        """Tell how many whole seconds a login has to wait; 0 is none."""
        with self._lock:
            self._take_over()
            return self._seconds(self._failures.get(_key(login)))

    def _seconds(self, failures: _Failures | None) -> int:
        if failures is None or failures.count < FREE_FAILURES:
            return 0
        delay = min(2 ** min(failures.count - FREE_FAILURES, 16), LONGEST_DELAY)
        # A clock that was set back must neither free a guesser nor lock out a clerk for days.
        passed = max(self._clock() - failures.last, 0)
        return max(-int((passed - delay) // 1), 0)

    def failed(self, login: str) -> None:
        """Let the wait of an attempt with a wrong password run from now on."""
        with self._shared():
            known = self._failures.get(_key(login))
            self._failures[_key(login)] = _Failures(known.count if known else 1, self._clock())
            self._write()

    def succeeded(self, login: str) -> None:
        """Forget the failures of a login that got in."""
        with self._shared():
            if self._failures.pop(_key(login), None) is not None:
                self._write()

    def take_back(self, login: str) -> None:
        """Count an attempt no longer: it ended before the password was tried."""
        with self._shared():
            known = self._failures.pop(_key(login), None)
            if known is not None and known.count > 1:
                self._failures[_key(login)] = _Failures(known.count - 1, known.last)
            self._write()

    @contextmanager
    def _shared(self) -> Iterator[None]:
        """Hold the counts alone, among threads and among programs, as they stand now."""
        with self._lock, folder_lock(self._path.parent):
            self._take_over()
            yield

    def _take_over(self) -> None:
        """Take up what another program counted: the window and the command line are two doors."""
        stamp = self._stamped()
        if stamp is not None and stamp != self._stamp:
            self._stamp, self._failures = stamp, self._read()

    def _stamped(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _read(self) -> dict[str, _Failures]:
        try:
            stored = json.loads(self._path.read_bytes())
            return {
                str(login): _Failures(int(counted["count"]), float(counted["last"]))
                for login, counted in stored.items()
            }
        except (OSError, ArithmeticError, ValueError, *_MALFORMED):
            return {}

    def _write(self) -> None:
        counts = {login: asdict(failures) for login, failures in self._failures.items()}
        with suppress(StorageError):  # a full disk must not keep people out
            write_atomically(self._path, json.dumps(counts).encode())
            self._stamp = self._stamped()


def _key(login: str) -> str:
    """Name a login by sixteen bits of its digest.

    People type passwords where the login belongs; those must not end up in a file, nor
    may typing nonsense make it grow.
    """
    digest = hashlib.sha256(normal_login(login).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:4]
