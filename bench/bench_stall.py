"""How long the window stands still: a heartbeat in the GUI thread, alone and beside long jobs.

Run: `python bench/bench_stall.py`, with `--job NAME` for some of them, with `--json` for machines.
Each job runs in a process of its own with the real workplace shown, handed over as the window
hands it over. A timer of 10 ms notes the gaps between its beats; while scrolling, every tenth beat
turns a page of the list. The yardstick is an empty Qt window, doing nothing, in the same run.

A machine with other work delays beats that nobody here delays: beside the gaps stands how long
this process's threads were kept waiting for a processor meanwhile (from the kernel's own count).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QObject, Qt, QTimer  # noqa: E402 - the path comes first
from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: E402

from bench.bigsite import big_site, open_big  # noqa: E402
from bench.clocks import plain_loop_ms, print_figures, quantile  # noqa: E402
from bench.stall_sites import stall_sites  # noqa: E402

BEAT_MS = 10
SHORTEST = 3.0
SECONDS_ALONE = 4.0
TOLD = "BEATS "
SEARCHED, SEARCHED_QUICKLY = 200_000, 40_000
JOBS = (
    "idle",
    "verify",
    "backup",
    "bundle",
    "take_in",
    "report",
    "import",
    "search",
    "whole_list",
)
TABLE_MAP = {
    "encoding": "utf-8",
    "columns": {"facts": "内容", "order": "编号", "complainant.phone": "电话"},
}
BESIDE_SCROLLING = tuple(job for job in JOBS if job not in {"idle", "take_in"})


class Heartbeat(QObject):
    """Notes the gaps between beats in the thread that made it."""

    def __init__(self, on_beat: Callable[[int], None] | None = None) -> None:
        """Beat from now on."""
        super().__init__()
        self.gaps: list[float] = []
        self.waits: list[float] = []
        self._on_beat = on_beat
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._last = time.perf_counter()
        self._waited = kept_waiting()

    def _beat(self) -> None:
        now, waited = time.perf_counter(), kept_waiting()
        self.gaps.append(now - self._last)
        self.waits.append(
            max(0.0, waited - self._waited)
        )  # a thread that ends takes its count along
        self._last, self._waited = now, waited
        if self._on_beat is not None:
            self._on_beat(len(self.gaps))

    def told(self) -> dict[str, float]:
        """Give p99 and maximum, as they were and without the waiting for a processor."""
        own = [max(0.0, gap - wait) for gap, wait in zip(self.gaps, self.waits, strict=True)]
        return {
            "p99_ms": round(quantile(self.gaps, 0.99) * 1000, 1),
            "max_ms": round(max(self.gaps) * 1000, 1),
            "own_p99_ms": round(quantile(own, 0.99) * 1000, 1),
            "own_max_ms": round(max(own) * 1000, 1),
            "beats": len(self.gaps),
        }


def kept_waiting() -> float:
    """Sum how long (s) this process's threads were ready and had no processor."""
    waited = 0
    for task in os.scandir("/proc/self/task"):
        try:
            waited += int(Path(task.path, "schedstat").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            continue
    return waited / 1e9


def beside(job: str, searched: int, *, scrolling: bool) -> dict[str, float]:
    """Show the real workplace, run one job, and give the gaps; in a process of its own."""
    from desktop.itself import settle_collector  # noqa: PLC0415
    from desktop.views.desk.list_filters import Scope  # noqa: PLC0415 - not in the parent
    from desktop.views.desk.tickets_page import TicketsPage  # noqa: PLC0415
    from desktop.views.office.choosing import FileChooser  # noqa: PLC0415
    from desktop.views.start import make_application  # noqa: PLC0415
    from desktop.views.workplace import Workplace  # noqa: PLC0415

    app = make_application(["bench"])
    with tempfile.TemporaryDirectory() as folder:
        there = _site_for(job, Path(folder), searched)
        os.environ["XDG_CONFIG_HOME"] = folder  # a copy's anchors are not those of its original
        site = open_big(there)
        place = Workplace(site, FileChooser())
        place.window.resize(1366, 690)
        place.window.show()
        page = place.window.show_page("tickets")
        if not isinstance(page, TicketsPage):
            raise TypeError(page)
        page.choose(Scope.ALL)
        _until(app, lambda: place.jobs.is_idle and (page.model.rowCount() > 0 or job == "take_in"))
        settle_collector()
        beat = Heartbeat(_scroller(page) if scrolling else None)
        over: list[object] = []
        begun = time.perf_counter()
        if job != "idle":
            work = _work(job, site, Path(folder))
            place.jobs.run(place, over.append, work, failed=over.append)
        shortest = SECONDS_ALONE if job == "idle" else SHORTEST
        _until(
            app,
            lambda: (bool(over) or job == "idle") and time.perf_counter() - begun > shortest,
        )
        if over and isinstance(over[0], Exception):
            raise over[0]
        told = beat.told() | {"seconds": round(time.perf_counter() - begun, 1)}
        place.shutdown()
        site.close()
    return told


def _site_for(job: str, folder: Path, searched: int) -> Path:
    if job in {"search", "whole_list", "idle"}:
        return big_site(searched)
    made = stall_sites()
    name = "hq" if job == "take_in" else "branch"
    shutil.copytree(made / name, folder / name)
    return folder / name


def _work(job: str, site: Any, folder: Path) -> Callable[[], object]:
    """Give what the window would hand over."""
    from desktop.reports.apart import DrawingProcess  # noqa: PLC0415
    from desktop.reports.daily import render_daily  # noqa: PLC0415
    from desktop.services.backups import back_up  # noqa: PLC0415
    from desktop.services.checking import verify_site  # noqa: PLC0415
    from desktop.services.import_map import parse_import_map  # noqa: PLC0415
    from desktop.services.importing import import_file  # noqa: PLC0415
    from desktop.services.lists import TicketFilter, search_tickets, ticket_ids  # noqa: PLC0415
    from desktop.sync.shipping import export_bundle  # noqa: PLC0415
    from desktop.sync.taking_in import import_bundle  # noqa: PLC0415
    from desktop.vocabulary import Language  # noqa: PLC0415

    made = stall_sites()
    call = site.gateway.call

    def read_table() -> object:
        table = shutil.copy(made / "table.csv", folder)
        return import_file(site.gateway, Path(table), parse_import_map(TABLE_MAP), say=str)

    def report() -> object:
        from bench.bench_report import summary_of_200  # noqa: PLC0415

        draw = DrawingProcess().draw
        return [draw(render_daily, summary_of_200(), Language.CHINESE) for _ in range(3)]

    works: dict[str, Callable[[], object]] = {
        "verify": lambda: verify_site(site),
        "backup": lambda: back_up(site, folder / "backups"),
        "bundle": lambda: export_bundle(site),
        "take_in": lambda: [import_bundle(site, path) for path in (made / "way").iterdir()],
        "report": report,
        "import": read_table,
        "search": lambda: [call(search_tickets, word) for word in ("退款", "顾客", "要求") * 5],
        "whole_list": lambda: [call(ticket_ids, TicketFilter()) for _ in range(8)],
    }
    return works[job]


def _scroller(page: Any) -> Callable[[int], None]:
    bar = page.card_list.verticalScrollBar()

    def turn(beats: int) -> None:
        if beats % 10 == 0:
            bar.setValue((bar.value() + bar.pageStep()) % max(1, bar.maximum()))

    return turn


def _until(app: QApplication, is_so: Callable[[], bool]) -> None:
    """Let the real event loop run until something holds."""
    look = QTimer()
    look.setInterval(50)
    look.timeout.connect(lambda: app.quit() if is_so() else None)
    look.start()
    app.exec()
    look.stop()


def empty_window() -> dict[str, float]:
    """Give the gaps of an empty window that does nothing."""
    app = QApplication(["empty"])
    window = QMainWindow()
    window.resize(1366, 690)
    window.show()
    beat = Heartbeat()
    begun = time.perf_counter()
    _until(app, lambda: time.perf_counter() - begun > SECONDS_ALONE)
    return beat.told()


def in_a_child(*words: str) -> dict[str, float]:
    """Run one measurement in a fresh process."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [sys.executable, __file__, "--child", *words]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    for line in done.stdout.splitlines():
        if line.startswith(TOLD):
            found: dict[str, float] = json.loads(line.removeprefix(TOLD))
            return found
    raise SystemExit(f"{words}: {done.stderr[-2000:]}")


def measure(jobs: list[str], *, quick: bool) -> dict[str, Any]:
    """Measure the empty window, then every job, then every job beside scrolling."""
    stall_sites()
    big_site(SEARCHED_QUICKLY if quick else SEARCHED)
    more = ("--quick",) if quick else ()
    figures: dict[str, Any] = {
        "plain_loop_ms": plain_loop_ms(),
        "empty": in_a_child("empty", *more),
    }
    for job in jobs:
        figures[job] = in_a_child(job, *more)
    for job in [job for job in jobs if job in BESIDE_SCROLLING]:
        figures[f"{job}_scrolling"] = in_a_child(job, "scrolling", *more)
    return figures | worst(figures)


def worst(figures: dict[str, Any]) -> dict[str, float]:
    """Give the worst of each group, which the targets speak of."""
    beside_jobs = [figures[job] for job in JOBS if job in figures and job != "idle"]
    scrolling = [figures[key] for key in figures if key.endswith("_scrolling")]
    told: dict[str, float] = {}
    for name, group in (("job", beside_jobs), ("scrolling", scrolling)):
        for figure in ("p99_ms", "max_ms", "own_p99_ms", "own_max_ms"):
            if group:
                told[f"{name}_{figure}"] = max(one[figure] for one in group)
    if "idle" in figures:
        told["idle_p99_ms"] = figures["idle"]["p99_ms"]
        told["idle_own_p99_ms"] = figures["idle"]["own_p99_ms"]
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--job", action="append", choices=JOBS)
    parser.add_argument("--quick", action="store_true", help="the smallest of the large sites")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        job, *rest = asked.child
        searched = SEARCHED_QUICKLY if asked.quick else SEARCHED
        told = (
            empty_window()
            if job == "empty"
            else beside(job, searched, scrolling="scrolling" in rest)
        )
        print(TOLD + json.dumps(told), flush=True)
        return
    figures = measure(asked.job or list(JOBS), quick=asked.quick)
    print_figures(figures, as_json=asked.json)


if __name__ == "__main__":
    main()
