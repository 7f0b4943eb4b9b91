"""The key envelope of a site: who may open it, and what an opened one gives."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import InputError, KeyringError
from desktop.storage.files import make_private_folder, write_atomically
from desktop.storage.founding import unfinished_site
from desktop.storage.keyfile import FLOOR, KEY_FILES, Cost, KeyFile, Slot, SlotKind
from desktop.storage.keystore import KeyStore
from desktop.storage.passwords import check_login, check_password, normal_login
from desktop.storage.recovery import code_of, new_secret, secret_of
from desktop.storage.slots import (
    KEY_BYTES,
    calibrated_cost,
    escrow_slot,
    open_escrow_slot,
    open_secret_slot,
    open_staff_slot,
    secret_slot,
    staff_slot,
    stretch,
)
from desktop.storage.throttle import SignInThrottle
from desktop.storage.unlocked import Unlocked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "FLOOR",
    "Cost",
    "Keyring",
    "SignInThrottle",
    "SlotKind",
    "Unlocked",
    "check_password",
]

_DUMMY_SALT: Final = bytes(16)
_SERVICE_PREFIX: Final = "redress-service-key-1 "


class Keyring:
    """The key file of a site and the ways to open it."""

    def __init__(self, store: KeyStore) -> None:
        """Take a key file that was read or made; use `load` or `create`."""
        self._store = store

    @classmethod
    def create(
        cls, folder: Path, site_uid: str, *, cost: Cost | None = None
    ) -> tuple[Keyring, str]:
        """Make the keys of a new site, openable by the recovery code alone so far.

        Args:
            folder: the data folder; made private.
            site_uid: the site's uid, bound into every slot.
            cost: what a sign-in costs; None measures this machine.

        Returns:
            The keyring, and the recovery code, which is shown this once.

        Raises:
            KeyringError: `key.file_exists`, or `key.weak_slot` for a cost below the floor.
        """
        make_private_folder(folder)
        if any((folder / name).exists() for name in KEY_FILES):
            raise KeyringError("key.file_exists", folder=str(folder))
        chosen = cost or calibrated_cost()
        if chosen.weak:
            raise KeyringError("key.weak_slot")
        keyring = cls(KeyStore(folder, KeyFile(site_uid, chosen)))
        unlocked = Unlocked(site_uid, secrets.token_bytes(KEY_BYTES))
        code = keyring.renew_recovery(unlocked)
        unlocked.forget()
        return keyring, code

    @classmethod
    def load(cls, folder: Path) -> Keyring:
        """Read the key file of a site.

        Raises:
            KeyringError: `key.file_missing` (also while a site is being made, or was left half
                made), `key.file_damaged` (both copies), `key.file_too_new`.
        """
        keyring = cls(KeyStore.read(folder))
        if keyring.site_uid == unfinished_site(folder):
            raise KeyringError("key.file_missing", folder=str(folder))
        return keyring

    @property
    def site_uid(self) -> str:
        """The site these keys belong to."""
        return self._store.file.site_uid

    @property
    def serial(self) -> int:
        """How often the key file has been changed."""
        return self._store.file.serial

    def logins(self) -> tuple[str, ...]:
        """List who may sign in now, in normal form and in order; another window may have added."""
        self._store.refresh()
        slots = self._store.file.slots_of_kind(SlotKind.STAFF)
        return tuple(sorted(slot.login for slot in slots))

    def has_slot(self, kind: SlotKind) -> bool:
        """Tell whether there is a way of this kind."""
        return bool(self._store.file.slots_of_kind(kind))

    def public_key(self, login: str) -> bytes | None:
        """Give a person's Ed25519 public key, or None before the first own password."""
        return self._store.slot(login).public_key or None

    def must_change(self, login: str) -> bool:
        """Tell whether a person has to choose a password of their own first."""
        return self._store.slot(login).must_change

    def unlock(self, login: str, password: str) -> Unlocked:
        """Open the site as a member of staff; takes as long as the slot's cost.

        Raises:
            KeyringError: `key.wrong_password` (also for an unknown login, after the same
                time), `key.weak_slot`, `key.file_altered`.
        """
        self._store.refresh()
        normal = normal_login(login)
        slot = self._store.file.slot_of(normal)
        if slot is None:
            stretch(password, _DUMMY_SALT, self._store.file.cost)
            raise KeyringError("key.wrong_password")
        if slot.cost is None or slot.cost.weak:
            raise KeyringError("key.weak_slot", login=normal)
        try:
            master, signing_key = open_staff_slot(self.site_uid, slot, password)
        except InvalidTag:
            raise KeyringError("key.wrong_password") from None
        return self._opened(
            master, login=normal, signing_key=signing_key, must_change=slot.must_change
        )

    def unlock_with_recovery(self, code: str) -> Unlocked:
        """Open the site with the code on paper.

        Raises:
            KeyringError: `key.recovery_mistyped`, `key.recovery_wrong`,
                `key.file_altered`.
        """
        return self._unlock_with_secret(SlotKind.RECOVERY, secret_of(code), "key.recovery_wrong")

    def unlock_with_service(self, key_file: Path) -> Unlocked:
        """Open the site for a run without people.

        Raises:
            KeyringError: `key.service_missing`, `key.service_wrong`, `key.file_altered`.
        """
        return self._unlock_with_secret(
            SlotKind.SERVICE, _read_service_key(key_file), "key.service_wrong"
        )

    def unlock_with_escrow(self, identity: str) -> Unlocked:
        """Open the site as headquarters.

        Args:
            identity: an age identity, `AGE-SECRET-KEY-1…`.

        Raises:
            KeyringError: `key.escrow_wrong`, `key.file_altered`.
        """
        self._store.refresh()
        for slot in self._store.file.slots_of_kind(SlotKind.HEADQUARTERS):
            with suppress(InvalidTag):
                return self._opened(open_escrow_slot(self.site_uid, slot, identity))
        raise KeyringError("key.escrow_wrong")

    def add_staff(
        self, unlocked: Unlocked, login: str, password: str, *, must_change: bool = True
    ) -> None:
        """Let one more person in.

        With `must_change` the password is temporary and the person gets a signing key
        only with a password of their own; without, the person typed it in themselves.

        Raises:
            InputError: `login.invalid`, or a `password.…` code.
            KeyringError: `key.login_taken`.
        """
        normal = check_login(login)
        check_password(normal, password)
        if self._store.file.slot_of(normal):
            raise KeyringError("key.login_taken", login=normal)
        signing_key = None if must_change else Ed25519PrivateKey.generate()
        self._put_staff(unlocked, normal, password, signing_key)

    def change_password(self, login: str, old: str, new: str) -> Unlocked:
        """Change one's own password; the first own one brings a new signing key.

        Raises:
            InputError: a `password.…` code.
            KeyringError: as `unlock` does.
        """
        check_password(login, new)
        opened = self.unlock(login, old)
        if opened.login is None or new == old:
            raise InputError("password.unchanged")
        if opened.signing_key is None:
            opened.signing_key = Ed25519PrivateKey.generate()
        opened.must_change = False
        self._put_staff(opened, opened.login, new, opened.signing_key)
        return opened

    def reset_password(self, unlocked: Unlocked, login: str, temporary: str) -> None:
        """Give a person a temporary password; the old signing key is gone for good.

        Raises:
            InputError: a `password.…` code.
            KeyringError: `key.login_unknown`.
        """
        slot = self._store.slot(login)
        check_password(slot.login, temporary)
        self._put_staff(unlocked, slot.login, temporary, None)

    def remove_staff(self, unlocked: Unlocked, login: str) -> None:
        """Let a person in no longer.

        Who copied the whole data folder before can still open that copy.

        Raises:
            KeyringError: `key.login_unknown`.
        """
        slot_id = self._store.slot(login).slot_id
        self._store.change(unlocked, lambda file: file.without(slot_id))

    def renew_recovery(self, unlocked: Unlocked) -> str:
        """Make a new recovery code; the old one opens nothing from now on."""
        secret = new_secret()
        self._put_only(
            unlocked, SlotKind.RECOVERY, self._secret_slot(unlocked, SlotKind.RECOVERY, secret)
        )
        return code_of(secret)

    def set_escrow(self, unlocked: Unlocked, recipients: Sequence[str]) -> None:
        """Seal the master key to headquarters' age recipients; none takes the slot away.

        Raises:
            InputError: `key.bad_recipient`.
        """
        slot = None
        if recipients:
            slot = unlocked.seal(lambda master: escrow_slot(self.site_uid, master, recipients))
        self._put_only(unlocked, SlotKind.HEADQUARTERS, slot)

    def add_service(self, unlocked: Unlocked, key_file: Path) -> None:
        """Write a key file with which runs without people open the site."""
        secret = secrets.token_bytes(KEY_BYTES)
        write_atomically(key_file, f"{_SERVICE_PREFIX}{secret.hex()}\n".encode())
        self._put_only(
            unlocked, SlotKind.SERVICE, self._secret_slot(unlocked, SlotKind.SERVICE, secret)
        )

    def remove_service(self, unlocked: Unlocked) -> None:
        """Take the way for runs without people away."""
        self._put_only(unlocked, SlotKind.SERVICE, None)

    def _unlock_with_secret(self, kind: SlotKind, secret: bytes, refusal: str) -> Unlocked:
        self._store.refresh()
        for slot in self._store.file.slots_of_kind(kind):
            with suppress(InvalidTag):
                return self._opened(open_secret_slot(self.site_uid, slot, secret))
        raise KeyringError(refusal)

    def _opened(
        self,
        master: bytes,
        *,
        login: str | None = None,
        signing_key: Ed25519PrivateKey | None = None,
        must_change: bool = False,
    ) -> Unlocked:
        unlocked = Unlocked(
            self.site_uid, master, login=login, signing_key=signing_key, must_change=must_change
        )
        self._store.check(unlocked)
        return unlocked

    def _put_staff(
        self,
        unlocked: Unlocked,
        login: str,
        password: str,
        signing_key: Ed25519PrivateKey | None,
    ) -> None:
        cost = self._store.file.cost
        new = unlocked.seal(
            lambda master: staff_slot(
                self.site_uid, master, login, password, cost, signing_key=signing_key
            )
        )

        def changed(file: KeyFile) -> KeyFile:
            old = file.slot_of(login)
            return (file.without(old.slot_id) if old else file).with_slot(new)

        self._store.change(unlocked, changed)

    def _secret_slot(self, unlocked: Unlocked, kind: SlotKind, secret: bytes) -> Slot:
        return unlocked.seal(lambda master: secret_slot(self.site_uid, master, kind, secret))

    def _put_only(self, unlocked: Unlocked, kind: SlotKind, new: Slot | None) -> None:
        """Make `new` the only slot of its kind."""

        def changed(file: KeyFile) -> KeyFile:
            rest = file.without(*(slot.slot_id for slot in file.slots_of_kind(kind)))
            return rest.with_slot(new) if new else rest

        self._store.change(unlocked, changed)


def _read_service_key(key_file: Path) -> bytes:
    try:
        text = key_file.read_text(encoding="ascii")
        return bytes.fromhex(text.removeprefix(_SERVICE_PREFIX).strip())
    except OSError as error:
        raise KeyringError("key.service_missing", path=str(key_file)) from error
    except ValueError as error:
        raise KeyringError("key.service_wrong") from error
