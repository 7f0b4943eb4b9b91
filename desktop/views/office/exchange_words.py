"""What the exchange tells of itself, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop import wording
from desktop.views.messages import describe
from desktop.views.office.step_list import Line, LineState
from desktop.views.translation import language

if TYPE_CHECKING:
    from desktop.sync.placing import Arrived
    from desktop.sync.rounds import Answered, Outcome
    from desktop.sync.schedule import Shipped
    from desktop.sync.shipping import ArrivalRow, ShipmentRow
    from desktop.views.office.office import Office
    from desktop.vocabulary import Uid


def schedule_text(when: str) -> str:
    """Name a way of shipping by itself."""
    return {
        "at_close": QCoreApplication.translate("ExchangeWords", "At each day's close"),
        "every": QCoreApplication.translate("ExchangeWords", "Every few hours"),
        "off": QCoreApplication.translate("ExchangeWords", "Only by hand"),
    }.get(when, when)


def shipped_sentence(shipped: Shipped) -> str:
    """Tell what shipping did."""
    count = len(shipped.delivered)
    if shipped.written is None and not count:
        return QCoreApplication.translate(
            "ExchangeWords", "Nothing new to ship; headquarters has everything."
        )
    if shipped.written is None:
        return QCoreApplication.translate(
            "ExchangeWords",
            "Nothing new; earlier bundles without a receipt lie ready again: {count}.",
        ).format(count=count)
    return QCoreApplication.translate(
        "ExchangeWords", "Shipped. Bundles that lie ready: {count}; the receipt will follow."
    ).format(count=count)


def outcome_lines(outcomes: tuple[Outcome, ...], names: dict[Uid, str]) -> list[Line]:
    """Tell what became of each bundle; bundles known before come as one line."""
    lines = [_outcome_line(one, names) for one in outcomes if not _is_known(one)]
    known = sum(1 for one in outcomes if _is_known(one))
    if known:
        lines.append(
            Line(
                "skipped",
                QCoreApplication.translate(
                    "ExchangeWords", "Taken in before, nothing was changed: {count}."
                ).format(count=known),
            )
        )
    return lines


def _is_known(outcome: Outcome) -> bool:
    return outcome.arrived is not None and outcome.arrived.verdict == "known"


def _outcome_line(outcome: Outcome, names: dict[Uid, str]) -> Line:
    if outcome.error is not None:
        title = QCoreApplication.translate("ExchangeWords", "{file}: refused").format(
            file=outcome.file_name
        )
        return Line("failed", title, describe(outcome.error).sentence)
    arrived = outcome.arrived
    assert arrived is not None  # noqa: S101 - one of both is there
    name = names.get(arrived.source, "")
    title = QCoreApplication.translate("ExchangeWords", "{site}, bundle {number}: {verdict}")
    told = title.format(site=name, number=arrived.number, verdict=verdict_text(arrived.verdict))
    if arrived.verdict == "held":
        return Line("notice", told, _held_text(arrived))
    state: LineState = "notice" if arrived.conflicts else "done"
    return Line(state, told, _taken_text(arrived))


def verdict_text(verdict: str) -> str:
    """Name what became of a bundle."""
    return {
        "taken_in": QCoreApplication.translate("ExchangeWords", "taken in"),
        "known": QCoreApplication.translate("ExchangeWords", "taken in before"),
        "held": QCoreApplication.translate("ExchangeWords", "held"),
    }.get(verdict, verdict)


def _held_text(arrived: Arrived) -> str:
    first, last = arrived.missing
    if not first:
        return QCoreApplication.translate(
            "ExchangeWords", "It comes from a newer version; update this program, it is kept."
        )
    if first == last:
        return QCoreApplication.translate(
            "ExchangeWords", "Bundle {first} must come first; this one is kept until then."
        ).format(first=first)
    return QCoreApplication.translate(
        "ExchangeWords", "Bundles {first} to {last} must come first; this one is kept until then."
    ).format(first=first, last=last)


def _taken_text(arrived: Arrived) -> str:
    told = QCoreApplication.translate(
        "ExchangeWords", "Records: {entries}; pieces of evidence: {evidence}."
    ).format(entries=arrived.entries, evidence=arrived.evidence)
    if arrived.followed:
        count = len(arrived.followed)
        more = QCoreApplication.translate(
            "ExchangeWords", "Held bundles that could follow: {count}."
        ).format(count=count)
        told = f"{told} {more}"
    if arrived.conflicts:
        count = arrived.conflicts
        more = QCoreApplication.translate(
            "ExchangeWords", "Records that contradict what is known here: {count}, see Conflicts."
        ).format(count=count)
        told = f"{told} {more}"
    return told


def answer_lines(answers: tuple[Answered, ...]) -> list[Line]:
    """Tell what was written for each branch."""
    return [_answer_line(one) for one in answers]


def _answer_line(answer: Answered) -> Line:
    title = f"{answer.code} {answer.name}"
    if answer.error is not None:
        return Line("failed", title, describe(answer.error).sentence)
    if not answer.delivered:
        return Line(
            "skipped",
            title,
            QCoreApplication.translate("ExchangeWords", "Nothing new for this branch."),
        )
    count = len(answer.delivered)
    ready = QCoreApplication.translate("ExchangeWords", "Bundles that lie ready: {count}.").format(
        count=count
    )
    return Line("done", title, ready)


def receipt_text(row: ShipmentRow, office: Office) -> str:
    """Tell how far a shipped bundle has come."""
    if row.receipted_at is not None:
        return QCoreApplication.translate("ExchangeWords", "Receipted {time}").format(
            time=office.moment(row.receipted_at)
        )
    if row.delivered_at is None:
        return QCoreApplication.translate("ExchangeWords", "Not delivered yet")
    return QCoreApplication.translate("ExchangeWords", "Waiting for the receipt")


def arrival_text(row: ArrivalRow) -> str:
    """Name what became of a bundle that was read here."""
    return verdict_text(row.verdict)


def conflict_reason(reason: str) -> str:
    """Tell why an entry was kept but not applied."""
    return {
        "not_custodian": QCoreApplication.translate(
            "ExchangeWords", "changed by a site that did not handle the ticket any more"
        ),
        "waits": QCoreApplication.translate(
            "ExchangeWords", "waits until the earlier conflict is decided"
        ),
        "superseded": QCoreApplication.translate(
            "ExchangeWords", "made before headquarters had decided"
        ),
        "nobody": QCoreApplication.translate(
            "ExchangeWords", "signed by nobody, although only a person does this"
        ),
        "ticket_unknown": QCoreApplication.translate(
            "ExchangeWords", "speaks of a ticket that is not known here"
        ),
        "row_missing": QCoreApplication.translate(
            "ExchangeWords", "speaks of something that is not known here"
        ),
        "not_owner": QCoreApplication.translate(
            "ExchangeWords", "changes what belongs to another site"
        ),
        "row_exists": QCoreApplication.translate(
            "ExchangeWords", "changes what belongs to another site"
        ),
        "foreign_row": QCoreApplication.translate(
            "ExchangeWords", "changes what belongs to another site"
        ),
    }.get(reason, reason)


def act_name(use_case: str) -> str:
    """Name what an entry records."""
    key = f"Paper.step.{use_case}"
    if wording.has_label(key, language()):
        return wording.label(key, language())
    return use_case
