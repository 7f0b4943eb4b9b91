"""Tries the .deb where nothing of ours is: a bare Debian without Python, network or other fonts.

    PYTHONPATH=installer python -m smoke dist/redress_….deb --store build/package --pictures PLACE

Needs root (debootstrap, chroot, mounts in namespaces of their own), xvfb and xdotool. The base
system is kept in the store as a tar file; everything else is laid out anew each time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from smoke import steps, windows
from smoke.desk import PERSON, Desk, RefusedError, expect, run
from smoke.person import Person
from smoke.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

INNER = "--inside"


def inside(desk: Path, pictures: Path) -> None:
    """Try everything as a person, in namespaces of our own."""
    run("mount", "-t", "proc", "proc", "/proc")
    for name in ("proc", "dev"):
        run("mount", "--rbind", f"/{name}", str(desk / name))
    person = Person(desk)
    (person.home / "run").mkdir(mode=0o700)
    os.chown(person.home / "run", PERSON, PERSON)
    sockets = desk / "tmp/.X11-unix"
    sockets.mkdir(exist_ok=True)
    Path("/tmp/.X11-unix").mkdir(exist_ok=True)  # noqa: S108 - where X keeps its sockets
    run("mount", "--bind", "/tmp/.X11-unix", str(sockets))  # noqa: S108
    for step in steps.ALL:
        tell(step.__name__, partial(step, person))
    screen = Screen(desk.parent / "screen", pictures)
    try:
        for shown in windows.ALL:
            tell(shown.__name__, partial(shown, person, screen))
    finally:
        screen.close()


def tell(name: str, step: Callable[[], str]) -> None:
    """Do a step and say how it went."""
    begun = time.monotonic()
    said = step()
    print(f"smoke: {name.replace('_', ' ')}: {said} ({time.monotonic() - begun:.1f} s)", flush=True)


def install(desk: Desk, package: Path) -> set[str]:
    """Install the package; gives what dpkg says belongs to it."""
    shutil.copy(package, desk.folder / "tmp" / package.name)
    inside_path = f"/tmp/{package.name}"  # noqa: S108
    desk.root("apt-get", "-qq", "update")
    desk.root("apt-get", "-qq", "-y", "--no-install-recommends", "install", inside_path)
    (desk.folder / "tmp" / package.name).unlink()
    return set(desk.root("dpkg", "-L", "redress").split())


def remove(desk: Desk, listed: set[str]) -> str:
    """Take the package off and see that nothing of it is left, and nothing came instead."""
    before = desk.files()
    desk.root("dpkg", "-P", "redress")
    after = desk.files()
    left = {path for path in after - before if not path.startswith(_KEEPERS)}
    left |= {path for path in after if "redress" in path}
    left |= {path for path in after & listed if not (desk.folder / path[1:]).is_dir()}
    expect(not left, f"left behind: {sorted(left)[:10]}")
    return f"nothing left of {len(listed)} paths"


_KEEPERS = ("/var/lib/dpkg/", "/var/log/", "/var/cache/", "/run/")


def main() -> None:
    """Lay out, install, try, remove."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("package", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument(INNER, action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    desk = Desk(told.store.resolve() / f"desk-{told.suite}")
    if told.inside:
        inside(desk.folder, told.pictures.resolve())
        return
    desk.lay_out(told.store.resolve(), told.suite)
    listed = install(desk, told.package)
    print(f"smoke: installed on Debian {told.suite}: {len(listed)} paths")
    again = [sys.executable, "-m", "smoke", *sys.argv[1:], INNER]
    namespaces = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"]
    done = subprocess.run([*namespaces, *again], check=False)
    expect(done.returncode == 0, "a step failed")
    tell("removal", lambda: remove(desk, listed))
    shutil.rmtree(desk.folder)
    print(f"smoke: passed; pictures in {told.pictures}")


if __name__ == "__main__":
    try:
        main()
    except RefusedError as refused:
        sys.exit(f"smoke: {refused}")
