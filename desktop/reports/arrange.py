"""Blocks beside one another, under one another, under a title; and charts among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import Flowable

from desktop.reports import charts, fonts
from desktop.reports.palette import INK
from desktop.reports.text import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure


class Beside(Flowable):  # type: ignore[misc]
    """Several blocks side by side, hung from the same line; they must fit on one page."""

    def __init__(self, blocks: Sequence[Flowable], widths: Sequence[float], gap: float) -> None:
        """Hold the blocks, their widths and the gap between two."""
        super().__init__()
        self.blocks, self.widths, self.gap = blocks, widths, gap

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Measure the tallest."""
        heights = [
            block.wrapOn(self.canv, wide, height)[1]
            for block, wide in zip(self.blocks, self.widths, strict=True)
        ]
        self.heights = heights
        self.width, self.height = room, max(heights)
        return self.width, self.height

    def draw(self) -> None:
        """Draw each at its place."""
        x = 0.0
        for block, wide, high in zip(self.blocks, self.widths, self.heights, strict=True):
            block.drawOn(self.canv, x, self.height - high)
            x += wide + self.gap


class Stack(Flowable):  # type: ignore[misc]
    """Several blocks one under the other, kept together."""

    def __init__(self, blocks: Sequence[Flowable], gap: float) -> None:
        """Hold the blocks and the gap between two."""
        super().__init__()
        self.blocks, self.gap = blocks, gap

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Add up the blocks."""
        self.heights = [block.wrapOn(self.canv, room, height)[1] for block in self.blocks]
        self.width = room
        self.height = sum(self.heights) + self.gap * (len(self.blocks) - 1)
        return self.width, self.height

    def draw(self) -> None:
        """Draw them downwards."""
        y = self.height
        for block, high in zip(self.blocks, self.heights, strict=True):
            y -= high
            block.drawOn(self.canv, 0, y)
            y -= self.gap


class Titled(Flowable):  # type: ignore[misc]
    """A block under a small title of its own."""

    def __init__(self, title: str, block: Flowable) -> None:
        """Hold the title and the block."""
        super().__init__()
        self.title, self.block = title, block

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Measure the block and add the title."""
        _, high = self.block.wrapOn(self.canv, room, height)
        self.width, self.height, self.inner = room, high + 16, high
        return self.width, self.height

    def draw(self) -> None:
        """Draw the title above the block."""
        self.canv.setFillColor(INK)
        draw(self.canv, 0, self.inner + 6, self.title, fonts.BOLD, 9)
        self.block.drawOn(self.canv, 0, 0)


class Chart(Flowable):  # type: ignore[misc]
    """A chart at the size it was made for, in points."""

    def __init__(self, figure: Figure, width: float, height: float) -> None:
        """Hold the chart."""
        super().__init__()
        self.figure, self.size = figure, (width, height)

    def wrap(self, _room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = self.size
        return self.size

    def draw(self) -> None:
        """Draw the chart."""
        charts.draw_figure(self.figure, self.canv)
