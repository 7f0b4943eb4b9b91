"""A table that came as a CSV file: its encoding, its header, its rows, checked before use."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.errors import InputError, StorageError
from desktop.services.table_rows import TableRow, meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ENCODINGS: Final = ("utf-8", "gb18030")
DELIMITERS: Final = (",", ";", "\t")
LONGEST_CELL: Final = 16 * 1024 * 1024
_BLOCK: Final = 1 << 20
_NOT_CHINESE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")
"""What wrongly decoded bytes become in GB 18030: control characters and private use."""


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A CSV file that can be read from end to end; `digest` names its content (SHA-256)."""

    path: Path
    digest: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    count: int

    @property
    def suffix(self) -> str:
        """How the name of a file of this form ends."""
        return ".csv"

    def rows(self) -> Iterator[TableRow]:
        """Give each row but the header with the line it starts on; empty lines are left out."""
        records = _records(self.path, self.encoding, self.delimiter)
        next(records)
        for line, cells in records:
            yield TableRow(line, [meant(cell) for cell in cells])


def open_csv(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> CsvSource:
    """Check a file from its first to its last byte.

    Args:
        path: the file.
        encoding: "utf-8" or "gb18030"; None finds out which of them fits.
        delimiter: None takes the one that gives most columns in the header.

    Raises:
        StorageError: `import.unreadable`.
        InputError: `import.not_text`, `import.encoding`, `import.no_header`,
            `import.header_twice`, `import.malformed`.
    """
    try:
        digest = _digest(path)
        found = _encoding(path, (encoding,) if encoding else ENCODINGS)
        split = delimiter or _delimiter(path, found)
        records = _records(path, found, split)
        header = _header(path, next(records, None))
        return CsvSource(path, digest, found, split, header, sum(1 for _ in records))
    except OSError as error:
        raise StorageError("import.unreadable", name=path.name) from error


def _digest(path: Path) -> str:
    whole = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if b"\0" in block:
                raise InputError("import.not_text", name=path.name)
            whole.update(block)
    return whole.hexdigest()


def _encoding(path: Path, candidates: tuple[str, ...]) -> str:
    for name in candidates:
        encoding = "utf-8-sig" if name == "utf-8" else name
        with suppress(UnicodeDecodeError):
            if _reads_as(path, encoding):
                return encoding
    raise InputError("import.encoding", name=path.name)


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            text = decoder.decode(block)
            if encoding == "gb18030" and _NOT_CHINESE.search(text):
                return False
    decoder.decode(b"", final=True)
    return True


def _delimiter(path: Path, encoding: str) -> str:
    widths = {}
    for delimiter in DELIMITERS:
        with suppress(InputError):
            _, first = next(_records(path, encoding, delimiter), (0, []))
            widths[delimiter] = len(first)
    return max(widths, key=lambda one: widths[one], default=",")


def _header(path: Path, first: tuple[int, list[str]] | None) -> tuple[str, ...]:
    return checked_header(path, first[1] if first else ())


def checked_header(path: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Give the names of the columns; InputError `import.no_header` or `import.header_twice`."""
    header = tuple(meant(name.strip()) for name in names)
    if not any(header):
        raise InputError("import.no_header", name=path.name)
    twice = [name for name in header if name and header.count(name) > 1]
    if twice:
        raise InputError("import.header_twice", name=path.name, column=twice[0][:80])
    return header


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InputError("import.malformed", name=path.name, line=line) from error
            if any(cell.strip() for cell in cells):
                yield line, cells
