"""Registering through the door against a plain `sqlite3` commit of the same row, in one run.

Run: `python bench/bench_register.py`, or with `--json` for machines. The yardstick is stdlib
sqlite3 in WAL with synchronous=FULL, one INSERT of the ticket's columns and one COMMIT, done
in turn with ours so that both meet the same noise.
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
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from desktop.resources import resource_path
from desktop.services.intake import register_ticket
from desktop.services.opening import create_site
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.storage.keyfile import Cost
from desktop.vocabulary import SiteKind

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite

ROUNDS = 400
WARM = 40
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


def measure() -> dict[str, Any]:
    """Give the figures."""
    folder = Path(tempfile.mkdtemp())
    try:
        return {"register": register(folder)}
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
