"""The intake page: a form, the drafts left at the counter, and what follows registering."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop import wording
from desktop.errors import InputError
from desktop.services.counter import intake_choices
from desktop.services.intake import register_ticket, settle_on_spot
from desktop.views.intake.intake_drafts import DraftKeeper, DraftShelf
from desktop.views.intake.intake_form import IntakeForm
from desktop.views.intake.intake_receipt import ReceiptView
from desktop.views.intake.intake_state import IntakeState, from_fields, ticket_draft
from desktop.views.theme import LARGE, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from desktop.services.counter import IntakeChoices
    from desktop.services.gateway import Gateway
    from desktop.services.intake import Registered, SettlementDraft
    from desktop.services.rows import DraftRow
    from desktop.services.ticket_draft import TicketDraft
    from desktop.views.jobs import Jobs


class IntakePage(Retranslating, QWidget):
    """登记投诉. The wiring calls `start` for F2 and `keep_draft` before it locks or closes."""

    ticket_registered = Signal(object, str)
    """(TicketId, number)."""
    ticket_opened = Signal(object)
    draft_saved = Signal(object)
    """When, in µs UTC: more than Qt's own int can hold."""

    def __init__(
        self,
        gateway: Gateway,
        jobs: Jobs,
        parent: QWidget | None = None,
        *,
        counter: str = "",
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """Build the page for a counter; drafts of other counters are not offered."""
        super().__init__(parent)
        self.setObjectName("intake_page")
        card = gateway.facts.card
        self._gateway = gateway
        self._jobs = jobs
        self._zone = ZoneInfo(card.zone)
        self._now = now or (lambda: datetime.now(self._zone))
        self._digits = wording.minor_digits(card.currency)
        symbol = wording.money_text(0, card.currency, language()).rstrip("0.")
        self._choices: IntakeChoices | None = None
        self._is_sending = False
        self._is_showing = False
        self._build((symbol, self._digits))
        self.keeper = DraftKeeper(gateway, jobs, counter, self.form.state, self)
        self._connect()
        self._add_shortcuts()
        self.retranslate()

    # ---- what the wiring asks

    def start(self) -> None:
        """Go to the form, as F2 does; what stands there half-typed stays."""
        if self.stack.currentWidget() is self.receipt:
            self.stack.setCurrentWidget(self.form)
            self.keeper.find_left()
        self.form.go_to_start()

    def keep_draft(self) -> None:
        """Save now what was typed: before the lock, a change of person, or the end."""
        self.keeper.save()

    def put_aside(self) -> None:
        """Keep what was typed as a draft at this counter and give an empty form."""
        if self.form.state().is_blank:
            return
        self.keeper.touch()
        self.keeper.save()
        self._clear()
        self.keeper.start_new()
        self.keeper.find_left()
        self.form.go_to_start()

    def take_over(self, row: DraftRow) -> None:
        """Go on with a draft that was left; what stands on the form is kept as another."""
        self.keeper.save()
        self.keeper.take_over(row)
        state = from_fields(row.fields)
        self._show_state(state)
        self.keeper.find_left()
        if state.pasted:
            told = self.tr("%n pasted picture(s) were not kept with the draft.", "", state.pasted)
            self.message_bar.show_message(told, "warning")
        self.form.go_to_start()

    def retranslate(self) -> None:
        """Set the words again."""
        self.setAccessibleName(self.tr("Register a complaint"))
        self._show_allowed()

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Ask what this counter offers and what was left here; put the cursor in the story."""
        super().showEvent(event)
        self._jobs.call(self, self._on_choices, intake_choices, latest="choices")
        self.keeper.find_left()
        if self.stack.currentWidget() is self.form:
            self.form.go_to_start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed when the page is left."""
        self.keeper.save()
        super().hideEvent(event)

    # ---- building

    def _build(self, money: tuple[str, int]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.shelf = DraftShelf(self, self._zone)
        self.message_bar = MessageBar(self)
        self.message_bar.setProperty("place", "window")
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("intake_stack")
        self.form = IntakeForm(self.stack, self._jobs, self._zone, self._now, money)
        self.receipt = ReceiptView(self.stack, self._gateway, self._jobs)
        self.receipt.setContentsMargins(LARGE, SMALL, LARGE, LARGE)
        for page in (self.form, self.receipt):
            self.stack.addWidget(page)
        for widget in (self.shelf, self.message_bar):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.form.state_changed.connect(self._on_typed)
        self.form.register_requested.connect(self.register)
        self.form.settle_requested.connect(self.settle)
        self.form.aside_requested.connect(self.put_aside)
        self.form.person.history.ticket_opened.connect(self.ticket_opened)
        self.form.person.evidence.evidence_opened.connect(self._on_evidence_opened)
        self.receipt.another_requested.connect(self.start)
        self.receipt.ticket_opened.connect(self.ticket_opened)
        self.keeper.draft_saved.connect(self.draft_saved)
        self.keeper.left_found.connect(self._on_left)
        self.keeper.save_failed.connect(self.message_bar.show_error)
        self.shelf.draft_taken.connect(self.take_over)
        self.shelf.draft_discarded.connect(self._on_discarded)

    def _add_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+Return", self.form.submit),
            ("Ctrl+Enter", self.form.submit),
            ("Ctrl+S", self.put_aside),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- acts

    def register(self) -> None:
        """Register what was typed; only missing facts stop it."""
        if self._may_send():
            draft = self._draft()
            self._send()
            self._jobs.call(
                self,
                lambda made: self._on_made(made, settled=False),
                register_ticket,
                draft,
                failed=self._on_refused,
            )

    def settle(self, given: SettlementDraft) -> None:
        """Register, remedy, pay out and close in one act."""
        if self._may_send():
            draft = self._draft(promised=False)
            self._send()
            self._jobs.call(
                self,
                lambda made: self._on_made(made, settled=True),
                settle_on_spot,
                draft,
                given,
                failed=self._on_refused,
            )

    def _may_send(self) -> bool:
        if self._is_sending or self.stack.currentWidget() is not self.form:
            return False
        if not self._draft().facts:
            self.form.story.say_facts_missing()
            return False
        return True

    def _draft(self, *, promised: bool = True) -> TicketDraft:
        state = self.form.state()
        person = self._gateway.person
        me = person.staff if person else None
        now = int(self._now().timestamp() * 1_000_000)
        draft = ticket_draft(state, me=me, now=now, digits=self._digits)
        return draft if promised else replace(draft, promise_due=None, promise_by=None)

    def _send(self) -> None:
        self._is_sending = True
        self.message_bar.close_message()
        self.form.explain(self.tr("Being registered…"))

    def _on_made(self, made: Registered, *, settled: bool) -> None:
        self._is_sending = False
        evidence = self.form.person.evidence.held
        about_me = self.form.person.is_about_me()
        self.keeper.finish()
        self._clear()
        self._show_allowed()
        self.stack.setCurrentWidget(self.receipt)
        self.receipt.show_ticket(made, evidence, settled=settled, about_me=about_me)
        self.ticket_registered.emit(made.id, made.number)

    def _on_refused(self, error: Exception) -> None:
        self._is_sending = False
        self._show_allowed()
        if isinstance(error, InputError) and error.code == "ticket.facts_missing":
            self.form.story.say_facts_missing()
        else:
            self.message_bar.show_error(error)

    def _show_allowed(self) -> None:
        if self._is_sending:
            return
        allowed = self._gateway.may(register_ticket)
        self.form.explain("" if allowed else self.tr("Your role does not register complaints"))

    def _clear(self) -> None:
        self._show_state(IntakeState())

    def _show_state(self, state: IntakeState) -> None:
        self._is_showing = True
        self.form.show_state(state)
        self._is_showing = False

    def _on_typed(self) -> None:
        if not self._is_showing:
            self.keeper.touch()

    def _on_choices(self, choices: IntakeChoices) -> None:
        first = self._choices is None
        self._choices = choices
        self._is_showing = True
        self.form.offer(choices)
        self._is_showing = False
        if first:
            self._show_allowed()

    def _on_left(self, rows: tuple[DraftRow, ...]) -> None:
        self.shelf.show_drafts(rows)

    def _on_discarded(self, row: DraftRow) -> None:
        self.keeper.discard(row)
        self.message_bar.show_message(
            self.tr("The draft was discarded."),
            action=self.tr("Undo"),
            act=lambda: self.keeper.restore(row),
        )

    def _on_evidence_opened(self, key: int) -> None:
        evidence = self.form.person.evidence
        told = self.tr("{name} will be attached when the ticket is registered.")
        self.message_bar.show_message(
            told.format(name=evidence.name_of(key)),
            action=self.tr("Take it out"),
            act=lambda: evidence.let_go(key),
        )
