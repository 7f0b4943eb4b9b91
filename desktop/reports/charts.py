"""Charts for paper and screen; matplotlib is loaded when the first one is drawn."""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from desktop import wording
from desktop.reports import fonts
from desktop.reports.palette import ACCENT_HEX, INK_HEX, LINE_HEX, MUTED_HEX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from desktop.vocabulary import Language

_POINTS = 72
_SOLID = "mpl_toolkits.mplot3d"
SECOND_HEX = "#9aa7b8"
MOST_BARS = 8
_LABEL_CHARACTERS = 12
_LEAST_SCALE = 4
"""A day with two complaints must not look like a flood."""


@cache
def _face(size: float, *, bold: bool = False) -> FontProperties:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(fname=str(fonts.BOLD_FILE if bold else fonts.REGULAR_FILE), size=size)


@cache
def load() -> type[Figure]:
    """Load matplotlib, which takes most of a second, without its charts in three dimensions.

    It loads those unasked (seen in 3.11.2), with all that they need; it goes on without them.
    """
    kept = sys.modules.get(_SOLID)
    stand_in: Any = ModuleType(_SOLID)
    stand_in.Axes3D = None
    sys.modules[_SOLID] = stand_in
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415
    finally:
        del sys.modules[_SOLID]
        if kept is not None:
            sys.modules[_SOLID] = kept
    return Figure


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Make an empty chart of a size in points, with nothing but a base line."""
    figure = load()(figsize=(width / _POINTS, height / _POINTS), dpi=_POINTS, facecolor="none")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.patch.set_visible(False)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def bars_figure(
    pairs: Sequence[tuple[str, int]], width: float, height: float, *, gathered: bool = False
) -> Figure:
    """Draw named counts as horizontal bars, the first on top, each with its number.

    `gathered` says that the last bar stands for several and is drawn back.
    """
    figure, axes = _figure(width, height)
    names = [fonts.drawable(_shortened(name)) for name, _ in pairs]
    counts = [count for _, count in pairs]
    face = _face(7.5)
    longest = max((fonts.width(name, fonts.REGULAR, 7.5) for name in names), default=0.0)
    left = (longest + 8) / width
    axes.set_position((left, 0.02, 1 - left - 0.08, 0.96))
    slots = max(len(pairs), 5)
    places = range(len(pairs))
    colors = [ACCENT_HEX] * len(pairs)
    if gathered and colors:
        colors[-1] = SECOND_HEX
    axes.barh(list(places), counts, height=0.58, color=colors)
    axes.set_ylim(slots - 0.5, -0.5)
    axes.set_xlim(0, max([*counts, _LEAST_SCALE]))
    axes.set_xticks([])
    axes.set_yticks(list(places), names, fontproperties=face, color=INK_HEX)
    for place, count in zip(places, counts, strict=True):
        axes.annotate(
            str(count),
            (count, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center_baseline",
            fontproperties=_face(7.5, bold=True),
            color=INK_HEX,
            annotation_clip=False,
        )
    return figure


def _shortened(name: str) -> str:
    """Keep a name short enough that the bars keep half the chart; Chinese counts double."""
    used = 0
    for index, char in enumerate(name):
        used += 2 if ord(char) > 0x2E80 else 1  # noqa: PLR2004
        if used > _LABEL_CHARACTERS * 2:
            return f"{name[:index].rstrip()}…"
    return name


def history_figure(
    history: Sequence[tuple[date, int, int]],
    names: tuple[str, str],
    language: Language,
    width: float,
    height: float,
) -> Figure:
    """Draw received and closed day by day as pairs of bars, the last day marked in bold."""
    figure, axes = _figure(width, height)
    left, right = 24 / width, 15 / width
    axes.set_position((left, 0.13, 1 - left - right, 0.73))
    received = [taken for _, taken, _ in history]
    closed = [done for _, _, done in history]
    places = range(len(history))
    axes.bar([place - 0.2 for place in places], received, width=0.36, color=ACCENT_HEX)
    axes.bar([place + 0.2 for place in places], closed, width=0.36, color=SECOND_HEX)
    _scale(axes, max([*received, *closed, 1]))
    axes.set_xlim(-0.6, max(len(history), 1) - 0.4)
    days = [wording.short_date_text(day, language) for day, _, _ in history]
    shown = [place for place in places if (len(history) - 1 - place) % 3 == 0]
    axes.set_xticks(shown, [days[place] for place in shown], fontproperties=_face(7))
    for tick in axes.get_xticklabels():
        tick.set_color(MUTED_HEX)
    if shown:
        axes.get_xticklabels()[-1].set_fontproperties(_face(7, bold=True))
        axes.get_xticklabels()[-1].set_color(INK_HEX)
    _legend(axes, names)
    return figure


def _scale(axes: Axes, highest: int) -> None:
    """Draw three or four whole-numbered lines behind the bars."""
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    step = next((step for step in steps if highest / step <= 4), max(highest // 4, 1))  # noqa: PLR2004
    top = (highest + step - 1) // step * step
    marks = list(range(0, top + 1, step))
    axes.set_ylim(0, top * 1.04)
    axes.set_yticks(marks, [str(mark) for mark in marks], fontproperties=_face(7))
    for tick in axes.get_yticklabels():
        tick.set_color(MUTED_HEX)
    axes.grid(axis="y", color=LINE_HEX, linewidth=0.5)
    axes.set_axisbelow(True)


def _legend(axes: Axes, names: tuple[str, str]) -> None:
    x = 0.0
    wide = axes.get_position().width * axes.get_figure(root=True).get_figwidth() * _POINTS  # type: ignore[union-attr]
    for name, color in zip(names, (ACCENT_HEX, SECOND_HEX), strict=True):
        axes.annotate(
            "■",
            (x, 1.07),
            xycoords="axes fraction",
            fontproperties=_face(8),
            color=color,
            va="center_baseline",
        )
        axes.annotate(
            name,
            (x + 11 / wide, 1.07),
            xycoords="axes fraction",
            fontproperties=_face(7.5),
            color=INK_HEX,
            va="center_baseline",
        )
        x += (11 + fonts.width(name, fonts.REGULAR, 7.5) + 14) / wide


def draw_figure(figure: Figure, canvas: Any) -> None:
    """Draw a chart on a page with its lower left corner at the origin."""
    from desktop.reports import chart_renderer  # noqa: PLC0415

    chart_renderer.draw_figure(figure, canvas)


def leading_pairs(
    pairs: Sequence[tuple[str, int]], others: str, most: int = MOST_BARS
) -> list[tuple[str, int]]:
    """Give the largest counts first and the rest as one pair; `others` has a gap `{count}`."""
    ordered = sorted(pairs, key=lambda pair: -pair[1])
    if len(ordered) <= most:
        return ordered
    rest = ordered[most - 1 :]
    named = others.format(count=len(rest))
    return [*ordered[: most - 1], (named, sum(count for _, count in rest))]
