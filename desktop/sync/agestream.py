"""Age files as streams: a thread does the cryptography, a bounded channel joins it to us."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final, Protocol, Self

import pyrage

from desktop.errors import BundleError
from desktop.sync.agefile import CHUNK, AgeFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from pyrage.x25519 import Identity

BLOCK: Final = 1 << 18
_MOST_WAITING = 2 << 20
_MAX_HEADER = 1 << 15
"""Eight recipients take a thousand bytes; kinds to come may take more."""
_HEADER_END = b"\n--- "


class _Abandoned(Exception):  # noqa: N818 - a signal between two threads, not an error
    """The other side of the channel has gone."""


class Readable(Protocol):
    """What can be read from."""

    def read(self, size: int, /) -> bytes:
        """Give up to `size` bytes, none at the end."""


class Writable(Protocol):
    """What can be written to."""

    def write(self, data: bytes | bytearray, /) -> object:
        """Take the bytes."""


class _Channel:
    """A few blocks on their way from one thread to another."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque()
        self._waiting = 0
        self._turn = threading.Condition()
        self._ended = False
        self._abandoned = False

    def put(self, block: bytes) -> None:
        with self._turn:
            while self._waiting >= _MOST_WAITING and not self._abandoned:
                self._turn.wait()
            if self._abandoned:
                raise _Abandoned
            self._blocks.append(block)
            self._waiting += len(block)
            self._turn.notify_all()

    def get(self) -> bytes:
        """Give the next block, or none once the other side has ended."""
        with self._turn:
            while not self._blocks and not self._ended and not self._abandoned:
                self._turn.wait()
            if self._abandoned:
                raise _Abandoned
            if not self._blocks:
                return b""
            block = self._blocks.popleft()
            self._waiting -= len(block)
            self._turn.notify_all()
            return block

    def end(self) -> None:
        with self._turn:
            self._ended = True
            self._turn.notify_all()

    def abandon(self) -> None:
        with self._turn:
            self._abandoned = True
            self._blocks.clear()
            self._turn.notify_all()


class _Inlet:
    """What the library writes to while it decrypts: small writes gathered into blocks."""

    def __init__(self, channel: _Channel) -> None:
        self._channel = channel
        self._gathered = bytearray()

    def write(self, data: bytes) -> int:
        self._gathered += data
        if len(self._gathered) >= BLOCK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self._gathered:
            self._channel.put(bytes(self._gathered))
            self._gathered.clear()


class _KeptSource:
    """A source whose own error outlives the library, which would turn it into a sentence."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._beginning = b""
        self.error: Exception | None = None

    def check_header(self) -> None:
        """Refuse a header that does not end soon.

        The library reads it again from its beginning for every piece more: a megabyte costs half
        a minute, and a header of the size of a bundle would never be done.
        """
        found = bytearray()
        while len(found) < _MAX_HEADER and (block := self.read(_MAX_HEADER - len(found))):
            found += block
        if _HEADER_END not in found:
            raise BundleError("bundle.contents")
        self._beginning = bytes(found)

    def read(self, size: int) -> bytes:
        if self._beginning:
            found, self._beginning = self._beginning[:size], self._beginning[size:]
            return found
        try:
            return self._stream.read(size)
        except Exception as error:
            self.error = error
            raise


class _Threaded:
    """A thread with a channel; what goes wrong in the thread is kept for the other side."""

    def __init__(self) -> None:
        self._channel = _Channel()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="bundle-age", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        try:
            self._run()
        except BaseException as error:  # noqa: BLE001 - told to whoever joins
            self._error = error

    def _run(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Stop at once, whatever is still on its way."""
        self._channel.abandon()
        self._thread.join()

    def __enter__(self) -> Self:
        """Give the stream."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the thread."""
        self.close()


class AgeWriter(_Threaded):
    """Encrypts what is written to it; `finish` or it never was."""

    def __init__(self, target: Writable, recipients: Sequence[str]) -> None:
        """Begin to encrypt to `target` for everybody in `recipients`."""
        self._target = target
        self._file = AgeFile(recipients)
        super().__init__()

    def _run(self) -> None:
        try:
            self._target.write(self._file.beginning)
            rest = b""
            while block := self._channel.get():
                plain = memoryview(block)
                if rest:  # a chunk is filled up; copying the whole block would cost more
                    missing = CHUNK - len(rest)
                    rest, plain = rest + plain[:missing], plain[missing:]
                    if not plain:
                        continue
                    self._target.write(self._file.chunks(memoryview(rest)))
                whole = (len(plain) - 1) // CHUNK * CHUNK  # something is kept for the end
                if whole:
                    self._target.write(self._file.chunks(plain[:whole]))
                rest = bytes(plain[whole:])
            self._target.write(self._file.end(rest))
        finally:
            self._channel.abandon()

    def write(self, data: bytes) -> int:
        """Take plaintext; raises what went wrong with `target`."""
        try:
            self._channel.put(data)
        except _Abandoned:
            self._raise()
        return len(data)

    def finish(self) -> None:
        """Write the last chunk; without it nobody can read the file."""
        self._channel.end()
        self._raise()

    def _raise(self) -> None:
        self._thread.join()
        if self._error is not None:
            raise self._error


class AgeReader(_Threaded):
    """Gives the plaintext of an age file; complete only once `read` has given nothing."""

    def __init__(self, source: Readable, identities: Sequence[Identity]) -> None:
        """Begin to decrypt `source` with whichever of the identities fits."""
        self._source = _KeptSource(source)
        self._identities = identities
        self._rest = memoryview(b"")
        super().__init__()

    def _run(self) -> None:
        inlet = _Inlet(self._channel)
        try:
            self._source.check_header()
            pyrage.decrypt_io(self._source, inlet, list(self._identities))
            inlet.flush()
        finally:
            self._channel.end()

    def read(self, size: int = BLOCK) -> bytes:
        """Give up to `size` bytes.

        Raises:
            BundleError: `bundle.wrong_recipient`, or `bundle.contents` for a damaged file.
        """
        if not self._rest:
            self._rest = memoryview(self._channel.get())
            if not self._rest:
                self._raise()
        found = bytes(self._rest[:size])
        self._rest = self._rest[size:]
        return found

    def _raise(self) -> None:
        self._thread.join()
        if self._source.error is not None:
            raise self._source.error
        if isinstance(self._error, pyrage.DecryptError) and "No matching keys" in str(self._error):
            raise BundleError("bundle.wrong_recipient") from self._error
        if self._error is not None:
            raise BundleError("bundle.contents") from self._error
