"""The recovery code on paper."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import KeyringError
from desktop.storage.recovery import SECRET_BYTES, code_of, new_secret, secret_of

SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@given(SECRETS)
def test_a_code_is_nine_groups_of_four_and_reads_back(secret: bytes) -> None:
    code = code_of(secret)
    assert [len(group) for group in code.split("-")] == [4] * 9
    assert secret_of(code) == secret


@given(SECRETS)
def test_a_tired_reader_is_forgiven(secret: bytes) -> None:
    code = code_of(secret)
    sloppy = code.lower().replace("0", "o").replace("1", "l").replace("-", "  ")
    assert secret_of(f"  {sloppy}\n") == secret
    assert secret_of(code.replace("1", "i").replace("0", "O").replace("-", "")) == secret
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.replace("-", ""))
    assert secret_of(wide) == secret


@given(SECRETS, st.integers(0, 35), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_noticed_before_anything_is_tried(
    secret: bytes, place: int, letter: str
) -> None:
    letters = list(code_of(secret).replace("-", ""))
    if letters[place] == letter:
        letter = "7" if letter != "7" else "8"
    letters[place] = letter
    typed = "".join(letters)
    read = None
    with suppress(KeyringError):
        read = secret_of(typed)  # four check letters let one mistake in a million pass
    assert read != secret
    if place >= 32:
        assert read is None


@pytest.mark.parametrize("typed", ["", "-", "ABCD", "U" * 36, "é" * 36, "0" * 37, "0" * 36])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(KeyringError) as refused:
        secret_of(typed)
    assert refused.value.code == "key.recovery_mistyped"


def test_secrets_differ() -> None:
    assert len({new_secret() for _ in range(10)}) == 10
