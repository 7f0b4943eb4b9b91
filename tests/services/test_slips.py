"""What intake keeps and what the slip and the handling sheet say of it, on a real site."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop import wording
from desktop.errors import NotFoundError, PermissionDeniedError
from desktop.reports.slip import render_slip
from desktop.services import drafts
from desktop.services.counter import intake_choices
from desktop.services.evidence import attach_bytes
from desktop.services.intake import SettlementDraft, register_ticket, settle_on_spot
from desktop.services.lists import people_like
from desktop.services.opening import OpenSite, create_site
from desktop.services.sites import SiteDraft
from desktop.services.slips import handling_row, slip_row
from desktop.services.ticket_draft import (
    ComplainantDraft,
    ContactDraft,
    RespondentDraft,
    TicketDraft,
)
from desktop.services.tickets import reveal_complainant, ticket_detail
from desktop.services.use_case import REGISTRY
from desktop.storage.keyfile import Cost
from desktop.vocabulary import Demand, Language, PayoutMeans, RemedyKind, SiteKind

PACK = json.loads(
    (Path(__file__).resolve().parents[2] / "resources/rulepacks/retail-cn.json").read_text()
)
HOUR = 3_600_000_000
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSite]:
    draft = SiteDraft(SiteKind.BRANCH, "SH001", "西安路店", PACK)
    folder = tmp_path_factory.mktemp("site") / "data"
    made, _ = create_site(folder, draft, "admin", "李晓敏", "Kuaile-2026!", cost=Cost(3, 65536))
    yield made
    made.close()


def _draft(**more: Any) -> TicketDraft:
    base = TicketDraft(
        facts="买的电饭煲用了两天就不通电。",
        category="quality.defect",
        demands=(Demand.EXCHANGE,),
        complainant=ComplainantDraft(
            name="王晓敏", title="女士", contacts=(ContactDraft("13800138000"),)
        ),
    )
    return replace(base, **more)


def test_the_slip_is_masked_promises_and_carries_the_packs_texts(site: OpenSite) -> None:
    due = site.gateway.call(intake_choices)
    told = _draft(asked=30000, promise_due=_now(site) + HOUR, goods_kept="电饭煲一台")
    made = site.gateway.call(register_ticket, told)
    row = site.gateway.call(slip_row, made.id)
    assert (row.complainant_name, row.complainant_phone) == ("王女士", "138****8000")
    assert row.promise is not None
    assert row.promise.by == "李晓敏"
    assert row.amount_minor == 30000
    assert row.documents == ("电饭煲一台",)
    assert row.privacy == PACK["texts"]["privacy"]
    assert due.currency == row.currency
    assert render_slip(row, Language.CHINESE).startswith(b"%PDF")


def test_each_print_leaves_an_entry_and_says_whether_it_is_a_reprint(site: OpenSite) -> None:
    made = site.gateway.call(register_ticket, _draft())
    assert not site.gateway.call(slip_row, made.id).reprint
    assert site.gateway.call(slip_row, made.id, reprint=True).reprint
    steps = site.gateway.call(ticket_detail, made.id).timeline
    prints = [s.values["reason"] for s in steps if s.use_case == "slip_row"]
    assert prints == ["first", "reprint"]


def test_a_late_entry_keeps_both_times_and_the_reason(site: OpenSite) -> None:
    received = _now(site) - 5 * HOUR
    told = _draft(received_at=received, late_reason="停电，先写在纸上")
    made = site.gateway.call(register_ticket, told)
    seen = site.gateway.call(ticket_detail, made.id)
    assert (seen.received_at, seen.timeline[0].values["reason"]) == (received, "停电，先写在纸上")
    assert seen.registered_at > received


def test_the_handling_sheet_tells_the_course_and_not_who_looked(site: OpenSite) -> None:
    made = site.gateway.call(register_ticket, _draft(asked=12_345))
    site.gateway.call(reveal_complainant, made.id, "回拨电话")
    row = site.gateway.call(handling_row, made.id)
    assert [line.what for line in row.timeline] == ["Paper.step.register_ticket"]
    assert row.asked_minor == 12_345
    assert len(row.head_digest) == 64


def test_a_settlement_without_words_is_told_in_the_language_of_the_paper(site: OpenSite) -> None:
    paid = SettlementDraft(RemedyKind.APOLOGY, PayoutMeans.GIFT, 0, receiver="王晓敏")
    made = site.gateway.call(settle_on_spot, _draft(), paid)
    row = site.gateway.call(handling_row, made.id)
    assert "apology" not in row.timeline[-1].text
    assert row.timeline[-1].amounts == ()
    assert wording.outcome(row.result, Language.CHINESE) == "赔礼道歉"
    assert wording.outcome("换了一台新的", Language.CHINESE) == "换了一台新的"


@pytest.mark.parametrize("spoken", list(Language))
def test_every_step_of_a_ticket_has_a_word(spoken: Language) -> None:
    looks = {"view_evidence", "reveal_complainant", "record_verified", "slip_row", "handling_row"}
    on_tickets = {
        name
        for name, case in REGISTRY.items()
        if case.kind == "command" and "ticket_id" in inspect.signature(case.function).parameters
    } | {"register_ticket", "settle_on_spot"}
    named = {name for name in on_tickets if wording.has_label(f"Paper.step.{name}", spoken)}
    assert on_tickets == named | looks


def test_whoever_registers_against_themselves_may_still_hand_the_slip_out(site: OpenSite) -> None:
    me = site.gateway.call(intake_choices).me
    assert me is not None
    made = site.gateway.call(register_ticket, _draft(respondent=RespondentDraft(staff=me)))
    attach_bytes(site.gateway, made.id, PNG, "粘贴的图片.png")
    assert site.gateway.call(slip_row, made.id).documents == ("粘贴的图片.png",)
    with pytest.raises(NotFoundError):
        site.gateway.call(ticket_detail, made.id)


def test_nobody_settles_a_complaint_about_themselves(site: OpenSite) -> None:
    me = site.gateway.call(intake_choices).me
    given = SettlementDraft(RemedyKind.APOLOGY, PayoutMeans.GIFT, 0)
    with pytest.raises(PermissionDeniedError, match=r"settlement\.about_oneself"):
        site.gateway.call(settle_on_spot, _draft(respondent=RespondentDraft(staff=me)), given)


def test_a_known_person_is_found_by_tail_and_keeps_a_new_number(site: OpenSite) -> None:
    contact = ContactDraft("13911112222")
    site.gateway.call(
        register_ticket, _draft(complainant=ComplainantDraft("赵", "先生", (contact,)))
    )
    (found,) = site.gateway.call(people_like, "2222")
    assert (found.name, found.phone) == ("赵先生", "139****2222")
    both = ComplainantDraft(contacts=(contact, ContactDraft("02155556666")), person=found.person)
    site.gateway.call(register_ticket, _draft(complainant=both))
    assert [row.person for row in site.gateway.call(people_like, "021-55556666")] == [found.person]
    assert site.gateway.call(people_like, "1391111") == ()
    assert len(site.gateway.call(people_like, "13911112222")[0].tickets) == 2


def test_a_draft_saved_after_locking_stays_the_work_of_who_typed_it(site: OpenSite) -> None:
    uid = drafts.save_draft(site.gateway, {"facts": "一"}, "一号台")
    actor = site.gateway.actor
    site.gateway.actor = type(actor).unattended()
    drafts.save_draft(site.gateway, {"facts": "一二"}, "一号台", uid)
    site.gateway.actor = actor
    (row,) = drafts.drafts(site.gateway)
    assert (row.by, row.fields) == ("李晓敏", {"facts": "一二"})


def _now(site: OpenSite) -> int:
    return site.gateway._clock()
