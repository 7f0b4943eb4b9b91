"""Signatures checked beside other work: none is left out, and the first wrong one is told."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import LedgerError
from desktop.storage.signatures import _MANY, Signatures, Signed
from desktop.vocabulary import Uid

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
SITE = Uid("1" * 32)
FEW = 8
LARGE = _MANY * (FEW + 4)
SIZES = (0, 1, _MANY - 1, _MANY, 3 * _MANY + 1, LARGE)


def signed(seq: int, *, right: bool = True, public: bytes = PUBLIC) -> Signed:
    message = os.urandom(32)
    signature = KEY.sign(message if right else b"other")
    return Signed(public, signature, message, "ledger.site_signature", SITE, seq)


def check(*all_of_them: Signed, then: Exception | None = None) -> None:
    with Signatures(waiting=FEW) as signatures:
        for one in all_of_them:
            signatures.add(one)
        if then is not None:
            raise then


@pytest.mark.parametrize("count", SIZES)
def test_right_ones_pass(count: int) -> None:
    check(*map(signed, range(count)))


@pytest.mark.parametrize("count", SIZES[1:])
@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_a_wrong_one_is_told_wherever_it_stands(count: int, place: float) -> None:
    wrong = round((count - 1) * place)
    with pytest.raises(LedgerError) as refused:
        check(*(signed(seq, right=seq != wrong) for seq in range(count)))
    assert refused.value.code == "ledger.site_signature"
    assert refused.value.values == {"site": SITE, "seq": wrong}


def test_the_first_of_several_is_told() -> None:
    wrong = {2 * _MANY, 2 * _MANY + 1, 3 * _MANY, LARGE - 1}
    with pytest.raises(LedgerError) as refused:
        check(*(signed(seq, right=seq not in wrong) for seq in range(LARGE)))
    assert refused.value.values["seq"] == min(wrong)


@pytest.mark.parametrize("count", [1, _MANY, LARGE])
def test_what_came_before_a_refusal_is_told_before_it(count: int) -> None:
    broken = LedgerError("ledger.chain_broken", site=SITE, seq=count)
    with pytest.raises(LedgerError) as refused:
        check(*(signed(seq, right=seq != 0) for seq in range(count)), then=broken)
    assert refused.value.code == "ledger.site_signature"
    with pytest.raises(LedgerError) as refused:
        check(*map(signed, range(count)), then=broken)
    assert refused.value is broken


@pytest.mark.parametrize("count", [1, _MANY])
def test_a_key_that_is_none_is_no_signature(count: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        check(*(signed(seq, public=b"short") for seq in range(count)))
