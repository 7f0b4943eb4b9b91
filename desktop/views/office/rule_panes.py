"""What a rule pack says, one pane a kind: deadlines, calendars, categories, amounts, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop import wording
from desktop.views.office.office import word
from desktop.views.office.rule_tables import (
    ClockTableModel,
    GroundTableModel,
    LevelTableModel,
    LimitTableModel,
    VersionTableModel,
    YearTableModel,
    checked_words,
    days_words,
    named,
)
from desktop.views.theme import MEDIUM
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.editors import Choice
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtCore import QAbstractItemModel

    from desktop.services.rule_rows import CodeTableRow, RuleCard
    from desktop.services.rules import PackRow
    from desktop.views.office.office import Office

Node = tuple[str, str | None, str]
"""A node of a tree: its key, the key above it, its words."""


class RulePane(Retranslating, QWidget):
    """One tab of the rules page."""

    def __init__(self, office: Office, name: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName(name)
        self.office = office
        self.card: RuleCard | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, MEDIUM, 0, 0)
        self.column.setSpacing(MEDIUM)
        self.build()
        self.retranslate()

    def build(self) -> None:
        """Place what is shown; each pane says what."""
        raise NotImplementedError

    def title(self) -> str:
        """Name the tab."""
        raise NotImplementedError

    def show_card(self, card: RuleCard) -> None:
        """Show a pack."""
        self.card = card
        self.retranslate()

    def table(
        self,
        title: Callable[[], str],
        model: QAbstractItemModel,
        name: str,
        widths: Sequence[int],
        stretch: int,
    ) -> tuple[Section, DataTable]:
        """Make a card with a table."""
        section = Section(title, self, f"{name}_section")
        table = DataTable(section, f"{name}_table")
        table.setModel(model)
        table.set_widths(widths, stretch=stretch)
        section.body.addWidget(table)
        return section, table


class ClocksPane(RulePane):
    """The deadlines, and the grounds on which one may stand still."""

    def build(self) -> None:
        """Place both tables."""
        self.clocks = ClockTableModel(self)
        self.grounds = GroundTableModel(self)
        clocks, self.clock_table = self.table(
            lambda: self.tr("Deadlines"), self.clocks, "clock", (180, 140, 200, 120, 270), 2
        )
        self.ground_section, self.ground_table = self.table(
            lambda: self.tr("Grounds for stopping the decision clock"),
            self.grounds,
            "ground",
            (260, 200, 100),
            1,
        )
        self.column.addWidget(clocks, 3)
        self.column.addWidget(self.ground_section, 2)

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Deadlines")

    def show_card(self, card: RuleCard) -> None:
        """Show a pack."""
        self.clocks.show_rows(card.clocks)
        self.grounds.show_rows(card.grounds)
        self.ground_section.setVisible(bool(card.grounds))
        super().show_card(card)

    def retranslate(self) -> None:
        """Set the words again."""
        self.clocks.retranslate()
        self.grounds.retranslate()


class CalendarsPane(RulePane):
    """The years, and every day of the one that is chosen."""

    def build(self) -> None:
        """Place the table over the days."""
        self.years = YearTableModel(self)
        years, self.year_table = self.table(
            lambda: self.tr("Calendars"), self.years, "year", (80, 90, 110, 300, 110), 3
        )
        days = Section(lambda: self.tr("Days of the chosen year"), self, "days_section")
        self.days_label = text_label(days, "days_label")
        self.days_label.setWordWrap(True)
        self.note_label = text_label(days, "days_note", "note")
        self.note_label.setWordWrap(True)
        days.body.addWidget(self.days_label)
        days.body.addWidget(self.note_label)
        days.body.addStretch(1)
        self.year_table.current_changed.connect(lambda _row: self._tell_days())
        self.column.addWidget(years, 1)
        self.column.addWidget(days, 1)

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Calendars")

    def show_card(self, card: RuleCard) -> None:
        """Show the years, the newest on top."""
        chosen = max(0, self.year_table.currentIndex().row())
        self.years.show_rows(card.years[::-1])
        self.year_table.select_row(chosen)
        super().show_card(card)

    def retranslate(self) -> None:
        """Set the words again."""
        self.years.retranslate()
        self.note_label.setText(
            self.tr(
                "Deadlines that reach into a year without an official decree are marked "
                "“provisional”."
            )
        )
        self._tell_days()

    def _tell_days(self) -> None:
        row = self.years.row_at(self.year_table.currentIndex().row())
        if row is None:
            self.days_label.setText("")
            return
        told = self.tr("{year}, days off: {off}.\nMake-up working days: {work}.")
        self.days_label.setText(
            told.format(year=row.year, off=days_words(row.off), work=days_words(row.work))
        )


class CategoriesPane(RulePane):
    """The tree of categories, and the codes of standards where the pack has any."""

    def build(self) -> None:
        """Place both side by side."""
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        section = Section(lambda: self.tr("Categories"), self, "category_section")
        self.tree = _tree(section, "category_tree")
        section.body.addWidget(self.tree)
        row.addWidget(section, 1)
        row.addWidget(self._build_codes(), 1)
        self.column.addLayout(row)

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Categories and codes")

    def show_card(self, card: RuleCard) -> None:
        """Show a pack."""
        self._tables.clear()
        self._tables |= {table.key: table for table in card.codes}
        super().show_card(card)
        self._on_table()

    def retranslate(self) -> None:
        """Set the words again."""
        self.tree.setAccessibleName(self.tr("Categories"))
        self.code_tree.setAccessibleName(self.tr("Codes"))
        self.table_choice.setAccessibleName(self.tr("Table"))
        if self.card is None:
            return
        fill_tree(
            self.tree,
            ((c.key, ".".join(c.path), named(c.names, c.key)) for c in self.card.categories),
        )
        self.table_choice.set_choices(self._tables, self._table_words)
        self._on_table()

    def _build_codes(self) -> Section:
        section = Section(lambda: self.tr("Codes"), self, "code_section")
        self._tables: dict[str, CodeTableRow] = {}
        self.table_choice: Choice[str] = Choice(section, "code_table_choice")
        self.source_label = text_label(section, "code_source", "note")
        self.source_label.setWordWrap(True)
        self.code_tree = _tree(section, "code_tree")
        for widget in (self.table_choice, self.source_label):
            section.body.addWidget(widget)
        section.body.addWidget(self.code_tree, 1)
        self.table_choice.value_changed.connect(self._on_table)
        return section

    def _table_words(self, key: str) -> str:
        told = self.tr("{table} (%n row(s))", "", len(self._tables[key].rows))
        return told.format(table=code_table_words(key))

    def _on_table(self) -> None:
        chosen = self.table_choice.value()
        table = self._tables.get(chosen) if chosen is not None else None
        self.table_choice.setVisible(table is not None)
        self.code_tree.setVisible(table is not None)
        if table is None:
            self.source_label.setText(self.tr("This rule pack has no tables of codes."))
            return
        source = self.tr("Source: {source} · {checked}")
        self.source_label.setText(
            source.format(source=table.source, checked=checked_words(verified=table.verified))
        )
        fill_tree(
            self.code_tree,
            ((r.key, r.up, f"{r.key}  {named(r.names, r.key)}") for r in table.rows),
        )


class AmountsPane(RulePane):
    """What each role may grant alone, and the levels a matter is raised to."""

    def build(self) -> None:
        """Place both tables side by side."""
        self.limits = LimitTableModel(self.office, self)
        self.levels = LevelTableModel(self)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        limits, self.limit_table = self.table(
            lambda: self.tr("Amounts"), self.limits, "limit", (180, 160), 0
        )
        levels, self.level_table = self.table(
            lambda: self.tr("Levels"), self.levels, "level", (180, 160), 0
        )
        row.addWidget(limits, 1)
        row.addWidget(levels, 1)
        self.column.addLayout(row)

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Amounts and levels")

    def show_card(self, card: RuleCard) -> None:
        """Show a pack."""
        self.limits.show_rows(card.limits)
        self.levels.show_levels(card.levels)
        super().show_card(card)

    def retranslate(self) -> None:
        """Set the words again."""
        self.limits.retranslate()
        self.levels.retranslate()


class VersionsPane(RulePane):
    """The versions held here, each with the day from which it holds."""

    def build(self) -> None:
        """Place the table."""
        self.versions = VersionTableModel(self)
        section, self.version_table = self.table(
            lambda: self.tr("Versions held"),
            self.versions,
            "version",
            (150, 120, 150, 150, 110, 140),
            5,
        )
        self.note_label = text_label(self, "versions_note", "note")
        self.note_label.setWordWrap(True)
        section.body.addWidget(self.note_label)
        self.column.addWidget(section)

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Versions")

    def show_versions(self, rows: Sequence[PackRow]) -> None:
        """Show what is held."""
        self.versions.show_rows(rows)

    def retranslate(self) -> None:
        """Set the words again."""
        self.versions.retranslate()
        self.note_label.setText(
            self.tr("A ticket keeps the version under which it was registered, whatever follows.")
        )


def code_table_words(key: str) -> str:
    """Name a table of codes; one without a word of its own keeps its key."""
    told = f"CodeTable.{key}"
    return word(told) if wording.has_label(told, language()) else key


def fill_tree(tree: QTreeWidget, nodes: Iterable[Node]) -> None:
    """Show a tree; what hangs on something unknown stands at the top."""
    tree.clear()
    made: dict[str, QTreeWidgetItem] = {}
    for key, up, words in nodes:
        node = made[key] = QTreeWidgetItem([words])
        node.setToolTip(0, key)
        above = made.get(up) if up else None
        if above is None:
            tree.addTopLevelItem(node)
        else:
            above.addChild(node)
    tree.expandAll()


def _tree(parent: QWidget, name: str) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setObjectName(name)
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    return tree
