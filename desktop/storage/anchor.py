"""Anchors: where the ledger stood, noted outside the database so that a set-back shows."""

from __future__ import annotations

import hmac
import json
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import LedgerError, StorageError
from desktop.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FORMAT: Final = "redress-anchor"
VERSION: Final = 1
_SECONDS_BETWEEN: Final = 1.0
_LARGEST_FILE: Final = 4096


@dataclass(frozen=True, slots=True)
class Anchor:
    """The latest entry of a site's ledger that an anchor file knows of.

    `generation` counts how often a loss was accepted; it decides which of two is newer,
    then `seq` does.
    """

    epoch: str
    seq: int
    digest: str
    generation: int = 0

    @property
    def order(self) -> tuple[int, int]:
        """What decides which of two anchors is newer."""
        return self.generation, self.seq


class AnchorVerdict(StrEnum):
    """How a ledger stands to its anchor."""

    OK = "ok"
    BEHIND = "behind"
    MISSING_ENTRIES = "missing_entries"
    FORKED = "forked"


def judge(anchor: Anchor, ledger_seq: int, digest_at: Callable[[int], str | None]) -> AnchorVerdict:
    """Compare a ledger with its anchor.

    Args:
        anchor: what `AnchorKeeper.read` gave.
        ledger_seq: the latest entry in the ledger; 0 when it has none.
        digest_at: the digest of an entry in the ledger, None where there is none.

    Returns:
        OK; BEHIND, when the anchor lags behind the ledger, as after a power cut;
        MISSING_ENTRIES, when the ledger ends before its anchor; FORKED, when the entry is
        another one. After the last two the site opens read-only.
    """
    if anchor.seq > ledger_seq:
        return AnchorVerdict.MISSING_ENTRIES
    if anchor.seq:
        found = digest_at(anchor.seq)
        if found is None:
            return AnchorVerdict.MISSING_ENTRIES
        if found != anchor.digest:
            return AnchorVerdict.FORKED
    return AnchorVerdict.OK if anchor.seq == ledger_seq else AnchorVerdict.BEHIND


def refusal(
    anchor: Anchor | None, ledger_seq: int, digest_at: Callable[[int], str | None]
) -> LedgerError | None:
    """Give why a ledger is only to be read; None where it stands as it should.

    A restored backup has no anchor, and neither has a folder from which somebody removed it.
    """
    if anchor is None:
        # The first entry comes before the first anchor; later there is always one.
        return LedgerError("ledger.unanchored", found=ledger_seq) if ledger_seq > 1 else None
    verdict = judge(anchor, ledger_seq, digest_at)
    if verdict is AnchorVerdict.FORKED:
        return LedgerError("ledger.other_history", seq=anchor.seq)
    if verdict is AnchorVerdict.MISSING_ENTRIES:
        return LedgerError("ledger.set_back", anchored=anchor.seq, found=ledger_seq)
    return None


class AnchorKeeper:
    """Keep the anchor files of a site in step with its ledger.

    `note` follows each commit: it may lag behind the ledger but never lead it. There is
    no thread: files are written when a note comes a second after the last writing, and at
    `flush`, which closing calls. One place that cannot be written does not stop the desk;
    it stands in `failed` until it can.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        anchor_key: bytes,
        site_uid: str,
        epoch: str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read the anchor files `paths`: beside the database, and in the settings folder.

        Args:
            paths: the files, which need not be there yet.
            anchor_key: what vouches for them, from the keyring.
            site_uid: the site they belong to.
            epoch: the epoch in which the site writes now.
            clock: seconds that never go back.
        """
        self._paths = tuple(paths)
        self._key = anchor_key
        self._site_uid = site_uid
        self._epoch = epoch
        self._clock = clock
        self._lock = threading.Lock()
        self._generation = 0
        self._latest: Anchor | None = None
        self._written: Anchor | None = None
        self._written_at = float("-inf")
        self.forged: tuple[Path, ...] = ()
        self.failed: tuple[Path, ...] = ()
        self.read()

    def read(self) -> Anchor | None:
        """Give the newest anchor this site's key vouches for, or None.

        Files that are there but not vouched for are ignored, and stand in `forged`.
        """
        anchors, forged = [], []
        for path in self._paths:
            raw = _raw(path)
            anchor = None if raw is None else self._parsed(raw)
            if anchor:
                anchors.append(anchor)
            elif raw is not None:
                forged.append(path)
        self.forged = tuple(forged)
        newest = max(anchors, key=lambda anchor: anchor.order, default=None)
        if newest:
            with self._lock:
                self._take(newest)
                self._generation = max(self._generation, newest.generation)
        return newest

    def note(self, seq: int, digest: str) -> None:
        """Take note of the entry just committed; writes at most once a second."""
        with self._lock:
            self._take(Anchor(self._epoch, seq, digest, self._generation))
            if self._clock() - self._written_at >= _SECONDS_BETWEEN:
                self._write()

    def start_epoch(self, epoch: str) -> None:
        """After an accepted loss: what is noted now counts as newer, however low its number."""
        with self._lock:
            self._epoch = epoch
            self._generation += 1

    def flush(self) -> None:
        """Write what was noted and not written yet, through to the disk."""
        with self._lock:
            self._write()

    def _take(self, anchor: Anchor) -> None:
        if self._latest is None or anchor.order > self._latest.order:
            self._latest = anchor

    def _write(self) -> None:
        if self._latest is None or (self._latest == self._written and not self.failed):
            return
        content = self._content(self._latest)
        failed = []
        for path in self._paths:
            if self._is_behind(path):
                continue
            try:
                write_atomically(path, content)
            except StorageError:
                failed.append(path)
        self.failed = tuple(failed)
        self._written, self._written_at = self._latest, self._clock()

    def _is_behind(self, path: Path) -> bool:
        """Tell whether another program has written a newer anchor there meanwhile."""
        raw = _raw(path)
        found = None if raw is None else self._parsed(raw)
        return found is not None and self._latest is not None and found.order > self._latest.order

    def _content(self, anchor: Anchor) -> bytes:
        plain = self._plain(anchor)
        return _canonical(plain | {"mac": self._mac(plain)})

    def _plain(self, anchor: Anchor) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "site": self._site_uid,
            "epoch": anchor.epoch,
            "generation": anchor.generation,
            "seq": anchor.seq,
            "digest": anchor.digest,
        }

    def _mac(self, plain: dict[str, Any]) -> str:
        return hmac.digest(self._key, _canonical(plain), "sha256").hex()

    def _parsed(self, raw: bytes) -> Anchor | None:
        try:
            plain = json.loads(raw)
            anchor = Anchor(
                epoch=str(plain["epoch"]),
                seq=int(plain["seq"]),
                digest=str(plain["digest"]),
                generation=int(plain["generation"]),
            )
            expected = self._mac(self._plain(anchor))
            genuine = hmac.compare_digest(expected, str(plain["mac"]))
        except (ArithmeticError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return anchor if genuine else None


def _raw(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_FILE)
    except OSError:
        return None


def _canonical(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()
