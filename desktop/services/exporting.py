"""Lists that leave the site: what they say of each ticket, and the entry that says they left."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from desktop.errors import InputError, PermissionDeniedError
from desktop.models.casework import Promise
from desktop.models.desk import TicketRow
from desktop.models.permissions import Permission, allows
from desktop.models.person import ContactPoint, Person
from desktop.models.rulepack import UNSORTED
from desktop.models.ticket import Ticket
from desktop.services.lists import TicketFilter, filtered_rids, searched_rids, visible
from desktop.services.masking import mask_name, mask_number
from desktop.services.records import Names
from desktop.services.report_rows import UNSORTED_WORDS
from desktop.services.ticket_draft import MAX_TEXT, clean_text
from desktop.services.use_case import command, query
from desktop.vocabulary import Channel, Nature, PromiseState, Severity, Status, TicketId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.models.rulepack import RulePack
    from desktop.services.gateway import Gateway
    from desktop.services.report_rows import Words
    from desktop.services.work import Work
    from desktop.vocabulary import Uid

BLOCK = 500
"""Tickets read in one call; also those that one entry of revealed complainants names."""
_EVERYTHING = TicketFilter()


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """Which tickets a list names: those of a filter, or those that contain every word."""

    told: TicketFilter = _EVERYTHING
    words: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """One line of an exported list; instants in µs UTC, money in minor units."""

    number: str
    received_at: int
    business_day: str
    channel: Channel
    nature: Nature
    category: tuple[Words, ...]
    """Names from the root to the leaf, each in the languages of the rule pack."""
    severity: Severity
    status: Status
    custodian: str
    complainant: str
    phone: str
    product: str
    amount: int | None
    currency: str
    facts: str
    due_at: int | None
    assignee: str
    promised_at: int | None
    result: str
    ended_at: int | None


@command(Permission.TICKET_EXPORT)
def export_tickets(work: Work, order: ExportOrder, reveal: str | None = None) -> tuple[int, ...]:
    """Let a list of tickets out of the site: give their row numbers, in order.

    The entry says how many and by which filter, never which words were searched for: they may be
    somebody's name or phone, and an entry can never forget them. Complainants come masked unless
    `reveal` says why they must not; that takes the permission to reveal them.
    """
    if reveal is not None:
        reveal = clean_text("reason", reveal, MAX_TEXT)
        if reveal is None:
            raise InputError("reason.missing")
        if not allows(work.actor.role, Permission.PERSON_REVEAL, work.site.kind):
            raise PermissionDeniedError("door.not_permitted", use_case="reveal_listed_tickets")
    if order.words is None:
        rids = filtered_rids(work, order.told)[: order.limit]
    else:
        rids = searched_rids(work, order.words, order.limit)
    work.reason = _record(order, len(rids), reveal)
    return rids


@query(Permission.TICKET_READ)
def listed_tickets(work: Work, rids: Sequence[int]) -> tuple[ListedTicket, ...]:
    """Give the lines of a list, complainants masked; hidden tickets are left out."""
    return tuple(line for _, line in _lines(work, rids, masked=True))


@command(Permission.PERSON_REVEAL)
def reveal_listed_tickets(work: Work, rids: Sequence[int], reason: str) -> tuple[ListedTicket, ...]:
    """Give the lines of a list with complainants as they are; each ticket's story says so."""
    work.reason = clean_text("reason", reason, MAX_TEXT)
    if work.reason is None:
        raise InputError("reason.missing")
    lines = list(_lines(work, rids, masked=False))
    for ticket, _ in lines:
        work.mention(ticket)
    return tuple(line for _, line in lines)


def exported_lines(
    gateway: Gateway, rids: Sequence[int], reveal: str | None
) -> Iterator[ListedTicket]:
    """Read the lines of an export that is recorded, block by block, outside its transaction."""
    for start in range(0, len(rids), BLOCK):
        block = rids[start : start + BLOCK]
        if reveal is None:
            yield from gateway.call(listed_tickets, block)
        else:
            yield from gateway.call(reveal_listed_tickets, block, reveal)


def _record(order: ExportOrder, count: int, reveal: str | None) -> str:
    told = {
        field.name: getattr(order.told, field.name)
        for field in dataclasses.fields(order.told)
        if getattr(order.told, field.name) != field.default
    }
    said: dict[str, Any] = {"count": count, "filter": told, "masked": reveal is None}
    if order.words is not None:
        said |= {"filter": {}, "search": True}
    if reveal is not None:
        said["reason"] = reveal
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


# ---------------------------------------------------------------- lines

_LISTED = (
    select(
        TicketRow.rid,
        TicketRow.due_at,
        Ticket.site,
        Ticket.uid,
        Ticket.number,
        Ticket.received_at,
        Ticket.business_day,
        Ticket.channel,
        Ticket.nature,
        Ticket.category,
        Ticket.severity,
        Ticket.status,
        Ticket.custodian,
        Ticket.complainant_uid,
        Ticket.product,
        Ticket.amount,
        Ticket.currency,
        Ticket.facts,
        Ticket.assignee,
        Ticket.result,
        Ticket.ended_at,
        Ticket.pack,
        Person.name,
        Person.title,
    )
    .join(Ticket, and_(Ticket.site == TicketRow.site, Ticket.uid == TicketRow.uid))
    .outerjoin(
        Person,
        and_(Person.site == Ticket.complainant_site, Person.uid == Ticket.complainant_uid),
    )
)


def _lines(
    work: Work, rids: Sequence[int], *, masked: bool
) -> Iterator[tuple[TicketId, ListedTicket]]:
    rows = work.session.execute(_LISTED.where(TicketRow.rid.in_(list(rids)), visible(work))).all()
    by_rid = {row.rid: row for row in rows}
    phones = _phones(work, [row.complainant_uid for row in rows if row.complainant_uid])
    promised = _promised(work, [row.uid for row in rows])
    names = Names(work)
    for row in (by_rid[rid] for rid in rids if rid in by_rid):
        phone = phones.get(row.complainant_uid, "")
        line = _line(work, row, names, masked=masked)
        line = dataclasses.replace(
            line,
            phone=mask_number(phone) if masked else phone,
            promised_at=promised.get(row.uid),
        )
        yield TicketId(row.site, row.uid), line


def _line(work: Work, row: Any, names: Names, *, masked: bool) -> ListedTicket:
    return ListedTicket(
        number=row.number,
        received_at=row.received_at,
        business_day=row.business_day,
        channel=row.channel,
        nature=row.nature,
        category=category_path(work.facts.pack_of(row.pack), row.category),
        severity=row.severity,
        status=row.status,
        custodian=names.site(row.custodian),
        complainant=mask_name(row.name, row.title) if masked else row.name or "",
        phone="",
        product=row.product or "",
        amount=row.amount,
        currency=row.currency,
        facts=row.facts,
        due_at=row.due_at,
        assignee=names.staff(row.assignee),
        promised_at=None,
        result=row.result or "",
        ended_at=row.ended_at,
    )


def category_path(pack: RulePack, key: str) -> tuple[Words, ...]:
    """Name a category with the branches of the tree it hangs on, in every language there is."""
    if key == UNSORTED:
        return (UNSORTED_WORDS,)
    parts = key.split(".")
    keys = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
    return tuple(found.names for one in keys if (found := pack.category(one))) or ({"en": key},)


def _phones(work: Work, people: Sequence[Uid]) -> dict[Uid, str]:
    """Give the first phone of each person."""
    points = (
        select(ContactPoint.person_uid, ContactPoint.value)
        .where(ContactPoint.person_uid.in_(people), ContactPoint.kind == "phone")
        .order_by(ContactPoint.uid.desc())
    )
    return {row.person_uid: row.value for row in work.session.execute(points)}


def _promised(work: Work, tickets: Sequence[Uid]) -> dict[Uid, int]:
    """Give when the open promise of each ticket falls due that does so first."""
    due = (
        select(Promise.ticket_uid, func.min(Promise.due_at).label("due_at"))
        .where(Promise.ticket_uid.in_(tickets), Promise.state == PromiseState.OPEN)
        .group_by(Promise.ticket_uid)
    )
    return {row.ticket_uid: row.due_at for row in work.session.execute(due)}
