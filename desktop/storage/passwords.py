"""What a login and a password may be, and how both are brought to one form."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from desktop.errors import InputError
from desktop.resources import resource_path

MIN_LENGTH: Final = 8
MAX_LENGTH: Final = 1024
MAX_LOGIN_LENGTH: Final = 64
_UNPRINTABLE = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_FEWEST_DIFFERENT: Final = 3
_RUNS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)


def normal_login(login: str) -> str:
    """Give the form under which logins are compared: NFKC, folded, without outer spaces."""
    folded = unicodedata.normalize("NFKC", login).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def normal_password(password: str) -> bytes:
    """Give the bytes that are stretched; half a surrogate pair is kept rather than fail."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def check_login(login: str) -> str:
    """Give the normal form of a new login.

    Raises:
        InputError: `login.invalid`, for an empty, overlong or invisible one.
    """
    normal = normal_login(login)
    if not 0 < len(normal) <= MAX_LOGIN_LENGTH or _unprintable(normal):
        raise InputError("login.invalid", longest=MAX_LOGIN_LENGTH)
    return normal


def check_password(login: str, password: str) -> None:
    """Refuse a new password that others would guess.

    Raises:
        InputError: `password.too_short`, `.too_long`, `.unusable`, `.is_login` or
            `.common`.
    """
    normal = unicodedata.normalize("NFKC", password)
    if _unprintable(normal):
        raise InputError("password.unusable")
    if len(normal) < MIN_LENGTH:
        raise InputError("password.too_short", shortest=MIN_LENGTH)
    if len(normal) > MAX_LENGTH:
        raise InputError("password.too_long", longest=MAX_LENGTH)
    folded = normal.casefold()
    if folded.strip() == normal_login(login):
        raise InputError("password.is_login")
    if folded in common_passwords() or _is_pattern(folded):
        raise InputError("password.common")


@cache
def common_passwords() -> frozenset[str]:
    """Read the list of passwords that are tried first, folded."""
    text = resource_path("passwords", "common.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def _unprintable(text: str) -> bool:
    return any(unicodedata.category(letter) in _UNPRINTABLE for letter in text)


def _is_pattern(folded: str) -> bool:
    """Tell whether it is one or two characters over and over, or a walk over the keys."""
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return True
    return any(folded in run or folded in run[::-1] for run in _RUNS)
