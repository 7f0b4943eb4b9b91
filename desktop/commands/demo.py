"""`redress demo`: the whole story in a folder, with paper, bundles and pictures."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.itself import own_command
from desktop.rehearsal.play import play as rehearse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.commands.console import Console
    from desktop.rehearsal.play import Played


def play(console: Console) -> int:
    """Play a branch and a headquarters, then open the branch unless nobody looks."""
    folder = Path(console.options.out).absolute()
    if console.options.headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    played = rehearse(folder, console.language, lambda percent: _tell(console, percent))
    pictures = _pictures(console, played)
    document = {
        "folder": str(folder),
        "branch": str(played.site("branch")),
        "hq": str(played.site("hq")),
        "password": played.password,
        "papers": [str(path) for path in played.papers],
        "bundles": [str(path) for path in played.bundles],
        "screenshots": [str(path) for path in pictures],
        "clean": played.clean,
    }
    lines = [console.word("Command.demo.done", **document)]
    lines += [f"  {path.relative_to(folder)}" for path in (*played.papers, *pictures)]
    lines.append(console.word("Command.demo.sign_in", password=played.password))
    console.answer(document, *lines)
    if not console.options.headless:
        return _open(console, played)
    return 0 if all(played.clean.values()) else 1


def _tell(console: Console, percent: int) -> None:
    if not console.json and sys.stderr.isatty():
        sys.stderr.write(f"\r{percent:3d} %")
        sys.stderr.flush()


def _pictures(console: Console, played: Played) -> Sequence[Path]:
    """Take the pictures; a machine without Qt's libraries does without."""
    try:
        camera = importlib.import_module("desktop.commands.pictures")
    except ImportError as error:
        console.note(f"redress: {error}")
        return ()
    taken: Sequence[Path] = camera.take_pictures(played, console.language)
    return taken


def _open(console: Console, played: Played) -> int:
    """Open the branch in a process of its own: this one has made its pictures offscreen."""
    words = ("--data", str(played.site("branch")), "--lang", console.language.value)
    return subprocess.run(own_command(*words), check=False).returncode  # noqa: S603 - ourselves
