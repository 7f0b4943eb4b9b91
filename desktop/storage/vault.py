"""The evidence vault: sealed files beside the database, named by what is in them."""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from desktop.errors import InputError, StorageError
from desktop.storage.files import (
    TEMPORARY_SUFFIX,
    atomic_writer,
    finish,
    make_private_folder,
    replace_durably,
    sync_folder,
    temporary_file,
    told_as_storage_errors,
    unused_name,
)
from desktop.storage.stream import CHUNK, Digests, SealedReader, read_fully, seal_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

KEY_BYTES: Final = 32
_NAME = re.compile(r"[0-9a-f]{64}")
_INCOMING: Final = "incoming"
_COPY_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the database keeps of a file that is in the vault.

    `existing` tells that the same content was there already, under this very key.
    """

    sha256: str
    size: int
    name: str
    key: bytes = field(repr=False)
    cipher_sha256: str
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep took away."""

    orphans: int
    temporaries: int
    size: int


def nobody_knows(_sha256: str) -> bytes | None:
    """Know no key: for content that cannot be in the vault yet."""
    return None


class Vault:
    """Evidence files, each sealed under a random key of its own.

    A file's name is a keyed digest of its content and its key. So the same content under the
    same key is stored once, and nobody without the naming key can ask whether a certain content
    is here; but no file ever takes the place of one that was sealed under another key, as
    another program's or another site's may be. Keys live in the database alone: destroying one
    destroys the content.

    One `Vault` serves all threads of the one program that has the site open.
    """

    def __init__(self, folder: Path, naming_key: bytes) -> None:
        """Use `folder` (the site's `evidence`), made private if it is not there."""
        self._folder = make_private_folder(folder)
        self._incoming = make_private_folder(folder / _INCOMING)
        self._naming_key = naming_key
        self._lock = threading.Lock()
        self._uncommitted: dict[str, bytes] = {}

    def name_of(self, sha256: str, key: bytes) -> str:
        """Give the name that content with this digest has here, sealed under this key."""
        return hmac.digest(self._naming_key, bytes.fromhex(sha256) + key, "sha256").hex()

    def store(
        self,
        source: BinaryIO,
        *,
        known: Callable[[str], bytes | None] = nobody_knows,
        limit: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> StoredFile:
        """Hash and seal `source` in one pass; it is durable when this returns.

        The key decides whether a file in the vault is worth anything, so whether content
        is "already there" is the database's to say: `known` gives the key it holds for a
        digest. Content with a known key keeps that key, and a file that was damaged or
        lost meanwhile is mended from `source`. A file nobody knows the key of is the rest
        of a crash; it waits for the sweep.

        Args:
            source: read from where it stands to its end.
            known: looks a digest up in the database.
            limit: the most bytes taken.
            progress: told the bytes so far; what it raises cancels and leaves nothing.

        Raises:
            InputError: `evidence.too_large` or `vault.source_failed`.
            StorageError: `storage.full` and its like; nothing is left behind.
        """
        key = secrets.token_bytes(KEY_BYTES)

        def watch(size: int) -> None:
            _refuse_above(limit, size)
            if progress:
                progress(size)

        with (
            told_as_storage_errors(self._incoming),
            temporary_file(self._incoming) as (sink, temporary),
        ):
            digests = seal_stream(_reading(source), sink, key, watch)
            finish(sink)
            known_key = known(digests.sha256)
            with self._lock:
                return self._kept(temporary, digests, key, known_key)

    def open(self, name: str, key: bytes) -> io.BufferedReader:
        """Open the plain content, readable from any place; close it soon.

        Raises:
            StorageError: `vault.missing`, or `vault.damaged`, here or while reading.
        """
        return io.BufferedReader(SealedReader(self.open_sealed(name), key, name), CHUNK)

    def holds(self, name: str, key: bytes) -> bool:
        """Tell at small cost whether a file is here and this key opens it.

        A command that records a stored file asks this in its transaction, lest the file was
        swept as an orphan in between.
        """
        try:
            self.open(name, key).close()
        except StorageError:
            return False
        return True

    def verify(self, name: str, key: bytes, sha256: str, size: int) -> None:
        """Read a file from end to end and compare it with what was recorded.

        Raises:
            StorageError: `vault.missing` or `vault.damaged`.
        """
        digests = self._digests(name, key)
        if (digests.sha256, digests.size) != (sha256, size):
            raise StorageError("vault.damaged", name=name)

    def export(
        self,
        name: str,
        key: bytes,
        target_folder: Path,
        file_name: str,
        progress: Callable[[int], None] | None = None,
    ) -> Path:
        """Write the plain content into a folder under a name nobody has there.

        Raises:
            StorageError: `vault.missing`, `vault.damaged`, `storage.full`; nothing is left.
        """
        with (
            self.open(name, key) as source,
            unused_name(target_folder, file_name) as path,
            atomic_writer(path) as sink,
        ):
            done = 0
            while block := source.read(_COPY_BYTES):
                sink.write(block)
                done += len(block)
                if progress:
                    progress(done)
        return path

    def open_sealed(self, name: str) -> BinaryIO:
        """Open the sealed form as it lies here, for shipping and for backups.

        Raises:
            StorageError: `vault.missing`.
        """
        path = self._path(name)
        with told_as_storage_errors(path):
            try:
                return path.open("rb")
            except FileNotFoundError:
                raise StorageError("vault.missing", name=name) from None

    def copy_in(
        self, source: BinaryIO, name: str, cipher_sha256: str, *, limit: int | None = None
    ) -> bool:
        """Take a sealed form that came from elsewhere, under the name it has there.

        Returns:
            Whether it was new; what is here and whole stays.

        Raises:
            StorageError: `vault.damaged`, when the digest is another.
            InputError: `evidence.too_large`.
        """
        path = self._path(name)
        if path.exists() and _file_digest(path) == cipher_sha256:
            return False
        with (
            told_as_storage_errors(self._incoming),
            temporary_file(self._incoming) as (sink, temporary),
        ):
            digest = hashlib.sha256()
            read = _reading(source)
            while block := read(_COPY_BYTES):
                _refuse_above(limit, sink.tell() + len(block))
                digest.update(block)
                sink.write(block)
            if digest.hexdigest() != cipher_sha256:
                raise StorageError("vault.damaged", name=name)
            finish(sink)
            self._place(temporary, name)
        return True

    def names(self) -> Iterator[str]:
        """Go through the names of all files here."""
        for path in sealed_paths(self._folder):
            yield path.name

    def remove(self, name: str) -> None:
        """Take a file away for good, if it is here."""
        path = self._path(name)
        with self._lock, told_as_storage_errors(path):
            self._forget(lambda uncommitted: uncommitted == name)
            path.unlink(missing_ok=True)
            if path.parent.exists():
                sync_folder(path.parent)

    def sweep(self, known_names: Collection[str], older_than: float) -> Swept:
        """Take away files no row knows, and unfinished ones: the rest of crashes.

        Only for a database in good standing (its anchor agrees): one that was set back
        does not know its newest evidence.

        Args:
            known_names: the names of all files in the database; best a set.
            older_than: seconds since 1970; what was written later stays.
        """
        orphans = [path for path in sealed_paths(self._folder) if path.name not in known_names]
        temporaries = list(self._incoming.glob(f"*{TEMPORARY_SUFFIX}"))
        old = [_swept(path, older_than) for path in orphans]
        unfinished = [_swept(path, older_than) for path in temporaries]
        with self._lock:
            self._forget(lambda uncommitted: not self._path(uncommitted).exists())
        gone = [size for size in (*old, *unfinished) if size is not None]
        return Swept(
            orphans=sum(size is not None for size in old),
            temporaries=sum(size is not None for size in unfinished),
            size=sum(gone),
        )

    def _kept(
        self, temporary: Path, digests: Digests, key: bytes, known_key: bytes | None
    ) -> StoredFile:
        """Give the finished file its name, unless what is there already is as good."""
        # Two desks may bring the same picture before either has committed its row.
        own = known_key or self._uncommitted.get(digests.sha256)
        name = self.name_of(digests.sha256, own or key)
        if own is None:
            self._place(temporary, name)
            self._uncommitted[digests.sha256] = key
            final = digests
        else:
            whole = self._whole(name, own, digests)
            final = whole or self._resealed(temporary, key, name, own)
        return StoredFile(
            sha256=final.sha256,
            size=final.size,
            name=name,
            key=own or key,
            cipher_sha256=final.cipher_sha256,
            existing=own is not None,
        )

    def _forget(self, is_gone: Callable[[str], bool]) -> None:
        """Drop the keys of uncommitted files that are no longer here; under the lock."""
        kept = self._uncommitted.items()
        self._uncommitted = {
            sha256: key for sha256, key in kept if not is_gone(self.name_of(sha256, key))
        }

    def _whole(self, name: str, key: bytes, wanted: Digests) -> Digests | None:
        try:
            found = self._digests(name, key)
        except StorageError:
            return None
        return found if found.sha256 == wanted.sha256 else None

    def _resealed(self, temporary: Path, key: bytes, name: str, own: bytes) -> Digests:
        """Write the content under the key its row has; that gives the same bytes as before."""
        with (
            io.BufferedReader(SealedReader(temporary.open("rb"), key, name), CHUNK) as source,
            temporary_file(self._incoming) as (sink, resealed),
        ):
            digests = seal_stream(source.read, sink, own)
            finish(sink)
            self._place(resealed, name)
        return digests

    def _place(self, temporary: Path, name: str) -> None:
        path = self._path(name)
        if not path.parent.exists():
            make_private_folder(path.parent)
            sync_folder(self._folder)
        replace_durably(temporary, path)

    def _digests(self, name: str, key: bytes) -> Digests:
        plain = hashlib.sha256()
        with self.open(name, key) as content:
            while block := content.read(_COPY_BYTES):
                plain.update(block)
            size = content.tell()
        return Digests(plain.hexdigest(), size, _file_digest(self._path(name)))

    def _path(self, name: str) -> Path:
        return sealed_path(self._folder, name)


def sealed_path(folder: Path, name: str) -> Path:
    """Give the place of a file in a vault's folder.

    Raises:
        StorageError: `vault.missing`: it is not the name of a sealed file.
    """
    if not _NAME.fullmatch(name):  # names also come from bundles and backups
        raise StorageError("vault.missing", name=name)
    return folder / name[:2] / name


def sealed_paths(folder: Path) -> Iterator[Path]:
    """Go through the sealed files in a vault's folder."""
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        if _NAME.fullmatch(path.name):
            yield path


def _reading(source: BinaryIO) -> Callable[[int], bytes]:
    """Read a source so that its failures are told apart from those of the vault's disk."""

    def read(wanted: int) -> bytes:
        try:
            return read_fully(source, wanted)
        except OSError as error:
            raise InputError("vault.source_failed", reason=error.strerror or "?") from error

    return read


def _refuse_above(limit: int | None, size: int) -> None:
    if limit is not None and size > limit:
        raise InputError("evidence.too_large", megabytes=max(limit // 1_000_000, 1))


def _file_digest(path: Path) -> str:
    with told_as_storage_errors(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _swept(path: Path, older_than: float) -> int | None:
    """Take one file away if it is old enough, and give its size."""
    with told_as_storage_errors(path):
        try:
            found = path.stat()
            if found.st_mtime >= older_than:
                return None
            path.unlink()
        except FileNotFoundError:
            return None
        return found.st_size
