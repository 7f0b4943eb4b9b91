"""The buttons over a ticket: the next step first, as many as fit, the rest in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.views.desk.act_panel import act_icon, is_dangerous
from desktop.views.desk.offers import Act, Offer, act_words
from desktop.views.icons import icon
from desktop.views.theme import CONTROL_HEIGHT, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import explain_disabled, push_button, set_menu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop.views.desk.desk import Desk

_IN_ROW = (
    Act.CONTACT,
    Act.NOTE,
    Act.REQUEST,
    Act.RESUME,
    Act.PROMISE,
    Act.PROPOSE,
    Act.FOLLOW_UP,
    Act.RESOLVE,
    Act.REJECT,
    Act.CLOSE,
    Act.SEND_UP,
    Act.ASK_HQ,
    Act.RETURN,
    Act.RECALL,
    Act.ASSIGN,
    Act.SETTLE,
    Act.REOPEN,
    Act.REVIEW,
    Act.PAUSE,
    Act.EXTEND,
)
"""Acts that may stand in the row, the most used first; all others are in the menu."""
_ELSEWHERE = frozenset({Act.REVEAL})


class TicketActions(Retranslating, QWidget):
    """Says what was wished."""

    act_requested = Signal(object)
    """The `Act` wished for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start without anything on offer."""
        super().__init__(parent)
        self.setObjectName("ticket_actions")
        self._desk = desk
        self._offers: dict[Act, Offer] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SMALL)
        self._buttons: dict[Act, QPushButton] = {}
        self.more_button = push_button(self, "more_button", "ellipsis")
        self.more_menu = QMenu(self.more_button)
        self.more_menu.setToolTipsVisible(True)
        set_menu(self.more_button, self.more_menu)
        self._row.addWidget(self.more_button)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(CONTROL_HEIGHT + 2)
        self.retranslate()

    def show_offers(self, found: Sequence[Offer]) -> None:
        """Offer these and nothing else."""
        shown = {offer.act: offer for offer in found if offer.act not in _ELSEWHERE}
        if shown == self._offers:
            self.retranslate()
            return
        for button in self._buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offers = shown
        self._buttons = {act: self._make_button(act) for act in self._row_order()}
        self.retranslate()

    def button(self, act: Act) -> QPushButton:
        """Give the button of an act that may stand in the row."""
        return self._buttons[act]

    def offer(self, act: Act) -> Offer | None:
        """Give what is on offer under an act."""
        return self._offers.get(act)

    def focus_next_step(self) -> None:
        """Put the keyboard on the next step."""
        first = next(iter(self._buttons.values()), self.more_button)
        first.setFocus()

    def retranslate(self) -> None:
        """Set the words again."""
        self.more_button.setText(self.tr("More"))
        for act, button in self._buttons.items():
            button.setText(act_words(act, self._desk))
            explain_disabled(button, self._offers[act].reason)
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let as many stand in the row as fit."""
        super().resizeEvent(event)
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        """Ask for little: what does not fit is in the menu."""
        return QSize(200, CONTROL_HEIGHT + 2)

    def _row_order(self) -> list[Act]:
        following = [act for act, offer in self._offers.items() if offer.is_next]
        usual = [act for act in _IN_ROW if act in self._offers and act not in following]
        open_first = sorted(usual, key=lambda act: bool(self._offers[act].reason))
        return [*following, *open_first]

    def _make_button(self, act: Act) -> QPushButton:
        kind = "primary" if self._offers[act].is_next else "plain"
        button = push_button(self, f"act_{act}_button", act_icon(act), kind)  # type: ignore[arg-type]
        button.clicked.connect(lambda _=False, one=act: self.act_requested.emit(one))
        self._row.insertWidget(self._row.count() - 2, button)
        return button

    def _share_out(self) -> None:
        room = self.width() - self.more_button.sizeHint().width()
        in_row: set[Act] = set()
        for act, button in self._buttons.items():
            room -= button.sizeHint().width() + SMALL
            fits = room >= 0 and in_row == set(list(self._buttons)[: len(in_row)])
            if fits:
                in_row.add(act)
            button.setVisible(fits)
        self._fill_menu([act for act in self._offers if act not in in_row])

    def _fill_menu(self, acts: list[Act]) -> None:
        self.more_menu.clear()
        self.more_button.setVisible(bool(acts))
        quiet = [act for act in acts if not is_dangerous(act)]
        for act in quiet:
            self._add_to_menu(act)
        if quiet and len(quiet) < len(acts):
            self.more_menu.addSeparator()
        for act in acts:
            if is_dangerous(act):
                self._add_to_menu(act)

    def _add_to_menu(self, act: Act) -> None:
        reason = self._offers[act].reason
        words = act_words(act, self._desk)
        if reason:
            words = self.tr("{act}: {reason}").format(act=words, reason=reason)
        action = self.more_menu.addAction(icon(act_icon(act)), words)
        action.setObjectName(f"menu_{act}")
        action.setEnabled(not reason)
        action.triggered.connect(lambda _=False, one=act: self.act_requested.emit(one))
