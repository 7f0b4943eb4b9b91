"""Registering through the door against a plain `sqlite3` commit of the same row, in one run.

Run: `python bench/bench_register.py`, or with `--json` for machines. The yardstick is stdlib
sqlite3 in WAL with synchronous=FULL, one INSERT of the ticket's columns and one COMMIT, done
in turn with ours so that both meet the same noise. Also: taking bundles in, entries a second.
"""

from __future__ import annotations

import argparse
import json
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

from desktop.resources import resource_path
from desktop.services.casework import add_note, record_contact
from desktop.services.intake import register_ticket
from desktop.services.opening import create_site
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.storage.keyfile import Cost
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.shipping import deliver, export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import SiteKind

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite

ROUNDS = 400
WARM = 40
TICKETS = 300
NOTES = 6
FACTS = "顾客称上周在本店购买的电饭煲使用第二天即无法加热，要求退款并赔偿误工费用。" * 3


def _site(folder: Path, kind: SiteKind, code: str) -> OpenSite:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
    draft = SiteDraft(kind, code, code, pack)
    site, _paper = create_site(
        folder / code, draft, "admin", "李晓敏", "Dengta-2026", cost=Cost(3, 65536)
    )
    return site


def _draft(number: int) -> TicketDraft:
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft(f"1380013{number:04d}"),))
    return TicketDraft(facts=FACTS, category="quality.defect", complainant=person, amount=39900)


def _plain(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "plain.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute(
        "CREATE TABLE ticket (uid BLOB PRIMARY KEY, number TEXT, facts TEXT, category TEXT, "
        "amount INTEGER, name TEXT, phone TEXT, at INTEGER)"
    )
    return connection


def _plain_commit(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number.to_bytes(16, "big"), str(number), FACTS, "quality.defect", 39900, "王小明",
         f"1380013{number:04d}", time.time_ns()),
    )  # fmt: skip
    connection.execute("COMMIT")


def register(folder: Path) -> dict[str, float]:
    """Time both in turn."""
    site, plain = _site(folder, SiteKind.BRANCH, "SH001"), _plain(folder)
    ours, theirs = [], []
    for number in range(ROUNDS + WARM):
        begun = time.perf_counter()
        _plain_commit(plain, number)
        between = time.perf_counter()
        site.gateway.call(register_ticket, _draft(number))
        done = time.perf_counter()
        if number >= WARM:
            theirs.append(between - begun)
            ours.append(done - between)
    site.close()
    plain.close()
    plain_p50 = statistics.median(theirs)
    return {
        "plain_p50_ms": round(plain_p50 * 1000, 3),
        "door_p50_ms": round(statistics.median(ours) * 1000, 3),
        "door_p95_ms": round(statistics.quantiles(ours, n=20)[18] * 1000, 3),
        "door_over_plain_p50": round(statistics.median(ours) / plain_p50, 1),
    }


def take_in(folder: Path) -> dict[str, float]:
    """Time a bundle of registrations, notes and views from the branch's outbox to headquarters."""
    headquarters = _site(folder, SiteKind.HEADQUARTERS, "HQ")
    branch = _site(folder, SiteKind.BRANCH, "SH002")
    with ExitStack() as stack:
        stack.callback(headquarters.close)
        stack.callback(branch.close)
        invitation = folder / "invitation"
        invitation.write_bytes(write_invitation(headquarters.gateway, "SH002", "SH002"))
        join(branch.gateway, invitation)
        for number in range(TICKETS):
            made = branch.gateway.call(register_ticket, _draft(number))
            for turn in range(NOTES):
                if turn == 0:
                    branch.gateway.call(record_contact, made.id, "phone", "已联系")
                else:
                    branch.gateway.call(add_note, made.id, "已电话联系顾客")
        begun = time.perf_counter()
        shipment = export_bundle(branch)
        made_in = time.perf_counter() - begun
        if shipment is None:
            raise RuntimeError(branch)
        deliver(branch, str(folder / "way"))
        begun = time.perf_counter()
        arrived = import_bundle(headquarters, folder / "way" / shipment.file_name)
        taken_in = time.perf_counter() - begun
        if len(headquarters.gateway.call(ticket_detail, made.id).timeline) < NOTES:
            raise RuntimeError(arrived)
    return {
        "entries": arrived.entries,
        "made_entries_per_s": round(arrived.entries / made_in),
        "taken_in_entries_per_s": round(arrived.entries / taken_in),
    }


def measure() -> dict[str, Any]:
    """Give both figures."""
    folder = Path(tempfile.mkdtemp())
    try:
        return {"register": register(folder), "take_in": take_in(folder)}
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = measure()
    if parser.parse_args().json:
        print(json.dumps(found))
        return
    for name, figures in found.items():
        print(name, "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
