"""Small pictures of pictures, for strips and lists; made from the content, never trusted."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from desktop.errors import InputError

if TYPE_CHECKING:
    from typing import BinaryIO

SIDE = 240
MAX_BYTES = 32 * 1024
MAX_PIXELS = 120_000_000
"""More pixels than any till-side camera makes; beyond it a picture is a bomb."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


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
    for quality in (85, 70, 50, 30):
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            break
    return out.getvalue()
