"""Handling sheet and evidence list carry everything that is known, over as many pages as needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop import wording
from desktop.reports.evidence import render_evidence_list, size_text
from desktop.reports.handling import render_handling
from desktop.services.report_rows import (
    CustodyLine,
    EvidenceLine,
    EvidenceListRow,
    HandlingSheetRow,
    TimelineLine,
)
from desktop.vocabulary import Channel, CustodyAct, EvidenceKind, Language, Severity, Status

Texts = Callable[[bytes], list[str]]
DIGEST = "0123456789abcdef" * 4


def _sheet(**changed: object) -> HandlingSheetRow:
    usual: dict[str, object] = {
        "number": "SH001-261121-007",
        "site_name": "上海南京东路店",
        "site_code": "SH001",
        "zone": "Asia/Shanghai",
        "received_at": 0,
        "received_by": "李敏",
        "channel": Channel.WALK_IN,
        "category": {"zh_CN": "食品变质", "en": "Spoiled food"},
        "status": Status.NEGOTIATING,
        "severity": Severity.HIGH,
        "facts": "牛奶有酸味。",
        "printed_at": 0,
        "printed_by": "李敏",
        "head_seq": 12,
        "head_digest": DIGEST,
    }
    return HandlingSheetRow(**{**usual, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(Language))
def test_the_course_is_told_in_full(page_texts: Texts, language: Language) -> None:
    steps = tuple(
        TimelineLine(place * 60_000_000, "王建国", "NoteKind.contact", f"第{place}步" * 60)
        for place in range(40)
    )
    pages = page_texts(render_handling(_sheet(timeline=steps, result="退款。"), language))
    text = "".join(pages)
    assert [text.count(f"第{place}步") >= 60 for place in range(40)] == [True] * 40
    assert text.count("".join(wording.label("NoteKind.contact", language).split())) == 40
    assert "".join(wording.label(Severity.HIGH, language).split()) in text
    assert DIGEST in pages[-1]


@pytest.mark.parametrize(
    ("currency", "told"), [("CNY", "¥12.80"), ("JPY", "1,280"), ("EUR", "€12.80")]
)
def test_every_amount_is_written_like_the_others(
    page_texts: Texts, currency: str, told: str
) -> None:
    step = TimelineLine(0, "王建国", "Paper.step.propose_remedy", "退款", (1280,))
    sheet = _sheet(timeline=(step,), amount_minor=1280, asked_minor=1280, currency=currency)
    text = "".join(page_texts(render_handling(sheet, Language.CHINESE)))
    assert text.count(told) == 3
    assert "CNY" not in text


def test_facts_longer_than_a_page_are_not_cut(page_texts: Texts) -> None:
    pages = page_texts(render_handling(_sheet(facts="很长" * 3000), Language.CHINESE))
    assert len(pages) > 2
    assert "".join(pages).count("很长") >= 2990  # a pair may be parted by a line or page end
    assert sum(page.count("长") for page in pages) >= 3000


def test_an_empty_course_says_so(page_texts: Texts) -> None:
    (text,) = page_texts(render_handling(_sheet(), Language.CHINESE))
    assert "尚无处理记录" in text
    assert "尚未作出处理决定" in text


@pytest.mark.parametrize("language", list(Language))
def test_each_piece_has_its_digest_and_custody(page_texts: Texts, language: Language) -> None:
    custody = tuple(CustodyLine(act, 0, "李敏") for act in CustodyAct)
    pieces = tuple(
        EvidenceLine(f"小票{place}.jpg", EvidenceKind.PICTURE, DIGEST, 2048, 0, "李敏", custody)
        for place in range(9)
    )
    row = EvidenceListRow("A-1", "店", "A", "Asia/Shanghai", 0, "李敏", pieces)
    text = "".join(page_texts(render_evidence_list(row, language)))
    assert text.count(DIGEST) == 9
    assert not [place for place in range(9) if f"小票{place}.jpg" not in text]
    for act in CustodyAct:
        assert text.count("".join(wording.label(act, language).split())) >= 9


def test_a_list_without_evidence_says_so(page_texts: Texts) -> None:
    row = EvidenceListRow("A-1", "店", "A", "Asia/Shanghai", 0, "李敏")
    assert "未收取证据" in page_texts(render_evidence_list(row, Language.CHINESE))[0]


@pytest.mark.parametrize(
    ("size", "told"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (5 << 30, "5.0 GB")]
)
def test_sizes_read_in_the_unit_that_fits(size: int, told: str) -> None:
    assert size_text(size) == told
