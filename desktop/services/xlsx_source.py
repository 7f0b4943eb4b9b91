"""A table that came as a workbook (.xlsx): its sheet, its header, its rows, checked before use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from desktop.errors import InputError
from desktop.services.csv_source import checked_header
from desktop.services.table_rows import MomentText, TableRow, meant
from desktop.storage.workbook import open_workbook
from desktop.storage.workbook_cells import MOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from desktop.storage.workbook import Sheet, Workbook
    from desktop.storage.workbook_cells import Cell
    from desktop.storage.workbook_sheet import Merge, SheetRow

HEADER_AMONG: Final = 20
"""Rows from the top among which the header is looked for, below a title or a note."""
_TOLD: Final = 80


@dataclass(frozen=True, slots=True)
class XlsxSource:
    """A sheet that can be read from end to end; rows are numbered as Excel shows them."""

    path: Path
    digest: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    count: int
    merges: tuple[Merge, ...]

    @property
    def suffix(self) -> str:
        """How the name of a file of this form ends."""
        return ".xlsx"

    def rows(self) -> Iterator[TableRow]:
        """Give each row below the header that says something in a named column."""
        covered = _Covered(self.merges)
        with open_workbook(self.path) as book:
            for row in book.rows(_chosen(book, self.path, self.sheet)):
                if row.number > self.header_row and _says_something(row, len(self.header)):
                    yield _table_row(row, self.header, covered.in_row(row.number))


def open_xlsx(path: Path, *, sheet: str | None = None, wanted: Iterable[str] = ()) -> XlsxSource:
    """Check a workbook from its first to its last row.

    Args:
        path: the file.
        sheet: its sheet; None takes the first that is not hidden.
        wanted: columns a map speaks of; the header is the first row that holds them all, and
            without such a row the first that says anything.

    Raises:
        OSError: the file cannot be read.
        InputError: what `open_workbook` refuses, `import.no_sheet`, `import.sheet_unknown`,
            `import.no_header` or `import.header_twice`.
    """
    with open_workbook(path) as book:
        chosen = _chosen(book, path, sheet)
        rows = book.rows(chosen)
        first = list(islice(rows, HEADER_AMONG))
        top = _header_row(first, frozenset(wanted))
        if top is None:
            raise InputError("import.no_header", name=path.name)
        header = checked_header(path, _texts(top.cells, top.cells[-1].column + 1))
        below = (row for row in chain(first, rows) if row.number > top.number)
        count = sum(_says_something(row, len(header)) for row in below)
        merges = tuple(book.merges)
    return XlsxSource(
        path, _digest(path, chosen.name), chosen.name, header, top.number, count, merges
    )


def _digest(path: Path, sheet: str) -> str:
    """Name the content of one sheet: each sheet of a file is a table of its own."""
    with path.open("rb") as stream:
        whole = hashlib.file_digest(stream, "sha256")
    whole.update(sheet.encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _chosen(book: Workbook, path: Path, name: str | None) -> Sheet:
    seen = [sheet for sheet in book.sheets if sheet.is_visible]
    if name is not None:
        seen = [sheet for sheet in book.sheets if sheet.name.strip() == name.strip()]
    if seen:
        return seen[0]
    if name is None:
        raise InputError("import.no_sheet", name=path.name)
    known = ", ".join(sheet.name for sheet in book.sheets)
    raise InputError(
        "import.sheet_unknown", name=path.name, sheet=name[:_TOLD], known=known[: 4 * _TOLD]
    )


def _header_row(first: list[SheetRow], wanted: frozenset[str]) -> SheetRow | None:
    for row in first:
        if wanted <= {meant(cell.text.strip()) for cell in row.cells}:
            return row
    return first[0] if first else None


def _says_something(row: SheetRow, width: int) -> bool:
    return any(cell.column < width for cell in row.cells)


def _texts(cells: Iterable[Cell], width: int) -> list[str]:
    texts = [""] * width
    for cell in cells:
        if cell.column < width:
            texts[cell.column] = MomentText(cell.text) if cell.is_moment else meant(cell.text)
    return texts


def _table_row(row: SheetRow, header: tuple[str, ...], covered: set[int]) -> TableRow:
    faults = {
        cell.column: _fault(cell, header[cell.column])
        for cell in row.cells
        if cell.fault and cell.column < len(header)
    }
    texts = _texts(row.cells, len(header))
    for column in covered:
        if column < len(header):
            faults[column] = InputError("cell.merged", column=header[column][:_TOLD])
    return TableRow(row.number, texts, faults, row.is_hidden)


def _fault(cell: Cell, column: str) -> InputError:
    told: dict[str, str | int] = {"column": column[:_TOLD], "value": cell.text[:_TOLD]}
    if cell.fault == "cell.digits_lost":
        told["digits"] = MOST_DIGITS
    return InputError(cell.fault or "", **told)


class _Covered:
    """Tells which columns of a row lie under a cell that is merged over them; rows only rise."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._waiting = sorted(merges, key=lambda merge: merge.top, reverse=True)
        self._here: list[Merge] = []

    def in_row(self, number: int) -> set[int]:
        while self._waiting and self._waiting[-1].top <= number:
            self._here.append(self._waiting.pop())
        self._here = [merge for merge in self._here if merge.bottom >= number]
        return {
            column
            for merge in self._here
            for column in range(merge.left, merge.right + 1)
            if (number, column) != (merge.top, merge.left)
        }
