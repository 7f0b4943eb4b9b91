"""The evidence list (证据清单) of a ticket with each piece's digest and chain of custody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

from desktop import wording
from desktop.reports.blocks import (
    Box,
    FieldGrid,
    Heading,
    Labelled,
    SignatureBoxes,
    Title,
    grouped,
)
from desktop.reports.layout import CONTENT_WIDTH, Sheet, build, printed_line
from desktop.reports.palette import MUTED
from desktop.reports.tables import Column, Rows
from desktop.reports.text import TextBlock

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from desktop.services.report_rows import CustodyLine, EvidenceLine, EvidenceListRow
    from desktop.vocabulary import Language

_STEP = 1024


def render_evidence_list(row: EvidenceListRow, language: Language) -> bytes:
    """Make the evidence list as a PDF."""
    sheet = Sheet(
        title=wording.label("Paper.evidence.title", language),
        site=f"{row.site_name} {row.site_code}",
        subject=row.number,
        printed=printed_line(row, language),
        language=language,
        practice=row.practice,
    )
    return build(_story(row, sheet), sheet)


def _story(row: EvidenceListRow, sheet: Sheet) -> list[Flowable]:
    language = sheet.language
    tags = [wording.label("Paper.reprint", language)] if row.reprint else []
    count = wording.phrase("Paper.daily.count", language, count=len(row.evidence))
    story: list[Flowable] = [
        Title(sheet.title, f"{row.site_name}　{row.site_code}", row.number, count, tags),
        Spacer(0, 8),
    ]
    if not row.evidence:
        story.append(TextBlock(wording.label("Paper.evidence.none", language), 10, color=MUTED))
    for place, line in enumerate(row.evidence, 1):
        story += _piece(place, line, row.zone, language)
    date_line = wording.label("Paper.date_blank", language)
    boxes = [
        Box(wording.label(f"Paper.evidence.{key}", language), foot=date_line)
        for key in ("given", "received")
    ]
    return [*story, Spacer(0, 18), KeepTogether([SignatureBoxes(boxes)])]


def _piece(place: int, line: EvidenceLine, zone: str, language: Language) -> list[Flowable]:
    taken = wording.instant_text(line.taken_at, zone, language, "numeric")
    fields = [
        (wording.label(line.kind.__class__.__name__, language), wording.label(line.kind, language)),
        (wording.label("Paper.evidence.size", language), size_text(line.size)),
        (wording.label("Paper.evidence.taken", language), f"{taken}　{line.taken_by}"),
    ]
    digest = Labelled(
        wording.label("Paper.evidence.digest", language), grouped(line.digest), size=8
    )
    blocks: list[Flowable] = [
        CondPageBreak(130),
        Heading(f"{place}. {line.title}"),
        FieldGrid(fields),
        digest,
    ]
    if line.custody:
        blocks += [Spacer(0, 5), _custody(line.custody, zone, language)]
    return [*blocks, Spacer(0, 6)]


def _custody(custody: tuple[CustodyLine, ...], zone: str, language: Language) -> Rows:
    columns = [
        Column(wording.label("Paper.evidence.custody", language), CONTENT_WIDTH * 0.25),
        Column("", CONTENT_WIDTH * 0.25),
        Column("", CONTENT_WIDTH * 0.5),
    ]
    cells = [
        (
            wording.instant_text(step.at, zone, language, "numeric"),
            wording.label(step.act, language),
            step.who,
        )
        for step in custody
    ]
    return Rows(columns, cells, 8)


def size_text(size: int) -> str:
    """Write a number of bytes in the unit that reads best."""
    amount, units = float(size), ["B", "KB", "MB", "GB", "TB"]
    while amount >= _STEP and len(units) > 1:
        amount, units = amount / _STEP, units[1:]
    return f"{size} B" if units[0] == "B" else f"{amount:.1f} {units[0]}"
