"""What stands at a headquarters, to the last row and file, before and after an attack."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from desktop.errors import BundleError, LedgerError
from desktop.models.tables import KINDS, SEARCH_INDEX, state_columns
from desktop.services.opening import OpenSite
from desktop.sync.placing import Arrived
from desktop.sync.taking_in import import_bundle

REFUSED = (BundleError, LedgerError)
_DATABASE = ("redress.db", "redress.db-wal", "redress.db-shm")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Opened:
    """Which files Python opened for writing; installed once, asked for a while."""

    def __init__(self) -> None:
        self.paths: list[str] | None = None
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        if self.paths is None or event not in {"open", "os.mkdir", "os.symlink", "os.link"}:
            return
        if event == "open" and not (isinstance(args[2], int) and args[2] & _WRITING):
            return
        told = args[0]
        if isinstance(told, str | bytes | os.PathLike):
            self.paths.append(os.fsdecode(told))

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        found: list[str] = []
        self.paths = found
        try:
            yield found
        finally:
            self.paths = None


OPENED = Opened()


class Watch:
    """One headquarters under attack by one branch."""

    def __init__(self, hq: OpenSite, enemy: str) -> None:
        self.hq = hq
        self.enemy = enemy
        self.own = hq.gateway.facts.card.uid
        self._raw = hq.database.engine.connect()
        self._raw.exec_driver_sql("COMMIT")
        with hq.database.read() as session:
            self._head = session.execute(
                text("SELECT max(seq) FROM entry WHERE site = :own"), {"own": _octets(self.own)}
            ).scalar_one()
            self._names = session.execute(text("SELECT rid FROM ticket_row")).scalars().all()
        self._subjects = self._known_subjects()
        self._files_before = self.files()

    def close(self) -> None:
        self._raw.exec_driver_sql("BEGIN")
        self._raw.close()

    # ---------------------------------------------------------------- everything

    def whole(self) -> str:
        """Tell apart any two states: SQLite's own count of commits, and every file.

        The count (`data_version`) rises with each transaction that changed the database.
        """
        version = self._raw.exec_driver_sql("PRAGMA data_version").scalar_one()
        return f"{version} {self.files()}"

    def files(self) -> tuple[tuple[str, int], ...]:
        """List every file of the site but the database's own, with its size."""
        return tuple(sorted(_files(self.hq.folder, self.hq.folder)))

    def rows(self) -> str:
        """Digest every row of every table."""
        found = hashlib.sha256()
        with self.hq.database.read() as session:
            for name in sorted(KINDS):
                if name == SEARCH_INDEX:
                    continue
                rows = sorted(session.execute(text(f'SELECT * FROM "{name}"')).all(), key=repr)
                found.update(repr((name, [tuple(row) for row in rows])).encode())
        return found.hexdigest()

    # ---------------------------------------------------------------- everybody else's

    def others(self) -> dict[str, Any]:
        """Give all that is not the enemy's: it must never change, whatever was taken in."""
        told = {"enemy": _octets(self.enemy), "own": _octets(self.own), "head": self._head}
        found: dict[str, Any] = {}
        with self.hq.database.read() as session:
            for name in sorted(KINDS):
                where = _WHERE.get(name, "site != :enemy")
                if where is None:
                    continue
                used = {key: value for key, value in told.items() if f":{key}" in where}
                query = text(f'SELECT * FROM "{name}" WHERE {where}')
                rows = session.execute(query, used).all()
                found[name] = sorted((tuple(row) for row in rows), key=repr)
            held = state_columns("ticket")
            columns = ", ".join(f'"{one}"' for one in sorted(held))
            query = text(f"SELECT uid, {columns} FROM ticket WHERE custodian != :enemy")
            found["custody"] = sorted(
                (tuple(r) for r in session.execute(query, {"enemy": told["enemy"]})), key=repr
            )
        known = self._known_subjects()
        found["subject_key"] = {one: known.get(one) for one in self._subjects}
        now = dict(self.files())
        found["files"] = [(name, now.get(name)) for name, _ in self._files_before]
        return found

    def _known_subjects(self) -> dict[bytes, bytes]:
        with self.hq.database.read() as session:
            rows = session.execute(text("SELECT subject, key FROM subject_key"))
            return {bytes(row.subject): bytes(row.key) for row in rows}

    # ---------------------------------------------------------------- an attack

    def send(self, path: Path) -> tuple[Arrived | None, str]:
        """Let headquarters take a bundle in: what became of it, or the code of the refusal.

        Whatever else it ends in is a fault, and passes.
        """
        try:
            return import_bundle(self.hq, path), ""
        except REFUSED as error:
            return None, error.code


_WHERE: dict[str, str | None] = {
    "take_in": "site != :enemy AND NOT (site = :own AND source = :enemy)",
    "conflict": "site != :enemy AND NOT (site = :own AND entry_site = :enemy)",
    "custody_step": "site != :enemy AND NOT (site = :own AND ticket_site = :enemy)",
    "site_key": "site != :enemy AND NOT (site = :own AND site_uid = :enemy)",
    "entry": "site != :enemy AND NOT (site = :own AND seq > :head)",
    "shipment": "destination != :enemy",
    "arrival": "source != :enemy",
    "setting": "1",
    "draft": "1",
    "subject_key": None,
    SEARCH_INDEX: None,
    "thumbnail": None,
    "ticket_row": "site != :enemy",
    "search_text": "rid IN (SELECT rid FROM ticket_row WHERE site != :enemy)",
    "entry_ticket": "ticket_uid IN (SELECT uid FROM ticket WHERE site != :enemy)",
}
"""Which rows of a table are not the enemy's, nor headquarters' own word on what it sent."""


def _octets(uid: str) -> bytes:
    return bytes.fromhex(uid)


def _files(folder: Path, root: Path) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                yield from _files(Path(one.path), root)
            elif not (one.name in _DATABASE and folder == root):
                yield os.path.relpath(one.path, root), one.stat(follow_symlinks=False).st_size
