"""The corner of the pages before the desk: language and look."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.theme import TINY
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import icon_button, name_control
from desktop.views.widgets.language_button import LanguageButton


class CornerTools(Retranslating, QWidget):
    """Says what was wished; does nothing by itself."""

    language_requested = Signal(object)
    theme_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Stand at the right."""
        super().__init__(parent)
        self.setObjectName("corner_tools")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TINY)
        self.language_button = LanguageButton(self)
        self.theme_button = icon_button(self, "theme_button", "sun-moon")
        row.addStretch(1)
        row.addWidget(self.language_button)
        row.addWidget(self.theme_button)
        self.language_button.language_requested.connect(self.language_requested)
        self.theme_button.clicked.connect(self.theme_toggled)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the buttons again."""
        name_control(self.theme_button, self.tr("Light or dark"))
