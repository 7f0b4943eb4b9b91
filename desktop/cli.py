"""The command line: parses a call, loads the room it needs, and tells what came of it."""

from __future__ import annotations

import importlib
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from desktop.commands.console import DONE, Console
from desktop.commands.options import parse
from desktop.discretion import keep_memory_private, speak_discreetly, tell_fault
from desktop.errors import DeskError
from desktop.itself import DRAWING, settle_collector
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INTERRUPTED = 130
PRIVATE = 0o077


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; gives the exit status: 0 done, 1 refused, 2 wrong usage."""
    os.umask(PRIVATE)
    if arguments is None:  # else somebody else's process, which keeps its own manners
        keep_memory_private()
        speak_discreetly()
        if sys.argv[1:] == [DRAWING]:
            return int(importlib.import_module("desktop.reports.apart").serve())
    _speak_anywhere()
    try:
        options = parse(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    console = Console(options)
    try:
        run = _window if options.run is None else _command(options.run)
        if arguments is None and options.run is not None:
            settle_collector()
        return run(console) or DONE
    except DeskError as error:
        return console.refuse(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets its one document
        tell_fault(error)
        return console.refuse(DeskError("program.fault", kind=type(error).__name__))


def _speak_anywhere() -> None:
    """Let a terminal that does not know Chinese show escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _command(name: str) -> Callable[[Console], int | None]:
    """Load the room a command lives in, and give its function."""
    room, _, function = name.partition(":")
    module = importlib.import_module(f"desktop.commands.{room}")
    found: Callable[[Console], int | None] = getattr(module, function)
    return found


def _window(console: Console) -> int:
    from desktop.app import run

    told = getattr(console.options, "lang", None)
    return run(console.folder, Language(told) if told else None)
