"""CPU of the daily summary of 200 tickets, first and second time in a fresh process.

Run: `python bench/bench_report.py`, or with `--json` for machines. The first time includes
loading reportlab, matplotlib and both faces; the yardstick is one pass of SHA-256 over 64 MiB
on the same machine, so that figures from two machines can be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.clocks import as_installed  # noqa: E402 - the path comes first

if TYPE_CHECKING:
    from desktop.services.report_rows import DaySummary

TICKETS = 200
_HOUR = 3_600_000_000


def measure() -> dict[str, float]:
    """Draw the summary twice in this process, which must be fresh."""
    started = time.process_time()
    from desktop.reports.daily import render_daily  # noqa: PLC0415 - loading is what is measured
    from desktop.vocabulary import Language  # noqa: PLC0415

    summary = summary_of_200()
    render_daily(summary, Language.CHINESE)
    first = time.process_time()
    paper = render_daily(summary, Language.CHINESE)
    second = time.process_time()
    hashlib.sha256(bytes(64 << 20)).digest()
    yardstick = time.process_time() - second
    return {
        "first_cpu_s": round(first - started, 3),
        "second_cpu_s": round(second - first, 3),
        "yardstick_cpu_s": round(yardstick, 3),
        "second_over_yardstick": round((second - first) / yardstick, 2),
        "kilobytes": round(len(paper) / 1000, 1),
    }


def summary_of_200() -> DaySummary:
    """Make up a day of 200 complaints."""
    from desktop.services.report_rows import DaySummary, DayTicketRow  # noqa: PLC0415
    from desktop.vocabulary import Channel, Severity, Status  # noqa: PLC0415

    pick, day = random.Random(1), date(2026, 11, 21)  # noqa: S311 - made-up rows
    words = "顾客称购买商品后发现质量问题要求退款赔偿道歉并书面说明原因服务员态度收银价格标签不符"
    categories = [{"zh_CN": f"类别{place}", "en": f"Category {place}"} for place in range(20)]
    tickets = tuple(
        DayTicketRow(
            number=f"SH001-261121-{place:03}",
            received_at=1_795_000_000_000_000 + place * _HOUR // 20,
            channel=pick.choice(list(Channel)),
            category=pick.choice(categories),
            complainant=f"{pick.choice('王李张刘陈')}*",
            facts="".join(pick.choices(words, k=pick.randrange(20, 90))),
            status=pick.choice(list(Status)),
            amount_minor=pick.randrange(100, 500_000),
        )
        for place in range(1, TICKETS + 1)
    )
    return DaySummary(
        site_name="上海南京东路店",
        site_code="SH001",
        business_day=day,
        zone="Asia/Shanghai",
        printed_at=1_795_000_000_000_000,
        received=TICKETS,
        by_channel=tuple((channel, 18) for channel in Channel),
        by_category=tuple((category, 10) for category in categories),
        by_severity=tuple((severity, 60) for severity in Severity),
        history=tuple(
            (day - timedelta(days=13 - place), pick.randrange(200), pick.randrange(200))
            for place in range(14)
        ),
        tickets=tickets,
        head_seq=1,
        head_digest="0" * 64,
    )


def main() -> None:
    """Measure in a fresh process three times and print the median run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(measure()))
        return
    command = [sys.executable, __file__, "--child"]
    runs = [
        json.loads(
            subprocess.run(
                command, env=as_installed(), capture_output=True, check=True, text=True
            ).stdout
        )
        for _ in range(4)
    ][1:]  # the first compiles what is new
    median = sorted(runs, key=lambda run: run["second_cpu_s"])[1]
    if asked.json:
        print(json.dumps({"daily_summary_200": median}))
        return
    for name, figure in median.items():
        print(f"{name:24}{figure:>10}")


if __name__ == "__main__":
    main()
