"""What every table gives, whatever file it came in: rows of text by header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from desktop.errors import InputError

_COMPUTED: Final = re.compile("'*(?:[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]|[\t\r\n])")
"""How a text begins that a spreadsheet may take for a formula, apostrophes before it included."""


class MomentText(str):
    """A date or time in ISO form that the table itself knows as one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where people find it, its cells, and what keeps a cell from being believed."""

    line: int
    cells: list[str]
    faults: Mapping[int, InputError] = field(default_factory=dict)
    is_hidden: bool = False


class TableSource(Protocol):
    """A file that was found to be a table from end to end; `digest` names what it holds."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def digest(self) -> str:
        """SHA-256 of its content."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def count(self) -> int:
        """How many rows it has, the header left out."""

    @property
    def suffix(self) -> str:
        """How the name of a file of this form ends."""

    def rows(self) -> Iterator[TableRow]:
        """Give each row but the header; those that say nothing are left out."""


def neutral(text: str) -> str:
    """Give a text that no spreadsheet computes: an apostrophe stands before what begins like one.

    `meant` gives the text back.
    """
    return f"'{text}" if _COMPUTED.match(text) else text


def meant(text: str) -> str:
    """Give what a cell says without the apostrophe that keeps it from being computed."""
    return text[1:] if text[:1] == "'" and _COMPUTED.match(text, 1) else text
