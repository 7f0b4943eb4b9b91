"""The navigation rail: where one can go, and how much waits there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.views.icons import paint_icon
from desktop.views.theme import BODY_SIZE, MEDIUM, NOTE_SIZE, SMALL, TINY, base_font, colour
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import icon_button, name_control

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.views.widgets.chips import Tone

WIDE, NARROW = 168, 56
_ROW = 38
_ICON = 18
_MOST_SHOWN = 999


class Rail(Retranslating, QFrame):
    """Entries one above the other; arrows walk, Enter or Space goes there."""

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and wide."""
        super().__init__(parent)
        self.setObjectName("rail")
        self._entries: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SMALL, MEDIUM, SMALL, SMALL)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.fold_button = icon_button(self, "rail_fold_button", "panel-left")
        self.fold_button.setCheckable(True)
        self.fold_button.toggled.connect(self.set_collapsed)
        self._column.addWidget(self.fold_button)
        self.setFixedWidth(WIDE)
        self.retranslate()

    @property
    def is_collapsed(self) -> bool:
        """Tell whether only the icons show."""
        return self.width() == NARROW or self.maximumWidth() == NARROW

    def add_entry(self, key: str, icon_name: str, title: Callable[[], str]) -> RailButton:
        """Add a place to go to, under the others."""
        entry = RailButton(key, icon_name, title, self)
        entry.clicked.connect(lambda: self.page_requested.emit(key))
        self._group.addButton(entry)
        self._column.insertWidget(len(self._entries), entry)
        self._entries[key] = entry
        entry.set_collapsed(collapsed=self.is_collapsed)
        return entry

    def places(self) -> tuple[str, ...]:
        """Give the keys of all places, from the top."""
        return tuple(self._entries)

    def entry(self, key: str) -> RailButton:
        """Give the button of a place."""
        return self._entries[key]

    def select(self, key: str) -> None:
        """Mark where one is; goes nowhere by itself. An unknown key marks nothing."""
        self._group.setExclusive(False)
        for other, entry in self._entries.items():
            entry.setChecked(other == key)
        self._group.setExclusive(True)

    def set_badge(self, key: str, count: int, tone: Tone = "neutral") -> None:
        """Say how much waits in a place; nothing for zero."""
        self._entries[key].set_badge(count, tone)

    def set_entry_visible(self, key: str, *, visible: bool) -> None:
        """Show a place only to those who may go there."""
        self._entries[key].setVisible(visible)

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only the icons, or the words too."""
        self.setFixedWidth(NARROW if collapsed else WIDE)
        self.fold_button.setChecked(collapsed)
        for entry in self._entries.values():
            entry.set_collapsed(collapsed=collapsed)
        self.retranslate()

    def retranslate(self) -> None:
        """Say again what the rail and its fold button are."""
        self.setAccessibleName(self.tr("Main navigation"))
        folded = self.fold_button.isChecked()
        name = self.tr("Show names") if folded else self.tr("Show only icons")
        name_control(self.fold_button, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows; stop at the ends."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        shown = [entry for entry in self._entries.values() if not entry.isHidden()]
        here = next((i for i, entry in enumerate(shown) if entry.hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
            return
        there = max(0, min(len(shown) - 1, here + step))
        shown[there].setFocus(Qt.FocusReason.OtherFocusReason)


class RailButton(Retranslating, QAbstractButton):
    """One place: icon, name, how much waits."""

    def __init__(self, key: str, icon_name: str, title: Callable[[], str], parent: QWidget) -> None:
        """Show `title`, asked again when the language changes."""
        super().__init__(parent)
        self.setObjectName(f"rail_{key}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._icon_name = icon_name
        self._title = title
        self._count = 0
        self._tone: Tone = "neutral"
        self._collapsed = False
        self.retranslate()

    @property
    def count(self) -> int:
        """How much waits."""
        return self._count

    def set_badge(self, count: int, tone: Tone) -> None:
        """Say how much waits."""
        self._count = count
        self._tone = tone
        self.retranslate()
        self.update()

    def set_collapsed(self, *, collapsed: bool) -> None:
        """Show only the icon, or the name too."""
        self._collapsed = collapsed
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Set the name again."""
        self.setText(self._title())
        self.setToolTip(self._title() if self._collapsed else "")
        spoken = self._title()
        if self._count:
            spoken = self.tr("{place}, {count} waiting").format(place=spoken, count=self._count)
        self.setAccessibleName(spoken)

    def sizeHint(self) -> QSize:
        """Stand as high as a comfortable row."""
        return QSize(WIDE - 2 * SMALL, _ROW)

    def minimumSizeHint(self) -> QSize:
        """Shrink to the icon."""
        return QSize(_ROW, _ROW)

    def nextCheckState(self) -> None:
        """Leave the mark to `Rail.select`, so that a page that refuses is never marked."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, name, count and focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left = (self.width() - _ICON) // 2 if self._collapsed else SMALL + 2
        role = "accent" if self.isChecked() else "neutral"
        spot = QRect(left, (self.height() - _ICON) // 2, _ICON, _ICON)
        paint_icon(painter, spot, self._icon_name, role)
        if self._collapsed:
            self._paint_dot(painter)
        else:
            room = self._paint_badge(painter)
            self._paint_name(painter, left + _ICON + SMALL + 2, room)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(self.rect(), 6, 6)
            painter.setBrush(colour("accent"))
            painter.drawRoundedRect(QRect(0, 9, 3, self.height() - 18), 1.5, 1.5)
        elif self.underMouse():
            painter.setBrush(colour("line"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def _paint_name(self, painter: QPainter, left: int, room: int) -> None:
        painter.setFont(base_font(BODY_SIZE, bold=self.isChecked()))
        painter.setPen(colour("accent" if self.isChecked() else "ink"))
        rect = QRect(left, 0, room - left, self.height())
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_badge(self, painter: QPainter) -> int:
        """Paint the count at the right; gives where the room for the name ends."""
        end = self.width() - SMALL
        if not self._count:
            return end
        painter.setFont(base_font(NOTE_SIZE, bold=True))
        words = str(self._count) if self._count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
        width = max(20, painter.fontMetrics().horizontalAdvance(words) + 12)
        rect = QRect(end - width, (self.height() - 20) // 2, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface" if self.isChecked() else f"{self._tone}_soft"))
        painter.drawRoundedRect(rect, 10, 10)
        painter.setPen(colour(self._tone))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        return rect.left() - TINY

    def _paint_dot(self, painter: QPainter) -> None:
        if self._count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._tone))
            painter.drawEllipse(QRect(self.width() // 2 + 8, 6, 8, 8))
