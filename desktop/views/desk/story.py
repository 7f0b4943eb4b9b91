"""What one entry says in words: the sentence it is, and what fills it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop import wording
from desktop.views.translation import language
from desktop.vocabulary import (
    Channel,
    FollowUpResult,
    Nature,
    PayoutMeans,
    RemedyKind,
    Role,
    Severity,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from desktop.services.rows import RemedyRow, TicketDetail, TimelineRow
    from desktop.views.desk.desk import Desk

_TEXTS = (
    "note.text",
    "escalation.reason",
    "answer.text",
    "ticket.result",
    "conflict.decision",
)


@dataclass(slots=True)
class Story:
    """One entry while its sentence is composed: which sentence, and what fills it."""

    row: TimelineRow
    ticket: TicketDetail
    desk: Desk
    variant: str = ""
    values: dict[str, object] = field(default_factory=dict)
    after: str = ""
    """What is told behind the sentence: somebody's own words."""

    def told(self, name: str) -> Any:
        """Give what the entry says of `table.column`, None if nothing."""
        return self.row.values.get(name)

    def money(self, minor: int) -> str:
        """Write an amount in the ticket's currency."""
        return self.desk.money(minor, self.ticket.currency)


def told_in_words(row: TimelineRow, ticket: TicketDetail, desk: Desk) -> str:
    """Tell an entry in the language of the screen, as if it were in force."""
    story = Story(row, ticket, desk)
    _COMPOSERS.get(row.use_case, _plain)(story)
    return _joined(_phrase(story), story.after)


def _phrase(story: Story) -> str:
    key = f"Story.{story.row.use_case}"
    if story.variant and wording.has_label(f"{key}.{story.variant}", language()):
        key = f"{key}.{story.variant}"
    if not wording.has_label(key, language()):
        return wording.phrase("Story.other", language(), act=story.row.use_case)
    return wording.phrase(key, language(), **story.values)


def _joined(told: str, after: str) -> str:
    if not after:
        return told
    return wording.phrase("Story.with_reason", language(), told=told, reason=after)


# ---- one function a kind of act: which sentence it is and what fills it


def _plain(story: Story) -> None:
    """Somebody's own words, or nothing but the act."""
    texts = [story.told(name) for name in _TEXTS]
    story.values["text"] = next((text for text in texts if text), "")
    if story.told("reason"):
        story.after = wording.phrase("Story.because", language(), reason=story.told("reason"))


def _registered(story: Story) -> None:
    story.values |= {
        "nature": _word(Nature, story.told("ticket.nature")),
        "channel": _word(Channel, story.told("ticket.channel")),
    }
    if story.told("promise.due_at"):
        _promised(story)
        story.variant = "promised" if story.values["what"] else "promised_answer"


def _promised(story: Story) -> None:
    due = story.told("promise.due_at")
    story.values |= {
        "due": wording.instant_text(due, story.desk.zone(), language(), "short") if due else "",
        "what": story.told("promise.what") or "",
    }


def _promise_settled(story: Story) -> None:
    story.variant = str(story.told("promise.state") or "")
    uid = story.told("promise.uid")
    kept = next((p.what for p in story.ticket.promises if p.ref.uid == uid), "")
    story.values["what"] = kept
    if not kept:
        story.variant += "_answer"


def _settled(story: Story) -> None:
    minor = story.told("remedy.amount") or 0
    _remedy_words(story, story.told("remedy.kind"), minor)
    story.values["means"] = _word(PayoutMeans, story.told("payout.means"))
    story.after = story.told("remedy.text") or ""


def _proposed(story: Story) -> None:
    _remedy_words(story, story.told("remedy.kind"), story.told("remedy.amount") or 0)
    if story.told("remedy.needs_approval") and not story.variant:
        story.variant = "waiting"
    story.after = story.told("remedy.text") or ""


def _remedy_decided(story: Story) -> None:
    found = _remedy(story, story.told("approval.remedy_uid"))
    _remedy_words(story, found.kind if found else None, found.amount if found else 0)
    story.after = story.told("approval.reason") or ""


def _paid(story: Story) -> None:
    receiver, witness = story.told("payout.receiver"), story.told("payout.witness")
    minor = story.told("payout.amount") or 0
    story.values |= {
        "means": _word(PayoutMeans, story.told("payout.means")),
        "amount": story.money(minor),
        "receiver": receiver or "",
        "witness": witness or "",
    }
    if not minor:
        story.variant = "free"
    elif receiver:
        story.variant = "signed"
    elif witness:
        story.variant = "witnessed"


def _talked(story: Story) -> None:
    story.values["text"] = story.told("note.text") or ""
    if story.told("note.channel"):
        story.variant = "channel"
        story.values["channel"] = _word(Channel, story.told("note.channel"))


def _followed_up(story: Story) -> None:
    story.values["result"] = _word(FollowUpResult, story.told("note.result"))
    if story.told("note.text"):
        story.variant = "text"
        story.values["text"] = story.told("note.text")


def _assigned(story: Story) -> None:
    name = story.told("ticket.assignee")
    story.values["assignee"] = name or ""
    if not name:
        story.variant = "nobody"
    elif name == story.row.actor:
        story.variant = "self"


def _classified(story: Story) -> None:
    category, severity = story.told("ticket.category"), story.told("ticket.severity")
    story.values |= {
        "category": story.desk.category(category) if category else "",
        "severity": _word(Severity, severity),
    }
    if category and severity:
        story.variant = "both"
    elif category or severity:
        story.variant = "category" if category else "severity"


def _clock_stopped(story: Story) -> None:
    key = story.told("clock_event.ground") or ""
    named = next((g.names for g in story.ticket.clock_room.grounds if g.key == key), {})
    story.values |= {
        "ground": named.get(language()) or named.get("en") or key,
        "text": story.told("clock_event.reason") or "",
    }


def _clock_went_on(story: Story) -> None:
    story.values["text"] = story.told("clock_event.reason") or ""
    story.variant = "text" if story.values["text"] else ""


def _clock_extended(story: Story) -> None:
    told_at, units = story.told("clock_event.told_at"), story.told("clock_event.units") or 0
    story.values |= {
        "span": wording.units_text(units, story.ticket.clock_room.unit, language()),
        "told_at": wording.instant_text(told_at, story.desk.zone(), language(), "short")
        if told_at
        else "",
        "told_how": told_how_words(story.told("clock_event.told_how") or ""),
        "text": story.told("clock_event.reason") or "",
    }


def _nature_changed(story: Story) -> None:
    _plain(story)
    story.values |= {
        "before": _word(Nature, story.told("ticket.nature.old")),
        "nature": _word(Nature, story.told("ticket.nature")),
    }


def _reviewed(story: Story) -> None:
    story.variant = "yes" if story.told("review.approved") else "no"
    story.values |= {
        "reviewer": story.told("review.reviewer") or story.row.actor,
        "text": story.told("review.text") or "",
    }


def _progressed(story: Story) -> None:
    story.values["status"] = _word(Status, story.told("ticket.status"))


def _sent_up(story: Story) -> None:
    _plain(story)
    story.values["manager"] = story.desk.title(Role.MANAGER)


def _decided(story: Story) -> None:
    story.values |= {
        "verdict": _word(Verdict, story.told("answer.verdict")),
        "text": story.told("answer.text") or "",
    }
    if story.told("answer.amount"):
        story.variant = "amount"
        story.values["amount"] = story.money(story.told("answer.amount"))


def _returned(story: Story) -> None:
    _plain(story)
    story.values["custodian"] = story.told("ticket.custodian") or story.ticket.site_name


def _resolved(story: Story) -> None:
    _plain(story)
    told = story.told("ticket.told_how")
    if told:
        story.variant = "told"
        story.values["told"] = told_how_words(told)


def _evidence(story: Story) -> None:
    name = story.told("evidence.name")
    uid = story.told("custody_step.evidence_uid")
    if not name:
        name = next((e.name for e in story.ticket.evidence if e.ref.uid == uid), "")
    unnamed = wording.label("Story.unnamed_evidence", language())
    story.values["evidence"] = name or unnamed
    if story.told("reason"):
        story.after = wording.phrase("Story.because", language(), reason=story.told("reason"))


def _printed(story: Story) -> None:
    story.variant = story.told("reason") or ""


def _conflict_decided(story: Story) -> None:
    _plain(story)
    story.variant = "" if story.values["text"] else "silent"


_COMPOSERS: dict[str, Callable[[Story], None]] = {
    "register_ticket": _registered,
    "settle_on_spot": _settled,
    "settle_ticket": _settled,
    "record_contact": _talked,
    "record_follow_up": _followed_up,
    "promise_answer": _promised,
    "settle_promise": _promise_settled,
    "assign_ticket": _assigned,
    "disable_staff": _assigned,
    "pass_ticket_on": _assigned,
    "classify_ticket": _classified,
    "change_nature": _nature_changed,
    "review_answer": _reviewed,
    "pause_clock": _clock_stopped,
    "resume_clock": _clock_went_on,
    "extend_clock": _clock_extended,
    "progress_ticket": _progressed,
    "send_to_manager": _sent_up,
    "decide_escalation": _decided,
    "return_ticket": _returned,
    "propose_remedy": _proposed,
    "approve_remedy": _remedy_decided,
    "reject_remedy": _remedy_decided,
    "pay_out": _paid,
    "resolve_ticket": _resolved,
    "attach_evidence": _evidence,
    "view_evidence": _evidence,
    "export_evidence": _evidence,
    "record_verified": _evidence,
    "print_slip": _printed,
    "slip_row": _printed,
    "handling_row": _printed,
    "decide_conflict": _conflict_decided,
}


def told_how_words(told: str) -> str:
    """Say how the complainant was told; what is no word of the house stands for itself."""
    key = f"ToldHow.{told}"
    return wording.label(key, language()) if wording.has_label(key, language()) else told


def _remedy_words(story: Story, kind: object, minor: int) -> None:
    story.values |= {"kind": _word(RemedyKind, kind), "amount": story.money(minor)}
    if not minor:
        story.variant = "free"


def _remedy(story: Story, uid: object) -> RemedyRow | None:
    return next((r for r in story.ticket.remedies if r.ref.uid == uid), None)


def _word(enum: type[StrEnum], value: object) -> str:
    """Say a member by its stored value; an unknown one stands for itself."""
    if value is None:
        return ""
    key = f"{enum.__name__}.{value}"
    return wording.label(key, language()) if wording.has_label(key, language()) else str(value)
