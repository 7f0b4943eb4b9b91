"""Who this may be, and what else lies under the same receipt: masked, to be asked, never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import wording
from desktop.views.theme import MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import push_button, text_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.rows import HistoryRow, TicketListRow
    from desktop.vocabulary import Ref

_TITLE = 14
_TICKETS = 2
_PEOPLE = 2
_OTHERS = 1


class HistoryCard(Retranslating, QFrame):
    """Takes no room while nobody is found. It counts nothing: the customer sees the screen."""

    person_picked = Signal(object, str)
    """(Ref, masked name and phone)."""
    person_dropped = Signal()
    ticket_opened = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("history_card")
        self.setProperty("role", "sunken")
        self._people: tuple[HistoryRow, ...] = ()
        self._same: tuple[TicketListRow, ...] = ()
        self._picked: Ref | None = None
        self._picked_name = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MEDIUM, TINY + 2, MEDIUM, TINY + 2)
        self._column.setSpacing(TINY)
        self._rows: list[QWidget] = []
        self.retranslate()

    def show_people(self, people: Sequence[HistoryRow]) -> None:
        """Show who has this number."""
        self._people = tuple(people)
        self.retranslate()

    def show_same(self, tickets: Sequence[TicketListRow]) -> None:
        """Show tickets that carry the same receipt number."""
        self._same = tuple(tickets)
        self.retranslate()

    def clear(self) -> None:
        """Forget whom and what was found."""
        self._people, self._same = (), ()
        self.pick(None)

    def pick(self, person: Ref | None, name: str = "") -> None:
        """Show somebody as the one at the counter, or nobody; tells nobody."""
        self._picked, self._picked_name = person, name
        self.retranslate()

    def stops(self) -> list[QWidget]:
        """Give what Tab stops at, in order."""
        return [button for row in self._rows for button in row.findChildren(QPushButton)]

    def retranslate(self) -> None:
        """Build the few rows again in the language in force."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        if self._picked is not None:
            self._add(self._picked_row())
        else:
            for place, person in enumerate(self._people[:_PEOPLE]):
                self._add(self._person_row(place, person))
        shown = {ticket.id for person in self._people for ticket in person.tickets}
        other = [ticket for ticket in self._same if ticket.id not in shown]
        for place, ticket in enumerate(other[:_OTHERS]):
            self._add(self._same_row(place, ticket))
        self.setAccessibleName(self.tr("Known customer"))
        self.setVisible(bool(self._rows))

    def _add(self, row: QWidget) -> None:
        self._rows.append(row)
        self._column.addWidget(row)

    def _picked_row(self) -> QWidget:
        row, layout = self._row("history_picked")
        label = text_label(row, "history_picked_label", "strong")
        label.setText(self.tr("Known customer: {who}").format(who=self._picked_name))
        drop = push_button(row, "history_drop_button", kind="link")
        drop.setText(self.tr("Somebody else"))
        drop.clicked.connect(self._on_dropped)
        layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(drop)
        return row

    def _person_row(self, place: int, person: HistoryRow) -> QWidget:
        row, layout = self._row(f"history_person_{place}")
        who = "  ".join(part for part in (person.name or self.tr("unnamed"), person.phone) if part)
        pick = push_button(row, f"history_pick_{place}_button", "user-check", "link")
        pick.setText(self.tr("Is it {who}?").format(who=who))
        pick.setToolTip(self.tr("Ask one check question before telling anything"))
        pick.clicked.connect(lambda: self._on_picked(person.person, who))
        layout.addWidget(pick)
        layout.addStretch(1)
        for ticket in person.tickets[: 1 if len(self._people) > 1 else _TICKETS]:
            layout.addWidget(self._ticket_button(row, ticket))
        return row

    def _same_row(self, place: int, ticket: TicketListRow) -> QWidget:
        row, layout = self._row(f"history_same_{place}")
        label = text_label(row, f"history_same_{place}_label", "note")
        label.setText(self.tr("Same receipt number"))
        layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self._ticket_button(row, ticket))
        return row

    def _row(self, name: str) -> tuple[QWidget, QHBoxLayout]:
        row = QWidget(self)
        row.setObjectName(name)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        return row, layout

    def _ticket_button(self, parent: QWidget, ticket: TicketListRow) -> QWidget:
        button = push_button(parent, f"history_{ticket.number}_button", kind="link")
        status = wording.label(ticket.status, language())
        button.setText(f"{ticket.number} {status}")
        button.setToolTip(ticket.title)
        spoken = self.tr("Open {number}, {title}, {status}")
        button.setAccessibleName(
            spoken.format(number=ticket.number, title=ticket.title[:_TITLE], status=status)
        )
        button.clicked.connect(lambda: self.ticket_opened.emit(ticket.id))
        return button

    def _on_picked(self, person: Ref, name: str) -> None:
        self.pick(person, name)
        self.person_picked.emit(person, name)

    def _on_dropped(self) -> None:
        self.pick(None)
        self.person_dropped.emit()
