"""Compressing on every processor, in frames that follow each other in order."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Self

import zstandard

if TYPE_CHECKING:
    from desktop.sync.agestream import AgeWriter

_FRAME: Final = 4 << 20
_LARGE: Final = 1 << 19
_MOST_THREADS: Final = 4


class Level(IntEnum):
    """How hard zstd works."""

    MEDIA = -1
    SEALS = 1  # digests and signatures: level 3 takes twice the time and gives more bytes
    BRISK = 2  # text beside so much evidence that a tenth more of it does not count
    TEXT = 3


class Packer:
    """Compresses on every processor, in zstd frames that follow each other in order."""

    def __init__(self, target: AgeWriter) -> None:
        """Start the workers; the frames go to `target`."""
        threads = min(os.cpu_count() or 1, _MOST_THREADS)
        self._target = target
        self._workers = ThreadPoolExecutor(threads, "bundle-zstd")
        self._waiting: deque[Future[bytes]] = deque()
        self._most_waiting = 2 * threads
        self._gathered: list[bytes] = []
        self._size = 0
        self._level = Level.TEXT

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the workers."""
        self._workers.shutdown(cancel_futures=True)

    def write(self, data: bytes, level: Level) -> None:
        """Take some bytes, to be compressed as hard as told."""
        if level is not self._level or self._size >= _FRAME:
            self._end_frame()
            self._level = level
        if len(data) >= _LARGE:  # spares a copy
            self._end_frame()
        self._gathered.append(data)
        self._size += len(data)
        if len(data) >= _LARGE:
            self._end_frame()

    def finish(self) -> None:
        """Compress what is left and pass everything on."""
        self._end_frame()
        self._pass_on(0)

    def _end_frame(self) -> None:
        if self._gathered:
            self._waiting.append(self._workers.submit(_frame, self._gathered, self._level))
        self._gathered, self._size = [], 0
        self._pass_on(self._most_waiting)

    def _pass_on(self, most: int) -> None:
        while len(self._waiting) > most:
            self._target.write(self._waiting.popleft().result())


def _frame(pieces: list[bytes], level: Level) -> bytes:
    data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return zstandard.ZstdCompressor(level=level).compress(data)
