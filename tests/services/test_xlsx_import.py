"""Workbooks come in like CSV: as people see them, and nothing in them is believed blindly."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from desktop import wording
from desktop.errors import DeskError, InputError, StateError
from desktop.services.import_map import parse_import_map
from desktop.services.import_preview import preview_import
from desktop.services.importing import ImportOutcome, import_file
from desktop.services.lists import TicketFilter, ticket_ids, ticket_rows
from desktop.services.rows import TicketDetail
from desktop.services.table_rows import MomentText, meant, neutral
from desktop.services.table_source import open_source
from desktop.services.tickets import ticket_detail
from desktop.storage import workbook
from desktop.storage.workbook_writer import Column, WorkbookWriter
from desktop.vocabulary import Channel, Language
from tests.desks import Desk

MAP: dict[str, Any] = {
    "columns": {
        "facts": "经过",
        "received_at": {"column": "日期", "format": "%d.%m.%Y"},
        "order": "单号",
        "complainant.phone": "电话",
        "amount": "金额",
    },
    "defaults": {"channel": "phone"},
}
HEADER = ["日期", "单号", "电话", "金额", "经过", "备注"]
DAY = date(2026, 1, 5)
HALF_PAST_NINE = datetime.combine(DAY, time(9, 30))
NEARLY_THE_NEXT_DAY = datetime.combine(DAY, time(23, 59, 59, 999_900))
GOOD: list[Any] = [DAY, "A1", "13800138000", 399.5, "牛奶变质", None]


def book(path: Path, *rows: list[Any], header: list[Any] | None = None, **more: Any) -> Path:
    made = openpyxl.Workbook(**more)
    sheet = made.active
    for row in [HEADER if header is None else header, *rows]:
        sheet.append(row)
    made.save(path)
    return path


def sheet_of(path: Path) -> tuple[Any, Any]:
    made = openpyxl.load_workbook(path)
    return made, made.active


def by_hand(path: Path, data: str, **parts: str) -> Path:
    """Write a workbook whose one sheet holds the given XML."""
    with path.open("wb") as stream, WorkbookWriter(stream, "x", [Column("a")]):
        pass
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
    return patched(path, {"xl/worksheets/sheet1.xml": sheet, **parts})


def patched(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Put other parts in a workbook, or more."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | parts).items():
            archive.writestr(name, content)
    return path


def say(error: DeskError) -> str:
    return wording.sentence(error, Language.CHINESE)


def bring_in(desk: Desk, path: Path, told: Any = None, **more: Any) -> ImportOutcome:
    desk.stand("chen")
    return import_file(desk.site.gateway, path, parse_import_map(told or MAP), say=say, **more)


def details(desk: Desk) -> list[TicketDetail]:
    """Give the tickets, oldest first."""
    rids = desk.by("chen", ticket_ids, TicketFilter())
    rows = desk.by("chen", ticket_rows, rids)
    return [desk.by("chen", ticket_detail, row.id) for row in sorted(rows, key=lambda r: r.rid)]


def rejected(path: Path | None) -> list[dict[str, Any]]:
    assert path is not None
    _, sheet = sheet_of(path)
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(path: Path, told: Any = None) -> list[list[str]]:
    """Read a table without a site."""
    return [row.cells for row in open_source(path, parse_import_map(told or MAP)).rows()]


def codes(path: Path) -> list[str | None]:
    """Give the first fault of each row."""
    source = open_source(path, parse_import_map(MAP))
    return [next((e.code for e in row.faults.values()), None) for row in source.rows()]


# ---------------------------------------------------------------- what cells say


def test_a_row_becomes_a_ticket_by_the_map_of_the_csv(desk: Desk, tmp_path: Path) -> None:
    outcome = bring_in(desk, book(tmp_path / "old.xlsx", GOOD))
    assert (outcome.read, outcome.imported, outcome.rejects) == (1, 1, None)
    [ticket] = details(desk)
    assert (ticket.facts, ticket.order, ticket.amount) == ("牛奶变质", "A1", 39_950)
    assert ticket.channel is Channel.PHONE
    assert ticket.received_at == 1767542400_000_000  # midnight in the site's zone


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        (399, "399"),
        (399.5, "399.5"),
        (0.1 + 0.2, "0.3"),
        (399.90000000000003, "399.9"),
        (1e-7, "0.0000001"),
        (-3, "-3"),
        (-0.0, "0"),
        (999_999_999_999_999, "999999999999999"),
        ("00123", "00123"),
        ("13800138000", "13800138000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (" 前后有空格 ", " 前后有空格 "),
        ("一\n二", "一\n二"),
        ("_x0041_ stays", "_x0041_ stays"),
    ],
)
def test_a_cell_says_what_people_see(tmp_path: Path, value: object, text: str) -> None:
    row = [*GOOD[:5], value]
    if isinstance(value, str) and "_x" in value:
        value = value.replace("_x", "_x005F_x")
        row = [*GOOD[:5], value]
    assert cells(book(tmp_path / "a.xlsx", row))[0][5] == text


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (HALF_PAST_NINE, None, "2026-01-05T09:30:00"),
        (date(2026, 1, 5), None, "2026-01-05"),
        (NEARLY_THE_NEXT_DAY, None, "2026-01-06"),
        (time(9, 30), None, "09:30:00"),
        (date(2026, 1, 5), 'yyyy"年"m"月"d"日"', "2026-01-05"),
        (date(2026, 1, 5), "[$-804]yyyy/m/d;@", "2026-01-05"),
        (HALF_PAST_NINE, "[Red]h:mm AM/PM", "2026-01-05T09:30:00"),
    ],
)
def test_dates_are_iso_in_both_date_systems(
    tmp_path: Path, *, since_1904: bool, value: Any, form: str | None, text: str
) -> None:
    made = openpyxl.Workbook()
    if since_1904:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    sheet.append(HEADER)
    sheet.append([*GOOD[:5], value])
    if form:
        sheet["F2"].number_format = form
    made.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx")[0][5] == text
    assert isinstance(cells(tmp_path / "a.xlsx")[0][5], MomentText)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (399.5, '"¥"#,##0.00', "399.5"),
        (399.5, "[$¥-804]#,##0.00;[Red]-#,##0.00", "399.5"),
        (0.15, "0%", "0.15"),
        (12, '0" days"', "12"),
        (12, "0.00E+00", "12"),
        (7, "000000", "000007"),
        (1.5, "[h]:mm", "36:00:00"),
        (3, "General", "3"),
    ],
)
def test_a_number_is_no_date_whatever_its_format_prints(
    tmp_path: Path, value: float, form: str, text: str
) -> None:
    path = book(tmp_path / "a.xlsx", [*GOOD[:5], value])
    made, sheet = sheet_of(path)
    sheet["F2"].number_format = form
    made.save(path)
    found = cells(path)[0][5]
    assert (found, isinstance(found, MomentText)) == (text, False)


def test_a_date_and_a_time_in_two_columns_are_one_moment(desk: Desk, tmp_path: Path) -> None:
    told = {
        "columns": {
            "facts": "经过",
            "received_at": {
                "columns": ["日期", "时间"],
                "separator": " ",
                "format": "%d.%m.%Y %Hh",
            },
        }
    }
    rows: list[list[Any]] = [[DAY, time(9, 30), "表里的日期"], ["05.01.2026", "09h", "文字的日期"]]
    path = book(tmp_path / "a.xlsx", *rows, header=["日期", "时间", "经过"])
    assert bring_in(desk, path, told).rejects is None
    one, two = details(desk)
    assert (one.received_at - two.received_at) // 60_000_000 == 30


def test_what_excel_cannot_be_believed_in_is_told_row_by_row(desk: Desk, tmp_path: Path) -> None:
    path = book(
        tmp_path / "old.xlsx",
        GOOD,
        [DAY, 6222021234567890123, *GOOD[2:]],
        [DAY, 1e15, *GOOD[2:]],
        [DAY, "#N/A", *GOOD[2:]],
        [DAY, "=A1&B1", *GOOD[2:]],
        [*GOOD[:5], "#REF!"],
        [*GOOD[:5], 1e20],
        ["5 Jan", *GOOD[1:]],
    )
    outcome = bring_in(desk, path)
    assert (outcome.imported, outcome.rejected) == (3, 5)
    assert outcome.rejects == tmp_path / "old-rejects.xlsx"
    told = rejected(outcome.rejects)
    assert [(row["line"], row["code"]) for row in told] == [
        (3, "cell.digits_lost"),
        (4, "cell.digits_lost"),
        (5, "cell.error"),
        (6, "cell.not_calculated"),
        (9, "time.unreadable"),
    ]
    assert "15" in told[0]["reason"]
    assert "单号" in told[2]["reason"]
    assert "#N/A" in told[2]["reason"]


def test_an_unmended_reject_file_is_refused_again_and_a_mended_one_comes_in(
    desk: Desk, tmp_path: Path
) -> None:
    path = book(
        tmp_path / "old.xlsx",
        [DAY, 6222021234567890123, *GOOD[2:]],
        [DAY, "#N/A", *GOOD[2:]],
        [DAY, "=A1&B1", *GOOD[2:]],
        ["5 Jan", "=SUM(1)"[1:], *GOOD[2:4], "=1+1 说的是公式", None],
    )
    made, sheet = sheet_of(path)
    sheet["E5"].data_type = "s"
    made.save(path)
    first = bring_in(desk, path)
    assert first.rejects is not None
    again = bring_in(desk, first.rejects)
    assert (again.imported, again.rejected) == (0, 4)
    made, sheet = sheet_of(first.rejects)
    for row in range(2, 6):
        sheet.cell(row, 2).value = f"订单{row}"
        assert sheet.cell(row, 5).data_type == "s"
    sheet.cell(5, 1).value = DAY
    made.save(tmp_path / "mended.xlsx")
    assert bring_in(desk, tmp_path / "mended.xlsx").imported == 4
    assert [t.facts for t in details(desk)][-1] == "=1+1 说的是公式"
    assert {t.received_at for t in details(desk)} == {1767542400_000_000}


def test_rejects_may_be_wanted_as_csv(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "old.xlsx", ["5 Jan", *GOOD[1:4], "=1+1", None])
    made, sheet = sheet_of(path)
    sheet["E2"].data_type = "s"
    made.save(path)
    outcome = bring_in(desk, path, rejects=tmp_path / "bad.csv")
    assert outcome.rejects is not None
    raw = outcome.rejects.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert (row["经过"], row["line"], row["code"]) == ("'=1+1", "2", "time.unreadable")


# ---------------------------------------------------------------- where the table lies


def test_the_first_sheet_people_see_is_taken_unless_one_is_named(
    desk: Desk, tmp_path: Path
) -> None:
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active.sheet_state = "hidden"
    for title in ("台账", "旧台账"):
        sheet = made.create_sheet(title)
        sheet.append(HEADER)
        sheet.append([*GOOD[:4], f"{title}的内容", None])
    path = tmp_path / "a.xlsx"
    made.save(path)
    assert cells(path)[0][4] == "台账的内容"
    assert cells(path, {**MAP, "sheet": "旧台账"})[0][4] == "旧台账的内容"
    bring_in(desk, path)
    assert bring_in(desk, path, sheet="旧台账").imported == 1  # a table of its own
    with pytest.raises(StateError, match=r"import\.done_before"):
        bring_in(desk, path, sheet="台账")
    with pytest.raises(InputError, match=r"import\.sheet_unknown") as error:
        bring_in(desk, path, sheet="新台账")
    assert error.value.values["known"] == "说明, 台账, 旧台账"


def test_the_header_may_stand_below_a_title_and_columns_beside_it_are_left(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["B2"] = "2026年投诉台账"
    sheet.merge_cells("B2:G2")
    for place, name in enumerate(HEADER):
        sheet.cell(4, 2 + place).value = name
        sheet.cell(6, 2 + place).value = GOOD[place]
    sheet["K6"] = "随手写的"
    sheet["A1048576"].number_format = "0.00"
    made.save(path)
    source = open_source(path, parse_import_map(MAP))
    [row] = source.rows()
    assert (source.count, row.line, source.header) == (1, 6, ("", *HEADER))
    assert row.cells == ["", "2026-01-05", "A1", "13800138000", "399.5", "牛奶变质", ""]


def test_hidden_rows_come_in_and_are_told(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", GOOD, [DAY, "A2", *GOOD[2:]])
    made, sheet = sheet_of(path)
    sheet.row_dimensions[3].hidden = True
    made.save(path)
    outcome = bring_in(desk, path)
    assert (outcome.imported, outcome.hidden) == (2, 1)


def test_a_merged_cell_is_refused_where_the_map_asks_for_it(desk: Desk, tmp_path: Path) -> None:
    rows = [GOOD, [None, "A2", *GOOD[2:]], [DAY, "A3", *GOOD[2:]], [DAY, "A4", *GOOD[2:]]]
    path = book(tmp_path / "a.xlsx", *rows)
    made, sheet = sheet_of(path)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("F4:F5")
    made.save(path)
    outcome = bring_in(desk, path)
    [told] = rejected(outcome.rejects)
    assert (outcome.imported, told["line"], told["code"]) == (3, 3, "cell.merged")


def test_the_name_says_nothing_the_content_does(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", GOOD)
    as_csv = tmp_path / "really-a-workbook.csv"
    shutil.copy(path, as_csv)
    assert bring_in(desk, as_csv).imported == 1
    text = tmp_path / "really-text.xlsx"
    text.write_text("日期,单号,电话,金额,经过\n05.01.2026,B1,1,2,文字\n", encoding="utf-8")
    assert bring_in(desk, text).imported == 1


def test_shared_texts_runs_and_readings_are_told_apart(tmp_path: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = (
        f'<x:sst xmlns:x="{main}"><x:si><x:r><x:t>牛</x:t></x:r><x:r><x:t xml:space="preserve">奶 '
        "</x:t></x:r><x:rPh><x:t>niunai</x:t></x:rPh></x:si><x:si><x:t>经过</x:t></x:si></x:sst>"
    )
    relations = (
        '<Relationships xmlns="r"><Relationship Id="rId1" Type="x/worksheet"'
        ' Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>'
    )
    data = '<row><c t="s"><v>1</v></c></row><row><c t="s"><v>0</v></c></row>'
    path = by_hand(
        tmp_path / "a.xlsx",
        data,
        **{"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": relations},
    )
    assert cells(path, {"columns": {"facts": "经过"}}) == [["牛奶 "]]


# ---------------------------------------------------------------- what is refused whole


def refusal(path: Path) -> str:
    with pytest.raises(DeskError) as error:
        open_source(path, parse_import_map(MAP))
    assert "…" not in say(error.value)
    assert path.name in say(error.value)
    return error.value.code


def test_what_excel_wrote_otherwise_is_refused_in_plain_words(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    path = tmp_path / "a.xlsx"
    path.write_bytes(ole + "Workbook".encode("utf-16-le"))
    assert refusal(path) == "import.old_excel"
    path.write_bytes(ole + bytes((1 << 20) - 2020) + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path) == "import.protected"
    path.write_bytes(b"\xef\xbb\xbf \r\n<HTML><table><tr><td>1</td></tr></table></html>")
    assert refusal(path) == "import.web_page"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(path) == "import.not_workbook"


@pytest.mark.parametrize(
    ("name", "before", "after", "code"),
    [
        ("[Content_Types].xml", "sheet.main+xml", "sheet.macroEnabled.main+xml", "with_macros"),
        ("[Content_Types].xml", "spreadsheetml.sheet", "wordprocessingml.document", "not_workbook"),
        ("xl/workbook.xml", "<sheets>", "<sheets><sheets>", "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", 'r="A2"', 'r="XFE2"', "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", '<row r="2"', '<row r="1048577"', "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", '<row r="2"', '<row r="1"', "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", '<row r="2"', '<row r="x"', "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", "</worksheet>", "", "workbook_damaged"),
        ("xl/workbook.xml", "<workbook", "<!DOCTYPE x []><workbook", "workbook_unsafe"),
    ],
)
def test_a_workbook_that_is_not_sound_is_refused(
    tmp_path: Path, name: str, before: str, after: str, code: str
) -> None:
    path = book(tmp_path / "a.xlsx", GOOD)
    with zipfile.ZipFile(path) as archive:
        text = archive.read(name).decode()
    assert before in text
    assert refusal(patched(path, {name: text.replace(before, after)})) == f"import.{code}"


def test_entities_are_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    sheet = (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "{"b" * 1000}">'
        f'<!ENTITY c "{"&b;" * 1000}"><!ENTITY d "{"&c;" * 1000}">]>'
        '<worksheet><sheetData><row><c t="str"><v>&a;&d;</v></c></row></sheetData></worksheet>'
    )
    for coding in ("utf-8", "utf-16"):
        declared = f'<?xml version="1.0" encoding="{coding}"?>{sheet}'.encode(coding)
        path = patched(book(tmp_path / "a.xlsx", GOOD), {"xl/worksheets/sheet1.xml": declared})
        assert refusal(path) == "import.workbook_unsafe"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", GOOD)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/bomb.xml", "w", force_zip64=True) as part,
    ):
        for _ in range((workbook.MOST_UNPACKED >> 20) + 1):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert refusal(path) == "import.workbook_too_large"


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1">' + "<c/>" * 16_385 + "</row>",
        f'<row r="1"><c t="str"><v>{"x" * ((1 << 20) + 1)}</v></c></row>',
        f'<row r="1"><c t="inlineStr"><is><t>{"x" * ((1 << 20) + 1)}</t></is></c></row>',
    ],
)
def test_a_row_that_no_sheet_holds_is_refused(tmp_path: Path, data: str) -> None:
    path = by_hand(tmp_path / "a.xlsx", data)
    assert refusal(path) in {"import.workbook_damaged", "import.workbook_too_large"}


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.storage.workbook_sheet.MOST_CELLS", 1000)
    path = book(tmp_path / "a.xlsx", *[GOOD] * 200)
    assert refusal(path) == "import.workbook_too_large"


def test_a_workbook_broken_at_its_end_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", *[[DAY, str(n), *GOOD[2:]] for n in range(300)])
    with zipfile.ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    patched(path, {"xl/worksheets/sheet1.xml": text.replace('r="A301"', 'r="?"')})
    with pytest.raises(InputError, match=r"import\.workbook_damaged"):
        bring_in(desk, path)
    assert not details(desk)


@pytest.mark.parametrize("cut", [30, 300, 3000])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, cut: int) -> None:
    path = book(tmp_path / "a.xlsx", GOOD)
    path.write_bytes(path.read_bytes()[:-cut])
    assert refusal(path) == "import.workbook_damaged"


def test_the_preview_reads_workbooks_too(desk: Desk, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", GOOD, [DAY, "#N/A", *GOOD[2:]])
    desk.stand("chen")
    seen = preview_import(desk.site.gateway, path, parse_import_map(MAP))
    assert seen.count == 2
    assert seen.rows[0].draft is not None
    assert seen.rows[0].draft.order == "A1"
    assert seen.rows[1].error is not None
    assert (seen.rows[1].line, seen.rows[1].error.code) == (3, "cell.error")


# ---------------------------------------------------------------- texts that compute


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86 138", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "\t=1", "\r1", " =1",
     "\ufeff=1", "'=1", "''-1", "\n=1"],
)  # fmt: skip
def test_what_might_compute_is_made_harmless_and_comes_back(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert meant(neutral(text)) == text
    assert neutral(neutral(text)) != neutral(text)


@pytest.mark.parametrize("text", ["", "牛奶", "'tis", "a=b", "138-0013", "''", "'"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == meant(text) == text
