"""The promised answer: by when, in one choice, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.theme import SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.editors import Choice, MomentEdit
from desktop.views.widgets.fields import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from zoneinfo import ZoneInfo

    from desktop.services.counter import ColleagueRow

_HOUR = time(18, 0)
_DAYS = {"tomorrow": 1, "today": 0, "day_after": 2}
TOMORROW, OTHER, NONE = "tomorrow", "other", "none"
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class PromiseValue:
    """What is promised: µs UTC or nothing, and the uid of who keeps it."""

    due: int | None
    by: str


class PromiseFields(Retranslating, QWidget):
    """Tomorrow at six unless somebody says otherwise."""

    promise_changed = Signal()

    def __init__(self, parent: QWidget, zone: ZoneInfo, now: Callable[[], datetime]) -> None:
        """Read and show the wall clock of `zone`."""
        super().__init__(parent)
        self.setObjectName("promise_fields")
        self._zone = zone
        self._now = now
        self._me = ""
        self._waiting = ""
        self._build()
        self.when_choice.set_choices(self._offers(), self._when_words)
        self._connect()
        self.retranslate()

    def offer(self, colleagues: Sequence[ColleagueRow], me: str) -> None:
        """Offer who may keep it; oneself first."""
        waiting = self._waiting or self.by_choice.value() or ""
        by = me if waiting in {"", self._me} else waiting
        self._me, self._waiting = me, ""
        names = {str(person.uid): person.name for person in colleagues}
        order = sorted(names, key=lambda uid: uid != me)
        self.by_choice.set_choices(order, lambda uid: names.get(uid, ""))
        self._set_by(by)

    def value(self) -> PromiseValue:
        """Give what is promised now."""
        return PromiseValue(self._due(), self.by_choice.value() or "")

    def set_value(self, due: int | None, by: str, *, told: bool = True) -> None:
        """Show a promise that was made; with nothing `told` yet, offer tomorrow."""
        self._show_due(due, told=told)
        self._waiting = "" if self.by_choice.count() else by
        self._set_by(by or self._me)
        self._on_when()

    def stops(self) -> list[QWidget]:
        """Give what Tab stops at, in order."""
        return [self.when_choice, self.moment_edit.edit, self.by_choice]

    def check(self) -> None:
        """Remark on a moment that has passed; no promise is kept then."""
        due = self._due()
        past = due is not None and due <= self._micros(self._now())
        self.field.set_remark(self.tr("already past; no promise will be kept") if past else "")

    def retranslate(self) -> None:
        """Set the words again."""
        self.by_label.setText(self.tr("by"))
        self.by_choice.setAccessibleName(self.tr("Promised by"))
        self.moment_edit.setAccessibleName(self.tr("Promised for"))
        self.when_choice.setAccessibleName(self.tr("Promised answer"))
        self.check()

    def _build(self) -> None:
        holder = QWidget(self)
        holder.setObjectName("promise")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.when_choice: Choice[str] = Choice(holder, "promise_when_choice")
        self.moment_edit = MomentEdit(
            holder, "promise_moment", zone=self._zone, now=self._next_evening
        )
        self.moment_edit.now_button.setVisible(False)
        self.moment_edit.setVisible(False)
        self.by_label = text_label(holder, "promise_by_label", "muted")
        self.by_choice: Choice[str] = Choice(holder, "promise_by_choice")
        row.addWidget(self.when_choice, 3)
        row.addWidget(self.moment_edit, 3)
        row.addWidget(self.by_label)
        row.addWidget(self.by_choice, 2)
        self.field = Field(holder, lambda: self.tr("Promised answer"), self, note_place="beside")
        self.field.title_label.setBuddy(self.when_choice)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.field)

    def _connect(self) -> None:
        self.when_choice.value_changed.connect(self._on_when)
        self.moment_edit.moment_changed.connect(self._on_moment)
        self.by_choice.value_changed.connect(self.promise_changed)

    def _offers(self) -> list[str]:
        today = ["today"] if self._now().astimezone(self._zone).time() < _HOUR else []
        return [TOMORROW, *today, "day_after", OTHER, NONE]

    def _when_words(self, value: str) -> str:
        return {
            "today": self.tr("today 18:00"),
            TOMORROW: self.tr("tomorrow 18:00"),
            "day_after": self.tr("the day after tomorrow 18:00"),
            OTHER: self.tr("another time"),
            NONE: self.tr("no promise"),
        }[value]

    def _due(self) -> int | None:
        chosen = self.when_choice.value()
        if chosen == NONE or chosen is None:
            return None
        if chosen == OTHER:
            return self._micros(self.moment_edit.moment())
        return self._micros(self._evening(_DAYS[chosen]))

    def _evening(self, days: int) -> datetime:
        day = self._now().astimezone(self._zone).date() + timedelta(days=days)
        return datetime.combine(day, _HOUR, self._zone)

    def _next_evening(self) -> datetime:
        return self._evening(1)

    def _show_due(self, due: int | None, *, told: bool) -> None:
        self.when_choice.set_choices(self._offers(), self._when_words)
        if due is None:
            self.when_choice.set_value(NONE if told else TOMORROW)
            return
        for value in self._offers():
            if value in _DAYS and self._micros(self._evening(_DAYS[value])) == due:
                self.when_choice.set_value(value)
                return
        self.moment_edit.set_moment(datetime.fromtimestamp(due / _MICRO, self._zone))
        self.when_choice.set_value(OTHER)

    def _set_by(self, by: str) -> None:
        try:
            self.by_choice.set_value(by)
        except ValueError:  # who promised has left since
            self.by_choice.setCurrentIndex(0)

    @staticmethod
    def _micros(moment: datetime) -> int:
        return int(moment.timestamp()) * _MICRO

    def _on_when(self) -> None:
        chosen = self.when_choice.value()
        self.moment_edit.setVisible(chosen == OTHER)
        self.by_choice.setEnabled(chosen != NONE)
        self.check()
        self.promise_changed.emit()

    def _on_moment(self) -> None:
        self.check()
        self.promise_changed.emit()
