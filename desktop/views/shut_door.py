"""The door of no site: what runs before one is open needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.errors import KeyringError

if TYPE_CHECKING:
    from collections.abc import Callable


class ShutDoor:
    """Stands where a gateway is asked for and there is none yet."""

    person = None

    def call(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Refuse."""
        raise KeyringError("key.locked")

    def may(self, use_case: Callable[..., Any], /) -> bool:
        """Allow nothing."""
        return False

    def as_now(self) -> Callable[[Callable[[], Any]], Any]:
        """Run the work in nobody's name."""
        return lambda work: work()

    def subscribe(self, callback: Callable[[Any], None], /) -> None:
        """Never call back."""
