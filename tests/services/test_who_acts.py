"""Work belongs to whoever gave it, also when somebody else stands there before it is done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import PermissionDeniedError
from desktop.resources import resource_path
from desktop.services.desk_card import desk_card
from desktop.services.opening import OpenSite, create_site
from desktop.services.sites import SiteDraft
from desktop.storage.keyfile import Cost
from desktop.vocabulary import SiteKind


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OpenSite]:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text("utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", pack)
    made, _ = create_site(
        tmp_path / "site", draft, "admin", "李晓敏", "Kuaile-2026!", cost=Cost(3, 65536)
    )
    yield made
    made.close()


def test_work_is_done_in_the_name_of_whoever_gave_it(site: OpenSite) -> None:
    before = site.gateway.actor
    as_before = site.gateway.as_now()
    site.lock()
    assert site.gateway.person is None
    assert as_before(lambda: site.gateway.call(desk_card).staff) == before.staff
    assert as_before(lambda: site.gateway.person) == before
    with pytest.raises(PermissionDeniedError) as refused:
        site.gateway.call(desk_card)
    assert refused.value.code == "door.locked"


def test_a_name_lent_to_work_is_given_back_when_it_fails(site: OpenSite) -> None:
    as_before = site.gateway.as_now()
    site.lock()
    with pytest.raises(ZeroDivisionError):
        as_before(lambda: 1 // 0)
    assert site.gateway.person is None
