"""Sixty matters as a shop has them, registered and worked through the real door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desktop.services import casework, escalations, remedies
from desktop.services.evidence import attach_bytes
from desktop.services.intake import SettlementDraft, register_ticket
from desktop.services.opening import OpenSite, create_site
from desktop.services.sites import SiteDraft
from desktop.services.staff import add_staff
from desktop.services.ticket_draft import parse_draft
from desktop.services.work import Actor
from desktop.storage.slots import Cost
from desktop.vocabulary import PayoutMeans, RemedyKind, Role, SiteKind, Status, TicketId

ROOT = Path(__file__).resolve().parents[1]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 14, 32, tzinfo=ZONE)
PASSWORD = "Kuaile-2026!"
PEOPLE = (
    ("chen", "陈涛", Role.CLERK),
    ("wang", "王洋", Role.CLERK),
    ("zhao", "赵敏", Role.MANAGER),
)
MATTERS = (
    ("退款迟迟未到账，三次致电无人跟进，顾客情绪激动，要求今天给出明确答复", "transaction.refund", "王", "女士", "13912345678"),
    ("儿童推车到货破损，前轮支架断裂，要求当日换货；孩子后天要出行，原包装还在", "quality.defect", "赵", "先生", "13800138000"),
    ("收银重复扣款 ¥328.00，银行短信显示两笔，要求原路退回", "transaction.overcharge", "刘", "女士", "13700002233"),
    ("酸奶临期未标示，顾客拍照取证，担心孩子喝了不舒服", "quality.spoiled", "孙", "女士", "13611112222"),
    ("会员积分被清零，客服电话打不通，要求恢复积分并说明原因", "transaction.prepaid", "周", "先生", "13522223333"),
    ("门店价签与结算价不一致，洗衣液标价 39.9 元实收 45.9 元", "transaction.price", "吴", "女士", "13433334444"),
    ("预约维修师傅爽约两次，在家白等两个下午", "service.after_sales", "郑", "先生", "13344445555"),
    ("导购态度冷淡，拒绝开具发票，让顾客自己去网上申请", "transaction.invoice", "冯", "女士", "13255556666"),
    ("蛋糕配送地址错误，生日当天未送达，要求退款并道歉", "service.delivery", "陈", "女士", "13166667777"),
    ("停车券无法核销，多付停车费 20 元", "other.parking", "蒋", "先生", "13077778888"),
    ("自助结账机吞卡，等了四十分钟无人处理", "service.waiting", "韩", "女士", "18988889999"),
    ("地面湿滑摔倒，膝盖擦伤，要求支付医药费", "service.safety", "杨", "阿姨", "18899990000"),
    ("速冻水饺里吃出头发，已拍照，要求十倍赔偿", "quality.foreign_object", "朱", "先生", "18711110000"),
    ("羽绒服穿两次跑绒，导购说不给退", "quality.defect", "秦", "女士", "18622221111"),
    ("电饭煲内胆涂层脱落，购买不到一个月", "quality.defect", "许", "女士", "18533332222"),
    ("冰柜不制冷，冻品化了还在卖", "quality.spoiled", "何", "先生", "18444443333"),
    ("优惠券结账时无法使用，收银员说活动已结束", "transaction.promotion", "吕", "女士", "18355554444"),
    ("进口奶粉无中文标签，怀疑不是正品", "quality.counterfeit", "张", "先生", "18266665555"),
    ("空调安装额外收费 380 元，事先没有告知", "service.delivery", "孔", "先生", "18177776666"),
    ("收银员多扫一件商品，回家才发现，要求退差价", "transaction.overcharge", "曹", "女士", "18088887777"),
)  # fmt: skip


@dataclass
class Clock:
    """A clock that the test sets; each look moves it a little, as time does."""

    at: datetime = field(default_factory=lambda: NOW - timedelta(days=3))

    def __call__(self) -> int:
        self.at += timedelta(milliseconds=1)
        return int(self.at.timestamp() * 1_000_000)

    def set(self, at: datetime) -> None:
        self.at = max(self.at, at)


@dataclass
class Shop:
    """A real site with its people, and the tickets it has by place in the story."""

    site: OpenSite
    clock: Clock
    people: dict[str, Actor]
    tickets: list[TicketId] = field(default_factory=list)

    def call(self, who: str, case: Any, *args: Any, **kwargs: Any) -> Any:
        return self.site.gateway.call_as(self.people[who], case, *args, **kwargs)

    def stand(self, who: str) -> None:
        self.site.gateway.actor = self.people[who]

    def register(self, who: str, facts: str, **more: Any) -> TicketId:
        plain = {"channel": "walk_in", "facts": facts, **more}
        made = self.call(who, register_ticket, parse_draft(plain, "Asia/Shanghai", "CNY"))
        ticket: TicketId = made.id
        return ticket


def open_shop(folder: Path, kind: SiteKind = SiteKind.BRANCH) -> Shop:
    """Make an empty site with an administrator, two clerks and a manager."""
    clock = Clock()
    rules = json.loads((ROOT / "resources/rulepacks/retail-cn.json").read_text(encoding="utf-8"))
    code, name = ("SH001", "西安路店") if kind is SiteKind.BRANCH else ("HQ", "总部客诉中心")
    site, _ = create_site(
        folder, SiteDraft(kind, code, name, rules), "admin", "李晓敏", PASSWORD,
        cost=Cost(3, 65536), clock=clock,
    )  # fmt: skip
    people = {"admin": site.gateway.actor}
    for login, told, role in PEOPLE:
        site.gateway.call(add_staff, login, told, role)
        site.keyring.add_staff(site.unlocked, login, PASSWORD, must_change=False)
    for login, _, _ in PEOPLE:
        people[login] = site.change_person(login, PASSWORD)
    return Shop(site, clock, people)


def fill(shop: Shop, count: int = 60) -> Shop:
    """Register matters over three days and work some of them."""
    for number, at in zip(range(count), _moments(count), strict=True):
        shop.clock.set(at)
        facts, category, surname, title, phone = MATTERS[number % len(MATTERS)]
        shop.tickets.append(
            shop.register(
                ("chen", "wang")[number % 2],
                facts,
                category=category,
                channel=("walk_in", "phone", "wechat")[number % 3],
                severity=("normal", "normal", "elevated", "high")[number % 4],
                complainant={"name": surname, "title": title, "phone": phone},
                requests=[("refund", "exchange", "apology", "compensation")[number % 4]],
                product="",
            )
        )
    _work(shop)
    return shop


def _moments(count: int) -> Iterator[datetime]:
    start = NOW - timedelta(days=2, hours=6)
    step = (NOW - timedelta(minutes=40) - start) / count
    return (start + step * number for number in range(count))


def _work(shop: Shop) -> None:
    acts: tuple[Callable[[Shop, TicketId], None], ...] = (
        _talked, _assigned, _settled, _proposed, _sent_up, _resolved, _promised, _left
    )  # fmt: skip
    shop.clock.set(NOW - timedelta(minutes=35))
    for number, ticket in enumerate(shop.tickets):
        shop.clock.set(shop.clock.at + timedelta(seconds=25))
        acts[number % len(acts)](shop, ticket)


def _left(shop: Shop, ticket: TicketId) -> None:
    """Nobody has come to it yet."""


def _assigned(shop: Shop, ticket: TicketId) -> None:
    shop.call("zhao", casework.assign_ticket, ticket, "chen")


def _talked(shop: Shop, ticket: TicketId) -> None:
    _assigned(shop, ticket)
    shop.call("chen", casework.record_contact, ticket, "phone", "已致电安抚，说明今天内核实并回复")


def _settled(shop: Shop, ticket: TicketId) -> None:
    told = SettlementDraft(
        RemedyKind.PRICE_DIFFERENCE, PayoutMeans.CASH, 600, "退还差价", receiver="顾客本人"
    )
    shop.call("wang", remedies.settle_ticket, ticket, told)


def _proposed(shop: Shop, ticket: TicketId) -> None:
    _talked(shop, ticket)
    shop.call(
        "chen", remedies.propose_remedy, ticket, RemedyKind.COMPENSATION, 50_000,
        "退款并补偿交通费",
    )  # fmt: skip


def _sent_up(shop: Shop, ticket: TicketId) -> None:
    shop.call("wang", escalations.send_to_manager, ticket, "顾客要求店长当面答复")


def _resolved(shop: Shop, ticket: TicketId) -> None:
    _talked(shop, ticket)
    shop.call("chen", casework.resolve_ticket, ticket, "已换新并致歉，顾客接受", "phone")


def _promised(shop: Shop, ticket: TicketId) -> None:
    _assigned(shop, ticket)
    due = int((NOW + timedelta(hours=3)).timestamp() * 1_000_000)
    shop.call("wang", casework.promise_answer, ticket, "电话答复处理结果", due, "chen")


def give_a_story(shop: Shop, ticket: TicketId, picture: bytes) -> None:
    """Let everything happen on one ticket, for looking at it."""
    gateway = shop.site.gateway
    shop.stand("chen")
    for name in ("推车前轮.png", "包装.png", "小票.png"):
        attach_bytes(gateway, ticket, picture + name.encode(), name)
    shop.call("chen", casework.progress_ticket, ticket, Status.NEGOTIATING)
    shop.call("chen", casework.add_note, ticket, "联系仓库，滨江店有同款 1 台，预计 16:30 调拨到店")
    due = int((NOW + timedelta(hours=3, minutes=28)).timestamp() * 1_000_000)
    shop.call("chen", casework.promise_answer, ticket, "为顾客换货，若无货按原价退款", due)
    shop.call(
        "chen", remedies.propose_remedy, ticket, RemedyKind.COMPENSATION, 39_900,
        "按原价退款并补偿往返交通费",
    )  # fmt: skip
