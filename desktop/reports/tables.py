"""Tables that carry their head onto every page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable

from desktop.reports import fonts
from desktop.reports.palette import INK, LINE, MUTED, SHADE
from desktop.reports.text import Align, break_lines, draw

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; widths are in points."""

    head: str
    width: float
    align: Align = "left"
    max_lines: int = 2
    bold: bool = False


def fitted(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], room: float, size: float = 7.5
) -> list[Column]:
    """Make columns as narrow as their cells allow; one of width 0 takes the room that is left.

    A column's width is the most it may take.
    """
    widths = [
        0.0
        if not column.width
        else min(
            column.width,
            max(
                fonts.width(fonts.drawable(column.head), fonts.BOLD, size),
                *(fonts.width(fonts.drawable(row[place]), fonts.BOLD, size) for row in cells),
                0.0,
            )
            + size
            + 0.5,
        )
        for place, column in enumerate(columns)
    ]
    spare = room - sum(widths)
    return [
        replace(column, width=wide or spare) for column, wide in zip(columns, widths, strict=True)
    ]


class Rows(Flowable):  # type: ignore[misc]
    """A table with a head on every page; rows are never cut, and are broken into lines once."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Sequence[Sequence[str]],
        size: float = 7.5,
        *,
        follows: bool = False,
    ) -> None:
        """Break the cells into lines.

        `follows` says that the rows go on from others, so that they need a head of their own
        only at the top of a page.
        """
        super().__init__()
        self.columns, self.size, self.follows = columns, size, follows
        self.leading, self.pad = size * 1.36, size * 0.5
        self.rows = [self._broken(row) for row in cells]

    def _broken(self, row: Sequence[str]) -> list[list[str]]:
        return [
            break_lines(
                cell, self._face(column), self.size, column.width - self.pad * 2, column.max_lines
            )
            for column, cell in zip(self.columns, row, strict=True)
        ]

    @staticmethod
    def _face(column: Column) -> str:
        return fonts.BOLD if column.bold else fonts.REGULAR

    @property
    def _head_height(self) -> float:
        frame = getattr(self, "_frame", None)
        if self.follows and not (frame is not None and frame._atTop):  # noqa: SLF001
            return 0.0
        return self.leading + self.pad * 1.7

    def _row_height(self, row: list[list[str]]) -> float:
        return max(len(lines) for lines in row) * self.leading + self.pad * 1.5

    def wrap(self, _room: float, _height: float) -> tuple[float, float]:
        """Add up the rows."""
        self.width = sum(column.width for column in self.columns)
        self.head = self._head_height
        self.height = self.head + sum(map(self._row_height, self.rows))
        return self.width, self.height

    def split(self, _room: float, height: float) -> list[Flowable]:
        """Cut between two rows where the page ends."""
        used, fitting = self._head_height, 0
        while fitting < len(self.rows) and used + self._row_height(self.rows[fitting]) <= height:
            used += self._row_height(self.rows[fitting])
            fitting += 1
        if fitting == 0 or fitting == len(self.rows):
            return []
        return [
            self._part(self.rows[:fitting], follows=self.follows),
            self._part(self.rows[fitting:]),
        ]

    def _part(self, rows: list[list[list[str]]], *, follows: bool = False) -> Rows:
        part = Rows(self.columns, (), self.size, follows=follows)
        part.rows = rows
        return part

    def draw(self) -> None:
        """Draw the head, then row after row downwards."""
        canvas, top = self.canv, self.height
        if self.head:
            self._draw_head(top)
            top -= self.head
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.setFillColor(INK)
        for row in self.rows:
            self._draw_row(row, top - self.pad * 0.75)
            top -= self._row_height(row)
            canvas.line(0, top, self.width, top)

    def _draw_head(self, top: float) -> None:
        self.canv.setFillColor(SHADE)
        self.canv.rect(0, top - self.head, self.width, self.head, stroke=0, fill=1)
        self.canv.setFillColor(MUTED)
        self._draw_row([[column.head] for column in self.columns], top - self.pad * 0.85, bold=True)

    def _draw_row(self, row: list[list[str]], top: float, *, bold: bool = False) -> None:
        x = 0.0
        for column, lines in zip(self.columns, row, strict=True):
            face = fonts.BOLD if bold else self._face(column)
            baseline = top - self.size * 1.02
            for line in lines:
                spare = column.width - self.pad * 2 - fonts.width(line, face, self.size)
                shift = {"left": 0.0, "center": spare / 2, "right": spare}[column.align]
                draw(self.canv, x + self.pad + shift, baseline, line, face, self.size)
                baseline -= self.leading
            x += column.width
