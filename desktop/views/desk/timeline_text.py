"""A ticket's timeline as it reads: who did what and when, from the entries of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import wording
from desktop.views.desk.story import told_in_words
from desktop.views.translation import language
from desktop.views.widgets.timeline import TimelineEntry
from desktop.vocabulary import PromiseState, Verdict

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.rows import TicketDetail, TimelineRow
    from desktop.views.desk.desk import Desk
    from desktop.views.widgets.chips import Tone

_LONGEST = 240
"""Characters told at once; the rest opens with the row."""

STORY_ICONS: dict[str, tuple[str, Tone]] = {
    "register_ticket": ("plus", "accent"),
    "settle_on_spot": ("circle-check", "success"),
    "settle_ticket": ("circle-check", "success"),
    "add_note": ("sticky-note", "neutral"),
    "request_step": ("message-square", "accent"),
    "record_contact": ("phone", "success"),
    "record_follow_up": ("phone-call", "success"),
    "promise_answer": ("handshake", "warning"),
    "settle_promise": ("handshake", "success"),
    "assign_ticket": ("user-check", "accent"),
    "classify_ticket": ("tag", "neutral"),
    "change_nature": ("tag", "accent"),
    "review_answer": ("gavel", "special"),
    "pause_clock": ("hourglass", "warning"),
    "resume_clock": ("clock", "neutral"),
    "extend_clock": ("alarm-clock", "warning"),
    "progress_ticket": ("hourglass", "accent"),
    "send_to_manager": ("arrow-up-right", "special"),
    "answer_send_up": ("corner-up-left", "special"),
    "ask_headquarters": ("arrow-up-right", "special"),
    "hand_over": ("forward", "special"),
    "recall_hand_over": ("undo-2", "special"),
    "accept_hand_over": ("landmark", "special"),
    "return_ticket": ("corner-up-left", "special"),
    "decide_escalation": ("stamp", "special"),
    "propose_remedy": ("hand-coins", "accent"),
    "approve_remedy": ("stamp", "success"),
    "reject_remedy": ("square-x", "danger"),
    "pay_out": ("banknote", "success"),
    "resolve_ticket": ("check", "success"),
    "close_ticket": ("circle-check", "success"),
    "reopen_ticket": ("rotate-ccw", "warning"),
    "withdraw_ticket": ("undo-2", "neutral"),
    "reject_complaint": ("gavel", "warning"),
    "void_ticket": ("ban", "danger"),
    "attach_evidence": ("camera", "accent"),
    "view_evidence": ("eye", "neutral"),
    "export_evidence": ("folder-output", "warning"),
    "record_verified": ("shield-check", "neutral"),
    "reveal_complainant": ("eye", "warning"),
    "reveal_listed_tickets": ("file-spreadsheet", "warning"),
    "export_tickets": ("file-spreadsheet", "neutral"),
    "print_slip": ("printer", "neutral"),
    "slip_row": ("printer", "neutral"),
    "handling_row": ("printer", "neutral"),
    "import_tickets": ("import", "neutral"),
    "take_in": ("download", "neutral"),
    "record_shipping": ("upload", "neutral"),
    "ship": ("upload", "neutral"),
    "decide_conflict": ("scale", "warning"),
    "disable_staff": ("user-x", "neutral"),
    "pass_ticket_on": ("user-x", "neutral"),
}
_ANY_ICONS: dict[str, tuple[str, Tone]] = {"other": ("circle", "neutral")}
_CONFLICT_ICONS: dict[str, tuple[str, Tone]] = {"refused": ("git-fork", "danger")}


def timeline_entries(ticket: TicketDetail, desk: Desk) -> list[TimelineEntry]:
    """Tell a ticket's whole story, oldest first."""
    return [_entry(row, ticket, desk) for row in ticket.timeline]


def _entry(row: TimelineRow, ticket: TicketDetail, desk: Desk) -> TimelineEntry:
    text = sentence(row, ticket, desk)
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    icon, tone = look(row)
    return TimelineEntry(
        key=f"{row.site}_{row.seq}",
        day=_day(desk.local(row.at).date(), desk),
        time=wording.instant_text(row.at, desk.zone(), language(), "time"),
        who=who(row, desk),
        icon=icon,
        text=short,
        tone=tone,
        detail=text if short is not text else "",
    )


def look(row: TimelineRow) -> tuple[str, Tone]:
    """Give icon and tone of an entry; one that is not in force is marked."""
    if not row.applied:
        return _CONFLICT_ICONS["refused"]
    icon, tone = STORY_ICONS.get(row.use_case, _ANY_ICONS["other"])
    if row.values.get("promise.state") == PromiseState.BROKEN:
        return icon, "danger"
    if row.values.get("answer.verdict") == Verdict.DECLINED:
        return icon, "danger"
    return icon, tone


def who(row: TimelineRow, desk: Desk) -> str:
    """Name who acted, with the site where it was not this one."""
    name = row.actor or wording.label("Story.by_system", language())
    if row.site == desk.card.site.uid or not row.site_name:
        return name
    return wording.phrase("Story.at_site", language(), who=name, site=row.site_name)


def sentence(row: TimelineRow, ticket: TicketDetail, desk: Desk) -> str:
    """Tell one entry in the language of the screen."""
    text = told_in_words(row, ticket, desk)
    if not row.applied:
        text = wording.phrase("Story.not_applied", language(), told=text)
    return text


def _day(day: date, desk: Desk) -> str:
    today = desk.local(desk.now()).date()
    told = wording.short_date_text(day, language())
    if day.year != today.year:
        return wording.date_text(day, language())
    if day == today:
        return wording.phrase("Story.today", language(), date=told)
    if (today - day).days == 1:
        return wording.phrase("Story.yesterday", language(), date=told)
    return f"{told} {wording.weekday_text(day, language())}"
