"""After registering: the number, large; the evidence going in; the slip as it will be printed."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QIODevice, QSaveFile, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import wording
from desktop.errors import StorageError
from desktop.reports.slip import render_slip
from desktop.services.slips import slip_row
from desktop.views.intake.intake_evidence import attach
from desktop.views.messages import describe
from desktop.views.theme import HUGE, LARGE, MEDIUM, SMALL, base_font
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import explain_disabled, frame, push_button, text_label
from desktop.views.widgets.chips import Chip, ChipLook
from desktop.views.widgets.message_bar import MessageBar
from desktop.views.widgets.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.gateway import Gateway
    from desktop.services.intake import Registered
    from desktop.services.report_rows import SlipRow
    from desktop.views.intake.intake_evidence import HeldEvidence
    from desktop.views.jobs import Jobs
    from desktop.vocabulary import Language

_NUMBER_SIZE = 34
_SIDE = 400


class ReceiptView(Retranslating, QWidget):
    """Evidence first, then the slip, which lists it; printing does not wait for a slow file."""

    another_requested = Signal()
    ticket_opened = Signal(object)
    slip_ready = Signal()

    def __init__(self, parent: QWidget, gateway: Gateway, jobs: Jobs) -> None:
        """Start without a ticket."""
        super().__init__(parent)
        self.setObjectName("receipt_view")
        self._gateway = gateway
        self._jobs = jobs
        self._made: Registered | None = None
        self._settled = False
        self._waiting: list[HeldEvidence] = []
        self._refused: list[HeldEvidence] = []
        self._taken = 0
        self._prints = 0
        self._print_when_ready = False
        self._row: SlipRow | None = None
        self._spoken: Language | None = None
        self._build()
        self._connect()
        self.retranslate()

    def show_ticket(
        self,
        made: Registered,
        evidence: Sequence[HeldEvidence],
        *,
        settled: bool = False,
        about_me: bool = False,
    ) -> None:
        """Show a ticket that has just got its number, and take its evidence in."""
        self._made, self._settled = made, settled
        self._waiting, self._refused = list(evidence), []
        self._taken = self._prints = 0
        self._print_when_ready = False
        self._row = None
        self.message_bar.close_message()
        self.preview.setEnabled(False)
        hidden = self.tr("It is about you, so it is handled by others")
        explain_disabled(self.open_button, hidden if about_me else "")
        self.number_label.setText(made.number)
        self.retranslate()
        self.print_button.setFocus()
        self._take_next()

    def print_slip(self) -> None:
        """Print the slip, or as soon as it is made."""
        if self.preview.isEnabled():
            self.preview.print_paper()
        else:
            self._print_when_ready = True
            self._make_slip()

    def retranslate(self) -> None:
        """Set the words again."""
        title = self.tr("Settled and closed") if self._settled else self.tr("Registered")
        self.title_chip.show_look(lambda: ChipLook("circle-check", title, "success"))
        self.hint_label.setText(
            self.tr("Tell the customer this number; it also stands on the slip.")
        )
        self.print_button.setText(self.tr("Print slip"))
        self.another_button.setText(self.tr("Register another (F2)"))
        self.open_button.setText(self.tr("Open ticket"))
        self.number_label.setAccessibleName(
            self.tr("Number {number}").format(number=self.number_label.text())
        )
        self._say_evidence()
        self._say_promise()
        if self._row is not None and self._spoken is not language():
            self._draw_slip(self._row)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(LARGE)
        side = frame(self, "card", "receipt_side")
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(HUGE, HUGE, HUGE, HUGE)
        column.setSpacing(MEDIUM)
        self._build_side(side, column)
        self.preview = PdfPreview(self, "slip_preview")
        row.addWidget(side)
        row.addWidget(self.preview, 1)

    def _build_side(self, side: QWidget, column: QVBoxLayout) -> None:
        self.title_chip = Chip(side)
        self.number_label = text_label(side, "receipt_number_label")
        self.number_label.setFont(base_font(_NUMBER_SIZE, bold=True))
        self.number_label.setStyleSheet(f"font-size: {_NUMBER_SIZE}px; font-weight: 700;")
        select = Qt.TextInteractionFlag.TextSelectableByMouse
        self.number_label.setTextInteractionFlags(select)
        self.hint_label = text_label(side, "receipt_hint_label", "muted")
        self.hint_label.setWordWrap(True)
        self.promise_label = text_label(side, "receipt_promise_label", "strong")
        self.promise_label.setWordWrap(True)
        self.evidence_label = text_label(side, "receipt_evidence_label", "muted")
        self.evidence_label.setWordWrap(True)
        self.message_bar = MessageBar(side)
        self.print_button = push_button(side, "print_slip_button", "printer", "primary")
        self.another_button = push_button(side, "register_another_button", "plus")
        self.open_button = push_button(side, "open_ticket_button", "arrow-up-right")
        column.addWidget(self.title_chip)
        for widget in (
            self.number_label,
            self.promise_label,
            self.hint_label,
            self.evidence_label,
            self.message_bar,
        ):
            column.addWidget(widget)
        column.addSpacing(SMALL)
        for button in (self.print_button, self.another_button, self.open_button):
            column.addWidget(button)
        column.addStretch(1)

    def _connect(self) -> None:
        self.print_button.clicked.connect(self.print_slip)
        self.another_button.clicked.connect(self.another_requested)
        self.open_button.clicked.connect(self._on_open)
        self.preview.save_requested.connect(self._on_save)

    # ---- evidence

    def _take_next(self) -> None:
        """Take the next piece in; after the last one, make the slip."""
        self._say_evidence()
        made = self._made
        if made is None:
            return
        if not self._waiting:
            if not self._prints:
                self._make_slip()
            return
        piece = self._waiting[0]
        self._jobs.run(
            self,
            lambda _ref: self._on_taken(made),
            attach,
            self._gateway,
            made.id,
            piece,
            failed=lambda error: self._on_refused(made, error),
        )

    def _on_taken(self, made: Registered) -> None:
        if made is self._made:
            self._waiting.pop(0)
            self._taken += 1
            self._take_next()

    def _on_refused(self, made: Registered, error: Exception) -> None:
        if made is not self._made:
            self._jobs.job_failed.emit(error)
            return
        self._refused.append(self._waiting.pop(0))
        again = self.tr("Try again")
        self.message_bar.show_message(*describe(error), action=again, act=self._try_again)
        self._take_next()

    def _try_again(self) -> None:
        self._waiting, self._refused = [*self._waiting, *self._refused], []
        self._take_next()

    def _say_evidence(self) -> None:
        total = self._taken + len(self._waiting) + len(self._refused)
        if self._waiting:
            told = self.tr("Evidence is going in: {done} of {total}…")
        elif self._refused:
            told = self.tr("Evidence: {done} of {total} taken in")
        else:
            told = self.tr("Evidence: all {total} taken in and encrypted")
        self.evidence_label.setText(told.format(done=self._taken, total=total) if total else "")
        self.evidence_label.setVisible(bool(total))

    # ---- slip

    def _say_promise(self) -> None:
        promise = self._row.promise if self._row else None
        told = ""
        if self._row is not None and promise is not None:
            due = wording.instant_text(promise.due_at, self._row.zone, language(), "short")
            told = self.tr("Promised: an answer by {due}, from {who}")
            told = told.format(due=due, who=promise.by)
        self.promise_label.setText(told)
        self.promise_label.setVisible(bool(told))

    def _make_slip(self) -> None:
        made = self._made
        if made is None:
            return
        again = self._prints > 0
        self._prints += 1
        self._jobs.call(self, lambda row: self._on_row(made, row), slip_row, made.id, reprint=again)

    def _on_row(self, made: Registered, row: SlipRow) -> None:
        if made is not self._made:
            return
        self._row = row
        self._say_promise()
        self._draw_slip(row)

    def _draw_slip(self, row: SlipRow) -> None:
        """Draw the slip in the language of the window; it is the same print, said otherwise."""
        self._spoken = language()
        self.preview.setEnabled(False)
        drawn: Callable[[bytes], None] = functools.partial(self._on_pdf, row)
        self._jobs.run(self, drawn, render_slip, row, self._spoken, latest="slip")

    def _on_pdf(self, row: SlipRow, pdf: bytes) -> None:
        if row is not self._row:
            return
        self.preview.show_pdf(pdf, f"{row.number}.pdf")
        self.preview.setEnabled(True)
        self.slip_ready.emit()
        if self._print_when_ready:
            self._print_when_ready = False
            self.preview.print_paper()

    def _on_open(self) -> None:
        if self._made is not None:
            self.ticket_opened.emit(self._made.id)

    def _on_save(self, name: str) -> None:
        data = self.preview.data
        self._jobs.run(self, self._on_saved, save_paper, Path(name), data)

    def _on_saved(self, path: Path) -> None:
        told = self.tr("Saved as {name}.").format(name=path.name)
        self.preview.message_bar.show_message(told, "success")


def save_paper(path: Path, data: bytes) -> Path:
    """Write a paper whole or not at all. For a worker."""
    out = QSaveFile(str(path))
    done = out.open(QIODevice.OpenModeFlag.WriteOnly) and out.write(QByteArray(data)) == len(data)
    if not (done and out.commit()):
        raise StorageError("storage.io")
    return path
