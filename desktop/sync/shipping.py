"""Shipping: what is new since the last bundle, sealed, kept in the outbox and brought there."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

import desktop
from desktop.errors import PermissionDeniedError, StateError
from desktop.models.desk import Arrival, Shipment
from desktop.models.evidence import Evidence
from desktop.models.exchange import Enrolment
from desktop.models.permissions import Permission
from desktop.models.site import SiteKey
from desktop.models.tables import SCHEMA, table_of
from desktop.services.evidence import record_steps
from desktop.services.use_case import command, query
from desktop.services.work import new_uid
from desktop.storage.ledger import StoredEntry, entries
from desktop.storage.seals import SubjectKeys
from desktop.sync.contents import EvidenceSource, Seal, SealedEntry, SubjectKey
from desktop.sync.enrolment import introduce, site_keys
from desktop.sync.manifest import AUTHOR, Direction, Header
from desktop.sync.outbox import sweep_outbox
from desktop.sync.planning import Plan, plan_next, tells_line
from desktop.sync.portions import portion_of
from desktop.sync.relevance import concerns, subjects_for, ticket_sites
from desktop.sync.writer import BundleDraft, write_bundle
from desktop.vocabulary import CustodyAct, SiteKind, Uid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from desktop.services.opening import OpenSite
    from desktop.services.site_card import SiteCard
    from desktop.services.work import Actor, Work
    from desktop.sync.writer import WrittenBundle

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One bundle that was written here, with what became of it; instants µs UTC."""

    uid: Uid
    destination: Uid
    destination_name: str
    number: int
    from_seq: int
    to_seq: int
    file_name: str
    made_at: int
    delivered_to: str
    delivered_at: int | None
    receipted_at: int | None


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """One bundle that was read here."""

    source: Uid
    epoch: str
    number: int
    manifest: str
    verdict: str
    file_name: str
    at: int


@command(Permission.EXCHANGE_SHIP)
def record_shipping(work: Work, destination: Uid, after: int) -> int:
    """Record that evidence taken since the last bundle is about to leave; gives how many.

    Args:
        work: the call.
        destination: who will get it.
        after: the last seq that was shipped there before.
    """
    plan = _planned(work, destination)
    if plan.after.seq != after:
        return 0  # another program has shipped meanwhile
    pieces = _new_evidence(work, plan)
    record_steps(work, pieces, CustodyAct.SHIPPED)
    return len(pieces)


def _new_evidence(work: Work, plan: Plan) -> list[Evidence]:
    destination = plan.destination
    fresh = {
        (change["site"], change["uid"])
        for entry in entries(work.connection, plan.author, plan.after.seq, plan.head.seq)
        for change in entry.parsed()["changes"]
        if _brings_evidence(change, plan.author)
        if not work.site.is_headquarters
        or plan.author == destination
        or ticket_sites(work.connection, [change["ticket"]]).get(change["ticket"]) == destination
    }
    found = [work.session.get(Evidence, key) for key in sorted(fresh)]
    return [piece for piece in found if piece is not None]


def _brings_evidence(change: dict[str, Any], author: str) -> bool:
    """Tell whether a change is evidence of its author's: what comes back may say anything."""
    own = change["table"] == "evidence" and change["op"] == "insert"
    return own and bool(change["site"] == author)


def export_bundle(
    site: OpenSite,
    destination: Uid | None = None,
    *,
    actor: Actor | None = None,
    progress: Callable[[int], None] | None = None,
) -> Shipment | None:
    """Write the next bundle into the outbox; None if there is nothing new to ship.

    Args:
        site: the open site.
        destination: a branch, at headquarters; a branch ships to its headquarters alone.
        actor: who ships; the person at the desk unless a schedule does.
        progress: told the bytes done.
    """
    gateway = site.gateway
    if actor is None and gateway.person is not None and not gateway.may(record_shipping):
        raise PermissionDeniedError("door.not_permitted", use_case=record_shipping.name)
    card = gateway.facts.card
    target = destination or card.headquarters
    if target is None or target == card.uid:
        raise StateError("exchange.not_joined")
    latest = None
    while True:
        kept, more = _export_next(site, target, actor or gateway.actor, progress)
        latest = kept or latest
        if kept is None or not more:
            return latest


def _export_next(
    site: OpenSite, target: Uid, actor: Actor, progress: Callable[[int], None] | None
) -> tuple[Shipment | None, bool]:
    """Write one bundle; gives what was kept of it, and whether another follows at once."""
    gateway = site.gateway
    plan = gateway.at_desk(lambda work: _planned(work, target))
    if not gateway.at_desk(lambda work: _anything_new(work, plan)):
        return None, False
    if gateway.at_desk(lambda work: _new_evidence(work, plan)):
        gateway.call_as(actor, record_shipping, target, plan.after.seq)
        plan = gateway.at_desk(lambda work: _planned(work, target))
    with site.database.read() as session:
        written = _write(site, session.connection(), plan, progress)
    kept = gateway.at_desk(lambda work: _keep(work, plan, written))
    sweep_outbox(site.outbox, kept.file_name)
    return kept, plan.more


def _planned(work: Work, destination: Uid) -> Plan:
    """Plan the next bundle, and no more of it than its reader takes."""
    plan = plan_next(work, destination)
    if plan.author != work.site.uid:
        return plan  # what was lost goes back in one piece
    chosen = _chosen(work.connection, plan, everything=_whole(work.site, plan))
    return portion_of(work.connection, plan, chosen)


def _anything_new(work: Work, plan: Plan) -> bool:
    """Tell whether a bundle is worth making.

    A branch's bare word that it took something in waits for the next bundle; otherwise two
    sites would send each other receipts of receipts for ever.
    """
    if tells_line(work, plan.destination):
        return plan.number == 1
    up = not work.site.is_headquarters
    chosen = _chosen(work.connection, plan, everything=_whole(work.site, plan))
    return any(plan.more or not (up and _is_bare_receipt(entry.parsed())) for entry in chosen)


def _whole(site: SiteCard, plan: Plan) -> bool:
    """Tell whether every entry of the range goes: not those that are another branch's business."""
    return not site.is_headquarters or plan.author != site.uid


def _is_bare_receipt(body: dict[str, Any]) -> bool:
    return all(change["table"] == "take_in" for change in body["changes"]) and bool(body["changes"])


def _write(
    site: OpenSite,
    connection: Connection,
    plan: Plan,
    progress: Callable[[int], None] | None,
) -> WrittenBundle:
    facts = site.gateway.facts
    card = facts.card
    up = card.kind is SiteKind.BRANCH
    chosen = list(_chosen(connection, plan, everything=_whole(card, plan)))
    returned = plan.author != card.uid
    keys = site.gateway.at_desk(lambda work: site_keys(work, plan.destination))
    header = Header(
        direction=Direction.UP if up else Direction.DOWN,
        site=card.uid,
        code=card.code,
        to=plan.destination,
        epoch=plan.epoch,
        number=plan.number,
        previous=plan.previous,
        schema=SCHEMA,
        from_seq=plan.after.seq + 1,
        to_seq=plan.head.seq,
        head=plan.head.digest.hex(),
        previous_head=plan.after.digest.hex() if plan.after.seq else "",
        ack=plan.ack,
        extensions=(
            {AUTHOR: plan.author}
            if returned
            else {"introduction": introduce(site.gateway)}
            if up and not plan.ack
            else {}
        ),
        made_at=time.time_ns() // 1000,
        program=f"redress {desktop.__version__}",
    )
    bodies = [entry.parsed() for entry in chosen]
    draft = BundleDraft(
        header=header,
        keys=_keys(connection, bodies, None if up else plan.destination),
        entries=(SealedEntry(e.body, Seal(e.site, e.seq, e.digest, e.signature)) for e in chosen),
        evidence=_sources(site, connection, bodies),
    )
    told = (lambda done, _total: progress(done)) if progress else None
    return write_bundle(site.outbox, draft, facts.signing_key, keys.recipients, told)


def _chosen(connection: Connection, plan: Plan, *, everything: bool) -> Iterator[StoredEntry]:
    for entry in entries(connection, plan.author, plan.after.seq, plan.head.seq):
        if everything or concerns(connection, entry.parsed(), plan.destination):
            yield entry


def _keys(
    connection: Connection, bodies: list[dict[str, Any]], branch: Uid | None
) -> list[SubjectKey]:
    keys = SubjectKeys(connection)
    found = {subject: keys.find(subject) for subject in subjects_for(connection, bodies, branch)}
    return [SubjectKey(subject, key) for subject, key in sorted(found.items()) if key]


def _sources(
    site: OpenSite, connection: Connection, bodies: list[dict[str, Any]]
) -> list[EvidenceSource]:
    """Give the evidence that these entries bring, each content once, smallest digest first."""
    keys = {
        (change["site"], change["uid"])
        for body in bodies
        for change in body["changes"]
        if _brings_evidence(change, body["site"])
    }
    table = table_of(Evidence).c
    query = select(table.sha256, table.size, table.vault_key)
    rows = {
        row.sha256: row
        for site_uid, uid in sorted(keys)
        for row in connection.execute(query.where(table.site == site_uid, table.uid == uid))
        if row.vault_key
    }
    return [
        EvidenceSource(row.sha256, row.size, _reader(site, row.sha256, row.vault_key))
        for _, row in sorted(rows.items())
    ]


def _reader(site: OpenSite, sha256: str, key: bytes) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        with site.vault.open(site.vault.name_of(sha256, key), key) as source:
            while block := source.read(CHUNK):
                yield block

    return chunks


def _keep(work: Work, plan: Plan, written: WrittenBundle) -> Shipment:
    """Record a bundle; where another program was quicker, its bundle of this number counts."""
    known = work.session.scalars(
        select(Shipment).where(
            Shipment.destination == plan.destination,
            Shipment.epoch == plan.epoch,
            Shipment.number == plan.number,
        )
    ).first()
    if known is not None:
        return known
    if plan.number == 1:
        _let_go(work, plan)
    shipment = Shipment(
        uid=new_uid(),
        destination=plan.destination,
        epoch=plan.epoch,
        returned=plan.author != work.site.uid,
        number=plan.number,
        manifest=written.manifest.digest,
        from_seq=written.manifest.from_seq,
        to_seq=written.manifest.to_seq,
        file_name=written.path.name,
        made_at=work.now,
    )
    work.session.add(shipment)
    return shipment


def _let_go(work: Work, plan: Plan) -> None:
    """Forget what was written in an epoch that is over and has no receipt: it goes again now."""
    work.session.execute(
        delete(Shipment).where(
            Shipment.destination == plan.destination,
            Shipment.epoch != plan.epoch,
            Shipment.receipted_at.is_(None),
        )
    )


@query(Permission.EXCHANGE_READ)
def shipment_rows(work: Work, limit: int = 50) -> tuple[ShipmentRow, ...]:
    """Give the bundles written here, latest first."""
    found = work.session.scalars(
        select(Shipment).order_by(Shipment.made_at.desc(), Shipment.number.desc()).limit(limit)
    )
    invited = work.session.execute(
        select(SiteKey.site_uid, Enrolment.name)
        .join(Enrolment, SiteKey.enrolment == Enrolment.uid)
        .where(SiteKey.site == work.site.uid, Enrolment.site == work.site.uid)
    )
    names = {row.site_uid: row.name for row in invited}
    return tuple(
        ShipmentRow(
            s.uid,
            s.destination,
            names.get(s.destination, ""),
            s.number,
            s.from_seq,
            s.to_seq,
            s.file_name,
            s.made_at,
            s.delivered_to or "",
            s.delivered_at,
            s.receipted_at,
        )
        for s in found
    )


@query(Permission.EXCHANGE_READ)
def arrival_rows(work: Work, limit: int = 50) -> tuple[ArrivalRow, ...]:
    """Give the bundles that were read here and their verdicts, latest first."""
    found = work.session.scalars(select(Arrival).order_by(Arrival.at.desc()).limit(limit))
    return tuple(
        ArrivalRow(a.source, a.epoch, a.number, a.manifest, a.verdict, a.file_name, a.at)
        for a in found
    )
