"""The rows an import could not take, in a file to mend and import again."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from desktop.services.table_files import Column, ErrorCell, Value, table_file
from desktop.services.table_rows import MomentText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from desktop.errors import InputError
    from desktop.services.table_rows import TableRow, TableSource

_TOLD: Final = ("line", "code", "reason")
_TIME_ONLY: Final = 8


def write_rejects(
    source: TableSource,
    refused: Mapping[int, InputError],
    path: Path,
    say: Callable[[InputError], str],
) -> None:
    """Write the rows that were refused, as they came, with line, code and sentence.

    What kept a cell from being believed stays in a workbook: an error is an error again, and a
    number whose digits are lost is a number, so that nobody takes it in unmended.
    """
    added = [_unused(name, source.header) for name in _TOLD]
    columns = [Column(name, 18) for name in (*source.header, *added[:2])]
    with table_file(path, "rejects", [*columns, Column(added[2], 60)]) as table:
        for row in source.rows():
            error = refused.get(row.line)
            if error is not None:
                cells = _as_they_came(row, len(source.header))
                table.write([*cells, row.line, error.code, say(error)])


def _as_they_came(row: TableRow, width: int) -> Iterator[Value]:
    """Give as many cells as the header has."""
    texts = chain(row.cells[:width], repeat("", width - len(row.cells)))
    return (_value(place, text, row) for place, text in enumerate(texts))


def _value(place: int, text: str, row: TableRow) -> Value:
    fault = row.faults.get(place)
    if fault is not None:
        return Decimal(text) if fault.code == "cell.digits_lost" else ErrorCell(text)
    if not isinstance(text, MomentText):
        return text
    return time.fromisoformat(text) if len(text) == _TIME_ONLY else datetime.fromisoformat(text)


def _unused(name: str, header: tuple[str, ...]) -> str:
    while name in header:
        name = f"_{name}"
    return name
