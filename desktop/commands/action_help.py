"""The help of `redress ticket do`: what each action does and the keys it takes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from desktop.services.step_keys import STEP_KEYS
from desktop.vocabulary import (
    Channel,
    FollowUpResult,
    PayoutMeans,
    PromiseState,
    RemedyKind,
    Severity,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

_DOES = {
    "assign": "give it to a member of staff (login, uid or name)",
    "note": "write a note",
    "request": "ask the custodian for a step",
    "contact": "record a talk with the complainant",
    "promise": "promise something by an instant",
    "keep-promise": "record it kept (or state: broken)",
    "attach": "take a file in as evidence",
    "send-up": "send it to the manager",
    "answer-send-up": "the manager hands it back to the desk",
    "ask-hq": "ask headquarters; the branch stays custodian",
    "hand-over": "offer custody to headquarters",
    "recall": "withdraw that offer",
    "accept": "headquarters accepts custody",
    "return": "headquarters gives custody back",
    "decide": "headquarters: authorised, instructed, declined",
    "propose": "propose a remedy",
    "approve": "a second person's yes",
    "reject": "a second person's no",
    "pay-out": "hand an approved remedy over",
    "settle": "settle on the spot and close",
    "classify": "change category or severity",
    "pause": "let the decision clock stand still (ground of the rule pack)",
    "resume": "let it go on",
    "extend": "approve a longer one (units of the rule; told_at, told_how)",
    "review": "the legal reviewer's yes or no to a grave ticket's answer",
    "nature": "complaint, enquiry, suggestion, praise or report; with the reason",
    "progress": "investigating or negotiating",
    "resolve": "record the outcome",
    "close": "close a resolved ticket",
    "reopen": "take it up again",
    "withdraw": "the complainant takes it back",
    "not-uphold": "a manager does not uphold it",
    "void": "void a ticket made by mistake",
    "follow-up": "record a call-back",
    "reveal": "show the complainant unmasked; this is recorded",
}

_CHOICES: Final[dict[str, Iterable[StrEnum]]] = {
    "channel": Channel,
    "state": (PromiseState.KEPT, PromiseState.BROKEN),
    "verdict": Verdict,
    "kind": RemedyKind,
    "means": PayoutMeans,
    "severity": Severity,
    "status": (Status.INVESTIGATING, Status.NEGOTIATING),
    "result": FollowUpResult,
}
"""What a key may hold where it is no text of one's own; `result` that of a follow-up."""


def help_table() -> str:
    """Give the table for the help: action, keys (optional ones in brackets), meaning."""
    lines = []
    for name, keys in STEP_KEYS.items():
        told = " ".join([*keys.required, *(f"[{key}]" for key in keys.optional)])
        lines.append(f"  {name:<15} {told:<48} {_DOES[name]}".rstrip())
    return "\n".join(
        [
            "actions, the keys of their JSON object, and what they do:",
            *lines,
            "",
            "values (result: of follow-up; in resolve it is free text):",
            *(_choices(key, members) for key, members in _CHOICES.items()),
            "",
            "Amounts are decimal strings, instants ISO 8601. `version` is the ticket's version as",
            "it was seen; a stale one is refused. `remedy` and `promise` are the ids that `ticket",
            "show` gives; where only one can be meant they may be left out.",
        ]
    )


def _choices(key: str, members: Iterable[StrEnum]) -> str:
    told = " ".join(member.value for member in members)
    return textwrap.fill(
        told, 95, initial_indent=f"  {key:<15} ", subsequent_indent=" " * 18,
        break_on_hyphens=False,
    )  # fmt: skip
