"""What is tried on a screen: the menu entry, signing in, a child process."""

from __future__ import annotations

import os
import re
import shlex
import signal
import time
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

from smoke.desk import expect
from smoke.person import HOME, PASSWORD, PATIENCE, Person
from smoke.screen import Screen, wait, xdotool

if TYPE_CHECKING:
    import subprocess

    from PIL import Image

PROGRAM = "/usr/lib/redress/redress"


def from_the_menu(person: Person, screen: Screen) -> str:
    """What the menu entry starts shows the first page, in Chinese, and ends when asked."""
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(person.desk / "usr/share/applications/redress.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    icons = list((person.desk / "usr/share/icons/hicolor").glob(f"*/apps/{told['Icon']}.*"))
    expect(len(icons) >= 5, f"icons: {icons}")  # noqa: PLR2004
    command = shlex.split(re.sub(r" %[a-zA-Z]", "", told["Exec"]))
    with person.started(*command, "--lang", "zh_CN") as process:
        number = screen.window("Redress|投诉")
        screen.settled("first-run")
        of_class = xdotool("search", "--class", f"^{told['StartupWMClass']}$").splitlines()
        _end(process)
    expect(number in of_class, "the window is not of the class the menu entry names")
    return f"{told['Name[zh_CN]']}: first page shown"


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it to end as a log-out does, and see it end well."""
    process.send_signal(signal.SIGTERM)
    expect(process.wait(PATIENCE) == 0, f"ended with {process.returncode}")


def signed_in(person: Person, screen: Screen) -> str:
    """A person signs in by keyboard and sees the desk."""
    with person.started("redress", "--data", f"{HOME}/branch", "--lang", "zh_CN") as process:
        number = screen.window("Redress|投诉")
        page = screen.settled("sign-in")
        xdotool("windowfocus", "--sync", number)
        _sign_in(number)
        wait(lambda: _differs(page, screen.picture()), "the desk after sign-in", PATIENCE)
        time.sleep(2)
        picture = screen.settled("signed-in")
        _end(process)
    expect(_differs(page, picture), "sign-in shows the same page")
    return "signed-in.png"


def _sign_in(number: str) -> None:
    xdotool("key", "--window", number, "Return")  # takes the first tile
    time.sleep(1)
    xdotool("type", "--delay", "60", PASSWORD)
    xdotool("key", "Return")


def _differs(one: Image.Image, other: Image.Image) -> bool:
    pairs = zip(one.resize((64, 36)).getdata(), other.resize((64, 36)).getdata(), strict=True)
    return sum(bool(a != b) for a, b in pairs) > 64 * 36 // 4


def child_process(person: Person, screen: Screen) -> str:
    """The demo opens its branch in a child process, which is this same program."""
    with person.started("redress", "--lang", "zh_CN", "demo", "--out", f"{HOME}/demo2") as process:
        screen.window("Redress|投诉", PATIENCE * 4)
        screen.settled("child-window")
        children = _children(process.pid)
        expect(len(children) == 1, f"children: {children}")
        runs = str(Path(f"/proc/{children[0]}/exe").readlink())
        expect(runs.endswith(PROGRAM), f"the child runs {runs}")
        told = Path(f"/proc/{children[0]}/environ").read_text(encoding="utf-8")
        expect("QT_PLUGIN_PATH" not in told, "Qt's folder is handed to children")
        os.kill(children[0], signal.SIGTERM)
        expect(process.wait(PATIENCE) == 0, f"the parent ended with {process.returncode}")
    return f"process {children[0]} ran {PROGRAM}, both ended well"


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in told.split()]


ALL = (from_the_menu, signed_in, child_process)
