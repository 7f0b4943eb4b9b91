"""Sending a paper to a printer: to CUPS as it is, elsewhere page by page as a picture."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

from desktop.errors import StorageError

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtWidgets import QWidget

_DPI = 300
_POINTS = 72


def ask_for_printer(parent: QWidget, pages: int, title: str) -> QPrinter | None:
    """Show the printer dialog; None when the person thought better of it.

    The printer must be kept by a name: a temporary one ends the program silently.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DPI)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    if pages:
        dialog.setMinMax(1, pages)
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    return printer if accepted else None


def default_printer() -> QPrinter | None:
    """Give the printer of this machine without asking; None if it has none."""
    info = QPrinterInfo.defaultPrinter()
    if info.isNull():
        return None
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DPI)
    return printer


def pages_wanted(printer: QPrinter, pages: int) -> list[int]:
    """Give the page numbers, from 0, that the dialog's range names."""
    first, last = printer.fromPage(), printer.toPage()
    if not first:
        return list(range(pages))
    return list(range(first - 1, min(last or first, pages)))


class PrintRun(QObject):
    """One printing; keep it until `printed` or `failed`."""

    printed = Signal(str)
    failed = Signal(object)

    def __init__(
        self, printer: QPrinter, document: QPdfDocument, data: bytes, parent: QObject
    ) -> None:
        """Print `data`, which is also open as `document`."""
        super().__init__(parent)
        self._printer = printer
        self._document = document
        self._data = data
        self._pages = pages_wanted(printer, document.pageCount())
        self._painter: QPainter | None = None
        self._process: QProcess | None = None
        self._first = True

    def start(self) -> None:
        """Begin; the window stays alive."""
        to_file = self._printer.outputFormat() == QPrinter.OutputFormat.PdfFormat
        if not to_file and sys.platform == "linux" and shutil.which("lp"):
            self._hand_to_cups()
            return
        self._painter = QPainter()
        if not self._painter.begin(self._printer):
            self.failed.emit(StorageError("printer.refused", printer=self._printer.printerName()))
            return
        QTimer.singleShot(0, self._paint_next)

    def _hand_to_cups(self) -> None:
        """Pipe the bytes: vector text stays text, and no copy is left on the disk."""
        process = QProcess(self)
        self._process = process
        process.finished.connect(self._on_cups_finished)
        process.errorOccurred.connect(self._on_cups_missing)
        process.start("lp", self._cups_arguments())
        process.write(self._data)
        process.closeWriteChannel()

    def _cups_arguments(self) -> list[str]:
        printer = self._printer
        wanted = ["-d", printer.printerName(), "-n", str(printer.copyCount())]
        wanted += ["-t", printer.docName() or "Redress"]
        if printer.fromPage():
            wanted += ["-P", f"{printer.fromPage()}-{printer.toPage() or printer.fromPage()}"]
        if printer.duplex() == QPrinter.DuplexMode.DuplexLongSide:
            wanted += ["-o", "sides=two-sided-long-edge"]
        return [*wanted, "-"]

    def _on_cups_finished(self, code: int) -> None:
        if code == 0:
            self.printed.emit(self._printer.printerName())
        else:
            self.failed.emit(StorageError("printer.refused", printer=self._printer.printerName()))

    def _on_cups_missing(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(StorageError("printer.refused", printer=self._printer.printerName()))

    def _paint_next(self) -> None:
        """Paint one page a turn of the event loop."""
        painter = self._painter
        if painter is None:
            return
        if not self._pages:
            painter.end()
            self.printed.emit(self._printer.printerName() or self._printer.outputFileName())
            return
        if not self._first:
            self._printer.newPage()
        self._first = False
        self._paint_page(painter, self._pages.pop(0))
        QTimer.singleShot(0, self._paint_next)

    def _paint_page(self, painter: QPainter, page: int) -> None:
        points = self._document.pagePointSize(page)
        scale = _DPI / _POINTS
        size = QSize(round(points.width() * scale), round(points.height() * scale))
        picture = self._document.render(page, size)
        sheet = self._printer.pageRect(QPrinter.Unit.DevicePixel).toRect()
        fitted = size.scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (sheet.width() - fitted.width()) // 2
        painter.drawImage(QRect(left, 0, fitted.width(), fitted.height()), picture)
