"""Phones: one line or several, each with whose it is, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.intake.intake_lines import line
from desktop.views.intake.intake_state import phone_is_odd
from desktop.views.theme import CONTROL_HEIGHT, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import icon_button, name_control
from desktop.views.widgets.fields import Field

if TYPE_CHECKING:
    from desktop.views.widgets.editors import LineEdit

_MOST = 4


class PhoneFields(Retranslating, QWidget):
    """The lines under one title; an odd number is a remark, never a block."""

    phones_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Start with one empty line."""
        super().__init__(parent)
        self.setObjectName("phone_fields")
        self._lines: list[_PhoneLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL - 2)
        self._more = QVBoxLayout()
        self._more.setSpacing(SMALL - 2)
        self._build_first(column)
        column.addLayout(self._more)
        self.retranslate()

    def _build_first(self, column: QVBoxLayout) -> None:
        holder = QWidget(self)
        holder.setObjectName("phones")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        first = self._make_line(0)
        self.add_button = icon_button(holder, "phone_add_button", "plus")
        self.add_button.clicked.connect(self._on_add)
        self.none_check = QCheckBox(holder)
        self.none_check.setObjectName("no_phone_check")
        self.none_check.setMinimumHeight(CONTROL_HEIGHT)
        self.none_check.toggled.connect(self._on_none)
        row.addWidget(first, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.none_check)
        self.field = Field(holder, lambda: self.tr("Phone, and whose"), self, note_place="beside")
        self.field.title_label.setBuddy(first.number_edit)
        column.addWidget(self.field)

    @property
    def first_edit(self) -> LineEdit:
        """The number on the first line."""
        return self._lines[0].number_edit

    @property
    def none(self) -> bool:
        """Whether there is no phone."""
        return self.none_check.isChecked()

    def value(self) -> tuple[tuple[str, str], ...]:
        """Give the lines that are not empty: number and whose."""
        told = [
            (one.number_edit.text().strip(), one.whose_edit.text().strip()) for one in self._lines
        ]
        return tuple(pair for pair in told if any(pair))

    def set_value(self, phones: tuple[tuple[str, str], ...], *, none: bool = False) -> None:
        """Show these lines."""
        while len(self._lines) > max(1, len(phones)):
            self._drop(self._lines[-1])
        while len(self._lines) < len(phones):
            self._add()
        for one, (number, whose) in zip(self._lines, [*phones, ("", "")], strict=False):
            one.number_edit.setText(number)
            one.whose_edit.setText(whose)
        self.none_check.setChecked(none)
        self.check()

    def check(self) -> None:
        """Remark on numbers that look mistyped."""
        odd = not self.none and any(phone_is_odd(number) for number, _ in self.value())
        self.field.set_remark(self.tr("unusual, please check") if odd else "")

    def stops(self) -> list[QWidget]:
        """Give what Tab stops at, in order."""
        first, *others = self._lines
        found: list[QWidget] = [first.number_edit, first.whose_edit, self.add_button]
        found.append(self.none_check)
        for one in others:
            found += [one.number_edit, one.whose_edit, one.drop_button]
        return found

    def retranslate(self) -> None:
        """Set the words again."""
        name_control(self.add_button, self.tr("Another phone"))
        self.none_check.setText(self.tr("None"))
        self.none_check.setAccessibleName(self.tr("No phone"))
        self.check()

    def _make_line(self, place: int) -> _PhoneLine:
        made = _PhoneLine(self, place)
        made.number_edit.textChanged.connect(lambda _text: self.phones_changed.emit())
        made.whose_edit.textChanged.connect(lambda _text: self.phones_changed.emit())
        made.number_edit.editingFinished.connect(self.check)
        made.drop_button.clicked.connect(lambda: self._on_drop(made))
        self._lines.append(made)
        return made

    def _add(self) -> _PhoneLine:
        made = self._make_line(len(self._lines))
        made.drop_button.setVisible(True)
        made.setEnabled(not self.none)
        self._more.addWidget(made)
        self.add_button.setEnabled(len(self._lines) < _MOST)
        return made

    def _drop(self, one: _PhoneLine) -> None:
        self._lines.remove(one)
        self._more.removeWidget(one)
        one.hide()
        one.deleteLater()
        self.add_button.setEnabled(len(self._lines) < _MOST and not self.none)

    def _on_add(self) -> None:
        self._add().number_edit.setFocus()
        self.phones_changed.emit()

    def _on_drop(self, one: _PhoneLine) -> None:
        self._drop(one)
        self.check()
        self.phones_changed.emit()

    def _on_none(self, none: bool) -> None:
        for one in self._lines:
            one.setEnabled(not none)
        self.add_button.setEnabled(not none and len(self._lines) < _MOST)
        self.check()
        self.phones_changed.emit()


class _PhoneLine(Retranslating, QWidget):
    """One number, and whose it is."""

    def __init__(self, parent: QWidget, place: int) -> None:
        super().__init__(parent)
        suffix = f"_{place + 1}" if place else ""
        self._place = place + 1
        self.setObjectName(f"phone_line{suffix}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.number_edit = line(self, f"phone{suffix}_edit", 60)
        self.whose_edit = line(self, f"whose{suffix}_edit", 60)
        self.drop_button = icon_button(self, f"phone{suffix}_drop_button", "x")
        self.drop_button.setVisible(False)
        row.addWidget(self.number_edit, 3)
        row.addWidget(self.whose_edit, 2)
        row.addWidget(self.drop_button)
        self.retranslate()

    def retranslate(self) -> None:
        self.number_edit.setAccessibleName(self.tr("Phone {n}").format(n=self._place))
        self.whose_edit.setAccessibleName(self.tr("Whose phone {n}").format(n=self._place))
        self.whose_edit.setPlaceholderText(self.tr("own"))
        name_control(self.drop_button, self.tr("Remove this phone"))
