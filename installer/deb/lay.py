"""Lays out what the .deb holds: the packed folder, menu entry, icons, notices, control files.

    python installer/deb/lay.py VERSION FOLDER SOURCE TREE

VERSION is the program's, FOLDER the packed program, SOURCE the source it was frozen from,
TREE the new folder to lay it out in.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import payload  # noqa: E402 - lies one folder up

PLACE = "usr/lib/redress"
ICONS = "usr/share/icons/hicolor"
SIDES = (48, 64, 128, 256)


def lay(version: str, folder: Path, source: Path, tree: Path) -> None:
    """Lay the tree out; `dpkg-deb --build` makes the package of it."""
    shutil.copytree(folder, tree / PLACE, symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/redress").symlink_to("../lib/redress/redress")
    _lay_menu(version, source, tree)
    _lay_papers(source, tree)
    _lay_control(version, folder, tree)
    _settle(tree)


def _lay_menu(version: str, source: Path, tree: Path) -> None:
    _copy(HERE / "redress.desktop", tree / "usr/share/applications/redress.desktop")
    drawn = source / "resources/icons/redress.svg"
    _copy(drawn, tree / ICONS / "scalable/apps/redress.svg")
    for side in SIDES:
        picture = source / "build" / f"redress-{side}.png"
        _copy(picture, tree / ICONS / f"{side}x{side}/apps/redress.png")
    day = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"])))
    text = (HERE / "redress.metainfo.xml").read_text(encoding="utf-8")
    text = text.replace("@VERSION@", version).replace("@DATE@", day)
    _write(tree / "usr/share/metainfo/redress.metainfo.xml", text)


def _lay_papers(source: Path, tree: Path) -> None:
    _squeeze((HERE / "redress.1").read_bytes(), tree / "usr/share/man/man1/redress.1.gz")
    papers = tree / "usr/share/doc/redress"
    _squeeze((source / "CHANGELOG.md").read_bytes(), papers / "changelog.gz")
    _write(
        papers / "copyright",
        "What Redress brings with it, under which licences, is listed in\n"
        f"/{PLACE}/NOTICES.txt, with the texts in /{PLACE}/licences and, for fonts,\n"
        f"icons and calendars, in /{PLACE}/_internal/resources/THIRD_PARTY.md.\n",
    )


def _lay_control(version: str, folder: Path, tree: Path) -> None:
    size = sum(path.lstat().st_size for path in payload.files_of(tree))
    text = (HERE / "control.in").read_text(encoding="utf-8")
    for name, value in (
        ("VERSION", version),
        ("SIZE", str(size // 1024)),
        ("DEPENDS", ", ".join(payload.depends(folder))),
    ):
        text = text.replace(f"@{name}@", value)
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(tree)}\n"
        for path in payload.files_of(tree)
        if not path.is_symlink()
    ]
    _write(tree / "DEBIAN/control", text)
    _write(tree / "DEBIAN/md5sums", "".join(sums))


def _settle(tree: Path) -> None:
    """Give every file the commit's time; dpkg-deb keeps it."""
    moment = int(os.environ["SOURCE_DATE_EPOCH"])
    for path in (tree, *tree.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (moment, moment), follow_symlinks=False)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    target.chmod(0o644)


def _squeeze(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, 9, mtime=0))
    target.chmod(0o644)


if __name__ == "__main__":
    lay(sys.argv[1], *map(Path, sys.argv[2:5]))
