"""The window and the command line at one site at once, and whoever has the database key."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from desktop.errors import DeskError, LedgerError, PermissionDeniedError
from desktop.models.desk import Shipment
from desktop.models.exchange import TakeIn
from desktop.services.checking import verify_site
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite, open_unlocked
from desktop.services.sites import change_site, site_card
from desktop.services.ticket_draft import TicketDraft
from desktop.storage.anchor import AnchorKeeper
from desktop.storage.keyring import Keyring
from desktop.storage.sqlcipher import open_plain_connection
from desktop.storage.unlocked import Unlocked
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import Role
from tests.journeys.conftest import Kit, make_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    names = {"hq": ("HQ", "总部"), "xian": ("SH001", "西安路店")}
    return make_sites(tmp_path_factory.mktemp("two"), names)


@pytest.fixture
def sites(kit: Kit, tmp_path: Path) -> Iterator[dict[str, OpenSite]]:
    opened = kit.open_copy(tmp_path)
    yield opened
    for site in opened.values():
        site.close()


@pytest.fixture
def window(sites: dict[str, OpenSite]) -> OpenSite:
    return sites["xian"]


def again(site: OpenSite) -> OpenSite:
    """Open a site a second time, as another program would."""
    unlocked = Unlocked(site.unlocked.site_uid, site.unlocked._lent())
    other = open_unlocked(site.folder, Keyring.load(site.folder), unlocked)
    other.gateway.read_only, other.anchors = None, None
    other.gateway.actor = site.gateway.actor
    return other


@pytest.fixture
def cron(window: OpenSite) -> Iterator[OpenSite]:
    other = again(window)
    yield other
    other.close()


def both(*acts: Any) -> list[Any]:
    """Do things at the same moment in threads; gives their results or what they raised."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            found[number] = acts[number]()
        except Exception as error:  # noqa: BLE001 - told to the test
            found[number] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_what_one_program_changed_of_the_site_the_other_knows(
    window: OpenSite, cron: OpenSite
) -> None:
    assert window.gateway.facts.card.name == "西安路店"
    cron.gateway.call(change_site, "新店名", None, None)
    assert window.gateway.call(site_card).name == "新店名"
    window.gateway.call(change_site, "又一个", None, None)
    assert cron.gateway.at_desk(lambda work: work.site.name) == "又一个"


def test_serials_of_two_programs_never_meet(window: OpenSite, cron: OpenSite) -> None:
    order = (window, cron, window, cron, cron, window)
    draft = TicketDraft(facts="同时登记")
    numbers = [site.gateway.call(register_ticket, draft).number for site in order]
    assert [number[-3:] for number in numbers] == ["001", "002", "003", "004", "005", "006"]


def test_two_programs_shipping_at_once_write_one_bundle_of_a_number(
    window: OpenSite, cron: OpenSite, sites: dict[str, OpenSite]
) -> None:
    window.gateway.call(register_ticket, TicketDraft(facts="要上报"))
    made = both(lambda: export_bundle(window), lambda: export_bundle(cron))
    assert not [one for one in made if isinstance(one, BaseException)]
    recorded = select(Shipment.file_name)
    names = window.gateway.at_desk(lambda work: list(work.session.scalars(recorded)))
    assert sorted(path.name for path in window.outbox.glob("*.redress")) == sorted(names)
    for name in sorted(names):
        assert import_bundle(sites["hq"], window.outbox / name).verdict == "taken_in"


def test_a_bundle_written_before_a_crash_is_no_second_one_of_its_number(
    window: OpenSite, sites: dict[str, OpenSite]
) -> None:
    window.gateway.call(register_ticket, TicketDraft(facts="要上报"))
    first = export_bundle(window)
    assert first is not None
    # The power went before the bundle was recorded: its file is there, its row is not.
    window.gateway.at_desk(lambda work: work.session.execute(text("DELETE FROM shipment")))
    second = export_bundle(window)
    assert second is not None
    assert [path.name for path in window.outbox.glob("*.redress")] == [second.file_name]
    assert import_bundle(sites["hq"], window.outbox / second.file_name).verdict == "taken_in"


def test_two_programs_taking_one_bundle_in_take_it_in_once(
    window: OpenSite, sites: dict[str, OpenSite]
) -> None:
    window.gateway.call(register_ticket, TicketDraft(facts="要上报"))
    made = export_bundle(window)
    assert made is not None
    hq, path = sites["hq"], window.outbox / made.file_name
    other = again(hq)
    try:
        found = both(lambda: import_bundle(hq, path), lambda: import_bundle(other, path))
    finally:
        other.close()
    assert sorted(getattr(one, "verdict", repr(one)) for one in found) == ["known", "taken_in"]
    count = hq.gateway.at_desk(lambda work: work.session.scalar(select(func.count(TakeIn.uid))))
    assert count == 1


def test_a_held_bundle_that_is_spoilt_stops_nothing(
    window: OpenSite, sites: dict[str, OpenSite]
) -> None:
    hq = sites["hq"]
    bundles = []
    for facts in ("一", "二"):
        window.gateway.call(register_ticket, TicketDraft(facts=facts))
        made = export_bundle(window)
        assert made is not None
        bundles.append(window.outbox / made.file_name)
    assert import_bundle(hq, bundles[1]).verdict == "held"
    inbox = hq.folder / "inbox"
    (held,) = inbox.glob("*.redress")
    held.write_bytes(held.read_bytes()[:100])
    (inbox / "rubbish.redress").write_bytes(b"")
    assert import_bundle(hq, bundles[0]).verdict == "taken_in"
    assert import_bundle(hq, bundles[1]).verdict == "taken_in"
    assert list(inbox.glob("*.redress")) == []


def test_two_held_bundles_of_one_file_name_are_both_kept(
    window: OpenSite, sites: dict[str, OpenSite], tmp_path: Path
) -> None:
    hq = sites["hq"]
    bundles = []
    for facts in ("一", "二", "三"):
        window.gateway.call(register_ticket, TicketDraft(facts=facts))
        made = export_bundle(window)
        assert made is not None
        bundles.append(window.outbox / made.file_name)
    for number in (1, 2):
        stick = tmp_path / f"stick{number}"
        stick.mkdir()
        (stick / "from-the-branch.redress").write_bytes(bundles[number].read_bytes())
        assert import_bundle(hq, stick / "from-the-branch.redress").verdict == "held"
    arrived = import_bundle(hq, bundles[0])
    assert [one.number for one in arrived.followed] == [2, 3]


def test_a_clerk_does_not_ship(window: OpenSite) -> None:
    window.gateway.call(register_ticket, TicketDraft(facts="要上报"))
    window.gateway.actor = replace(window.gateway.actor, role=Role.CLERK)
    with pytest.raises(PermissionDeniedError):
        export_bundle(window)
    assert list(window.outbox.glob("*.redress")) == []


def test_a_program_that_closes_late_sets_no_anchor_back(tmp_path: Path) -> None:
    paths = [tmp_path / "one.anchor", tmp_path / "two.anchor"]
    early = AnchorKeeper(paths, bytes(32), "a" * 32, "e")
    early.note(5, "05")
    early.flush()
    late = AnchorKeeper(paths, bytes(32), "a" * 32, "e")
    late.start_epoch("f")
    late.note(3, "03")
    late.flush()
    early.note(6, "06")
    early.flush()
    found = AnchorKeeper(paths, bytes(32), "a" * 32, "e").read()
    assert found is not None
    assert (found.generation, found.seq) == (1, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket SET status = 'banana'",
        "UPDATE ticket SET demands = 'no list'",
        "UPDATE ticket SET received_at = 'long ago'",
        "DELETE FROM ticket",
    ],
)
def test_a_row_edited_with_the_key_is_found(statement: str, window: OpenSite) -> None:
    window.gateway.call(register_ticket, TicketDraft(facts="被人改过"))
    assert verify_site(window).clean
    with closing(open_plain_connection(window.database.path, window.unlocked.database_key)) as held:
        held.execute(statement)
    assert "fold" in {finding.check for finding in verify_site(window).findings}


def test_entries_of_a_site_nobody_knows_are_found(window: OpenSite) -> None:
    window.gateway.call(register_ticket, TicketDraft(facts="真的"))
    with closing(open_plain_connection(window.database.path, window.unlocked.database_key)) as held:
        held.execute(
            "INSERT INTO entry SELECT x'00000000000000000000000000000001', seq, at, use_case,"
            " actor, randomblob(16), body, digest, signature FROM entry WHERE seq = 1"
        )
    assert "chain" in {finding.check for finding in verify_site(window).findings}


def test_errors_of_the_database_quote_nobody(window: OpenSite) -> None:
    twice = [{"a": "王小明13800138000", "b": b""}] * 2
    with window.database.write() as session, pytest.raises(IntegrityError) as refused:
        session.execute(text("INSERT INTO thumbnail (sha256, png) VALUES (:a, :b)"), twice)
    assert "13800138000" not in str(refused.value)


def test_errors_name_no_secret(window: OpenSite) -> None:
    told = repr(window.gateway.facts) + repr(window.gateway.actor) + repr(window.unlocked)
    assert window.gateway.facts.sealing_key not in told
    assert not isinstance(window.gateway.read_only, (LedgerError, DeskError))
