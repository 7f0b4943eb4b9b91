"""Tickets as cards: the windowed model, and what a card says of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import wording
from desktop.services.lists import ticket_rows
from desktop.services.rows import TicketListRow
from desktop.views.cards import Card
from desktop.views.table_models import DISPLAY, SPOKEN, TOOL_TIP, WindowedTableModel
from desktop.views.translation import language
from desktop.views.widgets.chips import ChipLook, severity_look, status_look
from desktop.views.widgets.clock_bar import clock_chip
from desktop.vocabulary import OPEN_STATUSES, ClockState, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from desktop.views.desk.desk import Desk
    from desktop.vocabulary import TicketId

_EDGES = {ClockState.BREACHED, ClockState.AT_RISK}


class TicketTableModel(WindowedTableModel[int, TicketListRow]):
    """All row numbers of a list, and the rows of what is in view."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Read rows through the desk."""
        super().__init__(self._read, lambda row: row.rid, parent)
        self._desk = desk

    def titles(self) -> Sequence[str]:
        """Give one column: the card."""
        return (wording.label("Ticket", language()),)

    def cell(self, row: TicketListRow, column: int, role: int) -> object:
        """Say the card in words, for screen readers and the tool tip."""
        if role == TOOL_TIP:
            return row.title
        return spoken(row, self._desk) if role in {DISPLAY, SPOKEN} else None

    def rids_of(self, tickets: frozenset[TicketId]) -> list[int]:
        """Give the row numbers of these tickets as far as they have been read."""
        return [row.rid for row in self.read_rows() if row.id in tickets]

    def rid_of(self, ticket: TicketId) -> int | None:
        """Give the row number of a ticket that has been read."""
        return next(iter(self.rids_of(frozenset({ticket}))), None)

    def card_at(self, row: int) -> Card | None:
        """Give the card of a row, None while it is being read."""
        found = self.row_at(row)
        return ticket_card(found, self._desk) if found is not None else None

    def _read(self, rids: list[int], done: Callable[[Sequence[TicketListRow]], None]) -> object:
        return self._desk.jobs.call(self, done, ticket_rows, rids)


def ticket_card(
    row: TicketListRow, desk: Desk, reasons: tuple[ChipLook, ...] = (), *, sent_up: bool = True
) -> Card:
    """Make the card of a row; `reasons` stand before the status.

    `sent_up` says that it waits with the manager, where no reason says so already.
    """
    clock = clock_look(row, desk)
    notes = [row.complainant] if row.complainant else []
    if desk.is_headquarters:
        notes.append(row.site_name)
    return Card(
        title=row.title,
        number=short_number(row.number),
        chips=(*reasons, *_chips(row, sent_up=sent_up)),
        notes=tuple(notes),
        clock=clock,
        who=row.assignee,
        attachments=row.evidence,
        edge=clock.tone if clock and _state(row, desk) in _EDGES else None,
        quiet=row.status not in OPEN_STATUSES,
    )


def clock_look(row: TicketListRow, desk: Desk) -> ChipLook | None:
    """Give the chip of the clock that runs out first; None where none runs."""
    state = _state(row, desk)
    if state is None or row.due_at is None:
        return None
    return clock_chip(state, desk.seconds_until(row.due_at))


def short_number(number: str) -> str:
    """Give a number without its branch: everybody at a desk knows where they are."""
    return number.partition("-")[2] or number


def spoken(row: TicketListRow, desk: Desk) -> str:
    """Say a card in one line."""
    clock = clock_look(row, desk)
    parts = [row.title, *(chip.text for chip in _chips(row)), row.complainant, row.number]
    parts += [clock.text if clock else "", row.assignee]
    return " · ".join(part for part in parts if part)


def _state(row: TicketListRow, desk: Desk) -> ClockState | None:
    """Give the state as read, or breached if the clock ran out since."""
    if row.clock is None or row.due_at is None:
        return None
    return ClockState.BREACHED if desk.seconds_until(row.due_at) < 0 else row.clock


def _chips(row: TicketListRow, *, sent_up: bool = True) -> tuple[ChipLook, ...]:
    chips = [status_look(row.status)]
    if row.severity is not Severity.NORMAL:
        chips.append(severity_look(row.severity))
    if row.with_manager and sent_up:
        chips.append(ChipLook("stamp", wording.label("Chip.with_manager", language()), "special"))
    return tuple(chips)
