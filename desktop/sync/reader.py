"""Opening a bundle: everything is checked before anything in it is believed."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias, cast

import zstandard
from cryptography.exceptions import InvalidSignature

from desktop.errors import BundleError
from desktop.storage.files import told_as_storage_errors
from desktop.sync.agestream import AgeReader
from desktop.sync.container import Container, read_container, read_manifest_bytes
from desktop.sync.contents import (
    ENTRIES,
    EVIDENCE,
    KEYS,
    OBJECTS,
    SEALS,
    TAR_BLOCK,
    TAR_END,
    Place,
    Range,
    SealedEntry,
    SideObject,
    SubjectKey,
    check_members,
    padded,
    place_of,
    raw_size,
    read_entry,
    read_key,
    read_object,
    tar_header,
)
from desktop.sync.identities import read_identity
from desktop.sync.manifest import Counts, Manifest, Member, parse_manifest, refused_member
from desktop.sync.slices import Slice, ToldFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from pyrage.x25519 import Identity

    from desktop.sync.manifest import Progress

_ORDER: Final = (OBJECTS, KEYS, ENTRIES, EVIDENCE)
_BLOCK: Final = 1 << 20
_MAX_WINDOW: Final = 8 << 20


@dataclass(frozen=True)
class Limits:
    """What a reader is ready to face; a bundle beyond is refused before it is read."""

    file: int = 5 << 30
    """The largest evidence that a rule pack allows, 4 GiB, and what goes with it."""
    manifest: int = 4 << 20
    raw: int = 16 << 30
    members: int = 20_000
    text: int = 1 << 30
    """Of everything but evidence, which is never held in memory as a whole."""


DEFAULT_LIMITS: Final = Limits()


def read_manifest(path: Path, limits: Limits = DEFAULT_LIMITS) -> Manifest:
    """Read what a bundle says of itself, believing none of it.

    Raises:
        BundleError: not a bundle, cut, laid out otherwise, or a manifest not understood.
        StorageError: the file cannot be read.
    """
    with _opened(path) as source:
        return _read_outer(source, limits)[0]


def check_signature(
    path: Path, public_key: Ed25519PublicKey, limits: Limits = DEFAULT_LIMITS
) -> Manifest:
    """Read the manifest and check that the holder of this key signed it.

    Raises:
        BundleError: as `read_manifest`, and `bundle.signature`.
        StorageError: the file cannot be read.
    """
    with _opened(path) as source:
        manifest, container = _read_outer(source, limits)
        _check_signature(container, public_key)
        return manifest


@contextmanager
def open_bundle(
    path: Path,
    identities: Sequence[str],
    public_key: Ed25519PublicKey,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[OpenBundle]:
    """Open a bundle whose outside has been checked to the last byte.

    `identities` are age secret keys, any of which may fit; `public_key` is the sender's.
    The inside is checked by `OpenBundle.check`, at the latest before it is first read.

    Raises:
        BundleError: the bundle is refused; the code says why.
        StorageError: the file cannot be read.
    """
    with _opened(path) as source:
        manifest, container = _read_outer(source, limits)
        _check_signature(container, public_key)
        _check_expansion(manifest, limits)
        _check_payload(source, container, manifest)
        yield OpenBundle(source, container, manifest, [read_identity(one) for one in identities])


class EvidencePiece:
    """A piece of evidence in a bundle, to be read while it is the current one.

    Whoever takes the chunks must not keep them unless the iteration came to its end without
    an error: only then has the digest been checked again.
    """

    def __init__(self, place: Place, member: Member, tar: _Tar) -> None:
        """Stand at the beginning of the member's bytes."""
        self.sha256 = place.sha256
        self.start = place.start
        self.size = member.size
        self._chunks = tar.chunks(member)

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole file, not a range of it."""
        return self.start is None

    def chunks(self) -> Iterator[bytes]:
        """Give the plaintext once, from where it was left."""
        yield from self._chunks

    def finish(self) -> None:
        """Read past what nobody wanted, checking it."""
        for _ in self._chunks:
            pass


Content: TypeAlias = SideObject | SubjectKey | SealedEntry | EvidencePiece


class OpenBundle:
    """A bundle that is open for reading. Nothing of it is ever written to the disk."""

    def __init__(
        self,
        source: BinaryIO,
        container: Container,
        manifest: Manifest,
        identities: Sequence[Identity],
    ) -> None:
        """Keep what the way in has checked."""
        self.manifest = manifest
        self._source = source
        self._container = container
        self._identities = identities
        self._is_checked = False
        self._reading = threading.Lock()

    def check(self, progress: Progress | None = None) -> None:
        """Decrypt and check everything inside, keeping nothing.

        Raises:
            BundleError: not for these identities, or what is inside is not what is promised.
        """
        if not self._is_checked:
            for _ in self._walk(progress):
                pass
            self._is_checked = True

    def contents(self) -> Iterator[Content]:
        """Give everything in order: objects, keys, entries, evidence.

        A bundle that changed on the disk since the check is noticed here too, an error then
        comes in the middle: act in one transaction.
        """
        self.check()
        return self._walk()

    def objects(self) -> Iterator[SideObject]:
        """Give the side objects; nothing that follows them is read."""
        return (one for one in self._only(OBJECTS) if isinstance(one, SideObject))

    def subject_keys(self) -> Iterator[SubjectKey]:
        """Give the subject keys; nothing that follows them is read."""
        return (one for one in self._only(KEYS) if isinstance(one, SubjectKey))

    def entries(self) -> Iterator[SealedEntry]:
        """Give the entries with their seals; nothing that follows them is read."""
        return (one for one in self._only(ENTRIES) if isinstance(one, SealedEntry))

    def evidence(self) -> Iterator[EvidencePiece]:
        """Give each piece of evidence; it can be read until the next one is asked for."""
        return (one for one in self._only(EVIDENCE) if isinstance(one, EvidencePiece))

    def _only(self, kind: str) -> Iterator[Content]:
        self.check()
        return self._walk(only=kind) if getattr(self.manifest.counts, kind) else iter(())

    def _walk(self, progress: Progress | None = None, only: str | None = None) -> Iterator[Content]:
        layout = self._container.layout
        start, size = layout.payload_offset, layout.payload.size
        payload = Slice(self._source, start, size, self._reading)
        with AgeReader(payload, self._identities) as age, _told_as_contents():
            tar = _Tar(age, progress, self.manifest.raw_size)
            yield from _members(tar, self.manifest, only)


def _members(tar: _Tar, manifest: Manifest, only: str | None) -> Iterator[Content]:
    """Give what the members hold; if all of it is wanted, counts and end are checked, too.

    Before the one kind that is wanted members are passed over, and after it nothing is read.
    """
    found = dict.fromkeys(_ORDER, 0)
    passed = Range(manifest)
    queue = iter([(place_of(member), member) for member in manifest.members])
    for place, member in queue:
        kind = ENTRIES if place.kind == SEALS else place.kind
        if only is not None and _ORDER.index(kind) > _ORDER.index(only):
            return
        tar.begin(member)
        if only not in {None, kind}:
            deque(tar.chunks(member), maxlen=0)
        elif kind == EVIDENCE:
            piece = EvidencePiece(place, member, tar)
            found[EVIDENCE] += 1
            yield piece
            piece.finish()
        else:
            lines = tar.lines(member)
            found[kind] += len(lines)
            if kind == ENTRIES:
                yield from _entries(lines, next(queue)[1], tar, passed)
            else:
                yield from _lines(lines, kind, member.name)
    if only is None:
        passed.finish()
        _check_counts(manifest.counts, Counts(**found))
    tar.finish()


def _lines(lines: list[bytes], kind: str, name: str) -> Iterator[Content]:
    for line in lines:
        yield read_object(line, name) if kind == OBJECTS else read_key(line, name)


def _entries(lines: list[bytes], seals: Member, tar: _Tar, passed: Range) -> Iterator[SealedEntry]:
    tar.begin(seals)
    seal_lines = tar.lines(seals)
    if len(lines) != len(seal_lines):
        raise BundleError("bundle.count", what=ENTRIES)
    for line, seal in zip(lines, seal_lines, strict=True):
        entry = read_entry(line, seal, seals.name)
        passed.pass_by((entry.seal,))
        yield entry


def _check_counts(promised: Counts, found: Counts) -> None:
    for name, one, other in zip(Counts._fields, promised, found, strict=True):
        if one != other:
            raise BundleError("bundle.count", what=name)


class _Tar:
    """Reads the tar, knowing from the manifest every header that must come."""

    def __init__(self, age: AgeReader, progress: Progress | None, size: int) -> None:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        self._stream = unpacker.stream_reader(
            cast("BinaryIO", age), read_size=_BLOCK, read_across_frames=True
        )
        self._progress = progress
        self._done, self._size = 0, size

    def begin(self, member: Member) -> None:
        """Read a member's header, which must be the one that its name and size give."""
        if self._take(TAR_BLOCK) != tar_header(member.name, member.size):
            raise refused_member(member.name)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Give a member's bytes; they are its own only if the last chunk raises nothing."""
        digest = hashlib.sha256()
        left = member.size
        while left:
            chunk = self._take(min(left, _BLOCK))
            left -= len(chunk)
            digest.update(chunk)
            if not left:
                self._end(member, digest.hexdigest())
            yield chunk
        if not member.size:
            self._end(member, digest.hexdigest())

    def lines(self, member: Member) -> list[bytes]:
        """Give the lines of a member, checked as a whole."""
        body = b"".join(self.chunks(member))
        if not body.endswith(b"\n"):
            raise BundleError("bundle.line", member=member.name)
        return body[:-1].split(b"\n")

    def finish(self) -> None:
        """Check that the tar ends here, and the payload with it."""
        if self._take(len(TAR_END)) != TAR_END:
            raise BundleError("bundle.contents")
        if self._stream.read(1):
            raise BundleError("bundle.bomb")

    def _end(self, member: Member, digest: str) -> None:
        padding = padded(member.size) - member.size
        if digest != member.sha256 or self._take(padding) != bytes(padding):
            raise refused_member(member.name)

    def _take(self, size: int) -> bytes:
        found = self._stream.read(size) if size else b""
        if len(found) < size:
            raise BundleError("bundle.contents")
        self._done += size
        if self._progress is not None:
            self._progress(self._done, self._size)
        return found


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a bundle; refusals that come out name its file."""
    try:
        with told_as_storage_errors(path):
            stream = path.open("rb")
        with stream:
            yield cast("BinaryIO", ToldFile(stream, path))
    except BundleError as error:
        error.values.setdefault("file", path.name)
        raise


@contextmanager
def _told_as_contents() -> Iterator[None]:
    try:
        yield
    except zstandard.ZstdError as error:
        raise BundleError("bundle.contents") from error


def _read_outer(source: BinaryIO, limits: Limits) -> tuple[Manifest, Container]:
    if source.seek(0, 2) > limits.file:
        raise BundleError("bundle.too_large", limit=limits.file)
    raw = read_manifest_bytes(source, limits.manifest)
    manifest = parse_manifest(raw)
    return manifest, read_container(source, raw)


def _check_signature(container: Container, public_key: Ed25519PublicKey) -> None:
    try:
        public_key.verify(container.signature, container.manifest)
    except InvalidSignature as error:
        raise BundleError("bundle.signature") from error


def _check_expansion(manifest: Manifest, limits: Limits) -> None:
    if len(manifest.members) > limits.members or manifest.raw_size > limits.raw:
        raise BundleError("bundle.bomb")
    check_members(manifest.members)
    held = sum(one.size for one in manifest.members if place_of(one).kind != EVIDENCE)
    if held > limits.text:
        raise BundleError("bundle.bomb")
    if manifest.raw_size != raw_size(manifest.members):
        raise BundleError("bundle.bomb")


def _check_payload(source: BinaryIO, container: Container, manifest: Manifest) -> None:
    """Compare the sealed payload with the signed manifest before any of it is interpreted."""
    if container.layout.payload.size != manifest.payload.size:
        raise BundleError("bundle.payload_altered")
    source.seek(container.layout.payload_offset)
    digest, crc, left = hashlib.sha256(), 0, manifest.payload.size
    while left and (block := source.read(min(left, _BLOCK))):
        digest.update(block)
        crc = zlib.crc32(block, crc)
        left -= len(block)
    if digest.hexdigest() != manifest.payload.sha256 or crc != container.layout.payload.crc:
        raise BundleError("bundle.payload_altered")
