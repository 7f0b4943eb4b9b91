"""What is packed: the rules that leave out, and the check that finds what they let through."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import elf
import payload
import pytest

QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqoffscreen.so",
        f"{QT}/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        f"{QT}/plugins/imageformats/libqwebp.so",
        f"{QT}/translations/qtbase_zh_CN.qm",
        "resources/i18n/redress_zh_CN.qm",
        "matplotlib/mpl-data/fonts/ttf/LastResortHE-Regular.ttf",
        "desktop/storage/migrations/env.py",
        "tzdata/zoneinfo/Asia/Shanghai",
        "zstandard/backend_c.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_what_the_program_needs_is_kept(name: str) -> None:
    assert payload.is_kept(name)


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/plugins/platforms/libqeglfs.so",
        f"{QT}/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/imageformats/libqpdf.so",
        f"{QT}/plugins/tls/libqopensslbackend.so",
        f"{QT}/translations/qtbase_de.qm",
        f"{QT}/qml/QtQuick/qmldir",
        "resources/i18n/desk_zh_CN.ts",
        "matplotlib/mpl-data/fonts/ttf/STIXGeneral.ttf",
        "matplotlib/backends/_tkagg.cpython-311-x86_64-linux-gnu.so",
        "zstandard/_cffi.cpython-311-x86_64-linux-gnu.so",
        "numpy/_core/tests/test_umath.py",
        "cryptography-50.0.2.dist-info/RECORD",
        "PySide6\\plugins\\platforms\\qdirect2d.dll",
    ],
)
def test_what_it_does_not_need_stays_out(name: str) -> None:
    assert not payload.is_kept(name)


EVERYTHING = """
import importlib, pkgutil, sys
import payload

class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in payload.UNUSED_MODULES):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Missing())
import desktop
for one in pkgutil.walk_packages(desktop.__path__, "desktop."):
    if "migrations" not in one.name and not one.name.endswith("__main__"):
        importlib.import_module(one.name)
for name in payload.LOADED_BY_NAME:
    importlib.import_module(name)
from desktop.reports import charts
print(charts.bars_figure([("退款", 3)], 200, 100))
from sqlalchemy import create_engine
import sqlcipher3.dbapi2
engine = create_engine("sqlite://", module=sqlcipher3.dbapi2)
print(engine.connect().exec_driver_sql("select 1").scalar())
"""


def test_nothing_here_misses_what_is_left_out() -> None:
    """A missing module would be missed only when somebody presses the button."""
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", EVERYTHING],
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'installer'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert "Figure" in told.stdout


def test_only_what_others_lean_on_can_be_an_orphan(tmp_path: Path) -> None:
    """A module lies beside the libraries, and nothing names it in its list of needs."""
    plain = tmp_path / "x"
    plain.write_bytes(b"")
    module = ("_cffi_backend.cpython-311-x86_64-linux-gnu.so", str(plain), "EXTENSION")
    python = ("libpython3.11.so.1.0", str(plain), "BINARY")
    orphan = ("PySide6/Qt/lib/libQt6Quick.so.6", str(plain), "BINARY")
    kept, _ = payload.trimmed([orphan, python, module], [])
    assert kept == [module, python]


def test_a_library_stays_as_long_as_something_leans_on_it(tmp_path: Path) -> None:
    needed = sorted(elf.read(Path(sys.executable).resolve()).needed)
    held = tmp_path / needed[0]
    held.write_bytes(b"")
    starter = ("redress", sys.executable, "EXECUTABLE")
    leaned_on = (f"numpy.libs/{needed[0]}", str(held), "BINARY")
    kept, _ = payload.trimmed([starter, leaned_on], [])
    assert leaned_on in kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder that passes: every needed file, and this Python as the starter."""
    for name in payload.NEEDED:
        place = tmp_path / "redress" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"")
    shutil.copy("/bin/true", tmp_path / "redress" / "redress")
    return tmp_path / "redress"


def _check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "payload", "check", str(folder)],
        cwd=Path(payload.__file__).parent,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_that_holds_to_the_rules_passes(folder: Path) -> None:
    told = _check(folder)
    assert told.returncode == 0, told.stderr
    assert "glibc 2." in told.stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("_internal/PySide6/Qt/lib/libQt6Charts.so.6", "must not be packed"),
        ("_internal/PySide6/Qt/lib/libQt6WebEngineCore.so.6", "must not be packed"),
        ("_internal/libstdc++.so.6", "must not be packed"),
        ("_internal/numpy/tests/test_one.txt", "must not be packed"),
        ("_internal/desktop/cli.py", "a source lies open"),
    ],
)
def test_what_must_not_be_packed_is_found(folder: Path, name: str, said: str) -> None:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"")
    told = _check(folder)
    assert told.returncode == 1
    assert said in told.stderr
    assert name in told.stderr


def test_a_missing_font_is_found(folder: Path) -> None:
    (folder / "_internal/resources/fonts/DeskSansSC-Regular.ttf").unlink()
    assert "is missing: _internal/resources/fonts/DeskSansSC-Regular.ttf" in _check(folder).stderr


def test_a_program_for_a_newer_system_is_found(folder: Path) -> None:
    told = _check(folder, REDRESS_GLIBC="2.1")
    assert told.returncode == 1
    assert "asked for was 2.1" in told.stderr


def test_a_library_of_no_known_package_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(payload._SYSTEM_LIBRARIES, "libc.")
    with pytest.raises(SystemExit):
        payload.check(folder)
    assert "leans on libc.so.6" in capsys.readouterr().err


def test_times_and_rights_do_not_depend_on_who_packs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    payload.settle(folder)
    assert {path.stat().st_mtime for path in (folder, *folder.rglob("*"))} == {1700000000}
    assert (folder / "redress").stat().st_mode & 0o777 == 0o755
    assert (folder / payload.NEEDED[1]).stat().st_mode & 0o777 == 0o644


def test_an_elf_file_is_read_as_the_tools_read_it() -> None:
    """The same names as the dynamic linker's own list."""
    told = subprocess.run(
        ["ldd", sys.executable], capture_output=True, text=True, check=True
    ).stdout
    found = elf.read(Path(sys.executable).resolve())
    assert found.needed
    assert all(name in told for name in found.needed)
    assert any(version.startswith("GLIBC_2.") for version in found.versions)


def test_a_file_that_is_no_elf_needs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("words")
    assert not elf.is_elf(path)
    assert elf.read(path) == elf.Elf(frozenset(), frozenset())
