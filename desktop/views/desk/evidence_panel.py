"""A ticket's evidence: taking more in, opening, letting out, and every touch of it."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal
from PySide6.QtGui import QImage

from desktop.services.evidence import attach_bytes, attach_evidence, attach_file
from desktop.views.jobs import Progress
from desktop.views.widgets.busy import BusyBar
from desktop.views.widgets.evidence_strip import EvidenceStrip, EvidenceThumb
from desktop.views.widgets.section import Section
from desktop.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.gateway import Gateway
    from desktop.services.rows import TicketDetail
    from desktop.views.desk.desk import Desk
    from desktop.vocabulary import Ref, TicketId


class EvidencePanel(Section):
    """The strip with its progress; files are taken in one after the other."""

    evidence_opened = Signal(object)
    """The `Ref` of what shall be shown."""
    evidence_failed = Signal(object)
    """The error of a file that could not be taken in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start empty."""
        self._desk = desk
        self._ticket: TicketDetail | None = None
        self._queue: deque[tuple[TicketId, Path | bytes]] = deque()
        self._progress: Progress | None = None
        super().__init__(self._title, parent, "evidence", bare=True)
        self.strip = EvidenceStrip(self)
        self.busy = BusyBar(self, "evidence_busy")
        self.body.addWidget(self.strip)
        self.body.addWidget(self.busy)
        self.strip.evidence_opened.connect(self._on_opened)
        self.strip.files_chosen.connect(self.take_files)
        self.strip.picture_pasted.connect(self.take_picture)
        self.busy.cancel_requested.connect(self._queue.clear)

    def show_ticket(self, ticket: TicketDetail) -> None:
        """Show a ticket's evidence, and what is still being taken in."""
        self._ticket = ticket
        may_add = self._desk.may(attach_evidence)
        for control in (self.strip.choose_button, self.strip.paste_button):
            control.setVisible(may_add)
        self.strip.hint_label.setVisible(False)
        self.strip.setAcceptDrops(may_add)
        thumbs = [
            EvidenceThumb(str(e.ref.uid), e.name, EvidenceKind(e.kind), _picture(e.thumbnail))
            for e in ticket.evidence
        ]
        waiting = [name for one, name in self._waiting() if one == ticket.id]
        thumbs += [EvidenceThumb(f"w{n}", name, busy=True) for n, name in enumerate(waiting)]
        self.strip.show_evidence(thumbs)
        self.retranslate()

    def take_files(self, paths: list[Path]) -> None:
        """Take files in, one after the other."""
        if self._ticket is not None:
            self._queue += [(self._ticket.id, path) for path in paths]
            self._begin()

    def take_picture(self, picture: QImage) -> None:
        """Take in what was pasted; it never lies on the disk in the clear."""
        if self._ticket is not None:
            self._queue.append((self._ticket.id, _png(picture)))
            self._begin()

    def _title(self) -> str:
        count = len(self._ticket.evidence) if self._ticket else 0
        return self.tr("Evidence ({count})").format(count=count)

    def _waiting(self) -> list[tuple[TicketId, str]]:
        pasted = self.tr("Pasted picture")
        return [
            (ticket, source.name if isinstance(source, Path) else pasted)
            for ticket, source in self._queue
        ]

    def _begin(self) -> None:
        if self._ticket is not None:
            self.show_ticket(self._ticket)
        if self._progress is None:
            self._take_next()

    def _take_next(self) -> None:
        if not self._queue:
            self._progress = None
            self.busy.finish()
            if self._ticket is not None:
                self.show_ticket(self._ticket)
            return
        ticket, source = self._queue[0]
        self._progress = Progress()
        name = self._waiting()[0][1]
        self.busy.watch(self._progress, lambda: self.tr("Taking in {name}…").format(name=name))
        if isinstance(source, Path):
            self._desk.jobs.run(
                self, self._on_taken, take_file, self._desk.gateway, ticket, source,
                progress=self._progress, failed=self._on_failed,
            )  # fmt: skip
        else:
            self._desk.jobs.run(
                self, self._on_taken, attach_bytes, self._desk.gateway, ticket, source,
                self._pasted_name(), failed=self._on_failed,
            )  # fmt: skip

    def _pasted_name(self) -> str:
        at = self._desk.local(self._desk.now())
        return self.tr("Pasted {time}.png").format(time=f"{at:%m-%d %H%M%S}")

    def _on_taken(self, _ref: Ref) -> None:
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self.evidence_failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        if self._queue:
            self._queue.popleft()
        self._take_next()

    def _on_opened(self, key: object) -> None:
        rows = self._ticket.evidence if self._ticket else ()
        found = next((row for row in rows if str(row.ref.uid) == key), None)
        if found is not None:
            self.evidence_opened.emit(found.ref)


def take_file(gateway: Gateway, ticket: TicketId, path: Path, *, progress: Progress) -> Ref:
    """Take one file in, telling how far it is; for a job."""
    size = path.stat().st_size if path.is_file() else 0
    progress.check(0, size)
    return attach_file(gateway, ticket, path, progress=lambda done: progress.check(done, size))


def _picture(thumbnail: bytes | None) -> QImage | None:
    return QImage.fromData(thumbnail) if thumbnail else None


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    content: QByteArray = buffer.data()
    return bytes(content.data())
