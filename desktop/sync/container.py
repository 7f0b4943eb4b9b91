"""The outer ZIP of a bundle: three stored members whose every byte is determined."""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from desktop.errors import BundleError
from desktop.sync.manifest import MAX_INTEGER, SIGNATURE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MANIFEST: Final = b"manifest.json"
SIGNATURE: Final = b"manifest.sig"
PAYLOAD: Final = b"payload.age"

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64 = struct.Struct("<4sIQI")
_EXTRA64 = struct.Struct("<2H2Q")
_LOCAL_MAGIC = b"PK\x03\x04"
_NEW_YEAR_1980 = 0x21
_VERSION, _VERSION64 = 20, 45
_FULL32 = 0xFFFFFFFF
_SMALLEST = _LOCAL.size + len(MANIFEST)


@dataclass(frozen=True)
class _Stored:
    """One stored member: everything its two ZIP headers say follows from this."""

    name: bytes
    size: int
    crc: int

    @property
    def _is_big(self) -> bool:
        return self.size >= _FULL32

    def _common(self) -> tuple[int, ...]:
        size = _FULL32 if self._is_big else self.size
        return (self._version, 0, 0, 0, _NEW_YEAR_1980, self.crc, size, size, len(self.name))

    @property
    def _version(self) -> int:
        return _VERSION64 if self._is_big else _VERSION

    @property
    def _extra(self) -> bytes:
        return _EXTRA64.pack(1, 16, self.size, self.size) if self._is_big else b""

    def local(self) -> bytes:
        """Give the header that stands before the member."""
        head = _LOCAL.pack(_LOCAL_MAGIC, *self._common(), len(self._extra))
        return head + self.name + self._extra

    def central(self, offset: int) -> bytes:
        """Give the header that stands in the directory at the end."""
        head = _CENTRAL.pack(
            b"PK\x01\x02", self._version, *self._common(), len(self._extra), 0, 0, 0, 0, offset
        )
        return head + self.name + self._extra


@dataclass(frozen=True)
class Layout:
    """Where everything stands in a bundle; it follows from the sizes and checksums alone."""

    manifest: _Stored
    signature: _Stored
    payload: _Stored

    @classmethod
    def of(cls, manifest: bytes, signature: bytes, payload_size: int, payload_crc: int) -> Layout:
        """Lay out a bundle of these three members."""
        return cls(
            _Stored(MANIFEST, len(manifest), zlib.crc32(manifest)),
            _Stored(SIGNATURE, len(signature), zlib.crc32(signature)),
            _Stored(PAYLOAD, payload_size, payload_crc),
        )

    @property
    def payload_offset(self) -> int:
        """Where the first byte of `payload.age` stands."""
        return self._offset(self.payload) + len(self.payload.local())

    @property
    def size(self) -> int:
        """How many bytes the whole bundle has."""
        return self.payload_offset + self.payload.size + len(self.directory())

    def _offset(self, wanted: _Stored) -> int:
        offset = 0
        for member in self._members():
            if member is wanted:
                return offset
            offset += len(member.local()) + member.size
        return offset

    def _members(self) -> Iterator[_Stored]:
        yield from (self.manifest, self.signature, self.payload)

    def directory(self) -> bytes:
        """Give everything that stands after the payload."""
        headers = b"".join(m.central(self._offset(m)) for m in self._members())
        start = self.payload_offset + self.payload.size
        length = len(headers)
        if start < _FULL32:
            return headers + _END.pack(b"PK\x05\x06", 0, 0, 3, 3, length, start, 0)
        big = _END64.pack(
            b"PK\x06\x06", _END64.size - 12, _VERSION64, _VERSION64, 0, 0, 3, 3, length, start
        )
        locator = _LOCATOR64.pack(b"PK\x06\x07", 0, start + length, 1)
        return headers + big + locator + _END.pack(b"PK\x05\x06", 0, 0, 3, 3, length, _FULL32, 0)


@dataclass(frozen=True)
class Container:
    """A bundle whose outer shape was found right; nothing in it is trusted yet."""

    layout: Layout
    manifest: bytes
    signature: bytes


def write_container(
    target: BinaryIO,
    manifest: bytes,
    signature: bytes,
    payload: Iterable[bytes | bytearray],
    layout: Layout,
) -> None:
    """Write the three members; `payload` is given in blocks."""
    _write_heads(target, manifest, signature, layout)
    target.writelines(payload)
    target.write(layout.directory())


def write_around(target: BinaryIO, manifest: bytes, signature: bytes, layout: Layout) -> None:
    """Write everything but the payload, which stands in its place already."""
    target.seek(0)
    _write_heads(target, manifest, signature, layout)
    target.seek(layout.payload.size, os.SEEK_CUR)
    target.write(layout.directory())


def _write_heads(target: BinaryIO, manifest: bytes, signature: bytes, layout: Layout) -> None:
    target.write(layout.manifest.local() + manifest)
    target.write(layout.signature.local() + signature)
    target.write(layout.payload.local())


def read_manifest_bytes(source: BinaryIO, most: int) -> bytes:
    """Read the first member, the only one that every future format keeps in place.

    Raises:
        BundleError: not a bundle, cut, altered, or a manifest of more than `most` bytes.
    """
    source.seek(0)
    head = source.read(_SMALLEST)
    _check_first(head)
    _, _, _, _, _, _, crc, size, *_ = _LOCAL.unpack(head[: _LOCAL.size])
    if size > most:
        raise BundleError("bundle.bomb")
    if head != _Stored(MANIFEST, size, crc).local():
        raise BundleError("bundle.layout")
    manifest = _exactly(source, size)
    if zlib.crc32(manifest) != crc:
        raise BundleError("bundle.layout")
    return manifest


def read_container(source: BinaryIO, manifest: bytes) -> Container:
    """Check that nothing but the three members is in the file, before, after or between.

    `manifest` is what `read_manifest_bytes` gave.

    Raises:
        BundleError: cut, or laid out in any other way than `write_container` does.
    """
    source.seek(len(_Stored(MANIFEST, len(manifest), 0).local()) + len(manifest))
    signature_header = len(_Stored(SIGNATURE, SIGNATURE_SIZE, 0).local())
    found = _exactly(source, signature_header + SIGNATURE_SIZE)
    signature = found[signature_header:]
    size, crc, local = _payload_header(source)
    layout = Layout.of(manifest, signature, size, crc)
    if found[:signature_header] + local != layout.signature.local() + layout.payload.local():
        raise BundleError("bundle.layout")
    _check_directory(source, layout)
    return Container(layout, manifest, signature)


def _check_first(head: bytes) -> None:
    start = head[: len(_LOCAL_MAGIC)]
    if start != _LOCAL_MAGIC[: len(start)]:
        raise BundleError("bundle.not_a_bundle")
    if len(head) < _SMALLEST:
        raise BundleError("bundle.truncated")
    if head[_LOCAL.size :] != MANIFEST:
        raise BundleError("bundle.not_a_bundle")


def _payload_header(source: BinaryIO) -> tuple[int, int, bytes]:
    local = _exactly(source, _LOCAL.size + len(PAYLOAD))
    _, _, _, _, _, _, crc, size, *_ = _LOCAL.unpack(local[: _LOCAL.size])
    if size == _FULL32:
        extra = _exactly(source, _EXTRA64.size)
        size = _EXTRA64.unpack(extra)[2]
        local += extra
    if size > MAX_INTEGER:
        raise BundleError("bundle.layout")
    return size, crc, local


def _check_directory(source: BinaryIO, layout: Layout) -> None:
    size = source.seek(0, 2)
    if size < layout.size:
        raise BundleError("bundle.truncated")
    source.seek(layout.payload_offset + layout.payload.size)
    expected = layout.directory()
    if size > layout.size or source.read(len(expected) + 1) != expected:
        raise BundleError("bundle.layout")


def _exactly(source: BinaryIO, size: int) -> bytes:
    found = source.read(size)
    if len(found) < size:
        raise BundleError("bundle.truncated")
    return found
