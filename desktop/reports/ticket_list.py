"""A list of tickets as a workbook or CSV file, in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop import wording
from desktop.reports.layout import in_language
from desktop.services.exporting import ExportOrder, export_tickets, exported_lines
from desktop.services.table_files import Column, table_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from desktop.services.exporting import ListedTicket
    from desktop.services.gateway import Gateway
    from desktop.services.table_files import Value
    from desktop.vocabulary import Language

_WIDTHS: Final = {
    "number": 20, "received_at": 17, "business_day": 12, "channel": 10, "nature": 8,
    "category": 24, "severity": 10, "status": 10, "custodian": 16, "complainant": 12,
    "phone": 15, "product": 18, "amount": 12, "currency": 7, "facts": 60, "due_at": 17,
    "assignee": 10, "promised_at": 17, "result": 30, "ended_at": 17,
}  # fmt: skip
"""The columns in their order, with their widths in letters."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file, its rows, and how many texts no cell could hold whole."""

    path: Path
    rows: int
    shortened: int


def export_list(
    gateway: Gateway,
    path: Path,
    order: ExportOrder,
    language: Language,
    *,
    reveal: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Exported:
    """Write the tickets of a list to a file, once the ledger says that they leave.

    The entry comes first: a file without it cannot be. A file that cannot be written leaves an
    entry that says more than came of it, never less.

    Args:
        gateway: the site, with a person who may export.
        path: the file, `.xlsx` or `.csv`.
        order: which tickets.
        language: of headers and words.
        reveal: why complainants must not be masked; None masks them.
        progress: told (rows written, rows in all); may raise to stop, then no file is left.

    Raises:
        DeskError: not permitted, no reason, an unknown ending, or the disk refuses.
    """
    zone = gateway.facts.card.zone
    sheet = wording.label("List.tickets", language)
    columns = [Column(wording.label(f"List.{key}", language), _WIDTHS[key]) for key in _WIDTHS]
    with table_file(path, sheet, columns) as table:
        rids = gateway.call(export_tickets, order, reveal)
        written = 0
        for written, line in enumerate(exported_lines(gateway, rids, reveal), start=1):
            table.write(_values(line, language, zone))
            if progress is not None:
                progress(written, len(rids))
    return Exported(path, written, table.shortened)


def _values(line: ListedTicket, language: Language, zone: str) -> list[Value]:
    def local(at: int | None) -> datetime | None:
        """Give the wall clock of the site, to the second; sheets know no zones."""
        if at is None:
            return None
        return wording.local_time(at, zone).replace(tzinfo=None, microsecond=0)

    return [
        line.number,
        local(line.received_at),
        date.fromisoformat(line.business_day),
        wording.label(line.channel, language),
        wording.label(line.nature, language),
        " / ".join(in_language(words, language) for words in line.category),
        wording.label(line.severity, language),
        wording.label(line.status, language),
        line.custodian,
        line.complainant,
        line.phone,
        line.product,
        _money(line.amount, line.currency),
        line.currency if line.amount is not None else "",
        line.facts,
        local(line.due_at),
        line.assignee,
        local(line.promised_at),
        wording.outcome(line.result, language),
        local(line.ended_at),
    ]


def _money(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-wording.minor_digits(currency))
