"""The sheet for the safe: the recovery code of a site, and headquarters' key for bundles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportlab.platypus import Flowable, Spacer

from desktop import wording
from desktop.reports import fonts
from desktop.reports.blocks import Box, FieldGrid, Heading, Panel, SignatureBoxes, Title
from desktop.reports.layout import Sheet, build, draw_qr
from desktop.reports.palette import INK, LINE
from desktop.reports.text import TextBlock, draw

if TYPE_CHECKING:
    from desktop.vocabulary import Language

_QR_SIDE = 84.0
_GROUPS_A_LINE = 3


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet says; `made_at` in µs UTC, `bundle_key` at headquarters alone."""

    site_name: str
    site_code: str
    recovery_code: str = field(repr=False)
    made_at: int
    made_by: str
    zone: str
    bundle_key: str | None = field(default=None, repr=False)


def render_recovery(sheet: RecoverySheet, language: Language) -> bytes:
    """Make the sheet as a PDF; it is as secret as the data it opens."""
    at = wording.instant_text(sheet.made_at, sheet.zone, language)
    paper = Sheet(
        title=wording.label("Paper.recovery.title", language),
        site=f"{sheet.site_name} {sheet.site_code}",
        subject=sheet.site_code,
        printed=wording.phrase("Paper.printed_by", language, at=at, who=sheet.made_by),
        language=language,
    )
    return build(_story(sheet, paper), paper)


def _story(sheet: RecoverySheet, paper: Sheet) -> list[Flowable]:
    language = paper.language

    def said(key: str) -> str:
        return wording.label(f"Paper.recovery.{key}", language)

    fields = [
        (said("site"), sheet.site_name),
        (said("code"), sheet.site_code),
        (said("made"), wording.instant_text(sheet.made_at, sheet.zone, language)),
    ]
    story: list[Flowable] = [
        Title(paper.title, paper.site, said("secret")),
        Spacer(0, 10),
        FieldGrid(fields),
        Heading(said("heading")),
        _Secret(sheet.recovery_code.split("-"), sheet.recovery_code, 20),
        Spacer(0, 6),
        Panel([TextBlock(said(key), 10) for key in ("use", "keep", "never")]),
    ]
    if sheet.bundle_key:
        story += [
            Spacer(0, 8),
            Heading(said("bundle_heading")),
            _Secret(_pieces(sheet.bundle_key), sheet.bundle_key, 11),
            Spacer(0, 6),
            Panel([TextBlock(said("bundle_use"), 10)]),
        ]
    date = wording.label("Paper.date_blank", language)
    boxes = [Box(said(key), foot=date) for key in ("kept_by", "witness")]
    return [*story, Spacer(0, 18), SignatureBoxes(boxes)]


def _pieces(key: str, each: int = 20) -> list[str]:
    return [key[start : start + each] for start in range(0, len(key), each)]


class _Secret(Flowable):  # type: ignore[misc]
    """A secret in large groups, and once more as a code to scan."""

    def __init__(self, groups: list[str], whole: str, size: float) -> None:
        """Hold the groups."""
        super().__init__()
        self.groups, self.whole, self.size = groups, whole, size

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        """Tell the size."""
        self.width, self.height = room, _QR_SIDE + 16
        return self.width, self.height

    def draw(self) -> None:
        """Draw the frame, the groups and the code."""
        canvas: Any = self.canv
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.7)
        canvas.roundRect(0, 0, self.width, self.height, 3, stroke=1, fill=0)
        draw_qr(canvas, self.whole, self.width - _QR_SIDE - 8, 8, _QR_SIDE)
        canvas.setFillColor(INK)
        columns = _GROUPS_A_LINE if self.size > 12 else 2  # noqa: PLR2004
        lines = -(-len(self.groups) // columns)
        wide = (self.width - _QR_SIDE - 40) / columns
        leading = (self.height - 16) / max(lines, 1)
        for place, group in enumerate(self.groups):
            line, column = divmod(place, columns)
            y = self.height - 8 - leading * (line + 0.5) - self.size * 0.36
            draw(canvas, 16 + column * wide, y, group, fonts.BOLD, self.size)
