"""The receipt slip (受理回执): customer's copy above, counterfoil below, a cut line between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportlab.lib.units import mm

from desktop import wording
from desktop.reports import fonts
from desktop.reports.blocks import LABELLED_LEADING, Box, FieldGrid, Labelled, Panel, SignatureBoxes
from desktop.reports.layout import (
    CONTENT_WIDTH,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Sheet,
    draw_cut_line,
    draw_qr,
    draw_single,
    draw_tag,
    in_language,
    printed_line,
)
from desktop.reports.palette import BAD, INK, LINE, MARGIN, MUTED
from desktop.reports.text import TextBlock, draw, draw_right, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from desktop.services.report_rows import SlipRow, Words
    from desktop.vocabulary import Language

_CUT = 106 * mm
_TOP = PAGE_HEIGHT - 11 * mm
_QR, _STUB_QR = 22 * mm, 16 * mm
_QUIET = 4 / 21
"""A code of 21 dots wants four dots of white around it."""
_GAP = 7.0


def render_slip(row: SlipRow, language: Language) -> bytes:
    """Make the receipt slip as a PDF of one page."""
    sheet = Sheet(
        title=wording.label("Paper.slip.title", language),
        site=f"{row.site_name} {row.site_code}",
        subject=row.number,
        printed=printed_line(row, language),
        language=language,
        practice=row.practice,
    )

    def paint(canvas: Any) -> None:
        pen = _Pen(canvas, row, sheet, language)
        _paint_customer_copy(pen)
        draw_cut_line(canvas, _CUT, pen.word("slip.cut"))
        _paint_stub(pen)

    return draw_single(sheet, paint)


@dataclass(frozen=True, slots=True)
class _Pen:
    """What every part of the slip is drawn with."""

    canvas: Any
    row: SlipRow
    sheet: Sheet
    language: Language

    def word(self, key: str, **values: object) -> str:
        """Give a word of paper."""
        return wording.phrase(f"Paper.{key}", self.language, **values)

    def told(self, words: Words | str) -> str:
        """Give a text of the rule pack, or the house's own for a key."""
        if isinstance(words, str):
            return wording.label(words, self.language)
        return in_language(words, self.language)

    def instant(self, us: int) -> str:
        """Write an instant in the site's time."""
        return wording.instant_text(us, self.row.zone, self.language)

    def place(self, block: Flowable, top: float, width: float = CONTENT_WIDTH) -> float:
        """Draw a block downwards from a height and give the height where it ends."""
        high = float(block.wrapOn(self.canvas, width, PAGE_HEIGHT)[1])
        block.drawOn(self.canvas, MARGIN, top - high)
        return top - high

    def height(self, blocks: Sequence[Flowable]) -> float:
        """Measure blocks set one under the other."""
        return sum(
            float(block.wrapOn(self.canvas, CONTENT_WIDTH, PAGE_HEIGHT)[1]) for block in blocks
        )


def _paint_head(pen: _Pen, top: float, copy: str, size: float) -> float:
    """Draw site, title, tags, number and code; give the height below the rule."""
    canvas, row = pen.canvas, pen.row
    qr = _QR if size > 16 else _STUB_QR  # noqa: PLR2004
    right = PAGE_WIDTH - MARGIN
    draw_qr(canvas, row.number, right - qr, top - qr, qr)
    room = CONTENT_WIDTH - qr - 16
    canvas.setFillColor(MUTED)
    site = one_line(f"{row.site_name}　{row.site_code}", fonts.REGULAR, 9, room)
    draw(canvas, MARGIN, top - 9, site, fonts.REGULAR, 9)
    canvas.setFillColor(INK)
    baseline = top - 15 - size
    x = draw(canvas, MARGIN, baseline, pen.sheet.title, fonts.BOLD, size) + 10
    x = draw_tag(canvas, x, baseline + size * 0.12, pen.word(copy)) + 6
    if row.reprint:
        draw_tag(canvas, x, baseline + size * 0.12, pen.word("reprint"), BAD)
    return _paint_number(pen, baseline - size * 0.72 - 8, size * 0.72, top - qr * (1 + _QUIET))


def _paint_number(pen: _Pen, baseline: float, size: float, code_floor: float) -> float:
    canvas = pen.canvas
    canvas.setFillColor(MUTED)
    x = draw(canvas, MARGIN, baseline, wording.label("Number", pen.language), fonts.REGULAR, 9)
    canvas.setFillColor(INK)
    draw(canvas, x + 8, baseline, pen.row.number, fonts.BOLD, size)
    floor = min(baseline - 9, code_floor)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(1)
    canvas.line(MARGIN, floor, PAGE_WIDTH - MARGIN, floor)
    return floor - 10


def _matter(pen: _Pen) -> list[tuple[str, str]]:
    """Give the fields both copies carry."""
    row = pen.row
    name = row.complainant_name or pen.word("unnamed")
    return [
        (pen.word("received_at"), pen.instant(row.received_at)),
        (pen.word("received_by"), row.received_by),
        (wording.label("Channel", pen.language), wording.label(row.channel, pen.language)),
        (wording.label("Complainant", pen.language), name),
        (pen.word("phone"), row.complainant_phone or pen.word("none")),
        (wording.label("Category", pen.language), in_language(row.category, pen.language)),
    ]


def _goods(pen: _Pen) -> list[tuple[str, str]]:
    row = pen.row
    amount = row.amount_minor
    pairs = [
        (pen.word("product"), row.product),
        (pen.word("order"), row.order),
        (
            pen.word("amount"),
            "" if amount is None else wording.money_text(amount, row.currency, pen.language),
        ),
    ]
    return [(label, value) for label, value in pairs if value]


def _demands(pen: _Pen) -> str:
    told = [wording.label(demand, pen.language) for demand in pen.row.demands]
    return pen.word("and").join(told) or pen.word("none")


def _documents(pen: _Pen) -> str:
    titles = pen.row.documents
    if not titles:
        return pen.word("documents_none")
    told = "　".join(f"{place}. {title}" for place, title in enumerate(titles[:6], 1))
    rest = len(titles) > 6  # noqa: PLR2004
    return f"{told}　{pen.word('more', total=len(titles))}" if rest else told


def _promise(pen: _Pen) -> tuple[str, str]:
    """Give the promise's deadline line and what was promised."""
    promise = pen.row.promise
    if promise is None:
        return "", pen.word("slip.promise_none")
    key = "slip.promise_due" if promise.by else "slip.promise_due_nobody"
    return pen.word(key, due=pen.instant(promise.due_at), by=promise.by), promise.what


def _paint_customer_copy(pen: _Pen) -> None:
    top = _paint_head(pen, _TOP, "slip.customer_copy", 20)
    top = pen.place(FieldGrid([*_matter(pen), *_goods(pen)]), top) - 2
    floor = _paint_customer_foot(pen)
    after = _customer_blocks(pen)
    needed = pen.height(after) + _GAP * len(after)
    lines = max(int((top - floor - needed - _GAP) // (9.5 * LABELLED_LEADING)), 2)
    for block in [Labelled(pen.word("facts"), pen.row.facts, lines), *after]:
        top = pen.place(block, top) - _GAP


def _customer_blocks(pen: _Pen) -> list[Flowable]:
    """Give what stands under the facts on the customer's copy, in order."""
    due, what = _promise(pen)
    promise = [TextBlock(pen.word("slip.promise"), 8, color=MUTED)]
    if due:
        promise.append(TextBlock(due, 11, bold=True, max_lines=2))
    if what:
        promise.append(TextBlock(what, 9, max_lines=3))
    contact = pen.row.desk_contact or pen.row.site_name
    return [
        Labelled(pen.word("demands"), _demands(pen), 2),
        Labelled(pen.word("documents"), _documents(pen), 3),
        Panel(promise),
        Labelled(pen.word("slip.contact"), contact, 2),
    ]


def _paint_customer_foot(pen: _Pen) -> float:
    """Draw signature box, small print and print line upwards; give the height above them."""
    base: float = _CUT + 4.5 * mm
    _paint_print_line(pen, base)
    boxes = SignatureBoxes([Box(pen.word("slip.seal"), "", pen.word("date_blank"))], 40)
    pen.place(boxes, base + 12 + 40)
    small: list[Flowable] = [
        TextBlock(pen.word("slip.routes"), 7, bold=True, color=MUTED, leading=11),
        TextBlock(pen.told(pen.row.routes), 7, leading=10.2, max_lines=6),
        TextBlock(pen.word("slip.privacy"), 7, bold=True, color=MUTED, leading=13),
        TextBlock(pen.told(pen.row.privacy), 7, leading=10.2, max_lines=6),
    ]
    high = pen.height(small)
    top = base + 12 + 40 + 8 + high
    floor = top + 6
    for block in small:
        top = pen.place(block, top)
    pen.canvas.setStrokeColor(LINE)
    pen.canvas.setLineWidth(0.5)
    pen.canvas.line(MARGIN, floor, PAGE_WIDTH - MARGIN, floor)
    return floor


def _paint_print_line(pen: _Pen, y: float) -> None:
    pen.canvas.setFillColor(MUTED)
    keep = pen.word("slip.keep")
    printed = one_line(pen.sheet.printed, fonts.REGULAR, 7, CONTENT_WIDTH / 2)
    draw(pen.canvas, MARGIN, y, keep, fonts.REGULAR, 7)
    draw_right(pen.canvas, PAGE_WIDTH - MARGIN, y, printed, fonts.REGULAR, 7)


def _paint_stub(pen: _Pen) -> None:
    top = _paint_head(pen, _CUT - 6 * mm, "slip.stub", 14)
    top = pen.place(FieldGrid(_matter(pen)), top) - 1
    floor = _paint_stub_foot(pen)
    due, what = _promise(pen)
    one = 8.5 * LABELLED_LEADING
    lines = max(int((top - floor - 3 * (one + 2.5)) // one), 1)
    blocks = [
        Labelled(pen.word("facts"), pen.row.facts, lines, size=8.5),
        Labelled(pen.word("demands_stub"), _demands(pen), 1, size=8.5),
        Labelled(pen.word("documents"), _documents(pen), 1, size=8.5),
        Labelled(pen.word("slip.promise_stub"), f"{due}　{what}" if due else what, 1, size=8.5),
    ]
    for block in blocks:
        top = pen.place(block, top) - 2.5


def _paint_stub_foot(pen: _Pen) -> float:
    """Draw what is signed and ticked, upwards; give the height above it."""
    base: float = 7 * mm
    pen.canvas.setFillColor(MUTED)
    draw(pen.canvas, MARGIN, base, pen.sheet.printed, fonts.REGULAR, 7)
    date_line = pen.word("date_blank")
    boxes = SignatureBoxes(
        [
            Box(pen.word("slip.customer_signs"), "", date_line),
            Box(pen.word("slip.desk_signs"), "", date_line),
        ],
        38,
    )
    pen.place(boxes, base + 10 + 38)
    _paint_hand_over(pen, base + 10 + 38 + 7)
    return base + 10 + 38 + 7 + 10.5


def _paint_hand_over(pen: _Pen, y: float) -> None:
    """Draw what to tick when the customer took, refused or did not sign the slip."""
    canvas, x = pen.canvas, MARGIN
    for key in ("slip.handed", "slip.refused", "slip.unsigned"):
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.7)
        canvas.rect(x, y - 0.8, 8, 8, stroke=1, fill=0)
        canvas.setFillColor(INK)
        x = draw(canvas, x + 12, y, pen.word(key), fonts.REGULAR, 8.5) + 20
    x = draw(canvas, x, y, pen.word("slip.witness"), fonts.REGULAR, 8.5) + 6
    canvas.line(x, y - 1.5, PAGE_WIDTH - MARGIN, y - 1.5)
