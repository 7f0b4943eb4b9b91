"""The left column of intake: how it came, what happened, what is asked, and the goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.intake.category_picker import CategoryPicker
from desktop.views.intake.intake_lines import StoryEdit, line, next_on_enter, row_of
from desktop.views.intake.intake_state import IntakeState, day_text
from desktop.views.theme import SMALL, TINY
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.chips import ToggleChips, offer_members
from desktop.views.widgets.editors import MomentEdit, MoneyEdit, member_choice
from desktop.views.widgets.fields import Field
from desktop.vocabulary import Channel, Demand

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum
    from zoneinfo import ZoneInfo

_MICRO = 1_000_000
_STORY_LINES = 3


class StoryColumn(Retranslating, QWidget):
    """Everything about the matter itself; only the facts must be there."""

    story_changed = Signal()
    channel_changed = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        symbol: str,
        digits: int,
    ) -> None:
        """Build the column; times in `zone`, money with `symbol` and `digits` behind the point."""
        super().__init__(parent)
        self.setObjectName("story_column")
        self._zone = zone
        self._now = now
        self._money = (symbol, digits)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self._build_head()
        self._build_source()
        self._build_story()
        self._build_demands()
        self._build_category()
        self._build_goods()
        self._connect()
        self._show_channel()
        self.retranslate()

    # ---- values

    def read(self, state: IntakeState) -> IntakeState:
        """Give the state with what stands here."""
        moment = self.received.moment()
        received = None if self.received.is_now else int(moment.timestamp()) * _MICRO
        return replace(
            state,
            channel=self.channel(),
            received_at=received,
            late_reason=self.late_edit.text(),
            source_name=self.source_edit.text(),
            source_number=self.source_number_edit.text(),
            source_due=self.source_due_edit.text(),
            facts=self.facts_edit.toPlainText(),
            demands=tuple(Demand(told) for told in self.demands.chosen()),
            asked=self.asked_edit.text(),
            category=self.category.value(),
            category_text=self.category.unknown_text(),
            order=self.order_edit.text(),
            product=self.product_edit.text(),
            batch=self.batch_edit.text(),
            bought_on=self.bought_edit.text(),
            amount=self.amount_edit.text(),
        )

    def show_state(self, state: IntakeState) -> None:
        """Show what a state says."""
        self.channel_choice.set_value(state.channel)
        if state.received_at is None:
            self.received.set_now()
        else:
            moment = datetime.fromtimestamp(state.received_at / _MICRO, self._zone)
            self.received.set_moment(moment)
        self.facts_edit.setPlainText(state.facts)
        self.facts_edit.moveCursor(QTextCursor.MoveOperation.End)
        self.demands.set_chosen(state.demands)
        self.category.set_value(state.category, state.category_text)
        for edit, text in (
            (self.late_edit, state.late_reason),
            (self.source_edit, state.source_name),
            (self.source_number_edit, state.source_number),
            (self.source_due_edit, state.source_due),
            (self.asked_edit, state.asked),
            (self.order_edit, state.order),
            (self.product_edit, state.product),
            (self.batch_edit, state.batch),
            (self.bought_edit, state.bought_on),
            (self.amount_edit, state.amount),
        ):
            edit.setText(text)
        self.facts_field.clear_note()
        self.check()

    def channel(self) -> Channel:
        """Give how it came."""
        return Channel(self.channel_choice.value() or Channel.WALK_IN)

    def take_phones(self, phones: QWidget) -> None:
        """Put the phones before the story, as for a call."""
        self._column.insertWidget(1, phones)

    def check(self) -> None:
        """Remark on what looks odd; none of it stops anything."""
        for edit, field in (
            (self.asked_edit, self.asked_field),
            (self.amount_edit, self.amount_field),
        ):
            field.set_remark("" if edit.is_valid else self.tr("no figure"))
            kept = self.tr("What is no figure will be written under the facts")
            edit.setToolTip("" if edit.is_valid else kept)
        ahead = not self.received.is_now and self.received.moment() > self._now()
        told = self.tr("in the future; now will be taken")
        self.received_field.set_remark(told if ahead else "")

    def say_facts_missing(self) -> None:
        """Say the one thing that stops saving, and go there."""
        self.facts_field.set_error(self.tr("Write what happened, a few words are enough"))
        self.facts_edit.setFocus()

    # ---- order of Tab

    def head_stops(self) -> list[QWidget]:
        """Give what comes before the story."""
        source = [self.source_edit, self.source_number_edit, self.source_due_edit]
        return [
            self.channel_choice,
            self.received.edit,
            self.received.now_button,
            self.late_edit,
            *source,
        ]

    def story_stops(self) -> list[QWidget]:
        """Give the story and what follows."""
        demands = [self.demands.chip(one) for one in Demand]
        chips = self.category.stops()
        return [
            self.facts_edit,
            *demands,
            self.asked_edit,
            *chips,
            self.order_edit,
            self.product_edit,
            self.batch_edit,
            self.bought_edit,
            self.amount_edit,
        ]

    def retranslate(self) -> None:
        """Set the words again."""
        self.facts_edit.setPlaceholderText(self.tr("In the customer's own words"))
        self.demands.setAccessibleName(self.tr("What is asked for"))
        self.demands_label.setText(self.tr("What is asked for"))
        self.bought_edit.setPlaceholderText("11-20")
        self.check()

    # ---- building

    def _build_head(self) -> None:
        self.channel_choice = member_choice(self, "channel_choice", Channel)
        self.received = MomentEdit(
            self, "received", starts_now=True, zone=self._zone, now=self._now
        )
        self.late_edit = line(self, "late_edit")
        channel = Field(self.channel_choice, lambda: self.tr("Channel"), self)
        self.received_field = Field(
            self.received, lambda: self.tr("Received"), self, note_place="beside"
        )
        self.late_field = Field(
            self.late_edit, lambda: self.tr("Why entered late"), self, note_place="beside"
        )
        self.late_field.setVisible(False)
        head = row_of(self, (channel, 3), (self.received_field, 5), (self.late_field, 4))
        self._column.addWidget(head)

    def _build_source(self) -> None:
        self.source_edit = line(self, "source_edit")
        self.source_number_edit = line(self, "source_number_edit")
        self.source_due_edit = line(self, "source_due_edit")
        self.source_row = row_of(
            self,
            (Field(self.source_edit, lambda: self.tr("Forwarded by"), self), 1),
            (Field(self.source_number_edit, lambda: self.tr("Their number"), self), 1),
            (Field(self.source_due_edit, lambda: self.tr("Their due date"), self), 1),
        )
        self._column.addWidget(self.source_row)

    def _build_story(self) -> None:
        self.facts_edit = StoryEdit(self, "facts_edit", lines=_STORY_LINES)
        self.facts_field = Field(
            self.facts_edit,
            lambda: self.tr("What happened"),
            self,
            required=True,
            note_place="beside",
        )
        self._column.addWidget(self.facts_field, 1)

    def _build_demands(self) -> None:
        self.demands_label = text_label(self, "demands_label", "label")
        self.demands: ToggleChips[StrEnum] = ToggleChips(self, "demands")
        offer_members(self.demands, Demand)
        self.asked_edit = self._money_edit("asked_edit")
        self.asked_field = Field(
            self.asked_edit, lambda: self.tr("Amount asked"), self, note_place="beside"
        )
        self._column.addWidget(self.demands_label)
        self._column.addSpacing(TINY - SMALL)
        self._column.addWidget(self.demands)

    def _build_category(self) -> None:
        self.category = CategoryPicker(self)
        self._column.addWidget(row_of(self, (self.asked_field, 2), (self.category.field, 5)))
        self._column.addSpacing(-2)
        self._column.addWidget(self.category.chips)

    def _build_goods(self) -> None:
        self.order_edit = line(self, "order_edit")
        self.product_edit = line(self, "product_edit")
        self.batch_edit = line(self, "batch_edit")
        self.bought_edit = line(self, "bought_edit")
        self.amount_edit = self._money_edit("amount_edit")
        self.amount_field = Field(
            self.amount_edit, lambda: self.tr("Amount"), self, note_place="beside"
        )
        titles: tuple[tuple[QWidget, Callable[[], str]], ...] = (
            (self.order_edit, lambda: self.tr("Receipt or order no.")),
            (self.product_edit, lambda: self.tr("Goods")),
            (self.batch_edit, lambda: self.tr("Batch")),
            (self.bought_edit, lambda: self.tr("Bought on")),
        )
        order, product, batch, bought = (Field(edit, title, self) for edit, title in titles)
        shares = ((order, 5), (product, 4), (batch, 3), (bought, 4), (self.amount_field, 4))
        self._column.addWidget(row_of(self, *shares))

    def _money_edit(self, name: str) -> MoneyEdit:
        symbol, digits = self._money
        made = MoneyEdit(self, name, symbol=symbol, digits=digits)
        made.setMaxLength(60)
        next_on_enter(made)
        return made

    def _connect(self) -> None:
        self.channel_choice.value_changed.connect(self._on_channel)
        self.received.moment_changed.connect(self._on_received)
        self.facts_edit.textChanged.connect(self._on_facts)
        self.demands.chosen_changed.connect(self.story_changed)
        self.category.category_changed.connect(self.story_changed)
        for edit in (
            self.late_edit,
            self.source_edit,
            self.source_number_edit,
            self.source_due_edit,
            self.asked_edit,
            self.order_edit,
            self.product_edit,
            self.batch_edit,
            self.bought_edit,
            self.amount_edit,
        ):
            edit.textChanged.connect(lambda _text: self.story_changed.emit())
        self.asked_edit.editingFinished.connect(self.check)
        self.amount_edit.editingFinished.connect(self.check)
        self.bought_edit.editingFinished.connect(self._on_bought)

    def _show_channel(self) -> None:
        self.source_row.setVisible(self.channel() is Channel.REGULATOR)

    def _on_channel(self) -> None:
        self._show_channel()
        self.channel_changed.emit(self.channel())
        self.story_changed.emit()

    def _on_received(self) -> None:
        self.late_field.setVisible(not self.received.is_now)
        self.check()
        self.story_changed.emit()

    def _on_facts(self) -> None:
        if self.facts_field.state:
            self.facts_field.clear_note()
        self.story_changed.emit()

    def _on_bought(self) -> None:
        today = self._now().astimezone(self._zone).date()
        told = day_text(self.bought_edit.text(), today)
        if told != self.bought_edit.text():
            self.bought_edit.setText(told)
