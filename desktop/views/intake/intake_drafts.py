"""Drafts: what is typed saves itself, stays at the counter, and can be taken over."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from desktop import wording
from desktop.services.drafts import drafts, drop_draft, save_draft
from desktop.services.work import new_uid
from desktop.views.intake.intake_state import from_fields, to_fields
from desktop.views.theme import MEDIUM, SMALL, TINY
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import (
    icon_button,
    name_control,
    push_button,
    set_menu,
    text_label,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from PySide6.QtWidgets import QPushButton

    from desktop.services.gateway import Gateway
    from desktop.services.rows import DraftRow
    from desktop.views.intake.intake_state import IntakeState
    from desktop.views.jobs import Jobs
    from desktop.vocabulary import Uid

SAVE_MS = 2000
_SHOWN = 3
_WORDS = 14


class DraftKeeper(QObject):
    """Saves the page's state while it changes; every write keeps its turn."""

    draft_saved = Signal(object)
    """When, in µs UTC."""
    left_found = Signal(object)
    """`tuple[DraftRow, ...]` left at this counter, the one on the page not among them."""
    save_failed = Signal(object)
    """Told once for each kind of failure in a row; saving is tried again all the while."""

    def __init__(
        self,
        gateway: Gateway,
        jobs: Jobs,
        counter: str,
        read: Callable[[], IntakeState],
        parent: QObject,
    ) -> None:
        """Keep what `read` gives, for `counter`."""
        super().__init__(parent)
        self._gateway = gateway
        self._jobs = jobs
        self._counter = counter
        self._read = read
        self._uid = new_uid()
        self._is_kept = False
        self._is_dirty = False
        self._failure = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)

    @property
    def uid(self) -> Uid:
        """The draft on the page."""
        return self._uid

    def touch(self) -> None:
        """Note that something was typed; it is saved within two seconds."""
        self._is_dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Save now what has not been saved."""
        self._timer.stop()
        if not self._is_dirty:
            return
        self._is_dirty = False
        state = self._read()
        if state.is_blank:
            self._drop()
            return
        self._is_kept = True
        at = time.time_ns() // 1000
        self._jobs.run_in_turn(
            self,
            lambda _uid: self._on_saved(at),
            save_draft,
            self._gateway,
            to_fields(state),
            self._counter,
            self._uid,
            failed=self._on_failed,
        )

    def start_new(self) -> None:
        """Leave the draft where it is and begin another."""
        self._timer.stop()
        self._uid = new_uid()
        self._is_kept = self._is_dirty = False

    def take_over(self, row: DraftRow) -> None:
        """Go on with a draft that was left."""
        self.start_new()
        self._uid = row.uid
        self._is_kept = True

    def finish(self) -> None:
        """Throw the draft away: it has become a ticket."""
        self._timer.stop()
        self._is_dirty = False
        self._drop()
        self.start_new()

    def discard(self, row: DraftRow) -> None:
        """Throw away a draft that was left."""
        self._jobs.run_in_turn(self, None, drop_draft, self._gateway, row.uid)
        self.find_left()

    def restore(self, row: DraftRow) -> None:
        """Bring a discarded draft back."""
        self._jobs.run_in_turn(
            self, None, save_draft, self._gateway, row.fields, row.counter, row.uid
        )
        self.find_left()

    def find_left(self) -> None:
        """Look for drafts left at this counter."""
        self._jobs.run_in_turn(self, self._on_found, drafts, self._gateway)

    def _drop(self) -> None:
        if self._is_kept:
            self._jobs.run_in_turn(self, None, drop_draft, self._gateway, self._uid)
        self._is_kept = False

    def _on_found(self, found: tuple[DraftRow, ...]) -> None:
        left = (row for row in found if row.counter == self._counter and row.uid != self._uid)
        self.left_found.emit(tuple(left))

    def _on_saved(self, at: int) -> None:
        self._failure = ""
        self.draft_saved.emit(at)

    def _on_failed(self, error: Exception) -> None:
        self.touch()
        told = str(error)
        if told != self._failure:
            self._failure = told
            self.save_failed.emit(error)


class DraftShelf(Retranslating, QFrame):
    """One line over the page: the drafts left here, each to be taken over (接手)."""

    draft_taken = Signal(object)
    draft_discarded = Signal(object)

    def __init__(self, parent: QWidget, zone: ZoneInfo) -> None:
        """Take no room while nothing is left."""
        super().__init__(parent)
        self.setObjectName("draft_shelf")
        self.setProperty("role", "sunken")
        self._zone = zone
        self._rows: tuple[DraftRow, ...] = ()
        self._made: list[QWidget] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(MEDIUM, TINY, MEDIUM, TINY)
        self._row.setSpacing(TINY)
        self.count_label = text_label(self, "draft_count_label", "muted")
        self._row.addWidget(self.count_label)
        self._row.addSpacing(SMALL)
        self._row.addStretch(1)
        self.retranslate()

    @property
    def rows(self) -> tuple[DraftRow, ...]:
        """The drafts on the shelf."""
        return self._rows

    def show_drafts(self, rows: tuple[DraftRow, ...]) -> None:
        """Show these."""
        self._rows = rows
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        for widget in self._made:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._made = []
        self.count_label.setText(self.tr("%n draft(s) left at this counter", "", len(self._rows)))
        for place, row in enumerate(self._rows[:_SHOWN]):
            self._put(self._take_button(place, row))
            self._put(self._drop_button(place, row))
        if len(self._rows) > _SHOWN:
            self._put(self._more_button())
        self.setVisible(bool(self._rows))

    def _put(self, widget: QWidget) -> None:
        self._row.insertWidget(self._row.count() - 1, widget)
        self._made.append(widget)

    def _take_button(self, place: int, row: DraftRow) -> QPushButton:
        button = push_button(self, f"draft_{place}_button", "hand", "quiet")
        button.setText(self.tr("Take over: {draft}").format(draft=self._name(row, _WORDS)))
        button.setToolTip(self._name(row, 200))
        button.clicked.connect(lambda: self.draft_taken.emit(row))
        return button

    def _drop_button(self, place: int, row: DraftRow) -> QWidget:
        button = icon_button(self, f"draft_{place}_drop_button", "x")
        button.setFixedSize(24, 24)
        name_control(button, self.tr("Discard draft: {draft}").format(draft=self._name(row, 40)))
        button.clicked.connect(lambda: self.draft_discarded.emit(row))
        return button

    def _more_button(self) -> QPushButton:
        button = push_button(self, "draft_more_button", kind="quiet")
        rest = self._rows[_SHOWN:]
        button.setText(self.tr("%n more", "", len(rest)))
        menu = QMenu(button)
        for row in rest:
            action = menu.addAction(self._name(row, 40))
            action.triggered.connect(lambda _=False, taken=row: self.draft_taken.emit(taken))
        set_menu(button, menu)
        return button

    def _name(self, row: DraftRow, words: int) -> str:
        at = wording.instant_text(row.saved_at, self._zone, language(), "short")
        told = from_fields(row.fields).headline or self.tr("no words yet")
        told = told if len(told) <= words else f"{told[: words - 1]}…"
        return "  ".join(part for part in (at, row.by, told) if part)
