"""Forms of the decision clock: letting it stand still, go on, run longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSpinBox

from desktop.services import clock_steps
from desktop.views.desk.act_form import ActCall, ActForm, Cell, chosen_one
from desktop.views.translation import language
from desktop.views.widgets.chips import ToggleChips
from desktop.views.widgets.clock_bar import units_words
from desktop.views.widgets.editors import Choice, MomentEdit

if TYPE_CHECKING:
    from desktop.services.rows import EvidenceRow, GroundRow, TicketDetail
    from desktop.vocabulary import Ref

translate = QCoreApplication.translate

_MICROSECONDS = 1_000_000
_MINUTE = 60 * _MICROSECONDS


class PauseForm(ActForm):
    """On which ground, what happens meanwhile, and what shows it."""

    def build(self) -> None:
        """Place the grounds of the rule pack, the reason and the ticket's evidence."""
        self.share_width()
        self._named = {ground.key: ground for ground in self.ticket.clock_room.grounds}
        self._ground: ToggleChips[str] = ToggleChips(self, "ground_chips", exclusive=True)
        self._ground.set_choices(self._named, lambda key: ground_words(self._named[key]))
        self._ground.chosen_changed.connect(self._on_ground)
        self.place(
            self._ground,
            "ground",
            lambda: translate("Acts", "Ground"),
            Cell(0, 0, 2, required=True),
        )
        self.place_text(
            "reason",
            lambda: translate("Acts", "What happens meanwhile"),
            Cell(1, required=True),
            lines=2,
        )
        self._shown: Choice[Ref | None] = Choice(self, "shown_choice")
        self._offer_evidence(self.ticket)
        self.place(
            self._shown,
            "shown",
            lambda: translate("Acts", "Evidence that shows it"),
            Cell(1, 1, hint=self._evidence_hint),
        )

    def problems(self) -> dict[str, str]:
        """Ask for evidence where the ground wants it."""
        if not self._wants_evidence() or self._shown.value() is not None:
            return {}
        return {"shown": translate("Acts", "This ground must be shown. Choose the evidence.")}

    def call(self) -> ActCall:
        """Give the ground, the reason and what shows it."""
        return ActCall(
            clock_steps.pause_clock,
            (
                self.ticket.id,
                chosen_one(self._ground) or "",
                self.text("reason"),
                self._shown.value(),
            ),
            self.version,
        )

    def refresh(self, ticket: TicketDetail) -> None:
        """Take the ticket as it stands now."""
        super().refresh(ticket)
        self.parts_changed(ticket)

    def parts_changed(self, ticket: TicketDetail) -> None:
        """Offer what was attached meanwhile."""
        self._offer_evidence(ticket)
        self._on_ground()

    def _offer_evidence(self, ticket: TicketDetail) -> None:
        self._rows = {row.ref: row for row in ticket.evidence}
        self._shown.set_choices([None, *self._rows], self._evidence_words)

    def _evidence_words(self, ref: Ref | None) -> str:
        if ref is None:
            return translate("Acts", "None")
        row: EvidenceRow = self._rows[ref]
        return f"{row.name}  ·  {self.desk.moment(row.taken_at)}"

    def _wants_evidence(self) -> bool:
        chosen = chosen_one(self._ground)
        return chosen is not None and self._named[chosen].evidence

    def _evidence_hint(self) -> str:
        if not self._wants_evidence():
            return ""
        if not self._rows:
            return translate(
                "Acts", "This ground must be shown: attach a piece of evidence to the ticket first."
            )
        return translate("Acts", "This ground must be shown by a piece of evidence.")

    def _on_ground(self) -> None:
        if "shown" in self.fields:
            self.fields["shown"].clear_note()


class ResumeForm(ActForm):
    """Why the clock goes on; it may be left out."""

    def build(self) -> None:
        """Place the words."""
        self.place_text(
            "text",
            lambda: translate("Acts", "What came of it (may be left out)"),
            Cell(0),
            lines=2,
        )

    def call(self) -> ActCall:
        """Give the words."""
        return ActCall(clock_steps.resume_clock, (self.ticket.id, self.text("text")), self.version)


class ExtendForm(ActForm):
    """By how much, why, and when and how the complainant was told."""

    def build(self) -> None:
        """Place the fields; as far as the rule pack allows."""
        self.share_width()
        room = self.ticket.clock_room
        self._units = QSpinBox(self)
        self._units.setObjectName("units_edit")
        self._units.setRange(1, max(1, room.room))
        self._units.valueChanged.connect(self._tell_unit)
        self._tell_unit()
        self._units.setMaximumWidth(200)
        self.place(
            self._units,
            "units",
            lambda: translate("Acts", "Longer by"),
            Cell(0, 0, hint=self._room_hint),
        )
        self._told_at = MomentEdit(
            self,
            "told_at_edit",
            starts_now=True,
            zone=self.desk.zone(),
            now=lambda: self.desk.local(self.desk.now()),
        )
        self.place(
            self._told_at,
            "told_at",
            lambda: translate("Acts", "When the complainant was told"),
            Cell(0, 1),
        )
        self.place_text(
            "reason", lambda: translate("Acts", "Reason"), Cell(1, 0, required=True), lines=2
        )
        self._told = self.place_told_how(Cell(1, 1, required=True))

    def problems(self) -> dict[str, str]:
        """Refuse a time that cannot be when somebody was told."""
        if self._told_at.moment() > self.desk.local(self.desk.now()):
            return {"told_at": translate("Acts", "This time has not come yet.")}
        if self._told_instant() < self.ticket.received_at:
            return {"told_at": translate("Acts", "The complaint had not been received then.")}
        return {}

    def call(self) -> ActCall:
        """Give the extension."""
        return ActCall(
            clock_steps.extend_clock,
            (
                self.ticket.id,
                self._units.value(),
                self.text("reason"),
                self._told_instant(),
                chosen_one(self._told) or "",
            ),
            self.version,
        )

    def _tell_unit(self) -> None:
        """Say the unit behind the figure, in the number that goes with it."""
        count = self._units.value()
        words = units_words(count, self.ticket.clock_room.unit)
        self._units.setSuffix(f" {words.removeprefix(str(count)).strip()}")

    def _told_instant(self) -> int:
        """Give the minute shown; within the minute of receipt it is receipt itself."""
        minute = int(self._told_at.moment().timestamp()) * _MICROSECONDS
        received = self.ticket.received_at
        return received if minute < received < minute + _MINUTE else minute

    def _room_hint(self) -> str:
        room = self.ticket.clock_room
        return translate("Acts", "At most {room} more, by the rules.").format(
            room=units_words(room.room, room.unit)
        )


def ground_words(ground: GroundRow) -> str:
    """Name a ground for stopping in the language of the screen."""
    return ground.names.get(language()) or ground.names.get("en") or ground.key
