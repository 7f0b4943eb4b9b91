"""The building blocks of paper: title, headings, fields, key figures, boxes to sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportlab.platypus import Flowable

from desktop import wording
from desktop.reports import fonts
from desktop.reports.layout import draw_tag, tag_width
from desktop.reports.palette import ACCENT, INK, LINE, MUTED, SHADE
from desktop.reports.text import TextBlock, draw, draw_right, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.vocabulary import Language


LABEL_WIDTH = 82.0
LABELLED_LEADING = 1.42


class Title(Flowable):  # type: ignore[misc]
    """The head of the first page: site, title with tags, and the subject at the right."""

    def __init__(
        self, title: str, site: str, subject: str, detail: str = "", tags: Sequence[str] = ()
    ) -> None:
        """Hold the words; the detail stands small above the subject."""
        super().__init__()
        self.title, self.site, self.subject = title, site, subject
        self.detail, self.tags = detail, tags

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, 52.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw both sides over a rule."""
        canvas = self.canv
        canvas.setFillColor(MUTED)
        site = one_line(self.site, fonts.REGULAR, 9, self.width * 0.55)
        site_end = draw(canvas, 0, 41, site, fonts.REGULAR, 9)
        draw_right(canvas, self.width, 41, self.detail, fonts.REGULAR, 9)
        canvas.setFillColor(INK)
        title_end = draw(canvas, 0, 14, self.title, fonts.BOLD, 20)
        draw_right(canvas, self.width, 14, self.subject, fonts.BOLD, 12)
        self._draw_tags(site_end, title_end)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.2)
        canvas.line(0, 0.6, self.width, 0.6)

    def _draw_tags(self, site_end: float, title_end: float) -> None:
        """Draw the tags beside the title, or beside the site where the title leaves no room."""
        needed = sum(tag_width(tag) + 6 for tag in self.tags) + 10
        room = self.width - fonts.width(self.subject, fonts.BOLD, 12) - title_end
        x, y = (title_end + 10, 16.5) if needed <= room else (site_end + 10, 41.0)
        for tag in self.tags:
            x = draw_tag(self.canv, x, y, tag) + 6


class Heading(Flowable):  # type: ignore[misc]
    """The head of a section, with a remark at the right."""

    def __init__(self, text: str, remark: str = "") -> None:
        """Hold the words."""
        super().__init__()
        self.text, self.remark = text, remark

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, 28.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw the words on one line."""
        room = self.width - fonts.width(self.remark, fonts.REGULAR, 8) - 10
        self.canv.setFillColor(INK)
        draw(self.canv, 0, 7, one_line(self.text, fonts.BOLD, 11, room), fonts.BOLD, 11)
        self.canv.setFillColor(MUTED)
        draw_right(self.canv, self.width, 7, self.remark, fonts.REGULAR, 8)


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: what, how much, and its colour."""

    label: str
    value: str
    color: Any = INK
    share: float = 1.0


class KeyFigures(Flowable):  # type: ignore[misc]
    """A framed strip of key figures with a line of lesser ones below."""

    def __init__(self, figures: Sequence[Figure], lesser: Sequence[tuple[str, str]] = ()) -> None:
        """Hold the figures."""
        super().__init__()
        self.figures, self.lesser = figures, lesser

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, 54.0 + (22.0 if self.lesser else 0.0)
        return self.width, self.height

    def draw(self) -> None:
        """Draw the frame, the large figures and the lesser ones."""
        canvas = self.canv
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.roundRect(0, 0, self.width, self.height, 3, stroke=1, fill=0)
        floor = self.height - 54
        unit = self.width / sum(figure.share for figure in self.figures)
        x = 0.0
        for figure in self.figures:
            self._draw_figure(x, floor, unit * figure.share, figure)
            x += unit * figure.share
        if self.lesser:
            canvas.line(0, floor, self.width, floor)
            self._draw_lesser()

    def _draw_figure(self, x: float, floor: float, wide: float, figure: Figure) -> None:
        canvas = self.canv
        if x:
            canvas.line(x, floor + 9, x, floor + 45)
        canvas.setFillColor(MUTED)
        label = one_line(figure.label, fonts.REGULAR, 7.5, wide - 14)
        draw(canvas, x + 10, floor + 37, label, fonts.REGULAR, 7.5)
        size = 19.0
        while size > 9 and fonts.width(figure.value, fonts.BOLD, size) > wide - 16:  # noqa: PLR2004
            size -= 0.5
        canvas.setFillColor(figure.color)
        draw(canvas, x + 10, floor + 13, figure.value, fonts.BOLD, size)

    def _draw_lesser(self) -> None:
        x, gap = 10.0, 16.0
        for label, value in self.lesser:
            self.canv.setFillColor(MUTED)
            x = draw(self.canv, x, 8, label, fonts.REGULAR, 8) + 5
            self.canv.setFillColor(INK)
            x = draw(self.canv, x, 8, value, fonts.BOLD, 8) + gap


@dataclass(frozen=True, slots=True)
class Box:
    """A box to write in: what for, whose printed name, and a line at its foot for the date."""

    label: str
    name: str = ""
    foot: str = ""
    share: float = 1.0


class SignatureBoxes(Flowable):  # type: ignore[misc]
    """Boxes to sign or write in, side by side."""

    def __init__(self, boxes: Sequence[Box], height: float = 58) -> None:
        """Hold the boxes."""
        super().__init__()
        self.boxes, self.high = boxes, height

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, self.high
        return self.width, self.height

    def draw(self) -> None:
        """Draw the boxes."""
        gap = 10.0
        room = self.width - gap * (len(self.boxes) - 1)
        unit = room / sum(box.share for box in self.boxes)
        x = 0.0
        for box in self.boxes:
            self._draw_box(x, unit * box.share, box)
            x += unit * box.share + gap

    def _draw_box(self, x: float, wide: float, box: Box) -> None:
        canvas, top = self.canv, self.height - 13
        canvas.setStrokeColor(MUTED)
        canvas.setLineWidth(0.6)
        canvas.rect(x, 0, wide, self.height, stroke=1, fill=0)
        canvas.setFillColor(MUTED)
        end = draw(canvas, x + 7, top, box.label, fonts.REGULAR, 8) + 4
        draw_right(canvas, x + wide - 7, 7, box.foot, fonts.REGULAR, 8)
        canvas.setFillColor(INK)
        name = one_line(box.name, fonts.REGULAR, 8, x + wide - end - 7)
        draw(canvas, end, top, name, fonts.REGULAR, 8)


class Panel(Flowable):  # type: ignore[misc]
    """Words set off by a shaded ground and an accent edge."""

    def __init__(self, lines: Sequence[TextBlock], pad: float = 9) -> None:
        """Hold the lines."""
        super().__init__()
        self.lines, self.pad = lines, pad

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Add up the lines."""
        inner = room - self.pad * 2
        self.inner = [line.wrapOn(self.canv, inner, height)[1] for line in self.lines]
        self.width, self.height = room, sum(self.inner) + self.pad * 1.6
        return self.width, self.height

    def draw(self) -> None:
        """Draw the ground, the edge and the lines."""
        self.canv.setFillColor(SHADE)
        self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        self.canv.setFillColor(ACCENT)
        self.canv.rect(0, 0, 2.2, self.height, stroke=0, fill=1)
        y = self.height - self.pad * 0.8
        for line, high in zip(self.lines, self.inner, strict=True):
            y -= high
            line.drawOn(self.canv, self.pad, y)


class FieldGrid(Flowable):  # type: ignore[misc]
    """Labelled values in columns, each label above its value, one line each."""

    _STEP = 29.0

    def __init__(self, pairs: Sequence[tuple[str, str]], columns: int = 3) -> None:
        """Hold (label, value) pairs in reading order."""
        super().__init__()
        self.pairs, self.columns = pairs, columns

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, -(-len(self.pairs) // self.columns) * self._STEP
        return self.width, self.height

    def draw(self) -> None:
        """Draw the pairs row by row."""
        wide = self.width / self.columns
        for index, (label, value) in enumerate(self.pairs):
            x = index % self.columns * wide
            y = self.height - index // self.columns * self._STEP
            self.canv.setFillColor(MUTED)
            draw(self.canv, x, y - 8, label, fonts.REGULAR, 7.5)
            self.canv.setFillColor(INK)
            shown = one_line(value, fonts.REGULAR, 9.5, wide - 8)
            draw(self.canv, x, y - 20.5, shown, fonts.REGULAR, 9.5)


class Labelled(Flowable):  # type: ignore[misc]
    """A text with its label at the left."""

    def __init__(
        self,
        label: str,
        text: str,
        max_lines: int | None = None,
        *,
        size: float = 9.5,
        bold: bool = False,
    ) -> None:
        """Hold the words; a text too long for `max_lines` ends in an ellipsis."""
        super().__init__()
        self.label = label
        leading = round(size * LABELLED_LEADING, 2)
        self.block = TextBlock(text, size, bold=bold, leading=leading, max_lines=max_lines)

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Measure the text beside the label."""
        wide, high = self.block.wrapOn(self.canv, room - LABEL_WIDTH, height)
        self.width, self.height = wide + LABEL_WIDTH, high
        return self.width, self.height

    def split(self, room: float, height: float) -> list[Flowable]:
        """Cut the text where the page ends; the label stays with its beginning."""
        parts = self.block.splitOn(self.canv, room - LABEL_WIDTH, height)
        return [
            self._with(self.label if place == 0 else "", part) for place, part in enumerate(parts)
        ]

    @staticmethod
    def _with(label: str, block: TextBlock) -> Labelled:
        part = Labelled(label, "")
        part.block = block
        return part

    def draw(self) -> None:
        """Draw the label on the first line's height."""
        self.block.drawOn(self.canv, LABEL_WIDTH, 0)
        self.canv.setFillColor(MUTED)
        y = self.height - self.block.baseline
        label = one_line(self.label, fonts.REGULAR, 8, LABEL_WIDTH - 6)
        draw(self.canv, 0, y, label, fonts.REGULAR, 8)


class LedgerHead(Flowable):  # type: ignore[misc]
    """The last entry of the ledger when a paper was made, so that the paper anchors it."""

    def __init__(self, seq: int, digest: str, language: Language) -> None:
        """Hold the words; a ledger without entries says so."""
        super().__init__()
        key = "Paper.head" if digest else "Paper.head_none"
        self.told = wording.phrase(key, language, seq=seq)
        self.digest = grouped(digest)

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, 22.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw both on one shaded line."""
        canvas = self.canv
        canvas.setFillColor(SHADE)
        canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        canvas.setFillColor(MUTED)
        end = draw(canvas, 8, 7.8, self.told, fonts.REGULAR, 7.5) + 10
        canvas.setFillColor(INK)
        size = 8.0
        while size > 5 and fonts.width(self.digest, fonts.REGULAR, size) > self.width - end - 8:  # noqa: PLR2004
            size -= 0.25
        draw(canvas, end, 7.8, self.digest, fonts.REGULAR, size)


def grouped(digest: str, each: int = 8) -> str:
    """Write a digest in groups that a person can compare."""
    return " ".join(digest[start : start + each] for start in range(0, len(digest), each))
