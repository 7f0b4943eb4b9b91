"""The one codec table: how a value stands in Python, in the database and in a ledger entry."""

from __future__ import annotations

import base64
import json
import re
import uuid
from enum import StrEnum
from json import encoder
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast

from sqlalchemy import BigInteger, Boolean, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from desktop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
"""What canonical JSON can hold in an entry."""

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 8785)."""


def _refuse(value: object) -> None:
    raise TypeError(type(value))


_MAKE_WRITER: Any = encoder.c_make_encoder  # type: ignore[attr-defined]
_SORTED, _SKIPPING, _NOT_A_NUMBER = True, False, False
_WRITE = _MAKE_WRITER(
    None, _refuse, encoder.encode_basestring, None, ":", ",", _SORTED, _SKIPPING, _NOT_A_NUMBER
)
"""What `json.JSONEncoder` makes anew for each value; of a small one that is half the work."""
_DIGITS = re.compile(r"[0-9a-f]{32}")
_SAFE = frozenset({str, bool, type(None)})
"""Types whose values need no look."""


class Codec(Protocol):
    """Turns a Python value of a synced column into plain JSON and back, without loss."""

    def to_plain(self, value: Any) -> Plain:
        """Give the ledger's form of a Python value."""

    def from_plain(self, plain: Plain) -> Any:
        """Give the Python value of a ledger's form."""


def canonical(value: object) -> bytes:
    """Serialise plain values as canonical JSON after RFC 8785.

    Keys are sorted by UTF-16 code units; floats never occur, so Python's own writer gives the
    RFC's bytes. Raises InputError for integers beyond 2^53 and for lone surrogates.
    """
    _refuse_unsafe(value)
    try:
        return "".join(_WRITE(value, 0)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("text.unstorable") from error


def _refuse_unsafe(value: object) -> None:
    if isinstance(value, dict):
        if not "".join(value).isascii():  # which raises TypeError for a key that is no text
            raise TypeError(value.keys())
        _refuse_any_unsafe(value.values())
    elif isinstance(value, list | tuple):
        _refuse_any_unsafe(value)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise InputError("number.too_large")
    elif not isinstance(value, str) and value is not None:
        raise TypeError(type(value))


def _refuse_any_unsafe(values: Iterable[object]) -> None:
    for value in values:
        if type(value) not in _SAFE:
            _refuse_unsafe(value)


class UidType(TypeDecorator[str]):
    """A UUID as 32 hexadecimal digits in Python and 16 bytes in the database."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Pack the digits."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Unpack the digits."""
        return None if value is None else value.hex()

    def bind_processor(self, dialect: Dialect) -> Any:
        """Skip the driver's own wrapping in a memory view, which costs time and gains nothing."""
        return _pack_uid

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Unpack without a second layer of calls."""
        return _unpack_uid

    def to_plain(self, value: str | None) -> Plain:
        """Give the digits."""
        return value

    def from_plain(self, plain: Plain) -> str | None:
        """Check and give the digits."""
        if isinstance(plain, str) and _DIGITS.fullmatch(plain):
            return plain
        return None if plain is None else uuid.UUID(cast("str", plain)).hex


def _pack_uid(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


def _unpack_uid(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


class Integer(TypeDecorator[int]):
    """An exact integer: a count, money in minor units, or an instant in microseconds UTC."""

    impl = BigInteger
    cache_ok = True

    def to_plain(self, value: int | None) -> Plain:
        """Give the integer."""
        return value

    def from_plain(self, plain: Plain) -> int | None:
        """Check and give the integer."""
        if plain is not None and (type(plain) is not int or abs(plain) > MAX_INTEGER):
            raise TypeError(type(plain))
        return plain


class Flag(TypeDecorator[bool]):
    """Yes or no."""

    impl = Boolean
    cache_ok = True

    def to_plain(self, value: bool | None) -> Plain:  # noqa: FBT001
        """Give true or false."""
        return value

    def from_plain(self, plain: Plain) -> bool | None:
        """Check and give true or false."""
        if plain is not None and not isinstance(plain, bool):
            raise TypeError(type(plain))
        return plain


class Words(TypeDecorator[str]):
    """Text. Refuses U+0000 and lone surrogates, which not every reader can hold."""

    impl = Text
    cache_ok = True

    def to_plain(self, value: str | None) -> Plain:
        """Give the text."""
        if value is not None and "\0" in value:
            raise InputError("text.unstorable")
        return None if value is None else str(value)

    def from_plain(self, plain: Plain) -> str | None:
        """Check and give the text."""
        if plain is not None and (not isinstance(plain, str) or "\0" in plain):
            raise TypeError(type(plain))
        return plain


E = TypeVar("E", bound=StrEnum)


class Member(TypeDecorator[E]):
    """One member of an enumeration of the vocabulary, stored as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        """Keep the enumeration."""
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Store the member's value; refuse what is no member."""
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """Give the member."""
        return None if value is None else self.enum(value)

    def to_plain(self, value: E | None) -> Plain:
        """Give the member's value."""
        return None if value is None else str(value)

    def from_plain(self, plain: Plain) -> E | None:
        """Give the member."""
        return None if plain is None else self.enum(cast("str", plain))


class Listing(TypeDecorator[tuple[Any, ...]]):
    """A list of plain values, stored as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:
        """Store canonical JSON, which of an empty list needs no writer."""
        if not value:
            return None if value is None else "[]"
        return canonical(list(value)).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:
        """Give a tuple."""
        return None if value is None else tuple(json.loads(value))

    def to_plain(self, value: tuple[Any, ...] | None) -> Plain:
        """Give a list."""
        return None if value is None else list(value)

    def from_plain(self, plain: Plain) -> tuple[Any, ...] | None:
        """Check and give a tuple."""
        if plain is not None and not isinstance(plain, list):
            raise TypeError(type(plain))
        return None if plain is None else tuple(plain)


class Mapping(TypeDecorator[dict[str, Any]]):
    """A mapping of plain values, stored as canonical JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        """Store canonical JSON."""
        return None if value is None else canonical(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        """Give a dictionary."""
        return None if value is None else cast("dict[str, Any]", json.loads(value))

    def to_plain(self, value: dict[str, Any] | None) -> Plain:
        """Give the dictionary."""
        return value

    def from_plain(self, plain: Plain) -> dict[str, Any] | None:
        """Check and give the dictionary."""
        if plain is not None and not isinstance(plain, dict):
            raise TypeError(type(plain))
        return plain


class Octets(TypeDecorator[bytes]):
    """Bytes, in entries as Base64."""

    impl = LargeBinary
    cache_ok = True

    def to_plain(self, value: bytes | None) -> Plain:
        """Give Base64."""
        return None if value is None else base64.b64encode(value).decode()

    def from_plain(self, plain: Plain) -> bytes | None:
        """Give the bytes."""
        return None if plain is None else base64.b64decode(cast("str", plain), validate=True)


CODECS: tuple[type[TypeDecorator[Any]], ...] = (
    UidType,
    Integer,
    Flag,
    Words,
    Member,
    Listing,
    Mapping,
    Octets,
)
"""Every type a synced column may have."""


def codec_of(column_type: TypeEngine[Any]) -> Codec:
    """Give the codec of a synced column; TypeError if it has none."""
    if not isinstance(column_type, CODECS):
        raise TypeError(column_type)
    return cast("Codec", column_type)
