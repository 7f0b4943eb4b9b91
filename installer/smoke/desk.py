"""A bare Debian in a folder, to install into and to remove from."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

PERSON = 1000
"""The number of the one who works there."""


class RefusedError(Exception):
    """A step of the test did not come out as it must."""


def expect(told: object, what: object) -> None:
    """Stop where something does not hold."""
    if not told:
        raise RefusedError(str(what))


def run(*words: str) -> None:
    """Run a command of this machine; stop with its words if it fails."""
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    expect(done.returncode == 0, f"{shlex.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


class Desk:
    """A Debian in a folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is done yet."""
        self.folder = folder

    def lay_out(self, store: Path, suite: str) -> None:
        """Unpack the base system, made by debootstrap the first time."""
        base = store / f"base-{suite}.tar"
        if not base.is_file():
            print(f"smoke: fetching a bare Debian {suite}")
            fresh = store / f"base-{suite}"
            shutil.rmtree(fresh, ignore_errors=True)
            run("debootstrap", "--variant=minbase", suite, str(fresh))
            run("tar", "-C", str(fresh), "-cf", f"{base}.part", ".")
            Path(f"{base}.part").rename(base)
            shutil.rmtree(fresh)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        run("tar", "-C", str(self.folder), "-xf", str(base))
        for name in ("resolv.conf", "hosts"):
            if Path("/etc", name).is_file():
                shutil.copy(Path("/etc", name), self.folder / "etc" / name)
        (self.folder / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        self.root("useradd", "--create-home", "--uid", str(PERSON), "desk")

    def root(self, *words: str) -> str:
        """Run a command inside as root; gives what it says."""
        done = subprocess.run(
            ["chroot", self.folder, "/usr/bin/env", "-i", *_INSIDE, *words],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        expect(
            done.returncode == 0, f"{shlex.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
        return done.stdout

    def files(self) -> set[str]:
        """Give every path of the system but those of mounts and homes."""
        found: set[str] = set()
        for place, folders, files in os.walk(self.folder):
            inside = "/" + os.path.relpath(place, self.folder)
            if inside in ("/proc", "/sys", "/dev", "/home", "/tmp"):  # noqa: S108
                folders.clear()
                continue
            found.update(f"{inside}/{name}".replace("/./", "/") for name in (*folders, *files))
        return found


_INSIDE = ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive")
