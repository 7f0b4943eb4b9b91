"""Texts of the window: collect (update), compile (release), see that none is missing (check).

    python installer/i18n.py update [AREA…]   source → resources/i18n/<area>_<language>.ts
    python installer/i18n.py release          all areas → resources/i18n/redress_<language>.qm
    python installer/i18n.py check [AREA…]    fails where a text is new, changed or unfinished

An area is a folder below `desktop/views`; what lies directly there, and in
`widgets`, is the area `toolbox`. Sources are English, so the English files hold
only plurals.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parents[1]
VIEWS = ROOT / "desktop" / "views"
TEXTS = ROOT / "resources" / "i18n"
LANGUAGES = ("zh_CN", "en")
TOOLBOX = "toolbox"
_NOT_TRANSLATED = {"gallery.py", "samples.py"}


def areas() -> list[str]:
    """Give the areas that have sources."""
    folders = {path.name for path in VIEWS.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    return [TOOLBOX, *sorted(folders - {"widgets", "__pycache__"})]


def sources(area: str) -> list[Path]:
    """Give the files of an area."""
    if area == TOOLBOX:
        found = [*VIEWS.glob("*.py"), *(VIEWS / "widgets").rglob("*.py")]
    else:
        found = [*(VIEWS / area).rglob("*.py")]
    return sorted(path for path in found if path.name not in _NOT_TRANSLATED)


def text_file(area: str, language: str, folder: Path = TEXTS) -> Path:
    """Give the file with the texts of an area in a language."""
    return folder / f"{area}_{language}.ts"


def update(area: str, folder: Path = TEXTS) -> None:
    """Bring the files of an area up to its sources; finished texts stay."""
    for language in LANGUAGES:
        plural_only = ["-pluralonly"] if language == "en" else []
        _run(
            "lupdate",
            *map(str, sources(area)),
            *("-source-language", "en", "-target-language", language),
            *("-locations", "none", "-no-obsolete", "-silent"),
            *plural_only,
            *("-ts", str(text_file(area, language, folder))),
        )


def release(folder: Path = TEXTS) -> list[Path]:
    """Compile one file a language out of all areas; unfinished texts stay English.

    Each is put in place whole: Qt maps the file it reads into memory, and a running program whose
    texts were written over in place crashes at the next word.
    """
    made = []
    for language in LANGUAGES:
        compiled = folder / f"redress_{language}.qm"
        files = [str(path) for path in sorted(TEXTS.glob(f"*_{language}.ts"))]
        with tempfile.TemporaryDirectory(dir=folder) as name:
            fresh = Path(name) / compiled.name
            _run("lrelease", "-silent", *files, "-qm", str(fresh))
            fresh.replace(compiled)
        made.append(compiled)
    return made


def unfinished(area: str) -> list[str]:
    """Tell every text of an area that is missing, without touching its files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language in LANGUAGES:
            kept = text_file(area, language)
            if kept.exists():
                shutil.copy(kept, folder)
        update(area, folder)
        return [
            f"{area} {language}: {told}"
            for language in LANGUAGES
            for told in _open_messages(text_file(area, language, folder))
        ]


def _open_messages(path: Path) -> list[str]:
    root = ET.parse(path).getroot()  # noqa: S314  # our own file
    found = []
    for context in root.iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                found.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return found


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool, path=str(Path(PySide6.__file__).parent))
    if found is None:
        message = f"{tool} is not part of this PySide6"
        raise FileNotFoundError(message)
    subprocess.run([found, *arguments], check=True)  # our own tool and files


def main(argv: list[str]) -> int:
    """Run one of the three acts."""
    parser = argparse.ArgumentParser(prog="i18n", description=__doc__.splitlines()[0])
    parser.add_argument("act", choices=("update", "release", "check"))
    parser.add_argument("area", nargs="*", help="only these areas (update, check)")
    chosen = parser.parse_args(argv)
    wanted = chosen.area or areas()
    if chosen.act == "update":
        for area in wanted:
            update(area)
    elif chosen.act == "release":
        release()
    else:
        missing = [told for area in wanted for told in unfinished(area)]
        print("\n".join(missing) or "no text is missing")
        return 1 if missing else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
