"""The form of intake: two columns that scroll when they must, and the buttons that never do."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.services.lists import people_like, search_tickets, ticket_rows
from desktop.views.intake.intake_person import PersonColumn
from desktop.views.intake.intake_state import IntakeState
from desktop.views.intake.intake_story import StoryColumn
from desktop.views.intake.settle_panel import SettlePanel
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import explain_disabled, frame, push_button, text_label
from desktop.vocabulary import Channel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.services.counter import IntakeChoices
    from desktop.services.rows import HistoryRow, TicketListRow
    from desktop.views.jobs import Jobs

_LOOK_MS = 250
_LONG_ENOUGH = 5
_SAME = 3


class IntakeForm(Retranslating, QWidget):
    """Reads and shows a state; says what was wished."""

    state_changed = Signal()
    register_requested = Signal()
    settle_requested = Signal(object)
    aside_requested = Signal()

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        money: tuple[str, int],
    ) -> None:
        """Build the form; `money` is the sign of the currency and its digits behind the point."""
        super().__init__(parent)
        self.setObjectName("intake_form")
        self._jobs = jobs
        self._busy = ""
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_LOOK_MS)
        self.story = StoryColumn(self, zone, now, *money)
        self.person = PersonColumn(self, jobs, zone, now)
        self.settle_panel = SettlePanel(self, *money)
        self._build()
        self._connect()
        self._place_phones()
        self.retranslate()

    # ---- values

    def state(self) -> IntakeState:
        """Give what stands on the form."""
        return self.person.read(self.story.read(IntakeState()))

    def show_state(self, state: IntakeState) -> None:
        """Show another state."""
        self.story.show_state(state)
        self.person.show_state(state)
        self.settle_panel.clear()
        self._place_phones()

    def offer(self, choices: IntakeChoices) -> None:
        """Offer what this counter offers."""
        self.story.category.offer(choices.categories, choices.often)
        self.person.offer(choices)
        self.settle_panel.offer(choices)
        self.order_tabs()

    def go_to_start(self) -> None:
        """Put the cursor where the customer begins: the story, or on the phone the number."""
        by_phone = self.story.channel() is Channel.PHONE
        empty = not self.person.phones.first_edit.text()
        if by_phone and empty:
            self.person.phones.first_edit.setFocus()
        else:
            self.story.facts_edit.setFocus()

    def explain(self, reason: str) -> None:
        """Grey the buttons out and say why; an empty reason brings them back."""
        self._busy = reason
        self._show_buttons()

    def retranslate(self) -> None:
        """Set the words again."""
        self.hint_label.setText(self.tr("Only what happened is needed; the rest can follow."))
        self.aside_button.setText(self.tr("Save draft"))
        self.settle_button.setText(self.tr("Settle on the spot"))
        self.register_button.setText(self.tr("Register and print slip (Ctrl+Enter)"))
        self._show_buttons()

    # ---- order of Tab

    def order_tabs(self) -> None:
        """Let Tab go as the eye does; for a call the phones come before the story."""
        phones = self.person.phones.stops()
        by_phone = self.story.channel() is Channel.PHONE
        stops = [
            *self.story.head_stops(),
            *(phones if by_phone else []),
            *self.story.story_stops(),
            *self.person.name_stops(),
            *([] if by_phone else phones),
            *self.person.rest_stops(),
            *self.settle_panel.stops(),
            self.aside_button,
            self.settle_button,
            self.register_button,
        ]
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.scroll_area = QScrollArea(self)
        self.scroll_area.setObjectName("intake_scroll")
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(self._build_columns())
        column.addWidget(self.scroll_area, 1)
        column.addWidget(self.settle_panel)
        column.addWidget(self._build_actions())

    def _build_columns(self) -> QWidget:
        inside = QWidget(self)
        inside.setObjectName("scrolled")
        row = QHBoxLayout(inside)
        row.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        row.setSpacing(MEDIUM)
        for part, share in ((self.story, 53), (self.person, 47)):
            card = frame(inside, "card", f"{part.objectName()}_card")
            inner = QVBoxLayout(card)
            inner.setContentsMargins(MEDIUM, SMALL, MEDIUM, MEDIUM)
            inner.addWidget(part)
            row.addWidget(card, share)
        return inside

    def _build_actions(self) -> QWidget:
        self.actions_bar = bar = frame(self, "actions", "intake_actions")
        row = QHBoxLayout(bar)
        row.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        row.setSpacing(SMALL)
        self.hint_label = text_label(bar, "intake_hint_label", "note")
        self.aside_button = push_button(bar, "save_draft_button", "save")
        self.settle_button = push_button(bar, "settle_on_spot_button", "handshake")
        self.register_button = push_button(bar, "register_button", "check", "primary")
        row.addWidget(self.hint_label, 1)
        for button in (self.aside_button, self.settle_button, self.register_button):
            row.addWidget(button)
        return bar

    def _connect(self) -> None:
        self.story.story_changed.connect(self.state_changed)
        self.story.channel_changed.connect(self._on_channel)
        self.story.facts_edit.evidence_given.connect(self.person.evidence.take)
        self.story.order_edit.editingFinished.connect(self._look_for_same)
        self.person.person_changed.connect(self._on_person)
        self.person.phones.phones_changed.connect(self._looking.start)
        self._looking.timeout.connect(self._look_for_people)
        self.settle_panel.settle_requested.connect(self.settle_requested)
        self.settle_panel.opened.connect(self._on_settle_opened)
        self.aside_button.clicked.connect(self.aside_requested)
        self.settle_button.clicked.connect(self.open_settlement)
        self.register_button.clicked.connect(self.submit)

    # ---- acts

    def submit(self) -> None:
        """Do what Ctrl+Enter does now: settle while that panel is open, register otherwise."""
        if not self.settle_panel.isHidden():
            self.settle_panel.settle()
        elif self.register_button.isEnabled():
            self.register_requested.emit()

    def open_settlement(self) -> None:
        """Open the panel of the settlement, filled from what was typed."""
        state = self.state()
        if not state.facts.strip():
            self.story.say_facts_missing()
            return
        who = "" if state.unnamed or state.person else state.name.strip()
        self.settle_panel.open(state.demands, self.story.asked_edit.minor(), who)

    def _show_buttons(self) -> None:
        for button in (self.register_button, self.settle_button, self.aside_button):
            explain_disabled(button, self._busy)
        if self._busy:
            return
        about_me = self.person.is_about_me()
        told = self.tr("You cannot settle a complaint about yourself") if about_me else ""
        explain_disabled(self.settle_button, told)
        if about_me:
            self.settle_panel.close_panel()

    def _place_phones(self) -> None:
        if self.story.channel() is Channel.PHONE:
            self.story.take_phones(self.person.phones)
        else:
            self.person.take_phones()
        self.order_tabs()

    def _on_channel(self, channel: Channel) -> None:
        had_focus = self.story.channel_choice.hasFocus()
        self._place_phones()
        if channel is Channel.PHONE and not had_focus:
            self.go_to_start()

    def _on_person(self) -> None:
        self._show_buttons()
        self.order_tabs()
        self.state_changed.emit()

    def _on_settle_opened(self, opened: bool) -> None:
        self.actions_bar.setVisible(not opened)
        if not opened and self.isVisible():
            self.settle_button.setFocus()

    # ---- who this may be

    def _look_for_people(self) -> None:
        numbers = [number for number, _ in self.person.phones.value()]
        number = next((n for n in numbers if sum(c.isdigit() for c in n) >= 4), "")  # noqa: PLR2004
        if not number or self.person.phones.none:
            self._show_people(())
            return
        self._jobs.call(self, self._show_people, people_like, number, latest="people")

    def _show_people(self, found: tuple[HistoryRow, ...]) -> None:
        self.person.history.show_people(found)
        self.order_tabs()

    def _look_for_same(self) -> None:
        order = self.story.order_edit.text().strip()
        if sum(char.isalnum() for char in order) < _LONG_ENOUGH:
            self._show_same(())
            return
        self._jobs.call(
            self, self._on_same_ids, search_tickets, order, _SAME, latest="same",
            failed=lambda _error: self._show_same(()),
        )  # fmt: skip

    def _on_same_ids(self, rids: tuple[int, ...]) -> None:
        if rids:
            self._jobs.call(self, self._show_same, ticket_rows, rids, latest="same")
        else:
            self._show_same(())

    def _show_same(self, tickets: tuple[TicketListRow, ...]) -> None:
        self.person.history.show_same(tickets)
        self.order_tabs()
