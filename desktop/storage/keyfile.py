"""The key file on disk: its slots, its canonical form, and its two copies."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import KeyringError
from desktop.storage.files import told_as_storage_errors, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

FORMAT: Final = "redress-keys"
VERSION: Final = 1
KEY_FILE: Final = "redress.keys"
KEY_FILE_COPY: Final = "redress.keys.copy"
KEY_FILES: Final = (KEY_FILE, KEY_FILE_COPY)
_LARGEST_FILE: Final = 16 * 1024 * 1024
_MOST_PASSES: Final = 64
_MOST_MEMORY_KIB: Final = 2 * 1024 * 1024
_MOST_LANES: Final = 16


class SlotKind(StrEnum):
    """Whose way to the master key a slot is."""

    STAFF = "staff"
    RECOVERY = "recovery"
    HEADQUARTERS = "hq"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id is made to cost: passes, memory in KiB, lanes."""

    passes: int
    memory_kib: int
    lanes: int = 1

    @property
    def weak(self) -> bool:
        """Whether it lies below the floor, as after a downgrade."""
        return self.passes < FLOOR.passes or self.memory_kib < FLOOR.memory_kib

    def plain(self) -> dict[str, Any]:
        """Give the stored form."""
        return {
            "name": "argon2id",
            "passes": self.passes,
            "memory_kib": self.memory_kib,
            "lanes": self.lanes,
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Cost:
        """Read the stored form.

        Raises:
            ValueError: it is not Argon2id, or would take this machine down.
        """
        cost = cls(int(plain["passes"]), int(plain["memory_kib"]), int(plain["lanes"]))
        sane = (
            0 < cost.passes <= _MOST_PASSES
            and 0 < cost.lanes <= _MOST_LANES
            and 8 * cost.lanes <= cost.memory_kib <= _MOST_MEMORY_KIB
        )
        if plain["name"] != "argon2id" or not sane:
            raise ValueError(plain)
        return cost


FLOOR: Final = Cost(3, 64 * 1024)
"""Slots that cost less are refused."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the master key.

    `sealed` is the master key under this slot's key; `signing` a person's signing key
    under that person's key alone, absent while somebody else knows the password.
    """

    slot_id: str
    kind: SlotKind
    salt: bytes = b""
    sealed: bytes = b""
    login: str = ""
    cost: Cost | None = None
    must_change: bool = False
    public_key: bytes = b""
    signing: bytes = b""
    recipients: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Give the stored form."""
        return {
            "id": self.slot_id,
            "kind": self.kind.value,
            "login": self.login,
            "kdf": self.cost.plain() if self.cost else None,
            "salt": self.salt.hex(),
            "must_change": self.must_change,
            "recipients": list(self.recipients),
            "sealed": self.sealed.hex(),
            "public_key": self.public_key.hex(),
            "signing": self.signing.hex(),
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Slot:
        """Read the stored form."""
        return cls(
            slot_id=str(plain["id"]),
            kind=SlotKind(plain["kind"]),
            login=str(plain["login"]),
            cost=Cost.of(plain["kdf"]) if plain["kdf"] else None,
            salt=bytes.fromhex(plain["salt"]),
            must_change=plain["must_change"] is True,
            recipients=tuple(str(recipient) for recipient in plain["recipients"]),
            sealed=bytes.fromhex(plain["sealed"]),
            public_key=bytes.fromhex(plain["public_key"]),
            signing=bytes.fromhex(plain["signing"]),
        )


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of the key file; `mac` is made with a key only the unlocked have."""

    site_uid: str
    cost: Cost
    serial: int = 0
    slots: tuple[Slot, ...] = ()
    mac: bytes = b""

    def body(self) -> bytes:
        """Give the canonical bytes under the MAC."""
        return canonical(
            {
                "format": FORMAT,
                "version": VERSION,
                "site": self.site_uid,
                "serial": self.serial,
                "cost": self.cost.plain(),
                "slots": [slot.plain() for slot in self.slots],
            }
        )

    def slot_of(self, login: str) -> Slot | None:
        """Find a person's slot by the normal form of the login."""
        for slot in self.slots:
            if slot.kind is SlotKind.STAFF and slot.login == login:
                return slot
        return None

    def slots_of_kind(self, kind: SlotKind) -> tuple[Slot, ...]:
        """Find the slots of one kind."""
        return tuple(slot for slot in self.slots if slot.kind is kind)

    def with_slot(self, new: Slot) -> KeyFile:
        """Put a slot in, in place of the one with its id."""
        kept = tuple(slot for slot in self.slots if slot.slot_id != new.slot_id)
        return replace(self, slots=(*kept, new))

    def without(self, *slot_ids: str) -> KeyFile:
        """Leave slots out."""
        kept = tuple(slot for slot in self.slots if slot.slot_id not in slot_ids)
        return replace(self, slots=kept)


def canonical(plain: Any) -> bytes:
    """Write plain values in the one form that is sealed and checked."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def read_key_file(folder: Path) -> tuple[KeyFile, bool]:
    """Read the newer of the two copies that are good, and tell whether both agree.

    Raises:
        KeyringError: `key.file_missing`, `key.file_damaged`, `key.file_too_new`.
    """
    found = [_raw(folder / name) for name in KEY_FILES]
    if not any(found):
        raise KeyringError("key.file_missing", folder=str(folder))
    files = [file for file in (_parsed(raw) for raw in found) if file]
    if not files:
        raise KeyringError("key.file_damaged", folder=str(folder))
    return max(files, key=lambda file: file.serial), found[0] == found[1]


def write_key_file(folder: Path, file: KeyFile) -> None:
    """Replace both copies, one after the other, so that one of them is always whole.

    Raises:
        StorageError: the disk refuses.
    """
    plain = json.loads(file.body())
    plain["mac"] = file.mac.hex()
    plain["checksum"] = _checksum(plain)
    for name in KEY_FILES:
        write_atomically(folder / name, canonical(plain))


def _raw(path: Path) -> bytes:
    with told_as_storage_errors(path):
        try:
            with path.open("rb") as stream:
                return stream.read(_LARGEST_FILE)
        except FileNotFoundError:
            return b""


def _parsed(raw: bytes) -> KeyFile | None:
    try:
        plain = json.loads(raw)
        if plain.pop("checksum") != _checksum(plain) or plain["format"] != FORMAT:
            return None
        if int(plain["version"]) > VERSION:
            raise KeyringError("key.file_too_new", version=int(plain["version"]))
        return KeyFile(
            site_uid=str(plain["site"]),
            serial=int(plain["serial"]),
            cost=Cost.of(plain["cost"]),
            slots=tuple(Slot.of(slot) for slot in plain["slots"]),
            mac=bytes.fromhex(plain["mac"]),
        )
    except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _checksum(plain: dict[str, Any]) -> str:
    """Tell a damaged file from a whole one; against people there is the MAC."""
    return hashlib.sha256(canonical(plain)).hexdigest()
