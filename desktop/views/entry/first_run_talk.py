"""What first run wishes, done off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop.views.entry import words
from desktop.views.jobs import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.entry.first_run_page import FirstRunPage
    from desktop.views.entry.site_form import NewSite
    from desktop.views.jobs import Job, Jobs
    from desktop.views.office.choosing import FileChooser


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
        self,
        page: FirstRunPage,
        jobs: Jobs,
        founding: Founding,
        chooser: FileChooser,
        parent: QObject | None = None,
    ) -> None:
        """Speak for a page; whoever wires the program sets the `folder` it is about."""
        super().__init__(parent)
        self.page = page
        self._folder = Path()
        self._jobs = jobs
        self._founding = founding
        self._chooser = chooser
        self._job: Job | None = None
        page.creation_requested.connect(self.create)
        page.restore_requested.connect(self._choose_backup)
        page.demo_requested.connect(self.make_demo)
        page.busy_bar.cancel_requested.connect(self._on_cancelled)

    @property
    def folder(self) -> Path:
        """The folder it is about."""
        return self._folder

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._folder = folder
        self.page.set_folder(str(folder))

    def create(self, wanted: NewSite) -> None:
        """Make a site; the password's Argon2id takes its half second."""
        self.page.set_busy(Progress(), words.setting_up)
        self._begin(self.site_made.emit, self._founding.create, self._folder, wanted)

    def restore(self, backup: Path) -> None:
        """Bring a backup back."""
        progress = Progress()
        self.page.set_busy(progress, words.restoring, may_cancel=True)
        self._begin(
            lambda _record: self.restored.emit(),
            self._founding.restore,
            backup,
            self._folder,
            progress,
        )

    def make_demo(self) -> None:
        """Make a site with made-up data beside the real one."""
        progress = Progress()
        self.page.set_busy(progress, words.making_demo, may_cancel=True)
        beside = self._folder.with_name("demo")
        self._begin(self.demo_made.emit, self._founding.demo, beside, progress)

    def _choose_backup(self) -> None:
        backup = self._chooser.folder(self.page, words.backup_folder())
        if backup is not None:
            self.restore(backup)

    def _begin(self, done: Callable[[Any], None], function: Callable[..., Any], *told: Any) -> None:
        def on_done(result: Any) -> None:
            self.page.finish()
            done(result)

        self._job = self._jobs.run(self, on_done, function, *told, failed=self.page.refuse)

    def _on_cancelled(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.page.finish()
