"""A labelled field that says by itself what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.theme import SMALL, TINY, set_role
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label

if TYPE_CHECKING:
    from collections.abc import Callable

NotePlace = Literal["under", "beside"]
State = Literal["", "error", "remark"]


class Field(Retranslating, QWidget):
    """Label, editor, and a line for an error or a remark.

    The title may carry a mnemonic ("&Phone"). `note_place` "beside" puts the
    line at the right of the label, where it never moves what stands below.
    """

    def __init__(
        self,
        editor: QWidget,
        title: Callable[[], str],
        parent: QWidget | None = None,
        *,
        required: bool = False,
        hint: Callable[[], str] | None = None,
        note_place: NotePlace = "under",
    ) -> None:
        """Wrap `editor`, whose object name names the field too."""
        # of the editor's parent from the start: so Tab comes by where the field was made
        super().__init__(parent or editor.parentWidget())
        self.editor = editor
        self._title = title
        self._required = required
        self._hint = hint
        self._state: State = ""
        name = editor.objectName()
        self.setObjectName(f"{name}_field")
        self.title_label = text_label(self, f"{name}_label", "label")
        self.title_label.setBuddy(editor)
        self.note_label = text_label(self, f"{name}_note", "note")
        self.note_label.setWordWrap(note_place == "under")
        self._lay_out(note_place)
        self.retranslate()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the editor.

        It is no focus proxy: from later in the chain of Tab, Qt would run back to it.
        """
        self.editor.setFocus(reason)

    @property
    def state(self) -> State:
        """Tell whether an error or a remark stands there."""
        return self._state

    @property
    def note(self) -> str:
        """Give the error or remark."""
        return self.note_label.text() if self._state else ""

    def set_error(self, sentence: str) -> None:
        """Say what must be put right before saving; an empty sentence takes it back."""
        self._say("error" if sentence else "", sentence)

    def set_remark(self, sentence: str) -> None:
        """Say what is odd but stops nothing; an empty sentence takes it back."""
        self._say("remark" if sentence else "", sentence)

    def clear_note(self) -> None:
        """Take error and remark back."""
        self._say("", "")

    def retranslate(self) -> None:
        """Set title and hint again; an error keeps the language it was said in."""
        title = self._title()
        self.title_label.setText(f"{title} *" if self._required else title)
        spoken = _without_mnemonic(title)
        self.editor.setAccessibleName(
            self.tr("{title}, required").format(title=spoken) if self._required else spoken
        )
        if not self._state:
            self._show_hint()

    def _lay_out(self, note_place: NotePlace) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self.title_label)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.editor, 1)
        if note_place == "beside":
            head.addWidget(self.note_label)
        else:
            column.addWidget(self.note_label)

    def _say(self, state: State, sentence: str) -> None:
        self._state = state
        set_role(self.editor, state, name="state")
        self.editor.setAccessibleDescription(sentence)
        if not state:
            self._show_hint()
            return
        # The sign says what the colour says.
        sign = "⊗ " if state == "error" else "! "
        set_role(self.note_label, state)
        self.note_label.setText(sign + sentence)
        self.note_label.setVisible(True)

    def _show_hint(self) -> None:
        hint = self._hint() if self._hint is not None else ""
        set_role(self.note_label, "note")
        self.note_label.setText(hint)
        self.note_label.setVisible(bool(hint))


def _without_mnemonic(title: str) -> str:
    """Drop "&" and the "(&N)" that Chinese titles carry."""
    cut = title.find("(&")
    if cut > 0:
        title = title[:cut] + title[title.find(")", cut) + 1 :]
    return title.replace("&", "")
