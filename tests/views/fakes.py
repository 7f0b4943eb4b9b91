"""What stands behind the window in its tests: a door with nothing but functions behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from desktop.vocabulary import TicketId


@dataclass(frozen=True)
class FakePerson:
    login: str = "li"
    name: str = "李晓敏"
    role: str = "manager"


@dataclass(frozen=True)
class FakeChanges:
    tables: frozenset[str] = frozenset()
    tickets: frozenset[TicketId] = frozenset()


@dataclass
class FakeGateway:
    """Calls the function itself, notes in which thread, and tells subscribers after commands."""

    person: FakePerson | None = field(default_factory=FakePerson)
    forbidden: set[object] = field(default_factory=set)
    threads: list[int] = field(default_factory=list)
    askers: list[FakePerson | None] = field(default_factory=list)
    subscribers: list[Callable[[Any], None]] = field(default_factory=list)

    def call(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.threads.append(threading.get_ident())
        result = use_case(*args, **kwargs)
        if getattr(use_case, "kind", "query") == "command":
            for subscriber in self.subscribers:
                subscriber(result)
        return result

    def may(self, use_case: Callable[..., Any], /) -> bool:
        return use_case not in self.forbidden

    def as_now(self) -> Callable[[Callable[[], Any]], Any]:
        asker = self.person

        def run(work: Callable[[], Any]) -> Any:
            self.askers.append(asker)
            return work()

        return run

    def subscribe(self, callback: Callable[[Any], None], /) -> None:
        self.subscribers.append(callback)


def command(function: Callable[..., Any]) -> Callable[..., Any]:
    function.kind = "command"  # type: ignore[attr-defined]
    return function


def query(function: Callable[..., Any]) -> Callable[..., Any]:
    function.kind = "query"  # type: ignore[attr-defined]
    return function
