"""What a list shows: chips for the usual views, choices for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import wording
from desktop.services.lists import TicketFilter
from desktop.views.theme import SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.chips import ToggleChips, offer_members
from desktop.views.widgets.editors import Choice
from desktop.vocabulary import Severity, Status, Uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from desktop.views.desk.desk import Desk


class Scope(StrEnum):
    """The usual views of a list."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    WITH_MANAGER = "with_manager"
    ASKED = "asked"
    ASKED_HQ = "asked_hq"
    RESOLVED = "resolved"
    ENDED = "ended"
    ALL = "all"


class Order(StrEnum):
    """How a list is sorted."""

    DUE = "due"
    NEWEST = "newest"


_ENDED = (Status.CLOSED, Status.NOT_UPHELD, Status.WITHDRAWN, Status.VOIDED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is chosen in the bar."""

    scope: Scope = Scope.OPEN
    order: Order = Order.DUE
    severity: Severity | None = None
    branch: Uid | None = None


def ticket_filter(wanted: Wanted, staff: Uid | None) -> TicketFilter:
    """Turn what is chosen into what the services understand."""
    rest: dict[str, Any] = {"severity": wanted.severity, "site": wanted.branch}
    rest["order"] = wanted.order.value
    scopes: dict[Scope, dict[str, Any]] = {
        Scope.OPEN: {"open_only": True},
        Scope.MINE: {"open_only": True, "assignee": staff},
        Scope.UNASSIGNED: {"unassigned": True},
        Scope.WITH_MANAGER: {"open_only": True, "with_manager": True},
        Scope.ASKED: {"open_only": True, "waits_for_headquarters": True},
        Scope.ASKED_HQ: {"open_only": True, "waits_for_headquarters": True},
        Scope.RESOLVED: {"statuses": (Status.RESOLVED,)},
        Scope.ENDED: {"statuses": _ENDED},
        Scope.ALL: {},
    }
    if wanted.scope in {Scope.ENDED, Scope.ALL, Scope.RESOLVED}:
        rest["order"] = Order.NEWEST.value
    return TicketFilter(**scopes[wanted.scope], **rest)


class FilterBar(Retranslating, QWidget):
    """Chips above, choices below; tells when anything of it changed."""

    wanted_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start with everything open, the most urgent first."""
        super().__init__(parent)
        self.setObjectName("filter_bar")
        self._desk = desk
        self._build()
        desk.when_ready(self._on_card)
        self.retranslate()

    def wanted(self) -> Wanted:
        """Give what is chosen."""
        chosen = self.scope_chips.chosen()
        return Wanted(
            Scope(chosen[0]) if chosen else Scope.OPEN,
            self.order_choice.value() or Order.DUE,
            self.severity_choice.value(),
            self.branch_choice.value(),
        )

    def choose(self, scope: Scope) -> None:
        """Choose a view, as a click on its chip does."""
        self.scope_chips.set_chosen([scope])
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """Name the choices again."""
        self.scope_chips.setAccessibleName(self.tr("Which tickets"))
        self.order_choice.setAccessibleName(self.tr("Order"))
        self.severity_choice.setAccessibleName(self.tr("Risk level"))
        self.branch_choice.setAccessibleName(self.tr("Branch"))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.scope_chips: ToggleChips[StrEnum] = ToggleChips(self, "scope_chips", exclusive=True)
        self.order_choice: Choice[Order] = Choice(self, "order_choice")
        self.order_choice.set_choices(Order, _words)
        self.severity_choice: Choice[Severity | None] = Choice(self, "severity_choice")
        self.severity_choice.set_choices([None, *Severity], self._severity_words)
        self.branch_choice: Choice[Uid | None] = Choice(self, "branch_choice")
        self.branch_choice.setVisible(False)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.branch_choice, 1)
        row.addWidget(self.severity_choice, 1)
        row.addWidget(self.order_choice, 1)
        column.addWidget(self.scope_chips)
        column.addLayout(row)
        self.scope_chips.chosen_changed.connect(self._on_scope)
        for choice in (self.order_choice, self.severity_choice, self.branch_choice):
            choice.value_changed.connect(self.wanted_changed)

    def _on_card(self) -> None:
        office = self._desk.is_headquarters
        hidden = {Scope.ASKED, Scope.WITH_MANAGER} if office else {Scope.ASKED_HQ}
        before = self.scope_chips.chosen() or (Scope.OPEN,)
        offer_members(self.scope_chips, [scope for scope in Scope if scope not in hidden])
        self.scope_chips.set_chosen(before)
        branches = {branch.uid: branch.name for branch in self._desk.card.branches}
        self.branch_choice.blockSignals(True)
        self.branch_choice.set_choices([None, *branches], self._branch_words(branches))
        self.branch_choice.blockSignals(False)
        self.branch_choice.setVisible(office and bool(branches))

    def _on_scope(self) -> None:
        if not self.scope_chips.chosen():
            self.scope_chips.set_chosen([Scope.OPEN])
        self.wanted_changed.emit()

    def _severity_words(self, severity: Severity | None) -> str:
        return self.tr("Any risk") if severity is None else wording.label(severity, language())

    def _branch_words(self, names: dict[Uid, str]) -> Callable[[Uid | None], str]:
        return lambda uid: self.tr("All branches") if uid is None else names[uid]


def _words(member: StrEnum) -> str:
    return wording.label(member, language())
