"""Everything in a folder is taken in, every branch is answered, and the standing tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import BundleError
from desktop.services.opening import OpenSite
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.rounds import answer_branches, take_in_files, take_in_from
from desktop.sync.schedule import Schedule, set_schedule, ship_now
from desktop.sync.standing import exchange_standing, set_pick_up
from desktop.vocabulary import SiteKind
from tests.views.office.sites import make_site, register


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[OpenSite]:
    site = make_site(tmp_path / "hq", SiteKind.HEADQUARTERS, "HQ", "总部")
    yield site
    site.close()


@pytest.fixture
def branch(tmp_path: Path, hq: OpenSite) -> Iterator[OpenSite]:
    site = make_site(tmp_path / "branch")
    (tmp_path / "join").write_bytes(write_invitation(hq.gateway, "SH001", "西安路店"))
    join(site.gateway, tmp_path / "join")
    yield site
    site.close()


def test_a_round_goes_up_and_down(hq: OpenSite, branch: OpenSite, tmp_path: Path) -> None:
    road = tmp_path / "road"
    road.mkdir()
    branch.gateway.call(set_schedule, Schedule(to=str(road)))
    register(branch)
    assert branch.gateway.call(exchange_standing).unshipped > 0
    ship_now(branch)
    waiting = branch.gateway.call(exchange_standing)
    assert (waiting.unshipped, waiting.unreceipted, waiting.last_receipt) == (0, 1, None)

    counts: list[tuple[int, int]] = []
    (up,) = take_in_from(hq, str(road), progress=lambda *told: counts.append(told))
    assert up.arrived is not None
    assert up.arrived.verdict == "taken_in"
    assert counts == [(0, 1), (1, 1)]
    (row,) = hq.gateway.call(exchange_standing).branches
    assert (row.code, row.last_number, row.answered_at) == ("SH001", 1, None)

    (answered,) = answer_branches(hq, str(road))
    assert answered.delivered == (answered.written,)
    (down,) = take_in_from(branch, str(road))
    assert down.arrived is not None
    standing = branch.gateway.call(exchange_standing)
    assert (standing.unreceipted, standing.headquarters_name) == (0, "总部")
    assert standing.last_receipt is not None


def test_a_stranger_in_the_folder_stops_nobody(
    hq: OpenSite, branch: OpenSite, tmp_path: Path
) -> None:
    road = tmp_path / "road"
    road.mkdir()
    ship_now(branch, str(road))
    (road / "notes.txt").write_text("上报包放这里")
    torn = road / "torn.redress"
    torn.write_bytes(b"PK\x03\x04")
    whole = next(road.glob("SH001-up-*.redress"))
    refused, taken = take_in_files(hq, [whole, torn])
    assert isinstance(refused.error, BundleError)
    assert taken.arrived is not None
    assert [one.file_name for one in take_in_from(hq, str(road))] == [whole.name]


def test_where_bundles_are_picked_up_may_differ(branch: OpenSite) -> None:
    branch.gateway.call(set_schedule, Schedule(to="/up"))
    assert branch.gateway.call(exchange_standing).pick_up == "/up"
    branch.gateway.call(set_pick_up, "/down")
    assert branch.gateway.call(exchange_standing).pick_up == "/down"


def test_a_url_is_fetched_before_it_is_read(hq: OpenSite, branch: OpenSite, tmp_path: Path) -> None:
    road = tmp_path / "road"
    road.mkdir()
    ship_now(branch, str(road))
    (taken,) = take_in_from(hq, road.as_uri())
    assert taken.arrived is not None
    assert not list(hq.folder.glob(".fetched-*"))
