"""The body of a ticket: the story at the left, what hangs on it at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.services import casework
from desktop.views.desk.evidence_panel import EvidencePanel
from desktop.views.desk.offers import Act
from desktop.views.desk.ticket_details import DetailsSection
from desktop.views.desk.ticket_parts import (
    EscalationsSection,
    PromisesSection,
    RemediesSection,
)
from desktop.views.desk.timeline_text import timeline_entries
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QResizeEvent

    from desktop.services.rows import TicketDetail
    from desktop.views.desk.desk import Desk

_NARROW = 620
_LEAST_ROOM = 190
_LEAST_FACTS, _SHARE = 70, 4
"""The complainant's own words take a quarter of the height at most, or this much."""


class TicketBody(Retranslating, QSplitter):
    """Shows; its sections ask for acts."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("ticket_body")
        self._desk = desk
        self._ticket: TicketDetail | None = None
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self._build_story())
        self.addWidget(self._build_side())
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.setSizes([460, 320])
        self.retranslate()

    def show_ticket(self, ticket: TicketDetail, open_acts: Collection[Act]) -> None:
        """Show a ticket; its parts offer only what stands open."""
        self._ticket = ticket
        self.facts_label.setText(ticket.facts)
        self._fit_facts()
        self.timeline.show_entries(timeline_entries(ticket, self._desk))
        self.remedies.may_decide = Act.APPROVE in open_acts or Act.REJECT in open_acts
        self.remedies.may_pay = Act.PAY_OUT in open_acts
        may_settle = ticket.is_custodian and not ticket.in_conflict
        self.promises.may_settle = may_settle and self._desk.may(casework.settle_promise)
        for section in (self.escalations, self.remedies, self.promises):
            section.show_ticket(ticket)
        self.evidence.show_ticket(ticket)
        self.details.show_ticket(ticket)

    def show_latest(self) -> None:
        """Scroll to the end of the story, once it is laid out."""
        QTimer.singleShot(0, self.timeline, self.timeline.show_latest)

    def retranslate(self) -> None:
        """Set the words again; the page tells the story again."""
        self.facts_title.setText(self.tr("What happened"))
        self.story_title.setText(self.tr("What was done"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sides one under the other where the pane is narrow."""
        super().resizeEvent(event)
        wanted = Qt.Orientation.Vertical if self.width() < _NARROW else Qt.Orientation.Horizontal
        if self.orientation() != wanted:
            self.setOrientation(wanted)

    def _build_story(self) -> QWidget:
        story = _Story(self)
        story.resized.connect(self._fit_facts)
        self._story = story
        column = QVBoxLayout(story)
        column.setContentsMargins(0, SMALL, MEDIUM, 0)
        column.setSpacing(SMALL)
        self.facts_title = text_label(story, "facts_title", "strong")
        self.facts_label = text_label(story, "facts_label")
        self.facts_label.setWordWrap(True)
        self.facts_label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.facts_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts_area = _scrolling(self.facts_label, story, "facts_area")
        self.story_title = text_label(story, "story_title", "strong")
        self.timeline = Timeline(story, "ticket_timeline")
        column.addWidget(self.facts_title)
        column.addWidget(self.facts_area)
        column.addWidget(self.story_title)
        column.addWidget(self.timeline, 1)
        return story

    def _build_side(self) -> QWidget:
        inside = QWidget(self)
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(MEDIUM, SMALL, SMALL, MEDIUM)
        column.setSpacing(MEDIUM)
        self.escalations = EscalationsSection(self._desk, inside)
        self.remedies = RemediesSection(self._desk, inside)
        self.promises = PromisesSection(self._desk, inside)
        self.evidence = EvidencePanel(self._desk, inside)
        self.details = DetailsSection(self._desk, inside)
        for section in (
            self.escalations, self.remedies, self.promises, self.evidence, self.details
        ):  # fmt: skip
            column.addWidget(section)
        column.addStretch(1)
        side = _scrolling(inside, self, "ticket_side")
        side.setMinimumWidth(264)
        return side

    def _fit_facts(self) -> None:
        """Give the complainant's words what they need, within reason; none under a tall form."""
        roomy = self._story.height() >= _LEAST_ROOM
        self.facts_title.setVisible(roomy)
        self.facts_area.setVisible(roomy)
        width = max(200, self.facts_area.viewport().width())
        needed = self.facts_label.heightForWidth(width) + 4
        most = max(_LEAST_FACTS, self._story.height() // _SHARE)
        self.facts_area.setFixedHeight(max(24, min(needed, most)))


class _Story(QWidget):
    """Tells when its room changes."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def _scrolling(inside: QWidget, parent: QWidget, name: str) -> QScrollArea:
    area = QScrollArea(parent)
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    inside.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
