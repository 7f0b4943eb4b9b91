"""Two branches and a headquarters as a world in which anything may happen in any order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.errors import DeskError
from desktop.models.base import Base
from desktop.models.casework import Promise, Remedy
from desktop.models.ticket import Ticket
from desktop.services import casework, escalations, intake, remedies
from desktop.services.checking import verify_site
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.storage.database import Database
from desktop.storage.fold import snapshot
from desktop.storage.replay import replay
from desktop.sync.conflicts import conflict_rows, decide_conflict
from desktop.sync.delivery import deliver
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import (
    PayoutMeans,
    PromiseState,
    Ref,
    RemedyKind,
    TicketId,
    Verdict,
)

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite

BRANCHES = ("xian", "binjiang")
LATER = 4 * 10**15
"""An instant far after any test."""
SHARED = (
    "ticket", "note", "promise", "escalation", "answer", "remedy", "approval", "payout",
    "person", "contact_point",
)  # fmt: skip

SEED = [
    *(("register", branch, number) for branch in BRANCHES for number in range(3)),
    ("promise", "xian", 0),
    ("propose", "xian", 1),
    ("hand_over", "xian", 2),
    ("ask", "binjiang", 0),
    ("propose", "binjiang", 1),
    ("hand_over", "binjiang", 2),
    ("ship", "xian", 0),
    ("ship", "binjiang", 0),
    ("take", "hq", 0),
    ("accept", "hq", 2),
    ("ship", "hq", 0),
    ("ship", "hq", 1),
    ("take", "xian", 0),
    ("take", "binjiang", 0),
]
"""Every branch has three tickets; one each is offered, one has custody at headquarters."""


class World:
    """The sites, what lies between them, and every act by name.

    An act that the desk refuses is no failure: the door did its work.
    """

    def __init__(self, sites: dict[str, OpenSite], folder: Path) -> None:
        self.sites = sites
        self.folder = folder
        self.refusals: list[str] = []

    def do(self, act: str, who: str, choice: int) -> None:
        """Do one act; `choice` picks the ticket."""
        try:
            getattr(self, f"_{act}")(self.sites[who], who, choice)
        except DeskError as error:
            self.refusals.append(error.code)

    def _ticket(self, site: OpenSite, choice: int) -> TicketId:
        def pick(work: Any) -> list[TicketId]:
            rows = work.session.execute(select(Ticket.site, Ticket.uid).order_by(Ticket.uid))
            return [TicketId(*row) for row in rows]

        found = site.gateway.at_desk(pick)
        if not found:
            raise DeskError("world.no_ticket")
        return found[choice % len(found)]

    def _part(
        self, site: OpenSite, cls: type[Promise | Remedy], choice: int
    ) -> tuple[TicketId, Ref]:
        def pick(work: Any) -> list[tuple[TicketId, Ref]]:
            rows = work.session.scalars(select(cls).order_by(cls.uid))
            return [(TicketId(r.ticket_site, r.ticket_uid), r.ref) for r in rows]

        found = site.gateway.at_desk(pick)
        if not found:
            raise DeskError("world.no_part")
        return found[choice % len(found)]

    def _register(self, site: OpenSite, who: str, choice: int) -> None:
        person = ComplainantDraft(name="王小明", contacts=(ContactDraft(f"1380013{choice:04d}"),))
        draft = TicketDraft(facts=f"{who}的第{choice}件：电饭煲坏了", complainant=person)
        site.gateway.call(intake.register_ticket, draft)

    def _note(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(casework.add_note, self._ticket(site, choice), "补充说明")

    def _contact(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(casework.record_contact, self._ticket(site, choice), "phone", "已联系")

    def _promise(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(casework.promise_answer, self._ticket(site, choice), "明天答复", LATER)

    def _keep(self, site: OpenSite, _who: str, choice: int) -> None:
        ticket, promise = self._part(site, Promise, choice)
        site.gateway.call(casework.settle_promise, ticket, promise, PromiseState.KEPT)

    def _propose(self, site: OpenSite, _who: str, choice: int) -> None:
        ticket = self._ticket(site, choice)
        site.gateway.call(remedies.propose_remedy, ticket, RemedyKind.APOLOGY, 0, "道歉")

    def _pay(self, site: OpenSite, _who: str, choice: int) -> None:
        ticket, remedy = self._part(site, Remedy, choice)
        told = intake.SettlementDraft(RemedyKind.APOLOGY, PayoutMeans.GIFT, 0)
        site.gateway.call(remedies.pay_out, ticket, remedy, told)

    def _resolve(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(casework.resolve_ticket, self._ticket(site, choice), "已换货", "phone")

    def _close(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(casework.close_ticket, self._ticket(site, choice))

    def _reopen(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(casework.reopen_ticket, self._ticket(site, choice), "顾客又来了")

    def _ask(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(escalations.ask_headquarters, self._ticket(site, choice), "请示")

    def _answer(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(
            escalations.decide_escalation, self._ticket(site, choice), Verdict.AUTHORISED, "同意", 5
        )

    def _hand_over(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(escalations.hand_over, self._ticket(site, choice), "移交")

    def _recall(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(escalations.recall_hand_over, self._ticket(site, choice), "撤回")

    def _accept(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(escalations.accept_hand_over, self._ticket(site, choice), "接手")

    def _return(self, site: OpenSite, _who: str, choice: int) -> None:
        site.gateway.call(escalations.return_ticket, self._ticket(site, choice), "退回")

    def _decide(self, site: OpenSite, _who: str, choice: int) -> None:
        waiting = site.gateway.call(conflict_rows)
        if waiting:
            told = waiting[choice % len(waiting)]
            how = ("here", "there")[choice % 2]
            site.gateway.call(decide_conflict, told.ref, how, "核实后决定")

    def _ship(self, site: OpenSite, who: str, choice: int) -> None:
        """Write a bundle and leave it on the way; it may arrive much later."""
        other = BRANCHES[choice % 2] if who == "hq" else "hq"
        target = self.sites[other].gateway.facts.card.uid
        export_bundle(site, target)
        deliver(site, str(self._way(who, other)), target)

    def _take(self, site: OpenSite, who: str, choice: int) -> None:
        """Take in whatever lies on the way, in an order of its own, some of it twice."""
        senders = BRANCHES if who == "hq" else ("hq",)
        files = [
            path
            for sender in senders
            if self._way(sender, who).is_dir()
            for path in sorted(self._way(sender, who).glob("*.redress"))
        ]
        start = choice % len(files) if files else 0
        for path in files[start:] + files[: start + 1]:
            import_bundle(site, path)

    def _way(self, sender: str, receiver: str) -> Path:
        return self.folder / f"{sender}-to-{receiver}"

    def calm(self) -> None:
        """Let everything arrive and every conflict be decided."""
        for _round in range(5):
            for branch in BRANCHES:
                self.do("ship", branch, 0)
            self.do("take", "hq", 0)
            while self.sites["hq"].gateway.call(conflict_rows):
                self.do("decide", "hq", 0)
            for number, branch in enumerate(BRANCHES):
                self.do("ship", "hq", number)
                self.do("take", branch, 0)

    def replayed(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give a site's synced rows as they stand and as the ledger folds to."""
        site = self.sites[name]
        with (
            tempfile.TemporaryDirectory() as folder,
            site.database.read() as session,
        ):
            scratch = Database(Path(folder) / "fold.db", bytes(32))
            with scratch.connect() as target:
                Base.metadata.create_all(target)
                replay(session.connection(), target, site.gateway.facts.card.uid)
                found = snapshot(session.connection()), snapshot(target)
            scratch.close()
        return found

    def shared(self, name: str, branch: str) -> dict[str, list[dict[str, Any]]]:
        """Give what a site knows of the tickets that a branch registered."""
        owner = self.sites[branch].gateway.facts.card.uid
        with self.sites[name].database.read() as session:
            rows = snapshot(session.connection())
        return {
            table: [r for r in rows[table] if r.get("ticket_site", r["site"]) == owner]
            for table in SHARED
        }

    def findings(self, name: str) -> list[Any]:
        """Check a site's chains, signatures and pages."""
        return verify_site(self.sites[name], deep=False).findings
