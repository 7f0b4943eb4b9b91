"""The program's own source, read once for the tests that hold its laws."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Module(NamedTuple):
    """One file of the program and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Give the path as people write it: desktop/views/theme.py."""
        return self.path.relative_to(ROOT).as_posix()

    def at(self, node: ast.AST) -> str:
        """Name a place in it, for the reader of a failure."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def modules(folder: str = "desktop") -> tuple[Module, ...]:
    """Parse every module below a folder of the project."""
    return tuple(
        Module(path, text, ast.parse(text, str(path)))
        for path in sorted((ROOT / folder).rglob("*.py"))
        for text in [path.read_text(encoding="utf-8")]
    )


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Give every call with the last part of what is called: `a.b.c(1)` as `c`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, called_name(node.func)


def called_name(function: ast.expr) -> str:
    """Give the last part of a dotted name; nothing for what has none."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def constants(node: ast.AST | None) -> list[str]:
    """Give the strings an expression can be, where it names them itself: 'a' if x else 'b'."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return []
