"""Conflicts: both versions side by side, and at headquarters the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop import wording
from desktop.sync.conflicts import HERE, THERE, decide_conflict
from desktop.views.office.exchange_tables import ConflictTableModel
from desktop.views.office.exchange_words import conflict_reason
from desktop.views.office.office import word
from desktop.views.office.office_page import row_of
from desktop.views.table_models import DISPLAY, TOOL_TIP, RowsTableModel
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.fields import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from desktop.services.rows import ConflictRow
    from desktop.views.office.office import Office
    from desktop.vocabulary import Uid

Pair = tuple[str, Any, Any]
_MEMBERS = {"status": "Status", "severity": "Severity", "nature": "Nature"}
_INSTANTS = frozenset({"responded_at", "resolved_at", "ended_at"})
_UNTOLD = frozenset({"version"})


class PairTableModel(RowsTableModel[Pair]):
    """One row a field: its name, what stands here, what stood there."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Start without a conflict."""
        super().__init__(parent)
        self._office = office
        self.names: dict[Uid, str] = {}
        self.there = ""

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Field"), self.tr("Here"), self.there or self.tr("There"))

    def cell(self, row: Pair, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        key = row[0]
        return self._field(key) if column == 0 else self._value(key, row[column])

    def _field(self, key: str) -> str:
        names = {
            "custodian": word("Custodian"),
            "assignee": self.tr("Handled by"),
            "offered_to": self.tr("Offered to"),
            "with_manager": self.tr("With the manager"),
            "responded_at": self.tr("First response"),
            "resolved_at": self.tr("Resolved"),
            "ended_at": self.tr("Closed"),
            "routes_told": self.tr("Re-check route told"),
        }
        return names.get(key) or word(f"Field.{key}").capitalize()

    def _value(self, key: str, value: Any) -> str:
        if value is None or value == "":
            return "—"
        if key in _MEMBERS:
            return word(f"{_MEMBERS[key]}.{value}")
        if key in _INSTANTS:
            return self._office.moment(int(value))
        if isinstance(value, bool):
            return self.tr("Yes") if value else self.tr("No")
        tellers: dict[str, Callable[[Any], str]] = {
            "custodian": self._site,
            "offered_to": self._site,
            "category": self._category,
            "assignee": lambda _uid: self.tr("a member of staff"),
        }
        return tellers.get(key, str)(value)

    def _site(self, uid: Any) -> str:
        own = self._office.card
        return own.name if uid == own.uid else self.names.get(uid, self.tr("another site"))

    def _category(self, key: Any) -> str:
        found = self._office.gateway.facts.pack.category(str(key))
        return found.name(language()) if found else str(key)


class ConflictPane(Retranslating, QWidget):
    """The list at the left, the two versions at the right."""

    decided = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        """Start without conflicts."""
        super().__init__(parent)
        self.setObjectName("conflict_pane")
        self._office = office
        self._names: dict[Uid, str] = {}
        self._current: ConflictRow | None = None
        self.model = ConflictTableModel(office, self)
        self.pairs = PairTableModel(office, self)
        self._build()
        self.retranslate()

    def show_conflicts(self, rows: Sequence[ConflictRow], names: dict[Uid, str]) -> None:
        """Show these conflicts; the first one is compared at once."""
        self.pairs.names = names
        self.model.show_rows(rows)
        self.stack.setCurrentIndex(1 if rows else 0)
        if rows:
            self.table.select_row(0)
        self._on_current(0 if rows else -1)

    def retranslate(self) -> None:
        """Set the words again."""
        self.model.retranslate()
        self.pairs.retranslate()
        self.table.setAccessibleName(self.tr("Conflicts"))
        self.pair_table.setAccessibleName(self.tr("Both versions"))
        self.here_button.setText(self.tr("Keep what stands here"))
        self.there_button.setText(self.tr("Take the branch's version"))
        self.explanation.setText(self._explanation())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(EmptyState("circle-check", self._nothing_text, None, self))
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        self.table = DataTable(splitter, "conflict_table")
        self.table.setModel(self.model)
        self.table.set_widths((170, 130, 150, 110), stretch=2)
        self.table.current_changed.connect(self._on_current)
        splitter.addWidget(self.table)
        splitter.addWidget(self._build_detail(splitter))
        splitter.setSizes([560, 560])
        self.stack.addWidget(splitter)
        column.addWidget(self.stack)

    def _build_detail(self, parent: QWidget) -> QWidget:
        pane = QWidget(parent)
        column = QVBoxLayout(pane)
        column.setContentsMargins(MEDIUM, SMALL, 0, 0)
        column.setSpacing(SMALL)
        self.pair_table = DataTable(pane, "pair_table")
        self.pair_table.setModel(self.pairs)
        self.pair_table.set_widths((130, 180, 180), stretch=2)
        self.explanation = text_label(pane, "conflict_explanation", "note")
        self.explanation.setWordWrap(True)
        self.reason_edit = LineEdit(pane, "conflict_reason_edit")
        self.reason_field = Field(
            self.reason_edit, lambda: self.tr("Reason for the decision"), required=True
        )
        self.here_button = push_button(pane, "keep_here_button", "building")
        self.there_button = push_button(pane, "take_there_button", "store")
        self.here_button.clicked.connect(lambda: self._decide(HERE))
        self.there_button.clicked.connect(lambda: self._decide(THERE))
        column.addWidget(self.pair_table, 1)
        column.addWidget(self.explanation)
        self.decision = QWidget(pane)
        inner = QVBoxLayout(self.decision)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.reason_field)
        inner.addLayout(row_of(self.here_button, self.there_button))
        column.addWidget(self.decision)
        self.decision.setVisible(self._office.may(decide_conflict))
        return pane

    def _nothing_text(self) -> str:
        return self.tr("There are no conflicts.")

    def _explanation(self) -> str:
        if self._current is None:
            return ""
        told = self.tr("Kept but not applied: {reason}.").format(
            reason=conflict_reason(self._current.reason)
        )
        if self._office.may(decide_conflict):
            return told
        return told + self.tr(" Headquarters decides which version stands.")

    def _on_current(self, place: int) -> None:
        row = self.model.row_at(place)
        self._current = row
        self.reason_field.clear_note()
        keys = [key for key in (row.there if row else {}) if key not in _UNTOLD]
        self.pairs.there = row.entry_site if row else ""
        self.pairs.show_rows([(key, row.here.get(key), row.there[key]) for key in keys if row])
        self.explanation.setText(self._explanation())

    def _decide(self, choice: str) -> None:
        row = self._current
        reason = self.reason_edit.text().strip()
        if row is None:
            return
        if not reason:
            self.reason_field.set_error(wording.sentence("reason.missing", language()))
            self.reason_edit.setFocus()
            return
        self._office.jobs.call(self, self._on_decided, decide_conflict, row.ref, choice, reason)

    def _on_decided(self, _nothing: None) -> None:
        self.reason_edit.clear()
        self.decided.emit()
