"""A branch that was set back to an old backup, and what headquarters knows of it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.errors import BundleError
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite, open_unlocked
from desktop.services.ticket_draft import TicketDraft
from desktop.storage.keyring import Keyring
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from tests.journeys.conftest import Kit, make_sites

if TYPE_CHECKING:
    from pathlib import Path

HQ, BRANCH = "hq", "xian"


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_sites(
        tmp_path_factory.mktemp("set-back"), {HQ: ("HQ", "总部"), BRANCH: ("SH001", "西安路店")}
    )


def send(sender: OpenSite, receiver: OpenSite) -> str:
    made = export_bundle(sender, receiver.gateway.facts.card.uid)
    assert made is not None
    return import_bundle(receiver, sender.outbox / made.file_name).verdict


def register(site: OpenSite) -> None:
    site.gateway.call(register_ticket, TicketDraft(facts="电饭煲坏了"))


def reopen(kit: Kit, folder: Path) -> OpenSite:
    keyring = Keyring.load(folder)
    site = open_unlocked(folder, keyring, keyring.unlock_with_service(kit.folder / f"{BRANCH}.key"))
    site.gateway.read_only, site.anchors = None, None  # as on a new PC
    site.gateway.actor = kit.actors[BRANCH]
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
