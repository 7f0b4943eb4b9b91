"""The small parts intake is built of: lines that go on with Enter, rows, people to pick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.views.theme import SMALL
from desktop.views.widgets.editors import LineEdit, TextArea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QLineEdit

    from desktop.services.counter import ColleagueRow


def next_on_enter(edit: QLineEdit) -> None:
    """Let Enter go on to the next field: scanners end what they read with it."""
    edit.returnPressed.connect(edit.focusNextChild)


def line(parent: QWidget, name: str, limit: int = 200) -> LineEdit:
    """Make a line that goes on with Enter."""
    made = LineEdit(parent, name, limit=limit)
    next_on_enter(made)
    return made


def row_of(parent: QWidget, *widgets: tuple[QWidget, int]) -> QWidget:
    """Put widgets beside each other, each with its share of the width."""
    made = QWidget(parent)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    for widget, share in widgets:
        row.addWidget(widget, share)
    return made


class StoryEdit(TextArea):
    """What happened; pictures and files that land here are evidence, not text."""

    evidence_given = Signal(object)
    """`QMimeData` with files or a picture."""

    def sizeHint(self) -> QSize:
        """Ask for no more than the least height; the page gives what is left."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Welcome pictures and files too."""
        return _is_evidence(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pass evidence on, insert text as plain text."""
        if _is_evidence(source):
            self.evidence_given.emit(source)
        else:
            super().insertFromMimeData(source)


def _is_evidence(source: QMimeData) -> bool:
    files = any(url.isLocalFile() for url in source.urls())
    return files or (source.hasImage() and not source.hasText())


class PeoplePicker(QComboBox):
    """Somebody who works here, or any words about somebody else."""

    picked = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        """Start empty; the colleagues come with `offer`."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.edit = LineEdit(self, f"{name}_edit")
        self.setLineEdit(self.edit)
        next_on_enter(self.edit)
        self.editTextChanged.connect(lambda _text: self.picked.emit())

    def offer(self, colleagues: Sequence[ColleagueRow]) -> None:
        """Offer these people; what was typed stays."""
        typed = self.value()
        self.blockSignals(True)
        self.clear()
        for person in colleagues:
            self.addItem(person.name, str(person.uid))
        self.setCurrentIndex(-1)
        self.blockSignals(False)
        self.set_value(typed)

    def value(self) -> str:
        """Give the uid of whom was picked, or the words typed."""
        typed = self.currentText().strip()
        index = self.currentIndex()
        if index >= 0 and self.itemText(index) == typed:
            return str(self.itemData(index))
        found = self.findText(typed) if typed else -1
        return str(self.itemData(found)) if found >= 0 else typed

    def set_value(self, value: str) -> None:
        """Show a person by uid, or words."""
        index = self.findData(value) if value else -1
        self.setCurrentIndex(index)
        if index < 0:
            self.setEditText(value)

    def setAccessibleName(self, name: str) -> None:
        """Name the part that is typed into too."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
