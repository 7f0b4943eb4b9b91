"""The sealed payload of a bundle in the making, and where it waits for the file around it."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from typing import IO, TYPE_CHECKING, BinaryIO, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_IN_MEMORY: Final = 48 << 20
_BLOCK: Final = 1 << 20
_NUDGE: Final = 16 << 20


class Payload:
    """Takes sealed bytes, and their size and checksums on the way.

    What comes before the payload in the file is known only when all is written, but its length
    can be foretold once the rest is all evidence: from `stand_at` on the bytes go straight to
    their place in the file. Until then, and where nobody foretells, they wait in memory or in a
    file that has no name.
    """

    def __init__(self, target: BinaryIO, path: Path) -> None:
        """Keep a payload for the file `target`, which is open under the name `path`."""
        self.size = 0
        self.crc = 0
        self.sha256 = hashlib.sha256()
        self.offset: int | None = None
        """Where in the file it stands; None while it does not."""
        self._target = target
        self._path = path
        self._wanted: int | None = None
        self._held: list[bytes | bytearray] = []
        self._file: IO[bytes] | None = None
        self._nudged = 0

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the file without a name go."""
        if self._file is not None:
            self._file.close()

    def stand_at(self, offset: int) -> None:
        """Let everything from the next byte on, and all before it, stand in the file."""
        self._wanted = offset

    def write(self, data: bytes | bytearray) -> None:
        """Take the next bytes; one thread writes."""
        if self._wanted is not None and self.offset is None:
            self._settle(self._wanted)
        self.size += len(data)
        self.crc = zlib.crc32(data, self.crc)
        self.sha256.update(data)
        if self.offset is not None:
            self._target.write(data)
            self._nudge()
        elif self._file is not None:
            self._file.write(data)
        else:
            self._hold(data)

    def blocks(self) -> Iterator[bytes | bytearray]:
        """Give what was written, from its beginning."""
        yield from self._held
        if self.offset is not None:
            self._target.flush()
            with self._path.open("rb") as written:
                written.seek(self.offset)
                while block := written.read(_BLOCK):
                    yield block
        elif self._file is not None:
            self._file.seek(0)
            while block := self._file.read(_BLOCK):
                yield block

    def _hold(self, data: bytes | bytearray) -> None:
        self._held.append(data)
        if self.size > _IN_MEMORY:
            self._file = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115 - see __exit__
            self._file.writelines(self._held)
            self._held.clear()

    def _settle(self, offset: int) -> None:
        self._target.seek(offset)
        self._target.writelines(self.blocks())
        self._held.clear()
        self.offset = offset

    def _nudge(self) -> None:
        """Let the system begin to bring the file to the disk, so that the end need not wait."""
        if self.size - self._nudged >= _NUDGE and hasattr(os, "posix_fadvise"):
            self._nudged = self.size
            os.posix_fadvise(self._target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
