"""The ticket: one matter from intake to archive, and the rules of its own life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from desktop.errors import InputError, PermissionDeniedError, StateError
from desktop.models.base import Base, Synced, column
from desktop.models.clocks import Pause
from desktop.models.codecs import Flag, Integer, Listing, Mapping, Member, UidType, Words
from desktop.vocabulary import (
    OPEN_STATUSES,
    Channel,
    Nature,
    Severity,
    Status,
    TicketId,
    Uid,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

ENDED = frozenset({Status.CLOSED, Status.NOT_UPHELD, Status.WITHDRAWN, Status.VOIDED})
"""Statuses that only reopening leaves; a voided ticket stays voided."""


class Ticket(Synced, Base):
    """One matter. State columns change only at the custodian (design §5)."""

    __tablename__ = "ticket"
    __table_args__: Any = (
        UniqueConstraint("number"),
        Index(None, "site", "business_day", "serial"),
        Index(None, "complainant_uid"),
        Index(None, "uid"),
        Index(None, "resolved_at", sqlite_where=text("resolved_at IS NOT NULL")),
        Index(None, "ended_at", sqlite_where=text("ended_at IS NOT NULL")),
    )

    number: Mapped[str] = column(Words)
    business_day: Mapped[str] = column(Words)
    serial: Mapped[int] = column(Integer)
    nature: Mapped[Nature] = column(Member(Nature), state=True)
    channel: Mapped[Channel] = column(Member(Channel))
    status: Mapped[Status] = column(Member(Status), state=True)
    severity: Mapped[Severity] = column(Member(Severity), state=True)
    category: Mapped[str] = column(Words, state=True)
    facts: Mapped[str] = column(Words, personal=True)
    demands: Mapped[tuple[str, ...]] = column(Listing)
    amount: Mapped[int | None] = column(Integer)
    asked: Mapped[int | None] = column(Integer)
    currency: Mapped[str] = column(Words)
    product: Mapped[str | None] = column(Words)
    batch: Mapped[str | None] = column(Words)
    order: Mapped[str | None] = column(Words, personal=True)
    bought_on: Mapped[str | None] = column(Words)
    goods_kept: Mapped[str | None] = column(Words, personal=True)
    received_at: Mapped[int] = column(Integer)
    registered_at: Mapped[int] = column(Integer)
    registered_by: Mapped[Uid | None] = column(UidType)
    complainant_site: Mapped[Uid | None] = column(UidType)
    complainant_uid: Mapped[Uid | None] = column(UidType)
    representative: Mapped[str | None] = column(Words, personal=True)
    respondent_staff: Mapped[Uid | None] = column(UidType)
    respondent_name: Mapped[str | None] = column(Words, personal=True)
    respondent_counter: Mapped[str | None] = column(Words)
    respondent_partner: Mapped[str | None] = column(Words)
    flags: Mapped[tuple[str, ...]] = column(Listing)
    source_name: Mapped[str | None] = column(Words)
    source_number: Mapped[str | None] = column(Words)
    source_due: Mapped[str | None] = column(Words)
    pack: Mapped[str] = column(Words)
    custodian: Mapped[Uid] = column(UidType, state=True)
    offered_to: Mapped[Uid | None] = column(UidType, state=True)
    with_manager: Mapped[bool] = column(Flag, state=True)
    assignee: Mapped[Uid | None] = column(UidType, state=True)
    responded_at: Mapped[int | None] = column(Integer, state=True)
    resolved_at: Mapped[int | None] = column(Integer, state=True)
    ended_at: Mapped[int | None] = column(Integer, state=True)
    result: Mapped[str | None] = column(Words, state=True, personal=True)
    told_how: Mapped[str | None] = column(Words, state=True, personal=True)
    routes_told: Mapped[bool] = column(Flag, state=True)
    version: Mapped[int] = column(Integer, state=True)
    severity_set_at: Mapped[int | None] = column(Integer, state=True)
    """When a person decided on the severity; None while only the rules have spoken."""
    timing: Mapped[dict[str, Any] | None] = column(Mapping, state=True)
    """What stopped or lengthened the decision clock: `pauses` as [[start, end or null], …] in µs
    UTC, and `extended` in the rule's unit."""

    @property
    def subject(self) -> Uid | None:
        """The ticket's own key."""
        return self.uid

    @property
    def about(self) -> TicketId | None:
        """Itself."""
        return self.id

    @property
    def id(self) -> TicketId:
        """The key, typed."""
        return TicketId(self.site, self.uid)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has work to do."""
        return self.status in OPEN_STATUSES

    def require_custody(self, site: Uid) -> None:
        """Refuse a change of state by a site that is not custodian."""
        if self.custodian != site:
            raise PermissionDeniedError("ticket.not_custodian", number=self.number)

    def require_open(self) -> None:
        """Refuse work on a ticket that has ended."""
        if not self.is_open:
            raise StateError("ticket.not_open", number=self.number, status=self.status)

    def hidden_from(self, staff: Uid | None) -> bool:
        """Tell whether this person is the one complained about."""
        return staff is not None and self.respondent_staff == staff

    def progress(self, status: Status) -> None:
        """Move an open ticket to another open status; never backwards to registered."""
        self.require_open()
        if status not in OPEN_STATUSES or status is Status.REGISTERED:
            raise StateError("ticket.status_refused", number=self.number, status=status)
        self.status = status

    def respond(self, at: int) -> None:
        """Note the first answer to the complainant, which stops the first-response clock."""
        if self.responded_at is None:
            self.responded_at = at

    def resolve(self, result: str, told_how: str | None, at: int) -> None:
        """Record the desk's decision and how it was told."""
        self.require_open()
        if not result.strip():
            raise InputError("ticket.result_missing")
        self._let_clock_go_on(at)
        self.status = Status.RESOLVED
        self.result = result
        self.told_how = told_how
        self.resolved_at = at
        self.respond(at)

    def close(self, at: int) -> None:
        """Close a resolved ticket that was told to the complainant with the route to a re-check."""
        if self.status is not Status.RESOLVED:
            raise StateError("ticket.close_unresolved", number=self.number)
        if not self.told_how:
            raise StateError("ticket.close_untold", number=self.number)
        self.status = Status.CLOSED
        self.routes_told = True
        self.ended_at = at

    def end(self, status: Status, reason: str, at: int) -> None:
        """End a ticket without a remedy: withdrawn, not upheld or voided, with the reason."""
        if status not in ENDED - {Status.CLOSED}:
            raise StateError("ticket.status_refused", number=self.number, status=status)
        if self.status in ENDED:
            raise StateError("ticket.not_open", number=self.number, status=self.status)
        if not reason.strip():
            raise InputError("reason.missing")
        self._let_clock_go_on(at)
        self.status = status
        self.result = reason
        self.ended_at = at

    def reopen(self) -> None:
        """Take up a resolved or ended ticket again; its clocks never restart."""
        if self.status is Status.VOIDED or self.is_open:
            raise StateError("ticket.reopen_refused", number=self.number, status=self.status)
        self.status = Status.INVESTIGATING
        self.resolved_at = None
        self.ended_at = None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """When its decision clock stood still, oldest first."""
        return tuple(Pause(start, end) for start, end in (self.timing or {}).get("pauses", ()))

    @property
    def extended(self) -> int:
        """By how many of its rule's units its decision clock was lengthened."""
        return int((self.timing or {}).get("extended", 0))

    @property
    def is_paused(self) -> bool:
        """Whether its decision clock stands still now."""
        return bool(self.pauses) and self.pauses[-1].end is None

    def pause(self, at: int) -> None:
        """Let the decision clock stand still."""
        self.require_open()
        if self.is_paused:
            raise StateError("clock.paused_already", number=self.number)
        ends = (pause.end for pause in self.pauses if pause.end is not None)
        at = max(at, *ends, 0)  # this PC's clock may have been put back meanwhile
        self._keep_timing([*self.pauses, Pause(at)], self.extended)

    def resume(self, at: int) -> None:
        """Let the decision clock go on."""
        if not self.is_paused:
            raise StateError("clock.not_paused", number=self.number)
        start = self.pauses[-1].start
        self._keep_timing([*self.pauses[:-1], Pause(start, max(start, at))], self.extended)

    def extend(self, units: int) -> None:
        """Lengthen the decision clock by some of its rule's units."""
        self.require_open()
        self._keep_timing(self.pauses, self.extended + units)

    def _let_clock_go_on(self, at: int) -> None:
        """End a pause with the work: nothing is waited for any more."""
        if self.is_paused:
            self.resume(at)

    def _keep_timing(self, pauses: Iterable[Pause], extended: int) -> None:
        self.timing = {"pauses": [[p.start, p.end] for p in pauses], "extended": extended}

    def offer(self, site: Uid) -> None:
        """Offer custody to headquarters; until it is accepted this site stays custodian."""
        self.require_open()
        if self.offered_to is not None:
            raise StateError("ticket.already_offered", number=self.number)
        self.offered_to = site

    def recall(self) -> None:
        """Take an offer of custody back before it was accepted."""
        if self.offered_to is None:
            raise StateError("ticket.not_offered", number=self.number)
        self.offered_to = None

    def accept(self, site: Uid) -> None:
        """Become custodian of a ticket that was offered to this site."""
        if self.offered_to != site:
            raise StateError("ticket.not_offered", number=self.number)
        self.custodian = site
        self.offered_to = None
        self.with_manager = False
        self.assignee = None
