"""Somebody without rights at the bare system, and what the program answers them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from smoke.desk import PERSON, expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME = "/home/desk"
PASSWORD = "four horses on a bridge"  # noqa: S105 - of a site that lives a minute
DISPLAY = ":77"
PATIENCE = 120


class Told(NamedTuple):
    """What a command of the program answered."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on its standard output."""
        return json.loads(self.out)


class Person:
    """Somebody without rights, inside, with a screen and without a network."""

    def __init__(self, desk: Path) -> None:
        """Take a seat."""
        self.desk = desk
        self.home = desk / HOME[1:]

    def words(self, *command: str, **more: str) -> list[str]:
        """Give the command line that runs a command as this person."""
        told = {
            "HOME": HOME,
            "USER": "desk",
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "DISPLAY": DISPLAY,
            "XDG_RUNTIME_DIR": f"{HOME}/run",
        } | more
        pairs = [f"{name}={value}" for name, value in told.items()]
        seat = ["chroot", f"--userspec={PERSON}:{PERSON}", str(self.desk)]
        return [*seat, "/usr/bin/env", "-i", "-C", HOME, *pairs, *command]

    def call(self, *told: str, given: object = None, **more: str) -> Told:
        """Run the program to its end."""
        done = subprocess.run(
            self.words("redress", *told, **{"REDRESS_PASSWORD": PASSWORD} | more),
            check=False,
            capture_output=True,
            input="" if given is None else json.dumps(given),
            encoding="utf-8",
            timeout=PATIENCE * 5,
        )
        return Told(done.returncode, done.stdout, done.stderr)

    def ask(self, *told: str, given: object = None, **more: str) -> Any:
        """Run the program with `--json`; gives its document, stops where it refuses."""
        answer = self.call("--json", *told, given=given, **more)
        expect(answer.status == 0, f"redress {shlex.join(told)}: {answer.out}{answer.err}")
        return answer.document

    def write(self, name: str, content: bytes) -> str:
        """Put a file into the person's home; gives its path inside."""
        path = self.home / name
        path.write_bytes(content)
        os.chown(path, PERSON, PERSON)
        return f"{HOME}/{name}"

    @contextmanager
    def started(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """Start something that stays; it is ended whatever happens."""
        log = (self.home / "started.log").open("w+", encoding="utf-8")
        process = subprocess.Popen(
            self.words(*command), text=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            log.seek(0)
            said = log.read().strip()
            if said:
                print("       " + said.replace("\n", "\n       ")[-1500:])
