"""Asking for files and folders; the one place where the back office opens a box."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class FileChooser:
    """The dialogs of the system; a test answers in their place."""

    def file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        """Ask for a file to read."""
        chosen, _ = QFileDialog.getOpenFileName(parent, title, "", kinds)
        return Path(chosen) if chosen else None

    def files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        """Ask for several files to read."""
        chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
        return [Path(one) for one in chosen]

    def folder(self, parent: QWidget, title: str, start: str = "") -> Path | None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(parent, title, start)
        return Path(chosen) if chosen else None

    def target(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        """Ask where a file shall be written."""
        chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
        return Path(chosen) if chosen else None
