"""The two faces of paper, registered once, and what to draw where a glyph is missing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Mapping

REGULAR = "DeskSansSC"
BOLD = "DeskSansSC-Bold"
FOLDER = resource_path("fonts")
REGULAR_FILE = FOLDER / "DeskSansSC-Regular.ttf"
BOLD_FILE = FOLDER / "DeskSansSC-Bold.ttf"

_registering = Lock()

GETA = "〓"
"""The printer's mark for a character no face has, such as an emoji."""

_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\U0001f3fb-\U0001f3ff\U000e0001-\U000e01ef]"
)
_JOINED = re.compile(
    "(.\ufe0f?(?:[\U0001f3fb-\U0001f3ff])?)(?:\u200d.\ufe0f?[\U0001f3fb-\U0001f3ff]?)+"
)
_SPACES = re.compile(r"[^\S\n\u3000]")


def register() -> None:
    """Register both faces as one family; later calls cost nothing."""
    with _registering:
        if BOLD not in pdfmetrics.getRegisteredFontNames():
            _register_both()


def _register_both() -> None:
    pdfmetrics.registerFont(TTFont(REGULAR, str(REGULAR_FILE)))
    pdfmetrics.registerFont(TTFont(BOLD, str(BOLD_FILE)))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )


@cache
def widths(font: str) -> Mapping[int, float]:
    """Give the width of every character of a face, in thousandths of the size."""
    register()
    face = pdfmetrics.getFont(font).face
    return {code: face.charWidths.get(code, face.defaultWidth) for code in face.charToGlyph}


def clean(text: str) -> str:
    """Compose a text and leave out what has no shape: joiners, direction marks, controls."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", _JOINED.sub(r"\1", text))
    text = _SPACES.sub(" ", text)
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def drawable(text: str) -> str:
    """Clean a text and put the geta mark where not even the regular face has a glyph."""
    known = widths(REGULAR)
    return "".join(c if c == "\n" or ord(c) in known else GETA for c in clean(text))


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """Cut a drawable text into (face, piece): bold where the face can, regular where not."""
    if font == REGULAR:
        return [(REGULAR, text)] if text else []
    known = widths(font)
    return [
        (font if bold else REGULAR, "".join(piece))
        for bold, piece in groupby(text, key=lambda c: ord(c) in known)
    ]


def width(text: str, font: str, size: float) -> float:
    """Measure a drawable text in points."""
    known, regular = widths(font), widths(REGULAR)
    return size / 1000 * sum(known.get(ord(c)) or regular.get(ord(c), 1000.0) for c in text)
