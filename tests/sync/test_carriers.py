from __future__ import annotations

import os
import resource
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from desktop.errors import BundleError, StorageError
from desktop.sync.carriers import UNFINISHED, Carrier, Parcel, open_carrier
from tests.sync.making import Keys, draft, entries, opened, write


@pytest.fixture
def bundle(tmp_path: Path, keys: Keys) -> Path:
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    return write(outbox, keys, draft(entries(3))).path


@pytest.fixture(params=["folder", "file url", "memory"])
def carrier(request: Any, tmp_path: Path) -> Iterator[Carrier]:
    """Give places of each kind that need no server; memory stands for one that is not local."""
    stick = tmp_path / "stick"
    if request.param == "memory":
        url = f"memory://{uuid.uuid4().hex}"
        fsspec.filesystem("memory").mkdir(url)
    else:
        stick.mkdir()
        url = stick.as_uri() if request.param == "file url" else str(stick)
    yield open_carrier(url)
    if request.param == "memory":
        fsspec.filesystem("memory").rm(url, recursive=True)


def _code(error: Any) -> str:
    return str(error.value.code)


def test_a_bundle_goes_there_and_comes_back(
    carrier: Carrier, bundle: Path, tmp_path: Path, keys: Keys
) -> None:
    assert carrier.list() == []
    carrier.put(bundle)
    assert carrier.list() == [Parcel(bundle.name, bundle.stat().st_size)]
    back = tmp_path / bundle.name
    carrier.get(bundle.name, back, limit=bundle.stat().st_size)
    assert back.read_bytes() == bundle.read_bytes()
    with opened(back, keys) as found:
        found.check()
    carrier.delete(bundle.name)
    carrier.delete(bundle.name)
    assert carrier.list() == []


def test_putting_again_changes_nothing(carrier: Carrier, bundle: Path) -> None:
    carrier.put(bundle)
    carrier.put(bundle)
    assert len(carrier.list()) == 1


def test_another_file_under_the_same_name_is_left_alone(
    carrier: Carrier, bundle: Path, tmp_path: Path
) -> None:
    carrier.put(bundle)
    impostor = tmp_path / bundle.name
    impostor.write_bytes(b"something else")
    with pytest.raises(BundleError) as refused:
        carrier.put(impostor)
    assert _code(refused) == "carrier.exists"
    assert refused.value.values["file"] == bundle.name
    assert refused.value.values["place"] == carrier.place
    assert carrier.list()[0].size == bundle.stat().st_size


def test_only_whole_bundles_are_listed(bundle: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in (".part-0011", "holiday.jpg", "..redress", bundle.name + ".part", "desktop.ini"):
        (stick / name).write_bytes(b"x")
    (stick / bundle.name.replace("SH001", "SH002")).mkdir()
    carrier = open_carrier(str(stick))
    carrier.put(bundle)
    assert [one.name for one in carrier.list()] == [bundle.name]
    assert (stick / "holiday.jpg").read_bytes() == b"x"
    assert sum(path.name.startswith(".part-") for path in stick.iterdir()) == 1


def test_more_than_the_limit_is_not_fetched(carrier: Carrier, bundle: Path, tmp_path: Path) -> None:
    carrier.put(bundle)
    target = tmp_path / "inbox.redress"
    with pytest.raises(BundleError) as refused:
        carrier.get(bundle.name, target, limit=bundle.stat().st_size - 1)
    assert _code(refused) == "bundle.too_large"
    assert not target.exists()


@pytest.mark.parametrize(
    "name", ["../outbox/secret", "/etc/passwd", "a.redress", "..", "", "C:\\x.redress"]
)
def test_no_other_name_reaches_the_place(name: str, carrier: Carrier, tmp_path: Path) -> None:
    with pytest.raises(BundleError) as refused:
        carrier.get(name, tmp_path / "x", 100)
    assert _code(refused) == "carrier.strange_name"
    with pytest.raises(BundleError) as refused:
        carrier.delete(name)
    assert _code(refused) == "carrier.strange_name"
    assert not (tmp_path / "x").exists()


def test_what_is_not_there_is_told_as_missing(
    carrier: Carrier, bundle: Path, tmp_path: Path
) -> None:
    with pytest.raises(BundleError) as refused:
        carrier.get(bundle.name, tmp_path / "x", 100)
    assert _code(refused) == "carrier.missing"


def test_a_stick_that_is_not_plugged_in_is_not_replaced_by_a_folder(
    bundle: Path, tmp_path: Path
) -> None:
    carrier = open_carrier(str(tmp_path / "media" / "stick" / "redress"))
    with pytest.raises(BundleError) as refused:
        carrier.list()
    assert _code(refused) == "carrier.missing"
    with pytest.raises(BundleError) as refused:
        carrier.put(bundle)
    assert _code(refused) == "carrier.missing"
    assert not (tmp_path / "media").exists()


def test_the_last_folder_is_made_when_its_parent_is_there(bundle: Path, tmp_path: Path) -> None:
    carrier = open_carrier(str(tmp_path / "new"))
    carrier.put(bundle)
    assert (tmp_path / "new" / bundle.name).read_bytes() == bundle.read_bytes()


def test_a_file_in_place_of_the_folder_is_refused(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(BundleError) as refused:
        open_carrier(str(tmp_path / "file")).put(bundle)
    assert _code(refused).startswith("carrier.")


def test_a_full_stick_is_told_as_full_and_left_clean(
    bundle: Path, tmp_path: Path, keys: Keys
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(BundleError) as refused:
            open_carrier(str(stick)).put(bundle)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _code(refused) == "carrier.full"
    assert list(stick.iterdir()) == []


def test_a_bundle_that_vanished_here_is_a_storage_error(carrier: Carrier, bundle: Path) -> None:
    bundle.unlink()
    with pytest.raises(StorageError):
        carrier.put(bundle)
    assert carrier.list() == []


@pytest.mark.parametrize("url", ["foo://place/x", "webdav://user:pass-word@host/x?token=hidden"])
def test_a_place_nobody_can_speak_with_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BundleError) as refused:
        open_carrier(url)
    assert _code(refused) == "carrier.unsupported"
    assert "pass-word" not in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_what_a_crash_left_half_brought_is_swept_after_a_day(bundle: Path, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    old, young = place / f"{UNFINISHED}old", place / f"{UNFINISHED}young"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    open_carrier(str(place)).put(bundle)
    assert sorted(path.name for path in place.iterdir()) == sorted([young.name, bundle.name])
