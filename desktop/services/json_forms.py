"""Rows as JSON for scripts, the same on the command line and over HTTP.

Instants are ISO 8601 with the site's offset, money is a decimal string, what is absent is null.
The way back, from JSON to a draft, is `ticket_draft.parse_draft`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from desktop.services.ticket_draft import MINOR_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.rows import (
        ClockRow,
        EscalationRow,
        EvidenceRow,
        PayoutRow,
        PersonRow,
        PromiseRow,
        RemedyRow,
        StaffRow,
        TicketDetail,
        TicketListRow,
        TimelineRow,
    )
    from desktop.vocabulary import Ref

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONEY = frozenset({"amount", "asked"})


def money_text(minor: int | None, currency: str) -> str | None:
    """Write an amount as scripts do: 39990 is "399.90"."""
    if minor is None:
        return None
    digits = MINOR_DIGITS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def ref_text(ref: Ref) -> str:
    """Write the key of a part of a ticket."""
    return f"{ref.site}.{ref.uid}"


@dataclass(frozen=True, slots=True)
class JsonForms:
    """Makes JSON of rows in one site's zone and currency."""

    zone: str
    currency: str

    def instant(self, at: int | None) -> str | None:
        """Write an instant (µs UTC) as ISO 8601."""
        if at is None:
            return None
        return (_EPOCH + timedelta(microseconds=at)).astimezone(ZoneInfo(self.zone)).isoformat()

    def ticket(self, detail: TicketDetail, person: PersonRow | None = None) -> dict[str, Any]:
        """Give one ticket whole; `person` is the complainant once revealed."""
        return {
            "number": detail.number,
            "status": detail.status.value,
            "nature": detail.nature.value,
            "channel": detail.channel.value,
            "category": detail.category,
            "severity": detail.severity.value,
            "received_at": self.instant(detail.received_at),
            "registered_at": self.instant(detail.registered_at),
            "registered_by": detail.registered_by or None,
            "business_day": detail.business_day,
            "facts": detail.facts,
            "requests": list(detail.demands),
            "amount": money_text(detail.amount, detail.currency),
            "asked": money_text(detail.asked, detail.currency),
            "currency": detail.currency,
            "product": detail.product or None,
            "batch": detail.batch or None,
            "order": detail.order or None,
            "bought_on": detail.bought_on or None,
            "goods_kept": detail.goods_kept or None,
            "flags": list(detail.flags),
            "complainant": _person(person or detail.complainant, detail.representative),
            "respondent": _respondent(detail),
            "source": _source(detail),
            **self._state(detail),
            "clocks": [self._clock(row) for row in detail.clocks],
            "promises": [self._promise(row) for row in detail.promises],
            "escalations": [self._escalation(row) for row in detail.escalations],
            "remedies": [self._remedy(row) for row in detail.remedies],
            "evidence": [self._evidence(row) for row in detail.evidence],
            "timeline": [self._step(row) for row in detail.timeline],
        }

    def _state(self, detail: TicketDetail) -> dict[str, Any]:
        return {
            "site": detail.site_code,
            "site_name": detail.site_name,
            "custodian": detail.custodian_code,
            "custodian_name": detail.custodian_name,
            "is_custodian": detail.is_custodian,
            "offered": detail.offered_to is not None,
            "in_conflict": detail.in_conflict,
            "with_manager": detail.with_manager,
            "assignee": detail.assignee or None,
            "responded_at": self.instant(detail.responded_at),
            "resolved_at": self.instant(detail.resolved_at),
            "ended_at": self.instant(detail.ended_at),
            "result": detail.result or None,
            "told_how": detail.told_how or None,
            "rule_pack": {"name": detail.pack_name, "version": detail.pack_version},
            "version": detail.version,
        }

    def _clock(self, row: ClockRow) -> dict[str, Any]:
        return {
            "kind": row.kind.value,
            "state": row.state.value,
            "started_at": self.instant(row.started_at),
            "due_at": self.instant(row.due_at),
            "stopped_at": self.instant(row.stopped_at),
            "source": row.source or None,
            "verified": row.verified,
            "provisional": row.provisional,
            "extended": row.extended,
            "information": row.information,
        }

    def _promise(self, row: PromiseRow) -> dict[str, Any]:
        return {
            "id": ref_text(row.ref),
            "what": row.what,
            "due": self.instant(row.due_at),
            "by": row.by or None,
            "told_how": row.told_how or None,
            "state": row.state.value,
            "made_at": self.instant(row.made_at),
        }

    def _escalation(self, row: EscalationRow) -> dict[str, Any]:
        return {
            "id": ref_text(row.ref),
            "kind": row.kind.value,
            "state": row.state.value,
            "reason": row.reason,
            "at": self.instant(row.at),
            "by": row.by or None,
            "verdict": row.verdict.value if row.verdict else None,
            "answer": row.answer or None,
            "amount": money_text(row.amount, self.currency),
            "answered_at": self.instant(row.answered_at),
            "answered_by": row.answered_by or None,
        }

    def _remedy(self, row: RemedyRow) -> dict[str, Any]:
        return {
            "id": ref_text(row.ref),
            "kind": row.kind.value,
            "amount": money_text(row.amount, row.currency),
            "text": row.text or None,
            "state": row.state.value,
            "needs_approval": row.needs_approval,
            "proposed_at": self.instant(row.proposed_at),
            "proposed_by": row.proposed_by or None,
            "decided_by": row.decided_by or None,
            "decision_reason": row.decision_reason or None,
            "payout": self._payout(row.payout) if row.payout else None,
        }

    def _payout(self, row: PayoutRow) -> dict[str, Any]:
        return {
            "means": row.means.value,
            "amount": money_text(row.amount, row.currency),
            "voucher": row.voucher or None,
            "receiver": row.receiver or None,
            "witness": row.witness or None,
            "at": self.instant(row.at),
            "by": row.by or None,
        }

    def _evidence(self, row: EvidenceRow) -> dict[str, Any]:
        return {
            "id": ref_text(row.ref),
            "name": row.name,
            "kind": row.kind.value,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "taken_at": self.instant(row.taken_at),
            "taken_by": row.taken_by or None,
            "here": row.here,
        }

    def _step(self, row: TimelineRow) -> dict[str, Any]:
        return {
            "at": self.instant(row.at),
            "act": row.use_case,
            "by": row.actor or None,
            "site": row.site_name or None,
            "seq": row.seq,
            "unattended": row.unattended,
            "applied": row.applied,
            "values": {key: self._value(key, value) for key, value in row.values.items()},
        }

    def _value(self, key: str, value: Any) -> Any:
        name = key.removesuffix(".old").rpartition(".")[2]
        if isinstance(value, int) and not isinstance(value, bool):
            if name == "at" or name.endswith("_at"):
                return self.instant(value)
            if name in _MONEY:
                return money_text(value, self.currency)
        return value

    def tickets(self, rows: Sequence[TicketListRow], total: int) -> dict[str, Any]:
        """Give a list; `total` counts what was found, also beyond a limit."""
        return {"tickets": [self._listed(row) for row in rows], "total": total}

    def _listed(self, row: TicketListRow) -> dict[str, Any]:
        return {
            "number": row.number,
            "title": row.title,
            "status": row.status.value,
            "nature": row.nature.value,
            "channel": row.channel.value,
            "category": row.category,
            "severity": row.severity.value,
            "complainant": row.complainant or None,
            "received_at": self.instant(row.received_at),
            "due_at": self.instant(row.due_at),
            "clock": row.clock.value if row.clock else None,
            "assignee": row.assignee or None,
            "with_manager": row.with_manager,
            "evidence": row.evidence,
            "site": row.site_code,
            "is_custodian": row.is_custodian,
        }


def staff_object(row: StaffRow) -> dict[str, Any]:
    """Give one member of staff."""
    return {
        "login": row.login,
        "name": row.name,
        "role": row.role.value,
        "active": row.active,
        "has_key": row.has_key,
    }


def _person(row: PersonRow | None, representative: str) -> dict[str, Any] | None:
    if row is None and not representative:
        return None
    if row is None:
        return {"representative": representative}
    phones = [{"value": v, "whose": w or None} for kind, v, w in row.contacts if kind == "phone"]
    mails = [value for kind, value, _ in row.contacts if kind == "email"]
    return {
        "name": row.name or None,
        "title": row.title or None,
        "phone": phones[0]["value"] if phones else None,
        "phones": phones,
        "email": mails[0] if mails else None,
        "id_type": row.id_type or None,
        "id_number": row.id_number or None,
        "address": row.address or None,
        "best_time": row.best_time or None,
        "representative": representative or None,
        "masked": row.masked,
    }


def _respondent(detail: TicketDetail) -> dict[str, Any] | None:
    told = {
        "staff": detail.respondent_staff or detail.respondent_name or None,
        "counter": detail.respondent_counter or None,
        "partner": detail.respondent_partner or None,
    }
    return told if any(told.values()) else None


def _source(detail: TicketDetail) -> dict[str, Any] | None:
    told = {
        "name": detail.source_name or None,
        "number": detail.source_number or None,
        "due": detail.source_due or None,
    }
    return told if any(told.values()) else None
