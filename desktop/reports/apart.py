"""Papers drawn in a second process: long drawing holds the interpreter, and the window with it."""

from __future__ import annotations

import importlib
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final, ParamSpec

from desktop import errors
from desktop.discretion import tell_fault
from desktop.errors import DeskError
from desktop.itself import DRAWING, own_command, own_folder
from desktop.reports import charts

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")

_HEAD: Final = struct.Struct(">cI")
_ASKED, _DRAWN, _REFUSED, _FAULT = b"?", b"=", b"!", b"#"
_GENTLE: Final = 5
"""How much the window goes before it where processors are few."""
_NO_CONSOLE: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class PaperFaultError(RuntimeError):
    """A bug while drawing; the words it carries stay where they are."""


class DrawingProcess:
    """Draws papers one after the other in a process of its own, started when first needed.

    Rows go there and papers come back through pipes: nothing of them touches the disk. The
    process ends with this object, with `close`, and with this program however that ends. Where
    it cannot be had, papers are drawn here.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[..., Any] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    def prepare(self) -> None:
        """Start it, so that it has loaded what it takes when the first paper is wanted."""
        with self._turn:
            self._started()

    def draw(self, render: Callable[P, bytes], /, *args: P.args, **kwargs: P.kwargs) -> bytes:
        """Draw a paper by a function of a module; takes seconds and leaves others alone.

        Raises DeskError as `render` does, and PaperFaultError for a bug.
        """
        told = pickle.dumps((render, args, kwargs))
        with self._turn:
            process = self._started()
            answer = None if process is None else _ask(process, told)
            if answer is None:
                self._let_go()
        return render(*args, **kwargs) if answer is None else _paper_of(*answer)

    def close(self) -> None:
        """End the process; a paper that is being drawn is drawn here."""
        self._let_go()

    def _started(self) -> subprocess.Popen[bytes] | None:
        if self._process is None or self._process.poll() is not None:
            self._let_go()
            with suppress(OSError):
                process = subprocess.Popen(  # noqa: S603 - ourselves
                    own_command(DRAWING),
                    cwd=own_folder(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=_NO_CONSOLE,
                )
                self._process = process
                self._end = weakref.finalize(self, _end, process)
        return self._process

    def _let_go(self) -> None:
        if self._end is not None:
            self._end()
        self._process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    process.wait()


def _ask(process: subprocess.Popen[bytes], told: bytes) -> tuple[bytes, bytes] | None:
    """Give the answer and its kind, None where the process did not live to give one."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        _write(process.stdin, _ASKED, told)
        return _read(process.stdout)
    except (OSError, ValueError):  # broken or closed meanwhile
        return None


def _paper_of(kind: bytes, answer: bytes) -> bytes:
    if kind == _DRAWN:
        return answer
    told = json.loads(answer)
    if kind == _REFUSED:
        raise getattr(errors, told["error"])(told["code"], **told["values"])
    raise PaperFaultError(told["error"])


def _write(pipe: IO[bytes], kind: bytes, content: bytes) -> None:
    pipe.write(_HEAD.pack(kind, len(content)))
    pipe.write(content)
    pipe.flush()


def _read(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    content = pipe.read(length)
    return (kind, content) if len(content) == length else None


# ---------------------------------------------------------------- in the second process


def serve() -> int:
    """Draw what comes in at standard input until it ends, which it does with the window."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is meant for the window
    if sys.platform != "win32":
        os.nice(_GENTLE)
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever prints must not stand between two papers
        importlib.import_module("desktop.reports.daily")
        charts.load()
        with suppress(BrokenPipeError):
            while (told := _read(asked)) is not None:
                _write(answers, *_answer(told[1]))
    return 0


def _answer(told: bytes) -> tuple[bytes, bytes]:
    try:
        render, args, kwargs = pickle.loads(told)  # noqa: S301 - from the program that started us
        return _DRAWN, render(*args, **kwargs)
    except DeskError as error:
        said: dict[str, Any] = {"code": error.code, "values": error.values}
        return _REFUSED, json.dumps({"error": type(error).__name__, **said}).encode()
    except Exception as error:  # noqa: BLE001 - the window tells of it as of a fault of its own
        tell_fault(error)
        return _FAULT, json.dumps({"error": type(error).__name__}).encode()
