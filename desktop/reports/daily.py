"""The daily summary (每日投诉汇总) that a manager signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

from desktop import wording
from desktop.reports import charts
from desktop.reports.arrange import Beside, Chart, Stack, Titled
from desktop.reports.blocks import (
    Box,
    Figure,
    Heading,
    KeyFigures,
    LedgerHead,
    Panel,
    SignatureBoxes,
    Title,
)
from desktop.reports.layout import CONTENT_WIDTH, Sheet, build, in_language, printed_line
from desktop.reports.palette import BAD, INK, MUTED, WARN
from desktop.reports.tables import Column, Rows, fitted
from desktop.reports.text import TextBlock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from reportlab.platypus import Flowable

    from desktop.services.report_rows import DaySummary, DayTicketRow
    from desktop.vocabulary import Language

_GAP = 20.0
_HALF = (CONTENT_WIDTH - _GAP) / 2
_CHART_HEIGHT = 100.0
_LAST_ROWS = 3


def render_daily(summary: DaySummary, language: Language) -> bytes:
    """Make the daily summary as a PDF."""
    return build(_story(summary, language), _sheet(summary, language))


def _sheet(summary: DaySummary, language: Language) -> Sheet:
    return Sheet(
        title=wording.label("Paper.daily.title", language),
        site=f"{summary.site_name} {summary.site_code}",
        subject=wording.date_text(summary.business_day, language),
        printed=printed_line(summary, language),
        language=language,
        practice=summary.practice,
    )


def _story(summary: DaySummary, language: Language) -> list[Flowable]:
    day = summary.business_day
    story: list[Flowable] = [
        Title(
            wording.label("Paper.daily.title", language),
            f"{summary.site_name}　{summary.site_code}",
            f"{wording.date_text(day, language)}　{wording.weekday_text(day, language)}",
            wording.label("Paper.daily.business_day", language),
            _tags(summary, language),
        ),
        Spacer(0, 12),
        _key_figures(summary, language),
        Spacer(0, 16),
    ]
    if summary.zero_report:
        story += [_zero_panel(summary, language), Spacer(0, 16)]
    story += _charts(summary, language)
    story += _counts(summary, language)
    last_rows = _ticket_list(summary, language)
    story += last_rows[:-1]
    return [*story, _closing(summary, language, last_rows[-1:])]


def _tags(summary: DaySummary, language: Language) -> list[str]:
    tags = []
    if summary.zero_report:
        tags.append(wording.label("Paper.daily.zero", language))
    if summary.supplement:
        tags.append(wording.phrase("Paper.daily.supplement", language, number=summary.supplement))
    if summary.reprint:
        tags.append(wording.label("Paper.reprint", language))
    return tags


def _key_figures(summary: DaySummary, language: Language) -> KeyFigures:
    def word(key: str) -> str:
        return wording.label(f"Paper.daily.{key}", language)

    paid = wording.money_text(summary.compensation_minor, summary.currency, language)
    figures = [
        Figure(word("received"), str(summary.received)),
        Figure(word("closed"), str(summary.closed)),
        Figure(word("open"), str(summary.open_total)),
        Figure(word("breached"), str(summary.breached), BAD if summary.breached else INK),
        Figure(word("at_risk"), str(summary.at_risk), WARN if summary.at_risk else INK, 1.15),
        Figure(word("compensation"), paid, share=1.55),
    ]
    return KeyFigures(figures, _lesser_figures(summary, language))


def _lesser_figures(summary: DaySummary, language: Language) -> list[tuple[str, str]]:
    def word(key: str) -> str:
        return wording.label(key, language)

    lesser = [
        (word("Paper.daily.escalated"), str(summary.escalated)),
        (word("Paper.daily.follow_ups"), str(summary.follow_ups_due)),
    ]
    promises = (
        ("kept", summary.promises_kept),
        ("broken", summary.promises_broken),
        ("open", summary.promises_open),
    )
    told = "　".join(f"{word(f'PromiseState.{state}')} {count}" for state, count in promises)
    lesser.append((word("Paper.daily.promises"), told))
    if summary.late_entries:
        lesser.append((word("Paper.daily.late"), str(summary.late_entries)))
    return lesser


def _zero_panel(summary: DaySummary, language: Language) -> Panel:
    rest = (
        wording.phrase("Paper.daily.zero_open", language, count=summary.open_total)
        if summary.open_total
        else wording.label("Paper.daily.zero_no_open", language)
    )
    statement = wording.label("Paper.daily.zero_statement", language)
    return Panel([TextBlock(statement, 12, bold=True), TextBlock(rest, 9, color=MUTED)], pad=14)


def _charts(summary: DaySummary, language: Language) -> list[Flowable]:
    """Draw what the day brought, and the two weeks it stands in; nothing where nothing is."""
    blocks: list[Flowable] = []
    if summary.by_category:
        blocks.append(_category_chart(summary, language))
    if any(taken or done for _, taken, done in summary.history):
        blocks.append(_history_chart(summary, language, alone=not blocks))
    if not blocks:
        return []
    if len(blocks) == 1:
        return [blocks[0], Spacer(0, 14)]
    return [Beside(blocks, [_HALF, _HALF], _GAP), Spacer(0, 14)]


def _category_chart(summary: DaySummary, language: Language) -> Titled:
    pairs = [(in_language(words, language), count) for words, count in summary.by_category]
    others = wording.label("Paper.daily.other_categories", language)
    shown = charts.leading_pairs(pairs, others)
    gathered = len(shown) < len(pairs)
    figure = charts.bars_figure(shown, _HALF, _CHART_HEIGHT, gathered=gathered)
    title = wording.label("Paper.daily.by_category", language)
    return Titled(title, Chart(figure, _HALF, _CHART_HEIGHT))


def _history_chart(summary: DaySummary, language: Language, *, alone: bool) -> Titled:
    names = (
        wording.label("Paper.daily.series_received", language),
        wording.label("Paper.daily.series_closed", language),
    )
    wide = CONTENT_WIDTH if alone else _HALF
    figure = charts.history_figure(summary.history, names, language, wide, _CHART_HEIGHT)
    title = wording.phrase("Paper.daily.history", language, days=len(summary.history))
    return Titled(title, Chart(figure, wide, _CHART_HEIGHT))


def _counts(summary: DaySummary, language: Language) -> list[Flowable]:
    """Set the small tables side by side, those that have something to say."""
    gap = 16.0
    wide = (CONTENT_WIDTH - gap * 2) / 3
    groups = (("by_channel",), ("by_severity", "other_natures"), ("open_by_age",))
    stacks: list[Flowable] = []
    for group in groups:
        tables = [
            _count_table(wording.label(f"Paper.daily.{name}", language), pairs, wide)
            for name in group
            if (pairs := _labelled(getattr(summary, name), language))
        ]
        if tables:
            stacks.append(Stack(tables, 8))
    if not stacks:
        return []
    return [
        Beside(stacks, [wide] * len(stacks), gap),
        Spacer(0, 8),
        *_categories(summary, language),
    ]


def _labelled(pairs: Sequence[tuple[StrEnum, int]], language: Language) -> list[tuple[str, int]]:
    """Put words to counts; where nothing was counted there is nothing to tell."""
    if not any(count for _, count in pairs):
        return []
    return [(wording.label(member, language), count) for member, count in pairs]


def _count_table(title: str, pairs: Sequence[tuple[str, int]], wide: float) -> Rows:
    columns = [Column(title, wide * 0.74), Column("", wide * 0.26, "right")]
    return Rows(columns, [(name, str(count)) for name, count in pairs])


def _categories(summary: DaySummary, language: Language) -> list[Flowable]:
    """List every category in three columns where the chart had to gather some."""
    if len(summary.by_category) <= charts.MOST_BARS:
        return []
    pairs = sorted(
        ((in_language(words, language), count) for words, count in summary.by_category),
        key=lambda pair: -pair[1],
    )
    per_column = -(-len(pairs) // 3)
    gap = 16.0
    wide = (CONTENT_WIDTH - gap * 2) / 3
    parts = [pairs[start : start + per_column] for start in range(0, len(pairs), per_column)]
    title = wording.label("Paper.daily.every_category", language)
    titles = [title, *([""] * len(parts))]
    blocks = [_count_table(head, part, wide) for head, part in zip(titles, parts, strict=False)]
    return [Spacer(0, 6), Beside(blocks, [wide] * len(blocks), gap), Spacer(0, 8)]


def _ticket_list(summary: DaySummary, language: Language) -> list[Flowable]:
    """List the tickets; the last rows stand apart, to share a page with the signature."""
    if not summary.tickets:
        return []
    count = wording.phrase("Paper.daily.count", language, count=len(summary.tickets))
    masked = wording.label("Paper.masked", language)
    heading = Heading(wording.label("Paper.daily.list", language), f"{count}　{masked}")
    rows = [_ticket_cells(ticket, summary, language) for ticket in summary.tickets]
    columns = fitted(_ticket_columns(language), rows, CONTENT_WIDTH)
    first, last = rows[:-_LAST_ROWS], rows[-_LAST_ROWS:]
    blocks: list[Flowable] = [CondPageBreak(110), heading]
    if first:
        blocks.append(Rows(columns, first))
    return [*blocks, Rows(columns, last, follows=bool(first))]


def _ticket_columns(language: Language) -> list[Column]:
    def word(key: str) -> str:
        return wording.label(key, language)

    return [
        Column(word("Number"), 90, max_lines=1),
        Column(word("Paper.daily.time"), 34),
        Column(word("Channel"), 54),
        Column(word("Category"), 60),
        Column(word("Customer"), 52),
        Column(word("Paper.facts"), 0, max_lines=3),
        Column(word("Status"), 54),
        Column(word("Paper.daily.amount"), 60, "right"),
    ]


def _ticket_cells(ticket: DayTicketRow, summary: DaySummary, language: Language) -> list[str]:
    time = wording.instant_text(ticket.received_at, summary.zone, language, "time")
    if wording.local_time(ticket.received_at, summary.zone).date() != summary.business_day:
        day = wording.local_time(ticket.received_at, summary.zone).date()
        time = f"{day.month}-{day.day:02} {time}"
    if ticket.late_entry:
        time = f"{time} {wording.label('Paper.daily.late_mark', language)}"
    amount = ticket.amount_minor
    return [
        ticket.number,
        time,
        wording.label(ticket.channel, language),
        in_language(ticket.category, language),
        ticket.complainant or wording.label("Paper.unnamed", language),
        " ".join(ticket.facts.split()),
        wording.label(ticket.status, language),
        "" if amount is None else wording.money_text(amount, summary.currency, language),
    ]


def _closing(
    summary: DaySummary, language: Language, last_rows: Sequence[Flowable]
) -> KeepTogether:
    """Anchor the ledger on paper and leave room for the manager's hand."""
    signs = wording.label("Paper.daily.manager_signs", language)
    date_line = wording.label("Paper.date_blank", language)
    boxes = [
        Box(wording.label("Paper.daily.remarks", language), share=1.5),
        Box(signs, _named(summary, language), date_line),
    ]
    return KeepTogether(
        [
            *last_rows,
            Spacer(0, 12),
            LedgerHead(summary.head_seq, summary.head_digest, language),
            Spacer(0, 8),
            SignatureBoxes(boxes, 54),
        ]
    )


def _named(summary: DaySummary, language: Language) -> str:
    if not summary.manager_name:
        return ""
    return wording.phrase("Paper.sign_name", language, name=summary.manager_name)
