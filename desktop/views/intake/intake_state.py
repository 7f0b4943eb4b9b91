"""What stands on the intake page, as plain values: for drafts, and for registering."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from desktop import wording
from desktop.services.ticket_draft import (
    ComplainantDraft,
    ContactDraft,
    RespondentDraft,
    SourceDraft,
    TicketDraft,
)
from desktop.views.translation import language
from desktop.views.widgets.editors import parse_money
from desktop.vocabulary import Channel, Demand, IntakeFlag, Ref, Uid

UNSORTED = "unsorted"
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_CHINESE_TITLES = {"mr": "先生", "ms": "女士"}
_LATIN_TITLES = {"mr": "Mr", "ms": "Ms"}
_SEPARATORS = str.maketrans("./年月", "----", "日")


@dataclass(frozen=True, slots=True)
class IntakeState:
    """Every field as it was typed; instants in µs UTC, `None` for now and for nothing."""

    channel: Channel = Channel.WALK_IN
    received_at: int | None = None
    late_reason: str = ""
    source_name: str = ""
    source_number: str = ""
    source_due: str = ""
    facts: str = ""
    demands: tuple[Demand, ...] = ()
    asked: str = ""
    category: str = UNSORTED
    category_text: str = ""
    order: str = ""
    product: str = ""
    batch: str = ""
    bought_on: str = ""
    amount: str = ""
    name: str = ""
    title: str = ""
    unnamed: bool = False
    phones: tuple[tuple[str, str], ...] = ()
    no_phone: bool = False
    best_time: str = ""
    person: Ref | None = None
    person_name: str = ""
    respondent: str = ""
    counter: str = ""
    about_me: bool = False
    flags: tuple[IntakeFlag, ...] = ()
    files: tuple[str, ...] = ()
    pasted: int = 0
    goods_kept: str = ""
    promise_due: int | None = None
    promise_by: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: the channel and the promise stand there by themselves."""
        typed = replace(self, channel=Channel.WALK_IN, promise_due=None, promise_by="")
        return typed == IntakeState()

    @property
    def headline(self) -> str:
        """Give the words by which somebody knows a half-typed intake again."""
        title = title_word(self.title, self.name) if self.name and self.title else ""
        gap = " " if self.name.isascii() else ""
        who = "" if self.unnamed else f"{self.name}{gap}{title}".strip()
        story = " ".join(self.facts.split())
        phone = self.phones[0][0] if self.phones else ""
        parts = [who or self.person_name, story or self.product or phone]
        return " · ".join(part for part in parts if part)


def to_fields(state: IntakeState) -> dict[str, Any]:
    """Give a state as JSON for a draft."""
    plain = asdict(state)
    plain["phones"] = [list(phone) for phone in state.phones]
    for name in ("demands", "flags", "files"):
        plain[name] = [str(value) for value in plain[name]]
    plain["channel"] = str(state.channel)
    plain["person"] = list(state.person) if state.person else None
    return plain


def from_fields(plain: dict[str, Any]) -> IntakeState:
    """Read a draft back, also one kept by another version: what is not known is left out."""
    known = {f.name for f in fields(IntakeState)}
    values = {name: value for name, value in plain.items() if name in known}
    values["channel"] = Channel(values.get("channel", Channel.WALK_IN))
    values["demands"] = tuple(Demand(told) for told in values.get("demands", ()))
    values["flags"] = tuple(IntakeFlag(told) for told in values.get("flags", ()))
    values["files"] = tuple(values.get("files", ()))
    values["phones"] = tuple((value, whose) for value, whose in values.get("phones", ()))
    person = values.get("person")
    values["person"] = Ref(Uid(person[0]), Uid(person[1])) if person else None
    return IntakeState(**values)


def ticket_draft(state: IntakeState, *, me: Uid | None, now: int, digits: int) -> TicketDraft:
    """Make what is registered of what was typed.

    Nothing but missing facts can stop it: what a field cannot take is written under the facts.
    """
    late = state.received_at is not None and state.received_at <= now
    due = state.promise_due
    return TicketDraft(
        facts=_facts(state, digits),
        channel=state.channel,
        category=state.category,
        received_at=state.received_at if late else None,
        late_reason=_line(state.late_reason) if late else None,
        complainant=_complainant(state),
        respondent=RespondentDraft(
            staff=_line(state.respondent) or (me if state.about_me else None),
            counter=_line(state.counter),
        ),
        product=_line(state.product),
        batch=_line(state.batch),
        order=_line(state.order),
        bought_on=_line(state.bought_on),
        goods_kept=_line(state.goods_kept),
        amount=parse_money(state.amount, digits),
        asked=parse_money(state.asked, digits),
        demands=state.demands,
        flags=state.flags,
        source=_source(state),
        promise_due=due if due is not None and due > now else None,
        promise_by=state.promise_by or None,
    )


def _source(state: IntakeState) -> SourceDraft:
    if state.channel is not Channel.REGULATOR:
        return SourceDraft()
    return SourceDraft(
        _line(state.source_name), _line(state.source_number), _line(state.source_due)
    )


def _complainant(state: IntakeState) -> ComplainantDraft:
    known = state.person is not None
    hidden = state.unnamed or known
    phones = () if state.no_phone else state.phones
    contacts = [_contact(value, whose) for value, whose in phones]
    name = None if hidden else _line(state.name)
    return ComplainantDraft(
        name=name,
        title=None if hidden or not state.title else title_word(state.title, name or ""),
        contacts=tuple(contact for contact in contacts if contact.value),
        best_time=_line(state.best_time),
        person=state.person,
    )


def title_word(title: str, name: str) -> str:
    """Give the title that goes with a name: 女士 with a Chinese one, Ms with any other."""
    latin = bool(name) and name.isascii()
    return (_LATIN_TITLES if latin else _CHINESE_TITLES)[title]


def _contact(value: str, whose: str) -> ContactDraft:
    kind = "email" if "@" in value else "phone"
    return ContactDraft(tidy_phone(value), _line(whose), kind)


def _facts(state: IntakeState, digits: int) -> str:
    """Give the story, and under it the amounts that are no figures and the unknown category."""
    facts = tidy(state.facts).strip()
    if not facts:
        return ""
    told = {"Paper.asked": state.asked, "Paper.amount": state.amount}
    kept = {key: text.strip() for key, text in told.items() if parse_money(text, digits) is None}
    if state.category == UNSORTED:
        kept["Category"] = state.category_text.strip()
    lines = [
        f"{wording.label(key, language())}{wording.label('Paper.colon', language())}{tidy(text)}"
        for key, text in kept.items()
        if text
    ]
    return "\n".join([facts, *lines])


def _line(text: str) -> str | None:
    return " ".join(tidy(text).split()) or None


def tidy(text: str) -> str:
    """Drop what no keyboard types and no record takes: control and direction marks."""
    return "".join(
        char
        for char in text
        if char in "\n\t" or (char not in _BIDI and unicodedata.category(char) not in {"Cc", "Cs"})
    )


def tidy_phone(text: str) -> str:
    """Give a number with plain digits; a mobile number without the blanks between them."""
    plain = " ".join(unicodedata.normalize("NFKC", tidy(text)).split())
    bare = plain.replace(" ", "").replace("-", "")
    return bare if is_mobile(bare) else plain


def is_mobile(text: str) -> bool:
    """Tell whether this is a mobile number of the mainland."""
    return len(text) == 11 and text.isdigit() and text[0] == "1" and text[1] in "3456789"  # noqa: PLR2004


def phone_is_odd(text: str) -> bool:
    """Tell whether a number looks mistyped; it may still be right, so it stops nothing."""
    digits = [char for char in tidy_phone(text) if char.isdigit()]
    bare = "".join(digits)
    if not text.strip() or "@" in text or is_mobile(bare):
        return False
    if bare.startswith("1") and not bare.startswith(("10", "12")):
        return True
    return not 5 <= len(bare) <= 15  # noqa: PLR2004


def day_text(text: str, today: date) -> str:
    """Write a date as 2026-11-20 where it can be read: 11-20, 1120, 昨天; else leave it."""
    plain = unicodedata.normalize("NFKC", text).strip().translate(_SEPARATORS).strip("-")
    near = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
    if plain.lower() in near:
        return (today - timedelta(days=near[plain.lower()])).isoformat()
    if plain.isdigit() and len(plain) in {4, 8}:
        plain = f"{plain[:-4]}-{plain[-4:-2]}-{plain[-2:]}".strip("-")
    try:
        parts = [int(part) for part in plain.split("-")]
        return _day(parts, today).isoformat()
    except ValueError:
        return text.strip()


def _day(parts: list[int], today: date) -> date:
    if len(parts) == 2:  # noqa: PLR2004 - month and day: the last such day
        found = date(today.year, *parts)
        return found if found <= today else date(today.year - 1, *parts)
    year, month, day = parts
    return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004
