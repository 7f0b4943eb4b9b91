"""Workbooks (.xlsx) written row by row onto a stream: one sheet, in constant memory.

Texts are typed as texts, so nothing in them is ever computed, and nothing lies in a temporary
file in the clear (docs/decisions/014-workbooks-by-hand.md).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from desktop.errors import InputError
from desktop.storage.workbook_sheet import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import BinaryIO, Self

LONGEST_TEXT: Final = 32_767
"""What Excel holds in a cell, in UTF-16 units; a longer text is cut and ends in "…"."""

_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNNAMEABLE: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_AT_ONCE: Final = 200
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no zones
_DAY: Final = 86_400
_HEAD, _TEXT, _MOMENT, _DATE, _TIME, _WHOLE, _CENTS, _OTHER = range(1, 9)


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that says it has no value, so that nobody takes it for one."""

    text: str = "#N/A"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and its width in letters."""

    title: str
    width: int = 14


Value = str | int | Decimal | datetime | date | time | ErrorCell | None
"""What a cell may be given: a text, a number, a time on the wall clock, an error, nothing."""


class WorkbookWriter:
    """Writes one sheet; the header is bold, stays in sight and carries a filter.

    Leave the `with` block to finish the file; after an error in it the file is worth nothing.
    """

    def __init__(self, stream: BinaryIO, sheet: str, columns: Sequence[Column]) -> None:
        """Write the header onto a stream that can be sought."""
        self.shortened = 0
        """Texts that were cut because no cell can hold them."""
        self._name = _UNNAMEABLE.sub(" ", sheet)[:_LONGEST_NAME] or "1"
        self._columns = columns
        self._rows = 0
        self._waiting: list[str] = []
        self._archive = ZipFile(stream, "w", ZIP_DEFLATED)
        self._sheet = self._archive.open(_part("xl/worksheets/sheet1.xml"), "w")
        self._sheet.write(_sheet_head(columns).encode())
        titles = self._named([column.title for column in columns])
        self._add([self._text(name, title, _HEAD) for name, title in titles])

    def __enter__(self) -> Self:
        """Give the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Finish the file, unless something went wrong."""
        if kind is None:
            self._finish()
            return
        for part in (self._sheet, self._archive):
            with suppress(OSError):  # the disk may be what went wrong
                part.close()

    def write(self, values: Sequence[Value]) -> None:
        """Write a row, a value a column."""
        named = self._named(values)
        self._add([self._cell(name, value) for name, value in named if value not in (None, "")])

    def _named(self, values: Sequence[object]) -> list[tuple[str, object]]:
        row = self._rows + 1
        return [(f"{column_name(place)}{row}", value) for place, value in enumerate(values)]

    def _add(self, cells: list[str]) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise InputError("export.too_many_rows", limit=MOST_ROWS - 1)
        self._waiting.append(f'<row r="{self._rows}">{"".join(cells)}</row>')
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._sheet.write("".join(self._waiting).encode())
        self._waiting = []

    def _cell(self, name: str, value: object) -> str:
        if isinstance(value, str):
            return self._text(name, value, _TEXT)
        if isinstance(value, ErrorCell):
            told = value.text if value.text in _ERRORS else "#N/A"
            return f'<c r="{name}" t="e"><v>{told}</v></c>'
        return f'<c r="{name}" s="{_style(value)}"><v>{_number(value)}</v></c>'

    def _text(self, name: str, told: object, style: int) -> str:
        text = storable(str(told))
        short = shortened(text)
        self.shortened += short != text
        plain = escape(_LOOKS_ESCAPED.sub("_x005F_", short))
        return (
            f'<c r="{name}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{plain}</t></is></c>'
        )

    def _finish(self) -> None:
        self._flush()
        last = f"{column_name(len(self._columns) - 1)}{self._rows}"
        self._sheet.write(_sheet_tail(last).encode())
        self._sheet.close()
        for name, content in _parts(self._name, last).items():
            self._archive.writestr(_part(name), content)
        self._archive.close()


def column_name(place: int) -> str:
    """Name a column, counted from 0, as Excel does: 27 is AB."""
    name, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def storable(text: str) -> str:
    """Leave out the control characters no sheet takes; every line break is a plain one."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def shortened(text: str) -> str:
    """Cut a text no cell can hold; what is left ends in "…"."""
    if len(text) * 2 <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= LONGEST_TEXT * 2:
        return text
    return units[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _style(value: object) -> int:
    if isinstance(value, datetime):
        return _MOMENT
    if isinstance(value, date):
        return _DATE
    if isinstance(value, time):
        return _TIME
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return {0: _WHOLE, -2: _CENTS}.get(exponent if isinstance(exponent, int) else 1, _OTHER)
    return _OTHER


def _number(value: object) -> str:
    if isinstance(value, datetime):
        since = value - _EPOCH
        return f"{since.days + (since.seconds + since.microseconds / 10**6) / _DAY!r}"
    if isinstance(value, date):
        return str((value - _EPOCH.date()).days)
    if isinstance(value, time):
        return f"{(value.hour * 3600 + value.minute * 60 + value.second) / _DAY!r}"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


# ---------------------------------------------------------------- the parts (ECMA-376, 5th edition)

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _part(name: str) -> ZipInfo:
    """Name a part; every file of the same rows is the same file, so no time is told."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    return part


def _sheet_head(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    )


def _sheet_tail(last: str) -> str:
    """Close the sheet; a number kept as text, such as a phone's, gets no warning mark."""
    return (
        f'</sheetData><autoFilter ref="A1:{last}"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f'<ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors>'
        "</worksheet>"
    )


def _parts(sheet: str, last: str) -> dict[str, str]:
    column, row = last.rstrip("0123456789"), last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    place = escape(f"'{sheet}'!")
    return {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACK}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>'
            f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
            '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
            f"{place}$A$1:${column}${row}</definedName>"
            f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{place}$1:$1</definedName>'
            "</definedNames></workbook>"
        ),
        "xl/styles.xml": _styles(),
    }


def _relations(*told: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{place}" Type="{_DOC}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(told, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACK}/relationships">{lines}</Relationships>'


def _styles() -> str:
    """Give the styles in the order of their numbers, after the plain one."""
    formats = {_HEAD: 49, _TEXT: 49, _MOMENT: 164, _DATE: 165, _TIME: 166, _WHOLE: 3, _CENTS: 4}
    looks = "".join(
        f'<xf numFmtId="{formats.get(style, 0)}" fontId="{int(style == _HEAD)}"'
        f' fillId="{2 * (style == _HEAD)}" borderId="0" xfId="0" applyNumberFormat="1"'
        ' applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top"/></xf>'
        for style in range(_OTHER + 1)
    )
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="3">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FFE8EEF7"/><bgColor indexed="64"/></patternFill></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{_OTHER + 1}">{looks}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
