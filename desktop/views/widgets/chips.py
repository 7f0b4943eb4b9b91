"""Chips: small tinted marks of icon and word, and chips to choose by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop import wording
from desktop.views.icons import paint_icon
from desktop.views.theme import BODY_SIZE, MEDIUM, NOTE_SIZE, SMALL, TINY, base_font, colour
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import push_button
from desktop.views.widgets.flow_layout import FlowLayout, let_height_follow
from desktop.vocabulary import Severity, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from enum import StrEnum

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPaintEvent

Tone = Literal["accent", "success", "warning", "danger", "special", "neutral"]
T = TypeVar("T")

CHIP_HEIGHT = 22
_ICON = 13
_RADIUS = 4


class ChipLook(NamedTuple):
    """What a chip shows; colour never stands alone."""

    icon: str
    text: str
    tone: Tone


_STATUS_LOOKS: dict[Status, tuple[str, Tone]] = {
    Status.REGISTERED: ("circle-dot", "accent"),
    Status.INVESTIGATING: ("hourglass", "accent"),
    Status.NEGOTIATING: ("handshake", "special"),
    Status.RESOLVED: ("check", "success"),
    Status.CLOSED: ("circle-check", "neutral"),
    Status.NOT_UPHELD: ("gavel", "neutral"),
    Status.WITHDRAWN: ("undo-2", "neutral"),
    Status.VOIDED: ("ban", "neutral"),
}
_SEVERITY_LOOKS: dict[Severity, tuple[str, Tone]] = {
    Severity.NORMAL: ("flag", "neutral"),
    Severity.ELEVATED: ("shield-alert", "warning"),
    Severity.HIGH: ("octagon-alert", "danger"),
}


def status_look(status: Status) -> ChipLook:
    """Give the chip of a status in the language of the screen."""
    name, tone = _STATUS_LOOKS[status]
    return ChipLook(name, wording.label(status, language()), tone)


def severity_look(severity: Severity) -> ChipLook:
    """Give the chip of a severity; never for a screen the customer sees."""
    name, tone = _SEVERITY_LOOKS[severity]
    return ChipLook(name, wording.label(severity, language()), tone)


def chip_width(look: ChipLook, metrics: QFontMetrics) -> int:
    """Tell how wide a chip is painted; `metrics` of the note font."""
    mark = _ICON + TINY if look.icon else 0
    return SMALL + mark + metrics.horizontalAdvance(look.text) + SMALL


def paint_chip(
    painter: QPainter, at: QPoint, look: ChipLook, metrics: QFontMetrics, ground: str = ""
) -> int:
    """Paint a chip with its top left corner at a point; gives its width.

    The painter must have the note font. `ground` is another token to paint on,
    where the chip's own would not stand out.
    """
    rect = QRect(at, QSize(chip_width(look, metrics), CHIP_HEIGHT))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground or f"{look.tone}_soft"))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    left = rect.left() + SMALL
    if look.icon:
        spot = QRect(left, rect.top() + (CHIP_HEIGHT - _ICON) // 2, _ICON, _ICON)
        paint_icon(painter, spot, look.icon, look.tone)
        left += _ICON + TINY
    painter.setPen(colour(look.tone))
    words = QRect(left, rect.top(), rect.right() - left, CHIP_HEIGHT)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, look.text)
    return rect.width()


class Chip(Retranslating, QWidget):
    """One mark that is only looked at; `look` is asked again when the language changes."""

    def __init__(
        self, parent: QWidget | None = None, look: Callable[[], ChipLook] | None = None
    ) -> None:
        """Show what `look` gives, or nothing yet."""
        super().__init__(parent)
        self._ask = look
        self._look: ChipLook | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_look(self, look: Callable[[], ChipLook] | None) -> None:
        """Show another mark, or none."""
        self._ask = look
        self.retranslate()

    def show_status(self, status: Status) -> None:
        """Show where the work on a ticket is."""
        self.show_look(lambda: status_look(status))

    def show_severity(self, severity: Severity) -> None:
        """Show how grave a ticket may become."""
        self.show_look(lambda: severity_look(severity))

    def retranslate(self) -> None:
        """Ask for the words again."""
        self._look = self._ask() if self._ask is not None else None
        self.setAccessibleName(self._look.text if self._look else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give exactly the room of the mark."""
        if self._look is None:
            return QSize(0, CHIP_HEIGHT)
        return QSize(chip_width(self._look, _note_metrics()), CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never be cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        if self._look is None:
            return
        painter = QPainter(self)
        painter.setFont(base_font(NOTE_SIZE))
        paint_chip(painter, self.rect().topLeft(), self._look, _note_metrics())
        painter.end()


class ToggleChips(Retranslating, QWidget, Generic[T]):
    """Chips to choose by, several or (exclusive) one; one stop for Tab, arrows inside."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None, name: str, *, exclusive: bool = False) -> None:
        """Start without choices; an exclusive choice may also be taken back."""
        super().__init__(parent)
        self.setObjectName(name)
        self._exclusive = exclusive
        self._words: Callable[[T], str] = str
        self._chips: dict[T, QPushButton] = {}
        self._flow = FlowLayout(self, gap=6)
        let_height_follow(self)

    def set_choices(self, values: Iterable[T], words: Callable[[T], str]) -> None:
        """Offer other choices; what stays on offer stays chosen."""
        chosen = set(self.chosen())
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._words = words
        self._chips = {value: self._make_chip(value) for value in values}
        self._stop_only_at(next(iter(self._chips.values()), None))
        self.set_chosen(value for value in self._chips if value in chosen)
        self.retranslate()

    def chosen(self) -> tuple[T, ...]:
        """Give what is chosen, in the order of the chips."""
        return tuple(value for value, chip in self._chips.items() if chip.isChecked())

    def set_chosen(self, values: Iterable[T]) -> None:
        """Choose exactly these; tells nobody."""
        wanted = set(values)
        for value, chip in self._chips.items():
            chip.blockSignals(True)
            chip.setChecked(value in wanted)
            chip.blockSignals(False)
            chip.update()

    def chip(self, value: T) -> QPushButton:
        """Give the button of a choice."""
        return self._chips[value]

    def retranslate(self) -> None:
        """Ask for the words again."""
        bold = QFontMetrics(base_font(BODY_SIZE, bold=True))
        for value, chip in self._chips.items():
            words = self._words(value)
            chip.setText(words)
            # A chosen chip is bold, and Qt does not give it room for that.
            chip.setMinimumWidth(bold.horizontalAdvance(words) + 2 * MEDIUM + 4)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let arrows walk through the chips, and remember where Tab left them."""
        if isinstance(watched, QPushButton) and watched.parent() is self:
            if event.type() == QEvent.Type.FocusIn:
                self._stop_only_at(watched)
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._walk(watched, event.key())
        return False

    def _make_chip(self, value: T) -> QPushButton:
        chip = push_button(self, f"{self.objectName()}_{value}", kind="chip")
        chip.setCheckable(True)
        chip.installEventFilter(self)
        chip.toggled.connect(self._on_toggled)
        self._flow.addWidget(chip)
        return chip

    def _stop_only_at(self, stop: QPushButton | None) -> None:
        for chip in self._chips.values():
            tab = chip is stop
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab else Qt.FocusPolicy.ClickFocus)

    def _walk(self, chip: QPushButton, key: int) -> bool:
        step = _STEPS.get(key, 0)
        chips: Sequence[QPushButton] = list(self._chips.values())
        if not step or chip not in chips:
            return False
        after = chips[(chips.index(chip) + step) % len(chips)]
        after.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _on_toggled(self, checked: bool) -> None:
        if checked and self._exclusive:
            sender = self.sender()
            self.set_chosen(value for value, chip in self._chips.items() if chip is sender)
        self.chosen_changed.emit()


def offer_members(chips: ToggleChips[StrEnum], members: Iterable[StrEnum]) -> None:
    """Offer members of an enumeration by the words of the house."""
    chips.set_choices(members, lambda member: wording.label(member, language()))


_STEPS: dict[int, int] = {
    int(Qt.Key.Key_Right): 1,
    int(Qt.Key.Key_Down): 1,
    int(Qt.Key.Key_Left): -1,
    int(Qt.Key.Key_Up): -1,
}


def _note_metrics() -> QFontMetrics:
    return QFontMetrics(base_font(NOTE_SIZE))
