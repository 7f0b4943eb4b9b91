"""The main job, whole: a walk-in complaint from the counter to headquarters and onto paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop.errors import NotFoundError, PermissionDeniedError
from desktop.reports.daily import render_daily
from desktop.reports.slip import render_slip
from desktop.services.casework import (
    add_note,
    assign_ticket,
    close_ticket,
    promise_answer,
    record_contact,
    reopen_ticket,
    resolve_ticket,
    settle_promise,
    void_ticket,
)
from desktop.services.checking import verify_site
from desktop.services.day_close import close_day, today_of
from desktop.services.escalations import (
    accept_hand_over,
    ask_headquarters,
    decide_escalation,
    hand_over,
    recall_hand_over,
    return_ticket,
    send_to_manager,
)
from desktop.services.evidence import attach_file, custody_of, view_evidence
from desktop.services.intake import SettlementDraft, register_ticket, settle_on_spot
from desktop.services.lists import TicketFilter, search_tickets, ticket_ids
from desktop.services.opening import OpenSite, open_site
from desktop.services.people import take_on
from desktop.services.remedies import approve_remedy, pay_out, propose_remedy
from desktop.services.slips import slip_row
from desktop.services.ticket_draft import parse_draft
from desktop.services.tickets import ticket_detail
from desktop.sync.delivery import deliver
from desktop.sync.shipping import export_bundle, shipment_rows
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import (
    CustodyAct,
    EscalationState,
    Language,
    PayoutMeans,
    PromiseState,
    Ref,
    RemedyKind,
    Role,
    Status,
    TicketId,
    Verdict,
)
from tests.journeys.conftest import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

ZONE, CURRENCY = "Asia/Shanghai", "CNY"
WALK_IN = {
    "channel": "walk_in",
    "category": "quality.defect",
    "complainant": {"name": "王小明", "phone": "13800138000"},
    "product": "电饭煲 IH-40",
    "amount": "399.00",
    "facts": "顾客称上周买的电饭煲用了两次就不加热，要求退款并赔礼道歉。",
    "requests": ["refund", "apology"],
}
OWN = "Wode-mima-2026"


def _register(site: OpenSite, **more: object) -> TicketId:
    draft = parse_draft(WALK_IN | more, ZONE, CURRENCY)
    return site.gateway.call(register_ticket, draft).id


def _employ(site: OpenSite, login: str, name: str, role: Role) -> None:
    """Take a person on and let them choose a password of their own."""
    take_on(site, login, name, role, PASSWORD + login)
    site.keyring.change_password(login, PASSWORD + login, OWN + login)


def _as(site: OpenSite, login: str) -> None:
    site.change_person(login, OWN + login)


@pytest.fixture
def branch(sites: dict[str, OpenSite]) -> OpenSite:
    """Give a branch with a clerk and a manager; the clerk stands at the counter."""
    site = sites["xian"]
    _employ(site, "chen", "陈涛", Role.CLERK)
    _employ(site, "zhao", "赵敏", Role.MANAGER)
    _as(site, "chen")
    return site


def _carry(sender: OpenSite, receiver: OpenSite, way: Path) -> None:
    target = receiver.gateway.facts.card.uid
    export_bundle(sender, target)
    for name in deliver(sender, str(way), target):
        import_bundle(receiver, way / name)


def _settle_at_the_branch(branch: OpenSite, picture: Path) -> tuple[TicketId, Ref]:
    """Register, attach, talk, promise, propose, approve as a second person, pay and close."""
    desk = branch.gateway
    ticket = _register(branch)
    evidence = attach_file(desk, ticket, picture)
    desk.call(record_contact, ticket, "phone", "已致电顾客，约定明日答复")
    promise = desk.call(promise_answer, ticket, "明天下午六点前答复", 4 * 10**15)
    remedy = desk.call(propose_remedy, ticket, RemedyKind.REFUND, 39900, "退货退款")
    with pytest.raises(PermissionDeniedError):
        desk.call(approve_remedy, ticket, remedy)
    _as(branch, "zhao")
    desk.call(approve_remedy, ticket, remedy, "同意")
    _as(branch, "chen")
    told = SettlementDraft(RemedyKind.REFUND, PayoutMeans.ORIGINAL, 39900, receiver="王小明")
    desk.call(pay_out, ticket, remedy, told)
    desk.call(settle_promise, ticket, promise, PromiseState.KEPT)
    desk.call(resolve_ticket, ticket, "已退款并致歉", "phone")
    desk.call(close_ticket, ticket)
    return ticket, evidence


def _paper_says(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_from_the_counter_to_headquarters_and_onto_paper(
    branch: OpenSite, sites: dict[str, OpenSite], tmp_path: Path
) -> None:
    desk, headquarters = branch.gateway, sites["hq"].gateway
    picture = tmp_path / "现场照片.jpg"
    Image.effect_noise((640, 480), 60).save(picture)
    ticket, evidence = _settle_at_the_branch(branch, picture)
    number = desk.call(ticket_detail, ticket).number
    assert number in _paper_says(render_slip(desk.call(slip_row, ticket), Language.CHINESE))
    asked = _register(branch, facts="顾客要求按《消费者权益保护法》三倍赔偿。")
    desk.call(ask_headquarters, asked, "是否可以赔偿一千元？")
    offered = _register(branch, facts="顾客坚持由总部处理。")
    desk.call(hand_over, offered, "顾客要求")
    way = tmp_path / "usb"
    _as(branch, "zhao")
    _carry(branch, sites["hq"], way)

    seen = headquarters.call(ticket_detail, ticket)
    assert seen.status is Status.CLOSED
    assert [piece.here for piece in seen.evidence] == [True]
    handle = headquarters.call(view_evidence, ticket, evidence)
    with headquarters.vault.open(handle.vault_name, handle.vault_key) as stream:
        assert stream.read() == picture.read_bytes()
    headquarters.call(decide_escalation, asked, Verdict.AUTHORISED, "可在一千元内处理", 100000)
    headquarters.call(accept_hand_over, offered, "总部接手")
    _carry(sites["hq"], branch, way)
    _branch_sees_the_answer(branch, ticket, evidence, asked, offered)
    headquarters.call(return_ticket, offered, "请门店按规定退货")
    _carry(sites["hq"], branch, way)
    assert desk.call(ticket_detail, offered).is_custodian

    summary = desk.call(close_day, desk.call(today_of))
    paper = _paper_says(render_daily(summary, Language.CHINESE))
    assert number in paper
    assert summary.head_digest[:8] in paper.replace(" ", "").replace("\n", "")
    assert summary.compensation_minor == 39900
    for site in (branch, sites["hq"]):
        found = verify_site(site)
        assert found.findings == []
        assert found.evidence == 1


def _branch_sees_the_answer(
    branch: OpenSite, ticket: TicketId, evidence: Ref, asked: TicketId, offered: TicketId
) -> None:
    desk = branch.gateway
    answered = desk.call(ticket_detail, asked).escalations[0]
    assert (answered.state, answered.amount) == (EscalationState.ANSWERED, 100000)
    assert not desk.call(ticket_detail, offered).is_custodian
    assert all(row.receipted_at for row in desk.call(shipment_rows))
    acts = [row.act for row in desk.call(custody_of, ticket, evidence)]
    assert acts == [
        CustodyAct.TAKEN, CustodyAct.SHIPPED, CustodyAct.RECEIVED, CustodyAct.VIEWED,
    ]  # fmt: skip
    with pytest.raises(PermissionDeniedError):
        desk.call(resolve_ticket, offered, "我来处理", "phone")


def test_a_small_matter_is_settled_on_the_spot(branch: OpenSite) -> None:
    draft = parse_draft(WALK_IN | {"facts": "价签与收银不符，差六元。"}, ZONE, CURRENCY)
    told = SettlementDraft(
        RemedyKind.PRICE_DIFFERENCE, PayoutMeans.CASH, 600, "退差价", receiver="王小明"
    )
    ticket = branch.gateway.call(settle_on_spot, draft, told).id
    detail = branch.gateway.call(ticket_detail, ticket)
    assert detail.status is Status.CLOSED
    assert detail.remedies[0].payout is not None
    assert detail.remedies[0].payout.amount == 600


def test_every_step_stands_in_the_timeline(branch: OpenSite) -> None:
    desk = branch.gateway
    ticket = _register(branch)
    desk.call(add_note, ticket, "顾客情绪激动")
    desk.call(assign_ticket, ticket, "zhao")
    desk.call(send_to_manager, ticket, "超出权限")
    desk.call(hand_over, ticket, "顾客要求总部处理")
    desk.call(recall_hand_over, ticket, "顾客回来了")
    desk.call(resolve_ticket, ticket, "已换货", "in_person")
    desk.call(close_ticket, ticket)
    desk.call(reopen_ticket, ticket, "换的货也坏了")
    _as(branch, "zhao")
    desk.call(void_ticket, ticket, "重复登记")
    steps = [row.use_case for row in desk.call(ticket_detail, ticket).timeline]
    assert steps == [
        "register_ticket", "add_note", "assign_ticket", "send_to_manager", "hand_over",
        "recall_hand_over", "resolve_ticket", "close_ticket", "reopen_ticket", "void_ticket",
    ]  # fmt: skip


def test_a_ticket_about_a_person_is_hidden_from_that_person(branch: OpenSite) -> None:
    desk = branch.gateway
    _as(branch, "zhao")
    about_chen = _register(branch, respondent={"staff": "chen"}, facts="收银员态度恶劣。")
    number = desk.call(ticket_detail, about_chen).number
    _as(branch, "chen")
    assert desk.call(ticket_ids, TicketFilter()) == ()
    assert desk.call(search_tickets, "态度") == ()
    assert desk.call(search_tickets, number) == ()
    with pytest.raises(NotFoundError):
        desk.call(ticket_detail, about_chen)
    with pytest.raises(NotFoundError):
        desk.call(slip_row, about_chen)


def test_the_site_opens_again_with_everything_there(
    branch: OpenSite, sites: dict[str, OpenSite]
) -> None:
    ticket = _register(branch)
    branch.close()
    del sites["xian"]
    again = open_site(branch.folder, "chen", OWN + "chen")
    try:
        assert again.gateway.call(ticket_detail, ticket).product == "电饭煲 IH-40"
        assert again.gateway.read_only is None
    finally:
        again.close()
