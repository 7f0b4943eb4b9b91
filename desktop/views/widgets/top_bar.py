"""The bar on top: the site, the search box, the one great button, and who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from desktop.views.icons import icon
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import (
    icon_button,
    name_control,
    push_button,
    set_menu,
    text_label,
)
from desktop.views.widgets.emblem import Emblem
from desktop.views.widgets.language_button import LanguageButton

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_HEIGHT = 52
_SEARCH_DELAY_MS = 200


class TopBar(Retranslating, QFrame):
    """Says what was wished; does nothing by itself."""

    search_changed = Signal(str)
    """What stands in the search box, a moment after the last key."""
    search_submitted = Signal(str)
    intake_requested = Signal()
    person_change_requested = Signal()
    lock_requested = Signal()
    language_requested = Signal(object)
    theme_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the bar; name the site and the person afterwards."""
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setFixedHeight(_HEIGHT)
        self._person = ""
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SEARCH_DELAY_MS)
        self._build()
        self._connect()
        self.retranslate()

    def set_site(self, name: str) -> None:
        """Say which site this is."""
        self.site_label.setText(name)

    def set_person(self, name: str, title: str = "") -> None:
        """Say who works here now; empty when nobody is signed in."""
        self._person = f"{name} · {title}" if title else name
        self.person_button.setVisible(bool(name))
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        self.search_edit.setPlaceholderText(
            self.tr("Search phone tail, surname, number, goods   Ctrl+F")
        )
        self.search_edit.setAccessibleName(self.tr("Search"))
        self.intake_button.setText(self.tr("Register complaint (F2)"))
        name_control(self.theme_button, self.tr("Light or dark"))
        self.person_button.setText(self._person)
        self.person_button.setAccessibleName(
            self.tr("Signed in: {person}").format(person=self._person)
        )
        self.change_action.setText(self.tr("Change person"))
        self.lock_action.setText(self.tr("Lock screen\tCtrl+L"))

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, 0, MEDIUM, 0)
        row.setSpacing(SMALL)
        self.site_label = text_label(self, "site_label", "heading")
        self.site_label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.search_edit = _SearchEdit(self)
        self.intake_button = push_button(self, "intake_button", "plus", "primary")
        self.language_button = LanguageButton(self)
        self.theme_button = icon_button(self, "theme_button", "sun-moon")
        self.person_button = push_button(self, "person_button", "circle-user", "quiet")
        self.person_button.setVisible(False)
        row.addWidget(Emblem(self))
        row.addWidget(self.site_label)
        row.addSpacing(SMALL)
        row.addWidget(self.search_edit, 3)
        row.addStretch(1)
        row.addWidget(self.intake_button)
        row.addSpacing(SMALL)
        row.addWidget(self.language_button)
        row.addWidget(self.theme_button)
        row.addWidget(self.person_button)
        self._build_menus()

    def _build_menus(self) -> None:
        menu = QMenu(self.person_button)
        self.change_action = menu.addAction(icon("users"), "")
        self.lock_action = menu.addAction(icon("lock"), "")
        set_menu(self.person_button, menu)

    def _connect(self) -> None:
        self._delay.timeout.connect(self._tell_search)
        self.search_edit.textChanged.connect(lambda _text: self._delay.start())
        self.search_edit.returnPressed.connect(self._on_submitted)
        self.intake_button.clicked.connect(self.intake_requested)
        self.language_button.language_requested.connect(self.language_requested)
        self.theme_button.clicked.connect(self.theme_toggled)
        self.change_action.triggered.connect(self.person_change_requested)
        self.lock_action.triggered.connect(self.lock_requested)

    def _tell_search(self) -> None:
        self.search_changed.emit(self.search_edit.text().strip())

    def _on_submitted(self) -> None:
        self._delay.stop()
        self.search_submitted.emit(self.search_edit.text().strip())


class _SearchEdit(QLineEdit):
    """The search box; Escape clears it, then leaves it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_edit")
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(480)
        self.setMinimumWidth(140)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.focusNextChild()
