"""Choosing a business day, and how it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QWidget

from desktop.views.theme import SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import icon_button, name_control, push_button
from desktop.views.widgets.chips import Chip, ChipLook

if TYPE_CHECKING:
    from desktop.services.day_close import DayReview


class DayChooser(Retranslating, QWidget):
    """A chip for the state, the day before and after, a calendar, today."""

    day_chosen = Signal(object)
    """A `date`, never after the business day that runs."""

    def __init__(self, parent: QWidget) -> None:
        """Start without a day."""
        super().__init__(parent)
        self.setObjectName("day_chooser")
        self._day: date | None = None
        self._today: date | None = None
        self._review: DayReview | None = None
        self.state_chip = Chip(self)
        self.back_button = icon_button(self, "day_before_button", "chevron-left")
        self.forward_button = icon_button(self, "day_after_button", "chevron-right")
        self.date_edit = QDateEdit(self)
        self.date_edit.setObjectName("date_edit")
        self.date_edit.setDisplayFormat("yyyy-MM-dd")
        self.date_edit.setCalendarPopup(True)
        self.date_edit.setMinimumWidth(140)
        self.today_button = push_button(self, "today_button")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        for widget in (
            self.state_chip,
            self.back_button,
            self.date_edit,
            self.forward_button,
            self.today_button,
        ):
            row.addWidget(widget)
        self._connect()
        self.retranslate()

    def show_day(self, day: date, today: date) -> None:
        """Show which day is in view."""
        self._day, self._today = day, today
        with QSignalBlocker(self.date_edit):
            self.date_edit.setMaximumDate(QDate(today.year, today.month, today.day))
            self.date_edit.setDate(QDate(day.year, day.month, day.day))
        self.forward_button.setEnabled(day != today)
        self.today_button.setEnabled(day != today)

    def show_review(self, review: DayReview) -> None:
        """Show how the day stands."""
        self._review = review
        self.state_chip.show_look(self._look)

    def retranslate(self) -> None:
        """Set the words again."""
        name_control(self.back_button, self.tr("Day before"))
        name_control(self.forward_button, self.tr("Day after"))
        self.today_button.setText(self.tr("Today"))
        self.date_edit.setAccessibleName(self.tr("Business day"))

    def _look(self) -> ChipLook:
        review = self._review
        if review is not None and review.closes and not review.late:
            return ChipLook("circle-check", self.tr("Closed"), "success")
        if review is not None and review.closes:
            return ChipLook("file-plus", self.tr("Supplement due"), "warning")
        return ChipLook("circle-dot", self.tr("Not closed yet"), "accent")

    def _connect(self) -> None:
        self.back_button.clicked.connect(lambda: self._step(-1))
        self.forward_button.clicked.connect(lambda: self._step(1))
        self.today_button.clicked.connect(self._on_today)
        self.date_edit.dateChanged.connect(self._on_edited)

    def _step(self, days: int) -> None:
        if self._day is not None and self._today is not None:
            wanted = date.fromordinal(self._day.toordinal() + days)
            self.day_chosen.emit(min(wanted, self._today))

    def _on_today(self) -> None:
        if self._today is not None:
            self.day_chosen.emit(self._today)

    def _on_edited(self, told: QDate) -> None:
        self.day_chosen.emit(date(told.year(), told.month(), told.day()))
