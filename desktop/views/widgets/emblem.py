"""The sign of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.views.icons import paint_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Emblem(QWidget):
    """Painted with the colours in force."""

    def __init__(self, parent: QWidget, size: int = 24) -> None:
        """Stand in a square."""
        super().__init__(parent)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        painter = QPainter(self)
        paint_icon(painter, self.rect(), "redress", "accent")
        painter.end()
