"""A branch that was set back to an old backup, and what headquarters knows of it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from desktop.errors import BundleError
from desktop.services.checking import verify_site
from desktop.services.escalations import ask_headquarters, decide_escalation
from desktop.services.intake import register_ticket
from desktop.services.losses import accept_loss
from desktop.services.opening import OpenSite, open_unlocked
from desktop.services.ticket_draft import TicketDraft
from desktop.storage.keyring import Keyring
from desktop.storage.ledger import entries
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import Verdict
from tests.journeys.conftest import Kit, make_sites

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.vocabulary import TicketId

HQ, BRANCH, OTHER = "hq", "xian", "binjiang"


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_sites(
        tmp_path_factory.mktemp("set-back"),
        {
            HQ: ("HQ", "总部"),
            BRANCH: ("SH001", "西安路店"),
            OTHER: ("SH002", "滨江店"),
        },
    )


def send(sender: OpenSite, receiver: OpenSite) -> str:
    made = export_bundle(sender, receiver.gateway.facts.card.uid)
    assert made is not None
    return import_bundle(receiver, sender.outbox / made.file_name).verdict


def bring(sender: OpenSite, receiver: OpenSite) -> None:
    """Take in all that lies in an outbox; what is of an epoch that is over is refused."""
    export_bundle(sender, receiver.gateway.facts.card.uid)
    for path in sorted(sender.outbox.glob("*.redress"), key=lambda path: path.stat().st_mtime):
        with suppress(BundleError):
            import_bundle(receiver, path)


def register(site: OpenSite) -> TicketId:
    return site.gateway.call(register_ticket, TicketDraft(facts="电饭煲坏了")).id


def reopen(kit: Kit, folder: Path, name: str = BRANCH) -> OpenSite:
    keyring = Keyring.load(folder)
    site = open_unlocked(folder, keyring, keyring.unlock_with_service(kit.folder / f"{name}.key"))
    site.gateway.read_only, site.anchors = None, None  # as on a new PC
    site.gateway.actor = kit.actors[name]
    return site


def test_a_receipt_for_more_than_is_here_says_that_this_ledger_was_set_back(
    kit: Kit, tmp_path: Path
) -> None:
    sites = kit.open_copy(tmp_path)
    hq, branch = sites[HQ], sites[BRANCH]
    register(branch)
    send(branch, hq)
    branch.close()
    shutil.copytree(tmp_path / BRANCH, tmp_path / "backup")
    reopened = reopen(kit, tmp_path / BRANCH)
    register(reopened)
    send(reopened, hq)
    reopened.close()
    old = reopen(kit, tmp_path / "backup")
    with pytest.raises(BundleError) as refused:
        send(hq, old)
    assert refused.value.code == "bundle.receipt_mismatch"
    register(old)
    with pytest.raises(BundleError) as forked:
        send(old, hq)
    assert forked.value.code == "bundle.fork"
    for site in (hq, old):
        site.close()


def test_two_branches_bring_one_lost_range_back_each_some_of_it(kit: Kit, tmp_path: Path) -> None:
    sites = kit.open_copy(tmp_path)
    hq, branches = sites[HQ], [sites[BRANCH], sites[OTHER]]
    asked = {branch: [register(branch) for _ in range(2)] for branch in branches}
    for branch, tickets in asked.items():
        for ticket in tickets:
            branch.gateway.call(ask_headquarters, ticket, "请示")
        send(branch, hq)
        send(hq, branch)
    hq.close()
    shutil.copytree(tmp_path / HQ, tmp_path / "backup")
    hq = reopen(kit, tmp_path / HQ, HQ)
    for turn in range(2):  # by turns: what one branch has lies between what the other has
        for tickets in asked.values():
            hq.gateway.call(decide_escalation, tickets[turn], Verdict.AUTHORISED, "可以", 100)
    for branch in branches:
        send(hq, branch)
    hq.close()
    hq = reopen(kit, tmp_path / "backup", HQ)
    hq.gateway.call(accept_loss, "硬盘坏了", 0)
    for branch in branches:
        bring(hq, branch)
        bring(branch, hq)
    with hq.database.read() as session:
        known = [
            entry.parsed() for entry in entries(session.connection(), hq.gateway.facts.card.uid)
        ]
    assert sum(body["use_case"] == "decide_escalation" for body in known) == 4
    assert verify_site(hq).findings == []
    for site in (hq, *branches):
        site.close()
