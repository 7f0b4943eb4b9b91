"""The form of a foreign entry: whatever is not exactly as this program writes it is refused."""

from __future__ import annotations

import re
from typing import Any, Final

from desktop.models.codecs import MAX_INTEGER, canonical
from desktop.models.lines import begins_line
from desktop.models.tables import COLUMN_CODECS, RULES, SCHEMA
from desktop.storage.ledger import FORMAT
from desktop.storage.upcasters import upcast

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
_AUTHORS: Final = (frozenset({"unattended"}), frozenset({"signed"}))
_PLAIN_CHANGE: Final = frozenset({"table", "site", "uid", "op", "fields"})
_SEALED: Final = frozenset({"subject", "names", "sealed"})
_IDENTITY: Final = frozenset({"site", "uid"})
_FORMS: Final = {"sha256": re.compile(r"[0-9a-f]{64}")}
"""Columns whose text is taken apart wherever it is read."""


def check_shape(raw: bytes, body: dict[str, Any]) -> None:
    """Refuse an entry that is not canonical, or whose parts are of another kind than they say.

    Raises:
        ValueError: it could not have been written by this program.
    """
    _demand(canonical(body) == raw)
    told = body.keys() - {"after"} if begins_line(body["seq"]) else body.keys()
    _demand(any(told == _KEYS | author for author in _AUTHORS))
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
    _demand(isinstance(change, dict))
    _demand(change.keys() - {"ticket"} in (_PLAIN_CHANGE, _PLAIN_CHANGE | _SEALED))
    _demand(_is_uid(change["site"]) and _is_uid(change["uid"]))
    _demand("ticket" not in change or _is_uid(change["ticket"]))
    _demand(change["op"] in ("insert", "update"))
    _demand(isinstance(change["table"], str) and change["table"] in COLUMN_CODECS)
    _demand(isinstance(change["fields"], dict))
    known = COLUMN_CODECS[change["table"]].keys() - _IDENTITY
    _demand(change["fields"].keys() <= known)
    if "sealed" in change:
        _demand(_is_uid(change["subject"]) and isinstance(change["sealed"], str))
        _check_names(change, known)
    _check_values(change)


def _check_names(change: dict[str, Any], known: Any) -> None:
    names = change["names"]
    _demand(isinstance(names, list) and all(isinstance(name, str) for name in names))
    _demand(len(set(names)) == len(names) > 0 and set(names) <= known)
    _demand(set(names).isdisjoint(change["fields"]))
    _demand(all(RULES[change["table"]][name].personal for name in names))


def _check_values(change: dict[str, Any]) -> None:
    codecs = COLUMN_CODECS[change["table"]]
    for name, value in change["fields"].items():
        told = [value]
        if change["op"] == "update":
            _demand(isinstance(value, list) and len(value) == len(("old", "new")))
            told = value
        for one in told:
            codecs[name].from_plain(one)
            _demand(name not in _FORMS or one is None or _is_text(one, _FORMS[name]))
            _demand(not isinstance(one, list) or all(isinstance(word, str) for word in one))
            _demand(type(one) is not int or one >= 0)  # no instant, amount or count is below zero


def _demand(held: bool) -> None:  # noqa: FBT001
    if not held:
        raise ValueError("shape")


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_text(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_uid(value: Any) -> bool:
    return _is_text(value, _UID)


def _is_reference(value: Any) -> bool:
    return isinstance(value, list) and [*map(_is_uid, value)] == [True, True]
