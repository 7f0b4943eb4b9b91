"""The sealed form of one file: AES-256-GCM in chunks that can be sought but not cut.

A file is eight bytes of magic and then chunks of 64 KiB, each with a tag of 16 bytes. The
nonce of a chunk is its number in eleven bytes, big-endian, and a byte that is 1 for the last
chunk alone, as in age's STREAM; the magic is the associated data. Only an empty file has an
empty chunk. The key seals this one file, so numbers never meet twice under it.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

MAGIC: Final = b"RDRSEV\x00\x01"
CHUNK: Final = 64 * 1024
TAG: Final = 16
_SEALED_CHUNK: Final = CHUNK + TAG


@dataclass(frozen=True, slots=True)
class Digests:
    """What is known of a file after one pass over it."""

    sha256: str
    size: int
    cipher_sha256: str


def read_fully(source: BinaryIO, wanted: int) -> bytes:
    """Read `wanted` bytes, fewer only at the end; raw and network streams give less at once."""
    data = source.read(wanted)
    if not data or len(data) == wanted:
        return data
    parts = [data]
    left = wanted - len(data)
    while left and (data := source.read(left)):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def seal_stream(
    read: Callable[[int], bytes],
    sink: BinaryIO,
    key: bytes,
    watch: Callable[[int], None] = lambda _size: None,
) -> Digests:
    """Seal what `read` gives into `sink`, hashing both sides in the same pass.

    Args:
        read: gives as many bytes as asked for, fewer only at the end.
        sink: where the sealed form goes.
        key: 32 random bytes used for no other content.
        watch: told the bytes so far; what it raises ends the work.
    """
    aead, plain, cipher = AESGCM(key), hashlib.sha256(), hashlib.sha256(MAGIC)
    sink.write(MAGIC)
    size = number = 0
    chunk = read(CHUNK)
    while True:
        following = read(CHUNK) if len(chunk) == CHUNK else b""
        size += len(chunk)
        watch(size)
        sealed = aead.encrypt(_nonce(number, final=not following), chunk, MAGIC)
        plain.update(chunk)
        cipher.update(sealed)
        sink.write(sealed)
        if not following:
            return Digests(plain.hexdigest(), size, cipher.hexdigest())
        chunk, number = following, number + 1


class SealedReader(io.RawIOBase):
    """The plain content of a sealed file, readable from any place.

    Every byte handed out was authenticated; the end is authenticated when the file is
    opened, so a file that was cut or added to does not open.
    """

    def __init__(self, sealed: BinaryIO, key: bytes, name: str) -> None:
        """Open a sealed file; it is closed with this reader.

        Raises:
            StorageError: `vault.damaged`, with `name`.
        """
        super().__init__()
        self._sealed = sealed
        self._aead = AESGCM(key)
        self._name = name
        self._place = 0
        self._cached = (-1, b"")
        try:
            self.size, self._last = self._measured()
            self._chunk(self._last)
        except BaseException:
            self.close()
            raise

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that any place can be sought."""
        return True

    def tell(self) -> int:
        """Give the place in the plain content."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in the plain content."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError(offset)
        self._place = start + offset
        return self._place

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill `buffer` as far as the present chunk goes."""
        if self._place >= self.size:
            return 0
        number, offset = divmod(self._place, CHUNK)
        target = memoryview(buffer).cast("B")
        piece = self._chunk(number)[offset : offset + len(target)]
        target[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the sealed file, and forget the chunk in memory."""
        self._cached = (-1, b"")
        self._sealed.close()
        super().close()

    def _measured(self) -> tuple[int, int]:
        """Work the plain size, and the number of the last chunk, out of the sealed size."""
        body = self._sealed.seek(0, io.SEEK_END) - len(MAGIC)
        self._sealed.seek(0)
        chunks = max(-(-body // _SEALED_CHUNK), 1)
        rest = body - (chunks - 1) * _SEALED_CHUNK
        empty_after_others = rest == TAG and chunks > 1
        if rest < TAG or empty_after_others or self._sealed.read(len(MAGIC)) != MAGIC:
            raise StorageError("vault.damaged", name=self._name)
        return body - chunks * TAG, chunks - 1

    def _chunk(self, number: int) -> bytes:
        if self._cached[0] != number:
            self._sealed.seek(len(MAGIC) + number * _SEALED_CHUNK)
            sealed = self._sealed.read(_SEALED_CHUNK)
            nonce = _nonce(number, final=number == self._last)
            try:
                self._cached = (number, self._aead.decrypt(nonce, sealed, MAGIC))
            except InvalidTag:
                raise StorageError("vault.damaged", name=self._name) from None
        return self._cached[1]


def _nonce(number: int, *, final: bool) -> bytes:
    return number.to_bytes(11) + bytes([final])
