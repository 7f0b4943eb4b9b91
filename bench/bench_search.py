"""Search among 200,000 tickets: how long, and whether anything is missed or made up.

Run: `python bench/bench_search.py`, with `--tickets` for another size, with `--json` for machines.
Each query goes through the door as the window sends it. The yardstick is the index itself, asked
over a bare connection for the same rows. What is right is found by looking through every text,
read from the tables that hold it and not from what search keeps.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.bigsite import big_site, open_big
from bench.clocks import Times, plain_loop_ms, print_figures
from desktop.itself import settle_collector
from desktop.services.lists import search_tickets
from desktop.services.opening import OpenSite
from desktop.storage.search import match_expression
from desktop.storage.sqlcipher import DbapiConnection, open_plain_connection

TICKETS = 200_000
QUERIES = 160
CHECKED = 12
NEWEST = 50
USUAL = (
    "退款", "顾客", "退货", "赔偿", "道歉", "态度", "质量", "价格", "发票", "店长", "破损", "保修",
    "会员", "积分", "快递", "电话", "奶粉", "冰箱", "手机", "医院",
)  # fmt: skip
WORDS = ("wechat", "iphone", "delivered", "coupon", "paypal", "out", "mini", "android")
_HAN = re.compile(r"[一-龥]+")
_TEXTS = (
    "SELECT uid, number, facts, product, batch, result FROM ticket",
    "SELECT t.uid, p.name FROM ticket t JOIN person p ON p.uid = t.complainant_uid",
    "SELECT t.uid, c.value FROM ticket t JOIN contact_point c ON c.person_uid = t.complainant_uid",
    "SELECT ticket_uid, text FROM note",
    "SELECT ticket_uid, what FROM promise",
    "SELECT ticket_uid, text FROM remedy",
    "SELECT ticket_uid, reason FROM escalation",
    "SELECT ticket_uid, text FROM answer",
)
_ASKED = "SELECT rowid FROM ticket_search WHERE ticket_search MATCH ? ORDER BY rowid DESC"


def read_texts(connection: DbapiConnection) -> dict[int, str]:
    """Gather everything people can search for, by row number."""
    gathered: dict[bytes, list[str]] = defaultdict(list)
    for query in _TEXTS:
        for uid, *texts in connection.execute(query).fetchall():
            gathered[uid] += [text for text in texts if text]
    rows = connection.execute("SELECT rid, uid FROM ticket_row").fetchall()
    return {
        rid: unicodedata.normalize("NFKC", "\n".join(gathered[uid])).lower() for rid, uid in rows
    }


def expected(texts: dict[int, str], needle: str) -> list[int]:
    """Find by looking: Latin words from their beginning, everything else wherever it stands."""
    if needle.isascii() and needle.isalpha():
        word = re.compile(rf"(?<![^\W\d_]){needle}")
        hits = [rid for rid, text in texts.items() if needle in text and word.search(text)]
    else:
        hits = [rid for rid, text in texts.items() if needle in text]
    return sorted(hits, reverse=True)


def pieces(texts: dict[int, str], chance: Random, length: int) -> Iterator[str]:
    """Cut pieces out of what tickets say, the frequent ones often."""
    rids = list(texts)
    while True:
        runs = [run for run in _HAN.findall(texts[chance.choice(rids)]) if len(run) >= length]
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - length + 1)
            yield run[start : start + length]


def tails(texts: dict[int, str], chance: Random) -> Iterator[str]:
    """Give the last four digits of phones."""
    rids = list(texts)
    while True:
        found = re.findall(r"\b1\d{10}\b", texts[chance.choice(rids)])
        if found:
            yield found[0][-4:]


def timed(site: OpenSite, plain: DbapiConnection, words: list[str]) -> dict[str, float]:
    """Time the newest fifty and all, beside the bare index."""
    first, everything, bare = Times(), Times(), Times()
    call = site.gateway.call
    for word in words:
        call(search_tickets, word, NEWEST)
        first.take(lambda word=word: call(search_tickets, word, NEWEST))  # type: ignore[misc]
        everything.take(lambda word=word: call(search_tickets, word))  # type: ignore[misc]
        asked = (match_expression(word),)
        bare.take(lambda asked=asked: plain.execute(_ASKED, asked).fetchall())  # type: ignore[misc]
    return first.told("newest_50") | everything.told("all") | bare.told("bare_index_all")


def checked(site: OpenSite, texts: dict[int, str], chance: Random) -> dict[str, Any]:
    """Compare with looking, for each kind of query."""
    kinds: dict[str, Iterator[str]] = {
        f"{length}_han": pieces(texts, chance, length) for length in (1, 2, 3, 4)
    }
    kinds |= {"word": iter(WORDS), "phone_tail": tails(texts, chance)}
    told: dict[str, Any] = {}
    right = found_all = expected_all = 0
    for kind, queries in kinds.items():
        for needle, _ in zip(queries, range(CHECKED), strict=False):
            found = site.gateway.call(search_tickets, needle)
            truth = expected(texts, needle)
            right += len(set(found) & set(truth))
            found_all += len(found)
            expected_all += len(truth)
            if list(found) != truth:
                told.setdefault("wrong", []).append(f"{kind} {needle}")
    told["recall"] = right / expected_all
    told["precision"] = right / found_all
    return told


def measure(tickets: int) -> dict[str, Any]:
    """Make the site, ask, and compare."""
    folder = big_site(tickets)
    site = open_big(folder)
    settle_collector()
    plain = open_plain_connection(folder / "redress.db", site.unlocked.database_key)
    try:
        texts = read_texts(plain)
        chance = Random(tickets)  # noqa: S311 - which queries are asked
        drawn = pieces(texts, chance, 2)
        words = [*USUAL, *(next(drawn) for _ in range(QUERIES - len(USUAL)))]
        figures: dict[str, Any] = {"tickets": len(texts), "plain_loop_ms": plain_loop_ms()}
        figures |= timed(site, plain, words)
        figures["all_over_bare_index"] = round(
            figures["all_cpu_p95_ms"] / figures["bare_index_all_cpu_p95_ms"], 2
        )
        return figures | checked(site, texts, chance)
    finally:
        plain.close()
        site.close()


def main() -> int:
    """Measure and print; fails where a search missed or made up anything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.tickets)
    print_figures(figures, as_json=asked.json)
    return 1 if figures["recall"] < 1 or figures["precision"] < 1 else 0


if __name__ == "__main__":
    sys.exit(main())
