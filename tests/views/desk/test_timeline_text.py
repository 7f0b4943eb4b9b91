"""Every act is told in both languages, and says what was done rather than what it is called."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from typing import Any

import pytest

import desktop.services
import desktop.sync
from desktop import wording
from desktop.services.casework import (
    add_note,
    assign_ticket,
    classify_ticket,
    progress_ticket,
    record_contact,
    record_follow_up,
    resolve_ticket,
    settle_promise,
)
from desktop.services.remedies import propose_remedy, reject_remedy
from desktop.services.reviews import review_answer
from desktop.services.rows import TicketDetail, TimelineRow
from desktop.services.slips import handling_row, slip_row
from desktop.services.tickets import ticket_detail
from desktop.services.use_case import REGISTRY
from desktop.views.desk.timeline_text import STORY_ICONS, look, sentence, timeline_entries, who
from desktop.views.translation import switch_language
from desktop.vocabulary import (
    FollowUpResult,
    Language,
    PromiseState,
    RemedyKind,
    Severity,
    Status,
    TicketId,
)
from tests.desks import DAY, Desk
from tests.views.desk.conftest import Seat


def commands() -> list[str]:
    """Name every command there is."""
    for package in (desktop.services, desktop.sync):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return sorted(name for name, case in REGISTRY.items() if case.kind == "command")


def detail(desk: Desk, ticket: TicketId) -> TicketDetail:
    """Read a ticket past everybody."""
    return desk.site.gateway.call(ticket_detail, ticket)


def last(seat: Seat, ticket: TicketId) -> str:
    """Tell the last act on a ticket."""
    read = detail(seat.site, ticket)
    return sentence(read.timeline[-1], read, seat.view)


@pytest.mark.parametrize("language", Language)
def test_every_command_has_a_sentence_in_both_languages(language: Language) -> None:
    missing = [name for name in commands() if not wording.has_label(f"Story.{name}", language)]
    assert not missing


def test_every_command_that_speaks_of_tickets_has_a_mark_of_its_own() -> None:
    spoken = [name for name in commands() if str(REGISTRY[name].permission).startswith(
        ("ticket:", "remedy:", "hq:", "evidence:", "person:", "conflict:")
    )]  # fmt: skip
    assert len(spoken) > 25
    assert not [name for name in spoken if name not in STORY_ICONS]


def test_an_act_nobody_knows_is_still_told(clerk: Seat, desk: Desk) -> None:
    read = detail(desk, desk.register())
    row = replace(read.timeline[0], use_case="shine_shoes")
    assert sentence(row, read, clerk.view) == "办理了“shine_shoes”"
    assert look(row) == ("circle", "neutral")


@pytest.mark.parametrize(
    ("state", "chinese", "english"),
    [
        (PromiseState.KEPT, "兑现了答复承诺", "kept the promise to answer"),
        (PromiseState.BROKEN, "答复承诺未能兑现", "could not keep the promise to answer"),
    ],
)
def test_a_promise_without_words_of_its_own_is_an_answer(
    clerk: Seat, desk: Desk, qapp: Any, state: PromiseState, chinese: str, english: str
) -> None:
    ticket = desk.register(promise_due=desk.clock.now + DAY)
    (promise,) = detail(desk, ticket).promises
    desk.by("chen", settle_promise, ticket, promise.ref, state)
    assert last(clerk, ticket) == chinese
    switch_language(qapp, Language.ENGLISH)
    assert last(clerk, ticket) == english
    switch_language(qapp, Language.CHINESE)


def test_the_story_of_a_ticket_reads_like_one(clerk: Seat, desk: Desk, qapp: Any) -> None:
    ticket = desk.register(promise_due=desk.clock.now + DAY, promise_what="电话答复")
    told = [
        (assign_ticket, "chen", ("chen",), "接手办理", "took it on"),
        (assign_ticket, "wang", ("zhao",), "指派给赵敏办理", "gave it to 赵敏"),
        (
            record_contact, "zhao", ("phone", "已致歉"),
            "联系顾客（电话）：已致歉", "spoke with the complainant (Phone): 已致歉",
        ),
        (
            classify_ticket, "zhao", ("quality.defect", Severity.HIGH),
            "类别改为“产品质量 / 质量瑕疵或损坏”，风险等级改为高度",
            "changed the category to “Goods / Defective or damaged” and the risk level to High",
        ),
        (
            progress_ticket, "zhao", (Status.NEGOTIATING,),
            "转入“协商中”", "moved it to “Negotiating”",
        ),
        (
            propose_remedy, "zhao", (RemedyKind.REFUND, 39_900, "全额退款"),
            "拟定方案：退款 ¥399.00，报请审批。全额退款",
            "proposed: Refund ¥399.00, which needs approval. 全额退款",
        ),
    ]  # fmt: skip
    first = detail(desk, ticket)
    assert sentence(first.timeline[0], first, clerk.view) == (
        "登记了本单（投诉，到店），承诺 3月11日 11:00 前：电话答复"
    )
    for case, login, args, chinese, english in told:
        desk.by(login, case, ticket, *args)  # type: ignore[arg-type]
        assert last(clerk, ticket) == chinese
        switch_language(qapp, Language.ENGLISH)
        assert last(clerk, ticket) == english
        switch_language(qapp, Language.CHINESE)
    remedy = detail(desk, ticket).remedies[0].ref
    desk.by("wang", reject_remedy, ticket, remedy, "先换货")
    assert last(clerk, ticket) == "驳回方案：退款 ¥399.00。先换货"
    desk.by("wang", review_answer, ticket, "可以换货", "周律师", approved=True)
    assert last(clerk, ticket) == "法务审核（周律师）：同意。可以换货"
    desk.by("zhao", resolve_ticket, ticket, "已换货", "wechat")
    assert last(clerk, ticket) == "已解决，并以“微信”方式告知顾客：已换货"
    desk.by("zhao", record_follow_up, ticket, FollowUpResult.PARTLY, "希望下次快些")
    assert last(clerk, ticket) == "回访：基本满意。希望下次快些"


def test_paper_is_told_and_a_reprint_says_so(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", slip_row, ticket)
    assert last(clerk, ticket) == "打印受理回执"
    desk.by("chen", slip_row, ticket, reprint=True)
    assert last(clerk, ticket) == "补打受理回执"
    desk.by("chen", handling_row, ticket)
    assert last(clerk, ticket) == "打印处理单"


def test_days_are_named_as_people_name_them(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    for days in (1, 5):
        desk.clock.advance(days * DAY)
        desk.by("chen", add_note, ticket, f"第 {days} 天")
    clerk.view.reload()
    clerk.settle()
    told = [entry.day for entry in timeline_entries(detail(desk, ticket), clerk.view)]
    assert told == ["3月10日 星期二", "3月11日 星期三", "今天 3月16日"]
    desk.clock.advance(DAY)
    clerk.view.reload()
    clerk.settle()
    assert timeline_entries(detail(desk, ticket), clerk.view)[-1].day == "昨天 3月16日"


def test_a_long_text_is_cut_and_opens_whole(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", add_note, ticket, "长" * 300)
    entry = timeline_entries(detail(desk, ticket), clerk.view)[-1]
    assert entry.text.endswith("…")
    assert len(entry.text) < 250
    assert entry.detail == f"备注：{'长' * 300}"


def test_what_nobody_did_was_the_system_and_what_is_not_in_force_is_marked(
    clerk: Seat, desk: Desk
) -> None:
    ticket = desk.register()
    read = detail(desk, ticket)
    row: TimelineRow = replace(read.timeline[0], actor="", applied=False)
    assert who(row, clerk.view) == "系统自动"
    assert sentence(row, read, clerk.view).startswith("未生效，有冲突待裁定：登记了本单")
    assert look(row) == ("git-fork", "danger")
