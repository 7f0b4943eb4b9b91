"""The ground of the forms that open in place: fields, what is missing, and the call they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.views.desk.story import told_how_words
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.widgets.chips import ToggleChips
from desktop.views.widgets.editors import LineEdit, MoneyEdit, TextArea
from desktop.views.widgets.fields import Field

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.rows import TicketDetail
    from desktop.services.use_case import UseCase
    from desktop.views.desk.desk import Desk

E = TypeVar("E", bound=QWidget)
translate = QCoreApplication.translate

TOLD_HOW = ("in_person", "phone", "sms", "wechat", "letter", "email", "platform")
"""How a complainant is told an outcome, as it is recorded."""
_LONGEST_TEXT = 4000


class ActCall(NamedTuple):
    """The use case a form asks for."""

    case: UseCase[Any, Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a field stands in the form's grid, and whether it must be filled."""

    row: int
    column: int = 0
    width: int = 1
    required: bool = False
    hint: Callable[[], str] | None = field(default=None)


class ActForm(QWidget):
    """One form; `call` is only asked for once `is_complete` said yes."""

    def __init__(self, desk: Desk, ticket: TicketDetail, parent: QWidget | None = None) -> None:
        """Ask about one ticket, as it stood when the form was opened."""
        super().__init__(parent)
        self.setObjectName("act_form")
        self.desk = desk
        self.ticket = ticket
        self.fields: dict[str, Field] = {}
        self._required: list[str] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(MEDIUM)
        self.grid.setVerticalSpacing(SMALL)
        self.build()

    def build(self) -> None:
        """Place the fields; each form says which."""
        raise NotImplementedError

    def call(self) -> ActCall:
        """Give what is asked for."""
        raise NotImplementedError

    def problems(self) -> dict[str, str]:
        """Tell by field what cannot be taken, beyond what is simply missing."""
        return {}

    @property
    def version(self) -> dict[str, int]:
        """The state of the ticket the person saw, so that nobody is overwritten unseen."""
        return {"version": self.ticket.version}

    def is_complete(self) -> bool:
        """Say at each field what is missing; True if nothing is."""
        found = {name: _missing() for name in self._required if not _has_text(self.editor(name))}
        found |= self._unreadable() | self.problems()
        for name, one in self.fields.items():
            one.set_error(found.get(name, ""))
        wrong = [one for name, one in self.fields.items() if name in found]
        if wrong:
            wrong[0].editor.setFocus()
        return not wrong

    def refresh(self, ticket: TicketDetail) -> None:
        """Take the ticket as it stands now; what was typed stays."""
        self.ticket = ticket

    def parts_changed(self, ticket: TicketDetail) -> None:
        """Take note of what was added to the ticket since; the state that was seen stays."""

    def focus_first(self) -> None:
        """Put the keyboard on the first field."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.editor.setFocus()

    # ---- what was typed, kept while the person looks elsewhere

    def typed(self) -> dict[str, str]:
        """Give every text that was typed, by the name of its field."""
        texts = {name: _text(one.editor) for name, one in self.fields.items()}
        return {name: text for name, text in texts.items() if text}

    def put_back(self, typed: dict[str, str]) -> None:
        """Put texts back into their fields."""
        for name, text in typed.items():
            editor = self.fields[name].editor if name in self.fields else None
            if isinstance(editor, QPlainTextEdit):
                editor.setPlainText(text)
            elif isinstance(editor, QLineEdit):
                editor.setText(text)

    # ---- for the forms

    def place(self, editor: E, name: str, title: Callable[[], str], cell: Cell) -> E:
        """Put an editor under its title into the grid."""
        made = Field(editor, title, self, required=cell.required, hint=cell.hint)
        self.fields[name] = made
        if cell.required:
            self._required.append(name)
        top = Qt.AlignmentFlag.AlignTop
        self.grid.addWidget(made, cell.row, cell.column, 1, cell.width, top)
        return editor

    def share_width(self) -> None:
        """Let two columns be equally wide, whatever stands in them."""
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)

    def place_text(self, name: str, title: Callable[[], str], cell: Cell, lines: int = 3) -> None:
        """Put a text of several lines into the grid."""
        area = TextArea(self, f"{name}_edit", lines=lines, limit=_LONGEST_TEXT)
        area.setMaximumHeight(area.minimumHeight() + 24)
        self.place(area, name, title, cell)

    def place_line(self, name: str, title: Callable[[], str], cell: Cell) -> LineEdit:
        """Put one line into the grid."""
        return self.place(LineEdit(self, f"{name}_edit"), name, title, cell)

    def place_money(self, name: str, title: Callable[[], str], cell: Cell) -> MoneyEdit:
        """Put an amount into the grid."""
        edit = MoneyEdit(self, f"{name}_edit", symbol=self.desk.currency_sign())
        edit.setMaximumWidth(180)
        return self.place(edit, name, title, cell)

    def place_told_how(self, cell: Cell) -> ToggleChips[str]:
        """Put the ways to tell a complainant into the grid."""
        chips: ToggleChips[str] = ToggleChips(self, "told_how_chips", exclusive=True)
        chips.set_choices(TOLD_HOW, told_how_words)
        return self.place(chips, "told_how", _told_how_title, cell)

    def editor(self, name: str) -> QWidget:
        """Give the editor of a field."""
        return self.fields[name].editor

    def text(self, name: str) -> str:
        """Give what was typed into a field."""
        return _text(self.editor(name))

    def minor(self, name: str) -> int:
        """Give an amount in minor units; nothing typed is nothing asked."""
        editor = self.editor(name)
        return (editor.minor() or 0) if isinstance(editor, MoneyEdit) else 0

    def _unreadable(self) -> dict[str, str]:
        found = {}
        for name, one in self.fields.items():
            if isinstance(one.editor, MoneyEdit) and not one.editor.is_valid:
                found[name] = translate("Acts", "This is no amount.")
            if isinstance(one.editor, TextArea) and one.editor.is_over_limit:
                found[name] = translate("Acts", "At most {limit} characters.").format(
                    limit=one.editor.limit
                )
        return found


def chosen_one(chips: ToggleChips[str]) -> str | None:
    """Give what is chosen among exclusive chips."""
    return next(iter(chips.chosen()), None)


def _told_how_title() -> str:
    return translate("Acts", "How the complainant was told")


def _missing() -> str:
    return translate("Acts", "Please fill this in.")


def _text(editor: QWidget) -> str:
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText().strip()
    return editor.text().strip() if isinstance(editor, QLineEdit) else ""


def _has_text(editor: QWidget) -> bool:
    if isinstance(editor, ToggleChips):
        return bool(editor.chosen())
    return bool(_text(editor)) if isinstance(editor, QPlainTextEdit | QLineEdit) else True
