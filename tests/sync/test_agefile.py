from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from desktop.errors import BundleError
from desktop.sync.agefile import CHUNK
from desktop.sync.agestream import AgeReader, AgeWriter
from desktop.sync.identities import new_sealing_keys, read_identity
from tests.sync.making import Keys

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7, 40 * CHUNK]


class Target:
    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes | bytearray) -> None:
        self.data += data


def seal(plain: bytes, recipients: list[str], step: int) -> bytes:
    target = Target()
    with AgeWriter(target, recipients) as age:
        for at in range(0, len(plain), step):
            age.write(plain[at : at + step])
        age.finish()
    return bytes(target.data)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1000, CHUNK, 5 * CHUNK + 3])
def test_the_age_library_reads_it_for_each_recipient(size: int, step: int, keys: Keys) -> None:
    plain = random.Random(size).randbytes(size)
    sealed = seal(plain, keys.recipients, step)
    for secret in (keys.online.secret, keys.recovery.secret):
        assert pyrage.decrypt(sealed, [read_identity(secret)]) == plain
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [read_identity(new_sealing_keys().secret)])


@pytest.mark.skipif(shutil.which("age") is None, reason="not installed: age")
@pytest.mark.parametrize("size", SIZES)
def test_the_age_tool_reads_it(size: int, keys: Keys, tmp_path: Path) -> None:
    plain = random.Random(size).randbytes(size)
    (tmp_path / "key").write_text(keys.recovery.secret + "\n")
    done = subprocess.run(
        ["age", "--decrypt", "-i", str(tmp_path / "key")],
        input=seal(plain, keys.recipients, CHUNK),
        capture_output=True,
        check=True,
    )
    assert done.stdout == plain


def test_it_has_the_length_that_the_format_says(keys: Keys) -> None:
    lengths = [len(seal(bytes(size), keys.recipients, CHUNK)) for size in SIZES]
    chunks = [max(1, -(-size // CHUNK)) for size in SIZES]
    overhead = {
        length - size - 16 * count
        for length, size, count in zip(lengths, SIZES, chunks, strict=True)
    }
    assert len(overhead) == 1


def test_no_two_files_share_a_key(keys: Keys) -> None:
    one, two = (seal(bytes(100), keys.recipients, CHUNK) for _ in range(2))
    assert one[-116:] != two[-116:]
    assert one.split(b"\n")[1:5] != two.split(b"\n")[1:5]


def test_an_unfinished_file_cannot_be_read(keys: Keys) -> None:
    target = Target()
    with AgeWriter(target, keys.recipients) as age:
        age.write(bytes(3 * CHUNK))
    with pytest.raises((pyrage.DecryptError, OSError)):
        pyrage.decrypt(bytes(target.data), [read_identity(keys.online.secret)])


def test_what_goes_wrong_with_the_target_is_told_as_it_is(keys: Keys) -> None:
    class Full:
        def write(self, data: bytes | bytearray) -> None:
            raise OSError(28, "No space left on device")

    def write_on() -> None:
        with AgeWriter(Full(), keys.recipients) as age:
            for _ in range(100):
                age.write(bytes(CHUNK))

    with pytest.raises(OSError, match="No space"):
        write_on()


def test_reading_is_complete_only_with_the_last_chunk(keys: Keys, tmp_path: Path) -> None:
    plain = random.Random(1).randbytes(8 * CHUNK)
    path = tmp_path / "cut"
    path.write_bytes(seal(plain, keys.recipients, CHUNK)[:-1])
    identities = [read_identity(keys.online.secret)]

    def read_on() -> None:
        with path.open("rb") as source, AgeReader(source, identities) as age:
            while age.read(1 << 18):
                pass

    with pytest.raises(BundleError) as refused:
        read_on()
    assert refused.value.code == "bundle.contents"
