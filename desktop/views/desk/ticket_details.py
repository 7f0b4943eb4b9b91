"""What was taken down of a matter, as names and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop import wording
from desktop.views.desk.story import told_how_words
from desktop.views.theme import MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import text_label
from desktop.vocabulary import Demand, IntakeFlag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.rows import TicketDetail
    from desktop.views.desk.desk import Desk


class DetailsSection(Retranslating, QWidget):
    """Everything else that was taken down, as names and values."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("details")
        self._desk = desk
        self._ticket: TicketDetail | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.title_label = text_label(self, "details_title", "strong")
        column.addWidget(self.title_label)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(MEDIUM)
        self._grid.setVerticalSpacing(TINY)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self.retranslate()

    def show_ticket(self, ticket: TicketDetail) -> None:
        """Show what a ticket has; what is empty takes no room."""
        self._ticket = ticket
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        filled = [(name, value) for name, value in self._pairs(ticket) if value]
        for row, (name, value) in enumerate(filled):
            self._add(row, name, value)

    def retranslate(self) -> None:
        """Say everything again."""
        self.title_label.setText(self.tr("Details"))
        if self._ticket is not None:
            self.show_ticket(self._ticket)

    def _add(self, row: int, name: str, value: str) -> None:
        title = text_label(self, "", "muted")
        title.setText(name)
        words = text_label(self)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words.setText(value)
        words.setAccessibleName(f"{name} {value}")
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)

    def _pairs(self, ticket: TicketDetail) -> list[tuple[str, str]]:
        return [*self._matter(ticket), *self._goods(ticket), *self._people(ticket)]

    def _matter(self, ticket: TicketDetail) -> list[tuple[str, str]]:
        spoken = language()
        return [
            (self.tr("Outcome"), wording.outcome(ticket.result, spoken)),
            (self.tr("Told"), told_how_words(ticket.told_how) if ticket.told_how else ""),
            (wording.label("Category", spoken), self._desk.category(ticket.category)),
            (wording.label("Nature", spoken), wording.label(ticket.nature, spoken)),
            (wording.label("Channel", spoken), wording.label(ticket.channel, spoken)),
            (self.tr("Wants"), _words(Demand, ticket.demands)),
            (self.tr("Asked for"), self._money(ticket.asked, ticket)),
            (self.tr("Amount in dispute"), self._money(ticket.amount, ticket)),
            (self.tr("Marks"), _words(IntakeFlag, ticket.flags)),
            (self.tr("Received"), self._desk.moment(ticket.received_at, "full")),
            (self.tr("Taken by"), ticket.registered_by),
            (self.tr("Branch"), ticket.site_name if self._desk.is_headquarters else ""),
        ]

    def _money(self, minor: int | None, ticket: TicketDetail) -> str:
        return self._desk.money(minor, ticket.currency) if minor else ""

    def _goods(self, ticket: TicketDetail) -> list[tuple[str, str]]:
        return [
            (self.tr("Goods"), ticket.product),
            (self.tr("Batch"), ticket.batch),
            (self.tr("Receipt or order"), ticket.order),
            (self.tr("Bought on"), ticket.bought_on),
            (self.tr("Goods kept"), ticket.goods_kept),
        ]

    def _people(self, ticket: TicketDetail) -> list[tuple[str, str]]:
        about = (
            ticket.respondent_staff or ticket.respondent_name,
            ticket.respondent_counter,
            ticket.respondent_partner,
        )
        source = (ticket.source_name, ticket.source_number, ticket.source_due)
        person = ticket.complainant
        return [
            (self.tr("Complained about"), "  ".join(part for part in about if part)),
            (self.tr("Best time to call"), person.best_time if person else ""),
            (self.tr("Representative"), ticket.representative),
            (self.tr("Forwarded by"), "  ".join(part for part in source if part)),
            (wording.label("RulePack", language()), f"{ticket.pack_name} {ticket.pack_version}"),
        ]


def _words(enum: type[Demand | IntakeFlag], told: Iterable[str]) -> str:
    known = {member.value: member for member in enum}
    gap = wording.label("List.gap", language())
    return gap.join(wording.label(known[one], language()) if one in known else one for one in told)
