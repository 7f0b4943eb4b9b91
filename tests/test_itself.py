"""The program can start itself again, from source and frozen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __version__
from desktop.itself import own_command

SOURCE = Path(__file__).parent.parent
DESKTOP = SOURCE / "desktop"


def test_from_source_the_command_starts_this_program() -> None:
    answer = subprocess.run(
        own_command("--version"),
        cwd=SOURCE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["redress", __version__]


def test_frozen_the_program_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("verify", "--json") == [sys.executable, "verify", "--json"]


def test_nobody_else_names_the_interpreter() -> None:
    """`sys.executable -m` would start a second window, and no module, once frozen."""
    naming = [
        str(path.relative_to(DESKTOP))
        for path in DESKTOP.rglob("*.py")
        if "sys.executable" in path.read_text(encoding="utf-8")
    ]
    assert naming == ["itself.py"]


def test_the_version_is_told_once() -> None:
    """`desktop.__version__` is the one place; the wheel and the packages read it there."""
    assert "0.1.0" not in (SOURCE / "pyproject.toml").read_text(encoding="utf-8")
