"""Making a bundle: ledger entries and evidence in, one sealed and signed file out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final, NamedTuple

import zstandard

from desktop.errors import BundleError
from desktop.storage.files import (
    finish,
    replace_durably,
    temporary_file,
    told_as_storage_errors,
)
from desktop.sync.agestream import AgeWriter
from desktop.sync.container import Layout, write_around, write_container
from desktop.sync.contents import (
    ENTRIES,
    KEYS,
    MAX_LINE,
    MAX_PIECE,
    OBJECTS,
    SEALS,
    SEGMENT,
    TAR_END,
    EvidenceSource,
    Range,
    SealedEntry,
    SideObject,
    SubjectKey,
    check_members,
    key_line,
    object_line,
    padded,
    raw_size,
    seal_line,
    segment_name,
    tar_header,
)
from desktop.sync.manifest import (
    MAX_RECIPIENTS,
    SIGNATURE_SIZE,
    Counts,
    Header,
    Manifest,
    Member,
    Sealed,
    bundle_name,
    check_header,
)
from desktop.sync.packing import Level, Packer
from desktop.sync.payload import Payload
from desktop.sync.reader import DEFAULT_LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from desktop.sync.manifest import Progress

_SAMPLE: Final = 1 << 16
_WORTH_PACKING: Final = 0.95
_NO_DIGEST: Final = "0" * 64


@dataclass(frozen=True, kw_only=True)
class BundleDraft:
    """A bundle to be made. The iterables are gone through once, in this order."""

    header: Header
    objects: Iterable[SideObject] = ()
    keys: Iterable[SubjectKey] = ()
    entries: Iterable[SealedEntry] = ()
    evidence: Sequence[EvidenceSource] = field(default_factory=tuple)


class WrittenBundle(NamedTuple):
    """A bundle that stands finished on the disk."""

    path: Path
    manifest: Manifest
    size: int


def write_bundle(
    folder: Path,
    draft: BundleDraft,
    signer: Ed25519PrivateKey,
    recipients: Sequence[str],
    progress: Progress | None = None,
) -> WrittenBundle:
    """Write a bundle into `folder` under its own name, whole or not at all.

    Memory stays bounded, and nothing touches the disk unencrypted. `recipients` are age
    public keys, for a bundle up headquarters' online key and its recovery key.

    Raises:
        BundleError: the draft contradicts itself, or evidence is not what its digest says.
        StorageError: the disk is full, write-protected or failing.
    """
    check_header(draft.header)
    if not 1 <= len(set(recipients)) == len(recipients) <= MAX_RECIPIENTS:
        raise BundleError("bundle.bad_recipient", recipient="")
    with (
        told_as_storage_errors(folder / "bundle"),
        temporary_file(folder) as (target, temporary),
        Payload(target, temporary) as payload,
    ):
        counts, members = _write_payload(payload, draft, recipients, progress)
        sealed = Sealed(payload.size, payload.sha256.hexdigest())
        manifest = _manifest(draft.header, counts, members, sealed, recipients)
        signature = signer.sign(manifest.raw)
        layout = Layout.of(manifest.raw, signature, payload.size, payload.crc)
        _check_readable(layout, manifest)
        path = folder / bundle_name(manifest)
        if payload.offset == layout.payload_offset:
            write_around(target, manifest.raw, signature, layout)
            finish(target)
            replace_durably(temporary, path)
        else:
            _write_anew(path, manifest, signature, payload, layout)
        return WrittenBundle(path, manifest, layout.size)


def _write_anew(
    path: Path, manifest: Manifest, signature: bytes, payload: Payload, layout: Layout
) -> None:
    """Put the file together from a payload that waits elsewhere, or stands a few bytes off."""
    with temporary_file(path.parent) as (target, temporary):
        write_container(target, manifest.raw, signature, payload.blocks(), layout)
        finish(target)
        replace_durably(temporary, path)


def _manifest(
    header: Header,
    counts: Counts,
    members: Sequence[Member],
    payload: Sealed,
    recipients: Sequence[str],
) -> Manifest:
    return Manifest(
        **{one.name: getattr(header, one.name) for one in fields(Header)},
        counts=counts,
        members=tuple(members),
        raw_size=raw_size(members),
        payload=payload,
        recipients=tuple(recipients),
    )


def _foretold(
    draft: BundleDraft, counts: Counts, tar: _Tar, payload: Payload, recipients: Sequence[str]
) -> int:
    """Tell where the payload will stand when all that is left is this evidence.

    Only the number of digits of the payload's size is a guess: most evidence is pictures, which
    grow no smaller. A wrong guess costs time, no more.
    """
    rest = [Member(one.name, one.size, _NO_DIGEST) for one in draft.evidence]
    size = payload.size + sum(one.size for one in draft.evidence)
    sealed = Sealed(size, _NO_DIGEST)
    manifest = _manifest(draft.header, counts, [*tar.members, *rest], sealed, recipients)
    return Layout.of(manifest.raw, bytes(SIGNATURE_SIZE), size, 0).payload_offset


def _check_readable(layout: Layout, manifest: Manifest) -> None:
    """Refuse to write what its reader would refuse to read."""
    limits = DEFAULT_LIMITS
    if (
        layout.size > limits.file
        or len(manifest.raw) > limits.manifest
        or manifest.raw_size > limits.raw
        or len(manifest.members) > limits.members
    ):
        raise BundleError("bundle.outgrown", megabytes=layout.size >> 20)


def _write_payload(
    payload: Payload,
    draft: BundleDraft,
    recipients: Sequence[str],
    progress: Progress | None,
) -> tuple[Counts, tuple[Member, ...]]:
    with (
        AgeWriter(payload, recipients) as age,
        Packer(age) as packer,
    ):
        tar = _Tar(packer, progress, sum(one.size for one in draft.evidence))
        counts = Counts(
            objects=_write_lines(tar, OBJECTS, map(object_line, draft.objects)),
            keys=_write_lines(tar, KEYS, map(key_line, draft.keys)),
            entries=_write_entries(tar, draft),
            evidence=len(draft.evidence),
        )
        if draft.evidence:
            payload.stand_at(_foretold(draft, counts, tar, payload, recipients))
        _write_evidence(tar, draft.evidence)
        tar.finish()
        age.finish()
    check_members(tar.members)
    return counts, tuple(tar.members)


def _write_lines(tar: _Tar, kind: str, lines: Iterable[bytes]) -> int:
    count = 0
    for number, segment in enumerate(_segments(lines), 1):
        count += len(segment)
        tar.add_text(segment_name(kind, number), segment)
    return count


def _segments(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    segment: list[bytes] = []
    size = 0
    for line in lines:
        segment.append(line)
        size += len(line) + 1
        if size >= SEGMENT:
            yield segment
            segment, size = [], 0
    if segment:
        yield segment


def _write_entries(tar: _Tar, draft: BundleDraft) -> int:
    """Write entries and their seals, segment by segment side by side."""
    passed = Range(draft.header)
    count = 0
    for number, segment in enumerate(_entry_segments(draft.entries), 1):
        bodies, seals = zip(*segment, strict=True)
        passed.pass_by(seals)
        count += len(segment)
        tar.add_text(segment_name(ENTRIES, number), bodies)
        tar.add_lines(segment_name(SEALS, number), [*map(seal_line, seals)], Level.SEALS)
    passed.finish()
    return count


def _entry_segments(entries: Iterable[SealedEntry]) -> Iterator[list[SealedEntry]]:
    segment: list[SealedEntry] = []
    size = 0
    for entry in entries:
        body = entry[0]
        if body[:1] != b"{" or b"\n" in body or len(body) >= MAX_LINE:
            raise BundleError("bundle.entry_unfit", seq=entry.seal.seq)
        segment.append(entry)
        size += len(body) + 1
        if size >= SEGMENT:
            yield segment
            segment, size = [], 0
    if segment:
        yield segment


def _write_evidence(tar: _Tar, evidence: Sequence[EvidenceSource]) -> None:
    for source in sorted(evidence, key=lambda one: (one.sha256, one.start or 0)):
        tar.add_evidence(source)


class _Tar:
    """Writes the tar inside the payload and remembers what went into it."""

    def __init__(self, packer: Packer, progress: Progress | None, expected: int) -> None:
        self.members: list[Member] = []
        self._packer = packer
        self._progress = progress
        self._done, self._expected = 0, expected
        self._evidence = expected
        self._text = 0

    def add_text(self, name: str, lines: Sequence[bytes]) -> None:
        self.add_lines(name, lines, Level.BRISK if self._done < self._evidence else Level.TEXT)

    def add_lines(self, name: str, lines: Sequence[bytes], level: Level) -> None:
        body = b"\n".join([*lines, b""])
        digest = hashlib.sha256(body).hexdigest()
        self._expected += len(body)
        self._text += len(body)
        if self._text > DEFAULT_LIMITS.text:
            raise BundleError("bundle.outgrown", megabytes=self._text >> 20)
        self._begin(Member(name, len(body), digest), level)
        self._write(body, level)
        self._pad(len(body), level)

    def add_evidence(self, source: EvidenceSource) -> None:
        if not 0 <= source.size < MAX_PIECE:
            raise BundleError("bundle.evidence_altered", sha256=source.sha256)
        chunks = _exact_chunks(source)
        first = next(chunks, b"")
        level = Level.MEDIA if _is_media(first) else Level.TEXT
        name = source.name
        header = tar_header(name, source.size)
        self._packer.write(header, level)
        digest = hashlib.sha256(first)
        self._write(first, level)
        for chunk in chunks:
            digest.update(chunk)
            self._write(chunk, level)
        if source.start is None and digest.hexdigest() != source.sha256:
            raise BundleError("bundle.evidence_altered", sha256=source.sha256)
        self.members.append(Member(name, source.size, digest.hexdigest()))
        self._pad(source.size, level)

    def finish(self) -> None:
        self._packer.write(TAR_END, Level.TEXT)
        self._packer.finish()

    def _begin(self, member: Member, level: Level) -> None:
        self.members.append(member)
        self._packer.write(tar_header(member.name, member.size), level)

    def _write(self, data: bytes, level: Level) -> None:
        self._packer.write(data, level)
        self._done += len(data)
        if self._progress is not None:
            self._progress(self._done, self._expected)

    def _pad(self, size: int, level: Level) -> None:
        self._packer.write(bytes(padded(size) - size), level)


def _exact_chunks(source: EvidenceSource) -> Iterator[bytes]:
    """Give the chunks of a source, refusing one that is longer or shorter than it says."""
    left = source.size
    for chunk in source.chunks():
        left -= len(chunk)
        if left < 0:
            break
        yield chunk
    if left:
        raise BundleError("bundle.evidence_altered", sha256=source.sha256)


def _is_media(first: bytes) -> bool:
    """Tell by its beginning whether a file has been compressed before, as photos are."""
    sample = first[:_SAMPLE]
    packed = zstandard.ZstdCompressor(level=1).compress(sample)
    return len(packed) > len(sample) * _WORTH_PACKING
