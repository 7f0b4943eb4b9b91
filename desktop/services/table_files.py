"""Tables written for people and their spreadsheets: CSV or a workbook, whole or not at all."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from desktop.errors import InputError
from desktop.services.table_rows import neutral
from desktop.storage.files import atomic_writer
from desktop.storage.workbook_writer import Column, ErrorCell, Value, WorkbookWriter, storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["SUFFIXES", "Column", "ErrorCell", "TableWriter", "Value", "table_file"]

SUFFIXES: Final = (".xlsx", ".csv")
"""How the names of the files end that can be written."""


class TableWriter(Protocol):
    """Takes one row after the other."""

    @property
    def shortened(self) -> int:
        """Texts that were cut because no cell can hold them."""

    def write(self, values: Sequence[Value]) -> None:
        """Write a row, a value a column."""


@contextmanager
def table_file(path: Path, sheet: str, columns: Sequence[Column]) -> Iterator[TableWriter]:
    """Open a table whose file appears when the block is left; an error leaves what was there.

    Texts that a spreadsheet might compute are made harmless (`table_rows.neutral`) in both forms:
    a workbook would keep them as texts, but somebody may save it as CSV again.

    Raises:
        InputError: `export.unknown_form` for a name that ends otherwise than `SUFFIXES`.
        StorageError: the disk refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("export.unknown_form", name=path.name)
    with atomic_writer(path) as stream:
        if suffix == ".csv":
            yield _CsvWriter(stream, columns)
            return
        harmless = [Column(neutral(column.title), column.width) for column in columns]
        with WorkbookWriter(stream, sheet, harmless) as book:
            yield _Workbook(book)


class _CsvWriter:
    """UTF-8 with a mark, CRLF, every cell in quotes: Excel opens it right in every country."""

    shortened = 0

    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        self._stream = stream
        self._line = io.StringIO(newline="")
        self._writer = csv.writer(self._line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        stream.write("\ufeff".encode())
        self.write([column.title for column in columns])

    def write(self, values: Sequence[Value]) -> None:
        self._writer.writerow([_as_text(value) for value in values])
        self._stream.write(self._line.getvalue().encode())
        self._line.seek(0)
        self._line.truncate()


class _Workbook:
    """A workbook whose texts are harmless in CSV too."""

    def __init__(self, book: WorkbookWriter) -> None:
        self._book = book

    @property
    def shortened(self) -> int:
        return self._book.shortened

    def write(self, values: Sequence[Value]) -> None:
        self._book.write([neutral(v) if isinstance(v, str) else v for v in values])


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return neutral(storable(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, ErrorCell):
        return value.text
    return format(value, "f") if isinstance(value, Decimal) else "" if value is None else str(value)
