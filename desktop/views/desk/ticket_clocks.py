"""How a ticket's deadlines look: the desk's own as bars, those that bind others apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop import wording
from desktop.views.translation import Retranslating, language
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.chips import CHIP_HEIGHT, Chip, ChipLook
from desktop.views.widgets.clock_bar import ClockLook, clock_words, span_words, units_words
from desktop.views.widgets.flow_layout import FlowLayout, let_height_follow
from desktop.vocabulary import ClockKind, ClockState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.rows import ClockRow, TicketDetail
    from desktop.views.desk.desk import Desk

translate = QCoreApplication.translate

_GAP = 6
_ICONS = {ClockKind.FORWARDER: "forward"}


class ReferenceClocks(Retranslating, QWidget):
    """Deadlines that bind whoever forwarded the case: words in one quiet tone, never a warning."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Hide until there are some."""
        super().__init__(parent)
        self.setObjectName("reference_clocks")
        self._desk = desk
        self._clocks: Sequence[ClockRow] = ()
        self._flow = FlowLayout(self, gap=_GAP)
        self.title_label = text_label(self, "reference_title", "note")
        self.title_label.setFixedHeight(CHIP_HEIGHT)
        self._flow.addWidget(self.title_label)
        self.chips: list[Chip] = []
        let_height_follow(self)
        self.setVisible(False)
        self.retranslate()

    def show_clocks(self, clocks: Sequence[ClockRow]) -> None:
        """Show these; none hides the line."""
        self._clocks = clocks
        while len(self.chips) < len(clocks):
            chip = Chip(self)
            self._flow.addWidget(chip)
            self.chips.append(chip)
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < len(clocks))
        self.setVisible(bool(clocks))
        self.retranslate()

    def retranslate(self) -> None:
        """Say how they stand now."""
        self.title_label.setText(self.tr("For reference"))
        for chip, clock in zip(self.chips, self._clocks, strict=False):
            look = reference_look(clock, self._desk)
            chip.show_look(lambda look=look: look)  # type: ignore[misc]
            chip.setToolTip("\n".join(part for part in (look.text, for_reference(clock)) if part))


def reference_look(clock: ClockRow, desk: Desk) -> ChipLook:
    """Say a deadline that binds somebody else, in words that blame nobody here."""
    words = [wording.label(clock.kind, language()), desk.moment(clock.due_at)]
    if clock.stopped_at is None:
        left = desk.seconds_until(clock.due_at)
        if left >= 0:
            words.append(clock_words(ClockState.RUNNING, left))
        else:
            words.append(translate("Clocks", "{span} ago").format(span=span_words(left)))
    if clock.provisional:
        words.append(translate("Clocks", "provisional"))
    return ChipLook(_ICONS.get(clock.kind, "landmark"), "  ·  ".join(words), "neutral")


def clock_bar_look(clock: ClockRow, ticket: TicketDetail, desk: Desk) -> ClockLook:
    """Say how a deadline stands now, whatever the minute in which it was read."""
    until = clock.stopped_at if clock.stopped_at is not None else desk.now()
    left = (clock.due_at - until) // 1_000_000
    length = max(1, clock.due_at - clock.started_at)
    state = clock.state
    if clock.stopped_at is None and left < 0 and state is not ClockState.PAUSED:
        state = ClockState.BREACHED
    return ClockLook(
        kind=clock.kind,
        state=state,
        seconds_left=left,
        due=desk.moment(clock.due_at),
        share_gone=(until - clock.started_at) / length,
        rule=for_reference(clock),
        remark=" · ".join(_remarks(clock, ticket, desk)),
    )


def _remarks(clock: ClockRow, ticket: TicketDetail, desk: Desk) -> list[str]:
    found = []
    if clock.state is ClockState.PAUSED:
        told = translate("Clocks", "if it went on now: due {time}")
        found.append(told.format(time=desk.moment(clock.due_at)))
    if clock.extended:
        told = translate("Clocks", "extended by {span}")
        found.append(told.format(span=units_words(clock.extended, ticket.clock_room.unit)))
    if clock.provisional:
        found.append(translate("Clocks", "provisional"))
    return found


def for_reference(clock: ClockRow) -> str:
    """Say which rule pack a deadline comes from; no deadline here is legal advice."""
    parts = []
    if clock.source:
        told = translate("Clocks", "For reference, rule pack {rule}")
        parts.append(told.format(rule=clock.source))
    if clock.provisional:
        parts.append(
            translate(
                "Clocks",
                "Provisional: the public holidays of a year it reaches into are not decreed yet.",
            )
        )
    return "\n".join(parts)
