"""Every benchmark in turn, and one table of what was to be reached and what was seen.

Run: `make bench`, or `python bench/run.py`, with `--quick` for a fifth of the size, with
`--only NAME` for some scripts, with `--write` to put the table into README.md, with `--json` for
machines. It leaves 1 where something was missed. The large sites are made in the first run (some
minutes) and kept in `REDRESS_BENCH_CACHE`, else in the system's folder for temporary files.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.clocks import as_installed  # noqa: E402 - the path comes first

README = ROOT / "README.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
BUSY_LOAD = 1.0


@dataclass(frozen=True)
class Script:
    """One benchmark: its arguments for the full size and for a quick look."""

    full: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()


SCRIPTS = {
    "start": Script(quick=("--rounds", "3")),
    "register": Script(),
    "concurrent": Script(),
    "takein": Script(quick=("--entries", "2000")),
    "bundle": Script(quick=("--rounds", "3")),
    "report": Script(),
    "search": Script(quick=("--tickets", "40000")),
    "list": Script(quick=("--tickets", "200000")),
    "open": Script(quick=("--tickets", "200000", "--rounds", "3")),
    "stall": Script(quick=("--quick",)),
}


class Measure(NamedTuple):
    """One line of the table: a figure of a script, and what it must not exceed or fall below."""

    script: str
    key: str
    words: str
    unit: str
    most: float | None = None
    least: float | None = None


MEASURES = (
    Measure("register", "register_ticket.door_over_plain_p50",
            "registering, p50, against a plain `sqlite3` commit of the row", "×", most=6.5),
    Measure("register", "register_ticket.door_p50_ms", "the same in time, p50", "ms"),
    Measure("register", "add_note.door_p50_ms", "a note on a ticket, p50", "ms"),
    Measure("concurrent", "eight.p95_ms", "a command beside seven other threads, p95", "ms"),
    Measure("concurrent", "errors", "commands that failed among eight threads", "", most=0),
    Measure("concurrent", "lost", "commands lost among eight threads", "", most=0),
    Measure("takein", "taken_in_entries_per_s",
            "taking in at headquarters, checked, replayed, indexed", "entries/s", least=2500),
    Measure("takein", "plain_over_taken_in",
            "the same against a plain insert with the same signatures", "×"),
    Measure("bundle", "throughput_ratio",
            "a bundle of 10,000 entries and 200 pictures, throughput against "
            "`tar \\| zstd -3 \\| age` and a signature", "×", least=1.3),
    Measure("bundle", "size_ratio", "its size against theirs", "×", most=1.05),
    Measure("search", "newest_50_wall_p95_ms",
            "search among 200,000 tickets, two characters, newest 50, p95", "ms", most=15),
    Measure("search", "all_wall_p95_ms", "the same, all hits, p95", "ms", most=60),
    Measure("search", "recall", "recall, 1 to 4 characters, words, phone tails", "", least=1),
    Measure("search", "precision", "precision of the same", "", least=1),
    Measure("list", "page_cpu_p50_ms",
            "100 rows of a list of 1,000,000 at any depth, CPU", "ms", most=2),
    Measure("open", "large_wall_seconds",
            "opening a site of 1,000,000 tickets, from the password to the first list", "s",
            most=1.5),
    Measure("open", "small_wall_seconds", "the same with 1,000 tickets", "s"),
    Measure("start", "sign_in_cpu_seconds",
            "process start to the painted sign-in page, CPU", "s", most=0.5),
    Measure("start", "loaded_too_early", "heavy libraries loaded by then", "", most=0),
    Measure("stall", "idle_p99_ms", "longest stall of the window, idle, p99", "ms", most=50),
    Measure("stall", "job_p99_ms", "beside the worst job, p99", "ms", most=50),
    Measure("stall", "job_max_ms", "beside the worst job, longest", "ms", most=150),
    Measure("stall", "scrolling_p99_ms", "scrolling beside the worst job, p99", "ms", most=100),
    Measure("stall", "scrolling_max_ms", "scrolling beside the worst job, longest", "ms", most=250),
    Measure("report", "daily_summary_200.first_cpu_s",
            "daily summary of 200 tickets with two charts, first, CPU", "s", most=1.8),
    Measure("report", "daily_summary_200.second_cpu_s", "the same again, CPU", "s", most=1.0),
    Measure("report", "daily_summary_200.kilobytes", "its size", "kB", most=250),
)  # fmt: skip


class Line(NamedTuple):
    """One measure with what was seen; `met` is None where nothing was to be reached."""

    measure: Measure
    seen: float | None
    met: bool | None


def run(name: str, *, quick: bool) -> dict[str, Any] | None:
    """Run one script and give its figures, None where it failed."""
    script = SCRIPTS[name]
    words = script.quick if quick else script.full
    begun = time.monotonic()
    print(f"bench_{name} …", end=" ", file=sys.stderr, flush=True)
    command = [sys.executable, str(ROOT / "bench" / f"bench_{name}.py"), "--json", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=as_installed(), capture_output=True, text=True, check=False
    )
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    lines = done.stdout.strip().splitlines()
    if not lines or not lines[-1].startswith("{"):
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def figure_at(figures: dict[str, Any] | None, key: str) -> float | None:
    """Find a figure by its dotted name; of a list its length."""
    found: Any = figures
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return len(found) if isinstance(found, list) else float(found)


def judged(figures: dict[str, dict[str, Any] | None]) -> Iterator[Line]:
    """Hold every measure of the scripts that ran against its target."""
    for measure in MEASURES:
        if measure.script not in figures:
            continue
        seen = figure_at(figures[measure.script], measure.key)
        if measure.most is None and measure.least is None and seen is not None:
            yield Line(measure, seen, None)
            continue
        fits = seen is not None and _fits(measure, seen)
        yield Line(measure, seen, fits)


def _fits(measure: Measure, seen: float) -> bool:
    return (measure.most is None or seen <= measure.most) and (
        measure.least is None or seen >= measure.least
    )


def table(lines: list[Line], machine: str) -> str:
    """Write the table as Markdown."""
    rows = [machine, "", "| measure | seen | target | |", "|---|---:|---:|---|"]
    words = {None: "", True: "met", False: "**missed**"}
    for line in lines:
        one = line.measure
        seen = "–" if line.seen is None else _said(line.seen, one.unit)
        target = ""
        if one.most is not None:
            target = f"≤ {_said(one.most, one.unit)}"
        if one.least is not None:
            target = f"≥ {_said(one.least, one.unit)}"
        rows.append(f"| {one.words} | {seen} | {target} | {words[line.met]} |")
    return "\n".join(rows)


def _said(figure: float, unit: str) -> str:
    return f"{figure:,.4g}" + (f" {unit}" if unit else "")


def machine_words(*, quick: bool) -> str:
    """Say where and when, and whether anything else was at work."""
    load = os.getloadavg()[0]
    size = "quick, a fifth of the size; " if quick else ""
    busy = f"; busy with other work (load {load:.1f})" if load > BUSY_LOAD else ""
    python = ".".join(map(str, sys.version_info[:3]))
    day = datetime.now(tz=UTC).date().isoformat()
    return f"{size}{os.cpu_count()} processors, {sys.platform}, Python {python}, {day}{busy}."


def write_readme(told: str) -> None:
    """Put the table between the marks in README.md."""
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md has no {BEGIN} … {END}")
    README.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Run, print, and tell by the exit status whether everything was met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the size")
    parser.add_argument("--only", action="append", choices=list(SCRIPTS), metavar="NAME")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    machine = machine_words(quick=asked.quick)
    names = asked.only or list(SCRIPTS)
    figures = {name: run(name, quick=asked.quick) for name in names}
    lines = list(judged(figures))
    told = table(lines, machine)
    print(json.dumps(figures) if asked.json else told)
    if asked.write:
        write_readme(told)
    return 1 if any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
