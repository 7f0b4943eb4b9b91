"""Eight threads at one gateway, fifty mixed commands each, beside one thread alone in the same run.

Run: `python bench/bench_concurrent.py`, or with `--json` for machines. The single thread is
measured before and after the eight, so that all meet the same noise. A command waits for those
before it: there is one writer, so the eight wait about eight times as long and get as much done.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import func, select

from desktop.models.tables import ENTRY
from desktop.resources import resource_path
from desktop.services.casework import add_note, record_contact
from desktop.services.checking import verify_site
from desktop.services.evidence import attach_bytes
from desktop.services.intake import register_ticket
from desktop.services.opening import create_site
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.storage.keyfile import Cost
from desktop.vocabulary import SiteKind

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite
    from desktop.vocabulary import TicketId

THREADS, EACH = 8, 50
ALONE = 100
ACTS = ("register", "note", "contact", "attach", "read")
FACTS = "顾客称上周在本店购买的电饭煲使用第二天即无法加热，要求退款并赔偿误工费用。" * 3


class Counter:
    """One thread's share: what it does, how long each took, what went wrong."""

    def __init__(self, site: OpenSite, seed: int) -> None:
        """Start with a ticket of one's own."""
        self._site = site
        self._rng = random.Random(seed)  # noqa: S311 - varies the work, keeps no secret
        self._mine: list[TicketId] = [self._register()]
        self.seconds: list[float] = []
        self.commands = 1
        self.errors = 0

    def work(self, times: int) -> None:
        """Do mixed commands one after another."""
        for _ in range(times):
            act = self._rng.choice(ACTS)
            begun = time.perf_counter()
            try:
                self._do(act)
                self.commands += act != "read"
            except Exception:  # noqa: BLE001 - counted: none is expected
                self.errors += 1
            self.seconds.append(time.perf_counter() - begun)

    def _do(self, act: str) -> None:
        gateway, ticket = self._site.gateway, self._rng.choice(self._mine)
        if act == "register":
            self._mine.append(self._register())
        elif act == "note":
            gateway.call(add_note, ticket, "已电话联系顾客")
        elif act == "contact":
            gateway.call(record_contact, ticket, "phone", "已联系")
        elif act == "attach":
            attach_bytes(gateway, ticket, self._rng.randbytes(3000), "附件.bin")
        else:
            gateway.call(ticket_detail, ticket)

    def _register(self) -> TicketId:
        phone = f"1380013{self._rng.randrange(10_000):04d}"
        person = ComplainantDraft(name="王小明", contacts=(ContactDraft(phone),))
        draft = TicketDraft(facts=FACTS, category="quality.defect", complainant=person)
        return self._site.gateway.call(register_ticket, draft).id


def _site(folder: Path) -> OpenSite:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", pack)
    cost = Cost(3, 65536)
    return create_site(folder / "site", draft, "admin", "李晓敏", "Dengta-2026", cost=cost)[0]


def _entries(site: OpenSite) -> int:
    with site.database.read() as session:
        return int(session.execute(select(func.count()).select_from(ENTRY)).scalar_one())


def _told(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(cuts[9] * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


def _at_once(site: OpenSite) -> tuple[list[Counter], float]:
    counters = [Counter(site, seed) for seed in range(THREADS)]
    threads = [threading.Thread(target=one.work, args=(EACH,)) for one in counters]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counters, time.perf_counter() - begun


def measure() -> dict[str, Any]:
    """Give the figures of one thread and of eight, and what was lost."""
    folder = Path(tempfile.mkdtemp())
    site = _site(folder)
    try:
        Counter(site, 99).work(20)  # warm
        before = _entries(site)
        alone = Counter(site, 100)
        begun = time.perf_counter()
        alone.work(ALONE)
        alone_took = time.perf_counter() - begun
        counters, took = _at_once(site)
        begun = time.perf_counter()
        alone.work(ALONE)
        alone_took += time.perf_counter() - begun
        told = sum(one.commands for one in (alone, *counters))
        one, eight = _told(alone.seconds), _told([s for c in counters for s in c.seconds])
        return {
            "threads": THREADS,
            "each": EACH,
            "one": one | {"per_s": round(2 * ALONE / alone_took, 1)},
            "eight": eight | {"per_s": round(THREADS * EACH / took, 1)},
            "eight_over_one_p50": round(eight["p50_ms"] / one["p50_ms"], 1),
            "errors": sum(counter.errors for counter in (alone, *counters)),
            "lost": told - (_entries(site) - before),
            "verify_clean": verify_site(site).clean,
        }
    finally:
        site.close()
        shutil.rmtree(folder)


def main() -> int:
    """Print the figures; the exit status is 1 if anything was refused or lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = measure()
    if parser.parse_args().json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{key:20} {value}" for key, value in found.items()))
    return int(bool(found["errors"] or found["lost"] or not found["verify_clean"]))


if __name__ == "__main__":
    sys.exit(main())
