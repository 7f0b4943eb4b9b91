"""First run: what an empty folder becomes, and what is missing for that."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import InputError, KeyringError, StorageError
from desktop.storage.passwords import check_password
from desktop.views.entry.first_run_page import FirstRunPage
from desktop.views.entry.site_form import NewSite
from desktop.views.jobs import Progress
from desktop.views.translation import switch_language
from desktop.vocabulary import Language, SiteKind


@pytest.fixture
def page(qtbot: QtBot) -> FirstRunPage:
    page = FirstRunPage(check_password)
    qtbot.addWidget(page)
    page.set_folder("/data/redress")
    page.resize(1366, 690)
    page.show()
    return page


def _fill(page: FirstRunPage) -> None:
    form = page.form
    form.code.setText(" sh001 ")
    form.name.setText("西安路店")
    form.person.setText("李晓敏")
    form.login.setText("lixm")
    form.pair.first.setText("Kuaile-2026!")
    form.pair.second.setText("Kuaile-2026!")


def test_a_branch_is_asked_for_in_one_page(qtbot: QtBot, page: FirstRunPage) -> None:
    qtbot.keyClick(page.ways["branch"], Qt.Key.Key_Return)
    assert page.title_label.text() == "新建门店或网点"
    _fill(page)
    with qtbot.waitSignal(page.creation_requested) as wished:
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    wanted = wished.args[0] if wished.args else None
    assert wanted == NewSite(
        SiteKind.BRANCH, "SH001", "西安路店", "retail-cn", "", "", "李晓敏", "lixm", "Kuaile-2026!"
    )
    assert "Kuaile" not in repr(wanted)


def test_headquarters_with_the_rules_of_banks(qtbot: QtBot, page: FirstRunPage) -> None:
    qtbot.mouseClick(page.ways["headquarters"], Qt.MouseButton.LeftButton)
    _fill(page)
    page.form.rules.set_value("bank-cn")
    with qtbot.waitSignal(page.creation_requested) as wished:
        qtbot.keyClick(page.form.pair.second, Qt.Key.Key_Return)
    assert wished.args is not None
    assert (wished.args[0].kind, wished.args[0].rules) == (SiteKind.HEADQUARTERS, "bank-cn")


def test_everything_missing_is_said_at_once_beside_its_field(
    qtbot: QtBot, page: FirstRunPage
) -> None:
    page.show_form(SiteKind.BRANCH)
    with qtbot.assertNotEmitted(page.creation_requested):
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    wrong = {key for key, field in page.form.fields.items() if field.state == "error"}
    assert wrong == {"code", "name", "person", "login"}
    assert page.form.code.hasFocus()


def test_a_weak_password_or_two_different_ones_stop_it(qtbot: QtBot, page: FirstRunPage) -> None:
    page.show_form(SiteKind.BRANCH)
    _fill(page)
    page.form.pair.first.setText("lixm")
    with qtbot.assertNotEmitted(page.creation_requested):
        page.form.submitted.emit()
    assert "8" in page.form.pair.first_field.note
    page.form.pair.first.setText("Kuaile-2027!")
    with qtbot.assertNotEmitted(page.creation_requested):
        page.form.submitted.emit()
    assert page.form.pair.second_field.state == "error"


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (InputError("site.code_malformed", site_code="?"), "code"),
        (InputError("site.name_missing"), "name"),
        (InputError("login.invalid", longest=64), "login"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    page: FirstRunPage, error: InputError, field: str
) -> None:
    page.show_form(SiteKind.BRANCH)
    page.refuse(error)
    assert page.form.fields[field].state == "error"
    assert page.message_bar.isHidden()


def test_a_refused_password_stands_beside_the_password(page: FirstRunPage) -> None:
    page.show_form(SiteKind.BRANCH)
    page.refuse(InputError("password.common"))
    assert page.form.pair.first_field.state == "error"


def test_what_belongs_to_no_field_stands_in_the_bar(page: FirstRunPage) -> None:
    page.refuse(KeyringError("key.file_damaged", folder="/data"))
    assert "密钥文件" in page.message_bar.sentence
    page.show_form(SiteKind.BRANCH)
    page.refuse(StorageError("site.exists", folder="/data"))
    assert "/data" in page.message_bar.sentence
    assert page.message_bar.isVisible()


def test_going_back_keeps_what_was_typed(qtbot: QtBot, page: FirstRunPage) -> None:
    page.show_form(SiteKind.BRANCH)
    _fill(page)
    qtbot.keyClick(page.form.name, Qt.Key.Key_Escape)
    assert page.ways["branch"].isVisible()
    page.show_form(SiteKind.HEADQUARTERS)
    assert page.form.name.text() == "西安路店"


def test_while_it_is_set_up_nothing_can_be_pressed(page: FirstRunPage) -> None:
    page.show_form(SiteKind.BRANCH)
    page.set_busy(Progress(), lambda: "…")
    assert not page.create_button.isEnabled()
    assert page.busy_bar.isVisible()
    page.refuse(StorageError("storage.full"))
    assert page.create_button.isEnabled()
    assert page.busy_bar.isHidden()


def test_the_other_ways_are_told_to_the_wiring(qtbot: QtBot, page: FirstRunPage) -> None:
    for way, signal in (("restore", page.restore_requested), ("demo", page.demo_requested)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(page.ways[way], Qt.MouseButton.LeftButton)  # type: ignore[index]


def test_every_word_follows_the_language(qapp: QApplication, page: FirstRunPage) -> None:
    before = page.ways["branch"].text(), page.folder_label.text()
    switch_language(qapp, Language.ENGLISH)
    qapp.processEvents()
    assert before == ("门店或银行网点", "数据文件夹：/data/redress")
    assert page.ways["branch"].text() == "A shop or bank branch"
    assert page.folder_label.text() == "Data folder: /data/redress"
