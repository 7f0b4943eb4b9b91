"""The house style of every paper: the sheet, its running head and foot, and how it is built."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Any

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from desktop import wording
from desktop.reports import fonts
from desktop.reports.palette import ACCENT, INK, LINE, MARGIN, MUTED, WATERMARK
from desktop.reports.text import draw, draw_right, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportlab.platypus import Flowable

    from desktop.services.report_rows import Words
    from desktop.vocabulary import Language

PAGE_WIDTH, PAGE_HEIGHT = A4
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN
_FIRST_TOP, _TOP, _FOOT = 12 * mm, 20 * mm, 17 * mm

_one_at_a_time = Lock()
"""The faces read their file through one shared position, so two papers must not be made at once."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every page of a paper; `printed` is the line at the foot."""

    title: str
    site: str
    subject: str
    printed: str
    language: Language
    practice: bool = False


def in_language(words: Words, language: Language) -> str:
    """Give a label from a rule pack in the language, or in whichever one it has."""
    return words.get(language.value) or next((text for text in words.values() if text), "")


def printed_line(row: Any, language: Language) -> str:
    """Say when, by whom and whether again a paper was printed."""
    at = wording.instant_text(row.printed_at, row.zone, language)
    key = "Paper.printed_by" if row.printed_by else "Paper.printed"
    line = wording.phrase(key, language, at=at, who=row.printed_by)
    return f"{line} · {wording.label('Paper.reprint', language)}" if row.reprint else line


class _PaperCanvas(Canvas):  # type: ignore[misc]
    """A canvas that writes the foot last, when the number of pages is known."""

    sheet: Sheet

    def __init__(self, *args: Any, **options: Any) -> None:
        fonts.register()
        super().__init__(*args, **{**options, "initialFontName": fonts.REGULAR})
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the foot of every page and the file."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            _draw_foot(self, self.sheet, number, len(self._pages))
            super().showPage()
        super().save()


def _draw_foot(canvas: Any, sheet: Sheet, page: int, pages: int) -> None:
    y = 10 * mm
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y + 10, PAGE_WIDTH - MARGIN, y + 10)
    canvas.setFillColor(MUTED)
    count = wording.phrase("Paper.page", sheet.language, page=page, pages=pages)
    room = CONTENT_WIDTH - fonts.width(count, fonts.REGULAR, 7.5) - 12
    printed = one_line(sheet.printed, fonts.REGULAR, 7.5, room)
    draw(canvas, MARGIN, y, printed, fonts.REGULAR, 7.5)
    draw_right(canvas, PAGE_WIDTH - MARGIN, y, count, fonts.REGULAR, 7.5)


def draw_watermark(canvas: Any, sheet: Sheet) -> None:
    """Write the practice mark across the page, beneath everything else."""
    if not sheet.practice:
        return
    text = wording.label("Paper.practice", sheet.language)
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(52)
    canvas.setFillColor(WATERMARK)
    size = 40
    for offset in (-230, 0, 230):
        draw(canvas, -fonts.width(text, fonts.BOLD, size) / 2, offset, text, fonts.BOLD, size)
    canvas.restoreState()


def _draw_running_head(canvas: Any, sheet: Sheet) -> None:
    y = PAGE_HEIGHT - 12 * mm
    canvas.setFillColor(MUTED)
    subject_width = fonts.width(sheet.subject, fonts.REGULAR, 7.5)
    told = f"{sheet.title} · {sheet.site}"
    told = one_line(told, fonts.REGULAR, 7.5, CONTENT_WIDTH - subject_width - 12)
    draw(canvas, MARGIN, y, told, fonts.REGULAR, 7.5)
    draw_right(canvas, PAGE_WIDTH - MARGIN, y, sheet.subject, fonts.REGULAR, 7.5)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y - 5, PAGE_WIDTH - MARGIN, y - 5)


def _canvas_maker(sheet: Sheet) -> Callable[..., Any]:
    def make(*args: Any, **options: Any) -> Any:
        canvas = _PaperCanvas(*args, **options)
        canvas.sheet = sheet
        return canvas

    return make


def _frame(top: float) -> Frame:
    height = PAGE_HEIGHT - top - _FOOT
    none = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
    return Frame(MARGIN, _FOOT, CONTENT_WIDTH, height, **none)


def build(story: Sequence[Flowable], sheet: Sheet) -> bytes:
    """Set a story on as many pages as it needs; the same story gives the same bytes."""

    def on_page(canvas: Any, document: Any) -> None:
        draw_watermark(canvas, sheet)
        if document.page > 1:
            _draw_running_head(canvas, sheet)

    target = io.BytesIO()
    with _one_at_a_time:
        fonts.register()
        document = BaseDocTemplate(target, pagesize=A4, **_about(sheet))
        first, later = _frame(_FIRST_TOP), _frame(_TOP)
        document.addPageTemplates(
            [
                PageTemplate("first", [first], onPage=on_page, autoNextPageTemplate="later"),
                PageTemplate("later", [later], onPage=on_page),
            ]
        )
        document.build(list(story), canvasmaker=_canvas_maker(sheet))
    return target.getvalue()


def draw_single(sheet: Sheet, paint: Callable[[Any], None]) -> bytes:
    """Make a paper of one page painted by hand; it has no running head or foot."""
    target = io.BytesIO()
    with _one_at_a_time:
        fonts.register()
        about = _about(sheet)
        canvas = Canvas(
            target,
            pagesize=A4,
            initialFontName=fonts.REGULAR,
            **{name: about[name] for name in ("invariant", "lang", "pageCompression")},
        )
        canvas.setTitle(about["title"])
        canvas.setAuthor(about["author"])
        canvas.setSubject(about["subject"])
        canvas.setCreator(about["creator"])
        draw_watermark(canvas, sheet)
        paint(canvas)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _about(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": f"{sheet.title} {sheet.subject}",
        "author": sheet.site,
        "subject": sheet.subject,
        "creator": "Redress",
        "lang": sheet.language.value.replace("_", "-"),
        "invariant": 1,
        "pageCompression": 1,
    }


def draw_qr(canvas: Any, text: str, x: float, y: float, side: float) -> None:
    """Draw a QR code of a text with its lower left corner at a point, without a quiet zone."""
    matrix = segno.make(text, error="m", micro=False).matrix
    dot = side / len(matrix)
    path = canvas.beginPath()
    for line, row in enumerate(matrix):
        column = 0
        for dark, stretch in groupby(row):
            length = len(list(stretch))
            if dark:
                path.rect(x + column * dot, y + side - (line + 1) * dot, length * dot, dot)
            column += length
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)


def tag_width(text: str) -> float:
    """Tell how wide a tag is drawn."""
    return fonts.width(text, fonts.BOLD, 8) + 10


def draw_tag(canvas: Any, x: float, y: float, text: str, color: Any = ACCENT) -> float:
    """Draw a word in a thin frame on a baseline and give the x where it ends."""
    wide = tag_width(text)
    canvas.setStrokeColor(color)
    canvas.setLineWidth(0.8)
    canvas.roundRect(x, y - 4, wide, 14, 2, stroke=1, fill=0)
    canvas.setFillColor(color)
    draw(canvas, x + 5, y, text, fonts.BOLD, 8)
    return x + wide


def draw_cut_line(canvas: Any, y: float, text: str) -> None:
    """Draw the dashed line to cut along, from edge to edge, with its word in the middle."""
    wide = fonts.width(text, fonts.REGULAR, 7) + 16
    canvas.saveState()
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(0.6)
    canvas.setDash(4, 3)
    middle = PAGE_WIDTH / 2
    canvas.line(6 * mm, y, middle - wide / 2, y)
    canvas.line(middle + wide / 2, y, PAGE_WIDTH - 6 * mm, y)
    canvas.restoreState()
    canvas.setFillColor(MUTED)
    draw(canvas, middle - wide / 2 + 8, y - 2.5, text, fonts.REGULAR, 7)
