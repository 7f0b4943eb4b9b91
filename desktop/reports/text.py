"""Line breaking for Chinese and Latin together, and a block of text for the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from reportlab.platypus import Flowable

from desktop.reports import fonts
from desktop.reports.palette import INK

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = " \u3000"
Align = Literal["left", "center", "right"]

_UNITS = re.compile(r"[ \u3000]+|[!-~\u00a1-\u1fff]+(?:\u2019[!-~\u00a1-\u1fff]+)*|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉…—％’”·,.;:?!)]}%~")
_NEVER_LAST = frozenset("（《「『【〔〈“‘([{")


def _units(line: str) -> Iterator[str]:
    """Give the pieces a line may be broken between, punctuation kept with its word."""
    held = ""
    for unit in _UNITS.findall(line):
        if held and (unit[0] in _NEVER_FIRST or held[-1] in _NEVER_LAST):
            held += unit
            continue
        if held:
            yield held
        held = unit
    if held:
        yield held


def _filled(line: str, font: str, size: float, room: float) -> list[str]:
    lines: list[str] = []
    current, used = "", 0.0
    for unit in _units(line):
        wide = fonts.width(unit, font, size)
        if used + wide <= room or (unit.isspace() and current):
            current, used = current + unit, used + wide
            continue
        if current:
            lines.append(current.rstrip(_BLANK))
        current, used = ("", 0.0) if unit.isspace() else (unit, wide)
        while used > room:
            head = _fitting(current, font, size, room)
            lines.append(head)
            current = current[len(head) :]
            used = fonts.width(current, font, size)
    return [*lines, current.rstrip(_BLANK)]


def _fitting(text: str, font: str, size: float, room: float) -> str:
    """Give as much of a text as fits, at least one character."""
    used = 0.0
    for index, char in enumerate(text):
        used += fonts.width(char, font, size)
        if used > room:
            return text[: max(index, 1)]
    return text


def break_lines(
    text: str, font: str, size: float, room: float, max_lines: int | None = None
) -> list[str]:
    """Break a text into lines no wider than `room` points; past `max_lines` end in an ellipsis."""
    lines = [
        line
        for paragraph in fonts.drawable(text).strip().split("\n")
        for line in _filled(paragraph, font, size, room)
    ]
    if max_lines is None or len(lines) <= max_lines:
        return lines
    last = _fitting(lines[max_lines - 1], font, size, room - fonts.width("…", font, size))
    return [*lines[: max_lines - 1], last.rstrip(_BLANK + "，。、；：") + "…"]


def one_line(text: str, font: str, size: float, room: float) -> str:
    """Fit a text into one line, line ends taken as spaces."""
    return break_lines(" ".join(text.splitlines()), font, size, room, 1)[0]


def draw(canvas: Any, x: float, y: float, text: str, font: str, size: float) -> float:
    """Draw a drawable text from a baseline point and give the x where it ends."""
    for face, piece in fonts.runs(text, font):
        canvas.setFont(face, size)
        canvas.drawString(x, y, piece)
        x += fonts.width(piece, face, size)
    return x


def draw_right(canvas: Any, x: float, y: float, text: str, font: str, size: float) -> None:
    """Draw a drawable text so that it ends at x."""
    draw(canvas, x - fonts.width(text, font, size), y, text, font, size)


class TextBlock(Flowable):  # type: ignore[misc]
    """A paragraph in one face, size and colour, which breaks over pages between lines."""

    def __init__(
        self,
        text: str,
        size: float = 9,
        *,
        bold: bool = False,
        color: Any = INK,
        align: Align = "left",
        leading: float | None = None,
        max_lines: int | None = None,
        lines: list[str] | None = None,
        space_before: float = 0,
        space_after: float = 0,
    ) -> None:
        """Hold the text; `lines` are given when a block was split and is already broken."""
        super().__init__()
        self.text, self.size, self.color, self.align = text, size, color, align
        self.font = fonts.BOLD if bold else fonts.REGULAR
        self.leading = leading or round(size * 1.45, 2)
        self.max_lines, self.lines = max_lines, lines
        self.spaceBefore, self.spaceAfter = space_before, space_after
        self._broken_at = -1.0

    @property
    def baseline(self) -> float:
        """Tell how far below its top the first line stands."""
        return (self.leading + self.size * 0.72) / 2

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Break the text for the room there is and tell the size."""
        if self.lines is None or (self._broken_at not in (-1.0, room)):
            self.lines = break_lines(self.text, self.font, self.size, room, self.max_lines)
            self._broken_at = room
        self.width, self.height = room, len(self.lines) * self.leading
        return self.width, self.height

    def split(self, room: float, height: float) -> list[Flowable]:
        """Cut the block where the page ends."""
        self.wrap(room, height)
        fitting = int(height // self.leading)
        lines = self.lines or []
        if fitting < 1 or len(lines) <= fitting:
            return []
        return [self._with(lines[:fitting]), self._with(lines[fitting:])]

    def _with(self, lines: list[str]) -> TextBlock:
        return TextBlock(
            "",
            self.size,
            bold=self.font == fonts.BOLD,
            color=self.color,
            align=self.align,
            leading=self.leading,
            lines=lines,
        )

    def draw(self) -> None:
        """Draw the lines from the top of the block."""
        self.canv.setFillColor(self.color)
        baseline = self.height - self.baseline
        for line in self.lines or []:
            spare = self.width - fonts.width(line, self.font, self.size)
            x = {"left": 0.0, "center": spare / 2, "right": spare}[self.align]
            draw(self.canv, x, baseline, line, self.font, self.size)
            baseline -= self.leading
