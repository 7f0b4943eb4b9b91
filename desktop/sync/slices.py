"""A bundle's file as its readers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from desktop.storage.files import told_as_storage_errors

if TYPE_CHECKING:
    import threading
    from pathlib import Path

_BLOCK: Final = 1 << 20


class ToldFile:
    """The file of a bundle; what the disk complains of is told as a storage error."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        """Stand before an open file."""
        self._stream = stream
        self._path = path

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to an offset and tell it."""
        with told_as_storage_errors(self._path):
            return self._stream.seek(offset, whence)

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes."""
        with told_as_storage_errors(self._path):
            return self._stream.read(size)


class Slice:
    """A part of a file as a stream of its own; several may read one file in turns."""

    def __init__(self, source: BinaryIO, start: int, size: int, reading: threading.Lock) -> None:
        """Begin at `start`; `reading` guards the position that all readers share."""
        self._source = source
        self._reading = reading
        self._at = start
        self._end = start + size
        self._block = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes, reading ahead in larger steps."""
        if not self._block:
            with self._reading:
                self._source.seek(self._at)
                self._block = memoryview(self._source.read(min(_BLOCK, self._end - self._at)))
            self._at += len(self._block)
        found = bytes(self._block[:size])
        self._block = self._block[size:]
        return found
