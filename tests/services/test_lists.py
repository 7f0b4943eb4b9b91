"""Lists and search: the right tickets in the right order, none to whom it is about."""

from __future__ import annotations

import pytest

from desktop.errors import NotFoundError
from desktop.services.approvals import approvals
from desktop.services.casework import assign_ticket, resolve_ticket, withdraw_ticket
from desktop.services.escalations import ask_headquarters, decide_escalation, send_to_manager
from desktop.services.intake import register_ticket
from desktop.services.lists import (
    TicketFilter,
    people_like,
    search_tickets,
    ticket_count,
    ticket_ids,
    ticket_rows,
)
from desktop.services.remedies import propose_remedy
from desktop.services.ticket_draft import (
    ComplainantDraft,
    ContactDraft,
    RespondentDraft,
    TicketDraft,
)
from desktop.services.tickets import ticket_by_number, ticket_detail
from desktop.services.today import today, today_counts
from desktop.vocabulary import RemedyKind, Severity, Status, TicketId, Uid, Verdict
from tests.desks import DAY, Desk, Pair


def shown(desk: Desk, told: TicketFilter, login: str = "wang") -> list[TicketId]:
    """Give the tickets of a list as somebody sees them."""
    rids = desk.by(login, ticket_ids, told)
    rows = desk.by(login, ticket_rows, rids)
    assert desk.by(login, ticket_count, told) == len(rows)
    return [row.id for row in rows]


def found(desk: Desk, text: str, login: str = "wang") -> list[TicketId]:
    """Give what a search brings."""
    rids = desk.by(login, search_tickets, text)
    return [row.id for row in desk.by(login, ticket_rows, rids)]


def about(desk: Desk, login: str, facts: str = "店员态度恶劣，辱骂顾客") -> TicketId:
    """Register a complaint about one of the people."""
    person = ComplainantDraft(name="郑先生", contacts=(ContactDraft("13344445555"),))
    draft = TicketDraft(facts=facts, complainant=person, respondent=RespondentDraft(staff=login))
    return desk.by("zhao", register_ticket, draft).id


def test_each_filter_lets_through_what_it_names(desk: Desk) -> None:
    plain = desk.register()
    high = desk.register("冷柜漏电", severity=Severity.HIGH)
    sent = desk.register("要见店长")
    asked = desk.register("要求三倍赔偿")
    solved = desk.register("价签不符")
    ended = desk.register("误登记")
    desk.by("chen", send_to_manager, sent, "要求当面答复")
    desk.by("chen", ask_headquarters, asked, "超出门店权限")
    desk.by("wang", assign_ticket, plain, "chen")
    desk.by("chen", resolve_ticket, solved, "已退差价", "phone")
    desk.by("chen", withdraw_ticket, ended, "顾客撤回")
    open_ones = {plain, high, sent, asked}
    chen = desk.actors["chen"].staff
    cases: dict[str, tuple[TicketFilter, set[TicketId]]] = {
        "open": (TicketFilter(open_only=True), open_ones),
        "unassigned": (TicketFilter(unassigned=True), open_ones - {plain}),
        "mine": (TicketFilter(open_only=True, assignee=chen), {plain}),
        "manager": (TicketFilter(open_only=True, with_manager=True), {sent}),
        "asked": (TicketFilter(open_only=True, waits_for_headquarters=True), {asked}),
        "severity": (TicketFilter(severity=Severity.HIGH), {high}),
        "resolved": (TicketFilter(statuses=(Status.RESOLVED,)), {solved}),
        "ended": (TicketFilter(statuses=(Status.WITHDRAWN, Status.CLOSED)), {ended}),
        "all": (TicketFilter(), open_ones | {solved, ended}),
        "other site": (TicketFilter(site=Uid("0" * 32)), set()),
    }
    for name, (told, wanted) in cases.items():
        assert set(shown(desk, told)) == wanted, name


def test_a_list_is_ordered_by_the_clock_or_by_age(desk: Desk) -> None:
    old = desk.register("一")
    desk.clock.advance(DAY)
    new = desk.register("二")
    assert shown(desk, TicketFilter(order="newest")) == [new, old]
    assert shown(desk, TicketFilter(order="due")) == [old, new]


def test_rows_come_in_the_order_asked_for(desk: Desk) -> None:
    for word in ("一", "二", "三"):
        desk.register(word)
    rids = desk.by("wang", ticket_ids, TicketFilter())
    wanted = [rids[2], rids[0], rids[1]]
    assert [row.rid for row in desk.by("wang", ticket_rows, wanted)] == wanted


def test_what_headquarters_answered_no_longer_waits_for_it(pair: Pair) -> None:
    ticket = pair.asked()
    waits = TicketFilter(open_only=True, waits_for_headquarters=True)
    assert shown(pair.hq, waits, "sun") == [ticket]
    pair.hq.by("sun", decide_escalation, ticket, Verdict.AUTHORISED, "按此办理", 30_000)
    assert shown(pair.hq, waits, "sun") == []
    assert shown(pair.branch, waits) == [ticket]
    pair.down()
    assert shown(pair.branch, waits) == []


@pytest.mark.parametrize(
    "text",
    [
        "推",
        "推车",
        "推车前轮",
        "前轮支架断裂",
        "王小明",
        "5678",
        "12345678",
        "13812345678",
        "pram",
        "Pram X1",
        "ＰＲＡＭ",
        "推车 断裂",
        "断裂 pram",
        "88213",
    ],
)
def test_search_finds_words_of_any_length_and_tails_of_numbers(desk: Desk, text: str) -> None:
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft("13812345678"),))
    wanted = desk.register("推车前轮支架断裂，Pram X1 全新", complainant=person, order="88213")
    desk.register("酸奶临期未标示", complainant=ComplainantDraft(name="孙女士"))
    assert found(desk, text) == [wanted]


@pytest.mark.parametrize("text", ["车推", "断推车", "推车 酸奶", "9999", "prams"])
def test_search_finds_nothing_that_does_not_stand_there(desk: Desk, text: str) -> None:
    desk.register("推车前轮支架断裂，Pram X1 全新")
    desk.register("酸奶临期未标示")
    assert found(desk, text) == []


def test_a_ticket_about_somebody_is_hidden_from_them_everywhere(desk: Desk) -> None:
    ticket = about(desk, "wang")
    number = desk.by("gao", ticket_detail, ticket).number
    desk.by("zhao", propose_remedy, ticket, RemedyKind.COMPENSATION, 50_000)
    desk.by("zhao", send_to_manager, ticket, "请店长处理")
    rid = desk.by("gao", ticket_ids, TicketFilter())[0]
    everything = (
        TicketFilter(),
        TicketFilter(open_only=True),
        TicketFilter(unassigned=True),
        TicketFilter(with_manager=True),
        TicketFilter(waits_for_approval=True),
    )
    for told in everything:
        assert shown(desk, told, "gao") == [ticket], told
        assert shown(desk, told, "wang") == [], told
    assert desk.by("wang", ticket_rows, [rid]) == ()
    for text in ("辱骂", "辱", "5555", number):
        assert found(desk, text, "gao") == [ticket]
        assert found(desk, text, "wang") == []
    assert desk.by("gao", ticket_by_number, number) == ticket
    with pytest.raises(NotFoundError):
        desk.by("wang", ticket_by_number, number)
    with pytest.raises(NotFoundError):
        desk.by("wang", ticket_detail, ticket)


def test_today_approvals_and_history_do_not_know_of_it_either(desk: Desk) -> None:
    ticket = about(desk, "wang")
    desk.by("zhao", propose_remedy, ticket, RemedyKind.COMPENSATION, 50_000)
    desk.by("zhao", send_to_manager, ticket, "请店长处理")
    desk.clock.advance(2 * DAY)
    assert desk.by("gao", today_counts).today == 1
    assert desk.by("gao", today_counts).approvals == 1
    counts = desk.by("wang", today_counts)
    assert (counts.today, counts.breached, counts.approvals) == (0, 0, 0)
    rows = desk.by("wang", today)
    assert (rows.rows, rows.total, rows.counts) == ((), 0, {})
    assert [row.ticket.id for row in desk.by("gao", approvals)] == [ticket]
    assert desk.by("wang", approvals) == ()
    known = desk.by("gao", people_like, "13344445555")
    assert [row.id for person in known for row in person.tickets] == [ticket]
    hidden = desk.by("wang", people_like, "13344445555")
    assert [row.id for person in hidden for row in person.tickets] == []


def test_a_hidden_ticket_takes_no_place_among_the_newest(desk: Desk) -> None:
    seen = desk.register("冷柜漏电")
    about(desk, "wang", "冷柜漏电，经理推诿")
    rids = desk.by("wang", search_tickets, "冷柜", 1)
    assert [row.id for row in desk.by("wang", ticket_rows, rids)] == [seen]
    assert len(desk.by("gao", search_tickets, "冷柜", 1)) == 1
