"""What this machine remembers of how the window shall be: language, look, place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.settings import change_settings
from desktop.views.theme import Theme
from desktop.views.translation import switch_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop.views.jobs import Jobs
    from desktop.vocabulary import Language


class Preferences(QObject):
    """Switches at once and writes off the GUI thread, one change after the other."""

    language_changed = Signal()

    def __init__(self, app: QApplication, jobs: Jobs, parent: QObject | None = None) -> None:
        """Dress and translate `app`."""
        super().__init__(parent)
        self._app = app
        self._jobs = jobs

    def speak(self, language: Language) -> None:
        """Switch the language of everything, and remember it."""
        switch_language(self._app, language)
        self.note_language(language)

    def note_language(self, language: Language) -> None:
        """Remember a language somebody else has switched to."""
        self.keep(language=language)
        self.language_changed.emit()

    def toggle_theme(self) -> None:
        """Switch between light and dark, and remember it."""
        theme = Theme.of(self._app)
        theme.set_mode("light" if theme.is_dark else "dark")
        self.note_theme(theme.mode)

    def note_theme(self, mode: str) -> None:
        """Remember a look somebody else has switched to."""
        self.keep(theme=mode)

    def keep(self, **changes: Any) -> None:
        """Remember some settings; a disk that refuses costs only those."""
        self._jobs.run_in_turn(self, None, change_settings, **changes)
