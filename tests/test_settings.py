"""This machine's settings survive, and a damaged file costs nothing but itself."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from desktop.settings import (
    FILE,
    Settings,
    change_settings,
    load_settings,
    save_settings,
    settings_folder,
    system_language,
)
from desktop.vocabulary import Language


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    told = Settings("/data/店", Language.CHINESE, "dark", "前台打印机", "AAEC", 5)
    save_settings(told, tmp_path / "new" / "folder")
    assert load_settings(tmp_path / "new" / "folder") == told


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    save_settings(Settings(), tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"theme": 3}', b"null"])
def test_a_damaged_file_gives_defaults(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert load_settings(tmp_path) == Settings()


def test_good_parts_of_a_strange_file_are_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"folder": "/x", "language": "fr", "theme": "pink", "new": 1}')
    assert load_settings(tmp_path) == Settings(folder="/x")


@pytest.mark.parametrize("minutes", ["0", "-1", "1e9", "true", '"5"', "null"])
def test_a_desk_always_locks_itself(tmp_path: Path, minutes: str) -> None:
    (tmp_path / FILE).write_text(f'{{"lock_after": {minutes}}}')
    assert load_settings(tmp_path).lock_after == 10


@pytest.mark.parametrize("told", ['"wide"', "[1, true]", "[-5, 9]", '["a"]'])
def test_strange_widths_are_forgotten(tmp_path: Path, told: str) -> None:
    (tmp_path / FILE).write_text(f'{{"split": {told}}}')
    assert load_settings(tmp_path).split == ()


def test_the_split_of_list_and_ticket_is_remembered(tmp_path: Path) -> None:
    save_settings(Settings(split=(420, 780)), tmp_path)
    assert load_settings(tmp_path).split == (420, 780)


def test_one_change_leaves_the_rest(home: Path) -> None:
    change_settings(folder="/x")
    assert change_settings(language=Language.ENGLISH) == Settings("/x", Language.ENGLISH)
    assert settings_folder().is_relative_to(home)
    with pytest.raises(TypeError):
        change_settings(colour="red")


def test_a_place_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    save_settings(Settings(), tmp_path / "file")
    assert load_settings(tmp_path / "file") == Settings()


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, Language.CHINESE),
        ({"LC_ALL": "", "LANG": "zh_HK"}, Language.CHINESE),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN"}, Language.ENGLISH),
        ({"LC_ALL": "", "LANG": ""}, Language.ENGLISH),
    ],
)
def test_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: Language
) -> None:
    for name, value in {"LC_MESSAGES": "", **variables}.items():
        monkeypatch.setenv(name, value)
    assert system_language() is language
