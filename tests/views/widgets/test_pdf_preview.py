from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import StorageError
from desktop.views.printing import PrintRun, pages_wanted
from desktop.views.widgets.pdf_preview import PdfPreview


def paper(pages: int = 3) -> bytes:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter(writer)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.drawText(1000, 1000, f"page {page + 1}")
    painter.end()
    buffer.close()
    return bytes(store.data())


@pytest.fixture
def preview(qtbot: QtBot) -> PdfPreview:
    made = PdfPreview()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def test_a_paper_is_shown_and_turned(qtbot: QtBot, preview: PdfPreview) -> None:
    preview.show_pdf(paper(), "日结.pdf")
    assert preview.page_label.text() == "第 1 / 3 页"
    assert not preview.back_button.isEnabled()
    qtbot.mouseClick(preview.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: preview.page_label.text() == "第 2 / 3 页")
    assert preview.back_button.isEnabled()


def test_another_paper_takes_its_place(preview: PdfPreview) -> None:
    preview.show_pdf(paper(3))
    preview.show_pdf(paper(1))
    assert preview.page_label.text() == "第 1 / 1 页"
    assert preview.data == paper(1) or preview.document.pageCount() == 1


def test_it_is_enlarged_and_fitted(qtbot: QtBot, preview: PdfPreview) -> None:
    preview.show_pdf(paper(1))
    before = preview._factor()
    qtbot.mouseClick(preview.larger_button, Qt.MouseButton.LeftButton)
    assert preview._factor() == pytest.approx(before * 1.25)
    for _ in range(20):
        preview.zoom(1)
    assert preview._factor() == 4.0
    qtbot.mouseClick(preview.fit_button, Qt.MouseButton.LeftButton)
    assert preview.view.zoomMode() == QPdfView.ZoomMode.FitToWidth


def test_what_is_no_paper_is_refused(preview: PdfPreview) -> None:
    with pytest.raises(StorageError) as refused:
        preview.show_pdf(b"not a paper", "x.pdf")
    assert refused.value.code == "paper.unreadable"
    assert not preview.print_button.isEnabled()


def test_a_paper_is_printed_page_by_page(
    qapp: QApplication, qtbot: QtBot, preview: PdfPreview, tmp_path: Path
) -> None:
    data = paper(3)
    preview.show_pdf(data)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(300)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFromTo(2, 3)
    run = PrintRun(printer, preview.document, data, preview)
    with qtbot.waitSignal(run.printed, timeout=30_000):
        run.start()
    made = QPdfDocument(preview)
    made.load(str(tmp_path / "out.pdf"))
    assert made.pageCount() == 2


@pytest.mark.parametrize(
    ("first", "last", "pages"), [(0, 0, [0, 1, 2]), (2, 2, [1]), (2, 9, [1, 2])]
)
def test_the_range_of_the_dialog_is_kept(
    qapp: QApplication, first: int, last: int, pages: list[int]
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setFromTo(first, last)
    assert pages_wanted(printer, 3) == pages
