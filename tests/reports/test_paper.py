"""What holds for every paper: same bytes again, own faces inside, nothing loaded before need."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import segno
from pypdf import PdfReader

from desktop.reports.daily import render_daily
from desktop.reports.layout import draw_qr
from desktop.reports.slip import render_slip
from desktop.resources import resource_path
from desktop.services.report_rows import DaySummary, SlipRow
from desktop.vocabulary import Language

_FRESH = """
import hashlib, sys
from desktop.reports.daily import render_daily
from desktop.reports.slip import render_slip
from desktop.resources import resource_path
from desktop.services.report_rows import DaySummary, SlipRow
from desktop.vocabulary import Channel, Language
from datetime import date
loaded = "matplotlib" in sys.modules
row = SlipRow("A-1", "店", "A", "Asia/Shanghai", 0, "李", Channel.PHONE, {"en": "x"}, "事", 0, "李")
slip = render_slip(row, Language.CHINESE)
loaded = loaded or "matplotlib" in sys.modules
day = DaySummary("店", "A", date(2026, 11, 21), "Asia/Shanghai", 0, received=1,
                 by_category=(({"en": "x"}, 1),))
daily = render_daily(day, Language.CHINESE)
print(loaded, "matplotlib" in sys.modules, hashlib.sha256(slip + daily).hexdigest())
"""


def _fresh_run(seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _FRESH],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=resource_path().parent,
    )
    return done.stdout.split()


def test_the_same_row_gives_the_same_bytes_in_every_process_and_charts_load_late() -> None:
    first, second = (_fresh_run(seed) for seed in ("1", "2"))
    assert first[:2] == ["False", "True"]
    assert first == second


def test_papers_made_at_once_are_those_made_in_turn(
    make_slip: Callable[..., SlipRow], make_summary: Callable[..., DaySummary]
) -> None:
    slips = [make_slip(number=f"SH001-261121-{place:03}") for place in range(6)]
    summary = make_summary(20)
    in_turn = [render_slip(row, Language.CHINESE) for row in slips]
    day = render_daily(summary, Language.ENGLISH)
    with ThreadPoolExecutor(4) as pool:
        days = [pool.submit(render_daily, summary, Language.ENGLISH) for _ in range(2)]
        at_once = list(pool.map(lambda row: render_slip(row, Language.CHINESE), slips))
    assert [hashlib.sha256(paper).digest() for paper in at_once] == [
        hashlib.sha256(paper).digest() for paper in in_turn
    ]
    assert all(made.result() == day for made in days)


@pytest.mark.parametrize("language", list(Language))
def test_only_our_faces_are_used_and_all_are_embedded(
    make_summary: Callable[..., DaySummary], language: Language
) -> None:
    names = set()
    for page in PdfReader(io.BytesIO(render_daily(make_summary(30), language))).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            told = font.get_object()
            assert "/FontFile2" in told["/FontDescriptor"].get_object()
            assert "/ToUnicode" in told
            names.add(told["/BaseFont"].split("+")[1])
    assert names == {"DeskSansSC-Regular", "DeskSansSC-Bold"}


class _Squares:
    """Takes the rectangles of a code and gives the dots they cover."""

    def __init__(self) -> None:
        self.dots: set[tuple[int, int]] = set()

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        assert height == pytest.approx(1)
        self.dots |= {(round(x) + step, round(y)) for step in range(round(width))}

    def beginPath(self) -> _Squares:  # noqa: N802
        return self

    def setFillColor(self, _color: object) -> None:  # noqa: N802
        """Take any colour."""

    def drawPath(self, *_path: object, **_how: object) -> None:  # noqa: N802
        """Take any path."""


def test_the_code_drawn_is_the_code_of_the_number() -> None:
    matrix = [list(row) for row in segno.make("SH001-261121-007", error="m", micro=False).matrix]
    side, paper = len(matrix), _Squares()
    draw_qr(paper, "SH001-261121-007", 0, 0, side)
    dark = {
        (column, side - 1 - line)
        for line, row in enumerate(matrix)
        for column, dot in enumerate(row)
        if dot
    }
    assert paper.dots == dark
