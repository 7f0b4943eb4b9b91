"""Steps on a ticket as scripts tell them: a name and a JSON object."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.errors import InputError
from desktop.services import casework, clock_steps, escalations, remedies, reviews
from desktop.services.evidence import attach_file
from desktop.services.intake import SettlementDraft
from desktop.services.step_keys import STEP_KEYS
from desktop.services.ticket_draft import (
    as_uid,
    parse_instant,
    parse_member,
    parse_money,
)
from desktop.services.tickets import ticket_detail
from desktop.vocabulary import (
    FollowUpResult,
    Nature,
    PayoutMeans,
    PromiseState,
    RemedyKind,
    RemedyState,
    Severity,
    Status,
    TicketId,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum

    from desktop.services.gateway import Gateway
    from desktop.services.rows import EvidenceRow, PromiseRow, RemedyRow
    from desktop.vocabulary import Ref

E = TypeVar("E", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on one ticket, with what was told."""

    gateway: Gateway
    ticket: TicketId
    told: dict[str, Any]

    def call(self, case: Any, *values: Any, **named: Any) -> Any:
        """Do a use case on the ticket."""
        return self.gateway.call(case, self.ticket, *values, **named)

    def text(self, key: str) -> str:
        """Give a text, empty if it was left out."""
        value = self.told.get(key)
        if value is not None and not isinstance(value, str):
            raise InputError("text.not_text", field=key)
        return value or ""

    def optional(self, key: str) -> str | None:
        """Give a text, None if it was left out."""
        return self.text(key) or None

    def member(self, enum: type[E], key: str) -> E:
        """Give a word of the house."""
        return parse_member(enum, key, self.told.get(key))

    def maybe(self, enum: type[E], key: str) -> E | None:
        """Give a word of the house, None if it was left out."""
        return self.member(enum, key) if self.told.get(key) else None

    def money(self, key: str) -> int | None:
        """Give an amount in minor units."""
        return parse_money(key, self.told.get(key), self.gateway.facts.card.currency)

    def instant(self, key: str) -> int:
        """Give an instant."""
        found = parse_instant(key, self.told.get(key), self.gateway.facts.card.zone)
        if found is None:
            raise InputError("value.missing", field=key)
        return found

    def whole(self, key: str) -> int:
        """Give a whole number."""
        value = self.told.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError("value.unknown", field=key, value=str(value)[:40])
        return value

    def evidence(self) -> Ref | None:
        """Give the piece of evidence named; None if none is."""
        told = self.told.get("evidence")
        if told is None:
            return None
        found: EvidenceRow | None = _part(told, self.call(ticket_detail).evidence)
        if found is None:
            raise InputError("value.unknown", field="evidence", value=str(told)[:40])
        return found.ref

    @property
    def version(self) -> int | None:
        """Which version of the ticket was seen, if that was told."""
        value = self.told.get("version")
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise InputError(
                "value.unknown", field="version", value=str(value)[:40], choices="1, 2, 3, …"
            )
        return value

    def remedy(self, *states: RemedyState) -> RemedyRow:
        """Give the remedy named, else the only one in one of these states."""
        rows = self.call(ticket_detail).remedies
        told = self.told.get("remedy")
        fitting = rows if told else [row for row in rows if row.state in states]
        found: RemedyRow | None = _part(told, fitting)
        if found is None:
            raise InputError("remedy.not_named", count=len(fitting))
        return found

    def promise(self) -> PromiseRow:
        """Give the promise named, else the only one that is open."""
        rows = self.call(ticket_detail).promises
        told = self.told.get("promise")
        fitting = rows if told else [row for row in rows if row.state is PromiseState.OPEN]
        found: PromiseRow | None = _part(told, fitting)
        if found is None:
            raise InputError("promise.not_named", count=len(fitting))
        return found

    def settlement(self, kind: RemedyKind, amount: int) -> SettlementDraft:
        """Give how something was handed over."""
        return SettlementDraft(
            kind=kind,
            means=self.member(PayoutMeans, "means"),
            amount=amount,
            text=self.text("text"),
            voucher=self.optional("voucher"),
            receiver=self.optional("receiver"),
            witness=self.optional("witness"),
        )


def _part(told: object, rows: Sequence[Any]) -> Any:
    """Find a part of a ticket by its id; without one, the only candidate there is."""
    if told is None:
        return rows[0] if len(rows) == 1 else None
    site, _, uid = str(told).rpartition(".")
    if as_uid(uid) is None:
        return None
    return next((r for r in rows if r.ref.uid == uid and site in ("", r.ref.site)), None)


def take_step(gateway: Gateway, ticket: TicketId, name: str, told: dict[str, Any]) -> None:
    """Take a step of `STEP_KEYS`; the keys have been checked."""
    STEPS[name](Step(gateway, ticket, told))


def check_keys(name: str, told: dict[str, Any]) -> None:
    """Refuse keys a step does not know, and ask for those it cannot do without."""
    known = STEP_KEYS[name]
    for key in told:
        if key not in known.all:
            raise InputError("draft.unknown_key", key=key[:80])
    for key in known.required:
        if told.get(key) in (None, ""):
            raise InputError("value.missing", field=key)


def _promise(step: Step) -> None:
    step.call(
        casework.promise_answer,
        step.text("what"),
        step.instant("due"),
        step.optional("by"),
        step.optional("told_how"),
    )


def _keep_promise(step: Step) -> None:
    state = step.maybe(PromiseState, "state") or PromiseState.KEPT
    step.call(casework.settle_promise, step.promise().ref, state)


def _attach(step: Step) -> None:
    path = Path(step.text("path"))
    attach_file(step.gateway, step.ticket, path, name=step.optional("name"))


def _decide(step: Step) -> None:
    verdict = step.member(Verdict, "verdict")
    step.call(escalations.decide_escalation, verdict, step.text("text"), step.money("amount"))


def _propose(step: Step) -> None:
    kind = step.member(RemedyKind, "kind")
    step.call(remedies.propose_remedy, kind, step.money("amount") or 0, step.text("text"))


def _approve(step: Step) -> None:
    remedy = step.remedy(RemedyState.PROPOSED)
    step.call(remedies.approve_remedy, remedy.ref, step.optional("reason"))


def _reject(step: Step) -> None:
    remedy = step.remedy(RemedyState.PROPOSED)
    step.call(remedies.reject_remedy, remedy.ref, step.text("reason"))


def _pay_out(step: Step) -> None:
    remedy = step.remedy(RemedyState.APPROVED)
    amount = step.money("amount")
    paid = remedy.amount if amount is None else amount
    step.call(remedies.pay_out, remedy.ref, step.settlement(remedy.kind, paid))


def _settle(step: Step) -> None:
    kind = step.member(RemedyKind, "kind")
    step.call(remedies.settle_ticket, step.settlement(kind, step.money("amount") or 0))


def _classify(step: Step) -> None:
    severity = step.maybe(Severity, "severity")
    step.call(casework.classify_ticket, step.optional("category"), severity, step.version)


def _pause(step: Step) -> None:
    shown = step.evidence()
    step.call(
        clock_steps.pause_clock, step.text("ground"), step.text("reason"), shown, step.version
    )


def _extend(step: Step) -> None:
    step.call(
        clock_steps.extend_clock,
        step.whole("units"),
        step.text("reason"),
        step.instant("told_at"),
        step.text("told_how"),
        step.version,
    )


def _review(step: Step) -> None:
    approved = step.told.get("approved")
    if not isinstance(approved, bool):
        raise InputError("value.unknown", field="approved", value=str(approved)[:40])
    text, reviewer = step.text("text"), step.optional("reviewer")
    step.call(reviews.review_answer, text, reviewer, approved=approved)


def _follow_up(step: Step) -> None:
    step.call(casework.record_follow_up, step.member(FollowUpResult, "result"), step.text("text"))


def _texts(case: Any, *keys: str) -> Callable[[Step], None]:
    """Make the step that tells a use case these texts in order."""

    def take(step: Step) -> None:
        step.call(case, *(step.text(key) for key in keys))

    return take


def _seen(case: Any, *keys: str) -> Callable[[Step], None]:
    """Make the step that tells a use case these texts, and which version was seen."""

    def take(step: Step) -> None:
        step.call(case, *(step.text(key) for key in keys), version=step.version)

    return take


def _told(case: Any, *keys: str) -> Callable[[Step], None]:
    """Make the step that also says how the complainant was told."""

    def take(step: Step) -> None:
        texts = [step.text(key) for key in keys]
        step.call(case, *texts, told_how=step.optional("told_how"), version=step.version)

    return take


def _nature(step: Step) -> None:
    nature, reason = step.member(Nature, "nature"), step.text("reason")
    step.call(casework.change_nature, nature, reason, step.version)


def _progress(step: Step) -> None:
    step.call(casework.progress_ticket, step.member(Status, "status"), step.version)


STEPS: dict[str, Callable[[Step], None]] = {
    "assign": _seen(casework.assign_ticket, "to"),
    "note": _texts(casework.add_note, "text"),
    "request": _texts(casework.request_step, "text"),
    "contact": _texts(casework.record_contact, "channel", "text"),
    "promise": _promise,
    "keep-promise": _keep_promise,
    "attach": _attach,
    "send-up": _seen(escalations.send_to_manager, "reason"),
    "answer-send-up": _texts(escalations.answer_send_up, "text"),
    "ask-hq": _seen(escalations.ask_headquarters, "reason"),
    "hand-over": _seen(escalations.hand_over, "reason"),
    "recall": _texts(escalations.recall_hand_over, "reason"),
    "accept": _texts(escalations.accept_hand_over, "text"),
    "return": _texts(escalations.return_ticket, "text"),
    "decide": _decide,
    "propose": _propose,
    "approve": _approve,
    "reject": _reject,
    "pay-out": _pay_out,
    "settle": _settle,
    "classify": _classify,
    "pause": _pause,
    "resume": _seen(clock_steps.resume_clock, "reason"),
    "extend": _extend,
    "review": _review,
    "nature": _nature,
    "progress": _progress,
    "resolve": _told(casework.resolve_ticket, "result"),
    "close": _told(casework.close_ticket),
    "reopen": _seen(casework.reopen_ticket, "reason"),
    "withdraw": _seen(casework.withdraw_ticket, "reason"),
    "not-uphold": _told(casework.reject_complaint, "reason"),
    "void": _seen(casework.void_ticket, "reason"),
    "follow-up": _follow_up,
}
