"""The editor for passwords; apart from the others, for sign-in needs it before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.icons import icon
from desktop.views.translation import Retranslating

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QFocusEvent


class PasswordEdit(Retranslating, QLineEdit):
    """A password, shown only while the eye is open."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        """Start hidden and empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(1024)
        self._reveal: QAction = self.addAction(
            icon("eye", "muted"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._reveal.setCheckable(True)
        self._reveal.toggled.connect(self._on_reveal_toggled)
        self.retranslate()

    @property
    def is_revealed(self) -> bool:
        """Tell whether the password can be read."""
        return self.echoMode() == QLineEdit.EchoMode.Normal

    def set_revealed(self, revealed: bool) -> None:
        """Open or close the eye."""
        self._reveal.setChecked(revealed)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide what was revealed as soon as the person goes on."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.set_revealed(False)
        super().focusOutEvent(event)

    def retranslate(self) -> None:
        """Say again what the eye does."""
        shown = self.is_revealed
        self._reveal.setText(self.tr("Hide password") if shown else self.tr("Show password"))

    def _on_reveal_toggled(self, revealed: bool) -> None:
        modes = QLineEdit.EchoMode
        self.setEchoMode(modes.Normal if revealed else modes.Password)
        self._reveal.setIcon(icon("eye-off" if revealed else "eye", "muted"))
        self.retranslate()
