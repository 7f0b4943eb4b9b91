"""The side of Today: half-typed intakes, and the manager's close of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop import wording
from desktop.services.day_close import day_review, unclosed_days
from desktop.views.theme import MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.services.rows import DraftRow
    from desktop.services.today import TodayRows
    from desktop.views.desk.desk import Desk
    from desktop.vocabulary import Uid

_WIDTH = 276
_MOST_DRAFTS = 6
_WORDS = 44


class TodaySide(Retranslating, QScrollArea):
    """Hides where there is nothing to say."""

    draft_opened = Signal(object)
    """The uid of a draft to go on with."""
    day_close_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start with nothing to say."""
        super().__init__(parent)
        self.setObjectName("today_side")
        self._desk = desk
        self._rows: TodayRows | None = None
        self._unclosed: tuple[date, ...] = ()
        self.setWidgetResizable(True)
        self.setFixedWidth(_WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        column.setSpacing(MEDIUM)
        column.addWidget(self._build_close(inside))
        column.addWidget(self._build_drafts(inside))
        column.addStretch(1)
        self.setWidget(inside)
        self.setVisible(False)
        self.retranslate()

    def show_rows(self, rows: TodayRows) -> None:
        """Show the drafts that were left, and the day if it is this person's to close."""
        self._rows = rows
        may_close = self._desk.may(day_review) and not self._desk.is_headquarters
        self.close_section.setVisible(may_close)
        self.draft_section.setVisible(bool(rows.drafts))
        self.setVisible(may_close or bool(rows.drafts))
        if may_close:
            self._desk.jobs.call(self, self._on_unclosed, unclosed_days, latest="days")
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        self.close_button.setText(self.tr("Close the day…"))
        if not self._desk.is_ready:
            return
        self._say_days()
        self._fill_drafts(self._rows.drafts if self._rows else ())

    def _build_close(self, parent: QWidget) -> Section:
        self.close_section = Section(lambda: self.tr("Day's close"), parent, "day_close_card")
        self.days_label = text_label(self.close_section, "unclosed_days")
        self.days_label.setWordWrap(True)
        self.close_button = push_button(
            self.close_section, "day_close_button", "calendar-check", "primary"
        )
        self.close_button.clicked.connect(self.day_close_requested)
        self.close_section.body.addWidget(self.days_label)
        self.close_section.body.addWidget(self.close_button)
        return self.close_section

    def _build_drafts(self, parent: QWidget) -> Section:
        self.draft_section = Section(lambda: self.tr("Half-typed intakes"), parent, "drafts_card")
        self._drafts: list[QWidget] = []
        return self.draft_section

    def _on_unclosed(self, days: tuple[date, ...]) -> None:
        self._unclosed = days
        self._say_days()

    def _say_days(self) -> None:
        if not self._unclosed:
            self.days_label.setText(
                self.tr("Look over the day, print, ship and back up in one go.")
            )
            return
        gap = wording.label("List.gap", language())
        days = gap.join(wording.short_date_text(day, language()) for day in self._unclosed)
        self.days_label.setText(self.tr("Not closed yet: {days}").format(days=days))

    def _fill_drafts(self, drafts: Sequence[DraftRow]) -> None:
        for old in self._drafts:
            self.draft_section.body.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self._drafts = [self._draft_line(row) for row in drafts[:_MOST_DRAFTS]]
        for line in self._drafts:
            self.draft_section.body.addWidget(line)

    def _draft_line(self, row: DraftRow) -> QWidget:
        line = QWidget(self.draft_section)
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, SMALL)
        column.setSpacing(TINY)
        words = text_label(line, f"draft_words_{row.uid}")
        words.setWordWrap(True)
        words.setText(self._draft_words(row))
        by = text_label(line, f"draft_by_{row.uid}", "muted")
        at = self._desk.moment(row.saved_at)
        by.setText("  ·  ".join(part for part in (row.by, at, row.counter) if part))
        go_on = push_button(line, f"draft_{row.uid}_button", "square-pen", "link")
        go_on.setText(self.tr("Go on"))
        go_on.setAccessibleName(self.tr("Go on with: {words}").format(words=words.text()))
        uid: Uid = row.uid
        go_on.clicked.connect(lambda: self.draft_opened.emit(uid))
        column.addWidget(words)
        column.addWidget(by)
        column.addWidget(go_on, 0, Qt.AlignmentFlag.AlignLeft)
        return line

    def _draft_words(self, row: DraftRow) -> str:
        told = " ".join(str(row.fields.get(key) or "") for key in ("name", "facts")).split()
        words = " ".join(told)
        short = words if len(words) <= _WORDS else f"{words[:_WORDS]}…"
        return short or self.tr("Nothing written yet")
