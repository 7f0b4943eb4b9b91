"""One ticket: what can be done, done in place, and what the page says of it afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton

from desktop.services.casework import (
    add_note,
    assign_ticket,
    classify_ticket,
    promise_answer,
    record_contact,
    resolve_ticket,
)
from desktop.services.escalations import decide_escalation, hand_over, send_to_manager
from desktop.services.intake import SettlementDraft
from desktop.services.opening import create_site
from desktop.services.remedies import approve_remedy, pay_out, propose_remedy
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, RespondentDraft
from desktop.sync.enrolment import join, write_invitation
from desktop.views.desk.act_panel import ActPanel, opens_a_form
from desktop.views.desk.money_forms import DecideForm
from desktop.views.desk.offers import Act
from desktop.views.desk.ticket_page import TicketPage
from desktop.views.desk.word_forms import ContactForm, FollowUpForm
from desktop.views.widgets.chips import ToggleChips
from desktop.vocabulary import (
    EscalationState,
    FollowUpResult,
    PayoutMeans,
    PromiseState,
    RemedyKind,
    RemedyState,
    Severity,
    SiteKind,
    Status,
    TicketId,
    Verdict,
)
from tests.desks import CHEAP, HOUR, MINUTE, PASSWORD, Clock, Desk, Pair, retail_pack
from tests.views.desk.conftest import Seat, words


def offered(page: TicketPage) -> dict[Act, str]:
    """Give what is on offer, with the reason where it is greyed out."""
    acts = {act: page.act_row.offer(act) for act in Act}
    return {act: offer.reason for act, offer in acts.items() if offer is not None}


def type_into(panel: ActPanel, name: str, text: str) -> None:
    """Type into a field of the open form."""
    assert panel.form is not None
    editor = panel.form.editor(name)
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        assert isinstance(editor, QLineEdit)
        editor.setText(text)


def send(seat: Seat, page: TicketPage) -> None:
    """Send the open form and wait until the page shows the ticket as it is then."""
    with seat.qtbot.waitSignal(page.ticket_shown):
        seat.click(page.panel.submit_button)
    seat.settle()


def story(page: TicketPage) -> list[str]:
    """Give the timeline as it is read out, oldest first."""
    rows = page.body.timeline._rows.values()
    return [row.accessibleName() for row in rows]


def test_the_head_says_what_who_and_how_long(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register("推车前轮支架断裂", severity=Severity.HIGH)
    desk.by("wang", assign_ticket, ticket, "zhao")
    page = clerk.ticket(ticket)
    assert page.head.title_label.text() == "推车前轮支架断裂"
    assert page.head.number_label.text() == "SH001-260310-001"
    assert page.head.person_label.text() == "王**  138****8000"
    assert page.head.place_label.toolTip() == "经办：赵敏"
    assert page.head.status_chip.accessibleName() == "调查中"
    assert page.head.severity_chip.accessibleName() == "高度"
    bars = [bar for bar in page.head._bars if bar.isVisible()]
    assert [bar.accessibleName().split()[0] for bar in bars] == ["首次回应", "处理决定"]
    assert "剩" in bars[0].accessibleName()
    assert "规则包 retail-cn" in bars[0].toolTip()


def test_the_details_show_what_was_taken_down_and_nothing_empty(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register(
        category="quality.defect", product="儿童推车", order="88213", asked=39_900
    )
    page = clerk.ticket(ticket)
    told = words(page.body.details)
    for wanted in ("产品质量 / 质量瑕疵或损坏", "儿童推车", "88213", "¥399.00", "陈涛", "到店"):
        assert wanted in told
    assert "批次" not in told


def test_a_clerk_is_told_why_some_acts_are_the_managers(clerk: Seat, desk: Desk) -> None:
    page = clerk.ticket(desk.register())
    found = offered(page)
    assert found[Act.NOT_UPHOLD] == found[Act.VOID] == "须由店长操作"
    assert not found[Act.CONTACT]
    assert Act.DECIDE not in found
    assert Act.ANSWER_SEND_UP not in found
    menu = {a.objectName(): a for a in page.act_row.more_menu.actions()}
    assert not menu["menu_void"].isEnabled()
    assert menu["menu_void"].text() == "作废（须由店长操作）"


def test_the_next_step_follows_the_life_of_the_ticket(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)

    def following() -> list[Act]:
        return [a for a in Act if (o := page.act_row.offer(a)) is not None and o.is_next]

    assert following() == [Act.CONTACT]
    for case, args, wanted in (
        (record_contact, ("phone", "已致电"), Act.PROPOSE),
        (propose_remedy, (RemedyKind.GIFT, 1_000), Act.PAY_OUT),
    ):
        clerk.jobs.call(page, None, case, ticket, *args)
        clerk.qtbot.waitUntil(lambda wanted=wanted: following() == [wanted])  # type: ignore[misc]
    remedy = clerk.read(ticket).remedies[0].ref
    told = SettlementDraft(RemedyKind.GIFT, PayoutMeans.GIFT, 1_000, receiver="王小明")
    clerk.jobs.call(page, None, pay_out, ticket, remedy, told)
    clerk.qtbot.waitUntil(lambda: following() == [Act.RESOLVE])
    clerk.jobs.call(page, None, resolve_ticket, ticket, "已赠礼品", "phone")
    clerk.qtbot.waitUntil(lambda: following() == [Act.FOLLOW_UP])
    assert page.act_row.button(Act.FOLLOW_UP).isVisible()


def test_a_note_is_written_in_place_and_stands_in_the_story(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    clerk.click(page.act_row.button(Act.NOTE))
    assert page.panel.isVisible()
    clerk.click(page.panel.submit_button)
    assert page.panel.isVisible()
    assert page.panel.form is not None
    assert "请填写。" in page.panel.form.fields["text"].note
    type_into(page.panel, "text", "联系仓库，有同款一台")
    send(clerk, page)
    assert not page.panel.isVisible()
    assert "陈涛 备注：联系仓库，有同款一台" in story(page)[-1]
    assert "今天 3月10日" in story(page)[-1]


def test_what_was_typed_outlives_looking_at_another_ticket(clerk: Seat, desk: Desk) -> None:
    first, second = desk.register("一"), desk.register("二")
    page = clerk.ticket(first)
    page.begin(Act.CONTACT)
    type_into(page.panel, "text", "顾客说后天出行")
    page.show_ticket(second)
    clerk.qtbot.waitUntil(lambda: page.ticket is not None and page.ticket.id == second)
    assert page.panel.act is None
    page.show_ticket(first)
    clerk.qtbot.waitUntil(lambda: page.panel.act is Act.CONTACT)
    assert page.panel.form is not None
    assert page.panel.form.text("text") == "顾客说后天出行"
    clerk.qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    page.begin(Act.CONTACT)
    assert page.panel.form.text("text") == "顾客说后天出行"


def test_a_change_by_somebody_else_stops_a_stale_act_and_keeps_the_words(
    clerk: Seat, desk: Desk
) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    page.begin(Act.RESOLVE)
    type_into(page.panel, "text", "已换货")
    desk.by("wang", classify_ticket, ticket, None, Severity.ELEVATED)
    clerk.qtbot.waitUntil(lambda: page.ticket is not None and page.ticket.version == 2)
    clerk.click(page.panel.submit_button)
    clerk.qtbot.waitUntil(page.message_bar.isVisible)
    assert "您填写的内容还在" in page.message_bar.sentence
    assert clerk.read(ticket).status is Status.REGISTERED
    clerk.click(page.message_bar.action_button)
    clerk.settle()
    assert page.panel.form is not None
    assert page.panel.form.text("text") == "已换货"
    send(clerk, page)
    assert clerk.read(ticket).result == "已换货"


def test_a_talk_stops_the_first_clock_and_says_how(clerk: Seat, desk: Desk) -> None:
    page = clerk.ticket(desk.register())
    page.begin(Act.CONTACT)
    assert isinstance(page.panel.form, ContactForm)
    type_into(page.panel, "text", "致歉并说明")
    chips = page.panel.form.editor("channel")
    assert isinstance(chips, ToggleChips)
    clerk.click(chips.chip("wechat"))
    send(clerk, page)
    assert "陈涛 联系顾客（微信）：致歉并说明" in story(page)[-1]
    assert page.ticket is not None
    assert page.ticket.responded_at is not None


@pytest.mark.parametrize("act", [act for act in Act if opens_a_form(act)])
def test_every_form_shows_its_fields(manager: Seat, desk: Desk, act: Act) -> None:
    page = manager.ticket(desk.register())
    page.begin(act)
    form = page.panel.form
    assert form is not None
    for field in form.fields.values():
        manager.qtbot.waitUntil(
            lambda editor=field.editor: not editor.visibleRegion().isEmpty()  # type: ignore[misc]
        )


def test_a_promise_without_words_of_its_own_is_an_answer(clerk: Seat, desk: Desk) -> None:
    page = clerk.ticket(desk.register(promise_due=desk.clock.now + HOUR))
    assert "答复顾客" in words(page.body.promises)


def test_joining_headquarters_opens_its_steps_at_once(
    seats: Any, pair: Pair, tmp_path: Any
) -> None:
    pack = retail_pack()
    site, _ = create_site(
        tmp_path / "alone", SiteDraft(SiteKind.BRANCH, "SH009", "独店", pack),
        "admin", "李", PASSWORD, cost=CHEAP, clock=Clock(),
    )  # fmt: skip
    alone = Desk(site, Clock(), {"admin": site.gateway.actor})
    seat: Seat = seats(alone, "admin")
    page = seat.ticket(alone.register(login="admin"))
    assert offered(page)[Act.ASK_HQ]
    assert offered(page)[Act.HAND_OVER]
    invitation = tmp_path / "SH009.redress-enrolment"
    pair.hq.stand("admin")
    invitation.write_bytes(write_invitation(pair.hq.site.gateway, "SH009", "独店"))
    join(site.gateway, invitation)
    seat.qtbot.waitUntil(lambda: not offered(page)[Act.ASK_HQ])
    assert not offered(page)[Act.HAND_OVER]
    seat.settle()
    site.close()


def test_a_promise_is_made_and_kept_in_place(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    page.begin(Act.PROMISE)
    type_into(page.panel, "what", "换货")
    send(clerk, page)
    (promise,) = clerk.read(ticket).promises
    assert clerk.view.local(promise.due_at).strftime("%m-%d %H:%M") == "03-11 18:00"
    assert "陈涛 承诺 3月11日 18:00 前：换货" in story(page)[-1]
    kept = page.body.promises.findChild(QPushButton, "kept_button")
    assert kept is not None
    with clerk.qtbot.waitSignal(page.ticket_shown):
        clerk.click(kept)
    assert clerk.read(ticket).promises[0].state is PromiseState.KEPT
    assert "陈涛 兑现了承诺：换货" in story(page)[-1]


def test_a_proposal_above_the_limit_says_so_and_waits(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    page.begin(Act.PROPOSE)
    assert page.panel.form is not None
    type_into(page.panel, "amount", "39900.5.1")
    clerk.click(page.panel.submit_button)
    assert page.panel.form.fields["amount"].state == "error"
    type_into(page.panel, "amount", "399")
    assert "须由他人审批" in page.panel.form.fields["amount"].note
    type_into(page.panel, "text", "退款并补偿交通费")
    send(clerk, page)
    assert clerk.read(ticket).remedies[0].state is RemedyState.PROPOSED
    assert "¥399.00" in words(page.body.remedies)
    assert "待审批" in [
        c.accessibleName() for c in page.body.remedies.findChildren(type(page.head.status_chip))
    ]
    assert page.body.remedies.findChild(QPushButton, "approve_button") is None


def test_the_manager_approves_on_the_ticket_and_the_clerk_pays_out(
    manager: Seat, seats: Any, desk: Desk
) -> None:
    ticket = desk.register()
    desk.by("chen", propose_remedy, ticket, RemedyKind.REFUND, 39_900, "全额退款")
    page = manager.ticket(ticket)
    yes = page.body.remedies.findChild(QPushButton, "approve_button")
    assert yes is not None
    manager.click(yes)
    assert page.panel.act is Act.APPROVE
    type_into(page.panel, "reason", "情况属实")
    send(manager, page)
    assert "王建国 批准方案：退款 ¥399.00。情况属实" in story(page)[-1]
    clerk = seats(desk, "chen")
    page = clerk.ticket(ticket)
    pay = page.body.remedies.findChild(QPushButton, "pay_button")
    assert pay is not None
    clerk.click(pay)
    clerk.click(page.panel.submit_button)
    assert page.panel.form is not None
    assert page.panel.form.fields["receiver"].state == "error"
    type_into(page.panel, "receiver", "王小明")
    send(clerk, page)
    assert "陈涛 兑付方案：原路退款 ¥399.00，王小明签收" in story(page)[-1]
    assert clerk.read(ticket).remedies[0].state is RemedyState.PAID


def test_ones_own_proposal_cannot_be_approved(manager: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.by("wang", propose_remedy, ticket, RemedyKind.REFUND, 300_000)
    page = manager.ticket(ticket)
    assert offered(page)[Act.APPROVE] == "本人拟定的方案须由他人审批"
    assert page.body.remedies.findChild(QPushButton, "approve_button") is None


def test_a_small_matter_is_settled_at_once(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register("价签不符")
    page = clerk.ticket(ticket)
    page.begin(Act.SETTLE)
    type_into(page.panel, "amount", "6")
    type_into(page.panel, "text", "退还差价")
    clerk.click(page.panel.submit_button)
    assert clerk.read(ticket).status is Status.REGISTERED
    type_into(page.panel, "receiver", "顾客")
    send(clerk, page)
    assert clerk.read(ticket).status is Status.CLOSED
    assert "当场办结" in story(page)[-1]
    assert "6.00" in story(page)[-1]


def test_the_end_of_a_ticket_resolve_call_back_close(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    page.begin(Act.RESOLVE)
    type_into(page.panel, "text", "已换新并致歉")
    send(clerk, page)
    page.begin(Act.FOLLOW_UP)
    assert isinstance(page.panel.form, FollowUpForm)
    clerk.click(page.panel.submit_button)
    assert page.panel.form.fields["result"].state == "error"
    chips = page.panel.form.editor("result")
    assert isinstance(chips, ToggleChips)
    clerk.click(chips.chip(FollowUpResult.SATISFIED))
    send(clerk, page)
    assert "回访：满意" in story(page)[-1]
    page.begin(Act.CLOSE)
    assert page.panel.form is not None
    chips = page.panel.form.editor("told_how")
    assert isinstance(chips, ToggleChips)
    clerk.click(chips.chip("phone"))
    send(clerk, page)
    assert clerk.read(ticket).status is Status.CLOSED
    assert set(offered(page)) >= {Act.REOPEN, Act.NOTE}
    assert Act.RESOLVE not in offered(page)


def test_full_details_need_a_reason_and_cover_themselves(clerk: Seat, desk: Desk) -> None:
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft("13800138000"),))
    first = desk.register("一", complainant=person)
    second = desk.register("二")
    page = clerk.ticket(first)
    clerk.click(page.head.reveal_button)
    assert page.panel.form is not None
    chips = page.panel.form.editor("usual")
    assert isinstance(chips, ToggleChips)
    clerk.click(chips.chip("call"))
    send(clerk, page)
    assert page.head.person_label.text() == "王小明  13800138000"
    assert "查看了顾客完整信息。事由：联系顾客" in story(page)[-1]
    page.show_ticket(second)
    page.show_ticket(first)
    clerk.qtbot.waitUntil(lambda: "****" in page.head.person_label.text())


def test_a_branch_asks_headquarters_answers_and_somebody_notes_it(seats: Any, pair: Pair) -> None:
    ticket = pair.asked()
    pair.clock.advance(MINUTE)
    officer = seats(pair.hq, "sun")
    page = officer.ticket(ticket)
    found = offered(page)
    assert not found[Act.DECIDE]
    assert found[Act.PROPOSE] == "主办方是西安路店，本站点可补充记录或提请主办方"
    assert "主办方：西安路店" in page.head.place_label.toolTip()
    officer.click(page.act_row.button(Act.DECIDE))
    assert isinstance(page.panel.form, DecideForm)
    chips = page.panel.form.editor("verdict")
    assert isinstance(chips, ToggleChips)
    officer.click(chips.chip(Verdict.AUTHORISED))
    type_into(page.panel, "amount", "300")
    type_into(page.panel, "text", "同意退一赔三")
    send(officer, page)
    assert "孙倩 批复：同意授权，金额不超过 ¥300.00。同意退一赔三" in story(page)[-1]
    pair.down()
    clerk = seats(pair.branch, "chen")
    page = clerk.ticket(ticket)
    clerk.qtbot.waitUntil(page.answer_bar.isVisible)
    assert "总部批复：同意授权。同意退一赔三" in page.answer_bar.sentence
    assert "孙倩（总部客户服务部） 批复" in story(page)[-1]
    assert "同意退一赔三" in words(page.body.escalations)
    with clerk.qtbot.waitSignal(clerk.view.answers_read):
        clerk.click(page.answer_bar.action_button)
    page.reload()
    clerk.settle()
    assert not page.answer_bar.isVisible()


def test_an_answer_that_arrives_while_one_looks_is_shown(seats: Any, pair: Pair) -> None:
    ticket = pair.asked()
    manager = seats(pair.branch, "wang")
    page = manager.ticket(ticket)
    assert offered(page)[Act.ASK_HQ] == "已请示，待总部批复"
    pair.hq.by("sun", decide_escalation, ticket, Verdict.DECLINED, "按三包规定办理")
    pair.down()
    manager.qtbot.waitUntil(page.answer_bar.isVisible)
    assert "按三包规定办理" in page.answer_bar.sentence


def test_custody_goes_to_headquarters_and_back(seats: Any, pair: Pair) -> None:
    ticket = pair.branch.register()
    pair.branch.by("chen", hand_over, ticket, "涉及供应商")
    clerk = seats(pair.branch, "chen")
    page = clerk.ticket(ticket)
    assert "已提出移交总部" in page.head.place_label.toolTip()
    assert Act.RECALL in offered(page)
    pair.up()
    pair.clock.advance(MINUTE)
    officer = seats(pair.hq, "sun")
    page = officer.ticket(ticket)
    officer.click(page.act_row.button(Act.ACCEPT))
    type_into(page.panel, "text", "总部联系供应商")
    send(officer, page)
    assert page.ticket is not None
    assert page.ticket.is_custodian
    page.begin(Act.RETURN)
    type_into(page.panel, "text", "按方案换货")
    send(officer, page)
    assert "孙倩 退回西安路店办理：按方案换货" in story(page)[-1]
    assert page.ticket.escalations[-1].state is EscalationState.RETURNED


def test_while_headquarters_has_it_the_branch_adds_and_asks(seats: Any, pair: Pair) -> None:
    ticket = pair.offered()
    officer = seats(pair.hq, "sun")
    page = officer.ticket(ticket)
    page.begin(Act.ACCEPT)
    type_into(page.panel, "text", "总部接办")
    send(officer, page)
    pair.down()
    clerk = seats(pair.branch, "chen")
    page = clerk.ticket(ticket)
    found = offered(page)
    assert found[Act.RESOLVE].startswith("主办方是总部客户服务部")
    clerk.click(page.act_row.button(Act.REQUEST))
    type_into(page.panel, "text", "顾客在店等候，请尽快批复")
    send(clerk, page)
    assert "陈涛 提请主办方：顾客在店等候，请尽快批复" in story(page)[-1]


def test_a_conflict_is_told_and_state_waits(seats: Any, pair: Pair) -> None:
    ticket = pair.disputed()
    officer = seats(pair.hq, "sun")
    page = officer.ticket(ticket)
    assert page.conflict_bar.isVisible()
    assert "双方记录都已保留" in page.conflict_bar.sentence
    assert any("未生效，有冲突待裁定" in line for line in story(page))
    assert offered(page)[Act.RESOLVE].startswith("本单有冲突")


def test_paper_is_asked_for_with_its_kind(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    for action, kind in (
        (page.head.slip_action, "slip"),
        (page.head.handling_action, "handling"),
    ):
        with clerk.qtbot.waitSignal(page.paper_requested) as caught:
            action.trigger()
        assert caught.args == [kind, ticket]


def test_the_answer_to_what_was_sent_up(manager: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", send_to_manager, ticket, "顾客要求店长答复")
    page = manager.ticket(ticket)
    assert Act.SEND_UP not in offered(page)
    manager.click(page.act_row.button(Act.ANSWER_SEND_UP))
    type_into(page.panel, "text", "我来联系")
    send(manager, page)
    assert "王建国 答复上报：我来联系" in story(page)[-1]
    assert not manager.read(ticket).with_manager


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (Act.WITHDRAW, Status.WITHDRAWN),
        (Act.NOT_UPHOLD, Status.NOT_UPHELD),
        (Act.VOID, Status.VOIDED),
    ],
)
def test_a_manager_ends_a_ticket_with_a_reason(
    manager: Seat, desk: Desk, act: Act, status: Status
) -> None:
    ticket = desk.register()
    page = manager.ticket(ticket)
    page.begin(act)
    type_into(page.panel, "text", "经核实情况不属实")
    send(manager, page)
    assert manager.read(ticket).status is status
    assert "经核实情况不属实" in story(page)[-1]


def test_every_act_on_offer_can_be_begun(seats: Any, pair: Pair) -> None:
    tickets: list[tuple[Desk, str, TicketId]] = [
        (pair.branch, "chen", pair.branch.register()),
        (pair.branch, "wang", pair.branch.register()),
        (pair.hq, "sun", pair.asked()),
        (pair.hq, "sun", pair.offered()),
    ]
    waiting = pair.branch.register()
    pair.branch.by("chen", propose_remedy, waiting, RemedyKind.REFUND, 100_000)
    pair.branch.by("chen", propose_remedy, waiting, RemedyKind.GIFT, 100)
    pair.branch.by("chen", promise_answer, waiting, "回电", pair.clock.now + HOUR)
    tickets.append((pair.branch, "wang", waiting))
    seen = set()
    for site, login, ticket in tickets:
        seat = seats(site, login)
        page = seat.ticket(ticket)
        for act, reason in offered(page).items():
            if not reason and act not in {Act.INVESTIGATE, Act.NEGOTIATE}:
                page.begin(act)
                assert page.panel.act is act
                assert page.panel.title_label.text()
                seen.add(act)
        page.panel.dismiss()
    assert len(seen) >= 20


def test_respondents_do_not_find_their_ticket_by_its_id(seats: Any, desk: Desk) -> None:
    hidden = desk.register("辱骂顾客", "zhao", respondent=RespondentDraft(staff="wang"))
    desk.by("gao", add_note, hidden, "已核实")
    seat = seats(desk, "wang")
    page = seat.show(TicketPage(seat.view))
    failed: list[Exception] = []
    seat.jobs.job_failed.connect(failed.append)
    page.show_ticket(hidden)
    seat.qtbot.waitUntil(lambda: bool(failed))
    assert page.ticket is None
    assert "辱骂" not in words(page)


def test_approved_by_somebody_else_shows_at_once(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    remedy = desk.by("chen", propose_remedy, ticket, RemedyKind.REFUND, 50_000)
    page = clerk.ticket(ticket)
    desk.by("wang", approve_remedy, ticket, remedy)
    clerk.qtbot.waitUntil(
        lambda: page.body.remedies.findChild(QPushButton, "pay_button") is not None
    )
