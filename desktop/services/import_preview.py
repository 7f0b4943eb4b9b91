"""What the first rows of a table would become, before anything is imported."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from desktop.errors import DeskError, InputError, StorageError
from desktop.services.import_map import ImportMap, parse_import_map
from desktop.services.import_rows import draft_of_row
from desktop.services.importing import import_progress
from desktop.services.table_source import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.gateway import Gateway
    from desktop.services.table_rows import TableRow
    from desktop.services.ticket_draft import TicketDraft

MOST_MAP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row: a draft, or why it is none; neither for a row the map leaves out."""

    line: int
    draft: TicketDraft | None = None
    error: DeskError | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table; `done_before` and `resume_after` tell of an earlier import."""

    count: int
    rows: tuple[PreviewRow, ...]
    done_before: bool
    resume_after: int


def read_import_map(path: Path) -> ImportMap:
    """Read a map file.

    Raises StorageError `import.unreadable`, InputError `import.map_malformed`.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_MAP_BYTES)
    except OSError as error:
        raise StorageError("import.unreadable", name=path.name) from error
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise InputError("import.map_malformed", where=path.name) from error
    return parse_import_map(told)


def preview_import(
    gateway: Gateway, path: Path, told: ImportMap, rows: int = 20, *, sheet: str | None = None
) -> Preview:
    """Check a whole table and tell what its first rows would become; raises as the import does."""
    source = open_source(path, told, sheet)
    before = gateway.call(import_progress, source.digest)
    shown = tuple(
        _preview_row(gateway, told, source.header, row) for row in islice(source.rows(), rows)
    )
    return Preview(source.count, shown, bool(before.get("done")), int(before.get("line", 0)))


def _preview_row(
    gateway: Gateway, told: ImportMap, header: tuple[str, ...], row: TableRow
) -> PreviewRow:
    try:
        return PreviewRow(row.line, draft_of_row(row, header, told, gateway.facts))
    except InputError as error:
        return PreviewRow(row.line, error=error)
