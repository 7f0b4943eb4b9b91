"""The daily summary tells the whole day, and the page that is signed is never bare."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from desktop import wording
from desktop.reports.daily import render_daily
from desktop.services.report_rows import AgeBucket, DaySummary
from desktop.vocabulary import Language, Nature

Texts = Callable[[bytes], list[str]]
Summary = Callable[..., DaySummary]
DIGEST = "0123456789abcdef" * 4


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", list(Language))
def test_the_figures_of_the_day_stand_on_it(
    make_summary: Summary, page_texts: Texts, language: Language
) -> None:
    summary = make_summary(
        7,
        breached=31,
        at_risk=32,
        escalated=33,
        follow_ups_due=34,
        promises_kept=35,
        promises_broken=36,
        promises_open=37,
        late_entries=38,
        compensation_minor=123450,
        other_natures=((Nature.PRAISE, 39),),
    )
    text = "".join(page_texts(render_daily(summary, language)))
    assert not [str(figure) for figure in range(31, 40) if str(figure) not in text]
    for part in ("¥1,234.50", "王建国", DIGEST, "18234", summary.site_name):
        assert part in text
    assert _squeezed(wording.date_text(summary.business_day, language)) in text
    for words, _ in summary.by_category:
        assert _squeezed(words[language.value]) in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 30, 200])
def test_every_ticket_is_listed_once_and_the_signed_page_carries_some(
    make_summary: Summary, page_texts: Texts, language: Language, count: int
) -> None:
    summary = make_summary(count)
    pages = page_texts(render_daily(summary, language))
    text = "".join(pages)
    assert [text.count(ticket.number) for ticket in summary.tickets] == [1] * count
    signs = _squeezed(wording.label("Paper.daily.manager_signs", language))
    assert [signs in page for page in pages] == [*[False] * (len(pages) - 1), True]
    assert summary.tickets[-1].number in pages[-1]
    head = _squeezed(wording.label("Paper.daily.time", language))
    assert all(page.count(head) >= 1 for page in pages)


@pytest.mark.parametrize("language", list(Language))
def test_every_page_tells_which_of_how_many_it_is(
    make_summary: Summary, page_texts: Texts, language: Language
) -> None:
    pages = page_texts(render_daily(make_summary(60), language))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        told = wording.phrase("Paper.page", language, page=number, pages=len(pages))
        assert _squeezed(told) in page


@pytest.mark.parametrize("language", list(Language))
def test_a_day_without_complaints_is_reported_on_one_page(
    make_summary: Summary, page_texts: Texts, language: Language
) -> None:
    (text,) = page_texts(render_daily(make_summary(0, history=(), open_total=4), language))
    for key in ("zero", "zero_statement", "manager_signs"):
        assert _squeezed(wording.label(f"Paper.daily.{key}", language)) in text
    assert _squeezed(wording.phrase("Paper.daily.zero_open", language, count=4)) in text
    assert _squeezed(wording.label("Paper.daily.list", language)) not in text


def test_a_day_with_complaints_is_no_zero_report(make_summary: Summary, page_texts: Texts) -> None:
    assert "零报告" not in "".join(page_texts(render_daily(make_summary(1), Language.CHINESE)))


def test_a_supplement_and_a_reprint_say_so(make_summary: Summary, page_texts: Texts) -> None:
    paper = render_daily(make_summary(3, supplement=2, reprint=True), Language.CHINESE)
    text = page_texts(paper)[0]
    assert "补充页第2号" in text
    assert "补打" in text


def test_many_categories_are_gathered_in_the_chart_and_listed_below(
    make_summary: Summary, page_texts: Texts
) -> None:
    many = tuple(({"zh_CN": f"第{place}类", "en": f"No{place}"}, 90 - place) for place in range(40))
    text = "".join(page_texts(render_daily(make_summary(5, by_category=many), Language.CHINESE)))
    assert "其他33类" in text
    assert not [words["zh_CN"] for words, _ in many if words["zh_CN"] not in text]


def test_two_hundred_tickets_stay_a_small_file(make_summary: Summary) -> None:
    paper = render_daily(make_summary(200), Language.CHINESE)
    assert len(paper) <= 250_000
    assert len(PdfReader(io.BytesIO(paper)).pages) <= 12


def test_a_label_in_one_language_serves_the_other(make_summary: Summary, page_texts: Texts) -> None:
    summary = make_summary(2, by_category=(({"zh_CN": "只有中文"}, 2),))
    assert "只有中文" in page_texts(render_daily(summary, Language.ENGLISH))[0]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, AgeBucket.TODAY),
        (1, AgeBucket.UP_TO_3),
        (3, AgeBucket.UP_TO_3),
        (4, AgeBucket.UP_TO_7),
        (15, AgeBucket.UP_TO_15),
        (16, AgeBucket.OVER_15),
    ],
)
def test_ages_fall_into_their_buckets(days: int, bucket: AgeBucket) -> None:
    assert AgeBucket.of_days(days) is bucket
    assert all(wording.has_label(bucket, language) for language in Language)
