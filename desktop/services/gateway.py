"""The only door: permission, transaction, use case, ledger entry, commit."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sqlalchemy import bindparam, select

from desktop.errors import LedgerError, PermissionDeniedError, StateError
from desktop.models.calendars import calendar_with
from desktop.models.permissions import allows
from desktop.models.site import Staff
from desktop.models.tables import table_of
from desktop.services.projection import project
from desktop.services.site_card import read_site
from desktop.services.use_case import plain_arguments
from desktop.services.work import Actor, Work, new_uid
from desktop.storage.capture import changes_of, restate
from desktop.storage.ledger import EntryDraft, append, head_of
from desktop.storage.ready import Ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.models.calendars import Calendar
    from desktop.services.site_card import SiteFacts
    from desktop.services.use_case import UseCase
    from desktop.storage.database import Database, DeskSession
    from desktop.storage.ledger import Head, StoredEntry
    from desktop.storage.vault import Vault
    from desktop.vocabulary import TicketId, Uid

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

_S = table_of(Staff).c
_LET_GO = Ready(
    select(_S.uid).where(
        _S.site == bindparam("of"), _S.uid == bindparam("who"), _S.active.is_(False)
    )
)
CLOCK_TOLERANCE = 5 * 60 * 1_000_000
"""How far (µs) this PC's clock may stand before the last entry without anybody being asked."""

CLOCK_LEAP = 180 * 24 * 3600 * 1_000_000
"""How far (µs) it may stand after it: a wrong year shall not get into the record unasked."""
CONFIRMING = "confirm_clock"
"""The one command that takes the PC's time as it is, whatever the last entry says."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a command touched; views fetch again what they show of it."""

    tables: frozenset[str]
    tickets: frozenset[TicketId]


def wall_clock() -> int:
    """Give the PC's time in µs UTC."""
    return time.time_ns() // 1000


class Gateway:
    """One site's door for one person at a time. Safe to call from several threads."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        site: Uid,
        calendar: Calendar,
        *,
        clock: Callable[[], int] = wall_clock,
        on_entry: Callable[[int, bytes], None] | None = None,
    ) -> None:
        """Stand before a database; nobody is signed in yet.

        Args:
            database: the open database.
            vault: where evidence lies.
            site: this site's uid.
            calendar: working days.
            clock: the PC's time in µs UTC.
            on_entry: told (seq, digest) after each commit, for the anchor.
        """
        self.database = database
        self.vault = vault
        self._actor = Actor.unattended()
        self._locked = False
        self._pinned = threading.local()
        self.read_only: LedgerError | None = None
        self._site = site
        self._calendar = calendar
        self._clock = clock
        self._on_entry = on_entry
        self._writing = threading.RLock()
        self._listeners: list[Callable[[Changes], None]] = []
        self._facts: SiteFacts | None = None
        self._facts_seq = 0
        self._edition = 0

    @property
    def actor(self) -> Actor:
        """Who acts: whoever gave the work at hand (see `as_now`), else who stands here now."""
        pinned: Actor | None = getattr(self._pinned, "actor", None)
        return pinned or self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._actor = actor
        self._locked = False

    def lock(self) -> None:
        """Let nobody stand here: `call` refuses until somebody does; `call_as` serves schedules."""
        self._actor = Actor.unattended()
        self._locked = True

    def as_now(self) -> Callable[[Callable[[], T]], T]:
        """Give a way to run work as the person who stands here now, whoever comes meanwhile.

        Counters share a PC: what one person started must not be signed by the next.
        """
        actor = self.actor

        def run(work: Callable[[], T]) -> T:
            before, self._pinned.actor = getattr(self._pinned, "actor", None), actor
            try:
                return work()
            finally:
                self._pinned.actor = before

        return run

    @property
    def person(self) -> Actor | None:
        """Who is signed in, if anybody."""
        return self.actor if self.actor.staff else None

    @property
    def facts(self) -> SiteFacts:
        """This site, its rule pack and its signing key, read once and after they change.

        Another program may have the same site open: see `_work`.
        """
        found = self._facts
        if found is None:
            edition = self._edition
            with self.database.read() as session:
                seq = head_of(session.core, self._site).seq
                found = read_site(session, self._site)
            if edition == self._edition:  # else they changed while they were read
                self._facts, self._facts_seq = found, seq
        return found

    def subscribe(self, listener: Callable[[Changes], None]) -> None:
        """Tell a listener, in the calling thread, what each command touched."""
        self._listeners.append(listener)

    def may(self, case: UseCase[Any, Any]) -> bool:
        """Tell whether the person's role allows a use case; rules of records come on top."""
        return allows(self.actor.role, case.permission, self.facts.card.kind)

    def call(self, case: UseCase[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a use case as the person signed in.

        Raises DeskError: PermissionDeniedError if the role does not allow it or the desk is locked
        (`door.locked`), StorageError if
        the disk refuses, and whatever the use case itself refuses with. Nothing is written then.
        """
        actor = self.actor
        if self._locked and actor.staff is None:
            raise PermissionDeniedError("door.locked", use_case=case.name)
        return self.call_as(actor, case, *args, **kwargs)

    def call_as(self, actor: Actor, case: UseCase[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a use case in somebody's name: used by schedules (nobody) and at sign-in."""
        if not allows(actor.role, case.permission, self.facts.card.kind):
            raise PermissionDeniedError("door.not_permitted", use_case=case.name)
        if case.kind == "query":
            with self.database.read() as session:
                self._require_active(session, actor)
                return case(self._work(session, actor, self._clock()), *args, **kwargs)
        return self._command(actor, case, *args, **kwargs)

    def at_desk(self, function: Callable[[Work], T]) -> T:
        """Do something with the desk's own tables alone: drafts, shipments, settings.

        Nothing is recorded; a write to a synced table is refused. Whoever stands at an open
        desk may.
        """
        if self.read_only is not None:
            raise self.read_only
        with self._writing, self.database.write() as session:
            result = function(self._work(session, self.actor, self._clock()))
            session.flush()
            if changes_of(session):
                raise LedgerError("ledger.unrecorded_write", table="desk")
            return result

    def read_desk(self, function: Callable[[Work], T]) -> T:
        """Read the desk's own tables; also while the site is open for reading only."""
        with self.database.read() as session:
            return function(self._work(session, self.actor, self._clock()))

    def _command(
        self, actor: Actor, case: UseCase[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self.read_only is not None:
            raise self.read_only
        arguments = plain_arguments(args, kwargs)
        with self._writing:
            with self.database.write() as session:
                self._require_active(session, actor)
                head = head_of(session.core, self._site)
                now = self._clock() if case.name == CONFIRMING else self._moment(head)
                work = self._work(session, actor, now, head)
                result = case(work, *args, **kwargs)
                session.flush()
                draft = self._draft(work, case.name, arguments)
                entry = append(work.connection, self._site, draft, self.facts.signing_key, head)
                project(session, work.facts, work.calendar, entry, draft)
            return self._committed(result, entry, draft)

    def _require_active(self, session: DeskSession, actor: Actor) -> None:
        """Refuse somebody who was let go while they stood at a desk."""
        if actor.staff is None:
            return
        told = {"of": self._site, "who": actor.staff}
        if _LET_GO.run(session.core, told).fetchone():
            raise PermissionDeniedError("staff.disabled", login=actor.login)

    def _committed(self, result: T, entry: StoredEntry, draft: EntryDraft) -> T:
        changes = Changes(
            frozenset(change.table for change in draft.changes), frozenset(draft.about)
        )
        if changes.tables & {"site", "rule_pack", "site_key", "take_in"} or draft.line is not None:
            self._forget_facts()
        elif self._facts_seq == entry.seq - 1:
            self._facts_seq = entry.seq
        if self._on_entry is not None:
            self._on_entry(entry.seq, entry.digest)
        for listener in self._listeners:
            try:
                listener(changes)
            except Exception:  # the command is done and durable, whatever a listener makes of it
                log.exception("a listener failed after %s", draft.use_case)
        return result

    def _forget_facts(self) -> None:
        self._edition += 1
        self._facts = None

    def _work(self, session: DeskSession, actor: Actor, now: int, head: Head | None = None) -> Work:
        """Give a use case its work; an entry of another program makes the facts be read again."""
        head = head or head_of(session.core, self._site)
        if self._facts is not None and head.seq > self._facts_seq:
            self._forget_facts()
        facts = self.facts
        pack = facts.in_force(now)
        calendar = calendar_with(self._calendar, facts.years)
        return Work(session, actor, now, facts.card, pack, calendar, self.vault, facts)

    def _moment(self, head: Head) -> int:
        """Give the command's time: never before the last entry, refused if the clock leapt."""
        now = self._clock()
        if now < head.at - CLOCK_TOLERANCE:
            raise StateError("clock.behind", last=head.at, now=now)
        if now > head.at + CLOCK_LEAP:
            raise StateError("clock.ahead", last=head.at, now=now)
        return max(now, head.at)

    def _draft(self, work: Work, use_case: str, arguments: Any) -> EntryDraft:
        changes = changes_of(work.session)
        for record in work.restated:
            restate(changes, record)
        about = dict.fromkeys([c.about for c in changes if c.about] + work.mentioned)
        return EntryDraft(
            use_case=use_case,
            command=new_uid(),
            at=work.now,
            epoch=work.site.epoch,
            signer=work.actor.signer,
            arguments=arguments,
            reason=work.reason,
            about=list(about),
            changes=changes,
            line=work.line,
        )
