"""The rules: the pack in force to be read, another one to be checked, the opening hours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout

from desktop import wording
from desktop.services.pack_files import PackLook, look_at_pack
from desktop.services.rule_rows import rule_card
from desktop.services.rules import held_packs
from desktop.views.office.fact_card import ElidedLabel
from desktop.views.office.hours_form import HoursForm
from desktop.views.office.office_page import scrolled
from desktop.views.office.pack_check import PackCheck
from desktop.views.office.rule_panes import (
    AmountsPane,
    CalendarsPane,
    CategoriesPane,
    ClocksPane,
    VersionsPane,
)
from desktop.views.office.system_panel import SystemPanel
from desktop.views.theme import MEDIUM
from desktop.views.translation import language
from desktop.views.widgets.buttons import push_button, text_label

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.gateway import Gateway
    from desktop.services.rule_rows import RuleCard
    from desktop.views.jobs import Progress
    from desktop.views.office.office_page import OfficePage
    from desktop.views.office.rule_panes import RulePane


class RulesPanel(SystemPanel):
    """Head, what the pack says by kinds, and in its place the check of another one."""

    def __init__(self, page: OfficePage) -> None:
        """Start empty."""
        super().__init__(page, "rules_panel")
        self._card: RuleCard | None = None
        self._file = ""
        self._build_head()
        self.clocks_pane = ClocksPane(self.office, "clocks_pane")
        self.calendars_pane = CalendarsPane(self.office, "calendars_pane")
        self.categories_pane = CategoriesPane(self.office, "categories_pane")
        self.amounts_pane = AmountsPane(self.office, "amounts_pane")
        self.hours_form = HoursForm(page)
        self.versions_pane = VersionsPane(self.office, "versions_pane")
        self.panes: tuple[RulePane, ...] = (
            self.clocks_pane,
            self.calendars_pane,
            self.categories_pane,
            self.amounts_pane,
            self.hours_form,
            self.versions_pane,
        )
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("rule_tabs")
        for pane in self.panes:
            long = pane is self.hours_form  # its errors make it longer
            self.tabs.addTab(scrolled(pane, self.tabs, "hours_area") if long else pane, "")
        self.check = PackCheck(page, self)
        self.check.closed.connect(self._close_check)
        self.check.applied.connect(self._on_applied)
        self.stack = _Pages(self)
        self.stack.addWidget(self.tabs)
        self.stack.addWidget(self.check)
        self.column.addWidget(self.stack, 1)
        self.check_button.clicked.connect(self._on_check)
        self.page.busy_buttons.append(self.check_button)
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Rules")

    def reload(self) -> None:
        """Read the pack in force and the versions held."""
        self.office.jobs.call(self, self._show, rule_card, latest="rules")
        self.office.jobs.call(
            self, self.versions_pane.show_versions, held_packs, latest="rule versions"
        )

    def settle(self) -> None:
        """Grey out again what cannot be done."""
        self.check.settle()

    def retranslate(self) -> None:
        """Set the words again."""
        self.check_button.setText(self.tr("Check a pack…"))
        self.tabs.setAccessibleName(self.tr("Rules"))
        for place, pane in enumerate(self.panes):
            self.tabs.setTabText(place, pane.title())
        self._say()

    def show_pane(self, pane: RulePane) -> None:
        """Bring one of the panes into view."""
        self.tabs.setCurrentIndex(self.panes.index(pane))

    def _build_head(self) -> None:
        self.head_label = text_label(self, "pack_head", "heading")
        self.note_label = ElidedLabel(self, "pack_note", "note")
        self.check_button = push_button(self, "check_pack_button", "file-check")
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.head_label)
        row.addStretch(1)
        row.addWidget(self.check_button)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addLayout(row)
        head.addWidget(self.note_label)
        self.column.addLayout(head)

    def _show(self, card: RuleCard) -> None:
        self._card = card
        for pane in self.panes:
            pane.show_card(card)
        self._say()

    def _say(self) -> None:
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

    # ---- another pack

    def _on_check(self) -> None:
        kinds = self.tr("Rule packs (*.json)")
        path = self.office.chooser.file(self, self.tr("Rule pack to be checked"), kinds)
        if path is not None:
            self._file = path.name
            self.page.message_bar.close_message()
            self.page.work(
                lambda: self.tr("Checking the rule pack…"),
                self._on_looked,
                _look,
                self.office.gateway,
                path,
            )

    def _on_looked(self, look: PackLook) -> None:
        self.check.show_look(look, self._file)
        self.stack.setCurrentWidget(self.check)
        self.check.close_button.setFocus()

    def _close_check(self) -> None:
        self.stack.setCurrentWidget(self.tabs)
        self.check_button.setFocus()

    def _on_applied(self, name: str, version: str, since: str) -> None:
        self._close_check()
        self.show_pane(self.versions_pane)
        told = self.tr("Rule pack {name} {version} is applied; it holds from {since}.")
        day = wording.date_text(date.fromisoformat(since), language())
        self.done(told.format(name=name, version=version, since=day))


class _Pages(QStackedWidget):
    """Needs its least height only: a scroll area gives what wraps the height it would like."""

    def hasHeightForWidth(self) -> bool:
        return False


def _look(gateway: Gateway, path: Path, *, progress: Progress) -> PackLook:
    progress.check()
    return look_at_pack(gateway, path)
