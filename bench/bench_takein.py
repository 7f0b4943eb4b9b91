"""Taking in at headquarters against a plain insert of the same rows with the same signatures.

Run: `python bench/bench_takein.py`, or with `--json` for machines, `--entries N` for another
size. The bundle holds what a branch writes: of ten entries one registers a new complainant, six
are notes, talks and changes of state, three are views and steps of custody. The yardstick puts
the same entry rows into stdlib sqlite3 in one transaction (WAL, synchronous=FULL) and checks two
Ed25519 signatures each, one after the other; it takes turns with ours.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from desktop.itself import settle_collector
from desktop.models.tables import ENTRY
from desktop.resources import resource_path
from desktop.services import casework
from desktop.services.escalations import send_to_manager
from desktop.services.evidence import attach_bytes, record_verified, view_evidence
from desktop.services.intake import register_ticket
from desktop.services.opening import create_site
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.tickets import reveal_complainant, ticket_detail
from desktop.storage.keyfile import Cost
from desktop.sync.delivery import deliver
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import SiteKind, Status

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite
    from desktop.vocabulary import TicketId

ENTRIES = 3000
WARM_ENTRIES = 400
ROUNDS = 2
WAVE = 10
"""Tickets that are worked on side by side; each leaves ten entries."""
FACTS = "顾客称上周在本店购买的电饭煲使用第二天即无法加热，要求退款并赔偿误工费用。" * 3
NOTE = "已电话联系顾客，顾客同意明日携带小票及商品到店检测，已请家电组预留同款。"


class Branch:
    """A branch at work."""

    def __init__(self, site: OpenSite) -> None:
        """Begin with its first ticket."""
        self.site = site
        self._made = 0
        self._call = site.gateway.call

    def work(self, entries: int) -> None:
        """Write entries, wave by wave."""
        for _ in range(entries // (WAVE * 10)):
            self._wave()

    def _wave(self) -> None:
        tickets = [self._register() for _ in range(WAVE)]
        for step in (self._note, self._talk, self._assign, self._advance):
            for ticket in tickets:
                step(ticket)
        self._look_at(tickets)
        for step in (self._resolve, self._close):
            for ticket in tickets:
                step(ticket)

    def _register(self) -> TicketId:
        self._made += 1
        person = ComplainantDraft(
            name="王小明", contacts=(ContactDraft(f"138{self._made:08d}"),), address="南京路 1 号"
        )
        draft = TicketDraft(
            facts=FACTS, category="quality.defect", complainant=person, amount=39900
        )
        return self._call(register_ticket, draft).id

    def _note(self, ticket: TicketId) -> None:
        self._call(casework.add_note, ticket, NOTE)

    def _talk(self, ticket: TicketId) -> None:
        self._call(casework.record_contact, ticket, "phone", NOTE)

    def _assign(self, ticket: TicketId) -> None:
        self._call(casework.assign_ticket, ticket, "admin")

    def _advance(self, ticket: TicketId) -> None:
        self._made += 1
        if self._made % 2:
            self._call(casework.progress_ticket, ticket, Status.NEGOTIATING)
        else:
            self._call(send_to_manager, ticket, "顾客要求见店长，金额超出本人权限。")

    def _resolve(self, ticket: TicketId) -> None:
        self._call(casework.resolve_ticket, ticket, "换货，顾客满意。", "phone")

    def _close(self, ticket: TicketId) -> None:
        self._call(casework.close_ticket, ticket)

    def _look_at(self, tickets: list[TicketId]) -> None:
        """View and prove: one piece of evidence a wave, touched often, and revealed persons."""
        paper = f"小票 {self._made}：电饭煲 399.00".encode() * 200
        piece = attach_bytes(self.site.gateway, tickets[0], paper, f"小票{self._made}.txt")
        for turn in range(WAVE):
            self._call(view_evidence, tickets[0], piece)
            if turn:
                self._call(record_verified, tickets[0], piece)
        for ticket in tickets:
            self._call(reveal_complainant, ticket, "回电需要")


def _site(folder: Path, kind: SiteKind, code: str) -> OpenSite:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
    draft = SiteDraft(kind, code, code, pack)
    site, _paper = create_site(
        folder / code, draft, "admin", "李晓敏", "Dengta-2026", cost=Cost(3, 65536)
    )
    return site


def _ship(branch: OpenSite, way: Path) -> tuple[Path, float]:
    begun = time.perf_counter()
    shipment = export_bundle(branch)
    if shipment is None:
        raise RuntimeError(branch)
    taken = time.perf_counter() - begun
    deliver(branch, str(way))
    return way / shipment.file_name, taken


def _plain(path: Path, rows: list[tuple[Any, ...]]) -> float:
    """Insert the same rows and check as many signatures, in seconds."""
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key(), key.sign(rows[0][-2])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute(
        "CREATE TABLE entry (site BLOB, seq INTEGER, at INTEGER, use_case TEXT, actor BLOB, "
        "command BLOB UNIQUE, body BLOB, digest BLOB, signature BLOB, PRIMARY KEY (site, seq))"
    )
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for row in rows:
        public.verify(signature, rows[0][-2])
        public.verify(signature, rows[0][-2])
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.execute("COMMIT")
    taken = time.perf_counter() - begun
    connection.close()
    return taken


def _entry_rows(site: OpenSite, source: str, after: int) -> list[tuple[Any, ...]]:
    query = select(ENTRY).where(ENTRY.c.site == source, ENTRY.c.seq > after)
    with site.database.read() as session:
        found = session.execute(query).all()
    return [
        (bytes.fromhex(r.site), r.seq, r.at, r.use_case,
         bytes.fromhex(r.actor) if r.actor else None, bytes.fromhex(r.command),
         bytes(r.body), bytes(r.digest), bytes(r.signature))
        for r in found
    ]  # fmt: skip


def measure(entries: int) -> dict[str, Any]:
    """Take in one bundle to warm up and some to measure, in turn with the yardstick."""
    folder = Path(tempfile.mkdtemp())
    ours, theirs, made = [], [], []
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        headquarters = _site(folder, SiteKind.HEADQUARTERS, "HQ")
        stack.callback(headquarters.close)
        site = _site(folder, SiteKind.BRANCH, "SH002")
        stack.callback(site.close)
        invitation = folder / "invitation"
        invitation.write_bytes(write_invitation(headquarters.gateway, "SH002", "SH002"))
        join(site.gateway, invitation)
        branch, known = Branch(site), 0
        for turn in range(1 + ROUNDS):
            branch.work(entries if turn else WARM_ENTRIES)
            path, shipped = _ship(site, folder / "way")
            begun = time.perf_counter()
            arrived = import_bundle(headquarters, path)
            taken = time.perf_counter() - begun
            if arrived.conflicts or not arrived.entries:
                raise RuntimeError(arrived)
            rows = _entry_rows(headquarters, site.gateway.facts.card.uid, known)
            known += len(rows)
            if turn:
                ours.append(len(rows) / taken)
                made.append(len(rows) / shipped)
                theirs.append(len(rows) / _plain(folder / f"plain-{turn}.db", rows))
        last = branch._register()  # noqa: SLF001 - the newest ticket, to see that it arrives
        import_bundle(headquarters, _ship(site, folder / "way")[0])
        headquarters.gateway.call(ticket_detail, last)
    rate, plain = statistics.median(ours), statistics.median(theirs)
    return {
        "entries": entries,
        "made_entries_per_s": round(statistics.median(made)),
        "taken_in_entries_per_s": round(rate),
        "plain_entries_per_s": round(plain),
        "plain_over_taken_in": round(plain / rate, 2),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--entries", type=int, default=ENTRIES)
    asked = parser.parse_args()
    settle_collector()
    found = measure(asked.entries)
    if asked.json:
        print(json.dumps(found))
        return
    print("  ".join(f"{key} {value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
