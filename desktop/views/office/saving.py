"""Files written by the window: whole or not at all, readable by this person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QIODevice, QSaveFile

from desktop.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file under another name and rename it; StorageError if the disk refuses."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise StorageError("file.not_written", name=path.name)
    file.setPermissions(QFile.Permission.ReadOwner | QFile.Permission.WriteOwner)
    file.write(data)
    if not file.commit():
        raise StorageError("file.not_written", name=path.name)
