"""`redress report` and `redress day`: what is printed, and the end of a business day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.opened import forms_of, opened
from desktop.errors import DeskError
from desktop.reports.daily import render_daily
from desktop.reports.handling import render_handling
from desktop.reports.slip import render_slip
from desktop.services.backups import back_up, backup_plan
from desktop.services.day_close import close_day, day_review, print_day, today_of
from desktop.services.json_forms import money_text
from desktop.services.slips import handling_row, slip_row
from desktop.services.ticket_draft import parse_day
from desktop.services.tickets import ticket_by_number
from desktop.storage.files import write_atomically
from desktop.sync.schedule import ship_now, shipping_state

if TYPE_CHECKING:
    from datetime import date

    from desktop.commands.console import Console
    from desktop.services.opening import OpenSite
    from desktop.services.report_rows import DaySummary


def daily(console: Console) -> None:
    """Print the summary of a business day."""
    with opened(console) as site:
        day = _day(console, site)
        summary = site.gateway.call(print_day, day, reprint=True)
        told = _summary(summary)
        _write(console, render_daily(summary, console.language), told)


def slip(console: Console) -> None:
    """Print the customer's slip of a ticket."""
    with opened(console) as site:
        ticket = site.gateway.call(ticket_by_number, console.options.number)
        row = site.gateway.call(slip_row, ticket, reprint=console.options.reprint)
        _write(console, render_slip(row, console.language), {"number": row.number})


def handling(console: Console) -> None:
    """Print the handling sheet of a ticket."""
    with opened(console) as site:
        ticket = site.gateway.call(ticket_by_number, console.options.number)
        row = site.gateway.call(handling_row, ticket, reprint=console.options.reprint)
        _write(console, render_handling(row, console.language), {"number": row.number})


def review(console: Console) -> None:
    """Show a business day as it stands."""
    with opened(console) as site:
        day = _day(console, site)
        found = site.gateway.call(day_review, day)
        told = _summary(found.summary) | {
            "closed": bool(found.closes),
            "closes": [
                {"supplement": c.supplement, "at": forms_of(site).instant(c.closed_at)}
                for c in found.closes
            ],
            "approvals_waiting": found.approvals_waiting,
            "with_manager": found.with_manager,
            "promises_due": found.promises_due,
            "drafts": found.drafts,
            "late": found.late,
        }
        console.answer(told, *_lines(console, found.summary))


def close(console: Console) -> None:
    """Close a business day: print its summary, ship, back up.

    The close itself comes first and stands; what fails after it is told and can be done again.
    """
    options = console.options
    with opened(console) as site:
        day = _day(console, site)
        summary = site.gateway.call(close_day, day, options.remark)
        told: dict[str, Any] = _summary(summary) | {"closed": True}
        lines = [console.word("Command.day.closed", day=day), *_lines(console, summary)]
        if options.out:
            write_atomically(Path(options.out), render_daily(summary, console.language))
            told["file"] = options.out
        for name, work in (("shipped", _ship), ("backup", _back_up)):
            try:
                told[name] = work(site)
                lines.append(_done(console, name, told[name]))
            except DeskError as error:
                told[name] = {"error": {**error.values, "code": error.code}}
                lines.append(console.sentence(error))
        console.answer(told, *lines)


def _done(console: Console, name: str, told: dict[str, Any] | None) -> str:
    """Tell what came of a step after the close; without a chosen place nothing was done."""
    if name == "shipped":
        key = "Command.day.shipped" if told else "Command.day.not_shipped"
        return console.word(key, count=len(told["delivered"]) if told else 0)
    key = "Command.day.kept" if told else "Command.day.not_kept"
    return console.word(key, name=told["name"] if told else "")


def _ship(site: OpenSite) -> dict[str, Any] | None:
    if not site.gateway.call(shipping_state).schedule.to:
        return None
    shipped = ship_now(site)
    return {"written": shipped.written, "delivered": list(shipped.delivered)}


def _back_up(site: OpenSite) -> dict[str, Any] | None:
    if not site.gateway.call(backup_plan).folder:
        return None
    made = back_up(site)
    return {"name": made.name, "path": str(made.path)}


def _day(console: Console, site: OpenSite) -> date:
    told = console.options.date
    return parse_day("date", told) if told else site.gateway.call(today_of)


def _write(console: Console, pdf: bytes, told: dict[str, Any]) -> None:
    path = Path(console.options.out)
    write_atomically(path, pdf)
    document = told | {"file": str(path), "bytes": len(pdf)}
    console.answer(document, console.word("Command.report.written", path=path))


def _summary(summary: DaySummary) -> dict[str, Any]:
    return {
        "site": summary.site_code,
        "date": summary.business_day.isoformat(),
        "received": summary.received,
        "closed_tickets": summary.closed,
        "open": summary.open_total,
        "breached": summary.breached,
        "at_risk": summary.at_risk,
        "escalated": summary.escalated,
        "compensation": money_text(summary.compensation_minor, summary.currency),
        "tickets": len(summary.tickets),
        "zero_report": summary.zero_report,
        "supplement": summary.supplement,
        "head_seq": summary.head_seq,
        "head_digest": summary.head_digest,
    }


def _lines(console: Console, summary: DaySummary) -> list[str]:
    return [console.word("Command.day.figures", **_summary(summary))]
