"""Evidence in hand before the ticket has a number: paths and pictures, nothing copied yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from desktop.services.evidence import attach_bytes, attach_file
from desktop.views.widgets.evidence_strip import EvidenceStrip, EvidenceThumb
from desktop.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.services.gateway import Gateway
    from desktop.views.jobs import Jobs
    from desktop.vocabulary import Ref, TicketId

_SMALL = QSize(176, 128)
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_KINDS = {
    EvidenceKind.PICTURE: {"jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "heic"},
    EvidenceKind.VIDEO: {"mp4", "mov", "avi", "mkv", "3gp"},
    EvidenceKind.AUDIO: {"mp3", "m4a", "wav", "amr", "aac", "ogg"},
    EvidenceKind.DOCUMENT: {"pdf", "doc", "docx", "xls", "xlsx", "txt", "ofd"},
}


@dataclass(frozen=True, slots=True)
class HeldEvidence:
    """One piece: a file on disk, or a picture that was pasted and lives in memory alone."""

    key: int
    name: str
    path: Path | None = None
    picture: QImage | None = None


class IntakeEvidence(EvidenceStrip):
    """The strip of what will be attached once the ticket has its number."""

    evidence_changed = Signal()

    def __init__(self, parent: QWidget, jobs: Jobs) -> None:
        """Start empty."""
        super().__init__(parent)
        self._jobs = jobs
        self._held: list[HeldEvidence] = []
        self._small: dict[int, QImage] = {}
        self._next = 0
        self.files_chosen.connect(self.hold_files)
        self.picture_pasted.connect(self.hold_picture)

    @property
    def held(self) -> tuple[HeldEvidence, ...]:
        """Everything in hand, in the order it came."""
        return tuple(self._held)

    def hold_files(self, paths: Sequence[Path]) -> None:
        """Take files in hand; one that is in hand already is not taken twice."""
        known = {piece.path for piece in self._held}
        for path in paths:
            if path in known:
                continue
            known.add(path)
            piece = HeldEvidence(self._number(), path.name, path)
            self._held.append(piece)
            self._look_at(piece.key, path)
        self._show()

    def hold_picture(self, picture: QImage) -> None:
        """Take a pasted picture in hand."""
        count = sum(piece.picture is not None for piece in self._held) + 1
        name = self.tr("Pasted picture {count}").format(count=count)
        piece = HeldEvidence(self._number(), f"{name}.png", picture=picture)
        self._small[piece.key] = picture.scaled(_SMALL, _KEEP)
        self._held.append(piece)
        self._show()

    def let_go(self, key: int) -> None:
        """Take a piece out again."""
        self._held = [piece for piece in self._held if piece.key != key]
        self._show()

    def name_of(self, key: int) -> str:
        """Name a piece in hand."""
        return next((piece.name for piece in self._held if piece.key == key), "")

    def clear(self) -> None:
        """Let everything go."""
        self._held = []
        self._small = {}
        self._show()

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _look_at(self, key: int, path: Path) -> None:
        if kind_of_name(path.name) is EvidenceKind.PICTURE:
            self._jobs.run(self, lambda small: self._on_seen(key, small), small_picture, path)

    def _on_seen(self, key: int, small: QImage) -> None:
        if not small.isNull():
            self._small[key] = small
            self._show_thumbs()

    def _show(self) -> None:
        self._show_thumbs()
        self.evidence_changed.emit()

    def _show_thumbs(self) -> None:
        self.show_evidence(
            [
                EvidenceThumb(
                    piece.key, piece.name, kind_of_name(piece.name), self._small.get(piece.key)
                )
                for piece in self._held
            ]
        )


def kind_of_name(name: str) -> EvidenceKind:
    """Guess a kind from a name, for its sign alone; the content decides when it is taken in."""
    ending = name.rpartition(".")[2].lower()
    return next((kind for kind, known in _KINDS.items() if ending in known), EvidenceKind.OTHER)


def small_picture(path: Path) -> QImage:
    """Read a small picture of a file; an empty one where it is none. For a worker."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(_SMALL, _KEEP))
    return reader.read()


def attach(gateway: Gateway, ticket: TicketId, piece: HeldEvidence) -> Ref:
    """Take one piece into the vault and record it. For a worker."""
    if piece.path is not None:
        return attach_file(gateway, ticket, piece.path)
    return attach_bytes(gateway, ticket, png_of(piece.picture or QImage()), piece.name)


def png_of(picture: QImage) -> bytes:
    """Give a picture as PNG, in memory."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # it takes no bytes
    return bytes(held.data())
