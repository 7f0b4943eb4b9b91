from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from desktop.views.icons import icon, pixmap
from desktop.views.theme import DARK, LIGHT, Theme


def strongest(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    image = picture.pixmap(QSize(48, 48), mode).toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return max((image.pixelColor(x, y) for x, y in points), key=lambda colour: colour.alpha())


def test_an_icon_has_the_colour_of_its_token(qapp: QApplication) -> None:
    found = strongest(icon("check", "danger"))
    assert found.name() == LIGHT.danger


def test_an_icon_follows_the_theme(qapp: QApplication) -> None:
    made = icon("check", "danger")
    Theme.apply(qapp, "dark")
    assert strongest(made).name() == DARK.danger


def test_a_disabled_icon_is_faint(qapp: QApplication) -> None:
    assert strongest(icon("check"), QIcon.Mode.Disabled).name() == LIGHT.faint


def test_an_icon_is_drawn_once(qapp: QApplication) -> None:
    assert pixmap("check", "ink", 18).cacheKey() == pixmap("check", "ink", 18).cacheKey()


def test_an_icon_is_sharp_on_a_fine_screen(qapp: QApplication) -> None:
    picture = pixmap("check", "ink", 18, 2.0)
    assert picture.width() == 36
    assert picture.deviceIndependentSize().width() == 18


def test_an_icon_in_a_button_is_sharp_on_a_fine_screen(qapp: QApplication) -> None:
    assert icon("check").pixmap(QSize(19, 16), 2.0).size() == QSize(38, 32)


def test_a_missing_icon_is_told_and_stands_as_a_circle(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    assert not pixmap("no-such-icon", "ink", 18).isNull()
    assert "no-such-icon" in caplog.text
