"""What an opened site gives: the keys of the site, and those of the person."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from desktop.errors import KeyringError
from desktop.storage.slots import expand

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from desktop.storage.keyfile import Slot


class Unlocked:
    """An open site: its keys, and those of the person who opened it.

    `signing_key` is None for a recovery or a service, and while the person's password is
    a temporary one that somebody else knows (`must_change`).
    """

    def __init__(
        self,
        site_uid: str,
        master: bytes,
        *,
        login: str | None = None,
        signing_key: Ed25519PrivateKey | None = None,
        must_change: bool = False,
    ) -> None:
        """Hold the keys until they are forgotten."""
        self.site_uid = site_uid
        self.login = login
        self.signing_key = signing_key
        self.must_change = must_change
        self._master = bytearray(master)

    @property
    def database_key(self) -> bytes:
        """The raw key of SQLCipher, 32 bytes."""
        return self.derive("database")

    @property
    def vault_key(self) -> bytes:
        """The naming key of the evidence vault."""
        return self.derive("vault")

    @property
    def backup_key(self) -> bytes:
        """The key that vouches for backups."""
        return self.derive("backup")

    @property
    def anchor_key(self) -> bytes:
        """The key that vouches for anchors."""
        return self.derive("anchor")

    def derive(self, label: str) -> bytes:
        """Derive a 32-byte key of this site for one purpose.

        Raises:
            KeyringError: `key.locked`, after `forget`.
        """
        return expand(self._lent(), label, salt=self.site_uid.encode())

    def seal(self, sealing: Callable[[bytes], Slot]) -> Slot:
        """Lend the master key to a function that seals it into a slot."""
        return sealing(self._lent())

    def key_file_mac(self, body: bytes) -> bytes:
        """Vouch for the content of the key file."""
        return hmac.digest(self.derive("key file"), body, "sha256")

    def lend(self) -> Unlocked:
        """Give the site's keys without the person's, to open a copy that is closed by itself."""
        return Unlocked(self.site_uid, self._lent())

    def forget_person(self) -> None:
        """Forget who signed in (screen lock); the site stays open for its own jobs."""
        self.login = None
        self.signing_key = None

    def forget(self) -> None:
        """Forget every key, as far as Python can."""
        self.forget_person()
        self._master[:] = bytes(len(self._master))
        self._master.clear()

    def _lent(self) -> bytes:
        if not self._master:
            raise KeyringError("key.locked")
        return bytes(self._master)
