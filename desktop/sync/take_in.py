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
from desktop.models.site import SiteKey, Staff, StaffKey
from desktop.services.evidence import keep_thumbnail, record_steps
from desktop.services.projections import link_entries, refresh_tickets
from desktop.services.records import add_row
from desktop.services.use_case import command
from desktop.services.work import new_uid
from desktop.storage.ledger import StoredEntry, digest_at, head_of, store
from desktop.storage.pending import Pending
from desktop.storage.replay import BROUGHT_BACK, FACTS_ONLY, take_in_of
from desktop.storage.seals import SubjectKeys
from desktop.storage.stretches import stretches
from desktop.storage.upcasters import upcast
from desktop.sync.enrolment import SiteKeys, answered_by, check_introduction
from desktop.sync.epochs import read_epoch
from desktop.sync.judge import Judge
from desktop.sync.known import DECIDING
from desktop.sync.returned import TAKEN_IN_ANEW, ReturnJudge, restate_superseded
from desktop.vocabulary import CustodyAct, TicketId, Uid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Select

    from desktop.services.work import Work
    from desktop.sync.manifest import Manifest

_CHUNK = 500
NO_TICKET = Uid("0" * 32)
"""Stands in a conflict whose entry speaks of no ticket."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A bundle's content, checked; only its manifest is signed for."""

    manifest: Manifest = field(metadata={"unsigned": True})
    sender: SiteKeys = field(metadata={"unsigned": True})
    entries: tuple[StoredEntry, ...] = field(repr=False, metadata={"unsigned": True})
    keys: tuple[tuple[Uid, bytes], ...] = field(repr=False, metadata={"unsigned": True})
    pictures: dict[str, bytes] = field(repr=False, metadata={"unsigned": True})
    file_name: str
    evidence: tuple[str, ...]


def trusted_people(connection: Connection, site: Uid) -> dict[str, tuple[str, bytes]]:
    """Give the keys of a site's people known here: key uid → (staff uid, public key)."""
    table = StaffKey.__table__.c
    rows = connection.execute(
        select(table.uid, table.staff_uid, table.public).where(table.site == site)
    )
    return {row.uid: (row.staff_uid, bytes(row.public)) for row in rows}


def people_elsewhere(connection: Connection, site: Uid) -> frozenset[str]:
    """Give the people of all sites but one, in whose name that site must not speak."""
    table = Staff.__table__.c
    return frozenset(connection.execute(select(table.uid).where(table.site != site)).scalars())


@command(Permission.EXCHANGE_SHIP)
def take_in(work: Work, batch: Batch) -> int:
    """Store, judge and apply a bundle's entries; gives how many were kept but not applied."""
    manifest = batch.manifest
    _refuse_again(work, manifest)
    _admit(work, batch)
    bodies = [entry.parsed() for entry in batch.entries]
    _store(work, batch.entries, bodies)
    keys = SubjectKeys(work.connection)
    keys.learn(batch.keys)
    pending = Pending(work.connection, keys)
    back = manifest.author == work.site.uid
    judge = (
        ReturnJudge(work.connection, work.site.uid, pending.flush)
        if back
        else Judge(work.connection, work.site.uid, work.site.headquarters, pending.flush)
    )
    verdicts = _apply(bodies, judge, pending)
    if back:
        verdicts = dict.fromkeys((str(body["seq"]) for body in bodies), BROUGHT_BACK) | verdicts
    judge.expect_tickets(bodies)
    work.session.expire_all()
    add_row(
        work,
        TakeIn,
        source=manifest.author,
        sender=manifest.site,
        epoch=manifest.epoch,
        bundle=manifest.number,
        manifest=manifest.digest,
        from_seq=batch.entries[0].seq if batch.entries else manifest.to_seq + 1,
        to_seq=manifest.to_seq,
        head=manifest.head,
        entries=len(batch.entries),
        verdicts=verdicts,
        at=work.now,
    )
    disputed = _record_conflicts(work, bodies, verdicts, judge, settled=back)
    if back:
        restate_superseded(work, bodies, verdicts)
    else:
        _close_decided(work, bodies)
    _receive_evidence(work, batch, bodies)
    _derive(work, bodies, judge)
    _read_receipts(work, bodies, verdicts)
    record_arrival(work, manifest, "taken_in", batch.file_name)
    return disputed


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


def _store(work: Work, stored: Sequence[StoredEntry], bodies: Sequence[dict[str, Any]]) -> None:
    rows = [
        (entry, body["at"], body["use_case"], body["actor"], body["command"])
        for entry, body in zip(stored, bodies, strict=True)
    ]
    for start in range(0, len(rows), _CHUNK):
        store(work.connection, rows[start : start + _CHUNK])


def _apply(
    bodies: Sequence[dict[str, Any]], judge: Judge | ReturnJudge, pending: Pending
) -> dict[str, str]:
    verdicts: dict[str, str] = {}
    for start in range(0, len(bodies), _CHUNK):
        page = bodies[start : start + _CHUNK]
        judge.expect(page)
        for body in page:
            verdict = judge.verdict(body)
            if verdict is not None:
                verdicts[str(body["seq"])] = verdict
                for ticket in judge.tickets(body):
                    judge.dispute(ticket)
            if verdict is None or verdict in FACTS_ONLY:
                judge.follow(pending.apply(body, facts_only=verdict is not None))
        pending.flush()
    return verdicts


def tickets_of(body: dict[str, Any]) -> dict[Uid, Uid]:
    """Give the tickets an entry speaks of: uid → site."""
    return {uid: site for site, uid in body["about"]}


def _record_conflicts(
    work: Work,
    bodies: list[dict[str, Any]],
    verdicts: dict[str, str],
    judge: Judge | ReturnJudge,
    *,
    settled: bool,
) -> int:
    for body in bodies:
        verdict = verdicts.get(str(body["seq"]))
        if verdict in {None, BROUGHT_BACK, TAKEN_IN_ANEW}:
            continue
        for uid, site in (judge.tickets(body) or {NO_TICKET: body["site"]}).items():
            add_row(
                work,
                Conflict,
                ticket_site=site,
                ticket_uid=uid,
                entry_site=body["site"],
                entry_seq=body["seq"],
                reason=verdict,
                at=work.now,
                decided_at=work.now if settled else None,
                decision="newer" if settled else None,
            )
    return 0 if settled else len(verdicts)


def _close_decided(work: Work, bodies: list[dict[str, Any]]) -> None:
    """Close this site's conflicts on tickets that headquarters has decided."""
    decided = {
        ticket
        for body in bodies
        if body["use_case"] == DECIDING and body["site"] == work.site.headquarters
        for ticket in tickets_of(body)
    }
    work.session.flush()
    for ticket in decided:
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


def _receive_evidence(work: Work, batch: Batch, bodies: Sequence[dict[str, Any]]) -> None:
    keys = {
        (change["site"], change["uid"])
        for body in bodies
        for change in body["changes"]
        if change["table"] == "evidence" and change["op"] == "insert"
    }
    asked = sorted(keys)
    pieces = [
        piece
        for start in range(0, len(asked), _CHUNK)
        for piece in work.session.scalars(_pieces_of(asked[start : start + _CHUNK]))
        if piece.sha256 in batch.evidence
    ]
    record_steps(work, pieces, CustodyAct.RECEIVED)
    for sha256, picture in batch.pictures.items():
        keep_thumbnail(work, sha256, picture)


def _pieces_of(keys: Sequence[tuple[str, str]]) -> Select[Evidence]:
    told = tuple_(Evidence.site, Evidence.uid).in_(keys)
    return select(Evidence).where(told).order_by(Evidence.site, Evidence.uid)


def _derive(work: Work, bodies: list[dict[str, Any]], judge: Judge | ReturnJudge) -> None:
    links = [
        (TicketId(site, uid), body["site"], body["seq"])
        for body in bodies
        for uid, site in judge.tickets(body).items()
    ]
    work.session.flush()
    link_entries(work.session, links)
    tickets = dict.fromkeys(ticket for ticket, _site, _seq in links)
    refresh_tickets(work.session, work.facts, work.calendar, list(tickets))


def _read_receipts(work: Work, bodies: list[dict[str, Any]], verdicts: dict[str, str]) -> None:
    """Mark own bundles that the other side says it has taken in; compare heads."""
    own = work.site.uid
    for body in bodies:
        told = take_in_of(upcast(body))
        if (
            told is None
            or told["sender"] != own
            or body["site"] == own
            or str(body["seq"]) in verdicts
        ):
            continue
        _compare_heads(work, told)
        work.session.execute(
            update(Shipment)
            .where(
                Shipment.destination == body["site"],
                Shipment.epoch == told["epoch"],
                Shipment.number <= told["bundle"],
                Shipment.receipted_at.is_(None),
            )
            .values(receipted_at=body["at"])
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
