"""A page of a list of 1,000,000 tickets, at any depth, beside a bare read of the same rows.

Run: `python bench/bench_list.py`, with `--tickets` for another size, with `--json` for machines.
Pages go through the door as the window asks for them: the ids of the whole list once, then rows
by id. Depths are the first page, the last, the middle and random ones between.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.bigsite import big_site, open_big
from bench.clocks import Times, plain_loop_ms, print_figures
from desktop.itself import settle_collector
from desktop.services.lists import TicketFilter, ticket_ids, ticket_rows
from desktop.storage.sqlcipher import open_plain_connection

TICKETS = 1_000_000
SEARCHABLE = 50_000
PAGE = 100
ROUNDS = 60
_BARE = "SELECT * FROM ticket_row WHERE rid IN (SELECT value FROM json_each(?))"


def measure(tickets: int) -> dict[str, Any]:
    """Make the site, read its list, and read pages everywhere in it."""
    folder = big_site(tickets, searchable=min(SEARCHABLE, tickets))
    site = open_big(folder)
    settle_collector()
    plain = open_plain_connection(folder / "redress.db", site.unlocked.database_key)
    call = site.gateway.call
    try:
        whole = Times()
        for _ in range(3):
            whole.take(lambda: call(ticket_ids, TicketFilter()))
        ids = call(ticket_ids, TicketFilter())
        if len(ids) != tickets:
            raise SystemExit(f"{len(ids)} tickets in the list, not {tickets}")
        chance = Random(tickets)  # noqa: S311 - which pages are read
        depths = [0, len(ids) - PAGE, len(ids) // 2]
        depths += [chance.randrange(len(ids) - PAGE) for _ in range(ROUNDS)]
        ours, bare, nothing = Times(), Times(), Times()
        for depth in [*depths[:3], *depths]:
            page = ids[depth : depth + PAGE]
            ours.take(lambda page=page: call(ticket_rows, page))  # type: ignore[misc]
            told = (json.dumps(page),)
            bare.take(lambda told=told: plain.execute(_BARE, told).fetchall())  # type: ignore[misc]
            nothing.take(lambda: call(ticket_rows, ()))
        figures: dict[str, Any] = {"tickets": len(ids), "plain_loop_ms": plain_loop_ms()}
        figures |= ours.told("page") | bare.told("bare_page") | nothing.told("empty_page")
        figures["page_over_bare"] = round(
            figures["page_cpu_p50_ms"] / figures["bare_page_cpu_p50_ms"], 2
        )
        return figures | whole.told("all_ids")
    finally:
        plain.close()
        site.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    print_figures(measure(asked.tickets), as_json=asked.json)


if __name__ == "__main__":
    main()
