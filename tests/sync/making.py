"""What the bundle tests make bundles of, honest ones and forged ones."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.sync.container import Layout, write_container
from desktop.sync.contents import (
    TAR_END,
    EvidenceSource,
    Seal,
    SealedEntry,
    SideObject,
    SubjectKey,
    padded,
    raw_size,
    segment_name,
    tar_header,
)
from desktop.sync.identities import SealingKeys, read_recipient
from desktop.sync.manifest import Counts, Direction, Header, Manifest, Member, Sealed
from desktop.sync.reader import Content, EvidencePiece, OpenBundle, open_bundle
from desktop.sync.writer import BundleDraft, WrittenBundle, write_bundle
from desktop.vocabulary import Uid

SITE = Uid("0193aa11bb22cc33dd44ee55ff660001")
HEADQUARTERS = "0193aa11bb22cc33dd44ee55ff660009"
STORY = "顾客称三日前购买的电饭煲内胆涂层脱落，要求退货并赔偿误工费。"


class Keys(NamedTuple):
    """Everybody's keys in one exchange."""

    signer: Ed25519PrivateKey
    online: SealingKeys
    recovery: SealingKeys

    @property
    def recipients(self) -> list[str]:
        return [self.online.public, self.recovery.public]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def entry(seq: int, text: str = STORY, site: Uid = SITE) -> SealedEntry:
    body = json.dumps(
        {"at": 1795000000000000 + seq, "facts": text, "seq": seq, "site": site},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    ).encode()
    raw = hashlib.sha256(body).digest()
    return SealedEntry(body, Seal(site, seq, raw, raw + raw[::-1]))


def entries(count: int, first: int = 1) -> list[SealedEntry]:
    return [entry(seq) for seq in range(first, first + count)]


def header(sealed: Sequence[SealedEntry] = (), **changes: Any) -> Header:
    own = [one for one in sealed if one.seal.site == SITE]
    said: dict[str, Any] = {
        "direction": Direction.UP,
        "site": SITE,
        "code": "SH001",
        "to": HEADQUARTERS,
        "epoch": "e1",
        "number": 1,
        "schema": 1,
        "from_seq": own[0].seal.seq if own else 1,
        "to_seq": own[-1].seal.seq if own else 0,
        "head": own[-1].seal.digest.hex() if own else "",
        "made_at": 1795000000000000,
        "program": "Redress 0.1.0",
    }
    return Header(**{**said, **changes})


def evidence(data: bytes, start: int | None = None, sha256: str = "") -> EvidenceSource:
    blocks = [data[at : at + 1000] for at in range(0, len(data), 1000)]
    return EvidenceSource(sha256 or digest(data), len(data), lambda: blocks, start)


def rule_pack(body: str = '{"name":"零售"}') -> SideObject:
    return SideObject(digest(body.encode()), "rule_pack", body)


def draft(
    sealed: Sequence[SealedEntry] = (),
    *,
    keys: Iterable[SubjectKey] = (),
    objects: Iterable[SideObject] = (),
    pieces: Sequence[EvidenceSource] = (),
    **changes: Any,
) -> BundleDraft:
    return BundleDraft(
        header=header(sealed, **changes),
        objects=objects,
        keys=keys,
        entries=sealed,
        evidence=pieces,
    )


def write(folder: Path, keys: Keys, made: BundleDraft) -> WrittenBundle:
    return write_bundle(folder, made, keys.signer, keys.recipients)


def opened(path: Path, keys: Keys) -> Any:
    return open_bundle(path, [keys.online.secret], keys.signer.public_key())


def everything(bundle: OpenBundle) -> list[Any]:
    return [_held(one) for one in bundle.contents()]


def _held(one: Content) -> Any:
    if isinstance(one, EvidencePiece):
        return (one.sha256, one.start, b"".join(one.chunks()))
    return one


def read(path: Path, keys: Keys) -> list[Any]:
    with opened(path, keys) as bundle:
        return everything(bundle)


class Part(NamedTuple):
    """One member of a forged tar; `raw` replaces its header, `said` what the manifest says."""

    name: str
    body: bytes
    raw: bytes | None = None
    said: Member | None = None

    def member(self) -> Member:
        return self.said or Member(self.name, len(self.body), digest(self.body))

    def bytes(self) -> bytes:
        head = self.raw if self.raw is not None else tar_header(self.name, len(self.body))
        return head + self.body + bytes(padded(len(self.body)) - len(self.body))


def honest_parts(count: int = 2) -> list[Part]:
    sealed = entries(count)
    seals = b"".join(
        b'{"digest":"%s","seq":%d,"signature":"%s","site":"%s"}\n'
        % (
            one.seal.digest.hex().encode(),
            one.seal.seq,
            base64.b64encode(one.seal.signature),
            one.seal.site.encode(),
        )
        for one in sealed
    )
    return [
        Part(segment_name("entries", 1), b"".join(one.body + b"\n" for one in sealed)),
        Part(segment_name("seals", 1), seals),
    ]


def forge(
    path: Path,
    keys: Keys,
    parts: Sequence[Part],
    *,
    count: int = 2,
    end: bytes = TAR_END,
    packed: bytes | None = None,
    sealed: bytes | None = None,
    **said: Any,
) -> Path:
    """Write a bundle that is signed by the right key and lies as told."""
    tar = b"".join(part.bytes() for part in parts) + end
    inner = zstandard.compress(tar) if packed is None else packed
    payload = (
        pyrage.encrypt(inner, [read_recipient(one) for one in keys.recipients])
        if sealed is None
        else sealed
    )
    members = tuple(part.member() for part in parts)
    about = vars(header(entries(count))) | {
        "counts": Counts(entries=count),
        "members": members,
        "raw_size": raw_size(members),
        "payload": Sealed(len(payload), digest(payload)),
        "recipients": tuple(keys.recipients),
    }
    return outer(path, keys, Manifest(**(about | said)).raw, payload)


def outer(path: Path, keys: Keys, manifest: bytes, payload: bytes) -> Path:
    """Write three members, whatever they are, signed and laid out rightly."""
    signature = keys.signer.sign(manifest)
    layout = Layout.of(manifest, signature, len(payload), zlib.crc32(payload))
    with path.open("wb") as target:
        write_container(target, manifest, signature, [payload], layout)
    return path
