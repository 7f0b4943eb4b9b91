"""日结与报表: look the day over, then one act closes it, prints, ships and backs up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.reports.daily import render_daily
from desktop.services.day_close import (
    DayReview,
    close_day,
    day_review,
    print_day,
    today_of,
    unclosed_days,
)
from desktop.views.office.close_run import CloseRun
from desktop.views.office.day_chooser import DayChooser
from desktop.views.office.day_figures_card import DayFigures
from desktop.views.office.office import Office
from desktop.views.office.office_page import OfficePage, clear
from desktop.views.office.printer import house_printer, print_run
from desktop.views.office.review_words import review_lines
from desktop.views.office.saving import save_bytes
from desktop.views.office.step_list import StepList
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import language
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.fields import Field
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.pdf_preview import PdfPreview
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent
    from PySide6.QtPrintSupport import QPrinter

    from desktop.services.opening import OpenSite
    from desktop.services.report_rows import DaySummary
    from desktop.views.changes import ChangeFeed
    from desktop.views.jobs import Jobs
    from desktop.views.office.choosing import FileChooser
    from desktop.views.printing import PrintRun


class DayClosePage(OfficePage):
    """One screen, one act."""

    day_closed = Signal(object)
    """The `date` that was closed."""

    def __init__(
        self,
        site: OpenSite,
        jobs: Jobs,
        feed: ChangeFeed | None = None,
        chooser: FileChooser | None = None,
        parent: QWidget | None = None,
        *,
        find_printer: Callable[[], QPrinter | None] = house_printer,
    ) -> None:
        """Show the business day that runs now."""
        office = Office(site, jobs, feed, chooser)
        super().__init__(office, "day_close_page", parent)
        office.setParent(self)
        self._find_printer = find_printer
        self._today: date | None = None
        self._day: date | None = None
        self._review: DayReview | None = None
        self._unclosed: tuple[date, ...] = ()
        self._run: CloseRun | None = None
        self._print_run: PrintRun | None = None
        self._reprinted = False
        self._allowed = office.may(close_day)
        self._build()
        if self._allowed:
            self._connect()
        self.retranslate()
        self.reload()

    # ---- what is read

    def reload(self) -> None:
        """Read the day in view again; while a close runs its steps stay."""
        if not self._allowed or self._is_closing:
            return
        self.office.jobs.call(self, self._on_today, today_of, latest="today")

    def show_day(self, day: date) -> None:
        """Look at another business day."""
        self._run = None
        self._reprinted = False
        self._day = day
        self._show_date()
        self._read()

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("Day's close and reports"))
        if not self._allowed:
            return
        self.reprint_button.setText(self.tr("Print again"))
        self._say()
        if self._review is not None and self._run is None and not self._reprinted:
            self._render(self._review.summary)

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what happened meanwhile, and have the means to draw the paper ready."""
        super().showEvent(event)
        if self._allowed:
            self.office.jobs.run(self, None, self.office.drawing.prepare)
        self.reload()

    # ---- building

    def _build(self) -> None:
        if not self._allowed:
            self.body.addWidget(
                EmptyState(
                    "calendar-check",
                    lambda: self.tr("The day is closed by the manager."),
                    None,
                    self,
                )
            )
            return
        self.day_chooser = DayChooser(self)
        self.action_row.addWidget(self.day_chooser)
        self.preview = PdfPreview(self, "day_preview")
        self.preview.print_button.hide()  # printing leaves an entry: it goes through this page
        halves = QHBoxLayout()
        halves.setSpacing(MEDIUM)
        halves.addWidget(self._build_review(self), 6)
        halves.addWidget(self.preview, 7)
        self.body.addLayout(halves, 1)

    def _build_review(self, parent: QWidget) -> QWidget:
        pane = QWidget(parent)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.figures = DayFigures(self.office, pane)
        column.addWidget(self.figures)
        self.unclosed_box = QWidget(pane)
        self._unclosed_row = FlowLayout(self.unclosed_box, gap=SMALL)
        column.addWidget(self.unclosed_box)
        self.section = Section(self._section_title, pane, "review_section")
        self.step_list = StepList(self.section, "review_lines")
        self.section.body.addWidget(self.step_list, 1)
        column.addWidget(self.section, 1)
        self.remark_edit = LineEdit(pane, "remark_edit", limit=500)
        self.remark_field = Field(
            self.remark_edit, lambda: self.tr("Remark for the day (optional)")
        )
        column.addWidget(self.remark_field)
        self.closed_label = text_label(pane, "closed_label", "muted")
        self.closed_label.setWordWrap(True)
        column.addWidget(self.closed_label)
        self.close_button = push_button(pane, "close_day_button", "calendar-check", "primary")
        self.reprint_button = push_button(pane, "reprint_button", "printer")
        self.again_button = push_button(pane, "again_button", "refresh-cw", "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        for button in (self.close_button, self.again_button, self.reprint_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return pane

    def _connect(self) -> None:
        self.day_chooser.day_chosen.connect(self.show_day)
        self.close_button.clicked.connect(self._on_close)
        self.again_button.clicked.connect(self._on_again)
        self.reprint_button.clicked.connect(self._on_reprint)
        self.preview.save_requested.connect(self._on_save)
        self.office.feed.changed.connect(self._on_changed)

    # ---- reading

    @property
    def _is_closing(self) -> bool:
        return self.is_working

    def _on_today(self, today: date) -> None:
        if self._day is None or self._day == self._today:
            self._day = today
        self._today = today
        self._show_date()
        self._read()

    def _show_date(self) -> None:
        if self._day is not None and self._today is not None:
            self.day_chooser.show_day(self._day, self._today)

    def _read(self) -> None:
        jobs, day = self.office.jobs, self._day
        jobs.call(self, self._on_review, day_review, day, latest="review")
        jobs.call(self, self._on_unclosed, unclosed_days, latest="unclosed")

    def _on_review(self, review: DayReview) -> None:
        self._review = review
        self.figures.show_review(review)
        self._say()
        if self._run is None and not self._reprinted:
            self._render(review.summary)

    def _on_unclosed(self, days: tuple[date, ...]) -> None:
        self._unclosed = days
        self._say_unclosed()

    def _render(self, summary: DaySummary) -> None:
        draw = self.office.drawing.draw
        self.office.jobs.run(
            self, self._show_paper, draw, render_daily, summary, language(), latest="paper"
        )

    def _show_paper(self, paper: bytes) -> None:
        day = self._day or date.min
        self.preview.show_pdf(paper, f"{self.office.card.code}-{day.isoformat()}.pdf")

    # ---- saying

    def _section_title(self) -> str:
        if self._run is not None:
            return self.tr("Closing the day") if self.is_working else self.tr("What was done")
        return self.tr("Still in the way (nothing of it blocks)")

    def _say(self) -> None:
        review = self._review
        self.section.retranslate()
        if self._run is not None:
            self.step_list.show_lines(self._run.lines())
        elif review is not None:
            self.step_list.show_lines(review_lines(review))
        self._say_state(review)
        self._say_unclosed()

    def _say_state(self, review: DayReview | None) -> None:
        if review is None:
            return
        self.day_chooser.show_review(review)
        self.note_label.setText(self.office.day(review.business_day))
        closes = review.closes
        can_close = not closes or review.late > 0
        working = self._is_closing
        self.close_button.setVisible(can_close and self._run is None)
        self.close_button.setEnabled(not working)
        self.close_button.setText(
            self.tr("Supplement {number}: print, ship and back up").format(
                number=closes[-1].supplement + 1
            )
            if closes
            else self.tr("Close the day: print, ship and back up")
        )
        failed = self._run is not None and self._run.has_failed and not working
        self.again_button.setVisible(failed)
        self.again_button.setText(self.tr("Try the failed steps again"))
        self.reprint_button.setVisible(bool(closes) and not working)
        self.remark_field.setVisible(can_close and self._run is None)
        self.closed_label.setVisible(bool(closes))
        self.closed_label.setText("\n".join(self._closes(review)))

    def _closes(self, review: DayReview) -> list[str]:
        close = self.tr("Closed {time} by {name}")
        supplement = self.tr("Supplement {number}: {time} by {name}")
        return [
            (supplement if one.supplement else close).format(
                number=one.supplement,
                time=self.office.moment(one.closed_at),
                name=one.closed_by,
            )
            for one in review.closes
        ]

    def _say_unclosed(self) -> None:
        clear(self._unclosed_row)
        days = [day for day in self._unclosed if day != self._day]
        self.unclosed_box.setVisible(bool(days) and self._run is None)
        if not days:
            return
        label = text_label(self.unclosed_box, "unclosed_label", "remark")
        label.setText(self.tr("Days that nobody has closed:"))
        self._unclosed_row.addWidget(label)
        for day in days:
            link = push_button(self.unclosed_box, f"unclosed_{day.isoformat()}", kind="link")
            link.setText(self.office.day(day))
            link.clicked.connect(lambda _checked=False, day=day: self.show_day(day))
            self._unclosed_row.addWidget(link)

    # ---- acting

    def _on_close(self) -> None:
        if self._day is None or self._is_closing:
            return
        run = CloseRun(self.office, self._find_printer, self)
        self._run = run
        run.lines_changed.connect(self._say)
        run.paper_ready.connect(self._show_paper)
        run.refused.connect(self._on_refused)
        run.finished.connect(self._on_finished)
        self.start_work()
        run.start(self._day, self.remark_edit.text().strip())
        self._say()

    def _on_again(self) -> None:
        if self._run is not None:
            self.start_work()
            self._run.retry()
            self._say()

    def _on_refused(self, error: Exception) -> None:
        self._run = None
        self.end_work()
        self.message_bar.show_error(error)
        self.reload()

    def _on_finished(self) -> None:
        run = self._run
        self.end_work()
        self.remark_edit.clear()
        if run is not None and run.has_failed:
            sentence = self.tr("The day is closed. Not every step worked; see the list.")
            self.message_bar.show_message(sentence, "warning")
        else:
            self.message_bar.show_message(self.tr("The day is closed."), "success")
        self.day_closed.emit(self._day)
        self.reload()

    def _on_reprint(self) -> None:
        self._reprinted = True  # the copy stays in view; what is read again must not cover it
        self.office.jobs.call(
            self,
            self._on_reprint_rows,
            print_day,
            self._day,
            reprint=True,
            failed=self.message_bar.show_error,
        )

    def _on_reprint_rows(self, summary: DaySummary) -> None:
        draw = self.office.drawing.draw
        self.office.jobs.run(self, self._on_reprint_ready, draw, render_daily, summary, language())

    def _on_reprint_ready(self, paper: bytes) -> None:
        self._show_paper(paper)
        printer = self._find_printer()
        if printer is None:
            sentence = self.tr("No printer is set up. The paper can be saved instead.")
            self.message_bar.show_message(sentence, "warning")
            return
        run = print_run(paper, printer, self)
        self._print_run = run
        run.printed.connect(self._on_reprinted)
        run.failed.connect(self.message_bar.show_error)
        run.start()

    def _on_reprinted(self, printer: str) -> None:
        sentence = self.tr("Printed again on {printer}.").format(printer=printer)
        self.message_bar.show_message(sentence, "success")

    def _on_save(self, path: str) -> None:
        closed = bool(self._review and self._review.closes)
        paper = self.preview.data

        def write(_summary: DaySummary) -> None:
            save_bytes(Path(path), paper)
            sentence = self.tr("Saved as {file}.").format(file=Path(path).name)
            self.message_bar.show_message(sentence, "success")

        self.office.jobs.call(self, write, print_day, self._day, reprint=closed)

    def _on_changed(self) -> None:
        if self.isVisible() and not self._is_closing:
            self.reload()
