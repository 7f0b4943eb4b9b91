"""The rows of one sheet of a workbook, made of what an XML parser tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.storage.workbook_cells import Look, text_of

if TYPE_CHECKING:
    from desktop.storage.workbook_cells import Cell

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""What a sheet can hold in Excel."""
MOST_CELLS: Final = 5_000_000
MOST_LETTERS: Final = 1 << 20
"""Letters in one cell; Excel itself stops at 32,767."""
MOST_MERGES: Final = 20_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as Excel numbers it, with the cells that say something."""

    number: int
    is_hidden: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells shown as one: rows as Excel numbers them, columns from 0, both ends in."""

    top: int
    left: int
    bottom: int
    right: int


class TextReader:
    """Gathers the letters of a text that may lie in several runs."""

    def __init__(self, name: str = "t") -> None:
        """Start with nothing; letters stand in elements of this name."""
        self._name = name
        self._letters: list[str] = []
        self._length = 0
        self._takes = False
        self._aloud = 0
        self.too_large = False
        """Whether a text was longer than any cell may be."""

    def start(self, name: str, _told: dict[str, str]) -> None:
        """Take letters from now on if this is a piece of text."""
        if name == "rPh":
            self._aloud += 1
        self._takes = name == self._name and not self._aloud

    def end(self, name: str) -> None:
        """Take no more letters."""
        if name == "rPh":
            self._aloud -= 1
        self._takes = False

    def say(self, letters: str) -> None:
        """Take letters if they belong to the text."""
        if self._takes and not self.too_large:
            self._letters.append(letters)
            self._length += len(letters)
            self.too_large = self._length > MOST_LETTERS

    def take(self) -> str:
        """Give what was gathered, and start anew."""
        text = "".join(self._letters)
        self._letters, self._length = [], 0
        return text


class SheetReader:
    """Makes rows of what the parser tells of a sheet."""

    def __init__(self, strings: list[str], looks: list[Look], *, since_1904: bool) -> None:
        """Read a sheet with the shared texts and the styles of its workbook."""
        self._strings = strings
        self._looks = looks
        self._since_1904 = since_1904
        self._done: list[SheetRow] = []
        self.merges: list[Merge] = []
        self._number = self._count = 0
        self._is_hidden = False
        self._cells: list[Cell] = []
        self._in_row = self._in_cell = False
        self._column = -1
        self._told: dict[str, str] = {}
        self._has_formula = self._has_value = False
        self._value, self._inline = TextReader("v"), TextReader()

    @property
    def too_large(self) -> bool:
        """Tell whether more was told than a table for people holds."""
        return (
            self._count > MOST_CELLS
            or len(self.merges) > MOST_MERGES
            or self._inline.too_large
            or self._value.too_large
        )

    def take(self) -> list[SheetRow]:
        """Give the rows that are whole by now."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, told: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if self._in_cell:
            self._start_in_cell(name, told)
        elif name == "c" and self._in_row:
            self._start_cell(told)
        elif name == "row":
            self._start_row(told)
        elif name == "mergeCell":
            self.merges.append(_merge(told["ref"]))

    def say(self, letters: str) -> None:
        """Take letters of a cell."""
        if self._in_cell:
            self._value.say(letters)
            self._inline.say(letters)

    def end(self, name: str) -> None:
        """Take the end of an element; that of a row makes the row."""
        if name == "c" and self._in_cell:
            self._end_cell()
        elif self._in_cell:
            self._value.end(name)
            self._inline.end(name)
        elif name == "row" and self._in_row:
            self._in_row = False
            if self._cells:
                self._done.append(SheetRow(self._number, self._is_hidden, tuple(self._cells)))

    def _start_row(self, told: dict[str, str]) -> None:
        number = int(told.get("r", self._number + 1))
        if not self._number < number <= MOST_ROWS:
            raise ValueError(number)
        self._number, self._column = number, -1
        self._is_hidden = told.get("hidden", "0").lower() in {"1", "true"}
        self._in_row, self._cells = True, []

    def _start_cell(self, told: dict[str, str]) -> None:
        place = told.get("r")
        column = self._column + 1 if place is None else column_of(place)
        if not self._column < column < MOST_COLUMNS:
            raise ValueError(place)
        self._column, self._told, self._in_cell = column, told, True
        self._count += 1
        self._has_formula = self._has_value = False

    def _start_in_cell(self, name: str, told: dict[str, str]) -> None:
        self._has_value |= name == "v"
        self._has_formula |= name == "f"
        self._value.start(name, told)
        self._inline.start(name, told)

    def _end_cell(self) -> None:
        self._in_cell = False
        inline, value = self._inline.take(), self._value.take()
        kind, style = self._told.get("t", "n"), _natural(self._told.get("s", "0"))
        if kind == "s" and value:
            value = self._strings[_natural(value)]
        elif kind == "inlineStr":
            value = inline
        look = self._looks[style] if style < len(self._looks) else Look()
        missing = self._has_formula and not value and not (kind == "str" and self._has_value)
        cell = text_of(
            self._column, kind, value, look, since_1904=self._since_1904, is_missing=missing
        )
        if cell is not None:
            self._cells.append(cell)


def column_of(place: str) -> int:
    """Give the column of a cell's name, from 0: that of "C7" is 2."""
    column = 0
    for letter in place.upper():
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    if not 0 < column <= MOST_COLUMNS:
        raise ValueError(place)
    return column - 1


def _natural(told: str) -> int:
    if not told.isdecimal():
        raise ValueError(told)
    return int(told)


def _row_of(place: str) -> int:
    return int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))


def _merge(ref: str) -> Merge:
    first, _, last = ref.partition(":")
    last = last or first
    return Merge(_row_of(first), column_of(first), _row_of(last), column_of(last))
