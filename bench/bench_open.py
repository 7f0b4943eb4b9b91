"""From the password's acceptance to the first list painted, at a site of 1,000,000 tickets.

Run: `python bench/bench_open.py`, with `--tickets` for another size, with `--json` for machines.
The real program is started anew for each round, without a screen unless there is one, and signed
in to by its own page once it has loaded its rooms, as it does while somebody types. The first
round also warms the disk's cache. The same at a site of 1,000 tickets shows what grows.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.bigsite import LOGIN, PASSWORD, big_site  # noqa: E402 - the path comes first
from bench.clocks import as_installed, plain_loop_ms, print_figures  # noqa: E402

TICKETS = 1_000_000
SEARCHABLE = 50_000
SMALL = 1_000
ROUNDS = 5
LONGEST = 120
TOLD = "OPENED "

OPENING = f"""
import json, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop import app
from desktop.settings import load_settings

app.prepare_environment()
qt = app.make_application(["redress"])
program = app.Program(qt, load_settings())
begun = []

def accepted(_unlocked):
    begun.append((time.perf_counter(), time.process_time()))

def painted():
    wall, cpu = begun[0]
    told = [time.perf_counter() - wall, time.process_time() - cpu,
            program.workplace.window.page("today").model.rowCount()]
    print({TOLD!r} + json.dumps(told), flush=True)
    import os; os._exit(0)

def sign_in():
    if not program.jobs.is_idle:
        QTimer.singleShot(50, sign_in)
        return
    from desktop.views.cards import CardDelegate
    paint = CardDelegate.paint
    def first(self, *told):
        paint(self, *told)
        CardDelegate.paint = paint
        QTimer.singleShot(0, painted)
    CardDelegate.paint = first
    program.sign_in.sign_in_requested.emit(sys.argv[2], sys.argv[3])

program.talk.let_in.connect(accepted)
program.window.painted.connect(lambda: QTimer.singleShot(300, sign_in))
program.start(Path(sys.argv[1]))
qt.exec()
"""


def opened(folder: Path) -> tuple[float, float, int]:
    """Start the program, sign in, and give seconds, CPU seconds and rows on Today."""
    command = [sys.executable, "-c", OPENING, str(folder), LOGIN, PASSWORD]
    try:
        out = subprocess.run(
            command,
            cwd=ROOT,
            env=as_installed(),
            capture_output=True,
            text=True,
            check=True,
            timeout=LONGEST,
        ).stdout
    except subprocess.SubprocessError as error:
        raise SystemExit(f"never opened: {getattr(error, 'stderr', '')!r}") from error
    told = next(line for line in out.splitlines() if line.startswith(TOLD))
    wall, cpu, rows = json.loads(told.removeprefix(TOLD))
    return wall, cpu, rows


def measure(tickets: int, rounds: int) -> dict[str, object]:
    """Give the medians for the large site and for a small one."""
    figures: dict[str, object] = {"plain_loop_ms": plain_loop_ms()}
    for name, count in (("large", tickets), ("small", SMALL)):
        folder = big_site(count, searchable=min(SEARCHABLE, count))
        opened(folder)
        told = [opened(folder) for _ in range(rounds)]
        figures[f"{name}_tickets"] = count
        figures[f"{name}_wall_seconds"] = round(statistics.median(one[0] for one in told), 3)
        figures[f"{name}_cpu_seconds"] = round(statistics.median(one[1] for one in told), 3)
        figures[f"{name}_rows"] = told[-1][2]
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    print_figures(measure(asked.tickets, asked.rounds), as_json=asked.json)


if __name__ == "__main__":
    main()
