"""One ticket whole: what to do next on top, the story and what hangs on it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.errors import ConflictError
from desktop.services import casework
from desktop.services.rows import PersonRow
from desktop.services.tickets import ticket_detail
from desktop.services.today import AnswerRow, mark_answers_read, unread_answers
from desktop.views.desk.act_panel import ActPanel, opens_a_form
from desktop.views.desk.desk import brings_all
from desktop.views.desk.evidence_viewer import EvidenceViewer
from desktop.views.desk.offers import Act, offers
from desktop.views.desk.ticket_actions import TicketActions
from desktop.views.desk.ticket_body import TicketBody
from desktop.views.desk.ticket_head import TicketHead
from desktop.views.messages import describe
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import frame
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.message_bar import MessageBar
from desktop.vocabulary import PromiseState, Ref, Status, TicketId

if TYPE_CHECKING:
    from desktop.services.rows import TicketDetail
    from desktop.views.desk.desk import Desk
    from desktop.views.ports import Changes

_MINUTE_MS = 60_000
_LEAST_BODY = 64
"""What stays of the story under an open form on a small screen."""
_DIRECT: dict[Act, Status] = {
    Act.INVESTIGATE: Status.INVESTIGATING,
    Act.NEGOTIATE: Status.NEGOTIATING,
}


class TicketPage(Retranslating, QWidget):
    """The pane of one ticket; everything is done in place."""

    paper_requested = Signal(str, object)
    """("slip" or "handling", `TicketId`)."""
    ticket_shown = Signal(object)
    """The `TicketDetail` that is in view now, also after each change."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show nothing until `show_ticket`."""
        super().__init__(parent)
        self.setObjectName("ticket_page")
        self._desk = desk
        self._id: TicketId | None = None
        self._ticket: TicketDetail | None = None
        self._answers: tuple[AnswerRow, ...] = ()
        self._build()
        self._connect()
        self.retranslate()

    @property
    def ticket_id(self) -> TicketId | None:
        """The ticket that is, or is about to be, in view."""
        return self._id

    @property
    def ticket(self) -> TicketDetail | None:
        """The ticket in view, as it was read last."""
        return self._ticket

    def show_ticket(self, ticket: TicketId) -> None:
        """Read a ticket and show it; what was typed on another is kept there."""
        if ticket == self._id:
            return
        self.panel.put_aside()
        self.head.cover()
        self.message_bar.close_message()
        self._id = ticket
        self.reload()

    def reload(self) -> None:
        """Read the ticket in view again."""
        if self._id is None:
            return
        self._desk.jobs.call(
            self, self._on_ticket, ticket_detail, self._id, failed=self._on_gone, latest="ticket"
        )

    def clear(self) -> None:
        """Show nothing."""
        self.panel.put_aside()
        self._id = self._ticket = None
        self.stack.setCurrentWidget(self.nothing)

    def focus_actions(self) -> None:
        """Put the keyboard on the next step."""
        self.act_row.focus_next_step()

    def begin(self, act: Act, remedy: Ref | None = None) -> None:
        """Open an act's form, or do it where nothing need be asked."""
        ticket = self._ticket
        if ticket is None:
            return
        if opens_a_form(act):
            self.panel.open_act(act, ticket, remedy)
            return
        self._desk.jobs.call(
            self, None, casework.progress_ticket, ticket.id, _DIRECT[act], ticket.version,
            failed=self._on_failed,
        )  # fmt: skip

    def retranslate(self) -> None:
        """Tell the story again in the language of the screen."""
        if self._ticket is not None:
            self._show(self._ticket)
            self._tell_answers()

    # ---- building

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget(self)
        self.nothing = EmptyState(
            "files", lambda: self.tr("Choose a ticket at the left to see its story."), None
        )
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self._build_pane())
        row.addWidget(self.stack)

    def _build_pane(self) -> QWidget:
        self.pane = frame(self.stack, "pane", "ticket_pane")
        column = QVBoxLayout(self.pane)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, 0)
        column.setSpacing(SMALL)
        self.head = TicketHead(self._desk, self.pane)
        self.conflict_bar = MessageBar(self.pane)
        self.conflict_bar.close_button.setVisible(False)
        self.answer_bar = MessageBar(self.pane)
        self.answer_bar.close_button.setVisible(False)
        self.act_row = TicketActions(self._desk, self.pane)
        self.message_bar = MessageBar(self.pane)
        self.panel = ActPanel(self._desk, self.pane)
        for widget in (
            self.head, self.conflict_bar, self.answer_bar, self.act_row, self.message_bar,
            self.panel, frame(self.pane, "rule", "ticket_rule"),
        ):  # fmt: skip
            column.addWidget(widget)
        self.middle = QStackedWidget(self.pane)
        self.middle.setMinimumHeight(_LEAST_BODY)
        self.viewer = EvidenceViewer(self._desk, self.middle)
        self.body = TicketBody(self._desk, self.middle)
        self.middle.addWidget(self.body)
        self.middle.addWidget(self.viewer)
        column.addWidget(self.middle, 1)
        return self.pane

    def _connect(self) -> None:
        minute = QTimer(self)
        minute.setInterval(_MINUTE_MS)
        minute.timeout.connect(self.head.tell_clocks)
        minute.start()
        self.act_row.act_requested.connect(self.begin)
        self.panel.act_done.connect(self._on_done)
        self.panel.act_failed.connect(self._on_failed)
        self.panel.closed.connect(self.focus_actions)
        self.head.reveal_requested.connect(lambda: self.begin(Act.REVEAL))
        self.head.paper_requested.connect(self._on_paper)
        self.body.remedies.approve_requested.connect(lambda ref: self.begin(Act.APPROVE, ref))
        self.body.remedies.reject_requested.connect(lambda ref: self.begin(Act.REJECT, ref))
        self.body.remedies.payout_requested.connect(lambda ref: self.begin(Act.PAY_OUT, ref))
        self.body.promises.settled.connect(self._on_promise_settled)
        self.body.evidence.evidence_opened.connect(self._on_evidence_opened)
        self.body.evidence.evidence_failed.connect(self._on_failed)
        self.viewer.closed.connect(lambda: self.middle.setCurrentWidget(self.body))
        self._desk.changed.connect(self._on_changed)
        self._desk.card_changed.connect(self.reload)  # what is on offer hangs on the card

    # ---- what arrives

    def _on_ticket(self, ticket: TicketDetail) -> None:
        if ticket.id != self._id:
            return
        is_new = self._ticket is None or self._ticket.id != ticket.id
        self._ticket = ticket
        if is_new:
            self.middle.setCurrentWidget(self.body)
            self.answer_bar.close_message()
        self._show(ticket)
        self.panel.tell_parts(ticket)
        self.stack.setCurrentWidget(self.pane)
        if is_new:
            self.panel.reopen(ticket)
            self.body.show_latest()
        if any(row.answered_at is not None for row in ticket.escalations):
            self._desk.jobs.call(
                self, self._on_answers, unread_answers, ticket.id, latest="answers"
            )
        self.ticket_shown.emit(ticket)

    def _show(self, ticket: TicketDetail) -> None:
        found = offers(ticket, self._desk)
        open_acts = {offer.act for offer in found if not offer.reason}
        self.head.show_ticket(ticket, may_reveal=Act.REVEAL in open_acts)
        self.act_row.show_offers(found)
        self.body.show_ticket(ticket, open_acts)
        self._tell_conflict(ticket)

    def _on_gone(self, error: Exception) -> None:
        """The ticket is not there, or not for this person."""
        self.clear()
        self._desk.jobs.job_failed.emit(error)

    def _on_changed(self, changes: Changes) -> None:
        if self._id is not None and (self._id in changes.tickets or brings_all(changes)):
            self.reload()

    def _on_answers(self, answers: tuple[AnswerRow, ...]) -> None:
        self._answers = answers
        self._tell_answers()

    def _tell_answers(self) -> None:
        if not self._answers:
            self.answer_bar.close_message()
            return
        last = self._answers[-1]
        verdict = wording.label(last.verdict or last.outcome, language())
        told = self.tr("Headquarters answered: {verdict}. {text}").format(
            verdict=verdict, text=last.text
        )
        self.answer_bar.show_message(told, "info", action=self.tr("Noted"), act=self._on_noted)
        self.answer_bar.close_button.setVisible(False)

    def _on_noted(self) -> None:
        uids = [answer.uid for answer in self._answers]
        self._answers = ()
        self._desk.jobs.run(self, self._on_marked, mark_answers_read, self._desk.gateway, uids)

    def _on_marked(self, _nothing: None) -> None:
        self._desk.answers_read.emit()

    def _tell_conflict(self, ticket: TicketDetail) -> None:
        if ticket.in_conflict:
            self.conflict_bar.show_message(
                self.tr(
                    "What two sites recorded on this ticket does not go together. Both versions "
                    "are kept; headquarters decides. Notes and contacts can still be added."
                ),
                "warning",
            )
            self.conflict_bar.close_button.setVisible(False)
        else:
            self.conflict_bar.close_message()

    # ---- what people do

    def _on_done(self, act: Act, result: object) -> None:
        if act is Act.REVEAL and (result is None or isinstance(result, PersonRow)):
            self.head.reveal(result)
        self.message_bar.close_message()
        self.reload()
        self.focus_actions()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ConflictError):
            told = self.tr(
                "Somebody else changed this ticket meanwhile. What you typed is still here."
            )
            self.message_bar.show_message(
                told, "warning", action=self.tr("Reload"), act=self._reload_under_form
            )
            return
        self.message_bar.show_message(*describe(error))

    def _reload_under_form(self) -> None:
        """Show the ticket as it is now; the form then stands on that, with its words."""
        if self._id is not None:
            self._desk.jobs.call(self, self._on_reloaded, ticket_detail, self._id, latest="ticket")

    def _on_reloaded(self, ticket: TicketDetail) -> None:
        self.panel.refresh(ticket)
        self._on_ticket(ticket)

    def _on_promise_settled(self, ref: Ref, state: PromiseState) -> None:
        if self._ticket is not None:
            self._desk.jobs.call(
                self, None, casework.settle_promise, self._ticket.id, ref, state,
                failed=self._on_failed,
            )  # fmt: skip

    def _on_evidence_opened(self, ref: Ref) -> None:
        ticket = self._ticket
        row = next((e for e in ticket.evidence if e.ref == ref), None) if ticket else None
        if ticket is not None and row is not None:
            self.viewer.open_evidence(ticket.id, row)
            self.middle.setCurrentWidget(self.viewer)
            self.viewer.close_button.setFocus()

    def _on_paper(self, kind: str) -> None:
        if self._id is not None:
            self.paper_requested.emit(kind, self._id)
