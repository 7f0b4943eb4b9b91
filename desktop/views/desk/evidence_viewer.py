"""One piece of evidence opened inside the program, from memory, with its custody steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.services.evidence import (
    custody_of,
    export_evidence,
    export_file,
    read_evidence,
    verify_file,
)
from desktop.views.theme import LARGE, MEDIUM, SMALL, TINY, colour
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.fields import Field
from desktop.views.widgets.message_bar import MessageBar
from desktop.views.widgets.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.services.gateway import Gateway
    from desktop.services.rows import CustodyRow, EvidenceRow
    from desktop.views.desk.desk import Desk
    from desktop.vocabulary import Ref, TicketId

_PDF = "application/pdf"
_MOST_SHOWN = 64 << 20
"""Larger files are only let out, never read into memory whole."""
_MOST_PIXELS = QSize(2400, 2400)
_MEBIBYTE = 1 << 20


class Opened(NamedTuple):
    """What can be shown of a piece: a picture, the bytes of a PDF, or neither."""

    picture: QImage | None
    pdf: bytes | None


class EvidenceViewer(Retranslating, QFrame):
    """Stands in the place of the ticket's body while something is looked at."""

    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start with nothing open."""
        super().__init__(parent)
        self.setObjectName("evidence_viewer")
        self.setProperty("role", "pane")
        self._desk = desk
        self._ticket: TicketId | None = None
        self._row: EvidenceRow | None = None
        self._steps: tuple[CustodyRow, ...] = ()
        self._build()
        self.retranslate()

    def open_evidence(self, ticket: TicketId, row: EvidenceRow) -> None:
        """Open a piece; the look is recorded before anything is shown."""
        self._ticket, self._row, self._steps = ticket, row, ()
        self.message_bar.close_message()
        self.picture.show_picture(None)
        self.pages.setCurrentWidget(self.waiting)
        self._ask_why(asking=False)
        self.retranslate()
        if row.here and can_be_shown(row):
            self._desk.jobs.run(
                self, self._on_opened, open_to_show, self._desk.gateway, ticket, row,
                failed=self._on_unreadable, latest="open",
            )  # fmt: skip
        else:
            self._on_opened(Opened(None, None))
        self.read_steps()

    def read_steps(self) -> None:
        """Read the custody steps again."""
        if self._ticket is not None and self._row is not None:
            self._desk.jobs.call(
                self, self._on_steps, custody_of, self._ticket, self._row.ref, latest="steps"
            )

    def retranslate(self) -> None:
        """Say everything again."""
        self.close_button.setText(self.tr("Back to the ticket (Esc)"))
        self.export_button.setText(self.tr("Export…"))
        self.verify_button.setText(self.tr("Check"))
        self.verify_button.setToolTip(self.tr("Read it whole against its digest"))
        self.confirm_button.setText(self.tr("Choose folder…"))
        self.steps_title.setText(self.tr("Custody"))
        self._say_row()
        self._say_steps()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def export_to(self, folder: Path) -> None:
        """Write a copy into a folder, with the reason that was typed."""
        if self._ticket is None or self._row is None:
            return
        self._desk.jobs.run(
            self, self._on_exported, export_file, self._desk.gateway, self._ticket,
            self._row.ref, folder, self.reason_edit.text().strip(), failed=self._on_failed,
        )  # fmt: skip

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._build_head())
        column.addWidget(self._build_reason())
        self.message_bar = MessageBar(self)
        column.addWidget(self.message_bar)
        middle = QHBoxLayout()
        middle.setSpacing(MEDIUM)
        middle.addWidget(self._build_pages(), 1)
        middle.addWidget(self._build_side())
        column.addLayout(middle, 1)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.close_button = push_button(self, "viewer_close_button", "arrow-left")
        self.name_label = text_label(self, "evidence_name", "strong")
        self.verify_button = push_button(self, "verify_button", "shield-check")
        self.export_button = push_button(self, "export_button", "folder-output")
        self.close_button.clicked.connect(self.closed)
        self.verify_button.clicked.connect(self._verify)
        self.export_button.clicked.connect(lambda: self._ask_why(asking=True))
        row.addWidget(self.close_button)
        row.addWidget(self.name_label, 1)
        row.addWidget(self.verify_button)
        row.addWidget(self.export_button)
        return row

    def _build_reason(self) -> QWidget:
        self.reason_panel = frame(self, "sunken", "export_panel")
        row = QHBoxLayout(self.reason_panel)
        row.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self.reason_edit = LineEdit(self.reason_panel, "export_reason_edit")
        self.reason_field = Field(
            self.reason_edit,
            lambda: self.tr("Why a copy leaves the vault; recorded with your name"),
            self.reason_panel,
            required=True,
        )
        self.confirm_button = push_button(
            self.reason_panel, "export_confirm_button", "folder-open", "primary"
        )
        self.confirm_button.clicked.connect(self._choose_folder)
        self.reason_edit.returnPressed.connect(self._choose_folder)
        row.addWidget(self.reason_field, 1)
        row.addWidget(self.confirm_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.reason_panel.setVisible(False)
        return self.reason_panel

    def _build_pages(self) -> QWidget:
        self.pages = QStackedWidget(self)
        self.waiting = EmptyState("hourglass", lambda: self.tr("Opening…"), None, self.pages)
        self.picture = PictureView(self.pages)
        self.paper = PdfPreview(self.pages, "evidence_pdf")
        for button in (self.paper.print_button, self.paper.save_button):
            button.setVisible(False)
        self.closed_file = EmptyState("file", self._cannot_show, None, self.pages)
        for widget in (self.waiting, self.picture, self.paper, self.closed_file):
            self.pages.addWidget(widget)
        return self.pages

    def _build_side(self) -> QWidget:
        side = QWidget(self)
        side.setFixedWidth(230)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, LARGE)
        column.setSpacing(SMALL)
        self.facts_label = text_label(side, "evidence_facts", "muted")
        self.facts_label.setWordWrap(True)
        self.steps_title = text_label(side, "custody_title", "strong")
        self.steps_label = text_label(side, "custody_steps")
        self.steps_label.setWordWrap(True)
        self.steps_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.facts_label)
        column.addSpacing(TINY)
        column.addWidget(self.steps_title)
        column.addWidget(self.steps_label)
        column.addStretch(1)
        return side

    # ---- acts

    def _ask_why(self, *, asking: bool) -> None:
        self.reason_panel.setVisible(asking)
        self.reason_field.clear_note()
        if asking:
            self.reason_edit.setFocus()
        else:
            self.reason_edit.clear()

    def _choose_folder(self) -> None:
        if not self.reason_edit.text().strip():
            self.reason_field.set_error(self.tr("Please fill this in."))
            return
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where the copy goes"))
        if folder:
            self.export_to(Path(folder))

    def _verify(self) -> None:
        if self._ticket is None or self._row is None:
            return
        self._desk.jobs.run(
            self, self._on_verified, verify_file, self._desk.gateway, self._ticket,
            self._row.ref, failed=self._on_failed,
        )  # fmt: skip

    # ---- what arrives

    def _on_opened(self, opened: Opened) -> None:
        if opened.picture is not None:
            self.picture.show_picture(opened.picture)
            self.pages.setCurrentWidget(self.picture)
        elif opened.pdf is not None and self._row is not None:
            self.paper.show_pdf(opened.pdf, self._row.name)
            self.pages.setCurrentWidget(self.paper)
        else:
            self.closed_file.retranslate()
            self.pages.setCurrentWidget(self.closed_file)
        self.read_steps()

    def _on_unreadable(self, error: Exception) -> None:
        self.message_bar.show_error(error)
        self.pages.setCurrentWidget(self.closed_file)

    def _on_failed(self, error: Exception) -> None:
        self.message_bar.show_error(error)

    def _on_exported(self, path: Path) -> None:
        self._ask_why(asking=False)
        told = self.tr("A copy lies at {path}.").format(path=path)
        self.message_bar.show_message(told, "success")
        self.read_steps()

    def _on_verified(self, _nothing: None) -> None:
        self.message_bar.show_message(
            self.tr("Whole and unchanged since it was taken in."), "success"
        )
        self.read_steps()

    def _on_steps(self, steps: tuple[CustodyRow, ...]) -> None:
        self._steps = steps
        self._say_steps()

    # ---- words

    def _cannot_show(self) -> str:
        if self._row is not None and not self._row.here:
            return self.tr("This piece has not arrived at this site yet.")
        return self.tr("This kind of file is not opened here. Export a copy to look at it.")

    def _say_row(self) -> None:
        row = self._row
        if row is None:
            return
        self.name_label.setText(row.name)
        size = f"{row.size / _MEBIBYTE:.1f} MB" if row.size >= _MEBIBYTE else f"{row.size:,} B"
        told = [wording.label(row.kind, language()), size]
        told.append(self.tr("SHA-256 {digest}").format(digest=f"{row.sha256[:16]}…"))
        self.facts_label.setText("\n".join(told))
        self.facts_label.setToolTip(row.sha256)
        self.export_button.setVisible(self._desk.may(export_evidence) and row.here)
        self.verify_button.setVisible(row.here)
        self.closed_file.retranslate()

    def _say_steps(self) -> None:
        if not self._desk.is_ready:
            return
        lines = []
        for step in self._steps:
            where = " · ".join(part for part in (step.by, step.site) if part)
            act = wording.label(step.act, language())
            lines += [f"{self._desk.moment(step.at)}  {act}", f"        {where}"]
        self.steps_label.setText("\n".join(lines))


class PictureView(QWidget):
    """A picture as large as fits, never enlarged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a picture."""
        super().__init__(parent)
        self.setObjectName("picture_view")
        self._picture: QImage | None = None

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: QImage | None) -> None:
        """Show a picture, or nothing."""
        self._picture = picture
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint on a sunken ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("sunken"))
        if self._picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._picture.size()
            if size.width() > self.width() or size.height() > self.height():
                size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = (self.width() - size.width()) // 2
            top = (self.height() - size.height()) // 2
            spot = self.rect().adjusted(left, top, 0, 0)
            spot.setSize(size)
            painter.drawImage(spot, self._picture)
        painter.end()


def can_be_shown(row: EvidenceRow) -> bool:
    """Tell whether a piece is opened inside the program: pictures and PDF of a sane size."""
    if row.size > _MOST_SHOWN:
        return False
    if row.media_type == _PDF:
        return True
    known = {bytes(kind.data()).decode() for kind in QImageReader.supportedMimeTypes()}
    return row.media_type in known and "svg" not in row.media_type


def open_to_show(gateway: Gateway, ticket: TicketId, row: EvidenceRow) -> Opened:
    """Read a piece from the vault and decode it; for a job."""
    ref: Ref = row.ref
    handle, content = read_evidence(gateway, ticket, ref)
    if handle.media_type == _PDF:
        return Opened(None, content)
    return Opened(_decoded(content), None)


def _decoded(content: bytes) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (
        size.width() > _MOST_PIXELS.width() or size.height() > _MOST_PIXELS.height()
    ):
        reader.setScaledSize(size.scaled(_MOST_PIXELS, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return None if picture.isNull() else picture
