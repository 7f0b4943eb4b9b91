"""Evidence: taken in, looked at from memory, let out with a reason, every touch told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QImage
from reportlab.pdfgen.canvas import Canvas

from desktop.services.evidence import attach_bytes, attach_file
from desktop.views.desk.ticket_page import TicketPage
from desktop.vocabulary import CustodyAct, TicketId
from tests.desks import Desk
from tests.views.desk.conftest import Seat, picture


def taken(seat: Seat, page: TicketPage, count: int) -> None:
    """Wait until the ticket in view has so many pieces."""
    seat.qtbot.waitUntil(lambda: page.ticket is not None and len(page.ticket.evidence) == count)
    seat.settle()


def open_first(seat: Seat, page: TicketPage) -> None:
    """Open the first piece by its thumbnail, and wait until it is shown or refused."""
    assert page.ticket is not None
    thumb = page.body.evidence.strip.thumb(str(page.ticket.evidence[0].ref.uid))
    thumb.click()
    viewer = page.viewer
    seat.qtbot.waitUntil(lambda: viewer.pages.currentWidget() is not viewer.waiting)
    seat.settle()


def with_evidence(desk: Desk, content: bytes, name: str) -> TicketId:
    """Register a matter with one piece of evidence."""
    ticket = desk.register()
    before = desk.site.gateway.actor
    desk.stand("chen")
    attach_bytes(desk.site.gateway, ticket, content, name)
    desk.site.gateway.actor = before
    return ticket


def test_files_are_taken_in_one_after_the_other(clerk: Seat, desk: Desk, tmp_path: Path) -> None:
    ticket = desk.register()
    paths = []
    for number, tint in enumerate(("#aa0000", "#00aa00")):
        path = tmp_path / f"照片{number}.png"
        path.write_bytes(picture(tint))
        paths.append(path)
    page = clerk.ticket(ticket)
    page.body.evidence.strip.files_chosen.emit(paths)
    taken(clerk, page, 2)
    assert page.body.evidence.title_label.text() == "证据（2）"
    assert [e.name for e in clerk.read(ticket).evidence] == ["照片0.png", "照片1.png"]
    assert not page.body.evidence.busy.isVisible()
    assert all(e.thumbnail for e in clerk.read(ticket).evidence)


def test_a_pasted_picture_becomes_evidence(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    page.body.evidence.strip.picture_pasted.emit(image)
    taken(clerk, page, 1)
    (piece,) = clerk.read(ticket).evidence
    assert piece.media_type == "image/png"
    assert piece.name.startswith("粘贴 03-10")


def test_a_file_that_is_refused_says_why_and_the_next_one_goes_in(
    clerk: Seat, desk: Desk, tmp_path: Path
) -> None:
    ticket = desk.register()
    bad, good = tmp_path / "坏.exe", tmp_path / "好.png"
    bad.write_bytes(b"MZ" + b"\0" * 100)
    good.write_bytes(picture())
    page = clerk.ticket(ticket)
    page.body.evidence.take_files([bad, good])
    taken(clerk, page, 1)
    assert page.message_bar.isVisible()
    assert [e.name for e in clerk.read(ticket).evidence] == ["好.png"]


def test_a_picture_is_shown_from_memory_and_the_look_is_recorded(clerk: Seat, desk: Desk) -> None:
    ticket = with_evidence(desk, picture("#336699"), "推车.png")
    page = clerk.ticket(ticket)
    open_first(clerk, page)
    viewer = page.viewer
    assert viewer.isVisible()
    assert viewer.pages.currentWidget() is viewer.picture
    image = viewer.picture.image
    assert image is not None
    assert image.pixelColor(5, 5).name() == "#336699"
    clerk.qtbot.waitUntil(lambda: "查看" in viewer.steps_label.text())
    assert "收取" in viewer.steps_label.text()
    assert "陈涛 · 西安路店" in viewer.steps_label.text()
    assert not viewer.export_button.isVisible()
    clerk.click(viewer.close_button)
    assert page.body.isVisible()
    story = [row.accessibleName() for row in page.body.timeline._rows.values()]
    assert "查看证据：推车.png" in story[-1]


def test_a_pdf_is_shown_inside(clerk: Seat, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "小票.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 720, "receipt")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    ticket = with_evidence(desk, path.read_bytes(), "小票.pdf")
    page = clerk.ticket(ticket)
    open_first(clerk, page)
    assert page.viewer.pages.currentWidget() is page.viewer.paper
    assert page.viewer.paper.document.pageCount() == 2
    assert not page.viewer.paper.save_button.isVisible()


def test_other_kinds_are_only_let_out(manager: Seat, desk: Desk) -> None:
    ticket = with_evidence(desk, b"time,event\n1,2\n", "记录.csv")
    page = manager.ticket(ticket)
    open_first(manager, page)
    viewer = page.viewer
    assert viewer.pages.currentWidget() is viewer.closed_file
    assert "不在程序内打开" in viewer.closed_file.sentence_label.text()
    acts = [step.act for step in viewer._steps]
    assert acts == [CustodyAct.TAKEN]


def test_letting_out_needs_a_reason_and_is_told(manager: Seat, desk: Desk, tmp_path: Path) -> None:
    content = picture("#654321")
    ticket = with_evidence(desk, content, "推车.png")
    page = manager.ticket(ticket)
    open_first(manager, page)
    viewer = page.viewer
    manager.click(viewer.export_button)
    manager.click(viewer.confirm_button)
    assert "请填写。" in viewer.reason_field.note
    viewer.reason_edit.setText("市场监管局调取")
    folder = tmp_path / "out"
    folder.mkdir()
    viewer.export_to(folder)
    manager.qtbot.waitUntil(lambda: viewer.message_bar.level == "success")
    assert (folder / "推车.png").read_bytes() == content
    manager.qtbot.waitUntil(lambda: "导出" in viewer.steps_label.text())
    manager.settle()
    story = [row.accessibleName() for row in page.body.timeline._rows.values()]
    assert "导出证据：推车.png。事由：市场监管局调取" in story[-1]


def test_a_piece_can_be_checked_against_its_digest(manager: Seat, desk: Desk) -> None:
    ticket = with_evidence(desk, picture(), "推车.png")
    page = manager.ticket(ticket)
    open_first(manager, page)
    manager.click(page.viewer.verify_button)
    manager.qtbot.waitUntil(page.viewer.message_bar.isVisible)
    assert page.viewer.message_bar.sentence == "内容完整，与收取时一致。"


def test_a_damaged_piece_is_refused_in_words(clerk: Seat, desk: Desk) -> None:
    ticket = with_evidence(desk, picture(), "推车.png")
    page = clerk.ticket(ticket)
    (sealed,) = [p for p in (desk.site.folder / "evidence").rglob("*") if p.is_file()]
    broken = bytearray(sealed.read_bytes())
    broken[-20] ^= 1
    sealed.write_bytes(broken)
    open_first(clerk, page)
    assert page.viewer.message_bar.isVisible()
    assert page.viewer.pages.currentWidget() is page.viewer.closed_file


def test_what_has_not_arrived_says_so(clerk: Seat, desk: Desk) -> None:
    ticket = with_evidence(desk, picture(), "推车.png")
    page = clerk.ticket(ticket)
    (sealed,) = [p for p in (desk.site.folder / "evidence").rglob("*") if p.is_file()]
    sealed.unlink()
    page.reload()
    clerk.settle()
    open_first(clerk, page)
    assert "还没有传到本站点" in page.viewer.closed_file.sentence_label.text()


def test_only_opening_leaves_an_entry(clerk: Seat, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "照片.png"
    path.write_bytes(picture())
    ticket = desk.register()
    attach_file(desk.site.gateway, ticket, path)
    page = clerk.ticket(ticket)
    before = len(desk.entries())
    page.reload()
    clerk.settle()
    assert len(desk.entries()) == before
