"""Real, published complaints in both languages: imported, worked, printed, shipped, verified."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from desktop.models.ticket import Ticket
from desktop.reports.daily import render_daily
from desktop.resources import resource_path
from desktop.services.casework import add_note, resolve_ticket
from desktop.services.checking import verify_site
from desktop.services.day_close import close_day, today_of
from desktop.services.import_map import parse_import_map
from desktop.services.importing import import_file
from desktop.services.lists import TicketFilter, search_tickets, ticket_ids, ticket_rows
from desktop.sync.delivery import deliver
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import Language
from desktop.wording import sentence

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite

ROOT = Path(__file__).parent.parent.parent
DATA = Path(os.environ.get("REDRESS_REAL_DATA", ROOT.parent / "shared" / "data"))
CFPB = DATA / "cfpb_complaints_dev.csv"
REVIEWS = DATA / "reviews_zh_dev.csv"
WORD = "质量"
needs_data = pytest.mark.skipif(
    not (CFPB.is_file() and REVIEWS.is_file()), reason=f"the real data is not in {DATA}"
)


def _import(site: OpenSite, path: Path, map_name: str) -> tuple[int, int]:
    told = parse_import_map(
        json.loads(resource_path("import-maps", map_name).read_text(encoding="utf-8"))
    )
    outcome = import_file(
        site.gateway,
        path,
        told,
        rejects=site.folder.parent / f"{path.stem}-rejects.csv",
        say=lambda error: sentence(error, Language.ENGLISH),
    )
    return outcome.imported, outcome.rejected


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _count(site: OpenSite) -> int:
    def count(work: object) -> int:
        query = select(func.count()).select_from(Ticket)
        return work.session.execute(query).scalar_one()  # type: ignore[attr-defined, no-any-return]

    return site.gateway.at_desk(count)


@needs_data
def test_real_complaints_come_in_are_worked_and_reach_headquarters(
    sites: dict[str, OpenSite], tmp_path: Path
) -> None:
    branch, headquarters = sites["xian"], sites["hq"]
    negative = [row["text"] for row in _rows(REVIEWS) if row["label"] == "0"]
    imported = _import(branch, REVIEWS, "reviews-zh.json")
    english = _import(branch, CFPB, "cfpb.json")
    assert sum(imported) == len(negative)
    assert sum(english) == len(_rows(CFPB))
    assert english[1] + imported[1] < 0.02 * (sum(english) + sum(imported))
    total = imported[0] + english[0]
    assert _count(branch) == total

    found = branch.gateway.call(search_tickets, WORD)
    assert len(found) == sum(WORD in text for text in negative)
    assert branch.gateway.call(search_tickets, "MORTGAGE")
    for rid in branch.gateway.call(ticket_ids, TicketFilter())[:20]:
        ticket = branch.gateway.call(ticket_rows, [rid])[0].id
        branch.gateway.call(add_note, ticket, "已联系顾客")
        branch.gateway.call(resolve_ticket, ticket, "已退货", "phone")
    summary = branch.gateway.call(close_day, branch.gateway.call(today_of))
    assert summary.received == total
    assert summary.closed == 20
    paper = PdfReader(io.BytesIO(render_daily(summary, Language.CHINESE)))
    assert len(paper.pages) > 1

    shipment = export_bundle(branch)
    assert shipment is not None
    deliver(branch, str(tmp_path / "way"))
    arrived = import_bundle(headquarters, tmp_path / "way" / shipment.file_name)
    assert (arrived.verdict, arrived.conflicts) == ("taken_in", 0)
    assert _count(headquarters) == total
    assert len(headquarters.gateway.call(search_tickets, WORD)) == len(found)
    for site in (branch, headquarters):
        assert verify_site(site).findings == []
