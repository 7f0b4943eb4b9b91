"""The people who may sign in, as tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.views.theme import (
    BODY_SIZE,
    HEADING_SIZE,
    MEDIUM,
    NOTE_SIZE,
    SMALL,
    base_font,
    colour,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

TILE_HEIGHT = 52
_COLUMNS = 2
_MOST_ROWS = 4
_FACE = 34


@dataclass(frozen=True, slots=True)
class TilePerson:
    """Who a tile stands for; name and title are known only once the site was opened."""

    login: str
    name: str = ""
    title: str = ""


class PeopleTiles(QScrollArea):
    """Tiles two abreast; one is chosen."""

    person_chosen = Signal(str)
    """The login, by mouse or keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("people_tiles")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tiles: dict[str, PersonTile] = {}
        self._group = QButtonGroup(self)
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(SMALL)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(self._inside)

    def show_people(self, people: Sequence[TilePerson]) -> None:
        """Show other people; whoever was chosen stays so if still there."""
        before = self.chosen()
        for tile in self._tiles.values():
            self._group.removeButton(tile)
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles = {person.login: PersonTile(person, self._inside) for person in people}
        for place, tile in enumerate(self._tiles.values()):
            self._group.addButton(tile)
            self._grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
            tile.clicked.connect(self._on_clicked)
        rows = min(_MOST_ROWS, -(-len(people) // _COLUMNS))
        self.setFixedHeight(rows * TILE_HEIGHT + max(0, rows - 1) * SMALL)
        self.choose(before if before in self._tiles else next(iter(self._tiles), ""))

    def chosen(self) -> str:
        """Give the login of the tile that is chosen; empty if there is none."""
        return next((login for login, tile in self._tiles.items() if tile.isChecked()), "")

    def choose(self, login: str) -> None:
        """Choose a person; an unknown login changes nothing."""
        tile = self._tiles.get(login)
        if tile is not None:
            tile.setChecked(True)
            self.ensureWidgetVisible(tile)

    def step(self, by: int) -> None:
        """Choose the next (1) or the one before (-1), stopping at the ends."""
        logins = list(self._tiles)
        if logins:
            here = logins.index(self.chosen()) if self.chosen() else 0
            self.choose(logins[max(0, min(len(logins) - 1, here + by))])
            self.person_chosen.emit(self.chosen())

    def tile(self, login: str) -> PersonTile:
        """Give the tile of a person."""
        return self._tiles[login]

    def _on_clicked(self) -> None:
        self.person_chosen.emit(self.chosen())


class PersonTile(QAbstractButton):
    """A face with the first letter, the name, and the title or the login."""

    def __init__(self, person: TilePerson, parent: QWidget) -> None:
        """Stand for a person."""
        super().__init__(parent)
        self.person = person
        self.setObjectName(f"tile_{person.login}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(person.name or person.login)
        spoken = (person.name, person.title, person.login)
        self.setAccessibleName(" ".join(part for part in spoken if part))

    def sizeHint(self) -> QSize:
        """Stand as high as two lines."""
        return QSize(200, TILE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, face and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        face = QRect(MEDIUM, (self.height() - _FACE) // 2, _FACE, _FACE)
        self._paint_face(painter, face)
        left = face.right() + MEDIUM
        self._paint_words(painter, QRect(left, 0, self.width() - left - SMALL, self.height()))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        chosen = self.isChecked()
        painter.setBrush(
            colour("accent_soft" if chosen else "hover" if self.underMouse() else "surface")
        )
        pen = QPen(colour("accent" if chosen or self.hasFocus() else "line"))
        width = 2 if self.hasFocus() else 1
        pen.setWidth(width)
        painter.setPen(pen)
        inset = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 8, 8)

    def _paint_face(self, painter: QPainter, face: QRect) -> None:
        chosen = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill" if chosen else "neutral_soft"))
        painter.drawEllipse(face)
        painter.setFont(base_font(HEADING_SIZE, bold=True))
        painter.setPen(colour("on_accent" if chosen else "neutral"))
        painter.drawText(face, Qt.AlignmentFlag.AlignCenter, self.text()[:1].upper())

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        second = self._second_line()
        upper = QRect(room.left(), room.top() + 7, room.width(), 20) if second else room
        self._paint_line(
            painter, upper, self.text(), base_font(BODY_SIZE, bold=self.isChecked()), "ink"
        )
        if second:
            lower = QRect(room.left(), room.top() + 27, room.width(), 18)
            self._paint_line(painter, lower, second, base_font(NOTE_SIZE), "muted")

    def _paint_line(
        self, painter: QPainter, room: QRect, words: str, font: QFont, role: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour(role))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _second_line(self) -> str:
        login = self.person.login if self.person.name else ""
        return " · ".join(part for part in (self.person.title, login) if part)
