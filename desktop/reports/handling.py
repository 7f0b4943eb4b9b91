"""The handling sheet (处理单): one ticket's head, course and result, for the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

from desktop import wording
from desktop.reports.blocks import (
    Box,
    FieldGrid,
    Heading,
    Labelled,
    LedgerHead,
    SignatureBoxes,
    Title,
)
from desktop.reports.layout import Sheet, build, in_language, printed_line
from desktop.reports.palette import MUTED
from desktop.reports.text import TextBlock

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from desktop.services.report_rows import HandlingSheetRow, TimelineLine
    from desktop.vocabulary import Language


def render_handling(row: HandlingSheetRow, language: Language) -> bytes:
    """Make the handling sheet as a PDF."""
    sheet = Sheet(
        title=wording.label("Paper.handling.title", language),
        site=f"{row.site_name} {row.site_code}",
        subject=row.number,
        printed=printed_line(row, language),
        language=language,
        practice=row.practice,
    )
    return build(_story(row, sheet), sheet)


def _story(row: HandlingSheetRow, sheet: Sheet) -> list[Flowable]:
    language = sheet.language
    tags = [wording.label("Paper.handling.internal", language)]
    if row.reprint:
        tags.append(wording.label("Paper.reprint", language))
    status = wording.label(row.status, language)
    return [
        Title(sheet.title, f"{row.site_name}　{row.site_code}", row.number, status, tags),
        Spacer(0, 12),
        FieldGrid(_fields(row, language)),
        Labelled(wording.label("Paper.facts", language), row.facts),
        Spacer(0, 6),
        Labelled(wording.label("Paper.demands_stub", language), _demands(row, language)),
        *_course(row, language),
        *_result(row, language),
        Spacer(0, 14),
        _closing(row, language),
    ]


def _fields(row: HandlingSheetRow, language: Language) -> list[tuple[str, str]]:
    """Give the head's fields; those that may be empty are left out when they are."""
    name = row.complainant_name or wording.label("Paper.unnamed", language)
    known = [
        ("Paper.received_at", wording.instant_text(row.received_at, row.zone, language)),
        ("Paper.received_by", row.received_by),
        ("Channel", wording.label(row.channel, language)),
        ("Category", in_language(row.category, language)),
        ("Severity", wording.label(row.severity, language)),
        ("Nature", wording.label(row.nature, language) if row.nature else ""),
        ("Complainant", name),
        ("Paper.phone", row.complainant_phone),
        ("Paper.handling.owner", row.owner),
        ("Paper.product", row.product),
        ("Paper.order", row.order),
        ("Paper.amount", _money(row.amount_minor, row, language)),
        ("Paper.asked", _money(row.asked_minor, row, language)),
        *row.fields,
    ]
    return [(wording.label(key, language), value) for key, value in known if value]


def _money(minor: int | None, row: HandlingSheetRow, language: Language) -> str:
    return "" if minor is None else wording.money_text(minor, row.currency, language)


def _demands(row: HandlingSheetRow, language: Language) -> str:
    told = [wording.label(demand, language) for demand in row.demands]
    none = wording.label("Paper.none", language)
    return wording.label("Paper.and", language).join(told) or none


def _course(row: HandlingSheetRow, language: Language) -> list[Flowable]:
    blocks: list[Flowable] = [
        CondPageBreak(70),
        Heading(wording.label("Paper.handling.timeline", language)),
    ]
    if not row.timeline:
        none = wording.label("Paper.handling.no_steps", language)
        return [*blocks, TextBlock(none, 9, color=MUTED)]
    for line in row.timeline:
        blocks += _step(line, row, language)
    return blocks


def _step(line: TimelineLine, row: HandlingSheetRow, language: Language) -> list[Flowable]:
    """Give one step: when, what and who on the first line, then the money and what was said."""
    at = wording.instant_text(line.at, row.zone, language, "numeric")
    head = "　".join(part for part in (wording.label(line.what, language), line.who) if part)
    blocks: list[Flowable] = [CondPageBreak(42), Labelled(at, head, size=9, bold=True)]
    said = "　".join([*(_money(amount, row, language) for amount in line.amounts), line.text])
    if said:
        blocks.append(Labelled("", said.rstrip("　"), size=9))
    return [*blocks, Spacer(0, 6)]


def _result(row: HandlingSheetRow, language: Language) -> list[Flowable]:
    told = wording.outcome(row.result, language) if row.result else ""
    told = told or wording.label("Paper.handling.no_result", language)
    return [
        CondPageBreak(60),
        Heading(wording.label("Paper.handling.result", language)),
        TextBlock(told, 9.5),
    ]


def _closing(row: HandlingSheetRow, language: Language) -> KeepTogether:
    date_line = wording.label("Paper.date_blank", language)
    boxes = [
        Box(wording.label(f"Paper.handling.{key}", language), foot=date_line)
        for key in ("handler_signs", "approver_signs", "manager_signs")
    ]
    head = LedgerHead(row.head_seq, row.head_digest, language)
    return KeepTogether([head, Spacer(0, 12), SignatureBoxes(boxes)])
