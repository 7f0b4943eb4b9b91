"""Bringing complaints in from a table: good rows are registered, bad ones told with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import DeskError, InputError, StateError
from desktop.models.permissions import Permission
from desktop.services.import_rejects import write_rejects
from desktop.services.import_rows import draft_of_row
from desktop.services.intake import business_day, next_serial, register
from desktop.services.sites import keep_setting, setting
from desktop.services.table_source import open_source
from desktop.services.use_case import command, query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from desktop.services.gateway import Gateway
    from desktop.services.import_map import ImportMap
    from desktop.services.table_rows import TableRow, TableSource
    from desktop.services.ticket_draft import TicketDraft
    from desktop.services.work import Work

BATCH: Final = 100
"""Tickets registered by one command, and so by one entry."""
BATCH_LETTERS: Final = 100_000
_SETTING: Final = "import."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken in: the line it starts on, and why."""

    line: int
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @classmethod
    def of(cls, line: int, error: DeskError) -> Refusal:
        """Keep what an error said of a row."""
        return cls(line, error.code, error.values)


@dataclass(frozen=True, slots=True)
class ImportStep:
    """Where a batch stands in its file: which content, and up to which line."""

    digest: str
    file_name: str
    line: int


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of one batch: the numbers given, and the rows refused by the rules in force."""

    numbers: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of a file, counted in rows; `earlier` came in before an interruption.

    `hidden` rows of a workbook were not left out; they are counted so that people can be told.
    """

    digest: str
    read: int
    imported: int
    rejected: int
    skipped: int
    earlier: int
    first_number: str
    last_number: str
    rejects: Path | None
    hidden: int = 0


@command(Permission.TICKET_REGISTER)
def import_tickets(
    work: Work, drafts: tuple[tuple[int, TicketDraft], ...], step: ImportStep
) -> BatchOutcome:
    """Register the drafts of some rows, each with its line, in one entry.

    How far the file has come is kept in the same transaction, so an import that was broken off
    goes on where it stopped.
    """
    numbers: list[str] = []
    refusals = []
    serial = next_serial(work, business_day(work))
    for line, draft in drafts:
        try:
            if draft.promise_due is not None and draft.promise_due <= work.now:
                raise InputError("promise.in_the_past")  # noqa: TRY301 - one of many refusals
            numbers.append(register(work, draft, serial + len(numbers)).number)
        except InputError as error:
            refusals.append(Refusal.of(line, error))
    work.reason = step.file_name
    _keep_progress(work, step, done=False)
    return BatchOutcome(tuple(numbers), tuple(refusals))


@query(Permission.TICKET_REGISTER)
def import_progress(work: Work, digest: str) -> dict[str, Any]:
    """Tell how far a file's content was imported before: `line` and `done`; empty if never."""
    return setting(work, _SETTING + digest)


def _keep_progress(work: Work, step: ImportStep, *, done: bool) -> None:
    value = {"file": step.file_name, "line": step.line, "at": work.now, "done": done}
    keep_setting(work, _SETTING + step.digest, value)


def import_file(
    gateway: Gateway,
    path: Path,
    told: ImportMap,
    *,
    say: Callable[[DeskError], str],
    rejects: Path | None = None,
    sheet: str | None = None,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportOutcome:
    """Take a table in: good rows become tickets, the others go to a file with the reasons.

    Nothing is written before the whole file was found readable.

    Args:
        gateway: the site, with a person who may register.
        path: the CSV file or workbook.
        told: its map.
        say: gives the sentence for an error.
        rejects: where rows go that cannot be taken; made only if there are any. Beside the table
            and in its form if not said.
        sheet: a sheet of a workbook, before the one the map names.
        again: take the same content in a second time.
        progress: told (rows handled, rows in all) after each batch.

    Raises:
        InputError: the file is no readable table, or the map does not fit it.
        StateError: `import.done_before`.
    """
    source = open_source(path, told, sheet)
    before = gateway.call(import_progress, source.digest)
    if before.get("done") and not again:
        raise StateError("import.done_before", name=path.name, digest=source.digest[:12])
    run = _Import(gateway, source, told, 0 if before.get("done") else before.get("line", 0))
    for handled in run.batches():
        if progress is not None:
            progress(handled, source.count)
    kept = None
    if run.refusals:
        kept = rejects or path.with_name(f"{path.stem}-rejects{source.suffix}")
        refused = {r.line: InputError(r.code, **r.values) for r in run.refusals}
        write_rejects(source, refused, kept, say)
    step = ImportStep(source.digest, path.name, run.line)
    gateway.at_desk(lambda work: _keep_progress(work, step, done=True))
    return run.outcome(kept)


class _Import:
    """One run over a file; rows up to `resume_after` came in before."""

    def __init__(
        self, gateway: Gateway, source: TableSource, told: ImportMap, resume_after: int
    ) -> None:
        self._gateway = gateway
        self._source = source
        self._map = told
        self._resume_after = resume_after
        self._numbers = ("", "")
        self.refusals: list[Refusal] = []
        self.imported = self.skipped = self.earlier = self.hidden = 0
        self.line = 0

    def batches(self) -> Iterator[int]:
        """Register batch after batch; gives how many rows are behind."""
        batch: list[tuple[int, TicketDraft]] = []
        letters = 0
        for handled, row in enumerate(self._source.rows(), start=1):
            draft = self._draft(row)
            if draft is not None:
                batch.append((row.line, draft))
                letters += len(draft.facts)
            self.line = row.line
            if len(batch) >= BATCH or letters >= BATCH_LETTERS:
                self._register(batch)
                batch, letters = [], 0
                yield handled
        if batch:
            self._register(batch)
        yield self._source.count

    def _draft(self, row: TableRow) -> TicketDraft | None:
        self.hidden += row.is_hidden
        try:
            draft = draft_of_row(row, self._source.header, self._map, self._gateway.facts)
        except InputError as error:
            self.refusals.append(Refusal.of(row.line, error))
            return None
        if draft is None:
            self.skipped += 1
        elif row.line <= self._resume_after:
            self.earlier += 1
            return None
        return draft

    def _register(self, batch: list[tuple[int, TicketDraft]]) -> None:
        step = ImportStep(self._source.digest, self._source.path.name, self.line)
        outcome = self._gateway.call(import_tickets, tuple(batch), step)
        self.refusals += outcome.refusals
        self.imported += len(outcome.numbers)
        if outcome.numbers:
            self._numbers = (self._numbers[0] or outcome.numbers[0], outcome.numbers[-1])

    def outcome(self, rejects: Path | None) -> ImportOutcome:
        """Tell what became of the file."""
        return ImportOutcome(
            digest=self._source.digest,
            read=self._source.count,
            imported=self.imported,
            rejected=len(self.refusals),
            skipped=self.skipped,
            earlier=self.earlier,
            first_number=self._numbers[0],
            last_number=self._numbers[1],
            rejects=rejects,
            hidden=self.hidden,
        )
