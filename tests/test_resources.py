"""Resources are found from source, from an installed wheel and from a frozen program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from desktop.resources import resource_path

SOURCE = Path(__file__).parent.parent
ASK = "from desktop.resources import resource_path; print(resource_path('icons', 'inbox.svg'))"


def _ask(folder: Path, before: str = "") -> Path:
    """Ask a fresh interpreter that sees only `folder` where an icon is."""
    answer = subprocess.run(
        [sys.executable, "-c", before + ASK],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(answer.stdout.strip())


def _package_in(folder: Path) -> Path:
    """Copy just enough of the package to be asked."""
    package = folder / "desktop"
    package.mkdir()
    for name in ("__init__.py", "resources.py"):
        shutil.copy(SOURCE / "desktop" / name, package)
    return package


def test_from_source_it_is_the_folder_beside_the_package() -> None:
    assert resource_path("icons", "inbox.svg") == SOURCE / "resources" / "icons" / "inbox.svg"
    assert resource_path("icons", "inbox.svg").is_file()


def test_an_installed_program_finds_them_inside_the_package(tmp_path: Path) -> None:
    package = _package_in(tmp_path)
    (package / "_resources").mkdir()
    assert _ask(tmp_path) == package / "_resources" / "icons" / "inbox.svg"


def test_a_frozen_program_finds_them_where_the_launcher_unpacked(tmp_path: Path) -> None:
    _package_in(tmp_path)
    frozen = f"import sys; sys._MEIPASS = {str(tmp_path)!r}; "
    assert _ask(tmp_path, frozen) == tmp_path / "resources" / "icons" / "inbox.svg"
