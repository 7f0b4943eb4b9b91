"""Sealing a master key and a signing key into slots, and getting them out again."""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING, Any, Final

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.errors import InputError
from desktop.storage.keyfile import FLOOR, FORMAT, VERSION, Cost, Slot, SlotKind, canonical
from desktop.storage.passwords import normal_password

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEY_BYTES: Final = 32
START: Final = Cost(3, 256 * 1024)
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TARGET_SECONDS: Final = 0.5
_TOLERANCE: Final = 1.5
_MOST_PASSES: Final = 12


def expand(secret: bytes, label: str, *, salt: bytes = b"") -> bytes:
    """Derive a 32-byte key for one purpose from a secret of high entropy."""
    info = f"redress/{VERSION}/{label}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(secret)


def stretch(password: str, salt: bytes, cost: Cost) -> bytes:
    """Derive a 32-byte key from a password, as slowly as `cost` says."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(normal_password(password))


def seconds_for(cost: Cost) -> float:
    """Measure what one sign-in costs on this machine."""
    begun = time.perf_counter()
    stretch("calibration", bytes(_SALT_BYTES), cost)
    return time.perf_counter() - begun


def calibrated_cost(measure: Callable[[Cost], float] = seconds_for) -> Cost:
    """Find the cost that takes about half a second here, never below the floor."""
    cost = START
    while True:
        try:
            seconds = measure(cost)
        except MemoryError:
            seconds = float("inf")
        if seconds <= _TARGET_SECONDS * _TOLERANCE or cost.memory_kib <= FLOOR.memory_kib:
            break
        cost = Cost(cost.passes, cost.memory_kib // 2)
    passes = int(cost.passes * _TARGET_SECONDS / seconds)
    return Cost(min(max(passes, cost.passes), _MOST_PASSES), cost.memory_kib)


def new_slot_id() -> str:
    """Name a new slot."""
    return secrets.token_hex(8)


def staff_slot(
    site_uid: str,
    master: bytes,
    login: str,
    password: str,
    cost: Cost,
    *,
    signing_key: Ed25519PrivateKey | None,
) -> Slot:
    """Seal the master key, and the person's own signing key, under a password.

    Without a signing key the password counts as temporary: somebody else knows it.
    """
    public = signing_key.public_key().public_bytes_raw() if signing_key else b""
    slot = Slot(
        slot_id=new_slot_id(),
        kind=SlotKind.STAFF,
        login=login,
        cost=cost,
        salt=secrets.token_bytes(_SALT_BYTES),
        must_change=signing_key is None,
        public_key=public,
    )
    own = stretch(password, slot.salt, cost)
    signing = b""
    if signing_key:
        signing = _seal(_part(own, "signing"), signing_key.private_bytes_raw(), site_uid, slot)
    sealed = _seal(_part(own, "master"), master, site_uid, slot)
    return _filled(slot, sealed, signing)


def open_staff_slot(
    site_uid: str, slot: Slot, password: str
) -> tuple[bytes, Ed25519PrivateKey | None]:
    """Take the master key and the signing key out of a person's slot.

    Raises:
        InvalidTag: the password is not the one.
    """
    if slot.cost is None:
        raise InvalidTag
    own = stretch(password, slot.salt, slot.cost)
    master = _open(_part(own, "master"), slot.sealed, site_uid, slot)
    if not slot.signing:
        return master, None
    private = _open(_part(own, "signing"), slot.signing, site_uid, slot)
    return master, Ed25519PrivateKey.from_private_bytes(private)


def secret_slot(site_uid: str, master: bytes, kind: SlotKind, secret: bytes) -> Slot:
    """Seal the master key under a random secret, which needs no stretching."""
    slot = Slot(slot_id=new_slot_id(), kind=kind, salt=secrets.token_bytes(_SALT_BYTES))
    own = expand(secret, f"slot {kind.value}", salt=slot.salt)
    return _filled(slot, _seal(own, master, site_uid, slot))


def open_secret_slot(site_uid: str, slot: Slot, secret: bytes) -> bytes:
    """Take the master key out of a slot under a random secret.

    Raises:
        InvalidTag: the secret is not the one.
    """
    own = expand(secret, f"slot {slot.kind.value}", salt=slot.salt)
    return _open(own, slot.sealed, site_uid, slot)


def escrow_slot(site_uid: str, master: bytes, recipients: Sequence[str]) -> Slot:
    """Seal the master key to age recipients, so that headquarters can open it with age.

    Raises:
        InputError: `key.bad_recipient`.
    """
    slot = Slot(slot_id=new_slot_id(), kind=SlotKind.HEADQUARTERS, recipients=tuple(recipients))
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise InputError("key.bad_recipient") from error
    letter = canonical({"format": FORMAT, "site": site_uid, "master": master.hex()})
    return _filled(slot, pyrage.encrypt(letter, keys))


def open_escrow_slot(site_uid: str, slot: Slot, identity: str) -> bytes:
    """Take the master key out of headquarters' slot with an age identity.

    Raises:
        InvalidTag: the identity is none of the recipients, or the slot is another site's.
    """
    try:
        opened = pyrage.decrypt(slot.sealed, [pyrage.x25519.Identity.from_str(identity.strip())])
        letter = json.loads(opened)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise InvalidTag from error
    if letter["site"] != site_uid:
        raise InvalidTag
    return bytes.fromhex(letter["master"])


def _part(own: bytes, purpose: str) -> bytes:
    return expand(own, f"slot staff {purpose}")


def _filled(slot: Slot, sealed: bytes, signing: bytes = b"") -> Slot:
    plain = slot.plain() | {"sealed": sealed.hex(), "signing": signing.hex()}
    return Slot.of(plain)


def _seal(key: bytes, secret: bytes, site_uid: str, slot: Slot) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, _about(site_uid, slot))


def _open(key: bytes, sealed: bytes, site_uid: str, slot: Slot) -> bytes:
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return AESGCM(key).decrypt(nonce, rest, _about(site_uid, slot))


def _about(site_uid: str, slot: Slot) -> bytes:
    """Name everything readable about a slot, so that none of it can be exchanged."""
    about: dict[str, Any] = slot.plain()
    del about["sealed"], about["signing"]
    return canonical({"format": FORMAT, "version": VERSION, "site": site_uid, "slot": about})
