"""Settling on the spot (当场办结): what is given, how, and who signs, without leaving the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop import wording
from desktop.services.intake import SettlementDraft
from desktop.views.intake.intake_lines import PeoplePicker, line, next_on_enter
from desktop.views.intake.intake_state import tidy
from desktop.views.theme import CONTROL_HEIGHT, LARGE, SMALL, set_role
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import explain_disabled, push_button, text_label
from desktop.views.widgets.editors import Choice, MoneyEdit, member_choice
from desktop.views.widgets.fields import Field
from desktop.vocabulary import Demand, PayoutMeans, RemedyKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from desktop.services.counter import IntakeChoices

_KINDS = {
    Demand.REFUND: RemedyKind.REFUND,
    Demand.RETURN: RemedyKind.REFUND,
    Demand.EXCHANGE: RemedyKind.REPLACEMENT,
    Demand.REPAIR: RemedyKind.REPAIR,
    Demand.PRICE_DIFFERENCE: RemedyKind.PRICE_DIFFERENCE,
    Demand.COMPENSATION: RemedyKind.COMPENSATION,
    Demand.APOLOGY: RemedyKind.APOLOGY,
}
_MEANS = {
    RemedyKind.REPLACEMENT: PayoutMeans.EXCHANGE,
    RemedyKind.PRICE_DIFFERENCE: PayoutMeans.CASH,
    RemedyKind.COMPENSATION: PayoutMeans.CASH,
    RemedyKind.REFUND: PayoutMeans.ORIGINAL,
    RemedyKind.GIFT: PayoutMeans.GIFT,
}


class SettlePanel(Retranslating, QFrame):
    """Opens above the buttons; one's own limit stands there before the amount is typed."""

    settle_requested = Signal(object)
    """`SettlementDraft`, complete."""
    opened = Signal(bool)
    """Whether it stands open; it brings its own buttons."""

    def __init__(self, parent: QWidget, symbol: str, digits: int) -> None:
        """Start closed."""
        super().__init__(parent)
        self.setObjectName("settle_panel")
        self.setProperty("role", "actions")
        self._money = (symbol, digits)
        self._limit = 0
        self._currency = "CNY"
        self._build()
        self._connect()
        self.setVisible(False)
        self.retranslate()

    def offer(self, choices: IntakeChoices) -> None:
        """Take one's own limit, and who may witness."""
        self._limit, self._currency = choices.limit, choices.currency
        self.witness_picker.offer([c for c in choices.colleagues if c.uid != choices.me])
        self.retranslate()

    def open(self, demands: Sequence[Demand], asked: int | None, receiver: str) -> None:
        """Show the panel with what the customer asks for already in it."""
        kind = next((_KINDS[told] for told in demands if told in _KINDS), None)
        if kind is not None:
            self.kind_choice.set_value(kind)
            self.means_choice.set_value(_MEANS.get(kind, PayoutMeans.CASH))
        if asked is not None and not self.amount_edit.text():
            self.amount_edit.set_minor(asked)
        if receiver and not self.receiver_edit.text():
            self.receiver_edit.setText(receiver)
        self.setVisible(True)
        self.opened.emit(True)
        self._check()
        self.kind_choice.setFocus()

    def close_panel(self) -> None:
        """Hide the panel; what was typed stays until the page is cleared."""
        if not self.isHidden():
            self.setVisible(False)
            self.opened.emit(False)

    def clear(self) -> None:
        """Forget everything."""
        for edit in (self.amount_edit, self.voucher_edit, self.receiver_edit, self.done_edit):
            edit.clear()
        self.witness_picker.set_value("")
        self.refused_check.setChecked(False)
        self.close_panel()

    def settle(self) -> None:
        """Ask for the settlement if it is complete; else go to what is missing."""
        self._check()
        if not self.settle_button.isEnabled():
            return
        given = self._given()
        if given.amount and not (given.receiver or given.witness):
            self._say_unsigned()
            return
        self.settle_requested.emit(given)

    def stops(self) -> list[QWidget]:
        """Give what Tab stops at, in order."""
        return [
            self.kind_choice,
            self.amount_edit,
            self.means_choice,
            self.voucher_edit,
            self.done_edit,
            self.receiver_edit,
            self.refused_check,
            self.witness_picker,
            self.cancel_button,
            self.settle_button,
        ]

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("Settle on the spot"))
        self.refused_check.setText(self.tr("Will not sign"))
        self.settle_button.setText(self.tr("Settle and print slip (Ctrl+Enter)"))
        self.cancel_button.setText(self.tr("Not now"))
        self._check()

    def _given(self) -> SettlementDraft:
        refused = self.refused_check.isChecked()
        kind = RemedyKind(self.kind_choice.value() or RemedyKind.OTHER)
        witness = tidy(self.witness_picker.currentText()).strip()
        return SettlementDraft(
            kind=kind,
            means=PayoutMeans(self.means_choice.value() or PayoutMeans.CASH),
            amount=self.amount_edit.minor() or 0,
            text=tidy(self.done_edit.text()).strip() or wording.label(kind, language()),
            voucher=tidy(self.voucher_edit.text()).strip() or None,
            receiver=None if refused else tidy(self.receiver_edit.text()).strip() or None,
            witness=(witness or None) if refused else None,
        )

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        column.setSpacing(SMALL)
        self.title_label = text_label(self, "settle_title", "strong")
        self.limit_label = text_label(self, "settle_limit_label", "muted")
        head = QHBoxLayout()
        head.addWidget(self.title_label)
        head.addStretch(1)
        head.addWidget(self.limit_label)
        column.addLayout(head)
        column.addLayout(self._build_what())
        column.addLayout(self._build_who())

    def _build_what(self) -> QHBoxLayout:
        self.kind_choice: Choice[StrEnum] = member_choice(self, "settle_kind_choice", RemedyKind)
        symbol, digits = self._money
        self.amount_edit = MoneyEdit(self, "settle_amount_edit", symbol=symbol, digits=digits)
        next_on_enter(self.amount_edit)
        self.means_choice: Choice[StrEnum] = member_choice(self, "settle_means_choice", PayoutMeans)
        self.voucher_edit = line(self, "settle_voucher_edit")
        self.done_edit = line(self, "settle_done_edit")
        kind = Field(self.kind_choice, lambda: self.tr("What is given"), self)
        self.amount_field = Field(
            self.amount_edit, lambda: self.tr("Amount"), self, note_place="beside"
        )
        means = Field(self.means_choice, lambda: self.tr("How"), self)
        voucher = Field(self.voucher_edit, lambda: self.tr("Voucher number"), self)
        done = Field(self.done_edit, lambda: self.tr("In words, if needed"), self)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for field, share in (
            (kind, 2),
            (self.amount_field, 3),
            (means, 2),
            (voucher, 2),
            (done, 3),
        ):
            row.addWidget(field, share)
        return row

    def _build_who(self) -> QHBoxLayout:
        self.receiver_edit = line(self, "settle_receiver_edit")
        self.refused_check = QCheckBox(self)
        self.refused_check.setObjectName("settle_refused_check")
        self.refused_check.setMinimumHeight(CONTROL_HEIGHT)
        self.witness_picker = PeoplePicker(self, "settle_witness_picker")
        self.receiver_field = Field(
            self.receiver_edit, lambda: self.tr("Signed for by"), self, note_place="beside"
        )
        self.witness_field = Field(
            self.witness_picker, lambda: self.tr("Witness"), self, note_place="beside"
        )
        self.witness_field.setVisible(False)
        self.cancel_button = push_button(self, "settle_cancel_button")
        self.settle_button = push_button(self, "settle_button", "circle-check", "primary")
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.receiver_field, 2)
        row.addWidget(self.witness_field, 2)
        for widget in (self.refused_check, self.cancel_button, self.settle_button):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
            if widget is self.refused_check:
                row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.amount_edit.textChanged.connect(lambda _text: self._check())
        self.kind_choice.value_changed.connect(self._on_kind)
        self.refused_check.toggled.connect(self._on_refused)
        self.receiver_edit.textChanged.connect(lambda _text: self._clear_unsigned())
        self.witness_picker.picked.connect(self._clear_unsigned)
        self.settle_button.clicked.connect(self.settle)
        self.cancel_button.clicked.connect(self._on_cancel)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_cancel)

    def _check(self) -> None:
        """Say at the amount what stops settling: not a figure, or above one's own limit."""
        above = (self.amount_edit.minor() or 0) > self._limit
        readable = self.amount_edit.is_valid
        short = self.tr("above your own limit") if above else ""
        self.amount_field.set_error(short if readable else self.tr("no figure"))
        limit = wording.money_text(self._limit, self._currency, language())
        told = self.tr("Your own limit: {limit}").format(limit=limit)
        beyond = self.tr("Your own limit: {limit}. Register it first; the manager then approves.")
        self.limit_label.setText(beyond.format(limit=limit) if above else told)
        set_role(self.limit_label, "error" if above else "muted")
        explain_disabled(self.settle_button, self.amount_field.note)

    def _say_unsigned(self) -> None:
        refused = self.refused_check.isChecked()
        field = self.witness_field if refused else self.receiver_field
        field.set_error(self.tr("needed for a payment"))
        (self.witness_picker if refused else self.receiver_edit).setFocus()

    def _clear_unsigned(self) -> None:
        self.receiver_field.clear_note()
        self.witness_field.clear_note()

    def _on_kind(self) -> None:
        kind = self.kind_choice.value()
        if kind in _MEANS:
            self.means_choice.set_value(_MEANS[RemedyKind(kind)])

    def _on_refused(self, refused: bool) -> None:
        self.receiver_edit.setEnabled(not refused)
        self.witness_field.setVisible(refused)
        self._clear_unsigned()

    def _on_cancel(self) -> None:
        self.close_panel()
