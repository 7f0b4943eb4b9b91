"""The menu entry, the Debian package, the Windows installer and the recipe say the same things."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree as ET

import payload
import pytest

ROOT = Path(__file__).parents[2]


def _entry(installer: Path) -> ConfigParser:
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(installer / "deb/redress.desktop", encoding="utf-8")
    return entry


def test_the_menu_entry_is_valid(installer: Path) -> None:
    tool = shutil.which("desktop-file-validate")
    if tool is None:
        pytest.skip("desktop-file-validate is not installed (Debian: desktop-file-utils)")
    told = subprocess.run(
        [tool, installer / "deb/redress.desktop"], capture_output=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_the_menu_entry_speaks_both_languages_and_names_the_window(installer: Path) -> None:
    told = _entry(installer)["Desktop Entry"]
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert told[key]
        assert re.search("[一-鿿]", told[f"{key}[zh_CN]"])
    assert (ROOT / "resources/icons" / f"{told['Icon']}.svg").is_file()
    start = (ROOT / "desktop/views/start.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{told["StartupWMClass"]}")' in start


def test_the_metainfo_names_the_menu_entry(installer: Path) -> None:
    told = ET.parse(installer / "deb/redress.metainfo.xml").getroot()
    assert told.findtext("launchable") == "redress.desktop"
    assert told.findtext("provides/binary") == _entry(installer)["Desktop Entry"]["Exec"]


def test_what_the_package_depends_on_is_what_set_up_installs() -> None:
    """A library of Qt's that a desk needs is one that a developer's machine gets too."""
    listed = (ROOT / "installer/debian-packages.txt").read_text(encoding="utf-8")
    names = {line for line in listed.splitlines() if line and not line.startswith("#")}
    known = {name for told in payload._SYSTEM_LIBRARIES.values() for name in told.split(" | ")}
    packed = {name for name in names if fnmatches(f"{name.rstrip('01234')}.so.0")}
    assert names - known - packed == set()


def fnmatches(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in payload.PACKED_OF_SYSTEM)


def test_the_recipe_is_python_and_names_what_is_there(installer: Path) -> None:
    text = (installer / "redress.spec").read_text(encoding="utf-8")
    ast.parse(text)
    for name in re.findall(r'SOURCE / "([a-z/_]+)"\)', text):
        assert (ROOT / name).exists(), name
    assert (installer / "hooks/clean_environment.py").is_file()


@pytest.mark.parametrize("script", ["package.sh", "python.sh", "setup.sh"])
def test_the_scripts_are_shell(installer: Path, script: str) -> None:
    subprocess.run(["bash", "-n", installer / script], check=True)


def test_the_windows_installer_takes_the_same_folder(installer: Path) -> None:
    text = (installer / "windows/redress.iss").read_text(encoding="utf-8-sig")
    assert r"dist\redress" in text
    assert set(re.findall(r"\{app\}\\([\w-]+)\.exe", text)) == {"redress", "redress-cli"}
    recipe = (installer / "redress.spec").read_text(encoding="utf-8")
    assert set(re.findall(r'program\("([\w-]+)"', recipe)) == {"redress", "redress-cli"}


def test_the_windows_installer_speaks_chinese(installer: Path) -> None:
    text = (installer / "windows/zh_CN.isl").read_text(encoding="utf-8-sig")
    values = dict(
        line.split("=", 1) for line in text.splitlines() if "=" in line and line[0] not in ";["
    )
    spoken = [key for key in values if re.search("[一-鿿]", values[key])]
    assert len(spoken) > 90
    assert values["LanguageID"] == "$0804"


@pytest.mark.parametrize(
    ("before", "given", "left"),
    [
        ("/opt/own", "/here/_internal:/opt/own", "/opt/own"),
        (None, "/here/_internal", None),
        (None, "/opt/own", "/opt/own"),
        (None, None, None),
    ],
)
def test_programs_we_start_get_the_environment_we_were_started_with(
    installer: Path, before: str | None, given: str | None, left: str | None
) -> None:
    """What PyInstaller's starter put into LD_LIBRARY_PATH must not reach lp or a browser."""
    hook = (installer / "hooks/clean_environment.py").read_text(encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin"}
    if before is not None:
        environment["LD_LIBRARY_PATH_ORIG"] = before
    if given is not None:
        environment["LD_LIBRARY_PATH"] = given
    after = """
import os
print(os.environ.get("LD_LIBRARY_PATH"), "LD_LIBRARY_PATH_ORIG" in os.environ)
print(os.environ["PYINSTALLER_RESET_ENVIRONMENT"])"""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; sys._MEIPASS = '/here/_internal'\n{hook}{after}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(left), "False", "1"]
