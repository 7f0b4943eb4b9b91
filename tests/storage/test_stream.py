"""The sealed form of one file."""

from __future__ import annotations

import hashlib
import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import StorageError
from desktop.storage.stream import CHUNK, MAGIC, TAG, SealedReader, read_fully, seal_stream

KEY = bytes(range(32))
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 77]


def content_of(size: int) -> bytes:
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]


def sealed(content: bytes) -> bytes:
    sink = io.BytesIO()
    seal_stream(io.BytesIO(content).read, sink, KEY)
    return sink.getvalue()


def opened(raw: bytes, key: bytes = KEY) -> bytes:
    return SealedReader(io.BytesIO(raw), key, "x").read()


def refuses(raw: bytes, key: bytes = KEY) -> None:
    with pytest.raises(StorageError) as refused:
        opened(raw, key)
    assert refused.value.code == "vault.damaged"


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(size: int) -> None:
    content = content_of(size)
    sink = io.BytesIO()
    digests = seal_stream(io.BytesIO(content).read, sink, KEY)
    raw = sink.getvalue()
    assert digests.sha256 == hashlib.sha256(content).hexdigest()
    assert digests.cipher_sha256 == hashlib.sha256(raw).hexdigest()
    assert digests.size == size
    assert opened(raw) == content
    refuses(raw, bytes(32))


def test_the_format_is_as_documented() -> None:
    content = content_of(CHUNK + 5)
    raw = sealed(content)
    aead = AESGCM(KEY)
    first, last = raw[8 : 8 + CHUNK + TAG], raw[8 + CHUNK + TAG :]
    assert raw[:8] == MAGIC
    assert aead.decrypt(bytes(12), first, MAGIC) == content[:CHUNK]
    assert aead.decrypt(bytes(10) + b"\1\1", last, MAGIC) == content[CHUNK:]


@pytest.mark.parametrize("size", [0, 1, 40])
def test_every_single_flipped_bit_is_noticed(size: int) -> None:
    raw = sealed(content_of(size))
    for place in range(len(raw)):
        for bit in range(8):
            flipped = bytearray(raw)
            flipped[place] ^= 1 << bit
            refuses(bytes(flipped))


@pytest.mark.parametrize("size", SIZES)
def test_every_kind_of_cut_is_noticed(size: int) -> None:
    raw = sealed(content_of(size))
    boundaries = range(len(MAGIC), len(raw), CHUNK + TAG)
    cuts = {0, 1, len(MAGIC), len(raw) - 1, len(raw) - TAG, *boundaries}
    for cut in cuts:
        if cut < len(raw):
            refuses(raw[:cut])
    refuses(raw + b"\0")
    refuses(raw + raw[8 : 8 + TAG])


def test_chunks_cannot_change_places() -> None:
    raw = sealed(content_of(3 * CHUNK))
    piece = CHUNK + TAG
    head, one, two, three = raw[:8], raw[8:][:piece], raw[8 + piece :][:piece], raw[8 + 2 * piece :]
    refuses(head + two + one + three)
    refuses(head + one + one + three)
    refuses(head + one + three + two)
    refuses(head + one + two)


LARGE = content_of(3 * CHUNK + 77)
LARGE_SEALED = sealed(LARGE)
STEPS = st.lists(
    st.tuples(st.integers(0, len(LARGE) + 10), st.one_of(st.integers(0, 70_000), st.just(-1))),
    max_size=8,
)


@given(STEPS)
def test_any_seek_and_read_gives_what_a_plain_file_gives(steps: list[tuple[int, int]]) -> None:
    plain = io.BytesIO(LARGE)
    with io.BufferedReader(SealedReader(io.BytesIO(LARGE_SEALED), KEY, "x"), CHUNK) as reader:
        for place, wanted in steps:
            assert reader.seek(place) == plain.seek(place)
            assert reader.read(wanted) == plain.read(wanted)
        assert reader.seek(-5, io.SEEK_END) == plain.seek(-5, io.SEEK_END)
        assert reader.seek(2, io.SEEK_CUR) == plain.seek(2, io.SEEK_CUR)
        assert reader.read() == plain.read()


@settings(max_examples=30)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(1, 255))
def test_any_flip_anywhere_is_noticed(content: bytes, place: int, mask: int) -> None:
    raw = bytearray(sealed(content))
    raw[place % len(raw)] ^= mask
    refuses(bytes(raw))


def test_seeking_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        SealedReader(io.BytesIO(sealed(b"abc")), KEY, "x").seek(-1)


class Drip(io.RawIOBase):
    """A source that gives little at a time, as a socket does."""

    def __init__(self, content: bytes) -> None:
        self._left = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        target = memoryview(buffer)  # type: ignore[arg-type]
        piece, self._left = self._left[:1000], self._left[1000:]
        count = min(len(piece), len(target))
        target[:count] = piece[:count]
        self._left = piece[count:] + self._left
        return count


def test_a_dripping_source_seals_to_the_same_form() -> None:
    drip = Drip(LARGE)
    sink = io.BytesIO()
    seal_stream(lambda wanted: read_fully(drip, wanted), sink, KEY)  # type: ignore[arg-type]
    assert sink.getvalue() == LARGE_SEALED
