"""What waits for a second person's yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.casework import Remedy
from desktop.models.desk import TicketRow
from desktop.models.permissions import Permission, allows
from desktop.models.ticket import Ticket
from desktop.services.escalations import authorised_amount
from desktop.services.lists import list_rows, visible, waiting_for_approval
from desktop.services.records import Names
from desktop.services.tickets import remedy_rows
from desktop.services.use_case import query
from desktop.vocabulary import RemedyState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from desktop.services.rows import RemedyRow, TicketListRow
    from desktop.services.work import Work

_R = TicketRow.__table__.c


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A proposal that waits, with its ticket and what the person who asks may grant."""

    ticket: TicketListRow
    remedy: RemedyRow
    limit: int

    @property
    def is_within_limit(self) -> bool:
        """Whether the person who asks may say yes."""
        return self.remedy.amount <= self.limit


def may_approve(work: Work) -> bool:
    """Tell whether proposals wait for this person at all."""
    return allows(work.actor.role, Permission.REMEDY_DECIDE, work.site.kind)


def awaits_approval_here(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Give what holds for rows of tickets whose proposals this person could decide."""
    return (
        _R.custodian == work.site.uid,
        _R.uid.in_(waiting_for_approval(work)),
        visible(work),
    )


@query(Permission.TICKET_READ)
def approvals(work: Work, limit: int = 200) -> tuple[ApprovalRow, ...]:
    """Give the proposals that wait for this person, those running out first on top."""
    if not may_approve(work):
        return ()
    rids = work.session.execute(
        select(_R.rid)
        .where(*awaits_approval_here(work))
        .order_by(_R.due_at.is_(None), _R.due_at, _R.rid)
        .limit(limit)
    )
    names = Names(work)
    found = []
    for row in list_rows(work, list(rids.scalars())):
        ticket = work.session.get_one(Ticket, tuple(row.id))
        granted = max(work.pack.limit(work.actor.role), authorised_amount(work, ticket))
        found += [
            ApprovalRow(row, remedy, granted)
            for remedy in remedy_rows(work, ticket, names)
            if remedy.state is RemedyState.PROPOSED and remedy.needs_approval and not remedy.mine
        ]
    return tuple(found)


def proposals_waiting(work: Work) -> int:
    """Count the proposals that wait for this person."""
    if not may_approve(work):
        return 0
    mine = work.actor.staff
    rows = work.session.execute(
        select(Remedy.proposed_by)
        .join(TicketRow, _R.uid == Remedy.ticket_uid)
        .where(
            *awaits_approval_here(work),
            Remedy.state == RemedyState.PROPOSED,
            Remedy.needs_approval.is_(True),
        )
    ).scalars()
    return sum(1 for by in rows if by is None or by != mine)
