"""A paper as it will be printed, with print, save and zoom."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import StorageError
from desktop.views.printing import PrintRun, ask_for_printer
from desktop.views.theme import SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import (
    frame,
    icon_button,
    name_control,
    push_button,
    text_label,
)
from desktop.views.widgets.message_bar import MessageBar

_STEP = 1.25
_LEAST, _MOST = 0.25, 4.0


class PdfPreview(Retranslating, QWidget):
    """The paper; the page around it records what was printed or saved."""

    printed = Signal(str)
    """The name of the printer that took it."""
    save_requested = Signal(str)
    """Where the person wants the file; the page writes it (and records the export)."""

    def __init__(self, parent: QWidget | None = None, name: str = "pdf_preview") -> None:
        """Start without a paper."""
        super().__init__(parent)
        self.setObjectName(name)
        self._data = b""
        self._file_name = "paper.pdf"
        self._buffer: QBuffer | None = None
        self._run: PrintRun | None = None
        self.document = QPdfDocument(self)
        self._build()
        self.view.pageNavigator().currentPageChanged.connect(self._on_page_changed)
        self.retranslate()

    @property
    def data(self) -> bytes:
        """The bytes shown."""
        return self._data

    def show_pdf(self, data: bytes, file_name: str = "paper.pdf") -> None:
        """Show a paper from its bytes; raises `StorageError` if they are none."""
        self._data = data
        self._file_name = file_name
        buffer = QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(buffer)
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._buffer = buffer
        has_paper = self.document.status() == QPdfDocument.Status.Ready
        for button in (self.print_button, self.save_button, self.larger_button):
            button.setEnabled(has_paper)
        self.retranslate()
        if not has_paper:
            raise StorageError("paper.unreadable", name=file_name)
        self.view.pageNavigator().jump(0, QPointF())

    def print_paper(self) -> None:
        """Ask for a printer and print."""
        printer = ask_for_printer(self, self.document.pageCount(), self._file_name)
        if printer is None:
            return
        self._run = PrintRun(printer, self.document, self._data, self)
        self._run.printed.connect(self.printed)
        self._run.printed.connect(self._on_printed)
        self._run.failed.connect(self.message_bar.show_error)
        self._run.start()

    def zoom(self, step: int) -> None:
        """Enlarge (1) or shrink (-1); 0 fits the width."""
        if step == 0:
            self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
            return
        factor = self._factor() * (_STEP if step > 0 else 1 / _STEP)
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(max(_LEAST, min(_MOST, factor)))

    def retranslate(self) -> None:
        """Set the words again."""
        self.print_button.setText(self.tr("Print…"))
        self.save_button.setText(self.tr("Save as…"))
        name_control(self.smaller_button, self.tr("Smaller"))
        name_control(self.larger_button, self.tr("Larger"))
        name_control(self.fit_button, self.tr("Fit width"))
        name_control(self.back_button, self.tr("Previous page"))
        name_control(self.next_button, self.tr("Next page"))
        self.view.setAccessibleName(self.tr("Page preview"))
        self._on_page_changed(self.view.pageNavigator().currentPage())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view = QPdfView(self)
        self.view.setObjectName("pdf_view")
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self.message_bar = MessageBar(self)
        column.addWidget(self._build_tools())
        column.addWidget(self.message_bar)
        column.addWidget(self.view, 1)

    def _build_tools(self) -> QWidget:
        tools = frame(self, "pane", "pdf_tools")
        row = QHBoxLayout(tools)
        row.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        row.setSpacing(SMALL)
        self.print_button = push_button(tools, "pdf_print_button", "printer", "primary")
        self.save_button = push_button(tools, "pdf_save_button", "save")
        self.back_button = icon_button(tools, "pdf_back_button", "chevron-left")
        self.page_label = text_label(tools, "pdf_page_label", "muted")
        self.next_button = icon_button(tools, "pdf_next_button", "chevron-right")
        self.smaller_button = icon_button(tools, "pdf_smaller_button", "zoom-out")
        self.larger_button = icon_button(tools, "pdf_larger_button", "zoom-in")
        self.fit_button = icon_button(tools, "pdf_fit_button", "maximize-2")
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        row.addWidget(self.page_label)
        row.addWidget(self.next_button)
        row.addSpacing(SMALL)
        row.addWidget(self.smaller_button)
        row.addWidget(self.larger_button)
        row.addWidget(self.fit_button)
        self._connect_tools()
        return tools

    def _connect_tools(self) -> None:
        self.print_button.clicked.connect(self.print_paper)
        self.save_button.clicked.connect(self._choose_file)
        self.back_button.clicked.connect(lambda: self._turn(-1))
        self.next_button.clicked.connect(lambda: self._turn(1))
        self.smaller_button.clicked.connect(lambda: self.zoom(-1))
        self.larger_button.clicked.connect(lambda: self.zoom(1))
        self.fit_button.clicked.connect(lambda: self.zoom(0))

    def _factor(self) -> float:
        if self.view.zoomMode() == QPdfView.ZoomMode.Custom:
            return self.view.zoomFactor()
        page = self.document.pagePointSize(0).width() * self.logicalDpiX() / 72
        return self.view.viewport().width() / page if page else 1.0

    def _turn(self, step: int) -> None:
        navigator = self.view.pageNavigator()
        page = navigator.currentPage() + step
        if 0 <= page < self.document.pageCount():
            navigator.jump(page, QPointF())

    def _on_page_changed(self, page: int) -> None:
        count = self.document.pageCount()
        self.page_label.setText(
            self.tr("Page {page} of {count}").format(page=page + 1, count=count) if count else ""
        )
        self.back_button.setEnabled(page > 0)
        self.next_button.setEnabled(page + 1 < count)

    def _on_printed(self, printer: str) -> None:
        sentence = self.tr("Sent to {printer}.").format(printer=printer)
        self.message_bar.show_message(sentence, "success")

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save as"), self._file_name, self.tr("PDF files (*.pdf)")
        )
        if chosen:
            self.save_requested.emit(chosen)
