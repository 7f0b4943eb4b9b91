"""The handbook says what is there: its buttons stand on the screen, its commands are understood."""

from __future__ import annotations

import html
import json
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from desktop.commands.options import parse
from desktop.services.step_keys import STEP_KEYS
from desktop.vocabulary import Language
from tests.house.source import ROOT, modules

HANDBOOK = ROOT / "docs" / "handbook"
PAGES = sorted(HANDBOOK.glob("*/*.md"))
NOT_ON_SCREEN = {"Is it …?", "是某某吗？"}
"""Said of what the screen fills in."""


@cache
def screen(language: str) -> str:
    """Give everything the window may say in a language."""
    words = [path.read_text("utf-8") for path in (ROOT / "resources").glob("*/**/*.json")]
    if language == Language.ENGLISH:
        views = "".join(one.text for one in modules() if one.name.startswith("desktop/views"))
        words.append(re.sub(r'"\s*\n\s*"', "", views).replace("&", ""))
    else:
        texts = (ROOT / "resources" / "i18n").glob(f"*_{language}.ts")
        words += [html.unescape(path.read_text("utf-8")) for path in texts]
    return "\n".join(words)


def named(page: Path) -> list[str]:
    """Give what a page puts in quotation marks."""
    quoted = (" ".join(one.split()) for one in re.findall("“([^”]+)”", page.read_text("utf-8")))
    return [one.rstrip("…,，") for one in quoted if one not in NOT_ON_SCREEN]


def commands(page: Path) -> list[str]:
    """Give the commands of a page, those inside its lines included."""
    text = page.read_text("utf-8")
    found = re.findall(r"`(redress [^`]+)`", text)
    for block in re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        told = re.findall(r"(redress .*?)(?:$|\s#)", block, re.MULTILINE)
        found += [one.removesuffix('"') if one.count('"') % 2 else one for one in told]
    return [one for one in found if "…" not in one]


def test_both_languages_have_the_same_pages() -> None:
    pages = {lang: {path.name for path in HANDBOOK.glob(f"{lang}/*.md")} for lang in Language}
    assert len(set(map(frozenset, pages.values()))) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_what_a_page_names_stands_on_the_screen(page: Path) -> None:
    assert not [one for one in named(page) if one not in screen(page.parent.name)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_the_commands_of_a_page_are_understood(page: Path) -> None:
    assert commands(page)
    for one in commands(page):
        parse(shlex.split(one)[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_the_json_of_a_page_can_be_read(page: Path) -> None:
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for one in [*blocks, *re.findall(r"`(\{\"[^`]+\})`", text)]:
        assert isinstance(json.loads(one), dict)


def test_every_step_of_the_table_is_one() -> None:
    for page in HANDBOOK.glob("*/clerk.md"):
        rows = re.findall(r"^\|.*\|(.*)\|$", page.read_text("utf-8"), re.MULTILINE)[2:]
        steps = {step for row in rows for step in re.findall("`([a-z-]+)`", row)}
        assert len(steps) > 8
        assert steps <= set(STEP_KEYS)
