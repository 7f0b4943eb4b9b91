"""The composition root of the window: settings, sign-in, an open site, its workplace."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QObject

from desktop.errors import KeyringError
from desktop.itself import settle_collector
from desktop.resources import resource_path
from desktop.settings import default_data_folder, load_settings, settings_folder
from desktop.storage.doorkeeper import Doorkeeper
from desktop.storage.files import write_atomically
from desktop.storage.passwords import check_password
from desktop.views.entry import words
from desktop.views.entry.people import TilePerson
from desktop.views.entry.sign_in_page import SignInPage
from desktop.views.entry.sign_in_talk import SignInTalk
from desktop.views.faults import FaultCatcher, start_log
from desktop.views.idle import IdleWatch
from desktop.views.jobs import Jobs, Progress
from desktop.views.office.choosing import FileChooser
from desktop.views.preferences import Preferences
from desktop.views.root_window import RootWindow
from desktop.views.shut_door import ShutDoor
from desktop.views.start import (
    EndSignals,
    make_application,
    prepare_environment,
    refuse_unsound_qt,
)
from desktop.views.translation import language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.services.opening import OpenSite, PaperKeys
    from desktop.services.work import Actor
    from desktop.settings import Settings
    from desktop.storage.keyring import Cost
    from desktop.storage.unlocked import Unlocked
    from desktop.views.entry.first_run_talk import FirstRunTalk
    from desktop.views.entry.site_form import NewSite
    from desktop.views.shipping_clock import ShippingClock
    from desktop.views.workplace import Workplace
    from desktop.vocabulary import Language, Uid

PRIVATE: Final = 0o077
_NO_SITE: Final = "key.file_missing"


def run(data: Path | None = None, language: Language | None = None, theme: str = "") -> int:
    """Open the window and stay until it is closed; gives the exit status.

    Args:
        data: a site's folder; the one opened last if not said.
        language: for this run; the one chosen last if not said.
        theme: "light" or "dark"; the one chosen last if not said.

    Raises:
        StateError: `start.unsound_qt`.
    """
    os.umask(PRIVATE)
    refuse_unsound_qt()
    prepare_environment()
    start_log(settings_folder() / "log")
    settings = load_settings()
    app = make_application(
        ["redress"],
        language=language or settings.chosen_language(),
        mode="dark" if (theme or settings.theme) == "dark" else "light",
    )
    program = Program(app, settings)
    folder = data or (Path(settings.folder) if settings.folder else default_data_folder())
    signals = EndSignals()
    signals.end_asked.connect(program.window.close)
    program.start(folder)
    status = app.exec()
    program.end()
    signals.release()
    return status


class Program(QObject):
    """Who may see what, from the first window to the last."""

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        *,
        chooser: FileChooser | None = None,
        cost: Cost | None = None,
    ) -> None:
        """Make the window; `cost` is what a sign-in of a new site costs, measured if not said."""
        super().__init__()
        self._chooser = chooser or FileChooser()
        self._folder = Path()
        self._person: Uid | None = None
        self.keeper: Doorkeeper | None = None
        self.site: OpenSite | None = None
        self.workplace: Workplace | None = None
        self.shipping: ShippingClock | None = None
        self.jobs = Jobs(ShutDoor(), self)
        """The program's own work: signing in, setting up, shipping on schedule."""
        self.preferences = Preferences(app, self.jobs, self)
        self.faults = FaultCatcher(self)
        self.window = RootWindow()
        self.window.take_place(settings.geometry)
        self.idle = IdleWatch(app, settings.lock_after, self)
        self.sign_in = SignInPage(self._seconds_left, check_password)
        self.talk = SignInTalk(self.sign_in, self.jobs, self)
        self.first_run: FirstRunTalk | None = None
        self._cost = cost
        self._connect()

    # ---- the beginning

    def start(self, folder: Path) -> None:
        """Show sign-in, or first run where there is no site; load the rest behind it."""
        self.window.painted.connect(self._load_rooms)
        self.open_folder(folder)
        self.window.show()

    def open_folder(self, folder: Path) -> None:
        """Turn to the site in a folder, or to making one there."""
        self._folder = folder
        try:
            self.keeper = self.talk.keeper = Doorkeeper(folder)
        except KeyringError as error:
            self.keeper = self.talk.keeper = None
            self._show_first_run(error)
            return
        self.sign_in.show_people([TilePerson(login) for login in self.keeper.logins()])
        self.sign_in.set_place(str(folder))
        self.sign_in.enter("start")
        self.window.show_page(self.sign_in)

    def _connect(self) -> None:
        self._connect_corner(self.sign_in)
        self.sign_in.folder_requested.connect(self._choose_folder)
        self.sign_in.back_requested.connect(self._show_desk)
        self.talk.let_in.connect(self._let_in)
        self.window.closing.connect(self._on_closing)
        self.preferences.language_changed.connect(self._on_language)
        self.idle.went_idle.connect(self.lock)
        self.faults.fault_caught.connect(self._on_fault)
        self.jobs.job_failed.connect(self._on_fault)

    def _connect_corner(self, page: Any) -> None:
        page.corner.language_requested.connect(self.preferences.speak)
        page.corner.theme_toggled.connect(self.preferences.toggle_theme)

    def _load_rooms(self) -> None:
        self.jobs.run(self, lambda _none: settle_collector(), load_rooms)

    def _choose_folder(self) -> None:
        folder = self._chooser.folder(self.window, words.site_folder(), str(self._folder))
        if folder is not None:
            self.open_folder(folder)

    # ---- first run

    def _show_first_run(self, error: KeyringError) -> None:
        talk = self.first_run or self._make_first_run()
        talk.folder = self._folder
        talk.page.show_ways()
        self.window.show_page(talk.page)
        if error.code != _NO_SITE:
            talk.page.refuse(error)

    def _make_first_run(self) -> FirstRunTalk:
        from desktop.views.entry.first_run_page import FirstRunPage
        from desktop.views.entry.first_run_talk import FirstRunTalk, Founding

        page = FirstRunPage(check_password)
        founding = Founding(functools.partial(create_in, cost=self._cost), restore_into, demo_in)
        talk = self.first_run = FirstRunTalk(page, self.jobs, founding, self._chooser, self)
        self._connect_corner(page)
        page.folder_requested.connect(self._choose_folder)
        talk.site_made.connect(self._on_created)
        talk.demo_made.connect(self._on_demo_made)
        talk.restored.connect(lambda: self.open_folder(self._folder))
        return talk

    def _on_created(self, made: tuple[OpenSite, PaperKeys]) -> None:
        """Show the secrets of a new site once; the desk comes after they are kept."""
        from desktop.views.entry.recovery_page import RecoveryPage, sheet_of

        self.site, keys = site, _ = made
        self.keeper = self.talk.keeper = Doorkeeper(self._folder)
        page = RecoveryPage(sheet_of(site, keys), self.jobs, write_atomically)
        self._connect_corner(page)
        page.continued.connect(lambda: self._on_kept(page, site))
        self.window.show_page(page)

    def _on_kept(self, page: QWidget, site: OpenSite) -> None:
        self._on_open(site)
        self.window.drop_page(page)

    def _on_demo_made(self, made: tuple[OpenSite, str]) -> None:
        site, password = made
        self._folder = site.folder
        self.keeper = self.talk.keeper = Doorkeeper(site.folder)
        self._on_open(site, is_demo=True)
        if self.workplace is not None:
            self.workplace.window.message_bar.show_message(words.demo_open(password))

    # ---- signing in

    def _seconds_left(self, login: str) -> int:
        return self.keeper.seconds_left(login) if self.keeper is not None else 0

    def _let_in(self, unlocked: Unlocked) -> None:
        refused = self.sign_in.refuse
        if self.site is not None:
            self.jobs.run(self, self._on_person, self.site.sign_in, unlocked, failed=refused)
        elif self.keeper is not None:
            self.jobs.run(self, self._on_open, open_for, self.keeper, unlocked, failed=refused)

    def _on_open(self, site: OpenSite, *, is_demo: bool = False) -> None:
        """Build the workplace of a site whose first person has just signed in."""
        from desktop.views.workplace import Workplace

        self.site = site
        self._person = site.gateway.actor.staff
        place = self.workplace = Workplace(site, self._chooser, self)
        place.person_change_requested.connect(self.change_person)
        place.lock_requested.connect(self.lock)
        place.settings_changed.connect(self._on_settings)
        place.window.language_switched.connect(self.preferences.note_language)
        place.window.theme_switched.connect(self.preferences.note_theme)
        place.window.show_page("today")
        self._show_desk()
        place.tell_read_only()
        if not is_demo:  # the next start is the real site's
            self.preferences.keep(folder=str(self._folder))
        self._begin_shipping(site)

    def _begin_shipping(self, site: OpenSite) -> None:
        from desktop.services.housekeeping import sweep_site
        from desktop.views.shipping_clock import ShippingClock

        shipping = self.shipping = ShippingClock(self.jobs, functools.partial(ship, site), self)
        shipping.ship_failed.connect(self._on_fault)
        if self.workplace is not None:
            shipping.shipped.connect(self.workplace.retranslate)
        shipping.run()
        self.jobs.run(self, None, sweep_site, site)

    def _on_person(self, actor: Actor) -> None:
        same, self._person = actor.staff == self._person, actor.staff
        if self.workplace is not None:
            self.workplace.go_on(same_person=same)
            self._show_desk()

    def change_person(self) -> None:
        """Ask who works here now; until somebody has signed in, nothing changes."""
        if self.workplace is not None:
            self.workplace.keep_drafts()
            self._show_sign_in("change")

    def lock(self) -> None:
        """Hide the desk and forget the person; the site stays open for its own work."""
        if self.workplace is None or self.site is None or self.site.gateway.person is None:
            return
        self.workplace.hold()
        self._show_sign_in("locked")
        self.site.lock()

    def _show_sign_in(self, mode: Any) -> None:
        place, site, keeper = self.workplace, self.site, self.keeper
        if place is None or site is None or keeper is None:
            return
        login = site.gateway.actor.login.casefold()
        self.sign_in.show_people(place.people(keeper.logins()), login)
        self.sign_in.set_place(site.gateway.facts.card.name)
        self.sign_in.enter(mode)
        self.window.show_page(self.sign_in)

    def _show_desk(self) -> None:
        if self.workplace is not None:
            self.sign_in.enter("start")
            self.window.show_page(self.workplace.window)

    # ---- settings and faults

    def _on_settings(self, settings: Settings) -> None:
        self.idle.set_minutes(settings.lock_after)
        self._on_language()

    def _on_language(self) -> None:
        place, keeper = self.workplace, self.keeper
        if place is not None and keeper is not None:
            place.retranslate()
            self.sign_in.show_people(place.people(keeper.logins()), self.sign_in.tiles.chosen())

    def _on_fault(self, error: Exception) -> None:
        if self.workplace is not None:
            self.workplace.window.show_error(error)
        elif self.first_run is not None and self.window.page is self.first_run.page:
            self.first_run.page.refuse(error)
        else:
            self.sign_in.refuse(error)

    # ---- the end

    def _on_closing(self) -> None:
        if self.workplace is not None:
            self.workplace.keep_drafts()
        self.preferences.keep(geometry=self.window.place())

    def end(self) -> None:
        """Stop the work, close the site, and let go of the window; again does nothing."""
        if self.shipping is not None:
            self.shipping.stop()
        if self.workplace is not None:
            self.workplace.shutdown()
        self.jobs.shutdown()
        if self.site is not None:
            self.site.close()
        self.faults.release()
        first_run = self.first_run.page if self.first_run is not None else None
        for left in (self.window, self.sign_in, first_run, self.workplace, self.shipping):
            if left is not None and shiboken6.isValid(left):
                shiboken6.delete(left)
        self.site = self.workplace = self.shipping = None


# ---- what jobs do; the rooms below are loaded here, off the GUI thread


def load_rooms() -> None:
    """Import what is needed after sign-in, while the password is typed."""
    import desktop.services.opening
    import desktop.sync.schedule
    import desktop.views.workplace  # noqa: F401


def open_for(keeper: Doorkeeper, unlocked: Unlocked) -> OpenSite:
    """Open a site and let the first person in."""
    from desktop.services.opening import open_unlocked

    load_rooms()
    site = open_unlocked(keeper.folder, keeper.keyring, unlocked)
    try:
        site.sign_in(unlocked)
    except BaseException:
        site.close()
        raise
    return site


def create_in(folder: Path, wanted: NewSite, cost: Cost | None) -> tuple[OpenSite, PaperKeys]:
    """Make a new site as first run asked."""
    from desktop.services.opening import create_site
    from desktop.services.sites import SiteDraft

    load_rooms()
    path = resource_path("rulepacks", f"{wanted.rules}.json")
    draft = SiteDraft(
        wanted.kind,
        wanted.code,
        wanted.name,
        json.loads(path.read_text(encoding="utf-8")),
        phone=wanted.phone or None,
        address=wanted.address or None,
    )
    return create_site(folder, draft, wanted.login, wanted.person, wanted.password, cost=cost)


def restore_into(backup: Path, folder: Path, progress: Progress) -> object:
    """Bring a backup back."""
    from desktop.storage.backup import restore_backup

    return restore_backup(backup, folder, progress=progress.check)


def demo_in(folder: Path, progress: Progress) -> tuple[OpenSite, str]:
    """Play the demo's story and open its branch as the manager; gives the password with it."""
    from desktop.rehearsal.play import open_rehearsal

    return open_rehearsal(folder, language(), lambda percent: progress.check(percent, 100))


def ship(site: OpenSite, progress: Progress) -> object:
    """Do what the schedule of a site asks."""
    from desktop.sync.schedule import ship_due

    return ship_due(site, progress=progress.check)
