"""The keys of an exchange: age keys to seal a bundle to a site, Ed25519 keys to vouch for one."""

from __future__ import annotations

from typing import NamedTuple

import pyrage
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage import x25519

from desktop.errors import BundleError

_RAW = serialization.Encoding.Raw


class SealingKeys(NamedTuple):
    """An age key pair in the text form of the age tools; the secret is never logged."""

    secret: str
    public: str


def new_sealing_keys() -> SealingKeys:
    """Make a fresh age X25519 key pair."""
    identity = x25519.Identity.generate()
    return SealingKeys(str(identity), str(identity.to_public()))


def public_sealing_key(secret: str) -> str:
    """Give the public half of an age secret key."""
    return str(read_identity(secret).to_public())


def read_identity(secret: str) -> x25519.Identity:
    """Read an age secret key; the refusal does not repeat it."""
    try:
        return x25519.Identity.from_str(secret.strip())
    except pyrage.IdentityError:
        raise BundleError("bundle.bad_identity") from None


def read_recipient(public: str) -> x25519.Recipient:
    """Read an age public key."""
    try:
        return x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise BundleError("bundle.bad_recipient", recipient=public[:80]) from error


def encode_public(key: Ed25519PublicKey | Ed25519PrivateKey) -> bytes:
    """Give the 32 bytes by which a signing key is known to others."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(_RAW, serialization.PublicFormat.Raw)


def decode_public(raw: bytes) -> Ed25519PublicKey:
    """Read the 32 bytes of a public signing key."""
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError as error:
        raise BundleError("bundle.bad_signing_key") from error


def public_pem(key: Ed25519PublicKey | Ed25519PrivateKey) -> bytes:
    """Give a public signing key as `openssl` wants it."""
    return decode_public(encode_public(key)).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
