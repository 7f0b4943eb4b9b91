"""A small card with one fact: what it is about, the fact, a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.views.theme import set_role
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from desktop.views.widgets.buttons import LabelRole

_LEAST = 60


class FactCard(Section):
    """Title, fact, remark; `body` takes more."""

    def __init__(self, parent: QWidget, name: str, title: Callable[[], str]) -> None:
        """Start without a fact."""
        super().__init__(title, parent, name)
        set_role(self.title_label, "label")
        self.fact_label = ElidedLabel(self, f"{name}_fact", "heading")
        self.remark_label = text_label(self, f"{name}_remark", "note")
        self.remark_label.setWordWrap(True)
        self.body.addWidget(self.fact_label)
        self.body.addWidget(self.remark_label)
        self.body.addStretch(1)

    def say(self, fact: str, remark: str = "", role: LabelRole = "note") -> None:
        """Say the fact and what there is to remark."""
        self.fact_label.setText(fact)
        self.remark_label.setText(remark)
        set_role(self.remark_label, role)


class ElidedLabel(QLabel):
    """One line that gives way in its middle; the whole stands in the tool tip."""

    def __init__(self, parent: QWidget | None, name: str, role: LabelRole = "body") -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role != "body":
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Say it, and the whole of it in the tool tip."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """Give way down to a few letters."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        told = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.contentsRect().width()
        )
        painter.drawText(self.contentsRect(), int(self.alignment().value), told)
        painter.end()
