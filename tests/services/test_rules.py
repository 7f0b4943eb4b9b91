"""Rule packs: what is wrong is told, what is right takes effect on its day, tickets keep theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from desktop.errors import DeskError
from desktop.models.rule_checks import differences
from desktop.models.rulepack import parse_rule_pack
from desktop.models.site import Site
from desktop.resources import resource_path
from desktop.services.checking import verify_site
from desktop.services.rules import (
    apply_rules,
    check_pack,
    compare_pack,
    held_packs,
    opening_hours,
    read_pack,
    set_opening_hours,
)
from desktop.services.site_card import DEFAULT_ZONE, _place
from desktop.services.tickets import ticket_detail
from desktop.vocabulary import ClockKind, TicketId
from tests.desks import DAY, Desk, Pair

NAMES = ("retail-cn", "bank-cn")


def pack_named(name: str = "retail-cn") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        resource_path("rulepacks", f"{name}.json").read_text(encoding="utf-8")
    )
    return found


def newer(**changed: Any) -> dict[str, Any]:
    return pack_named() | {"version": "2027.01", "effective_from": "2026-04-20"} | changed


@pytest.mark.parametrize("name", NAMES)
def test_the_packs_that_come_along_have_no_fault(name: str) -> None:
    body = pack_named(name)
    assert check_pack(body) == []
    pack = parse_rule_pack(body)
    assert sorted(pack.years) == [2025, 2026, 2027]
    assert [pack.years[year].verified for year in sorted(pack.years)] == [True, True, False]
    assert all(rule.source for rule in pack.clocks.values())
    assert {ClockKind.MANAGER_ANSWER, ClockKind.HEADQUARTERS_ANSWER} <= pack.clocks.keys()


def test_the_bank_has_its_tables_of_codes_and_says_that_nobody_checked_them() -> None:
    pack = parse_rule_pack(pack_named("bank-cn"))
    assert set(pack.codes) == {"business_type", "reason", "channel"}
    assert not any(table.verified for table in pack.codes.values())
    assert {row.key for row in pack.codes["business_type"].rows} >= {"02", "0201"}


def _unknown(body: dict[str, Any]) -> None:
    body["clocks"]["decision"]["lenght"] = 7


def _cycle(body: dict[str, Any]) -> None:
    body["levels"][2]["up"] = "store"


def _codes_circle(body: dict[str, Any]) -> None:
    rows = [{"key": "a", "up": "b"}, {"key": "b", "up": "a"}]
    named = [row | {"names": {"zh_CN": "甲", "en": "A"}} for row in rows]
    body["codes"] = {"reason": {"source": "x", "verified": False, "rows": named}}


def _orphan(body: dict[str, Any]) -> None:
    body["levels"][0]["up"] = "moon"


def _double(body: dict[str, Any]) -> None:
    body["categories"][0]["children"].append(body["categories"][0]["children"][0])


def _reserved(body: dict[str, Any]) -> None:
    body["categories"].append({"key": "unsorted", "names": {"zh_CN": "待", "en": "U"}})


def _negative(body: dict[str, Any]) -> None:
    body["limits"]["clerk"] = -1


def _huge(body: dict[str, Any]) -> None:
    body["limits"]["clerk"] = 10**14


def _float(body: dict[str, Any]) -> None:
    body["limits"]["clerk"] = "12.5"


def _ends_early(body: dict[str, Any]) -> None:
    body["effective_until"] = "2020-01-01"


def _no_such_day(body: dict[str, Any]) -> None:
    body["effective_from"] = "2026-02-30"


def _both(body: dict[str, Any]) -> None:
    body["calendars"]["2026"]["work"].append("2026-10-01")


def _other_year(body: dict[str, Any]) -> None:
    body["calendars"]["2026"]["off"].append("2027-10-01")


def _no_grounds(body: dict[str, Any]) -> None:
    body["pauses"] = []


def _short(body: dict[str, Any]) -> None:
    body["clocks"]["decision"]["longest"] = 3


def _closed(body: dict[str, Any]) -> None:
    body["hours"] = {"mon": []}


def _crossed(body: dict[str, Any]) -> None:
    body["hours"]["mon"] = ["09:00-13:00", "12:00-18:00"]


def _older(body: dict[str, Any]) -> None:
    body["format"] = 1


FAULTS: list[tuple[Callable[[dict[str, Any]], None], str, str]] = [
    (_unknown, "rulepack.unknown_key", "clocks.decision"),
    (_cycle, "rulepack.cycle", "levels"),
    (_codes_circle, "rulepack.cycle", "codes.reason"),
    (_orphan, "rulepack.unknown_parent", "levels.store"),
    (_double, "rulepack.double", "categories"),
    (_reserved, "rulepack.reserved", "categories"),
    (_negative, "rulepack.form", "limits.clerk"),
    (_huge, "rulepack.form", "limits.clerk"),
    (_float, "rulepack.form", "limits.clerk"),
    (_ends_early, "rulepack.ends_early", "effective_until"),
    (_no_such_day, "rulepack.malformed", ""),
    (_both, "rulepack.off_and_work", "calendars.2026"),
    (_other_year, "rulepack.other_year", "calendars.2026"),
    (_no_grounds, "rulepack.no_grounds", "clocks.decision"),
    (_short, "rulepack.malformed", ""),
    (_closed, "hours.never_open", ""),
    (_crossed, "hours.malformed", "mon"),
    (_older, "rulepack.format", "format"),
]


@pytest.mark.parametrize(
    ("spoil", "code", "where"), FAULTS, ids=[spoil.__name__ for spoil, _, _ in FAULTS]
)
def test_a_faulty_pack_is_refused_and_the_one_in_force_stays(
    spoil: Callable[[dict[str, Any]], None], code: str, where: str, desk: Desk
) -> None:
    body = newer()
    spoil(body)
    assert (check_pack(body)[0].code, check_pack(body)[0].where) == (code, where)
    before = desk.site.gateway.facts.pack.digest
    with pytest.raises(DeskError) as refused:
        desk.by("admin", apply_rules, body)
    assert refused.value.code == code
    assert desk.site.gateway.facts.in_force(desk.clock.now + DAY).digest == before
    assert len(desk.by("sun", held_packs)) == 1


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b'{"a": 1.5}', b'{"a": NaN}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_pack_is_told(raw: bytes) -> None:
    with pytest.raises(DeskError) as refused:
        read_pack(raw)
    assert refused.value.code == "rulepack.not_json"


@pytest.fixture
def desk(pair: Pair) -> Desk:
    """A site that nobody gives rules to: headquarters."""
    return pair.hq


def decision(desk: Desk, ticket: TicketId, login: str = "sun") -> Any:
    clocks = desk.by(login, ticket_detail, ticket).clocks
    return next(clock for clock in clocks if clock.kind is ClockKind.DECISION)


def test_a_pack_takes_effect_on_its_day_and_tickets_keep_theirs(desk: Desk) -> None:
    before = desk.register(login="sun")
    body = newer()
    body["clocks"]["decision"] |= {"length": 3, "longest": 9}
    desk.by("admin", apply_rules, body)
    same_day = desk.register(login="sun")
    desk.clock.advance(45 * DAY)
    after = desk.register(login="sun")
    versions = [desk.by("sun", ticket_detail, one).pack_version for one in (before, same_day)]
    assert versions == ["2026.12", "2026.12"]
    assert desk.by("sun", ticket_detail, after).pack_version == "2027.01"
    assert decision(desk, before).due_at == decision(desk, same_day).due_at
    clock = decision(desk, after)
    assert clock.due_at - clock.started_at < 6 * DAY
    rows = desk.by("sun", held_packs)
    assert [(row.version, row.in_force) for row in rows] == [("2027.01", True), ("2026.12", False)]


def test_new_holidays_move_the_clocks_that_run(desk: Desk) -> None:
    ticket = desk.register(login="sun")
    due = decision(desk, ticket).due_at
    body = newer(effective_from="2027-01-01")
    body["calendars"]["2026"]["off"] += ["2026-03-12"]
    desk.by("admin", apply_rules, body)
    assert decision(desk, ticket).due_at == due + DAY
    assert verify_site(desk.site).clean


def test_days_that_overlap_are_refused(desk: Desk) -> None:
    for since, until, code in (
        ("2026-04-15", None, "rulepack.overlap"),
        ("2026-03-01", None, "rulepack.overlap"),
        ("2026-03-01", "2026-04-15", "rulepack.overlap"),
    ):
        with pytest.raises(DeskError) as refused:
            desk.by("admin", apply_rules, newer(effective_from=since, effective_until=until))
        assert refused.value.code == code
    desk.by("admin", apply_rules, newer(effective_from="2026-06-01"))
    with pytest.raises(DeskError) as refused:
        desk.by("admin", apply_rules, newer(effective_from="2026-06-01"))
    assert refused.value.code == "rulepack.known"


def test_what_differs_is_told_place_by_place(desk: Desk) -> None:
    body = pack_named()
    body["clocks"]["decision"]["length"] = 5
    body["categories"][0]["children"][0]["names"]["en"] = "Broken"
    del body["pauses"][3]
    found = {one.where: (one.before, one.after) for one in desk.by("sun", compare_pack, body)}
    assert found["clocks.decision.length"] == ("7", "5")
    assert found["categories.quality.children.defect.names.en"] == (
        "Defective or damaged",
        "Broken",
    )
    assert found["pauses.customer.names.en"][1] == ""
    assert differences(body, deepcopy(body)) == []


def test_a_branch_says_when_it_is_open(pair: Pair) -> None:
    desk = pair.branch
    assert desk.by("chen", opening_hours) is None
    told = {"mon": ["09:00-12:00", "13:30-21:00"], "tue": ["09:00-12:00"]}
    desk.by("wang", set_opening_hours, told)
    assert desk.by("chen", opening_hours) == told
    assert desk.site.gateway.facts.place_of(desk.site.gateway.facts.card.uid).hours is not None
    wrongs: list[dict[str, Any]] = [
        {"monday": []}, {"mon": ["9-12"]}, {"mon": ["25:00-26:00"]}, {"sun": []}
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(DeskError) as refused:
            desk.by("wang", set_opening_hours, wrong)
        assert refused.value.code in {"hours.malformed", "hours.never_open"}
    assert desk.by("chen", opening_hours) == told
    desk.by("wang", set_opening_hours, None)
    assert desk.by("chen", opening_hours) is None


def test_headquarters_pack_reaches_the_branch_and_binds_it(pair: Pair) -> None:
    running = pair.branch.register()
    due = decision(pair.branch, running, "chen").due_at
    body = newer()
    body["calendars"]["2026"]["off"] += ["2026-03-12"]
    pair.up()
    pair.hq.by("admin", apply_rules, body)
    pair.down()
    assert decision(pair.branch, running, "chen").due_at == due + DAY
    with pytest.raises(DeskError) as refused:
        pair.branch.by("admin", apply_rules, newer(version="own"))
    assert refused.value.code == "rulepack.from_headquarters"
    pair.clock.advance(45 * DAY)
    made = pair.branch.register()
    assert pair.branch.by("chen", ticket_detail, made).pack_version == "2027.01"
    pair.branch.by("wang", set_opening_hours, {"mon": ["10:00-16:00"]})
    pair.up()
    assert pair.hq.site.gateway.facts.place_of(made.site).hours is not None
    for site in (pair.branch, pair.hq):
        assert verify_site(site.site).clean


@pytest.mark.parametrize("zone", ["Mars/Olympus", "\ud800", "Asia", ""])
def test_a_zone_that_is_none_locks_nobody_out(zone: str) -> None:
    assert _place(Site(zone=zone, hours=None)).zone == DEFAULT_ZONE
