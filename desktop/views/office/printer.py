"""The printer that papers of the back office go to without asking."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.settings import load_settings
from desktop.views.printing import default_printer


def house_printer() -> QPrinter | None:
    """Give the printer chosen on this machine, else the system's, else None."""
    chosen = load_settings().printer
    info = QPrinterInfo.printerInfo(chosen) if chosen else QPrinterInfo()
    if info.isNull():
        return default_printer()
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(300)
    return printer
