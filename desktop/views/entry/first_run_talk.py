"""What first run wishes, done off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop.views.entry import words
from desktop.views.jobs import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.views.entry.first_run_page import FirstRunPage
    from desktop.views.entry.site_form import NewSite
    from desktop.views.jobs import Jobs


class Founding(NamedTuple):
    """What can be made of a folder; each runs in a job and raises DeskError."""

    create: Callable[[Path, NewSite], Any]
    restore: Callable[[Path, Path, Progress], Any]
    """From the backup, into the folder."""
    demo: Callable[[Path, Progress], Any]


class FirstRunTalk(QObject):
    """Does one thing at a time; the page says what it is and what went wrong."""

    site_made = Signal(object)
    """What `Founding.create` gave."""
    restored = Signal()
    demo_made = Signal(object)
    """What `Founding.demo` gave."""

    def __init__(
        self, page: FirstRunPage, jobs: Jobs, founding: Founding, parent: QObject | None = None
    ) -> None:
        """Speak for a page."""
        super().__init__(parent)
        self._page = page
        self._jobs = jobs
        self._founding = founding

    def create(self, folder: Path, wanted: NewSite) -> None:
        """Make a site; the password's Argon2id takes its half second."""
        self._page.set_busy(Progress(), words.setting_up)
        self._begin(self.site_made.emit, self._founding.create, folder, wanted)

    def restore(self, backup: Path, folder: Path) -> None:
        """Bring a backup back into a folder."""
        progress = Progress()
        self._page.set_busy(progress, words.restoring)
        self._begin(
            lambda _record: self.restored.emit(), self._founding.restore, backup, folder, progress
        )

    def make_demo(self, folder: Path) -> None:
        """Make a site with made-up data in a folder."""
        progress = Progress()
        self._page.set_busy(progress, words.making_demo)
        self._begin(self.demo_made.emit, self._founding.demo, folder, progress)

    def _begin(self, done: Callable[[Any], None], function: Callable[..., Any], *told: Any) -> None:
        def on_done(result: Any) -> None:
            self._page.finish()
            done(result)

        self._jobs.run(self, on_done, function, *told, failed=self._page.refuse)
