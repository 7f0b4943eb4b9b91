"""What nobody in particular may do: schedules, taking in, and a way back by the paper code."""

from __future__ import annotations

from typing import Any, Final

NOBODYS: Final[dict[str, frozenset[str]]] = {
    "take_in": frozenset({"take_in", "conflict", "site_key", "custody_step"}),
    "record_shipping": frozenset({"custody_step"}),
    "record_password_reset": frozenset(),
}
"""The tables that each command writes which no person signs.

Whoever has a site's key alone could otherwise write whatever they like in nobody's name.
"""
RESTATED: Final = frozenset({"ticket", "promise", "remedy"})
"""What an entry says once more that takes in what was lost here: newer state stands above it."""
_ANY: Final = frozenset[str]().union(*NOBODYS.values())


def may_be_nobodys(body: dict[str, Any], *, own: bool) -> bool:
    """Tell whether an entry is signed by a person, or of a kind that nobody need sign.

    Args:
        body: the parsed entry.
        own: written by this very program; another site's may know further commands.
    """
    if not body.get("unattended"):
        return True
    use_case = body["use_case"]
    allowed = NOBODYS.get(use_case, _ANY)
    if _brings_back(body):
        allowed |= RESTATED
    known = use_case in NOBODYS or not own
    return known and {change["table"] for change in body["changes"]} <= allowed


def _brings_back(body: dict[str, Any]) -> bool:
    """Tell whether an entry takes in what its own site had lost."""
    return any(
        change["table"] == "take_in"
        and change["op"] == "insert"
        and change["fields"]["source"] == body["site"]
        for change in body["changes"]
    )
