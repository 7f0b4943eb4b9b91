"""The mark on a folder in which a site is being made, and locks between programs."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from desktop.errors import KeyringError, StorageError
from desktop.storage.founding import FOUNDING, marked_as_unfinished, unfinished_site
from desktop.storage.keyfile import Cost
from desktop.storage.keyring import Keyring
from desktop.storage.locks import folder_lock

SITE = "0193aa11bb22cc33dd44ee55ff660001"
OTHER = "0193aa11bb22cc33dd44ee55ff660002"


def test_a_folder_is_marked_as_long_as_somebody_is_at_it(tmp_path: Path) -> None:
    with marked_as_unfinished(tmp_path, SITE) as before:
        assert before is None
        assert unfinished_site(tmp_path) == SITE
        with pytest.raises(StorageError, match=r"site\.exists"):
            marked_as_unfinished(tmp_path, OTHER).__enter__()
        assert unfinished_site(tmp_path) == SITE
    assert unfinished_site(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_who_comes_after_a_crash_is_told_of_it(tmp_path: Path) -> None:
    (tmp_path / FOUNDING).write_text(SITE)
    with marked_as_unfinished(tmp_path, OTHER) as before:
        assert before == SITE
        assert unfinished_site(tmp_path) == OTHER


def test_keys_of_half_a_site_open_nothing(tmp_path: Path) -> None:
    Keyring.create(tmp_path, SITE, cost=Cost(3, 65536))
    (tmp_path / FOUNDING).write_text(SITE)
    with pytest.raises(KeyringError, match=r"key\.file_missing"):
        Keyring.load(tmp_path)
    (tmp_path / FOUNDING).write_text(OTHER)
    assert Keyring.load(tmp_path).site_uid == SITE


def test_one_thread_at_a_time_holds_a_folder(tmp_path: Path) -> None:
    inside, most = 0, 0

    def hold() -> None:
        nonlocal inside, most
        for _ in range(50):
            with folder_lock(tmp_path):
                inside += 1
                most = max(most, inside)
                (tmp_path / "x").write_text("x")
                inside -= 1

    threads = [threading.Thread(target=hold) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_place_that_is_gone_is_used_without_a_lock(tmp_path: Path) -> None:
    with folder_lock(tmp_path / "gone"):
        pass
    assert not (tmp_path / "gone").exists()
