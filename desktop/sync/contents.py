"""What stands inside a bundle's payload: names, lines and limits of format 1."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tarfile
from binascii import Error as Base64Error
from binascii import b2a_base64, hexlify
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import rfc8785

from desktop.errors import BundleError
from desktop.sync.manifest import (
    MAX_INTEGER,
    SIGNATURE_SIZE,
    Direction,
    Header,
    Member,
    refused_member,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop.vocabulary import Uid

SEGMENT: Final = 4 << 20
"""Lines are cut into segments of about this size, so that nobody must hold them all."""

MAX_LINE: Final = 16 << 20
MAX_SEGMENT: Final = SEGMENT + MAX_LINE
MAX_PIECE: Final = 8 << 30
"""The first size that a plain ustar header cannot say."""

TAR_BLOCK: Final = 512
TAR_END: Final = bytes(2 * TAR_BLOCK)

OBJECTS: Final = "objects"
KEYS: Final = "keys"
ENTRIES: Final = "entries"
SEALS: Final = "seals"
EVIDENCE: Final = "evidence"

_SEGMENT_NAME = re.compile(r"(objects|keys|entries|seals)-([0-9]{4})\.jsonl")
_WHOLE = re.compile(r"evidence/([0-9a-f]{64})")
_RANGE = re.compile(r"evidence/([0-9a-f]{64})\.(0|[1-9][0-9]{0,15})-([1-9][0-9]{0,15})")
_SEAL = re.compile(
    rb'\{"digest":"([0-9a-f]{64})","seq":([1-9][0-9]{0,15}),'
    rb'"signature":"([A-Za-z0-9+/]{86}==)","site":"([0-9a-f]{32})"\}'
)
_KEY = re.compile(rb'\{"key":"([A-Za-z0-9+/]{4,340}={0,2})","subject":"([!#-\[\]-~]{1,200})"\}')
_UID = re.compile(r"[0-9a-f]{32}")
_DIGEST_SIZE = 32
_SUBJECT = re.compile(r"[!#-\[\]-~]{1,200}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
_FOLLOWS: Final = {
    "": (OBJECTS, KEYS, ENTRIES, EVIDENCE),
    OBJECTS: (OBJECTS, KEYS, ENTRIES, EVIDENCE),
    KEYS: (KEYS, ENTRIES, EVIDENCE),
    ENTRIES: (SEALS,),
    SEALS: (ENTRIES, EVIDENCE),
    EVIDENCE: (EVIDENCE,),
}


class Seal(NamedTuple):
    """What vouches for one entry: its place, its digest and the site's signature."""

    site: Uid
    seq: int
    digest: bytes
    signature: bytes


class SealedEntry(NamedTuple):
    """One ledger entry: the stored canonical bytes, and its seal."""

    body: bytes
    seal: Seal


class SubjectKey(NamedTuple):
    """The erasable key that opens the personal fields of one subject."""

    subject: str
    key: bytes


class SideObject(NamedTuple):
    """A content-addressed object, such as a rule pack; `digest` is SHA-256 of its UTF-8."""

    digest: str
    kind: str
    body: str


@dataclass(frozen=True)
class EvidenceSource:
    """Evidence to ship: where its plaintext comes from, chunk by chunk.

    `size` counts the bytes of this piece. `start` is None for a whole file, otherwise the
    piece is the range of the file that begins there.
    """

    sha256: str
    size: int
    chunks: Callable[[], Iterable[bytes]]
    start: int | None = None

    @property
    def name(self) -> str:
        """The name of its member in the payload."""
        whole = f"{EVIDENCE}/{self.sha256}"
        return whole if self.start is None else f"{whole}.{self.start}-{self.start + self.size}"


class Place(NamedTuple):
    """What a member's name says: its kind, and for evidence the file and the range."""

    kind: str
    number: int = 0
    sha256: str = ""
    start: int | None = None


Line: TypeAlias = SealedEntry | SubjectKey | SideObject


def segment_name(kind: str, number: int) -> str:
    """Name the segment of this number; the first is 1."""
    return f"{kind}-{number:04d}.jsonl"


def tar_header(name: str, size: int) -> bytes:
    """Give the one header that a member of this name and size may have."""
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    return member.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def padded(size: int) -> int:
    """Round up to whole tar blocks."""
    return -(-size // TAR_BLOCK) * TAR_BLOCK


def raw_size(members: Iterable[Member]) -> int:
    """Tell how long the tar of these members is."""
    return sum(TAR_BLOCK + padded(member.size) for member in members) + len(TAR_END)


def check_members(members: Sequence[Member]) -> None:
    """Refuse members with other names, in another order, or larger than format 1 allows.

    Raises:
        BundleError: `bundle.member` with the name at fault.
    """
    before, end = Place(""), 0
    for member in members:
        place = place_of(member)
        if place.kind not in _FOLLOWS[before.kind] or not _is_next(before, place, end):
            raise refused_member(member.name)
        before, end = place, (place.start or 0) + member.size
    if before.kind == ENTRIES:
        raise refused_member(members[-1].name)


def place_of(member: Member) -> Place:
    """Read a member's name, checking that its size and digest agree with it."""
    name, size, digest = member
    if (found := _SEGMENT_NAME.fullmatch(name)) is not None:
        place = Place(found[1], int(found[2]))
        fits = 0 < size <= MAX_SEGMENT
    elif (found := _WHOLE.fullmatch(name)) is not None:
        place = Place(EVIDENCE, sha256=found[1])
        fits = size < MAX_PIECE and digest == found[1]
    elif (found := _RANGE.fullmatch(name)) is not None:
        place = Place(EVIDENCE, sha256=found[1], start=int(found[2]))
        fits = 0 < size < MAX_PIECE and int(found[3]) - int(found[2]) == size
    else:
        raise refused_member(name)
    if not fits:
        raise refused_member(name)
    return place


def _is_next(before: Place, place: Place, end: int) -> bool:
    """Tell whether segments count on, and evidence ascends without overlap."""
    if place.kind == SEALS:
        return place.number == before.number
    if place.kind == ENTRIES:
        return place.number == (before.number + 1 if before.kind == SEALS else 1)
    if place.kind != before.kind:
        return place.number in {0, 1}
    if place.kind != EVIDENCE:
        return place.number == before.number + 1
    if place.sha256 == before.sha256:
        return before.start is not None and place.start is not None and place.start >= end
    return place.sha256 > before.sha256


class Range:
    """Follows the site's own entries as they pass and compares them with the header.

    Up, a branch ships every entry of its range. Down, headquarters ships those that concern the
    branch: their seqs rise within the range, and what is left out is not the branch's. So do
    entries that come back to headquarters: a branch has only those that concerned it.
    """

    def __init__(self, header: Header) -> None:
        """Begin before the first entry."""
        self._header = header
        self._whole = header.direction is Direction.UP and header.author == header.site
        self._next = header.from_seq

    def pass_by(self, seals: Iterable[Seal]) -> None:
        """Take some entries; those of other sites are none of this range's business."""
        site, last, awaited = self._header.author, self._header.to_seq, self._next
        for seal in seals:
            if seal[0] != site:
                continue
            if not awaited <= seal[1] <= (awaited if self._whole else last) <= last:
                raise BundleError("bundle.range", seq=seal.seq)
            if seal[1] == last and seal.digest.hex() != self._header.head:
                raise BundleError("bundle.range", seq=seal.seq)
            awaited = seal[1] + 1
        self._next = awaited

    def finish(self) -> None:
        """Refuse a range that was not filled."""
        if self._whole and self._next != self._header.to_seq + 1:
            raise BundleError("bundle.range", seq=self._next)


def seal_line(seal: Seal) -> bytes:
    """Write one line of a seals segment, without its newline."""
    site, seq, digest, signature = seal
    if (
        len(digest) != _DIGEST_SIZE
        or len(signature) != SIGNATURE_SIZE
        or not 0 < seq <= MAX_INTEGER
    ):
        raise BundleError("bundle.entry_unfit", seq=seq)
    return b'{"digest":"%b","seq":%d,"signature":"%b","site":"%b"}' % (
        hexlify(digest),
        seq,
        b2a_base64(signature, newline=False),
        _site(site),
    )


@lru_cache(maxsize=1024)
def _site(site: Uid) -> bytes:
    if _UID.fullmatch(site) is None:
        raise BundleError("bundle.line", member=SEALS)
    return site.encode()


def key_line(key: SubjectKey) -> bytes:
    """Write one line of a keys segment, without its newline."""
    if _SUBJECT.fullmatch(key.subject) is None:
        raise BundleError("bundle.line", member=KEYS)
    line = b'{"key":"%s","subject":"%s"}' % (
        b2a_base64(key.key, newline=False),
        key.subject.encode(),
    )
    read_key(line, KEYS)
    return line


def object_line(thing: SideObject) -> bytes:
    """Write one line of an objects segment, without its newline."""
    try:
        line = rfc8785.dumps(thing._asdict())
    except rfc8785.CanonicalizationError as error:
        raise BundleError("bundle.line", member=OBJECTS) from error
    read_object(line, OBJECTS)
    return line


def read_entry(line: bytes, seal: bytes, member: str) -> SealedEntry:
    """Put an entry's line and its seal's line together."""
    found = _SEAL.fullmatch(seal)
    if found is None or not line.startswith(b"{"):
        raise BundleError("bundle.line", member=member)
    digest, seq, signature, site = found.groups()
    if int(seq) > MAX_INTEGER:
        raise BundleError("bundle.line", member=member)
    sealed = Seal(
        site=_uid(site),
        seq=int(seq),
        digest=bytes.fromhex(digest.decode()),
        signature=_base64(signature, member),
    )
    return SealedEntry(line, sealed)


def read_key(line: bytes, member: str) -> SubjectKey:
    """Read one line of a keys segment."""
    found = _KEY.fullmatch(line)
    if found is None:
        raise BundleError("bundle.line", member=member)
    return SubjectKey(found[2].decode(), _base64(found[1], member))


def read_object(line: bytes, member: str) -> SideObject:
    """Read one line of an objects segment; its body must have the digest it is called by."""
    try:
        plain = json.loads(line)
        thing = SideObject(**plain)
        right = _is_right(thing) and rfc8785.dumps(plain) == line
    except (ValueError, TypeError, RecursionError) as error:
        raise BundleError("bundle.line", member=member) from error
    if not right:
        raise BundleError("bundle.line", member=member)
    return thing


def _is_right(thing: SideObject) -> bool:
    return (
        all(isinstance(value, str) for value in thing)
        and _KIND.fullmatch(thing.kind) is not None
        and hashlib.sha256(thing.body.encode()).hexdigest() == thing.digest
    )


def _uid(site: bytes) -> Uid:
    return site.decode()  # type: ignore[return-value]


def _base64(text: bytes, member: str) -> bytes:
    """Decode Base64 that is written in the one way it can be."""
    try:
        found = base64.b64decode(text, validate=True)
    except Base64Error as error:
        raise BundleError("bundle.line", member=member) from error
    if b2a_base64(found, newline=False) != text:
        raise BundleError("bundle.line", member=member)
    return found
