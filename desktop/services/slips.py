"""What paper says of one ticket: the customer's slip and the handling sheet for the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.models.casework import Promise
from desktop.models.evidence import Evidence
from desktop.models.permissions import Permission
from desktop.models.rulepack import UNSORTED
from desktop.services.records import Names, parts, ticket_at_counter, ticket_to_read
from desktop.services.report_rows import (
    DEFAULT_PRIVACY,
    DEFAULT_ROUTES,
    UNSORTED_WORDS,
    HandlingSheetRow,
    PromiseLine,
    SlipRow,
    TimelineLine,
)
from desktop.services.tickets import person_row
from desktop.services.timeline import timeline_of
from desktop.services.use_case import command
from desktop.storage.ledger import head_of
from desktop.vocabulary import Demand, PromiseState, RemedyKind

if TYPE_CHECKING:
    from desktop.models.rulepack import RulePack
    from desktop.models.ticket import Ticket
    from desktop.services.report_rows import Words
    from desktop.services.rows import PersonRow, TimelineRow
    from desktop.services.work import Work
    from desktop.vocabulary import TicketId

FIRST, AGAIN = "first", "reprint"
"""The reason a print leaves in the ledger."""

_LOOKS = frozenset(
    {
        "view_evidence",
        "reveal_complainant",
        "reveal_listed_tickets",
        "record_verified",
        "slip_row",
        "handling_row",
    }
)
_KINDS = frozenset(kind.value for kind in RemedyKind)
_TOLD = (
    "note.text",
    "escalation.reason",
    "answer.text",
    "remedy.text",
    "approval.reason",
    "promise.what",
    "evidence.name",
    "ticket.result",
    "ticket.assignee",
    "reason",
)


@command(Permission.TICKET_READ)
def slip_row(work: Work, ticket_id: TicketId, *, reprint: bool = False) -> SlipRow:
    """Give what the customer's slip shows, masked; printing leaves an entry.

    Whoever has just registered a complaint against themselves may print its slip too.
    """
    ticket = ticket_at_counter(work, ticket_id)
    _leave_trace(work, ticket, reprint=reprint)
    names, pack = Names(work), work.facts.pack_of(ticket.pack)
    person = person_row(work, ticket, masked=True)
    return SlipRow(
        number=ticket.number,
        site_name=names.site(ticket.site),
        site_code=names.code(ticket.site),
        zone=work.site.zone,
        received_at=ticket.received_at,
        received_by=names.staff(ticket.registered_by),
        channel=ticket.channel,
        category=category_words(pack, ticket.category),
        facts=ticket.facts,
        printed_at=work.now,
        printed_by=work.actor.name,
        demands=_demands(ticket),
        amount_minor=ticket.amount if ticket.amount is not None else ticket.asked,
        currency=ticket.currency,
        product=ticket.product or "",
        order=ticket.order or "",
        documents=_documents(work, ticket),
        promise=_promise(work, ticket, names),
        desk_contact="　".join(p for p in (work.site.phone, work.site.address) if p),
        complainant_name=person.name if person else "",
        complainant_phone=_phone(person),
        privacy=pack.texts.get("privacy") or DEFAULT_PRIVACY,
        routes=pack.texts.get("routes") or DEFAULT_ROUTES,
        reprint=reprint,
    )


@command(Permission.TICKET_READ)
def handling_row(work: Work, ticket_id: TicketId, *, reprint: bool = False) -> HandlingSheetRow:
    """Give what the handling sheet shows, the complainant masked; printing leaves an entry."""
    ticket = ticket_to_read(work, ticket_id)
    _leave_trace(work, ticket, reprint=reprint)
    names, pack = Names(work), work.facts.pack_of(ticket.pack)
    person = person_row(work, ticket, masked=True)
    head = head_of(work.connection, work.site.uid)
    return HandlingSheetRow(
        number=ticket.number,
        site_name=names.site(ticket.site),
        site_code=names.code(ticket.site),
        zone=work.site.zone,
        received_at=ticket.received_at,
        received_by=names.staff(ticket.registered_by),
        channel=ticket.channel,
        category=category_words(pack, ticket.category),
        status=ticket.status,
        severity=ticket.severity,
        facts=ticket.facts,
        printed_at=work.now,
        printed_by=work.actor.name,
        nature=ticket.nature,
        complainant_name=person.name if person else "",
        complainant_phone=_phone(person),
        owner=names.staff(ticket.assignee),
        product=ticket.product or "",
        order=ticket.order or "",
        demands=_demands(ticket),
        amount_minor=ticket.amount,
        asked_minor=ticket.asked,
        currency=ticket.currency,
        fields=_fields(ticket, names),
        timeline=tuple(
            _line(row)
            for row in timeline_of(work, ticket, names)
            if row.use_case not in _LOOKS and row.applied
        ),
        result=ticket.result or "",
        head_seq=head.seq,
        head_digest=head.digest.hex(),
        reprint=reprint,
    )


def category_words(pack: RulePack, key: str) -> Words:
    """Name a category in every language its pack has."""
    found = pack.category(key)
    if found is not None:
        return found.names
    return UNSORTED_WORDS if key == UNSORTED else {"en": key}


def _leave_trace(work: Work, ticket: Ticket, *, reprint: bool) -> None:
    work.reason = AGAIN if reprint else FIRST
    work.mention(ticket.id)


def _demands(ticket: Ticket) -> tuple[Demand, ...]:
    return tuple(Demand(told) for told in ticket.demands)


def _documents(work: Work, ticket: Ticket) -> tuple[str, ...]:
    taken = [evidence.name for evidence in parts(work, Evidence, ticket)]
    return (*taken, ticket.goods_kept) if ticket.goods_kept else tuple(taken)


def _promise(work: Work, ticket: Ticket, names: Names) -> PromiseLine | None:
    """Give the open promise that falls due first."""
    found = [p for p in parts(work, Promise, ticket) if p.state is PromiseState.OPEN]
    first = min(found, key=lambda promise: promise.due_at, default=None)
    return PromiseLine(first.what, first.due_at, names.staff(first.by)) if first else None


def _phone(person: PersonRow | None) -> str:
    values = [value for kind, value, _ in person.contacts if kind == "phone"] if person else []
    return values[0] if values else ""


def _fields(ticket: Ticket, names: Names) -> tuple[tuple[str, str], ...]:
    """Give further lines of the head; the paper leaves the empty ones out."""
    respondent = names.staff(ticket.respondent_staff) or ticket.respondent_name or ""
    counter = ticket.respondent_counter or ""
    return (
        ("Paper.batch", ticket.batch or ""),
        ("Paper.bought_on", ticket.bought_on or ""),
        ("Paper.respondent", "　".join(part for part in (respondent, counter) if part)),
        ("Paper.goods_kept", ticket.goods_kept or ""),
        ("Paper.source", "　".join(p for p in (ticket.source_name, ticket.source_number) if p)),
    )


def _line(row: TimelineRow) -> TimelineLine:
    """Give a step with the money it speaks of, and what was said or decided."""
    values: dict[str, Any] = row.values
    words = [str(values[key]) for key in _TOLD if values.get(key) and not _is_kind(key, values)]
    amounts = (values.get(key) for key in ("remedy.amount", "answer.amount"))
    return TimelineLine(
        at=row.at,
        who=row.actor,
        what=f"Paper.step.{row.use_case}",
        text="　".join(dict.fromkeys(words)),
        amounts=tuple(dict.fromkeys(amount for amount in amounts if amount)),
    )


def _is_kind(key: str, values: dict[str, Any]) -> bool:
    """Tell a settlement without words, whose result names its kind."""
    return key == "ticket.result" and values[key] in _KINDS
