"""Risk on the ticket page: the proposal with its reasons, and the legal reviewer's word."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from desktop.services.casework import classify_ticket
from desktop.services.reviews import review_answer
from desktop.views.desk.offers import Act
from desktop.views.desk.ticket_page import TicketPage
from desktop.views.translation import switch_language
from desktop.views.widgets.chips import ToggleChips
from desktop.vocabulary import IntakeFlag, Language, Nature, Severity, Status
from tests.desks import Desk
from tests.views.desk.conftest import Seat
from tests.views.desk.test_ticket_page import send, story, type_into


def reasons(page: TicketPage) -> str:
    label = page.panel.findChild(QLabel, "severity_reasons")
    assert isinstance(label, QLabel)
    return label.text()


def test_the_form_says_what_the_rules_propose_and_why(manager: Seat, desk: Desk, qapp: Any) -> None:
    ticket = desk.register("孩子被划伤，已住院", flags=(IntakeFlag.INJURY,))
    page = manager.ticket(ticket)
    page.begin(Act.CLASSIFY)
    assert reasons(page).splitlines() == [
        "规则建议：高度，由人决定。依据：",
        "· 有人受伤或不适",
        "· 文字提到伤病（文字：划伤、住院）",
        "· 文字提到老人、孩子或孕妇（文字：孩子）",
    ]
    page.panel.form.editor("severity").set_value(Severity.ELEVATED)  # type: ignore[union-attr]
    send(manager, page)
    card = manager.read(ticket).risk
    assert (card.severity, card.decided) == (Severity.ELEVATED, True)
    switch_language(qapp, Language.ENGLISH)
    page.begin(Act.CLASSIFY)
    assert "The text speaks of an injury (found: 划伤, 住院)" in reasons(page)
    switch_language(qapp, Language.CHINESE)


def test_an_ordinary_ticket_has_no_reasons(clerk: Seat, desk: Desk) -> None:
    page = clerk.ticket(desk.register("电饭煲坏了"))
    page.begin(Act.CLASSIFY)
    assert reasons(page) == "按规则没有发现风险升高的迹象。"


def test_a_grave_ticket_is_reviewed_before_it_is_answered(manager: Seat, desk: Desk) -> None:
    ticket = desk.register("孩子被划伤，已住院")
    desk.by("wang", classify_ticket, ticket, severity=Severity.HIGH)
    page = manager.ticket(ticket)
    offer = page.act_row.offer(Act.RESOLVE)
    assert offer is not None
    assert "法务审核" in offer.reason
    page.begin(Act.REVIEW)
    form = page.panel.form
    assert form is not None
    chips = form.editor("answer")
    assert isinstance(chips, ToggleChips)
    manager.click(chips.chip("yes"))
    form.editor("reviewer").setText("总部法务周律师")  # type: ignore[attr-defined]
    type_into(page.panel, "text", "措辞可以")
    send(manager, page)
    [review] = manager.read(ticket).risk.reviews
    assert (review.approved, review.reviewer) == (True, "总部法务周律师")
    page.begin(Act.RESOLVE)
    type_into(page.panel, "text", "已赔付")
    send(manager, page)
    assert manager.read(ticket).status is Status.RESOLVED


def test_a_no_needs_its_reason(manager: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.by("wang", classify_ticket, ticket, severity=Severity.HIGH)
    page = manager.ticket(ticket)
    page.begin(Act.REVIEW)
    form = page.panel.form
    assert form is not None
    manager.click(form.editor("answer").chip("no"))  # type: ignore[attr-defined]
    form.editor("reviewer").setText("周律师")  # type: ignore[attr-defined]
    manager.click(page.panel.submit_button)
    assert manager.read(ticket).risk.reviews == ()
    assert form.fields["text"].note.endswith("请写明不同意的理由。")


def test_a_clerk_is_not_offered_the_review(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    desk.by("wang", classify_ticket, ticket, severity=Severity.HIGH)
    desk.by("wang", review_answer, ticket, "可以", "周律师", approved=True)
    page = clerk.ticket(ticket)
    assert page.act_row.offer(Act.REVIEW) is None


def test_a_matter_becomes_another_with_a_reason(clerk: Seat, desk: Desk) -> None:
    ticket = desk.register()
    page = clerk.ticket(ticket)
    page.begin(Act.NATURE)
    type_into(page.panel, "reason", "只是询问")
    clerk.click(page.panel.submit_button)
    assert clerk.read(ticket).nature is Nature.COMPLAINT
    page.panel.form.editor("nature").set_value(Nature.ENQUIRY)  # type: ignore[union-attr]
    send(clerk, page)
    assert clerk.read(ticket).nature is Nature.ENQUIRY
    assert "性质由“投诉”改为“咨询”" in story(page)[-1]
