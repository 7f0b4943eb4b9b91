"""Where the files that belong to the window lie: icons, fonts, texts, theme."""

from __future__ import annotations

from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = RESOURCES / "icons"
FONTS = RESOURCES / "fonts"
TEXTS = RESOURCES / "i18n"
THEME = RESOURCES / "theme"
STYLE_SHEET = RESOURCES / "theme.qss"
