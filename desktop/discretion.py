"""What a crash leaves behind: no memory on the disk, and no words of a person in a trace."""

from __future__ import annotations

import ctypes
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any, Final

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from types import TracebackType

_PR_SET_DUMPABLE: Final = 4
_NO_FAULT_BOX: Final = 0x0002
"""SEM_NOGPFAULTERRORBOX: no report window, and nothing to send, when the program dies."""


def keep_memory_private() -> None:
    """Let no crash write this process's memory to a file, and no other program read it.

    Keys and what people type stand there. Best effort: what a system does not know is left.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_NO_FAULT_BOX)
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if sys.platform == "linux":
        # Also where the system hands cores to a program, which need not look at the limit.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def told_trace(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> str:
    """Tell where something failed and of what kind it was, from cause to effect.

    The words of an exception are left out: they may quote a row, a path, a name.
    """
    names = [kind.__name__ if kind else "?"]
    seen = error
    while seen is not None and (seen := seen.__cause__ or seen.__context__) is not None:
        names.append(type(seen).__name__)
    return "".join([*traceback.format_tb(trace), " from ".join(names)])


def tell_fault(error: BaseException) -> None:
    """Write a fault of the program to standard error, without the words it carries."""
    told = told_trace(type(error), error, error.__traceback__)
    if sys.stderr is not None:
        sys.stderr.write(f"Traceback (most recent call last):\n{told}\n")


def speak_discreetly() -> None:
    """Let what nobody catches be told without the words it carries, in every thread."""
    sys.excepthook = _on_fault
    threading.excepthook = _on_thread_fault
    sys.unraisablehook = _on_unraisable


def _on_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    tell_fault(error.with_traceback(trace))


def _on_thread_fault(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        tell_fault(told.exc_value)


def _on_unraisable(told: Any) -> None:
    if told.exc_value is not None:
        tell_fault(told.exc_value)
