"""Today: what needs somebody now, whose it is, and in which order."""

from __future__ import annotations

from desktop.services.approvals import approvals
from desktop.services.casework import (
    assign_ticket,
    promise_answer,
    record_contact,
    resolve_ticket,
    settle_promise,
)
from desktop.services.desk_card import desk_card
from desktop.services.drafts import save_draft
from desktop.services.escalations import (
    accept_hand_over,
    decide_escalation,
    return_ticket,
    send_to_manager,
)
from desktop.services.remedies import approve_remedy, propose_remedy
from desktop.services.today import (
    TodayReason,
    TodayRow,
    mark_answers_read,
    today,
    today_counts,
    unread_answers,
)
from desktop.vocabulary import PromiseState, RemedyKind, TicketId, Verdict
from tests.desks import DAY, HOUR, MINUTE, Desk, Pair

REASON = TodayReason


def lines(desk: Desk, login: str, *, everyone: bool | None = None) -> dict[TicketId, TodayRow]:
    """Give Today as somebody sees it."""
    return {row.ticket.id: row for row in desk.by(login, today, everyone).rows}


def reasons(desk: Desk, login: str, ticket: TicketId) -> set[TodayReason]:
    """Tell why a ticket stands on somebody's Today; nothing if it does not."""
    row = lines(desk, login).get(ticket)
    return set(row.reasons) if row else set()


def calm(desk: Desk) -> TicketId:
    """Register a matter that somebody has answered and that needs nobody now."""
    ticket = desk.register()
    desk.by("wang", assign_ticket, ticket, "chen")
    desk.by("chen", record_contact, ticket, "phone", "已致电")
    return ticket


def test_a_matter_that_is_handled_and_in_time_is_not_on_today(desk: Desk) -> None:
    ticket = calm(desk)
    assert lines(desk, "wang") == {}
    assert desk.by("wang", today_counts).today == 0
    assert reasons(desk, "chen", ticket) == set()


def test_clocks_that_ran_out_or_soon_will_stand_first(desk: Desk) -> None:
    late = desk.register("一")
    desk.clock.advance(19 * HOUR)
    soon = desk.register("二")
    desk.by("wang", assign_ticket, late, "chen")
    desk.by("wang", assign_ticket, soon, "chen")
    assert reasons(desk, "wang", late) == {REASON.AT_RISK}
    desk.clock.advance(5 * HOUR + MINUTE)
    assert reasons(desk, "wang", late) == {REASON.BREACHED}
    desk.clock.advance(15 * HOUR)
    assert list(lines(desk, "wang")) == [late, soon]
    told = desk.by("wang", today)
    assert told.counts == {REASON.BREACHED: 1, REASON.AT_RISK: 1}
    assert desk.by("wang", today_counts).breached == 1


def test_a_promise_for_today_stands_there_until_it_is_settled(desk: Desk) -> None:
    ticket = calm(desk)
    due = desk.clock.now + 4 * HOUR
    ref = desk.by("chen", promise_answer, ticket, "回电说明", due)
    desk.by("chen", promise_answer, ticket, "送货上门", desk.clock.now + 2 * DAY)
    row = lines(desk, "chen")[ticket]
    assert row.reasons == (REASON.PROMISE,)
    assert (row.promise, row.promise_due) == ("回电说明", due)
    desk.by("chen", settle_promise, ticket, ref, PromiseState.KEPT)
    assert reasons(desk, "chen", ticket) == set()


def test_a_clerk_sees_own_and_open_posts_and_the_manager_the_whole_desk(desk: Desk) -> None:
    mine, theirs, nobodys = desk.register("一"), desk.register("二"), desk.register("三")
    desk.by("wang", assign_ticket, mine, "chen")
    desk.by("wang", assign_ticket, theirs, "zhao")
    desk.clock.advance(2 * DAY)
    assert set(lines(desk, "chen")) == {mine, nobodys}
    assert set(lines(desk, "chen", everyone=True)) == {mine, theirs, nobodys}
    assert set(lines(desk, "wang")) == {mine, theirs, nobodys}
    assert reasons(desk, "wang", nobodys) == {REASON.BREACHED, REASON.UNASSIGNED}
    assert not desk.by("chen", today).is_everyone


def test_what_is_sent_up_waits_for_the_manager_alone(desk: Desk) -> None:
    ticket = calm(desk)
    desk.by("chen", send_to_manager, ticket, "请店长答复")
    assert reasons(desk, "wang", ticket) == {REASON.WITH_MANAGER}
    assert reasons(desk, "chen", ticket) == set()


def test_a_proposal_waits_for_a_second_person_and_not_for_its_proposer(desk: Desk) -> None:
    ticket = calm(desk)
    remedy = desk.by("wang", propose_remedy, ticket, RemedyKind.REFUND, 300_000, "全额退款")
    assert reasons(desk, "wang", ticket) == set()
    assert desk.by("wang", approvals) == ()
    assert desk.by("wang", today_counts).approvals == 0
    assert desk.by("chen", approvals) == ()
    assert reasons(desk, "gao", ticket) == {REASON.APPROVAL}
    (waiting,) = desk.by("gao", approvals)
    assert waiting.remedy.ref == remedy
    assert not waiting.is_within_limit
    small = desk.by("chen", propose_remedy, ticket, RemedyKind.GIFT, 50_000)
    assert desk.by("gao", today_counts).approvals == 2
    desk.by("gao", approve_remedy, ticket, small)
    assert [row.remedy.ref for row in desk.by("gao", approvals)] == [remedy]


def test_a_resolved_matter_waits_for_its_follow_up(desk: Desk) -> None:
    ticket = calm(desk)
    desk.by("chen", resolve_ticket, ticket, "已换货", "phone")
    assert reasons(desk, "chen", ticket) == {REASON.FOLLOW_UP}


def test_headquarters_is_told_what_branches_ask_and_no_more(pair: Pair) -> None:
    ticket = pair.asked()
    pair.clock.advance(3 * DAY)
    assert reasons(pair.hq, "sun", ticket) == {REASON.TO_DECIDE}
    pair.hq.by("sun", decide_escalation, ticket, Verdict.INSTRUCTED, "先退款再查")
    assert reasons(pair.hq, "sun", ticket) == set()


def test_an_answer_stands_on_today_until_somebody_has_read_it(pair: Pair) -> None:
    ticket = pair.asked()
    branch = pair.branch
    branch.by("wang", assign_ticket, ticket, "chen")
    branch.by("chen", record_contact, ticket, "phone", "已致电")
    pair.hq.by("sun", decide_escalation, ticket, Verdict.AUTHORISED, "同意退一赔三", 30_000)
    pair.down()
    row = lines(branch, "chen")[ticket]
    assert row.reasons == (REASON.ANSWERED,)
    assert row.answer is not None
    assert (row.answer.verdict, row.answer.amount) == (Verdict.AUTHORISED, 30_000)
    told = branch.by("chen", unread_answers, ticket)
    assert [answer.text for answer in told] == ["同意退一赔三"]
    mark_answers_read(branch.site.gateway, [answer.uid for answer in told])
    assert branch.by("chen", unread_answers, ticket) == ()
    assert reasons(branch, "chen", ticket) == set()


def test_a_matter_that_comes_back_from_headquarters_is_told_once(pair: Pair) -> None:
    from_hq = pair.offered()
    hq, branch = pair.hq, pair.branch
    hq.by("sun", accept_hand_over, from_hq, "总部接手")
    pair.down()
    assert REASON.ANSWERED in reasons(branch, "wang", from_hq)
    mark_answers_read(
        branch.site.gateway, [a.uid for a in branch.by("wang", unread_answers, from_hq)]
    )
    assert reasons(branch, "wang", from_hq) == set()
    hq.by("sun", return_ticket, from_hq, "按方案执行")
    pair.down()
    assert REASON.ANSWERED in reasons(branch, "wang", from_hq)


def test_drafts_left_at_the_counter_are_offered_but_not_to_whom_they_are_about(
    desk: Desk,
) -> None:
    desk.stand("zhao")
    save_draft(desk.site.gateway, {"facts": "推车坏了"}, "前台一")
    save_draft(desk.site.gateway, {"facts": "陈涛骂人", "respondent": "chen"}, "前台一")
    own = save_draft(desk.site.gateway, {"facts": "投诉我自己", "respondent": "赵敏"}, "前台一")
    seen = {d.fields["facts"] for d in desk.by("wang", today).drafts}
    assert seen == {"推车坏了", "陈涛骂人", "投诉我自己"}
    assert {d.fields["facts"] for d in desk.by("chen", today).drafts} == {"推车坏了", "投诉我自己"}
    assert own in {d.uid for d in desk.by("zhao", today).drafts}


def test_more_than_a_screen_of_matters_is_counted_whole(desk: Desk) -> None:
    for number in range(205):
        desk.register(f"第 {number} 件")
    told = desk.by("wang", today)
    assert (len(told.rows), told.total) == (200, 205)
    assert told.counts == {REASON.UNASSIGNED: 205}


def test_the_card_of_a_desk_says_who_and_where(pair: Pair) -> None:
    card = pair.branch.by("chen", desk_card)
    assert (card.site.code, card.limit, card.staff) == (
        "SH001",
        20_000,
        pair.branch.actors["chen"].staff,
    )
    assert {one.login for one in card.colleagues} == {
        "admin", "chen", "zhao", "wang", "gao", "lin"
    }  # fmt: skip
    assert any(row.leaf and row.key == "quality.defect" for row in card.categories)
    pair.up()
    assert [b.code for b in pair.hq.by("sun", desk_card).branches] == ["SH001"]
