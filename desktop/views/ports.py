"""What the window asks of the rooms below it, in the smallest words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.vocabulary import TicketId

UseCaseKind = Literal["command", "query"]


class Person(Protocol):
    """Who sits at the desk now."""

    @property
    def login(self) -> str:
        """The name typed at sign-in."""

    @property
    def name(self) -> str:
        """The name people say."""

    @property
    def role(self) -> str:
        """The role that grants permissions."""


class Changes(Protocol):
    """What a command touched."""

    @property
    def tables(self) -> frozenset[str]:
        """Logical table names."""

    @property
    def tickets(self) -> frozenset[TicketId]:
        """Tickets that must be read again."""


class Gateway(Protocol):
    """The one door, as the window sees it; safe to use from any thread."""

    @property
    def person(self) -> Person | None:
        """Who is signed in, if anybody."""

    def call(self, use_case: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Run a use case; raises `DeskError`."""

    def may(self, use_case: Any, /) -> bool:
        """Tell whether the person's role allows the use case."""

    def as_now(self) -> Callable[[Callable[[], Any]], Any]:
        """Give a way to run work as the person who is signed in now, whoever comes meanwhile."""

    def subscribe(self, callback: Callable[[Any], None], /) -> object:
        """Call back, in the calling thread, with the changes of each command."""


def kind_of(use_case: Callable[..., Any]) -> UseCaseKind:
    """Tell a command from a query; what carries no mark only reads."""
    return "command" if getattr(use_case, "kind", "query") == "command" else "query"
