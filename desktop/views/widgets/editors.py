"""Editors for money, moments, passwords, stories and choices."""

from __future__ import annotations

import unicodedata
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QTextCharFormat, QTextOption
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop import wording
from desktop.views.theme import CONTROL_HEIGHT, MEDIUM, SMALL, TINY, colour
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import push_button

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from PySide6.QtGui import QPaintEvent, QWheelEvent

T = TypeVar("T")

_MOMENT_FORMAT = "yyyy-MM-dd HH:mm"
_TICK_MS = 15_000


class LineEdit(QLineEdit):
    """One line; takes what scanners and input methods send."""

    def __init__(self, parent: QWidget | None, name: str, *, limit: int = 200) -> None:
        """Hold at most `limit` characters."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setMaxLength(limit)


class MoneyEdit(QLineEdit):
    """An amount, kept in minor units (fen for yuan).

    Takes ¥, thousands commas and full-width digits; what cannot be read stays
    as typed and `is_valid` is false.
    """

    minor_changed = Signal()

    def __init__(
        self, parent: QWidget | None, name: str, *, symbol: str = "¥", digits: int = 2
    ) -> None:
        """Show `symbol` before the figure; a currency has `digits` behind the point."""
        super().__init__(parent)
        self.setObjectName(name)
        self._symbol = symbol
        self._digits = digits
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText("0." + "0" * digits if digits else "0")
        self.setTextMargins(self.fontMetrics().horizontalAdvance(symbol) + SMALL, 0, 0, 0)
        self.editingFinished.connect(self._tidy)
        self.textEdited.connect(lambda _text: self.minor_changed.emit())

    def minor(self) -> int | None:
        """Give the amount in minor units; None where nothing, or nothing readable, stands."""
        return parse_money(self.text(), self._digits)

    def set_minor(self, minor: int | None) -> None:
        """Show an amount, or nothing."""
        self.setText("" if minor is None else _amount_text(minor, self._digits))

    @property
    def is_valid(self) -> bool:
        """Tell whether nothing, or a readable amount, stands there."""
        return not self.text().strip() or self.minor() is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the symbol at the left of the figure."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(colour("muted" if self.isEnabled() else "faint"))
        spot = self.rect().adjusted(MEDIUM - 2, 0, 0, 0)
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, self._symbol)
        painter.end()

    def _tidy(self) -> None:
        minor = self.minor()
        if minor is not None:
            self.set_minor(minor)


def parse_money(text: str, digits: int = 2) -> int | None:
    """Read an amount as people type it into minor units; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("元", "")
    plain = plain.strip().lstrip("¥").strip()
    try:
        minor = Decimal(plain).scaleb(digits)
    except InvalidOperation:
        return None
    if not minor.is_finite() or minor < 0 or minor != minor.to_integral_value():
        return None
    return int(minor) if minor < Decimal(10) ** 13 else None


def _amount_text(minor: int, digits: int) -> str:
    if not digits:
        return f"{minor:,}"
    whole, rest = divmod(minor, 10**digits)
    return f"{whole:,}.{rest:0{digits}d}"


class MomentEdit(Retranslating, QWidget):
    """A date and minute, or "now", which goes on with the clock until it is edited."""

    moment_changed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        *,
        starts_now: bool = False,
        zone: tzinfo | None = None,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """Read and show the wall clock of `zone` (this machine's if not given)."""
        super().__init__(parent)
        self.setObjectName(name)
        self._zone = zone
        self._clock = now
        self._is_now = False
        self._build(name)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self.set_now() if starts_now else self.set_moment(now())
        self.retranslate()

    @property
    def is_now(self) -> bool:
        """Tell whether the moment is still "now"."""
        return self._is_now

    def moment(self) -> datetime:
        """Give the moment with its zone, to the minute."""
        naive = self.edit.dateTime().toPython()
        if not isinstance(naive, datetime):
            raise TypeError(naive)
        plain = naive.replace(second=0, microsecond=0, tzinfo=None)
        return plain.replace(tzinfo=self._zone) if self._zone else plain.astimezone()

    def set_moment(self, moment: datetime) -> None:
        """Show a moment; it no longer follows the clock."""
        self._follow(now=False)
        self._show(moment)

    def set_now(self) -> None:
        """Follow the clock again."""
        self._follow(now=True)
        self._show(self._clock())

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the part that is typed into; see `Field.setFocus`."""
        self.edit.setFocus(reason)

    def setAccessibleName(self, name: str) -> None:
        """Name the part that is typed into."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def retranslate(self) -> None:
        """Set the words again."""
        self.now_button.setText(self.tr("Now"))
        self.now_button.setToolTip(self.tr("Follow the clock"))

    def _build(self, name: str) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TINY)
        self.edit = _MomentLine(self)
        self.edit.setObjectName(f"{name}_edit")
        self.now_button = push_button(self, f"{name}_now_button")
        self.now_button.setCheckable(True)
        row.addWidget(self.edit, 1)
        row.addWidget(self.now_button)
        self.edit.dateTimeChanged.connect(self._on_edited)
        self.now_button.clicked.connect(self.set_now)

    def _show(self, moment: datetime) -> None:
        here = moment.astimezone(self._zone)
        shown = QDateTime(here.year, here.month, here.day, here.hour, here.minute, 0)
        if shown == self.edit.dateTime():
            return
        self.edit.blockSignals(True)
        self.edit.setDateTime(shown)
        self.edit.blockSignals(False)
        self.moment_changed.emit()

    def _follow(self, *, now: bool) -> None:
        self._is_now = now
        self.now_button.setChecked(now)
        if hasattr(self, "_ticking"):
            self._ticking.start() if now else self._ticking.stop()

    def _tick(self) -> None:
        if self._is_now and not self.edit.hasFocus():
            self._show(self._clock())

    def _on_edited(self) -> None:
        self._follow(now=False)
        self.moment_changed.emit()


class _MomentLine(QDateTimeEdit):
    """Year to minute with a calendar; the wheel does nothing until it has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDisplayFormat(_MOMENT_FORMAT)
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(CONTROL_HEIGHT)
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            # Qt paints weekends in a red that no theme chose.
            calendar.setWeekdayTextFormat(day, QTextCharFormat())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TextArea(QPlainTextEdit):
    """A story; Tab goes on to the next field."""

    def __init__(
        self, parent: QWidget | None, name: str, *, lines: int = 4, limit: int = 20_000
    ) -> None:
        """Stand at least `lines` high; what goes over `limit` is cut and told by `over_limit`."""
        super().__init__(parent)
        self.setObjectName(name)
        self.limit = limit
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        height = QFontMetrics(self.font()).lineSpacing() * lines + 2 * SMALL + TINY
        self.setMinimumHeight(height)

    def text(self) -> str:
        """Give what was typed, without blanks at its ends."""
        return self.toPlainText().strip()

    @property
    def is_over_limit(self) -> bool:
        """Tell whether too much was typed; nothing is ever cut."""
        return len(self.toPlainText()) > self.limit


class Choice(Retranslating, QComboBox, Generic[T]):
    """A choice among values with words; the wheel does nothing until it has the focus."""

    value_changed = Signal()

    def __init__(self, parent: QWidget | None, name: str) -> None:
        """Start without choices."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self._values: list[T] = []
        self._words: Callable[[T], str] = str
        self.currentIndexChanged.connect(self._on_index_changed)

    def set_choices(
        self,
        values: Iterable[T],
        words: Callable[[T], str],
        icons: Callable[[T], QIcon] | None = None,
    ) -> None:
        """Offer other choices; what was chosen stays chosen if it is among them."""
        before = self.value()
        self.blockSignals(True)
        self.clear()
        self._values = list(values)
        self._words = words
        for value in self._values:
            self.addItem(icons(value) if icons else QIcon(), words(value))
        kept = before is not None and before in self._values
        self.setCurrentIndex(self._values.index(before) if kept and before is not None else 0)
        self.blockSignals(False)
        if not kept:
            self.value_changed.emit()

    def value(self) -> T | None:
        """Give what is chosen."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: T) -> None:
        """Choose a value that is on offer."""
        self.setCurrentIndex(self._values.index(value))

    def retranslate(self) -> None:
        """Ask for the words again."""
        for index, value in enumerate(self._values):
            self.setItemText(index, self._words(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the choice has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_index_changed(self) -> None:
        self.value_changed.emit()


def member_choice(parent: QWidget | None, name: str, members: Iterable[StrEnum]) -> Choice[StrEnum]:
    """Make a choice among members of an enumeration by the words of the house."""
    choice: Choice[StrEnum] = Choice(parent, name)
    choice.set_choices(members, lambda member: wording.label(member, language()))
    return choice
