"""Backups: where they go, making one, checking one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox

from desktop import wording
from desktop.services.backups import (
    BackupPlan,
    BackupRow,
    back_up,
    backup_plan,
    backup_rows,
    check_backup,
    choose_backup_place,
    record_backup_check,
)
from desktop.services.drills import Drill, drill, record_drill
from desktop.views.office.fact_card import FactCard
from desktop.views.office.office import size_text
from desktop.views.office.office_page import row_of
from desktop.views.office.system_panel import SystemPanel
from desktop.views.table_models import DISPLAY, TOOL_TIP, RowsTableModel
from desktop.views.theme import MEDIUM
from desktop.views.translation import language
from desktop.views.widgets.buttons import explain_disabled, push_button, text_label
from desktop.views.widgets.data_table import DataTable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QObject

    from desktop.services.opening import OpenSite
    from desktop.views.jobs import Progress
    from desktop.views.office.office import Office
    from desktop.views.office.office_page import OfficePage


class BackupTableModel(RowsTableModel[BackupRow]):
    """This site's backups in the folder, newest first."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Write instants as the office does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Made"),
            self.tr("Records"),
            self.tr("Pieces of evidence"),
            self.tr("Size"),
            self.tr("Name"),
        )

    def figures(self) -> Collection[int]:
        """Count in three columns."""
        return (1, 2, 3)

    def cell(self, row: BackupRow, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        return (
            self._office.moment(row.made_at),
            f"{row.entries:,}",
            f"{row.evidence:,}",
            size_text(row.size),
            row.name,
        )[column]


class BackupPanel(SystemPanel):
    """Two cards and the list."""

    def __init__(self, page: OfficePage) -> None:
        """Start without a plan."""
        super().__init__(page, "backup_panel")
        self._plan = BackupPlan()
        self.model = BackupTableModel(self.office, self)
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Backups")

    def reload(self) -> None:
        """Read the plan and the folder."""
        self.office.jobs.run(self, self._show, _read, self.office.site, latest="backups")

    def retranslate(self) -> None:
        """Set the words again."""
        self.model.retranslate()
        self.table.setAccessibleName(self.tr("Backups"))
        self.place_button.setText(self.tr("Change…"))
        self.keep_label.setText(self.tr("Keep"))
        self.keep_edit.setSuffix(self.tr(" backups"))
        self.keep_edit.setAccessibleName(self.tr("How many backups stay"))
        self.now_button.setText(self.tr("Back up now"))
        self.check_button.setText(self.tr("Check the chosen backup"))
        self.drill_button.setText(self.tr("Restore drill"))
        self.drill_button.setToolTip(
            self.tr("Restores the chosen backup for a trial, opens and proves it, takes it away")
        )
        self._say()

    def settle(self) -> None:
        """Say again what may be done now."""
        self._say()

    def _build(self) -> None:
        self.now_button = push_button(self, "backup_now_button", "hard-drive", "primary")
        self.check_button = push_button(self, "check_backup_button", "shield-check")
        self.drill_button = push_button(self, "drill_button", "life-buoy")
        self.column.addLayout(row_of(self.now_button, self.check_button, self.drill_button))
        self.last_card = FactCard(self, "last_backup_card", lambda: self.tr("Last backup"))
        self.place_card = FactCard(self, "backup_place_card", lambda: self.tr("Where backups go"))
        self.place_button = push_button(self.place_card, "backup_place_button", kind="link")
        self.place_card.add_action(self.place_button)
        self.keep_label = text_label(self.place_card, "keep_label", "muted")
        self.keep_edit = QSpinBox(self.place_card)
        self.keep_edit.setObjectName("keep_edit")
        self.keep_edit.setRange(1, 365)
        self.place_card.body.addLayout(row_of(self.keep_label, self.keep_edit))
        cards = row_of(self.last_card, self.place_card, stretch=False)
        cards.setSpacing(MEDIUM)
        cards.setStretch(0, 1)
        cards.setStretch(1, 1)
        self.column.addLayout(cards)
        self.table = DataTable(self, "backup_table")
        self.table.setModel(self.model)
        self.table.set_widths((150, 100, 130, 110, 300), stretch=4)
        self.column.addWidget(self.table, 1)
        self.page.busy_buttons += [self.now_button, self.check_button, self.drill_button]

    def _connect(self) -> None:
        self.now_button.clicked.connect(self._on_now)
        self.check_button.clicked.connect(self._on_check)
        self.drill_button.clicked.connect(self._on_drill)
        self.place_button.clicked.connect(self._choose_place)
        self.keep_edit.editingFinished.connect(self._on_keep)
        self.table.current_changed.connect(lambda _row: self._say())

    def _show(self, told: tuple[BackupPlan, tuple[BackupRow, ...]]) -> None:
        self._plan, rows = told
        self.keep_edit.blockSignals(True)
        self.keep_edit.setValue(self._plan.keep)
        self.keep_edit.blockSignals(False)
        self.model.show_rows(rows)
        if rows:
            self.table.select_row(0)
        self._say()

    def _say(self) -> None:
        plan, moment = self._plan, self.office.moment
        may_choose = self.office.may(choose_backup_place)
        self.place_button.setVisible(may_choose)
        self.keep_edit.setEnabled(may_choose)
        for button, case in (
            (self.check_button, record_backup_check),
            (self.drill_button, record_drill),
        ):
            button.setVisible(self.office.may(case))
        chosen = self.model.row_at(self.table.currentIndex().row())
        nothing = self.tr("Choose a backup in the list first.")
        if not self.page.is_working:
            for button in (self.check_button, self.drill_button):
                explain_disabled(button, "" if chosen is not None else nothing)
        checked = self.tr("A backup was last checked {time}").format(time=moment(plan.checked_at))
        self.last_card.say(
            moment(plan.last_at) if plan.last_at is not None else self.tr("Never"),
            checked if plan.checked_at is not None else plan.last_name,
        )
        best = self.tr("Best on another disk; the same keys open it as open the site.")
        self.place_card.say(plan.folder or self.tr("No folder chosen yet"), best)

    def _on_now(self) -> None:
        place = self._plan.folder or self._choose_place()
        if place:
            self.page.work(
                lambda: self.tr("Backing up…"), self._on_made, _back_up, self.office.site, place
            )

    def _on_made(self, row: BackupRow) -> None:
        told = self.tr("Backed up as {name}: opened and checked.")
        self.done(told.format(name=row.name))

    def _on_check(self) -> None:
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None:
            self.page.work(
                lambda: self.tr("Reading the backup from end to end…"),
                self._on_checked,
                _check,
                self.office.site,
                row.path,
            )

    def _on_checked(self, row: BackupRow) -> None:
        self.done(
            self.tr("{name} is whole: every file, every page.").format(name=row.name), stays=True
        )

    def _on_drill(self) -> None:
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None:
            self.page.work(
                lambda: self.tr("Restoring for a trial and proving…"),
                self._on_drilled,
                _drill,
                self.office.site,
                row.path,
            )

    def _on_drilled(self, told: Drill) -> None:
        if told.passed:
            sentence = self.tr(
                "{name} can be relied on: restored, opened and proved. {behind} records were made "
                "here since."
            )
            self.done(sentence.format(name=told.name, behind=f"{told.behind:,}"), stays=True)
            return
        sentence = self.tr(
            "{name} does not hold ({reason}). Make a new backup now, and keep this one."
        )
        first = told.findings[0]
        reason = wording.sentence(first.code, language(), **first.values)
        self.page.message_bar.show_message(sentence.format(name=told.name, reason=reason), "error")

    def _choose_place(self) -> str:
        title = self.tr("Folder that backups go to")
        folder = self.office.chooser.folder(self, title, self._plan.folder)
        if folder is None:
            return ""
        self._keep(str(folder), self._plan.keep)
        return str(folder)

    def _on_keep(self) -> None:
        if self._plan.folder and self.keep_edit.value() != self._plan.keep:
            self._keep(self._plan.folder, self.keep_edit.value())

    def _keep(self, folder: str, keep: int) -> None:
        self.office.jobs.call(
            self,
            lambda _nothing: self.reload(),
            choose_backup_place,
            folder,
            keep,
            failed=self.page.message_bar.show_error,
        )


def _read(site: OpenSite) -> tuple[BackupPlan, tuple[BackupRow, ...]]:
    plan = site.gateway.call(backup_plan)
    return plan, backup_rows(site, Path(plan.folder)) if plan.folder else ()


def _back_up(site: OpenSite, place: str, *, progress: Progress) -> BackupRow:
    return back_up(site, Path(place), progress=progress.check)


def _drill(site: OpenSite, path: Path, *, progress: Progress) -> Drill:
    return drill(site, path, progress=progress.check)


def _check(site: OpenSite, path: Path, *, progress: Progress) -> BackupRow:
    return check_backup(site, path, progress=progress.check)
