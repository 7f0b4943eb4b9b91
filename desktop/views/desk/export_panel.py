"""Letting the list that is shown out as a workbook or CSV file."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop import wording
from desktop.reports.ticket_list import Exported, export_list
from desktop.services.exporting import export_tickets, reveal_listed_tickets
from desktop.services.table_files import SUFFIXES
from desktop.views.jobs import Progress
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.busy import BusyBar
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.fields import Field
from desktop.views.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.exporting import ExportOrder
    from desktop.views.desk.desk import Desk
    from desktop.views.jobs import Job


class ExportPanel(Retranslating, QWidget):
    """Asks what may be seen and where it goes, then writes with progress and a way to stop."""

    def __init__(self, desk: Desk, order: Callable[[], ExportOrder], parent: QWidget) -> None:
        """Stay closed until `ask`; `order` tells which list is shown."""
        super().__init__(parent)
        self.setObjectName("export_panel")
        self._desk = desk
        self._order = order
        self._job: Job | None = None
        self._build()
        desk.when_ready(self._on_card)
        self.retranslate()

    @property
    def is_offered(self) -> bool:
        """Tell whether the person may export; once the desk is ready."""
        return self._desk.may(export_tickets)

    @property
    def is_working(self) -> bool:
        """Tell whether a list is being written."""
        return self._job is not None

    def ask(self) -> None:
        """Open the form, or close it again."""
        if not self.is_working:
            self._show_form(shown=self.form.isHidden())

    def export_to(self, path: Path) -> None:
        """Write the list that is shown to a file."""
        progress = Progress()
        reveal = self.reason_edit.text().strip() if self.reveal_check.isChecked() else None
        order = self._order()
        self._show_form(shown=False)
        self.message_bar.close_message()
        self._job = self._desk.jobs.run(
            self, self._on_exported, _write, self._desk, path, order, reveal,
            progress=progress, failed=self._on_failed,
        )  # fmt: skip
        self.busy.watch(progress, lambda: self.tr("Exporting the list…"))

    def retranslate(self) -> None:
        """Set the words again."""
        self.explanation.setText(
            self.tr(
                "Everything this list shows goes into one file. It leaves the encryption: keep it "
                "where only those who need it can read it. The export is recorded."
            )
        )
        self.reveal_check.setText(self.tr("Names and phones in full"))
        self.reveal_check.setToolTip(
            self.tr("Without this they are masked; with it every ticket records who took them.")
        )
        self.confirm_button.setText(self.tr("Choose file…"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.reason_field.retranslate()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, 0, MEDIUM, 0)
        column.setSpacing(SMALL)
        self.busy = BusyBar(self, "export_busy")
        self.busy.cancel_requested.connect(self._on_cancelled)
        self.message_bar = MessageBar(self)
        for widget in (self._build_form(), self.busy, self.message_bar):
            column.addWidget(widget)

    def _build_form(self) -> QWidget:
        self.form = frame(self, "sunken", "export_form")
        column = QVBoxLayout(self.form)
        column.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        column.setSpacing(SMALL)
        self.explanation = text_label(self.form, "export_explanation", "muted")
        self.explanation.setWordWrap(True)
        self.reveal_check = QCheckBox(self.form)
        self.reveal_check.setObjectName("export_reveal_check")
        self.reveal_check.toggled.connect(self._on_reveal)
        self.reason_edit = LineEdit(self.form, "export_reason_edit")
        self.reason_edit.returnPressed.connect(self._on_confirmed)
        self.reason_field = Field(
            self.reason_edit, lambda: self.tr("Why in full; recorded with your name"), self.form,
            required=True,
        )  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.cancel_button = push_button(self.form, "export_cancel_button", "", "quiet")
        self.cancel_button.clicked.connect(lambda: self._show_form(shown=False))
        self.confirm_button = push_button(
            self.form, "export_confirm_button", "folder-open", "primary"
        )
        self.confirm_button.clicked.connect(self._on_confirmed)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.confirm_button)
        for widget in (self.explanation, self.reveal_check, self.reason_field):
            column.addWidget(widget)
        column.addLayout(row)
        self.form.setVisible(False)
        return self.form

    def _show_form(self, *, shown: bool) -> None:
        self.form.setVisible(shown)
        self.reveal_check.setChecked(False)
        self.reason_edit.clear()
        self.reason_field.clear_note()
        self.reason_field.setVisible(False)
        if shown:
            self.message_bar.close_message()
            self.confirm_button.setFocus()

    # ---- what people do

    def _on_card(self) -> None:
        self.reveal_check.setVisible(self._desk.may(reveal_listed_tickets))

    def _on_reveal(self, wanted: bool) -> None:
        self.reason_field.setVisible(wanted)
        if wanted:
            self.reason_edit.setFocus()

    def _on_confirmed(self) -> None:
        if self.reveal_check.isChecked() and not self.reason_edit.text().strip():
            self.reason_field.set_error(self.tr("Please fill this in."))
            return
        kinds = (self.tr("Excel workbook (*.xlsx)"), self.tr("CSV text (*.csv)"))
        day = self._desk.local(self._desk.now()).date().isoformat()
        name = f"{wording.label('List.tickets', language())}-{day}.xlsx"
        chosen, kind = QFileDialog.getSaveFileName(
            self, self.tr("Where the list goes"), name, ";;".join(kinds)
        )
        if chosen:
            self.export_to(with_ending(Path(chosen), SUFFIXES[kind == kinds[1]]))

    def _on_cancelled(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._finish()
        self.message_bar.show_message(self.tr("Stopped. No file was written."))

    # ---- what arrives

    def _on_exported(self, made: Exported) -> None:
        self._finish()
        told = self.tr("%n ticket(s) exported to {path}.", "", made.rows).format(path=made.path)
        if made.shortened:
            told += " " + self.tr(
                "%n text(s) were too long for Excel and are cut; CSV keeps them whole.",
                "",
                made.shortened,
            )
        self.message_bar.show_message(
            told,
            "success",
            action=self.tr("Open folder"),
            act=functools.partial(_open_folder, made.path.parent),
        )

    def _on_failed(self, error: Exception) -> None:
        self._finish()
        self.message_bar.show_error(error)

    def _finish(self) -> None:
        self._job = None
        self.busy.finish()


def with_ending(path: Path, ending: str) -> Path:
    """Give the name a file can be written under; one that says its form keeps it."""
    return path if path.suffix.lower() in SUFFIXES else path.with_name(path.name + ending)


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _write(
    desk: Desk, path: Path, order: ExportOrder, reveal: str | None, *, progress: Progress
) -> Exported:
    return export_list(
        desk.gateway, path, order, language(), reveal=reveal, progress=progress.check
    )
