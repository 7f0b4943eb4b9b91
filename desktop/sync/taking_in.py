"""Taking in: a bundle is checked whole before anything changes, then takes effect at once."""

from __future__ import annotations

import io
import shutil
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.exc import SQLAlchemyError

from desktop.errors import (
    BundleError,
    DeskError,
    InputError,
    LedgerError,
    PermissionDeniedError,
    StorageError,
)
from desktop.models.codecs import Octets
from desktop.services.work import Actor
from desktop.storage.files import atomic_writer, make_private_folder, told_as_storage_errors
from desktop.storage.fold import opened_values
from desktop.storage.ledger import StoredEntry
from desktop.storage.signatures import Signatures
from desktop.storage.thumbnails import thumbnail_for
from desktop.sync.checked import check_entries
from desktop.sync.manifest import bundle_name
from desktop.sync.placing import Arrived, hear, place_of, sender_of
from desktop.sync.reader import check_signature, open_bundle, read_manifest
from desktop.sync.shape import MALFORMED
from desktop.sync.take_in import Batch, record_arrival, take_in
from desktop.vocabulary import Uid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.services.opening import OpenSite
    from desktop.sync.enrolment import SiteKeys
    from desktop.sync.manifest import Manifest
    from desktop.sync.reader import EvidencePiece, OpenBundle

INBOX = "inbox"
MOST_HELD = 16
MOST_HELD_BYTES = 1 << 30
"""How many bundles of one sender wait here for those before them, and how large they may be."""
_MOST_KEYS = 8
"""Under which one content may come in one bundle; each is a copy on this disk."""
_COPY = 1 << 20
_TOLD: Final = (BundleError, LedgerError)
_REFUSED: tuple[type[Exception], ...] = (*MALFORMED, SQLAlchemyError, InputError, *_TOLD)


def import_bundle(
    site: OpenSite, path: Path, *, progress: Callable[[int], None] | None = None
) -> Arrived:
    """Take a bundle in, all or nothing; importing it again changes nothing.

    Raises:
        BundleError: refused; the code says which check failed. Nothing has changed.
        LedgerError: an entry's chain or signature does not hold. Nothing has changed.
        PermissionDeniedError: the person at the desk may not.
    """
    gateway = site.gateway
    if gateway.person is not None and not gateway.may(take_in):
        raise PermissionDeniedError("door.not_permitted", use_case="take_in")
    manifest = read_manifest(path)
    sender = gateway.at_desk(lambda work: sender_of(work, manifest))
    check_signature(path, Ed25519PublicKey.from_public_bytes(sender.signing))
    place = _placed(site, manifest)
    if place is not None:
        if place.verdict == "held":
            _hold(site, path, manifest, sender)
            gateway.at_desk(lambda work: record_arrival(work, manifest, "held", path.name))
        return place
    brought: list[str] = []
    try:
        arrived = _take(site, path, manifest, sender, brought, progress)
    except _REFUSED as error:
        # Another program may have taken it in while this one was reading.
        meanwhile = gateway.at_desk(lambda work: place_of(work, manifest))
        if meanwhile is not None and meanwhile.verdict == "known":
            return meanwhile
        for name in brought:
            site.vault.remove(name)
        if isinstance(error, _TOLD):
            raise
        # Signed by its sender, and yet no entry that this program could have written.
        raise BundleError("bundle.contradiction", number=manifest.number) from error
    return _follow_up(site, arrived)


def _take(
    site: OpenSite,
    path: Path,
    manifest: Manifest,
    sender: SiteKeys,
    brought: list[str],
    progress: Callable[[int], None] | None,
) -> Arrived:
    """Read a bundle and take it in; `brought` is told what it laid into the vault."""
    facts = site.gateway.facts
    told = (lambda done, _total: progress(done)) if progress else None
    key = Ed25519PublicKey.from_public_bytes(sender.signing)
    with open_bundle(path, [facts.sealing_key], key) as bundle, Signatures() as signatures:
        if bundle.manifest.digest != manifest.digest:  # the file was exchanged meanwhile
            raise BundleError("bundle.payload_altered")
        bundle.check(told)
        signing = sender.signing
        if manifest.author == facts.card.uid:
            signing = facts.signing_key.public_key().public_bytes_raw()
        with site.database.read() as session:
            found = check_entries(
                partial(_stored, bundle), manifest, signing, session.connection(), signatures
            )
        keys = tuple(
            (Uid(k.subject), k.key) for k in bundle.subject_keys() if k.subject in found.subjects
        )
        evidence = _evidence_keys(found.evidence, dict(keys))
        batch = Batch(
            manifest=manifest,
            sender=sender,
            entries=found.entries,
            signatures=signatures,
            keys=keys,
            pictures=_store_evidence(site, bundle, evidence, brought),
            file_name=path.name,
            evidence=tuple(sorted(evidence)),
        )
        conflicts = site.gateway.call_as(Actor.unattended(), take_in, batch)
    return Arrived(
        "taken_in",
        manifest.site,
        manifest.number,
        len(found.entries),
        manifest.counts.evidence,
        conflicts,
    )


def _stored(bundle: OpenBundle) -> Iterator[StoredEntry]:
    """Read the entries as the ledger holds them."""
    for body, seal in bundle.entries():
        yield StoredEntry(seal.site, seal.seq, body, seal.digest, seal.signature)


def _evidence_keys(
    changes: list[dict[str, Any]], keys: dict[Uid, bytes]
) -> dict[str, tuple[tuple[bytes, ...], str]]:
    """Give the vault keys and media type of each content that these changes take as evidence."""
    found: dict[str, tuple[tuple[bytes, ...], str]] = {}
    lookup = _CarriedKeys(keys)
    for change in changes:
        values = opened_values(change, lookup)  # type: ignore[arg-type]
        key = Octets().from_plain(values["vault_key"])
        if key:
            known, _ = found.get(values["sha256"], ((), ""))
            found[values["sha256"]] = ((*known, key), str(values["media_type"]))
    return found


class _CarriedKeys:
    """Subject keys as they came in the bundle, before the database knows them."""

    def __init__(self, keys: dict[Uid, bytes]) -> None:
        self._keys = keys

    def find(self, subject: Uid) -> bytes | None:
        return self._keys.get(subject)


def _store_evidence(
    site: OpenSite,
    bundle: OpenBundle,
    keys: dict[str, tuple[tuple[bytes, ...], str]],
    brought: list[str],
) -> dict[str, bytes]:
    """Seal the bundle's evidence into the vault; gives thumbnails by digest."""
    pictures: dict[str, bytes] = {}
    for piece in bundle.evidence():
        if piece.sha256 not in keys or not piece.is_whole:
            raise BundleError("bundle.unasked_evidence", sha256=piece.sha256)
        (key, *others), media_type = keys[piece.sha256]
        if len(set(others)) > _MOST_KEYS:
            raise BundleError("bundle.unasked_evidence", sha256=piece.sha256)
        brought += _not_here(site, piece.sha256, {key, *others})
        stored = site.vault.store(cast("BinaryIO", _Stream(piece)), known=_always(key))
        if stored.sha256 != piece.sha256:
            raise BundleError("bundle.payload_altered")
        for other in set(others) - {key}:
            with site.vault.open(stored.name, key) as content:
                site.vault.store(content, known=_always(other))
        picture = _thumbnail(site, stored.name, key, media_type)
        if picture is not None:
            pictures[piece.sha256] = picture
    return pictures


def _not_here(site: OpenSite, sha256: str, keys: set[bytes]) -> list[str]:
    names = {site.vault.name_of(sha256, key): key for key in keys}
    return [name for name, key in names.items() if not site.vault.holds(name, key)]


def _always(key: bytes) -> Callable[[str], bytes]:
    return lambda _sha256: key


def _thumbnail(site: OpenSite, name: str, key: bytes, media_type: str) -> bytes | None:
    try:
        with site.vault.open(name, key) as source:
            return thumbnail_for(source, media_type, name)
    except InputError:
        return None


class _Stream(io.RawIOBase):
    """A piece of evidence as a stream."""

    def __init__(self, piece: EvidencePiece) -> None:
        self._chunks: Iterator[bytes] = piece.chunks()
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = next(self._chunks, b"")
        if size < 0:
            size = len(self._left)
        block, self._left = self._left[:size], self._left[size:]
        return block


def _placed(site: OpenSite, manifest: Manifest) -> Arrived | None:
    try:
        place = site.gateway.at_desk(lambda work: place_of(work, manifest))
    except BundleError as error:
        if error.code == "bundle.epoch":
            site.gateway.at_desk(lambda work: hear(work, manifest))
        raise
    if place is None:
        site.gateway.at_desk(lambda work: hear(work, manifest))
    return place


def _hold(site: OpenSite, path: Path, manifest: Manifest, sender: SiteKeys) -> None:
    """Keep a bundle that came too early; it stays sealed as it is.

    Under the name that its manifest gives: two files may come under one name. A sender that
    never brings what is missing must not fill this disk.
    """
    inbox = make_private_folder(site.folder / INBOX)
    target = inbox / bundle_name(manifest)
    if path.parent == inbox:
        return
    with open_bundle(path, (), Ed25519PublicKey.from_public_bytes(sender.signing)):
        pass  # to the last byte what its sender signed
    if target.exists():
        return
    held = _held_sizes(inbox, manifest.site)
    with told_as_storage_errors(path):
        whole = sum(held) + path.stat().st_size
    if len(held) >= MOST_HELD or (held and whole > MOST_HELD_BYTES):
        raise BundleError("bundle.held_enough", number=manifest.number, held=len(held))
    with told_as_storage_errors(path), path.open("rb") as source, atomic_writer(target) as sink:
        shutil.copyfileobj(source, sink, _COPY)


def _held_sizes(inbox: Path, sender: Uid) -> list[int]:
    """Give the sizes of a sender's bundles that wait here."""
    found = []
    for path in inbox.glob("*.redress"):
        with suppress(BundleError, StorageError, OSError):
            if read_manifest(path).site == sender:
                found.append(path.stat().st_size)
    return found


def _follow_up(site: OpenSite, arrived: Arrived) -> Arrived:
    """Take in what was held and has become next.

    What is refused now is let go: it is no fault of the bundle that has just arrived, and its
    sender brings it again until it is receipted.
    """
    inbox = site.folder / INBOX
    followed: list[Arrived] = []
    for path in sorted(inbox.glob("*.redress")) if inbox.is_dir() else ():
        try:
            if read_manifest(path).site != arrived.source:
                continue
            next_one = import_bundle(site, path)
        except _TOLD:
            path.unlink(missing_ok=True)
            continue
        except DeskError:
            continue
        if next_one.verdict != "held":
            path.unlink(missing_ok=True)
            followed += [next_one, *next_one.followed]
    if not followed:
        return arrived
    return Arrived(
        arrived.verdict,
        arrived.source,
        arrived.number,
        arrived.entries,
        arrived.evidence,
        arrived.conflicts,
        arrived.missing,
        tuple(f for f in followed if f.verdict == "taken_in"),
    )
