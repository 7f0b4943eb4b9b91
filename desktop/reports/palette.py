"""The colours and measures of paper."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

INK_HEX = "#1b2430"
ACCENT_HEX = "#1e5bb8"
MUTED_HEX = "#5b6775"
LINE_HEX = "#d5dbe3"

INK = HexColor(INK_HEX)
ACCENT = HexColor(ACCENT_HEX)
MUTED = HexColor(MUTED_HEX)
LINE = HexColor(LINE_HEX)
OK = HexColor("#1a7f4b")
WARN = HexColor("#9a5b00")
BAD = HexColor("#b42318")
SHADE = HexColor("#f4f6f9")
WATERMARK = HexColor("#e9ecf1")

MARGIN = 16 * mm
