"""Wrong passwords are counted, whichever way they come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import InputError, KeyringError
from desktop.storage.doorkeeper import Doorkeeper
from desktop.storage.keyring import Cost, Keyring

SITE = "0193aa11bb22cc33dd44ee55ff660001"
PASSWORD = "Kuaile-2026!"


@pytest.fixture
def keeper(tmp_path: Path) -> Doorkeeper:
    keyring, code = Keyring.create(tmp_path / "site", SITE, cost=Cost(3, 65536))
    keyring.add_staff(keyring.unlock_with_recovery(code), "Chen", PASSWORD)
    return Doorkeeper(tmp_path / "site")


def test_the_right_password_opens(keeper: Doorkeeper) -> None:
    assert keeper.logins() == ("chen",)
    assert keeper.unlock("chen", PASSWORD).must_change


def test_after_three_wrong_ones_even_the_right_one_waits(keeper: Doorkeeper) -> None:
    for _ in range(3):
        with pytest.raises(KeyringError, match=r"key\.wrong_password"):
            keeper.unlock("chen", "wrong")
    assert keeper.seconds_left("chen") == 1
    with pytest.raises(KeyringError, match=r"key\.throttled"):
        keeper.unlock("chen", PASSWORD)


def test_changing_a_password_counts_as_well(keeper: Doorkeeper) -> None:
    for _ in range(3):
        with pytest.raises(KeyringError, match=r"key\.wrong_password"):
            keeper.change_password("chen", "wrong", "Yue-liang-9")
    with pytest.raises(KeyringError, match=r"key\.throttled"):
        keeper.change_password("chen", PASSWORD, "Yue-liang-9")


def test_a_bad_new_password_is_no_guess(keeper: Doorkeeper) -> None:
    for _ in range(4):
        with pytest.raises(InputError):
            keeper.change_password("chen", PASSWORD, "short")
    assert keeper.seconds_left("chen") == 0


def test_whoever_gets_in_starts_anew(keeper: Doorkeeper) -> None:
    for _ in range(2):
        with pytest.raises(KeyringError):
            keeper.unlock("chen", "wrong")
    keeper.unlock("chen", PASSWORD)
    with pytest.raises(KeyringError):
        keeper.unlock("chen", "wrong")
    assert keeper.seconds_left("chen") == 0


def test_an_own_password_brings_a_signing_key(keeper: Doorkeeper) -> None:
    opened = keeper.change_password("chen", PASSWORD, "Yue-liang-9")
    assert opened.signing_key is not None
    assert not keeper.unlock("chen", "Yue-liang-9").must_change


def test_a_folder_without_keys_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match=r"key\.file_missing"):
        Doorkeeper(tmp_path)
