from __future__ import annotations

import hashlib
import os
import random
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import BundleError, StorageError
from desktop.sync.contents import EvidenceSource, SealedEntry, SubjectKey
from desktop.sync.identities import new_sealing_keys
from desktop.sync.manifest import Direction, parse_manifest, read_bundle_name
from desktop.sync.reader import EvidencePiece, check_signature, open_bundle, read_manifest
from desktop.sync.writer import write_bundle
from desktop.vocabulary import Uid
from tests.sync.making import (
    STORY,
    Keys,
    digest,
    draft,
    entries,
    entry,
    everything,
    evidence,
    opened,
    read,
    rule_pack,
    write,
)

OTHER_SITE = Uid("0193aa11bb22cc33dd44ee55ff660002")


def test_what_goes_in_comes_out_in_order(tmp_path: Path, keys: Keys) -> None:
    sealed = entries(3)
    subject = SubjectKey("0193aa11bb22cc33dd44ee55ff66aaaa", bytes(range(32)))
    photo, note = random.Random(1).randbytes(150_000), b"plain " * 9000
    made = draft(
        sealed,
        keys=[subject],
        objects=[rule_pack()],
        pieces=[evidence(photo), evidence(note), evidence(b"")],
        previous="ab" * 32,
        ack={"number": 7, "digest": "cd" * 32, "missing": [3, None, True]},
        extensions={"入网": {"proof": "x"}},
    )
    written = write(tmp_path, keys, made)
    files = sorted([photo, note, b""], key=digest)
    assert read(written.path, keys) == [
        rule_pack(),
        subject,
        *sealed,
        *[(digest(one), None, one) for one in files],
    ]
    assert written.size == written.path.stat().st_size
    assert list(tmp_path.iterdir()) == [written.path]
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o600


def test_the_manifest_tells_everything_and_the_file_is_named_after_it(
    tmp_path: Path, keys: Keys
) -> None:
    sealed = entries(2, first=41)
    written = write(tmp_path, keys, draft(sealed, number=12, ack={"seq": 3}))
    manifest = read_manifest(written.path)
    assert manifest == written.manifest == check_signature(written.path, keys.signer.public_key())
    assert (manifest.from_seq, manifest.to_seq) == (41, 42)
    assert manifest.head == sealed[-1].seal.digest.hex()
    assert manifest.counts._asdict() == {"entries": 2, "keys": 0, "objects": 0, "evidence": 0}
    assert [one.name for one in manifest.members] == ["entries-0001.jsonl", "seals-0001.jsonl"]
    assert manifest.recipients == tuple(keys.recipients)
    assert manifest.digest == digest(parse_manifest(manifest.raw).raw)
    name = read_bundle_name(written.path.name)
    assert name == ("SH001", Direction.UP, "e1", 12, manifest.digest[:16])
    assert written.path.name == f"SH001-up-e1-000012-{manifest.digest[:16]}.redress"


def test_both_recipients_open_it_and_nobody_else(tmp_path: Path, keys: Keys) -> None:
    path = write(tmp_path, keys, draft(entries(1))).path
    public = keys.signer.public_key()
    stranger = new_sealing_keys().secret
    for secrets in ([keys.recovery.secret], [stranger, keys.online.secret]):
        with open_bundle(path, secrets, public) as bundle:
            bundle.check()
    with open_bundle(path, [stranger], public) as bundle, pytest.raises(BundleError) as refused:
        bundle.check()
    assert refused.value.code == "bundle.wrong_recipient"


def test_a_bundle_may_carry_nothing_but_an_acknowledgement(tmp_path: Path, keys: Keys) -> None:
    made = draft(direction=Direction.DOWN, from_seq=9, to_seq=8, head="ab" * 32, ack={"seq": 4})
    written = write(tmp_path, keys, made)
    assert "-down-" in written.path.name
    assert written.manifest.members == ()
    assert read(written.path, keys) == []


def test_entries_of_another_site_travel_beside_the_own_ones(tmp_path: Path, keys: Keys) -> None:
    sealed = [entry(7, site=OTHER_SITE), *entries(2, first=5), entry(9, site=OTHER_SITE)]
    assert read(write(tmp_path, keys, draft(sealed)).path, keys) == sealed


def test_a_range_of_a_large_file_is_handed_over_as_awaited(tmp_path: Path, keys: Keys) -> None:
    whole = random.Random(2).randbytes(9000)
    pieces = [
        evidence(whole[6000:], 6000, digest(whole)),
        evidence(whole[:4000], 0, digest(whole)),
    ]
    path = write(tmp_path, keys, draft(pieces=pieces)).path
    assert read(path, keys) == [
        (digest(whole), 0, whole[:4000]),
        (digest(whole), 6000, whole[6000:]),
    ]
    with opened(path, keys) as bundle:
        assert [piece.is_whole for piece in bundle.evidence()] == [False, False]


def test_much_text_is_cut_into_segments_and_comes_back_as_one(tmp_path: Path, keys: Keys) -> None:
    sealed = [entry(seq, STORY * 20) for seq in range(1, 5001)]
    sent = [SubjectKey(f"subject-{n}", bytes(32)) for n in range(60_000)]
    written = write(tmp_path, keys, draft(sealed, keys=iter(sent)))
    names = [member.name for member in written.manifest.members]
    assert names[:2] == ["keys-0001.jsonl", "keys-0002.jsonl"]
    assert names[-4:] == [
        "entries-0002.jsonl",
        "seals-0002.jsonl",
        "entries-0003.jsonl",
        "seals-0003.jsonl",
    ]
    with opened(written.path, keys) as bundle:
        assert list(bundle.entries()) == sealed
        assert list(bundle.subject_keys()) == sent


def test_the_parts_can_be_asked_for_one_by_one_and_left_early(tmp_path: Path, keys: Keys) -> None:
    big = random.Random(3).randbytes(5 << 20)
    made = draft(
        entries(2),
        keys=[SubjectKey("a", bytes(32))],
        objects=[rule_pack()],
        pieces=[evidence(big), evidence(b"small")],
    )
    before = threading.active_count()
    with opened(write(tmp_path, keys, made).path, keys) as bundle:
        assert list(bundle.objects()) == [rule_pack()]
        assert [one.subject for one in bundle.subject_keys()] == ["a"]
        assert next(bundle.entries()) == entry(1)
        assert list(bundle.entries()) == entries(2)
        sizes = {piece.sha256: piece.size for piece in bundle.evidence()}
        assert sizes == {digest(big): len(big), digest(b"small"): 5}
        walk = bundle.contents()
        first = next(one for one in walk if isinstance(one, EvidencePiece))
        assert next(first.chunks())
        walk.close()
        assert everything(bundle)[-1] in [(digest(x), None, x) for x in (big, b"small")]
    assert threading.active_count() == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(max_size=300), max_size=12),
    subjects=st.lists(st.binary(min_size=4, max_size=64), max_size=5),
    bodies=st.lists(st.text(max_size=80), max_size=4, unique=True),
    files=st.lists(st.binary(max_size=3000), max_size=5, unique=True),
    first=st.integers(1, 2**52),
)
def test_any_content_survives_the_journey(
    texts: list[str],
    subjects: list[bytes],
    bodies: list[str],
    files: list[bytes],
    first: int,
    tmp_path: Path,
    keys: Keys,
) -> None:
    sealed = [entry(first + n, repr(text)) for n, text in enumerate(texts)]
    sent = [SubjectKey(f"s{n}", key) for n, key in enumerate(subjects)]
    objects = [rule_pack(body) for body in bodies]
    made = draft(sealed, keys=sent, objects=objects, pieces=[evidence(one) for one in files])
    path = write(tmp_path, keys, made).path
    ordered = [(digest(one), None, one) for one in sorted(files, key=digest)]
    assert read(path, keys) == [*objects, *sent, *sealed, *ordered]


# ------------------------------------------------------------------ what is not written


def _refusal(folder: Path, keys: Keys, made: Any) -> str:
    with pytest.raises(BundleError) as refused:
        write(folder, keys, made)
    assert list(folder.iterdir()) == []
    return refused.value.code


def test_evidence_that_is_not_what_its_digest_says_is_not_shipped(
    tmp_path: Path, keys: Keys
) -> None:
    honest = evidence(b"photo" * 100)
    for piece in (
        replace(honest, sha256=digest(b"another")),
        replace(honest, size=honest.size + 1),
        replace(honest, size=honest.size - 1),
        replace(honest, size=-1),
        replace(honest, size=9 << 30),
    ):
        assert _refusal(tmp_path, keys, draft(pieces=[piece])) == "bundle.evidence_altered"


def test_the_same_evidence_twice_is_not_shipped(tmp_path: Path, keys: Keys) -> None:
    twice = [evidence(b"photo"), evidence(b"photo")]
    assert _refusal(tmp_path, keys, draft(pieces=twice)) == "bundle.member"


@pytest.mark.parametrize(
    ("sealed", "changes"),
    [
        (entries(3), {"to_seq": 4}),
        (entries(3), {"to_seq": 2, "head": entry(2).seal.digest.hex()}),
        (entries(3), {"from_seq": 2}),
        (entries(3), {"head": "00" * 32}),
        ([entry(1), entry(3)], {}),
        ([entry(1), entry(1)], {}),
        ([], {"to_seq": 1}),
    ],
)
def test_a_range_that_is_not_the_one_promised_is_not_shipped(
    sealed: list[SealedEntry], changes: dict[str, Any], tmp_path: Path, keys: Keys
) -> None:
    assert _refusal(tmp_path, keys, draft(sealed, **changes)) == "bundle.range"


def test_an_entry_that_is_no_line_is_not_shipped(tmp_path: Path, keys: Keys) -> None:
    whole = entry(1)
    for odd in (
        SealedEntry(whole.body + b"\n", whole.seal),
        SealedEntry(b"", whole.seal),
        SealedEntry(b"[]", whole.seal),
        SealedEntry(b"{" + bytes(16 << 20), whole.seal),
        SealedEntry(whole.body, whole.seal._replace(signature=b"short")),
    ):
        assert _refusal(tmp_path, keys, draft([odd])) == "bundle.entry_unfit"


def test_keys_and_objects_must_be_what_format_1_knows(tmp_path: Path, keys: Keys) -> None:
    for made in (
        draft(keys=[SubjectKey('quote"', bytes(32))]),
        draft(keys=[SubjectKey("顾客", bytes(32))]),
        draft(keys=[SubjectKey("a", b"")]),
        draft(objects=[rule_pack()._replace(digest="00" * 32)]),
        draft(objects=[rule_pack()._replace(kind="Rule pack")]),
    ):
        assert _refusal(tmp_path, keys, made) == "bundle.line"


def test_a_header_that_no_reader_would_take_is_not_written(tmp_path: Path, keys: Keys) -> None:
    for changes in (
        {"number": 0},
        {"code": "../SH001"},
        {"code": "CON.x"},
        {"epoch": "a-b"},
        {"site": "x"},
        {"to": "everybody"},
        {"made_at": -1},
        {"program": "a\nb"},
        {"ack": {"half": 0.5}},
        {"ack": {"big": 2**53}},
        {"extensions": {"deep": [[[[[[[1]]]]]]]}},
        {"part": 2},
        {"from_seq": 3},
    ):
        assert _refusal(tmp_path, keys, draft(**changes)) == "bundle.manifest"


def test_a_bundle_for_nobody_or_for_a_misspelt_key_is_not_written(
    tmp_path: Path, keys: Keys
) -> None:
    good = keys.online.public
    for recipients in (
        [],
        [good, good],
        ["age1nonsense"],
        [good[:-1] + "qp"[good[-1] == "q"]],
        [good] * 9,
    ):
        with pytest.raises(BundleError) as refused:
            write_bundle(tmp_path, draft(entries(1)), keys.signer, recipients)
        assert refused.value.code == "bundle.bad_recipient"
        assert list(tmp_path.iterdir()) == []


class _CancelledError(Exception):
    pass


def test_cancelling_leaves_neither_file_nor_thread(tmp_path: Path, keys: Keys) -> None:
    told: list[tuple[int, int]] = []

    def cancel(done: int, expected: int) -> None:
        told.append((done, expected))
        if done > 3 << 20:
            raise _CancelledError

    before = threading.active_count()
    big = random.Random(4).randbytes(8 << 20)
    with pytest.raises(_CancelledError):
        write_bundle(tmp_path, draft(pieces=[evidence(big)]), keys.signer, keys.recipients, cancel)
    assert told[-1][1] == len(big)
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == before


def test_cancelling_a_check_leaves_no_thread(tmp_path: Path, keys: Keys) -> None:
    big = random.Random(5).randbytes(8 << 20)
    path = write(tmp_path, keys, draft(pieces=[evidence(big)])).path

    def cancel(done: int, _: int) -> None:
        if done > 3 << 20:
            raise _CancelledError

    before = threading.active_count()
    with opened(path, keys) as bundle, pytest.raises(_CancelledError):
        bundle.check(cancel)
    assert threading.active_count() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs file size limits")
def test_a_full_disk_is_told_as_such_and_leaves_nothing(tmp_path: Path, keys: Keys) -> None:
    big = random.Random(6).randbytes(20 << 20)  # more than is held in memory
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(StorageError) as refused:
            write(tmp_path, keys, draft(pieces=[evidence(big)]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.code == "storage.full"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path, keys: Keys) -> None:
    with pytest.raises(StorageError):
        write(tmp_path / "nowhere", keys, draft(entries(1)))
    with pytest.raises(StorageError):
        read_manifest(tmp_path / "nowhere.redress")


# ------------------------------------------------------------------ what must not leak


def _open_files() -> Iterator[bytes]:
    """Give the content of every regular file this process has open, deleted ones too."""
    for handle in Path("/proc/self/fd").iterdir():
        try:
            if stat.S_ISREG(handle.stat().st_mode):
                yield handle.read_bytes()
        except OSError:
            continue


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files in /proc")
def test_no_plaintext_touches_the_disk(tmp_path: Path, keys: Keys) -> None:
    secret = b"telephone 13800138000 "
    filler = random.Random(7).randbytes(72 << 20)
    data = secret + filler
    blocks = [data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20)]
    piece = EvidenceSource(digest(data), len(data), lambda: blocks)
    seen = 0

    def watch(done: int, _: int) -> None:
        nonlocal seen
        if done % (16 << 20) < 1 << 20:
            for content in [*_open_files(), *(p.read_bytes() for p in tmp_path.rglob("*"))]:
                seen += len(content)
                assert secret not in content
                assert STORY.encode() not in content
                assert filler[:64] not in content

    made = draft(entries(5), pieces=[piece])
    path = write_bundle(tmp_path, made, keys.signer, keys.recipients, watch).path
    assert seen > 48 << 20, "the unfinished payload was among the files looked at"
    with opened(path, keys) as bundle:
        bundle.check(watch)
        for one in bundle.contents():
            if isinstance(one, EvidencePiece):
                for position, _ in enumerate(one.chunks()):
                    watch(position << 20, 0)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


_MEMORY_PROBE = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from desktop.sync.contents import EvidenceSource
from desktop.sync.identities import new_sealing_keys
from desktop.sync.reader import open_bundle
from desktop.sync.writer import write_bundle
from tests.sync.making import draft, entry

def high_water():
    # ru_maxrss is inherited over exec from a large parent; the kernel's own mark is not.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])

block, times = bytes(range(256)) * 4096, 200
whole = hashlib.sha256()
for _ in range(times):
    whole.update(block)
sealed = lambda: (entry(n, "x" * 900) for n in range(1, 40_001))
last = entry(40_000, "x" * 900).seal.digest.hex()
piece = EvidenceSource(whole.hexdigest(), len(block) * times, lambda: [block] * times)
made = draft(to_seq=40_000, head=last, pieces=[piece])
object.__setattr__(made, "entries", sealed())
signer, keys = Ed25519PrivateKey.generate(), new_sealing_keys()
before = high_water()
path = write_bundle(Path(sys.argv[1]), made, signer, [keys.public]).path
with open_bundle(path, [keys.secret], signer.public_key()) as bundle:
    bundle.check()
    assert sum(1 for _ in bundle.contents()) == 40_001
print((high_water() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory mark of /proc")
def test_memory_stays_bounded_however_large_the_bundle(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY_PROBE, str(tmp_path), root],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 160, "MiB for 240 MiB of content"


def test_a_file_that_changes_between_check_and_reading_is_noticed(
    tmp_path: Path, keys: Keys
) -> None:
    big = random.Random(8).randbytes(6 << 20)
    path = write(tmp_path, keys, draft(entries(2), pieces=[evidence(big)])).path

    def change_and_read() -> None:
        with opened(path, keys) as bundle:
            bundle.check()
            data = bytearray(path.read_bytes())
            data[len(data) - 100_000] ^= 1
            path.write_bytes(data)
            everything(bundle)

    with pytest.raises(BundleError) as refused:
        change_and_read()
    assert refused.value.code == "bundle.contents"
    assert refused.value.values["file"] == path.name


def test_evidence_with_one_chunk_of_any_size_is_fine(tmp_path: Path, keys: Keys) -> None:
    data = random.Random(9).randbytes(9 << 20)
    piece = EvidenceSource(digest(data), len(data), lambda: [b"", data])
    path = write(tmp_path, keys, draft(pieces=[piece])).path
    with opened(path, keys) as bundle:
        (found,) = (hashlib.sha256(b"".join(one.chunks())) for one in bundle.evidence())
    assert found.hexdigest() == digest(data)
