"""Lays the notices of what is packed, which their licences ask for, into the packed folder.

python installer/notices.py LIBRARIES PYTHON FOLDER
"""

from __future__ import annotations

import shutil
import sys
from email.parser import HeaderParser
from pathlib import Path

NOT_PACKED = {"altgraph", "packaging", "pyinstaller-hooks-contrib", "setuptools"}
STARTER = "pyinstaller"
COMMON = Path("/usr/share/common-licenses")
DOCUMENTS = Path("/usr/share/doc")

HEAD = """\
Redress brings these with it. Their licences stand in the folder "licences".

Qt {qt} and PySide6 {qt} come under the GNU Lesser General Public License, version 3: they lie as
libraries of their own in _internal/PySide6 and _internal/shiboken6 and may be replaced there by
versions of your own. Their sources: the package pyside6 of PyPI names them, and https://download.qt.io
has them. Of Qt nothing is packed that comes under the GPL alone.

PyInstaller's starter may be given away with programs it starts (its licence says so).
"""


def main(libraries: Path, python: Path, folder: Path) -> None:
    """Leave NOTICES.txt and a folder `licences` in the packed folder."""
    texts = folder / "licences"
    texts.mkdir(exist_ok=True)
    rows, versions = [], {}
    for info in sorted(libraries.glob("*.dist-info")):
        told = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
        name = told["Name"].lower().replace("_", "-")
        if name in NOT_PACKED:
            continue
        versions[name] = told["Version"]
        licence = told["License-Expression"] or _first_line(told["License"]) or _classified(told)
        rows.append(f"{told['Name']} {told['Version']}: {licence}")
        for path in sorted(info.rglob("*")):
            if path.is_file() and _is_licence(path):
                _copy(path, texts / f"{name}-{path.name}")
    rows += _python_rows(python, texts)
    rows += _system_rows(folder, texts)
    for name in ("GPL-3", "LGPL-3"):
        if (COMMON / name).is_file():
            _copy(COMMON / name, texts / name)
    head = HEAD.format(qt=versions.get("pyside6-essentials", ""))
    (folder / "NOTICES.txt").write_text(head + "\n" + "\n".join(rows) + "\n", encoding="utf-8")


def _first_line(licence: str | None) -> str:
    first = (licence or "").strip().split("\n")[0]
    return first if len(first) < 60 else ""  # noqa: PLR2004 - some put the whole text there


def _classified(told: object) -> str:
    kinds = [
        one.rpartition(":: ")[2]
        for one in told.get_all("Classifier", [])  # type: ignore[attr-defined]
        if one.startswith("License ::")
    ]
    return ", ".join(kinds) or "see the folder"


def _is_licence(path: Path) -> bool:
    return path.name.upper().startswith(("LICEN", "COPYING", "NOTICE", "AUTHORS"))


def _python_rows(python: Path, texts: Path) -> list[str]:
    """Name Python itself, and what it was built with if we built it."""
    home = python.resolve().parents[1]
    for path in home.glob("lib/python3*/LICENSE.txt"):
        _copy(path, texts / "python-LICENSE.txt")
    for path in sorted(home.glob("licences/*")):
        _copy(path, texts / path.name)
    made = home / "SOURCES"
    if made.is_file():
        return [f"{line} (Debian)" for line in made.read_text().splitlines()]
    return [f"Python {sys.version.split()[0]}: PSF-2.0"]


def _system_rows(folder: Path, texts: Path) -> list[str]:
    """Name the small libraries that come from the system the program was packed on."""
    rows = []
    for path in sorted((folder / "_internal").glob("libxcb-*.so.*")):
        if path.is_symlink():
            continue  # of a wheel's own
        name = path.name.partition(".")[0]
        copyright_note = next(iter(sorted(DOCUMENTS.glob(f"{name}[0-9]*/copyright"))), None)
        rows.append(f"{name}: MIT (X11)")
        if copyright_note is not None:
            _copy(copyright_note, texts / f"{name}-copyright")
    return rows


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source.resolve(), target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
