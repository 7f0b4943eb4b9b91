"""Passwords as they are typed: twice with the rules beside them, and the caps-lock hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import InputError
from desktop.views.messages import describe
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.fields import Field
from desktop.views.widgets.password_edit import PasswordEdit

if TYPE_CHECKING:
    from collections.abc import Callable

_STRONG = 14


class CapsWatch(QObject):
    """Tells from the letters that arrive whether Caps Lock is on; Qt cannot be asked."""

    caps_changed = Signal(bool)

    def __init__(self, edit: QWidget) -> None:
        """Watch the keys of an edit."""
        super().__init__(edit)
        self._is_on = False
        edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at each key, keep none."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._note(event)
        return False

    def _note(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            self._say(on=False)
            return
        letter = event.text()
        if len(letter) != 1 or not letter.isascii() or not letter.isalpha():
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._say(on=letter.isupper() != shifted)

    def _say(self, *, on: bool) -> None:
        if on is not self._is_on:
            self._is_on = on
            self.caps_changed.emit(on)


class PasswordPair(Retranslating, QWidget):
    """A new password, typed twice, with what is wrong with it beside it."""

    submitted = Signal()
    """Enter in the second field."""

    def __init__(
        self,
        check: Callable[[str], None],
        parent: QWidget | None = None,
        name: str = "new_password",
        *,
        side_by_side: bool = False,
    ) -> None:
        """Ask `check`, which raises InputError, whether a password may be used."""
        super().__init__(parent)
        self.setObjectName(f"{name}_pair")
        self._check = check
        self._name = name
        self._build(side_by_side=side_by_side)
        self.first.textEdited.connect(lambda _text: self._look_while_typing())
        self.second.textEdited.connect(lambda _text: self.second_field.clear_note())
        self.second.returnPressed.connect(self.submitted)
        self.first.returnPressed.connect(self.second.setFocus)
        self.retranslate()

    def password(self) -> str:
        """Give what was typed first."""
        return self.first.text()

    def accept(self) -> bool:
        """Tell whether both may be taken; say in place what is wrong, and go there."""
        try:
            self._check(self.first.text())
        except InputError as error:
            self.show_error(error)
            return False
        if self.first.text() != self.second.text():
            self.second_field.set_error(self.tr("The two passwords are not the same."))
            self.second.setFocus()
            self.second.selectAll()
            return False
        return True

    def show_error(self, error: Exception) -> None:
        """Say beside the first field what was refused."""
        self.first_field.set_error(describe(error).sentence)
        self.first.setFocus()

    def recheck(self) -> None:
        """Look again: what the password is compared with has changed."""
        self._look_while_typing()

    def clear(self) -> None:
        """Forget both."""
        for edit, field in ((self.first, self.first_field), (self.second, self.second_field)):
            edit.clear()
            edit.set_revealed(False)
            field.clear_note()

    def retranslate(self) -> None:
        """Say again what was found; the fields do the rest."""
        self._look_while_typing()

    def _build(self, *, side_by_side: bool) -> None:
        line = QHBoxLayout(self) if side_by_side else QVBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(MEDIUM if side_by_side else SMALL)
        self.first = PasswordEdit(self, f"{self._name}_edit")
        self.second = PasswordEdit(self, f"{self._name}_again_edit")
        self.first_field = Field(
            self.first, lambda: self.tr("Ne&w password"), self, required=True, hint=self._hint
        )
        self.second_field = Field(
            self.second, lambda: self.tr("The same &again"), self, required=True
        )
        place = Qt.AlignmentFlag.AlignTop
        for field in (self.first_field, self.second_field):
            if side_by_side:
                line.addWidget(field, 1, place)
            else:
                line.addWidget(field)

    def _look_while_typing(self) -> None:
        """Say what is still missing while typing; it becomes an error only on submitting."""
        self.first_field.clear_note()
        if not self.first.text():
            return
        try:
            self._check(self.first.text())
        except InputError as error:
            self.first_field.set_remark(describe(error).sentence)

    def _hint(self) -> str:
        typed = len(self.first.text())
        if not typed:
            return self.tr("At least 8 characters. A short sentence is easy to remember.")
        if typed < _STRONG:
            return "✓ " + self.tr("Can be used. A longer one is stronger.")
        return "✓ " + self.tr("Strong.")
