"""What stands where something is still coming: grey rows, or progress with cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.views.theme import MEDIUM, SMALL, TINY, colour
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import push_button, text_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

    from desktop.views.jobs import Progress

_POLL_MS = 100
_ROW = 60


class SkeletonRows(Retranslating, QWidget):
    """Grey bars in the shape of the list that is being read."""

    def __init__(self, parent: QWidget | None = None, rows: int = 6) -> None:
        """Stand for `rows` rows."""
        super().__init__(parent)
        self.setObjectName("skeleton_rows")
        self._rows = rows
        self.retranslate()

    def retranslate(self) -> None:
        """Tell screen readers what is going on."""
        self.setAccessibleName(self.tr("Reading…"))

    def sizeHint(self) -> QSize:
        """Ask for room for all rows."""
        return QSize(320, self._rows * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint two bars a row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("neutral_soft"))
        width = self.width() - 2 * MEDIUM
        for row in range(self._rows):
            top = row * _ROW + MEDIUM
            share = 0.72 - 0.12 * (row % 3)
            painter.drawRoundedRect(QRect(MEDIUM, top, round(width * share), 14), 4, 4)
            painter.drawRoundedRect(QRect(MEDIUM, top + 22, round(width * 0.4), 12), 4, 4)
        painter.end()


class BusyBar(Retranslating, QWidget):
    """Progress of long work, polled ten times a second, with a way to stop it."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None, name: str = "busy_bar") -> None:
        """Hide until `watch`."""
        super().__init__(parent)
        self.setObjectName(name)
        self._progress: Progress | None = None
        self._title: Callable[[], str] = str
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self.setVisible(False)
        self.retranslate()

    def watch(self, progress: Progress, title: Callable[[], str]) -> None:
        """Show the work and its numbers from now on."""
        self._progress = progress
        self._title = title
        self.cancel_button.setEnabled(True)
        self.retranslate()
        self._poll()
        self.setVisible(True)
        self._timer.start()

    def finish(self) -> None:
        """Hide; the work is over."""
        self._timer.stop()
        self._progress = None
        self.setVisible(False)

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self._title())
        self.bar.setAccessibleName(self._title())
        self.cancel_button.setText(self.tr("Cancel"))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.title_label = text_label(self, "busy_title")
        self.count_label = text_label(self, "busy_count", "note")
        self.cancel_button = push_button(self, "busy_cancel_button")
        self.cancel_button.clicked.connect(self._on_cancel)
        row.addWidget(self.title_label)
        row.addStretch(1)
        row.addWidget(self.count_label)
        row.addWidget(self.cancel_button)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("busy_progress")
        self.bar.setTextVisible(False)
        column.addLayout(row)
        column.addWidget(self.bar)

    def _poll(self) -> None:
        progress = self._progress
        if progress is None:
            return
        fraction = progress.fraction
        self.bar.setRange(0, 0 if fraction is None else 1000)
        if fraction is not None:
            self.bar.setValue(round(fraction * 1000))
        known = progress.total > 0
        self.count_label.setText(f"{progress.done:,} / {progress.total:,}" if known else "")

    def _on_cancel(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
        self.cancel_button.setEnabled(False)
        self.cancel_requested.emit()
