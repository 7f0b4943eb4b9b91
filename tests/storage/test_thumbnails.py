"""Thumbnails are made from content: pictures, the first page of a PDF, nothing else."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desktop.errors import InputError
from desktop.storage.thumbnails import MAX_BYTES, PDF, SIDE, thumbnail_for


def _size(picture: bytes | None) -> tuple[int, int]:
    assert picture is not None
    assert len(picture) <= MAX_BYTES
    return Image.open(io.BytesIO(picture)).size


def test_a_picture_is_shrunk_and_stays_upright() -> None:
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.effect_noise((1200, 800), 60).save(content, "JPEG", exif=exif)
    width, height = _size(thumbnail_for(content, "image/jpeg", "现场.jpg"))
    assert height == SIDE
    assert width < height


def test_a_pdf_shows_its_first_page() -> None:
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(200, 400))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 200, 400, fill=1)
    canvas.showPage()
    canvas.save()
    picture = thumbnail_for(content, PDF, "小票.pdf")
    assert _size(picture) == (SIDE // 2, SIDE)
    red, green, _blue = Image.open(io.BytesIO(picture or b"")).getpixel((60, 120))  # type: ignore[misc]
    assert (red // 64, green // 64) == (3, 0)


def test_a_broken_pdf_has_none_and_a_broken_picture_is_refused() -> None:
    assert thumbnail_for(io.BytesIO(b"%PDF-1.7 broken"), PDF, "坏.pdf") is None
    with pytest.raises(InputError, match=r"evidence\.not_a_picture"):
        thumbnail_for(io.BytesIO(b"\xff\xd8\xff\xe0 broken"), "image/jpeg", "坏.jpg")


def test_other_evidence_has_none() -> None:
    assert thumbnail_for(io.BytesIO(b"text"), "text/plain", "a.txt") is None
