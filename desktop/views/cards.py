"""Tickets as two-line cards, painted from plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.views.icons import paint_icon
from desktop.views.theme import (
    BODY_SIZE,
    LARGE,
    MEDIUM,
    NOTE_SIZE,
    SMALL,
    TINY,
    base_font,
    colour,
)
from desktop.views.widgets.chips import CHIP_HEIGHT, ChipLook, chip_width, paint_chip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from desktop.views.widgets.chips import Tone

CARD_HEIGHT = 62
_EDGE = 4
_GAP = "  "
_LEAST_NOTE = 40
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows: title and clock above; chips, notes, number and who below."""

    title: str
    number: str = ""
    chips: tuple[ChipLook, ...] = ()
    notes: tuple[str, ...] = ()
    clock: ChipLook | None = None
    who: str = ""
    attachments: int = 0
    edge: Tone | None = None
    quiet: bool = False
    """Over and done: the title is not bold."""


class CardDelegate(QStyledItemDelegate):
    """Paints cards from `card_at(row)` and never asks the model for data."""

    def __init__(self, card_at: Callable[[int], Card | None], parent: QWidget) -> None:
        """Take the cards from `card_at`; None paints a grey card."""
        super().__init__(parent)
        self._card_at = card_at
        self.take_fonts()

    def take_fonts(self) -> None:
        """Make the fonts and their measures once."""
        self._bold: QFont = base_font(BODY_SIZE, bold=True)
        self._plain: QFont = base_font(BODY_SIZE)
        self._note: QFont = base_font(NOTE_SIZE)
        self._bold_metrics = QFontMetrics(self._bold)
        self._plain_metrics = QFontMetrics(self._plain)
        self._note_metrics = QFontMetrics(self._note)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Make all cards of one height."""
        return QSize(280, CARD_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint ground, edge and the two lines."""
        # Qt's stubs leave these two out.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        self._paint_ground(painter, rect, state)
        card = self._card_at(index.row())
        if card is None:
            self._paint_waiting(painter, rect)
            return
        if card.edge is not None:
            painter.fillRect(
                QRect(rect.left(), rect.top(), _EDGE, rect.height() - 1), colour(card.edge)
            )
        inside = rect.adjusted(LARGE, SMALL, -MEDIUM, -SMALL)
        self._paint_first_line(painter, inside, card)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._paint_second_line(painter, inside, card, "surface" if chosen else "")

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.fillRect(rect, colour("accent_soft" if chosen else "hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("line"))
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_first_line(self, painter: QPainter, rect: QRect, card: Card) -> None:
        room = rect.width()
        painter.setFont(self._note)
        if card.clock is not None:
            width = chip_width(card.clock, self._note_metrics)
            at = QPoint(rect.right() - width + 1, rect.top())
            paint_chip(painter, at, card.clock, self._note_metrics)
            room -= width + SMALL
        metrics = self._plain_metrics if card.quiet else self._bold_metrics
        painter.setFont(self._plain if card.quiet else self._bold)
        painter.setPen(colour("ink"))
        title = metrics.elidedText(card.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(rect.left(), rect.top(), room, CHIP_HEIGHT), _MIDDLE, title)

    def _paint_second_line(self, painter: QPainter, rect: QRect, card: Card, ground: str) -> None:
        top = rect.bottom() - CHIP_HEIGHT + 1
        painter.setFont(self._note)
        metrics = self._note_metrics
        left, end = rect.left(), rect.right()
        if card.who:
            width = metrics.horizontalAdvance(card.who)
            painter.setPen(colour("muted"))
            painter.drawText(QRect(end - width, top, width + 1, CHIP_HEIGHT), _RIGHT, card.who)
            end -= width + MEDIUM
        for chip in card.chips:
            if left + chip_width(chip, metrics) > end:
                return
            at = QPoint(left, top)
            under = ground if chip.tone == "accent" else ""
            left += paint_chip(painter, at, chip, metrics, under) + TINY + 2
        left = self._paint_notes(painter, QRect(left + 2, top, end - left - 2, CHIP_HEIGHT), card)
        if card.attachments and left + 30 < end:
            paint_icon(painter, QRect(left, top + 5, 12, 12), "paperclip", "muted")
            painter.setPen(colour("muted"))
            spot = QRect(left + 15, top, 24, CHIP_HEIGHT)
            painter.drawText(spot, _MIDDLE, str(card.attachments))

    def _paint_notes(self, painter: QPainter, room: QRect, card: Card) -> int:
        """Paint notes and number, the number whole if it fits; gives where they end."""
        metrics = self._note_metrics
        number = metrics.horizontalAdvance(card.number)
        clip = 22 + SMALL if card.attachments else 0
        left = room.width() - number - clip - SMALL
        words = _GAP.join(card.notes) if left >= _LEAST_NOTE else ""
        notes = metrics.elidedText(words, Qt.TextElideMode.ElideRight, left)
        words = _GAP.join(part for part in (notes, card.number) if part)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(colour("muted"))
        painter.drawText(room, _MIDDLE, shown)
        return room.left() + metrics.horizontalAdvance(shown) + SMALL

    def _paint_waiting(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("neutral_soft"))
        inside = rect.adjusted(LARGE, MEDIUM, -MEDIUM, -MEDIUM)
        painter.drawRoundedRect(QRect(inside.left(), inside.top(), inside.width() // 2, 12), 4, 4)
        width = inside.width() // 3
        painter.drawRoundedRect(QRect(inside.left(), inside.bottom() - 10, width, 10), 4, 4)


class CardList(QTableView):
    """A list of cards over a model whose first column speaks for the card."""

    card_opened = Signal(int)
    """A row was asked for by Enter or double click."""
    current_changed = Signal(int)
    """The row under the cursor, -1 for none."""

    def __init__(
        self, parent: QWidget | None, name: str, card_at: Callable[[int], Card | None]
    ) -> None:
        """Paint the cards `card_at` gives."""
        super().__init__(parent)
        self.setObjectName(name)
        self._delegate = CardDelegate(card_at, self)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads = self.verticalHeader()
        heads.hide()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setMinimumSectionSize(CARD_HEIGHT)
        heads.setDefaultSectionSize(CARD_HEIGHT)
        self.doubleClicked.connect(lambda index: self.card_opened.emit(index.row()))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; only its first column is looked at."""
        super().setModel(model)
        if model is not None:
            for column in range(1, model.columnCount()):
                self.setColumnHidden(column, True)
            self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def select_row(self, row: int) -> None:
        """Put the cursor on a row and bring it into view."""
        model = self.model()
        if 0 <= row < model.rowCount():
            self.setCurrentIndex(model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.card_opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first card when Tab comes in."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.select_row(0)

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.current_changed.emit(current.row() if current.isValid() else -1)
