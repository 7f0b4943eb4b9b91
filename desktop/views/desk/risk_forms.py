"""Forms of category and risk: what the rules propose and why, and the legal reviewer's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop import wording
from desktop.services import casework, reviews
from desktop.views.desk.act_form import ActCall, ActForm, Cell, chosen_one
from desktop.views.translation import language
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.chips import ToggleChips
from desktop.views.widgets.editors import Choice, member_choice
from desktop.vocabulary import Nature, Role, Severity

if TYPE_CHECKING:
    from desktop.services.rows import SeverityCard

translate = QCoreApplication.translate

_YES, _NO = "yes", "no"


class ClassifyForm(ActForm):
    """The category and the risk level, with what the rules propose and why."""

    def build(self) -> None:
        """Place both as they stand."""
        keys = [row.key for row in self.desk.card.categories if row.leaf]
        self._category: Choice[str] = Choice(self, "category_choice")
        self._category.set_choices(["unsorted", *keys], self.desk.category)
        if self.ticket.category in {"unsorted", *keys}:
            self._category.set_value(self.ticket.category)
        self._severity = member_choice(self, "form_severity_choice", Severity)
        self._severity.set_value(self.ticket.severity)
        self.place(
            self._category, "category", lambda: wording.label("Category", language()), Cell(0, 0)
        )
        self.place(
            self._severity, "severity", lambda: wording.label("Severity", language()), Cell(0, 1)
        )
        self._why = text_label(self, "severity_reasons", "note")
        self._why.setWordWrap(True)
        self._why.setText(proposal_words(self.ticket.risk))
        self.grid.addWidget(self._why, 1, 0, 1, 2)

    def call(self) -> ActCall:
        """Give what was chosen."""
        chosen = {"category": self._category.value(), "severity": self._severity.value()}
        return ActCall(casework.classify_ticket, (self.ticket.id,), chosen | self.version)


def proposal_words(card: SeverityCard) -> str:
    """Say what the rules propose, and the reasons, the weightiest first."""
    if not card.reasons:
        return translate("Acts", "The rules see nothing that speaks for a higher risk.")
    told = translate("Acts", "The rules propose: {severity}. A person decides. Reasons:").format(
        severity=wording.label(card.proposed, language())
    )
    lines = [told]
    for reason in card.reasons:
        name = reason.names.get(language()) or reason.names.get("en", reason.key)
        gap = wording.label("List.gap", language())
        found = translate("Acts", " (found: {words})").format(words=gap.join(reason.found))
        lines.append(f"· {name}{found if reason.found else ''}")
    return "\n".join(lines)


class NatureForm(ActForm):
    """What the matter is, and why it is taken for something else now."""

    def build(self) -> None:
        """Place the natures as they stand, and the reason."""
        self._nature = member_choice(self, "nature_choice", Nature)
        self._nature.set_value(self.ticket.nature)
        self.place(self._nature, "nature", lambda: wording.label("Nature", language()), Cell(0))
        self.place_text(
            "reason", lambda: translate("Acts", "Reason"), Cell(1, required=True), lines=2
        )

    def problems(self) -> dict[str, str]:
        """Ask for another nature than it has."""
        if self._nature.value() is self.ticket.nature:
            return {"nature": translate("Acts", "Choose what it is instead.")}
        return {}

    def call(self) -> ActCall:
        """Give the nature and the reason."""
        told = (self.ticket.id, self._nature.value(), self.text("reason"))
        return ActCall(casework.change_nature, told, self.version)


class ReviewForm(ActForm):
    """The legal reviewer's yes or no before a grave matter is answered."""

    def build(self) -> None:
        """Place the answer, the words, and who was asked."""
        self.share_width()
        self._answer: ToggleChips[str] = ToggleChips(self, "review_chips", exclusive=True)
        self._answer.set_choices((_YES, _NO), _answer_words)
        self.place(
            self._answer,
            "answer",
            lambda: translate("Acts", "The legal reviewer says"),
            Cell(0, 0, required=True),
        )
        self._is_reviewer = self.desk.card.role is Role.LEGAL
        self._reviewer = self.place_line(
            "reviewer",
            lambda: translate("Acts", "Who was asked"),
            Cell(0, 1, required=not self._is_reviewer),
        )
        self.place_text("text", lambda: translate("Acts", "What was said"), Cell(1, 0, 2), lines=2)

    def problems(self) -> dict[str, str]:
        """A no needs its reason."""
        if chosen_one(self._answer) == _NO and not self.text("text").strip():
            return {"text": translate("Acts", "Say why not.")}
        return {}

    def call(self) -> ActCall:
        """Give the answer."""
        told = (self.ticket.id, self.text("text"), self._reviewer.text().strip() or None)
        return ActCall(reviews.review_answer, told, {"approved": chosen_one(self._answer) == _YES})


def _answer_words(answer: str) -> str:
    if answer == _YES:
        return translate("Acts", "Yes, it may go out")
    return translate("Acts", "No, not so")
