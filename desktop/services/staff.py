"""The people of a site, their roles and their signing keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.errors import InputError, NotFoundError, PermissionDeniedError, StateError
from desktop.models.permissions import Permission
from desktop.models.site import Staff, StaffKey
from desktop.models.ticket import Ticket
from desktop.services.records import add_row, require_staff, staff_by
from desktop.services.rows import StaffRow
from desktop.services.ticket_draft import clean_text
from desktop.services.use_case import command, query
from desktop.vocabulary import OPEN_STATUSES, Role, TicketId, Uid

if TYPE_CHECKING:
    from desktop.services.work import Work


@query(Permission.STAFF_READ)
def staff_rows(work: Work) -> tuple[StaffRow, ...]:
    """Give everybody who works or worked here, by name."""
    keyed = set(work.session.scalars(select(StaffKey.staff_uid)))
    people = work.session.scalars(
        select(Staff).where(Staff.site == work.site.uid).order_by(Staff.name)
    )
    return tuple(
        StaffRow(p.uid, p.site, p.login, p.name, Role(p.role), p.active, p.uid in keyed)
        for p in people
    )


@command(Permission.STAFF_MANAGE)
def add_staff(work: Work, login: str, name: str, role: Role) -> Uid:
    """Add a person; the keyring gets their slot apart from this."""
    key = (clean_text("login", login) or "").strip()
    told = clean_text("name", name)
    if not key or any(char.isspace() for char in key) or told is None:
        raise InputError("staff.login_malformed")
    if staff_login(work, key) is not None:
        raise InputError("staff.login_taken", login=key)
    _require_rank(work, role)
    person = add_row(work, Staff, login=key, name=told, role=role, active=True, added_at=work.now)
    return person.uid


@command(Permission.STAFF_MANAGE)
def disable_staff(work: Work, login: str, hand_to: str | None = None) -> int:
    """Let a person go: they cannot sign in, and their open tickets pass to somebody else.

    Returns how many tickets were handed over.
    """
    person = require_staff(work, login)
    _require_rank(work, Role(person.role))
    if person.uid == work.actor.staff:
        raise StateError("staff.cannot_disable_self")
    held = _in_hand(work, person)
    if held and work.site.is_headquarters:
        # One entry goes to a branch whole: it must not tell of another branch's tickets.
        raise StateError("staff.in_hand", login=person.login, count=len(held))
    heir = require_staff(work, hand_to).uid if hand_to else None
    person.active = False
    for ticket in held:
        _pass_on(ticket, heir)
    return len(held)


@query(Permission.STAFF_MANAGE)
def tickets_in_hand(work: Work, login: str) -> tuple[TicketId, ...]:
    """Name the open tickets that a person has in hand and this site may pass on."""
    return tuple(ticket.id for ticket in _in_hand(work, require_staff(work, login)))


@command(Permission.STAFF_MANAGE)
def pass_ticket_on(work: Work, ticket_id: TicketId, login: str, hand_to: str | None = None) -> None:
    """Take an open ticket out of a person's hands, for somebody else or for nobody yet."""
    person = require_staff(work, login)
    _require_rank(work, Role(person.role))
    ticket = work.session.get(Ticket, tuple(ticket_id))
    if ticket is None or ticket.assignee != person.uid:
        raise NotFoundError("ticket.not_found")
    ticket.require_custody(work.site.uid)
    _pass_on(ticket, require_staff(work, hand_to).uid if hand_to else None)


def _in_hand(work: Work, person: Staff) -> list[Ticket]:
    held = select(Ticket).where(
        Ticket.assignee == person.uid,
        Ticket.custodian == work.site.uid,
        Ticket.status.in_([s.value for s in OPEN_STATUSES]),
    )
    return list(work.session.scalars(held))


def _pass_on(ticket: Ticket, heir: Uid | None) -> None:
    ticket.assignee = None if ticket.hidden_from(heir) else heir


@command(Permission.STAFF_MANAGE)
def record_password_reset(work: Work, login: str) -> None:
    """Record that somebody gave a person a new temporary password."""
    person = require_staff(work, login)
    _require_rank(work, Role(person.role))
    work.reason = person.login


def _require_rank(work: Work, role: Role) -> None:
    """Let only administrators make or change managers, officers and administrators."""
    if role is not Role.CLERK and work.actor.role is not Role.ADMIN:
        raise PermissionDeniedError("staff.above_own_rank", role=role)


@command(Permission.SELF)
def adopt_key(work: Work, public: bytes) -> None:
    """Make known the signing key that came with a password of one's own.

    The entry is signed with that very key and says which key it replaces.
    """
    if work.actor.staff is None or work.actor.signer is None:
        raise PermissionDeniedError("staff.nobody")
    if work.actor.signer.key.public_key().public_bytes_raw() != public:
        raise PermissionDeniedError("staff.foreign_key")
    make_key_known(work)


def make_key_known(work: Work) -> None:
    """Record the signing key of who acts, if it is not the one known of them."""
    staff, signer = work.actor.staff, work.actor.signer
    if staff is None or signer is None:
        return
    public = signer.key.public_key().public_bytes_raw()
    before = latest_key(work, staff)
    if before is not None and before.public == public:
        return
    work.session.add(
        StaffKey(
            site=work.site.uid,
            uid=signer.key_uid,
            staff_uid=staff,
            public=public,
            made_at=work.now,
            made_by=staff,
            replaces=before.uid if before else None,
        )
    )


def latest_key(work: Work, staff: Uid) -> StaffKey | None:
    """Give a person's latest public key."""
    query_key = select(StaffKey).where(StaffKey.staff_uid == staff).order_by(StaffKey.uid.desc())
    return work.session.scalars(query_key.limit(1)).first()


def staff_login(work: Work, login: str) -> Staff | None:
    """Find an own person by login alone, active or not."""
    found = staff_by(work, login)
    return found if found and found.login.casefold() == login.casefold() else None


@query(Permission.SELF)
def staff_card(work: Work, login: str) -> tuple[StaffRow, bytes | None, Uid | None]:
    """Give who signs in under a login, with the latest public key and its uid.

    Raises NotFoundError `staff.not_found` for nobody, PermissionDeniedError `staff.disabled`.
    """
    person = staff_login(work, login)
    if person is None:
        raise NotFoundError("staff.not_found", login=login[:40])
    if not person.active:
        raise PermissionDeniedError("staff.disabled", login=person.login)
    key = latest_key(work, person.uid)
    row = StaffRow(
        person.uid,
        person.site,
        person.login,
        person.name,
        Role(person.role),
        person.active,
        key is not None,
    )
    return row, (key.public if key else None), (key.uid if key else None)
