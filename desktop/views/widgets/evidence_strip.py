"""Evidence in a row, and every way to add to it: choose, drop, paste."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.views.icons import paint_icon
from desktop.views.theme import NOTE_SIZE, SMALL, TINY, base_font, colour, set_role
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import push_button, text_label
from desktop.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
    )

THUMB = QSize(88, 64)
_KIND_ICONS = {
    EvidenceKind.PICTURE: "image",
    EvidenceKind.DOCUMENT: "file-text",
    EvidenceKind.AUDIO: "mic",
    EvidenceKind.VIDEO: "video",
    EvidenceKind.OBJECT: "package",
    EvidenceKind.OTHER: "paperclip",
}


@dataclass(frozen=True, slots=True)
class EvidenceThumb:
    """One piece of evidence as it is shown; `busy` while it is being taken in."""

    key: Hashable
    name: str
    kind: EvidenceKind = EvidenceKind.OTHER
    picture: QImage | None = None
    busy: bool = False
    masked: bool = False


class EvidenceStrip(Retranslating, QFrame):
    """The row; it only shows and asks, storing is the page's work."""

    files_chosen = Signal(list)
    """`list[Path]` chosen or dropped."""
    picture_pasted = Signal(QImage)
    evidence_opened = Signal(object)
    """The key of the thumbnail that was opened."""

    def __init__(self, parent: QWidget | None = None, name: str = "evidence_strip") -> None:
        """Start empty, ready for drops."""
        super().__init__(parent)
        self.setObjectName("evidence_strip" if name == "evidence_strip" else name)
        self.setAcceptDrops(True)
        self._thumbs: dict[Hashable, Thumb] = {}
        self._build()
        self.retranslate()

    def show_evidence(self, thumbs: Sequence[EvidenceThumb]) -> None:
        """Show these and no others."""
        for old in self._thumbs.values():
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._thumbs = {}
        for place, one in enumerate(thumbs):
            thumb = Thumb(one, self)
            thumb.clicked.connect(lambda _=False, key=one.key: self.evidence_opened.emit(key))
            self._row.insertWidget(place, thumb)
            self._thumbs[one.key] = thumb
        self._scroll.setVisible(bool(thumbs))
        self.retranslate()

    def thumb(self, key: Hashable) -> Thumb:
        """Give the thumbnail of a piece of evidence."""
        return self._thumbs[key]

    def add_button(self, button: QWidget) -> None:
        """Put another way to add (phone, scanner) beside the ones built in."""
        self._ways.insertWidget(self._ways.count() - 1, button)

    def paste(self) -> bool:
        """Take what lies on the clipboard, if it can be evidence."""
        return self.take(QApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> bool:
        """Take files or a picture, if that is what is there."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.files_chosen.emit(files)
            return True
        picture = mime.imageData() if mime.hasImage() else None
        if isinstance(picture, QPixmap):
            picture = picture.toImage()
        if isinstance(picture, QImage) and not picture.isNull():
            self.picture_pasted.emit(picture)
            return True
        return False

    def retranslate(self) -> None:
        """Set the words again."""
        self.choose_button.setText(self.tr("Add files…"))
        self.paste_button.setText(self.tr("Paste"))
        self.paste_button.setToolTip(self.tr("Paste a picture (Ctrl+V)"))
        self.hint_label.setText(self.tr("or drop files here"))
        self.setAccessibleName(self.tr("Evidence, %n piece(s)", "", len(self._thumbs)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste with Ctrl+V while anything in the strip has the focus."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.paste():
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and pictures."""
        if _can_be_evidence(event.mimeData()):
            set_role(self, "yes", name="dropping")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        set_role(self, "no", name="dropping")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        set_role(self, "no", name="dropping")
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        inside = QWidget(self)
        inside.setObjectName("scrolled")
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SMALL)
        self._row.addStretch(1)
        self._scroll = _SideScroll(inside, self)
        column.addWidget(self._scroll)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(SMALL)
        self.choose_button = push_button(self, "evidence_choose_button", "paperclip")
        self.choose_button.clicked.connect(self._choose)
        self.paste_button = push_button(self, "evidence_paste_button", "clipboard-paste")
        self.paste_button.clicked.connect(self.paste)
        self.hint_label = text_label(self, "evidence_hint", "note")
        for widget in (self.choose_button, self.paste_button, self.hint_label):
            self._ways.addWidget(widget)
        self._ways.addStretch(1)
        column.addLayout(self._ways)

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose evidence"))
        if names:
            self.files_chosen.emit([Path(name) for name in names])


class Thumb(Retranslating, QAbstractButton):
    """One thumbnail: the picture, or the icon of its kind with its name."""

    def __init__(self, evidence: EvidenceThumb, parent: QWidget) -> None:
        """Show one piece of evidence."""
        super().__init__(parent)
        self._evidence = evidence
        self._picture = _cropped(evidence.picture, self.devicePixelRatioF())
        self.setObjectName(f"evidence_{evidence.key}")
        self.setFixedSize(THUMB)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(evidence.name)
        self.retranslate()

    def retranslate(self) -> None:
        """Name it for screen readers."""
        spoken = self._evidence.name
        if self._evidence.busy:
            spoken = self.tr("{name}, being taken in").format(name=spoken)
        self.setAccessibleName(spoken)

    def sizeHint(self) -> QSize:
        """Always be of one size."""
        return THUMB

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture or icon, marks and focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.fillPath(shape, colour("neutral_soft"))
        if self._picture is not None:
            painter.setClipPath(shape)
            painter.drawPixmap(0, 0, self._picture)
            painter.setClipping(False)
        else:
            self._paint_kind(painter)
        if self._evidence.busy or self._evidence.masked:
            self._paint_sign(painter, "hourglass" if self._evidence.busy else "eye-off")
        focus = self.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("accent" if focus else "line"), 2 if focus else 1))
        painter.drawPath(shape)
        painter.end()

    def _paint_kind(self, painter: QPainter) -> None:
        spot = QRect((self.width() - 22) // 2, 12, 22, 22)
        paint_icon(painter, spot, _KIND_ICONS[self._evidence.kind], "neutral")
        painter.setFont(base_font(NOTE_SIZE))
        painter.setPen(colour("neutral"))
        room = QRect(6, 38, self.width() - 12, 20)
        name = painter.fontMetrics().elidedText(
            self._evidence.name, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_sign(self, painter: QPainter, name: str) -> None:
        spot = QRect(self.width() - 24, self.height() - 24, 20, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface"))
        painter.drawEllipse(spot)
        paint_icon(painter, spot.adjusted(3, 3, -3, -3), name, "ink")


class _SideScroll(QScrollArea):
    """Scrolls sideways only; no higher than a thumbnail until it must."""

    def __init__(self, inside: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(THUMB.height() + 14)
        self.setWidget(inside)
        self.setVisible(False)


def _cropped(picture: QImage | None, ratio: float) -> QPixmap | None:
    if picture is None or picture.isNull():
        return None
    size = THUMB * ratio
    grown = picture.scaled(
        size,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left = (grown.width() - size.width()) // 2
    top = (grown.height() - size.height()) // 2
    cut = QPixmap.fromImage(grown.copy(QRect(left, top, size.width(), size.height())))
    cut.setDevicePixelRatio(ratio)
    return cut


def _can_be_evidence(mime: QMimeData) -> bool:
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())
