"""The form of a foreign entry: whatever is not exactly as this program writes it is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from desktop.models.clocks import is_timing
from desktop.models.codecs import MAX_INTEGER, canonical
from desktop.models.lines import begins_line
from desktop.models.tables import COLUMN_CODECS, RULES, SCHEMA
from desktop.storage.ledger import FORMAT
from desktop.storage.upcasters import upcast

if TYPE_CHECKING:
    from desktop.models.codecs import Codec

MALFORMED: Final[tuple[type[Exception], ...]] = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What reading plain values of a wrong kind ends in."""

_UID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_EPOCH = re.compile(r"[A-Za-z0-9]{0,32}")
_KEYS: Final = frozenset(
    {
        "v", "schema", "site", "epoch", "seq", "at", "actor", "use_case", "command", "previous",
        "about", "changes", "private",
    }
)  # fmt: skip
_BODIES: Final = (_KEYS | {"signed"}, _KEYS | {"unattended"})
_CHANGE: Final = frozenset({"table", "site", "uid", "op", "fields"})
_SEALED: Final = _CHANGE | {"subject", "names", "sealed"}
_CHANGES: Final = (_CHANGE, _CHANGE | {"ticket"}, _SEALED, _SEALED | {"ticket"})
_COLUMNS: Final = {
    table: frozenset(codecs) - {"site", "uid"} for table, codecs in COLUMN_CODECS.items()
}
_PERSONAL: Final = {
    table: frozenset(name for name, rule in rules.items() if rule.personal)
    for table, rules in RULES.items()
}
_FORMS: Final = {"sha256": re.compile(r"[0-9a-f]{64}")}
"""Columns whose text is taken apart wherever it is read."""
_DEEPEST: Final = 40
"""Levels of a mapping: what is nested deeper is read here, and not where more calls are open."""


def check_shape(raw: bytes, body: dict[str, Any]) -> None:
    """Refuse an entry that is not canonical, or whose parts are of another kind than they say.

    Raises:
        ValueError: it could not have been written by this program.
    """
    _demand(canonical(body) == raw)
    told = body.keys() - {"after"} if begins_line(body["seq"]) else body.keys()
    _demand(told in _BODIES)
    _demand(body["v"] == FORMAT and _is_count(body["schema"]) and body["schema"] > 0)
    _demand(_is_count(body["at"]) and _is_text(body["epoch"], _EPOCH))
    _demand(_is_uid(body["command"]) and _is_text(body["use_case"], _NAME))
    _demand(body["actor"] is None or _is_uid(body["actor"]))
    _demand(body.get("unattended", True) is True)
    _demand(isinstance(body["about"], list) and all(_is_reference(one) for one in body["about"]))
    _check_private(body)
    if body["schema"] <= SCHEMA:
        _demand(isinstance(body["changes"], list))
        for change in upcast(body)["changes"]:
            _check_change(change)
        about = {uid for _site, uid in body["about"]}
        _demand(all(change.get("ticket") in {None, *about} for change in body["changes"]))


def _check_private(body: dict[str, Any]) -> None:
    private = body["private"]
    _demand(isinstance(private, dict))
    if "sealed" in private:
        _demand(private.keys() == {"subject", "sealed"} and isinstance(private["sealed"], str))
        _demand(private["subject"] in [uid for _site, uid in body["about"]])
        return
    _demand(private.keys() == {"salt", "reason"} and isinstance(private["salt"], str))
    _demand(private["reason"] is None or isinstance(private["reason"], str))


def _check_change(change: Any) -> None:
    _demand(isinstance(change, dict) and change.keys() in _CHANGES)
    _demand(_is_uid(change["site"]) and _is_uid(change["uid"]))
    _demand("ticket" not in change or _is_uid(change["ticket"]))
    _demand(change["op"] in ("insert", "update"))
    table = change["table"]
    _demand(isinstance(table, str) and table in _COLUMNS)
    _demand(isinstance(change["fields"], dict) and change["fields"].keys() <= _COLUMNS[table])
    if "sealed" in change:
        _demand(_is_uid(change["subject"]) and isinstance(change["sealed"], str))
        _check_names(change["names"], change["fields"], _PERSONAL[table])
    _check_values(change)


def _check_names(names: Any, fields: dict[str, Any], personal: frozenset[str]) -> None:
    _demand(isinstance(names, list) and all(isinstance(name, str) for name in names))
    told = set(names)
    _demand(len(told) == len(names) > 0 and told <= personal and told.isdisjoint(fields))


def _check_values(change: dict[str, Any]) -> None:
    codecs = COLUMN_CODECS[change["table"]]
    if change["op"] == "insert":
        for name, value in change["fields"].items():
            _check_value(name, codecs[name], value)
        return
    for name, value in change["fields"].items():
        _demand(isinstance(value, list) and len(value) == len(("old", "new")))
        for one in value:
            _check_value(name, codecs[name], one)


def _check_value(name: str, codec: Codec, value: Any) -> None:
    if value is None:
        return
    codec.from_plain(value)
    if type(value) is int:
        _demand(value >= 0)  # no instant, amount or count is below zero
    elif type(value) is list:
        _demand(all(isinstance(word, str) for word in value))
    elif type(value) is dict:
        _demand(_is_shallow(value, _DEEPEST) and (name != "timing" or is_timing(value)))
    elif name in _FORMS:
        _demand(_is_text(value, _FORMS[name]))


def _is_shallow(value: Any, levels: int) -> bool:
    if type(value) not in (dict, list):
        return True
    inside = value.values() if type(value) is dict else value
    return levels > 0 and all(_is_shallow(one, levels - 1) for one in inside)


def _demand(held: bool) -> None:  # noqa: FBT001
    if not held:
        raise ValueError("shape")


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_text(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_uid(value: Any) -> bool:
    return isinstance(value, str) and _UID.fullmatch(value) is not None


def _is_reference(value: Any) -> bool:
    return isinstance(value, list) and [*map(_is_uid, value)] == [True, True]
