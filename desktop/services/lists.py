"""Lists and search: ids in order first, rows by the block after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, true

from desktop.models.casework import Answer, Escalation, Remedy
from desktop.models.clocks import clock_state
from desktop.models.desk import TicketRow
from desktop.models.permissions import Permission
from desktop.models.person import ContactPoint, Person
from desktop.models.rulepack import UNSORTED
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.masking import mask_name, mask_number
from desktop.services.records import Names
from desktop.services.rows import CategoryRow, HistoryRow, TicketListRow
from desktop.services.use_case import query
from desktop.storage.ready import Ready
from desktop.storage.row_numbers import row_numbers
from desktop.storage.search import find_rids
from desktop.vocabulary import (
    Channel,
    EscalationKind,
    Nature,
    Ref,
    RemedyState,
    Severity,
    Status,
    TicketId,
    Uid,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.work import Work

_R = TicketRow.__table__.c
_ABOUT = table_of(TicketRow).alias("about")
_ABOUT_ME = select(_R.rid).where(_R.respondent == bindparam("me"))
_PAGE = Ready(
    select(
        _R.rid, _R.site, _R.uid, _R.number, _R.title, _R.complainant, _R.status, _R.severity,
        _R.category, _R.channel, _R.nature, _R.received_at, _R.due_at,
        _R.due_since, _R.assignee,
        _R.with_manager, _R.evidence, _R.custodian, _R.respondent,
    ).where(
        # One text for pages of any size.
        _R.rid.in_(select(func.json_each(bindparam("rids")).table_valued("value").c.value))
    )
)  # fmt: skip
_STATUSES = {str(one): one for one in Status}
_SEVERITIES = {str(one): one for one in Severity}
_CHANNELS = {str(one): one for one in Channel}
_NATURES = {str(one): one for one in Nature}
_HISTORY = 3
_HISTORY_TICKETS = 5
_MIN_DIGITS = 4
_NEAR = 50
_OF_LATE = 2000
"""So many tickets tell which categories a desk uses."""


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """What a list shows; everything left out does not restrict. Instants in µs UTC."""

    statuses: tuple[Status, ...] = ()
    open_only: bool = False
    categories: tuple[str, ...] = ()
    assignee: Uid | None = None
    unassigned: bool = False
    with_manager: bool = False
    severity: Severity | None = None
    site: Uid | None = None
    custodian: Uid | None = None
    received_from: int | None = None
    received_to: int | None = None
    business_day: str | None = None
    due_before: int | None = None
    waits_for_headquarters: bool = False
    waits_for_approval: bool = False
    order: str = "newest"
    """"newest" by registration, or "due": the clock that runs out first on top."""


def visible(work: Work) -> ColumnElement[bool]:
    """Leave out tickets about the person who asks.

    They are few and looked up once, so that an index may answer the rest alone.
    """
    if work.actor.staff is None:
        return true()
    return _R.rid.not_in(select(_ABOUT.c.rid).where(_ABOUT.c.respondent == work.actor.staff))


def _conditions(work: Work, told: TicketFilter) -> list[ColumnElement[bool]]:
    exact: dict[Any, Any] = {
        _R.assignee: told.assignee,
        _R.severity: told.severity,
        _R.site: told.site,
        _R.custodian: told.custodian,
        _R.business_day: told.business_day,
    }
    found = [column == value for column, value in exact.items() if value is not None]
    in_hand = told.open_only or told.with_manager  # only an open ticket is with the manager
    flags = {_R.is_open: in_hand, _R.with_manager: told.with_manager}
    found += [column.is_(True) for column, wanted in flags.items() if wanted]
    if told.statuses:
        found.append(_R.status.in_([str(s) for s in told.statuses]))
    if told.categories:
        found.append(
            or_(*(_R.category.startswith(key, autoescape=True) for key in told.categories))
        )
    if told.unassigned:
        found.append(and_(_R.assignee.is_(None), _R.is_open.is_(True)))
    if told.received_from is not None:
        found.append(_R.received_at >= told.received_from)
    if told.received_to is not None:
        found.append(_R.received_at < told.received_to)
    if told.due_before is not None:
        found.append(_R.due_at < told.due_before)
    if told.waits_for_headquarters:
        found.append(waits_for_headquarters())
    if told.waits_for_approval:
        found.append(_R.uid.in_(waiting_for_approval(work)))
    return [*found, visible(work)]


def waits_for_headquarters() -> ColumnElement[bool]:
    """Hold for rows of tickets with an unanswered question or offer to headquarters."""
    answered = select(Answer.escalation_uid).where(Answer.escalation_uid == Escalation.uid)
    asked = select(Escalation.uid).where(
        Escalation.ticket_uid == _R.uid,
        Escalation.kind.in_([EscalationKind.ASK_HQ, EscalationKind.HAND_OVER]),
        ~answered.exists(),
    )
    return asked.exists()


def waiting_for_approval(work: Work) -> Any:
    """Select the uids of tickets with a proposal of somebody else that waits for a second yes."""
    mine = Remedy.proposed_by == work.actor.staff if work.actor.staff else false()
    return select(Remedy.ticket_uid).where(
        Remedy.state == RemedyState.PROPOSED,
        Remedy.needs_approval.is_(True),
        or_(Remedy.proposed_by.is_(None), ~mine),
    )


def _order(told: TicketFilter) -> tuple[Any, ...]:
    if told.order == "due":
        return (_R.due_at.is_(None), _R.due_at, _R.rid)
    return (_R.received_at.desc(), _R.rid.desc())


@query(Permission.TICKET_READ)
def ticket_ids(work: Work, told: TicketFilter) -> tuple[int, ...]:
    """Give the row numbers of all tickets a filter lets through, in order."""
    return filtered_rids(work, told)


def filtered_rids(work: Work, told: TicketFilter) -> tuple[int, ...]:
    """Give the row numbers of a filter's tickets, for use cases."""
    ordered = select(_R.rid).where(*_conditions(work, told)).order_by(*_order(told)).subquery()
    together = select(func.json_group_array(ordered.c.rid))
    return tuple(row_numbers(work.connection.execute(together).scalar_one()))


@query(Permission.TICKET_READ)
def ticket_count(work: Work, told: TicketFilter) -> int:
    """Count the tickets a filter lets through."""
    counted = select(func.count()).select_from(TicketRow).where(*_conditions(work, told))
    return work.session.execute(counted).scalar_one()


@query(Permission.TICKET_READ)
def ticket_rows(work: Work, rids: Sequence[int]) -> tuple[TicketListRow, ...]:
    """Give the list rows of row numbers, in the order asked for; hidden ones are left out."""
    return tuple(list_rows(work, rids))


@query(Permission.TICKET_READ)
def search_tickets(work: Work, text: str, limit: int | None = None) -> tuple[int, ...]:
    """Find tickets that contain every word typed, newest first; gives row numbers."""
    return searched_rids(work, text, limit)


def searched_rids(work: Work, text: str, limit: int | None = None) -> tuple[int, ...]:
    """Give the row numbers of a search's tickets, for use cases."""
    hidden = _hidden(work)
    more = None if limit is None else limit + len(hidden)
    rids = find_rids(work.connection, text, more)
    return tuple(rid for rid in rids if rid not in hidden)[:limit] if hidden else tuple(rids)


def _hidden(work: Work) -> frozenset[int]:
    """Give the row numbers of tickets about the person who asks."""
    about = work.connection.execute(_ABOUT_ME, {"me": work.actor.staff}).scalars()
    return frozenset(about) if work.actor.staff else frozenset()


def list_rows(work: Work, rids: Sequence[int]) -> list[TicketListRow]:
    """Make the list rows of row numbers, in their order; of hidden and unknown ones none.

    Plain values of the driver are taken apart here, a page at a time: this is what a list
    that is scrolled costs.
    """
    names, own, me = Names(work), bytes.fromhex(work.site.uid), work.actor.staff
    hidden = bytes.fromhex(me) if me else None
    sites: dict[bytes, tuple[Uid, str, str]] = {}
    people: dict[bytes | None, str] = {None: ""}
    found = {}
    told = _PAGE.run(work.connection, {"rids": json.dumps(list(rids))})
    for (
        rid, site, uid, number, title, complainant, status, severity, category, channel, nature,
        received_at, due, since, assignee, with_manager, evidence, custodian, respondent,
    ) in told.fetchall():  # fmt: skip
        if respondent is not None and respondent == hidden:
            continue
        if site not in sites:
            key = Uid(site.hex())
            sites[site] = (key, names.code(key), names.site(key))
        if assignee not in people:
            people[assignee] = names.staff(Uid(assignee.hex()))
        key, site_code, site_name = sites[site]
        found[rid] = TicketListRow(
            rid,
            TicketId(key, uid.hex()),
            number,
            title,
            complainant,
            _STATUSES[status],
            _SEVERITIES[severity],
            category,
            _CHANNELS[channel],
            _NATURES[nature],
            received_at,
            due,
            None if due is None else clock_state(since, due, None, work.now),
            people[assignee],
            bool(with_manager),
            evidence,
            site_code,
            site_name,
            custodian == own,
        )
    return [found[rid] for rid in rids if rid in found]


@query(Permission.TICKET_READ)
def categories(work: Work) -> tuple[CategoryRow, ...]:
    """Give the category tree in force, in the pack's order."""
    return tuple(CategoryRow(c.key, c.names, c.path, c.leaf) for c in work.pack.categories)


@query(Permission.TICKET_READ)
def most_used_categories(work: Work, limit: int = 6) -> tuple[str, ...]:
    """Give the categories used most at this site of late, most used first."""
    late = (
        select(_R.category)
        .where(_R.site == work.site.uid)
        .order_by(_R.business_day.desc())
        .limit(_OF_LATE)
        .subquery()
    )
    counted = (
        select(late.c.category)
        .where(late.c.category != UNSORTED)
        .group_by(late.c.category)
        .order_by(func.count().desc(), late.c.category)
        .limit(limit)
    )
    return tuple(work.session.execute(counted).scalars())


@query(Permission.TICKET_READ)
def people_like(work: Work, phone: str) -> tuple[HistoryRow, ...]:
    """Give people with this phone (or its tail) and their tickets, masked; never merges any."""
    digits = "".join(c for c in phone if c.isdigit())
    if len(digits) < _MIN_DIGITS:
        return ()
    who = (
        select(Person.site, Person.uid, Person.name, Person.title, ContactPoint.value)
        .join(
            ContactPoint,
            and_(ContactPoint.person_site == Person.site, ContactPoint.person_uid == Person.uid),
        )
        .order_by(ContactPoint.person_uid.desc())
        .limit(_HISTORY)
    )
    same = {phone.strip(), digits}
    found = work.session.execute(who.where(ContactPoint.value.in_(same))).all()
    if not found:
        found = work.session.execute(
            who.where(
                ContactPoint.person_uid.in_(_people_of(find_rids(work.connection, digits, _NEAR))),
                ContactPoint.value.endswith(digits, autoescape=True),
            )
        ).all()
    return tuple(
        HistoryRow(
            person=Ref(row.site, row.uid),
            name=mask_name(row.name, row.title),
            phone=mask_number(row.value),
            tickets=_tickets_of(work, row.uid),
        )
        for row in found
    )


def _people_of(rids: Sequence[int]) -> Any:
    """Select the uids of those who made these tickets known."""
    return (
        select(Ticket.complainant_uid)
        .join(TicketRow, TicketRow.uid == Ticket.uid)
        .where(TicketRow.rid.in_(rids))
    )


def _tickets_of(work: Work, person: Uid) -> tuple[TicketListRow, ...]:
    rids = work.session.execute(
        select(_R.rid)
        .join(Ticket, Ticket.uid == _R.uid)
        .where(Ticket.complainant_uid == person, visible(work))
        .order_by(_R.received_at.desc())
        .limit(_HISTORY_TICKETS)
    )
    return tuple(list_rows(work, list(rids.scalars())))
