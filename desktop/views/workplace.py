"""One open site on the screen: the main window, its pages, and how they hear of each other."""

from __future__ import annotations

import functools
import platform
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.backups import backup_plan
from desktop.services.drafts import drafts
from desktop.services.remedies import approve_remedy
from desktop.settings import change_settings, load_settings
from desktop.sync.schedule import shipping_state
from desktop.views.changes import ChangeFeed
from desktop.views.desk.approvals_page import ApprovalsPage
from desktop.views.desk.desk import Desk
from desktop.views.desk.desk_counts import DeskCounts
from desktop.views.desk.tickets_page import TicketsPage
from desktop.views.desk.today_page import TodayPage
from desktop.views.entry.people import TilePerson
from desktop.views.intake.intake_page import IntakePage
from desktop.views.jobs import Jobs
from desktop.views.office.day_close_page import DayClosePage
from desktop.views.office.exchange_page import ExchangePage
from desktop.views.office.system_page import SystemPage
from desktop.views.paper_page import PaperPage
from desktop.views.shell import MainWindow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from desktop.services.backups import BackupPlan
    from desktop.services.opening import OpenSite
    from desktop.services.rows import DraftRow
    from desktop.services.today import TodayCounts
    from desktop.sync.schedule import ShippingState
    from desktop.views.office.choosing import FileChooser
    from desktop.views.widgets.status_line import ReceiptState
    from desktop.vocabulary import TicketId, Uid

_DAY: Final = 24 * 3600 * 1_000_000
_KEEP_MS: Final = 800
_ANCHOR_MS: Final = 1200
"""Anchors are written once a second; the last entry before a pause needs somebody to ask for it."""
_INTAKE: Final = "intake"
_PAPER: Final = "paper"


class Workplace(QObject):
    """Lives as long as the site is open; people come and go."""

    person_change_requested = Signal()
    lock_requested = Signal()
    settings_changed = Signal(object)
    """This machine's `Settings`, changed on the page of the system."""

    def __init__(self, site: OpenSite, chooser: FileChooser, parent: QObject | None = None) -> None:
        """Build the window for the person who is signed in; in the GUI thread."""
        super().__init__(parent)
        self.site = site
        self.jobs = Jobs(site.gateway, self)
        self.feed = ChangeFeed(site.gateway, self)
        self._chooser = chooser
        self._split = list(load_settings().split)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._keep_split)
        self._anchoring = QTimer(self)
        self._anchoring.setSingleShot(True)
        self._anchoring.setInterval(_ANCHOR_MS)
        self._anchoring.timeout.connect(self._keep_anchors)
        self.feed.changed.connect(lambda _changes: self._anchoring.start())
        self._told_read_only = False
        self.feed.changed.connect(lambda _changes: self._tell_writable())
        self._before_paper = "today"
        self._people: tuple[tuple[str, str, str], ...] = ()
        card = site.gateway.facts.card
        self.window = MainWindow(self.jobs, card.name)
        self.window.status_line.set_encrypted(encrypted=True)
        self._add_places(at_headquarters=card.is_headquarters)
        self._connect_window()
        self._seat()

    # ---- people

    def hold(self) -> None:
        """Keep what is half typed; what pages ask waits until somebody stands here again."""
        self.keep_drafts()
        self.jobs.hold()

    def keep_drafts(self) -> None:
        """Save what is half typed."""
        intake = self.window.page(_INTAKE)
        if isinstance(intake, IntakePage):
            intake.keep_draft()

    def go_on(self, *, same_person: bool) -> None:
        """Give the pages to whoever stands here now; half-typed intake is the counter's."""
        if not same_person:
            here = self.window.current_page
            self.window.drop_pages(keep={_INTAKE})
            self._leave_seat()
            self._seat()
            self.window.show_page(_INTAKE if here == _INTAKE else "today")
        self.jobs.release()
        self.counts.reload()

    def people(self, logins: Iterable[str]) -> list[TilePerson]:
        """Name those who may sign in, as far as the site knows them."""
        if self.desk.is_ready:
            self._people = tuple(
                (one.login.casefold(), one.name, self.desk.title(one.role))
                for one in self.desk.card.colleagues
            )
        known = {login: (name, title) for login, name, title in self._people}
        return [TilePerson(login, *known.get(login, ("", ""))) for login in logins]

    def tell_read_only(self) -> None:
        """Say on top, as long as it is so, that the site is open for reading only."""
        refused = self.site.gateway.read_only
        if refused is not None:
            self._told_read_only = True
            self.window.show_error(refused)

    def _tell_writable(self) -> None:
        if self._told_read_only and self.site.gateway.read_only is None:
            self._told_read_only = False
            self.window.message_bar.close_message()

    def retranslate(self) -> None:
        """Say again what the wiring says: who sits here, and when things happened."""
        self._name_person()
        self._read_status()

    # ---- building

    def _add_places(self, *, at_headquarters: bool) -> None:
        add = self.window.add_page
        add("today", "inbox", lambda: self.tr("Today"), self._make_today)
        add("tickets", "files", lambda: self.tr("Tickets"), self._make_tickets)
        add("approvals", "stamp", lambda: self.tr("Approvals"), self._make_approvals)
        add("close", "calendar-check", lambda: self.tr("Day close"), self._make_close)
        add(
            "exchange",
            "arrow-right-left",
            lambda: self.tr("Branches") if at_headquarters else self.tr("Headquarters"),
            lambda: ExchangePage(self.site, self.jobs, self.feed, self._chooser),
        )
        add("system", "settings", lambda: self.tr("System"), self._make_system)
        add(
            _INTAKE, "plus", lambda: self.tr("Register a complaint"), self._make_intake,
            in_rail=False,
        )  # fmt: skip
        add(_PAPER, "printer", lambda: self.tr("Paper"), self._make_paper, in_rail=False)

    def _keep_anchors(self) -> None:
        self.jobs.run(self, lambda _none: None, self.site.keep_anchors)

    def _connect_window(self) -> None:
        top = self.window.top_bar
        top.intake_requested.connect(self.start_intake)
        top.search_changed.connect(self._on_search_changed)
        top.search_submitted.connect(self._on_search_submitted)
        top.person_change_requested.connect(self.person_change_requested)
        top.lock_requested.connect(self.lock_requested)
        self.window.page_shown.connect(self._on_page_shown)

    def _seat(self) -> None:
        """Make what belongs to the person who stands here now."""
        self.desk = Desk(self.site.gateway, self.jobs, self.feed, self)
        self.counts = DeskCounts(self.desk, self)
        self.counts.counted.connect(self._on_counted)
        self.desk.when_ready(self._name_person)
        may = self.site.gateway.may
        self.window.rail.set_entry_visible("approvals", visible=may(approve_remedy))
        person = self.site.gateway.person
        self.window.set_person(person.name if person else "")

    def _leave_seat(self) -> None:
        self.counts.deleteLater()
        self.desk.deleteLater()

    def _make_today(self) -> QWidget:
        page = TodayPage(self.desk)
        page.ticket_opened.connect(self.open_ticket)
        page.intake_requested.connect(self.start_intake)
        page.draft_opened.connect(self._on_draft_opened)
        page.day_close_requested.connect(lambda: self.window.show_page("close"))
        return page

    def _make_tickets(self) -> QWidget:
        page = TicketsPage(self.desk, split=self._split)
        page.intake_requested.connect(self.start_intake)
        page.paper_requested.connect(self.show_paper)
        page.split_moved.connect(self._on_split_moved)
        return page

    def _make_approvals(self) -> QWidget:
        page = ApprovalsPage(self.desk)
        page.ticket_opened.connect(self.open_ticket)
        return page

    def _make_close(self) -> QWidget:
        return DayClosePage(self.site, self.jobs, self.feed, self._chooser)

    def _make_system(self) -> QWidget:
        page = SystemPage(self.site, self.jobs, self.feed, self._chooser)
        page.settings_changed.connect(self.settings_changed)
        return page

    def _make_intake(self) -> QWidget:
        page = IntakePage(self.site.gateway, self.jobs, counter=platform.node())
        page.ticket_opened.connect(self.open_ticket)
        page.draft_saved.connect(self._on_draft_saved)
        page.ticket_registered.connect(self._on_registered)
        return page

    def _make_paper(self) -> QWidget:
        page = PaperPage(self.jobs)
        page.back_requested.connect(self._on_paper_left)
        return page

    # ---- going places

    def start_intake(self) -> None:
        """Go to intake, as F2 does."""
        page = self.window.show_page(_INTAKE)
        if isinstance(page, IntakePage):
            page.start()

    def open_ticket(self, ticket: TicketId) -> None:
        """Show a ticket beside the list."""
        page = self.window.show_page("tickets")
        if isinstance(page, TicketsPage):
            page.open_ticket(ticket)

    def show_paper(self, kind: str, ticket: TicketId) -> None:
        """Show a ticket's paper before it is printed."""
        if self.window.current_page != _PAPER:
            self._before_paper = self.window.current_page or "today"
        page = self.window.show_page(_PAPER)
        if isinstance(page, PaperPage):
            page.show_paper(kind, ticket)

    def _on_paper_left(self) -> None:
        self.window.show_page(self._before_paper)

    def _on_search_changed(self, text: str) -> None:
        if text or self.window.current_page == "tickets":
            self._search(text)

    def _on_search_submitted(self, text: str) -> None:
        self._search(text)
        page = self.window.page("tickets")
        if isinstance(page, TicketsPage):
            page.focus_list()

    def _search(self, text: str) -> None:
        page = self.window.show_page("tickets")
        if isinstance(page, TicketsPage):
            page.search(text)

    def _on_draft_opened(self, draft: Uid) -> None:
        taken = functools.partial(self._take_draft, draft)
        self.jobs.run(self, taken, drafts, self.site.gateway)

    def _take_draft(self, draft: Uid, rows: tuple[DraftRow, ...]) -> None:
        page = self.window.show_page(_INTAKE)
        row = next((row for row in rows if row.uid == draft), None)
        if isinstance(page, IntakePage) and row is not None:
            page.start()
            page.take_over(row)

    # ---- what the window says

    def _on_page_shown(self, key: str) -> None:
        if key != _INTAKE:
            self.window.status_line.set_draft_saved("")

    def _on_draft_saved(self, at: int) -> None:
        self.window.status_line.set_draft_saved(self.desk.moment(at))

    def _on_registered(self) -> None:
        self.window.status_line.set_draft_saved("")

    def _on_split_moved(self, widths: list[int]) -> None:
        self._split = widths
        self._keeping.start()

    def _keep_split(self) -> None:
        self.jobs.run_in_turn(self, None, change_settings, split=tuple(self._split))

    def _on_counted(self, counts: TodayCounts) -> None:
        self.window.set_badge("today", counts.today, "danger" if counts.breached else "neutral")
        self.window.set_badge("approvals", counts.approvals, "accent")
        self._read_status()

    def _name_person(self) -> None:
        person = self.site.gateway.person
        if person is not None and self.desk.is_ready:
            self.window.set_person(person.name, self.desk.title(person.role))

    def _read_status(self) -> None:
        self.jobs.call(self, self._on_shipping, shipping_state, latest="shipping")
        self.jobs.call(self, self._on_backup, backup_plan, latest="backup")

    def _on_shipping(self, state: ShippingState) -> None:
        made = state.last_made
        at_branch = not self.site.gateway.facts.card.is_headquarters
        if made is None or not self.desk.is_ready or not at_branch:
            return
        receipt: ReceiptState = "waiting"
        if not state.waiting:
            receipt = "receipted"
        elif self.desk.now() - made > _DAY:
            receipt = "late"
        self.window.status_line.set_shipment(self.desk.moment(made), receipt)

    def _on_backup(self, plan: BackupPlan) -> None:
        if plan.last_at is not None and self.desk.is_ready:
            self.window.status_line.set_backup(self.desk.moment(plan.last_at))

    # ---- the end

    def shutdown(self) -> None:
        """Let commands finish, drop everything else."""
        self.counts.stop()
        self.jobs.shutdown()
