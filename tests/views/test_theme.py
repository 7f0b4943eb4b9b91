from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.theme import DARK, LIGHT, Theme, Tokens, set_role, style_sheet, tokens

TONES = ("accent", "success", "warning", "danger", "special", "neutral")
GROUNDS = ("page", "surface", "sunken", "hover", "accent_soft")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "muted") for ground in GROUNDS),
    *((tone, f"{tone}_soft") for tone in TONES),
    *((tone, ground) for tone in TONES for ground in ("page", "surface", "sunken")),
    *(("ink", f"{tone}_soft") for tone in TONES),
    *(("on_accent", fill) for fill in ("accent_fill", "accent_hover", "accent_press")),
    ("on_tip", "tip"),
    ("accent", "accent_soft"),
    ("accent", "hover"),
]
EDGE_PAIRS = [
    *(("border", ground) for ground in ("page", "surface", "sunken")),
    *(("accent", ground) for ground in GROUNDS),
    *((tone, f"{tone}_soft") for tone in TONES),
    ("danger", "surface"),
    ("warning", "surface"),
    ("accent_fill", "surface"),
]


def _linear(part: float) -> float:
    """Undo the gamma of sRGB (WCAG 2.2)."""
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def luminance(value: str) -> float:
    colour = QColor(value)
    parts = [_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda one: one.name)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(colours: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda one: one.name)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_borders_and_focus_can_be_seen(colours: Tokens, edge: str, ground: str) -> None:
    assert contrast(getattr(colours, edge), getattr(colours, ground)) >= 3.0


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda one: one.name)
def test_every_colour_in_the_style_sheet_is_a_token(colours: Tokens) -> None:
    sheet = style_sheet(colours)
    assert "$" not in sheet
    used = set(re.findall(r"#[0-9a-f]{6}\b", sheet))
    assert used <= set(asdict(colours).values())


def test_a_theme_is_switched_while_running(qapp: QApplication, qtbot: QtBot) -> None:
    label = QLabel("退款")
    qtbot.addWidget(label)
    label.setAutoFillBackground(True)
    theme = Theme.of(qapp)
    with qtbot.waitSignal(theme.theme_changed):
        Theme.apply(qapp, "dark")
    assert tokens() is DARK
    assert label.palette().color(QPalette.ColorRole.Window) == QColor(DARK.page)
    assert label.grab().toImage().pixelColor(0, 0) == QColor(DARK.page)
    Theme.apply(qapp, "light")
    assert label.grab().toImage().pixelColor(0, 0) == QColor(LIGHT.page)


@pytest.mark.parametrize("kind", ["", "primary", "quiet", "link", "chip"])
def test_a_focused_button_has_one_frame(qtbot: QtBot, kind: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    before = QPushButton(window)
    button = QPushButton(window)
    button.setProperty("kind", kind)
    button.resize(120, 32)
    window.show()
    window.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    qtbot.keyClick(before, Qt.Key.Key_Tab)  # Fusion marks the focus once a key has moved it
    qtbot.waitUntil(button.hasFocus)
    drawn = button.grab().toImage()
    assert drawn.pixelColor(60, 0) != drawn.pixelColor(60, 16)  # the border shows the focus
    inside = {drawn.pixelColor(x, y).name() for x in range(8, 112) for y in range(4, 28)}
    assert len(inside) == 1  # no second frame around the words


def test_the_theme_of_the_desktop_is_followed(qapp: QApplication) -> None:
    Theme.apply(qapp, "system")
    dark = qapp.styleHints().colorScheme().name == "Dark"
    assert (tokens() is DARK) == dark


def test_an_application_has_one_theme(qapp: QApplication) -> None:
    assert Theme.of(qapp) is Theme.of(qapp)


def test_a_role_dresses_a_widget_again(qtbot: QtBot) -> None:
    label = QLabel("错误")
    qtbot.addWidget(label)
    label.ensurePolished()
    set_role(label, "error")
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(LIGHT.danger)


def test_the_house_font_is_used(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert widget.fontInfo().family() == "Desk Sans SC"
    assert widget.fontInfo().pixelSize() == 14
