"""What comes before its turn waits here, whole, and within its sender's share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import BundleError
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite
from desktop.services.ticket_draft import TicketDraft
from desktop.sync import taking_in
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import INBOX, MOST_HELD, import_bundle
from tests.journeys.conftest import Kit, make_sites

HQ, BRANCH, OTHER = "hq", "xian", "binjiang"


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_sites(tmp_path_factory.mktemp("held"))


@pytest.fixture
def sites(kit: Kit, tmp_path: Path) -> Iterator[dict[str, OpenSite]]:
    opened = kit.open_copy(tmp_path)
    yield opened
    for site in opened.values():
        site.close()


def bundles(site: OpenSite, count: int) -> list[Path]:
    found = []
    for number in range(count):
        site.gateway.call(register_ticket, TicketDraft(facts=f"第{number}件"))
        made = export_bundle(site)
        assert made is not None
        found.append(site.outbox / made.file_name)
    return found


def waiting(hq: OpenSite) -> int:
    return len(list((hq.folder / INBOX).glob("*.redress")))


def test_nobody_fills_the_disk_with_what_comes_too_early(sites: dict[str, OpenSite]) -> None:
    hq = sites[HQ]
    first, *early = bundles(sites[BRANCH], MOST_HELD + 3)
    for path in early[:MOST_HELD]:
        assert import_bundle(hq, path).verdict == "held"
    for path in early[MOST_HELD:]:
        with pytest.raises(BundleError) as refused:
            import_bundle(hq, path)
        assert refused.value.code == "bundle.held_enough"
        assert refused.value.values["held"] == MOST_HELD
    assert waiting(hq) == MOST_HELD
    assert import_bundle(hq, early[0]).verdict == "held"  # one that waits already
    other = bundles(sites[OTHER], 2)
    assert import_bundle(hq, other[1]).verdict == "held"  # the share is one sender's
    arrived = import_bundle(hq, first)
    assert len(arrived.followed) == MOST_HELD
    for path in early[MOST_HELD:]:
        assert import_bundle(hq, path).verdict == "taken_in"
    assert waiting(hq) == 1


def test_what_waits_is_bounded_in_bytes_too(
    sites: dict[str, OpenSite], monkeypatch: pytest.MonkeyPatch
) -> None:
    hq = sites[HQ]
    _, second, third, fourth = bundles(sites[BRANCH], 4)
    most = second.stat().st_size + third.stat().st_size
    monkeypatch.setattr(taking_in, "MOST_HELD_BYTES", most)
    assert import_bundle(hq, second).verdict == "held"
    assert import_bundle(hq, third).verdict == "held"
    with pytest.raises(BundleError) as refused:
        import_bundle(hq, fourth)
    assert refused.value.code == "bundle.held_enough"


def test_a_damaged_bundle_does_not_wait(sites: dict[str, OpenSite], tmp_path: Path) -> None:
    hq = sites[HQ]
    whole = bundles(sites[BRANCH], 2)[1].read_bytes()
    damaged = tmp_path / "damaged.redress"
    at = whole.index(b"payload.age") + 200
    damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(BundleError) as refused:
        import_bundle(hq, damaged)
    assert refused.value.code == "bundle.payload_altered"
    assert waiting(hq) == 0
