"""This program as a process: how it is started once more, and how it keeps its memory tidy."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Final

DRAWING: Final = "draw-papers-for-window"
"""The word that makes it the process which draws papers; it is no command for people."""


def own_command(*words: str) -> list[str]:
    """Give the command line that starts this very program with other words.

    A frozen program is its own interpreter and takes no `-m`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "desktop", *words]


def own_folder() -> Path | None:
    """Give the folder to start this program in; None where any will do.

    `-m` looks for the program where it is started first: that may be somebody's memory stick.
    """
    return None if getattr(sys, "frozen", False) else Path(__file__).resolve().parent.parent


def settle_collector() -> None:
    """Keep the collector from walking over what was imported, again and again.

    Its rounds are what stalls the window while rows are read in bulk (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
