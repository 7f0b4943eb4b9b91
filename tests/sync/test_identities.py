from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import BundleError
from desktop.sync.identities import (
    decode_public,
    encode_public,
    new_sealing_keys,
    public_sealing_key,
    read_identity,
    read_recipient,
)


def test_a_sealing_key_is_what_the_age_tools_write() -> None:
    keys = new_sealing_keys()
    assert keys.secret.startswith("AGE-SECRET-KEY-1")
    assert keys.public.startswith("age1")
    assert keys != new_sealing_keys()
    assert public_sealing_key(keys.secret + "\n") == keys.public
    assert str(read_recipient(keys.public)) == keys.public


def test_a_wrong_secret_is_refused_without_repeating_it() -> None:
    wrong = new_sealing_keys().secret[:-1] + "?"
    with pytest.raises(BundleError) as refused:
        read_identity(wrong)
    assert refused.value.code == "bundle.bad_identity"
    assert wrong[:30] not in repr(refused.value.__dict__)
    assert refused.value.__suppress_context__


def test_a_wrong_recipient_is_refused() -> None:
    with pytest.raises(BundleError) as refused:
        read_recipient("age1x")
    assert refused.value.code == "bundle.bad_recipient"


def test_a_signing_key_is_known_by_32_bytes() -> None:
    signer = Ed25519PrivateKey.generate()
    raw = encode_public(signer)
    assert len(raw) == 32
    assert encode_public(decode_public(raw)) == raw == encode_public(signer.public_key())
    decode_public(raw).verify(signer.sign(b"word"), b"word")
    with pytest.raises(BundleError) as refused:
        decode_public(raw[:31])
    assert refused.value.code == "bundle.bad_signing_key"
