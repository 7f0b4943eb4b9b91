"""Search: nothing that is there is missed, nothing that is not there is found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from desktop.errors import InputError
from desktop.storage.database import Database
from desktop.storage.schema import migrate
from desktop.storage.search import find_rids, folded, index_text

TEXTS = [
    "推车前轮支架断裂，要求退款399元",
    "退货，款项未到账",
    "退款已到账，谢谢！",
    "金额511元的订单被取消",
    "金额 511元，另有 5110 元押金",
    "手机 13800138000，备用13912345678",
    "单号 SH001-260310-007，小票 XS20260310099",
    "Baby stroller BROKEN; Refund please",
    "refunds and Straße, ＲＥＦＵＮＤ　ＡＢＣ１２３",
    "𠮷野家的𠮷先生姓𬱖",
    "二〇二六年三月，人々",
    "牛奶(2盒)过期-2天/第3次",
    "",
    "！？。，…",
    "款",
    "海外hǎi外",
    "电饭煲煮饭时冒烟，电饭煲内胆脱落",
    "分机 138 380 00，柜台 511-110",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Give a connection to an index of the texts, by row numbers from 1."""
    database = Database(tmp_path_factory.mktemp("search") / "x.db", bytes(32))
    with database.connect() as connection:
        migrate(connection)
        for rid, text in enumerate(TEXTS, start=1):
            index_text(connection, rid, text, new=True)
        yield connection
    database.close()


def _expected(query: str) -> list[int]:
    """Find by looking: every piece between spaces stands in the text, words from their start."""
    needles = folded(query).split()
    return [
        rid
        for rid, text in reversed(list(enumerate(TEXTS, start=1)))
        if all(_stands(needle, folded(text)) for needle in needles)
    ]


def _stands(needle: str, text: str) -> bool:
    """Tell whether a piece stands in a text: not in the middle of a word or a short number."""
    start = text.find(needle)
    while start >= 0:
        if _fits(needle, text, start):
            return True
        start = text.find(needle, start + 1)
    return False


def _fits(needle: str, text: str, start: int) -> bool:
    if start == 0 or not _same_run(text[start - 1], needle[0]):
        return True
    if needle[0].isdigit():
        run = re.compile(r"\d+")
        whole = next(m for m in run.finditer(text) if m.start() <= start < m.end())
        return len(whole.group()) > 3
    return _kind(needle[0]) == "han"


def _same_run(before: str, after: str) -> bool:
    return _kind(before) == _kind(after) != ""


def _kind(char: str) -> str:
    if "CJK" in unicodedata.name(char, ""):
        return "han"
    if char.isdecimal():
        return "digit"
    return "word" if char.isalnum() else ""


@pytest.mark.parametrize(
    "query",
    [
        *("款", "退", "车", "𠮷", "姓", "〇", "电"),
        *("退款", "断裂", "款项", "到账", "货款", "𠮷野", "先生", "姓𬱖", "𬱖", "月人"),
        *("前轮支", "冒烟电", "煮饭时", "𠮷先生", "谢谢退"),
        *("前轮支架", "要求退款", "电饭煲内", "野家的𠮷", "推车断裂"),
        *("REFUND", "refund", "Refunds", "ｒｅｆｕｎｄ", "stroller", "stroll", "roller", "STRASSE"),
        *("straße", "abc", "bc", "baby", "hǎi", "ǎi"),
        *("8000", "138000", "0138", "13800138000", "3912", "45678", "78", "8", "00", "399", "39"),
        *("1380", "3800", "5111", "138", "380", "11"),
        *("99", "511", "5110", "5111", "0099", "2", "3", "abc123", "123"),
        *("金额511元", "金额511", "511元", "金额５１１元", "(2盒)", "过期-2天", "SH001-260310-007"),
        *("sh001-2603", "XS2026", "099", "退款399", "退款 元", "金额 押金", "refund 123", "退 款"),
        *("退款，", "退款,", "账，谢", "！", "。", "款！", "盒)过期", "hǎi外", "外h", "二〇二六"),
    ],
)
def test_what_is_typed_is_found_where_it_stands(index: Connection, query: str) -> None:
    if any(char.isalnum() for char in folded(query)):
        assert find_rids(index, query) == _expected(query)
    else:
        with pytest.raises(InputError, match=r"search\.nothing_to_find"):
            find_rids(index, query)


def test_the_check_by_looking_is_no_empty_one() -> None:
    assert _expected("退款") == [3, 1]
    assert _expected("金额511元") == [4]
    assert _expected("8000") == [6]
    assert _expected("bc") == []
    assert _expected("99") == [7]


ALPHABET = "退款货车a1２9Ｂ，- 元"


@given(
    st.lists(st.text(ALPHABET, max_size=14), max_size=4),
    st.text(ALPHABET, min_size=1, max_size=5),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_found_by_any_of_its_beginnings(
    index: Connection, texts: list[str], query: str
) -> None:
    first = 1000
    savepoint = index.begin_nested()
    try:
        for rid, text in enumerate(texts, start=first):
            index_text(index, rid, text, new=True)
        needles = folded(query).split()
        expected = [
            rid
            for rid, text in reversed(list(enumerate(texts, start=first)))
            if needles and all(_stands(needle, folded(text)) for needle in needles)
        ]
        if not any(char.isalnum() for char in query):
            with pytest.raises(InputError):
                find_rids(index, query)
        else:
            found = [rid for rid in find_rids(index, query) if rid >= first]
            assert found == expected
    finally:
        savepoint.rollback()


def _found(index: Connection, query: str) -> list[int]:
    """Search; nothing is found where there is nothing to find."""
    with suppress(InputError):
        return find_rids(index, query)
    return []


def _holds_all(query: str, rids: list[int]) -> None:
    needles = folded(query).split()
    assert all(needle in folded(TEXTS[rid - 1]) for rid in rids for needle in needles)


@given(st.text(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_breaks_the_index(index: Connection, query: str) -> None:
    _holds_all(query, _found(index, query))


@pytest.mark.parametrize(
    "query", ['"', '退款"', "a OR b", "NOT 退款", "col:x", "*", "款*", "^退", "-退"]
)
def test_the_indexs_own_language_is_not_spoken(index: Connection, query: str) -> None:
    _holds_all(query, _found(index, query))


def test_newest_come_first_and_a_limit_cuts_the_oldest(index: Connection) -> None:
    assert find_rids(index, "退款") == [3, 1]
    assert find_rids(index, "退款", 1) == [3]


def test_indexing_again_forgets_what_stood_there(index: Connection) -> None:
    savepoint = index.begin_nested()
    index_text(index, 1, "换成了别的内容", new=False)
    assert 1 not in find_rids(index, "退款")
    assert find_rids(index, "别的") == [1]
    savepoint.rollback()
    assert 1 in find_rids(index, "退款")


def test_a_long_query_is_answered(index: Connection) -> None:
    assert find_rids(index, "，".join(["退款"] * 40)) == []
    assert find_rids(index, " ".join(["退款"] * 40)) == [3, 1]
    assert find_rids(index, " ".join("推车前轮支架断裂要求退款元")) == [1]


@pytest.mark.parametrize("query", ["退款", "前轮支架", "款", "refund", "511", "退款 到账"])
def test_where_the_index_is_sure_no_text_is_read(index: Connection, query: str) -> None:
    found = find_rids(index, query)
    savepoint = index.begin_nested()
    try:
        index.exec_driver_sql("DELETE FROM search_text")
        assert found
        assert find_rids(index, query) == found
        assert find_rids(index, query, 1) == found[:1]
    finally:
        savepoint.rollback()


@pytest.mark.parametrize("query", ["金额511元", "13800138000", "𠮷野", "straße"])
def test_where_it_is_not_the_text_is_looked_at(index: Connection, query: str) -> None:
    savepoint = index.begin_nested()
    try:
        assert find_rids(index, query)
        index.exec_driver_sql("UPDATE search_text SET body = 'x'")
        assert find_rids(index, query) == []
    finally:
        savepoint.rollback()
