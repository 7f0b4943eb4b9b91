"""CPU from the start of the process to the painted sign-in page, beside an empty Qt window.

Run: `python bench/bench_start.py`, or with `--json` for machines. Each round starts both anew;
the medians are compared. It fails where a heavy library was loaded before the page was painted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.clocks import as_installed  # noqa: E402 - the path comes first

ROUNDS = 7
HEAVY = ("sqlalchemy", "alembic", "numpy", "matplotlib", "reportlab", "sqlcipher3")
LIMIT = 0.5
"""Seconds of CPU until a clerk can type a password."""
TOLD = "PAINTED "

OURS = f"""
import json, sys, time
from pathlib import Path
from desktop import app
from desktop.settings import load_settings
app.prepare_environment()
qt = app.make_application(["redress"])
program = app.Program(qt, load_settings())
def painted():
    heavy = [name for name in {HEAVY} if name in sys.modules]
    shown = program.window.page.objectName()
    print({TOLD!r} + json.dumps([time.process_time(), heavy, shown]), flush=True)
    import os; os._exit(0)
program.window.painted.connect(painted)
program.start(Path(sys.argv[1]))
qt.exec()
"""

EMPTY = f"""
import json, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
qt = QApplication(["empty"])
class Window(QMainWindow):
    def paintEvent(self, event):
        print({TOLD!r} + json.dumps([time.process_time(), [], ""]), flush=True)
        import os; os._exit(0)
window = Window()
window.resize(1366, 690)
window.show()
qt.exec()
"""

KEYS = """
import sys
from pathlib import Path
from desktop.storage.keyring import Cost, Keyring
site = "0193aa11bb22cc33dd44ee55ff660001"
keyring, code = Keyring.create(Path(sys.argv[1]), site, cost=Cost(3, 65536))
unlocked = keyring.unlock_with_recovery(code)
for login in ("admin", "chen", "wang", "zhao", "sun"):
    keyring.add_staff(unlocked, login, "Kuaile-2026!")
"""


def _python(script: str, *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=as_installed(), capture_output=True, text=True, check=True
    ).stdout


def _painted(script: str, *arguments: str) -> tuple[float, list[str], str]:
    """Start a process and give its CPU at the first painting, and what it had loaded."""
    told = next(line for line in _python(script, *arguments).splitlines() if line.startswith(TOLD))
    seconds, heavy, shown = json.loads(told.removeprefix(TOLD))
    return seconds, heavy, shown


def measure(rounds: int = ROUNDS) -> dict[str, object]:
    """Give the medians, and every heavy module that was loaded too early."""
    ours: list[float] = []
    empty: list[float] = []
    early: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        _python(KEYS, f"{name}/site")
        _painted(OURS, f"{name}/site")
        for _ in range(rounds):
            seconds, heavy, shown = _painted(OURS, f"{name}/site")
            if shown != "sign_in_page":
                raise SystemExit(f"{shown} was painted, not the sign-in page")
            ours.append(seconds)
            early.update(heavy)
            empty.append(_painted(EMPTY)[0])
    return {
        "sign_in_cpu_seconds": round(statistics.median(ours), 3),
        "empty_window_cpu_seconds": round(statistics.median(empty), 3),
        "ratio": round(statistics.median(ours) / statistics.median(empty), 2),
        "limit_seconds": LIMIT,
        "loaded_too_early": sorted(early),
    }


def main() -> int:
    """Measure, print, and fail where something heavy was loaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    found = measure(chosen.rounds)
    if chosen.json:
        print(json.dumps(found))
    else:
        for key, value in found.items():
            print(f"{key:28} {value}")
    return 1 if found["loaded_too_early"] else 0


if __name__ == "__main__":
    sys.exit(main())
