"""Every text of the window can be translated and is; every icon it names exists."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.house.source import ROOT, calls, constants, modules

VIEWS = "desktop/views"
ICONS = ROOT / "resources" / "icons"
ICON_PARAMETERS = {"icon", "icon_name"}
TRANSLATED = {"tr", "translate", "QT_TRANSLATE_NOOP"}

Message = tuple[str, str]


def test_no_text_is_put_together_before_it_is_translated() -> None:
    found = [
        module.at(call)
        for module in modules(VIEWS)
        for call, name in calls(module)
        if name in TRANSLATED
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args)
    ]
    assert not found


def _messages(path: Path) -> Iterator[tuple[Message, ET.Element]]:
    for context in ET.parse(path).iter("context"):
        for message in context.iter("message"):
            source = message.findtext("source") or ""
            yield (context.findtext("name") or "", source), message


def _is_done(message: ET.Element) -> bool:
    translation = message.find("translation")
    if translation is None or translation.get("type") in {"unfinished", "vanished", "obsolete"}:
        return False
    forms = translation.findall("numerusform") or [translation]
    return all((form.text or "").strip() for form in forms)


def test_every_text_of_the_window_is_translated() -> None:
    tool = ROOT / "installer" / "i18n.py"
    told = subprocess.run(
        [sys.executable, tool, "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_gaps_survive_translation() -> None:
    gap = re.compile(r"\{\w*\}|%n|%L?\d")
    changed = []
    for path in (ROOT / "resources" / "i18n").glob("*.ts"):
        for (context, source), message in _messages(path):
            translation = message.find("translation")
            if translation is None or not _is_done(message):
                continue
            for form in translation.findall("numerusform") or [translation]:
                lost = set(gap.findall(source)) ^ set(gap.findall(form.text or ""))
                if lost - {"%n"}:
                    changed.append((path.name, context, source, sorted(lost)))
    assert not changed


def _icon_positions() -> dict[str, set[int]]:
    """Map each function or class of the views to where it takes an icon's name."""
    positions: dict[str, set[int]] = {"icon": {0}, "pixmap": {0}, "paint_icon": {2}}
    for module in modules(VIEWS):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and node.name != "__init__":
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                _note(positions, node.name, names)
            elif isinstance(node, ast.ClassDef):
                _note(positions, node.name, _parameters(node))
    return positions


def _parameters(made: ast.ClassDef) -> list[str]:
    """Name what a class is made from: the arguments of `__init__`, or a row's fields."""
    for item in made.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            return [argument.arg for argument in item.args.args if argument.arg != "self"]
    return [
        item.target.id
        for item in made.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]


def _note(positions: dict[str, set[int]], name: str, parameters: list[str]) -> None:
    for place, parameter in enumerate(parameters):
        if parameter in ICON_PARAMETERS:
            positions.setdefault(name, set()).add(place)


def _named_icons() -> Iterator[tuple[str, str]]:
    positions = _icon_positions()
    for module in modules(VIEWS):
        for call, name in calls(module):
            given = [
                argument
                for place, argument in enumerate(call.args)
                if place in positions.get(name, ())
            ]
            given += [word.value for word in call.keywords if word.arg in ICON_PARAMETERS]
            for argument in given:
                for icon in constants(argument):
                    yield module.at(call), icon


def _tabled_icons() -> Iterator[tuple[str, str]]:
    """Give the names in tables such as `_KIND_ICONS = {kind: "image"}`."""
    for module in modules(VIEWS):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Assign):
                target, value = node.targets[0], node.value
            elif isinstance(node, ast.AnnAssign):
                target, value = node.target, node.value or node.target
            else:
                continue
            if not (isinstance(target, ast.Name) and target.id.endswith("ICONS")):
                continue
            for entry in value.values if isinstance(value, ast.Dict) else []:
                first = entry.elts[0] if isinstance(entry, ast.Tuple) else entry
                for icon in constants(first):
                    yield module.at(entry), icon


def test_every_icon_exists() -> None:
    named = [*_named_icons(), *_tabled_icons()]
    assert named
    missing = [(at, name) for at, name in named if name and not (ICONS / f"{name}.svg").is_file()]
    assert not missing
