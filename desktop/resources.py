"""Where the files that travel with the program are found: from source, installed or frozen."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).parent
_FROZEN = getattr(sys, "_MEIPASS", None)
"""The folder PyInstaller's launcher names; absent in every other Python."""


def resource_path(*parts: str) -> Path:
    """Give the path of a resource, such as `resource_path("icons", "inbox.svg")`.

    The path is given whether or not the file exists; the caller knows which
    absence matters.
    """
    return _root().joinpath(*parts)


def _root() -> Path:
    """Give the folder of a frozen program, of an installed one, or of the source tree."""
    if _FROZEN is not None:
        return Path(_FROZEN) / "resources"
    installed = _PACKAGE / "_resources"  # the wheel puts them inside the package
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
