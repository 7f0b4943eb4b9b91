"""The same file brought at the branch and at headquarters, each under a key of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.checking import verify_site
from desktop.services.evidence import (
    PreparedEvidence,
    attach_evidence,
    attach_file,
    prepare_file,
)
from desktop.services.intake import register_ticket
from desktop.services.ticket_draft import TicketDraft
from desktop.storage.vault import Vault
from tests.desks import Desk, Pair, pair, template

__all__ = ["pair", "template"]


@pytest.fixture
def leaflet(tmp_path: Path) -> Path:
    path = tmp_path / "leaflet.txt"
    path.write_text("本店承诺七天无理由退货" * 5000, encoding="utf-8")
    return path


def attach(desk: Desk, path: Path) -> None:
    desk.stand("admin")
    ticket = desk.by("admin", register_ticket, TicketDraft(facts="附上传单"))
    attach_file(desk.site.gateway, ticket.id, path)


def prepare_elsewhere(desk: Desk, path: Path) -> PreparedEvidence:
    """Seal a file as a program would that knows nothing of what others have sealed."""
    gateway = desk.site.gateway
    gateway.vault = Vault(desk.site.folder / "evidence", desk.site.unlocked.vault_key)
    return prepare_file(gateway, path)


def test_what_headquarters_had_stays_readable(pair: Pair, leaflet: Path) -> None:
    attach(pair.hq, leaflet)
    attach(pair.branch, leaflet)
    pair.up()
    found = verify_site(pair.hq.site)
    assert (found.findings, found.evidence) == ([], 2)


def test_what_came_from_a_branch_stays_readable(pair: Pair, leaflet: Path) -> None:
    attach(pair.branch, leaflet)
    pair.up()
    attach(pair.hq, leaflet)
    found = verify_site(pair.hq.site)
    assert (found.findings, found.evidence) == ([], 2)
    assert len(list(pair.hq.site.vault.names())) == 1


def test_two_programs_that_sealed_it_at_once_record_one_key(pair: Pair, leaflet: Path) -> None:
    """The window and the command line each sealed the file before either recorded it."""
    first = pair.branch
    first.stand("admin")
    tickets = [first.by("admin", register_ticket, TicketDraft(facts=f)).id for f in "一二"]
    prepared = [prepare_elsewhere(first, leaflet) for _ in tickets]
    for ticket, one in zip(tickets, prepared, strict=True):
        first.site.gateway.call(attach_evidence, ticket, one)
    assert prepared[0].vault_key != prepared[1].vault_key
    found = verify_site(first.site)
    assert (found.findings, found.evidence) == ([], 2)
    pair.up()
    assert verify_site(pair.hq.site).findings == []
