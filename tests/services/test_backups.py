"""Backups of an open site: where they go, making one, finding a damaged one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import InputError, StorageError
from desktop.resources import resource_path
from desktop.services.backups import (
    back_up,
    backup_plan,
    backup_rows,
    check_backup,
    choose_backup_place,
)
from desktop.services.opening import OpenSite, create_site, open_site
from desktop.services.sites import SiteDraft
from desktop.storage.backup import restore_backup
from desktop.storage.keyfile import Cost
from desktop.vocabulary import SiteKind

PASSWORD = "Kuaile-2026!"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OpenSite]:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text("utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", pack)
    made, _ = create_site(
        tmp_path / "site", draft, "admin", "李晓敏", PASSWORD, cost=Cost(3, 65536)
    )
    yield made
    made.close()


def test_without_a_place_nothing_is_copied(site: OpenSite) -> None:
    with pytest.raises(InputError, match=r"backup\.no_place"):
        back_up(site)
    assert site.gateway.call(backup_plan).last_at is None


def test_a_backup_made_while_working_opens_as_the_site(site: OpenSite, tmp_path: Path) -> None:
    site.gateway.call(choose_backup_place, str(tmp_path / "stick"), 3)
    done: list[int] = []
    row = back_up(site, progress=done.append)
    assert done
    assert site.gateway.call(backup_plan).last_name == row.name
    assert [one.name for one in backup_rows(site, tmp_path / "stick")] == [row.name]
    restore_backup(row.path, tmp_path / "again")
    again = open_site(tmp_path / "again", "admin", PASSWORD)
    assert again.gateway.facts.card.code == "SH001"
    again.close()


def test_only_as_many_stay_as_were_asked_for(site: OpenSite, tmp_path: Path) -> None:
    site.gateway.call(choose_backup_place, str(tmp_path / "stick"), 2)
    names = [back_up(site).name for _ in range(3)]
    assert {one.name for one in backup_rows(site, tmp_path / "stick")} == set(names[1:])


def test_a_flipped_byte_is_found(site: OpenSite, tmp_path: Path) -> None:
    row = back_up(site, tmp_path / "stick")
    assert check_backup(site, row.path).entries == row.entries
    database = row.path / "redress.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    with pytest.raises(StorageError, match=r"backup\.damaged"):
        check_backup(site, row.path)


def test_how_many_stay_has_a_floor(site: OpenSite, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"backup\.keep_out_of_range"):
        site.gateway.call(choose_backup_place, str(tmp_path), 0)
