"""Deadlines: in words, in a shape, and as a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import wording
from desktop.views.icons import paint_icon
from desktop.views.theme import BODY_SIZE, NOTE_SIZE, SMALL, TINY, base_font, colour
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.chips import ChipLook, Tone
from desktop.vocabulary import ClockKind, ClockState

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

translate = QCoreApplication.translate

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_BARE, _REMARK = 40, 18
_STRIPE = 6
"""The width of the pieces a stopped clock's bar falls into."""

LOOKS: dict[ClockState, tuple[str, Tone]] = {
    ClockState.RUNNING: ("clock", "neutral"),
    ClockState.AT_RISK: ("alarm-clock", "warning"),
    ClockState.PAUSED: ("circle-pause", "accent"),
    ClockState.BREACHED: ("triangle-alert", "danger"),
    ClockState.MET: ("check", "success"),
    ClockState.MISSED: ("clock-alert", "neutral"),
}


class ClockLook(NamedTuple):
    """A deadline as it stands now; seconds are negative once it has passed."""

    kind: ClockKind
    state: ClockState
    seconds_left: int
    due: str = ""
    share_gone: float = 0.0
    rule: str = ""
    remark: str = ""
    """What else there is to say, such as an extension; stands under the bar."""


def span_words(seconds: int) -> str:
    """Tell a length of time in its two largest units."""
    rest = abs(seconds)
    days, hours, minutes = rest // _DAY, rest % _DAY // _HOUR, rest % _HOUR // _MINUTE
    if days:
        told = translate("Clocks", "{days} d").format(days=days)
        return (
            _joined(told, translate("Clocks", "{hours} h").format(hours=hours)) if hours else told
        )
    if hours:
        told = translate("Clocks", "{hours} h").format(hours=hours)
        return (
            _joined(told, translate("Clocks", "{minutes} min").format(minutes=minutes))
            if minutes
            else told
        )
    return translate("Clocks", "{minutes} min").format(minutes=max(1, minutes))


def units_words(units: int, unit: str) -> str:
    """Tell so many of the units in which rules count: hours, opening hours, days."""
    return wording.units_text(units, unit, language())


def clock_words(state: ClockState, seconds_left: int) -> str:
    """Tell how a deadline stands: so much left, so much over, kept, missed."""
    if state is ClockState.MET:
        return translate("Clocks", "in time")
    if state is ClockState.MISSED:
        return translate("Clocks", "{span} late").format(span=span_words(seconds_left))
    if state is ClockState.PAUSED:
        return translate("Clocks", "stopped")
    if state is ClockState.BREACHED or seconds_left < 0:
        return translate("Clocks", "{span} over").format(span=span_words(seconds_left))
    return translate("Clocks", "{span} left").format(span=span_words(seconds_left))


def clock_chip(state: ClockState, seconds_left: int) -> ChipLook:
    """Give the chip of a deadline for cards and lists."""
    name, tone = LOOKS[state]
    return ChipLook(name, clock_words(state, seconds_left), tone)


class ClockBar(Retranslating, QWidget):
    """One deadline: shape, what it is, words, and a bar that fills (hatched when over)."""

    def __init__(self, parent: QWidget | None = None, name: str = "clock_bar") -> None:
        """Show nothing until `show_clock`."""
        super().__init__(parent)
        self.setObjectName(name)
        self._look: ClockLook | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def show_clock(self, look: ClockLook | None) -> None:
        """Show a deadline, or hide."""
        self._look = look
        self.setVisible(look is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it again in the language of the screen."""
        if self._look is not None:
            parts = (self._title(), self._words(), self._due())
            told = " ".join(part for part in parts if part)
            remark = self._look.remark
            self.setAccessibleName(f"{told}, {remark}" if remark else told)
            self.setToolTip("\n".join(part for part in (told, remark, self._look.rule) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Stand a line and a bar high, and one line more where there is a remark."""
        return QSize(240, self._height())

    def minimumSizeHint(self) -> QSize:
        """Keep room for the words."""
        return QSize(160, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape, words and bar."""
        if self._look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, tone = LOOKS[self._look.state]
        paint_icon(painter, QRect(0, 5, 18, 18), name, tone)
        self._paint_words(painter, tone)
        self._paint_bar(painter, tone)
        self._paint_remark(painter)
        painter.end()

    def _height(self) -> int:
        return _BARE + (_REMARK if self._look is not None and self._look.remark else 0)

    def _title(self) -> str:
        return wording.label(self._look.kind, language()) if self._look else ""

    def _words(self) -> str:
        return clock_words(self._look.state, self._look.seconds_left) if self._look else ""

    def _due(self) -> str:
        if self._look is None or not self._look.due or self._look.state is ClockState.PAUSED:
            return ""  # a stopped clock has none; its remark says what it would be
        return translate("Clocks", "due {time}").format(time=self._look.due)

    def _paint_words(self, painter: QPainter, tone: Tone) -> None:
        left, height = 18 + SMALL, 28
        painter.setFont(base_font(BODY_SIZE, bold=True))
        painter.setPen(colour(tone))
        words = f"{self._title()} {self._words()}"
        taken = painter.fontMetrics().horizontalAdvance(words)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, self.width() - left, height), middle, words)
        left += taken + SMALL
        painter.setFont(base_font(NOTE_SIZE))
        painter.setPen(colour("muted"))
        room = max(0, self.width() - left)
        # Half a time says nothing: it stands in the tool tip then.
        if painter.fontMetrics().horizontalAdvance(self._due()) <= room:
            painter.drawText(QRect(left, 0, room, height), middle, self._due())

    def _paint_bar(self, painter: QPainter, tone: Tone) -> None:
        look = self._look
        if look is None:
            return
        track = QRect(0, 32, self.width(), TINY + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("neutral_soft"))
        painter.drawRoundedRect(track, 3, 3)
        over = look.state in {ClockState.BREACHED, ClockState.MISSED}
        share = 1.0 if over else max(0.0, min(1.0, look.share_gone))
        filled = QPainterPath()
        filled.addRoundedRect(track.adjusted(0, 0, round(track.width() * (share - 1)), 0), 3, 3)
        painter.fillPath(filled, colour(tone))
        if over:
            # The hatching says "over" without the colour.
            painter.fillPath(filled, QBrush(colour("surface"), Qt.BrushStyle.BDiagPattern))
        if look.state is ClockState.PAUSED:
            # So do the gaps for "stopped".
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("surface"))
            for left in range(_STRIPE, track.width(), 2 * _STRIPE):
                painter.drawRect(QRect(left, track.top(), _STRIPE // 2, track.height()))

    def _paint_remark(self, painter: QPainter) -> None:
        if self._look is None or not self._look.remark:
            return
        painter.setFont(base_font(NOTE_SIZE))
        painter.setPen(colour("muted"))
        words = painter.fontMetrics().elidedText(
            self._look.remark, Qt.TextElideMode.ElideRight, self.width()
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, _BARE, self.width(), _REMARK), middle, words)


def _joined(first: str, second: str) -> str:
    return f"{first} {second}"
