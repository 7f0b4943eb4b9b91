"""Every code that can be raised has a sentence, every word of the house both its languages."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from desktop import errors, vocabulary
from desktop.vocabulary import Language
from tests.house.source import ROOT, Module, called_name, calls, constants, modules

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
ALWAYS_GIVEN = {"code"}  # wording.sentence adds it to what the error carries

Text = dict[str, str]


@cache
def texts(kind: str) -> dict[str, Text]:
    """Read `words` or `errors` from all their files, refusing a key that stands twice."""
    found: dict[str, Text] = {}
    for path in sorted((ROOT / "resources" / "i18n" / kind).glob("*.json")):
        for key, text in json.loads(path.read_text(encoding="utf-8")).items():
            assert key not in found, f"{key} stands twice, once in {path.name}"
            found[key] = text
    return found


def gaps(pattern: str) -> set[str]:
    """Name the gaps of a sentence: {number} and {amount}."""
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def error_classes() -> set[str]:
    """Name every class of the error tree, also those defined outside desktop/errors.py."""
    known = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.DeskError)
    }
    while True:
        more = {
            node.name
            for module in modules()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
            and any(called_name(base) in known for base in node.bases)
        }
        if more <= known:
            return known
        known |= more


def error_calls() -> list[tuple[Module, ast.Call, ast.expr | None]]:
    """Give each place an error of the tree is made, with what it takes for its code."""
    classes = error_classes()
    return [
        (module, call, call.args[0] if call.args else None)
        for module in modules()
        for call, name in calls(module)
        if name in classes and module.name != "desktop/errors.py"
    ]


def raised_codes() -> dict[str, list[str]]:
    """Map each code to the places that can raise it.

    Where the code is a variable, every code-shaped string of that module counts.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for module, call, code in error_calls():
        named = constants(code)
        for one in named:
            places[one].append(module.at(call))
        if code is not None and not named:
            for node in ast.walk(module.tree):
                for one in constants(node):
                    if CODE.fullmatch(one):
                        places[one].append(module.at(node))
    return places


def test_every_code_that_can_be_raised_has_a_sentence() -> None:
    missing = {code: at for code, at in raised_codes().items() if code not in texts("errors")}
    assert not missing


def test_every_code_is_dotted_snake_case() -> None:
    odd = [code for code in {*raised_codes(), *texts("errors")} if not CODE.fullmatch(code)]
    assert not odd


def test_no_sentence_is_left_over_from_a_code_that_is_gone() -> None:
    written = "\n".join(module.text for module in modules())
    assert not [code for code in texts("errors") if f'"{code}"' not in written]


@cache
def added_later(room: Path) -> set[str]:
    """Name the values a room adds to an error on its way up: `error.values["file"] = …`."""
    added = re.compile(r"""\.values(?:\.setdefault\(|\[)"(\w+)\"""")
    return {
        name
        for module in modules()
        if module.path.parent == room
        for name in added.findall(module.text)
    }


def test_the_gaps_of_a_sentence_are_filled_wherever_its_code_is_raised() -> None:
    unfilled = []
    for module, call, code in error_calls():
        if any(keyword.arg is None for keyword in call.keywords):
            continue  # **values: what they hold is known only at run time
        given = {keyword.arg for keyword in call.keywords if keyword.arg} | ALWAYS_GIVEN
        given |= added_later(module.path.parent)
        for one in constants(code):
            lacking = gaps(texts("errors").get(one, {}).get("en", "")) - given
            if lacking:
                unfilled.append((module.at(call), one, sorted(lacking)))
    assert not unfilled


@pytest.mark.parametrize("kind", ["errors", "words"])
def test_every_text_stands_in_both_languages_with_the_same_gaps(kind: str) -> None:
    languages = {language.value for language in Language}
    for key, text in texts(kind).items():
        assert set(text) == languages, key
        assert all(told.strip() for told in text.values()), key
        assert len({frozenset(gaps(told)) for told in text.values()}) == 1, key


@pytest.mark.parametrize("kind", ["errors", "words"])
def test_chinese_is_chinese_and_english_is_not(kind: str) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert texts(kind)
    for key, text in texts(kind).items():
        assert key.startswith("Language.") or not han.search(text["en"]), key
        if kind == "errors":
            assert han.search(text["zh_CN"]), key


def members() -> list[StrEnum]:
    """Give every member of every enumeration of the vocabulary."""
    return [
        member
        for value in vars(vocabulary).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
        for member in value
    ]


@pytest.mark.parametrize(
    "member", members(), ids=lambda member: f"{type(member).__name__}.{member}"
)
def test_every_word_of_the_vocabulary_can_be_said(member: StrEnum) -> None:
    assert f"{type(member).__name__}.{member.value}" in texts("words")


def test_every_word_asked_for_by_name_exists() -> None:
    missing = [
        (module.at(call), key)
        for module in modules()
        for call, name in calls(module)
        if name in {"label", "phrase"} and call.args and not _is_a_columns_label(call)
        for key in constants(call.args[0])
        if key not in texts("words")
    ]
    assert not missing


def _is_a_columns_label(call: ast.Call) -> bool:
    """Tell SQLAlchemy's `column.label("name")` from `wording.label("Key", language)`."""
    return isinstance(call.func, ast.Attribute) and called_name(call.func.value) != "wording"
