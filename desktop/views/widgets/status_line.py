"""The line at the foot of the window: where, who, what is saved, shipped and backed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.views.icons import paint_icon
from desktop.views.theme import LARGE, MEDIUM, TINY
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

ReceiptState = Literal["none", "waiting", "receipted", "late"]
_HEIGHT = 28


class StatusLine(Retranslating, QFrame):
    """Facts only; each has an icon and words, and hides while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start silent."""
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setFixedHeight(_HEIGHT)
        self._draft = ""
        self._shipment = ""
        self._receipt: ReceiptState = "none"
        self._backup = ""
        self._encrypted = False
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        row.setSpacing(LARGE)
        self.site = StatusFact(self, "status_site", "store")
        self.person = StatusFact(self, "status_person", "user")
        self.draft = StatusFact(self, "status_draft", "check")
        self.shipment = StatusFact(self, "status_shipment", "cloud-off")
        self.backup = StatusFact(self, "status_backup", "hard-drive")
        self.lock = StatusFact(self, "status_lock", "lock")
        for fact in (self.site, self.person, self.draft):
            row.addWidget(fact)
        row.addStretch(1)
        for fact in (self.shipment, self.backup, self.lock):
            row.addWidget(fact)

    def set_site(self, name: str) -> None:
        """Say which site this is."""
        self.site.say(name)

    def set_person(self, name: str) -> None:
        """Say who is signed in."""
        self.person.say(name)

    def set_draft_saved(self, time: str) -> None:
        """Say when the draft was last saved; an empty time hides it."""
        self._draft = time
        self.retranslate()

    def set_shipment(self, time: str, receipt: ReceiptState = "none") -> None:
        """Say when the last bundle was shipped and what headquarters said to it."""
        self._shipment, self._receipt = time, receipt
        self.retranslate()

    def set_backup(self, time: str) -> None:
        """Say when the last backup was made."""
        self._backup = time
        self.retranslate()

    def set_encrypted(self, *, encrypted: bool) -> None:
        """Say that what lies on the disk is encrypted."""
        self._encrypted = encrypted
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        draft = self.tr("Draft saved {time}").format(time=self._draft)
        self.draft.say(draft if self._draft else "")
        self.draft.mark("check", "success")
        self._say_shipment()
        backup = self.tr("Backup {time}").format(time=self._backup)
        self.backup.say(backup if self._backup else "")
        self.lock.say(self.tr("Encrypted") if self._encrypted else "")

    def _say_shipment(self) -> None:
        words = {
            "none": self.tr("Shipped {time}"),
            "waiting": self.tr("Shipped {time}, not yet received by headquarters"),
            "receipted": self.tr("Shipped {time}, received by headquarters"),
            "late": self.tr("Shipped {time}, headquarters' receipt is late"),
        }
        icons = {
            "none": ("send", "muted"),
            "waiting": ("hourglass", "muted"),
            "receipted": ("check-check", "success"),
            "late": ("triangle-alert", "warning"),
        }
        self.shipment.say(
            words[self._receipt].format(time=self._shipment) if self._shipment else ""
        )
        self.shipment.mark(*icons[self._receipt])


class StatusFact(QWidget):
    """One fact: icon and words."""

    def __init__(self, parent: QWidget, name: str, icon_name: str) -> None:
        """Hide until something is said."""
        super().__init__(parent)
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TINY + 2)
        self._mark = _Mark(self, icon_name)
        self.label = text_label(self, f"{name}_label")
        row.addWidget(self._mark)
        row.addWidget(self.label)
        self.setVisible(False)

    def say(self, words: str) -> None:
        """Say it, or hide with empty words."""
        self.label.setText(words)
        self.setVisible(bool(words))

    def mark(self, icon_name: str, role: str) -> None:
        """Show another icon."""
        self._mark.show_icon(icon_name, role)


class _Mark(QWidget):
    def __init__(self, parent: QWidget, icon_name: str) -> None:
        super().__init__(parent)
        self._icon = (icon_name, "muted")
        self.setFixedSize(QSize(14, 14))

    def show_icon(self, icon_name: str, role: str) -> None:
        self._icon = (icon_name, role)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, QRect(0, 0, 14, 14), *self._icon)
        painter.end()
