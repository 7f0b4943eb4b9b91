"""The manifest of a bundle: what it says of itself, read strictly and written canonically."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeAlias

import rfc8785

from desktop.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from desktop.vocabulary import Uid

FORMAT: Final = 1
"""The bundle format that is written; newer ones are refused by name."""

SUFFIX: Final = ".redress"
SIGNATURE_SIZE: Final = 64
MAX_INTEGER: Final = 2**53 - 1
MAX_RECIPIENTS: Final = 8
AUTHOR: Final = "author"
"""Key in `extensions` of a bundle that brings its recipient back what it lost; names the same."""

Progress: TypeAlias = "Callable[[int, int], None]"
"""Told the bytes done and the bytes known of so far; what it raises stops the work."""

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
"""What `ack` and `extensions` may hold, inside a JSON object."""

_UID = re.compile(r"[0-9a-f]{32}")
_UID_OR_NOT = re.compile(r"(?:[0-9a-f]{32})?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGEST_OR_NOT = re.compile(r"(?:[0-9a-f]{64})?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_EPOCH = re.compile(r"[A-Za-z0-9]{1,32}")
_PROGRAM = re.compile(r"[ -~]{1,100}")
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_MEMBER_NAME = re.compile(r"[a-z0-9./-]{1,150}")
_FILE_NAME = re.compile(
    r"(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{0,31})-(?P<direction>up|down)-(?P<epoch>[A-Za-z0-9]{1,32})"
    r"-(?P<number>[0-9]{6,16})-(?P<digest>[0-9a-f]{16})\.redress"
)
_MAX_DEPTH = 6
_MAX_VALUES = 20_000
_MAX_TEXT = 65_536
_UNPRINTED = 80


class Direction(StrEnum):
    """Which way a bundle travels."""

    UP = "up"
    DOWN = "down"


class Member(NamedTuple):
    """One member of the tar inside the payload."""

    name: str
    size: int
    sha256: str


class Sealed(NamedTuple):
    """Size and digest of `payload.age` as it stands in the file."""

    size: int
    sha256: str


class Counts(NamedTuple):
    """How many of each kind a bundle carries; `evidence` counts files and ranges."""

    entries: int = 0
    keys: int = 0
    objects: int = 0
    evidence: int = 0


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the maker of a bundle decides before its content is written.

    `from_seq` to `to_seq` are the entries of `site` inside; with none inside, `from_seq` is
    the next seq and `to_seq` the last one. `head` is the digest of entry `to_seq`,
    `previous_head` that of the entry before `from_seq`, `previous` the digest of the previous
    bundle's manifest (all three "" where there is none). `made_at` is in microseconds UTC.
    """

    direction: Direction
    site: Uid
    code: str
    to: str = ""
    epoch: str
    number: int
    previous: str = ""
    part: int = 1
    parts: int = 1
    schema: int
    from_seq: int
    to_seq: int
    head: str = ""
    previous_head: str = ""
    ack: Mapping[str, Plain] = field(default_factory=dict)
    extensions: Mapping[str, Plain] = field(default_factory=dict)
    made_at: int
    program: str

    @property
    def author(self) -> Uid:
        """Who wrote the entries: the sender, or the recipient where they come back to it."""
        return self.to if AUTHOR in self.extensions else self.site  # type: ignore[return-value]


@dataclass(frozen=True, kw_only=True)
class Manifest(Header):
    """The whole manifest of a bundle; equal manifests have equal bytes and digests."""

    counts: Counts
    members: tuple[Member, ...]
    raw_size: int
    payload: Sealed
    recipients: tuple[str, ...]

    @cached_property
    def raw(self) -> bytes:
        """The canonical bytes that stand in the bundle and are signed."""
        plain: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["direction"] = self.direction.value
        plain["counts"] = self.counts._asdict()
        plain["members"] = [member._asdict() for member in self.members]
        plain["payload"] = self.payload._asdict()
        plain["recipients"] = list(self.recipients)
        return rfc8785.dumps({"format": FORMAT, **plain})

    @cached_property
    def digest(self) -> str:
        """The bundle's identity: SHA-256 of the manifest, in hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()


class BundleName(NamedTuple):
    """What the file name of a bundle tells before it is opened; trust only the manifest."""

    code: str
    direction: Direction
    epoch: str
    number: int
    digest: str


def bundle_name(manifest: Manifest) -> str:
    """Give the file name under which a bundle travels."""
    return (
        f"{manifest.code}-{manifest.direction.value}-{manifest.epoch}-"
        f"{manifest.number:06d}-{manifest.digest[:16]}{SUFFIX}"
    )


def read_bundle_name(name: str) -> BundleName | None:
    """Take a bundle's file name apart; None where it is not one."""
    found = _FILE_NAME.fullmatch(name)
    if found is None:
        return None
    return BundleName(
        found["code"],
        Direction(found["direction"]),
        found["epoch"],
        int(found["number"]),
        found["digest"],
    )


def parse_manifest(raw: bytes) -> Manifest:
    """Read a manifest, refusing whatever format 1 does not say.

    Raises:
        BundleError: `bundle.format_newer`, or `bundle.manifest` with the key at fault.
    """
    plain = _decoded(raw)
    _check_format(plain.pop("format", None))
    _check_keys(plain, _FIELDS, "")
    manifest = Manifest(**{name: check(plain[name], name) for name, check in _FIELDS.items()})
    _check_together(manifest)
    if manifest.raw != raw:
        _refuse("canonical form")
    return manifest


def check_header(header: Header) -> None:
    """Refuse a header that no reader would take.

    Raises:
        BundleError: `bundle.manifest` with the key at fault.
    """
    for one in fields(Header):
        _FIELDS[one.name](getattr(header, one.name), one.name)
    _check_together(header)


def refused_member(name: str) -> BundleError:
    """Make the refusal of a member, with as much of its name as can be shown safely."""
    shown = name.encode("ascii", "backslashreplace").decode()[:_UNPRINTED]
    return BundleError("bundle.member", member=shown)


def _refuse(what: str) -> NoReturn:
    raise BundleError("bundle.manifest", key=what[:_UNPRINTED])


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        plain = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError):
        _refuse("JSON")
    return plain if isinstance(plain, dict) else _refuse("JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _refuse("JSON")


def _check_format(number: object) -> None:
    if isinstance(number, int) and not isinstance(number, bool) and number > FORMAT:
        raise BundleError("bundle.format_newer", format=min(number, MAX_INTEGER))
    if number != FORMAT or isinstance(number, bool):
        _refuse("format")


def _check_keys(plain: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if set(plain) != set(known):
        strange = min(set(plain) ^ set(known))
        _refuse(where + strange.encode("ascii", "backslashreplace").decode())


def _check_together(header: Header) -> None:
    if header.from_seq > header.to_seq + 1:
        _refuse("from_seq")
    if header.part > header.parts:
        _refuse("part")
    if AUTHOR in header.extensions and header.extensions[AUTHOR] != (header.to or None):
        _refuse("extensions.author")


def _text(pattern: re.Pattern[str]) -> Callable[[Any, str], str]:
    def check(value: Any, name: str) -> str:
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            _refuse(name)
        return value

    return check


def _integer(low: int, high: int = MAX_INTEGER) -> Callable[[Any, str], int]:
    def check(value: Any, name: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            _refuse(name)
        return value

    return check


def _record(
    record: Callable[..., Any], checks: Mapping[str, Callable[[Any, str], Any]]
) -> Callable[[Any, str], Any]:
    def check(value: Any, name: str) -> Any:
        if not isinstance(value, dict):
            _refuse(name)
        _check_keys(value, checks, f"{name}.")
        return record(**{key: one(value[key], f"{name}.{key}") for key, one in checks.items()})

    return check


def _listing(check_one: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def check(value: Any, name: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            _refuse(name)
        return tuple(check_one(one, name) for one in value)

    return check


def _recipients(value: Any, name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = _listing(_text(_RECIPIENT))(value, name)
    if not 1 <= len(found) <= MAX_RECIPIENTS or len(set(found)) < len(found):
        _refuse(name)
    return found


def _direction(value: Any, name: str) -> Direction:
    return Direction(_text(re.compile("up|down"))(value, name))


def _mapping(value: Any, name: str) -> Mapping[str, Plain]:
    if not isinstance(value, dict):
        _refuse(name)
    if _weigh(value, name, _MAX_DEPTH) > _MAX_VALUES:
        _refuse(name)
    return value


def _weigh(value: Any, name: str, depth: int) -> int:
    """Count the values inside, refusing what is no plain value."""
    if depth == 0:
        _refuse(name)
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, list):
        inner = value
    else:
        _check_plain(value, name)
        return 1
    return 1 + sum(_weigh(one, name, depth - 1) for one in inner)


def _check_plain(value: Any, name: str) -> None:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        _integer(-MAX_INTEGER)(value, name)
    elif not isinstance(value, str) or len(value) > _MAX_TEXT or not _is_storable(value):
        _refuse(name)


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


_FIELDS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "direction": _direction,
    "site": _text(_UID),
    "code": _text(_CODE),
    "to": _text(_UID_OR_NOT),
    "epoch": _text(_EPOCH),
    "number": _integer(1),
    "previous": _text(_DIGEST_OR_NOT),
    "part": _integer(1, 10_000),
    "parts": _integer(1, 10_000),
    "schema": _integer(1),
    "from_seq": _integer(1),
    "to_seq": _integer(0),
    "head": _text(_DIGEST_OR_NOT),
    "previous_head": _text(_DIGEST_OR_NOT),
    "ack": _mapping,
    "extensions": _mapping,
    "made_at": _integer(0),
    "program": _text(_PROGRAM),
    "counts": _record(Counts, dict.fromkeys(Counts._fields, _integer(0))),
    "members": _listing(
        _record(
            Member,
            {"name": _text(_MEMBER_NAME), "size": _integer(0), "sha256": _text(_DIGEST)},
        )
    ),
    "raw_size": _integer(0),
    "payload": _record(Sealed, {"size": _integer(1), "sha256": _text(_DIGEST)}),
    "recipients": _recipients,
}
