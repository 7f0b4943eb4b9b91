"""The key envelope of a site."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.errors import InputError, KeyringError
from desktop.storage import keyfile
from desktop.storage.keyfile import KEY_FILE, KEY_FILE_COPY, canonical
from desktop.storage.keyring import FLOOR, Cost, Keyring, SlotKind, Unlocked
from desktop.storage.slots import START, calibrated_cost

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "0190c0ffee0070008000000000000001"
PASSWORD = "tulip-harbour-9"
OTHER = "granite-willow-4"


@dataclass
class Made:
    """A site's keys, made once and copied for each test."""

    folder: Path
    code: str

    def copied(self, to: Path) -> Keyring:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Keyring.load(to)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("keys")
    keyring, code = Keyring.create(folder, SITE, cost=FLOOR)
    unlocked = keyring.unlock_with_recovery(code)
    keyring.add_staff(unlocked, "Li.Na", PASSWORD, must_change=False)
    keyring.add_staff(unlocked, "wang", PASSWORD)
    return Made(folder, code)


@pytest.fixture
def keyring(made: Made, tmp_path: Path) -> Keyring:
    return made.copied(tmp_path)


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises((KeyringError, InputError)) as refused:
        act()
    return refused.value.code


def keys_of(unlocked: Unlocked) -> set[bytes]:
    return {
        unlocked.database_key,
        unlocked.vault_key,
        unlocked.backup_key,
        unlocked.anchor_key,
    }


def test_every_way_gives_the_same_four_keys(made: Made, keyring: Keyring, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    offline = pyrage.x25519.Identity.generate()
    by_code = keyring.unlock_with_recovery(made.code)
    keyring.set_escrow(by_code, [str(identity.to_public()), str(offline.to_public())])
    keyring.add_service(by_code, tmp_path / "service.key")
    by_person = keyring.unlock("ｌI.na ", PASSWORD)
    again = Keyring.load(tmp_path)
    ways = [
        by_code,
        by_person,
        again.unlock_with_service(tmp_path / "service.key"),
        again.unlock_with_escrow(str(identity)),
        again.unlock_with_escrow(str(offline)),
    ]
    keys = keys_of(by_code)
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert all(keys_of(way) == keys for way in ways)
    assert by_person.login == "li.na"
    assert by_code.login is None


def test_a_wrong_password_and_an_unknown_login_read_the_same(keyring: Keyring) -> None:
    assert refusal(lambda: keyring.unlock("li.na", OTHER)) == "key.wrong_password"
    assert refusal(lambda: keyring.unlock("nobody", PASSWORD)) == "key.wrong_password"
    assert refusal(lambda: keyring.unlock("", "\ud800")) == "key.wrong_password"


def test_wrong_codes_and_key_files_are_refused(
    made: Made, keyring: Keyring, tmp_path: Path
) -> None:
    other, other_code = Keyring.create(tmp_path / "other", SITE, cost=FLOOR)
    other.add_service(other.unlock_with_recovery(other_code), tmp_path / "other.key")
    keyring.add_service(keyring.unlock_with_recovery(made.code), tmp_path / "own.key")
    identity = pyrage.x25519.Identity.generate()
    assert refusal(lambda: keyring.unlock_with_recovery(other_code)) == "key.recovery_wrong"
    assert refusal(lambda: keyring.unlock_with_service(tmp_path / "no")) == "key.service_missing"
    assert (
        refusal(lambda: keyring.unlock_with_service(tmp_path / "other.key")) == "key.service_wrong"
    )
    assert refusal(lambda: keyring.unlock_with_escrow(str(identity))) == "key.escrow_wrong"
    keyring.set_escrow(keyring.unlock_with_recovery(made.code), [str(identity.to_public())])
    assert refusal(lambda: keyring.unlock_with_escrow("rubbish")) == "key.escrow_wrong"
    keyring.remove_service(keyring.unlock_with_recovery(made.code))
    assert refusal(lambda: keyring.unlock_with_service(tmp_path / "own.key")) == "key.service_wrong"
    assert not keyring.has_slot(SlotKind.SERVICE)


def test_a_temporary_password_brings_no_signing_key(keyring: Keyring) -> None:
    assert keyring.must_change("wang")
    assert keyring.public_key("wang") is None
    assert keyring.unlock("wang", PASSWORD).signing_key is None
    opened = keyring.change_password("Wang", PASSWORD, OTHER)
    assert not keyring.must_change("wang")
    assert opened.signing_key is not None
    public = keyring.public_key("wang")
    assert public is not None
    signature = opened.signing_key.sign(b"entry")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"entry")
    assert refusal(lambda: keyring.unlock("wang", PASSWORD)) == "key.wrong_password"


def test_changing_ones_own_password_keeps_the_signing_key(keyring: Keyring) -> None:
    before = keyring.public_key("li.na")
    keys = keys_of(keyring.unlock("li.na", PASSWORD))
    keyring.change_password("li.na", PASSWORD, OTHER)
    after = keyring.unlock("li.na", OTHER)
    assert keyring.public_key("li.na") == before
    assert after.signing_key is not None
    assert after.signing_key.public_key().public_bytes_raw() == before
    assert keys_of(after) == keys


def test_a_reset_takes_the_signing_key_away(made: Made, keyring: Keyring) -> None:
    before = keyring.public_key("li.na")
    keyring.reset_password(keyring.unlock_with_recovery(made.code), "LI.NA", OTHER)
    assert keyring.must_change("li.na")
    assert keyring.public_key("li.na") is None
    assert keyring.unlock("li.na", OTHER).signing_key is None
    keyring.change_password("li.na", OTHER, PASSWORD)
    assert keyring.public_key("li.na") not in {None, before}


def test_who_is_removed_gets_in_no_longer(made: Made, keyring: Keyring) -> None:
    unlocked = keyring.unlock_with_recovery(made.code)
    assert keyring.logins() == ("li.na", "wang")
    keyring.remove_staff(unlocked, "LI.NA")
    assert keyring.logins() == ("wang",)
    assert refusal(lambda: keyring.unlock("li.na", PASSWORD)) == "key.wrong_password"
    assert refusal(lambda: keyring.remove_staff(unlocked, "li.na")) == "key.login_unknown"


def test_whoever_another_window_takes_on_is_listed(
    made: Made, keyring: Keyring, tmp_path: Path
) -> None:
    other = Keyring.load(tmp_path)
    other.add_staff(other.unlock_with_recovery(made.code), "zhang", PASSWORD)
    assert "zhang" in keyring.logins()


def test_a_new_recovery_code_ends_the_old(made: Made, keyring: Keyring) -> None:
    code = keyring.renew_recovery(keyring.unlock_with_recovery(made.code))
    keyring.unlock_with_recovery(code)
    assert refusal(lambda: keyring.unlock_with_recovery(made.code)) == "key.recovery_wrong"


def test_logins_and_passwords_are_checked(made: Made, keyring: Keyring) -> None:
    unlocked = keyring.unlock_with_recovery(made.code)
    add = keyring.add_staff
    assert refusal(lambda: add(unlocked, "LI.NA", PASSWORD)) == "key.login_taken"
    assert refusal(lambda: add(unlocked, " ", PASSWORD)) == "login.invalid"
    assert refusal(lambda: add(unlocked, "chen", "short")) == "password.too_short"
    assert (
        refusal(lambda: keyring.change_password("li.na", PASSWORD, PASSWORD))
        == "password.unchanged"
    )
    assert refusal(lambda: keyring.set_escrow(unlocked, ["age1nonsense"])) == "key.bad_recipient"


def test_forgetting(made: Made, keyring: Keyring) -> None:
    unlocked = keyring.unlock("li.na", PASSWORD)
    unlocked.forget_person()
    assert unlocked.signing_key is None
    assert unlocked.login is None
    assert len(unlocked.database_key) == 32
    unlocked.forget()
    assert refusal(lambda: unlocked.database_key) == "key.locked"
    assert refusal(lambda: keyring.renew_recovery(unlocked)) == "key.locked"
    keyring.unlock_with_recovery(made.code)


def test_nothing_readable_gives_a_key_away(made: Made, keyring: Keyring) -> None:
    unlocked = keyring.unlock("li.na", PASSWORD)
    assert unlocked.signing_key is not None
    text = (made.folder / KEY_FILE).read_bytes()
    for secret in [*keys_of(unlocked), unlocked.signing_key.private_bytes_raw()]:
        assert secret.hex().encode() not in text
    assert PASSWORD.encode() not in text


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\xff\xfe", b"[" * 9999])
@pytest.mark.parametrize("name", [KEY_FILE, KEY_FILE_COPY])
def test_one_good_copy_is_enough_and_mends_the_other(
    made: Made, tmp_path: Path, name: str, spoilt: bytes
) -> None:
    made.copied(tmp_path)
    (tmp_path / name).write_bytes(spoilt)
    Keyring.load(tmp_path).unlock_with_recovery(made.code)
    assert (tmp_path / KEY_FILE).read_bytes() == (made.folder / KEY_FILE).read_bytes()
    assert (tmp_path / KEY_FILE_COPY).read_bytes() == (tmp_path / KEY_FILE).read_bytes()


def test_a_missing_or_damaged_file_is_told_apart_from_a_wrong_password(
    made: Made, tmp_path: Path
) -> None:
    assert refusal(lambda: Keyring.load(tmp_path)) == "key.file_missing"
    made.copied(tmp_path)
    for name in (KEY_FILE, KEY_FILE_COPY):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[:-1])
    assert refusal(lambda: Keyring.load(tmp_path)) == "key.file_damaged"
    assert refusal(lambda: Keyring.create(tmp_path, SITE, cost=FLOOR)) == "key.file_exists"


def test_every_flipped_byte_is_noticed(made: Made, tmp_path: Path) -> None:
    whole = (made.folder / KEY_FILE).read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        (tmp_path / KEY_FILE).write_bytes(flipped)
        assert refusal(lambda: keyfile.read_key_file(tmp_path)) == "key.file_damaged"


def rewritten(folder: Path, change: Callable[[dict[str, Any]], None]) -> Keyring:
    """Change the file as somebody would who can write it but has no key."""
    plain = json.loads((folder / KEY_FILE).read_bytes())
    change(plain)
    plain.pop("checksum")
    plain["checksum"] = keyfile._checksum(plain)  # the attacker can, too
    for name in (KEY_FILE, KEY_FILE_COPY):
        (folder / name).write_bytes(canonical(plain))
    return Keyring.load(folder)


def slot_of(plain: dict[str, Any], login: str) -> dict[str, Any]:
    return next(slot for slot in plain["slots"] if slot["login"] == login)


def test_a_weakened_slot_is_refused(keyring: Keyring, tmp_path: Path) -> None:
    for weaker in ({"passes": 2}, {"memory_kib": 32 * 1024}):

        def weaken(plain: dict[str, Any], weaker: dict[str, int] = weaker) -> None:
            slot_of(plain, "li.na")["kdf"].update(weaker)

        weak = rewritten(tmp_path, weaken)
        assert refusal(partial(weak.unlock, "li.na", PASSWORD)) == "key.weak_slot"
    assert keyring.site_uid == SITE
    assert (
        refusal(lambda: Keyring.create(tmp_path / "w", SITE, cost=Cost(1, 64))) == "key.weak_slot"
    )


def test_a_ruinous_cost_is_not_tried(keyring: Keyring, tmp_path: Path) -> None:
    def ruin(plain: dict[str, Any]) -> None:
        slot_of(plain, "li.na")["kdf"]["memory_kib"] = 2**40

    assert refusal(lambda: rewritten(tmp_path, ruin)) == "key.file_damaged"
    assert keyring.logins()


def test_slots_cannot_be_exchanged_or_edited(made: Made, keyring: Keyring, tmp_path: Path) -> None:
    def swap(plain: dict[str, Any]) -> None:
        one, two = slot_of(plain, "li.na"), slot_of(plain, "wang")
        one["login"], two["login"] = "wang", "li.na"

    def unmark(plain: dict[str, Any]) -> None:
        slot_of(plain, "wang")["must_change"] = False

    def other_site(plain: dict[str, Any]) -> None:
        plain["site"] = "f" * 32

    def other_key(plain: dict[str, Any]) -> None:
        slot_of(plain, "wang")["public_key"] = "00" * 32

    assert keyring.logins()
    for change in (swap, unmark, other_site, other_key):
        made.copied(tmp_path)
        altered = rewritten(tmp_path, change)
        assert refusal(partial(altered.unlock, "wang", PASSWORD)) == "key.wrong_password"
        # Whoever has the master key is told that somebody else wrote the file.
        code = refusal(partial(altered.unlock_with_recovery, made.code))
        assert code in {"key.file_altered", "key.recovery_wrong"}


def test_a_newer_format_is_not_guessed_at(keyring: Keyring, tmp_path: Path) -> None:
    def newer(plain: dict[str, Any]) -> None:
        plain["version"] = 2

    assert refusal(lambda: rewritten(tmp_path, newer)) == "key.file_too_new"
    assert keyring.logins()


def test_two_windows_see_each_others_changes(made: Made, keyring: Keyring, tmp_path: Path) -> None:
    second = Keyring.load(tmp_path)
    unlocked = keyring.unlock_with_recovery(made.code)
    keyring.set_escrow(unlocked, [str(pyrage.x25519.Identity.generate().to_public())])
    second.add_service(unlocked, tmp_path / "service.key")
    fresh = Keyring.load(tmp_path)
    assert fresh.has_slot(SlotKind.HEADQUARTERS)
    assert fresh.has_slot(SlotKind.SERVICE)


def test_calibration_meets_half_a_second_and_keeps_the_floor() -> None:
    # Machines that need so many seconds for a pass over 64 MiB.
    slow = calibrated_cost(lambda cost: cost.passes * cost.memory_kib / FLOOR.memory_kib)
    usual = calibrated_cost(lambda cost: cost.passes * cost.memory_kib / FLOOR.memory_kib * 0.08)
    fast = calibrated_cost(lambda cost: cost.passes * cost.memory_kib / FLOOR.memory_kib * 0.01)
    assert slow == FLOOR
    assert usual == Cost(3, 128 * 1024)
    assert fast.memory_kib == START.memory_kib
    assert fast.passes == 12

    def poor(cost: Cost) -> float:
        if cost.memory_kib > FLOOR.memory_kib:
            raise MemoryError
        return 0.4

    assert calibrated_cost(poor) == FLOOR


def test_the_sign_in_page_loads_no_database() -> None:
    program = (
        "import sys, desktop.storage.keyring;"
        "print([name for name in sys.modules if name.startswith(('sqlalchemy', 'sqlcipher3'))])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert told.stdout.strip() == "[]"
