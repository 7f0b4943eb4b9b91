"""Every character of paper has a shape, or the mark that says it has none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports import fonts
from desktop.resources import resource_path


def test_an_emoji_family_becomes_one_mark() -> None:
    assert fonts.drawable("好👨‍👩‍👧评👍🏽") == "好〓评〓"


def test_unseen_characters_are_left_out() -> None:
    assert fonts.drawable("a\u200bb\u202ec\u0007d\ufefe\ud800f") == "abcdef".replace("e", "〓")


def test_line_ends_and_wide_blanks_stay() -> None:
    assert fonts.drawable("甲\r\n乙　丙\t丁") == "甲\n乙　丙 丁"


def test_a_name_the_bold_face_lacks_is_drawn_in_the_regular_one() -> None:
    lacking = next(
        chr(code)
        for code in sorted(fonts.widths(fonts.REGULAR))
        if code > 0x4E00 and code not in fonts.widths(fonts.BOLD)
    )
    assert fonts.runs(f"王{lacking}明", fonts.BOLD) == [
        (fonts.BOLD, "王"),
        (fonts.REGULAR, lacking),
        (fonts.BOLD, "明"),
    ]


def test_names_of_rare_characters_have_shapes() -> None:
    assert fonts.drawable("喆堃玥镕犇㛃龍") == "喆堃玥镕犇㛃龍"


@pytest.mark.parametrize("face", [fonts.REGULAR, fonts.BOLD])
def test_every_word_of_ours_has_a_shape_in_both_faces(face: str) -> None:
    known = fonts.widths(face)
    for path in resource_path("i18n", "words").glob("*.json"):
        for key, texts in json.loads(path.read_text(encoding="utf-8")).items():
            lacking = {c for text in texts.values() for c in text if ord(c) not in known}
            assert not lacking - {"\n"}, key


@given(st.text())
def test_whatever_is_typed_can_be_drawn(text: str) -> None:
    known = fonts.widths(fonts.REGULAR)
    assert all(c == "\n" or ord(c) in known for c in fonts.drawable(text))
