"""Locks between programs: held by an open file, so they end with their program at the latest."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE: Final = "redress.lock"
_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})
_PATIENCE: Final = 30.0
_PAUSE: Final = 0.01
_BEYOND: Final = 1 << 20


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Let one thread of one program at a time change the small files of a site's folder.

    For moments only: never held while a person or Argon2id is waited for. A place that knows no
    locks, or cannot be written to, is used without; so is one whose lock somebody never gives
    back, because signing in must work. Not to be taken twice by one thread.
    """
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def try_lock(handle: int) -> bool:
    """Take the lock of an open file unless another one has it; closing it gives it back.

    Raises OSError where the place knows no locks.
    """
    try:
        if sys.platform == "win32":
            os.lseek(handle, _BEYOND, os.SEEK_SET)  # there, locked bytes cannot be read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def _wait_for(handle: int) -> None:
    until = time.monotonic() + _PATIENCE
    with suppress(OSError):
        while not try_lock(handle) and time.monotonic() < until:
            time.sleep(_PAUSE)
