"""The steps of `redress ticket do` and the JSON keys of each, as their help shows them."""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    """What one action takes and does."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    does: str

    @property
    def keys(self) -> frozenset[str]:
        """Every key it knows."""
        return frozenset((*self.required, *self.optional))


_SEEN = ("version",)
_HANDED = ("text", "voucher", "receiver", "witness")

ACTIONS: dict[str, Action] = {
    "assign": Action(("to",), _SEEN, "give it to a member of staff (login, uid or name)"),
    "note": Action(("text",), (), "write a note"),
    "request": Action(("text",), (), "ask the custodian for a step"),
    "contact": Action(("channel", "text"), (), "record a talk with the complainant"),
    "promise": Action(("what", "due"), ("by", "told_how"), "promise something by an instant"),
    "keep-promise": Action((), ("promise", "state"), "record it kept (or state: broken)"),
    "attach": Action(("path",), ("name",), "take a file in as evidence"),
    "send-up": Action(("reason",), _SEEN, "send it to the manager"),
    "answer-send-up": Action(("text",), (), "the manager hands it back to the desk"),
    "ask-hq": Action(("reason",), _SEEN, "ask headquarters; the branch stays custodian"),
    "hand-over": Action(("reason",), _SEEN, "offer custody to headquarters"),
    "recall": Action(("reason",), (), "withdraw that offer"),
    "accept": Action(("text",), (), "headquarters accepts custody"),
    "return": Action(("text",), (), "headquarters gives custody back"),
    "decide": Action(
        ("verdict", "text"), ("amount",), "headquarters: authorised, instructed, declined"
    ),
    "propose": Action(("kind",), ("amount", "text"), "propose a remedy"),
    "approve": Action((), ("remedy", "reason"), "a second person's yes"),
    "reject": Action(("reason",), ("remedy",), "a second person's no"),
    "pay-out": Action(("means",), ("remedy", "amount", *_HANDED), "hand an approved remedy over"),
    "settle": Action(("kind", "means"), ("amount", *_HANDED), "settle on the spot and close"),
    "classify": Action((), ("category", "severity", *_SEEN), "change category or severity"),
    "progress": Action(("status",), _SEEN, "investigating or negotiating"),
    "resolve": Action(("result",), ("told_how", *_SEEN), "record the outcome"),
    "close": Action((), ("told_how", *_SEEN), "close a resolved ticket"),
    "reopen": Action(("reason",), _SEEN, "take it up again"),
    "withdraw": Action(("reason",), _SEEN, "the complainant takes it back"),
    "not-uphold": Action(("reason",), ("told_how", *_SEEN), "a manager does not uphold it"),
    "void": Action(("reason",), _SEEN, "void a ticket made by mistake"),
    "follow-up": Action(("result",), ("text",), "record a call-back"),
    "reveal": Action(("reason",), (), "show the complainant unmasked; this is recorded"),
}
"""Every action by name."""


def help_table() -> str:
    """Give the table for the help: action, keys (optional ones in brackets), meaning."""
    lines = []
    for name, action in ACTIONS.items():
        keys = " ".join([*action.required, *(f"[{key}]" for key in action.optional)])
        lines.append(f"  {name:<15} {keys:<48} {action.does}".rstrip())
    return "\n".join(
        [
            "actions, the keys of their JSON object, and what they do:",
            *lines,
            "",
            "Amounts are decimal strings, instants ISO 8601. `version` is the ticket's version as",
            "it was seen; a stale one is refused. `remedy` and `promise` are the ids that `ticket",
            "show` gives; where only one can be meant they may be left out.",
        ]
    )
