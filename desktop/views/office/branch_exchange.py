"""The exchange at a branch: joined or not, what left, what was receipted, what came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QSpinBox, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop.sync.enrolment import join_headquarters
from desktop.sync.schedule import AT_CLOSE, EVERY, OFF, Schedule, set_schedule
from desktop.sync.shipping import record_shipping
from desktop.sync.standing import set_pick_up
from desktop.sync.take_in import take_in
from desktop.views.office import exchange_work
from desktop.views.office.conflict_pane import ConflictPane
from desktop.views.office.exchange_tables import ArrivalTableModel, ShipmentTableModel
from desktop.views.office.exchange_words import (
    outcome_lines,
    schedule_text,
    shipped_sentence,
)
from desktop.views.office.fact_card import FactCard
from desktop.views.office.office_page import OfficePage, row_of
from desktop.views.office.results import ResultSection
from desktop.views.theme import MEDIUM
from desktop.views.widgets.buttons import push_button, set_menu
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.editors import Choice
from desktop.views.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from desktop.sync.rounds import Outcome
    from desktop.sync.schedule import Shipped
    from desktop.views.office.exchange_work import ExchangeRows
    from desktop.views.office.office import Office


class BranchExchange(OfficePage):
    """What goes to headquarters and what comes back."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        """Read how the exchange stands."""
        super().__init__(office, "branch_exchange", parent)
        self._rows: ExchangeRows | None = None
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    # ---- what is read

    def reload(self) -> None:
        """Read everything again."""
        site = self.office.site
        self.office.jobs.run(self, self._show, exchange_work.read_exchange, site, latest="rows")

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("Exchange with headquarters"))
        self.take_button.setText(self.tr("Take in answers"))
        self.take_here_action.setText(self.tr("Everything in the usual folder"))
        self.take_files_action.setText(self.tr("Choose files…"))
        self.take_folder_action.setText(self.tr("Choose another folder…"))
        self.ship_button.setText(self.tr("Ship now"))
        self.place_button.setText(self.tr("Change…"))
        self.hours_edit.setSuffix(self.tr(" hours"))
        self.hours_edit.setAccessibleName(self.tr("Hours between two shipments"))
        self.when_choice.setAccessibleName(self.tr("When bundles leave by themselves"))
        self.when_choice.retranslate()
        for model in (self.shipments, self.arrivals):
            model.retranslate()
        self.conflict_pane.retranslate()
        self.tabs.setTabText(0, self.tr("Bundles shipped"))
        self.tabs.setTabText(1, self.tr("Bundles received"))
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what may have changed while the page was away."""
        super().showEvent(event)
        self.reload()

    # ---- building

    def _build(self) -> None:
        self.take_button = push_button(self, "take_in_button", "folder-input")
        menu = QMenu(self.take_button)
        self.take_here_action = menu.addAction("")
        self.take_files_action = menu.addAction("")
        self.take_folder_action = menu.addAction("")
        set_menu(self.take_button, menu)
        self.ship_button = push_button(self, "ship_button", "send", "primary")
        self.action_row.addWidget(self.take_button)
        self.action_row.addWidget(self.ship_button)
        self.stack = QStackedWidget(self)
        self.stranger = EmptyState("landmark", self._stranger_text, self._join_text, self)
        self.stack.addWidget(self.stranger)
        self.stack.addWidget(self._build_joined())
        self.body.addWidget(self.stack, 1)
        self.busy_buttons = [self.take_button, self.ship_button, self.stranger.action_button]

    def _build_joined(self) -> QWidget:
        pane = QWidget(self)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.shipped_card = FactCard(pane, "shipped_card", lambda: self.tr("Last shipment"))
        self.receipt_card = FactCard(pane, "receipt_card", lambda: self.tr("Headquarters' receipt"))
        self.place_card = FactCard(pane, "place_card", lambda: self.tr("Where and when"))
        cards = row_of(self.shipped_card, self.receipt_card, stretch=False)
        cards.addWidget(self._build_place(), 1)
        cards.setStretch(0, 1)
        cards.setStretch(1, 1)
        cards.setSpacing(MEDIUM)
        column.addLayout(cards)
        self.results = ResultSection(pane, "take_in_results")
        column.addWidget(self.results)
        column.addWidget(self._build_tabs(pane), 1)
        return pane

    def _build_place(self) -> QWidget:
        card = self.place_card
        self.place_button = push_button(card, "place_button", kind="link")
        card.add_action(self.place_button)
        self.when_choice: Choice[str] = Choice(card, "when_choice")
        self.when_choice.set_choices((AT_CLOSE, EVERY, OFF), schedule_text)
        self.hours_edit = QSpinBox(card)
        self.hours_edit.setObjectName("hours_edit")
        self.hours_edit.setRange(1, 168)
        card.body.addLayout(row_of(self.when_choice, self.hours_edit))
        card.remark_label.hide()
        return card

    def _build_tabs(self, parent: QWidget) -> QTabWidget:
        self.tabs = QTabWidget(parent)
        self.tabs.setObjectName("exchange_tabs")
        self.shipments = ShipmentTableModel(self.office, self, to_branches=False)
        self.shipment_table = DataTable(self.tabs, "shipment_table")
        self.shipment_table.setModel(self.shipments)
        self.shipment_table.set_widths((110, 130, 130, 200, 300), stretch=4)
        self.arrivals = ArrivalTableModel(self.office, self)
        self.arrival_table = DataTable(self.tabs, "arrival_table")
        self.arrival_table.setModel(self.arrivals)
        self.arrival_table.set_widths((160, 110, 130, 160, 300), stretch=4)
        self.conflict_pane = ConflictPane(self.office, self.tabs)
        for widget in (self.shipment_table, self.arrival_table, self.conflict_pane):
            self.tabs.addTab(widget, "")
        return self.tabs

    def _connect(self) -> None:
        self.ship_button.clicked.connect(self._on_ship)
        self.stranger.action_requested.connect(self._on_join)
        self.take_here_action.triggered.connect(self._on_take_usual)
        self.take_files_action.triggered.connect(self._on_take_files)
        self.take_folder_action.triggered.connect(self._on_take_folder)
        self.place_button.clicked.connect(self._on_place)
        self.when_choice.value_changed.connect(self._on_schedule)
        self.hours_edit.editingFinished.connect(self._on_schedule)
        self.office.feed.changed.connect(self._on_changed)

    # ---- showing

    def _show(self, rows: ExchangeRows) -> None:
        self._rows = rows
        self.shipments.show_rows(rows.shipments)
        self.arrivals.names = rows.names
        self.arrivals.show_rows(rows.arrivals)
        self.conflict_pane.show_conflicts(rows.conflicts, rows.names)
        schedule = rows.standing.schedule
        self.when_choice.blockSignals(True)
        self.when_choice.set_value(schedule.when)
        self.when_choice.blockSignals(False)
        self.hours_edit.blockSignals(True)
        self.hours_edit.setValue(schedule.hours)
        self.hours_edit.blockSignals(False)
        self._say()

    def _say(self) -> None:
        rows = self._rows
        joined = rows is not None and rows.standing.headquarters is not None
        self.stack.setCurrentIndex(1 if joined else 0)
        self.stack.setVisible(rows is not None)
        self.stranger.say(self._stranger_text, self._join_text if self._may_join() else None)
        may_ship = self.office.may(record_shipping)
        self.ship_button.setVisible(joined and may_ship)
        self.take_button.setVisible(joined and self.office.may(take_in))
        self.place_button.setVisible(self.office.may(set_schedule))
        self.when_choice.setEnabled(self.office.may(set_schedule))
        self.hours_edit.setEnabled(self.office.may(set_schedule))
        if rows is None:
            return
        self._say_standing(rows)
        self.note_label.setText(
            self.tr("Joined: {name}").format(name=rows.standing.headquarters_name)
            if joined
            else self.tr("Not joined")
        )

    def _say_standing(self, rows: ExchangeRows) -> None:
        told = rows.standing
        moment = self.office.moment
        self.hours_edit.setVisible(told.schedule.when == EVERY)
        self.tabs.setTabText(2, self.tr("Conflicts {count}").format(count=told.conflicts or ""))
        if told.last_number:
            fact = self.tr("No. {number} · {time}").format(
                number=told.last_number, time=moment(told.last_made)
            )
        else:
            fact = self.tr("Nothing shipped yet")
        waiting = self.tr("%n new record(s) wait to be shipped", "", told.unshipped)
        done = self.tr("Everything recorded so far is in a bundle")
        self.shipped_card.say(fact, waiting if told.unshipped else done)
        if told.unreceipted:
            fact = self.tr("%n bundle(s) await the receipt", "", told.unreceipted)
        elif told.last_receipt is not None:
            fact = self.tr("All receipted")
        else:
            fact = self.tr("None yet")
        last = self.tr("Last receipt {time}").format(time=moment(told.last_receipt))
        self.receipt_card.say(fact, last if told.last_receipt is not None else "")
        self.place_card.say(told.schedule.to or self.tr("No folder chosen yet"))

    def _may_join(self) -> bool:
        return self.office.may(join_headquarters)

    def _stranger_text(self) -> str:
        if self._may_join():
            return self.tr(
                "This branch has not joined headquarters yet.\n"
                "Choose the enrolment file that headquarters has sent."
            )
        return self.tr(
            "This branch has not joined headquarters yet.\nThe administrator can let it join."
        )

    def _join_text(self) -> str:
        return self.tr("Choose the enrolment file…")

    # ---- acting

    def _on_ship(self) -> None:
        rows = self._rows
        if rows is None:
            return
        place = rows.standing.schedule.to or self._choose_place()
        if place:
            self.work(
                lambda: self.tr("Sealing and shipping…"),
                self._on_shipped,
                exchange_work.ship,
                self.office.site,
                place,
            )

    def _on_shipped(self, shipped: Shipped) -> None:
        self.message_bar.show_message(shipped_sentence(shipped), "success")
        self.reload()

    def _on_join(self) -> None:
        kinds = self.tr("Enrolment files (*.redress-enrolment);;All files (*)")
        path = self.office.chooser.file(self, self.tr("Enrolment file"), kinds)
        if path is None:
            return
        self.work(
            lambda: self.tr("Joining headquarters…"),
            self._on_joined,
            exchange_work.join_by,
            self.office.site,
            path,
        )

    def _on_joined(self, _nothing: None) -> None:
        sentence = self.tr("This branch has joined. Choose where bundles shall go, then ship.")
        self.message_bar.show_message(sentence, "success")
        self.reload()

    def _on_place(self) -> None:
        self._choose_place()

    def _choose_place(self) -> str:
        rows = self._rows
        if rows is None:
            return ""
        title = self.tr("Folder, stick or share that bundles go to")
        folder = self.office.chooser.folder(self, title, rows.standing.schedule.to)
        if folder is None:
            return ""
        self._keep(replace(rows.standing.schedule, to=str(folder)))
        return str(folder)

    def _on_schedule(self) -> None:
        rows = self._rows
        when = self.when_choice.value()
        if rows is None or when is None:
            return
        wanted = replace(rows.standing.schedule, when=when, hours=self.hours_edit.value())
        if wanted != rows.standing.schedule:
            self._keep(wanted)

    def _keep(self, schedule: Schedule) -> None:
        jobs = self.office.jobs
        jobs.call(self, self._on_kept, set_schedule, schedule, failed=self.message_bar.show_error)

    def _on_kept(self, _nothing: None) -> None:
        self.reload()

    def _on_take_usual(self) -> None:
        rows = self._rows
        if rows is None:
            return
        if not rows.standing.pick_up:
            self._on_take_folder()
            return
        self._take_place(rows.standing.pick_up)

    def _on_take_folder(self) -> None:
        folder = self.office.chooser.folder(self, self.tr("Folder with bundles"))
        if folder is None:
            return
        self.office.jobs.call(self, None, set_pick_up, str(folder))
        self._take_place(str(folder))

    def _on_take_files(self) -> None:
        kinds = self.tr("Bundles (*.redress)")
        paths = self.office.chooser.files(self, self.tr("Bundles"), kinds)
        if paths:
            self._take(exchange_work.take_files, paths)

    def _take_place(self, place: str) -> None:
        self._take(exchange_work.take_place, place)

    def _take(self, function: object, what: str | list[Path]) -> None:
        self.work(
            lambda: self.tr("Checking and taking in…"),
            self._on_taken,
            function,  # type: ignore[arg-type]
            self.office.site,
            what,
        )

    def _on_taken(self, outcomes: tuple[Outcome, ...]) -> None:
        names = self._rows.names if self._rows else {}
        lines = outcome_lines(outcomes, names)
        if not lines:
            self.message_bar.show_message(self.tr("There are no bundles for this branch."), "info")
        self.results.show_lines(lines)
        self.reload()

    def _on_changed(self) -> None:
        if self.isVisible() and not self.is_working:
            self.reload()
