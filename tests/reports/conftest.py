"""Rows to draw paper from: a usual one, made longer, shorter or stranger by the test."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from desktop.services.report_rows import (
    AgeBucket,
    DaySummary,
    DayTicketRow,
    PromiseLine,
    SlipRow,
)
from desktop.vocabulary import Channel, Demand, Severity, Status

SECOND = 1_000_000
NINE_THIRTY = int(datetime(2026, 11, 21, 1, 30, tzinfo=UTC).timestamp()) * SECOND
DAY = date(2026, 11, 21)
DIGEST = "0123456789abcdef" * 4
CATEGORIES = [
    {"zh_CN": "商品质量", "en": "Product quality"},
    {"zh_CN": "服务态度", "en": "Staff attitude"},
    {"zh_CN": "退换货", "en": "Returns"},
]
FACTS = [
    "顾客称购买的鲜牛奶开封后有酸味，要求退款并说明原因。",
    "The kettle (model KT-2200/B) leaks at the base after one week of use.",
    "店员态度冷淡 😡👨‍👩‍👧，要求道歉。",
]


@pytest.fixture
def make_slip() -> Callable[..., SlipRow]:
    def make(**changed: object) -> SlipRow:
        usual: dict[str, object] = {
            "number": "SH001-261121-007",
            "site_name": "上海南京东路店",
            "site_code": "SH001",
            "zone": "Asia/Shanghai",
            "received_at": NINE_THIRTY,
            "received_by": "李敏",
            "channel": Channel.WALK_IN,
            "category": CATEGORIES[0],
            "facts": FACTS[0],
            "printed_at": NINE_THIRTY + 300 * SECOND,
            "printed_by": "李敏",
            "demands": (Demand.REFUND, Demand.EXPLANATION),
            "amount_minor": 3980,
            "product": "鲜牛奶 950ml",
            "order": "0093-221187",
            "documents": ("购物小票复印件", "照片三张"),
            "promise": PromiseLine("电话告知核查结果", NINE_THIRTY + 30 * 3600 * SECOND, "李敏"),
            "desk_contact": "服务台电话 021-63220000",
            "complainant_name": "王*",
            "complainant_phone": "138****5678",
        }
        return SlipRow(**{**usual, **changed})  # type: ignore[arg-type]

    return make


def _tickets(count: int) -> tuple[DayTicketRow, ...]:
    pick = random.Random(7)
    return tuple(
        DayTicketRow(
            number=f"SH001-261121-{place:03}",
            received_at=NINE_THIRTY + place * 170 * SECOND,
            channel=pick.choice(list(Channel)),
            category=pick.choice(CATEGORIES),
            complainant=pick.choice(["王*", "欧阳**", ""]),
            facts=pick.choice(FACTS),
            status=pick.choice(list(Status)),
            amount_minor=pick.choice([None, 600, 1288000]),
        )
        for place in range(1, count + 1)
    )


@pytest.fixture
def make_summary() -> Callable[..., DaySummary]:
    def make(count: int, **changed: object) -> DaySummary:
        tickets = _tickets(count)
        pick = random.Random(3)
        names = Counter(ticket.category["en"] for ticket in tickets)
        usual: dict[str, object] = {
            "site_name": "上海南京东路店",
            "site_code": "SH001",
            "business_day": DAY,
            "zone": "Asia/Shanghai",
            "printed_at": NINE_THIRTY + 12 * 3600 * SECOND,
            "printed_by": "王建国",
            "manager_name": "王建国",
            "received": count,
            "closed": count // 2,
            "open_total": count - count // 2,
            "compensation_minor": count * 6212,
            "by_channel": tuple(Counter(ticket.channel for ticket in tickets).items()),
            "by_category": tuple((words, names[words["en"]]) for words in CATEGORIES),
            "by_severity": ((Severity.NORMAL, count),),
            "open_by_age": tuple((bucket, count // 5) for bucket in AgeBucket),
            "history": tuple(
                (DAY - timedelta(days=13 - place), pick.randrange(20), pick.randrange(20))
                for place in range(14)
            ),
            "tickets": tickets,
            "head_seq": 18234,
            "head_digest": DIGEST,
            "zero_report": count == 0,
        }
        if not count:
            usual.update(by_channel=(), by_category=(), by_severity=(), open_by_age=())
        return DaySummary(**{**usual, **changed})  # type: ignore[arg-type]

    return make


@pytest.fixture
def page_texts() -> Callable[[bytes], list[str]]:
    """Give the text of every page with all blanks taken out."""

    def read(paper: bytes) -> list[str]:
        pages = PdfReader(io.BytesIO(paper)).pages
        return ["".join(page.extract_text().split()) for page in pages]

    return read
