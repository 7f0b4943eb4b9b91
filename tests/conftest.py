"""The ground every test stands on: offscreen, private, alone on its machine."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Qt, matplotlib and the C library read these when they are loaded: before any other import.
os.umask(0o077)
os.environ["QT_QPA_PLATFORM"] = os.environ.get("REDRESS_TEST_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["TZ"] = "Asia/Shanghai"
time.tzset()
for _name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_IM_MODULE", "LANGUAGE"):
    os.environ.pop(_name, None)
for _name in [name for name in os.environ if name.startswith("REDRESS_")]:
    if _name != "REDRESS_TEST_PLATFORM":
        os.environ.pop(_name)
os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="redress-tests-")
atexit.register(shutil.rmtree, os.environ["MPLCONFIGDIR"], ignore_errors=True)

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

HOME_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "run",
}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, so that no settings leak in or out."""
    ground = tmp_path_factory.mktemp("person")
    for variable, folder in HOME_FOLDERS.items():
        (ground / folder).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(ground / folder))
    return ground / "home"


@pytest.fixture(autouse=True)
def _same_umask() -> Iterator[None]:
    """Put the umask back if a test, or the program under test, changed it."""
    before = os.umask(0o077)
    yield
    os.umask(before)


class OffLoopbackError(RuntimeError):
    """A test tried to reach another machine."""


def _stay_at_home(event: str, args: tuple[Any, ...]) -> None:
    """Refuse every connection, message and name look-up that leaves this machine."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # else a Unix socket's path
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if host is not None and not _is_loopback(host):
        raise OffLoopbackError(event, host)


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_stay_at_home)
