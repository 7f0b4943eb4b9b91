"""What a crash leaves: nothing of the memory, and no word of a person."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAME = "欧阳翠花"
GUARDED = "from desktop.discretion import keep_memory_private as k; k();"
DUMPABLE = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0));"
LIMIT = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0]);"


def run(code: str, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a little program in a folder of its own, where cores are welcome."""

    def welcome_cores() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=welcome_cores,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_the_program_cannot_be_dumped_or_read_by_another(tmp_path: Path) -> None:
    assert run(LIMIT + DUMPABLE, tmp_path).stdout.split()[1] == "1", "the control"
    assert run(GUARDED + LIMIT + DUMPABLE, tmp_path).stdout.split() == ["0", "0"]


def test_dying_leaves_no_core(tmp_path: Path) -> None:
    for number, guard in enumerate(("", GUARDED)):
        place = tmp_path / str(number)
        place.mkdir()
        died = run(f"{guard}name = {NAME!r}; import os; os.abort()", place)
        assert died.returncode == -signal.SIGABRT
        assert NAME not in died.stderr
    # Where the system would have left one is its own affair (see core_pattern).
    assert list((tmp_path / "1").iterdir()) == []


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError(name)",
        "import threading; t = threading.Thread(target=f); t.start(); t.join()",
        "g = G(); del g",
        "import desktop.commands.tickets as t; t.listed = lambda _c: f(); run('ticket', 'list')",
    ],
    ids=["uncaught", "in_a_thread", "while_deleting", "in_a_command"],
)
def test_a_fault_is_told_without_the_words_it_carries(code: str, tmp_path: Path) -> None:
    before = (
        "import sys\nfrom desktop.cli import main\n"
        "from desktop.discretion import speak_discreetly as s; s()\n"
        "name = chr(0x6b27) + chr(0x9633) + chr(0x7fe0) + chr(0x82b1)\n"
        "def f(): raise ValueError(name)\n"
        "class G:\n    def __del__(self): f()\n"
        "def run(*words):\n    sys.argv[1:] = words\n    main()\n"
    )
    told = run(before + code, tmp_path)
    assert "ValueError" in told.stderr
    assert "Traceback" in told.stderr
    assert NAME not in told.stderr + told.stdout
    plain = run("name = chr(0x6b27) + chr(0x9633)\nraise ValueError(name)", tmp_path)
    assert NAME[:2] in plain.stderr, "the control"
