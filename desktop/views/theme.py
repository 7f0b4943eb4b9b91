"""Colours, sizes and the one style sheet, in light and dark."""

from __future__ import annotations

import string
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette

from desktop.views.assets import STYLE_SHEET, THEME

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

Mode = Literal["light", "dark", "system"]

TINY, SMALL, MEDIUM, LARGE, HUGE = 4, 8, 12, 16, 24
"""The one spacing scale, in logical pixels."""

NOTE_SIZE, BODY_SIZE, HEADING_SIZE, TITLE_SIZE = 12, 14, 16, 20
"""The type scale, in logical pixels."""

CONTROL_HEIGHT = 32
RADIUS = 6
FONT_FAMILIES = ("Desk Sans SC", "Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours; a `…_soft` is the ground on which its namesake is written."""

    name: str
    page: str
    surface: str
    sunken: str
    hover: str
    ink: str
    muted: str
    faint: str
    line: str
    border: str
    accent: str
    accent_fill: str
    accent_hover: str
    accent_press: str
    accent_soft: str
    on_accent: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    special: str
    special_soft: str
    neutral: str
    neutral_soft: str
    tip: str
    on_tip: str


LIGHT = Tokens(
    name="light",
    page="#f5f7fa",
    surface="#ffffff",
    sunken="#eef1f5",
    hover="#eef2f8",
    ink="#17202b",
    muted="#566273",
    faint="#97a2b0",
    line="#e0e5eb",
    border="#7f8c9b",
    accent="#1a5bc0",
    accent_fill="#1a5bc0",
    accent_hover="#164ea6",
    accent_press="#123f87",
    accent_soft="#e6effc",
    on_accent="#ffffff",
    success="#1b6b3a",
    success_soft="#e4f4ea",
    warning="#875000",
    warning_soft="#fff1d9",
    danger="#b3201b",
    danger_soft="#fdeae8",
    special="#5a36b3",
    special_soft="#efeafd",
    neutral="#4f5b6b",
    neutral_soft="#e9edf2",
    tip="#222b36",
    on_tip="#f3f6f9",
)

DARK = Tokens(
    name="dark",
    page="#12161c",
    surface="#1a2029",
    sunken="#161b22",
    hover="#232b36",
    ink="#e8edf3",
    muted="#a5b1c0",
    faint="#66717f",
    line="#2c3540",
    border="#75839a",
    accent="#86b4ff",
    accent_fill="#2a68cc",
    accent_hover="#2f70d6",
    accent_press="#2259b3",
    accent_soft="#1d304d",
    on_accent="#ffffff",
    success="#74d29a",
    success_soft="#173524",
    warning="#f2bd66",
    warning_soft="#3b2c12",
    danger="#ff9b93",
    danger_soft="#44201f",
    special="#c3abff",
    special_soft="#2e2550",
    neutral="#b4bfcc",
    neutral_soft="#29323d",
    tip="#e8edf3",
    on_tip="#17202b",
)


class _Active:
    """The set in force: like the palette of an application, there is one."""

    tokens: Tokens = LIGHT


def tokens() -> Tokens:
    """Give the colours in force now; ask again on each painting."""
    return _Active.tokens


def colour(role: str) -> QColor:
    """Give one colour in force by the name of its token."""
    return QColor(getattr(_Active.tokens, role))


class Theme(QObject):
    """The look of an application; switched while running."""

    theme_changed = Signal()

    def __init__(self, app: QApplication) -> None:
        """Belong to `app`; use `Theme.of` to reach it."""
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._mode: Mode = "light"
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @staticmethod
    def of(app: QApplication) -> Theme:
        """Find the theme of `app`, made at the first call."""
        found = app.findChild(Theme, "theme")
        return found if isinstance(found, Theme) else Theme(app)

    @staticmethod
    def apply(app: QApplication, mode: Mode) -> Theme:
        """Dress `app`; "system" follows the desktop from now on."""
        theme = Theme.of(app)
        theme.set_mode(mode)
        return theme

    @property
    def mode(self) -> Mode:
        """What was asked for."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Tell which set is in force."""
        return tokens() is DARK

    def set_mode(self, mode: Mode) -> None:
        """Switch; every widget is dressed again (some 300 ms), nothing is rebuilt."""
        self._mode = mode
        wanted = DARK if self._wants_dark() else LIGHT
        if wanted is _Active.tokens and self._app.styleSheet():
            return
        _Active.tokens = wanted
        self._app.setFont(base_font())
        self._app.setPalette(_palette(tokens()))
        self._app.setStyleSheet(style_sheet(tokens()))
        self.theme_changed.emit()

    def _wants_dark(self) -> bool:
        if self._mode == "system":
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    def _on_system_changed(self) -> None:
        if self._mode == "system":
            self.set_mode("system")


def base_font(size: int = BODY_SIZE, *, bold: bool = False) -> QFont:
    """Give the font of the house in one of the sizes of the scale."""
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def style_sheet(tokens: Tokens) -> str:
    """Fill the template with a set of colours."""
    template = string.Template(STYLE_SHEET.read_text(encoding="utf-8"))
    return template.substitute(asdict(tokens), folder=THEME.as_posix())


def set_role(widget: QWidget, role: str, *, name: str = "role") -> None:
    """Give a widget a role the style sheet knows, and dress it again.

    Qt does not look at a changed property by itself.
    """
    if widget.property(name) == role:
        return
    widget.setProperty(name, role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _palette(tokens: Tokens) -> QPalette:
    roles = QPalette.ColorRole
    colours = {
        roles.Window: tokens.page,
        roles.WindowText: tokens.ink,
        roles.Base: tokens.surface,
        roles.AlternateBase: tokens.sunken,
        roles.Text: tokens.ink,
        roles.PlaceholderText: tokens.muted,
        roles.Button: tokens.surface,
        roles.ButtonText: tokens.ink,
        roles.BrightText: tokens.on_accent,
        roles.ToolTipBase: tokens.tip,
        roles.ToolTipText: tokens.on_tip,
        roles.Highlight: tokens.accent_fill,
        roles.HighlightedText: tokens.on_accent,
        roles.Accent: tokens.accent_fill,
        roles.Link: tokens.accent,
        roles.LinkVisited: tokens.special,
        roles.Light: tokens.surface,
        roles.Midlight: tokens.line,
        roles.Mid: tokens.border,
        roles.Dark: tokens.neutral_soft,  # behind the pages of a paper
        roles.Shadow: tokens.ink,
    }
    palette = QPalette()
    for role, value in colours.items():
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return palette
