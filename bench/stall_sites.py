"""The sites of the stall bench: a branch with a full archive, its headquarters, a bundle between.

They are made once and kept with the other sites of benches; a bench works on copies.
"""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from pathlib import Path

from bench.bigsite import (
    FORMAT,
    LOGIN,
    PASSWORD,
    apart_from_this_machine,
    cache_folder,
    multiply,
    retail_pack,
    written_draft,
)
from bench.complaints import Writer
from desktop.services.casework import add_note, promise_answer
from desktop.services.evidence import attach_bytes
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite, create_site
from desktop.services.sites import SiteDraft
from desktop.storage.keyfile import Cost
from desktop.sync.delivery import deliver
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.shipping import export_bundle
from desktop.vocabulary import SiteKind

COPIES = 4_000
SEARCHABLE = 4_000
COMMANDS = 500
"""So many tickets go through the door, with a note and a promise each."""
PICTURES = 24
ROWS = 600
_HOUR = 3_600_000_000
_PAPER = b"%PDF-1.7\n"
_PICTURE = 1 << 20


def stall_sites() -> Path:
    """Give the folder that holds `branch`, `hq`, `way` with a bundle, and `table.csv`."""
    apart_from_this_machine()
    place = cache_folder() / f"{FORMAT}-stall-{COPIES}-{COMMANDS}"
    if not (place / "made").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _make(place)
        (place / "made").touch()
    return place


def _make(place: Path) -> None:
    writer = Writer(COMMANDS)
    with ExitStack() as stack:
        hq = _site(place / "hq", SiteKind.HEADQUARTERS, "HQ", "总部")
        stack.callback(hq.close)
        branch = _site(place / "branch", SiteKind.BRANCH, "SH001", "南京东路店")
        stack.callback(branch.close)
        invitation = place / "invitation"
        invitation.write_bytes(write_invitation(hq.gateway, "SH001", "南京东路店"))
        join(branch.gateway, invitation)
        _work(branch, writer)
        export_bundle(branch)
        deliver(branch, str(place / "way"))
        _work(branch, writer)
        multiply(branch, writer, COPIES, SEARCHABLE)
    lines = ["编号,电话,内容"]
    lines += [f"A{n},{writer.phone()},{writer.facts()}" for n in range(ROWS)]
    (place / "table.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _site(folder: Path, kind: SiteKind, code: str, name: str) -> OpenSite:
    draft = SiteDraft(kind, code, name, retail_pack())
    site, _paper = create_site(folder, draft, LOGIN, "李晓敏", PASSWORD, cost=Cost(3, 65536))
    return site


def _work(site: OpenSite, writer: Writer) -> None:
    """Register, note, promise and photograph, as a week at a desk does."""
    call = site.gateway.call
    for number in range(COMMANDS):
        made = call(register_ticket, written_draft(writer))
        call(add_note, made.id, writer.facts())
        call(promise_answer, made.id, "明日答复", time.time_ns() // 1000 + 24 * _HOUR)
        if number % (COMMANDS // PICTURES) == 0:
            noise = writer.random.randbytes(_PICTURE)
            attach_bytes(site.gateway, made.id, _PAPER + noise, f"收据{number}.pdf")
