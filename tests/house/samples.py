"""One good call of every use case, with whatever must have happened before it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.resources import resource_path
from desktop.services.casework import assign_ticket, promise_answer, resolve_ticket
from desktop.services.clock_steps import pause_clock
from desktop.services.escalations import accept_hand_over, ask_headquarters, send_to_manager
from desktop.services.escalations import hand_over as offer
from desktop.services.evidence import attach_bytes, prepare_stream
from desktop.services.exporting import ExportOrder
from desktop.services.importing import ImportStep
from desktop.services.intake import SettlementDraft
from desktop.services.lists import TicketFilter
from desktop.services.remedies import propose_remedy
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.use_case import UseCase
from desktop.services.work import Actor, new_uid
from desktop.storage.ledger import Signer
from desktop.sync.conflicts import conflict_rows
from desktop.sync.enrolment import write_invitation
from desktop.sync.schedule import Schedule
from desktop.sync.shipping import export_bundle
from desktop.sync.take_in import Batch
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import (
    FollowUpResult,
    Nature,
    PayoutMeans,
    PromiseState,
    Ref,
    RemedyKind,
    Role,
    Severity,
    Status,
    TicketId,
    Verdict,
)
from tests.desks import BRANCH, DAY, HOUR, NAMES, OPENING, Desk, Pair


@dataclass
class Sample:
    """Where, by whom and with what a use case is called."""

    desk: Desk
    login: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)

    def call(self, case: UseCase[Any, Any]) -> Any:
        return self.desk.by(self.login, case, *self.args, **self.kwargs)


SAMPLES: dict[str, Callable[[Pair], Sample]] = {}
"""By the name of the use case."""


def _sample(function: Callable[[Pair], Sample]) -> Callable[[Pair], Sample]:
    SAMPLES[function.__name__] = function
    return function


def _at_branch(name: str, login: str, *args: Any, **kwargs: Any) -> None:
    SAMPLES[name] = lambda pair: Sample(pair.branch, login, args, kwargs)


def _on_ticket(name: str, login: str, *args: Any, **kwargs: Any) -> None:
    SAMPLES[name] = lambda pair: Sample(pair.branch, login, (pair.branch.register(), *args), kwargs)


SMALL = SettlementDraft(RemedyKind.GIFT, PayoutMeans.GIFT, 500, "赠品", receiver="王小明")
PERSON = ComplainantDraft(name="李四", contacts=(ContactDraft("13900139000"),))
DRAFT = TicketDraft(facts="电饭煲冒烟", complainant=PERSON)
TODAY = date(2026, 3, 10)

# ---------------------------------------------------------------- the site and its people


@_sample
def apply_rules(pair: Pair) -> Sample:
    pack = json.loads(resource_path("rulepacks", "retail-cn.json").read_text("utf-8"))
    pack |= {"version": "2027.01", "effective_from": "2027-01-01"}
    return Sample(pair.hq, "admin", (pack,))


@_sample
def resume_clock(pair: Pair) -> Sample:
    ticket = pair.branch.register()
    pair.branch.by("chen", pause_clock, ticket, "maker", "已寄往厂家检修")
    return Sample(pair.branch, "chen", (ticket, "厂家已寄回"))


for _name in ("site_card", "desk_card", "backup_plan", "rule_card"):
    _at_branch(_name, "chen")
_at_branch("change_site", "admin", "西安路旗舰店", "021-1", "西安路1号")
_at_branch("accept_loss", "admin", "换了硬盘", 3)
_at_branch("choose_backup_place", "admin", "/backups", 5)
_at_branch("record_backup", "wang", "redress-1", 12)
_at_branch("record_backup_check", "lin", "redress-1")
_at_branch("held_packs", "chen")
_at_branch("compare_pack", "chen", {"name": "retail-cn"})
_at_branch("opening_hours", "chen")
_at_branch("set_opening_hours", "wang", {"mon": ["09:00-12:00", "13:30-21:00"]})
_at_branch("confirm_clock", "admin", "主板电池已更换")
_at_branch("record_drill", "lin", "redress-1", 7, 0)
_at_branch("record_check", "lin", 0)
_at_branch("record_new_recovery_code", "admin")
_at_branch("known_serial", "chen")
_at_branch("rebuild_tables", "admin")
_at_branch("staff_rows", "chen")
_at_branch("open_ticket_counts", "wang")
_at_branch("add_staff", "wang", "qian", "钱多", Role.CLERK)
_at_branch("record_password_reset", "wang", "chen")
_at_branch("staff_card", "chen", "chen")


@_sample
def disable_staff(pair: Pair) -> Sample:
    pair.branch.register(login="zhao")
    return Sample(pair.branch, "wang", ("zhao", "chen"))


@_sample
def tickets_in_hand(pair: Pair) -> Sample:
    pair.branch.register(login="zhao")
    return Sample(pair.branch, "wang", ("zhao",))


@_sample
def pass_ticket_on(pair: Pair) -> Sample:
    ticket = pair.branch.register()
    pair.branch.by("wang", assign_ticket, ticket, "zhao")
    return Sample(pair.branch, "wang", (ticket, "zhao", "chen"))


@_sample
def adopt_key(pair: Pair) -> Sample:
    key = Ed25519PrivateKey.generate()
    desk, before = pair.branch, pair.branch.actors["chen"]
    assert before.staff is not None
    signer = Signer(before.staff, new_uid(), key)
    actors = desk.actors | {"new": Actor(before.staff, "chen", before.name, before.role, signer)}
    public = key.public_key().public_bytes_raw()
    return Sample(Desk(desk.site, desk.clock, actors), "new", (public,))


# ---------------------------------------------------------------- registering and reading

_at_branch("register_ticket", "chen", DRAFT)
_at_branch("settle_on_spot", "chen", DRAFT, SMALL)
_at_branch("import_tickets", "chen", ((2, DRAFT), (3, DRAFT)), ImportStep("0" * 64, "a.csv", 3))
_at_branch("import_progress", "chen", "0" * 64)
_at_branch("intake_choices", "chen")
_at_branch("ticket_ids", "chen", TicketFilter())
_at_branch("ticket_count", "chen", TicketFilter(open_only=True))
_at_branch("search_tickets", "chen", "推车")
_at_branch("export_tickets", "wang", ExportOrder(), "市场监管所调阅")
_at_branch("listed_tickets", "chen", (1,))
_at_branch("categories", "chen")
_at_branch("most_used_categories", "chen")
_at_branch("people_like", "chen", "13800138000")
_at_branch("approvals", "wang")
_at_branch("today", "chen")
_at_branch("today_counts", "wang")
_on_ticket("ticket_detail", "chen")
_on_ticket("reveal_complainant", "chen", "回拨电话")


@_sample
def reveal_listed_tickets(pair: Pair) -> Sample:
    pair.branch.register()
    return Sample(pair.branch, "wang", ((1,), "市场监管所调阅"))


_on_ticket("slip_row", "chen", reprint=True)
_on_ticket("handling_row", "chen")
_on_ticket("unread_answers", "chen")


@_sample
def ticket_rows(pair: Pair) -> Sample:
    pair.branch.register()
    return Sample(pair.branch, "chen", ([1],))


@_sample
def ticket_by_number(pair: Pair) -> Sample:
    pair.branch.register()
    return Sample(pair.branch, "chen", ("SH001-260310-001",))


# ---------------------------------------------------------------- casework

_on_ticket("add_note", "chen", "已联系厂家")
_on_ticket("request_step", "chen", "请总部核实")
_on_ticket("record_contact", "chen", "phone", "已联系")
_on_ticket("record_follow_up", "chen", FollowUpResult.SATISFIED, "满意")
_on_ticket("promise_answer", "chen", "明天答复", OPENING + DAY, "zhao", "phone")
_on_ticket("assign_ticket", "chen", "zhao", 1)
_on_ticket("classify_ticket", "chen", severity=Severity.HIGH)
_on_ticket("progress_ticket", "chen", Status.NEGOTIATING)
_on_ticket("severity_card", "chen")
_on_ticket("change_nature", "chen", Nature.ENQUIRY, "只是询问")
_on_ticket("review_answer", "wang", "可以按此答复", "总部法务周律师", approved=True)
_on_ticket("pause_clock", "chen", "maker", "已寄往厂家检修")
_on_ticket("extend_clock", "wang", 2, "等待配件", OPENING + HOUR, "phone")
_on_ticket("resolve_ticket", "chen", "已换货", "phone")
_on_ticket("withdraw_ticket", "chen", "顾客撤诉")
_on_ticket("reject_complaint", "wang", "经查无责", "letter")
_on_ticket("void_ticket", "wang", "重复登记")


@_sample
def settle_promise(pair: Pair) -> Sample:
    ticket = pair.branch.register()
    promise = pair.branch.by("chen", promise_answer, ticket, "明天答复", OPENING + DAY)
    return Sample(pair.branch, "chen", (ticket, promise, PromiseState.KEPT))


def _resolved(pair: Pair) -> TicketId:
    ticket = pair.branch.register()
    pair.branch.by("chen", resolve_ticket, ticket, "已换货", "phone")
    return ticket


@_sample
def close_ticket(pair: Pair) -> Sample:
    return Sample(pair.branch, "chen", (_resolved(pair),))


@_sample
def reopen_ticket(pair: Pair) -> Sample:
    return Sample(pair.branch, "chen", (_resolved(pair), "又坏了"))


# ---------------------------------------------------------------- escalations

_on_ticket("send_to_manager", "chen", "需要店长出面")
_on_ticket("ask_headquarters", "chen", "顾客要求三倍赔偿")
_on_ticket("hand_over", "chen", "涉及供应商")


@_sample
def recall_hand_over(pair: Pair) -> Sample:
    ticket = pair.branch.register()
    pair.branch.by("chen", offer, ticket, "涉及供应商")
    return Sample(pair.branch, "chen", (ticket, "顾客已满意"))


@_sample
def answer_send_up(pair: Pair) -> Sample:
    ticket = pair.branch.register()
    pair.branch.by("chen", send_to_manager, ticket, "需要店长出面")
    return Sample(pair.branch, "wang", (ticket, "我来谈"))


@_sample
def decide_escalation(pair: Pair) -> Sample:
    return Sample(pair.hq, "sun", (pair.asked(), Verdict.AUTHORISED, "同意", 50_000))


@_sample
def accept_hand_over_(pair: Pair) -> Sample:
    return Sample(pair.hq, "sun", (pair.offered(), "总部接手"))


SAMPLES["accept_hand_over"] = SAMPLES.pop("accept_hand_over_")


@_sample
def return_ticket(pair: Pair) -> Sample:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    return Sample(pair.hq, "sun", (ticket, "按总部意见办理"))


# ---------------------------------------------------------------- remedies

_on_ticket("propose_remedy", "chen", RemedyKind.REFUND, 39_900, "退款")
_on_ticket("settle_ticket", "chen", SMALL)


def _proposed(pair: Pair, amount: int) -> tuple[TicketId, Ref]:
    ticket = pair.branch.register()
    return ticket, pair.branch.by("chen", propose_remedy, ticket, RemedyKind.REFUND, amount)


@_sample
def approve_remedy(pair: Pair) -> Sample:
    return Sample(pair.branch, "wang", (*_proposed(pair, 39_900), "同意"))


@_sample
def reject_remedy(pair: Pair) -> Sample:
    return Sample(pair.branch, "wang", (*_proposed(pair, 39_900), "金额过高"))


@_sample
def pay_out(pair: Pair) -> Sample:
    told = SettlementDraft(RemedyKind.REFUND, PayoutMeans.CASH, 9_900, receiver="王小明")
    return Sample(pair.branch, "chen", (*_proposed(pair, 9_900), told))


# ---------------------------------------------------------------- evidence


def _evidence(pair: Pair) -> tuple[TicketId, Ref]:
    ticket = pair.branch.register()
    pair.branch.stand("chen")
    return ticket, attach_bytes(pair.branch.site.gateway, ticket, b"plain words", "小票.txt")


@_sample
def attach_evidence(pair: Pair) -> Sample:

    ticket = pair.branch.register()
    pair.branch.stand("chen")
    prepared = prepare_stream(pair.branch.site.gateway, io.BytesIO(b"plain words"), "小票.txt")
    return Sample(pair.branch, "chen", (ticket, prepared))


for _name in ("view_evidence", "handle_of", "record_verified", "custody_of"):
    SAMPLES[_name] = lambda pair: Sample(pair.branch, "chen", _evidence(pair))
SAMPLES["export_evidence"] = lambda pair: Sample(
    pair.branch, "wang", (*_evidence(pair), "提交市场监管所")
)
_at_branch("known_key", "chen", "0" * 64)

# ---------------------------------------------------------------- the day and the exchange

_at_branch("today_of", "wang")
_at_branch("unclosed_days", "wang")
_at_branch("day_review", "wang", TODAY)
_at_branch("close_day", "wang", TODAY, "正常")
_at_branch("print_day", "wang", TODAY)
for _name in (
    *("conflict_rows", "pack_body", "enrolment_rows", "shipment_rows", "arrival_rows"),
    *("shipping_state", "exchange_standing"),
):
    _at_branch(_name, "chen")
_at_branch("set_schedule", "wang", Schedule("every", 4, "/exchange"))
_at_branch("set_pick_up", "wang", "/exchange")


@_sample
def keys_of(pair: Pair) -> Sample:
    return Sample(pair.branch, "chen", (pair.branch.uid,))


@_sample
def record_shipping(pair: Pair) -> Sample:
    _evidence(pair)
    return Sample(pair.branch, "wang", (pair.hq.uid, 0))


@_sample
def decide_conflict(pair: Pair) -> Sample:
    pair.disputed()
    [conflict] = pair.hq.by("sun", conflict_rows)
    return Sample(pair.hq, "sun", (conflict.ref, "there", "顾客确已满意"))


@_sample
def invite_branch(pair: Pair) -> Sample:
    return Sample(pair.hq, "admin", ("SH002", "滨江店", b"secret"))


@_sample
def join_headquarters(pair: Pair) -> Sample:
    pair.hq.stand("admin")
    told = json.loads(write_invitation(pair.hq.site.gateway, *NAMES[BRANCH]))
    return Sample(pair.branch, "admin", (told,))


class _TakenError(Exception):
    """Carries the batch that was about to be taken in."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch


@_sample
def take_in(pair: Pair) -> Sample:
    ticket, _ = _evidence(pair)
    pair.branch.by("chen", ask_headquarters, ticket, "顾客要求三倍赔偿")
    made = export_bundle(pair.branch.site, actor=pair.branch.actors["admin"])
    assert made is not None
    gateway = pair.hq.site.gateway

    def instead(_actor: Actor, _case: Any, batch: Batch) -> NoReturn:
        raise _TakenError(batch)

    pair.hq.stand("admin")
    gateway.call_as = instead  # type: ignore[method-assign, assignment]
    try:
        import_bundle(pair.hq.site, pair.branch.site.outbox / made.file_name)
    except _TakenError as taken:
        batch = taken.batch
    finally:
        del gateway.call_as
    return Sample(pair.hq, "admin", (batch,))
