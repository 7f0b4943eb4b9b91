"""Closing a day, step by step: close, print, ship, back up; only the first one can stop it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.reports.daily import render_daily
from desktop.services.backups import back_up, backup_plan
from desktop.services.day_close import close_day
from desktop.sync.schedule import OFF, shipping_state
from desktop.views.jobs import Progress
from desktop.views.messages import describe
from desktop.views.office import exchange_work
from desktop.views.office.exchange_words import shipped_sentence
from desktop.views.office.office import size_text
from desktop.views.office.printer import print_run
from desktop.views.office.step_list import Line
from desktop.views.translation import language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtPrintSupport import QPrinter

    from desktop.services.backups import BackupPlan, BackupRow
    from desktop.services.opening import OpenSite
    from desktop.services.report_rows import DaySummary
    from desktop.sync.schedule import Shipped, ShippingState
    from desktop.views.office.office import Office
    from desktop.views.printing import PrintRun


class CloseStep(StrEnum):
    """One step of closing a day."""

    CLOSE = "close"
    PRINT = "print"
    SHIP = "ship"
    BACK_UP = "back_up"


class CloseRun(QObject):
    """One run; what fails after the close is said and can be tried again."""

    lines_changed = Signal()
    paper_ready = Signal(bytes)
    refused = Signal(object)
    """The day was not closed: the error. Nothing else was done."""
    finished = Signal()

    def __init__(
        self,
        office: Office,
        find_printer: Callable[[], QPrinter | None],
        parent: QObject,
    ) -> None:
        """Prepare the steps that this site has."""
        super().__init__(parent)
        self._office = office
        self._paper = b""
        self._find_printer = find_printer
        self._print_run: PrintRun | None = None
        self._left: list[CloseStep] = []
        steps = list(CloseStep)
        if office.card.is_headquarters:
            steps.remove(CloseStep.SHIP)
        self._states: dict[CloseStep, Line] = {step: Line("waiting", "") for step in steps}

    def start(self, day: date, remark: str) -> None:
        """Close the day and go on."""
        self._say(CloseStep.CLOSE, "running")
        self._office.jobs.call(
            self, self._on_closed, close_day, day, remark or None, failed=self.refused.emit
        )

    def retry(self) -> None:
        """Try again what did not work."""
        self._left = [step for step, line in self._states.items() if line.state == "failed"]
        self._next()

    @property
    def has_failed(self) -> bool:
        """Tell whether a step did not work."""
        return any(line.state == "failed" for line in self._states.values())

    def lines(self) -> list[Line]:
        """Give the steps as lines, in the language of the screen."""
        titles = {
            CloseStep.CLOSE: self.tr("Close the day"),
            CloseStep.PRINT: self.tr("Print the daily summary"),
            CloseStep.SHIP: self.tr("Ship to headquarters"),
            CloseStep.BACK_UP: self.tr("Back up"),
        }
        return [Line(line.state, titles[step], line.text) for step, line in self._states.items()]

    # ---- one after the other

    def _next(self) -> None:
        acts: dict[CloseStep, Callable[[], None]] = {
            CloseStep.PRINT: self._print,
            CloseStep.SHIP: self._ship,
            CloseStep.BACK_UP: self._back_up,
        }
        if not self._left:
            self.finished.emit()
            return
        step = self._left.pop(0)
        self._say(step, "running")
        acts[step]()

    def _say(self, step: CloseStep, state: Any, text: str = "") -> None:
        self._states[step] = Line(state, "", text)
        self.lines_changed.emit()

    def _done(self, step: CloseStep, state: Any, text: str) -> None:
        self._say(step, state, text)
        self._next()

    def _fail(self, step: CloseStep) -> Callable[[Exception], None]:
        return lambda error: self._done(step, "failed", describe(error).sentence)

    # ---- closing and printing

    def _on_closed(self, summary: DaySummary) -> None:
        told = self.tr("Signed with record No. {seq}.").format(seq=summary.head_seq)
        self._say(CloseStep.CLOSE, "done", told)
        self._left = [step for step in self._states if step is not CloseStep.CLOSE]
        self._office.jobs.run(
            self,
            self._on_rendered,
            self._office.drawing.draw,
            render_daily,
            summary,
            language(),
            failed=self._on_unrendered,
        )

    def _on_rendered(self, paper: bytes) -> None:
        self._paper = paper
        self.paper_ready.emit(paper)
        self._next()

    def _on_unrendered(self, error: Exception) -> None:
        self._left.remove(CloseStep.PRINT)
        self._done(CloseStep.PRINT, "failed", describe(error).sentence)

    def _print(self) -> None:
        printer = self._find_printer()
        if printer is None:
            told = self.tr("No printer is set up; the paper stands at the right and can be saved.")
            self._done(CloseStep.PRINT, "notice", told)
            return
        run = print_run(self._paper, printer, self)
        self._print_run = run
        run.printed.connect(self._on_printed)
        run.failed.connect(self._fail(CloseStep.PRINT))
        run.start()

    def _on_printed(self, printer: str) -> None:
        told = self.tr("Sent to {printer}.").format(printer=printer)
        self._done(CloseStep.PRINT, "done", told)

    # ---- shipping and backing up

    def _ship(self) -> None:
        self._office.jobs.call(
            self, self._on_state, shipping_state, failed=self._fail(CloseStep.SHIP)
        )

    def _on_state(self, state: ShippingState) -> None:
        reason = self._not_shipped(state)
        if reason:
            self._done(CloseStep.SHIP, "skipped", reason)
            return
        self._run(
            CloseStep.SHIP,
            self._on_shipped,
            exchange_work.ship,
            self._office.site,
            state.schedule.to,
        )

    def _not_shipped(self, state: ShippingState) -> str:
        if self._office.card.headquarters is None:
            return self.tr("This branch has not joined headquarters.")
        if state.schedule.when == OFF:
            return self.tr("Shipping by itself is switched off; ship by hand when it suits.")
        if not state.schedule.to:
            return self.tr("Nobody has chosen yet where bundles go (Exchange with headquarters).")
        return ""

    def _on_shipped(self, shipped: Shipped) -> None:
        self._done(CloseStep.SHIP, "done", shipped_sentence(shipped))

    def _back_up(self) -> None:
        self._office.jobs.call(
            self, self._on_plan, backup_plan, failed=self._fail(CloseStep.BACK_UP)
        )

    def _on_plan(self, plan: BackupPlan) -> None:
        if not plan.folder:
            told = self.tr(
                "Nobody has chosen yet where backups go; the administrator does so under "
                "System, Backups."
            )
            self._done(CloseStep.BACK_UP, "notice", told)
            return
        self._run(CloseStep.BACK_UP, self._on_backed_up, _back_up, self._office.site)

    def _on_backed_up(self, row: BackupRow) -> None:
        told = self.tr("{name}, {size}, opened and checked.")
        self._done(CloseStep.BACK_UP, "done", told.format(name=row.name, size=size_text(row.size)))

    def _run(
        self, step: CloseStep, done: Callable[[Any], None], work: Callable[..., Any], *args: object
    ) -> None:
        self._office.jobs.run(self, done, work, *args, progress=Progress(), failed=self._fail(step))


def _back_up(site: OpenSite, *, progress: Progress) -> BackupRow:
    return back_up(site, progress=progress.check)
