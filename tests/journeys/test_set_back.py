"""A day lost and got back: a branch and headquarters restored from old backups go on together."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from desktop.errors import BundleError, DeskError
from desktop.services.backups import back_up
from desktop.services.casework import (
    add_note,
    progress_ticket,
    promise_answer,
    record_contact,
    resolve_ticket,
)
from desktop.services.checking import verify_site
from desktop.services.escalations import ask_headquarters, decide_escalation
from desktop.services.evidence import attach_bytes, read_evidence
from desktop.services.housekeeping import sweep_site
from desktop.services.tickets import ticket_detail
from desktop.storage.fold import snapshot
from desktop.sync.conflicts import conflict_rows
from desktop.sync.shipping import export_bundle, shipment_rows
from desktop.sync.standing import exchange_standing
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import Status, Verdict
from tests.desks import BRANCH, DAY, HEADQUARTERS, HOUR, OPENING, Desk, Pair, pair, template
from tests.ways import Way

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["pair", "template"]

SHARED = ("ticket", "note", "promise", "escalation", "answer", "remedy", "evidence", "person")


@pytest.fixture
def way(pair: Pair, tmp_path: Path) -> Way:
    return Way(pair, tmp_path / "way")


def _shared(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    with desk.site.database.read() as session:
        rows = snapshot(session.connection())
    return {name: rows[name] for name in SHARED}


def _check_equal(pair: Pair) -> None:
    ours, theirs = _shared(pair.branch), _shared(pair.hq)
    for name in SHARED:
        assert ours[name] == theirs[name], name
    for desk in (pair.branch, pair.hq):
        assert verify_site(desk.site).findings == []
        assert desk.by("admin", conflict_rows) == ()


def test_a_branch_set_back_goes_on_and_gets_its_lost_day_back(way: Way, tmp_path: Path) -> None:
    pair = way.pair
    branch, hq = pair.branch, pair.hq
    kept = branch.register(facts="备份之前的一件")
    assert way.round() == []
    branch.stand("admin")
    backup = back_up(branch.site, tmp_path / "backups").path
    # What comes now is shipped and receipted, and then lost.
    branch.by("chen", progress_ticket, kept, Status.NEGOTIATING)
    branch.by("chen", promise_answer, kept, "后天答复", OPENING + 2 * DAY, "zhao", "phone")
    lost = branch.register(facts="丢失的一天里的一件", order="XS20260310007")
    branch.stand("chen")
    piece = attach_bytes(branch.site.gateway, lost, b"a till slip", "小票.txt")
    branch.by("chen", ask_headquarters, lost, "请示赔偿")
    assert way.round() == []
    hq.by("sun", decide_escalation, lost, Verdict.AUTHORISED, "可以", 10_000)
    assert way.round() == []
    number = branch.by("chen", ticket_detail, lost).number
    gone = branch.register(facts="没有来得及上报的一件")

    branch = way.restore(BRANCH, backup)
    assert branch.site.gateway.read_only is not None
    branch.stand("admin")
    branch.site.accept_loss("硬盘坏了，从备份恢复")
    fresh = branch.register(facts="恢复之后的一件")
    assert branch.by("chen", ticket_detail, fresh).number == "SH001-260310-101"
    branch.by("chen", record_contact, kept, "phone", "顾客再次来电")
    branch.by("chen", resolve_ticket, kept, "已换货", "phone")

    assert way.round() == []
    assert way.round() == []
    told = branch.by("chen", ticket_detail, lost)
    assert (told.number, told.order) == (number, "XS20260310007")
    branch.stand("chen")
    assert b"a till slip" in read_evidence(branch.site.gateway, lost, piece)
    assert any(row.use_case == "decide_escalation" for row in told.timeline)
    assert branch.by("chen", ticket_detail, kept).status == "resolved", "newer than what came back"
    assert len(branch.by("chen", ticket_detail, kept).promises) == 1, "facts are kept"
    with pytest.raises(DeskError, match=r"ticket\.not_found"):
        branch.by("chen", ticket_detail, gone)
    assert way.round() == []
    _check_equal(pair)
    # Both go on from there, also after the site was closed and opened again.
    branch.site.close()
    branch = pair.reopen(BRANCH)
    assert branch.site.gateway.read_only is None
    branch.by("chen", add_note, lost, "继续办理")
    assert way.round() == []
    _check_equal(pair)
    assert hq.by("admin", exchange_standing).branches[0].unreceipted <= 1, "a bare receipt waits"


def test_the_dead_pc_ships_no_more_once_its_day_was_brought_back(way: Way, tmp_path: Path) -> None:
    pair = way.pair
    branch, hq = pair.branch, pair.hq
    branch.register()
    way.round()
    branch.stand("admin")
    backup = back_up(branch.site, tmp_path / "backups").path
    branch.register(facts="丢失的一件")
    way.round()
    late = branch.register(facts="已在途中的一件")
    branch.stand("admin")
    export_bundle(branch.site, hq.uid)
    in_transit = max(branch.site.outbox.glob("*.redress"))
    branch = way.restore(BRANCH, backup)
    branch.stand("admin")
    branch.site.accept_loss("电脑被盗")
    branch.register(facts="新电脑上的一件")
    way.ship(branch, hq)
    way.take(hq)
    # What was on its way is real, and comes before the branch is told what it had lost.
    outbox = pair.folder / f"dead-{BRANCH}" / "outbox"
    assert import_bundle(hq.site, outbox / in_transit.name).verdict == "taken_in"
    way.ship(hq, branch)
    assert way.take(branch) == []
    assert branch.by("chen", ticket_detail, late).facts == "已在途中的一件"
    # From now on whoever has the old PC speaks for nobody.
    thief = pair.open_folder(BRANCH, pair.folder / f"dead-{BRANCH}")
    thief.site.gateway.read_only = thief.site.anchors = None
    thief.register(facts="小偷写的")
    thief.stand("admin")
    stolen = export_bundle(thief.site, hq.uid)
    assert stolen is not None
    hq.stand("admin")
    with pytest.raises(BundleError) as refused:
        import_bundle(hq.site, outbox / stolen.file_name)
    assert refused.value.code == "bundle.line_ended"
    thief.site.close()
    assert way.round() == []
    _check_equal(pair)


def test_headquarters_set_back_gets_from_its_branch_what_both_had(way: Way, tmp_path: Path) -> None:
    pair = way.pair
    branch, hq = pair.branch, pair.hq
    first = branch.register(facts="备份之前的一件")
    branch.by("chen", ask_headquarters, first, "请示")
    assert way.round() == []
    hq.stand("admin")
    backup = back_up(hq.site, tmp_path / "backups").path
    hq.by("sun", decide_escalation, first, Verdict.AUTHORISED, "可以", 10_000)
    second = branch.register(facts="总部丢失的一件")
    assert way.round() == []
    branch.by("chen", add_note, second, "总部恢复之前的备注")
    way.ship(branch, hq)

    hq = way.restore(HEADQUARTERS, backup)
    hq.stand("admin")
    hq.site.accept_loss("服务器硬盘损坏")
    for _ in range(4):
        way.round()
    assert hq.by("sun", ticket_detail, second).facts == "总部丢失的一件"
    answers = [row.use_case for row in hq.by("sun", ticket_detail, first).timeline]
    assert "decide_escalation" in answers, "headquarters' own word came back from the branch"
    assert way.round() == []
    _check_equal(pair)


def test_a_second_set_back_finds_its_way_too(way: Way, tmp_path: Path) -> None:
    pair = way.pair
    branch = pair.branch
    branch.register()
    way.round()
    branch.stand("admin")
    backup = back_up(branch.site, tmp_path / "backups").path
    numbers = set()
    for turn in range(2):
        numbers.add(branch.by("chen", ticket_detail, branch.register(facts=f"第{turn}次")).number)
        way.round()
        branch = way.restore(BRANCH, backup)
        shutil.rmtree(pair.folder / f"dead-{BRANCH}")
        branch.stand("admin")
        branch.site.accept_loss(f"第{turn}次恢复")
        pair.clock.advance(HOUR)
    last = branch.register(facts="最后")
    for _ in range(3):
        assert way.round() == []
    numbers.add(branch.by("chen", ticket_detail, last).number)
    assert len(numbers) == 3
    _check_equal(pair)


def test_a_loss_accepted_twice_before_the_exchange_still_brings_all_back(
    way: Way, tmp_path: Path
) -> None:
    pair = way.pair
    branch = pair.branch
    branch.register()
    way.round()
    branch.stand("admin")
    backup = back_up(branch.site, tmp_path / "backups").path
    lost = branch.register(facts="丢失的一件")
    assert way.round() == []
    branch = way.restore(BRANCH, backup)
    for turn in range(2):  # as after a crash between the entry and the anchors
        branch.stand("admin")
        branch.site.accept_loss(f"第{turn}次确认")
    for _ in range(3):
        assert way.round() == []
    assert branch.by("chen", ticket_detail, lost).facts == "丢失的一件"
    _check_equal(pair)


def test_nothing_comes_back_to_a_site_that_lost_nothing(way: Way) -> None:
    pair = way.pair
    pair.branch.register()
    assert way.round() == []
    assert {row.number for row in pair.hq.by("admin", shipment_rows)} == {1}
    pair.branch.stand("admin")
    pair.branch.site.accept_loss("误报")
    for _ in range(2):
        assert way.round() == []
    _check_equal(pair)


def test_a_bundle_that_is_gone_from_the_outbox_stops_nobody(way: Way) -> None:
    pair = way.pair
    branch = pair.branch
    branch.register(facts="第一件")
    assert way.round() == []
    lost = branch.register(facts="这个包的文件不见了")
    branch.stand("admin")
    for _ in range(2):
        made = export_bundle(branch.site, pair.hq.uid)
        assert made is not None
        (branch.site.outbox / made.file_name).unlink()
        branch.register(facts="又一件")
        branch.stand("admin")
    way.ship(branch, pair.hq)
    for _ in range(2):
        assert way.round() == []
    assert pair.hq.by("sun", ticket_detail, lost).facts == "这个包的文件不见了"
    _check_equal(pair)


def test_what_was_receipted_is_swept_from_the_outbox_after_a_day(way: Way) -> None:
    pair = way.pair
    pair.branch.register()
    for _ in range(2):
        assert way.round() == []
    outbox = pair.branch.site.outbox
    before = set(outbox.glob("*.redress"))
    sweep_site(pair.branch.site)
    assert set(outbox.glob("*.redress")) == before, "not on the same day"
    sweep_site(pair.branch.site, older_than=time.time() + 60)
    rows = pair.branch.by("admin", shipment_rows)
    assert {path.name for path in outbox.glob("*.redress")} == {
        row.file_name for row in rows if row.receipted_at is None
    }
    pair.branch.register(facts="之后")
    assert way.round() == []
    _check_equal(pair)


def test_both_lose_a_night_before_either_hears_of_it(way: Way, tmp_path: Path) -> None:
    pair = way.pair
    pair.branch.register(facts="备份之前的一件")
    for _ in range(2):
        assert way.round() == []
    backups = {}
    for name in (BRANCH, HEADQUARTERS):
        pair.at(name).stand("admin")
        backups[name] = back_up(pair.at(name).site, tmp_path / "backups").path
    lost = pair.branch.register(facts="两边都丢了的一夜里的一件")
    assert way.round() == []
    for name, backup in backups.items():
        restored = way.restore(name, backup)
        restored.stand("admin")
        restored.site.accept_loss("同一夜的水灾")
    fresh = pair.branch.register(facts="水灾之后的一件")
    assert way.round() == ["bundle.epoch"] * 2, "headquarters hears that the branch lost, too"
    for _ in range(3):
        assert way.round() == []
    assert pair.hq.by("sun", ticket_detail, fresh).facts == "水灾之后的一件"
    with pytest.raises(DeskError, match=r"ticket\.not_found"):
        pair.hq.by("sun", ticket_detail, lost)
    _check_equal(pair)
