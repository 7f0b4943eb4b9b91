from __future__ import annotations

import base64
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
import rfc8785
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import BundleError
from desktop.sync.container import Layout, read_container, read_manifest_bytes
from desktop.sync.contents import TAR_END, SubjectKey, segment_name
from desktop.sync.identities import decode_public, read_recipient
from desktop.sync.manifest import Counts, Member
from desktop.sync.reader import Limits, open_bundle, read_manifest
from tests.sync.making import (
    Keys,
    Part,
    digest,
    draft,
    entries,
    everything,
    forge,
    honest_parts,
    opened,
    outer,
    read,
    rule_pack,
    write,
)

GOLDEN = Path(__file__).parent / "golden"


def _code(path: Path, keys: Keys, limits: Limits | None = None) -> str:
    with pytest.raises(BundleError) as refused:
        _read_all(path, keys, limits or Limits())
    assert refused.value.values["file"] == path.name
    return refused.value.code


def _read_all(path: Path, keys: Keys, limits: Limits) -> None:
    with open_bundle(path, [keys.online.secret], keys.signer.public_key(), limits) as bundle:
        bundle.check()


# ------------------------------------------------------------------ the golden bundle


class Golden:
    def __init__(self) -> None:
        said = json.loads((GOLDEN / "format-1.json").read_text())
        self.path = GOLDEN / "format-1.redress"
        self.identities = [said["identity"]]
        self.recovery = [said["recovery"]]
        self.public = decode_public(base64.b64decode(said["signer"]))
        self.digest = said["digest"]

    def refuses(self, path: Path) -> bool:
        try:
            with open_bundle(path, self.identities, self.public) as bundle:
                bundle.check()
        except BundleError:
            return True
        return False


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden()


def test_the_golden_bundle_of_format_1_opens_for_ever(golden: Golden) -> None:
    for identities in (golden.identities, golden.recovery):
        with open_bundle(golden.path, identities, golden.public) as bundle:
            assert bundle.manifest.digest == golden.digest
            assert bundle.manifest.ack == {"seq": 3}
            assert everything(bundle) == [
                rule_pack(),
                SubjectKey("0193aa11bb22cc33dd44ee55ff66aaaa", bytes(range(32))),
                *entries(2),
                (digest(b"\x89PNG golden photo"), None, b"\x89PNG golden photo"),
                ("ab" * 32, 11, b"second half"),
            ]


def test_every_truncation_is_refused(golden: Golden, tmp_path: Path) -> None:
    whole = golden.path.read_bytes()
    cut = tmp_path / "cut.redress"
    for length in range(len(whole)):
        cut.write_bytes(whole[:length])
        assert golden.refuses(cut), length


def test_a_cut_bundle_is_told_as_cut(golden: Golden, tmp_path: Path) -> None:
    whole = golden.path.read_bytes()
    cut = tmp_path / "cut.redress"
    for length in (0, 3, 20, 100, 1000, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(BundleError) as refused:
            read_manifest(cut)
        assert refused.value.code == "bundle.truncated", length


@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_every_single_changed_byte_is_refused(change: int, golden: Golden, tmp_path: Path) -> None:
    whole = golden.path.read_bytes()
    changed = tmp_path / "changed.redress"
    for at in range(len(whole)):
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :])
        assert golden.refuses(changed), at


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_and_pasted_bundles_are_refused(
    data: st.DataObject, golden: Golden, tmp_path: Path
) -> None:
    whole = golden.path.read_bytes()
    at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    patched = whole[:at] + data.draw(st.binary(max_size=40)) + whole[to:]
    path = tmp_path / "patched.redress"
    path.write_bytes(patched)
    assert golden.refuses(path) == (patched != whole)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=500))
def test_any_other_file_is_refused(data: bytes, golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "any.redress"
    for content in (data, b"PK\x03\x04" + data, golden.path.read_bytes()[:60] + data):
        path.write_bytes(content)
        assert golden.refuses(path)


# ------------------------------------------------------------------ the outer file


def test_another_kind_of_file_is_told_as_such(tmp_path: Path, keys: Keys) -> None:
    picture = tmp_path / "picture.redress"
    picture.write_bytes(b"\x89PNG\r\n" + bytes(100))
    assert _code(picture, keys) == "bundle.not_a_bundle"
    archive = tmp_path / "archive.redress"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("holiday.jpg", bytes(100))
    assert _code(archive, keys) == "bundle.not_a_bundle"


def _rezipped(path: Path, change: Callable[[list[tuple[str, bytes]]], Any], **options: Any) -> Path:
    """Zip the three members again with Python's own writer, after `change`."""
    with zipfile.ZipFile(path) as zipped:
        members = [(name, zipped.read(name)) for name in zipped.namelist()]
    change(members)
    target = path.with_name("rezipped.redress")
    with zipfile.ZipFile(target, "w") as zipped:
        for name, data in members:
            zipped.writestr(zipfile.ZipInfo(name), data, **options)
    return target


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "change",
    [
        list.reverse,
        list.pop,
        lambda members: members.append(("more.txt", b"more")),
        lambda members: members.append(members[0]),
        lambda members: members.insert(1, ("manifest.json", b"{}")),
        lambda members: members.append(("../../evil", b"more")),
        lambda _: None,  # same members, but not byte for byte our headers
    ],
)
def test_other_members_or_another_order_are_refused(
    change: Callable[[list[tuple[str, bytes]]], Any], tmp_path: Path, keys: Keys
) -> None:
    path = _rezipped(write(tmp_path, keys, draft(entries(1))).path, change)
    assert _code(path, keys) in {"bundle.layout", "bundle.not_a_bundle", "bundle.truncated"}


def test_compressed_members_are_refused(tmp_path: Path, keys: Keys) -> None:
    path = write(tmp_path, keys, draft(entries(1))).path
    packed = _rezipped(path, lambda _: None, compress_type=zipfile.ZIP_DEFLATED)
    assert _code(packed, keys) in {"bundle.layout", "bundle.truncated"}


def test_nothing_may_stand_before_between_or_behind(tmp_path: Path, keys: Keys) -> None:
    path = write(tmp_path, keys, draft(entries(1))).path
    whole = path.read_bytes()
    second = whole.index(b"PK\x03\x04", 10)
    directory = whole.index(b"PK\x01\x02")
    odd = tmp_path / "odd.redress"
    for content in (
        b"#!/bin/sh\n" + whole,
        whole + b"\n",
        whole + whole,
        whole[:second] + bytes(4) + whole[second:],
        whole[:directory] + bytes(4) + whole[directory:],
        whole[:-2] + b"\x07\x00comment",
    ):
        odd.write_bytes(content)
        assert _code(odd, keys) in {"bundle.layout", "bundle.not_a_bundle"}


def test_flags_in_both_headers_are_refused(tmp_path: Path, keys: Keys) -> None:
    path = write(tmp_path, keys, draft(entries(1))).path
    whole = bytearray(path.read_bytes())
    whole[6] |= 1  # "encrypted", in the member's own header
    whole[whole.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(whole)
    assert _code(path, keys) == "bundle.layout"


def test_a_wrong_checksum_in_both_headers_is_refused(tmp_path: Path, keys: Keys) -> None:
    written = write(tmp_path, keys, draft(entries(1)))
    whole = bytearray(written.path.read_bytes())
    with zipfile.ZipFile(written.path) as zipped:
        crc = struct.pack("<I", zipped.getinfo("payload.age").CRC)
    for _ in range(2):
        at = whole.index(crc)
        whole[at] ^= 1
    written.path.write_bytes(whole)
    assert _code(written.path, keys) == "bundle.payload_altered"


def test_headers_for_a_payload_beyond_4_gib_are_what_zip_readers_expect(tmp_path: Path) -> None:
    manifest, signature, size = b"{}", bytes(64), (5 << 30) + 3
    layout = Layout.of(manifest, signature, size, 0x12345678)
    path = tmp_path / "big.zip"
    with path.open("wb") as target:  # a hole where the payload would be
        target.write(layout.manifest.local() + manifest + layout.signature.local() + signature)
        target.write(layout.payload.local())
        target.seek(layout.payload_offset + size)
        target.write(layout.directory())
    assert path.stat().st_size == layout.size
    with zipfile.ZipFile(path) as zipped:
        assert [one.filename for one in zipped.infolist()] == [
            "manifest.json",
            "manifest.sig",
            "payload.age",
        ]
        assert zipped.getinfo("payload.age").file_size == size
        assert zipped.read("manifest.json") == manifest
    with path.open("rb") as source:
        assert read_container(source, read_manifest_bytes(source, 100)).layout == layout


# ------------------------------------------------------------------ the manifest


def _plain(tmp_path: Path, keys: Keys) -> tuple[dict[str, Any], bytes]:
    path = forge(tmp_path / "plain.redress", keys, honest_parts())
    with zipfile.ZipFile(path) as zipped:
        return json.loads(zipped.read("manifest.json")), zipped.read("payload.age")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 0},
        {"format": True},
        {"format": "1"},
        {"unknown": 1},
        {"number": 0},
        {"number": "1"},
        {"number": True},
        {"made_at": -1},
        {"direction": "sideways"},
        {"site": "0193AA11BB22CC33DD44EE55FF660001"},
        {"code": "../../SH001"},
        {"code": "x" * 33},
        {"epoch": ""},
        {"previous": "zz"},
        {"ack": []},
        {"ack": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}},
        {"ack": {"long": "x" * 70_000}},
        {"ack": {"nul": "\0"}},
        {"ack": {"many": [1] * 30_000}},
        {"extensions": {"float": 0.5}},
        {"counts": {"entries": 2, "keys": 0, "objects": 0}},
        {"counts": {"entries": 2, "keys": 0, "objects": 0, "evidence": 0, "more": 0}},
        {"members": {}},
        {"members": [{"name": "entries-0001.jsonl", "size": 1}]},
        {"members": [{"name": "a\u202eb", "size": 1, "sha256": "00" * 32}]},
        {"payload": {"size": 0, "sha256": "00" * 32}},
        {"recipients": []},
        {"recipients": ["age1"]},
        {"part": 2},
        {"program": ""},
        {"to_seq": 0, "from_seq": 5},
    ],
)
def test_a_manifest_that_says_it_otherwise_is_refused(
    change: dict[str, Any], tmp_path: Path, keys: Keys
) -> None:
    plain, payload = _plain(tmp_path, keys)
    path = outer(tmp_path / "odd.redress", keys, rfc8785.dumps(plain | change), payload)
    assert _code(path, keys) == "bundle.manifest"


def test_a_missing_key_is_named(tmp_path: Path, keys: Keys) -> None:
    plain, payload = _plain(tmp_path, keys)
    del plain["epoch"]
    path = outer(tmp_path / "odd.redress", keys, rfc8785.dumps(plain), payload)
    with pytest.raises(BundleError) as refused:
        read_manifest(path)
    assert refused.value.values["key"] == "epoch"


def test_only_the_canonical_form_is_taken(tmp_path: Path, keys: Keys) -> None:
    plain, payload = _plain(tmp_path, keys)
    good = rfc8785.dumps(plain)
    for raw in (
        good + b"\n",
        b"\xef\xbb\xbf" + good,
        json.dumps(plain, sort_keys=True).encode(),
        json.dumps(plain, separators=(",", ":")).encode()[:-1] + b',"number":1}',
        good.replace(b'"number":1,', b'"number":1,"number":1,'),
        good.replace(b'"SH001"', b'"SH\\u0030\\u0030\\u0031"'),
        good.replace(b'"number":1,', b'"number":1.0,'),
        good.replace(b'"number":1,', b'"number":9007199254740993,'),
        b"[]",
        b"",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"number":' + b"9" * 5000 + b"}",
        b'{"number":NaN}',
    ):
        path = outer(tmp_path / "odd.redress", keys, raw, payload)
        assert _code(path, keys) == "bundle.manifest", raw[:40]


def test_a_newer_format_is_told_as_newer_whatever_else_it_changed(
    tmp_path: Path, keys: Keys
) -> None:
    path = outer(tmp_path / "new.redress", keys, b'{"format": 2, "all": "new"}', b"x")
    path.write_bytes(path.read_bytes() + b"and more members")
    assert _code(path, keys) == "bundle.format_newer"


def test_another_signer_is_refused(tmp_path: Path, keys: Keys) -> None:
    path = write(tmp_path, keys, draft(entries(1))).path
    thief = Ed25519PrivateKey.generate()
    assert _code(path, keys._replace(signer=thief)) == "bundle.signature"


def test_a_payload_that_is_not_the_signed_one_is_refused(tmp_path: Path, keys: Keys) -> None:
    first = write(tmp_path, keys, draft(entries(1)))
    plain, payload = _plain(tmp_path, keys)
    swapped = outer(tmp_path / "swapped.redress", keys, first.manifest.raw, payload)
    assert _code(swapped, keys) == "bundle.payload_altered"
    longer = rfc8785.dumps(plain | {"payload": plain["payload"] | {"size": 99}})
    assert _code(outer(swapped, keys, longer, payload), keys) == "bundle.payload_altered"


# ------------------------------------------------------------------ what stands inside


def test_the_forger_is_able_to_be_honest(tmp_path: Path, keys: Keys) -> None:
    path = forge(tmp_path / "honest.redress", keys, honest_parts())
    assert read(path, keys) == entries(2)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "evidence/../../evil",
        "evidence/" + "ab" * 31,
        "evidence/" + "ab" * 33,
        "evidence/" + "ab" * 32 + ".5-1",
        "evidence/" + "ab" * 32 + ".00-5",
        "entries.jsonl",
        "entries-1.jsonl",
        "people-0001.jsonl",
        "c/evil4",
        "con",
    ],
)
def test_any_other_member_name_is_refused(name: str, tmp_path: Path, keys: Keys) -> None:
    parts = [*honest_parts(), Part(name, b"12345")]
    path = forge(tmp_path / "odd.redress", keys, parts)
    assert _code(path, keys) == "bundle.member"


@pytest.mark.parametrize("order", [(1, 0), (0,), (1,), (0, 1, 0, 1), (0, 0, 1), (2, 0, 1)])
def test_members_in_another_order_are_refused(
    order: tuple[int, ...], tmp_path: Path, keys: Keys
) -> None:
    photo = b"photo"
    parts = [*honest_parts(), Part(f"evidence/{digest(photo)}", photo)]
    path = forge(tmp_path / "odd.redress", keys, [parts[n] for n in order])
    assert _code(path, keys) == "bundle.member"


def test_evidence_must_ascend_without_overlap(tmp_path: Path, keys: Keys) -> None:
    one, two = sorted([b"one", b"two"], key=digest)
    whole = "ab" * 32
    named = {data: Part(f"evidence/{digest(data)}", data) for data in (one, two)}
    for pair in (
        [named[two], named[one]],
        [named[one], named[one]],
        [Part(f"evidence/{whole}.0-5", b"01234"), Part(f"evidence/{whole}.4-9", b"45678")],
        [named[one], Part(f"evidence/{digest(one)}.1-3", b"ne")],
    ):
        counts = Counts(entries=2, evidence=2)
        path = forge(tmp_path / "odd.redress", keys, [*honest_parts(), *pair], counts=counts)
        assert _code(path, keys) == "bundle.member"


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, b"x"],
)
def test_links_devices_and_pax_headers_are_refused(kind: bytes, tmp_path: Path, keys: Keys) -> None:
    photo = b"photo"
    name = f"evidence/{digest(photo)}"
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.type, info.linkname = len(photo), 0o600, kind, "/etc/passwd"
    raw = info.tobuf(tarfile.USTAR_FORMAT)
    parts = [*honest_parts(), Part(name, photo, raw=raw)]
    counts = Counts(entries=2, evidence=1)
    path = forge(tmp_path / "odd.redress", keys, parts, counts=counts)
    assert _code(path, keys) == "bundle.member"


def test_a_tar_header_that_says_otherwise_than_the_manifest_is_refused(
    tmp_path: Path, keys: Keys
) -> None:
    photo = b"photo"
    name = f"evidence/{digest(photo)}"
    for change in ({"name": "../evil"}, {"size": 6}, {"mode": 0o777}, {"uid": 1}, {"mtime": 5}):
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(photo), 0o600
        for key, value in change.items():
            setattr(info, key, value)
        parts = [*honest_parts(), Part(name, photo, raw=info.tobuf(tarfile.USTAR_FORMAT))]
        counts = Counts(entries=2, evidence=1)
        path = forge(tmp_path / "odd.redress", keys, parts, counts=counts)
        assert _code(path, keys) == "bundle.member"


def test_a_member_that_has_not_its_digest_is_refused(tmp_path: Path, keys: Keys) -> None:
    first, second = honest_parts()
    lie = Part(first.name, first.body, said=Member(first.name, len(first.body), "00" * 32))
    path = forge(tmp_path / "odd.redress", keys, [lie, second])
    assert _code(path, keys) == "bundle.member"
    photo = Part("evidence/" + "ab" * 32, b"photo")
    path = forge(tmp_path / "odd.redress", keys, [first, second, photo])
    assert _code(path, keys) == "bundle.member"


def test_something_in_the_padding_is_refused(tmp_path: Path, keys: Keys) -> None:
    parts = honest_parts()
    tar = bytearray(b"".join(part.bytes() for part in parts) + TAR_END)
    tar[-len(TAR_END) - 1] = 1
    path = forge(tmp_path / "odd.redress", keys, parts, packed=zstandard.compress(bytes(tar)))
    assert _code(path, keys) == "bundle.member"


@pytest.mark.parametrize(
    "counts",
    [Counts(entries=3), Counts(entries=2, keys=1), Counts(entries=2, evidence=1), Counts()],
)
def test_counts_that_lie_are_refused(counts: Counts, tmp_path: Path, keys: Keys) -> None:
    path = forge(tmp_path / "odd.redress", keys, honest_parts(), counts=counts)
    assert _code(path, keys) == "bundle.count"


def test_entries_without_a_seal_are_refused(tmp_path: Path, keys: Keys) -> None:
    first, second = honest_parts()
    fewer = Part(second.name, second.body.split(b"\n")[0] + b"\n")
    path = forge(tmp_path / "odd.redress", keys, [first, fewer])
    assert _code(path, keys) == "bundle.count"


@pytest.mark.parametrize(
    "said",
    [{"to_seq": 3}, {"from_seq": 2}, {"to_seq": 1}, {"head": "00" * 32}, {"site": "00" * 16}],
)
def test_a_range_that_lies_is_refused(said: dict[str, Any], tmp_path: Path, keys: Keys) -> None:
    path = forge(tmp_path / "odd.redress", keys, honest_parts(), **said)
    assert _code(path, keys) == "bundle.range"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":1,', b'"seq":01,'),
        (b'"seq":1,', b'"seq":9999999999999999,'),
        (b'{"digest"', b'{ "digest"'),
        (b'=="', b'="'),
        (b'"}\n', b'"}\r\n'),
        (b'"}\n', b'"}\n\n'),
        (b'"}\n', b'","x":1}\n'),
    ],
)
def test_seals_in_another_form_are_refused(
    old: bytes, new: bytes, tmp_path: Path, keys: Keys
) -> None:
    first, second = honest_parts()
    odd = Part(second.name, second.body.replace(old, new, 1))
    assert odd.body != second.body
    path = forge(tmp_path / "odd.redress", keys, [first, odd])
    assert _code(path, keys) in {"bundle.line", "bundle.count"}


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("keys", b'{"key":"AAAAAAAAAAAAAAAAAAAAAB==","subject":"a"}\n'),
        ("keys", b'{"key":"AAA","subject":"a"}\n'),
        ("keys", b'{"subject":"a"}\n'),
        ("keys", b'{"key":"AAAA","subject":"a"}'),
        ("objects", b'{"body":"x","digest":"00","kind":"rule_pack"}\n'),
        ("objects", b'{"body":1,"digest":"00","kind":"rule_pack"}\n'),
        ("objects", b'{"body":"\\ud800","digest":"00","kind":"rule_pack"}\n'),
        ("objects", b"[" * 100_000 + b"\n"),
        ("objects", b"{}\n"),
        ("objects", b"\xff\n"),
    ],
)
def test_keys_and_objects_in_another_form_are_refused(
    kind: str, line: bytes, tmp_path: Path, keys: Keys
) -> None:
    parts = [Part(segment_name(kind, 1), line), *honest_parts()]
    counts = Counts(entries=2)._replace(**{kind: 1})
    path = forge(tmp_path / "odd.redress", keys, parts, counts=counts)
    assert _code(path, keys) == "bundle.line"


def test_a_payload_that_is_not_what_it_should_be_is_refused(tmp_path: Path, keys: Keys) -> None:
    parts = honest_parts()
    tar = b"".join(part.bytes() for part in parts)
    good = zstandard.compress(tar + TAR_END)
    recipients = [read_recipient(one) for one in keys.recipients]
    sealed = pyrage.encrypt(random.Random(1).randbytes(200_000), recipients)
    window = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    wide = zstandard.ZstdCompressor(compression_params=window).compressobj()
    for options in (
        {"packed": tar},
        {"packed": good[:-5]},
        {"packed": good + b"trailing garbage"},
        {"packed": zstandard.compress(tar)},
        {"packed": zstandard.compress(tar + b"\1" * 1024)},
        {"packed": wide.compress(tar + TAR_END) + wide.flush()},
        {"packed": b""},
        {"sealed": b"not age at all"},
        {"sealed": sealed[:70_000]},
    ):
        path = forge(tmp_path / "odd.redress", keys, parts, **options)
        assert _code(path, keys) == "bundle.contents", list(options)


def test_a_chunk_cut_off_inside_the_age_file_is_refused(tmp_path: Path, keys: Keys) -> None:
    parts = honest_parts()
    noise = random.Random(2).randbytes(300_000)
    parts.append(Part(f"evidence/{digest(noise)}", noise))
    tar = b"".join(part.bytes() for part in parts) + TAR_END
    recipients = [read_recipient(one) for one in keys.recipients]
    sealed = pyrage.encrypt(zstandard.compress(tar), recipients)
    counts = Counts(entries=2, evidence=1)
    path = tmp_path / "odd.redress"
    assert _code(forge(path, keys, parts, sealed=sealed[:-1], counts=counts), keys) == (
        "bundle.contents"
    )
    forge(path, keys, parts, sealed=sealed, counts=counts)
    with opened(path, keys) as bundle:
        bundle.check()


# ------------------------------------------------------------------ bombs


def test_more_content_than_promised_is_refused(tmp_path: Path, keys: Keys) -> None:
    bomb = forge(tmp_path / "bomb.redress", keys, honest_parts(), end=TAR_END + bytes(1 << 30))
    assert bomb.stat().st_size < 200_000
    assert _code(bomb, keys) == "bundle.bomb"


def test_a_promise_beyond_the_limits_is_refused_before_it_is_read(
    tmp_path: Path, keys: Keys
) -> None:
    path = forge(tmp_path / "bomb.redress", keys, honest_parts(), sealed=b"never looked at")
    assert _code(path, keys, Limits(raw=2000)) == "bundle.bomb"
    assert _code(path, keys, Limits(members=1)) == "bundle.bomb"
    assert _code(path, keys, Limits(manifest=100)) == "bundle.bomb"
    assert _code(path, keys, Limits(file=100)) == "bundle.too_large"


def test_a_raw_size_that_lies_is_refused(tmp_path: Path, keys: Keys) -> None:
    for lie in (0, 1 << 20):
        path = forge(tmp_path / "bomb.redress", keys, honest_parts(), raw_size=lie)
        assert _code(path, keys) == "bundle.bomb"


def test_a_segment_too_large_to_hold_is_refused(tmp_path: Path, keys: Keys) -> None:
    first, second = honest_parts()
    huge = Part(first.name, b"", said=Member(first.name, 1 << 30, "00" * 32))
    path = forge(tmp_path / "bomb.redress", keys, [huge, second])
    assert _code(path, keys) == "bundle.member"


def test_a_manifest_header_that_claims_gigabytes_is_refused_unread(
    tmp_path: Path, keys: Keys
) -> None:
    path = tmp_path / "bomb.redress"
    name = b"manifest.json"
    size = 0xFFFFFFF0
    path.write_bytes(
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0x21, 0, size, size, len(name), 0)
        + name
        + bytes(1000)
    )
    assert _code(path, keys) == "bundle.bomb"


def test_sizes_near_the_end_of_the_number_range_are_refused(tmp_path: Path, keys: Keys) -> None:
    path = write(tmp_path, keys, draft(entries(1))).path
    whole = path.read_bytes()
    at = whole.index(b"PK\x03\x04", whole.index(b"manifest.sig"))
    lies = struct.pack("<4s5H", b"PK\x03\x04", 45, 0, 0, 0, 0x21)
    lies += struct.pack("<3I2H", 0, 0xFFFFFFFF, 0xFFFFFFFF, 11, 20) + b"payload.age"
    for size in (2**64 - 1, 2**63, 2**53, 5):
        path.write_bytes(whole[:at] + lies + struct.pack("<2H2Q", 1, 16, size, size) + bytes(99))
        assert _code(path, keys) in {"bundle.layout", "bundle.truncated"}
