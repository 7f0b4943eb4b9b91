"""People as record and key at once: taking on, a new temporary password, letting go."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.errors import KeyringError
from desktop.models.desk import TicketRow
from desktop.models.permissions import Permission
from desktop.services.staff import (
    add_staff,
    disable_staff,
    pass_ticket_on,
    record_password_reset,
    tickets_in_hand,
)
from desktop.services.use_case import command, query
from desktop.storage.passwords import check_login, check_password, normal_login
from desktop.vocabulary import Role, Uid

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite
    from desktop.services.work import Work

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is mistaken for something else when it is read from a slip of paper."""
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class TemporaryPassword:
    """What is handed to a person once; they must choose their own at the first sign-in."""

    login: str
    password: str = field(repr=False)


def take_on(
    site: OpenSite, login: str, name: str, role: Role, temporary: str | None = None
) -> TemporaryPassword:
    """Add a person with a temporary password, one that is made up unless it is given.

    Raises InputError or PermissionDeniedError; nothing is written then.
    """
    login = login.strip()
    check_login(login)
    if temporary is not None:
        check_password(login, temporary)
    site.gateway.call(add_staff, login, name, role)
    return _give_password(site, login, temporary)


def renew_password(site: OpenSite, login: str, temporary: str | None = None) -> TemporaryPassword:
    """Give a person a new temporary password; the old one, and the signing key, end."""
    if temporary is not None:
        check_password(login, temporary)
    site.gateway.call(record_password_reset, login)
    return _give_password(site, login, temporary)


def let_go(site: OpenSite, login: str, hand_to: str | None = None) -> int:
    """Stop a person from signing in and pass their open tickets on; gives how many."""
    gateway = site.gateway
    passed_on = 0
    if gateway.facts.card.is_headquarters:
        for ticket in gateway.call(tickets_in_hand, login):
            gateway.call(pass_ticket_on, ticket, login, hand_to)
            passed_on += 1
    passed_on += gateway.call(disable_staff, login, hand_to)
    with suppress(KeyringError):  # without a slot they could not sign in anyway
        site.keyring.remove_staff(site.unlocked, login)
    return passed_on


def renew_recovery_code(site: OpenSite) -> str:
    """Make a new recovery code, which is shown this once; the old one opens nothing more."""
    site.gateway.call(record_new_recovery_code)
    return site.keyring.renew_recovery(site.unlocked)


@command(Permission.SITE_MANAGE)
def record_new_recovery_code(work: Work) -> None:
    """Record that a new recovery code is about to take the place of the old one."""
    work.reason = work.actor.login


def _give_password(site: OpenSite, login: str, given: str | None) -> TemporaryPassword:
    """Put a slot in the key file; a crash between record and slot is mended by the next call."""
    temporary = given or "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    if normal_login(login) in site.keyring.logins():
        site.keyring.reset_password(site.unlocked, login, temporary)
    else:
        site.keyring.add_staff(site.unlocked, login, temporary)
    return TemporaryPassword(login, temporary)


@query(Permission.STAFF_READ)
def open_ticket_counts(work: Work) -> dict[Uid, int]:
    """Count the open tickets each person here has in hand."""
    rows = work.session.execute(
        select(TicketRow.assignee, func.count())
        .where(
            TicketRow.is_open.is_(True),
            TicketRow.assignee.is_not(None),
            TicketRow.custodian == work.site.uid,
        )
        .group_by(TicketRow.assignee)
    )
    return {Uid(uid): count for uid, count in rows if uid is not None}
