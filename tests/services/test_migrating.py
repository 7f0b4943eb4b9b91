"""A site of an older program: what it derived is derived again by today's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from desktop.models.desk import TicketRow
from desktop.services.casework import promise_answer
from desktop.services.checking import verify_site
from desktop.storage.schema import REVISION, revision_of
from tests.desks import BRANCH, HOUR, Desk, Template

if TYPE_CHECKING:
    from pathlib import Path

ADDED = {
    "ticket": ("timing", "severity_set_at"),
    "site": ("hours",),
    "ticket_row": ("due_since", "proposed"),
}


def _as_the_program_before(desk: Desk) -> None:
    """Take away what the last migration brings, and derive a row as it was derived then."""
    with desk.site.database.connect() as connection:
        connection.execute(text("UPDATE ticket_row SET due_at = due_at - 1 WHERE is_open"))
        connection.execute(text("DROP INDEX ix_ticket_row_proposed"))
        for table, columns in ADDED.items():
            for column in columns:
                connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        for table in ("review", "clock_event"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))


def _due(desk: Desk) -> list[Any]:
    with desk.site.database.read() as session:
        rows = session.execute(select(TicketRow.due_at, TicketRow.due_since)).all()
        return [tuple(row) for row in rows]


def test_clocks_of_an_older_site_are_counted_again(template: Template, tmp_path: Path) -> None:
    desk = template.open(BRANCH, tmp_path)
    ticket = desk.register()
    desk.clock.advance(HOUR)
    desk.by("chen", promise_answer, ticket, "回电", desk.clock.now + HOUR)
    due = _due(desk)
    _as_the_program_before(desk)
    desk.site.close()
    again = template.open(BRANCH, tmp_path)
    assert _due(again) == due
    assert verify_site(again.site).clean
    with again.site.database.connect() as connection:
        assert revision_of(connection) == REVISION
    again.site.close()
