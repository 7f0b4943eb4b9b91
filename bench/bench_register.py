"""Commands through the door against a plain `sqlite3` commit of the ticket's row, in one run.

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
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from desktop.itself import settle_collector
from desktop.resources import resource_path
from desktop.services.casework import add_note, assign_ticket, record_contact
from desktop.services.intake import register_ticket
from desktop.services.opening import create_site
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.storage.keyfile import Cost
from desktop.vocabulary import SiteKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.opening import OpenSite
    from desktop.vocabulary import TicketId

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


@dataclass(frozen=True, slots=True)
class Turn:
    """One plain commit and one command through the door after it, in seconds."""

    plain: float
    door: float
    door_cpu: float


def _turn(plain: sqlite3.Connection, number: int, command: Callable[[], object]) -> Turn:
    begun = time.perf_counter()
    _plain_commit(plain, number)
    between, cpu = time.perf_counter(), time.process_time()
    command()
    return Turn(between - begun, time.perf_counter() - between, time.process_time() - cpu)


def _figures(turns: list[Turn]) -> dict[str, float]:
    plain, door = [turn.plain for turn in turns], [turn.door for turn in turns]
    return {
        "plain_p50_ms": round(statistics.median(plain) * 1000, 3),
        "plain_p95_ms": round(statistics.quantiles(plain, n=20)[18] * 1000, 3),
        "door_p50_ms": round(statistics.median(door) * 1000, 3),
        "door_p95_ms": round(statistics.quantiles(door, n=20)[18] * 1000, 3),
        "door_cpu_ms": round(statistics.median(turn.door_cpu for turn in turns) * 1000, 3),
        "door_over_plain_p50": round(statistics.median(door) / statistics.median(plain), 1),
    }


def commands(folder: Path) -> dict[str, dict[str, float]]:
    """Time registering, then three steps of the casework on what was registered."""
    site, plain = _site(folder, SiteKind.BRANCH, "SH001"), _plain(folder)
    call = site.gateway.call
    made: list[TicketId] = []
    steps: dict[str, Callable[[int], object]] = {
        "register_ticket": lambda n: made.append(call(register_ticket, _draft(n)).id),
        "add_note": lambda n: call(add_note, made[n], "已电话联系顾客"),
        "record_contact": lambda n: call(record_contact, made[n], "phone", "顾客要求退款"),
        "assign_ticket": lambda n: call(assign_ticket, made[n], "admin"),
    }
    found = {}
    for place, (name, step) in enumerate(steps.items()):
        turns = [
            _turn(plain, place * (ROUNDS + WARM) + n, partial(step, n))
            for n in range(ROUNDS + WARM)
        ]
        found[name] = _figures(turns[WARM:])
    site.close()
    plain.close()
    return found


def measure() -> dict[str, Any]:
    """Give the figures of each command."""
    folder = Path(tempfile.mkdtemp())
    try:
        return commands(folder)
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    settle_collector()
    found = measure()
    if parser.parse_args().json:
        print(json.dumps(found))
        return
    for name, figures in found.items():
        print(name, "  ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
