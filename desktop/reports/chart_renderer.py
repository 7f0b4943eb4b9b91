"""Draws a matplotlib figure onto a page as lines and letters, not as a picture.

Print stays sharp, and the words of a chart can be searched and copied. Importing this module
loads matplotlib, so it is imported only when a chart is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from reportlab.lib.colors import Color

from desktop.reports import fonts
from desktop.reports.text import draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_CAP_HEIGHT, _DESCENT = 0.74, 0.16
"""Shares of the size, the same for every word, so that words on one line share a baseline."""


class _PageRenderer(RendererBase):
    """Takes what a figure draws and puts it on a page, one unit a point."""

    def __init__(self, canvas: Any, width: float, height: float) -> None:
        super().__init__()
        self.page, self.room = canvas, (width, height)

    def flipy(self) -> bool:
        """Tell that heights grow upwards, as on the page."""
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Give the size of the figure."""
        return self.room

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        """Fill and stroke a path."""
        filled = rgbFace is not None and (len(rgbFace) == 3 or rgbFace[3] > 0)  # noqa: PLR2004
        stroked = gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0
        if not (filled or stroked):
            return
        self.page.saveState()
        if filled:
            self.page.setFillColor(Color(*rgbFace[:3]))
        if stroked:
            self.page.setStrokeColor(Color(*gc.get_rgb()[:3]))
            self.page.setLineWidth(gc.get_linewidth())
        self.page.drawPath(self._traced(path, transform), stroke=int(stroked), fill=int(filled))
        self.page.restoreState()

    def _traced(self, path: Any, transform: Any) -> Any:
        traced = self.page.beginPath()
        for points, code in path.iter_segments(transform, curves=False, simplify=False):
            if code == Path.MOVETO:
                traced.moveTo(*map(float, points))
            elif code == Path.LINETO:
                traced.lineTo(*map(float, points))
            elif code == Path.CLOSEPOLY:
                traced.close()
        return traced

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,  # noqa: FBT002
        mtext: Any = None,
    ) -> None:
        """Write a word from its baseline."""
        self.page.saveState()
        self.page.translate(float(x), float(y))
        self.page.rotate(float(angle))
        self.page.setFillColor(Color(*gc.get_rgb()[:3]))
        draw(self.page, 0, 0, s, _face(prop), prop.get_size_in_points())
        self.page.restoreState()

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """Measure a word in the faces of the page."""
        size = prop.get_size_in_points()
        return fonts.width(s, _face(prop), size), size * (_CAP_HEIGHT + _DESCENT), size * _DESCENT


def _face(prop: Any) -> str:
    return fonts.BOLD if prop.get_file() == str(fonts.BOLD_FILE) else fonts.REGULAR


def draw_figure(figure: Figure, canvas: Any) -> None:
    """Draw a figure with its lower left corner at the origin."""
    width, height = (float(side) for side in figure.get_size_inches() * figure.dpi)
    figure.draw(_PageRenderer(canvas, width, height))
