"""What must hold of a site after any fault, and what was acknowledged must be there."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import distinct, func, select

from desktop.models.desk import Shipment, TicketRow
from desktop.models.evidence import CustodyStep, Evidence
from desktop.models.exchange import TakeIn
from desktop.models.site import DayClose
from desktop.models.tables import ENTRY
from desktop.models.ticket import Ticket
from desktop.services.checking import verify_site
from desktop.services.housekeeping import KEPT_SECONDS, sweep_site
from desktop.services.opening import OpenSite
from desktop.storage.backup import list_backups, verify_backup
from desktop.storage.backup_manifest import MANIFEST
from desktop.storage.database import DeskSession
from desktop.storage.files import TEMPORARY_SUFFIX
from desktop.storage.fold import snapshot
from tests.faults.ground import WAY_DOWN, WAY_UP, Ground

SHARED = (
    "ticket", "note", "promise", "escalation", "answer", "remedy", "approval", "payout",
    "person", "contact_point", "evidence",
)  # fmt: skip


def check_standing(site: OpenSite) -> None:
    """Check cheaply that nothing is half there: each entry has its rows, each row its file."""
    assert site.gateway.read_only is None, site.gateway.read_only
    own = site.gateway.facts.card.uid
    with site.database.read() as session:
        uses = select(ENTRY.c.use_case, func.count()).where(ENTRY.c.site == own)
        entries: dict[str, int] = {
            row.use_case: row[1] for row in session.execute(uses.group_by(ENTRY.c.use_case))
        }

        def count(what: Any, *where: Any) -> int:
            return int(session.execute(select(func.count(what)).where(*where)).scalar_one())

        last = session.execute(select(func.max(ENTRY.c.seq)).where(ENTRY.c.site == own)).scalar()
        assert last == sum(entries.values())
        assert count(Ticket.uid, Ticket.site == own) == entries.get("register_ticket", 0)
        assert count(Evidence.uid, Evidence.site == own) == entries.get("attach_evidence", 0)
        assert count(DayClose.uid, DayClose.site == own) == entries.get("close_day", 0)
        assert count(TakeIn.uid, TakeIn.site == own) == entries.get("take_in", 0)
        taken = CustodyStep.act == "taken"
        assert count(CustodyStep.uid, taken) == count(Evidence.uid)
        assert count(TicketRow.rid) == count(Ticket.uid) == count(distinct(Ticket.number))
        _check_files(site, session)
        _check_shipments(site, session)


def _check_files(site: OpenSite, session: DeskSession) -> None:
    for sha256, key in session.execute(select(Evidence.sha256, Evidence.vault_key)):
        assert site.vault.holds(site.vault.name_of(sha256, key), key), sha256


def _check_shipments(site: OpenSite, session: DeskSession) -> None:
    numbers: dict[Any, list[int]] = {}
    for shipment in session.scalars(select(Shipment).order_by(Shipment.number)):
        numbers.setdefault((shipment.destination, shipment.epoch), []).append(shipment.number)
        assert (site.outbox / shipment.file_name).is_file(), shipment.file_name
    assert all(found == [*range(1, len(found) + 1)] for found in numbers.values()), numbers


def check_ways(ground: Ground) -> None:
    """Check that no half bundle lies on the way under the name of a whole one."""
    for way, sender in ((WAY_UP, "branch"), (WAY_DOWN, "hq")):
        for path in ground.way(way).glob("*.redress"):
            kept = ground.site(sender) / "outbox" / path.name
            assert digest(path) == digest(kept), path.name


def check_promised(ground: Ground, site: OpenSite, lines: Iterable[dict[str, Any]]) -> None:
    """Check that what a process had acknowledged before it died is there and whole."""
    with site.database.read() as session:
        for line in lines:
            _check_line(ground, site, session, line)
            if "evidence" in line:
                _check_content(site, session, line)


def _check_line(ground: Ground, site: OpenSite, session: DeskSession, line: dict[str, Any]) -> None:
    if "number" in line:
        ticket = session.get(Ticket, (line["site"], line["uid"]))
        assert ticket is not None, line
        assert (ticket.number, ticket.facts) == (line["number"], line["facts"])
    elif "evidence" in line:
        _check_evidence(site, session, line)
    elif "closed" in line:
        day = DayClose.business_day == line["closed"]
        assert session.scalars(select(DayClose).where(day)).first() is not None, line
    elif "backup" in line:
        assert (ground.folder / "backups" / line["backup"] / MANIFEST).is_file(), line
    elif "shipped" in line:
        shipment = session.scalars(
            select(Shipment).where(Shipment.file_name == line["file"])
        ).first()
        assert shipment is not None, line
        assert (shipment.number, shipment.to_seq) == (line["shipped"], line["to_seq"])
        assert digest(site.outbox / line["file"]) == line["sha256"]
    elif "delivered" in line:
        way = WAY_DOWN if site.gateway.facts.card.is_headquarters else WAY_UP
        assert digest(ground.way(way) / line["delivered"]) == line["sha256"]
    elif line.get("verdict") in {"taken_in", "known"}:
        taken = session.scalars(select(TakeIn).where(TakeIn.bundle == line["taken_in"])).all()
        assert any(line["file"].endswith(f"-{one.manifest[:16]}.redress") for one in taken), line


def check_recorded(ground: Ground, site: OpenSite, lines: Iterable[dict[str, Any]]) -> None:
    """Check the same but for the content of evidence, which `check_wholly` reads."""
    with site.database.read() as session:
        for line in lines:
            _check_line(ground, site, session, line)


def _check_evidence(site: OpenSite, session: DeskSession, line: dict[str, Any]) -> None:
    found = session.get(Evidence, (site.gateway.facts.card.uid, line["evidence"]))
    assert found is not None, line
    assert (found.sha256, found.ticket_uid) == (line["sha256"], line["ticket"])


def _check_content(site: OpenSite, session: DeskSession, line: dict[str, Any]) -> None:
    found = session.get_one(Evidence, (site.gateway.facts.card.uid, line["evidence"]))
    name = site.vault.name_of(found.sha256, found.vault_key)
    site.vault.verify(name, found.vault_key, found.sha256, found.size)


def latest_at(site: OpenSite) -> int:
    """Give when the last entry of anybody was made; nothing may be entered before that."""
    with site.database.read() as session:
        return int(session.execute(select(func.max(ENTRY.c.at))).scalar_one())


def check_wholly(site: OpenSite) -> None:
    """Check chain, signatures, fold, pages and every piece of evidence."""
    found = verify_site(site)
    assert found.findings == []


def check_swept(ground: Ground, site: OpenSite) -> tuple[int, int]:
    """Age what crashes left by a day and sweep; gives orphans and unfinished files.

    Nothing that is known goes, and nothing else of a crash stays.
    """
    with site.database.read() as session:
        rows = session.execute(select(Evidence.sha256, Evidence.vault_key))
        known = {site.vault.name_of(sha256, key) for sha256, key in rows}
    then = time.time() - KEPT_SECONDS - 60
    orphans = [path for path in _sealed(site.folder) if path.name not in known]
    unfinished = [*site.folder.rglob(f"*{TEMPORARY_SUFFIX}")]
    for path in [*orphans, *unfinished]:
        os.utime(path, (then, then))
    swept = sweep_site(site)
    assert swept.orphans == len(orphans)
    assert [*site.folder.rglob(f"*{TEMPORARY_SUFFIX}")] == []
    assert {path.name for path in _sealed(site.folder)} == known
    return swept.orphans, swept.temporaries


def _sealed(folder: Path) -> Iterable[Path]:
    return (folder / "evidence").glob("[0-9a-f][0-9a-f]/*")


def check_backup(ground: Ground, site: OpenSite) -> int:
    """Read the newest backup from end to end; gives how many there are."""
    found = list_backups(ground.folder / "backups")
    if found:
        verify_backup(found[0].path, site.unlocked.database_key)
    return len(found)


def check_equal(branch: OpenSite, headquarters: OpenSite) -> int:
    """Check that both sides hold the same of the branch's tickets; gives how many."""
    owner = branch.gateway.facts.card.uid
    ours, theirs = (_shared(site, owner) for site in (branch, headquarters))
    for table in SHARED:
        assert ours[table] == theirs[table], table
    return len(ours["ticket"])


def _shared(site: OpenSite, owner: str) -> dict[str, list[dict[str, Any]]]:
    with site.database.read() as session:
        rows = snapshot(session.connection())
    return {
        table: [r for r in rows[table] if r.get("ticket_site", r["site"]) == owner]
        for table in SHARED
    }


def digest(path: Path) -> str:
    """Give a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
