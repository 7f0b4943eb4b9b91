"""Faults of the program: logged without what people typed, and said in the window."""

from __future__ import annotations

import copy
import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.discretion import told_trace

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

log = logging.getLogger(__name__)

LOG_FILE = "redress.log"
_MOST_BYTES = 512 * 1024


class DiscreetFormatter(logging.Formatter):
    """Writes where a fault happened and of what kind it was.

    The words of an exception are left out: they may quote a row, a path, a name.
    """

    def __init__(self) -> None:
        """Begin each line with time, level and place."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Format a copy: what another handler has already written out is not taken over."""
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: Any) -> str:
        """Write the frames, and the kinds from cause to effect."""
        return told_trace(*ei)


def start_log(folder: Path) -> None:
    """Write what the program notes to a file, turned over at the start; never raises."""
    root = logging.getLogger()
    path = folder / LOG_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(DiscreetFormatter())
    handler.setLevel(logging.INFO)
    root.addHandler(handler)
    logging.getLogger("desktop").setLevel(logging.INFO)


class FaultCatcher(QObject):
    """Stands where Python sends what nobody caught; put back with `release`."""

    fault_caught = Signal(object)
    """The exception, in the GUI thread, whatever thread it happened in."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take the hooks."""
        super().__init__(parent)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_fault
        threading.excepthook = self._on_thread_fault

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _on_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        log.critical("nobody caught this", exc_info=(kind, error, trace))
        self.fault_caught.emit(error)

    def _on_thread_fault(self, told: threading.ExceptHookArgs) -> None:
        error = told.exc_value or RuntimeError(told.exc_type.__name__)
        self._on_fault(told.exc_type, error, told.exc_traceback)
