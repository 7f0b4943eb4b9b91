"""The tables of the exchange: branches, bundles out, bundles in, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.rows import ConflictRow
from desktop.sync.shipping import ArrivalRow, ShipmentRow
from desktop.sync.standing import BranchStanding
from desktop.views.office.exchange_words import (
    act_name,
    arrival_text,
    receipt_text,
)
from desktop.views.table_models import DISPLAY, FOREGROUND, TOOL_TIP, RowsTableModel
from desktop.views.theme import colour

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtCore import QObject

    from desktop.views.office.office import Office
    from desktop.vocabulary import Uid


class ShipmentTableModel(RowsTableModel[ShipmentRow]):
    """Bundles that were written here, latest first."""

    def __init__(self, office: Office, parent: QObject, *, to_branches: bool) -> None:
        """Name the destination where there are several."""
        super().__init__(parent)
        self._office = office
        self._to_branches = to_branches

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("To") if self._to_branches else self.tr("Bundle"),
            self.tr("Made"),
            self.tr("Delivered"),
            self.tr("Receipt"),
            self.tr("File"),
        )

    def cell(self, row: ShipmentRow, column: int, role: int) -> object:
        """Give a cell."""
        if role == DISPLAY:
            return self._text(row, column)
        if role == TOOL_TIP:
            return row.delivered_to if column == 2 else self._text(row, column)  # noqa: PLR2004
        if role == FOREGROUND and column == 3:  # noqa: PLR2004
            return colour("success" if row.receipted_at is not None else "warning")
        return None

    def _text(self, row: ShipmentRow, column: int) -> str:
        number = self.tr("No. {number}").format(number=row.number)
        texts: dict[int, Callable[[], str]] = {
            0: lambda: f"{row.destination_name} {number}" if self._to_branches else number,
            1: lambda: self._office.moment(row.made_at),
            2: lambda: self._office.moment(row.delivered_at),
            3: lambda: receipt_text(row, self._office),
            4: lambda: row.file_name,
        }
        return texts[column]()


class ArrivalTableModel(RowsTableModel[ArrivalRow]):
    """Bundles that were read here, latest first."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Start without names of sites."""
        super().__init__(parent)
        self._office = office
        self.names: dict[Uid, str] = {}

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("From"),
            self.tr("Bundle"),
            self.tr("Time"),
            self.tr("Result"),
            self.tr("File"),
        )

    def cell(self, row: ArrivalRow, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return self._text(row, column)
        if role == FOREGROUND and column == 3:  # noqa: PLR2004
            return colour("warning" if row.verdict == "held" else "ink")
        return None

    def _text(self, row: ArrivalRow, column: int) -> str:
        return (
            self.names.get(row.source, ""),
            self.tr("No. {number}").format(number=row.number),
            self._office.moment(row.at),
            arrival_text(row),
            row.file_name,
        )[column]


class BranchTableModel(RowsTableModel[BranchStanding]):
    """The branches that were invited."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Write instants as the office does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Code"),
            self.tr("Branch"),
            self.tr("State"),
            self.tr("Last bundle taken in"),
            self.tr("Held"),
            self.tr("Last answer"),
            self.tr("Awaiting receipt"),
        )

    def figures(self) -> Collection[int]:
        """Count in two columns."""
        return (4, 6)

    def cell(self, row: BranchStanding, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return self._text(row, column)
        if role == FOREGROUND:
            return self._colour(row, column)
        return None

    def _colour(self, row: BranchStanding, column: int) -> object:
        if column == 2:  # noqa: PLR2004
            return colour("success" if row.joined_at is not None else "warning")
        if column == 4 and row.held:  # noqa: PLR2004
            return colour("warning")
        return None

    def _text(self, row: BranchStanding, column: int) -> str:
        moment = self._office.moment
        joined = self.tr("Joined {time}").format(time=moment(row.joined_at))
        invited = self.tr("Invited {time}").format(time=moment(row.invited_at))
        number = self.tr("No. {number}").format(number=row.last_number)
        return (
            row.code,
            row.name,
            joined if row.joined_at is not None else invited,
            f"{number} · {moment(row.last_at)}" if row.last_number else "—",
            str(row.held),
            moment(row.answered_at),
            str(row.unreceipted),
        )[column]


class ConflictTableModel(RowsTableModel[ConflictRow]):
    """Entries that were kept but not applied."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Write instants as the office does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Number"),
            self.tr("Changed by"),
            self.tr("What was done"),
            self.tr("Time"),
        )

    def cell(self, row: ConflictRow, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        return (
            row.number,
            row.entry_site,
            act_name(row.use_case),
            self._office.moment(row.at),
        )[column]
