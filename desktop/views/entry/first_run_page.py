"""First run: what to make of an empty folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.views.entry.corner import CornerTools
from desktop.views.entry.site_form import NewSite, SiteForm
from desktop.views.icons import paint_icon
from desktop.views.theme import (
    HEADING_SIZE,
    HUGE,
    LARGE,
    MEDIUM,
    SMALL,
    base_font,
    colour,
)
from desktop.views.translation import Retranslating
from desktop.views.widgets.busy import BusyBar
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.emblem import Emblem
from desktop.views.widgets.message_bar import MessageBar
from desktop.vocabulary import SiteKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.views.jobs import Progress

Way = Literal["branch", "headquarters", "restore", "demo"]

_WAY_ICONS: dict[Way, str] = {
    "branch": "store",
    "headquarters": "building-2",
    "restore": "archive",
    "demo": "lightbulb",
}
_WIDTH = 760
_WAY_HEIGHT = 96
_ICON = 26


class FirstRunPage(Retranslating, QWidget):
    """Says what was wished; whoever wires the program does it and answers.

    After a wish the page waits for `refuse`, or for being left.
    """

    creation_requested = Signal(object)
    """`NewSite`."""
    restore_requested = Signal()
    demo_requested = Signal()
    folder_requested = Signal()

    def __init__(
        self, check_password: Callable[[str, str], None], parent: QWidget | None = None
    ) -> None:
        """Ask `check_password(login, password)`, which raises InputError, for the rules."""
        super().__init__(parent)
        self.setObjectName("first_run_page")
        self._folder = ""
        self._build(check_password)
        self._connect()
        self.retranslate()

    def set_folder(self, folder: str) -> None:
        """Say where the new site's data will lie."""
        self._folder = folder
        self.retranslate()

    def show_ways(self) -> None:
        """Go back to the choice."""
        self.steps.setCurrentIndex(0)
        self.ways["branch"].setFocus()
        self.retranslate()

    def show_form(self, kind: SiteKind) -> None:
        """Ask for what a new site needs."""
        self.form.start(kind)
        self.steps.setCurrentIndex(1)
        self.retranslate()

    def set_busy(
        self, progress: Progress, title: Callable[[], str], *, may_cancel: bool = False
    ) -> None:
        """Show that work is under way."""
        self.message_bar.close_message()
        self.busy_bar.cancel_button.setVisible(may_cancel)
        self.steps.setEnabled(False)
        self.busy_bar.watch(progress, title)

    def finish(self) -> None:
        """Let the person go on: the work is over."""
        self.busy_bar.finish()
        self.steps.setEnabled(True)

    def refuse(self, error: Exception) -> None:
        """Say what went wrong, beside the field it is about if there is one."""
        self.finish()
        if self.steps.currentIndex() != 1 or not self.form.show_error(error):
            self.message_bar.show_error(error)

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self._title())
        self.note_label.setText(self._note())
        words = self._way_words()
        for way, button in self.ways.items():
            button.set_words(*words[way])
        self.folder_label.setText(self.tr("Data folder: {folder}").format(folder=self._folder))
        self.folder_button.setText(self.tr("Another folder…"))
        self.back_button.setText(self.tr("Back"))
        self.create_button.setText(self.tr("Set up"))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the first way."""
        self.ways["branch"].setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Escape."""
        if event.key() == Qt.Key.Key_Escape and self.steps.isEnabled():
            self.show_ways()
        else:
            super().keyPressEvent(event)

    def _title(self) -> str:
        if self.steps.currentIndex() == 0:
            return self.tr("Welcome to Redress")
        if self.form.kind is SiteKind.HEADQUARTERS:
            return self.tr("New headquarters")
        return self.tr("New branch")

    def _note(self) -> str:
        if self.steps.currentIndex() == 0:
            return self.tr("Nothing is set up on this PC yet. What shall it be?")
        return self.tr("Everything is encrypted with keys made here. No network is needed.")

    def _way_words(self) -> dict[Way, tuple[str, str]]:
        return {
            "branch": (
                self.tr("A shop or bank branch"),
                self.tr("The desk where complaints are taken and settled"),
            ),
            "headquarters": (
                self.tr("Headquarters"),
                self.tr("Takes in what the branches ship, decides and answers"),
            ),
            "restore": (
                self.tr("Restore a backup"),
                self.tr("Brings a site back from a backup folder; its passwords stay the same"),
            ),
            "demo": (
                self.tr("Try the demo"),
                self.tr("Made-up data to look around in; nothing of it is real"),
            ),
        }

    def _build(self, check_password: Callable[[str, str], None]) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        self.corner = CornerTools(self)
        middle = QWidget(self)
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(self._build_head(middle))
        self.message_bar = MessageBar(middle)
        column.addWidget(self.message_bar)
        self.steps = QStackedWidget(middle)
        self.steps.addWidget(self._build_ways())
        self.steps.addWidget(self._build_form(check_password))
        column.addWidget(self.steps)
        self.busy_bar = BusyBar(middle)
        column.addWidget(self.busy_bar)
        outer.addWidget(self.corner)
        outer.addStretch(1)
        outer.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def _build_head(self, parent: QWidget) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(LARGE)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title_label = text_label(parent, "first_run_title", "title")
        self.note_label = text_label(parent, "first_run_note", "muted")
        words.addWidget(self.title_label)
        words.addWidget(self.note_label)
        head.addWidget(Emblem(parent, 40))
        head.addLayout(words, 1)
        return head

    def _build_ways(self) -> QWidget:
        step = QWidget(self.steps)
        column = QVBoxLayout(step)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(LARGE)
        grid = QGridLayout()
        grid.setSpacing(MEDIUM)
        self.ways: dict[Way, WayButton] = {}
        for place, (way, icon) in enumerate(_WAY_ICONS.items()):
            button = WayButton(step, f"way_{way}_button", icon)
            self.ways[way] = button
            grid.addWidget(button, place // 2, place % 2)
        foot = QHBoxLayout()
        self.folder_label = text_label(step, "folder_label", "note")
        self.folder_button = push_button(step, "folder_button", "folder-open", "quiet")
        foot.addWidget(self.folder_label)
        foot.addWidget(self.folder_button)
        foot.addStretch(1)
        column.addLayout(grid)
        column.addLayout(foot)
        column.addStretch(1)
        return step

    def _build_form(self, check_password: Callable[[str, str], None]) -> QWidget:
        step = QWidget(self.steps)
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.form = SiteForm(check_password, step)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.back_button = push_button(step, "back_button")
        self.create_button = push_button(step, "create_button", "check", "primary")
        self.create_button.setMinimumHeight(HUGE + MEDIUM)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.create_button)
        column.addWidget(self.form)
        column.addLayout(row)
        column.addStretch(1)
        return step

    def _connect(self) -> None:
        self.ways["branch"].clicked.connect(lambda: self.show_form(SiteKind.BRANCH))
        self.ways["headquarters"].clicked.connect(lambda: self.show_form(SiteKind.HEADQUARTERS))
        self.ways["restore"].clicked.connect(self.restore_requested)
        self.ways["demo"].clicked.connect(self.demo_requested)
        self.folder_button.clicked.connect(self.folder_requested)
        self.back_button.clicked.connect(self.show_ways)
        self.create_button.clicked.connect(self._submit)
        self.form.submitted.connect(self._submit)

    def _submit(self) -> None:
        wanted: NewSite | None = self.form.accept()
        if wanted is not None:
            self.creation_requested.emit(wanted)


class WayButton(QAbstractButton):
    """A large button: icon, what it makes, what that is for."""

    def __init__(self, parent: QWidget, name: str, icon_name: str) -> None:
        """Show an icon; the words come with `set_words`."""
        super().__init__(parent)
        self.setObjectName(name)
        self._icon_name = icon_name
        self._about = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, title: str, about: str) -> None:
        """Say what it makes and what that is for."""
        self.setText(title)
        self._about = about
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.update()

    def sizeHint(self) -> QSize:
        """Stand as high as a card."""
        return QSize(_WIDTH // 2 - MEDIUM, _WAY_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as well as Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, the icon and both lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        width = 2 if self.hasFocus() else 1
        pen = QPen(colour("accent" if lit else "line"))
        pen.setWidth(width)
        painter.setPen(pen)
        painter.setBrush(colour("hover" if self.isDown() else "surface"))
        inset = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 8, 8)
        paint_icon(painter, QRect(LARGE, LARGE, _ICON, _ICON), self._icon_name, "accent")
        left = LARGE + _ICON + MEDIUM
        room = QRect(left, LARGE - 1, self.width() - left - MEDIUM, self.height() - LARGE)
        painter.setPen(colour("ink"))
        painter.setFont(base_font(HEADING_SIZE, bold=True))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, self.text())
        painter.setPen(colour("muted"))
        painter.setFont(base_font(13))
        wrapped = Qt.TextFlag.TextWordWrap
        painter.drawText(room.adjusted(0, HUGE + 2, 0, 0), int(wrapped), self._about)
        painter.end()
