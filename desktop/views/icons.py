"""Line icons, tinted by the theme in force and kept once drawn."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.views.assets import ICONS
from desktop.views.theme import tokens

if TYPE_CHECKING:
    from desktop.views.theme import Tokens

log = logging.getLogger(__name__)

_BLANK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="2"><circle cx="12" cy="12" r="7"/></svg>'
)


def icon(name: str, role: str = "ink", size: int = 18, *, on: str = "") -> QIcon:
    """Give the icon of that file name in the colour of a token.

    It follows the theme by itself; `on` is the token while checked. Asked for in
    a size wider than high it stands at the left, which keeps words at a distance.
    """
    return _icon(name, role, size, on or role)


def pixmap(name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Give the icon as a picture for painting; kept by colour, size and screen."""
    return _drawn(name, getattr(tokens(), role), QSize(size, size), ratio)


def paint_icon(painter: QPainter, rect: QRect, name: str, role: str) -> None:
    """Draw the icon into a square of the device at its full sharpness."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(rect.topLeft(), pixmap(name, role, rect.width(), ratio))


@functools.cache
def _icon(name: str, role: str, size: int, on: str) -> QIcon:
    return QIcon(_TintedEngine(name, role, size, on))


@functools.cache
def _source(name: str) -> str:
    path = ICONS / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        log.warning("icon %s is missing", name)
        return _BLANK


def _drawn(name: str, colour: str, size: QSize, ratio: float) -> QPixmap:
    return _drawn_at(name, colour, size.width(), size.height(), ratio)


@functools.lru_cache(maxsize=1024)
def _drawn_at(name: str, colour: str, width: int, height: int, ratio: float) -> QPixmap:
    pixels = max(1, round(height * ratio))
    picture = QPixmap(max(pixels, round(width * ratio)), pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    source = _source(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _TintedEngine(QIconEngine):
    """Draws with the colours in force at the moment of painting."""

    def __init__(self, name: str, role: str, size: int, on: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._size = size
        self._on = on

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        now: Tokens = tokens()
        if mode == QIcon.Mode.Disabled:
            return now.faint
        role = self._on if state == QIcon.State.On else self._role
        return str(getattr(now, role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        height = min(rect.width(), rect.height())
        spot = QRect(0, 0, rect.width(), height)
        spot.moveCenter(rect.center())
        picture = _drawn(self._name, self._colour(mode, state), spot.size(), ratio)
        painter.drawPixmap(spot.topLeft(), picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _drawn(self._name, self._colour(mode, state), _no_taller(size), 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Since 6.8 Qt asks in logical pixels here.
        return _drawn(self._name, self._colour(mode, state), _no_taller(size), scale)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return _no_taller(size)

    def isNull(self) -> bool:
        return False

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._role, self._size, self._on)


def _no_taller(size: QSize) -> QSize:
    """Icons may stand in a box wider than high, never in one higher than wide."""
    return QSize(size.width(), min(size.width(), size.height()))
