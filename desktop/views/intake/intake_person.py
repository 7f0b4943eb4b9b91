"""The right column of intake: who complains, about whom, what was left, what was promised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop import wording
from desktop.views.intake.history_card import HistoryCard
from desktop.views.intake.intake_evidence import IntakeEvidence
from desktop.views.intake.intake_lines import PeoplePicker, line
from desktop.views.intake.intake_phones import PhoneFields
from desktop.views.intake.intake_promise import PromiseFields
from desktop.views.theme import CONTROL_HEIGHT, MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.chips import ToggleChips
from desktop.views.widgets.fields import Field
from desktop.views.widgets.flow_layout import FlowLayout, let_height_follow
from desktop.vocabulary import IntakeFlag

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.services.counter import IntakeChoices
    from desktop.views.intake.intake_state import IntakeState
    from desktop.views.jobs import Jobs
    from desktop.vocabulary import Ref

TITLES = ("mr", "ms")


class PersonColumn(Retranslating, QWidget):
    """Everything about people; all of it may be left out."""

    person_changed = Signal()

    def __init__(
        self, parent: QWidget, jobs: Jobs, zone: ZoneInfo, now: Callable[[], datetime]
    ) -> None:
        """Build the column."""
        super().__init__(parent)
        self.setObjectName("person_column")
        self._person: Ref | None = None
        self._person_name = ""
        self._me = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self._build_name()
        self._build_phones()
        self.history = HistoryCard(self)
        self._column.addWidget(self.history)
        self._build_respondent()
        self._build_flags()
        self._build_kept(jobs)
        self.promise = PromiseFields(self, zone, now)
        self._column.addWidget(self.promise)
        self._column.addStretch(1)
        self._connect()
        self.retranslate()

    # ---- values

    def offer(self, choices: IntakeChoices) -> None:
        """Offer the people who work here."""
        before, self._me = self._me, str(choices.me or "")
        if before not in {"", self._me} and self.about_me_check.isChecked():
            # Whoever ticked it has left: it is about that person, not about who stands here now.
            self.about_me_check.setChecked(False)
            self.respondent_picker.set_value(before)
        self.respondent_picker.offer(choices.colleagues)
        self.promise.offer(choices.colleagues, self._me)

    def read(self, state: IntakeState) -> IntakeState:
        """Give the state with what stands here."""
        promise = self.promise.value()
        title = self.title_chips.chosen()
        return replace(
            state,
            name=self.name_edit.text(),
            title=title[0] if title else "",
            unnamed=self.unnamed_check.isChecked(),
            phones=self.phones.value(),
            no_phone=self.phones.none,
            best_time=self.best_edit.text(),
            person=self._person,
            person_name=self._person_name,
            respondent=self._respondent(),
            counter=self.counter_edit.text(),
            about_me=self.about_me_check.isChecked(),
            flags=tuple(flag for flag, check in self.flag_checks.items() if check.isChecked()),
            files=tuple(str(piece.path) for piece in self.evidence.held if piece.path),
            pasted=sum(piece.picture is not None for piece in self.evidence.held),
            goods_kept=self.kept_edit.text(),
            promise_due=promise.due,
            promise_by=promise.by,
        )

    def show_state(self, state: IntakeState) -> None:
        """Show what a state says; pictures that were pasted are not part of it."""
        self.name_edit.setText(state.name)
        self.title_chips.set_chosen([state.title])
        self.unnamed_check.setChecked(state.unnamed)
        self.phones.set_value(state.phones, none=state.no_phone)
        self.best_edit.setText(state.best_time)
        self._take_person(state.person, state.person_name)
        self.history.clear()
        self.history.pick(state.person, state.person_name)
        self.respondent_picker.set_value(state.respondent)
        self.counter_edit.setText(state.counter)
        about_me = state.about_me and state.respondent in {"", self._me}
        self.about_me_check.setChecked(about_me)
        for flag, check in self.flag_checks.items():
            check.setChecked(flag in state.flags)
        self.kept_edit.setText(state.goods_kept)
        self.evidence.clear()
        self.evidence.hold_files([Path(name) for name in state.files])
        self.promise.set_value(state.promise_due, state.promise_by, told=not state.is_blank)

    def _respondent(self) -> str:
        return self._me if self.about_me_check.isChecked() else self.respondent_picker.value()

    def is_about_me(self) -> bool:
        """Tell whether the person at the desk is the one complained about."""
        return self.about_me_check.isChecked() or self._respondent() == self._me != ""

    def take_phones(self) -> None:
        """Put the phones back in their own place."""
        self._phone_row.insertWidget(0, self.phones, 7)

    # ---- order of Tab

    def name_stops(self) -> list[QWidget]:
        """Give who it is."""
        titles = [self.title_chips.chip(title) for title in TITLES]
        return [self.name_edit, *titles, self.unnamed_check]

    def rest_stops(self) -> list[QWidget]:
        """Give everything after the phones."""
        return [
            self.best_edit,
            *self.history.stops(),
            self.respondent_picker,
            self.counter_edit,
            self.about_me_check,
            *self.flag_checks.values(),
            self.evidence.choose_button,
            self.evidence.paste_button,
            self.kept_edit,
            *self.promise.stops(),
        ]

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_chips.setAccessibleName(self.tr("Title"))
        self.evidence_label.setText(self.tr("Evidence: drop, choose or paste"))
        self.unnamed_check.setText(wording.label("Unnamed", language()))
        self.about_me_check.setText(self.tr("It is about me"))
        for flag, check in self.flag_checks.items():
            check.setText(wording.label(flag, language()))

    # ---- building

    def _build_name(self) -> None:
        self.name_edit = line(self, "name_edit", 100)
        self.name_field = Field(self.name_edit, lambda: self.tr("Surname or name"), self)
        self.title_chips: ToggleChips[str] = ToggleChips(self, "title_chips", exclusive=True)
        self.title_chips.set_choices(TITLES, self._title_word)
        self.unnamed_check = QCheckBox(self)
        self.unnamed_check.setObjectName("unnamed_check")
        self.unnamed_check.setMinimumHeight(CONTROL_HEIGHT)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.name_field, 1)
        for widget in (self.title_chips, self.unnamed_check):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)

    def _build_phones(self) -> None:
        self.phones = PhoneFields(self)
        self.best_edit = line(self, "best_time_edit")
        self._best_field = Field(self.best_edit, lambda: self.tr("Best time to call"), self)
        self._phone_row = QHBoxLayout()
        self._phone_row.setSpacing(MEDIUM)
        self._phone_row.addWidget(self.phones, 7)
        self._phone_row.addWidget(self._best_field, 3, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._phone_row)

    def _build_respondent(self) -> None:
        self.respondent_picker = PeoplePicker(self, "respondent_picker")
        self.counter_edit = line(self, "counter_edit")
        self.about_me_check = QCheckBox(self)
        self.about_me_check.setObjectName("about_me_check")
        self.about_me_check.setMinimumHeight(CONTROL_HEIGHT)
        person = Field(self.respondent_picker, lambda: self.tr("Person complained about"), self)
        counter = Field(self.counter_edit, lambda: self.tr("or counter"), self)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(person, 3)
        row.addWidget(counter, 2)
        row.addWidget(self.about_me_check, 0, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)

    def _build_flags(self) -> None:
        holder = QWidget(self)
        holder.setObjectName("flags")
        flow = FlowLayout(holder, gap=MEDIUM)
        let_height_follow(holder)
        self.flag_checks: dict[IntakeFlag, QCheckBox] = {}
        for flag in IntakeFlag:
            check = QCheckBox(holder)
            check.setObjectName(f"flag_{flag.value}_check")
            self.flag_checks[flag] = check
            flow.addWidget(check)
        self._column.addWidget(holder)

    def _build_kept(self, jobs: Jobs) -> None:
        self.evidence = IntakeEvidence(self, jobs)
        self.evidence.hint_label.setVisible(False)
        self.kept_edit = line(self, "kept_edit")
        kept = Field(self.kept_edit, lambda: self.tr("Goods kept here"), self)
        self.evidence_label = text_label(self, "evidence_label", "label")
        strip = QVBoxLayout()
        strip.setSpacing(TINY)
        strip.addWidget(self.evidence_label)
        strip.addWidget(self.evidence)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addLayout(strip, 3)
        row.addWidget(kept, 4, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)

    def _connect(self) -> None:
        for edit in (self.name_edit, self.best_edit, self.counter_edit, self.kept_edit):
            edit.textChanged.connect(lambda _text: self.person_changed.emit())
        for check in self.flag_checks.values():
            check.toggled.connect(lambda _on: self.person_changed.emit())
        self.unnamed_check.toggled.connect(self._on_unnamed)
        self.about_me_check.toggled.connect(self._on_about_me)
        self.title_chips.chosen_changed.connect(self.person_changed)
        self.phones.phones_changed.connect(self.person_changed)
        self.respondent_picker.picked.connect(self.person_changed)
        self.evidence.evidence_changed.connect(self.person_changed)
        self.promise.promise_changed.connect(self.person_changed)
        self.history.person_picked.connect(self._on_picked)
        self.history.person_dropped.connect(self._on_dropped)

    def _title_word(self, title: str) -> str:
        return self.tr("Mr") if title == "mr" else self.tr("Ms")

    def _take_person(self, person: Ref | None, name: str) -> None:
        self._person, self._person_name = person, name
        self._show_name_open()

    def _show_name_open(self) -> None:
        is_open = self._person is None and not self.unnamed_check.isChecked()
        self.name_edit.setEnabled(is_open)
        self.title_chips.setEnabled(is_open)

    def _on_picked(self, person: Ref, name: str) -> None:
        self._take_person(person, name)
        self.person_changed.emit()

    def _on_dropped(self) -> None:
        self._take_person(None, "")
        self.person_changed.emit()

    def _on_unnamed(self) -> None:
        self._show_name_open()
        self.person_changed.emit()

    def _on_about_me(self, about_me: bool) -> None:
        self.respondent_picker.setEnabled(not about_me)
        self.person_changed.emit()
