"""Shipping on schedule while the window is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import DeskError
from desktop.views.jobs import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.jobs import Jobs

_EVERY_MS = 10 * 60 * 1000


class ShippingClock(QObject):
    """Asks every ten minutes, and at once, for what the schedule wants; one run at a time."""

    shipped = Signal()
    """A run is over, well or badly."""
    ship_failed = Signal(object)
    """Told once for each reason: a stick that is not there is not told every ten minutes."""

    def __init__(
        self, jobs: Jobs, ship: Callable[[Progress], Any], parent: QObject | None = None
    ) -> None:
        """Run `ship` off the GUI thread, whoever is or is not at the desk."""
        super().__init__(parent)
        self._jobs = jobs
        self._ship = ship
        self._progress: Progress | None = None
        self._failed = ""
        timer = QTimer(self)
        timer.setInterval(_EVERY_MS)
        timer.timeout.connect(self.run)
        timer.start()

    def run(self) -> None:
        """Do what is due, unless a run is under way."""
        if self._progress is not None:
            return
        self._progress = Progress()
        self._jobs.run(
            self, lambda _shipped: self._on_over(""), self._ship, self._progress,
            failed=self._on_failed,
        )  # fmt: skip

    def stop(self) -> None:
        """Break off the run that is under way; what was written so far is sent again."""
        if self._progress is not None:
            self._progress.cancel()

    def _on_over(self, failed: str) -> None:
        self._progress = None
        self._failed = failed
        self.shipped.emit()

    def _on_failed(self, error: Exception) -> None:
        code = error.code if isinstance(error, DeskError) else type(error).__name__
        is_new = code != self._failed
        self._on_over(code)
        if is_new:
            self.ship_failed.emit(error)
