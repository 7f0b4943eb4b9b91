"""Sign-in as a person meets it: tiles, one password, and every refusal beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.errors import InputError, KeyringError
from desktop.storage.passwords import check_password
from desktop.views.entry.people import TilePerson
from desktop.views.entry.sign_in_page import SignInMode, SignInPage
from desktop.views.translation import switch_language
from desktop.vocabulary import Language

PEOPLE = (
    TilePerson("chen", "陈涛", "店长"),
    TilePerson("lixm", "李晓敏", "系统管理员"),
    TilePerson("wang"),
)
Enter = Callable[[SignInMode], SignInPage]


@pytest.fixture
def brake() -> dict[str, int]:
    return {}


@pytest.fixture
def enter(qtbot: QtBot, brake: dict[str, int]) -> Enter:
    def show(mode: SignInMode) -> SignInPage:
        page = SignInPage(lambda login: brake.get(login, 0), check_password)
        qtbot.addWidget(page)
        page.show_people(PEOPLE)
        page.resize(1366, 690)
        page.show()
        page.enter(mode)
        return page

    return show


def test_a_tile_a_password_and_enter(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    qtbot.mouseClick(page.tiles.tile("lixm"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.password, "Kuaile-2026!")
    with qtbot.waitSignal(page.sign_in_requested) as asked:
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert asked.args == ["lixm", "Kuaile-2026!"]
    assert not page.sign_in_button.isEnabled()
    assert not page.password.isEnabled()


def test_nothing_is_asked_twice_while_a_password_is_tried(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    asked: list[tuple[str, str]] = []
    page.sign_in_requested.connect(lambda *told: asked.append(told))
    page.password.setText("Kuaile-2026!")
    for _ in range(3):
        page.password.returnPressed.emit()
    assert asked == [("chen", "Kuaile-2026!")]


def test_an_empty_password_is_said_in_place(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    with qtbot.assertNotEmitted(page.sign_in_requested):
        qtbot.mouseClick(page.sign_in_button, Qt.MouseButton.LeftButton)
    assert page.field.note == "⊗ 请输入密码。"


def test_a_wrong_password_is_said_beside_it_and_marked_to_be_typed_over(
    qtbot: QtBot, enter: Enter
) -> None:
    page = enter("start")
    page.password.setText("wrong")
    page.refuse(KeyringError("key.wrong_password"))
    assert page.field.note == "⊗ 登录名或密码不对。"
    assert page.password.selectedText()
    qtbot.keyClicks(page.password, "x")
    assert page.field.state == ""


def test_the_brake_is_said_in_words_and_counts_down(
    qtbot: QtBot, enter: Enter, brake: dict[str, int]
) -> None:
    page = enter("start")
    page.password.setText("Kuaile-2026!")
    brake["chen"] = 4
    page.refuse(KeyringError("key.wrong_password"))
    assert "4 秒" in page.field.note
    assert not page.sign_in_button.isEnabled()
    with qtbot.assertNotEmitted(page.sign_in_requested):
        page.password.returnPressed.emit()
    brake["chen"] = 1
    qtbot.waitUntil(lambda: "1 秒" in page.field.note)
    del brake["chen"]
    qtbot.waitUntil(page.sign_in_button.isEnabled)
    assert page.field.state == ""


def test_the_brake_is_of_one_person_alone(
    qtbot: QtBot, enter: Enter, brake: dict[str, int]
) -> None:
    brake["chen"] = 30
    page = enter("start")
    assert not page.sign_in_button.isEnabled()
    qtbot.mouseClick(page.tiles.tile("wang"), Qt.MouseButton.LeftButton)
    assert page.sign_in_button.isEnabled()
    assert page.field.state == ""


def test_another_person_begins_with_an_empty_password(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    page.password.setText("of somebody else")
    qtbot.mouseClick(page.tiles.tile("wang"), Qt.MouseButton.LeftButton)
    assert page.password.text() == ""


def test_arrows_walk_over_the_tiles_from_the_password(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(page.password, key)
        walked.append(page.tiles.chosen())
    assert walked == ["wang", "wang", "chen"]


def test_only_a_change_of_person_can_be_taken_back(qtbot: QtBot, enter: Enter) -> None:
    page = enter("change")
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page.password, Qt.Key.Key_Escape)
    page.enter("locked")
    with qtbot.assertNotEmitted(page.back_requested):
        qtbot.keyClick(page.password, Qt.Key.Key_Escape)
    assert page.back_button.isHidden()
    assert page.folder_button.isHidden()
    assert page.title_label.text() == "已锁定"


def test_entering_again_forgets_what_was_typed(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    page.password.setText("Kuaile-2026!")
    page.password.set_revealed(True)
    page.refuse(KeyringError("key.wrong_password"))
    page.enter("locked")
    assert page.password.text() == ""
    assert page.password.echoMode() == QLineEdit.EchoMode.Password
    assert page.field.state == ""
    assert page.sign_in_button.isEnabled()


def test_caps_lock_is_noticed_from_the_letters(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    # What an X server or Windows sends with Caps Lock on: a capital without Shift.
    qtbot.keyClick(page.password, "A", Qt.KeyboardModifier.NoModifier)
    assert page.caps_label.isVisible()
    qtbot.keyClick(page.password, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not page.caps_label.isVisible()


def test_a_temporary_password_asks_for_an_own_one(qtbot: QtBot, enter: Enter) -> None:
    page = enter("start")
    page.password.setText("temporary-77")
    page.ask_own_password()
    assert page.pair.isVisible()
    qtbot.keyClicks(page.pair.first, "12345678")
    assert page.pair.first_field.state == "remark"
    with qtbot.assertNotEmitted(page.password_chosen):
        qtbot.mouseClick(page.own_button, Qt.MouseButton.LeftButton)
    assert "太常见" in page.pair.first_field.note
    page.pair.first.setText("Yue-liang-9")
    qtbot.keyClicks(page.pair.second, "Yue-liang-8")
    with qtbot.assertNotEmitted(page.password_chosen):
        qtbot.keyClick(page.pair.second, Qt.Key.Key_Return)
    assert page.pair.second_field.note == "⊗ 两次输入的密码不一致。"
    page.pair.second.setText("Yue-liang-9")
    with qtbot.waitSignal(page.password_chosen) as told:
        qtbot.keyClick(page.pair.second, Qt.Key.Key_Return)
    assert told.args == ["chen", "temporary-77", "Yue-liang-9"]
    page.refuse(InputError("password.unchanged"))
    assert page.pair.first_field.note.startswith("⊗")
    assert page.pair.isVisible()


def test_the_login_is_no_password(enter: Enter) -> None:
    page = enter("start")
    page.show_people([TilePerson("lixiaomin")])
    page.ask_own_password()
    page.pair.first.setText("LiXiaoMin")
    assert not page.pair.accept()


def test_people_are_named_once_they_are_known(enter: Enter) -> None:
    page = enter("start")
    named, unnamed = page.tiles.tile("chen"), page.tiles.tile("wang")
    assert named.accessibleName() == "陈涛 店长 chen"
    assert unnamed.text() == "wang"


def test_whoever_was_chosen_stays_so_when_the_tiles_are_made_anew(enter: Enter) -> None:
    page = enter("start")
    page.tiles.choose("wang")
    page.show_people([TilePerson("wang", "王芳"), TilePerson("zhao")])
    assert page.tiles.chosen() == "wang"
    page.show_people([TilePerson("zhao")])
    assert page.tiles.chosen() == "zhao"


def test_the_language_is_switched_where_one_signs_in(
    qtbot: QtBot, qapp: QApplication, enter: Enter
) -> None:
    page = enter("start")
    with qtbot.waitSignal(page.corner.language_requested) as wished:
        page.corner.language_button.menu().actions()[1].trigger()
    assert wished.args == [Language.ENGLISH]
    switch_language(qapp, Language.ENGLISH)
    qtbot.waitUntil(lambda: page.title_label.text() == "Sign in")
    assert page.sign_in_button.text() == "Sign in"
    assert page.password.accessibleName() == "Password"


@pytest.mark.parametrize("count", [1, 2, 9, 40])
def test_any_number_of_people_fits(qtbot: QtBot, enter: Enter, count: int) -> None:
    page = enter("locked")
    page.show_people([TilePerson(f"p{number}") for number in range(count)])
    page.tiles.choose(f"p{count - 1}")
    assert page.sign_in_button.visibleRegion().boundingRect().height() > 20
    assert page.height() == 690
