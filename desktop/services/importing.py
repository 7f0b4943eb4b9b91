"""Bringing complaints in from a table: good rows are registered, bad ones told with the reason."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import DeskError, InputError, StateError
from desktop.models.permissions import Permission
from desktop.services.csv_source import CsvSource, open_source
from desktop.services.intake import business_day, next_serial, register
from desktop.services.sites import keep_setting, setting
from desktop.services.ticket_draft import TicketDraft, parse_draft
from desktop.services.use_case import command, query
from desktop.storage.files import atomic_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from desktop.services.gateway import Gateway
    from desktop.services.import_map import ImportMap
    from desktop.services.work import Work

BATCH: Final = 100
"""Tickets registered by one command, and so by one entry."""
BATCH_LETTERS: Final = 100_000
_SETTING: Final = "import."
_TOLD: Final = ("line", "code", "reason")


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
    """What became of a file, counted in rows; `earlier` came in before an interruption."""

    digest: str
    read: int
    imported: int
    rejected: int
    skipped: int
    earlier: int
    first_number: str
    last_number: str
    rejects: Path | None


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
    rejects: Path,
    say: Callable[[DeskError], str],
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportOutcome:
    """Take a table in: good rows become tickets, the others go to a file with the reasons.

    Nothing is written before the whole file was found readable.

    Args:
        gateway: the site, with a person who may register.
        path: the CSV file.
        told: its map.
        rejects: where rows go that cannot be taken; made only if there are any.
        say: gives the sentence for an error.
        again: take the same content in a second time.
        progress: told (rows handled, rows in all) after each batch.

    Raises:
        InputError: the file is no readable table, or the map does not fit it.
        StateError: `import.done_before`.
    """
    source = open_source(path, encoding=told.encoding, delimiter=told.delimiter)
    told.require_columns(source.header)
    before = gateway.call(import_progress, source.digest)
    if before.get("done") and not again:
        raise StateError("import.done_before", name=path.name, digest=source.digest[:12])
    run = _Import(gateway, source, told, 0 if before.get("done") else before.get("line", 0))
    for handled in run.batches():
        if progress is not None:
            progress(handled, source.count)
    kept = _write_rejects(source, run.refusals, rejects, say)
    step = ImportStep(source.digest, path.name, run.line)
    gateway.at_desk(lambda work: _keep_progress(work, step, done=True))
    return run.outcome(kept)


class _Import:
    """One run over a file; rows up to `resume_after` came in before."""

    def __init__(
        self, gateway: Gateway, source: CsvSource, told: ImportMap, resume_after: int
    ) -> None:
        self._gateway = gateway
        self._source = source
        self._map = told
        self._resume_after = resume_after
        self._numbers = ("", "")
        self.refusals: list[Refusal] = []
        self.imported = self.skipped = self.earlier = 0
        self.line = 0

    def batches(self) -> Iterator[int]:
        """Register batch after batch; gives how many rows are behind."""
        batch: list[tuple[int, TicketDraft]] = []
        letters = 0
        for handled, (line, cells) in enumerate(self._source.rows(), start=1):
            draft = self._draft(line, cells)
            if draft is not None:
                batch.append((line, draft))
                letters += len(draft.facts)
            self.line = line
            if len(batch) >= BATCH or letters >= BATCH_LETTERS:
                self._register(batch)
                batch, letters = [], 0
                yield handled
        if batch:
            self._register(batch)
        yield self._source.count

    def _draft(self, line: int, cells: list[str]) -> TicketDraft | None:
        facts = self._gateway.facts
        try:
            if len(cells) != len(self._source.header):
                wanted = len(self._source.header)
                raise InputError("import.row_width", wanted=wanted, found=len(cells))  # noqa: TRY301
            row = dict(zip(self._source.header, cells, strict=True))
            if self._map.leaves_out(row):
                self.skipped += 1
                return None
            plain = self._map.draft(row, facts.pack)
            draft = parse_draft(plain, facts.card.zone, facts.card.currency)
            facts.pack.require_category(draft.category)
        except InputError as error:
            self.refusals.append(Refusal.of(line, error))
            return None
        if line <= self._resume_after:
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
        )


def _write_rejects(
    source: CsvSource, refusals: list[Refusal], path: Path, say: Callable[[DeskError], str]
) -> Path | None:
    """Write the rows that were refused, as they came, with line, code and sentence."""
    if not refusals:
        return None
    by_line = {refusal.line: refusal for refusal in refusals}
    added = [_unused(name, source.header) for name in _TOLD]
    with atomic_writer(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow([*source.header, *added])
        for line, cells in source.rows():
            found = by_line.get(line)
            if found is not None:
                reason = say(InputError(found.code, **found.values))
                writer.writerow([*_padded(cells, len(source.header)), line, found.code, reason])
        text.flush()
        text.detach()
    return path


def _padded(cells: list[str], width: int) -> Iterator[str]:
    """Give as many cells as the header has; what stands beyond goes into the last one."""
    return chain(cells[:width], ("" for _ in range(width - len(cells))))


def _unused(name: str, header: tuple[str, ...]) -> str:
    while name in header:
        name = f"_{name}"
    return name
