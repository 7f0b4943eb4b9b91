"""The draft of a ticket as forms, scripts and import maps give it, checked and cleaned."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast
from zoneinfo import ZoneInfo

from desktop.errors import InputError
from desktop.models.rulepack import UNSORTED
from desktop.vocabulary import Channel, Demand, IntakeFlag, Nature, Ref, Severity, Uid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

MAX_FACTS = 20_000
MAX_LINE = 200
MAX_TEXT = 4_000
MAX_AMOUNT = 10**13
MINOR_DIGITS = {"JPY": 0, "KRW": 0}
"""Digits after the point by currency; two where not named."""

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_AMOUNT = re.compile(r"([-+])?([0-9]+)(?:\.([0-9]*))?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUSPECT = re.compile(rf"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{''.join(sorted(_BIDI))}]")
_LINES = ("product", "batch", "order", "bought_on", "goods_kept")
E = TypeVar("E", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """One way to reach the complainant, with whose it is."""

    value: str
    whose: str | None = None
    kind: str = "phone"


@dataclass(frozen=True, slots=True)
class ComplainantDraft:
    """Who complains; everything may be left out. `person` picks somebody known."""

    name: str | None = None
    title: str | None = None
    contacts: tuple[ContactDraft, ...] = ()
    id_type: str | None = None
    id_number: str | None = None
    address: str | None = None
    representative: str | None = None
    best_time: str | None = None
    person: Ref | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return self == ComplainantDraft(representative=self.representative)


@dataclass(frozen=True, slots=True)
class RespondentDraft:
    """Who or what is complained about; `staff` is a login, a uid or a name."""

    staff: str | None = None
    counter: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """Who forwarded the matter, with their number and due date."""

    name: str | None = None
    number: str | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """What intake gives. Only the facts must be there; amounts in minor units, instants µs UTC.

    `amount` is what the goods cost, `asked` what the complainant wants; `promise_by` is a login, a
    uid or a name, the person at the desk if left out; `late_reason` says why a matter received
    earlier is entered only now.
    """

    facts: str
    channel: Channel = Channel.WALK_IN
    nature: Nature = Nature.COMPLAINT
    category: str = UNSORTED
    severity: Severity = Severity.NORMAL
    received_at: int | None = None
    complainant: ComplainantDraft = field(default_factory=ComplainantDraft)
    respondent: RespondentDraft = field(default_factory=RespondentDraft)
    product: str | None = None
    batch: str | None = None
    order: str | None = None
    bought_on: str | None = None
    goods_kept: str | None = None
    amount: int | None = None
    asked: int | None = None
    demands: tuple[Demand, ...] = ()
    flags: tuple[IntakeFlag, ...] = ()
    source: SourceDraft = field(default_factory=SourceDraft)
    promise_what: str | None = None
    promise_due: int | None = None
    promise_by: str | None = None
    late_reason: str | None = None


def clean_text(name: str, raw: str | None, limit: int = MAX_LINE) -> str | None:
    """Give a text fit to keep: NFC, trimmed, None if empty.

    Raises InputError `text.too_long`, `text.control`, `text.bidi` or `text.unstorable`, naming
    the field and where the character stands.
    """
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise InputError("text.not_text", field=name)
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    suspect = _SUSPECT.search(text)
    if suspect is not None:
        _refuse_char(name, suspect.start() + 1, suspect.group())
    if len(text) > limit:
        raise InputError("text.too_long", field=name, limit=limit, length=len(text))
    return unicodedata.normalize("NFC", text) or None


def _refuse_char(name: str, position: int, char: str) -> NoReturn:
    if char == "\0" or "\ud800" <= char <= "\udfff":
        raise InputError("text.unstorable", field=name, position=position)
    if char in _BIDI:
        raise InputError("text.bidi", field=name, position=position)
    raise InputError("text.control", field=name, position=position)


def clean_draft(draft: TicketDraft) -> TicketDraft:
    """Clean every text of a draft; InputError names the first field that cannot be kept."""
    facts = clean_text("facts", draft.facts, MAX_FACTS)
    if facts is None:
        raise InputError("ticket.facts_missing")
    for name in ("amount", "asked"):
        minor = getattr(draft, name)
        if minor is not None and not 0 <= minor <= MAX_AMOUNT:
            raise InputError("money.out_of_range", field=name)
    lines = {
        name: clean_text(name, getattr(draft, name))
        for name in (*_LINES, "promise_by", "late_reason")
    }
    return _with(
        draft,
        facts=facts,
        complainant=_clean_complainant(draft.complainant),
        respondent=_clean_lines(draft.respondent, ("staff", "counter", "partner")),
        source=_clean_lines(draft.source, ("name", "number", "due")),
        promise_what=clean_text("promise", draft.promise_what, MAX_TEXT),
        **lines,
    )


D = TypeVar("D", TicketDraft, RespondentDraft, SourceDraft, ComplainantDraft, ContactDraft)
L = TypeVar("L", RespondentDraft, SourceDraft, ComplainantDraft)


def _with(part: D, **cleaned: object) -> D:
    """Give a draft with other values; itself if they are none other, as almost always."""
    other = {name: value for name, value in cleaned.items() if value != getattr(part, name)}
    return replace(part, **other) if other else part  # type: ignore[arg-type]


def _clean_lines(part: L, names: tuple[str, ...]) -> L:
    return _with(part, **{name: clean_text(name, getattr(part, name)) for name in names})


def _clean_complainant(person: ComplainantDraft) -> ComplainantDraft:
    names = ("name", "title", "id_type", "id_number", "address", "representative", "best_time")
    cleaned = _clean_lines(person, names)
    contacts = []
    for contact in person.contacts:
        value = clean_text("phone", contact.value)
        if value:
            contacts.append(_with(contact, value=value, whose=clean_text("whose", contact.whose)))
    return _with(cleaned, contacts=tuple(contacts))


def parse_draft(plain: Mapping[str, Any], zone: str, currency: str) -> TicketDraft:
    """Read the JSON form of a draft (design §12); InputError names the key that is wrong."""
    known = {
        "channel", "nature", "category", "severity", "received_at", "complainant", "respondent",
        "product", "batch", "order", "bought_on", "goods_kept", "amount", "asked", "facts",
        "requests", "flags", "source", "promise", "late_reason",
    }  # fmt: skip
    _only(plain, known, "")
    promise = _mapping(plain, "promise")
    _only(promise, {"what", "due", "by"}, "promise.")
    return clean_draft(
        TicketDraft(
            facts=_text(plain, "facts") or "",
            channel=_member(Channel, plain, "channel", Channel.WALK_IN),
            nature=_member(Nature, plain, "nature", Nature.COMPLAINT),
            category=_text(plain, "category") or UNSORTED,
            severity=_member(Severity, plain, "severity", Severity.NORMAL),
            received_at=parse_instant("received_at", plain.get("received_at"), zone),
            complainant=_complainant(_mapping(plain, "complainant")),
            respondent=_respondent(_mapping(plain, "respondent")),
            product=_text(plain, "product"),
            batch=_text(plain, "batch"),
            order=_text(plain, "order"),
            bought_on=_text(plain, "bought_on"),
            goods_kept=_text(plain, "goods_kept"),
            amount=parse_money("amount", plain.get("amount"), currency),
            asked=parse_money("asked", plain.get("asked"), currency),
            demands=_members(Demand, plain, "requests"),
            flags=_members(IntakeFlag, plain, "flags"),
            source=_source(_mapping(plain, "source")),
            promise_what=_text(promise, "what"),
            promise_due=parse_instant("promise.due", promise.get("due"), zone),
            promise_by=_text(promise, "by"),
            late_reason=_text(plain, "late_reason"),
        )
    )


def _only(plain: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in plain:
        if key not in known:
            raise InputError("draft.unknown_key", key=f"{where}{key}"[:80])


def _mapping(plain: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = plain.get(key) or {}
    if not isinstance(value, dict):
        raise InputError("draft.not_a_mapping", key=key)
    return value


def _text(plain: Mapping[str, Any], key: str) -> str | None:
    value = plain.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError("text.not_text", field=key)
    return value


def _member(enum: type[E], plain: Mapping[str, Any], key: str, default: E) -> E:
    value = plain.get(key)
    return default if value in (None, "") else parse_member(enum, key, value)


def parse_member(enum: type[E], key: str, value: object) -> E:
    """Give an enumeration's member; InputError `value.unknown` names the field and the choices."""
    try:
        return enum(str(value))
    except ValueError as error:
        choices = ", ".join(member.value for member in enum)
        raise InputError(
            "value.unknown", field=key, value=str(value)[:80], choices=choices
        ) from error


def _members(enum: type[E], plain: Mapping[str, Any], key: str) -> tuple[E, ...]:
    values = plain.get(key) or ()
    if not isinstance(values, list | tuple):
        raise InputError("draft.not_a_list", key=key)
    return tuple(dict.fromkeys(parse_member(enum, key, value) for value in values))


def _complainant(plain: Mapping[str, Any]) -> ComplainantDraft:
    lines = ("name", "title", "id_type", "id_number", "address", "representative", "best_time")
    _only(plain, {*lines, "phone", "phones", "email"}, "complainant.")
    contacts = [ContactDraft(v) for v in (_text(plain, "phone"),) if v]
    contacts += [_phone(told) for told in _phones(plain)]
    contacts += [ContactDraft(v, kind="email") for v in (_text(plain, "email"),) if v]
    texts: dict[str, Any] = {name: _text(plain, name) for name in lines}
    return ComplainantDraft(contacts=tuple(contacts), **texts)


def _phones(plain: Mapping[str, Any]) -> list[Any]:
    phones = plain.get("phones") or []
    if not isinstance(phones, list):
        raise InputError("draft.not_a_list", key="complainant.phones")
    return phones


def _phone(told: object) -> ContactDraft:
    if not isinstance(told, dict):
        return ContactDraft(cast("str", told))  # cleaning refuses what is no text
    _only(told, {"value", "whose"}, "complainant.phones.")
    return ContactDraft(_text(told, "value") or "", _text(told, "whose"))


def _respondent(plain: Mapping[str, Any]) -> RespondentDraft:
    _only(plain, {"staff", "counter", "partner"}, "respondent.")
    return RespondentDraft(_text(plain, "staff"), _text(plain, "counter"), _text(plain, "partner"))


def _source(plain: Mapping[str, Any]) -> SourceDraft:
    _only(plain, {"name", "number", "due"}, "source.")
    return SourceDraft(_text(plain, "name"), _text(plain, "number"), _text(plain, "due"))


def parse_money(name: str, raw: object, currency: str) -> int | None:
    """Read an amount such as "399.00" into minor units, exactly; InputError otherwise."""
    if raw is None or raw == "":
        return None
    digits = MINOR_DIGITS.get(currency, 2)
    plain = str(raw).replace(",", "").strip().lstrip("¥￥").strip()
    parts = _AMOUNT.fullmatch(plain)
    if parts is None:
        raise InputError("money.not_a_number", field=name, value=str(raw)[:40])
    sign, whole, fraction = parts.groups(default="")
    if fraction[digits:].strip("0"):
        raise InputError("money.too_fine", field=name, digits=digits)
    if sign == "-" or len(whole.lstrip("0")) > len(str(MAX_AMOUNT)):
        raise InputError("money.out_of_range", field=name)
    amount = int(whole + fraction[:digits].ljust(digits, "0"))
    if amount > MAX_AMOUNT:
        raise InputError("money.out_of_range", field=name)
    return amount


def parse_instant(name: str, raw: object, zone: str) -> int | None:
    """Read an ISO 8601 time into µs UTC; one without an offset is in the site's zone."""
    if raw is None or raw == "":
        return None
    try:
        moment = datetime.fromisoformat(str(raw).strip())
    except ValueError as error:
        raise InputError("time.unreadable", field=name, value=str(raw)[:40]) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return (moment - _EPOCH) // timedelta(microseconds=1)


def parse_day(name: str, raw: str) -> date:
    """Read an ISO 8601 date; InputError names the field."""
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise InputError("time.unreadable", field=name, value=raw[:40]) from error


def as_uid(raw: str) -> Uid | None:
    """Give a text as uid if it is one."""
    is_uid = len(raw) == 32 and all(c in "0123456789abcdef" for c in raw)  # noqa: PLR2004
    return Uid(raw) if is_uid else None
