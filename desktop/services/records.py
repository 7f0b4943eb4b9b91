"""Plain functions that use cases share: finding records, naming people, making rows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import bindparam, select

from desktop.errors import ConflictError, NotFoundError, PermissionDeniedError
from desktop.models.base import OnTicket, Synced
from desktop.models.exchange import Conflict
from desktop.models.site import Site, Staff
from desktop.models.tables import table_of
from desktop.models.ticket import Ticket
from desktop.services.work import new_uid
from desktop.storage.ready import Ready
from desktop.vocabulary import Ref, TicketId, Uid

if TYPE_CHECKING:
    from typing import Any

    from desktop.services.work import Work

R = TypeVar("R", bound=Synced)
O = TypeVar("O", bound=OnTicket)  # noqa: E741
_STAFF = table_of(Staff).c
_SITE = table_of(Site).c
_CONFLICT = table_of(Conflict).c
_OPEN_CONFLICT = Ready(
    select(_CONFLICT.uid).where(
        _CONFLICT.site == bindparam("site"),
        _CONFLICT.ticket_uid == bindparam("ticket"),
        _CONFLICT.decided_at.is_(None),
    )
)
_CALLED = Ready(select(_STAFF.uid, _STAFF.login, _STAFF.name).where(_STAFF.site == bindparam("of")))
_STAFF_NAMES = Ready(select(_STAFF.uid, _STAFF.name))
_SITE_NAMES = Ready(select(_SITE.uid, _SITE.code, _SITE.name))

AT_COUNTER = 15 * 60 * 1_000_000
"""How long (µs) after registering a customer may still stand at the counter."""


def ticket_to_read(work: Work, ticket_id: TicketId) -> Ticket:
    """Find a ticket that this person may know of.

    A ticket about a member of staff does not exist for that person: NotFoundError.
    """
    ticket = _ticket(work, ticket_id)
    if ticket is None or ticket.hidden_from(work.actor.staff):
        raise NotFoundError("ticket.not_found")
    return ticket


def _ticket(work: Work, ticket_id: TicketId) -> Ticket | None:
    """Find a ticket and hold it, because it is looked at once more after the command."""
    ticket = work.session.get(Ticket, tuple(ticket_id))
    if ticket is not None:
        work.held.append(ticket)
    return ticket


def ticket_at_counter(work: Work, ticket_id: TicketId) -> Ticket:
    """Find a ticket for what is done while the customer still stands there: slip and evidence.

    Whoever has just registered a complaint against themselves may do that too; afterwards the
    ticket is hidden from them like any other.
    """
    ticket = _ticket(work, ticket_id)
    just_now = ticket is not None and work.now - ticket.registered_at <= AT_COUNTER
    if ticket is not None and just_now and ticket.registered_by == work.actor.staff:
        return ticket
    return ticket_to_read(work, ticket_id)


def ticket_to_work(work: Work, ticket_id: TicketId, version: int | None = None) -> Ticket:
    """Find a ticket whose state this site may change now.

    Args:
        work: the call.
        ticket_id: which.
        version: what the person saw; ConflictError if it has changed since.
    """
    ticket = ticket_to_read(work, ticket_id)
    ticket.require_custody(work.site.uid)
    if version is not None and version != ticket.version:
        raise ConflictError("ticket.changed_meanwhile", number=ticket.number)
    if open_conflict(work, ticket_id):
        raise PermissionDeniedError("ticket.in_conflict", number=ticket.number)
    return ticket


def open_conflict(work: Work, ticket_id: TicketId) -> bool:
    """Tell whether a ticket waits here for the decision of a conflict."""
    work.session.flush()
    told = {"site": work.site.uid, "ticket": ticket_id.uid}
    return _OPEN_CONFLICT.run(work.connection, told).fetchone() is not None


def ticket_id_of(work: Work, number: str) -> TicketId:
    """Find a ticket by its number; NotFoundError also for one hidden from this person."""
    query = select(Ticket.site, Ticket.uid, Ticket.respondent_staff).where(
        Ticket.number == number.strip().upper()
    )
    row = work.session.execute(query).first()
    if row is None or (work.actor.staff and row.respondent_staff == work.actor.staff):
        raise NotFoundError("ticket.number_unknown", number=number[:40])
    return TicketId(row.site, row.uid)


def part_of(work: Work, cls: type[O], ref: Ref, ticket: Ticket) -> O:
    """Find a part of a ticket; NotFoundError if it belongs to another."""
    part = work.session.get(cls, tuple(ref))
    if part is None or part.ticket_uid != ticket.uid:
        raise NotFoundError("ticket.part_not_found", number=ticket.number)
    return part


def _identity(work: Work) -> dict[str, Any]:
    """Give a new row's key: made by this site."""
    return {"site": work.site.uid, "uid": new_uid()}


def add_part(work: Work, cls: type[O], ticket: Ticket, **values: Any) -> O:
    """Add a row to a ticket: made by this site, with an identity of its own."""
    keys = {"ticket_site": ticket.site, "ticket_uid": ticket.uid}
    part = cls(**_identity(work) | keys | values)
    work.session.add(part)
    return part


def add_row(work: Work, cls: type[R], **values: Any) -> R:
    """Add a row that belongs to no ticket."""
    row = cls(**_identity(work) | values)
    work.session.add(row)
    return row


def parts(work: Work, cls: type[O], ticket: Ticket) -> list[O]:
    """Give all rows of a class on a ticket, oldest first."""
    query = select(cls).where(cls.ticket_uid == ticket.uid).order_by(cls.uid)
    return list(work.session.scalars(query))


class Names:
    """Names of people and sites, each kind read once a call, when the first is asked for."""

    def __init__(self, work: Work) -> None:
        """Look names up in this call's transaction."""
        self._work = work

    @cached_property
    def _staff(self) -> dict[Uid, str]:
        rows = _STAFF_NAMES.run(self._work.connection, {}).fetchall()
        return {Uid(uid.hex()): name for uid, name in rows}

    @cached_property
    def _sites(self) -> dict[Uid, tuple[str, str]]:
        rows = _SITE_NAMES.run(self._work.connection, {}).fetchall()
        return {Uid(uid.hex()): (code, name) for uid, code, name in rows}

    def staff(self, uid: Uid | None) -> str:
        """Name a member of staff; empty for nobody."""
        return self._staff.get(uid, "") if uid else ""

    def site(self, uid: Uid | None) -> str:
        """Name a site; empty if it is not known here."""
        return self._sites.get(uid, ("", ""))[1] if uid else ""

    def code(self, uid: Uid | None) -> str:
        """Give a site's code."""
        return self._sites.get(uid, ("", ""))[0] if uid else ""


def staff_by(work: Work, told: str) -> Staff | None:
    """Find an own member of staff by uid, login or unambiguous name."""
    everyone = _CALLED.run(work.connection, {"of": work.site.uid}).fetchall()
    key = told.strip().casefold()
    for found in (
        [uid for uid, _login, _name in everyone if uid.hex() == told],
        [uid for uid, login, _name in everyone if login.casefold() == key],
        [uid for uid, _login, name in everyone if name.casefold() == key],
    ):
        if len(found) == 1:
            return work.session.get(Staff, (work.site.uid, found[0].hex()))
    return None


def require_staff(work: Work, told: str) -> Staff:
    """Find an active member of staff; NotFoundError otherwise."""
    found = staff_by(work, told)
    if found is None or not found.active:
        raise NotFoundError("staff.not_found", login=told[:40])
    return found
