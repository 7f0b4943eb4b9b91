"""Forms of words: notes, talks, promises, people, classes, and how a ticket ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from desktop.services import casework, escalations, tickets
from desktop.views.desk.act_form import ActCall, ActForm, Cell, chosen_one
from desktop.views.widgets.chips import ToggleChips, offer_members
from desktop.views.widgets.editors import Choice, MomentEdit
from desktop.vocabulary import Channel, FollowUpResult, Uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from enum import StrEnum

    from PySide6.QtWidgets import QWidget

    from desktop.services.rows import TicketDetail
    from desktop.services.use_case import UseCase
    from desktop.views.desk.desk import Desk

translate = QCoreApplication.translate

_MICROSECONDS = 1_000_000
_CLOSING_HOUR = 18
_TALKS = (
    Channel.PHONE,
    Channel.WALK_IN,
    Channel.WECHAT,
    Channel.EMAIL,
    Channel.LETTER,
    Channel.OTHER,
)


class WordsForm(ActForm):
    """One text and nothing else."""

    def __init__(
        self,
        desk: Desk,
        ticket: TicketDetail,
        case: UseCase[Any, Any],
        title: Callable[[], str],
        *,
        versioned: bool = False,
        hint: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Ask for the text under a title; `versioned` acts change the ticket's state."""
        self._case, self._title, self._versioned, self._hint = case, title, versioned, hint
        super().__init__(desk, ticket, parent)

    def build(self) -> None:
        """Place the text."""
        self.place_text("text", self._title, Cell(0, required=True, hint=self._hint))

    def call(self) -> ActCall:
        """Give the words."""
        extra = self.version if self._versioned else {}
        return ActCall(self._case, (self.ticket.id, self.text("text")), extra)


class ContactForm(ActForm):
    """A talk with the complainant."""

    def build(self) -> None:
        """Place the way and the words."""
        self._channels: ToggleChips[StrEnum] = ToggleChips(self, "channel_chips", exclusive=True)
        offer_members(self._channels, _TALKS)
        self._channels.set_chosen([Channel.PHONE])
        self.place_text("text", lambda: translate("Acts", "What was said"), Cell(0, required=True))
        self.place(self._channels, "channel", lambda: translate("Acts", "Through"), Cell(1))

    def call(self) -> ActCall:
        """Give the talk."""
        channel = next(iter(self._channels.chosen()), Channel.OTHER)
        return ActCall(
            casework.record_contact, (self.ticket.id, str(channel), self.text("text")), {}
        )


class PromiseForm(ActForm):
    """What is promised, by when, by whom."""

    def build(self) -> None:
        """Place the promise; by tomorrow's closing unless said."""
        self.place_line(
            "what", lambda: translate("Acts", "What is promised"), Cell(0, 0, 2, required=True)
        )
        self._due = MomentEdit(
            self, "due_edit", zone=self.desk.zone(), now=lambda: self.desk.local(self.desk.now())
        )
        self._due.now_button.setVisible(False)
        self._due.set_moment(self._tomorrow())
        self.place(self._due, "due", lambda: translate("Acts", "By when"), Cell(1, 0))
        self._by = colleague_choice(self, self.desk)
        self.place(self._by, "by", lambda: translate("Acts", "Who keeps it"), Cell(1, 1))

    def problems(self) -> dict[str, str]:
        """Refuse a promise for the past."""
        if self._due.moment() > self.desk.local(self.desk.now()):
            return {}
        return {"due": translate("Acts", "This time has passed.")}

    def call(self) -> ActCall:
        """Give the promise."""
        due = int(self._due.moment().timestamp()) * _MICROSECONDS
        return ActCall(
            casework.promise_answer,
            (self.ticket.id, self.text("what"), due, self._by.value()),
            {},
        )

    def _tomorrow(self) -> datetime:
        now = self.desk.local(self.desk.now())
        return (now + timedelta(days=1)).replace(hour=_CLOSING_HOUR, minute=0)


class AssignForm(ActForm):
    """Who handles the matter from now on."""

    def build(self) -> None:
        """Place the people."""
        self._to = colleague_choice(self, self.desk)
        self.place(self._to, "to", lambda: translate("Acts", "Give it to"), Cell(0))

    def call(self) -> ActCall:
        """Give the person."""
        return ActCall(casework.assign_ticket, (self.ticket.id, self._to.value()), self.version)


class ResolveForm(ActForm):
    """The outcome and how it was told."""

    def build(self) -> None:
        """Place both."""
        self.place_text("text", lambda: translate("Acts", "The outcome"), Cell(0, required=True))
        self._told = self.place_told_how(Cell(1))

    def call(self) -> ActCall:
        """Give the outcome."""
        return ActCall(
            casework.resolve_ticket,
            (self.ticket.id, self.text("text"), chosen_one(self._told)),
            self.version,
        )


class CloseForm(ActForm):
    """How the outcome, with the route to a re-check, was told."""

    def build(self) -> None:
        """Place the ways; the one already recorded is chosen."""
        self._told = self.place_told_how(
            Cell(
                0,
                required=True,
                hint=lambda: translate(
                    "Acts", "Tell the complainant also where to turn if they do not agree."
                ),
            )
        )
        self._told.set_chosen([self.ticket.told_how])

    def call(self) -> ActCall:
        """Give the way."""
        return ActCall(
            casework.close_ticket, (self.ticket.id, chosen_one(self._told)), self.version
        )


class NotUpholdForm(ActForm):
    """Why a complaint is not upheld."""

    def build(self) -> None:
        """Place the reasons and the ways."""
        self.place_text(
            "text",
            lambda: translate("Acts", "Why it is not upheld"),
            Cell(
                0,
                required=True,
                hint=lambda: translate(
                    "Acts", "The complainant must be told the reasons and the other routes."
                ),
            ),
        )
        self._told = self.place_told_how(Cell(1))

    def call(self) -> ActCall:
        """Give the reasons."""
        return ActCall(
            casework.reject_complaint,
            (self.ticket.id, self.text("text"), chosen_one(self._told)),
            self.version,
        )


class FollowUpForm(ActForm):
    """What the call-back found."""

    def build(self) -> None:
        """Place the result and the words."""
        self._result: ToggleChips[StrEnum] = ToggleChips(self, "result_chips", exclusive=True)
        offer_members(self._result, FollowUpResult)
        self.place(
            self._result,
            "result",
            lambda: translate("Acts", "What the call found"),
            Cell(0, required=True),
        )
        self.place_text("text", lambda: translate("Acts", "What was said"), Cell(1), lines=2)

    def call(self) -> ActCall:
        """Give the result."""
        result = FollowUpResult(self._result.chosen()[0])
        return ActCall(casework.record_follow_up, (self.ticket.id, result, self.text("text")), {})


class RevealForm(ActForm):
    """Why the complainant's full details are needed; the look is recorded."""

    def build(self) -> None:
        """Place the reason, with the usual ones at hand."""
        self._usual: ToggleChips[str] = ToggleChips(self, "usual_reasons", exclusive=True)
        self._usual.set_choices(("call", "check", "authority"), _usual_reason)
        self._usual.chosen_changed.connect(self._on_usual)
        self.place(self._usual, "usual", lambda: translate("Acts", "What for"), Cell(0))
        self.place_line(
            "reason",
            lambda: translate("Acts", "Reason, which is recorded with your name"),
            Cell(1, required=True),
        )

    def call(self) -> ActCall:
        """Give the reason."""
        return ActCall(tickets.reveal_complainant, (self.ticket.id, self.text("reason")), {})

    def _on_usual(self) -> None:
        chosen = chosen_one(self._usual)
        if chosen is not None:
            self.put_back({"reason": _usual_reason(chosen)})


class AnswerSendUpForm(WordsForm):
    """What the manager says to what was sent up."""

    def __init__(self, desk: Desk, ticket: TicketDetail, parent: QWidget | None = None) -> None:
        """Ask for the answer."""
        super().__init__(
            desk,
            ticket,
            escalations.answer_send_up,
            lambda: translate("Acts", "Answer to the desk"),
            parent=parent,
        )


def colleague_choice(parent: QWidget, desk: Desk) -> Choice[Uid]:
    """Make a choice among the people who work here, oneself first."""
    people = {one.uid: one for one in desk.card.colleagues}
    order = sorted(people, key=lambda uid: (uid != desk.card.staff, people[uid].name))

    def words(uid: Uid) -> str:
        one = people[uid]
        return f"{one.name}  ·  {desk.title(one.role)}"

    choice: Choice[Uid] = Choice(parent, "colleague_choice")
    choice.set_choices(order, words)
    return choice


def _usual_reason(key: str) -> str:
    if key == "call":
        return translate("Acts", "To contact the complainant")
    if key == "check":
        return translate("Acts", "To check who is at the counter")
    return translate("Acts", "An authority asks for it")
