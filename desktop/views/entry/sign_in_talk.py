"""The talk between the sign-in page and whoever holds the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop.views.entry.sign_in_page import SignInPage
    from desktop.views.jobs import Jobs


class Keeper(Protocol):
    """Who lets people in at one site."""

    def seconds_left(self, login: str) -> int:
        """Tell how long a login has to wait."""

    def unlock(self, login: str, password: str) -> Any:
        """Open the keys, in a job; raises KeyringError."""

    def change_password(self, login: str, old: str, new: str) -> Any:
        """Put an own password in place of a temporary one, in a job."""


class SignInTalk(QObject):
    """Tries passwords off the GUI thread until somebody may come in."""

    let_in = Signal(object)
    """What the keeper opened, for a person with a password of their own."""

    def __init__(self, page: SignInPage, jobs: Jobs, parent: QObject | None = None) -> None:
        """Listen to the page; nobody can come in before there is a `keeper`."""
        super().__init__(parent)
        self.keeper: Keeper | None = None
        self._page = page
        self._jobs = jobs
        page.sign_in_requested.connect(self._on_sign_in)
        page.password_chosen.connect(self._on_password_chosen)

    def _on_sign_in(self, login: str, password: str) -> None:
        if self.keeper is not None:
            self._try(self._on_unlocked, self.keeper.unlock, login, password)

    def _on_password_chosen(self, login: str, old: str, new: str) -> None:
        if self.keeper is not None:
            self._try(self.let_in.emit, self.keeper.change_password, login, old, new)

    def _try(self, done: Any, opening: Any, *told: str) -> None:
        self._jobs.run(self, done, opening, *told, failed=self._page.refuse)

    def _on_unlocked(self, unlocked: Any) -> None:
        if unlocked.must_change:
            self._page.ask_own_password()
        else:
            self.let_in.emit(unlocked)
