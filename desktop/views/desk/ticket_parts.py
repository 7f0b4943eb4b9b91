"""What hangs on a ticket: remedies, promises, and what was asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop import wording
from desktop.views.theme import MEDIUM, SMALL, TINY
from desktop.views.translation import language
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.chips import Chip, ChipLook
from desktop.views.widgets.section import Section
from desktop.vocabulary import (
    EscalationState,
    PromiseState,
    RemedyState,
    Role,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QPushButton

    from desktop.services.rows import (
        EscalationRow,
        PayoutRow,
        PromiseRow,
        RemedyRow,
        TicketDetail,
    )
    from desktop.views.desk.desk import Desk
    from desktop.views.widgets.chips import Tone

_REMEDY_LOOKS: dict[RemedyState, tuple[str, Tone]] = {
    RemedyState.PROPOSED: ("stamp", "warning"),
    RemedyState.APPROVED: ("check", "accent"),
    RemedyState.REJECTED: ("x", "danger"),
    RemedyState.PAID: ("circle-check", "success"),
}
_PROMISE_LOOKS: dict[PromiseState, tuple[str, Tone]] = {
    PromiseState.OPEN: ("clock", "warning"),
    PromiseState.KEPT: ("check", "success"),
    PromiseState.BROKEN: ("triangle-alert", "danger"),
}
_ESCALATION_LOOKS: dict[EscalationState, tuple[str, Tone]] = {
    EscalationState.OPEN: ("hourglass", "warning"),
    EscalationState.ANSWERED: ("check", "success"),
    EscalationState.RECALLED: ("undo-2", "neutral"),
    EscalationState.ACCEPTED: ("landmark", "special"),
    EscalationState.RETURNED: ("corner-up-left", "special"),
}
_VERDICT_LOOKS: dict[Verdict, tuple[str, Tone]] = {
    Verdict.AUTHORISED: ("circle-check", "success"),
    Verdict.INSTRUCTED: ("clipboard-check", "accent"),
    Verdict.DECLINED: ("circle-x", "danger"),
}


class PartLine(QFrame):
    """One part: chip and words in a row, what else there is to say below, buttons last."""

    def __init__(self, look: ChipLook, words: str, name: str, parent: QWidget) -> None:
        """Say the part in short."""
        super().__init__(parent)
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, TINY, 0, TINY)
        self._column.setSpacing(TINY)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.words_label = text_label(self, f"{name}_words", "strong")
        self.words_label.setWordWrap(True)
        self.words_label.setText(words)
        row.addWidget(self.words_label, 1)
        row.addWidget(Chip(self, lambda: look), 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)
        self._buttons: QHBoxLayout | None = None

    def add_note(self, words: str, *, body: bool = False) -> None:
        """Say more, in muted letters unless it is what somebody wrote."""
        if not words:
            return
        label = text_label(self, "", "body" if body else "muted")
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setText(words)
        self._column.addWidget(label)

    def add_button(self, name: str, icon: str, words: str) -> QPushButton:
        """Offer something to do about it."""
        if self._buttons is None:
            self._buttons = QHBoxLayout()
            self._buttons.setSpacing(SMALL)
            self._buttons.addStretch(1)
            self._column.addLayout(self._buttons)
        button = push_button(self, name, icon)
        button.setText(words)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button


class PartsSection(Section):
    """A titled column of parts that hides when there are none."""

    def __init__(
        self, title: Callable[[], str], name: str, desk: Desk, parent: QWidget | None = None
    ) -> None:
        """Start empty and hidden."""
        self._desk = desk
        self._ticket: TicketDetail | None = None
        self._lines: list[QWidget] = []
        super().__init__(title, parent, name, bare=True)
        self.setVisible(False)

    def show_ticket(self, ticket: TicketDetail) -> None:
        """Show the parts of a ticket."""
        self._ticket = ticket
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = list(self.lines(ticket))
        for line in self._lines:
            self.body.addWidget(line)
        self.setVisible(bool(self._lines))

    def lines(self, ticket: TicketDetail) -> Iterable[QWidget]:
        """Make the lines; each section says which."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say everything again."""
        super().retranslate()
        if self._ticket is not None:
            self.show_ticket(self._ticket)


class RemediesSection(PartsSection):
    """What was offered, who approved it, how it was handed over."""

    approve_requested = Signal(object)
    reject_requested = Signal(object)
    payout_requested = Signal(object)
    """The `Ref` of the remedy."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start hidden."""
        self.may_decide = False
        self.may_pay = False
        super().__init__(lambda: self.tr("Remedies and approvals"), "remedies", desk, parent)

    def lines(self, ticket: TicketDetail) -> Iterable[QWidget]:
        """Make one line a remedy, the latest first."""
        return [self._line(row) for row in reversed(ticket.remedies)]

    def _line(self, row: RemedyRow) -> PartLine:
        amount = f" {self._desk.money(row.amount, row.currency)}" if row.amount else ""
        words = f"{wording.label(row.kind, language())}{amount}"
        line = PartLine(_look(_REMEDY_LOOKS, row.state), words, f"remedy_{row.ref.uid}", self)
        line.add_note(row.text, body=True)
        line.add_note(self._by_whom(row))
        if row.payout is not None:
            line.add_note(self._paid(row.payout))
        if self.may_decide and row.state is RemedyState.PROPOSED and not row.mine:
            yes = line.add_button("approve_button", "check", self.tr("Approve"))
            yes.clicked.connect(lambda: self.approve_requested.emit(row.ref))
            no = line.add_button("reject_button", "x", self.tr("Turn down"))
            no.clicked.connect(lambda: self.reject_requested.emit(row.ref))
        if self.may_pay and row.state is RemedyState.APPROVED:
            pay = line.add_button("pay_button", "banknote", self.tr("Pay out"))
            pay.clicked.connect(lambda: self.payout_requested.emit(row.ref))
        return line

    def _by_whom(self, row: RemedyRow) -> str:
        at = self._desk.moment(row.proposed_at)
        told = self.tr("Proposed by {name}, {time}").format(name=row.proposed_by, time=at)
        if not row.decided_by:
            return told
        if row.decision_reason:
            decided = self.tr("decided by {name}: {reason}").format(
                name=row.decided_by, reason=row.decision_reason
            )
        else:
            decided = self.tr("decided by {name}").format(name=row.decided_by)
        return f"{told}  ·  {decided}"

    def _paid(self, row: PayoutRow) -> str:
        parts = [wording.label(row.means, language()), self._desk.moment(row.at), row.voucher]
        if row.receiver:
            parts.append(self.tr("signed for by {name}").format(name=row.receiver))
        if row.witness:
            parts.append(self.tr("witness: {name}").format(name=row.witness))
        return "  ·  ".join(part for part in parts if part)


class PromisesSection(PartsSection):
    """What was promised, and whether it was kept."""

    settled = Signal(object, object)
    """The promise's `Ref` and the `PromiseState`."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start hidden."""
        self.may_settle = False
        super().__init__(lambda: self.tr("Promises"), "promises", desk, parent)

    def lines(self, ticket: TicketDetail) -> Iterable[QWidget]:
        """Make one line a promise, those still open first."""
        order = sorted(ticket.promises, key=lambda p: (p.state is not PromiseState.OPEN, p.due_at))
        return [self._line(row) for row in order]

    def _line(self, row: PromiseRow) -> PartLine:
        what = row.what or self.tr("Answer to the customer")
        line = PartLine(_look(_PROMISE_LOOKS, row.state), what, f"promise_{row.ref.uid}", self)
        due = self._desk.moment(row.due_at)
        line.add_note(self.tr("By {time}  ·  {name}").format(time=due, name=row.by))
        if self.may_settle and row.state is PromiseState.OPEN:
            kept = line.add_button("kept_button", "check", self.tr("Kept"))
            kept.clicked.connect(lambda: self.settled.emit(row.ref, PromiseState.KEPT))
            broken = line.add_button("broken_button", "x", self.tr("Not kept"))
            broken.clicked.connect(lambda: self.settled.emit(row.ref, PromiseState.BROKEN))
        return line


class EscalationsSection(PartsSection):
    """What was sent up or asked, and what was answered."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(lambda: self.tr("Sent up and answered"), "escalations", desk, parent)

    def lines(self, ticket: TicketDetail) -> Iterable[QWidget]:
        """Make one line an escalation, the latest first."""
        return [self._line(row) for row in reversed(ticket.escalations)]

    def _line(self, row: EscalationRow) -> PartLine:
        words = wording.phrase(
            f"Act.{row.kind}", language(), manager=self._desk.title(Role.MANAGER)
        )
        look = _look(_ESCALATION_LOOKS, row.state)
        if row.verdict is not None:
            look = _look(_VERDICT_LOOKS, row.verdict)
        line = PartLine(look, words, f"escalation_{row.ref.uid}", self)
        line.add_note(row.reason, body=True)
        line.add_note(f"{row.by}  ·  {self._desk.moment(row.at)}")
        if row.answer:
            line.layout().addWidget(self._answer(row, line))  # type: ignore[union-attr]
        return line

    def _answer(self, row: EscalationRow, parent: QWidget) -> QWidget:
        box = frame(parent, "sunken", f"answer_{row.ref.uid}")
        column = QVBoxLayout(box)
        column.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        column.setSpacing(TINY)
        if row.amount:
            head = text_label(box, "answer_amount", "strong")
            head.setText(
                self.tr("Authorised up to {amount}").format(amount=self._desk.money(row.amount))
            )
            column.addWidget(head)
        words = text_label(box, "answer_words")
        words.setWordWrap(True)
        words.setText(row.answer)
        by = text_label(box, "answer_by", "muted")
        at = self._desk.moment(row.answered_at) if row.answered_at else ""
        by.setText(f"{row.answered_by}  ·  {at}")
        column.addWidget(words)
        column.addWidget(by)
        return box


def _look(
    looks: dict[RemedyState, tuple[str, Tone]]
    | dict[PromiseState, tuple[str, Tone]]
    | dict[EscalationState, tuple[str, Tone]]
    | dict[Verdict, tuple[str, Tone]],
    state: RemedyState | PromiseState | EscalationState | Verdict,
) -> ChipLook:
    name, tone = looks[state]  # type: ignore[index]
    return ChipLook(name, wording.label(state, language()), tone)
