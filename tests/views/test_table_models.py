from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.table_models import (
    ALIGNMENT,
    BLOCK,
    DISPLAY,
    WAITING,
    RowsTableModel,
    WindowedTableModel,
)
from desktop.views.widgets.data_table import DataTable

_HORIZONTAL = Qt.Orientation.Horizontal


@dataclass(frozen=True)
class Line:
    number: int
    title: str


class LineTableModel(WindowedTableModel[int, Line]):
    def titles(self) -> Sequence[str]:
        return ("号", "标题")

    def figures(self) -> Sequence[int]:
        return (0,)

    def cell(self, row: Line, column: int, role: int) -> object:
        return (str(row.number), row.title)[column] if role == DISPLAY else None


@dataclass
class Shelf:
    """Rows that are handed over when the test says so."""

    asked: list[list[int]] = field(default_factory=list)
    waiting: list[tuple[list[int], Callable[[Sequence[Line]], None]]] = field(default_factory=list)
    title: str = "退款"

    def fetch(self, ids: list[int], done: Callable[[Sequence[Line]], None]) -> None:
        self.asked.append(ids)
        self.waiting.append((ids, done))

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for ids, done in waiting:
            done([Line(number, f"{self.title} {number}") for number in ids if number >= 0])


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(qapp: QApplication, shelf: Shelf) -> LineTableModel:
    return LineTableModel(shelf.fetch, lambda line: line.number)


def shown(model: LineTableModel, row: int, column: int = 1) -> object:
    return model.data(model.index(row, column), DISPLAY)


def test_the_model_keeps_qt_s_rules(qtbot: QtBot, model: LineTableModel, shelf: Shelf) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_ids(array("q", range(300)))
    assert shown(model, 5) == WAITING
    qtbot.waitUntil(lambda: bool(shelf.waiting))
    shelf.answer()
    model.refresh([5, 299])
    shelf.answer()
    model.retranslate()
    model.show_ids([])
    assert tester.model() is model


def test_all_rows_are_counted_and_none_is_read_yet(model: LineTableModel, shelf: Shelf) -> None:
    model.show_ids(array("q", range(1_000_000)))
    assert model.rowCount() == 1_000_000
    assert shelf.asked == []


def test_a_row_in_view_is_asked_for_with_its_block(
    qtbot: QtBot, model: LineTableModel, shelf: Shelf
) -> None:
    model.show_ids(array("q", range(1000)))
    assert shown(model, 500) == WAITING
    assert shown(model, 501) == WAITING
    qtbot.waitUntil(lambda: bool(shelf.asked))
    first = 500 // BLOCK * BLOCK
    assert shelf.asked == [list(range(first, first + BLOCK))]
    with qtbot.waitSignal(model.dataChanged) as changed:
        shelf.answer()
    assert changed.args[0].row() == first
    assert shown(model, 500) == "退款 500"
    assert len(shelf.asked) == 1


def test_blocks_scrolled_past_are_not_read(
    qtbot: QtBot, model: LineTableModel, shelf: Shelf
) -> None:
    model.show_ids(range(100 * BLOCK))
    for block in range(100):
        shown(model, block * BLOCK)
    qtbot.waitUntil(lambda: bool(shelf.asked))
    assert [ids[0] // BLOCK for ids in shelf.asked] == [97, 98, 99]


def test_after_a_change_only_the_rows_touched_are_read_again(
    qtbot: QtBot, model: LineTableModel, shelf: Shelf
) -> None:
    model.show_ids(range(1000))
    shown(model, 0)
    qtbot.waitUntil(lambda: bool(shelf.asked))
    shelf.answer()
    shelf.asked.clear()
    shelf.title = "已退款"
    model.refresh({7, 900})
    assert shelf.asked == [[7]]
    with qtbot.waitSignal(model.dataChanged) as changed:
        shelf.answer()
    assert (changed.args[0].row(), changed.args[1].row()) == (7, 7)
    assert (shown(model, 6), shown(model, 7)) == ("退款 6", "已退款 7")


def test_rows_of_a_list_that_is_gone_are_dropped(
    qtbot: QtBot, model: LineTableModel, shelf: Shelf
) -> None:
    model.show_ids(range(10))
    shown(model, 0)
    qtbot.waitUntil(lambda: bool(shelf.asked))
    model.show_ids(range(500, 510))
    shelf.answer()
    assert shown(model, 0) == WAITING


def test_a_row_that_vanished_stays_empty(qtbot: QtBot, model: LineTableModel, shelf: Shelf) -> None:
    model.show_ids([1, -1, 3])
    shown(model, 0)
    qtbot.waitUntil(lambda: bool(shelf.asked))
    shelf.answer()
    assert (shown(model, 1), shown(model, 2)) == (WAITING, "退款 3")
    assert len(shelf.asked) == 1


def test_the_same_list_again_does_not_flicker(
    qtbot: QtBot, model: LineTableModel, shelf: Shelf
) -> None:
    model.show_ids(range(10))
    shown(model, 0)
    qtbot.waitUntil(lambda: bool(shelf.asked))
    shelf.answer()
    model.show_ids([3, 1, 2])
    assert shown(model, 0) == "退款 3"


def test_ids_and_rows_find_each_other(model: LineTableModel) -> None:
    model.show_ids([30, 10, 20])
    assert model.id_at(1) == 10
    assert model.row_of(20) == 2
    assert model.row_of(99) is None
    assert model.id_at(3) is None


def test_figures_and_their_titles_stand_at_the_right(model: LineTableModel) -> None:
    model.show_ids([1])
    right, left = (model.headerData(column, _HORIZONTAL, ALIGNMENT) for column in (0, 1))
    assert right != left
    assert model.headerData(1, _HORIZONTAL, DISPLAY) == "标题"


def test_a_short_table_keeps_qt_s_rules(qtbot: QtBot) -> None:
    table = DataTable(None, "table")
    qtbot.addWidget(table)
    model: RowsTableModel[str] = RowsTableModel(table)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    table.setModel(model)
    model.show_rows(["甲", "乙"])
    with qtbot.waitSignal(table.current_changed) as heard:
        table.select_row(1)
    assert heard.args == [1]
    assert model.row_at(1) == "乙"
    assert tester.model() is model
