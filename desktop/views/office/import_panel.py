"""Bringing existing complaints in: file, map, a look at the first rows, then the import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop import wording
from desktop.services.import_preview import (
    Preview,
    PreviewRow,
    preview_import,
    read_import_map,
)
from desktop.services.importing import ImportOutcome, import_file
from desktop.views.messages import describe
from desktop.views.office.fact_card import ElidedLabel
from desktop.views.office.office import word
from desktop.views.office.office_page import row_of
from desktop.views.office.step_list import Line, StepList
from desktop.views.office.system_panel import SystemPanel
from desktop.views.table_models import DISPLAY, FOREGROUND, TOOL_TIP, RowsTableModel
from desktop.views.theme import colour
from desktop.views.translation import language
from desktop.views.widgets.buttons import explain_disabled, push_button, text_label
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QObject

    from desktop.errors import DeskError
    from desktop.services.import_map import ImportMap
    from desktop.services.opening import OpenSite
    from desktop.views.jobs import Progress
    from desktop.views.office.office import Office
    from desktop.views.office.office_page import OfficePage

_RESULT = 4


@dataclass(frozen=True, slots=True)
class Looked:
    """A file and a map that fit each other."""

    told: ImportMap
    preview: Preview


class PreviewTableModel(RowsTableModel[PreviewRow]):
    """What the first rows would become."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Name categories as the rule pack does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Line"),
            self.tr("Channel"),
            self.tr("Category"),
            self.tr("What happened"),
            self.tr("Result"),
        )

    def cell(self, row: PreviewRow, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return self._text(row, column)
        if role == FOREGROUND and column == _RESULT:
            return colour("danger" if row.error is not None else "success")
        return None

    def _text(self, row: PreviewRow, column: int) -> str:
        if column == 0:
            return str(row.line)
        if column == _RESULT:
            return self._result(row)
        draft = row.draft
        if draft is None:
            return ""
        category = self._office.gateway.facts.pack.category(draft.category)
        name = category.name(language()) if category else word("Category.unsorted")
        return ("", word(f"Channel.{draft.channel}"), name, draft.facts)[column]

    def _result(self, row: PreviewRow) -> str:
        if row.error is not None:
            return describe(row.error).sentence
        return self.tr("left out by the map") if row.draft is None else self.tr("can be taken in")


class ImportPanel(SystemPanel):
    """Two choices, a table, one button."""

    def __init__(self, page: OfficePage) -> None:
        """Start without a file."""
        super().__init__(page, "import_panel")
        self._file: Path | None = None
        self._map: Path | None = None
        self._looked: Looked | None = None
        self._outcome: ImportOutcome | None = None
        self.model = PreviewTableModel(self.office, self)
        self._build()
        self.file_button.clicked.connect(self._on_file)
        self.map_button.clicked.connect(self._on_map)
        self.import_button.clicked.connect(self._on_import)
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Import")

    def retranslate(self) -> None:
        """Set the words again."""
        self.explanation.setText(
            self.tr(
                "Takes complaints over from an Excel workbook or a CSV file. A map says which "
                "column fills which field. Good rows get a number, the others go to a file with "
                "the reasons."
            )
        )
        self.file_button.setText(self.tr("Choose the table…"))
        self.map_button.setText(self.tr("Choose the map…"))
        self.import_button.setText(self.tr("Import"))
        self.table.setAccessibleName(self.tr("First rows"))
        self.model.retranslate()
        self._say()

    def settle(self) -> None:
        """Say again what may be done now."""
        self._say()

    def _build(self) -> None:
        self.explanation = text_label(self, "import_explanation", "muted")
        self.explanation.setWordWrap(True)
        self.file_button = push_button(self, "import_file_button", "file-spreadsheet")
        self.file_label = ElidedLabel(self, "import_file_label", "muted")
        self.map_button = push_button(self, "import_map_button", "waypoints")
        self.map_label = ElidedLabel(self, "import_map_label", "muted")
        self.import_button = push_button(self, "import_button", "import", "primary")
        self.column.addWidget(self.explanation)
        choices = row_of(self.file_button, self.file_label, self.map_button, self.map_label)
        choices.setStretch(1, 1)
        choices.setStretch(3, 1)
        choices.setStretch(4, 0)
        choices.addWidget(self.import_button)
        self.column.addLayout(choices)
        self.count_label = text_label(self, "import_count_label")
        self.column.addWidget(self.count_label)
        self.table = DataTable(self, "import_table")
        self.table.setModel(self.model)
        self.table.set_widths((60, 90, 170, 340, 300), stretch=3)
        self.column.addWidget(self.table, 1)
        self.section = Section(lambda: self.tr("Result"), self, "import_result")
        self.step_list = StepList(self.section, "import_lines")
        self.step_list.setFixedHeight(96)
        self.section.body.addWidget(self.step_list)
        self.section.hide()
        self.column.addWidget(self.section)
        self.page.busy_buttons += [self.file_button, self.map_button, self.import_button]

    # ---- choosing

    def _on_file(self) -> None:
        kinds = self.tr("Tables (*.xlsx *.csv *.txt)")
        path = self.office.chooser.file(self, self.tr("Table with complaints"), kinds)
        if path is not None:
            self._file = path
            self._look()

    def _on_map(self) -> None:
        path = self.office.chooser.file(self, self.tr("Map"), self.tr("Maps (*.json)"))
        if path is not None:
            self._map = path
            self._look()

    def _look(self) -> None:
        self._looked, self._outcome = None, None
        self.model.show_rows(())
        self._say()
        if self._file is not None and self._map is not None:
            self.page.work(
                lambda: self.tr("Reading the table…"),
                self._on_looked,
                _look,
                self.office.site,
                self._file,
                self._map,
            )

    def _on_looked(self, looked: Looked) -> None:
        self._looked = looked
        self.model.show_rows(looked.preview.rows)
        self._say()

    def _say(self) -> None:
        none = self.tr("none yet")
        self.file_label.setText(str(self._file) if self._file else none)
        self.map_label.setText(str(self._map) if self._map else none)
        looked = self._looked
        if not self.page.is_working:
            missing = self.tr("Choose a table and a map that fits it first.")
            explain_disabled(self.import_button, "" if looked is not None else missing)
        self.count_label.setVisible(looked is not None)
        if looked is not None:
            self.count_label.setText(self._count_text(looked.preview))
        self.section.setVisible(self._outcome is not None)
        if self._outcome is not None:
            self.step_list.show_lines(self._lines(self._outcome))

    def _count_text(self, preview: Preview) -> str:
        told = self.tr("%n row(s) in the file; the first of them:", "", preview.count)
        if preview.done_before:
            return f"{self.tr('This file was imported before.')} {told}"
        if preview.resume_after:
            more = self.tr("An import was broken off; it goes on after line {line}.")
            return f"{more.format(line=preview.resume_after)} {told}"
        return told

    # ---- the import itself

    def _on_import(self) -> None:
        if self._file is not None and self._looked is not None:
            self.page.work(
                lambda: self.tr("Importing…"),
                self._on_imported,
                _import,
                self.office.site,
                self._file,
                self._looked.told,
            )

    def _on_imported(self, outcome: ImportOutcome) -> None:
        self._outcome = outcome
        self.page.message_bar.close_message()
        self._say()

    def _lines(self, outcome: ImportOutcome) -> list[Line]:
        ends = dict.fromkeys((outcome.first_number, outcome.last_number))
        numbers = " – ".join(str(number) for number in ends)
        imported = self.tr("%n complaint(s) imported.", "", outcome.imported)
        lines = [Line("done", imported, numbers if outcome.imported else "")]
        if outcome.rejected:
            told = self.tr("%n row(s) could not be taken in.", "", outcome.rejected)
            where = self.tr("They stand with the reasons in {file}.")
            name = str(outcome.rejects) if outcome.rejects else ""
            lines.append(Line("notice", told, where.format(file=name)))
        if outcome.hidden:
            told = self.tr(
                "%n of the rows are hidden in Excel; they count too.", "", outcome.hidden
            )
            lines.append(Line("notice", told))
        left = outcome.skipped + outcome.earlier
        if left:
            told = self.tr("%n row(s) left out by the map or taken in before.", "", left)
            lines.append(Line("skipped", told))
        return lines


def _look(site: OpenSite, path: Path, map_path: Path, *, progress: Progress) -> Looked:
    progress.check()
    told = read_import_map(map_path)
    return Looked(told, preview_import(site.gateway, path, told))


def _import(site: OpenSite, path: Path, told: ImportMap, *, progress: Progress) -> ImportOutcome:
    def say(error: DeskError) -> str:
        return wording.sentence(error, language())

    return import_file(
        site.gateway,
        path,
        told,
        say=say,
        progress=progress.check,
    )
