"""The message inside the window, in place of a box that stops the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.views.icons import paint_icon
from desktop.views.messages import Level, describe
from desktop.views.theme import SMALL, set_role
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import icon_button, name_control, push_button, text_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

_ICONS: dict[Level, tuple[str, str]] = {
    "info": ("info", "accent"),
    "success": ("circle-check", "success"),
    "warning": ("triangle-alert", "warning"),
    "error": ("circle-x", "danger"),
}
_SUCCESS_MS = 6000


class MessageBar(Retranslating, QFrame):
    """Stands in the layout and takes no room while it is silent.

    Escape or the cross closes it; success closes by itself. A new message takes
    the place of the old one.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start silent."""
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._level: Level = "info"
        self._act: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.close_message)
        self._build()
        self.setVisible(False)
        self.retranslate()

    @property
    def level(self) -> Level:
        """The level of what is, or was last, shown."""
        return self._level

    @property
    def sentence(self) -> str:
        """The words of what is, or was last, shown."""
        return self.sentence_label.text()

    def show_message(
        self,
        sentence: str,
        level: Level = "info",
        *,
        action: str = "",
        act: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Say a sentence, with one thing to do about it if there is any.

        A success goes by itself after a while, unless it `stays`.
        """
        self._level = level
        self._act = act
        set_role(self, level, name="level")
        self._mark.show_level(level)
        self.sentence_label.setText(sentence)
        self.action_button.setText(action)
        self.action_button.setVisible(bool(action))
        self.setVisible(True)
        self._announce(sentence)
        self._timer.stop()
        if level == "success" and not action and not stays:
            self._timer.start(_SUCCESS_MS)

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong, what was kept and what to do."""
        self.show_message(*describe(error))

    def close_message(self) -> None:
        """Fall silent."""
        if not self.isHidden():
            self._timer.stop()
            self.setVisible(False)
            self.closed.emit()

    def retranslate(self) -> None:
        """Name the cross again; a message keeps the language it was said in."""
        name_control(self.close_button, self.tr("Close message"))

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SMALL + 2, 6, 6, 6)
        row.setSpacing(SMALL)
        self._mark = _Mark(self)
        self.sentence_label = text_label(self, "message_sentence")
        self.sentence_label.setWordWrap(True)
        self.sentence_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action_button = push_button(self, "message_action_button")
        self.action_button.clicked.connect(self._on_action)
        self.close_button = icon_button(self, "message_close_button", "x")
        self.close_button.setFixedSize(26, 26)
        self.close_button.clicked.connect(self.close_message)
        row.addWidget(self._mark)
        row.addWidget(self.sentence_label, 1)
        row.addWidget(self.action_button)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)

    def _on_action(self) -> None:
        act = self._act
        self.close_message()
        if act is not None:
            act()

    def _announce(self, sentence: str) -> None:
        self.setAccessibleName(sentence)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


class _Mark(QWidget):
    """The shape of the level, beside its colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._level: Level = "info"
        self.setFixedSize(QSize(18, 18))

    def show_level(self, level: Level) -> None:
        self._level = level
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, QRect(0, 0, 18, 18), *_ICONS[self._level])
        painter.end()
