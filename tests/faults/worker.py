"""A process that has loaded the program once and forks for every order it is given.

Orders come as JSON lines on standard input, answers go as JSON lines to standard output. It
never opens a database itself: no connection of SQLite may cross a fork. Run as
`python -m tests.faults.worker`.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys

from tests.faults.jobs import end_with, tell

_PR_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)


def _next_line() -> bytes:
    """Read one line and not a byte more: the child reads on where this stopped."""
    line = b""
    while (byte := os.read(0, 1)) not in {b"", b"\n"}:
        line += byte
    return line


def _child(order: dict[str, object]) -> int:
    os.environ["XDG_CONFIG_HOME"] = str(order["settings"])
    if order.get("wait"):
        # Where only parents may trace their children, this one lets itself be traced.
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
        tell(waiting=os.getpid())
        _next_line()
    limit = order.get("largest_file")
    if isinstance(limit, int):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    return end_with(order)


def main() -> None:
    """Do orders until there are none."""
    os.umask(0o077)
    while line := _next_line():
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            status = 4
            try:
                status = _child(order)
            finally:
                sys.stdout.flush()
                os._exit(status)
        tell(started=child)
        _, ended = os.waitpid(child, 0)
        tell(ended=os.waitstatus_to_exitcode(ended))


if __name__ == "__main__":
    main()
