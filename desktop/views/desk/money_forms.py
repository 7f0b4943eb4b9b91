"""Forms about what is offered: propose, approve, pay out, settle, and headquarters' answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop import wording
from desktop.services import escalations, remedies
from desktop.services.intake import SettlementDraft
from desktop.views.desk.act_form import ActCall, ActForm, Cell
from desktop.views.desk.offers import approved_remedies, open_escalation, waiting_remedies
from desktop.views.translation import language
from desktop.views.widgets.chips import ToggleChips, offer_members
from desktop.views.widgets.editors import Choice, MoneyEdit, member_choice
from desktop.vocabulary import (
    Demand,
    EscalationKind,
    PayoutMeans,
    Ref,
    RemedyKind,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from desktop.services.rows import RemedyRow

translate = QCoreApplication.translate

_KIND_OF_DEMAND: dict[str, RemedyKind] = {
    Demand.REFUND: RemedyKind.REFUND,
    Demand.RETURN: RemedyKind.REFUND,
    Demand.EXCHANGE: RemedyKind.REPLACEMENT,
    Demand.REPAIR: RemedyKind.REPAIR,
    Demand.PRICE_DIFFERENCE: RemedyKind.PRICE_DIFFERENCE,
    Demand.COMPENSATION: RemedyKind.COMPENSATION,
    Demand.APOLOGY: RemedyKind.APOLOGY,
}


class DecideForm(ActForm):
    """What headquarters says to what a branch asked."""

    def build(self) -> None:
        """Place the question's answer."""
        asked = open_escalation(self.ticket, EscalationKind.ASK_HQ)
        question = asked.reason if asked else ""
        self._verdict: ToggleChips[StrEnum] = ToggleChips(self, "verdict_chips", exclusive=True)
        offer_members(self._verdict, Verdict)
        self.place(
            self._verdict,
            "verdict",
            lambda: wording.label("Verdict", language()),
            Cell(0, 0, required=True, hint=lambda: self._asked(question)),
        )
        self.place_money(
            "amount",
            lambda: translate("Acts", "Authorised up to"),
            Cell(0, 1),
        )
        self.place_text(
            "text",
            lambda: translate("Acts", "What the branch shall do"),
            Cell(1, 0, 2, required=True),
        )

    def problems(self) -> dict[str, str]:
        """Let an amount stand only beside an authorisation."""
        chosen = self._verdict.chosen()
        if self.minor("amount") and chosen and Verdict(chosen[0]) is not Verdict.AUTHORISED:
            return {"amount": translate("Acts", "Only an authorisation has an amount.")}
        return {}

    def call(self) -> ActCall:
        """Give the answer."""
        verdict = Verdict(self._verdict.chosen()[0])
        return ActCall(
            escalations.decide_escalation,
            (self.ticket.id, verdict, self.text("text"), self.minor("amount") or None),
            {},
        )

    def _asked(self, question: str) -> str:
        return translate("Acts", "Asked: {question}").format(question=question)


class ProposeForm(ActForm):
    """What is offered to the complainant."""

    def build(self) -> None:
        """Place kind, amount and words, starting from what was asked for."""
        self._kind = member_choice(self, "kind_choice", RemedyKind)
        wanted = [_KIND_OF_DEMAND[d] for d in self.ticket.demands if d in _KIND_OF_DEMAND]
        if wanted:
            self._kind.set_value(wanted[0])
        self.place(self._kind, "kind", lambda: wording.label("Remedy", language()), Cell(0, 0))
        self._amount = self.place_money(
            "amount", lambda: translate("Acts", "Amount"), Cell(0, 1, hint=self._limit)
        )
        self._amount.textChanged.connect(self._say_limit)
        self.place_text(
            "text", lambda: translate("Acts", "What exactly is offered"), Cell(1, 0, 2), lines=2
        )

    def call(self) -> ActCall:
        """Give the proposal."""
        kind = RemedyKind(self._kind.value() or RemedyKind.OTHER)
        return ActCall(
            remedies.propose_remedy,
            (self.ticket.id, kind, self.minor("amount"), self.text("text")),
            {},
        )

    def _limit(self) -> str:
        return translate("Acts", "Alone up to {limit}").format(
            limit=self.desk.money(self._granted())
        )

    def _granted(self) -> int:
        return max([self.desk.card.limit, *(e.amount or 0 for e in self.ticket.escalations)])

    def _say_limit(self) -> None:
        above = self.minor("amount") > self._granted()
        told = translate("Acts", "Above your limit: a second person must approve.")
        self.fields["amount"].set_remark(told if above else "")


class _RemedyForm(ActForm):
    """A form about one of a ticket's remedies, chosen where there are several."""

    def place_remedies(self, rows: Sequence[RemedyRow], cell: Cell) -> Choice[Ref]:
        """Place the choice; the first is chosen."""
        by_ref = {row.ref: row for row in rows}
        choice: Choice[Ref] = Choice(self, "remedy_choice")
        choice.set_choices(by_ref, lambda ref: self._told(by_ref[ref]))
        return self.place(choice, "remedy", lambda: wording.label("Remedy", language()), cell)

    def choose(self, ref: Ref) -> None:
        """Choose a remedy, as its own button asks."""
        self._remedy.set_value(ref)

    def _told(self, row: RemedyRow) -> str:
        amount = f" {self.desk.money(row.amount, row.currency)}" if row.amount else ""
        return f"{wording.label(row.kind, language())}{amount}  ·  {row.proposed_by}"

    _remedy: Choice[Ref]


class ApproveForm(_RemedyForm):
    """A second person's yes."""

    def build(self) -> None:
        """Place the proposals and the words."""
        others = [row for row in waiting_remedies(self.ticket) if not row.mine]
        self._remedy = self.place_remedies(others, Cell(0))
        self.place_line("reason", lambda: translate("Acts", "Remark"), Cell(1))

    def call(self) -> ActCall:
        """Give the yes."""
        reason = self.text("reason") or None
        return ActCall(remedies.approve_remedy, (self.ticket.id, self._remedy.value(), reason), {})


class RejectForm(_RemedyForm):
    """A second person's no."""

    def build(self) -> None:
        """Place the proposals and the reason."""
        others = [row for row in waiting_remedies(self.ticket) if not row.mine]
        self._remedy = self.place_remedies(others, Cell(0))
        self.place_line("reason", lambda: translate("Acts", "Why not"), Cell(1, required=True))

    def call(self) -> ActCall:
        """Give the no."""
        return ActCall(
            remedies.reject_remedy,
            (self.ticket.id, self._remedy.value(), self.text("reason")),
            {},
        )


class _HandoverForm(_RemedyForm):
    """How something was handed over, and who signed for it."""

    def place_means(self, row: int) -> None:
        """Place means and voucher, then receiver and witness."""
        self._means = member_choice(self, "means_choice", PayoutMeans)
        self.place(
            self._means, "means", lambda: wording.label("PayoutMeans", language()), Cell(row, 0)
        )
        self.place_line(
            "voucher", lambda: translate("Acts", "Voucher or receipt number"), Cell(row, 1)
        )
        self.place_line("receiver", lambda: translate("Acts", "Signed for by"), Cell(row + 1, 0))
        self.place_line(
            "witness",
            lambda: translate("Acts", "Witness, if they would not sign"),
            Cell(row + 1, 1),
        )

    def unsigned(self, amount: int) -> dict[str, str]:
        """Refuse money that nobody signed for and nobody saw handed over."""
        if not amount or self.text("receiver") or self.text("witness"):
            return {}
        return {"receiver": translate("Acts", "Somebody must sign, or a witness be named.")}

    def settlement(self, kind: RemedyKind, amount: int, text: str) -> SettlementDraft:
        """Give what was handed over."""
        return SettlementDraft(
            kind=kind,
            means=PayoutMeans(self._means.value() or PayoutMeans.ORIGINAL),
            amount=amount,
            text=text,
            voucher=self.text("voucher") or None,
            receiver=self.text("receiver") or None,
            witness=self.text("witness") or None,
        )


class PayOutForm(_HandoverForm):
    """How an approved remedy was carried out; the amount is the one approved."""

    def build(self) -> None:
        """Place the remedies and the hand-over."""
        self._rows = {row.ref: row for row in approved_remedies(self.ticket)}
        self._remedy = self.place_remedies(list(self._rows.values()), Cell(0, 0, 2))
        self.place_means(1)

    def problems(self) -> dict[str, str]:
        """Ask who signed."""
        return self.unsigned(self._chosen().amount)

    def call(self) -> ActCall:
        """Give the hand-over."""
        row = self._chosen()
        told = self.settlement(row.kind, row.amount, row.text)
        return ActCall(remedies.pay_out, (self.ticket.id, row.ref, told), {})

    def _chosen(self) -> RemedyRow:
        value = self._remedy.value()
        return self._rows[value] if value is not None else next(iter(self._rows.values()))


class SettleForm(_HandoverForm):
    """Everything at once for a small matter: remedy, hand-over, closed."""

    def build(self) -> None:
        """Place what is given and how."""
        self._kind = member_choice(self, "kind_choice", RemedyKind)
        self.place(self._kind, "kind", lambda: wording.label("Remedy", language()), Cell(0, 0))
        self._amount: MoneyEdit = self.place_money(
            "amount",
            lambda: translate("Acts", "Amount"),
            Cell(
                0,
                1,
                hint=lambda: translate("Acts", "Alone up to {limit}").format(
                    limit=self.desk.money(self.desk.card.limit)
                ),
            ),
        )
        self.place_means(1)
        self.place_line(
            "text", lambda: translate("Acts", "The outcome"), Cell(3, 0, 2, required=True)
        )

    def problems(self) -> dict[str, str]:
        """Stay within one's own limit, and ask who signed."""
        found = self.unsigned(self.minor("amount"))
        if self.minor("amount") > self.desk.card.limit:
            found["amount"] = translate(
                "Acts", "Above your limit: propose it, so that a second person can approve."
            )
        return found

    def call(self) -> ActCall:
        """Give the settlement."""
        kind = RemedyKind(self._kind.value() or RemedyKind.OTHER)
        told = self.settlement(kind, self.minor("amount"), self.text("text"))
        return ActCall(remedies.settle_ticket, (self.ticket.id, told), {})
