"""Registering: a ticket comes to be, and a small matter is settled in the same act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from desktop.errors import InputError, NotFoundError, PermissionDeniedError
from desktop.models.casework import Note, Payout, Promise, Remedy
from desktop.models.permissions import Permission
from desktop.models.person import ContactPoint, Person
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.records import add_part, add_row, staff_by
from desktop.services.reviews import require_review
from desktop.services.ticket_draft import (
    MAX_AMOUNT,
    MAX_TEXT,
    ComplainantDraft,
    TicketDraft,
    clean_draft,
    clean_text,
)
from desktop.services.use_case import command
from desktop.services.work import new_uid
from desktop.storage.ready import Ready
from desktop.vocabulary import (
    NoteKind,
    PayoutMeans,
    PromiseState,
    Ref,
    RemedyKind,
    RemedyState,
    Severity,
    Status,
    TicketId,
    Uid,
)

if TYPE_CHECKING:
    from desktop.services.work import Work

FUTURE_TOLERANCE = 5 * 60 * 1_000_000
SERIAL_DIGITS = 3
_T = table_of(Ticket).c
_LAST_SERIAL = Ready(
    select(func.max(_T.serial)).where(
        _T.site == bindparam("of"), _T.business_day == bindparam("day")
    )
)


@dataclass(frozen=True, slots=True)
class Registered:
    """A ticket that has just got its number."""

    id: TicketId
    number: str
    version: int


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """A small matter put right on the spot: what was given, how, and who signed for it."""

    kind: RemedyKind
    means: PayoutMeans
    amount: int
    text: str = ""
    voucher: str | None = None
    receiver: str | None = None
    witness: str | None = None


@command(Permission.TICKET_REGISTER)
def register_ticket(work: Work, draft: TicketDraft) -> Registered:
    """Register a matter: it gets its number, and its clocks run from first receipt."""
    ticket = register(work, draft)
    return Registered(ticket.id, ticket.number, ticket.version)


@command(Permission.TICKET_REGISTER)
def settle_on_spot(work: Work, draft: TicketDraft, settlement: SettlementDraft) -> Registered:
    """Register, remedy, pay out and close a small matter in one act (当场办结).

    Raises InputError `settlement.above_limit` above the person's own limit: then the matter is
    registered and the remedy proposed instead.
    """
    limit = work.pack.limit(work.actor.role)
    if settlement.amount > limit:
        raise InputError("settlement.above_limit", amount=settlement.amount, limit=limit)
    ticket = register(work, draft)
    if ticket.hidden_from(work.actor.staff):
        raise PermissionDeniedError("settlement.about_oneself")
    settle(work, ticket, settlement)
    return Registered(ticket.id, ticket.number, ticket.version)


def settle(work: Work, ticket: Ticket, settlement: SettlementDraft) -> None:
    """Remedy, pay out, resolve and close a ticket at once; a grave one after its review."""
    require_review(work, ticket)
    check_amount(settlement.amount)
    text = clean_text("text", settlement.text, MAX_TEXT) or ""
    remedy = add_part(
        work,
        Remedy,
        ticket,
        kind=settlement.kind,
        amount=settlement.amount,
        currency=work.site.currency,
        text=text,
        proposed_at=work.now,
        proposed_by=work.actor.staff,
        needs_approval=False,
        state=RemedyState.APPROVED,
    )
    pay_remedy(work, ticket, remedy, settlement)
    ticket.resolve(text or str(settlement.kind), "in_person", work.now)
    ticket.close(work.now)


def check_amount(amount: int) -> None:
    """Refuse an amount (minor units) that nobody can pay out."""
    if not 0 <= amount <= MAX_AMOUNT:
        raise InputError("money.out_of_range", field="amount")


def pay_remedy(work: Work, ticket: Ticket, remedy: Remedy, told: SettlementDraft) -> Payout:
    """Keep how a remedy was handed over; InputError if nobody signed or witnessed."""
    payout = add_part(
        work,
        Payout,
        ticket,
        remedy_site=remedy.site,
        remedy_uid=remedy.uid,
        means=told.means,
        amount=told.amount,
        currency=remedy.currency,
        voucher=clean_text("voucher", told.voucher),
        receiver=clean_text("receiver", told.receiver),
        witness=clean_text("witness", told.witness),
        at=work.now,
        by=work.actor.staff,
    )
    if told.amount:
        payout.require_receiver()
    remedy.pay()
    return payout


def register(work: Work, draft: TicketDraft, serial: int | None = None) -> Ticket:
    """Make a ticket of a draft, with its number; InputError before anything is added.

    A batch gives the serials itself, one after the other from `next_serial` on.
    """
    draft = clean_draft(draft)
    work.pack.require_category(draft.category)
    received = _received_at(work, draft)
    day = business_day(work)
    serial = serial or next_serial(work, day)
    person = _complainant(work, draft)
    staff = staff_by(work, draft.respondent.staff) if draft.respondent.staff else None
    ticket = Ticket(
        site=work.site.uid,
        uid=new_uid(),
        number=ticket_number(work.site.code, day, serial),
        business_day=day,
        serial=serial,
        nature=draft.nature,
        channel=draft.channel,
        status=Status.REGISTERED,
        severity=draft.severity,
        severity_set_at=None if draft.severity is Severity.NORMAL else work.now,
        category=draft.category,
        facts=draft.facts,
        demands=draft.demands,
        amount=draft.amount,
        asked=draft.asked,
        currency=work.site.currency,
        product=draft.product,
        batch=draft.batch,
        order=draft.order,
        bought_on=draft.bought_on,
        goods_kept=draft.goods_kept,
        received_at=received,
        registered_at=work.now,
        registered_by=work.actor.staff,
        complainant_site=person.site if person else None,
        complainant_uid=person.uid if person else None,
        representative=draft.complainant.representative,
        respondent_staff=staff.uid if staff else None,
        respondent_name=None if staff else draft.respondent.staff,
        respondent_counter=draft.respondent.counter,
        respondent_partner=draft.respondent.partner,
        flags=draft.flags,
        source_name=draft.source.name,
        source_number=draft.source.number,
        source_due=draft.source.due,
        pack=work.pack.digest,
        custodian=work.site.uid,
        with_manager=False,
        routes_told=False,
        version=1,
    )
    work.session.add(ticket)
    work.reason = draft.late_reason
    if draft.promise_due is not None:
        by = staff_by(work, draft.promise_by) if draft.promise_by else None
        what = draft.promise_what or ""
        make_promise(work, ticket, what, draft.promise_due, by.uid if by else None, None)
    return ticket


def _received_at(work: Work, draft: TicketDraft) -> int:
    received = work.now if draft.received_at is None else draft.received_at
    if received > work.now + FUTURE_TOLERANCE:
        raise InputError("time.in_the_future", field="received_at")
    return received


def ticket_number(code: str, day: str, serial: int) -> str:
    """Write a number: branch code, business day as yymmdd, serial of that day."""
    return f"{code}-{day[2:4]}{day[5:7]}{day[8:10]}-{serial:0{SERIAL_DIGITS}d}"


def business_day(work: Work) -> str:
    """Give the business day that runs now, as tickets have it."""
    return work.pack.business_day(work.now, work.site.zone).isoformat()


def next_serial(work: Work, day: str) -> int:
    """Give the next free serial of a business day; numbers of voided tickets stay taken."""
    [last] = _LAST_SERIAL.run(work.connection, {"of": work.site.uid, "day": day}).fetchone()
    floor_day, floor = work.facts.serials
    return max((last or 0) + 1, floor if day == floor_day else 1)


def _complainant(work: Work, draft: TicketDraft) -> Person | None:
    told = draft.complainant
    if told.person is not None:
        known = work.session.get(Person, tuple(told.person))
        if known is None:
            raise NotFoundError("person.not_found")
        points = select(ContactPoint.value).where(ContactPoint.person_uid == known.uid)
        _add_contacts(work, known, told, known=set(work.session.scalars(points)))
        return known
    if told.is_empty:
        return None
    person = add_row(
        work,
        Person,
        name=told.name,
        title=told.title,
        id_type=told.id_type,
        id_number=told.id_number,
        address=told.address,
        best_time=told.best_time,
    )
    _add_contacts(work, person, told, known=set())
    return person


def _add_contacts(work: Work, person: Person, told: ComplainantDraft, known: set[str]) -> None:
    """Keep the ways to reach a person that are not known yet."""
    for contact in told.contacts:
        if contact.value in known:
            continue
        known.add(contact.value)
        add_row(
            work,
            ContactPoint,
            person_site=person.site,
            person_uid=person.uid,
            kind=contact.kind,
            value=contact.value,
            whose=contact.whose,
        )


def make_promise(
    work: Work, ticket: Ticket, what: str, due: int, by: Uid | None, told_how: str | None
) -> Ref:
    """Put a promise on a ticket; a promise in the past is refused."""
    if due <= work.now:
        raise InputError("promise.in_the_past")
    promise = add_part(
        work,
        Promise,
        ticket,
        what=clean_text("what", what, MAX_TEXT) or "",
        due_at=due,
        by=by or work.actor.staff,
        told_how=told_how,
        made_at=work.now,
        state=PromiseState.OPEN,
    )
    return promise.ref


def add_line(
    work: Work,
    ticket: Ticket,
    kind: NoteKind,
    text: str,
    channel: str | None = None,
    result: str | None = None,
) -> Note:
    """Write a line on a ticket: a note, a contact, a call-back or a request."""
    cleaned = clean_text("text", text, MAX_TEXT)
    if cleaned is None and result is None:
        raise InputError("note.empty")
    return add_part(
        work,
        Note,
        ticket,
        kind=kind,
        at=work.now,
        by=work.actor.staff,
        text=cleaned or "",
        channel=channel,
        result=result,
    )
