"""What stands where nothing is yet: a picture, a sentence, the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.icons import paint_icon
from desktop.views.theme import HUGE, MEDIUM
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import push_button, text_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

_SIZE = 40


class EmptyState(Retranslating, QWidget):
    """Shown instead of an empty list; `action` may be left out."""

    action_requested = Signal()

    def __init__(
        self,
        icon_name: str,
        sentence: Callable[[], str],
        action: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Say `sentence` under the picture and offer `action` under it."""
        super().__init__(parent)
        self.setObjectName("empty_state")
        self._sentence = sentence
        self._action = action
        column = QVBoxLayout(self)
        column.setContentsMargins(HUGE, HUGE, HUGE, HUGE)
        column.setSpacing(MEDIUM)
        column.addStretch(1)
        column.addWidget(_Picture(icon_name, self), 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence_label = text_label(self, "empty_sentence", "muted")
        self.sentence_label.setWordWrap(True)
        self.sentence_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.sentence_label)
        self.action_button = push_button(self, "empty_action_button")
        self.action_button.setVisible(action is not None)
        self.action_button.clicked.connect(self.action_requested)
        column.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.retranslate()

    def say(self, sentence: Callable[[], str], action: Callable[[], str] | None = None) -> None:
        """Say something else, with another next step or none."""
        self._sentence = sentence
        self._action = action
        self.action_button.setVisible(action is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        self.sentence_label.setText(self._sentence())
        if self._action is not None:
            self.action_button.setText(self._action())


class _Picture(QWidget):
    """The icon, large and pale; drawn with the colours in force."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(_SIZE, _SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, "border")
        painter.end()
