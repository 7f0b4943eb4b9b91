"""All tickets: the list at the left, one ticket at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.exporting import ExportOrder
from desktop.services.lists import search_tickets, ticket_ids
from desktop.views.cards import CardList
from desktop.views.desk.desk import brings_all
from desktop.views.desk.export_panel import ExportPanel
from desktop.views.desk.list_filters import FilterBar, Scope, ticket_filter
from desktop.views.desk.ticket_cards import TicketTableModel
from desktop.views.desk.ticket_page import TicketPage
from desktop.views.messages import describe
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.busy import SkeletonRows
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from desktop.services.rows import TicketListRow
    from desktop.views.desk.desk import Desk
    from desktop.views.ports import Changes
    from desktop.vocabulary import TicketId

_MINUTE_MS = 60_000
_REST_MS = 90
"""How long the cursor rests on a card before its ticket is read."""
_LIST_TABLES = frozenset(
    {"ticket", "note", "promise", "escalation", "answer", "remedy", "approval", "take_in"}
)


class TicketsPage(Retranslating, QWidget):
    """List and detail side by side; the split is the person's and is told to the wiring."""

    ticket_opened = Signal(object)
    """A card was asked for by Enter or double click: its `TicketId`."""
    intake_requested = Signal()
    paper_requested = Signal(str, object)
    """("slip" or "handling", `TicketId`)."""
    split_moved = Signal(list)
    """The widths of list and detail, to be given back at the next start."""

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, split: Sequence[int] = ()
    ) -> None:
        """Read the open tickets as soon as the desk is ready."""
        super().__init__(parent)
        self.setObjectName("tickets_page")
        self._desk = desk
        self._searched = ""
        self._wanted: TicketId | None = None
        self.model = TicketTableModel(desk, self)
        self._build(list(split) or [420, 780])
        self._connect()
        desk.when_ready(self._on_ready)
        self.retranslate()

    # ---- what the window says to the page

    def search(self, text: str) -> None:
        """Show what contains every word typed; with nothing typed, the filtered list again."""
        if text != self._searched:
            self._searched = text
            self.reload()

    def open_ticket(self, ticket: TicketId) -> None:
        """Show a ticket, whether or not the list holds it."""
        self._rest.stop()
        self._wanted = ticket
        self.ticket_page.show_ticket(ticket)
        self._select_wanted()

    def choose(self, scope: Scope) -> None:
        """Show one of the usual views."""
        self._leave_search()
        self.filter_bar.choose(scope)

    def shown_list(self) -> ExportOrder:
        """Tell which tickets the list shows, for somebody who exports it."""
        if self._searched:
            return ExportOrder(words=self._searched)
        return ExportOrder(ticket_filter(self.filter_bar.wanted(), self._desk.card.staff))

    def focus_list(self) -> None:
        """Put the keyboard on the list."""
        self.card_list.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        """Ask for the whole order again; the newest question is the one that counts."""
        if not self._desk.is_ready:
            return
        jobs = self._desk.jobs
        if self._searched:
            found = self._taker(searched=self._searched)
            jobs.call(
                self, found, search_tickets, self._searched, latest="ids", failed=self._on_refused
            )
        else:
            told = ticket_filter(self.filter_bar.wanted(), self._desk.card.staff)
            jobs.call(self, self._taker(searched=""), ticket_ids, told, latest="ids")

    def retranslate(self) -> None:
        """Set the words again."""
        self.clear_button.setText(self.tr("Back to the list"))
        self.export_button.setText(self.tr("Export…"))
        self._show_count()
        self._say_empty()
        self.card_list.setAccessibleName(self.tr("Tickets"))

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Tell the clocks as they stand now."""
        super().showEvent(event)
        self.model.retranslate()

    # ---- building

    def _build(self, widths: list[int]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("tickets_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(3)
        self.ticket_page = TicketPage(self._desk, self.splitter)
        self.splitter.addWidget(self._build_list())
        self.splitter.addWidget(self.ticket_page)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes(widths)
        row.addWidget(self.splitter)

    def _build_list(self) -> QWidget:
        pane = frame(self.splitter, "pane", "list_pane")
        pane.setMinimumWidth(300)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, MEDIUM, 0, 0)
        column.setSpacing(SMALL)
        head = QHBoxLayout()
        head.setContentsMargins(LARGE, 0, MEDIUM, 0)
        self.count_label = text_label(pane, "list_count", "heading")
        self.count_label.setMinimumWidth(40)
        self.clear_button = push_button(pane, "clear_search_button", "x", "link")
        self.clear_button.setVisible(False)
        self.export_button = push_button(pane, "export_list_button", "file-spreadsheet", "quiet")
        self.export_button.setVisible(False)
        self.export_panel = ExportPanel(self._desk, self.shown_list, pane)
        head.addWidget(self.count_label, 1)
        head.addWidget(self.clear_button)
        head.addWidget(self.export_button)
        self.filter_bar = FilterBar(self._desk, pane)
        self.filter_bar.setContentsMargins(LARGE, 0, MEDIUM, 0)
        column.addLayout(head)
        column.addWidget(self.export_panel)
        column.addWidget(self.filter_bar)
        column.addWidget(frame(pane, "rule", "list_rule"))
        column.addWidget(self._build_stack(pane), 1)
        return pane

    def _build_stack(self, pane: QWidget) -> QWidget:
        self.stack = QStackedWidget(pane)
        self.card_list = CardList(self.stack, "ticket_list", self.model.card_at)
        self.card_list.setModel(self.model)
        self.empty = EmptyState("inbox", str, None, self.stack)
        self.skeleton = SkeletonRows(self.stack)
        for widget in (self.skeleton, self.card_list, self.empty):
            self.stack.addWidget(widget)
        return self.stack

    def _connect(self) -> None:
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_current)
        minute = QTimer(self)
        minute.setInterval(_MINUTE_MS)
        minute.timeout.connect(self.model.retranslate)
        minute.start()
        self.filter_bar.wanted_changed.connect(self._on_wanted)
        self.clear_button.clicked.connect(self._on_clear)
        self.export_button.clicked.connect(self.export_panel.ask)
        self.card_list.current_changed.connect(lambda _row: self._rest.start())
        self.card_list.card_opened.connect(self._on_card_opened)
        self.model.dataChanged.connect(self._on_rows_read)
        self.empty.action_requested.connect(self._on_empty_action)
        self.ticket_page.paper_requested.connect(self.paper_requested)
        self.splitter.splitterMoved.connect(lambda *_: self.split_moved.emit(self.splitter.sizes()))
        self._desk.changed.connect(self._on_changed)

    # ---- what arrives

    def _on_ready(self) -> None:
        self.export_button.setVisible(self.export_panel.is_offered)
        self.reload()

    def _taker(self, searched: str) -> Callable[[Sequence[int]], None]:
        return lambda rids: self._on_ids(rids, searched)

    def _on_ids(self, rids: Sequence[int], searched: str) -> None:
        if searched != self._searched:
            return
        if tuple(rids) != tuple(self.model.ids()):
            self._keep_place(rids)
        self.stack.setCurrentWidget(self.card_list if rids else self.empty)
        self.clear_button.setVisible(bool(searched))
        self._show_count()
        self._say_empty()
        self._select_wanted()

    def _keep_place(self, rids: Sequence[int]) -> None:
        """Show another order and stay on the card, and at the height, one stood at."""
        rid = self.model.id_at(self.card_list.currentIndex().row())
        height = self.card_list.verticalScrollBar().value()
        self.card_list.selectionModel().blockSignals(True)
        self.model.show_ids(rids)
        row = self.model.row_of(rid) if rid is not None else None
        if row is not None:
            self.card_list.select_row(row)
            self.card_list.verticalScrollBar().setValue(height)
        self.card_list.selectionModel().blockSignals(False)
        if row is None and rids and self._wanted is None:
            self.card_list.select_row(0)
        self.card_list.viewport().update()

    def _on_refused(self, error: Exception) -> None:
        """Nothing that was typed can be looked for."""
        self._on_ids((), self._searched)
        sentence = describe(error).sentence
        self.empty.say(lambda: sentence)

    def _on_changed(self, changes: Changes) -> None:
        """Read touched rows again; ask for the order again only where it may have changed."""
        if brings_all(changes):
            touched = [row.rid for row in self.model.read_rows()]
        else:
            touched = self.model.rids_of(changes.tickets)
        if touched:
            self.model.refresh(touched)
        if changes.tables & _LIST_TABLES:
            self.reload()

    def _on_rows_read(self) -> None:
        if self._wanted is not None:
            self._select_wanted()
        elif self.ticket_page.ticket_id is None and self.card_list.currentIndex().isValid():
            self._rest.start()

    def _select_wanted(self) -> None:
        """Put the cursor on the ticket that was asked for, once its row has been read."""
        if self._wanted is None:
            return
        rid = self.model.rid_of(self._wanted)
        row = self.model.row_of(rid) if rid is not None else None
        if row is not None:
            self._wanted = None
            self.card_list.select_row(row)

    # ---- what people do

    def _show_current(self) -> None:
        row = self.model.row_at(self.card_list.currentIndex().row())
        if row is not None:
            self._wanted = None
            self.ticket_page.show_ticket(row.id)

    def _on_card_opened(self, place: int) -> None:
        row: TicketListRow | None = self.model.row_at(place)
        if row is not None:
            self.ticket_page.show_ticket(row.id)
            self.ticket_page.focus_actions()
            self.ticket_opened.emit(row.id)

    def _on_wanted(self) -> None:
        self._leave_search()
        self.reload()

    def _on_clear(self) -> None:
        self._leave_search()
        self.reload()

    def _leave_search(self) -> None:
        self._searched = ""
        self.clear_button.setVisible(False)

    def _on_empty_action(self) -> None:
        if self._searched:
            self._on_clear()
        else:
            self.intake_requested.emit()

    # ---- words

    def _show_count(self) -> None:
        count = self.model.rowCount()
        if self._searched:
            told = self.tr("“{text}”: %n found", "", count).format(text=self._searched)
        else:
            told = self.tr("%n ticket(s)", "", count)
        self.count_label.setText(told)

    def _say_empty(self) -> None:
        if self._searched:
            self.empty.say(
                lambda: self.tr(
                    "Nothing contains “{text}”. Try the last four digits of the phone, "
                    "the surname, or a word of what happened."
                ).format(text=self._searched),
                lambda: self.tr("Back to the list"),
            )
        elif self.filter_bar.wanted().scope is Scope.OPEN:
            self.empty.say(
                lambda: self.tr("No open tickets. New complaints are registered with F2."),
                lambda: self.tr("Register complaint"),
            )
        else:
            self.empty.say(
                lambda: self.tr("No tickets here. Choose another view above."),
            )
