"""What the wiring says while it waits, and the titles of the boxes it opens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def setting_up() -> str:
    """Say that a site is being made."""
    return QCoreApplication.translate("Entry", "Making keys and setting up…")


def restoring() -> str:
    """Say that a backup is being brought back."""
    return QCoreApplication.translate("Entry", "Bringing the backup back…")


def making_demo() -> str:
    """Say that the demo is being made."""
    return QCoreApplication.translate("Entry", "Making up a branch and its complaints…")


def demo_open(password: str) -> str:
    """Say where one is, and what opens the lock."""
    return QCoreApplication.translate(
        "Entry",
        "This is the demo: everything in it is made up. Everybody's password is {password}.",
    ).format(password=password)


def site_folder() -> str:
    """Title the box that asks for a site's folder."""
    return QCoreApplication.translate("Entry", "Data folder of a site")


def backup_folder() -> str:
    """Title the box that asks for a backup."""
    return QCoreApplication.translate("Entry", "Folder of the backup")
