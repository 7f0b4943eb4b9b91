"""Opening a table from outside by what is in it, whatever its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.errors import InputError, StorageError
from desktop.services.csv_source import open_csv
from desktop.services.xlsx_source import open_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.import_map import ImportMap
    from desktop.services.table_rows import TableSource

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old workbooks (.xls) begin, and new ones that a password protects."""
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_MARKUP: Final = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head")
"""What some systems write under the name of a workbook."""
_HEAD: Final = 512
_BLOCK: Final = 1 << 20


def open_source(path: Path, told: ImportMap, sheet: str | None = None) -> TableSource:
    """Check a table from its first to its last byte.

    Args:
        path: a CSV file or a workbook (.xlsx).
        told: the map: its encoding, delimiter and sheet, and the columns it speaks of.
        sheet: a sheet of a workbook, before the one the map names.

    Raises:
        StorageError: `import.unreadable`.
        InputError: the file is no table, or has no such sheet or column.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(_OLE):
            code = "import.protected" if _holds(path, _PROTECTED) else "import.old_excel"
            raise InputError(code, name=path.name)
        source: TableSource
        if head.startswith(_ZIP):
            source = open_xlsx(path, sheet=sheet or told.sheet, wanted=told.columns)
        elif head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
            raise InputError("import.web_page", name=path.name)
        else:
            source = open_csv(path, encoding=told.encoding, delimiter=told.delimiter)
    except OSError as error:
        raise StorageError("import.unreadable", name=path.name) from error
    told.require_columns(source.header)
    return source


def _holds(path: Path, wanted: bytes) -> bool:
    """Tell whether bytes stand anywhere in a file."""
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if wanted in tail + block:
                return True
            tail = block[-len(wanted) :]
    return False
