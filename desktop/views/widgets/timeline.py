"""The story of a ticket: one row an act, in the order things happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.views.icons import paint_icon
from desktop.views.theme import BODY_SIZE, NOTE_SIZE, SMALL, TINY, base_font, colour
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from desktop.views.widgets.chips import Tone

_TIME = 44
_MARK = 24
_TEXT = _TIME + _MARK + 2 * SMALL
_DAY = 26


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act as it is told; `day` starts a new group where it differs from the row before."""

    key: Hashable
    day: str
    time: str
    who: str
    icon: str
    text: str
    tone: Tone = "neutral"
    detail: str = ""


class Timeline(QScrollArea):
    """The rows; a row with more to tell opens by click, Enter or Space."""

    entry_opened = Signal(object)
    """The key of a row that was opened."""

    def __init__(self, parent: QWidget | None = None, name: str = "timeline") -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._inside.setObjectName("scrolled")
        self.setWidget(self._inside)
        self._rows: dict[Hashable, _Row] = {}

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show these; rows that were open stay open."""
        opened = {key for key, row in self._rows.items() if row.is_open}
        self.setUpdatesEnabled(False)
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        day = ""
        for place, entry in enumerate(entries):
            row = _Row(entry, self, self._inside, entry.day if entry.day != day else "")
            row.is_first, row.is_last = place == 0, place == len(entries) - 1
            day = entry.day
            self._rows[entry.key] = row
            if entry.key in opened:
                row.set_open(opened=True)
            row.show()
        self.arrange()
        self.setUpdatesEnabled(True)

    def arrange(self) -> None:
        """Put the rows one under the other; a layout would ask each for its height 35 times."""
        width = self.viewport().width()
        top = 0
        for row in self._rows.values():
            height = row.heightForWidth(width - TINY - SMALL)
            row.setGeometry(TINY, top, width - TINY - SMALL, height)
            top += height
        self._inside.resize(width, top + SMALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the texts anew where the width changed."""
        super().resizeEvent(event)
        if self.viewport().width() != self._inside.width():
            self.arrange()

    def row(self, key: Hashable) -> QWidget:
        """Give the widget of an entry."""
        return self._rows[key]

    def show_latest(self) -> None:
        """Scroll to the end of the story."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def walk(self, row: QWidget, step: int) -> None:
        """Go from a row to the one before or after it."""
        rows = list(self._rows.values())
        there = max(0, min(len(rows) - 1, rows.index(row) + step)) if row in rows else 0
        rows[there].setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(rows[there], 0, SMALL)


class _Row(Retranslating, QWidget):
    """Painted, not built: 200 of them must come up at once."""

    def __init__(self, entry: TimelineEntry, timeline: Timeline, parent: QWidget, day: str) -> None:
        super().__init__(parent)
        self._entry = entry
        self._timeline = timeline
        self._day = day
        self._detail: QWidget | None = None
        self._broken: tuple[int, QTextLayout] | None = None
        self.is_first = False
        self.is_last = False
        self.setObjectName(f"timeline_{entry.key}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if entry.detail:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    @property
    def is_open(self) -> bool:
        return self._detail is not None and not self._detail.isHidden()

    def set_open(self, *, opened: bool) -> None:
        if not self._entry.detail:
            return
        if self._detail is None:
            self._detail = self._make_detail()
        self._detail.setVisible(opened)
        self.retranslate()
        self._timeline.arrange()
        self._place_detail()
        self.update()
        if opened:
            self._timeline.entry_opened.emit(self._entry.key)

    def retranslate(self) -> None:
        entry = self._entry
        spoken = f"{entry.day} {entry.time} {entry.who} {entry.text}".strip()
        if entry.detail:
            more = self.tr("open") if self.is_open else self.tr("closed, Enter opens")
            spoken = f"{spoken} ({more})"
        self.setAccessibleName(spoken)

    def heightForWidth(self, width: int) -> int:
        detail = self._detail_height(width) if self.is_open else 0
        return self._top() + self._text_height(width) + detail + SMALL

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_detail()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Taken, or Qt sends no release.
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.set_open(opened=not self.is_open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.set_open(opened=not self.is_open)
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._timeline.walk(self, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_day(painter)
        self._paint_mark(painter)
        self._paint_words(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _top(self) -> int:
        return _DAY if self._day else 0

    def _words(self) -> str:
        return f"{self._entry.who}  {self._entry.text}" if self._entry.who else self._entry.text

    def _laid_out_words(self, width: int) -> QTextLayout:
        """Break the text for a width of the row; kept until the width changes."""
        if self._broken is None or self._broken[0] != width:
            bold = len(self._entry.who)
            self._broken = width, _laid_out(self._words(), bold, self._text_width(width))
        return self._broken[1]

    def _text_height(self, width: int) -> int:
        return max(_MARK, round(self._laid_out_words(width).boundingRect().height()) + TINY)

    def _text_width(self, width: int) -> int:
        return max(40, width - _TEXT - (20 if self._entry.detail else 0))

    def _paint_day(self, painter: QPainter) -> None:
        if not self._day:
            return
        painter.setFont(base_font(NOTE_SIZE, bold=True))
        painter.setPen(colour("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, 0, self.width(), _DAY - 2), middle, self._day)

    def _paint_mark(self, painter: QPainter) -> None:
        top, left = self._top(), _TIME + TINY
        centre = left + _MARK // 2
        painter.setPen(QPen(colour("line"), 2))
        start = top + _MARK if self.is_first or self._day else 0
        if not self.is_first and not self._day:
            painter.drawLine(centre, start, centre, top)
        if not self.is_last:
            painter.drawLine(centre, top + _MARK, centre, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{self._entry.tone}_soft"))
        painter.drawEllipse(QRect(left, top, _MARK, _MARK))
        spot = QRect(left + 5, top + 5, _MARK - 10, _MARK - 10)
        paint_icon(painter, spot, self._entry.icon, self._entry.tone)

    def _paint_words(self, painter: QPainter) -> None:
        top = self._top()
        painter.setFont(base_font(NOTE_SIZE))
        painter.setPen(colour("muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, top, _TIME - 2, _MARK), right, self._entry.time)
        painter.setPen(colour("ink"))
        self._laid_out_words(self.width()).draw(painter, QPointF(_TEXT, top + self._lift()))
        if self._entry.detail:
            name = "chevron-down" if self.is_open else "chevron-right"
            paint_icon(painter, QRect(self.width() - 18, top + 5, 14, 14), name, "muted")

    def _lift(self) -> int:
        return max(0, (_MARK - QFontMetrics(base_font(BODY_SIZE)).height()) // 2)

    def _make_detail(self) -> QWidget:
        label = text_label(self, f"{self.objectName()}_detail", "muted")
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setText(self._entry.detail)
        return label

    def _detail_height(self, width: int) -> int:
        height = _laid_out(self._entry.detail, 0, self._text_width(width)).boundingRect().height()
        return round(height) + SMALL

    def _place_detail(self) -> None:
        if self._detail is not None:
            top = self._top() + self._text_height(self.width())
            width = self._text_width(self.width())
            self._detail.setGeometry(_TEXT, top, width, self._detail_height(self.width()))


def _laid_out(words: str, bold: int, width: int) -> QTextLayout:
    """Break a text into lines, its first `bold` characters in bold."""
    layout = QTextLayout(words, base_font(BODY_SIZE))
    layout.setCacheEnabled(True)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    if bold:
        heavy: Any = QTextLayout.FormatRange()  # Qt's stubs leave its attributes out
        letters = QTextCharFormat()
        letters.setFontWeight(QFont.Weight.Bold)
        heavy.start, heavy.length, heavy.format = 0, bold, letters
        layout.setFormats([heavy])
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
