from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.views.cards import CARD_HEIGHT, Card, CardList
from desktop.views.table_models import DISPLAY, RowsTableModel
from desktop.views.theme import LIGHT
from desktop.views.widgets.chips import ChipLook, severity_look, status_look
from desktop.vocabulary import Severity, Status


class CountingModel(RowsTableModel[Card]):
    calls = 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = DISPLAY) -> Any:
        self.calls += 1
        return super().data(index, role)


CARDS = [
    Card(
        "退款迟迟未到账",
        "SH001-261121-007",
        (status_look(Status.REGISTERED), severity_look(Severity.HIGH)),
        ("王女士",),
        ChipLook("triangle-alert", "超时 2 小时", "danger"),
        "陈涛",
        4,
        "danger",
    ),
    Card("停车券无法核销", "SH001-261121-006", quiet=True),
]


@pytest.fixture
def shown(qtbot: QtBot) -> CardList:
    cards = CardList(None, "cards", lambda row: CARDS[row] if row < len(CARDS) else None)
    qtbot.addWidget(cards)
    model = CountingModel(cards)
    model.show_rows([*CARDS, Card("waiting")])
    cards.setModel(model)
    cards.resize(440, 400)
    cards.show()
    return cards


def test_cards_are_painted_without_asking_the_model(shown: CardList) -> None:
    model = shown.model()
    assert isinstance(model, CountingModel)
    shown.grab()
    model.calls = 0
    image = shown.grab().toImage()
    assert model.calls == 0
    assert image.pixelColor(1, 20) == QColor(LIGHT.danger), "the edge of an overdue card"
    assert image.pixelColor(1, CARD_HEIGHT + 20) == QColor(LIGHT.surface)


def test_a_card_not_yet_read_is_grey(shown: CardList) -> None:
    image = shown.grab().toImage()
    top = 2 * CARD_HEIGHT
    assert any(
        image.pixelColor(30, top + y) == QColor(LIGHT.neutral_soft) for y in range(CARD_HEIGHT)
    )


def test_the_keyboard_walks_and_opens(qtbot: QtBot, shown: CardList) -> None:
    shown.setFocus()
    qtbot.waitUntil(lambda: shown.currentIndex().row() == 0)
    with qtbot.waitSignal(shown.current_changed) as moved:
        qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert moved.args == [1]
    with qtbot.waitSignal(shown.card_opened) as opened:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert opened.args == [1]


def test_a_narrow_list_cuts_nothing_but_words(qtbot: QtBot, shown: CardList) -> None:
    for width in (240, 300, 900):
        shown.resize(width, 300)
        assert not shown.grab().isNull()
    assert not shown.horizontalScrollBar().isVisible()


def test_a_row_out_of_reach_is_not_chosen(shown: CardList) -> None:
    shown.select_row(1)
    shown.select_row(99)
    assert shown.currentIndex().row() == 1
