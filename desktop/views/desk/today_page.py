"""Today: what needs somebody now, in the order of the clock that runs out first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import wording
from desktop.services.today import TodayReason, TodayRow, TodayRows, today
from desktop.views.cards import Card, CardList
from desktop.views.desk.ticket_cards import spoken, ticket_card
from desktop.views.desk.today_side import TodaySide
from desktop.views.table_models import DISPLAY, SPOKEN, RowsTableModel
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.busy import SkeletonRows
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.chips import ChipLook, ToggleChips
from desktop.views.widgets.empty_state import EmptyState
from desktop.vocabulary import Role

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop.views.desk.desk import Desk
    from desktop.views.widgets.chips import Tone

_MINUTE_MS = 60_000
_SETTLE_MS = 150
"""How long to wait after a change: several come together."""

_REASON_ICONS: dict[TodayReason, tuple[str, Tone]] = {
    TodayReason.BREACHED: ("triangle-alert", "danger"),
    TodayReason.AT_RISK: ("alarm-clock", "warning"),
    TodayReason.PROMISE: ("handshake", "warning"),
    TodayReason.ANSWERED: ("corner-up-left", "special"),
    TodayReason.TO_DECIDE: ("stamp", "special"),
    TodayReason.WITH_MANAGER: ("arrow-up-right", "special"),
    TodayReason.APPROVAL: ("stamp", "accent"),
    TodayReason.SEVERITY: ("shield-alert", "warning"),
    TodayReason.UNASSIGNED: ("user-plus", "neutral"),
    TodayReason.FOLLOW_UP: ("phone-call", "success"),
}
_TOLD_BY_CLOCK = frozenset({TodayReason.BREACHED, TodayReason.AT_RISK})
"""The clock chip says these already."""


class TodayTableModel(RowsTableModel[TodayRow]):
    """The lines of Today."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._desk = desk

    def cell(self, row: TodayRow, column: int, role: int) -> object:
        """Say a line in words, for screen readers."""
        if role not in {DISPLAY, SPOKEN}:
            return None
        reasons = " · ".join(wording.label(reason, language()) for reason in row.reasons)
        return f"{reasons} · {spoken(row.ticket, self._desk)}"

    def card_at(self, place: int) -> Card | None:
        """Give the card of a line."""
        row = self.row_at(place)
        if row is None:
            return None
        told = tuple(
            reason_look(reason, self._desk)
            for reason in row.reasons
            if reason not in _TOLD_BY_CLOCK
        )
        sent_up = TodayReason.WITH_MANAGER not in row.reasons
        return ticket_card(row.ticket, self._desk, told, sent_up=sent_up)


class TodayPage(Retranslating, QWidget):
    """One list, chips to look at one reason alone, and a side for what is no ticket."""

    ticket_opened = Signal(object)
    """`TicketId`."""
    intake_requested = Signal()
    draft_opened = Signal(object)
    """The uid of a draft to go on with."""
    day_close_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Read as soon as the desk is ready."""
        super().__init__(parent)
        self.setObjectName("today_page")
        self._desk = desk
        self._rows: TodayRows | None = None
        self.model = TodayTableModel(desk, self)
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Read again; the newest reading is the one that counts."""
        if self._desk.is_ready:
            chosen = self.whose_chips.chosen()
            everyone = None if not chosen else chosen[0] == "all"
            self._desk.jobs.call(self, self._on_rows, today, everyone, latest="today")

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("Today"))
        self.reason_chips.setAccessibleName(self.tr("Why it needs somebody"))
        self.whose_chips.setAccessibleName(self.tr("Whose"))
        self.refresh_button.setText(self.tr("Read again"))
        self.card_list.setAccessibleName(self.tr("What needs somebody now"))
        if self._desk.is_ready:
            self._say_date()
        self._say_empty()
        self.model.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Come up to date whenever somebody looks."""
        super().showEvent(event)
        self.reload()

    # ---- building

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        main = frame(self, "pane", "today_pane")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, MEDIUM, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._build_head(main))
        column.addWidget(self._build_chips(main))
        column.addWidget(frame(main, "rule", "today_rule"))
        column.addWidget(self._build_stack(main), 1)
        self.side = TodaySide(self._desk, self)
        row.addWidget(main, 1)
        row.addWidget(frame(self, "upright", "today_upright"))
        row.addWidget(self.side)

    def _build_head(self, parent: QWidget) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, 0, MEDIUM, 0)
        head.setSpacing(MEDIUM)
        self.title_label = text_label(parent, "today_title", "title")
        self.date_label = text_label(parent, "today_date", "muted")
        self.whose_chips: ToggleChips[str] = ToggleChips(parent, "whose_chips", exclusive=True)
        self.whose_chips.set_choices(("mine", "all"), self._whose_words)
        self.refresh_button = push_button(parent, "refresh_button", "refresh-cw", "quiet")
        head.addWidget(self.title_label)
        head.addWidget(self.date_label, 1)
        head.addWidget(self.whose_chips)
        head.addWidget(self.refresh_button)
        return head

    def _build_chips(self, parent: QWidget) -> QWidget:
        holder = QWidget(parent)
        row = QHBoxLayout(holder)
        row.setContentsMargins(LARGE, 0, MEDIUM, 0)
        self.reason_chips: ToggleChips[TodayReason] = ToggleChips(
            holder, "reason_chips", exclusive=True
        )
        row.addWidget(self.reason_chips)
        return holder

    def _build_stack(self, parent: QWidget) -> QWidget:
        self.stack = QStackedWidget(parent)
        self.skeleton = SkeletonRows(self.stack)
        self.card_list = CardList(self.stack, "today_list", self.model.card_at)
        self.card_list.setModel(self.model)
        self.empty = EmptyState("circle-check", str, None, self.stack)
        for widget in (self.skeleton, self.card_list, self.empty):
            self.stack.addWidget(widget)
        return self.stack

    def _connect(self) -> None:
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.reload)
        minute = QTimer(self)
        minute.setInterval(_MINUTE_MS)
        minute.timeout.connect(self._on_minute)
        minute.start()
        self.card_list.card_opened.connect(self._on_opened)
        self.card_list.clicked.connect(lambda index: self._on_opened(index.row()))
        self.reason_chips.chosen_changed.connect(self._show_chosen)
        self.whose_chips.chosen_changed.connect(self.reload)
        self.refresh_button.clicked.connect(self.reload)
        self.empty.action_requested.connect(self.intake_requested)
        self.side.draft_opened.connect(self.draft_opened)
        self.side.day_close_requested.connect(self.day_close_requested)
        self._desk.changed.connect(lambda _changes: self._settling.start())
        self._desk.answers_read.connect(self._settling.start)
        self._desk.when_ready(self.reload)

    # ---- what arrives

    def _on_rows(self, rows: TodayRows) -> None:
        self._rows = rows
        self.whose_chips.set_chosen(["all" if rows.is_everyone else "mine"])
        present = [reason for reason in TodayReason if rows.counts.get(reason)]
        self.reason_chips.set_choices(present, self._reason_words)
        self.reason_chips.setVisible(bool(present))
        self._show_chosen()
        self._say_date()
        self.side.show_rows(rows)

    def _show_chosen(self) -> None:
        if self._rows is None:
            return
        chosen = self.reason_chips.chosen()
        shown = [r for r in self._rows.rows if not chosen or chosen[0] in r.reasons]
        at = self.model.row_at(self.card_list.currentIndex().row())
        height = self.card_list.verticalScrollBar().value()
        self.model.show_rows(shown)
        place = next((n for n, r in enumerate(shown) if at and r.ticket.id == at.ticket.id), None)
        if place is not None:
            self.card_list.select_row(place)
            self.card_list.verticalScrollBar().setValue(height)
        self.stack.setCurrentWidget(self.card_list if shown else self.empty)
        self._say_empty()

    def _on_minute(self) -> None:
        if self.isVisible():
            self.reload()

    def _on_opened(self, place: int) -> None:
        row = self.model.row_at(place)
        if row is not None:
            self.ticket_opened.emit(row.ticket.id)

    # ---- words

    def _say_date(self) -> None:
        here = self._desk.local(self._desk.now()).date()
        day = wording.date_text(here, language())
        told = f"{day} {wording.weekday_text(here, language())}"
        if self._rows is not None and self._rows.total:
            count = self.tr("%n matter(s)", "", self._rows.total)
            told = f"{told}  ·  {count}"
        self.date_label.setText(told)

    def _reason_words(self, reason: TodayReason) -> str:
        count = self._rows.counts.get(reason, 0) if self._rows else 0
        return f"{reason_look(reason, self._desk).text} {count}"

    def _whose_words(self, whose: str) -> str:
        return self.tr("Mine") if whose == "mine" else self.tr("Whole desk")

    def _say_empty(self) -> None:
        self.empty.say(
            lambda: self.tr("Nothing waits now. New complaints are registered with F2."),
            lambda: self.tr("Register complaint"),
        )


def reason_look(reason: TodayReason, desk: Desk) -> ChipLook:
    """Give the chip of a reason, the manager called as people call them here."""
    icon, tone = _REASON_ICONS[reason]
    manager = desk.title(Role.MANAGER)
    return ChipLook(icon, wording.phrase(reason, language(), manager=manager), tone)
