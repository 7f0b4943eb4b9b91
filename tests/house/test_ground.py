"""The ground of the tests holds: private files, a home of one's own, no network."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest


def test_files_are_private_from_birth(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.write_text("x")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_home_is_not_the_persons(home: Path) -> None:
    assert Path.home() == home
    assert not any(item.is_file() for item in home.rglob("*"))
    assert Path(os.environ["XDG_CONFIG_HOME"]).is_relative_to(home)


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("2001:db8::1", 9, 0, 0)])
def test_no_connection_leaves_this_machine(address: tuple[str | int, ...]) -> None:
    family = socket.AF_INET if len(address) == 2 else socket.AF_INET6
    with socket.socket(family) as out, pytest.raises(RuntimeError, match=r"socket\.connect"):
        out.connect(address)


def test_no_name_is_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"socket\.getaddrinfo"):
        socket.getaddrinfo("example.invalid", 443)


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as host,
        socket.create_connection(host.getsockname()) as guest,
        host.accept()[0] as served,
    ):
        guest.sendall(b"!")
        assert served.recv(1) == b"!"
