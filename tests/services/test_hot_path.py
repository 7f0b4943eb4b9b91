"""What the commands of every minute ask of the database, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desktop.services.casework import add_note, assign_ticket
from desktop.services.intake import register_ticket
from desktop.services.lists import search_tickets
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.services.tickets import ticket_detail
from tests.desks import Desk

WRITTEN = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM|SELECT .*?\bFROM) \"?(\w+)", re.DOTALL)
CHAIN = ["SELECT staff", "SELECT entry"]
"""Who asks is still there, and where the chain ends."""


@contextmanager
def told(desk: Desk) -> Iterator[list[str]]:
    """Gather verb and table of what a command says to SQLite."""
    said: list[str] = []

    def note(statement: str) -> None:
        found = WRITTEN.match(statement)
        if found is not None:
            said.append(f"{found[1].split()[0]} {found[2]}")
        elif not statement.startswith("--"):
            said.append(statement.split(maxsplit=1)[0])

    with desk.site.database.write() as session:
        driver: Any = session.core.connection.driver_connection
    driver.set_trace_callback(note)  # the one connection that commands write through
    yield said
    driver.set_trace_callback(None)


def _draft() -> TicketDraft:
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft("13800138000"),))
    return TicketDraft(facts="推车前轮支架断裂", complainant=person)


def test_registering_says_nothing_twice(desk: Desk) -> None:
    desk.register()
    with told(desk) as said:
        desk.by("chen", register_ticket, _draft())
    assert [s for s in said if s != "INSERT entry"] == [
        "BEGIN",
        *CHAIN,
        "SELECT ticket",  # the last serial of the day
        "INSERT person",
        "INSERT contact_point",
        "INSERT ticket",
        "INSERT subject_key",
        "INSERT subject_key",
        "INSERT entry_ticket",
        "SELECT person",
        "SELECT contact_point",
        "INSERT ticket_row",
        "INSERT ticket_search",
        "INSERT search_text",
        "COMMIT",
    ]


def test_a_note_reads_its_ticket_once_and_leaves_the_list_row_alone(desk: Desk) -> None:
    ticket = desk.register()
    with told(desk) as said:
        desk.by("chen", add_note, ticket, "已联系顾客")
    assert said.count("SELECT ticket") == 1
    assert "UPDATE ticket_row" not in said
    assert "INSERT ticket_search" in said
    assert len(desk.by("chen", search_tickets, "已联系")) == 1


def test_a_text_that_stays_the_same_is_not_indexed_again(desk: Desk) -> None:
    ticket = desk.register()
    with told(desk) as said:
        desk.by("chen", assign_ticket, ticket, "zhao")
    assert "UPDATE ticket_row" in said
    assert not [s for s in said if "search" in s and not s.startswith("SELECT")]
    assert desk.by("chen", ticket_detail, ticket).assignee == "赵敏"
    assert len(desk.by("chen", search_tickets, "断裂")) == 1


def test_a_known_customer_is_found_by_every_phone_of_theirs(desk: Desk) -> None:
    first = desk.by("chen", ticket_detail, desk.register())
    assert first.complainant is not None
    known = ComplainantDraft(person=first.complainant.ref, contacts=(ContactDraft("13900139000"),))
    desk.by("chen", register_ticket, TicketDraft(facts="又坏了", complainant=known))
    assert len(desk.by("chen", search_tickets, "13800138000")) == 2
    assert len(desk.by("chen", search_tickets, "13900139000")) == 1
