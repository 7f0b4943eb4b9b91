"""What grew beyond one bundle goes in several, and no bundle is written that nobody can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import BundleError
from desktop.services.casework import add_note
from desktop.services.escalations import accept_hand_over, hand_over
from desktop.services.evidence import attach_bytes
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite
from desktop.services.ticket_draft import TicketDraft
from desktop.sync import portions, writer
from desktop.sync.delivery import deliver
from desktop.sync.reader import Limits, read_manifest
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from tests.journeys.conftest import Kit, make_sites
from tests.sync.making import Keys, draft, entries, write

HQ, BRANCH = "hq", "xian"


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    names = {HQ: ("HQ", "总部"), BRANCH: ("SH001", "西安路店")}
    return make_sites(tmp_path_factory.mktemp("portions"), names)


@pytest.fixture
def sites(kit: Kit, tmp_path: Path) -> Iterator[dict[str, OpenSite]]:
    opened = kit.open_copy(tmp_path)
    yield opened
    for site in opened.values():
        site.close()


def take_all(sender: OpenSite, receiver: OpenSite) -> list[int]:
    """Ship all that waits and take it in; gives how many entries came in each bundle."""
    target = receiver.gateway.facts.card.uid
    export_bundle(sender, target)
    way = receiver.folder / "way"
    found = []
    for name in deliver(sender, str(way), target):
        arrived = import_bundle(receiver, way / name)
        if arrived.verdict == "taken_in":
            found.append(arrived.entries)
    return found


def test_a_large_archive_goes_in_several_bundles(
    sites: dict[str, OpenSite], monkeypatch: pytest.MonkeyPatch
) -> None:
    branch, hq = sites[BRANCH], sites[HQ]
    ticket = branch.gateway.call(register_ticket, TicketDraft(facts="电饭煲坏了")).id
    for number in range(6):
        attach_bytes(branch.gateway, ticket, bytes([65 + number]) * 30_000, f"{number}.txt")
    monkeypatch.setattr(portions, "PORTION", 100_000)
    monkeypatch.setattr(portions, "_LEAST", 10)
    counts = take_all(branch, hq)
    assert len(counts) > 2
    sizes = [read_manifest(path).raw_size for path in (hq.folder / "way").glob("*.redress")]
    assert max(sizes) < 120_000
    assert take_all(branch, hq) == []
    with hq.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM evidence").scalar() == 6
    branch.gateway.call(hand_over, ticket, "移交")
    take_all(branch, hq)
    hq.gateway.call(accept_hand_over, ticket, "接手")
    for number in range(30):
        hq.gateway.call(add_note, ticket, f"第{number}句" * 1000)
        hq.gateway.call(register_ticket, TicketDraft(facts="总部自己的事" * 500))
    assert len(take_all(hq, branch)) > 2
    assert take_all(hq, branch) == []
    with branch.database.read() as session:
        query = "SELECT count(*) FROM note WHERE kind = 'note'"
        assert session.connection().exec_driver_sql(query).scalar() == 30


def test_one_large_entry_goes_alone(
    sites: dict[str, OpenSite], monkeypatch: pytest.MonkeyPatch
) -> None:
    branch, hq = sites[BRANCH], sites[HQ]
    monkeypatch.setattr(portions, "PORTION", 1)
    branch.gateway.call(register_ticket, TicketDraft(facts="电饭煲坏了"))
    counts = take_all(branch, hq)
    assert set(counts) == {1}


@pytest.mark.parametrize("limit", ["file", "manifest", "raw", "members", "text"])
def test_what_no_reader_takes_is_not_written(
    limit: str, tmp_path: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "DEFAULT_LIMITS", Limits(**{limit: 1}))
    with pytest.raises(BundleError) as refused:
        write(tmp_path, keys, draft(entries(3)))
    assert refused.value.code == "bundle.outgrown"
    assert list(tmp_path.iterdir()) == []
