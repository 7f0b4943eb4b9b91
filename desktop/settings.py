"""This machine's settings: last data folder, language, look, printer, window."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from desktop.vocabulary import Language

APPLICATION: Final = "redress"
FILE: Final = "settings.json"
THEMES: Final = ("light", "dark")
_CHANGING = threading.Lock()
LONGEST_IDLE: Final = 120


@dataclass(frozen=True, slots=True)
class Settings:
    """What this machine remembers for the person at it; nothing of it belongs to a site."""

    folder: str | None = None
    """The data folder of the site opened last."""
    language: Language | None = None
    """None follows the system."""
    theme: str = "light"
    printer: str | None = None
    geometry: str | None = None
    """The main window's place, as Qt saves it, in Base64."""
    lock_after: int = 10
    """Minutes without a key or a mouse movement until the desk locks itself."""
    split: tuple[int, ...] = ()
    """The widths of list and ticket, as the person left them."""

    def chosen_language(self) -> Language:
        """Give the language chosen, or the system's."""
        return self.language or system_language()


def settings_folder() -> Path:
    """Give the folder where this person's machine keeps settings and the ledger's anchors."""
    if sys.platform == "win32":
        return _from("APPDATA", Path.home() / "AppData" / "Roaming") / "Redress"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Redress"
    return _from("XDG_CONFIG_HOME", Path.home() / ".config") / APPLICATION


def default_data_folder() -> Path:
    """Give the folder a first site goes to when nobody names another."""
    if sys.platform == "win32":
        return _from("LOCALAPPDATA", Path.home() / "AppData" / "Local") / "Redress" / "site"
    if sys.platform == "darwin":
        return settings_folder() / "site"
    return _from("XDG_DATA_HOME", Path.home() / ".local" / "share") / APPLICATION / "site"


def _from(variable: str, fallback: Path) -> Path:
    told = os.environ.get(variable, "")
    return Path(told) if Path(told).is_absolute() else fallback


def system_language() -> Language:
    """Give Chinese where the system speaks it, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        told = os.environ.get(variable, "")
        if told:
            return Language.CHINESE if told.lower().startswith("zh") else Language.ENGLISH
    return Language.ENGLISH


def load_settings(folder: Path | None = None) -> Settings:
    """Read the settings; what is missing or cannot be understood takes its default."""
    try:
        told = json.loads((folder or settings_folder()).joinpath(FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    return _parsed(told) if isinstance(told, dict) else Settings()


def _parsed(told: dict[str, Any]) -> Settings:
    settings = Settings()
    for name in ("folder", "printer", "geometry"):
        if isinstance(told.get(name), str):
            settings = replace(settings, **{name: told[name]})
    if told.get("theme") in THEMES:
        settings = replace(settings, theme=told["theme"])
    minutes = told.get("lock_after")
    if type(minutes) is int and 1 <= minutes <= LONGEST_IDLE:
        settings = replace(settings, lock_after=minutes)
    widths = told.get("split")
    if isinstance(widths, list) and all(type(one) is int and one > 0 for one in widths):
        settings = replace(settings, split=tuple(widths))
    with suppress(ValueError):
        settings = replace(settings, language=Language(str(told.get("language"))))
    return settings


def save_settings(settings: Settings, folder: Path | None = None) -> None:
    """Replace the settings file whole; a disk that refuses costs only the settings."""
    place = folder or settings_folder()
    text = json.dumps(asdict(settings), ensure_ascii=False, indent=2) + "\n"
    with suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=place)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode())
                stream.flush()
                os.fsync(stream.fileno())
            path.replace(place / FILE)
        finally:
            path.unlink(missing_ok=True)


def change_settings(**changes: Any) -> Settings:
    """Change some settings and keep them; a name that is none is a fault of the program."""
    known = {field.name for field in fields(Settings)}
    if not changes.keys() <= known:
        raise TypeError(sorted(changes.keys() - known))
    with _CHANGING:
        settings = replace(load_settings(), **changes)
        save_settings(settings)
    return settings
