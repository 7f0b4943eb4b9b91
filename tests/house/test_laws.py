"""The laws of the house that no linter knows, held against the program's own source."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT, calls, modules

LONGEST_FILE = 400
LONGER = {  # file: why it may be longer
    "desktop/storage/migrations/versions/0001_the_first_schema.py": "a schema, never edited again",
}
HEAVY = {"sqlalchemy", "alembic", "numpy", "matplotlib", "reportlab"}
CLOCK_AND_FILES = {
    "now",
    "utcnow",
    "today",
    "time_ns",
    "monotonic",
    "open",
    "read_text",
    "read_bytes",
}
IMPORTED_AS = {
    "pyside6-essentials": {"PySide6", "shiboken6"},  # comes with it, at the same version
    "pyside6-addons": {"PySide6"},
    "pillow": {"PIL"},
}
NEVER_IMPORTED = {"tzdata"}  # zoneinfo reads it where the system has no zones


def _imported(tree: ast.AST) -> set[str]:
    """Name the top of every module a tree imports while the program runs."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
        found |= _imported(node)
    return found


def test_imports_run_one_way() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    told = subprocess.run(
        [tool, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        module.name for module in modules() if module.text and not ast.get_docstring(module.tree)
    ]
    assert not silent


def test_no_file_has_two_jobs() -> None:
    long = {
        module.name: lines
        for module in modules()
        if (lines := module.text.count("\n")) > LONGEST_FILE and module.name not in LONGER
    }
    assert not long


def test_no_longer_file_is_excused_in_vain() -> None:
    assert not [
        name for name in LONGER if len((ROOT / name).read_text().splitlines()) <= LONGEST_FILE
    ]


@pytest.mark.parametrize("folder", ["desktop", "tests", "bench"])
def test_nothing_is_mocked(folder: str) -> None:
    pattern = re.compile(
        r"^\s*(from unittest import mock|(from|import) unittest\.mock|import mock\b)", re.MULTILINE
    )
    assert not [module.name for module in modules(folder) if pattern.search(module.text)]


def test_models_read_no_clock_and_no_file() -> None:
    found = [
        (module.at(call), name)
        for module in modules("desktop/models")
        for call, name in calls(module)
        if name in CLOCK_AND_FILES
    ]
    assert not found


def test_resources_are_found_in_one_place() -> None:
    found = [
        module.at(node)
        for module in modules()
        if module.name != "desktop/resources.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and node.value == "resources"
    ]
    assert not found, "resource_path() also finds them in an installed or frozen program"


def test_what_is_imported_and_what_is_declared_are_the_same() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {line.partition("==")[0].lower() for line in declared} - NEVER_IMPORTED
    wanted = set().union(*(IMPORTED_AS.get(name, {name}) for name in names))
    used = set().union(*(_imported(module.tree) for module in modules()))
    assert used - set(sys.stdlib_module_names) - {"desktop"} == wanted


@pytest.mark.parametrize("room", ["desktop.cli", "desktop.app"])
def test_the_first_window_needs_no_heavy_library(room: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import {room}, sys; print(*sys.modules)"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert not HEAVY & set(told.stdout.split())


def test_pins_are_exact() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins += [
        line
        for line in (ROOT / "installer" / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert not [pin for pin in pins if not re.fullmatch(r"[\w-]+==[\w.]+", pin)]
