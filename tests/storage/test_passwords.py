"""What a login and a password may be."""

from __future__ import annotations

import pytest

from desktop.errors import InputError
from desktop.storage.passwords import (
    check_login,
    check_password,
    common_passwords,
    normal_login,
    normal_password,
)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password.too_short"),
        ("1234567", "password.too_short"),
        ("x" * 1025, "password.too_long"),
        ("woaini1314", "password.common"),
        ("WoAiNi1314", "password.common"),
        ("woaini5201314", "password.common"),
        ("a12345678", "password.common"),
        ("password123", "password.common"),
        ("P@ssw0rd", "password.common"),
        ("ｐａｓｓｗｏｒｄ123", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("abababababab", "password.common"),
        ("98765432", "password.common"),
        ("lkjhgfdsa", "password.common"),
        ("Wang.Fang", "password.is_login"),
        (" wang.fang", "password.is_login"),
        ("pass\0word99", "password.unusable"),
        ("half\ud800pair99", "password.unusable"),
    ],
)
def test_a_guessable_password_is_refused(password: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        check_password("wang.fang", password)
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["tulip-harbour-9", "风吹草低见牛羊八", "x" * 512 + "yz"])
def test_a_good_password_passes(password: str) -> None:
    check_password("wang.fang", password)


def test_the_list_is_folded_and_long_enough() -> None:
    common = common_passwords()
    assert len(common) >= 2000
    assert all(word == word.casefold() and word == word.strip() for word in common)
    assert {"5201314", "a123456", "woaini1314"} <= common


def test_logins_and_passwords_are_compared_in_one_form() -> None:
    assert normal_login(" Lǐ.ＮＡ ") == normal_login("li\u030c.na")
    assert normal_password("e\u0301") == normal_password("é")
    assert normal_password("A") != normal_password("a")
    normal_password("\ud800")


@pytest.mark.parametrize("login", ["", "  ", "x" * 65, "a\nb", "\ud800"])
def test_an_unusable_login_is_refused(login: str) -> None:
    with pytest.raises(InputError) as refused:
        check_login(login)
    assert refused.value.code == "login.invalid"
