"""One row of a table as the draft of a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import InputError
from desktop.services.ticket_draft import TicketDraft, parse_draft

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.services.import_map import ImportMap
    from desktop.services.site_card import SiteFacts
    from desktop.services.table_rows import TableRow


def draft_of_row(
    row: TableRow, header: tuple[str, ...], told: ImportMap, facts: SiteFacts
) -> TicketDraft | None:
    """Give what a row would become; None if the map leaves it out.

    Raises InputError for a row that cannot be taken. A cell that is not to be believed (an error,
    a formula without its result) is refused only where the map asks for it.
    """
    if len(row.cells) != len(header):
        raise InputError("import.row_width", wanted=len(header), found=len(row.cells))
    cells = dict(zip(header, row.cells, strict=True))
    _refuse_faults(row, header, told.conditions)
    if told.leaves_out(cells):
        return None
    _refuse_faults(row, header, told.columns)
    plain = told.draft(cells, facts.pack)
    draft = parse_draft(plain, facts.card.zone, facts.card.currency)
    facts.pack.require_category(draft.category)
    return draft


def _refuse_faults(row: TableRow, header: tuple[str, ...], columns: Collection[str]) -> None:
    for place in sorted(row.faults):
        if header[place] in columns:
            raise row.faults[place]
