"""A category is found by any part of its name, in either language, or by first letters."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.views.intake.pinyin import initials
from tests.views.intake.conftest import ROOT, Desk


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("瑕疵", "quality.defect"),
        ("zlxc", "quality.defect"),
        ("未到账", "transaction.refund"),
        ("tkwdz", "transaction.refund"),
        ("REFUND", "transaction.refund"),
        ("hyk", "transaction.prepaid"),
        ("态度", "service.attitude"),
    ],
)
def test_parts_and_first_letters_find_it(at_intake: Desk, typed: str, first: str) -> None:
    assert at_intake.page.form.story.category.matches(typed)[0] == first


def test_enter_takes_the_first_and_the_chip_follows(at_intake: Desk) -> None:
    desk = at_intake
    desk.find("category_edit").setFocus()
    desk.write("zlxc")
    desk.press(Qt.Key.Key_Return)
    picker = desk.page.form.story.category
    assert picker.value() == "quality.defect"
    assert desk.find("category_edit").text() == "质量瑕疵或损坏"
    assert picker.chips.chosen() == ("quality.defect",)


def test_the_list_is_walked_with_arrows(at_intake: Desk) -> None:
    desk = at_intake
    desk.find("category_edit").setFocus()
    desk.write("服务")
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    assert desk.page.form.story.category.value() == "service.waiting"
    assert QApplication.activePopupWidget() is None


def test_a_chip_fills_the_line_and_can_be_taken_back(at_intake: Desk) -> None:
    desk = at_intake
    picker = desk.page.form.story.category
    key, *_ = picker.chips.chosen() or [desk.page.form.story.category.matches("态度")[0]]
    desk.click(f"category_chips_{key}")
    assert picker.value() == key
    assert desk.find("category_edit").text() == "服务态度"
    desk.click(f"category_chips_{key}")
    assert (picker.value(), desk.find("category_edit").text()) == ("unsorted", "")


def test_six_chips_stand_ready_and_the_used_one_is_first(at_intake: Desk) -> None:
    chips = at_intake.page.form.story.category.chips
    keys = [chip.objectName() for chip in chips.findChildren(type(chips.chip("quality.defect")))]
    assert len(keys) == 6
    assert keys[0] == "category_chips_quality.defect"


@pytest.mark.parametrize("pack", ["retail-cn", "bank-cn"])
def test_every_category_of_the_packs_can_be_typed_by_its_letters(pack: str) -> None:
    body = json.loads((ROOT / f"resources/rulepacks/{pack}.json").read_text(encoding="utf-8"))
    nodes = list(body["categories"])
    for node in nodes:
        nodes += node.get("children", [])
        name = node["names"]["zh_CN"]
        assert all(len(way) == len(name) for way in initials(name)), name


def test_letters_of_words_with_several_sounds() -> None:
    assert set(initials("重复")) == {"cf", "zf"}
    assert initials("退款 A1") == ("tka1",)
