"""Pictures of the real windows on the rehearsal's sites, taken without showing them."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QEventLoop, Qt, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.services.opening import open_site
from desktop.storage.files import make_private_folder
from desktop.views.office.choosing import FileChooser
from desktop.views.start import make_application, prepare_environment
from desktop.views.theme import Theme
from desktop.views.translation import switch_language
from desktop.views.workplace import Workplace
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rehearsal.play import Played
    from desktop.views.theme import Mode
    from desktop.vocabulary import TicketId

SIZE: Final = (1366, 690)
"""What a usual counter's PC leaves to a window."""
_QUIET_ROUNDS: Final = 12
_LONGEST_SECONDS: Final = 30.0
_PAUSE: Final = 0.02
_OFFSCREEN: Final = "This plugin does not support"
"""How the platform without a screen says that it has no window manager."""


def take_pictures(played: Played, language: Language) -> tuple[Path, ...]:
    """Save a picture of each page of the branch, and of headquarters' exchange.

    Every page is taken in the language of the story and in the light look; the ticket and the
    day's work in both languages and both looks.
    """
    prepare_environment()
    qInstallMessageHandler(_say)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = make_application(["redress"], language=language)
    folder = make_private_folder(played.folder / "screenshots")
    made: list[Path] = []
    for place, login in (("branch", "zhang"), ("hq", "wu")):
        site = open_site(played.site(place), login, played.password)
        camera = _Camera(app, Workplace(site, FileChooser()), folder, place)
        try:
            made += camera.take(language, played.shown)
        finally:
            camera.put_away()
            site.close()
    return tuple(made)


def _say(_kind: object, _where: object, text: str | None) -> None:
    """Pass on what Qt complains about, except what is no news without a screen."""
    if text and not text.startswith(_OFFSCREEN):
        sys.stderr.write(text + "\n")


class _Camera:
    """Takes pictures of one site's window."""

    def __init__(self, app: QApplication, place: Workplace, folder: Path, name: str) -> None:
        self._app = app
        self._place = place
        self._folder = folder
        self._prefix = "" if name == "branch" else f"{name}-"
        window = place.window
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(*SIZE)
        window.show()

    def take(self, language: Language, ticket: TicketId) -> list[Path]:
        """Take every page, then some again in other words and looks."""
        window, made = self._place.window, []
        self._speak(language, "light")
        for key in window.rail.places():
            if not window.rail.entry(key).isHidden():
                window.show_page(key)
                made.append(self._shoot(key, language, "light"))
        if self._prefix:
            return made
        self._place.start_intake()
        made.append(self._shoot("intake", language, "light"))
        looks: list[tuple[Language, Mode]] = [
            (spoken, mode) for spoken in Language for mode in ("light", "dark")
        ]
        for spoken, mode in looks:
            self._speak(spoken, mode)
            self._place.open_ticket(ticket)
            made.append(self._shoot("ticket", spoken, mode))
            if (spoken, mode) != (language, "light"):
                window.show_page("today")
                made.append(self._shoot("today", spoken, mode))
        return made

    def _speak(self, language: Language, mode: Mode) -> None:
        switch_language(self._app, language)
        Theme.of(self._app).set_mode(mode)
        self._place.retranslate()

    def _shoot(self, key: str, language: Language, mode: Mode) -> Path:
        self._settle()
        path = self._folder / f"{self._prefix}{key}-{language.value}-{mode}.png"
        self._place.window.grab().save(str(path))
        return path

    def _settle(self) -> None:
        """Wait until every job is done and the layouts have followed."""
        end = time.monotonic() + _LONGEST_SECONDS
        quiet = 0
        while quiet < _QUIET_ROUNDS and time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            self._app.sendPostedEvents()
            quiet = quiet + 1 if self._place.jobs.is_idle else 0
            time.sleep(_PAUSE)

    def put_away(self) -> None:
        """Let go of the window."""
        self._place.shutdown()
        self._place.window.close()
        self._place.window.deleteLater()
        # What is to be deleted later would wait for an event loop, and its processes with it.
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
