"""What the rules propose for a ticket's severity, from what its own record says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.models.severity import Signals
from desktop.vocabulary import Channel, Severity

if TYPE_CHECKING:
    from desktop.models.severity import Proposal
    from desktop.models.ticket import Ticket
    from desktop.services.site_card import SiteFacts

RANK: dict[Severity, int] = {severity: rank for rank, severity in enumerate(Severity)}
"""From normal up."""


def propose(facts: SiteFacts, ticket: Ticket, earlier: int = 0) -> Proposal:
    """Hold a ticket against the severity rules of the pack it started under.

    Args:
        facts: this site.
        ticket: the ticket.
        earlier: how many complaints the same person made before.
    """
    return facts.pack_of(ticket.pack).severity.propose(
        Signals(
            text=ticket.facts,
            category=ticket.category,
            flags=frozenset(ticket.flags),
            amount=max(ticket.amount or 0, ticket.asked or 0),
            forwarded=ticket.channel is Channel.REGULATOR or bool(ticket.source_name),
            about_staff=ticket.respondent_staff is not None or bool(ticket.respondent_name),
            earlier=earlier,
        )
    )


def proposed_severity(facts: SiteFacts, ticket: Ticket) -> Severity | None:
    """Give a higher severity that waits for a person's decision; None if none does.

    Earlier complaints are left out here: a list row must not change with other tickets.
    """
    if ticket.severity_set_at is not None or not ticket.is_open:
        return None
    proposed = propose(facts, ticket).severity
    return proposed if RANK[proposed] > RANK[ticket.severity] else None
