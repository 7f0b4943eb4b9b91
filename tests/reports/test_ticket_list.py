"""Lists that leave: recorded first, masked, safe to open, and the same when they come back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop import wording
from desktop.errors import InputError, PermissionDeniedError, StorageError
from desktop.reports.ticket_list import Exported, export_list
from desktop.services.casework import assign_ticket, promise_answer
from desktop.services.exporting import BLOCK, ExportOrder, export_tickets
from desktop.services.import_map import parse_import_map
from desktop.services.import_rows import draft_of_row
from desktop.services.importing import ImportStep, import_tickets
from desktop.services.lists import TicketFilter
from desktop.services.table_files import Column, table_file
from desktop.services.table_source import open_source
from desktop.services.ticket_draft import (
    ComplainantDraft,
    ContactDraft,
    RespondentDraft,
    TicketDraft,
    parse_draft,
)
from desktop.services.tickets import ticket_detail
from desktop.storage.workbook_writer import LONGEST_TEXT, WorkbookWriter
from desktop.vocabulary import Channel, Language, Nature, Severity, TicketId
from tests.desks import DAY, OPENING, Desk, desk, pair, template

__all__ = ["desk", "pair", "template"]

FORMS = ("xlsx", "csv")
COLUMNS = [
    "单号", "受理时间", "营业日", "渠道", "性质", "类别", "风险等级", "状态", "主办方", "顾客",
    "电话", "商品", "金额", "币种", "事情经过", "办理时限", "承办人", "承诺答复时间", "处理结果",
    "办结时间",
]  # fmt: skip
RISKY = ["=1+1", "+86 来电", "-5", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "'=x", "\u3000=1"]


def export(
    desk: Desk, path: Path, order: ExportOrder | None = None, login: str = "wang", **more: Any
) -> Exported:
    desk.stand(login)
    gateway = desk.site.gateway
    return export_list(gateway, path, order or ExportOrder(), Language.CHINESE, **more)


def read(path: Path) -> list[dict[str, Any]]:
    """Read a list with somebody else's eyes."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        assert text.count("\r\n") >= 1
        return list(csv.DictReader(io.StringIO(text, newline="")))
    head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def entries_of(desk: Desk, *names: str) -> list[dict[str, Any]]:
    return [e.parsed() for e in desk.entries() if e.parsed()["use_case"] in names]


@pytest.fixture
def known(desk: Desk) -> TicketId:
    """Register a ticket with something in every column."""
    ticket = desk.register(
        "推车前轮断裂",
        product="婴儿推车",
        amount=39_990,
        category="quality.defect",
        channel=Channel.PHONE,
        severity=Severity.ELEVATED,
        nature=Nature.COMPLAINT,
        received_at=OPENING,
    )
    desk.by("wang", assign_ticket, ticket, "zhao")
    desk.by("chen", promise_answer, ticket, "回电", OPENING + DAY)
    return ticket


# ---------------------------------------------------------------- what stands in it


@pytest.mark.parametrize("form", FORMS)
def test_a_list_says_what_the_desk_knows(
    desk: Desk, known: TicketId, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"list.{form}"
    made = export(desk, path)
    assert (made.path, made.rows, made.shortened) == (path, 1, 0)
    [row] = read(path)
    detail = desk.by("wang", ticket_detail, known)
    assert list(row) == COLUMNS
    told = {key: str(row[key]) for key in COLUMNS if row[key] not in (None, "")}
    if form == "xlsx":
        assert isinstance(row["受理时间"], datetime)
        assert (row["金额"], row["营业日"]) == (399.9, datetime.fromisoformat("2026-03-10"))
        told |= {"金额": "399.90", "营业日": "2026-03-10"}
    assert told["办理时限"] > "2026-03-11"
    del told["办理时限"]
    assert told == {
        "单号": detail.number,
        "受理时间": "2026-03-10 10:00:00",
        "营业日": "2026-03-10",
        "渠道": "电话",
        "性质": "投诉",
        "类别": told["类别"],
        "风险等级": "中度",
        "状态": wording.label(detail.status, Language.CHINESE),
        "主办方": "西安路店",
        "顾客": "王**",
        "电话": "138****8000",
        "商品": "婴儿推车",
        "金额": "399.90",
        "币种": "CNY",
        "事情经过": "推车前轮断裂",
        "承办人": "赵敏",
        "承诺答复时间": "2026-03-11 10:00:00",
    }
    assert " / " in told["类别"]


def test_words_are_those_of_the_language(desk: Desk, known: TicketId, tmp_path: Path) -> None:
    desk.stand("wang")
    path = tmp_path / "list.xlsx"
    export_list(desk.site.gateway, path, ExportOrder(), Language.ENGLISH)
    [row] = read(path)
    assert (row["Channel"], row["Risk level"], row["Nature"]) == ("Phone", "Elevated", "Complaint")


def test_the_sheet_is_one_people_can_work_with(desk: Desk, known: TicketId, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    export(desk, path)
    sheet = openpyxl.load_workbook(path)["投诉单"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:T2")
    assert all(cell.font.b for cell in sheet[1])
    assert not sheet["A2"].font.b
    assert sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["O"].width > sheet.column_dimensions["D"].width
    assert sheet["M2"].number_format == "#,##0.00"


def test_the_filter_the_search_and_the_limit_choose(desk: Desk, tmp_path: Path) -> None:
    for facts in ("牛奶变质", "面包变质", "态度冷淡"):
        desk.register(facts)
    path = tmp_path / "list.csv"
    assert export(desk, path, ExportOrder(TicketFilter(order="due"), limit=2)).rows == 2
    assert export(desk, path, ExportOrder(words="变质")).rows == 2
    assert {row["事情经过"] for row in read(path)} == {"牛奶变质", "面包变质"}
    assert export(desk, path, ExportOrder(words="没有的词")).rows == 0
    assert read(path) == []


# ---------------------------------------------------------------- who may see what


def test_an_entry_says_how_many_left_by_which_filter_and_no_more(
    desk: Desk, known: TicketId, tmp_path: Path
) -> None:
    export(desk, tmp_path / "a.csv", ExportOrder(TicketFilter(open_only=True)))
    export(desk, tmp_path / "b.csv", ExportOrder(words="13800138000"))
    one, two = (entry["private"]["reason"] for entry in entries_of(desk, "export_tickets"))
    assert json.loads(one) == {"count": 1, "filter": {"open_only": True}, "masked": True}
    assert json.loads(two) == {"count": 1, "filter": {}, "search": True, "masked": True}


def test_only_who_may_exports_and_nothing_is_left_of_a_refusal(
    desk: Desk, known: TicketId, tmp_path: Path
) -> None:
    before = len(desk.entries())
    with pytest.raises(PermissionDeniedError):
        export(desk, tmp_path / "a.xlsx", login="chen")
    with pytest.raises(PermissionDeniedError):  # may export, may not reveal
        export(desk, tmp_path / "a.xlsx", login="lin", reveal="检查")
    with pytest.raises(InputError, match=r"reason\.missing"):
        export(desk, tmp_path / "a.xlsx", reveal="  ")
    with pytest.raises(InputError, match=r"export\.unknown_form"):
        export(desk, tmp_path / "a.pdf")
    with pytest.raises(StorageError):
        export(desk, tmp_path / "nowhere" / "a.csv")
    assert len(desk.entries()) == before
    assert list(tmp_path.glob("*.*")) == []
    assert export(desk, tmp_path / "a.xlsx", login="lin").rows == 1


def test_complainants_are_revealed_for_a_reason_that_each_story_tells(
    desk: Desk, known: TicketId, tmp_path: Path
) -> None:
    export(desk, tmp_path / "a.csv", reveal="市场监管所调阅")
    [row] = read(tmp_path / "a.csv")
    assert (row["顾客"], row["电话"]) == ("王小明", "13800138000")
    [first, second] = entries_of(desk, "export_tickets", "reveal_listed_tickets")
    assert json.loads(first["private"]["reason"])["reason"] == "市场监管所调阅"
    assert second["about"] == [list(known)]
    story = desk.by("wang", ticket_detail, known).timeline
    assert story[-1].use_case == "reveal_listed_tickets"


def test_a_ticket_about_me_is_in_no_list_of_mine(desk: Desk, tmp_path: Path) -> None:
    hidden = desk.register("王建国态度恶劣", respondent=RespondentDraft(staff="wang"))
    other = desk.register("牛奶变质")
    path = tmp_path / "a.csv"
    export(desk, path)
    assert [row["单号"] for row in read(path)] == [desk.by("gao", ticket_detail, other).number]
    export(desk, path, login="gao")
    assert len(read(path)) == 2
    assert hidden != other


class StoppedError(Exception):
    """The person took the export back."""


@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_is_stopped_leaves_the_old_file(
    desk: Desk, known: TicketId, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"a.{form}"
    path.write_text("old")

    def stop(_done: int, _all: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        export(desk, path, progress=stop)
    assert path.read_text() == "old"
    assert [found for found in tmp_path.iterdir() if found.is_file()] == [path]
    assert entries_of(desk, "export_tickets")


def test_more_tickets_than_a_block_keep_their_order(desk: Desk, tmp_path: Path) -> None:
    drafts = tuple((n, TicketDraft(facts=f"第{n}件")) for n in range(BLOCK + 3))
    for start in range(0, len(drafts), 100):
        step = ImportStep("0" * 64, "a.csv", start)
        desk.by("chen", import_tickets, drafts[start : start + 100], step)
    seen: list[tuple[int, int]] = []
    made = export(desk, tmp_path / "a.csv", progress=lambda *told: seen.append(told))
    assert made.rows == BLOCK + 3
    assert seen[-1] == (BLOCK + 3, BLOCK + 3)
    facts = [row["事情经过"] for row in read(tmp_path / "a.csv")]
    assert facts == [f"第{n}件" for n in reversed(range(BLOCK + 3))]


# ---------------------------------------------------------------- safe to open


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", RISKY)
def test_nothing_in_a_list_computes_in_either_form(tmp_path: Path, form: str, text: str) -> None:
    path = tmp_path / f"a.{form}"
    with table_file(path, "x", [Column("=a")]) as table:
        table.write([text])
    [row] = read(path)
    assert row == {"'=a": f"'{text}"}
    if form == "xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert {cell.data_type for line in sheet for cell in line} == {"s"}
    source = open_source(path, parse_import_map({"columns": {"facts": "=a"}}))
    assert [found.cells for found in source.rows()] == [[text]]


def test_csv_opens_in_excel_and_no_other_separator_splits_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with table_file(path, "x", [Column("a"), Column("b")]) as table:
        table.write(["无害;=1+1", '引号"与\n换行'])
    raw = path.read_bytes()
    assert raw == (b"\xef\xbb\xbf" + '"a","b"\r\n"无害;=1+1","引号""与\n换行"\r\n'.encode())


@pytest.mark.parametrize("form", FORMS)
def test_what_no_sheet_takes_is_left_out_and_the_rest_stays(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a.{form}"
    text = "铃\x07\x00\x0b\ud800声\ufffe\r\n第二行 _x000D_ <&> \U0001f621"
    with table_file(path, "[甲]:乙/'*?", [Column("a")]) as table:
        table.write([text])
    told = parse_import_map({"columns": {"facts": "a"}})
    [row] = open_source(path, told).rows()
    assert row.cells == ["铃声\n第二行 _x000D_ <&> \U0001f621"]


def test_a_text_no_cell_holds_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    whole, angry = "字" * LONGEST_TEXT, "\U0001f621" * 20_000
    with table_file(path, "x", [Column("a"), Column("b"), Column("c")]) as table:
        table.write([whole, whole + "字", angry])
    assert table.shortened == 2
    one, two, three = next(
        openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)
    )
    assert one == whole
    assert two == "字" * (LONGEST_TEXT - 1) + "…"
    assert len(three.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert three.endswith("\U0001f621…")


def test_the_same_rows_are_the_same_file(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        stream = io.BytesIO()
        with WorkbookWriter(stream, "x", [Column("a")]) as book:
            book.write(["牛奶"])
        made.append(stream.getvalue())
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
        assert archive.testzip() is None


# ---------------------------------------------------------------- and back


def _map(language: Language) -> dict[str, Any]:
    def words(enum: Any) -> dict[str, str]:
        return {wording.label(member, language): member.value for member in enum}

    label = {key: wording.label(f"List.{key}", language) for key in (
        "facts", "channel", "nature", "severity", "received_at", "complainant", "phone",
        "product", "amount", "category",
    )}  # fmt: skip
    form = "%Y-%m-%d %H:%M:%S"
    return {
        "columns": {
            "facts": label["facts"],
            "channel": {"column": label["channel"], "values": words(Channel)},
            "nature": {"column": label["nature"], "values": words(Nature)},
            "severity": {"column": label["severity"], "values": words(Severity)},
            "received_at": {"column": label["received_at"], "format": form},
            "complainant.name": label["complainant"],
            "complainant.phone": label["phone"],
            "product": label["product"],
            "amount": label["amount"],
            "category": {
                "column": label["category"],
                "values": {"待分类": "unsorted", "Unsorted": "unsorted"},
            },
        }
    }


def _drafts() -> Iterator[TicketDraft]:
    person = ComplainantDraft(name="=王小明", contacts=(ContactDraft("+8613800138000"),))
    whole = TicketDraft(facts="-", complainant=person, received_at=OPENING, amount=39_990)
    for text in [*RISKY, "第一行\n=第二行", "a,b;c\"d'e", "00123", "1e5", "2026-01-05", "TRUE"]:
        yield replace(whole, facts=text, product=text.split("\n")[0])
    yield replace(whole, channel=Channel.WECHAT, nature=Nature.PRAISE, severity=Severity.HIGH)
    yield TicketDraft(facts="什么都没有", received_at=OPENING + 1_000_000, amount=0)


@pytest.mark.parametrize("form", FORMS)
def test_what_left_comes_back_as_the_same_drafts(desk: Desk, tmp_path: Path, form: str) -> None:
    desk.clock.advance(DAY)
    drafts = [_cleaned(draft) for draft in _drafts()]
    for draft in drafts:
        desk.register(draft.facts, **{
            name: getattr(draft, name)
            for name in ("complainant", "received_at", "amount", "channel", "nature", "severity",
                         "product")
        })  # fmt: skip
    path = tmp_path / f"a.{form}"
    export(desk, path, reveal="往返核对")
    told = parse_import_map(_map(Language.CHINESE))
    source = open_source(path, told)
    facts = desk.site.gateway.facts
    back = [draft_of_row(row, source.header, told, facts) for row in source.rows()]
    assert sorted(back, key=repr) == sorted(drafts, key=repr)


def _cleaned(draft: TicketDraft) -> TicketDraft:
    """Give a draft as the door keeps it."""
    zone, currency = "Asia/Shanghai", "CNY"
    empty = parse_draft({"facts": draft.facts, "product": draft.product}, zone, currency)
    return replace(draft, facts=empty.facts, product=empty.product)


def test_the_entry_comes_before_the_file(desk: Desk, known: TicketId, tmp_path: Path) -> None:
    """When the first line is written, the ledger already says that the list leaves."""
    seen: list[int] = []

    def look(_done: int, _all: int) -> None:
        seen.append(len(entries_of(desk, export_tickets.name)))
        assert not (tmp_path / "a.csv").exists()

    export(desk, tmp_path / "a.csv", progress=look)
    assert seen == [1]
