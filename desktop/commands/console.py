"""What a command reads from and tells to whoever called it: one JSON document, or words."""

from __future__ import annotations

import getpass
import json
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop import wording
from desktop.errors import DeskError, InputError
from desktop.settings import default_data_folder, load_settings, system_language
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from enum import StrEnum

DONE: Final = 0
REFUSED: Final = 1
LARGEST_JSON: Final = 4 * 1024 * 1024


class Console:
    """One call of the command line: its options, its language, its streams."""

    def __init__(self, options: Namespace) -> None:
        """Take the parsed options."""
        self.options = options
        self.json: bool = getattr(options, "json", False)
        told = getattr(options, "lang", None)
        self.language = Language(told) if told else system_language()

    # -------------------------------------------------------------- telling

    def answer(self, document: dict[str, Any], *lines: str) -> None:
        """Tell the outcome: the document with `--json`, else the lines."""
        if self.json or not lines:
            write_json(document, indent=None if self.json else 2)
        else:
            sys.stdout.write("\n".join(lines) + "\n")

    def note(self, line: str) -> None:
        """Tell something beside the outcome, such as progress."""
        sys.stderr.write(line + "\n")

    def word(self, key: StrEnum | str, **values: object) -> str:
        """Give a word of the house in the language of the call."""
        return wording.phrase(key, self.language, **values)

    def sentence(self, error: DeskError) -> str:
        """Tell an error in words, with the command that mends it where there is one."""
        told = wording.sentence(error, self.language)
        hint = f"Command.hint.{error.code}"
        if not wording.has_label(hint, self.language):
            return told
        between = " " if self.language is Language.ENGLISH else ""
        return told + between + self.word(hint, **error.values)

    def refuse(self, error: DeskError) -> int:
        """Tell that a command was refused, and give its exit status."""
        message = self.sentence(error)
        if self.json:
            write_json({"error": {**error.values, "code": error.code, "message": message}})
        else:
            self.note(f"redress: {message} [{error.code}]")
        return REFUSED

    # -------------------------------------------------------------- asking

    @property
    def folder(self) -> Path:
        """The data folder: the one named, else the one opened last on this machine."""
        told = getattr(self.options, "data", None)
        return Path(told or load_settings().folder or default_data_folder())

    def password(self) -> str:
        """Give the password, from the environment, a file or a prompt."""
        return self._secret("REDRESS_PASSWORD", "password_file", "Command.ask_password")

    def new_password(self) -> str:
        """Give a new password; at a prompt it is asked twice."""
        return self._secret(
            "REDRESS_NEW_PASSWORD", "new_password_file", "Command.ask_new_password", twice=True
        )

    def first_password(self) -> str:
        """Give the password of a site's first administrator; at a prompt it is asked twice."""
        return self._secret(
            "REDRESS_PASSWORD", "password_file", "Command.ask_new_password", twice=True
        )

    def has_new_password(self) -> bool:
        """Tell whether a new password was given without asking."""
        return "REDRESS_NEW_PASSWORD" in os.environ or bool(
            getattr(self.options, "new_password_file", None)
        )

    def recovery_code(self) -> str:
        """Give the recovery code on paper, from the environment, a file or a prompt."""
        return self._secret("REDRESS_RECOVERY_CODE", "code_file", "Command.ask_recovery_code")

    def _secret(self, variable: str, option: str, question: str, *, twice: bool = False) -> str:
        path = getattr(self.options, option, None)
        if path:
            return first_line(Path(path))
        if variable in os.environ:
            return os.environ[variable]
        if not sys.stdin.isatty():
            raise InputError("password.not_given", variable=variable)
        told = getpass.getpass(self.word(question) + ": ")
        if twice and getpass.getpass(self.word("Command.ask_again") + ": ") != told:
            raise InputError("password.differs")
        return told

    def read_json(self, name: str | None) -> dict[str, Any]:
        """Read a JSON object from a file, or from standard input for `-`; none is empty."""
        if name is None:
            return {}
        try:
            raw = sys.stdin.buffer.read(LARGEST_JSON + 1) if name == "-" else _read(Path(name))
        except OSError as error:
            raise InputError("file.unreadable", name=Path(name).name) from error
        if len(raw) > LARGEST_JSON:
            raise InputError("json.too_large", megabytes=LARGEST_JSON // 1024 // 1024)
        try:
            plain = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
        except RecursionError as error:
            raise InputError("json.malformed", line=0) from error
        except ValueError as error:
            raise InputError("json.malformed", line=getattr(error, "lineno", 0)) from error
        if not isinstance(plain, dict):
            raise InputError("json.not_an_object")
        return plain


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST_JSON + 1)


def _no_constant(word: str) -> None:
    raise ValueError(word)


def first_line(path: Path) -> str:
    """Give the first line of a small secret file."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            return stream.readline().rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise InputError("file.unreadable", name=path.name) from error


def write_json(document: dict[str, Any], indent: int | None = None) -> None:
    """Write the one JSON document of a call; characters no terminal knows are escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json.dumps(document, indent=indent)
    sys.stdout.write(text + "\n")


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set rows in columns; Chinese characters are two columns wide."""
    if not rows:
        return []
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
