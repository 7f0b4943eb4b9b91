"""Long lists: all ids in order, rows in blocks that are asked for when they come into view."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Sequence

Row = TypeVar("Row")
Id = TypeVar("Id", bound="Hashable")

BLOCK = 128
_BLOCKS_KEPT = 64
_BLOCKS_AT_ONCE = 3
WAITING = "…"

# Plain integers: comparing with the members of Qt's enumeration doubles the cost of a table.
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
DECORATION = int(Qt.ItemDataRole.DecorationRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_HORIZONTAL = Qt.Orientation.Horizontal
_LEFT = int(Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value)

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class WindowedTableModel(QAbstractTableModel, Generic[Id, Row]):
    """A table over ids known in full and rows known in part.

    `fetch(ids, done)` reads rows, usually by
    `lambda ids, done: jobs.call(model, done, ticket_rows, ids)`; `row_id` tells
    whose row it is. Subclasses say what stands in a cell, and the titles.
    """

    def __init__(
        self,
        fetch: Callable[[list[Id], Callable[[Sequence[Row]], None]], object],
        row_id: Callable[[Row], Id],
        parent: QObject | None = None,
    ) -> None:
        """Start empty."""
        super().__init__(parent)
        self._fetch = fetch
        self._row_id = row_id
        self._ids: Sequence[Id] = ()
        self._blocks: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._generation = 0
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(0)
        self._flush.timeout.connect(self._ask_for_wanted)

    # ---- what subclasses say

    def titles(self) -> Sequence[str]:
        """Give the titles of the columns; asked again at `retranslate`."""
        return ("",)

    def cell(self, row: Row, column: int, role: int) -> object:
        """Give what a role of a cell shows; None where it says nothing."""
        return str(row) if role == DISPLAY else None

    def figures(self) -> Collection[int]:
        """Name the columns that hold figures, which stand at the right."""
        return ()

    # ---- what pages call

    def show_ids(self, ids: Sequence[Id]) -> None:
        """Show this list; rows already read are kept where they belong to it."""
        known = {self._row_id(row): row for block in self._blocks.values() for row in block if row}
        self.beginResetModel()
        self._generation += 1
        self._ids = ids
        self._blocks.clear()
        self._asked.clear()
        self._wanted.clear()
        if known:
            self._keep_first_block(known)
        self.endResetModel()

    def refresh(self, ids: Collection[Id]) -> None:
        """Read again those of these rows that have been read; after a change."""
        touched = set(ids)
        rereads = [
            self._row_id(row)
            for block in self._blocks.values()
            for row in block
            if row is not None and self._row_id(row) in touched
        ]
        if rereads:
            generation = self._generation
            self._fetch(rereads, lambda rows: self._on_refreshed(generation, rows))

    def retranslate(self) -> None:
        """Say everything again; nothing is read again."""
        count = self.rowCount()
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(_HORIZONTAL, 0, max(0, self.columnCount() - 1))

    def ids(self) -> Sequence[Id]:
        """Give all ids in order."""
        return self._ids

    def id_at(self, row: int) -> Id | None:
        """Give the id of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, wanted: Id) -> int | None:
        """Find the place of an id; walks the list."""
        try:
            return self._ids.index(wanted)
        except ValueError:
            return None

    def read_rows(self) -> list[Row]:
        """Give the rows that have been read and are still kept, in no order."""
        return [row for block in self._blocks.values() for row in block if row is not None]

    def row_at(self, row: int) -> Row | None:
        """Give a row, or None while it is being read; asks for it then."""
        number, place = divmod(row, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            self._want(number)
            return None
        return block[place] if place < len(block) else None

    # ---- what Qt calls

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Count all ids, read or not."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the titles."""
        return 0 if parent.isValid() else len(self.titles())

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        """Give a cell, or "…" while its block is on the way."""
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return WAITING if role in {DISPLAY, SPOKEN} else None
        if role == ALIGNMENT:
            return _alignment(self, index.column())
        return self.cell(row, index.column(), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Give the title of a column; rows carry no numbers."""
        return _title(self, section, orientation, role)

    # ---- blocks

    def _want(self, number: int) -> None:
        if number in self._asked or number in self._wanted:
            return
        self._wanted.append(number)
        if not self._flush.isActive():
            self._flush.start()

    def _ask_for_wanted(self) -> None:
        """Ask for the blocks wanted last; those scrolled past ask again if seen again."""
        wanted, self._wanted = self._wanted[-_BLOCKS_AT_ONCE:], []
        for number in wanted:
            self._asked.add(number)
            ids = list(self._ids[number * BLOCK : (number + 1) * BLOCK])
            self._fetch(ids, self._taker(self._generation, number))

    def _taker(self, generation: int, number: int) -> Callable[[Sequence[Row]], None]:
        return lambda rows: self._on_block(generation, number, rows)

    def _on_block(self, generation: int, number: int, rows: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(number)
        first = number * BLOCK
        ids = self._ids[first : first + BLOCK]
        found = {self._row_id(row): row for row in rows}
        self._blocks[number] = [found.get(one) for one in ids]
        while len(self._blocks) > _BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        self._tell_changed(first, first + len(ids) - 1)

    def _on_refreshed(self, generation: int, rows: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        found = {self._row_id(row): row for row in rows}
        for number, block in self._blocks.items():
            for place, old in enumerate(block):
                new = found.get(self._row_id(old)) if old is not None else None
                if new is not None:
                    block[place] = new
                    self._tell_changed(number * BLOCK + place, number * BLOCK + place)

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _keep_first_block(self, known: dict[Id, Row]) -> None:
        """Keep what is at once in view from flickering when the list is asked anew."""
        first = [known.get(one) for one in self._ids[:BLOCK]]
        if first and all(row is not None for row in first):
            self._blocks[0] = first


class RowsTableModel(QAbstractTableModel, Generic[Row]):
    """A short table whose rows are all there; the same `titles` and `cell`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: Sequence[Row] = ()

    def titles(self) -> Sequence[str]:
        """Give the titles of the columns; asked again at `retranslate`."""
        return ("",)

    def cell(self, row: Row, column: int, role: int) -> object:
        """Give what a role of a cell shows; None where it says nothing."""
        return str(row) if role == DISPLAY else None

    def figures(self) -> Collection[int]:
        """Name the columns that hold figures, which stand at the right."""
        return ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        """Give a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def retranslate(self) -> None:
        """Say everything again; what is selected stays selected."""
        if self._rows:
            last = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(_HORIZONTAL, 0, max(0, self.columnCount() - 1))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the titles."""
        return 0 if parent.isValid() else len(self.titles())

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        """Give a cell."""
        if not index.isValid():
            return None
        if role == ALIGNMENT:
            return _alignment(self, index.column())
        return self.cell(self._rows[index.row()], index.column(), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Give the title of a column."""
        return _title(self, section, orientation, role)


class _Titled(Protocol):
    def titles(self) -> Sequence[str]: ...

    def figures(self) -> Collection[int]: ...


def _title(model: _Titled, section: int, orientation: Qt.Orientation, role: int) -> Any:
    titles = model.titles()
    if orientation != _HORIZONTAL or not 0 <= section < len(titles):
        return None
    if role == DISPLAY:
        return titles[section]
    return _alignment(model, section) if role == ALIGNMENT else None


def _alignment(model: _Titled, column: int) -> int:
    return _RIGHT if column in model.figures() else _LEFT
