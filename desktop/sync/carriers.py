"""Carrying bundles: folders, sticks, shares and servers behind one small interface."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import fsspec

from desktop.errors import BundleError, DeskError
from desktop.storage.files import atomic_writer, sync_folder, told_as_storage_errors
from desktop.sync.manifest import read_bundle_name

if TYPE_CHECKING:
    from collections.abc import Iterator

UNFINISHED: Final = ".part-"
"""How the name of a file begins while it is still being written."""

_BLOCK: Final = 1 << 20
_KEPT_SECONDS: Final = 24 * 3600
_LOCAL: Final = frozenset({"file", "local"})
_SECRET = re.compile(r"(?<=://)[^/@]*@")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class Parcel(NamedTuple):
    """A bundle that lies at a carrier's place; nothing is known of it but name and size."""

    name: str
    size: int


class Carrier(Protocol):
    """Five verbs are enough to carry bundles, and every kind of place can do them.

    All of them raise BundleError with a `carrier.…` code when the place does not do its part.
    """

    @property
    def place(self) -> str:
        """The place as it may be shown: never with a password in it."""

    def put(self, source: Path) -> None:
        """Bring a bundle there under its own name, never over another one.

        One that is there already with the same content is fine. What was brought is read
        back before it gets its name.
        """

    def list(self) -> list[Parcel]:
        """Tell which bundles lie there, by name; whatever else lies there is none of ours."""

    def get(self, name: str, target: Path, limit: int) -> None:
        """Fetch a bundle into the file `target`, refusing more than `limit` bytes."""

    def delete(self, name: str) -> None:
        """Take a bundle away; one that is not there is fine."""


def open_carrier(url: str, **options: Any) -> Carrier:
    """Open the place that a folder's path or a URL names.

    `options` go to the library that knows the protocol (host keys, credentials). A protocol
    whose library is not installed is refused with `carrier.unsupported`.
    """
    with _told(_shown(url)):
        try:
            filesystem, path = fsspec.url_to_fs(url, use_listings_cache=False, **options)
        except ValueError as error:  # a protocol that fsspec has never heard of
            raise ImportError from error
    return _FolderCarrier(filesystem, path.rstrip("/") or "/", _shown(url))


class _FolderCarrier:
    """Bundles in one folder of any file system that fsspec can reach."""

    def __init__(self, filesystem: Any, folder: str, place: str) -> None:
        self._fs = filesystem
        self._folder = folder
        self._place = place
        protocol = filesystem.protocol
        names = {protocol} if isinstance(protocol, str) else set(protocol)
        self._is_local = bool(names & _LOCAL)

    @property
    def place(self) -> str:
        return self._place

    def put(self, source: Path) -> None:
        target = self._path(source.name)
        with _told(self._place):
            digest = self._digest_of_own(source)
            self._make_folder()
            if self._is_there(target):
                self._check_same(target, digest, BundleError("carrier.exists", file=source.name))
                return
            self._bring(source, target, digest)

    def list(self) -> list[Parcel]:
        with _told(self._place):
            try:
                found = self._fs.ls(self._folder, detail=True)
            except FileNotFoundError as error:
                raise BundleError("carrier.missing", place=self._place) from error
            parcels = [
                Parcel(one["name"].rsplit("/", 1)[-1], int(one["size"] or 0))
                for one in found
                if one["type"] == "file"
            ]
        return sorted(one for one in parcels if read_bundle_name(one.name) is not None)

    def get(self, name: str, target: Path, limit: int) -> None:
        path = self._path(name)
        with atomic_writer(target) as local, _told(self._place, name):
            for block in self._blocks(path):
                limit -= len(block)
                if limit < 0:
                    raise BundleError("bundle.too_large", file=name)
                with told_as_storage_errors(target):
                    local.write(block)

    def delete(self, name: str) -> None:
        path = self._path(name)
        with _told(self._place), suppress(FileNotFoundError):
            self._fs.rm_file(path)

    def _bring(self, source: Path, target: str, digest: str) -> None:
        """Write under another name, read it back, and only then give it its own."""
        self._sweep()
        unfinished = f"{self._folder}/{UNFINISHED}{secrets.token_hex(8)}"
        try:
            with source.open("rb") as own, self._fs.open(unfinished, "wb") as there:
                while block := own.read(_BLOCK):
                    there.write(block)
                self._make_durable(there)
            self._check_same(unfinished, digest, BundleError("carrier.damaged", file=source.name))
            self._fs.mv(unfinished, target)
        except BaseException:
            with suppress(Exception):  # the first error is the one to tell
                self._fs.rm_file(unfinished)
            raise
        if self._is_local:
            sync_folder(Path(self._folder))

    def _sweep(self) -> None:
        """Take away what crashes left half brought; only the own system's clock tells its age."""
        if not self._is_local:
            return
        for path in Path(self._folder).glob(f"{UNFINISHED}*"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - _KEPT_SECONDS:
                    path.unlink()

    def _make_durable(self, stream: Any) -> None:
        """Bring a local file to its medium, and forget the copy in memory so that reading tells."""
        if not self._is_local:
            return
        stream.flush()
        os.fsync(stream.fileno())
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def _make_folder(self) -> None:
        """Make the folder itself, but never the place where a stick should have been."""
        if self._is_local and not self._fs.isdir(self._folder):
            self._fs.mkdir(self._folder, create_parents=False)

    def _check_same(self, path: str, digest: str, refusal: BundleError) -> None:
        if self._digest(path) != digest:
            refusal.values["place"] = self._place
            raise refusal

    def _is_there(self, path: str) -> bool:
        try:
            self._fs.info(path)
        except FileNotFoundError:
            return False
        return True

    def _digest(self, path: str) -> str:
        digest = hashlib.sha256()
        for block in self._blocks(path):
            digest.update(block)
        return digest.hexdigest()

    def _blocks(self, path: str) -> Iterator[bytes]:
        with self._fs.open(path, "rb") as stream:
            while block := stream.read(_BLOCK):
                yield block

    def _digest_of_own(self, source: Path) -> str:
        with told_as_storage_errors(source), source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def _path(self, name: str) -> str:
        """Give the path of a bundle there; no other name ever becomes part of a path."""
        if read_bundle_name(name) is None:
            raise BundleError("carrier.strange_name", place=self._place)
        return f"{self._folder}/{name}"


def _shown(url: str) -> str:
    """Give a URL as it may be shown and logged: without user, password and query."""
    return _SECRET.sub("", url.split("?", maxsplit=1)[0])


@contextmanager
def _told(place: str, name: str = "") -> Iterator[None]:
    """Turn whatever a protocol's library raises into a refusal that people can act on."""
    try:
        yield
    except DeskError:
        raise
    except ImportError as error:
        raise BundleError("carrier.unsupported", place=place) from error
    except FileNotFoundError as error:
        raise BundleError("carrier.missing", place=place, file=name) from error
    except Exception as error:  # each library has a tree of its own
        number = getattr(error, "errno", None)
        if number in _FULL:
            raise BundleError("carrier.full", place=place) from error
        if number in _FORBIDDEN:
            raise BundleError("carrier.denied", place=place) from error
        reason = type(error).__name__
        raise BundleError("carrier.unreachable", place=place, reason=reason) from error
