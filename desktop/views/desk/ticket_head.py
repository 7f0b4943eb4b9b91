"""The top of a ticket: what it is about, who complains, who has it, and its clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop import wording
from desktop.views.desk.ticket_clocks import ReferenceClocks, clock_bar_look
from desktop.views.icons import icon
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import name_control, push_button, set_menu, text_label
from desktop.views.widgets.chips import Chip, ChipLook
from desktop.views.widgets.clock_bar import ClockBar
from desktop.vocabulary import OPEN_STATUSES, Severity

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop.services.rows import PersonRow, TicketDetail
    from desktop.views.desk.desk import Desk

_MOST_CLOCKS = 3
_CLOCK_WIDTH = 230
_SHOWN_MS = 90_000
"""How long full details stay on a screen that customers can see."""


class TicketHead(Retranslating, QWidget):
    """Shows; asks for full details and for paper."""

    reveal_requested = Signal()
    paper_requested = Signal(str)
    """"slip" or "handling"."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("ticket_head")
        self._desk = desk
        self._ticket: TicketDetail | None = None
        self._person: PersonRow | None = None
        self._covering = QTimer(self)
        self._covering.setSingleShot(True)
        self._covering.setInterval(_SHOWN_MS)
        self._covering.timeout.connect(self.cover)
        self._build()
        self.retranslate()

    def show_ticket(self, ticket: TicketDetail, *, may_reveal: bool) -> None:
        """Show a ticket; another one covers what was revealed."""
        if self._ticket is None or self._ticket.id != ticket.id:
            self.cover()
        self._ticket = ticket
        self.reveal_button.setVisible(may_reveal and ticket.complainant is not None)
        self.retranslate()

    def reveal(self, person: PersonRow | None) -> None:
        """Show the complainant in full, for a while."""
        self._person = person
        self._covering.start()
        self.retranslate()

    def cover(self) -> None:
        """Mask the complainant again."""
        self._person = None
        self._covering.stop()
        self.retranslate()

    def tell_clocks(self) -> None:
        """Say how the clocks stand now."""
        room = max(1, min(_MOST_CLOCKS, self.width() // _CLOCK_WIDTH))
        ticket = self._ticket
        clocks = ticket.clocks if ticket else ()
        looks = [clock_bar_look(c, ticket, self._desk) for c in clocks if ticket]
        own = [look for clock, look in zip(clocks, looks, strict=True) if not clock.information]
        for bar, look in zip(self._bars, (*own[:room], *[None] * _MOST_CLOCKS), strict=False):
            bar.show_clock(look)
        self.reference.show_clocks([clock for clock in clocks if clock.information])

    def retranslate(self) -> None:
        """Say everything again."""
        self.slip_action.setText(self.tr("Receipt slip again"))
        self.handling_action.setText(self.tr("Handling sheet"))
        name_control(self.print_button, self.tr("Print"))
        self.reveal_button.setText(self.tr("Show in full"))
        ticket = self._ticket
        if ticket is None:
            return
        self.number_label.setText(ticket.number)
        self._place_title()
        self._tell_chips(ticket)
        self.person_label.setText(self._person_words(ticket))
        self.place_label.setText(self._place_words(ticket))
        self.reveal_button.setEnabled(self._person is None)
        self.tell_clocks()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the title anew, and show as many clocks as can be read."""
        super().resizeEvent(event)
        self._place_title()
        self.tell_clocks()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._build_title())
        column.addLayout(self._build_chips())
        clocks = QHBoxLayout()
        clocks.setSpacing(MEDIUM)
        self._bars = [ClockBar(self, f"clock_bar_{place}") for place in range(_MOST_CLOCKS)]
        for bar in self._bars:
            clocks.addWidget(bar, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(clocks)
        self.reference = ReferenceClocks(self._desk, self)
        column.addWidget(self.reference)

    def _build_title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.title_label = text_label(self, "ticket_title", "heading")
        self.title_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.number_label = text_label(self, "ticket_number", "muted")
        self.number_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.print_button = push_button(self, "print_button", "printer", "quiet")
        menu = QMenu(self.print_button)
        self.slip_action = menu.addAction(icon("receipt-text"), "")
        self.handling_action = menu.addAction(icon("file-text"), "")
        self.slip_action.triggered.connect(lambda: self.paper_requested.emit("slip"))
        self.handling_action.triggered.connect(lambda: self.paper_requested.emit("handling"))
        set_menu(self.print_button, menu)
        row.addWidget(self.title_label, 1)
        row.addWidget(self.number_label)
        row.addWidget(self.print_button)
        return row

    def _build_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.status_chip = Chip(self)
        self.severity_chip = Chip(self)
        self.manager_chip = Chip(self)
        self.person_label = text_label(self, "complainant_label", "strong")
        self.reveal_button = push_button(self, "reveal_button", "eye", "link")
        self.reveal_button.clicked.connect(self.reveal_requested)
        self.place_label = _Elided(self, "place_label")
        for widget in (self.status_chip, self.severity_chip, self.manager_chip):
            row.addWidget(widget)
        row.addWidget(self.person_label)
        row.addWidget(self.reveal_button)
        row.addWidget(self.place_label, 1)
        return row

    def _tell_chips(self, ticket: TicketDetail) -> None:
        self.status_chip.show_status(ticket.status)
        self.severity_chip.show_severity(ticket.severity)
        self.severity_chip.setVisible(ticket.severity is not Severity.NORMAL)
        self.manager_chip.show_look(
            lambda: ChipLook("stamp", wording.label("Chip.with_manager", language()), "special")
        )
        self.manager_chip.setVisible(ticket.with_manager)

    def _place_title(self) -> None:
        if self._ticket is None:
            return
        words = " ".join(self._ticket.facts.split())
        metrics = self.title_label.fontMetrics()
        room = max(80, self.title_label.width() - 2)
        self.title_label.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))
        self.title_label.setToolTip(words)

    def _person_words(self, ticket: TicketDetail) -> str:
        person = self._person or ticket.complainant
        if person is None:
            return wording.label("Paper.unnamed", language())
        phones = [value for _, value, _ in person.contacts]
        named = person.name or wording.label("Paper.unnamed", language())
        parts = [named, *phones]
        if not person.masked:
            parts += [person.id_number, person.address]
        return "  ".join(part for part in parts if part)

    def _place_words(self, ticket: TicketDetail) -> str:
        nobody = self.tr("nobody yet")
        parts = [self.tr("Handled by {name}").format(name=ticket.assignee or nobody)]
        if not ticket.is_custodian or self._desk.is_headquarters:
            parts.insert(0, self.tr("Custodian: {name}").format(name=ticket.custodian_name))
        if ticket.offered_to is not None:
            parts.append(self.tr("offered to headquarters"))
        if ticket.status not in OPEN_STATUSES and not ticket.assignee:
            parts = [part for part in parts if nobody not in part]
        return "  ·  ".join(parts)


class _Elided(QLabel):
    """A muted line that gives way where the window is narrow."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def setText(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        super().setText(self.fontMetrics().elidedText(self._whole, mode, max(0, self.width())))
