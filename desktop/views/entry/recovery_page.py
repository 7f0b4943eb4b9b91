"""The recovery code, shown this once: to be printed or saved, and kept in a safe."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.reports.recovery import RecoverySheet, render_recovery
from desktop.views.entry.corner import CornerTools
from desktop.views.printing import PrintRun, ask_for_printer
from desktop.views.theme import HUGE, LARGE, MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.opening import OpenSite, PaperKeys
    from desktop.views.jobs import Jobs

_WIDTH = 720
_GROUPS_A_LINE = 3
_CODE_HEIGHT = 40


class RecoveryPage(Retranslating, QWidget):
    """Shows a sheet's secrets and lets nobody go on who has not said they are kept."""

    continued = Signal()

    def __init__(
        self,
        sheet: RecoverySheet,
        jobs: Jobs,
        write: Callable[[Path, bytes], None],
        parent: QWidget | None = None,
    ) -> None:
        """Show `sheet`; `write` puts a file where the person wants it."""
        super().__init__(parent)
        self.setObjectName("recovery_page")
        self._sheet = sheet
        self._jobs = jobs
        self._write = write
        self._run: PrintRun | None = None
        self._build()
        self.print_button.clicked.connect(lambda: self._with_paper(self._print))
        self.save_button.clicked.connect(lambda: self._with_paper(self._save))
        self.kept_box.toggled.connect(self.continue_button.setEnabled)
        self.continue_button.clicked.connect(self.continued)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("Keep this recovery code"))
        self.note_label.setText(
            self.tr(
                "If every password is lost, only this code opens the data of {site}. "
                "It is shown this once and kept nowhere in the program."
            ).format(site=self._sheet.site_name)
        )
        self.code_label.setText(self.tr("Recovery code"))
        self.bundle_label.setText(self.tr("Key for bundles, in case headquarters' own key is lost"))
        self.print_button.setText(self.tr("Print…"))
        self.save_button.setText(self.tr("Save as PDF…"))
        self.kept_box.setText(self.tr("I have put it in a safe place, apart from this PC"))
        self.continue_button.setText(self.tr("Go on"))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the way onto paper."""
        self.print_button.setFocus(reason)

    # ---- building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        self.corner = CornerTools(self)
        card = frame(self, "card", "recovery_card")
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(HUGE + SMALL, HUGE, HUGE + SMALL, HUGE)
        column.setSpacing(MEDIUM)
        self.title_label = text_label(card, "recovery_title", "title")
        self.note_label = text_label(card, "recovery_note", "muted")
        self.note_label.setWordWrap(True)
        self.message_bar = MessageBar(card)
        column.addWidget(self.title_label)
        column.addWidget(self.note_label)
        column.addWidget(self.message_bar)
        column.addLayout(self._build_secrets(card))
        column.addLayout(self._build_actions(card))
        outer.addWidget(self.corner)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def _build_secrets(self, card: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(TINY)
        self.code_label = text_label(card, "code_label", "label")
        column.addWidget(self.code_label)
        column.addWidget(self._build_code(card))
        self.bundle_label = text_label(card, "bundle_label", "label")
        self.bundle_value = text_label(card, "bundle_value", "note")
        self.bundle_value.setText(self._sheet.bundle_key or "")
        self.bundle_value.setMargin(SMALL)
        selectable(self.bundle_value)
        column.addSpacing(SMALL)
        column.addWidget(self.bundle_label)
        column.addWidget(self.bundle_value)
        for label in (self.bundle_label, self.bundle_value):
            label.setVisible(bool(self._sheet.bundle_key))
        return column

    def _build_code(self, card: QWidget) -> QWidget:
        box = frame(card, "sunken", "code_box")
        grid = QGridLayout(box)
        grid.setContentsMargins(HUGE, LARGE, HUGE, LARGE)
        grid.setVerticalSpacing(0)
        for place, group in enumerate(self._sheet.recovery_code.split("-")):
            label = text_label(box, f"code_group_{place}", "code")
            label.setText(group)
            selectable(label)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumHeight(_CODE_HEIGHT)
            grid.addWidget(label, place // _GROUPS_A_LINE, place % _GROUPS_A_LINE)
        return box

    def _build_actions(self, card: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(MEDIUM)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.print_button = push_button(card, "print_button", "printer")
        self.save_button = push_button(card, "save_button", "save")
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.kept_box = QCheckBox(card)
        self.kept_box.setObjectName("kept_box")
        self.continue_button = push_button(card, "continue_button", "arrow-right", "primary")
        self.continue_button.setEnabled(False)
        column.addLayout(row)
        column.addWidget(frame(card, "rule"))
        last = QHBoxLayout()
        last.addWidget(self.kept_box, 1)
        last.addWidget(self.continue_button)
        column.addLayout(last)
        return column

    # ---- paper

    def _with_paper(self, then: Callable[[bytes], None]) -> None:
        self._jobs.run(
            self,
            then,
            render_recovery,
            self._sheet,
            language(),
            failed=self.message_bar.show_error,
            latest="paper",
        )

    def _print(self, paper: bytes) -> None:
        document = QPdfDocument(self)
        buffer = QBuffer(document)
        buffer.setData(QByteArray(paper))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(buffer)
        printer = ask_for_printer(self, document.pageCount(), self.tr("Recovery code"))
        if printer is None:
            document.deleteLater()
            return
        self._run = PrintRun(printer, document, paper, self)
        self._run.printed.connect(self._on_printed)
        self._run.failed.connect(self.message_bar.show_error)
        self._run.start()

    def _on_printed(self, printer: str) -> None:
        sentence = self.tr("Sent to {printer}.").format(printer=printer)
        self.message_bar.show_message(sentence, "success")

    def _save(self, paper: bytes) -> None:
        proposed = self.tr("recovery-{code}.pdf").format(code=self._sheet.site_code)
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save as PDF"), proposed, self.tr("PDF files (*.pdf)")
        )
        if chosen:
            self.save_to(Path(chosen), paper)

    def save_to(self, path: Path, paper: bytes) -> None:
        """Put the sheet into a file."""
        self._jobs.run(
            self,
            lambda _none: self._on_saved(path),
            self._write,
            path,
            paper,
            failed=self.message_bar.show_error,
        )

    def _on_saved(self, path: Path) -> None:
        sentence = self.tr("Saved as {file}. Move it off this PC, then delete it here.")
        self.message_bar.show_message(sentence.format(file=str(path)), "success")


def selectable(label: QLabel) -> None:
    """Let a label's words be marked and copied."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def sheet_of(site: OpenSite, keys: PaperKeys) -> RecoverySheet:
    """Give the sheet of a site that was just made."""
    card = site.gateway.facts.card
    return RecoverySheet(
        site_name=card.name,
        site_code=card.code,
        recovery_code=keys.recovery_code,
        made_at=time.time_ns() // 1000,
        made_by=site.gateway.actor.name,
        zone=card.zone,
        bundle_key=keys.bundle_key,
    )
