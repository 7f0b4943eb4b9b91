from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import wording
from desktop.views.assets import ICONS
from desktop.views.translation import switch_language
from desktop.views.widgets.chips import (
    Chip,
    ToggleChips,
    offer_members,
    severity_look,
    status_look,
)
from desktop.views.widgets.clock_bar import (
    LOOKS,
    ClockBar,
    ClockLook,
    clock_words,
    span_words,
)
from desktop.vocabulary import ClockKind, ClockState, Demand, Language, Severity, Status


@pytest.fixture
def demands(qtbot: QtBot) -> ToggleChips[Demand]:
    chips: ToggleChips[Demand] = ToggleChips(None, "demand_chips")
    qtbot.addWidget(chips)
    offer_members(chips, Demand)  # type: ignore[arg-type]
    chips.show()
    return chips


def test_a_demand_is_chosen_by_click(qtbot: QtBot, demands: ToggleChips[Demand]) -> None:
    with qtbot.waitSignal(demands.chosen_changed):
        qtbot.mouseClick(demands.chip(Demand.REFUND), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(demands.chip(Demand.EXCHANGE), Qt.MouseButton.LeftButton)
    assert demands.chosen() == (Demand.EXCHANGE, Demand.REFUND)
    qtbot.mouseClick(demands.chip(Demand.REFUND), Qt.MouseButton.LeftButton)
    assert demands.chosen() == (Demand.EXCHANGE,)


def test_arrows_walk_and_tab_stops_once(qtbot: QtBot, demands: ToggleChips[Demand]) -> None:
    first, second = demands.chip(Demand.RETURN), demands.chip(Demand.EXCHANGE)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.waitUntil(second.hasFocus)
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert demands.chosen() == (Demand.EXCHANGE,)
    stops = [one for one in Demand if demands.chip(one).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [Demand.EXCHANGE]
    qtbot.keyClick(first, Qt.Key.Key_Left)
    qtbot.waitUntil(demands.chip(Demand.OTHER).hasFocus)


def test_an_exclusive_choice_is_one_and_can_be_taken_back(qtbot: QtBot) -> None:
    chips: ToggleChips[str] = ToggleChips(None, "category_chips", exclusive=True)
    qtbot.addWidget(chips)
    chips.set_choices(["质量", "服务"], str)
    for value in ("质量", "服务"):
        qtbot.mouseClick(chips.chip(value), Qt.MouseButton.LeftButton)
    assert chips.chosen() == ("服务",)
    qtbot.mouseClick(chips.chip("服务"), Qt.MouseButton.LeftButton)
    assert chips.chosen() == ()


def test_other_choices_keep_what_was_chosen(qtbot: QtBot) -> None:
    chips: ToggleChips[str] = ToggleChips(None, "chips")
    qtbot.addWidget(chips)
    chips.set_choices(["a", "b"], str)
    chips.set_chosen(["b"])
    chips.set_choices(["b", "c"], str)
    assert chips.chosen() == ("b",)


def test_chips_break_into_rows(qtbot: QtBot, demands: ToggleChips[Demand]) -> None:
    layout = demands.layout()
    assert layout is not None
    wide, narrow = layout.heightForWidth(2000), layout.heightForWidth(200)
    assert narrow > 2 * wide


def test_chips_speak_the_new_language(
    qapp: QApplication, qtbot: QtBot, demands: ToggleChips[Demand]
) -> None:
    assert demands.chip(Demand.REFUND).text() == "退款"
    switch_language(qapp, Language.ENGLISH)
    qtbot.waitUntil(lambda: demands.chip(Demand.REFUND).text() == "Refund")


@pytest.mark.parametrize("status", Status)
def test_every_status_has_icon_and_word(qapp: QApplication, status: Status) -> None:
    look = status_look(status)
    assert look.text == wording.label(status, Language.CHINESE)
    assert (ICONS / f"{look.icon}.svg").exists()


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_has_icon_and_word(qapp: QApplication, severity: Severity) -> None:
    look = severity_look(severity)
    assert look.text
    assert (ICONS / f"{look.icon}.svg").exists()


def test_severities_and_clocks_differ_without_colour() -> None:
    assert len({severity_look(one).icon for one in Severity}) == len(Severity)
    assert len({name for name, _ in LOOKS.values()}) == len(ClockState)


def test_a_chip_is_as_wide_as_its_words_and_is_spoken(qtbot: QtBot) -> None:
    chip = Chip()
    qtbot.addWidget(chip)
    assert chip.sizeHint().width() == 0
    chip.show_status(Status.WITHDRAWN)
    assert chip.accessibleName() == wording.label(Status.WITHDRAWN, Language.CHINESE)
    assert chip.sizeHint().width() > 30
    assert not chip.grab().isNull()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "1 分钟"),
        (2280, "38 分钟"),
        (3900, "1 小时 5 分钟"),
        (7200, "2 小时"),
        (-8040, "2 小时 14 分钟"),
        (93600, "1 天 2 小时"),
        (172800, "2 天"),
    ],
)
def test_time_is_told_in_its_two_largest_units(
    qapp: QApplication, seconds: int, words: str
) -> None:
    assert span_words(seconds) == words


def test_a_deadline_is_told_in_words(qapp: QApplication) -> None:
    assert clock_words(ClockState.AT_RISK, 2280) == "剩 38 分钟"
    assert clock_words(ClockState.BREACHED, -2280) == "超时 38 分钟"
    assert clock_words(ClockState.RUNNING, -60) == "超时 1 分钟"
    switch_language(qapp, Language.ENGLISH)
    assert clock_words(ClockState.AT_RISK, 2280) == "38 min left"


def test_a_clock_bar_tells_everything_without_eyes(qtbot: QtBot) -> None:
    bar = ClockBar()
    qtbot.addWidget(bar)
    bar.show_clock(ClockLook(ClockKind.FIRST_RESPONSE, ClockState.AT_RISK, 2280, "15:10", 0.8))
    spoken = bar.accessibleName()
    assert "剩 38 分钟" in spoken
    assert "15:10 截止" in spoken
    bar.show_clock(None)
    assert bar.isHidden()


def test_a_clock_that_ran_out_is_hatched(qtbot: QtBot) -> None:
    bar = ClockBar()
    qtbot.addWidget(bar)
    bar.resize(300, 40)

    def colours(state: ClockState, left: int) -> set[str]:
        bar.show_clock(ClockLook(ClockKind.DECISION, state, left, "", 1.0))
        image = bar.grab().toImage()
        return {image.pixelColor(x, 35).name() for x in range(50, 90)}

    assert len(colours(ClockState.AT_RISK, 60)) == 1
    assert len(colours(ClockState.BREACHED, -60)) > 1
