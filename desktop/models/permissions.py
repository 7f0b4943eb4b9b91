"""What each role may do; who may act on which record is a rule of the record itself."""

from __future__ import annotations

from enum import StrEnum

from desktop.vocabulary import Role, SiteKind


class Permission(StrEnum):
    """One thing a role may do, as subject:act."""

    TICKET_READ = "ticket:read"
    TICKET_REGISTER = "ticket:register"
    TICKET_WORK = "ticket:work"
    TICKET_END = "ticket:end"
    TICKET_VOID = "ticket:void"
    TICKET_ESCALATE = "ticket:escalate"
    TICKET_EXPORT = "ticket:export"
    TICKET_REVIEW = "ticket:review"
    REMEDY_PROPOSE = "remedy:propose"
    REMEDY_DECIDE = "remedy:decide"
    HQ_DECIDE = "hq:decide"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_ADD = "evidence:add"
    EVIDENCE_EXPORT = "evidence:export"
    PERSON_REVEAL = "person:reveal"
    DAY_CLOSE = "day:close"
    REPORT_READ = "report:read"
    EXCHANGE_READ = "exchange:read"
    EXCHANGE_SHIP = "exchange:ship"
    EXCHANGE_JOIN = "exchange:join"
    CONFLICT_DECIDE = "conflict:decide"
    STAFF_READ = "staff:read"
    STAFF_MANAGE = "staff:manage"
    SITE_MANAGE = "site:manage"
    SITE_VERIFY = "site:verify"
    SELF = "self"


_READ = frozenset(
    {
        Permission.TICKET_READ,
        Permission.EVIDENCE_READ,
        Permission.STAFF_READ,
        Permission.EXCHANGE_READ,
        Permission.SELF,
    }
)
_CLERK = _READ | {
    Permission.TICKET_REGISTER,
    Permission.TICKET_WORK,
    Permission.TICKET_ESCALATE,
    Permission.REMEDY_PROPOSE,
    Permission.EVIDENCE_ADD,
    Permission.PERSON_REVEAL,
}
_MANAGER = _CLERK | {
    Permission.TICKET_REVIEW,
    Permission.TICKET_END,
    Permission.TICKET_VOID,
    Permission.TICKET_EXPORT,
    Permission.REMEDY_DECIDE,
    Permission.EVIDENCE_EXPORT,
    Permission.DAY_CLOSE,
    Permission.REPORT_READ,
    Permission.EXCHANGE_SHIP,
    Permission.SITE_VERIFY,
    Permission.STAFF_MANAGE,
}
_OFFICER = _MANAGER | {Permission.HQ_DECIDE, Permission.CONFLICT_DECIDE}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset(_CLERK),
    Role.MANAGER: frozenset(_MANAGER),
    Role.OFFICER: frozenset(_OFFICER),
    Role.LEGAL: frozenset(
        _READ
        | {
            Permission.TICKET_WORK,
            Permission.TICKET_REVIEW,
            Permission.TICKET_EXPORT,
            Permission.REPORT_READ,
        }
    ),
    Role.AUDITOR: frozenset(
        _READ | {Permission.TICKET_EXPORT, Permission.REPORT_READ, Permission.SITE_VERIFY}
    ),
    Role.ADMIN: frozenset(Permission),
}
"""What each role may do."""

HEADQUARTERS_ONLY = frozenset({Permission.HQ_DECIDE, Permission.CONFLICT_DECIDE})
"""What nobody may do at a branch, whatever the role."""


def allows(role: Role, permission: Permission, kind: SiteKind) -> bool:
    """Tell whether a role at a kind of site may do something."""
    if permission in HEADQUARTERS_ONLY and kind is not SiteKind.HEADQUARTERS:
        return False
    return permission in GRANTS[role]
