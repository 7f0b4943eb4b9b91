"""A mark on a folder in which a site is being made, so that nobody takes half a site for one."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from desktop.errors import StorageError
from desktop.storage.files import told_as_storage_errors
from desktop.storage.locks import try_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOUNDING: Final = "redress.founding"
"""Holds the uid of the site that is being made; locked as long as somebody is at it."""
_UID_DIGITS: Final = 32


def unfinished_site(folder: Path) -> str | None:
    """Give the uid of a site in this folder whose making is under way, or was never ended."""
    try:
        return (folder / FOUNDING).read_text(encoding="ascii") or None
    except (OSError, ValueError):
        return None


@contextmanager
def marked_as_unfinished(folder: Path, uid: str) -> Iterator[str | None]:
    """Mark a folder while a site is made in it.

    Gives the uid of a site that somebody before died over, if there is one in the folder.

    Raises:
        StorageError: `site.exists`, when another program is making one there; or the disk
            refuses.
    """
    path = folder / FOUNDING
    with told_as_storage_errors(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with told_as_storage_errors(path):
            if not _is_ours(path, handle):
                raise StorageError("site.exists", folder=str(folder))
            before = _read(handle)
            _write(handle, uid)
        try:
            yield before or None
        except BaseException:
            if before:  # what is half made here stays half made
                _write(handle, before)
            else:
                _unmark(path)
            raise
        _unmark(path)
    finally:
        os.close(handle)
        if os.name == "nt" and unfinished_site(folder) is None:
            with suppress(OSError):
                path.unlink()


def _read(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, _UID_DIGITS).decode("ascii", "replace")


def _write(handle: int, uid: str) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, uid.encode("ascii", "replace"))
    os.fsync(handle)


def _unmark(path: Path) -> None:
    if os.name == "nt":  # an open file cannot be taken away there, but emptied
        os.truncate(path, 0)
        return
    with suppress(OSError):
        path.unlink()


def _is_ours(path: Path, handle: int) -> bool:
    """Tell whether nobody else has the mark: neither its lock, nor another file of its name."""
    try:
        if not try_lock(handle):
            return False
    except OSError:  # a place without locks: whoever comes second finds the folder not empty
        return os.fstat(handle).st_size == 0
    try:
        there = path.stat()
    except FileNotFoundError:  # whoever had it has just ended, and taken it away
        return False
    return os.path.samestat(there, os.fstat(handle))
