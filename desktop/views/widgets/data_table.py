"""A table of rows under titles, dressed once for all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

ROW_HEIGHT = 34


class DataTable(QTableView):
    """Whole rows, one at a time; Enter or double click opens."""

    row_opened = Signal(int)
    current_changed = Signal(int)
    """The row under the cursor, -1 for none."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        """Start without a model."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setStretchLastSection(True)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda index: self.row_opened.emit(index.row()))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model."""
        super().setModel(model)
        if model is not None:
            model.headerDataChanged.connect(self._widen)
            self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def set_widths(self, widths: Sequence[int], stretch: int = -1) -> None:
        """Set the columns' widths; the one named by `stretch` takes what is left.

        A column is never narrower than its title, in whatever language.
        """
        titles = self.horizontalHeader()
        titles.setStretchLastSection(stretch < 0)
        for column, width in enumerate(widths):
            titles.resizeSection(column, width)
        if stretch >= 0:
            titles.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self._widen()

    def _widen(self) -> None:
        titles = self.horizontalHeader()
        titles.ensurePolished()  # its padding is the style sheet's
        for column in range(titles.count()):
            needed = titles.sectionSizeHint(column)
            if titles.sectionSize(column) < needed:
                titles.resizeSection(column, needed)

    def select_row(self, row: int) -> None:
        """Put the cursor on a row and bring it into view."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.row_opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.current_changed.emit(current.row() if current.isValid() else -1)
