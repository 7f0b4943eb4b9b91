"""This program once more: the command that starts it, from source, installed or frozen."""

from __future__ import annotations

import sys
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
