"""The one top-level window: the page in view hides every other."""

from __future__ import annotations

from base64 import b64decode, b64encode
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.views.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

_SIZE = (1366, 690)


class RootWindow(QWidget):
    """First run, sign-in and the desk take turns here.

    What is not in view cannot be read, clicked or reached by a shortcut: that is
    how the desk is locked.
    """

    painted = Signal()
    """Once, after something was on the screen."""
    closing = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("root_window")
        self.setWindowTitle("Redress")
        self.setWindowIcon(icon("redress", "accent", 64))
        self._is_painted = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("root_stack")
        column.addWidget(self.stack)
        self.resize(*_SIZE)

    def show_page(self, page: QWidget) -> None:
        """Show a page, hide the one before, and close what stands in front of both."""
        self.close_boxes()
        # The desk goes on where it was; a page before it knows where to begin.
        typing = page.focusWidget() if isinstance(page, QMainWindow) else None
        if self.stack.indexOf(page) < 0:
            page.windowTitleChanged.connect(self._take_title)
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self._take_title()
        (typing or page).setFocus(Qt.FocusReason.OtherFocusReason)

    def drop_page(self, page: QWidget) -> None:
        """Forget a page."""
        self.stack.removeWidget(page)
        page.hide()
        page.deleteLater()

    @property
    def page(self) -> QWidget | None:
        """The page in view."""
        return self.stack.currentWidget()

    def close_boxes(self) -> None:
        """Close menus and dialogs: they would stand in front of a locked desk."""
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QDialog) and box.isVisible():
                box.reject()

    def place(self) -> str:
        """Give where the window stands, to be kept until the next start."""
        return b64encode(self.saveGeometry().data()).decode("ascii")

    def take_place(self, place: str | None) -> None:
        """Stand where the window stood; what cannot be read changes nothing."""
        with suppress(ValueError):
            self.restoreGeometry(QByteArray(b64decode(place or "")))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell the first painting."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the wiring, which keeps what must be kept."""
        self.closing.emit()
        super().closeEvent(event)

    def _take_title(self) -> None:
        page = self.page
        self.setWindowTitle((page.windowTitle() if page is not None else "") or "Redress")
