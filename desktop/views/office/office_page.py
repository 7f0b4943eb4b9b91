"""The frame of a page of the back office: head, message, progress, body."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.jobs import Progress
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.busy import BusyBar
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLayout

    from desktop.views.jobs import Job
    from desktop.views.office.office import Office

R = TypeVar("R")


class OfficePage(Retranslating, QWidget):
    """Title and actions above, then what was said, what is under way, and `body`.

    One piece of long work at a time: `work` greys `busy_buttons` out until it is over.
    """

    def __init__(self, office: Office, name: str, parent: QWidget | None = None) -> None:
        """Build the frame; the subclass fills it and calls `retranslate`."""
        super().__init__(parent)
        self.setObjectName(name)
        self.office = office
        self.busy_buttons: list[QWidget] = []
        self._job: Job | None = None
        self._is_held = False
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(MEDIUM)
        self.title_label = text_label(self, f"{name}_title", "title")
        self.note_label = text_label(self, f"{name}_note", "muted")
        self.message_bar = MessageBar(self)
        self.busy_bar = BusyBar(self, f"{name}_busy")
        self.busy_bar.cancel_requested.connect(self._on_cancelled)
        self.action_row = QHBoxLayout()
        self.action_row.setSpacing(SMALL)
        self.body = QVBoxLayout()
        self.body.setSpacing(MEDIUM)
        column.addLayout(self._head())
        column.addWidget(self.message_bar)
        column.addWidget(self.busy_bar)
        column.addLayout(self.body, 1)

    @property
    def is_working(self) -> bool:
        """Tell whether long work is under way."""
        return self._job is not None or self._is_held

    def start_work(self) -> None:
        """Grey the busy buttons out until `end_work`, for work in several steps."""
        self._is_held = True
        for button in self.busy_buttons:
            button.setEnabled(False)

    def end_work(self) -> None:
        """Give the busy buttons back."""
        self._is_held = False
        self._finish()

    def work(
        self,
        title: Callable[[], str],
        done: Callable[[R], None],
        function: Callable[..., R],
        *args: object,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run long work with progress; `function` gets it as `progress`."""
        progress = Progress()

        def on_done(result: R) -> None:
            self._finish()
            done(result)

        def on_failed(error: Exception) -> None:
            self._finish()
            (failed or self.message_bar.show_error)(error)

        for button in self.busy_buttons:
            button.setEnabled(False)
        self._job = self.office.jobs.run(
            self, on_done, function, *args, progress=progress, failed=on_failed
        )
        self.busy_bar.watch(progress, title)

    def _finish(self) -> None:
        self._job = None
        self.busy_bar.finish()
        for button in self.busy_buttons:
            button.setEnabled(True)
        self.work_finished()

    def work_finished(self) -> None:
        """Set again what depends on whether work is under way."""

    def _on_cancelled(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._finish()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(self.title_label)
        head.addWidget(self.note_label)
        head.addStretch(1)
        head.addLayout(self.action_row)
        return head


def scrolled(content: QWidget, parent: QWidget | None = None, name: str = "scroll") -> QScrollArea:
    """Let content that may be taller than the screen scroll."""
    area = QScrollArea(parent)
    area.setObjectName(name)
    area.setWidgetResizable(True)
    content.setObjectName("scrolled")
    area.setWidget(content)
    return area


def row_of(*widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Put widgets side by side, from the left."""
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    for widget in widgets:
        row.addWidget(widget)
    if stretch:
        row.addStretch(1)
    return row


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (place := layout.takeAt(0)) is not None:
        widget = place.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
