"""The tables of the rules page: deadlines, grounds, amounts, levels, years, versions, changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop import wording
from desktop.services.pack_files import DifferenceRow
from desktop.services.rule_rows import ClockRuleRow, LimitRow, NamedRow, YearRow
from desktop.services.rules import PackRow
from desktop.views.office.office import word
from desktop.views.table_models import DISPLAY, FOREGROUND, TOOL_TIP, RowsTableModel
from desktop.views.theme import colour
from desktop.views.translation import language
from desktop.views.widgets.clock_bar import units_words
from desktop.vocabulary import INFORMATION_CLOCKS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtCore import QObject

    from desktop.views.office.office import Office

_NOTHING = "—"


class ClockTableModel(RowsTableModel[ClockRuleRow]):
    """The deadlines with their sources."""

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Deadline"),
            self.tr("Length"),
            self.tr("Source"),
            self.tr("Checked"),
            self.tr("May be"),
        )

    def cell(self, row: ClockRuleRow, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return (
                word(f"ClockKind.{row.kind}"),
                units_words(row.length, row.unit),
                row.source,
                checked_words(verified=row.verified),
                self._changeable(row),
            )[column]
        if role == FOREGROUND and column == 3:  # noqa: PLR2004
            return colour("success" if row.verified else "warning")
        return None

    def _changeable(self, row: ClockRuleRow) -> str:
        if row.kind in INFORMATION_CLOCKS:
            return self.tr("for reference only")
        told = [self.tr("stopped")] if row.pausable else []
        if row.longest is not None and row.longest > row.length:
            longest = units_words(row.longest, row.unit)
            told.append(self.tr("extended to {longest}").format(longest=longest))
        return self.tr(", ").join(told) or _NOTHING


class GroundTableModel(RowsTableModel[NamedRow]):
    """The grounds on which the decision clock may stand still."""

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Ground for stopping"), self.tr("Source"), self.tr("Evidence"))

    def cell(self, row: NamedRow, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        needed = self.tr("required") if row.evidence else _NOTHING
        return (named(row.names, row.key), row.source or _NOTHING, needed)[column]


class LimitTableModel(RowsTableModel[LimitRow]):
    """What each role may grant alone."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Call roles as the rule pack does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Role"), self.tr("May grant alone"))

    def figures(self) -> Collection[int]:
        """Amounts stand at the right."""
        return (1,)

    def cell(self, row: LimitRow, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        if column == 0:
            return self._office.title(row.role)
        return self._office.money(row.amount) if row.amount else _NOTHING


class LevelTableModel(RowsTableModel[NamedRow]):
    """Where a matter is raised to, level by level."""

    def __init__(self, parent: QObject) -> None:
        """Start empty."""
        super().__init__(parent)
        self._names: dict[str, dict[str, str]] = {}

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Level"), self.tr("Raises to"))

    def show_levels(self, rows: Sequence[NamedRow]) -> None:
        """Show the levels of a pack."""
        self._names = {row.key: row.names for row in rows}
        self.show_rows(rows)

    def cell(self, row: NamedRow, column: int, role: int) -> object:
        """Give a cell."""
        if role not in {DISPLAY, TOOL_TIP}:
            return None
        if column == 0:
            return named(row.names, row.key)
        return named(self._names.get(row.up, {}), row.up) if row.up else _NOTHING


class YearTableModel(RowsTableModel[YearRow]):
    """The years with a calendar, the newest on top."""

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Year"),
            self.tr("Days off"),
            self.tr("Make-up days"),
            self.tr("Source"),
            self.tr("Checked"),
        )

    def figures(self) -> Collection[int]:
        """Counts stand at the right."""
        return (1, 2)

    def cell(self, row: YearRow, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return (
                str(row.year),
                str(len(row.off)),
                str(len(row.work)),
                row.source,
                checked_words(verified=row.verified),
            )[column]
        if role == FOREGROUND and column == 4:  # noqa: PLR2004
            return colour("success" if row.verified else "warning")
        return None


class VersionTableModel(RowsTableModel[PackRow]):
    """The versions of the rule pack held here, the last to take effect on top."""

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Rule pack"),
            self.tr("Version"),
            self.tr("Holds from"),
            self.tr("Until"),
            self.tr("State"),
            self.tr("Fingerprint"),
        )

    def cell(self, row: PackRow, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return (
                row.name,
                row.version,
                self._day(row.effective_from),
                self._day(row.effective_until),
                self.tr("✓ in force") if row.in_force else self.tr("held"),
                row.digest[:12] if role == DISPLAY else row.digest,
            )[column]
        if role == FOREGROUND and column == 4 and row.in_force:  # noqa: PLR2004
            return colour("success")
        return None

    def _day(self, told: str) -> str:
        if not told or told == date.min.isoformat():
            return _NOTHING
        return wording.date_text(date.fromisoformat(told), language())


class DifferenceTableModel(RowsTableModel[DifferenceRow]):
    """In what a pack differs from the one in force, place by place."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Write amounts in the site's currency."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (self.tr("Place"), self.tr("In force"), self.tr("In the file"))

    def cell(self, row: DifferenceRow, column: int, role: int) -> object:
        """Give a cell; the tool tip of a place is the path in the file."""
        if role == TOOL_TIP and column == 0:
            return row.where
        if role in {DISPLAY, TOOL_TIP}:
            if column == 0:
                return place_words(row.where)
            return self._told(row.where, row.before if column == 1 else row.after)
        if role == FOREGROUND and column > 0:
            return colour("neutral" if column == 1 else "ink")
        return None

    def _told(self, where: str, text: str) -> str:
        if where.startswith("limits.") and text.isdecimal():
            return self._office.money(int(text))
        if text in {"True", "False"}:
            return self.tr("yes") if text == "True" else self.tr("no")
        key = f"ClockUnit.{text}"
        return word(key) if wording.has_label(key, language()) else text or _NOTHING


def checked_words(*, verified: bool) -> str:
    """Say whether somebody compared a figure with its source."""
    told = word("RuleSource.verified" if verified else "RuleSource.unverified")
    return f"✓ {told}" if verified else f"! {told}"


def named(names: Mapping[str, str], key: str) -> str:
    """Give the name a pack has for something, in the language of the screen."""
    return names.get(language()) or names.get("en") or key


def place_words(where: str) -> str:
    """Name a place in a pack's file; what has no word of its own keeps its key."""
    parts = [part for part in where.split(".") if part not in {"children", "names"}]
    return " / ".join(map(_part_words, parts))


def _part_words(part: str) -> str:
    for kind in ("PackPlace", "ClockKind", "Role", "Language"):
        if wording.has_label(f"{kind}.{part}", language()):
            return word(f"{kind}.{part}")
    return part


def days_words(days: Sequence[date]) -> str:
    """Write days with runs drawn together: 1 Jan – 3 Jan, 4 Apr."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    told = [_run_words(run[0], run[-1]) for run in runs]
    return wording.label("RuleDays.between", language()).join(told) if told else _NOTHING


def _run_words(first: date, last: date) -> str:
    begin = wording.short_date_text(first, language())
    return begin if first == last else f"{begin} – {wording.short_date_text(last, language())}"
