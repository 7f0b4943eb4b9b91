"""What is still in the way of a day's close, in words; nothing of it blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.views.office.step_list import Line

if TYPE_CHECKING:
    from desktop.services.day_close import DayReview


class ReviewWords(QObject):
    """The sentences; a QObject, because only `tr` knows plurals."""

    def lines(self, review: DayReview) -> list[Line]:
        """Tell what is left, or that nothing is."""
        told = review.summary
        counted = (
            (told.breached, self.tr("%n open ticket(s) are overdue", "", told.breached)),
            (
                told.at_risk,
                self.tr("%n ticket(s) fall due in the next working day", "", told.at_risk),
            ),
            (
                review.promises_due,
                self.tr("%n promise(s) were due and stand open", "", review.promises_due),
            ),
            (
                review.with_manager,
                self.tr("%n ticket(s) wait for the manager's answer", "", review.with_manager),
            ),
            (
                review.approvals_waiting,
                self.tr("%n remedy(s) wait for approval", "", review.approvals_waiting),
            ),
            (
                review.on_the_spot,
                self.tr("%n payout(s) on the spot to look over", "", review.on_the_spot),
            ),
            (
                review.drafts,
                self.tr("%n half-typed complaint(s) not registered", "", review.drafts),
            ),
            (
                review.late,
                self.tr("%n ticket(s) came after the close", "", review.late),
            ),
        )
        lines = [Line("notice", sentence) for count, sentence in counted if count]
        if told.zero_report:
            lines.append(Line("done", self.tr("No complaint this day: a zero report is made")))
        if not lines:
            lines.append(Line("done", self.tr("Nothing is left over")))
        return lines


def review_lines(review: DayReview) -> list[Line]:
    """Tell what is left of a day."""
    return ReviewWords().lines(review)
