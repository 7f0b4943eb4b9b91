"""Pictures that are taken as evidence in the rehearsal: drawn, so they show nobody."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from desktop.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SIZE: Final = (900, 1200)
_PAPER: Final = (250, 249, 244)
_INK: Final = (52, 54, 60)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource_path("fonts", "DeskSansSC-Regular.ttf")), size)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def receipt(lines: Sequence[str]) -> bytes:
    """Draw a till receipt on a table."""
    table = Image.new("RGB", _SIZE, (138, 112, 86))
    paper = Image.new("RGB", (560, 980), _PAPER)
    pen = ImageDraw.Draw(paper)
    for row, line in enumerate(lines):
        pen.text((48, 60 + row * 64), line, font=_font(36), fill=_INK)
    pen.line((40, 60 + len(lines) * 64, 520, 60 + len(lines) * 64), fill=_INK, width=3)
    turned = paper.rotate(4, expand=True, fillcolor=(138, 112, 86))
    table.paste(turned, (140, 80))
    return _jpeg(table)


def bread() -> bytes:
    """Draw a slice of bread with something bright in it."""
    picture = Image.new("RGB", _SIZE, (214, 208, 198))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((150, 260, 750, 940), radius=150, fill=(150, 98, 52))
    pen.rounded_rectangle((180, 290, 720, 910), radius=130, fill=(232, 203, 152))
    for number in range(60):
        x, y = 220 + number * 137 % 470, 330 + number * 89 % 540
        pen.ellipse((x, y, x + 12, y + 8), fill=(214, 181, 126))
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(430, 600), (500, 580), (520, 640), (455, 650)], fill=(188, 194, 202))
    pen.ellipse((380, 530, 570, 710), outline=(200, 40, 40), width=8)
    return _jpeg(picture)


def floor() -> bytes:
    """Draw a tiled floor with water on it."""
    picture = Image.new("RGB", (1200, 900), (196, 198, 196))
    pen = ImageDraw.Draw(picture)
    for x in range(0, 1200, 150):
        pen.line((x, 0, x, 900), fill=(170, 172, 170), width=4)
    for y in range(0, 900, 150):
        pen.line((0, y, 1200, y), fill=(170, 172, 170), width=4)
    pen.ellipse((320, 330, 900, 640), fill=(150, 176, 196))
    pen.ellipse((520, 300, 1010, 520), fill=(160, 186, 204))
    picture = picture.filter(ImageFilter.GaussianBlur(4))
    return _jpeg(picture)


def photographs(shop: str) -> dict[str, Callable[[], bytes]]:
    """Give what can be photographed, by the name the script uses."""
    lines = (shop, "2026", "", "#88120417", "1 x 399.00", "", "399.00", "", "")
    return {"receipt": lambda: receipt(lines), "bread": bread, "floor": floor}
