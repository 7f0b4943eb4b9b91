"""What a use case is given: the session, who acts, when, and under which rules."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.models.calendars import calendar_with
from desktop.services.site_card import read_site
from desktop.vocabulary import Role, TicketId, Uid

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.models.base import Synced
    from desktop.models.calendars import Calendar
    from desktop.models.rulepack import RulePack
    from desktop.services.site_card import SiteCard, SiteFacts
    from desktop.storage.database import DeskSession
    from desktop.storage.ledger import Signer
    from desktop.storage.vault import Vault

_RANDOM_BITS = 62
_last_stamp = 0
_stamp_lock = threading.Lock()


def new_uid() -> Uid:
    """Make a UUIDv7 (RFC 9562): milliseconds, then a sub-millisecond counter, then random bits.

    Uids made in one process rise strictly.
    """
    global _last_stamp  # noqa: PLW0603 - the counter of the process
    with _stamp_lock:
        nanoseconds = time.time_ns()
        stamp = (nanoseconds // 1_000_000 << 12) | (nanoseconds % 1_000_000 * 4096 // 1_000_000)
        _last_stamp = max(stamp, _last_stamp + 1)
        stamp = _last_stamp
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << _RANDOM_BITS) - 1)
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | tail
    return Uid(f"{value:032x}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command. Nobody, for schedules and imports: then the site alone signs."""

    staff: Uid | None
    login: str
    name: str
    role: Role
    signer: Signer | None = field(default=None, repr=False)

    @classmethod
    def unattended(cls) -> Actor:
        """Give the site itself acting on a schedule or a rule."""
        return cls(None, "", "", Role.ADMIN)


@dataclass(slots=True)
class Work:
    """One call through the door: a transaction, its actor and its moment (µs UTC)."""

    session: DeskSession
    actor: Actor
    now: int
    site: SiteCard
    pack: RulePack
    calendar: Calendar
    vault: Vault
    facts: SiteFacts
    reason: str | None = None
    mentioned: list[TicketId] = field(default_factory=list)
    restated: list[Synced] = field(default_factory=list)
    """Records whose full state the entry shall say, changed or not."""
    held: list[Synced] = field(default_factory=list)
    """Records that are looked at again; the session's own hold on them is weak."""
    line: int | None = None
    """The new line of the ledger that the entry begins, if it does."""

    @property
    def connection(self) -> Connection:
        """The Core connection of this transaction."""
        return self.session.core

    def look_again(self) -> None:
        """Read this site's facts once more: this very command has changed them."""
        self.session.flush()
        self.facts = read_site(self.session, self.site.uid)
        self.site = self.facts.card
        self.pack = self.facts.in_force(self.now)
        self.calendar = calendar_with(self.calendar, self.facts.years)

    def mention(self, ticket: TicketId) -> None:
        """Let the entry speak of a ticket that the command does not change (a view, a print)."""
        if ticket not in self.mentioned:
            self.mentioned.append(ticket)
