"""Steps or results as lines: a sign, a title, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.icons import paint_icon
from desktop.views.theme import SMALL, TINY, set_role
from desktop.views.widgets.buttons import text_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

LineState = Literal["waiting", "running", "done", "notice", "failed", "skipped"]

_SIGNS: dict[LineState, tuple[str, str]] = {
    "waiting": ("circle-dashed", "neutral"),
    "running": ("hourglass", "accent"),
    "done": ("circle-check", "success"),
    "notice": ("triangle-alert", "warning"),
    "failed": ("circle-x", "danger"),
    "skipped": ("minus", "neutral"),
}
_ROLES: dict[LineState, str] = {"failed": "error", "notice": "remark"}
_SIGN = 18


@dataclass(frozen=True, slots=True)
class Line:
    """One line; the text says how it went."""

    state: LineState
    title: str
    text: str = ""


class StepList(QScrollArea):
    """Lines under each other; long lists scroll."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows: list[_LineRow] = []
        content = QWidget(self)
        content.setObjectName("scrolled")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self._column.addStretch(1)
        self.setWidget(content)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these and no others."""
        for row in self._rows[len(lines) :]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[len(lines) :]
        while len(self._rows) < len(lines):
            row = _LineRow(self.widget())
            self._column.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(line)

    def lines(self) -> list[Line]:
        """Give what is shown."""
        return [row.line for row in self._rows]


class _LineRow(QWidget):
    """One line."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.line = Line("waiting", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, SMALL, 0)
        row.setSpacing(SMALL)
        self._sign = _Sign(self)
        words = QVBoxLayout()
        words.setSpacing(TINY // 2)
        self._title = text_label(self, "line_title")
        self._text = text_label(self, "line_text", "note")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_line(self, line: Line) -> None:
        self.line = line
        self._sign.show_state(line.state)
        self._title.setText(line.title)
        self._text.setText(line.text)
        self._text.setVisible(bool(line.text))
        set_role(self._text, _ROLES.get(line.state, "note"))
        set_role(self._title, "muted" if line.state in {"waiting", "skipped"} else "body")
        self.setAccessibleName(f"{line.title} {line.text}".strip())


class _Sign(QWidget):
    """The state as a shape, beside the words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state: LineState = "waiting"
        self.setFixedSize(QSize(_SIGN, _SIGN))

    def show_state(self, state: LineState) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, QRect(0, 0, _SIGN, _SIGN), *_SIGNS[self._state])
        painter.end()
