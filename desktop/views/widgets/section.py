"""A titled card that groups what belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label

if TYPE_CHECKING:
    from collections.abc import Callable


class Section(Retranslating, QFrame):
    """A card: title, a place for small actions, and `body` for the rest."""

    def __init__(
        self,
        title: Callable[[], str] | None = None,
        parent: QWidget | None = None,
        name: str = "section",
        *,
        bare: bool = False,
    ) -> None:
        """Make a card, or (bare) only the title over the content."""
        super().__init__(parent)
        self.setObjectName(name)
        if not bare:
            self.setProperty("role", "card")
        self._title = title
        outer = QVBoxLayout(self)
        edge = 0 if bare else LARGE
        outer.setContentsMargins(edge, 0 if bare else MEDIUM, edge, edge)
        outer.setSpacing(SMALL)
        self.title_label = text_label(self, f"{name}_title", "strong")
        self._head = QHBoxLayout()
        self._head.setSpacing(SMALL)
        self._head.addWidget(self.title_label)
        self._head.addStretch(1)
        outer.addLayout(self._head)
        self.body = QVBoxLayout()
        self.body.setSpacing(SMALL)
        outer.addLayout(self.body, 1)
        self.title_label.setVisible(title is not None)
        self.retranslate()

    def add_action(self, widget: QWidget) -> None:
        """Put a small button at the right of the title."""
        self._head.addWidget(widget)

    def retranslate(self) -> None:
        """Set the title again."""
        if self._title is not None:
            self.title_label.setText(self._title())
            self.setAccessibleName(self._title())
