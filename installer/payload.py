"""What is packed: what stays out and why, and what the packed folder must hold up to.

python installer/payload.py strip FOLDER     takes symbols and debug notes off libraries
python installer/payload.py settle FOLDER    one time and one set of rights for every file
python installer/payload.py check FOLDER     nothing forbidden, nothing missing, old enough
python installer/payload.py digests FOLDER   one line a file, in order
python installer/payload.py depends FOLDER   the system libraries it leans on
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import elf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Packed = tuple[str, str, str]  # where it goes, where it lies, what kind it is

LOADED_BY_NAME = (
    "_cffi_backend",  # cryptography's library imports it by itself
    "sqlalchemy.dialects.sqlite",
    "fsspec.implementations.local",
    "tzdata",
    "zoneinfo",
)
"""Modules that somebody imports by a name put together while the program runs."""

UNUSED_MODULES = [
    # graphical tools and test tools that libraries offer to load
    "tkinter", "IPython", "pytest", "_pytest", "pluggy", "doctest", "pydoc", "pydoc_data",
    # what installs and compiles
    "setuptools", "pkg_resources", "distutils", "pip", "wheel", "cffi", "pycparser",
    # parts of libraries nobody calls
    "numpy.f2py", "numpy.distutils", "numpy.testing", "numpy.tests", "numpy.random",
    "matplotlib.pyplot", "matplotlib.tests", "matplotlib.sphinxext",
    "pygments", "curses", "lib2to3", "ensurepip", "idlelib", "turtledemo",
    "zstandard.backend_cffi", "zstandard._cffi", "PIL.ImageQt", "PIL.ImageTk", "PIL._imagingtk",
    "PIL.AvifImagePlugin", "PIL._avif", "matplotlib.backends._tkagg",
    "sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle",
    "sqlalchemy.testing", "sqlite3",
    # Qt under the GPL, and Qt for other kinds of programs
    "PySide6.QtCharts", "PySide6.QtDataVisualization", "PySide6.QtGraphs", "PySide6.QtHttpServer",
    "PySide6.QtWebEngineCore", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets",
    "PySide6.QtDesigner", "PySide6.QtUiTools", "PySide6.Qt3DCore", "PySide6.QtMultimedia",
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSql", "PySide6.QtTest",
]  # fmt: skip

UNUSED_HOOKS = {
    "pyi_rth_pyside6": "sets QT_PLUGIN_PATH, which every Qt program we start would inherit; "
    "PySide6's wheel finds its plugins by itself",
    "pyi_rth_mplconfig": "makes matplotlib gather its fonts anew in a temporary folder each run",
    "pyi_rth_setuptools": "setuptools is not packed",
    "pyi_rth_pkgres": "nor is pkg_resources",
}

KEPT_PLUGINS = {
    "platforms": ("libqxcb.so", "libqwayland*.so", "libqoffscreen.so", "libqminimal.so",
                  "qwindows.dll", "qoffscreen.dll"),
    "platforminputcontexts": ("libcompose*.so", "libibus*.so", "libfcitx*.so"),
    "imageformats": ("*gif*", "*ico.*", "*jpeg*", "*svg*", "*tiff*", "*webp*"),
    "iconengines": ("*svg*",),
    "printsupport": ("*",),
    "styles": ("*windows*",),
    "wayland-shell-integration": ("libxdg-shell.so",),
    "wayland-decoration-client": ("*",),
    "wayland-graphics-integration-client": ("*",),
    "xcbglintegrations": ("*",),
}  # fmt: skip
"""Qt's plugins by folder; a folder that is not named stays out whole."""

KEPT_TRANSLATIONS = ("qtbase_zh_CN.qm",)  # desktop/views/translation.py loads no other of Qt's

UNUSED_FILES = (
    "*/tests/*",
    "*.pyi",
    "*.c",
    "*.pxd",
    "*.h",
    "*/py.typed",
    "*.dist-info/*",
    "*.mako",
    "numpy/_core/_multiarray_tests.*",
    "*/__pycache__/*",
    "resources/i18n/*.ts",
    "alembic/*",
    "numpy/_core/include/*",
    "PySide6/Qt/qml/*",
    "PySide6/Qt/resources/*",
    "matplotlib/mpl-data/images/*",
    "matplotlib/mpl-data/plot_directive/*",
    "matplotlib/mpl-data/sample_data/*",
    "matplotlib/mpl-data/stylelib/*",
    "matplotlib/mpl-data/kpsewhich.lua",
    "matplotlib/mpl-data/fonts/afm/*",
    "matplotlib/mpl-data/fonts/pdfcorefonts/*",
    "reportlab/fonts/*",
    "setuptools/*",
)
KEPT_MPL_FONTS = ("DejaVuSans.ttf", "LastResortHE-Regular.ttf")  # without these no figure is made

KEPT_EXTENSIONS = {
    "zstandard": ("backend_c.*",),
    "PIL": ("_imaging.*", "_imagingft.*", "_imagingmath.*", "_webp.*"),
    "matplotlib/backends": ("_backend_agg.*",),
}
"""In these folders only the named extension modules stay."""

FORBIDDEN = (
    "*Charts*", "*DataVis*", "*HttpServer*", "*VirtualKeyboard*",  # Qt under the GPL
    "*WebEngine*", "*Qt6Qml*", "*Qt6Quick*", "*Qt63D*", "*Designer*", "*tcl*", "*tkinter*",
    "*/qml/*", "*gtk*", "*/tests/*", "*pytest*", "*.ts", "*.a", "*.h", "*.pyc",
    "*libc.so*", "*libstdc++*", "*libgcc_s*", "*libX11.so*", "*libGL.so*", "*libglib-2*",
    "*libfontconfig*", "*libxkbcommon*", "*libcups.so*", "*libsystemd*",
)  # fmt: skip
"""What must not be in the packed folder, whatever brought it."""

NEEDED = (
    "redress",
    "_internal/resources/fonts/DeskSansSC-Regular.ttf",
    "_internal/resources/i18n/redress_zh_CN.qm",
    "_internal/resources/THIRD_PARTY.md",
    "_internal/desktop/storage/migrations/env.py",
    "_internal/PySide6/Qt/plugins/platforms/libqxcb.so",
    "_internal/libxcb-cursor.so.0",
    "_internal/libxcb-util.so.1",
    "_internal/PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
    "_internal/PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
    "_internal/PySide6/Qt/translations/qtbase_zh_CN.qm",
    "_internal/tzdata/zoneinfo/Asia/Shanghai",
)

PACKED_OF_SYSTEM = (
    "libxcb-cursor.so.*",
    "libxcb-icccm.so.*",
    "libxcb-image.so.*",
    "libxcb-keysyms.so.*",
    "libxcb-render-util.so.*",
    "libxcb-util.so.*",
)
"""Small libraries of this machine that no window opens without, and that desks often lack.

Debian 10 and UOS have libxcb-util under another number, and libxcb-cursor is nowhere by default.
"""

_SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


# ---------------------------------------------------------------- while it is packed


def trimmed(
    binaries: Iterable[Packed], datas: Iterable[Packed]
) -> tuple[list[Packed], list[Packed]]:
    """Leave out what is not needed; gives what is left, in order."""
    kept = [one for one in binaries if _may_come_along(*one[:2]) and is_kept(one[0])]
    kept_datas = [one for one in datas if one[2] == "SYMLINK" or is_kept(one[0])]
    kept = _without_orphans(kept)
    names = {one[0] for one in (*kept, *kept_datas)}
    links = [one for one in kept_datas if one[2] != "SYMLINK" or _link_target(one) in names]
    return sorted(kept), sorted(links)


def is_kept(name: str) -> bool:
    """Tell whether a file of this name, as it would lie in the folder, is packed."""
    name = name.replace("\\", "/")
    if any(fnmatchcase(name, pattern) for pattern in UNUSED_FILES):
        return False
    folder, _, file = name.rpartition("/")
    if folder.startswith("PySide6/") and "/plugins/" in name:
        return _fits(file, KEPT_PLUGINS.get(folder.rpartition("/")[2], ()))
    if folder.startswith("PySide6/") and "/translations" in folder:
        return file in KEPT_TRANSLATIONS
    if folder == "matplotlib/mpl-data/fonts/ttf":
        return file in KEPT_MPL_FONTS
    if folder in KEPT_EXTENSIONS and file.endswith((".so", ".pyd")):
        return _fits(file, KEPT_EXTENSIONS[folder])
    return True


def _fits(file: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(file, pattern) for pattern in patterns)


def _may_come_along(name: str, source: str) -> bool:
    """Leave out what the system of the desk has itself: its own is the one that fits it."""
    return not source.startswith(_SYSTEM_FOLDERS) or _fits(name, PACKED_OF_SYSTEM)


def _link_target(link: Packed) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(link[0]), link[1]))  # noqa: PTH118, PTH120


def _without_orphans(binaries: list[Packed]) -> list[Packed]:
    """Leave out the libraries that nothing which is packed leans on."""
    if sys.platform != "linux":
        return binaries
    libraries = {Path(one[0]).name: one for one in binaries if _is_library(one[0])}
    left = [one for one in binaries if Path(one[0]).name not in libraries]
    reached: set[str] = set()
    ahead = list(left)
    while ahead:
        for name in elf.read(Path(ahead.pop()[1])).needed:
            if name in libraries and name not in reached:
                reached.add(name)
                ahead.append(libraries[name])
    return [*left, *(libraries[name] for name in reached)]


def _is_library(name: str) -> bool:
    """Tell a library that others lean on from a module, a plugin or Python itself."""
    folder, _, file = name.rpartition("/")
    beside = not folder and file.startswith("lib") and not file.startswith("libpython")
    return beside or folder.endswith((".libs", "Qt/lib"))


# ---------------------------------------------------------------- what was packed


def files_of(folder: Path) -> Iterator[Path]:
    """Give every file and link of a folder, in order."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def elves_of(folder: Path) -> Iterator[Path]:
    """Give every program and library of a folder, in order."""
    for path in files_of(folder):
        if not path.is_symlink() and elf.is_elf(path):
            yield path


def strip(folder: Path) -> None:
    """Take symbols and debug notes off where the library stays sound.

    Some libraries were patched after they were linked, and GNU strip then lays them out so
    that they no longer load (numpy's OpenBLAS): those stay as they are.
    """
    saved = 0
    for path in elves_of(folder):
        if path.parent == folder:
            continue  # the starter carries the modules behind its last section
        with tempfile.TemporaryDirectory() as scratch:
            lighter = Path(scratch) / path.name
            done = subprocess.run(
                ["strip", "--strip-unneeded", "-o", lighter, path],
                check=False,
                capture_output=True,
            )
            if done.returncode == 0 and elf.loads_alike(path, lighter):
                saved += path.stat().st_size - lighter.stat().st_size
                shutil.copyfile(lighter, path)
    print(f"payload: {saved / 1e6:.1f} MB of symbols taken off")


def settle(folder: Path) -> None:
    """Give every file the time of the commit and rights that do not depend on who packed."""
    moment = int(os.environ["SOURCE_DATE_EPOCH"])
    for path in (*files_of(folder), *(one for one in folder.rglob("*") if one.is_dir()), folder):
        if not path.is_symlink():
            runs = path.is_dir() or path.parent == folder
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def check(folder: Path) -> None:
    """Hold the folder against what must and must not be in it."""
    faults = [*_forbidden(folder), *_missing(folder), *_foreign_sources(folder)]
    newest = os.environ.get("REDRESS_GLIBC")
    floor, by = glibc_floor(folder)
    if newest and _version(floor) > _version(newest):
        faults.append(f"needs glibc {floor} for {', '.join(by)}; asked for was {newest}")
    faults += _unmet(folder)
    for fault in faults:
        print(f"payload: {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)
    size = sum(path.lstat().st_size for path in files_of(folder))
    count = sum(1 for _ in files_of(folder))
    print(f"payload: {count} files, {size / 1e6:.0f} MB, glibc {floor} or newer ({by[0]} wants it)")


def glibc_floor(folder: Path) -> tuple[str, list[str]]:
    """Give the oldest glibc everything in a folder loads with, and the files that want it."""
    wanting = defaultdict(list)
    for path in elves_of(folder):
        versions = [one[6:] for one in elf.read(path).versions if re.match(r"GLIBC_[0-9.]+$", one)]
        if versions:
            wanting[max(versions, key=_version)].append(path.name)
    newest = max(wanting, key=_version)
    return newest, sorted(wanting[newest])


def system_libraries(folder: Path) -> list[str]:
    """Give the names of the libraries the folder leans on and does not hold."""
    held = {path.name for path in files_of(folder)}
    needed = {name for path in elves_of(folder) for name in elf.read(path).needed}
    return sorted(needed - held)


def digests(folder: Path) -> list[str]:
    """Give one line a file: digest, rights, name; a link with where it points."""
    lines = []
    for path in files_of(folder):
        told = (
            f"-> {path.readlink()}"
            if path.is_symlink()
            else f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mode & 0o777:o}"
        )
        lines.append(f"{told} {path.relative_to(folder)}")
    return lines


def _forbidden(folder: Path) -> Iterator[str]:
    for path in files_of(folder):
        name = str(path.relative_to(folder))
        if any(fnmatchcase(name, pattern) for pattern in FORBIDDEN):
            yield f"must not be packed: {name}"


def _missing(folder: Path) -> Iterator[str]:
    for name in NEEDED:
        if not (folder / name).exists():
            yield f"is missing: {name}"


def _foreign_sources(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        if "migrations" not in path.parts:
            yield f"a source lies open: {path.relative_to(folder)}"


def _unmet(folder: Path) -> Iterator[str]:
    """Tell of a library that is neither packed nor of the kind a desk's system has."""
    allowed = tuple(_SYSTEM_LIBRARIES)
    for name in system_libraries(folder):
        if not name.startswith(allowed):
            yield f"leans on {name}, which no package here is known for"


def _version(told: str) -> tuple[int, ...]:
    return tuple(int(part) for part in told.split("."))


# ---------------------------------------------------------------- what the system has to have

_SYSTEM_LIBRARIES = {
    "ld-linux": "libc6",
    "libatomic.": "libatomic1",
    "libc.": "libc6",
    "libcups.": "libcups2 | libcups2t64",
    "libdbus-1.": "libdbus-1-3",
    "libdl.": "libc6",
    "libEGL.": "libegl1",
    "libfontconfig.": "libfontconfig1",
    "libfreetype.": "libfreetype6",
    "libgcc_s.": "libgcc-s1 | libgcc1",
    "libgio-2.0.": "libglib2.0-0 | libglib2.0-0t64",
    "libGL.": "libgl1",
    "libGLX.": "libglx0",
    "libglib-2.0.": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0.": "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi_krb5.": "libgssapi-krb5-2",
    "libgthread-2.0.": "libglib2.0-0 | libglib2.0-0t64",
    "libm.": "libc6",
    "libOpenGL.": "libopengl0",
    "libpthread.": "libc6",
    "libresolv.": "libc6",
    "librt.": "libc6",
    "libstdc++.": "libstdc++6",
    "libutil.": "libc6",
    "libwayland-client.": "libwayland-client0",
    "libwayland-cursor.": "libwayland-cursor0",
    "libwayland-egl.": "libwayland-egl1",
    "libX11-xcb.": "libx11-xcb1",
    "libX11.": "libx11-6",
    "libxcb-glx.": "libxcb-glx0",
    "libxcb-randr.": "libxcb-randr0",
    "libxcb-render.": "libxcb-render0",
    "libxcb-shape.": "libxcb-shape0",
    "libxcb-shm.": "libxcb-shm0",
    "libxcb-sync.": "libxcb-sync1",
    "libxcb-xfixes.": "libxcb-xfixes0",
    "libxcb-xkb.": "libxcb-xkb1",
    "libxcb.": "libxcb1",
    "libxkbcommon-x11.": "libxkbcommon-x11-0",
    "libxkbcommon.": "libxkbcommon0",
    "libz.": "zlib1g",
    "libzstd.": "libzstd1",
}
"""Which Debian package has a library; after the bar its name in other releases."""


def depends(folder: Path) -> list[str]:
    """Give the Debian packages the folder needs, for the Depends of a package."""
    floor, _ = glibc_floor(folder)
    found = set()
    for name in system_libraries(folder):
        package = next(p for start, p in _SYSTEM_LIBRARIES.items() if name.startswith(start))
        found.add(f"libc6 (>= {floor})" if package == "libc6" else package)
    return sorted(found)


def _print_lines(read: Callable[[Path], Iterable[str]]) -> Callable[[Path], None]:
    return lambda folder: print(*read(folder), sep="\n")


COMMANDS: dict[str, Callable[[Path], None]] = {
    "strip": strip,
    "settle": settle,
    "check": check,
    "digests": _print_lines(digests),
    "depends": _print_lines(depends),
}


if __name__ == "__main__":
    COMMANDS[sys.argv[1]](Path(sys.argv[2]))
