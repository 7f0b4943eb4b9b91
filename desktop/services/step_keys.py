"""The steps a script may take on a ticket, and the JSON keys of each."""

from __future__ import annotations

from typing import NamedTuple


class StepKeys(NamedTuple):
    """What one step takes."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> frozenset[str]:
        """Every key it knows."""
        return frozenset((*self.required, *self.optional))


_SEEN = ("version",)
_HANDED = ("text", "voucher", "receiver", "witness")

STEP_KEYS: dict[str, StepKeys] = {
    "assign": StepKeys(("to",), _SEEN),
    "note": StepKeys(("text",), ()),
    "request": StepKeys(("text",), ()),
    "contact": StepKeys(("channel", "text"), ()),
    "promise": StepKeys(("what", "due"), ("by", "told_how")),
    "keep-promise": StepKeys((), ("promise", "state")),
    "attach": StepKeys(("path",), ("name",)),
    "send-up": StepKeys(("reason",), _SEEN),
    "answer-send-up": StepKeys(("text",), ()),
    "ask-hq": StepKeys(("reason",), _SEEN),
    "hand-over": StepKeys(("reason",), _SEEN),
    "recall": StepKeys(("reason",), ()),
    "accept": StepKeys(("text",), ()),
    "return": StepKeys(("text",), ()),
    "decide": StepKeys(("verdict", "text"), ("amount",)),
    "propose": StepKeys(("kind",), ("amount", "text")),
    "approve": StepKeys((), ("remedy", "reason")),
    "reject": StepKeys(("reason",), ("remedy",)),
    "pay-out": StepKeys(("means",), ("remedy", "amount", *_HANDED)),
    "settle": StepKeys(("kind", "means"), ("amount", *_HANDED)),
    "classify": StepKeys((), ("category", "severity", *_SEEN)),
    "pause": StepKeys(("ground", "reason"), ("evidence", *_SEEN)),
    "resume": StepKeys((), ("reason", *_SEEN)),
    "extend": StepKeys(("units", "reason", "told_at", "told_how"), _SEEN),
    "review": StepKeys(("approved",), ("text", "reviewer")),
    "nature": StepKeys(("nature", "reason"), _SEEN),
    "progress": StepKeys(("status",), _SEEN),
    "resolve": StepKeys(("result",), ("told_how", *_SEEN)),
    "close": StepKeys((), ("told_how", *_SEEN)),
    "reopen": StepKeys(("reason",), _SEEN),
    "withdraw": StepKeys(("reason",), _SEEN),
    "not-uphold": StepKeys(("reason",), ("told_how", *_SEEN)),
    "void": StepKeys(("reason",), _SEEN),
    "follow-up": StepKeys(("result",), ("text",)),
    "reveal": StepKeys(("reason",), ()),
}
"""Every step by name. `reveal` alone discloses instead of changing."""
