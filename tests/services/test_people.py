"""Taking people on, renewing passwords and letting people go: record and key stay together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import DeskError, KeyringError, PermissionDeniedError
from desktop.resources import resource_path
from desktop.services.casework import assign_ticket
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite, create_site
from desktop.services.people import let_go, open_ticket_counts, renew_password, take_on
from desktop.services.sites import SiteDraft
from desktop.services.staff import staff_rows
from desktop.services.ticket_draft import parse_draft
from desktop.storage.keyfile import Cost
from desktop.vocabulary import Role, SiteKind

OWN = "Ziji-Xiang-2026"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OpenSite]:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text("utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", pack)
    made, _ = create_site(
        tmp_path / "site", draft, "admin", "李晓敏", "Kuaile-2026!", cost=Cost(3, 65536)
    )
    yield made
    made.close()


def test_a_new_person_signs_in_once_they_have_a_password_of_their_own(site: OpenSite) -> None:
    given = take_on(site, "chen", "陈涛", Role.CLERK)
    with pytest.raises(KeyringError, match=r"key\.must_change"):
        site.change_person("chen", given.password)
    site.keyring.change_password("chen", given.password, OWN)
    assert site.change_person("chen", OWN).role is Role.CLERK
    assert given.password not in repr(given)


def test_a_new_password_ends_the_old_one(site: OpenSite) -> None:
    first = take_on(site, "chen", "陈涛", Role.CLERK)
    site.keyring.change_password("chen", first.password, OWN)
    second = renew_password(site, "chen")
    assert second.password != first.password
    with pytest.raises(KeyringError, match=r"key\.wrong_password"):
        site.keyring.unlock("chen", OWN)
    assert site.keyring.unlock("chen", second.password).must_change


def test_a_slot_lost_in_a_crash_is_made_again(site: OpenSite) -> None:
    take_on(site, "chen", "陈涛", Role.CLERK)
    site.keyring.remove_staff(site.unlocked, "chen")
    given = renew_password(site, "chen")
    assert site.keyring.unlock("chen", given.password).must_change


def test_a_login_that_cannot_be_leaves_nobody_behind(site: OpenSite) -> None:
    before = site.gateway.call(staff_rows)
    with pytest.raises(DeskError, match="login"):
        take_on(site, "  ", "陈涛", Role.CLERK)
    with pytest.raises(DeskError, match="login"):
        take_on(site, "ADMIN", "陈涛", Role.CLERK)
    assert site.gateway.call(staff_rows) == before
    assert site.keyring.logins() == ("admin",)


def test_who_goes_hands_their_open_tickets_on(site: OpenSite) -> None:
    take_on(site, "chen", "陈涛", Role.CLERK)
    take_on(site, "wang", "王洋", Role.CLERK)
    facts = {"channel": "walk_in", "facts": "推车前轮支架断裂"}
    made = site.gateway.call(register_ticket, parse_draft(facts, "Asia/Shanghai", "CNY"))
    site.gateway.call(assign_ticket, made.id, "chen")
    people = {row.login: row.uid for row in site.gateway.call(staff_rows)}
    assert site.gateway.call(open_ticket_counts) == {people["chen"]: 1}
    assert let_go(site, "chen", "wang") == 1
    assert site.gateway.call(open_ticket_counts) == {people["wang"]: 1}
    assert "chen" not in site.keyring.logins()


def test_a_clerk_takes_nobody_on(site: OpenSite) -> None:
    given = take_on(site, "chen", "陈涛", Role.CLERK)
    site.keyring.change_password("chen", given.password, OWN)
    site.change_person("chen", OWN)
    with pytest.raises(PermissionDeniedError):
        take_on(site, "zhao", "赵敏", Role.CLERK)
    assert "zhao" not in site.keyring.logins()
