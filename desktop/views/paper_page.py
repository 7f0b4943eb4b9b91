"""A ticket's paper before it is printed, and the way back to where it was asked for."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.reports.handling import render_handling
from desktop.reports.slip import render_slip
from desktop.services.slips import handling_row, slip_row
from desktop.views.office.saving import save_bytes
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.busy import SkeletonRows
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.jobs import Jobs
    from desktop.vocabulary import TicketId

_PAPERS: Final[dict[str, tuple[Callable[..., Any], Callable[..., bytes]]]] = {
    "slip": (slip_row, render_slip),
    "handling": (handling_row, render_handling),
}


class PaperPage(Retranslating, QWidget):
    """Shows one paper at a time; asking for it leaves an entry."""

    back_requested = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        """Start without a paper."""
        super().__init__(parent)
        self.setObjectName("paper_page")
        self._jobs = jobs
        self._kind = "slip"
        self._number = ""
        self._build()
        self.back_button.clicked.connect(self.back_requested)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_requested)
        self.preview.save_requested.connect(self._on_save)
        self.retranslate()

    def show_paper(self, kind: str, ticket: TicketId) -> None:
        """Make a ticket's "slip" or "handling" sheet and show it."""
        self._kind, self._number = kind, ""
        read, _ = _PAPERS[kind]
        self.stack.setCurrentIndex(0)
        self.preview.message_bar.close_message()
        self.retranslate()
        self._jobs.call(self, self._on_row, read, ticket, failed=self._on_failed, latest="paper")

    def retranslate(self) -> None:
        """Set the words again; a paper keeps the language it was made in."""
        titles = {"slip": self.tr("Receipt slip"), "handling": self.tr("Handling sheet")}
        told = " ".join(part for part in (titles[self._kind], self._number) if part)
        self.title_label.setText(told)
        self.back_button.setText(self.tr("Back  Esc"))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the printer."""
        self.preview.print_button.setFocus(reason)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = frame(self, "pane", "paper_head")
        row = QHBoxLayout(head)
        row.setContentsMargins(SMALL, SMALL, MEDIUM, 0)
        row.setSpacing(MEDIUM)
        self.back_button = push_button(head, "back_button", "arrow-left", "quiet")
        self.title_label = text_label(head, "paper_title", "heading")
        row.addWidget(self.back_button)
        row.addWidget(self.title_label)
        row.addStretch(1)
        self.stack = QStackedWidget(self)
        self.preview = PdfPreview(self.stack, "paper_preview")
        self.stack.addWidget(SkeletonRows(self.stack))
        self.stack.addWidget(self.preview)
        column.addWidget(head)
        column.addWidget(self.stack, 1)

    def _on_row(self, row: Any) -> None:
        self._number = row.number
        _, render = _PAPERS[self._kind]
        made: Callable[[bytes], None] = functools.partial(self._on_paper, row.number)
        self._jobs.run(self, made, render, row, language(), failed=self._on_failed, latest="render")

    def _on_paper(self, number: str, paper: bytes) -> None:
        self.retranslate()
        self.stack.setCurrentIndex(1)
        self.preview.show_pdf(paper, f"{number}.pdf")
        self.preview.print_button.setFocus()

    def _on_failed(self, error: Exception) -> None:
        self._jobs.job_failed.emit(error)
        self.back_requested.emit()

    def _on_save(self, chosen: str) -> None:
        path = Path(chosen)
        self._jobs.run(
            self,
            lambda _none: self._on_saved(path),
            save_bytes,
            path,
            self.preview.data,
            failed=self.preview.message_bar.show_error,
        )

    def _on_saved(self, path: Path) -> None:
        told = self.tr("Saved as {file}.").format(file=path.name)
        self.preview.message_bar.show_message(told, "success")
