"""Sign-in: a tile, a password; the same page changes the person and stands over a locked desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import InputError, KeyringError
from desktop.views.entry.corner import CornerTools
from desktop.views.entry.passwords import CapsWatch, PasswordPair
from desktop.views.entry.people import PeopleTiles, TilePerson
from desktop.views.messages import describe
from desktop.views.theme import HUGE, LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import frame, push_button, text_label
from desktop.views.widgets.emblem import Emblem
from desktop.views.widgets.fields import Field
from desktop.views.widgets.password_edit import PasswordEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

SignInMode = Literal["start", "change", "locked"]

_CARD_WIDTH = 520
_TICK_MS = 250


class SignInPage(Retranslating, QWidget):
    """Says what was wished; whoever wires the program holds the keys.

    After `sign_in_requested` and `password_chosen` the page waits for `refuse`,
    `ask_own_password` or `enter`.
    """

    sign_in_requested = Signal(str, str)
    """Login, password."""
    password_chosen = Signal(str, str, str)
    """Login, the temporary password, the new one."""
    folder_requested = Signal()
    back_requested = Signal()

    def __init__(
        self,
        seconds_left: Callable[[str], int],
        check_password: Callable[[str, str], None],
        parent: QWidget | None = None,
    ) -> None:
        """Ask `seconds_left(login)` for the brake, `check_password(login, new)` for the rules."""
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self._seconds_left = seconds_left
        self._check_password = check_password
        self._mode: SignInMode = "start"
        self._place = ""
        self._is_busy = False
        self._build()
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_brake)
        self.retranslate()

    # ---- what the wiring says

    @property
    def mode(self) -> SignInMode:
        """Why the page is shown."""
        return self._mode

    def show_people(self, people: Sequence[TilePerson], chosen: str = "") -> None:
        """Show who may sign in, one of them chosen."""
        self.tiles.show_people(people)
        self.tiles.choose(chosen)
        self._show_brake()

    def set_place(self, place: str) -> None:
        """Say which site this is: its name, or the folder while the name is not known."""
        self._place = place
        self.retranslate()

    def enter(self, mode: SignInMode) -> None:
        """Start afresh: nothing typed, nothing said."""
        self._mode = mode
        self.set_busy(busy=False)
        self.password.clear()
        self.password.set_revealed(False)
        self.field.clear_note()
        self.pair.clear()
        self._show_form(0)
        self.retranslate()
        self._show_brake()
        self.password.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """Show that the password is being tried, which takes half a second on purpose."""
        self._is_busy = busy
        for widget in (self.tiles, self.password, self.pair):
            widget.setEnabled(not busy)
        for bar in self._bars:
            bar.setRange(0, 0 if busy else 1)
            bar.setVisible(busy)
        self._show_brake()

    def refuse(self, error: Exception) -> None:
        """Say in place why not, and let it be typed again."""
        self.set_busy(busy=False)
        if self.forms.currentIndex() == 1 and isinstance(error, InputError):
            self.pair.show_error(error)
            return
        self._show_form(0)
        self.password.setFocus()
        self.password.selectAll()
        if not self._show_brake() or not isinstance(error, KeyringError):
            self.field.set_error(describe(error).sentence)

    def ask_own_password(self) -> None:
        """The temporary password was right: ask for one of the person's own."""
        self.set_busy(busy=False)
        self._show_form(1)
        self.pair.clear()
        self.pair.first.setFocus()

    # ---- words and keys

    def retranslate(self) -> None:
        """Set the words again."""
        titles = {
            "start": self.tr("Sign in"),
            "change": self.tr("Change person"),
            "locked": self.tr("The desk is locked"),
        }
        notes = {
            "start": "",
            "change": self.tr("What is half typed stays as it is."),
            "locked": self.tr("Drafts are saved. Sign in to go on."),
        }
        self.title_label.setText(titles[self._mode])
        self.note_label.setText(notes[self._mode])
        self.note_label.setVisible(bool(notes[self._mode]))
        self.sign_in_button.setText(self.tr("Sign in"))
        self.back_button.setText(self.tr("Back  Esc"))
        self.back_button.setVisible(self._mode == "change")
        self.caps_label.setText("! " + self.tr("Caps Lock is on"))
        self.own_title.setText(self.tr("Choose a password of your own"))
        self.own_note.setText(
            self.tr("Somebody else knows the temporary one. With your own you sign what you do.")
        )
        self.own_button.setText(self.tr("Keep it and sign in"))
        self.own_back_button.setText(self.tr("Back"))
        self.folder_button.setText(self.tr("Another site…"))
        self.folder_button.setVisible(self._mode == "start")
        self.place_label.setText(self._place)
        self._show_brake()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to what is typed into."""
        self.password.setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Escape, walk over the tiles with the arrows."""
        steps = {Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._mode == "change" and not self._is_busy:
            self.back_requested.emit()
        elif key in steps and not self._is_busy and self.forms.currentIndex() == 0:
            self.tiles.step(steps[key])
        else:
            super().keyPressEvent(event)

    # ---- inside

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        self.corner = CornerTools(self)
        outer.addWidget(self.corner)
        outer.addStretch(2)
        outer.addWidget(self._build_card(), 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        outer.addLayout(self._build_foot())

    def _build_card(self) -> QWidget:
        card = frame(self, "card", "sign_in_card")
        card.setFixedWidth(_CARD_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(HUGE + SMALL, HUGE, HUGE + SMALL, HUGE)
        self.forms = QStackedWidget(card)
        self._bars: list[QProgressBar] = []
        self.forms.addWidget(self._build_sign_in())
        self.forms.addWidget(self._build_own_password())
        column.addWidget(self.forms)
        self._show_form(0)
        return card

    def _show_form(self, index: int) -> None:
        """Show a form; the card is as high as that one needs."""
        for place in range(self.forms.count()):
            policy = QSizePolicy.Policy.Preferred if place == index else QSizePolicy.Policy.Ignored
            self.forms.widget(place).setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.forms.setCurrentIndex(index)

    def _build_sign_in(self) -> QWidget:
        form = QWidget(self.forms)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        self.title_label = text_label(form, "sign_in_title", "title")
        head.addWidget(Emblem(form, 30))
        head.addWidget(self.title_label, 1)
        self.note_label = text_label(form, "sign_in_note", "muted")
        self.tiles = PeopleTiles(form)
        self.password = PasswordEdit(form, "password_edit")
        self.field = Field(self.password, lambda: self.tr("&Password"), form)
        self.caps_label = text_label(form, "caps_label", "remark")
        self.caps_label.setVisible(False)
        column.addLayout(head)
        column.addWidget(self.note_label)
        column.addWidget(self.tiles)
        column.addWidget(self.field)
        column.addWidget(self.caps_label)
        column.addWidget(self._build_bar(form))
        column.addLayout(self._build_buttons(form))
        column.addStretch(1)
        return form

    def _build_buttons(self, form: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.back_button = push_button(form, "back_button")
        self.sign_in_button = push_button(form, "sign_in_button", "log-in", "primary")
        self.sign_in_button.setMinimumHeight(38)
        row.addWidget(self.back_button)
        row.addWidget(self.sign_in_button, 1)
        return row

    def _build_own_password(self) -> QWidget:
        form = QWidget(self.forms)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.own_title = text_label(form, "own_password_title", "title")
        self.own_note = text_label(form, "own_password_note", "muted")
        self.own_note.setWordWrap(True)
        self.pair = PasswordPair(
            lambda new: self._check_password(self.tiles.chosen(), new), form, "own_password"
        )
        self.own_button = push_button(form, "own_password_button", "check", "primary")
        self.own_back_button = push_button(form, "own_back_button")
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.own_back_button)
        row.addWidget(self.own_button, 1)
        column.addWidget(self.own_title)
        column.addWidget(self.own_note)
        column.addWidget(self.pair)
        column.addWidget(self._build_bar(form))
        column.addLayout(row)
        column.addStretch(1)
        return form

    def _build_bar(self, form: QWidget) -> QProgressBar:
        bar = QProgressBar(form)
        bar.setTextVisible(False)
        bar.setVisible(False)
        self._bars.append(bar)
        return bar

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.place_label = text_label(self, "place_label", "note")
        self.folder_button = push_button(self, "folder_button", "folder-open", "quiet")
        row.addStretch(1)
        row.addWidget(self.place_label)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.tiles.person_chosen.connect(self._on_person_chosen)
        self.password.returnPressed.connect(self._submit)
        self.password.textEdited.connect(lambda _text: self._on_edited())
        self.sign_in_button.clicked.connect(self._submit)
        self.back_button.clicked.connect(self.back_requested)
        self.folder_button.clicked.connect(self.folder_requested)
        self.pair.submitted.connect(self._submit_own)
        self.own_button.clicked.connect(self._submit_own)
        self.own_back_button.clicked.connect(lambda: self.enter(self._mode))
        CapsWatch(self.password).caps_changed.connect(self.caps_label.setVisible)

    def _on_person_chosen(self) -> None:
        self.field.clear_note()
        self.password.clear()
        self._show_brake()
        self.password.setFocus()

    def _on_edited(self) -> None:
        if not self._show_brake():
            self.field.clear_note()

    def _submit(self) -> None:
        login, password = self.tiles.chosen(), self.password.text()
        if self._is_busy or not login or self._show_brake():
            return
        if not password:
            self.field.set_error(self.tr("Type your password."))
            self.password.setFocus()
            return
        self.set_busy(busy=True)
        self.sign_in_requested.emit(login, password)

    def _submit_own(self) -> None:
        if self._is_busy or not self.pair.accept():
            return
        self.set_busy(busy=True)
        self.password_chosen.emit(self.tiles.chosen(), self.password.text(), self.pair.password())

    def _show_brake(self) -> bool:
        """Say how long a login has to wait, counting down; tells whether it has to."""
        seconds = self._seconds_left(self.tiles.chosen()) if self.tiles.chosen() else 0
        waits = seconds > 0
        if waits:
            self.field.set_error(describe(KeyringError("key.throttled", seconds=seconds)).sentence)
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self.field.clear_note()
        self.sign_in_button.setEnabled(not waits and not self._is_busy)
        self.own_button.setEnabled(not self._is_busy)
        return waits
