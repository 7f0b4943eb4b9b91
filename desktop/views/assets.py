"""Where the files that belong to the window lie: icons, fonts, texts, theme."""

from __future__ import annotations

from desktop.resources import resource_path

ICONS = resource_path("icons")
FONTS = resource_path("fonts")
TEXTS = resource_path("i18n")
THEME = resource_path("theme")
STYLE_SHEET = resource_path("theme.qss")
