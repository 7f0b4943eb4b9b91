"""Sites with very many tickets, for benches: a few through the door, the rest copied by SQL.

Run: `python bench/bigsite.py --tickets 200000`; benches ask for `big_site(200_000)`. Founding,
people and the first tickets go through the door; their rows are then copied under new keys, with
new texts and at later days, straight into the encrypted file, list rows and search index
included. The ledger is not copied: it stays whole, and its anchor with it, so that the program
opens such a site like any other. Made sites are kept in a folder for the next run
(`REDRESS_BENCH_CACHE`, else in the system's folder for temporary files).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.complaints import Writer
from desktop.models.clocks import Timing, deadline
from desktop.resources import resource_path
from desktop.services.casework import (
    add_note,
    assign_ticket,
    close_ticket,
    promise_answer,
    resolve_ticket,
    settle_promise,
)
from desktop.services.escalations import answer_send_up, send_to_manager
from desktop.services.intake import register_ticket, ticket_number
from desktop.services.masking import mask_name
from desktop.services.opening import OpenSite, create_site, open_site, working_days
from desktop.services.people import take_on
from desktop.services.remedies import propose_remedy
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.storage.keyfile import Cost
from desktop.storage.search import folded, terms
from desktop.storage.sqlcipher import DbapiConnection, open_plain_connection
from desktop.vocabulary import ClockKind, PromiseState, RemedyKind, Role, SiteKind

LOGIN = "li"
PASSWORD = "Dengta-2026"  # noqa: S105 - of a site of made-up complaints
FORMAT = 1
"""A change of what is made here asks for sites to be made again."""
DOOR = 60
YEARS = 5
OPEN_SHARE = 0.01
RESOLVED_SHARE = 0.002
ABOUT_STAFF = 500
"""One ticket in so many is about a member of the staff."""
STORIES = 40_000
"""So many different texts; after them they come again."""
_CHUNK = 4000
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_ZONE = 8 * 3600 * _SECOND
_SHARES = {"note": 0.5, "promise": 0.4, "remedy": 0.4, "escalation": 0.05, "answer": 0.05}
_PARTS = tuple(_SHARES)


def cache_folder() -> Path:
    """Give the folder that keeps made sites."""
    told = os.environ.get("REDRESS_BENCH_CACHE")
    return Path(told) if told else Path(tempfile.gettempdir()) / "redress-bench"


def apart_from_this_machine() -> None:
    """Keep a bench's settings and anchors out of the person's own folder; call it first."""
    os.environ["XDG_CONFIG_HOME"] = str(cache_folder() / "config")


def big_site(tickets: int, *, searchable: int | None = None, door: int = DOOR) -> Path:
    """Give the folder of a site with so many tickets, made now unless it is there.

    Only the last `searchable` ones stand in the search index, all unless said: filling it takes
    most of the time, and neither lists nor opening read it.
    """
    apart_from_this_machine()
    searchable = tickets if searchable is None else min(searchable, tickets)
    place = cache_folder() / f"{FORMAT}-{tickets}-{searchable}-{door}"
    if not (place / "made").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _make(place / "site", tickets, searchable, door)
        (place / "made").touch()
    return place / "site"


def open_big(folder: Path) -> OpenSite:
    """Open one as its administrator."""
    return open_site(folder, LOGIN, PASSWORD)


@dataclass
class _Clock:
    now: int

    def __call__(self) -> int:
        return self.now


def _make(folder: Path, tickets: int, searchable: int, door: int) -> None:
    now = time.time_ns() // 1000
    start = now - YEARS * 365 * _DAY
    clock = _Clock(start)
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "南京东路店", retail_pack())
    site, _paper = create_site(
        folder, draft, LOGIN, "李晓敏", PASSWORD, cost=Cost(3, 65536), clock=clock
    )
    try:
        writer = Writer(tickets)
        _through_the_door(site, clock, writer, door)
        clock.now += 2 * _DAY
        _multiply(site, writer, tickets - door, searchable, clock.now)
    finally:
        site.close()


def multiply(site: OpenSite, writer: Writer, count: int, searchable: int) -> None:
    """Give a site that was worked at today an archive before today."""
    _multiply(site, writer, count, searchable, time.time_ns() // 1000 - YEARS * 365 * _DAY)


def _multiply(site: OpenSite, writer: Writer, count: int, searchable: int, start: int) -> None:
    """Copy tickets; a day's numbers are the door's or the copies', never both."""
    until = time.time_ns() // 1000 - _DAY
    span = _Span(max(0, count), searchable, start, (until - start) / max(1, count))
    path = site.folder / "redress.db"
    _Copying(site, writer, span).run(open_plain_connection(path, site.unlocked.database_key))


def retail_pack() -> dict[str, Any]:
    """Read the rule pack for shops."""
    path = resource_path("rulepacks", "retail-cn.json")
    pack: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return pack


def written_draft(writer: Writer) -> TicketDraft:
    """Write a complaint with a name and a phone."""
    person = ComplainantDraft(name=writer.name(), contacts=(ContactDraft(writer.phone()),))
    return TicketDraft(
        facts=writer.facts(),
        category="quality.defect",
        complainant=person,
        product=writer.goods(),
        amount=39900,
    )


def _through_the_door(site: OpenSite, clock: _Clock, writer: Writer, count: int) -> None:
    call = site.gateway.call
    for login, name, role in (("zhang", "张伟", Role.MANAGER), ("chen", "陈静", Role.CLERK)):
        take_on(site, login, name, role, "Chuci-2026-mima")
    for _ in range(count):
        clock.now += 600 * _SECOND
        ticket = call(register_ticket, written_draft(writer)).id
        call(assign_ticket, ticket, "chen")
        call(add_note, ticket, "已电话联系顾客，约定明日到店查看。")
        promise = call(promise_answer, ticket, "明日十八点前答复", clock.now + _DAY)
        call(settle_promise, ticket, promise, PromiseState.KEPT)
        call(propose_remedy, ticket, RemedyKind.REFUND, 3990, "退还货款")
        call(send_to_manager, ticket, "顾客要求见负责人")
        call(answer_send_up, ticket, "同意退款，请向顾客致歉")
        call(resolve_ticket, ticket, "已退款并致歉，顾客接受", "phone")
        call(close_ticket, ticket)


@dataclass
class _Batch:
    """Rows gathered for one transaction, by table."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, table: str, row: dict[str, Any]) -> None:
        self.rows.setdefault(table, []).append(tuple(row.values()))


@dataclass(frozen=True)
class _Span:
    """How many copies, how many of them searchable, from when on and how far apart (µs)."""

    count: int
    searchable: int
    start: int
    step: float


@dataclass(frozen=True)
class _Story:
    """A text with what the index makes of it."""

    facts: str
    terms: str
    folded: str


class _Copying:
    """Copies the rows of one ticket from the door under new keys, with new texts."""

    def __init__(self, site: OpenSite, writer: Writer, span: _Span) -> None:
        self._facts = site.gateway.facts
        self._calendar = working_days()
        self._writer = writer
        self._span = span
        self._stories: list[_Story] = []
        self._day, self._serial = -1, 0
        self._dues: dict[int, int] = {}
        self._own = bytes.fromhex(self._facts.card.uid)

    def run(self, connection: DbapiConnection) -> None:
        """Copy until there are enough."""
        for pragma in ("synchronous = off", "cache_size = -400000", "secure_delete = off"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        self._learn(connection)
        numbers = iter(range(self._span.count))
        with _without_indexes(connection):
            while chunk := list(islice(numbers, _CHUNK)):
                batch = _Batch()
                for number in chunk:
                    self._copy(batch, number)
                _write(connection, batch)
        connection.execute("PRAGMA wal_checkpoint(truncate)").fetchall()
        connection.close()

    def _learn(self, connection: DbapiConnection) -> None:
        """Read the rows of the last ticket that went through the door."""
        self._ticket = _row(connection, "SELECT * FROM ticket ORDER BY uid DESC LIMIT 1")
        uid, person = self._ticket["uid"], self._ticket["complainant_uid"]
        of_ticket = {
            name: _row(connection, f"SELECT * FROM {name} WHERE ticket_uid = ?", uid)  # noqa: S608
            for name in _PARTS
        }
        self._parts = {name: row for name, row in of_ticket.items() if row}
        self._line = _row(connection, "SELECT * FROM ticket_row WHERE uid = ?", uid)
        self._person = _row(connection, "SELECT * FROM person WHERE uid = ?", person)
        self._point = _row(connection, "SELECT * FROM contact_point WHERE person_uid = ?", person)
        found = connection.execute("SELECT max(rid) FROM ticket_row").fetchone()
        self._first = int(found[0]) + 1
        staff = connection.execute("SELECT uid FROM staff ORDER BY login = 'chen' DESC").fetchone()
        self._clerk = staff[0]

    def _copy(self, batch: _Batch, number: int) -> None:
        span = self._span
        at = int(span.start + (number + 1) * span.step)
        rid = self._first + number
        story = self._story()
        person, texts = self._copy_person(batch, at)
        ticket = self._copy_ticket(number, at, person, story.facts)
        batch.add("ticket", ticket)
        for name in self._parts:
            if self._writer.random.random() < _SHARES[name] and name != "answer":
                texts += self._copy_part(batch, name, ticket, at)
        batch.add("ticket_row", self._line_of(rid, ticket, person, at))
        if span.count - number > span.searchable:
            return
        lines = [ticket["number"], ticket["product"], ticket["result"], *texts]
        body = "\n".join(line for line in lines if line)
        batch.add("ticket_search", {"rowid": rid, "body": f"{story.terms} {terms(body)}"})
        batch.add("search_text", {"rid": rid, "body": f"{story.folded}\n{folded(body)}"})

    def _story(self) -> _Story:
        if len(self._stories) < STORIES:
            facts = self._writer.facts()
            self._stories.append(_Story(facts, terms(facts), folded(facts)))
            return self._stories[-1]
        return self._writer.random.choice(self._stories)

    def _copy_person(self, batch: _Batch, at: int) -> tuple[dict[str, Any], list[str]]:
        writer = self._writer
        person = self._person | {"uid": self._uid(at), "name": writer.name()}
        point = self._point | {
            "uid": self._uid(at),
            "person_uid": person["uid"],
            "value": writer.phone(),
        }
        batch.add("person", person)
        batch.add("contact_point", point)
        return person, [person["name"], point["value"]]

    def _copy_ticket(
        self, number: int, at: int, person: dict[str, Any], facts: str
    ) -> dict[str, Any]:
        day = (at + _ZONE) // _DAY
        self._serial = self._serial + 1 if day == self._day else 1
        self._day = day
        told = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
        age = 1 - number / self._span.count
        is_open = age < OPEN_SHARE
        status = "resolved" if OPEN_SHARE <= age < OPEN_SHARE + RESOLVED_SHARE else "closed"
        about_staff = self._writer.random.randrange(ABOUT_STAFF) == 0
        return self._ticket | {
            "uid": self._uid(at),
            "number": ticket_number(self._facts.card.code, told, self._serial),
            "business_day": told,
            "serial": self._serial,
            "status": "investigating" if is_open else status,
            "facts": facts,
            "product": self._writer.goods(),
            "received_at": at,
            "registered_at": at,
            "complainant_uid": person["uid"],
            "respondent_staff": self._clerk if about_staff else None,
            "responded_at": at + 3600 * _SECOND,
            "resolved_at": None if is_open else at + 5 * _DAY,
            "ended_at": at + 6 * _DAY if status == "closed" and not is_open else None,
            "result": None if is_open else self._writer.result(),
        }

    def _copy_part(self, batch: _Batch, name: str, ticket: dict[str, Any], at: int) -> list[str]:
        """Copy a note, promise, remedy, or an escalation with its answer; gives its texts."""
        row = self._part(name, ticket, at)
        is_open = ticket["status"] == "investigating"
        if name == "note":
            row["text"] = self._writer.result()
        if name == "remedy":
            state = "proposed" if is_open else "paid"
            row |= {"text": self._writer.result(), "state": state, "proposed_by": self._clerk}
        if name == "promise" and is_open:
            row |= {"state": "open", "settled_at": None, "due_at": at + 9 * _DAY}
        batch.add(name, row)
        texts = [row.get(column) for column in ("text", "what", "reason")]
        if name == "escalation" and "answer" in self._parts:
            answer = self._part("answer", ticket, at) | {"escalation_uid": row["uid"]}
            batch.add("answer", answer)
            texts.append(answer["text"])
        return [text for text in texts if text]

    def _part(self, name: str, ticket: dict[str, Any], at: int) -> dict[str, Any]:
        row = self._parts[name] | {"uid": self._uid(at), "ticket_uid": ticket["uid"]}
        moments = {"at", "made_at", "proposed_at", "settled_at"} & row.keys()
        return row | dict.fromkeys(moments, at)

    def _line_of(
        self, rid: int, ticket: dict[str, Any], person: dict[str, Any], at: int
    ) -> dict[str, Any]:
        is_open = ticket["status"] == "investigating"
        shared = {key: ticket[key] for key in self._line.keys() & ticket.keys()}
        return (
            self._line
            | shared
            | {
                "rid": rid,
                "is_open": is_open,
                "due_at": self._due(at) if is_open else None,
                "due_since": at if is_open else None,
                "respondent": ticket["respondent_staff"],
                "title": " ".join(ticket["facts"].split())[:80],
                "complainant": mask_name(person["name"], None),
            }
        )

    def _due(self, at: int) -> int:
        """Give the end of the first clock that still runs, once for each hour of receipt."""
        hour = at // (3600 * _SECOND)
        if hour not in self._dues:
            timing = Timing(self._facts.card.zone, self._calendar, self._facts.pack.hours)
            self._dues[hour] = min(
                deadline(rule, at, timing).due_at
                for kind, rule in self._facts.pack.clocks.items()
                if kind is ClockKind.DECISION
            )
        return self._dues[hour]

    def _uid(self, at: int) -> bytes:
        """Make a UUIDv7 of a moment, as the program does."""
        bits = self._writer.random.getrandbits(74)
        stamp = at // 1000
        value = stamp << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & (1 << 62) - 1
        return value.to_bytes(16, "big")


def _row(connection: DbapiConnection, query: str, *values: Any) -> dict[str, Any]:
    cursor: Any = connection.execute(query, values)
    found = cursor.fetchone()
    names = (column[0] for column in cursor.description)
    return dict(zip(names, found, strict=True)) if found else {}


def _write(connection: DbapiConnection, batch: _Batch) -> None:
    many: Any = connection
    many.execute("BEGIN IMMEDIATE")
    for table, rows in batch.rows.items():
        marks = ", ".join("?" * len(rows[0]))
        columns = " (rowid, body)" if table == "ticket_search" else ""
        many.executemany(f"INSERT INTO {table}{columns} VALUES ({marks})", rows)  # noqa: S608
    many.execute("COMMIT")


@contextmanager
def _without_indexes(connection: DbapiConnection) -> Iterator[None]:
    """Take the indexes away and make them again: sorting once is quicker than a million times."""
    made = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in made:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _, sql in made:
        connection.execute(sql)


def main() -> None:
    """Make one and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=200_000)
    parser.add_argument("--searchable", type=int, help="the last so many, all unless said")
    parser.add_argument("--door", type=int, default=DOOR)
    asked = parser.parse_args()
    begun = time.perf_counter()
    folder = big_site(asked.tickets, searchable=asked.searchable, door=asked.door)
    size = (folder / "redress.db").stat().st_size
    print(f"{folder}  {size / 1e6:.0f} MB  {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
