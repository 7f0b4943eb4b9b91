"""The category: any part of its name in either language, or its first letters, or one chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QPushButton, QWidget

from desktop import wording
from desktop.views.intake.intake_state import UNSORTED
from desktop.views.intake.pinyin import initials
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.chips import ToggleChips
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.fields import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.services.rows import CategoryRow

_SEARCH = int(Qt.ItemDataRole.UserRole)
_KEY = _SEARCH + 1


class CategoryPicker(Retranslating, QWidget):
    """A line that completes itself (`field`), and what this desk uses most (`chips`).

    The page places the two; this widget itself is never shown.
    """

    category_changed = Signal()

    def __init__(self, parent: QWidget, name: str = "category") -> None:
        """Start unsorted; the categories come with `offer`."""
        super().__init__(parent)
        self.setObjectName(f"{name}_picker")
        self._rows: dict[str, CategoryRow] = {}
        self._branches: dict[str, CategoryRow] = {}
        self._words: dict[str, str] = {}
        self._key = UNSORTED
        self._model = QStandardItemModel(self)
        self._build(name)
        self._connect()
        self.retranslate()

    def offer(self, rows: Sequence[CategoryRow], often: Sequence[str]) -> None:
        """Offer the leaves of the pack in force, and chips for those used most."""
        self._branches = {row.key: row for row in rows if not row.leaf}
        self._rows = {row.key: row for row in rows if row.leaf}
        self._fill()
        self.chips.set_choices([key for key in often if key in self._rows], self.leaf_name)
        self._show()

    def value(self) -> str:
        """Give the key chosen, `unsorted` where nobody knows yet."""
        return self._key

    def unknown_text(self) -> str:
        """Give what was typed without naming a category."""
        return "" if self._key != UNSORTED else self.edit.text().strip()

    def set_value(self, key: str, text: str = "") -> None:
        """Choose a category, or none and show what was typed instead."""
        self._key = key
        self._show()
        if key == UNSORTED:
            self.edit.setText(text)
        self._remark()

    def leaf_name(self, key: str) -> str:
        """Name a category by its leaf."""
        row = self._rows.get(key)
        if row is None:
            return key
        return row.names.get(language().value) or row.names.get("en") or key

    def matches(self, text: str) -> list[str]:
        """Give the keys that what was typed may mean: the very name first, then by the pack."""
        wanted = text.strip().lower()
        found = [key for key, words in self._words.items() if wanted in words]
        return sorted(found, key=lambda key: self.leaf_name(key).lower() != wanted)

    def stops(self) -> list[QWidget]:
        """Give what Tab stops at, in order."""
        return [self.edit, *self.chips.findChildren(QPushButton)]

    def retranslate(self) -> None:
        """Name everything again; what was chosen or typed stays."""
        self._fill()
        self._show()
        self.edit.setPlaceholderText(self.tr("Type a part of it, or its first letters"))
        self.chips.setAccessibleName(self.tr("Categories used most"))

    def _build(self, name: str) -> None:
        self.setVisible(False)
        self.edit = LineEdit(self, f"{name}_edit")
        self.field = Field(self.edit, lambda: self.tr("Category"), self, note_place="beside")
        self.chips: ToggleChips[str] = ToggleChips(self, f"{name}_chips", exclusive=True)
        self._completer = _LeafCompleter(self._model, self)
        self.edit.setCompleter(self._completer)

    def _connect(self) -> None:
        self.edit.textEdited.connect(self._on_typed)
        self.edit.editingFinished.connect(self._on_finished)
        self._completer.chosen.connect(self._choose)
        self.chips.chosen_changed.connect(self._on_chip)

    def _fill(self) -> None:
        self._model.clear()
        self._words = {}
        for row in self._rows.values():
            item = QStandardItem(self.leaf_name(row.key))
            ends = range(1, len(row.path) + 1)
            above = [self._branches.get(".".join(row.path[:end])) for end in ends]
            self._words[row.key] = _search_text([row, *above])
            item.setData(self._words[row.key], _SEARCH)
            item.setData(row.key, _KEY)
            self._model.appendRow(item)

    def _show(self) -> None:
        if self._key != UNSORTED:
            self.edit.setText(self.leaf_name(self._key))
        self.chips.set_chosen([self._key])

    def _on_typed(self) -> None:
        self._key = UNSORTED
        self.chips.set_chosen([])
        self.field.clear_note()
        self.category_changed.emit()

    def _on_finished(self) -> None:
        typed = self.edit.text().strip()
        if not typed or self._key != UNSORTED:
            return
        found = self.matches(typed)
        if found:
            self._choose(found[0])
        else:
            self._remark()

    def _remark(self) -> None:
        unknown = bool(self.unknown_text()) and not self.matches(self.unknown_text())
        unsorted = wording.label("Category.unsorted", language())
        told = self.tr("No such category; kept as {unsorted}").format(unsorted=unsorted)
        self.field.set_remark(told if unknown else "")

    def _choose(self, key: str) -> None:
        self._key = key
        self._show()
        self.field.clear_note()
        self.category_changed.emit()

    def _on_chip(self) -> None:
        chosen = self.chips.chosen()
        self._key = chosen[0] if chosen else UNSORTED
        self.edit.setText(self.leaf_name(self._key) if chosen else "")
        self.field.clear_note()
        self.category_changed.emit()


class _LeafCompleter(QCompleter):
    """Searches names and first letters, shows and inserts the name alone."""

    chosen = Signal(str)

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(_SEARCH)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(9)
        self.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(int(Qt.ItemDataRole.DisplayRole)))

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(str(index.data(_KEY)))


def _search_text(rows: Iterable[CategoryRow | None]) -> str:
    """Join everything by which a leaf may be looked for: its names, letters, and its branches'."""
    words: list[str] = []
    for row in rows:
        if row is not None:
            words += [*row.names.values(), *initials(row.names.get("zh_CN", ""))]
    return " ".join(words).lower()
