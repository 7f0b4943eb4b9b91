"""Workbooks (Office Open XML, .xlsx) read row by row; only what a table needs is looked at.

A workbook comes from outside: sizes are capped before anything is unpacked, a part with a
document type is refused before its first entity, and nothing in it is ever followed or computed.
"""

from __future__ import annotations

import posixpath
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.parsers.expat import (
    ExpatError,
    ParserCreate,
)
from zipfile import BadZipFile, ZipFile

from desktop.errors import InputError
from desktop.storage.workbook_cells import Look, look_of
from desktop.storage.workbook_sheet import MOST_CELLS, SheetReader, TextReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.storage.workbook_sheet import Merge, SheetRow

MOST_UNPACKED: Final = 512 << 20
"""Bytes that the parts of a workbook may come to (Excel's own files unpack about tenfold)."""
MOST_OF_A_PART: Final = 16 << 20
"""Bytes of a part that is held whole: the list of sheets, relations, styles."""

_BLOCK: Final = 1 << 16
_ENCRYPTED: Final = 1
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_VISIBLE: Final = "visible"
_BROKEN: Final = (
    BadZipFile, ExpatError, zlib.error, EOFError, NotImplementedError,
    KeyError, ValueError, IndexError, OverflowError, UnicodeError,
)  # fmt: skip
"""What a part that is no part of a workbook makes its readers raise."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, whether people see it, and where it lies in the file."""

    name: str
    is_visible: bool
    part: str


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading.

    Raises:
        OSError: the file cannot be read.
        InputError: `import.not_workbook`, `import.with_macros`, `import.protected`,
            `import.workbook_too_large`, `import.workbook_unsafe` or `import.workbook_damaged`;
            also while its rows are read.
    """
    try:
        archive = ZipFile(path)
    except _BROKEN as error:
        raise InputError("import.workbook_damaged", name=path.name) from error
    with archive:
        yield Workbook(archive, path.name)


class Workbook:
    """The sheets of an open file."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        """Check what the file says of itself, and read its list of sheets."""
        self._archive = archive
        self._name = name
        self._parts = {info.filename.lower(): info for info in archive.infolist()}
        self._check_parts()
        with self._told():
            self._book = self._find_book()
            self._targets = self._relations(self._book)
            self.sheets = self._read_sheets()
        self._strings: list[str] | None = None
        self._looks: list[Look] = []
        self.merges: list[Merge] = []
        """Known once the rows of a sheet were read to their end."""

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """Give the rows of a sheet that say something, from the top."""
        with self._told():
            if self._strings is None:
                self._looks = self._read_styles()
                self._strings = self._read_strings()
            reader = SheetReader(self._strings, self._looks, since_1904=self._since_1904)
            for _ in self._parse(sheet.part, reader.start, reader.end, reader.say):
                if reader.too_large:
                    raise InputError("import.workbook_too_large", name=self._name)
                yield from reader.take()
            self.merges = reader.merges

    # ------------------------------------------------------------ before anything is unpacked

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell whatever a broken part makes its readers raise as one thing."""
        try:
            yield
        except _BROKEN as error:
            raise InputError("import.workbook_damaged", name=self._name) from error

    def _check_parts(self) -> None:
        infos = self._parts.values()
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise InputError("import.protected", name=self._name)
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise InputError("import.workbook_too_large", name=self._name)

    def _find_book(self) -> str:
        """Find the list of sheets, and make sure that this is a workbook without programs."""
        if _TYPES.lower() not in self._parts or _RELATIONS not in self._parts:
            raise InputError("import.not_workbook", name=self._name)
        found = [t for kind, t in self._relations("").values() if kind == "officeDocument"]
        book = found[0] if found else ""
        kind = self._content_type(book).lower()
        if "macroenabled" in kind or any("vbaproject" in name for name in self._parts):
            raise InputError("import.with_macros", name=self._name)
        if "spreadsheetml" not in kind or book.lower() not in self._parts:
            raise InputError("import.not_workbook", name=self._name)
        return book

    def _content_type(self, part: str) -> str:
        """Give what the file says of a part; a part not named goes by its ending."""
        found, ending = "", ""

        def start(name: str, told: dict[str, str]) -> None:
            nonlocal found, ending
            if name == "Override" and told.get("PartName", "").lstrip("/") == part:
                found = told.get("ContentType", "")
            if name == "Default" and told.get("Extension", "").lower() == "xml":
                ending = told.get("ContentType", "")

        self._read_whole(_TYPES, start)
        return found or ending

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Give what a part points to, by its key: what it is, and which part."""
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        found = {}

        def start(name: str, told: dict[str, str]) -> None:
            if name == "Relationship" and told.get("TargetMode") != "External":
                target = told["Target"].replace("\\", "/")
                where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[told["Id"]] = (told["Type"].rpartition("/")[2], where)

        if place.lower() in self._parts:
            self._read_whole(place, start)
        return found

    # ------------------------------------------------------------ the parts that are held whole

    def _read_sheets(self) -> tuple[Sheet, ...]:
        found = []
        self._since_1904 = False

        def start(name: str, told: dict[str, str]) -> None:
            if name == "workbookPr":
                self._since_1904 = told.get("date1904", "0").lower() in {"1", "true"}
            if name == "sheet":
                keys = [told[one] for one in told if one.rpartition(":")[2] == "id"]
                kind, part = self._targets[keys[0]]
                if kind == "worksheet" and part.lower() in self._parts:
                    seen = told.get("state", _VISIBLE) == _VISIBLE
                    found.append(Sheet(told["name"], seen, part))

        self._read_whole(self._book, start)
        return tuple(found)

    def _part_of_kind(self, kind: str) -> str | None:
        found = (part for told, part in self._targets.values() if told == kind)
        return next((part for part in found if part.lower() in self._parts), None)

    def _read_styles(self) -> list[Look]:
        """Give how the numbers of each style are meant."""
        formats: dict[int, str] = {}
        looks: list[Look] = []
        inside: list[str] = []

        def start(name: str, told: dict[str, str]) -> None:
            if name == "numFmt":
                formats[int(told["numFmtId"])] = told["formatCode"]
            if name == "xf" and inside and inside[-1] == "cellXfs":
                looks.append(look_of(int(told.get("numFmtId", "0")), formats))
            inside.append(name)

        def end(_name: str) -> None:
            inside.pop()

        part = self._part_of_kind("styles")
        if part is not None:
            self._read_whole(part, start, end)
        return looks

    def _read_strings(self) -> list[str]:
        """Give the texts that cells share; how a word is read aloud (`rPh`) is left out."""
        found: list[str] = []
        reader = TextReader()

        def end(name: str) -> None:
            reader.end(name)
            if name == "si":
                found.append(reader.take())

        part = self._part_of_kind("sharedStrings")
        if part is not None:
            for _ in self._parse(part, reader.start, end, reader.say):
                if len(found) > MOST_CELLS or reader.too_large:
                    raise InputError("import.workbook_too_large", name=self._name)
        return found

    # ------------------------------------------------------------ reading XML

    def _read_whole(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
    ) -> None:
        if self._parts[part.lower()].file_size > MOST_OF_A_PART:
            raise InputError("import.workbook_too_large", name=self._name)
        for _ in self._parse(part, start, end):
            pass

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Let a part be told element by element; gives after each block.

        Names come without their prefix, so that workbooks of the strict kind are read too.
        """
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._on_document_type
        parser.StartElementHandler = lambda name, told: start(name.rpartition(":")[2], told)
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        if say is not None:
            parser.CharacterDataHandler = say
        with self._archive.open(self._parts[part.lower()]) as stream:
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)  # noqa: FBT003 - takes it by position alone
                yield
            parser.Parse(b"", True)  # noqa: FBT003
            yield

    def _on_document_type(self, *_told: Any) -> None:
        """Refuse a document type: workbooks have none, and entities need one."""
        raise InputError("import.workbook_unsafe", name=self._name)
