"""The slip is one sheet of two parts that keeps what the customer must not read to itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest

from desktop import wording
from desktop.reports.slip import render_slip
from desktop.services.report_rows import SlipRow
from desktop.vocabulary import Demand, Language, Severity

Texts = Callable[[bytes], list[str]]
LONG = {
    "facts": "冷柜断电导致冷冻水饺解冻，食用后腹泻，要求赔偿并书面说明原因。" * 40,
    "documents": tuple(f"材料{place}：聊天记录截图与付款凭证" for place in range(40)),
    "site_name": "上海市黄浦区南京东路步行街旗舰店（世纪广场分店）服务台" * 3,
    "desk_contact": "服务台电话 021-63220000，" * 30,
    "product": "超长商品名称" * 30,
    "demands": tuple(Demand),
    "reprint": True,
}


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", list(Language))
def test_the_slip_says_what_was_taken_in(
    make_slip: Callable[..., SlipRow], page_texts: Texts, language: Language
) -> None:
    row = make_slip()
    (text,) = page_texts(render_slip(row, language))
    assert text.count(row.number) == 2
    due = wording.instant_text(row.promise.due_at, row.zone, language)  # type: ignore[union-attr]
    told = [
        row.facts,
        wording.instant_text(row.received_at, row.zone, language),
        due,
        wording.label(Demand.REFUND, language),
        "购物小票复印件",
        row.desk_contact,
        "138****5678",
        "¥39.80",
        wording.label(str(row.privacy), language),
        wording.label(str(row.routes), language),
        wording.label("Paper.slip.customer_copy", language),
        wording.label("Paper.slip.stub", language),
    ]
    assert not [part for part in told if _squeezed(part) not in text]


@pytest.mark.parametrize("language", list(Language))
def test_severity_never_stands_on_the_slip(
    make_slip: Callable[..., SlipRow], page_texts: Texts, language: Language
) -> None:
    (text,) = page_texts(render_slip(make_slip(), language))
    words = [wording.label(key, language) for key in ("Severity", *Severity)]
    assert not [word for word in words if _squeezed(word) in text]
    assert "severity" not in {field.name for field in fields(SlipRow)}


@pytest.mark.parametrize("language", list(Language))
def test_whatever_the_length_both_parts_stand_on_one_sheet(
    make_slip: Callable[..., SlipRow], page_texts: Texts, language: Language
) -> None:
    (text,) = page_texts(render_slip(make_slip(**LONG), language))
    for key in ("Paper.slip.seal", "Paper.slip.witness", "Paper.slip.customer_signs"):
        assert _squeezed(wording.label(key, language)) in text
    assert _squeezed(wording.phrase("Paper.more", language, total=40)) in text
    assert text.count(_squeezed(wording.label("Paper.reprint", language))) >= 2


def test_a_bare_complaint_still_gives_a_whole_slip(
    make_slip: Callable[..., SlipRow], page_texts: Texts
) -> None:
    row = make_slip(
        promise=None,
        documents=(),
        demands=(),
        amount_minor=None,
        product="",
        order="",
        complainant_name="",
        complainant_phone="",
        desk_contact="",
    )
    (text,) = page_texts(render_slip(row, Language.CHINESE))
    for word in ("未留名", "未收取材料", "我们将尽快核实并答复"):
        assert word in text


def test_a_rule_pack_may_bring_its_own_texts(
    make_slip: Callable[..., SlipRow], page_texts: Texts
) -> None:
    row = make_slip(routes="可向本市消费者委员会申请调解。")
    assert str(row.routes) in page_texts(render_slip(row, Language.CHINESE))[0]


def test_practice_is_written_across_the_sheet(
    make_slip: Callable[..., SlipRow], page_texts: Texts
) -> None:
    mark = _squeezed(wording.label("Paper.practice", Language.CHINESE))
    assert mark in page_texts(render_slip(make_slip(practice=True), Language.CHINESE))[0]
    assert mark not in page_texts(render_slip(make_slip(), Language.CHINESE))[0]
