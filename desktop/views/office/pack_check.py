"""A rule pack's file, checked and compared, before somebody puts it into force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import wording
from desktop.services.rules import apply_rules
from desktop.views.messages import describe
from desktop.views.office.office_page import row_of
from desktop.views.office.rule_tables import DifferenceTableModel, place_words
from desktop.views.office.step_list import Line, StepList
from desktop.views.theme import MEDIUM
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import explain_disabled, push_button, text_label
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from desktop.services.pack_files import FaultRow, PackLook
    from desktop.views.office.office import Office
    from desktop.views.office.office_page import OfficePage


class PackCheck(Retranslating, QWidget):
    """Every fault in words, or every difference; and the button that puts it into force."""

    closed = Signal()
    applied = Signal(str, str, str)
    """Name, version and first day (ISO 8601) of the pack that was put into force."""

    def __init__(self, page: OfficePage, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("pack_check")
        self._page = page
        self._look: PackLook | None = None
        self._file = ""
        self._build()
        self.retranslate()

    def show_look(self, look: PackLook, file: str) -> None:
        """Show what was found in a file."""
        self._look, self._file = look, file
        self.differences.show_rows(look.differences)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it again in the language of the screen."""
        self.apply_button.setText(self.tr("Apply"))
        self.close_button.setText(self.tr("Close"))
        self.differences.retranslate()
        look = self._look
        if look is None:
            return
        self.head_label.setText(self._head(look))
        self.note_label.setText(self._note(look))
        self.faults.setVisible(bool(look.faults))
        self.table.setVisible(bool(look.differences))
        self.apply_button.setVisible(not look.faults)
        self.faults.show_lines([_line(fault) for fault in look.faults])
        self.settle()

    def settle(self) -> None:
        """Grey the button out where this person or this site cannot, and say why."""
        if self._look is not None and not self._page.is_working:
            explain_disabled(self.apply_button, self._refusal(self._look))

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, MEDIUM, 0, 0)
        section = Section(lambda: self.tr("Check of a rule pack"), self, "pack_check_section")
        self.head_label = text_label(section, "pack_check_head", "heading")
        self.note_label = text_label(section, "pack_check_note")
        self.note_label.setWordWrap(True)
        self.faults = StepList(section, "pack_faults")
        self.differences = DifferenceTableModel(self._page.office, self)
        self.table = DataTable(section, "difference_table")
        self.table.setModel(self.differences)
        self.table.set_widths((360, 260, 300), stretch=2)
        for widget in (self.head_label, self.note_label):
            section.body.addWidget(widget)
        section.body.addWidget(self.faults, 1)
        section.body.addWidget(self.table, 1)
        self.apply_button = push_button(section, "apply_pack_button", "check", "primary")
        self.close_button = push_button(section, "close_check_button", "", "quiet")
        section.body.addLayout(row_of(self.apply_button, self.close_button))
        column.addWidget(section)
        self.apply_button.clicked.connect(self._on_apply)
        self.close_button.clicked.connect(self.closed)

    # ---- words

    def _head(self, look: PackLook) -> str:
        if not look.name or not look.version:
            return self._file
        head = self.tr("{name} · version {version} · {file}")
        return head.format(name=look.name, version=look.version, file=self._file)

    def _note(self, look: PackLook) -> str:
        if look.faults:
            count = len(look.faults)
            return self.tr("%n fault(s) found. The pack in force stays in force.", "", count)
        if not look.differences:
            return self.tr("No fault was found. It does not differ from the pack in force.")
        since = wording.date_text(date.fromisoformat(look.since), language())
        told = self.tr(
            "No fault was found. It differs from the pack in force in %n place(s). "
            "Once applied, it holds from {since}; tickets keep the rules they started under.",
            "",
            len(look.differences),
        )
        return told.format(since=since)

    def _refusal(self, look: PackLook) -> str:
        office: Office = self._page.office
        card = office.card
        if card.headquarters is not None and not card.is_headquarters:
            return self.tr("This branch has joined headquarters, which gives it the rules.")
        if not office.may(apply_rules):
            return self.tr("Only an administrator may put a rule pack into force.")
        return self.tr("This version is held here already.") if look.known else ""

    # ---- putting it into force

    def _on_apply(self) -> None:
        if self._look is None:
            return
        self.apply_button.setEnabled(False)
        self._page.office.jobs.call(
            self, self._on_applied, apply_rules, self._look.body, failed=self._on_failed
        )

    def _on_applied(self, _digest: str) -> None:
        if self._look is not None:
            self.applied.emit(self._look.name, self._look.version, self._look.since)

    def _on_failed(self, error: Exception) -> None:
        self.settle()
        self._page.message_bar.show_message(*describe(error))


def _line(fault: FaultRow) -> Line:
    sentence = wording.sentence(
        fault.code, language(), where=fault.where, value=fault.value, count=1
    )
    return Line("failed", sentence, place_words(fault.where))
