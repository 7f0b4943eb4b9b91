"""A screen nobody sees: windows are found, typed into and pictured there."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

from PIL import Image

from smoke.desk import expect
from smoke.person import DISPLAY, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCREEN = (1366, 768)


class Screen:
    """A screen nobody sees, read from its frame buffer."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        """Start it."""
        folder.mkdir(parents=True, exist_ok=True)
        pictures.mkdir(parents=True, exist_ok=True)
        self.buffer, self.pictures = folder / "Xvfb_screen0", pictures
        size = f"{SCREEN[0]}x{SCREEN[1]}x24"
        self.process = subprocess.Popen(
            ["Xvfb", DISPLAY, "-screen", "0", size, "-fbdir", str(folder), "-nolisten", "tcp"],
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()

    def window(self, name: str, seconds: float = PATIENCE) -> str:
        """Wait for a visible window whose title holds `name`; gives its number."""
        found = ""

        def seen() -> bool:
            nonlocal found
            done = xdotool("search", "--onlyvisible", "--name", name)
            found = done.splitlines()[-1] if done else ""
            return bool(found)

        wait(seen, f"a window named {name}", seconds)
        return found

    def picture(self) -> Image.Image:
        """Read the screen: an XWD header, a colour map, then the pixels."""
        raw = self.buffer.read_bytes()
        numbers = [int.from_bytes(raw[at : at + 4], "big") for at in range(0, 100, 4)]
        head, width, height, line, colours = (numbers[at] for at in (0, 4, 5, 12, 19))
        pixels = raw[head + 12 * colours :][: line * height]
        return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line, 1)

    def settled(self, name: str) -> Image.Image:
        """Wait until the picture is more than a blank one and stands still; keep it."""
        last = b""

        def still() -> bool:
            nonlocal last
            now = self.picture().tobytes()
            same, last = now == last, now
            return same and len(set(self.picture().resize((64, 36)).getdata())) > 8  # noqa: PLR2004

        wait(still, f"a still picture of {name}", PATIENCE, pause=1.0)
        picture = self.picture()
        picture.save(self.pictures / f"{name}.png")
        return picture


def xdotool(*words: str) -> str:
    """Act at the screen, or ask it."""
    done = subprocess.run(
        ["xdotool", *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "DISPLAY": DISPLAY},
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def wait(holds: Callable[[], bool], what: str, seconds: float, pause: float = 0.2) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        expect(time.monotonic() < end, f"waited in vain for {what}")
        time.sleep(pause)
