"""Small pictures of pictures and PDFs, for strips; made from the content, never trusted."""

from __future__ import annotations

import io
import threading
import warnings
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image, ImageOps

from desktop.errors import InputError

if TYPE_CHECKING:
    from typing import BinaryIO

SIDE = 240
MAX_BYTES = 32 * 1024
MAX_PIXELS = 120_000_000
"""More pixels than any till-side camera makes; beyond it a picture is a bomb."""
PDF = "application/pdf"
UNDRAWN = frozenset({"image/heic", "image/heif", "image/svg+xml"})
"""Pictures without a free or safe decoder here: kept as they are, without a thumbnail."""
_one_at_a_time = threading.Lock()  # PDFium is not made for several threads
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


def thumbnail_for(content: BinaryIO, media_type: str, name: str) -> bytes | None:
    """Give the thumbnail of any evidence, None for what has none.

    Raises InputError `evidence.not_a_picture` for a picture that is none. A PDF that cannot be
    drawn (damaged, locked) has no thumbnail and stays evidence as it is.
    """
    if media_type == PDF:
        return _first_page(content)
    if not media_type.startswith("image/") or media_type in UNDRAWN:
        return None
    return thumbnail_of(content, name)


def _first_page(content: BinaryIO) -> bytes | None:
    try:
        with _one_at_a_time, pypdfium2.PdfDocument(content) as document:
            page = document[0]
            scale = SIDE / max(page.get_size())
            drawn = page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, OSError, ValueError, IndexError, ZeroDivisionError):
        return None
    return _encoded(drawn)


def thumbnail_of(picture: BinaryIO, name: str) -> bytes:
    """Give a PNG or JPEG of at most 32 KiB and 240 pixels a side.

    Raises InputError `evidence.not_a_picture` for what cannot be read as a picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _shrink(picture)
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise InputError("evidence.not_a_picture", name=name) from error


def _shrink(picture: BinaryIO) -> bytes:
    with Image.open(picture, formats=_FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValueError(opened.size)
        opened.draft("RGB", (SIDE * 2, SIDE * 2))
        upright = ImageOps.exif_transpose(opened)
        small = upright.convert("RGB")
        small.thumbnail((SIDE, SIDE))
    return _encoded(small)


def _encoded(small: Image.Image) -> bytes:
    for quality in (85, 70, 50, 30):
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            break
    return out.getvalue()
