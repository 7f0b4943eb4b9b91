"""The key file as one program holds it: fresh, vouched for, and changed under a lock."""

from __future__ import annotations

import hmac
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.errors import KeyringError, StorageError
from desktop.storage.keyfile import read_key_file, write_key_file
from desktop.storage.locks import folder_lock
from desktop.storage.passwords import normal_login

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.storage.keyfile import KeyFile, Slot
    from desktop.storage.unlocked import Unlocked


class KeyStore:
    """The newest good key file of a folder."""

    def __init__(self, folder: Path, file: KeyFile, *, copies_agree: bool = True) -> None:
        """Hold a file that was read from, or is to be written to, `folder`."""
        self._folder = folder
        self._lock = threading.RLock()
        self._copies_agree = copies_agree
        self.file = file

    @classmethod
    def read(cls, folder: Path) -> KeyStore:
        """Read the key file of a site.

        Raises:
            KeyringError: as `read_key_file` does.
        """
        file, agree = read_key_file(folder)
        return cls(folder, file, copies_agree=agree)

    def slot(self, login: str) -> Slot:
        """Find the slot of a person who may sign in.

        Raises:
            KeyringError: `key.login_unknown`.
        """
        slot = self.file.slot_of(normal_login(login))
        if slot is None:
            raise KeyringError("key.login_unknown", login=normal_login(login))
        return slot

    def refresh(self) -> None:
        """Take over what another window wrote; a file spoilt meanwhile changes nothing."""
        with self._lock:
            try:
                file, self._copies_agree = read_key_file(self._folder)
            except (KeyringError, StorageError):
                self._copies_agree = False
                return
            if file.site_uid == self.file.site_uid and file.serial >= self.file.serial:
                self.file = file

    def check(self, unlocked: Unlocked) -> None:
        """Make sure that only people with the master key wrote the file, and mend a copy.

        Raises:
            KeyringError: `key.file_altered`.
        """
        with self._lock:
            self._require_genuine(unlocked)
            if self._copies_agree:
                return
            with folder_lock(self._folder):
                self.refresh()  # another program may have been between its two copies
                self._require_genuine(unlocked)
                if not self._copies_agree:
                    with suppress(StorageError):  # signing in must work on a full disk
                        write_key_file(self._folder, self.file)
                        self._copies_agree = True

    def _require_genuine(self, unlocked: Unlocked) -> None:
        expected = unlocked.key_file_mac(self.file.body())
        if not hmac.compare_digest(expected, self.file.mac):
            raise KeyringError("key.file_altered")

    def change(self, unlocked: Unlocked, changed: Callable[[KeyFile], KeyFile]) -> None:
        """Write a changed file, vouched for by the master key.

        Raises:
            KeyringError: `key.file_altered`.
            StorageError: the disk refuses; the old file stays.
        """
        with self._lock, folder_lock(self._folder):
            self.refresh()
            if self.file.serial:
                self._require_genuine(unlocked)
            new = replace(changed(self.file), serial=self.file.serial + 1)
            new = replace(new, mac=unlocked.key_file_mac(new.body()))
            write_key_file(self._folder, new)
            self.file, self._copies_agree = new, True
