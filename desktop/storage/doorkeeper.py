"""Letting people in: the key file of a site behind the brake on guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import KeyringError
from desktop.storage.keyring import Keyring
from desktop.storage.throttle import SignInThrottle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.storage.unlocked import Unlocked

_WRONG = "key.wrong_password"


class Doorkeeper:
    """Knows who may sign in at one site, and counts wrong passwords."""

    def __init__(self, folder: Path) -> None:
        """Read the keys of a site; raises KeyringError as `Keyring.load` does."""
        self.folder = folder
        self.keyring = Keyring.load(folder)
        self._throttle = SignInThrottle(folder)

    def logins(self) -> tuple[str, ...]:
        """List who may sign in."""
        return self.keyring.logins()

    def seconds_left(self, login: str) -> int:
        """Tell how many whole seconds a login has to wait; 0 is none."""
        return self._throttle.seconds_left(login)

    def unlock(self, login: str, password: str) -> Unlocked:
        """Open the keys with a password; takes as long as Argon2id does.

        Raises:
            KeyringError: `key.throttled`, `key.wrong_password`, or as `Keyring.unlock` does.
        """
        return self._counted(login, lambda: self.keyring.unlock(login, password))

    def change_password(self, login: str, old: str, new: str) -> Unlocked:
        """Open the keys and put a password of one's own in place of the old one.

        Raises:
            InputError: a `password.…` code.
            KeyringError: as `unlock` does.
        """
        return self._counted(login, lambda: self.keyring.change_password(login, old, new))

    def _counted(self, login: str, opening: Callable[[], Unlocked]) -> Unlocked:
        self._throttle.begin(login)
        try:
            unlocked = opening()
        except BaseException as error:
            if isinstance(error, KeyringError) and error.code == _WRONG:
                self._throttle.failed(login)
            else:
                self._throttle.take_back(login)
            raise
        self._throttle.succeeded(login)
        return unlocked
