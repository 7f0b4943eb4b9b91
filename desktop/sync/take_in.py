"""The use case `take_in`: foreign entries are stored, judged and folded in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_, update

from desktop.errors import BundleError
from desktop.models.desk import Arrival, Shipment
from desktop.models.evidence import Evidence
from desktop.models.exchange import Conflict, TakeIn
from desktop.models.permissions import Permission
from desktop.models.site import SiteKey
from desktop.services.evidence import keep_thumbnail, record_steps
from desktop.services.projections import link_entries, open_tickets, refresh_tickets
from desktop.services.records import add_row
from desktop.services.use_case import command
from desktop.services.work import new_uid
from desktop.storage.ledger import digest_at, head_of, store
from desktop.storage.pending import Pending
from desktop.storage.replay import BROUGHT_BACK, FACTS_ONLY
from desktop.storage.seals import SubjectKeys, check_seals
from desktop.storage.stretches import stretches
from desktop.sync.checked import PAGE, Entries, Page
from desktop.sync.enrolment import SiteKeys, answered_by, check_introduction
from desktop.sync.epochs import read_epoch
from desktop.sync.judge import Judge
from desktop.sync.returned import ReturnJudge, restate_superseded
from desktop.sync.taken import Receipt, Taken
from desktop.vocabulary import CustodyAct, TicketId, Uid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select

    from desktop.services.work import Work
    from desktop.storage.signatures import Signatures
    from desktop.sync.manifest import Manifest

NO_TICKET = Uid("0" * 32)
"""Stands in a conflict whose entry speaks of no ticket."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A bundle's content, checked but for `signatures`; only its manifest is signed for."""

    manifest: Manifest = field(metadata={"unsigned": True})
    sender: SiteKeys = field(metadata={"unsigned": True})
    entries: Entries = field(repr=False, metadata={"unsigned": True})
    signatures: Signatures = field(repr=False, metadata={"unsigned": True})
    """Those of the entries, which are still being checked."""
    keys: tuple[tuple[Uid, bytes], ...] = field(repr=False, metadata={"unsigned": True})
    pictures: dict[str, bytes] = field(repr=False, metadata={"unsigned": True})
    file_name: str
    evidence: tuple[str, ...]


@command(Permission.EXCHANGE_SHIP)
def take_in(work: Work, batch: Batch) -> int:
    """Store, judge and apply a bundle's entries; gives how many were kept but not applied."""
    manifest = batch.manifest
    _refuse_again(work, manifest)
    _admit(work, batch)
    taken = Taken(work.site.uid, work.site.headquarters)
    judge = _apply(work, batch, taken)
    work.session.expire_all()
    add_row(
        work,
        TakeIn,
        source=manifest.author,
        sender=manifest.site,
        epoch=manifest.epoch,
        bundle=manifest.number,
        manifest=manifest.digest,
        from_seq=batch.entries.first or manifest.to_seq + 1,
        to_seq=manifest.to_seq,
        head=manifest.head,
        entries=len(batch.entries),
        verdicts=taken.verdicts,
        at=work.now,
    )
    back = manifest.author == work.site.uid
    named = judge.may_name(manifest.author, (uid for uid, _site in taken.named))
    _record_conflicts(work, manifest.author, taken, named, settled=back)
    if back:
        restate_superseded(work, taken.superseded)
    else:
        _close_decided(work, taken.decided)
    _receive_evidence(work, batch, taken.evidence)
    _derive(work, manifest.author, taken, named)
    _read_receipts(work, manifest.author, taken.receipts)
    record_arrival(work, manifest, "taken_in", batch.file_name)
    batch.signatures.settle()  # nothing of this is committed where one of them is wrong
    return 0 if back else len(taken.verdicts)


def _refuse_again(work: Work, manifest: Manifest) -> None:
    """Refuse what another program has taken in since this one looked."""
    meanwhile = work.session.scalars(
        select(TakeIn.uid).where(
            TakeIn.site == work.site.uid,
            TakeIn.sender == manifest.site,
            TakeIn.epoch == manifest.epoch,
            TakeIn.bundle >= manifest.number,
        )
    ).first()
    if meanwhile is not None:
        raise BundleError("bundle.contradiction", number=manifest.number)


def record_arrival(work: Work, manifest: Manifest, verdict: str, file_name: str) -> None:
    """Keep what became of a bundle that was read here."""
    found = work.session.scalars(
        select(Arrival).where(
            Arrival.source == manifest.site,
            Arrival.epoch == manifest.epoch,
            Arrival.number == manifest.number,
            Arrival.manifest == manifest.digest,
        )
    ).first()
    if found is None:
        found = Arrival(
            uid=new_uid(),
            source=manifest.site,
            epoch=manifest.epoch,
            number=manifest.number,
            manifest=manifest.digest,
        )
        work.session.add(found)
    acked = manifest.ack.get("seq")
    found.acked = acked if type(acked) is int else 0
    found.verdict = verdict
    found.file_name = file_name
    found.at = work.now


def _admit(work: Work, batch: Batch) -> None:
    """Let a branch that proves its invitation in: its keys are trusted from here on."""
    introduction = batch.manifest.extensions.get("introduction")
    if not work.site.is_headquarters or not isinstance(introduction, dict):
        return
    enrolment, keys = check_introduction(work, introduction)
    if answered_by(work, enrolment) is None:
        epoch = read_epoch(batch.manifest.epoch, enrolment.epoch)
        if keys.site != batch.manifest.site or epoch is None:
            raise BundleError("bundle.unknown_sender", site=batch.manifest.site)
        add_row(
            work,
            SiteKey,
            site_uid=keys.site,
            signing=keys.signing,
            sealing=keys.sealing,
            recovery=None,
            enrolment=enrolment.uid,
            made_at=work.now,
        )
        work.session.flush()


def _apply(work: Work, batch: Batch, taken: Taken) -> Judge | ReturnJudge:
    """Store, judge and apply the entries; gives who judged them."""
    own = work.site.uid
    keys = SubjectKeys(work.connection)
    keys.learn(batch.keys)
    pending = Pending(work.connection, keys)
    judge = (
        ReturnJudge(work.connection, own, pending.flush)
        if batch.manifest.author == own
        else Judge(work.connection, own, work.site.headquarters, pending.flush)
    )
    for page in batch.entries.pages():
        bodies = [body for _entry, body in page]
        _store(work, page)
        apply_page(bodies, judge, pending, taken)
        for body in bodies:
            verdict = taken.verdicts.get(str(body["seq"]))
            check_seals(body, keys, opened=verdict in {None, BROUGHT_BACK, *FACTS_ONLY})
    return judge


def _store(work: Work, page: Page) -> None:
    rows = [
        (entry, body["at"], body["use_case"], body["actor"], body["command"])
        for entry, body in page
    ]
    store(work.connection, rows)


def apply_page(
    bodies: list[dict[str, Any]], judge: Judge | ReturnJudge, pending: Pending, taken: Taken
) -> None:
    """Judge and apply some entries, one after the other, and write what they change."""
    judge.expect(bodies)
    for body in bodies:
        verdict = judge.verdict(body)
        if verdict is not None:
            for ticket in judge.tickets(body):
                judge.dispute(ticket)
        if verdict is None or verdict in FACTS_ONLY:
            judge.follow(pending.apply(body, facts_only=verdict is not None))
        taken.note(body, verdict)
    pending.flush()


def _record_conflicts(
    work: Work, author: Uid, taken: Taken, named: frozenset[Uid], *, settled: bool
) -> None:
    for seq, told in taken.kept:
        tickets = {uid: site for uid, site in told.items() if uid in named}
        for uid, site in (tickets or {NO_TICKET: author}).items():
            add_row(
                work,
                Conflict,
                ticket_site=site,
                ticket_uid=uid,
                entry_site=author,
                entry_seq=seq,
                reason=taken.verdicts[str(seq)],
                at=work.now,
                decided_at=work.now if settled else None,
                decision="newer" if settled else None,
            )


def _close_decided(work: Work, tickets: Iterable[Uid]) -> None:
    """Close this site's conflicts on tickets that headquarters has decided."""
    work.session.flush()
    for ticket in tickets:
        waiting = work.session.scalars(
            select(Conflict).where(
                Conflict.ticket_uid == ticket,
                Conflict.site == work.site.uid,
                Conflict.decided_at.is_(None),
            )
        )
        for conflict in waiting:
            conflict.decided_at = work.now
            conflict.decision = "headquarters"


def _receive_evidence(work: Work, batch: Batch, keys: Iterable[tuple[Uid, Uid]]) -> None:
    asked, here = sorted(keys), frozenset(batch.evidence)
    pieces = [
        piece
        for start in range(0, len(asked), PAGE)
        for piece in work.session.scalars(_pieces_of(asked[start : start + PAGE]))
        if piece.sha256 in here
    ]
    record_steps(work, pieces, CustodyAct.RECEIVED)
    for sha256, picture in batch.pictures.items():
        keep_thumbnail(work, sha256, picture)


def _pieces_of(keys: Sequence[tuple[Uid, Uid]]) -> Select[Evidence]:
    told = tuple_(Evidence.site, Evidence.uid).in_(keys)
    return select(Evidence).where(told).order_by(Evidence.site, Evidence.uid)


def _derive(work: Work, author: Uid, taken: Taken, named: frozenset[Uid]) -> None:
    touched = {
        TicketId(site, uid): seqs for (uid, site), seqs in taken.named.items() if uid in named
    }
    work.session.flush()
    link_entries(work.session, author, touched)
    if taken.moves_clocks:
        work.look_again()
        moved = None if author == work.site.headquarters else author
        touched |= {key: [] for key in open_tickets(work.session, moved)}
    refresh_tickets(work.session, work.facts, work.calendar, list(touched))


def _read_receipts(work: Work, author: Uid, receipts: Iterable[Receipt]) -> None:
    """Mark own bundles that the other side says it has taken in; compare heads."""
    for receipt in receipts:
        _compare_heads(work, receipt.told)
        work.session.execute(
            update(Shipment)
            .where(
                Shipment.destination == author,
                Shipment.epoch == receipt.told["epoch"],
                Shipment.number <= receipt.told["bundle"],
                Shipment.receipted_at.is_(None),
            )
            .values(receipted_at=receipt.at)
        )


def _compare_heads(work: Work, told: dict[str, Any]) -> None:
    """Refuse a receipt for entries that this ledger does not have, unless their loss is accepted.

    The other side then knows more: this ledger was set back.
    """
    own, seq = work.site.uid, told["to_seq"]
    if told["source"] != own or not seq:
        return
    here = digest_at(work.connection, own, seq)
    if here is None and not any(s.after < seq <= s.until for s in stretches(work.connection, own)):
        lost = seq < head_of(work.connection, own).seq
        here = told["head"] if lost else None
    if here != told["head"]:
        raise BundleError("bundle.receipt_mismatch", seq=seq)
