"""The opening hours of this branch: those of the rule pack, or a week of its own."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from desktop.errors import InputError
from desktop.services.rules import opening_hours, set_opening_hours
from desktop.views.messages import describe
from desktop.views.office.office import word
from desktop.views.office.office_page import row_of
from desktop.views.office.rule_panes import RulePane
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.widgets.buttons import explain_disabled, push_button, text_label
from desktop.views.widgets.chips import ToggleChips
from desktop.views.widgets.editors import LineEdit, TextArea
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section
from desktop.vocabulary import Role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.rule_rows import RuleCard
    from desktop.views.office.office_page import OfficePage

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY, DAYS = "holiday", "days"
_DAYS_IN_A_ROW = 4
_CLOSED = {"", "closed", "休息", "不营业", "—", "-"}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ :]*(.*)")
_BETWEEN = re.compile(r"\s*[~–—−至到]\s*|\s+-\s+")
_APART = re.compile(r"[,;、\s]+")
Whose = Literal["pack", "own"]


class HoursForm(RulePane):
    """Each weekday, public holidays, single days; an error stands at its field."""

    def __init__(self, page: OfficePage, parent: QWidget | None = None) -> None:
        """Belong to a page, which shows messages."""
        self._page = page
        self._own: dict[str, Any] | None = None
        self._is_edited = False
        super().__init__(page.office, "hours_form", parent)

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Opening hours")

    def reload(self) -> None:
        """Read the hours in force."""
        self.office.jobs.call(self, self._on_hours, opening_hours, latest="hours")

    def show_card(self, card: RuleCard) -> None:
        """Take note of the hours of the pack."""
        super().show_card(card)
        self.reload()

    def retranslate(self) -> None:
        """Set the words again."""
        self.note_label.setText(
            self.tr(
                "Deadlines in opening hours count only while the branch is open. Write "
                "09:00-12:00, 13:30-21:00; leave empty for closed. 18:00-02:00 ends the next "
                "morning."
            )
        )
        self.save_button.setText(self.tr("Save the hours"))
        self.days_edit.setPlaceholderText(self.tr("2027-02-05 10:00-16:00\n2027-02-06 closed"))
        self._settle()

    # ---- building

    def build(self) -> None:
        """Place the week in two rows, what is not usual below."""
        section = Section(lambda: self.tr("Opening hours of this branch"), self, "hours_section")
        self.note_label = text_label(section, "hours_note", "note")
        self.note_label.setWordWrap(True)
        self.whose: ToggleChips[Whose] = ToggleChips(section, "whose_hours", exclusive=True)
        self.whose.set_choices(("pack", "own"), self._whose_words)
        self.whose.chosen_changed.connect(self._on_whose)
        section.body.addWidget(self.note_label)
        section.body.addWidget(self.whose)
        self.fields: dict[str, Field] = {}
        section.body.addLayout(self._build_week(section))
        section.body.addWidget(self._build_rest(section))
        self.save_button = push_button(section, "save_hours_button", "check", "primary")
        section.body.addLayout(row_of(self.save_button))
        self.save_button.clicked.connect(self._on_save)
        self.column.addWidget(section)

    def _build_week(self, parent: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        for place, day in enumerate(WEEK):
            self._put(grid, self._line(parent, day), place)
        self._put(grid, self._line(parent, HOLIDAY), len(WEEK))
        return grid

    def _put(self, grid: QGridLayout, field: Field, place: int) -> None:
        row, column = divmod(place, _DAYS_IN_A_ROW)
        grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(column, 1)

    def _build_rest(self, parent: QWidget) -> Field:
        self.days_edit = TextArea(parent, "hours_days_edit", lines=2, limit=20_000)
        self.days_edit.setFixedHeight(self.days_edit.minimumHeight())
        self.fields[DAYS] = Field(
            self.days_edit,
            lambda: self.tr("Single days, one a line"),
            hint=lambda: self.tr("They come before the week and the public holidays."),
        )
        self.days_edit.textChanged.connect(self._on_edited)
        return self.fields[DAYS]

    def _line(self, parent: QWidget, day: str) -> Field:
        edit = LineEdit(parent, f"hours_{day}_edit", limit=120)
        edit.textEdited.connect(self._on_edited)
        field = Field(edit, lambda: word(f"PackPlace.{day}"))
        self.fields[day] = field
        return field

    def line(self, day: str) -> LineEdit:
        """Give the line of a weekday or of public holidays."""
        editor = self.fields[day].editor
        if not isinstance(editor, LineEdit):
            raise TypeError(day)
        return editor

    def _whose_words(self, whose: Whose) -> str:
        return self.tr("As in the rule pack") if whose == "pack" else self.tr("Hours of our own")

    # ---- what is in force

    def _on_hours(self, hours: dict[str, Any] | None) -> None:
        self._own = hours
        if self._is_edited:
            return
        self.whose.set_chosen(["pack" if hours is None else "own"])
        self._show(hours if hours is not None else self._of_pack())
        self._settle()

    def _of_pack(self) -> dict[str, Any]:
        told = self.card.hours if self.card is not None else None
        return told if told is not None else {day: ["00:00-24:00"] for day in (*WEEK, HOLIDAY)}

    def _show(self, hours: dict[str, Any]) -> None:
        for day in (*WEEK, HOLIDAY):
            self.line(day).setText(", ".join(hours.get(day, [])))
        singles = sorted(hours.get(DAYS, {}).items())
        closed = self.tr("closed")
        lines = [f"{day} {', '.join(spans) or closed}" for day, spans in singles]
        self.days_edit.blockSignals(True)  # nobody typed this
        self.days_edit.setPlainText("\n".join(lines))
        self.days_edit.blockSignals(False)
        for field in self.fields.values():
            field.clear_note()

    def _settle(self) -> None:
        """Let be typed what may be typed, and say why not."""
        may = self.office.may(set_opening_hours)
        own = self.whose.chosen() == ("own",)
        for field in self.fields.values():
            field.editor.setEnabled(may and own)
        self.whose.setEnabled(may)
        title = self.office.title(Role.MANAGER)
        reason = "" if may else self.tr("Only the {manager} may do this").format(manager=title)
        if may and not self._is_edited:
            reason = self.tr("Nothing was changed.")
        explain_disabled(self.save_button, reason)

    # ---- what people do

    def _on_edited(self) -> None:
        self._is_edited = True
        self._settle()

    def _on_whose(self) -> None:
        if not self.whose.chosen():  # one of the two always holds
            self.whose.set_chosen(["pack" if self._own is None else "own"])
        if self.whose.chosen() == ("pack",):
            self._show(self._of_pack())
        elif self._own is not None:
            self._show(self._own)
        self._on_edited()
        if self.whose.chosen() == ("own",):
            self.fields[WEEK[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        for field in self.fields.values():
            field.clear_note()
        hours = None
        if self.whose.chosen() == ("own",):
            hours = self._told()
            if hours is None:
                return
        self.save_button.setEnabled(False)
        self.office.jobs.call(
            self, self._on_saved, set_opening_hours, hours, failed=self._on_failed
        )

    def _told(self) -> dict[str, Any] | None:
        """Give what was typed; None if a single day cannot be read, which stands at its field."""
        hours: dict[str, Any] = {
            day: spans for day in (*WEEK, HOLIDAY) if (spans := spans_of(self.line(day).text()))
        }
        days: dict[str, list[str]] = {}
        for line in filter(None, map(str.strip, self.days_edit.toPlainText().splitlines())):
            day, spans = day_of(line)
            if not day or day in days:
                self.fields[DAYS].set_error(
                    self.tr("“{line}” cannot be read. Write 2027-02-05 10:00-16:00.").format(
                        line=line[:40]
                    )
                )
                self.fields[DAYS].setFocus()
                return None
            days[day] = spans
        if days:
            hours[DAYS] = days
        return hours

    def _on_saved(self, _nothing: None) -> None:
        self._is_edited = False
        self.reload()
        self._page.message_bar.show_message(
            self.tr("Saved. Deadlines in opening hours were counted again."), "success"
        )

    def _on_failed(self, error: Exception) -> None:
        self._settle()
        day = str(error.values.get("day", WEEK[0])) if isinstance(error, InputError) else ""
        field = self.fields.get(day) or (self.fields[DAYS] if day else None)
        if field is None:
            self._page.message_bar.show_error(error)
            return
        sentence = describe(error).sentence
        if day in self.fields and isinstance(error, InputError) and "day" in error.values:
            sentence = self.tr(
                "Write 09:00-12:00, 13:30-21:00: one after the other, not overlapping."
            )
        field.set_error(sentence)
        field.setFocus()


def spans_of(typed: str) -> list[str]:
    """Read times as people type them: full-width signs, several kinds of dashes and commas."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if plain.lower() in _CLOSED:
        return []
    return [part for part in _APART.split(_BETWEEN.sub("-", plain)) if part]


def day_of(line: str) -> tuple[str, list[str]]:
    """Read a line of single days: the date (ISO 8601, empty if it is none) and its times."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", line).strip())
    if found is None:
        return "", []
    year, month, day, times = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}", spans_of(times)
