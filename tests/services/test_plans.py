"""What is asked every minute is looked up: no query walks over what an archive gathers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from desktop.services.approvals import approvals
from desktop.services.counter import intake_choices
from desktop.services.day_close import day_review
from desktop.services.lists import (
    TicketFilter,
    people_like,
    search_tickets,
    ticket_count,
    ticket_ids,
    ticket_rows,
)
from desktop.services.people import open_ticket_counts
from desktop.services.tickets import ticket_detail
from desktop.services.today import today, today_counts
from desktop.services.use_case import UseCase
from desktop.vocabulary import Status
from tests.desks import Desk

GROWING = {
    "answer", "approval", "contact_point", "custody_step", "entry", "entry_ticket", "escalation",
    "evidence", "note", "payout", "person", "promise", "remedy", "search_text", "ticket",
    "ticket_row",
}  # fmt: skip
"""Tables that a desk adds to for years."""


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """Gather what SQLite itself is asked meanwhile, with its values."""
    asked: list[str] = []

    def begin(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_trace_callback(asked.append)

    def end(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(None)

    event.listen(desk.site.database.engine, "checkout", begin)
    event.listen(desk.site.database.engine, "checkin", end)
    yield asked
    event.remove(desk.site.database.engine, "checkout", begin)
    event.remove(desk.site.database.engine, "checkin", end)


def walks(desk: Desk, statement: str) -> list[str]:
    """Give the growing tables that a statement reads from one end to the other."""
    with desk.site.database.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
        steps = [str(row[3]).split() for row in plan]
    return [" ".join(step) for step in steps if step[0] == "SCAN" and step[1] in GROWING]


CASES: list[tuple[UseCase[..., Any], tuple[Any, ...]]] = [
    (today, ()),
    (today_counts, ()),
    (approvals, ()),
    (intake_choices, ()),
    (open_ticket_counts, ()),
    (day_review, (date(2026, 3, 10),)),
    (people_like, ("13800138000",)),
    (people_like, ("8000",)),
    (search_tickets, ("断裂",)),
    (search_tickets, ("8000", 50)),
    (ticket_rows, ((1, 2, 3),)),
    (ticket_ids, (TicketFilter(open_only=True, order="due"),)),
    (ticket_ids, (TicketFilter(statuses=(Status.RESOLVED,)),)),
    (ticket_ids, (TicketFilter(open_only=True, waits_for_headquarters=True),)),
    (ticket_ids, (TicketFilter(open_only=True, with_manager=True),)),
    (ticket_ids, (TicketFilter(waits_for_approval=True),)),
    (ticket_count, (TicketFilter(unassigned=True),)),
]


@pytest.mark.parametrize("login", ["chen", "wang"])
@pytest.mark.parametrize(
    ("case", "arguments"), CASES, ids=lambda told: getattr(told, "name", "with")
)
def test_nothing_is_read_from_end_to_end(
    desk: Desk, login: str, case: UseCase[..., Any], arguments: tuple[Any, ...]
) -> None:
    desk.register()
    if login == "chen" and case in (approvals, day_review):
        pytest.skip("not a clerk's")
    with statements(desk) as asked:
        desk.by(login, case, *arguments)
    read = [statement for statement in asked if statement.startswith(("SELECT", "WITH"))]
    found = [(walk, statement) for statement in read for walk in walks(desk, statement)]
    assert read
    assert found == []


def test_a_ticket_is_shown_from_its_own_rows(desk: Desk) -> None:
    ticket = desk.register()
    with statements(desk) as asked:
        desk.by("wang", ticket_detail, ticket)
    read = [statement for statement in asked if statement.startswith(("SELECT", "WITH"))]
    assert [walk for statement in read for walk in walks(desk, statement)] == []


def test_a_walk_is_noticed(desk: Desk) -> None:
    assert walks(desk, "SELECT facts FROM ticket WHERE facts = 'x'") == ["SCAN ticket"]
    assert walks(desk, "SELECT facts FROM ticket WHERE number = 'x'") == []
