"""The first steps of a window, before and at the making of the application."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QLibraryInfo, QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.errors import StateError
from desktop.views.assets import FONTS
from desktop.views.theme import Mode, Theme
from desktop.views.translation import switch_language
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

log = logging.getLogger(__name__)


def refuse_unsound_qt(
    qt: str = PySide6.__version__, python: tuple[int, ...] = sys.version_info[:2]
) -> None:
    """Refuse a Qt that would end the program after a few thousand calls (PYSIDE-3474).

    6.12 drops references to None; before Python 3.12 those are counted. May go with 3.11.
    """
    if tuple(int(part) for part in qt.split(".")[:2]) >= (6, 12) and python < (3, 12):
        raise StateError("start.unsound_qt", qt=qt, python=".".join(map(str, python)))


def prepare_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what Qt reads only once; call before `make_application`.

    Qt's wheel brings no fcitx plugin; fcitx5 also answers as ibus, so Chinese
    input works through that when the desktop names fcitx.
    """
    wanted = environ.get("QT_IM_MODULE", "")
    if wanted.startswith("fcitx") and not _has_fcitx_plugin():
        environ["QT_IM_MODULE"] = "ibus"


def make_application(
    argv: Sequence[str],
    *,
    language: Language = Language.CHINESE,
    mode: Mode = "light",
) -> QApplication:
    """Make the application: scaling, name, fonts, words, look."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(list(argv))
    app.setApplicationName("Redress")
    app.setDesktopFileName("redress")
    app.setQuitOnLastWindowClosed(True)
    add_fonts()
    switch_language(app, language)
    Theme.apply(app, mode)
    return app


class EndSignals(QObject):
    """Tells when the system asks the program to end (log-out, `kill`, Ctrl+C in a terminal).

    Python looks at signals only between its own steps, and Qt's loop makes none while
    nothing happens: a pair of sockets wakes it.
    """

    end_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Listen; in the main thread."""
        super().__init__(parent)
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)
        self._ear.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_woken)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def release(self) -> None:
        """Give the signals back."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._ear.close()
        self._mouth.close()

    def _on_woken(self) -> None:
        self._ear.recv(64)

    def _on_signal(self, number: int, frame: object) -> None:
        self.end_asked.emit()


def add_fonts(folder: Path = FONTS) -> list[str]:
    """Give Qt the fonts that come with the product (8 ms for both faces)."""
    families: list[str] = []
    for path in sorted(folder.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            log.warning("font %s cannot be read", path.name)
            continue
        families += QFontDatabase.applicationFontFamilies(number)
    return sorted(set(families))


def _has_fcitx_plugin() -> bool:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    return any((plugins / "platforminputcontexts").glob("*fcitx*"))
