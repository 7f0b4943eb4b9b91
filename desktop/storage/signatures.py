"""Ed25519 signatures: one checked at once, or very many by all processors."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future
    from types import TracebackType

    from desktop.vocabulary import Uid

_THREADS = 8
_MANY = 64
"""How many signatures a thread is given at once; fewer are not worth one."""
_WAITING = 128
"""How many such portions may wait, some megabytes, so that memory stays bounded."""


class Signed(NamedTuple):
    """Something signed in an entry, and the code of the refusal if the signature is wrong."""

    public: bytes
    signature: bytes
    message: bytes
    code: str
    site: Uid
    seq: int

    def check(self) -> None:
        """Check it; LedgerError names the entry, ValueError a key that is none."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(self.signature, self.message)
        except InvalidSignature as error:
            raise LedgerError(self.code, site=self.site, seq=self.seq) from error


class Signatures:
    """Checks signatures beside other work, and tells of the first wrong one in their order.

    The checks run in threads, because the library lets go of the interpreter meanwhile. In a
    `with` whoever adds signatures leaves it with the refusal of the first wrong one, even where
    something that was looked at later has already been refused.
    """

    def __init__(self, *, waiting: int = _WAITING) -> None:
        """Start nothing yet.

        Args:
            waiting: how many portions may wait before whoever adds one waits for the first.
        """
        self._waiting = waiting
        self._threads: ThreadPoolExecutor | None = None
        self._portion: list[Signed] = []
        self._under_way: deque[Future[None]] = deque()

    def add(self, signed: Signed) -> None:
        """Let a signature be checked; raises what an earlier one was refused with."""
        self._portion.append(signed)
        if len(self._portion) >= _MANY:
            self._hand_out()
        while len(self._under_way) > self._waiting:
            self._wait()

    def _hand_out(self) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(min(os.cpu_count() or 1, _THREADS))
        self._under_way.append(self._threads.submit(_check_all, self._portion))
        self._portion = []

    def settle(self) -> None:
        """Wait until all are checked; raises what the first wrong one is refused with."""
        while self._under_way:
            self._wait()
        left, self._portion = self._portion, []
        _check_all(left)

    def _wait(self) -> None:
        """Wait for the portion that was handed out first; after a wrong one no other counts."""
        try:
            self._under_way.popleft().result()
        except Exception:
            self._under_way.clear()
            self._portion = []
            raise

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Settle, and let the threads go."""
        try:
            self.settle()
        finally:
            if self._threads is not None:
                self._threads.shutdown(cancel_futures=True)


def _check_all(portion: Iterable[Signed]) -> None:
    for signed in portion:
        signed.check()
