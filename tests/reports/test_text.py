"""Lines break where Chinese and Latin may be broken, and lose nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.reports import fonts
from desktop.reports.text import TextBlock, break_lines, one_line

FACE = fonts.REGULAR
mixed = st.text(alphabet="投诉单退款，。（）“”abc 12-.:¥😡　", max_size=120)


@given(mixed, st.floats(min_value=30, max_value=300))
def test_no_line_is_wider_than_its_room_but_for_hanging_marks(text: str, room: float) -> None:
    for line in break_lines(text, FACE, 10, room):
        assert fonts.width(line, FACE, 10) <= room + 0.01


@given(mixed, st.floats(min_value=30, max_value=300))
def test_nothing_but_blanks_is_lost(text: str, room: float) -> None:
    told = "".join(break_lines(text, FACE, 10, room))
    assert "".join(told.split()) == "".join(fonts.drawable(text).split())


def test_latin_words_are_not_cut() -> None:
    lines = break_lines("The customer bought a kettle", FACE, 10, 70)
    assert set(" ".join(lines).split()) == {"The", "customer", "bought", "a", "kettle"}
    assert len(lines) > 1


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = break_lines("x" * 100, FACE, 10, 60)
    assert "".join(lines) == "x" * 100
    assert len(lines) > 1


def test_no_line_begins_with_a_mark_that_ends_a_sentence() -> None:
    for room in range(40, 200, 3):
        lines = break_lines("顾客称，牛奶变质。要求：退款（全额），并道歉！" * 3, FACE, 10, room)
        assert not any(line[0] in "，。：）！" or line[-1] == "（" for line in lines)


def test_a_text_too_long_ends_in_an_ellipsis_that_fits() -> None:
    lines = break_lines("要求退款，" * 40, FACE, 10, 100, max_lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert fonts.width(lines[1], FACE, 10) <= 100


def test_one_line_takes_line_ends_as_blanks() -> None:
    assert one_line("甲\n乙", FACE, 10, 100) == "甲 乙"
    assert one_line("", FACE, 10, 100) == ""


def test_a_block_cut_by_a_page_keeps_all_its_lines() -> None:
    block = TextBlock("要求退款并道歉。" * 40, 10)
    _, high = block.wrap(100, 1000)
    first, second = block.split(100, high / 3)
    assert isinstance(first, TextBlock)
    assert isinstance(second, TextBlock)
    assert [*(first.lines or []), *(second.lines or [])] == block.lines
    assert first.wrap(100, 1000)[1] <= high / 3
