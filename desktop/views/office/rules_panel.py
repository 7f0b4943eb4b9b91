"""The rule pack in force: what it says, and where each figure comes from; to be read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop.services.rule_rows import ClockRuleRow, LimitRow, rule_card
from desktop.views.office.office import word
from desktop.views.office.system_panel import SystemPanel
from desktop.views.table_models import DISPLAY, FOREGROUND, TOOL_TIP, RowsTableModel
from desktop.views.theme import MEDIUM, colour
from desktop.views.translation import language
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QObject

    from desktop.services.rule_rows import RuleCard
    from desktop.views.office.office import Office
    from desktop.views.office.office_page import OfficePage


class ClockTableModel(RowsTableModel[ClockRuleRow]):
    """The deadlines with their sources."""

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Deadline"), self.tr("Length"), self.tr("Source"), self.tr("Checked"))

    def cell(self, row: ClockRuleRow, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return (
                word(f"ClockKind.{row.kind}"),
                self._length(row),
                row.source,
                self.tr("✓ verified") if row.verified else self.tr("! not verified"),
            )[column]
        if role == FOREGROUND and column == 3:  # noqa: PLR2004
            return colour("success" if row.verified else "warning")
        return None

    def _length(self, row: ClockRuleRow) -> str:
        if row.unit == "hours":
            return self.tr("%n hour(s)", "", row.length)
        if row.unit == "working_hours":
            return self.tr("%n opening hour(s)", "", row.length)
        if row.unit == "working_days":
            return self.tr("%n working day(s)", "", row.length)
        return self.tr("%n calendar day(s)", "", row.length)


class LimitTableModel(RowsTableModel[LimitRow]):
    """What each role may grant alone."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Call roles as the rule pack does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Role"), self.tr("May grant alone"))

    def figures(self) -> Collection[int]:
        """Amounts stand at the right."""
        return (1,)

    def cell(self, row: LimitRow, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        if column == 0:
            return self._office.title(row.role)
        return self._office.money(row.amount) if row.amount else "—"


class RulesPanel(SystemPanel):
    """Head, deadlines, limits, categories."""

    def __init__(self, page: OfficePage) -> None:
        """Start empty."""
        super().__init__(page, "rules_panel")
        self._card: RuleCard | None = None
        self.clocks = ClockTableModel(self)
        self.limits = LimitTableModel(self.office, self)
        self.head_label = text_label(self, "pack_head", "heading")
        self.note_label = text_label(self, "pack_note", "note")
        self.note_label.setWordWrap(True)
        self.column.addWidget(self.head_label)
        self.column.addWidget(self.note_label)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addLayout(self._build_tables(), 3)
        row.addWidget(self._build_tree(), 2)
        self.column.addLayout(row, 1)
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Rules")

    def reload(self) -> None:
        """Read the pack in force."""
        self.office.jobs.call(self, self._show, rule_card, latest="rules")

    def retranslate(self) -> None:
        """Set the words again."""
        self.clocks.retranslate()
        self.limits.retranslate()
        self._say()

    def _build_tables(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(MEDIUM)
        deadlines = Section(lambda: self.tr("Deadlines"), self, "clock_section")
        self.clock_table = DataTable(deadlines, "clock_table")
        self.clock_table.setModel(self.clocks)
        self.clock_table.set_widths((130, 130, 200, 110), stretch=2)
        deadlines.body.addWidget(self.clock_table)
        limits = Section(lambda: self.tr("Amounts"), self, "limit_section")
        self.limit_table = DataTable(limits, "limit_table")
        self.limit_table.setModel(self.limits)
        self.limit_table.set_widths((180, 140), stretch=0)
        limits.body.addWidget(self.limit_table)
        column.addWidget(deadlines, 2)
        column.addWidget(limits, 3)
        return column

    def _build_tree(self) -> QWidget:
        section = Section(lambda: self.tr("Categories"), self, "category_section")
        self.tree = QTreeWidget(section)
        self.tree.setObjectName("category_tree")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        section.body.addWidget(self.tree)
        return section

    def _show(self, card: RuleCard) -> None:
        self._card = card
        self.clocks.show_rows(card.clocks)
        self.limits.show_rows(card.limits)
        self._say()

    def _say(self) -> None:
        self.tree.setAccessibleName(self.tr("Categories"))
        card = self._card
        if card is None:
            return
        head = self.tr("{name} · version {version}")
        self.head_label.setText(head.format(name=card.name, version=card.version))
        note = self.tr(
            "For reference. The business day ends at {time}. Fingerprint {digest}. "
            "Headquarters' pack comes with its bundles."
        )
        self.note_label.setText(note.format(time=card.day_ends, digest=card.digest[:12]))
        self._fill_tree(card)

    def _fill_tree(self, card: RuleCard) -> None:
        self.tree.clear()
        nodes: dict[str, QTreeWidgetItem] = {}
        for category in card.categories:
            name = category.names.get(language()) or category.names.get("en", category.key)
            parent = nodes.get(".".join(category.path))
            node = QTreeWidgetItem([name])
            node.setToolTip(0, category.key)
            nodes[category.key] = node
            if parent is None:
                self.tree.addTopLevelItem(node)
            else:
                parent.addChild(node)
        self.tree.expandAll()
