"""The recovery code on paper: 160 random bits in groups that forgive a tired reader."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import Final

from desktop.errors import KeyringError

SECRET_BYTES: Final = 20
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP: Final = 4
_CODE_LETTERS: Final = SECRET_BYTES * 8 // 5
_CHECK_DOMAIN: Final = b"redress recovery code check"


def new_secret() -> bytes:
    """Draw the secret of a recovery code."""
    return secrets.token_bytes(SECRET_BYTES)


def code_of(secret: bytes) -> str:
    """Write a secret as nine groups of four; the last group checks the others."""
    letters = _letters(secret, _CODE_LETTERS) + _check_group(secret)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def secret_of(code: str) -> bytes:
    """Read a recovery code as it was typed.

    Case, spaces, dashes, full-width letters and the pairs 0-O and 1-I-L do not matter.

    Raises:
        KeyringError: `key.recovery_mistyped`, when the groups do not fit together.
    """
    plain = unicodedata.normalize("NFKC", code).upper().translate(_MISREAD)
    letters = "".join(letter for letter in plain if letter.isalnum())
    if len(letters) != _CODE_LETTERS + _GROUP or not set(letters) <= set(_ALPHABET):
        raise KeyringError("key.recovery_mistyped")
    number = 0
    for letter in letters[:_CODE_LETTERS]:
        number = number * 32 + _ALPHABET.index(letter)
    secret = number.to_bytes(SECRET_BYTES)
    if letters[_CODE_LETTERS:] != _check_group(secret):
        raise KeyringError("key.recovery_mistyped")
    return secret


def _check_group(secret: bytes) -> str:
    digest = hashlib.sha256(_CHECK_DOMAIN + secret).digest()
    return _letters(digest, _GROUP)


def _letters(source: bytes, count: int) -> str:
    """Write the first `count` groups of five bits."""
    number = int.from_bytes(source) >> (len(source) * 8 - count * 5)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
