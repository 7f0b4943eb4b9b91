"""The button that offers the languages of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from desktop.views.icons import icon
from desktop.views.theme import CONTROL_HEIGHT
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import name_control
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

_NAMES = {Language.CHINESE: "简体中文", Language.ENGLISH: "English"}


class LanguageButton(Retranslating, QToolButton):
    """Names each language in itself; says which was wished and does nothing."""

    language_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None, name: str = "language_button") -> None:
        """Offer every language."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setIcon(icon("languages", "neutral", on="accent"))
        self.setIconSize(QSize(18, 18))
        self.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMenu(self._build_menu())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the button again."""
        name_control(self, self.tr("Language"))

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        for member, name in _NAMES.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setData(member)
        menu.aboutToShow.connect(self._check_language)
        menu.triggered.connect(self._on_triggered)
        return menu

    def _check_language(self) -> None:
        for action in self.menu().actions():
            action.setChecked(Language(action.data()) is language())

    def _on_triggered(self, action: QAction) -> None:
        self.language_requested.emit(Language(action.data()))
