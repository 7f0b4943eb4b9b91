"""Noticing that nobody is at the desk any more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QGuiApplication, QWindow

_LOOK_MS = 10_000
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """Watches keys and mouse at the system's windows, not at every widget: that would be slow."""

    went_idle = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        minutes: int,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Tell `went_idle` after so many minutes, again only after a new sign of life."""
        super().__init__(parent)
        self._limit = minutes * 60
        self._clock = clock
        self._last = clock()
        self._is_told = False
        app.focusWindowChanged.connect(self._watch_window)
        for window in app.topLevelWindows():
            self._watch_window(window)
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def set_minutes(self, minutes: int) -> None:
        """Wait so long from now on."""
        self._limit = minutes * 60

    def note_life(self) -> None:
        """Somebody is there."""
        self._last = self._clock()
        self._is_told = False

    def look(self) -> None:
        """Compare the clock with the last sign of life; a clock set back counts as well."""
        if not self._is_told and abs(self._clock() - self._last) >= self._limit:
            self._is_told = True
            self.went_idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take every touch of key or mouse as a sign, keep none."""
        if event.type() in _SIGNS:
            self.note_life()
        return False

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
