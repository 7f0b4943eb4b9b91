"""What the rail shows of the desk: counted again after every change, wherever one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.today import TodayCounts, today_counts

if TYPE_CHECKING:
    from desktop.views.desk.desk import Desk

_SETTLE_MS = 250
_MINUTE_MS = 60_000


class DeskCounts(QObject):
    """Lives as long as the window, also while no page of the desk is built."""

    counted = Signal(object)
    """`TodayCounts`."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Count as soon as the desk is ready."""
        super().__init__(parent)
        self._desk = desk
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.reload)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.reload)
        self._minute.start()
        desk.changed.connect(lambda _changes: self._settling.start())
        desk.answers_read.connect(self._settling.start)
        desk.when_ready(self.reload)

    def reload(self) -> None:
        """Count again."""
        if self._desk.is_ready:
            self._desk.jobs.call(self, self._on_counts, today_counts, latest="counts")

    def stop(self) -> None:
        """Count no more, and keep what is still being counted: the window goes."""
        self._settling.stop()
        self._minute.stop()
        self.blockSignals(True)

    def _on_counts(self, counts: TodayCounts) -> None:
        self.counted.emit(counts)
