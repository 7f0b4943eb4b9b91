"""Which of headquarters' entries concern a branch, and whose keys an entry needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.models.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from desktop.vocabulary import Uid

EVERYBODY = frozenset({"site", "staff", "staff_key", "rule_pack"})
"""Tables that every branch gets: who headquarters is, who works there, its rules."""
_T = Ticket.__table__.c


def ticket_sites(connection: Connection, tickets: Iterable[str]) -> dict[str, Uid]:
    """Give the site that registered each ticket."""
    query = select(_T.uid, _T.site).where(_T.uid.in_(list(tickets)))
    return {row.uid: row.site for row in connection.execute(query)}


def concerns(connection: Connection, body: dict[str, Any], branch: Uid) -> bool:
    """Tell whether an entry of headquarters is this branch's business."""
    if "after" in body:  # a loss was accepted: everybody begins a new epoch
        return True
    tickets = set()
    for change in body["changes"]:
        if change["table"] in EVERYBODY:
            return True
        if change["table"] == "take_in" and change["fields"].get("source") == branch:
            return True
        if change.get("ticket"):
            tickets.add(change["ticket"])
    tickets |= {uid for _site, uid in body["about"]}
    return branch in ticket_sites(connection, tickets).values()


def subjects_of(body: dict[str, Any]) -> set[Uid]:
    """Name the subjects whose keys open an entry."""
    found = {change["subject"] for change in body["changes"] if "sealed" in change}
    if "sealed" in body["private"]:
        found.add(body["private"]["subject"])
    return found


def subjects_for(
    connection: Connection, bodies: Iterable[dict[str, Any]], branch: Uid | None
) -> set[Uid]:
    """Name the subjects whose keys go with these entries; a branch gets none of another branch's.

    `branch` is None on the way up.
    """
    asked = {subject for body in bodies for subject in subjects_of(body)}
    if branch is None:
        return asked
    owners: dict[str, set[Uid]] = {}
    for column in (_T.uid, _T.complainant_uid):
        for subject, site in connection.execute(select(column, _T.site).where(column.in_(asked))):
            owners.setdefault(subject, set()).add(site)
    return {subject for subject in asked if branch in owners.get(subject, {branch})}
