"""Printing papers of the back office without asking, apart from what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.settings import load_settings
from desktop.views.printing import PrintRun, default_printer

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_DPI = 300


def house_printer() -> QPrinter | None:
    """Give the printer chosen on this machine, else the system's, else None."""
    chosen = load_settings().printer
    info = QPrinterInfo.printerInfo(chosen) if chosen else QPrinterInfo()
    if info.isNull():
        return default_printer()
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DPI)
    return printer


def print_run(data: bytes, printer: QPrinter, parent: QObject) -> PrintRun:
    """Prepare a printing of its own copy, so that the preview may show something else meanwhile.

    Connect to `printed` and `failed`, then `start` it.
    """
    document = QPdfDocument(parent)
    buffer = QBuffer(document)
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    return PrintRun(printer, document, data, parent)
