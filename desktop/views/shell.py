"""The main window: it only puts bar, rail, pages, messages and status together."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.views.theme import Theme
from desktop.views.translation import Retranslating, switch_language
from desktop.views.widgets.message_bar import MessageBar
from desktop.views.widgets.rail import Rail
from desktop.views.widgets.status_line import StatusLine
from desktop.views.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from desktop.views.jobs import Jobs
    from desktop.views.widgets.chips import Tone
    from desktop.vocabulary import Language

_ROOMY = 1180
_MOST_DIGITS = 9


@dataclass(slots=True)
class _Page:
    title: Callable[[], str]
    make: Callable[[], QWidget]
    widget: QWidget | None = None


class MainWindow(Retranslating, QMainWindow):
    """The window; whoever wires the program adds the pages and hears the wishes."""

    page_shown = Signal(str)
    language_switched = Signal(object)
    theme_switched = Signal(str)
    closing = Signal()

    def __init__(self, jobs: Jobs, site_name: str) -> None:
        """Assemble an empty window for a site."""
        super().__init__()
        self.setObjectName("main_window")
        self.jobs = jobs
        self._site_name = site_name
        self._pages: dict[str, _Page] = {}
        self._key = ""
        self._folded_by_width = False
        self._build()
        self._build_shortcuts()
        self._connect()
        self.top_bar.set_site(site_name)
        self.status_line.set_site(site_name)
        self.resize(1366, 690)
        self.retranslate()

    # ---- pages

    def add_page(
        self,
        key: str,
        icon: str,
        title: Callable[[], str],
        make: Callable[[], QWidget],
        *,
        in_rail: bool = True,
    ) -> None:
        """Register a page; `make` is called at its first showing."""
        self._pages[key] = _Page(title, make)
        if in_rail:
            self.rail.add_entry(key, icon, title)

    def show_page(self, key: str) -> QWidget:
        """Go to a page and give its widget."""
        page = self._pages[key]
        if page.widget is None:
            page.widget = page.make()
            self.stack.addWidget(page.widget)
        self._key = key
        self.stack.setCurrentWidget(page.widget)
        self.rail.select(key)
        self.retranslate()
        self.page_shown.emit(key)
        return page.widget

    def page(self, key: str) -> QWidget | None:
        """Give the widget of a page if it was ever shown."""
        return self._pages[key].widget

    def drop_pages(self, keep: Collection[str] = ()) -> None:
        """Forget built pages but those of `keep`, so that the next person starts afresh."""
        for key, page in self._pages.items():
            if page.widget is not None and key not in keep:
                self.stack.removeWidget(page.widget)
                page.widget.deleteLater()
                page.widget = None
        if self._key not in keep:
            self._key = ""

    @property
    def current_page(self) -> str:
        """The key of the page in view."""
        return self._key

    # ---- what pages and the wiring say to the window

    def set_person(self, name: str, title: str = "") -> None:
        """Say who works here now."""
        self.top_bar.set_person(name, title)
        self.status_line.set_person(name)

    def set_badge(self, key: str, count: int, tone: Tone = "neutral") -> None:
        """Say how much waits on a page."""
        self.rail.set_badge(key, count, tone)

    def show_error(self, error: BaseException) -> None:
        """Show an error nobody else took."""
        self.message_bar.show_error(error)

    def speak(self, wanted: Language) -> None:
        """Switch the language of the whole program."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            switch_language(app, wanted)
            self.language_switched.emit(wanted)

    def toggle_theme(self) -> None:
        """Switch between light and dark."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme = Theme.of(app)
            theme.set_mode("light" if theme.is_dark else "dark")
            self.theme_switched.emit(theme.mode)

    def retranslate(self) -> None:
        """Set the title of the window again."""
        page = self._pages.get(self._key)
        name = self._site_name
        self.setWindowTitle(f"{page.title()} — {name}" if page is not None else name)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail where the screen is narrow (200 % scaling), unfold it after."""
        super().resizeEvent(event)
        narrow = event.size().width() < _ROOMY
        if narrow and not self.rail.is_collapsed:
            self._folded_by_width = True
            self.rail.set_collapsed(True)
        elif not narrow and self._folded_by_width:
            self._folded_by_width = False
            self.rail.set_collapsed(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the wiring, which keeps what must be kept."""
        self.closing.emit()
        super().closeEvent(event)

    def _build(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top_bar = TopBar(middle)
        self.rail = Rail(middle)
        self.message_bar = MessageBar(middle)
        self.message_bar.setProperty("place", "window")
        self.stack = QStackedWidget(middle)
        self.stack.setObjectName("page_stack")
        self.status_line = StatusLine(middle)
        column.addWidget(self.top_bar)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(self._build_main(), 1)
        column.addLayout(row, 1)
        column.addWidget(self.status_line)
        self.setCentralWidget(middle)

    def _build_main(self) -> QVBoxLayout:
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.message_bar)
        main.addWidget(self.stack, 1)
        return main

    def _build_shortcuts(self) -> None:
        self._add_shortcut("F2", self.top_bar.intake_requested.emit)
        self._add_shortcut("Ctrl+F", self._focus_search)
        self._add_shortcut("Ctrl+L", self.top_bar.lock_requested.emit)
        for digit in range(1, _MOST_DIGITS + 1):
            self._add_shortcut(f"Ctrl+{digit}", functools.partial(self._go_to, digit - 1))

    def _add_shortcut(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    def _connect(self) -> None:
        self.rail.page_requested.connect(self.show_page)
        self.top_bar.language_requested.connect(self.speak)
        self.top_bar.theme_toggled.connect(self.toggle_theme)
        self.jobs.job_failed.connect(self.show_error)

    def _focus_search(self) -> None:
        self.top_bar.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search_edit.selectAll()

    def _go_to(self, place: int) -> None:
        keys = [key for key in self.rail.places() if not self.rail.entry(key).isHidden()]
        if place < len(keys):
            self.show_page(keys[place])
