"""Makes the golden ledgers of today's schema; see README.md."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.models.codecs import canonical
from desktop.models.desk import SubjectKey
from desktop.models.tables import COLUMN_CODECS, ENTRY, SCHEMA, table_of
from desktop.services.backups import back_up
from desktop.services.casework import (
    add_note,
    classify_ticket,
    close_ticket,
    promise_answer,
    record_contact,
    record_follow_up,
    resolve_ticket,
    settle_promise,
)
from desktop.services.clock_steps import extend_clock, pause_clock, resume_clock
from desktop.services.day_close import close_day
from desktop.services.escalations import decide_escalation, send_to_manager
from desktop.services.evidence import attach_bytes, read_evidence
from desktop.services.intake import SettlementDraft, settle_on_spot
from desktop.services.remedies import approve_remedy, pay_out, propose_remedy
from desktop.services.reviews import review_answer
from desktop.services.rules import set_opening_hours
from desktop.services.staff import disable_staff
from desktop.services.ticket_draft import TicketDraft
from desktop.storage.ledger import entries
from desktop.storage.seals import SubjectKeys
from desktop.sync.conflicts import conflict_rows, decide_conflict
from desktop.vocabulary import (
    Demand,
    FollowUpResult,
    IntakeFlag,
    PayoutMeans,
    PromiseState,
    RemedyKind,
    Severity,
    Verdict,
)
from tests.desks import BRANCH, DAY, HOUR, OPENING, Desk, Pair, make_template
from tests.storage.folding import Rows, fold_into_empty
from tests.ways import Way

HERE = Path(__file__).parent


def tell_story(pair: Pair) -> None:
    """Let everything happen once at a branch and its headquarters."""
    branch, hq = pair.branch, pair.hq
    told: dict[str, Any] = {
        "demands": (Demand.REFUND, Demand.APOLOGY),
        "flags": (IntakeFlag.INJURY,),
    }
    whole = branch.register(order="XS20260310099", **told)
    branch.by("chen", classify_ticket, whole, severity=Severity.HIGH)
    promise = branch.by("chen", promise_answer, whole, "明天答复", OPENING + DAY, "zhao", "phone")
    branch.by("chen", record_contact, whole, "phone", "已联系，顾客要求退款")
    remedy = branch.by("chen", propose_remedy, whole, RemedyKind.REFUND, 39_900, "原路退款")
    branch.by("wang", approve_remedy, whole, remedy, "同意")
    paid = SettlementDraft(RemedyKind.REFUND, PayoutMeans.ORIGINAL, 39_900, receiver="王小明")
    branch.by("chen", pay_out, whole, remedy, paid)
    branch.stand("chen")
    evidence = attach_bytes(branch.site.gateway, whole, b"plain words", "小票.txt")
    read_evidence(branch.site.gateway, whole, evidence)
    branch.by("chen", settle_promise, whole, promise, PromiseState.KEPT)
    branch.by("wang", review_answer, whole, "可以", "周律师", approved=True)
    branch.by("chen", resolve_ticket, whole, "已退款并致歉", "phone")
    branch.by("chen", close_ticket, whole)
    branch.by("chen", record_follow_up, whole, FollowUpResult.SATISFIED, "满意")
    small = SettlementDraft(RemedyKind.GIFT, PayoutMeans.GIFT, 500, "赠品", receiver="李女士")
    branch.by("zhao", settle_on_spot, TicketDraft(facts="标价与收银不符"), small)
    sent = branch.register(facts="态度问题", login="zhao")
    branch.by("zhao", send_to_manager, sent, "需要店长出面")
    branch.by("wang", disable_staff, "zhao", "chen")
    slow = branch.register(facts="送厂检修的一件", login="chen")
    branch.by("wang", set_opening_hours, {"mon": ["09:00-12:00", "13:00-18:00"]})
    branch.by("chen", pause_clock, slow, "maker", "已寄往厂家")
    pair.clock.advance(HOUR)
    branch.by("chen", resume_clock, slow, "厂家已寄回")
    told_at = pair.clock.now
    branch.by("wang", review_answer, slow, "可按此答复", "周律师", approved=True)
    branch.by("wang", extend_clock, slow, 3, "等待配件", told_at, "phone")
    asked = pair.asked()
    hq.by("sun", decide_escalation, asked, Verdict.AUTHORISED, "可在五百元内处理", 50_000)
    branch.by("chen", propose_remedy, asked, RemedyKind.COMPENSATION, 0, "道歉")
    pair.disputed()
    [conflict] = hq.by("sun", conflict_rows)
    hq.by("sun", decide_conflict, conflict.ref, "there", "顾客确已满意")
    pair.down()
    pair.clock.advance(9 * HOUR)
    branch.by("wang", close_day, date(2026, 3, 10), "正常")
    erased = branch.register(facts="要求删除个人信息的一件", login="chen")
    branch.by("chen", add_note, erased, "已说明删除的范围")
    pair.up()
    lose_and_get_back(pair)
    for desk in (pair.branch, pair.hq):
        with desk.site.database.connect() as connection:
            SubjectKeys(connection).destroy(erased.uid)


def lose_and_get_back(pair: Pair) -> None:
    """Let the branch lose an afternoon, accept it, and get it back from headquarters."""
    way = Way(pair, pair.folder / "way")
    pair.branch.stand("admin")
    backup = back_up(pair.branch.site, pair.folder / "backups").path
    kept = pair.branch.register(facts="丢失之前的一件")
    way.round()
    way.restore(BRANCH, backup)
    pair.branch.stand("admin")
    pair.branch.site.accept_loss("硬盘坏了，从备份恢复")
    for _ in range(3):
        way.round()
    pair.branch.by("chen", add_note, kept, "找回之后继续办理")
    way.round()


def rows_digest(rows: Rows, columns: dict[str, list[str]]) -> str:
    """Give the SHA-256 of all rows, of each the columns named."""
    told = {
        name: [[row[key] for key in keys] for row in rows[name]] for name, keys in columns.items()
    }
    return hashlib.sha256(canonical(told)).hexdigest()


def ledger_lines(desk: Desk, folded: Rows) -> list[str]:
    """Give a site's whole ledger as the lines of its golden file."""
    columns = {name: sorted(codecs) for name, codecs in COLUMN_CODECS.items()}
    with desk.site.database.read() as session:
        connection = session.connection()
        keys = connection.execute(select(table_of(SubjectKey))).all()
        authors = connection.execute(
            select(ENTRY.c.site).distinct().order_by(ENTRY.c.site)
        ).scalars()
        stored = [entry for author in list(authors) for entry in entries(connection, author)]
    head = {
        "site": desk.uid,
        "schema": SCHEMA,
        "columns": columns,
        "keys": {row.subject: bytes(row.key).hex() for row in keys if row.key},
        "snapshot": rows_digest(folded, columns),
    }
    lines = [
        {
            "site": entry.site,
            "seq": entry.seq,
            "body": entry.body.decode(),
            "digest": entry.digest.hex(),
            "signature": entry.signature.hex(),
        }
        for entry in stored
    ]
    return [json.dumps(line, ensure_ascii=False, sort_keys=True) for line in (head, *lines)]


def main() -> None:
    """Write the files of today's schema."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        pair = Pair(make_template(Path(folder) / "template"), Path(folder))
        tell_story(pair)
        for name, desk in (("branch", pair.branch), ("hq", pair.hq)):
            lines = ledger_lines(desk, fold_into_empty(desk.site))
            (HERE / f"schema-{SCHEMA}-{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        pair.close()


if __name__ == "__main__":
    main()
