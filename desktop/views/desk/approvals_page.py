"""Approvals: proposals that wait for a second person, decided in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop import wording
from desktop.services import remedies
from desktop.services.approvals import ApprovalRow, approvals
from desktop.views.desk.ticket_cards import clock_look
from desktop.views.messages import describe
from desktop.views.theme import LARGE, MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.busy import SkeletonRows
from desktop.views.widgets.buttons import explain_disabled, frame, push_button, text_label
from desktop.views.widgets.chips import Chip, severity_look
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.fields import Field
from desktop.views.widgets.message_bar import MessageBar
from desktop.vocabulary import Ref, Severity

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

    from desktop.views.desk.desk import Desk

_SETTLE_MS = 150
_WIDEST = 920


class ApprovalsPage(Retranslating, QWidget):
    """One card a proposal; what was typed on a card outlives every new reading."""

    ticket_opened = Signal(object)
    """`TicketId`."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Read as soon as the desk is ready."""
        super().__init__(parent)
        self.setObjectName("approvals_page")
        self._desk = desk
        self._cards: dict[Ref, ApprovalCard] = {}
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Read again."""
        if self._desk.is_ready:
            self._desk.jobs.call(self, self._on_rows, approvals, latest="approvals")

    def card(self, remedy: Ref) -> ApprovalCard:
        """Give the card of a proposal."""
        return self._cards[remedy]

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("Waiting for my approval"))
        count = len(self._cards)
        self.count_label.setText(self.tr("%n proposal(s)", "", count) if count else "")
        self.empty.say(
            lambda: self.tr(
                "No proposal waits for you. Proposals above a clerk's own limit appear here."
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Come up to date whenever somebody looks."""
        super().showEvent(event)
        self.reload()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, MEDIUM, LARGE, 0)
        outer.setSpacing(MEDIUM)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        self.title_label = text_label(self, "approvals_title", "title")
        self.count_label = text_label(self, "approvals_count", "muted")
        head.addWidget(self.title_label)
        head.addWidget(self.count_label)
        head.addStretch(1)
        self.message_bar = MessageBar(self)
        outer.addLayout(head)
        outer.addWidget(self.message_bar)
        self.stack = QStackedWidget(self)
        self.skeleton = SkeletonRows(self.stack)
        self.empty = EmptyState("stamp", str, None, self.stack)
        for widget in (self.skeleton, self._build_area(), self.empty):
            self.stack.addWidget(widget)
        outer.addWidget(self.stack, 1)

    def _build_area(self) -> QWidget:
        self.area = QScrollArea(self.stack)
        self.area.setObjectName("approvals_area")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self.area)
        inside.setObjectName("scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, SMALL, MEDIUM)
        holder = QWidget(inside)
        holder.setMaximumWidth(_WIDEST)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(MEDIUM)
        self._column.addStretch(1)
        row.addWidget(holder, 1)
        row.addStretch(0)
        self.area.setWidget(inside)
        return self.area

    def _connect(self) -> None:
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.reload)
        self._desk.changed.connect(lambda _changes: self._settling.start())
        self._desk.when_ready(self.reload)

    def _on_rows(self, rows: tuple[ApprovalRow, ...]) -> None:
        typed = {ref: card.reason_edit.text() for ref, card in self._cards.items()}
        focused = next((r for r, c in self._cards.items() if c.reason_edit.hasFocus()), None)
        for card in self._cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = {}
        for place, row in enumerate(rows):
            card = ApprovalCard(row, self._desk, self)
            card.reason_edit.setText(typed.get(row.remedy.ref, ""))
            card.decided.connect(self._on_decided)
            card.ticket_opened.connect(self.ticket_opened)
            self._column.insertWidget(place, card)
            self._cards[row.remedy.ref] = card
        if focused in self._cards:
            self._cards[focused].reason_edit.setFocus()
        self.stack.setCurrentWidget(self.area if rows else self.empty)
        self.retranslate()

    def _on_decided(self, row: ApprovalRow, reason: str, approved: bool) -> None:
        case = remedies.approve_remedy if approved else remedies.reject_remedy
        self._desk.jobs.call(
            self,
            lambda _nothing: self._say_done(row, approved=approved),
            case,
            row.ticket.id,
            row.remedy.ref,
            reason,
            failed=self._on_failed,
        )

    def _say_done(self, row: ApprovalRow, *, approved: bool) -> None:
        pattern = self.tr("Approved: {number}") if approved else self.tr("Turned down: {number}")
        self.message_bar.show_message(pattern.format(number=row.ticket.number), "success")

    def _on_failed(self, error: Exception) -> None:
        self.message_bar.show_message(*describe(error))
        self.reload()


class ApprovalCard(Retranslating, QFrame):
    """A proposal with its matter, a line for the reason, yes and no."""

    decided = Signal(object, str, bool)
    ticket_opened = Signal(object)

    def __init__(self, row: ApprovalRow, desk: Desk, parent: QWidget) -> None:
        """Show one proposal."""
        super().__init__(parent)
        self.setObjectName(f"approval_{row.remedy.ref.uid}")
        self.setProperty("role", "card")
        self._row = row
        self._desk = desk
        self._build()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        ticket, remedy = self._row.ticket, self._row.remedy
        amount = self._desk.money(remedy.amount, remedy.currency)
        self.offer_label.setText(f"{wording.label(remedy.kind, language())} {amount}")
        self.text_label.setText(remedy.text)
        self.text_label.setVisible(bool(remedy.text))
        told = [
            self.tr("Proposed by {name}, {time}").format(
                name=remedy.proposed_by, time=self._desk.moment(remedy.proposed_at)
            ),
            ticket.complainant,
            ticket.number,
            ticket.site_name if self._desk.is_headquarters else "",
        ]
        self.by_label.setText("  ·  ".join(part for part in told if part))
        self.open_button.setText(self.tr("Open ticket"))
        self.approve_button.setText(self.tr("Approve"))
        self.reject_button.setText(self.tr("Turn down"))
        above = self.tr("Above your limit of {limit}; ask headquarters").format(
            limit=self._desk.money(self._row.limit)
        )
        explain_disabled(self.approve_button, "" if self._row.is_within_limit else above)
        self.limit_label.setText("" if self._row.is_within_limit else above)
        self.limit_label.setVisible(not self._row.is_within_limit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Approve with Ctrl+Enter."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._approve()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(SMALL)
        column.addLayout(self._build_head())
        self.text_label = text_label(self, "offer_text")
        self.text_label.setWordWrap(True)
        self.by_label = text_label(self, "offer_by", "muted")
        self.limit_label = text_label(self, "offer_limit", "remark")
        for label in (self.text_label, self.by_label, self.limit_label):
            column.addWidget(label)
        column.addWidget(frame(self, "rule"))
        column.addLayout(self._build_decision())

    def _build_head(self) -> QHBoxLayout:
        ticket = self._row.ticket
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        self.offer_label = text_label(self, "offer_words", "heading")
        self.matter_label = text_label(self, "offer_matter")
        self.matter_label.setWordWrap(True)
        self.matter_label.setText(ticket.title)
        words.addWidget(self.offer_label)
        words.addWidget(self.matter_label)
        head.addLayout(words, 1)
        if ticket.severity is not Severity.NORMAL:
            chip = Chip(self, lambda: severity_look(ticket.severity))
            head.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        if clock_look(ticket, self._desk) is not None:
            clock = Chip(
                self, lambda: clock_look(ticket, self._desk) or severity_look(ticket.severity)
            )
            head.addWidget(clock, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _build_decision(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.reason_edit = LineEdit(self, "approval_reason_edit")
        self.reason_field = Field(
            self.reason_edit, lambda: self.tr("Remark; a reason is needed to turn it down"), self
        )
        self.approve_button = push_button(self, "approve_button", "check", "primary")
        self.reject_button = push_button(self, "reject_button", "x", "danger")
        self.open_button = push_button(self, "open_ticket_button", "arrow-right", "quiet")
        self.approve_button.clicked.connect(self._approve)
        self.reject_button.clicked.connect(self._reject)
        self.open_button.clicked.connect(lambda: self.ticket_opened.emit(self._row.ticket.id))
        row.addWidget(self.reason_field, 1)
        bottom = Qt.AlignmentFlag.AlignBottom
        for button in (self.approve_button, self.reject_button, self.open_button):
            row.addWidget(button, 0, bottom)
        return row

    def _approve(self) -> None:
        if self.approve_button.isEnabled():
            self._decide(approved=True)

    def _reject(self) -> None:
        if self.reason_edit.text().strip():
            self._decide(approved=False)
            return
        self.reason_field.set_error(self.tr("Please say why."))
        self.reason_edit.setFocus()

    def _decide(self, *, approved: bool) -> None:
        for button in (self.approve_button, self.reject_button):
            button.setEnabled(False)
        self.decided.emit(self._row, self.reason_edit.text().strip(), approved)
