"""The exchange at headquarters: branches, what they shipped, what goes back to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabWidget, QWidget

from desktop.sync.enrolment import SUFFIX, invite_branch
from desktop.sync.schedule import Schedule, set_schedule
from desktop.sync.shipping import record_shipping
from desktop.sync.standing import set_pick_up
from desktop.sync.take_in import take_in
from desktop.views.office import exchange_work
from desktop.views.office.conflict_pane import ConflictPane
from desktop.views.office.exchange_tables import (
    ArrivalTableModel,
    BranchTableModel,
    ShipmentTableModel,
)
from desktop.views.office.exchange_words import answer_lines, outcome_lines
from desktop.views.office.fact_card import FactCard
from desktop.views.office.office_page import OfficePage, row_of
from desktop.views.office.results import ResultSection
from desktop.views.theme import MEDIUM
from desktop.views.widgets.buttons import push_button, set_menu
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from desktop.sync.rounds import Answered, Outcome
    from desktop.views.office.exchange_work import ExchangeRows
    from desktop.views.office.office import Office


class HeadquartersExchange(OfficePage):
    """What comes from the branches and what goes back."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        """Read how the exchange stands."""
        super().__init__(office, "hq_exchange", parent)
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
        self.title_label.setText(self.tr("Exchange with the branches"))
        self.invite_button.setText(self.tr("Invite a branch…"))
        self.take_button.setText(self.tr("Take in bundles"))
        self.take_here_action.setText(self.tr("Everything in the usual folder"))
        self.take_files_action.setText(self.tr("Choose files…"))
        self.answer_button.setText(self.tr("Answer the branches"))
        self.pick_up_button.setText(self.tr("Change…"))
        self.place_button.setText(self.tr("Change…"))
        self.save_invitation_button.setText(self.tr("Save the enrolment file…"))
        self.cancel_button.setText(self.tr("Cancel"))
        for model in (self.branches, self.arrivals, self.shipments):
            model.retranslate()
        self.conflict_pane.retranslate()
        self.tabs.setTabText(0, self.tr("Branches"))
        self.tabs.setTabText(1, self.tr("Bundles received"))
        self.tabs.setTabText(2, self.tr("Answers sent"))
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what may have changed while the page was away."""
        super().showEvent(event)
        self.reload()

    # ---- building

    def _build(self) -> None:
        self.invite_button = push_button(self, "invite_button", "plus")
        self.answer_button = push_button(self, "answer_button", "folder-output")
        self.take_button = push_button(self, "take_in_button", "folder-input", "primary")
        menu = QMenu(self.take_button)
        self.take_here_action = menu.addAction("")
        self.take_files_action = menu.addAction("")
        set_menu(self.take_button, menu)
        for button in (self.invite_button, self.answer_button, self.take_button):
            self.action_row.addWidget(button)
        self.busy_buttons = [self.invite_button, self.answer_button, self.take_button]
        self.body.addWidget(self._build_invitation())
        self.body.addWidget(self._build_cards())
        self.results = ResultSection(self, "exchange_results")
        self.body.addWidget(self.results)
        self.body.addWidget(self._build_tabs(), 1)

    def _build_invitation(self) -> Section:
        self.invitation = Section(lambda: self.tr("Invite a branch"), self, "invitation")
        self.code_edit = LineEdit(self.invitation, "branch_code_edit", limit=12)
        self.name_edit = LineEdit(self.invitation, "branch_name_edit", limit=60)
        self.code_field = Field(
            self.code_edit,
            lambda: self.tr("Code"),
            required=True,
            hint=lambda: self.tr("As the branch was set up, such as SH001"),
        )
        self.name_field = Field(
            self.name_edit, lambda: self.tr("Name of the branch"), required=True
        )
        self.save_invitation_button = push_button(
            self.invitation, "save_invitation_button", "save", "primary"
        )
        self.cancel_button = push_button(self.invitation, "cancel_invitation_button")
        fields = QHBoxLayout()
        fields.setSpacing(MEDIUM)
        fields.addWidget(self.code_field, 1, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.name_field, 2, Qt.AlignmentFlag.AlignTop)
        self.invitation.body.addLayout(fields)
        self.invitation.body.addLayout(row_of(self.save_invitation_button, self.cancel_button))
        self.invitation.hide()
        return self.invitation

    def _build_cards(self) -> QWidget:
        self.cards = QWidget(self)
        self.branch_card = FactCard(self, "branch_card", lambda: self.tr("Branches"))
        self.pick_up_card = FactCard(
            self, "pick_up_card", lambda: self.tr("Bundles are taken in from")
        )
        self.place_card = FactCard(self, "place_card", lambda: self.tr("Answers go to"))
        self.pick_up_button = push_button(self.pick_up_card, "pick_up_button", kind="link")
        self.place_button = push_button(self.place_card, "place_button", kind="link")
        self.pick_up_card.add_action(self.pick_up_button)
        self.place_card.add_action(self.place_button)
        cards = row_of(self.branch_card, self.pick_up_card, self.place_card, stretch=False)
        cards.setSpacing(MEDIUM)
        for place in range(3):
            cards.setStretch(place, 1)
        cards.setContentsMargins(0, 0, 0, 0)
        self.cards.setLayout(cards)
        return self.cards

    def _build_tabs(self) -> QTabWidget:
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("exchange_tabs")
        self.branches = BranchTableModel(self.office, self)
        self.branch_table = DataTable(self.tabs, "branch_table")
        self.branch_table.setModel(self.branches)
        self.branch_table.set_widths((100, 180, 170, 190, 80, 130, 110), stretch=1)
        self.arrivals = ArrivalTableModel(self.office, self)
        self.arrival_table = DataTable(self.tabs, "arrival_table")
        self.arrival_table.setModel(self.arrivals)
        self.arrival_table.set_widths((160, 110, 130, 160, 300), stretch=4)
        self.shipments = ShipmentTableModel(self.office, self, to_branches=True)
        self.shipment_table = DataTable(self.tabs, "shipment_table")
        self.shipment_table.setModel(self.shipments)
        self.shipment_table.set_widths((180, 130, 130, 180, 300), stretch=4)
        self.conflict_pane = ConflictPane(self.office, self.tabs)
        for widget in (
            self.branch_table,
            self.arrival_table,
            self.shipment_table,
            self.conflict_pane,
        ):
            self.tabs.addTab(widget, "")
        return self.tabs

    def _connect(self) -> None:
        self.invite_button.clicked.connect(self._on_invite)
        self.cancel_button.clicked.connect(self._close_invitation)
        self.save_invitation_button.clicked.connect(self._on_save_invitation)
        self.name_edit.returnPressed.connect(self._on_save_invitation)
        self.take_here_action.triggered.connect(self._on_take_usual)
        self.take_files_action.triggered.connect(self._on_take_files)
        self.answer_button.clicked.connect(self._on_answer)
        self.pick_up_button.clicked.connect(self._choose_pick_up)
        self.place_button.clicked.connect(self._choose_place)
        self.conflict_pane.decided.connect(self._on_decided)
        self.office.feed.changed.connect(self._on_changed)

    # ---- showing

    def _show(self, rows: ExchangeRows) -> None:
        self._rows = rows
        self.branches.show_rows(rows.standing.branches)
        self.arrivals.names = rows.names
        self.arrivals.show_rows(rows.arrivals)
        self.shipments.show_rows(rows.shipments)
        self.conflict_pane.show_conflicts(rows.conflicts, rows.names)
        self._say()

    def _say(self) -> None:
        may = self.office.may
        self.invite_button.setVisible(may(invite_branch))
        self.take_button.setVisible(may(take_in))
        self.answer_button.setVisible(may(record_shipping))
        for button in (self.pick_up_button, self.place_button):
            button.setVisible(may(set_schedule))
        rows = self._rows
        if rows is None:
            return
        told = rows.standing
        joined = [branch for branch in told.branches if branch.joined_at is not None]
        self.branch_card.say(
            self.tr("{joined} joined").format(joined=len(joined)),
            self.tr("{invited} invited in all").format(invited=len(told.branches)),
        )
        nowhere = self.tr("No folder chosen yet")
        arrived = [row.at for row in rows.arrivals]
        last = self.tr("Last bundle {time}").format(
            time=self.office.moment(max(arrived) if arrived else None)
        )
        self.pick_up_card.say(told.pick_up or nowhere, last if arrived else "")
        waiting = self.tr("%n bundle(s) await the branch's receipt", "", told.unreceipted)
        self.place_card.say(
            told.schedule.to or nowhere, waiting if told.unreceipted else "", "remark"
        )
        self.tabs.setTabText(3, self.tr("Conflicts {count}").format(count=told.conflicts or ""))

    # ---- inviting

    def _on_invite(self) -> None:
        self.code_edit.clear()
        self.name_edit.clear()
        for field in (self.code_field, self.name_field):
            field.clear_note()
        self.cards.hide()
        self.invitation.show()
        self.code_edit.setFocus()

    def _on_save_invitation(self) -> None:
        code, name = self.code_edit.text().strip().upper(), self.name_edit.text().strip()
        self.code_field.set_error("" if code else self.tr("The code is needed."))
        self.name_field.set_error("" if name else self.tr("The name is needed."))
        if not code or not name:
            return
        kinds = self.tr("Enrolment files (*.redress-enrolment)")
        title = self.tr("Save the enrolment file")
        path = self.office.chooser.target(self, title, f"{code}{SUFFIX}", kinds)
        if path is None:
            return
        self.work(
            lambda: self.tr("Making the enrolment file…"),
            self._on_invited,
            exchange_work.invite,
            self.office.site,
            code,
            name,
            path,
        )

    def _close_invitation(self) -> None:
        self.invitation.hide()
        self.cards.show()

    def _on_invited(self, path: Path) -> None:
        self._close_invitation()
        sentence = self.tr(
            "{file} is saved. Bring it to the branch by hand; it works once and for that branch."
        )
        self.message_bar.show_message(sentence.format(file=path.name), "success")
        self.reload()

    # ---- taking in and answering

    def _on_take_usual(self) -> None:
        rows = self._rows
        if rows is None:
            return
        place = rows.standing.pick_up or self._choose_pick_up()
        if place:
            self._take(exchange_work.take_place, place)

    def _on_take_files(self) -> None:
        kinds = self.tr("Bundles (*.redress)")
        paths = self.office.chooser.files(self, self.tr("Bundles"), kinds)
        if paths:
            self._take(exchange_work.take_files, paths)

    def _take(self, function: object, what: str | list[Path]) -> None:
        self.work(
            lambda: self.tr("Checking and taking in…"),
            self._on_taken,
            function,  # type: ignore[arg-type]
            self.office.site,
            what,
        )

    def _on_taken(self, outcomes: tuple[Outcome, ...]) -> None:
        """Read first: a branch that joined with these bundles has no name here before."""
        self.office.jobs.run(
            self,
            lambda rows: self._tell_taken(outcomes, rows),
            exchange_work.read_exchange,
            self.office.site,
        )

    def _tell_taken(self, outcomes: tuple[Outcome, ...], rows: ExchangeRows) -> None:
        self._show(rows)
        lines = outcome_lines(outcomes, rows.names)
        if not lines:
            self.message_bar.show_message(self.tr("There are no bundles in this folder."), "info")
        self.results.show_lines(lines)

    def _on_answer(self) -> None:
        rows = self._rows
        if rows is None:
            return
        place = rows.standing.schedule.to or self._choose_place()
        if place:
            self.work(
                lambda: self.tr("Sealing the answers…"),
                self._on_answered,
                exchange_work.answer,
                self.office.site,
                place,
            )

    def _on_answered(self, answers: tuple[Answered, ...]) -> None:
        if not answers:
            self.message_bar.show_message(self.tr("No branch has joined yet."), "info")
        self.results.show_lines(answer_lines(answers))
        self.reload()

    # ---- places

    def _choose_pick_up(self) -> str:
        title = self.tr("Folder that the branches' bundles arrive in")
        start = self._rows.standing.pick_up if self._rows else ""
        folder = self.office.chooser.folder(self, title, start)
        if folder is None:
            return ""
        self.office.jobs.call(self, self._on_kept, set_pick_up, str(folder))
        return str(folder)

    def _choose_place(self) -> str:
        title = self.tr("Folder that answers to the branches go to")
        schedule = self._rows.standing.schedule if self._rows else Schedule()
        folder = self.office.chooser.folder(self, title, schedule.to)
        if folder is None:
            return ""
        wanted = replace(schedule, to=str(folder))
        self.office.jobs.call(self, self._on_kept, set_schedule, wanted)
        return str(folder)

    def _on_kept(self, _nothing: None) -> None:
        self.reload()

    def _on_decided(self) -> None:
        sentence = self.tr("Decided. The branch gets the decision with the next answers.")
        self.message_bar.show_message(sentence, "success")
        self.reload()

    def _on_changed(self) -> None:
        if self.isVisible() and not self.is_working:
            self.reload()
