"""Encrypting an age v1 file (C2SP age.md) for X25519 recipients, chunk by chunk.

Only writing is here; whatever comes from outside is decrypted by the age library.
"""

from __future__ import annotations

import base64
import hmac
import os
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.sync.identities import read_recipient

if TYPE_CHECKING:
    from collections.abc import Sequence

CHUNK: Final = 1 << 16

_TAG = 16
_SEALED = CHUNK + _TAG
_VERSION = b"age-encryption.org/v1"
_X25519 = b"age-encryption.org/v1/X25519"
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHECKSUM_LETTERS = 6
_KEY_BITS = 256


class AgeFile:
    """The bytes of one age file in the making, under a key that is used for no other."""

    def __init__(self, recipients: Sequence[str]) -> None:
        """Draw the file's key and wrap it for every recipient.

        Raises:
            BundleError: a recipient is not an age public key.
        """
        file_key, nonce = os.urandom(16), os.urandom(16)
        self.beginning: Final = _header(file_key, recipients) + nonce
        self._cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
        self._number = 0

    def chunks(self, plain: memoryview) -> bytearray:
        """Encrypt whole chunks; more plaintext must follow them."""
        count = len(plain) // CHUNK
        sealed = bytearray(count * _SEALED)
        room = memoryview(sealed)
        for at in range(count):
            self._cipher.encrypt_into(
                self._next_nonce(final=False),
                plain[at * CHUNK : (at + 1) * CHUNK],
                None,
                room[at * _SEALED : (at + 1) * _SEALED],
            )
        return sealed

    def end(self, plain: bytes) -> bytes:
        """Encrypt the last chunk, which is empty only if there was nothing before it."""
        return self._cipher.encrypt(self._next_nonce(final=True), plain, None)

    def _next_nonce(self, *, final: bool) -> bytes:
        nonce = self._number.to_bytes(11, "big") + bytes([final])
        self._number += 1
        return nonce


def _header(file_key: bytes, recipients: Sequence[str]) -> bytes:
    stanzas = [_stanza(file_key, _public_key(one)) for one in recipients]
    signed = b"\n".join([_VERSION, *stanzas, b"---"])
    mac = hmac.digest(_derive(file_key, b"", b"header"), signed, "sha256")
    return signed + b" " + _base64(mac) + b"\n"


def _stanza(file_key: bytes, public: bytes) -> bytes:
    ours = X25519PrivateKey.generate()
    share = ours.public_key().public_bytes_raw()
    secret = ours.exchange(X25519PublicKey.from_public_bytes(public))
    wrapping = ChaCha20Poly1305(_derive(secret, share + public, _X25519))
    wrapped = wrapping.encrypt(bytes(12), file_key, None)  # the key is used this once
    return b"-> X25519 " + _base64(share) + b"\n" + _base64(wrapped)


def _derive(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _public_key(recipient: str) -> bytes:
    """Take the 32 bytes out of a Bech32 text whose form and checksum the library has checked."""
    letters = str(read_recipient(recipient)).rpartition("1")[2][:-_CHECKSUM_LETTERS]
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    return (number >> (len(letters) * 5 - _KEY_BITS)).to_bytes(_KEY_BITS // 8, "big")
