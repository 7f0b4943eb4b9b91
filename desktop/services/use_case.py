"""The marks `@command` and `@query`, and the registry of all use cases."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from desktop.errors import InputError
from desktop.models.codecs import MAX_INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.models.codecs import Plain
    from desktop.models.permissions import Permission
    from desktop.services.work import Work

P = ParamSpec("P")
T = TypeVar("T")
Kind = Literal["command", "query"]
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class UseCase(Generic[P, T]):
    """A marked function: its name, what it is, and what it takes to call it."""

    def __init__(
        self, function: Callable[Concatenate[Work, P], T], kind: Kind, permission: Permission
    ) -> None:
        """Wrap a function of `work` and plain values."""
        self.function = function
        self.kind = kind
        self.permission = permission
        self.name = function.__name__
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__wrapped__ = function

    def __call__(self, work: Work, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run inside a transaction; only the gateway does so."""
        return self.function(work, *args, **kwargs)

    def __repr__(self) -> str:
        """Name the use case."""
        return f"<{self.kind} {self.name}>"


REGISTRY: dict[str, UseCase[Any, Any]] = {}
"""Every use case by name; filled as the modules of `services` and `sync` are imported."""


def command(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Work, P], T]], UseCase[P, T]]:
    """Mark a use case that changes something or discloses something: it leaves an entry."""
    return lambda function: _register(UseCase(function, "command", permission))


def query(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Work, P], T]], UseCase[P, T]]:
    """Mark a use case that only reads."""
    return lambda function: _register(UseCase(function, "query", permission))


def _register(case: UseCase[P, T]) -> UseCase[P, T]:
    if case.name in REGISTRY:
        raise ValueError(case.name)
    REGISTRY[case.name] = case
    return case


def plain_arguments(args: tuple[object, ...], kwargs: dict[str, object]) -> Plain:
    """Give a call's arguments as plain values, for the digest that the person signs.

    Raises InputError for U+0000, lone surrogates and integers above 2^53, which the door lets
    nowhere in.
    """
    return {"args": [_plain(a) for a in args], "kwargs": {k: _plain(v) for k, v in kwargs.items()}}


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _storable(value.value if isinstance(value, StrEnum) else value)
    if isinstance(value, int):
        return _exact(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return _told(value)


def _told(value: object) -> Plain:
    if isinstance(value, set | frozenset):
        return [*sorted(str(_plain(inner)) for inner in value)]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, PurePath):
        return _storable(value.name)
    if dataclasses.is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _signed_fields(value.__class__)}
    raise TypeError(type(value))


@lru_cache(maxsize=64)
def _signed_fields(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(cls) if not f.metadata.get("unsigned"))


def _exact(value: int) -> int:
    if abs(value) > MAX_INTEGER:
        raise InputError("number.too_large")
    return value


def _storable(value: str) -> str:
    if _UNSTORABLE.search(value):
        raise InputError("text.unstorable")
    return value
