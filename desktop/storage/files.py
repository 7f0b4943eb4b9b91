"""Writing files so that a power cut leaves the old or the new one, and names from outside."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import time
import unicodedata
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from desktop.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPORARY_SUFFIX: Final = ".part"
"""How the name of every unfinished file ends; whatever ends so may be swept."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_WINDOWS = os.name == "nt"
_REPLACE_TRIES = 6

_MAX_CHARACTERS = 120
_MAX_BYTES = 200
_MAX_EXTENSION_BYTES = 40
_DRIVE = re.compile(r"^[A-Za-z]:")
_UNSAFE = re.compile(r'[<>:"|?*]')
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {device + digit for device in ("COM", "LPT") for digit in "0123456789¹²³"}
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


@contextmanager
def told_as_storage_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's complaints about `path` into ones people can act on.

    Raises:
        StorageError: `storage.full`, `storage.no_access` or `storage.failed`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError("storage.full", folder=str(path.parent)) from error
        if error.errno in _FORBIDDEN:
            raise StorageError("storage.no_access", folder=str(path.parent)) from error
        raise StorageError(
            "storage.failed", path=str(path), reason=error.strerror or "?"
        ) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can do that."""
    if _WINDOWS:  # a folder cannot be opened there; NTFS journals its names
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:  # FAT and some network file systems refuse; a failing disk does not
        if error.errno == errno.EIO or error.errno in _FULL:
            raise


def replace_durably(source: Path, target: Path) -> None:
    """Rename `source` over `target` and make the new name durable."""
    for attempt in range(_REPLACE_TRIES):
        try:
            source.replace(target)
            break
        except PermissionError:
            # Virus scanners on Windows hold fresh files open for a moment.
            if not _WINDOWS or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.02 * 2**attempt)
    sync_folder(target.parent)


@contextmanager
def temporary_file(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a private file in `folder` that is gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=TEMPORARY_SUFFIX, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream, path
    finally:
        path.unlink(missing_ok=True)


def finish(stream: BinaryIO) -> None:
    """Bring what was written all the way to the disk, and close."""
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """Open a stream whose content appears under `path` whole or not at all.

    The file is readable by its owner alone and durable when the block is left; an
    error inside the block leaves what was there before.

    Raises:
        StorageError: the disk is full, write-protected or failing.
    """
    with told_as_storage_errors(path), temporary_file(path.parent) as (stream, temporary):
        yield stream
        finish(stream)
        replace_durably(temporary, path)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the content of `path` whole or not at all.

    Raises:
        StorageError: the disk is full, write-protected or failing.
    """
    with atomic_writer(path) as stream:
        stream.write(data)


@contextmanager
def unused_name(folder: Path, name: str) -> Iterator[Path]:
    """Claim a name nobody has in `folder`: `slip.pdf`, else `slip (2).pdf` and so on.

    An empty file holds the claim; it is taken away again if the block fails.

    Raises:
        StorageError: the folder is gone or may not be written to.
    """
    wished = folder / safe_name(name)
    path = wished
    with told_as_storage_errors(wished):
        for number in count(2):
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                break
            except FileExistsError:
                path = wished.with_name(f"{wished.stem} ({number}){wished.suffix}")
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def make_private_folder(path: Path) -> Path:
    """Create a folder, with its parents, that only its owner can look into.

    Raises:
        StorageError: a file stands in its place, or the disk refuses.
    """
    if path.exists() and not path.is_dir():
        raise StorageError("storage.not_a_folder", path=str(path))
    with told_as_storage_errors(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):  # sticks formatted with FAT know no rights
        path.chmod(0o700)
    return path


def safe_name(name: str) -> str:
    """Make a harmless file name of a name that came from outside.

    The result is one path component that every system takes, visible, at most 120
    characters and 200 bytes, in NFC; where nothing is left it is "file". Passing it
    through again changes nothing.
    """
    visible = "".join(
        letter for letter in name if unicodedata.category(letter) not in _INVISIBLE
    ).strip()
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible).rstrip("/\\ "))[-1]
    plain = _trimmed(_UNSAFE.sub("_", _DRIVE.sub("", last.strip())))
    if plain.split(".")[0].rstrip().upper() in _RESERVED:
        plain = f"_{plain}"
    return _shortened(plain) or "file"


def _trimmed(name: str) -> str:
    previous = None
    while name != previous:
        previous, name = name, name.strip().strip(".")
    return name


def _shortened(name: str) -> str:
    if _fits(name):
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > _MAX_EXTENSION_BYTES:
        stem, dot, extension = name, "", ""
    stem = stem[:_MAX_CHARACTERS]
    while not _fits(stem + dot + extension):
        stem = stem[:-1]
    return _trimmed(stem) + dot + extension


def _fits(name: str) -> bool:
    return len(name) <= _MAX_CHARACTERS and len(name.encode()) <= _MAX_BYTES
