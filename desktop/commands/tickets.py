"""`redress ticket`: registering, lists, one ticket whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from desktop import wording
from desktop.commands.console import table
from desktop.commands.opened import forms_of, opened
from desktop.errors import InputError
from desktop.reports.ticket_list import export_list
from desktop.services.exporting import ExportOrder
from desktop.services.intake import register_ticket
from desktop.services.json_steps import check_keys, take_step
from desktop.services.lists import TicketFilter, search_tickets, ticket_ids, ticket_rows
from desktop.services.ticket_draft import parse_draft, parse_instant, parse_member
from desktop.services.tickets import reveal_complainant, ticket_by_number, ticket_detail
from desktop.vocabulary import Language, Severity, Status, TicketId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.commands.console import Console
    from desktop.services.json_forms import JsonForms
    from desktop.services.opening import OpenSite
    from desktop.services.rows import TicketListRow

BLOCK = 500
SHOWN = 40


def new(console: Console) -> None:
    """Register a ticket from JSON."""
    plain = console.read_json(console.options.json_file)
    with opened(console) as site:
        card = site.gateway.facts.card
        draft = parse_draft(plain, card.zone, card.currency)
        registered = site.gateway.call(register_ticket, draft)
        console.answer(ticket_object(site, registered.id))


def show(console: Console) -> None:
    """Show one ticket whole."""
    with opened(console) as site:
        ticket = site.gateway.call(ticket_by_number, console.options.number)
        told = ticket_object(site, ticket, console.options.reveal)
        category = site.gateway.facts.pack.category(told["category"])
        name = category.name(console.language) if category else console.word("Command.unsorted")
        console.answer(told, *_story(console, told, name))


def ticket_object(site: OpenSite, ticket: TicketId, reveal: str | None = None) -> dict[str, Any]:
    """Give a ticket as JSON; with a reason its complainant is revealed, which is recorded."""
    person = site.gateway.call(reveal_complainant, ticket, reveal) if reveal else None
    return forms_of(site).ticket(site.gateway.call(ticket_detail, ticket), person)


def listed(console: Console) -> None:
    """List tickets, newest first."""
    with opened(console) as site:
        told = _filter(console, site)
        if _exports(console):
            _export(console, site, ExportOrder(told, limit=_limit(console)))
            return
        rids = site.gateway.call(ticket_ids, told)
        _tell_list(console, site, rids)


def search(console: Console) -> None:
    """Find tickets by words."""
    with opened(console) as site:
        words = console.options.text
        if _exports(console):
            _export(console, site, ExportOrder(words=words, limit=_limit(console)))
            return
        rids = site.gateway.call(search_tickets, words)
        _tell_list(console, site, rids)


def _exports(console: Console) -> bool:
    """Tell whether the list goes to a file; only there can complainants be revealed."""
    options = console.options
    if options.reveal is not None and not options.export:
        raise InputError("export.nothing_to_reveal")
    return bool(options.export)


def _limit(console: Console) -> int | None:
    limit = console.options.limit
    return None if limit is None else max(limit, 0)


def _export(console: Console, site: OpenSite, order: ExportOrder) -> None:
    """Write a list to a file instead of telling it."""
    made = export_list(
        site.gateway,
        Path(console.options.export),
        order,
        console.language,
        reveal=console.options.reveal,
    )
    document = {
        "path": str(made.path),
        "rows": made.rows,
        "masked": console.options.reveal is None,
        "shortened": made.shortened,
    }
    lines = [console.word("Command.export.done", **document)]
    if made.shortened:
        lines.append(console.word("Command.export.shortened", count=made.shortened))
    console.answer(document, *lines)


def _tell_list(console: Console, site: OpenSite, rids: Sequence[int]) -> None:
    limit = _limit(console)
    if limit is None:
        limit = len(rids) if console.json else SHOWN
    rows: list[TicketListRow] = []
    wanted = rids[:limit]
    for start in range(0, len(wanted), BLOCK):
        block = site.gateway.call(ticket_rows, wanted[start : start + BLOCK])
        rows.extend(block)
    forms = forms_of(site)
    summary = console.word("Command.list.total", shown=len(rows), total=len(rids))
    console.answer(forms.tickets(rows, len(rids)), *_lines(console, forms, rows), summary)


def _lines(console: Console, forms: JsonForms, rows: Sequence[TicketListRow]) -> list[str]:
    return table(
        [
            (
                row.number,
                wording.instant_text(row.received_at, forms.zone, console.language, "numeric"),
                console.word(row.status),
                row.assignee or "-",
                row.title,
            )
            for row in rows
        ]
    )


def _filter(console: Console, site: OpenSite) -> TicketFilter:
    options = console.options
    zone = site.gateway.facts.card.zone
    statuses = [one for told in options.status or () for one in told.split(",") if one]
    found = TicketFilter(
        statuses=tuple(parse_member(Status, "status", one) for one in statuses),
        open_only=options.open,
        categories=tuple(options.category or ()),
        severity=parse_member(Severity, "severity", options.severity) if options.severity else None,
        received_from=_bound("from", options.received_from, zone, days=0),
        received_to=_bound("to", options.received_to, zone, days=1),
        order="due" if options.due_first else "newest",
    )
    return replace(found, assignee=site.gateway.actor.staff) if options.mine else found


def _bound(name: str, told: str | None, zone: str, *, days: int) -> int | None:
    """Give an instant; a date alone is its beginning, or its end with `days` 1."""
    if not told:
        return None
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return parse_instant(name, told, zone)
    midnight = datetime.combine(day + timedelta(days=days), datetime.min.time())
    return parse_instant(name, midnight.replace(tzinfo=ZoneInfo(zone)).isoformat(), zone)


def do(console: Console) -> None:
    """Take one step on a ticket and show the ticket as it stands then."""
    name = console.options.action
    told = console.read_json(console.options.json_file)
    check_keys(name, told)
    with opened(console) as site:
        ticket = site.gateway.call(ticket_by_number, console.options.number)
        if name == "reveal":
            console.answer(ticket_object(site, ticket, str(told["reason"])))
            return
        take_step(site.gateway, ticket, name, told)
        console.answer(ticket_object(site, ticket))


def _story(console: Console, told: dict[str, Any], category: str) -> list[str]:
    person = told["complainant"] or {}
    pairs = [
        ("Field.ticket_number", told["number"]),
        ("Field.status", console.word(f"Status.{told['status']}")),
        ("Field.received_at", _minute(told["received_at"])),
        ("Field.category", category),
        ("Field.complainant", " ".join(filter(None, (person.get("name"), person.get("phone"))))),
        ("Field.amount", told["amount"]),
        ("Field.facts", told["facts"]),
        ("Field.result", wording.outcome(told["result"] or "", console.language)),
    ]
    lines = [f"{console.word(key)}: {value}" for key, value in pairs if value]
    steps = table(
        [
            (_minute(step["at"]), console.word(_step_key(step)), step["by"] or "-")
            for step in told["timeline"]
        ]
    )
    return [*lines, *steps]


def _minute(instant: str) -> str:
    return instant[:16].replace("T", " ")


def _step_key(step: dict[str, Any]) -> str:
    key = f"Paper.step.{step['act']}"
    return key if wording.has_label(key, Language.ENGLISH) else str(step["act"])
