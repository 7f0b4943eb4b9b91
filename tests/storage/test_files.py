"""Atomic writes, private folders and names from outside."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import StorageError
from desktop.storage.files import (
    atomic_writer,
    make_private_folder,
    safe_name,
    told_as_storage_errors,
    write_atomically,
)

CASES = {
    "photo.jpg": "photo.jpg",
    "小票 照片.JPG": "小票 照片.JPG",
    "../../etc/passwd": "passwd",
    "..\\..\\Windows\\win.ini": "win.ini",
    "C:\\Users\\a\\b.txt": "b.txt",
    "C:evil.exe": "evil.exe",
    "C:.bashrc": "bashrc",
    "\\\\server\\share\\x.pdf": "x.pdf",
    "folder/": "folder",
    "ab:c.txt": "ab_c.txt",
    "a\0b.txt": "ab.txt",
    "invoice\u202egpj.exe": "invoicegpj.exe",
    "zero\u200bwidth.txt": "zerowidth.txt",
    "line\nbreak.txt": "linebreak.txt",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "NUL .tar.gz": "_NUL .tar.gz",
    "com1.jpg": "_com1.jpg",
    "COM¹": "_COM¹",
    "lpt9": "_lpt9",
    "CONTRACT.pdf": "CONTRACT.pdf",
    "name. . .": "name",
    "...hidden": "hidden",
    "": "file",
    ".": "file",
    "..": "file",
    "///": "file",
    " \u3000 ": "file",
    "\ud800bad.txt": "bad.txt",
    "e\u0301.txt": "é.txt",
    'a<b>c"d|e?f*.txt': "a_b_c_d_e_f_.txt",
}


@pytest.mark.parametrize(("given_name", "expected"), CASES.items())
def test_safe_name_knows_the_tricks(given_name: str, expected: str) -> None:
    assert safe_name(given_name) == expected


def test_an_overlong_name_keeps_its_extension() -> None:
    short = safe_name("投诉" * 300 + ".jpeg")
    assert short.endswith(("诉.jpeg", "投.jpeg"))
    assert len(short.encode()) in range(196, 201)
    assert len(safe_name("a" * 500 + ".mp4")) == 120


TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("./\\: \0\u202e\u200d\u0301CONconAUXcom19\u3000-~_\ud800é"),
        st.characters(),
    ),
    max_size=300,
)


@given(TRICKY)
def test_any_name_becomes_one_harmless_component(name: str) -> None:
    safe = safe_name(name)
    assert 1 <= len(safe) <= 120
    assert len(safe.encode()) <= 200
    assert not set(safe) & set('/\\:<>"|?*\0')
    assert safe[0] not in ". "
    assert safe[-1] not in ". "
    assert PurePosixPath(safe).name == safe
    assert PureWindowsPath(safe).name == safe
    assert not PureWindowsPath(safe).is_reserved()
    assert all(unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} for letter in safe)
    assert unicodedata.is_normalized("NFC", safe)
    assert safe_name(safe) == safe


def test_an_atomic_write_replaces_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["a.json"]


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old")
    with pytest.raises(RuntimeError, match="cancelled"):
        _write_half(path)
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.json"]


def _write_half(path: Path) -> None:
    told = "cancelled"
    with atomic_writer(path) as stream:
        stream.write(b"half")
        raise RuntimeError(told)


def test_a_full_disk_is_told_as_such() -> None:
    if not os.access("/dev/full", os.W_OK):
        pytest.skip("no /dev/full here")
    with pytest.raises(StorageError) as refused:
        _write_to_full_disk()
    assert refused.value.code == "storage.full"


def _write_to_full_disk() -> None:
    path = Path("/dev/full")
    with told_as_storage_errors(path), path.open("wb", buffering=0) as stream:
        stream.write(b"x")


def test_a_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        write_atomically(tmp_path / "gone" / "a", b"x")
    assert refused.value.code == "storage.failed"


def test_a_private_folder_is_private(tmp_path: Path) -> None:
    folder = make_private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    make_private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError) as refused:
        make_private_folder(tmp_path / "file")
    assert refused.value.code == "storage.not_a_folder"
