"""Made-up content for the gallery: a list with a ticket, a form, an empty page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.views.cards import Card, CardList
from desktop.views.jobs import Progress
from desktop.views.table_models import DISPLAY, RowsTableModel
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import language
from desktop.views.widgets.busy import BusyBar, SkeletonRows
from desktop.views.widgets.buttons import explain_disabled, frame, push_button, text_label
from desktop.views.widgets.chips import (
    Chip,
    ToggleChips,
    offer_members,
    severity_look,
    status_look,
)
from desktop.views.widgets.clock_bar import ClockBar, ClockLook, clock_chip
from desktop.views.widgets.data_table import ROW_HEIGHT, DataTable
from desktop.views.widgets.editors import (
    LineEdit,
    MomentEdit,
    MoneyEdit,
    TextArea,
    member_choice,
)
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.evidence_strip import EvidenceStrip, EvidenceThumb
from desktop.views.widgets.fields import Field
from desktop.views.widgets.message_bar import MessageBar
from desktop.views.widgets.password_edit import PasswordEdit
from desktop.views.widgets.section import Section
from desktop.views.widgets.timeline import Timeline, TimelineEntry
from desktop.vocabulary import (
    Channel,
    ClockKind,
    ClockState,
    Demand,
    EvidenceKind,
    Language,
    Severity,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOUR = 3600


def said(chinese: str, english: str) -> str:
    """Choose made-up content by the language of the screen."""
    return chinese if language() is Language.CHINESE else english


def cards() -> list[Card]:
    """Make up a desk's morning."""
    state, now = ClockState, clock_chip
    return [
        _card(
            said("退款迟迟未到账，三次致电无人跟进", "Refund not received after three calls"),
            Status.NEGOTIATING, Severity.HIGH, now(state.BREACHED, -8040), "SH001-261121-007", 4,
        ),
        _card(
            said("儿童推车到货破损，要求当日换货", "Pushchair arrived broken, wants it exchanged"),
            Status.INVESTIGATING, None, now(state.AT_RISK, 2280), "SH001-261121-006", 6,
        ),
        _card(
            said("收银重复扣款 ¥328.00", "Charged twice at the till, ¥328.00"),
            Status.REGISTERED, Severity.ELEVATED, now(state.AT_RISK, 3900), "SH001-261121-005", 2,
        ),
        _card(
            said("酸奶临期未标示，顾客拍照取证", "Yoghurt close to its date, photos taken"),
            Status.REGISTERED, None, now(state.RUNNING, 13800), "SH001-261121-004", 3,
        ),
        _card(
            said("会员积分被清零，客服电话打不通", "Points gone, hotline does not answer"),
            Status.INVESTIGATING, None, now(state.RUNNING, 93600), "SH001-261120-011", 0,
        ),
        _card(
            said("自助结账机吞卡", "Self-checkout swallowed a card"),
            Status.CLOSED, None, now(state.MISSED, -3600), "SH001-261119-002", 1,
        ),
        _card(
            said("停车券无法核销", "Parking voucher refused"),
            Status.RESOLVED, None, now(state.MET, 0), "SH001-261119-001", 0,
        ),
    ]  # fmt: skip


def _card(
    title: str, status: Status, severity: Severity | None, clock: Any, number: str, pieces: int
) -> Card:
    chips = (status_look(status), *((severity_look(severity),) if severity else ()))
    edge = clock.tone if clock.tone in {"danger", "warning"} else None
    quiet = status in {Status.CLOSED, Status.RESOLVED}
    return Card(
        title, number, chips, (said("王女士", "Ms Wang"),), clock,
        said("陈涛", "Chen Tao"), pieces, edge, quiet,
    )  # fmt: skip


class SampleTable(RowsTableModel[tuple[str, str, str]]):
    """A few rows under titles."""

    def titles(self) -> Sequence[str]:
        """Give made-up titles."""
        return (said("日期", "Date"), said("受理", "Received"), said("办结", "Closed"))

    def cell(self, row: tuple[str, str, str], column: int, role: int) -> object:
        """Show the text."""
        return row[column] if role == DISPLAY else None

    def figures(self) -> Sequence[int]:
        """Count in the last two."""
        return (1, 2)


def list_and_ticket() -> QWidget:
    """Build a list beside a ticket, as the pages will."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    shown = cards()
    left = CardList(splitter, "sample_list", lambda row: shown[row] if row < len(shown) else None)
    model: RowsTableModel[Card] = RowsTableModel(left)
    model.show_rows(shown)
    left.setModel(model)
    left.select_row(1)
    splitter.addWidget(left)
    splitter.addWidget(_ticket())
    splitter.setSizes([440, 760])
    splitter.setChildrenCollapsible(False)
    return splitter


def _ticket() -> QWidget:
    pane = frame(None, "pane", "sample_ticket")
    column = QVBoxLayout(pane)
    column.setContentsMargins(LARGE, MEDIUM, LARGE, 0)
    column.setSpacing(SMALL)
    head = QHBoxLayout()
    title = text_label(pane, "sample_title", "title")
    title.setText(said("儿童推车到货破损，要求当日换货", "Pushchair arrived broken"))
    number = text_label(pane, "sample_number", "muted")
    number.setText("SH001-261121-006")
    head.addWidget(title)
    head.addStretch(1)
    head.addWidget(number)
    column.addLayout(head)
    chips = QHBoxLayout()
    chips.setSpacing(SMALL)
    for look in (Status.INVESTIGATING, Severity.ELEVATED):
        chip = Chip(pane)
        chip.show_status(look) if isinstance(look, Status) else chip.show_severity(look)
        chips.addWidget(chip)
    chips.addStretch(1)
    column.addLayout(chips)
    clock = ClockBar(pane)
    clock.show_clock(ClockLook(ClockKind.FIRST_RESPONSE, ClockState.AT_RISK, 2280, "15:10", 0.86))
    column.addWidget(clock)
    column.addWidget(_tabs(pane))
    column.addWidget(_timeline(pane), 1)
    column.addWidget(_evidence(pane))
    column.addWidget(_actions(pane))
    return pane


def _tabs(parent: QWidget) -> QTabBar:
    tabs = QTabBar(parent)
    tabs.setExpanding(False)
    tabs.setDrawBase(False)
    for name in (said("经过", "Story"), said("处理方案", "Remedy"), said("操作留痕", "Trail")):
        tabs.addTab(name)
    return tabs


def _timeline(parent: QWidget) -> Timeline:
    timeline = Timeline(parent)
    today, before = said("今天 11月21日", "Today 21 Nov"), said("昨天 11月20日", "Yesterday 20 Nov")
    who = said("李晓敏", "Li Xiaomin")
    chen = said("陈涛", "Chen Tao")
    registered = said("到店受理，顾客要求换货", "Registered at the counter")
    taken = said("上传照片 6 张（SHA-256 已登记）", "Six photos taken in")
    broken = said("推车前轮支架断裂，外箱完好。", "The front bracket is broken, the box is whole.")
    asked = said(
        "联系仓库，确认滨江店有同款 1 台，预计 16:30 调拨到店；顾客孩子后天出行，今天 18:00 前取货",
        "Asked the warehouse: one in stock, arrives 16:30; needed before 18:00 today",
    )
    promised = said("承诺今天 18:00 前换货", "Promised: exchange by 18:00 today")
    timeline.show_entries(
        [
            TimelineEntry(1, before, "17:40", who, "plus", registered, "accent"),
            TimelineEntry(2, before, "17:52", who, "camera", taken, "neutral", broken),
            TimelineEntry(3, today, "09:05", chen, "phone", asked, "success"),
            TimelineEntry(4, today, "09:12", chen, "handshake", promised, "warning"),
        ]
    )
    return timeline


def _evidence(parent: QWidget) -> EvidenceStrip:
    strip = EvidenceStrip(parent)
    tints = ("#c9b79a", "#9cb2c9", "#b5c7a4", "#c9a6a9")
    strip.show_evidence(
        [
            EvidenceThumb(n, f"IMG_{n}.jpg", EvidenceKind.PICTURE, _sample_picture(tint))
            for n, tint in enumerate(tints)
        ]
        + [
            EvidenceThumb("pdf", said("购物小票.pdf", "receipt.pdf"), EvidenceKind.DOCUMENT),
            EvidenceThumb("wav", said("电话录音.m4a", "call.m4a"), EvidenceKind.AUDIO, busy=True),
        ]
    )
    strip.add_button(push_button(strip, "sample_phone_button", "smartphone"))
    return strip


def _sample_picture(tint: str) -> QImage:
    picture = QImage(200, 150, QImage.Format.Format_RGB32)
    picture.fill(QColor(tint))
    return picture


def _actions(parent: QWidget) -> QWidget:
    bar = frame(parent, "actions", "sample_actions")
    row = QHBoxLayout(bar)
    row.setContentsMargins(0, SMALL, 0, SMALL)
    row.setSpacing(SMALL)
    row.addStretch(1)
    up = push_button(bar, "sample_up_button", "arrow-up-right")
    up.setText(said("上报店长…", "Send up…"))
    off = push_button(bar, "sample_off_button", "gavel")
    off.setText(said("不予支持…", "Not upheld…"))
    explain_disabled(off, said("须由店长操作", "Only the manager may do this"))
    danger = push_button(bar, "sample_danger_button", "ban", "danger")
    danger.setText(said("作废…", "Void…"))
    save = push_button(bar, "sample_save_button", "check", "primary")
    save.setText(said("保存  Ctrl+Enter", "Save  Ctrl+Enter"))
    for button in (up, off, danger, save):
        row.addWidget(button)
    return bar


def form() -> QWidget:
    """Build a form with every field, chips, sections and notices."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    page = QWidget()
    page.setObjectName("scrolled")
    area.setWidget(page)
    row = QHBoxLayout(page)
    row.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
    row.setSpacing(MEDIUM)
    left, right = QVBoxLayout(), QVBoxLayout()
    left.addWidget(_intake_section())
    left.addStretch(1)
    right.addWidget(_notices_section())
    right.addWidget(_rest_section(), 1)
    row.addLayout(left, 3)
    row.addLayout(right, 2)
    return area


def _intake_section() -> Section:
    section = Section(lambda: said("受理信息", "Intake"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(MEDIUM)
    grid.setVerticalSpacing(SMALL)
    channel = member_choice(section, "channel_choice", Channel)
    received = MomentEdit(section, "received_edit", starts_now=True)
    facts = TextArea(section, "facts_edit", lines=5)
    facts.setPlainText(
        said(
            "顾客 11-20 网购儿童推车（订单 88213），今日到店取货发现前轮支架断裂。",
            "Bought a pushchair online on 20 Nov (order 88213); the front bracket is broken.",
        )
    )
    phone = Field(
        LineEdit(section, "phone_edit"), lambda: said("手机(&P)", "&Phone"), required=True
    )
    phone.set_error(said("手机号应为 11 位，还差 4 位", "11 digits are needed, 4 are missing"))
    name = Field(LineEdit(section, "name_edit"), lambda: said("姓名(&N)", "&Name"))
    name.set_remark(said("与单号 SH001-261120-011 同名", "Same name as SH001-261120-011"))
    money = MoneyEdit(section, "amount_edit")
    money.set_minor(39900)
    amount = Field(money, lambda: said("金额(&M)", "A&mount"))
    secret = Field(PasswordEdit(section, "password_edit"), lambda: said("密码(&W)", "Pass&word"))
    demands: ToggleChips[Any] = ToggleChips(section, "demand_chips")
    offer_members(demands, Demand)
    demands.set_chosen([Demand.EXCHANGE, Demand.APOLOGY])
    grid.addWidget(Field(channel, lambda: said("渠道(&C)", "&Channel")), 0, 0)
    grid.addWidget(Field(received, lambda: said("受理时间(&T)", "&Time received")), 0, 1)
    grid.addWidget(
        Field(facts, lambda: said("经过(&D)", "What happene&d"), required=True), 1, 0, 1, 2
    )
    grid.addWidget(Field(demands, lambda: said("诉求(&R)", "&Requests")), 2, 0, 1, 2)
    for place, field in enumerate((name, phone, amount, secret)):
        grid.addWidget(field, 3 + place // 2, place % 2)
    section.body.addLayout(grid)
    ticks = QHBoxLayout()
    for word in (said("人身伤害", "Injury"), said("食品安全", "Food safety")):
        box = QCheckBox(word, section)
        box.setChecked(True)
        ticks.addWidget(box)
    for word in (said("按日", "By day"), said("按周", "By week")):
        ticks.addWidget(QRadioButton(word, section))
    ticks.addStretch(1)
    section.body.addLayout(ticks)
    return section


def _notices_section() -> Section:
    section = Section(lambda: said("提示", "Notices"))
    sentences: tuple[tuple[Any, str], ...] = (
        ("info", said("话术仅供参考。", "The wording is a suggestion.")),
        ("success", said("已登记，单号 SH001-261121-007。", "Registered as SH001-261121-007.")),
        ("warning", said("已被他人修改，请重新载入。", "Somebody else changed it; reload.")),
        ("error", said("磁盘已满，草稿已保留。", "The disk is full; your draft is kept.")),
    )
    for level, sentence in sentences:
        bar = MessageBar(section)
        action = said("重新载入", "Reload") if level == "warning" else ""
        bar.show_message(sentence, level, action=action)
        section.body.addWidget(bar)
    return section


def _rest_section() -> Section:
    section = Section(lambda: said("其他", "The rest"))
    for state, left, share in (
        (ClockState.RUNNING, 4 * _HOUR, 0.4),
        (ClockState.BREACHED, -2 * _HOUR, 1.0),
        (ClockState.MET, 0, 0.6),
    ):
        bar = ClockBar(section)
        bar.show_clock(ClockLook(ClockKind.DECISION, state, left, "11-23 18:00", share))
        section.body.addWidget(bar)
    busy = BusyBar(section)
    progress = Progress()
    progress.check(1240, 3000)
    busy.watch(progress, lambda: said("正在打包证据…", "Packing evidence…"))
    section.body.addWidget(busy)
    table = DataTable(section, "sample_table")
    model = SampleTable(table)
    model.show_rows([("11-19", "12", "9"), ("11-20", "17", "15"), ("11-21", "7", "3")])
    table.setModel(model)
    table.setMinimumHeight(ROW_HEIGHT * 4)
    table.select_row(1)
    section.body.addWidget(table, 1)
    return section


def nothing() -> QWidget:
    """Build an empty page beside one that is still being read."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.addWidget(SkeletonRows(page), 1)
    row.addWidget(
        EmptyState(
            "inbox",
            lambda: said("今天还没有待办事项。", "Nothing waits today."),
            lambda: said("登记投诉", "Register a complaint"),
            page,
        ),
        1,
    )
    return page
