"""Tables come in whole or are refused whole; bad rows are told, good ones registered once."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import wording
from desktop.errors import DeskError, InputError
from desktop.services.csv_source import open_csv
from desktop.services.import_map import parse_import_map
from desktop.services.importing import BATCH, ImportOutcome, import_file, import_progress
from desktop.services.lists import TicketFilter, search_tickets, ticket_ids, ticket_rows
from desktop.services.opening import OpenSite, create_site, open_site
from desktop.services.rows import TicketListRow
from desktop.services.sites import SiteDraft
from desktop.services.tickets import ticket_detail
from desktop.storage.keyring import Cost
from desktop.storage.ledger import head_of
from desktop.vocabulary import Channel, Demand, Language, SiteKind

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
PASSWORD = "Kuaile-2026!"
MAP: dict[str, Any] = {
    "columns": {
        "facts": {"columns": ["issue", "story"], "separator": "\n"},
        "received_at": {"column": "date", "format": "%Y-%m-%d"},
        "channel": {"column": "via", "values": {"Phone": "phone", "Web": "web"}},
        "complainant.name": "who",
        "requests": {"column": "wants", "split": ";", "values": {"money": "refund"}},
    },
    "defaults": {"source.name": "old desk", "channel": "walk_in"},
    "skip_if": {"label": ["1"]},
}
HEADER = ["issue", "story", "date", "via", "who", "wants", "label"]
GOOD = ["变质", "牛奶有酸味", "2026-01-05", "Phone", "王晓敏", "money; money", "0"]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded") / "data"
    pack = json.loads((RESOURCES / "rulepacks" / "bank-cn.json").read_text(encoding="utf-8"))
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", pack)
    site, _ = create_site(folder, draft, "admin", "李晓敏", PASSWORD, cost=Cost(3, 65536))
    site.close()
    return folder


@pytest.fixture
def site(founded: Path, tmp_path: Path) -> Iterator[OpenSite]:
    folder = shutil.copytree(founded, tmp_path / "data")
    opened = open_site(folder, "admin", PASSWORD)
    yield opened
    opened.close()


def say(error: DeskError) -> str:
    return wording.sentence(error, Language.CHINESE)


def table(path: Path, *rows: list[str], header: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER if header is None else header, *rows])
    return path


def bring_in(site: OpenSite, path: Path, told: Any = None, **more: Any) -> ImportOutcome:
    parsed = parse_import_map(told or MAP)
    rejects = path.with_name("rejects.csv")
    return import_file(site.gateway, path, parsed, rejects=rejects, say=say, **more)


def count(site: OpenSite) -> int:
    return len(site.gateway.call(ticket_ids, TicketFilter()))


def listed(site: OpenSite) -> tuple[TicketListRow, ...]:
    rids = site.gateway.call(ticket_ids, TicketFilter())
    return site.gateway.call(ticket_rows, rids)


def refused(site: OpenSite, path: Path, told: Any = None) -> DeskError:
    """Give the refusal of a whole file, of which nothing may be left."""
    with site.database.connect() as connection:
        before = head_of(connection, site.gateway.facts.card.uid).seq
    with pytest.raises(DeskError) as error:
        bring_in(site, path, told)
    with site.database.connect() as connection:
        assert head_of(connection, site.gateway.facts.card.uid).seq == before
    assert count(site) == 0
    assert not path.with_name("rejects.csv").exists()
    assert "…" not in say(error.value)
    return error.value


def test_a_row_becomes_a_ticket_as_the_map_says(site: OpenSite, tmp_path: Path) -> None:
    outcome = bring_in(site, table(tmp_path / "old.csv", GOOD))
    assert (outcome.read, outcome.imported, outcome.rejected) == (1, 1, 0)
    (row,) = listed(site)
    assert row.number == outcome.first_number == outcome.last_number
    detail = site.gateway.call(ticket_detail, row.id)
    assert detail.facts == "变质\n牛奶有酸味"
    assert (detail.channel, detail.demands) == (Channel.PHONE, (Demand.REFUND,))
    assert detail.received_at == 1767542400_000_000  # midnight in the site's zone
    assert detail.source_name == "old desk"
    assert site.gateway.call(search_tickets, "酸味") == (row.rid,)


def test_bad_rows_go_to_the_reject_file_and_good_ones_in(site: OpenSite, tmp_path: Path) -> None:
    bad = {
        "time.unreadable": [*GOOD[:2], "05.01.2026", *GOOD[3:]],
        "ticket.facts_missing": ["", " ", *GOOD[2:]],
        "value.unknown": [*GOOD[:3], "Pigeon", *GOOD[4:]],
        "text.control": ["bell\x07", *GOOD[1:]],
        "text.bidi": ["gpj\u202eexe", *GOOD[1:]],
        "text.too_long": ["字" * 100_000, *GOOD[1:]],
        "import.row_width": GOOD[:4],
        "time.in_the_future": [*GOOD[:2], "2199-01-01", *GOOD[3:]],
    }
    path = table(tmp_path / "old.csv", GOOD, *bad.values(), ["x\ny", *GOOD[1:]])
    outcome = bring_in(site, path)
    assert (outcome.imported, outcome.rejected) == (2, len(bad))
    assert count(site) == 2
    assert outcome.rejects is not None
    with outcome.rejects.open(encoding="utf-8-sig", newline="") as stream:
        told = list(csv.DictReader(stream))
    assert [row["code"] for row in told] == list(bad)
    assert [int(row["line"]) for row in told] == list(range(3, 3 + len(bad)))
    assert told[0]["story"] == GOOD[1]
    assert told[5]["issue"] == "字" * 100_000
    assert "05.01.2026" in told[0]["reason"]
    assert "受理时间" in told[0]["reason"]


def test_a_mended_reject_file_comes_in_by_the_same_map(site: OpenSite, tmp_path: Path) -> None:
    outcome = bring_in(
        site, table(tmp_path / "old.csv", [*GOOD[:2], "5 Jan", *GOOD[3:]], ["", "", *GOOD[2:]])
    )
    assert outcome.rejects is not None
    mended = tmp_path / "mended.csv"
    text = outcome.rejects.read_text(encoding="utf-8").replace("5 Jan", "2026-01-05", 1)
    mended.write_text(text, encoding="utf-8")
    assert bring_in(site, mended).imported == 1


def test_rows_that_are_none_of_its_business_are_left_out(site: OpenSite, tmp_path: Path) -> None:
    path = table(tmp_path / "old.csv", [*GOOD[:6], "1"], GOOD, [*GOOD[:6], " 1 "])
    outcome = bring_in(site, path)
    assert (outcome.imported, outcome.skipped, outcome.rejects) == (1, 2, None)
    only = {**MAP, "skip_if": {}, "only_if": {"label": "1"}}
    assert bring_in(site, path, only, again=True).imported == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found_out(site: OpenSite, tmp_path: Path, encoding: str) -> None:
    path = table(tmp_path / "old.csv", GOOD)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert bring_in(site, path).imported == 1
    assert site.gateway.call(search_tickets, "酸味")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "old.csv"
    path.write_text(delimiter.join(["a", '"b, c; d"', "e"]) + "\r\n" + "1\r\n", encoding="utf-8")
    assert open_csv(path).header == ("a", "b, c; d", "e")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04\0\0\0\0[Content_Types].xml", "import.workbook_damaged"),
        ("issue,story".encode("utf-16"), "import.not_text"),
        (b"issue,story\nsoup\0,x\n", "import.not_text"),
        ("issue,story\ncaf\xe9 ,x\n".encode("latin-1"), "import.encoding"),
        (b"\x89PNG\r\n\x1a\n\xff\xd8\xff", "import.encoding"),
        (b"", "import.no_header"),
        (b"\n \n\n", "import.no_header"),
        (b"issue,story,issue\n1,2,3\n", "import.header_twice"),
        (b"issue,story,date,via,who,wants\n1,2,3,4,5,6\n", "import.column_missing"),
        (b"2026-01-05,no header here\n", "import.column_missing"),
    ],
)
def test_what_is_no_table_is_refused_whole(
    site: OpenSite, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(content)
    assert refused(site, path).code == code


def test_a_quote_that_never_ends_is_found_before_anything_is_written(
    site: OpenSite, tmp_path: Path
) -> None:
    path = table(tmp_path / "old.csv", *[GOOD] * (BATCH + 5))
    with path.open("a", encoding="utf-8") as stream:
        stream.write('"open,2,3,4,5,6,7\n8\n')
    error = refused(site, path)
    assert (error.code, error.values["line"]) == ("import.malformed", BATCH + 7)


def test_a_file_that_is_not_there_or_a_folder_is_told(site: OpenSite, tmp_path: Path) -> None:
    assert refused(site, tmp_path / "none.csv").code == "import.unreadable"
    assert refused(site, tmp_path).code == "import.unreadable"


def test_the_same_content_is_not_doubled_unless_wanted(site: OpenSite, tmp_path: Path) -> None:
    path = table(tmp_path / "old.csv", GOOD)
    bring_in(site, path)
    copy = shutil.copy(path, tmp_path / "renamed.csv")
    with pytest.raises(DeskError, match=r"import\.done_before"):
        bring_in(site, Path(copy))
    assert count(site) == 1
    assert bring_in(site, path, again=True).imported == 1
    assert count(site) == 2


class BrokenOffError(Exception):
    """The import is stopped from outside."""


def test_an_import_that_was_broken_off_goes_on(site: OpenSite, tmp_path: Path) -> None:
    rows = [[f"事由{number}", *GOOD[1:]] for number in range(BATCH * 2 + 10)]
    rows[3] = ["", "", *GOOD[2:]]
    path = table(tmp_path / "old.csv", *rows)

    def stop(_handled: int, _all: int) -> None:
        raise BrokenOffError

    with pytest.raises(BrokenOffError):
        bring_in(site, path, progress=stop)
    assert count(site) == BATCH
    outcome = bring_in(site, path)
    assert (outcome.earlier, outcome.imported, outcome.rejected) == (BATCH, BATCH + 9, 1)
    assert count(site) == BATCH * 2 + 9
    assert site.gateway.call(import_progress, outcome.digest)["done"] is True


def test_a_batch_is_one_entry_and_each_ticket_finds_it(site: OpenSite, tmp_path: Path) -> None:
    with site.database.connect() as connection:
        before = head_of(connection, site.gateway.facts.card.uid).seq
    bring_in(site, table(tmp_path / "old.csv", *[GOOD] * 5))
    with site.database.connect() as connection:
        assert head_of(connection, site.gateway.facts.card.uid).seq == before + 1
    rows = listed(site)
    assert len({row.number for row in rows}) == 5
    (step,) = site.gateway.call(ticket_detail, rows[0].id).timeline
    assert step.use_case == "import_tickets"


def test_each_ticket_is_found_by_its_own_phone_alone(site: OpenSite, tmp_path: Path) -> None:
    told = {"columns": {"facts": "story", "complainant.phone": "phone"}}
    rows = [["甲", "13800000001"], ["乙", "13800000002"]]
    bring_in(site, table(tmp_path / "old.csv", *rows, header=["story", "phone"]), told)
    assert len(site.gateway.call(search_tickets, "13800000001")) == 1


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ([], "…"),
        ({}, "columns"),
        ({"columns": {}}, "columns.facts"),
        ({"columns": {"facts": "a", "colour": "b"}}, "columns.colour"),
        ({"columns": {"facts": 3}}, "columns.facts"),
        ({"columns": {"facts": {"column": "a", "columns": ["b"]}}}, "columns.facts.column"),
        ({"columns": {"facts": {"columns": []}}}, "columns.facts.columns"),
        ({"columns": {"facts": {"column": "a", "form": "x"}}}, "columns.facts.form"),
        ({"columns": {"facts": {"column": "a", "format": "%Y"}}}, "columns.facts.format"),
        ({"columns": {"facts": {"column": "a", "values": ["x"]}}}, "columns.facts.values"),
        ({"columns": {"facts": "a"}, "defaults": {"x": "y"}}, "defaults.x"),
        ({"columns": {"facts": "a"}, "defaults": {"amount": 3}}, "defaults.amount"),
        ({"columns": {"facts": "a"}, "skip_if": {"b": [1]}}, "skip_if.b"),
        ({"columns": {"facts": "a"}, "encoding": "ebcdic"}, "encoding"),
        ({"columns": {"facts": "a"}, "extra": 1}, "extra"),
    ],
)
def test_a_map_is_strict_and_says_where_it_is_wrong(told: object, where: str) -> None:
    with pytest.raises(InputError, match=r"import\.map_malformed") as error:
        parse_import_map(told)
    assert error.value.values["where"] == where


@pytest.mark.parametrize("path", sorted((RESOURCES / "import-maps").glob("*.json")), ids=str)
def test_the_maps_that_come_along_are_good(path: Path) -> None:
    assert parse_import_map(json.loads(path.read_text(encoding="utf-8"))).rules


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the published texts are not in {SHARED}")
@pytest.mark.parametrize(
    ("name", "map_name", "word"),
    [("cfpb_complaints_dev", "cfpb", "mortgage"), ("reviews_zh_dev", "reviews-zh", "失望")],
)
def test_the_head_of_published_texts_comes_in(
    site: OpenSite, tmp_path: Path, name: str, map_name: str, word: str
) -> None:
    with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))[:301]
    path = table(tmp_path / "head.csv", *rows[1:], header=rows[0])
    told = json.loads((RESOURCES / "import-maps" / f"{map_name}.json").read_text(encoding="utf-8"))
    outcome = bring_in(site, path, told)
    assert outcome.imported + outcome.skipped == outcome.read == 300
    assert count(site) == outcome.imported
    assert site.gateway.call(search_tickets, word)
