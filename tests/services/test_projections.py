"""Many tickets derived at once: lists, search and timelines as if each were derived alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from desktop.services import projections
from desktop.services.casework import add_note, promise_answer, resolve_ticket
from desktop.services.evidence import attach_bytes
from desktop.services.projection import refresh_ticket
from desktop.services.projections import link_entries, refresh_tickets
from desktop.services.ticket_draft import ComplainantDraft
from desktop.storage.search import find_rids
from desktop.vocabulary import TicketId, Uid
from tests.desks import DAY, OPENING

if TYPE_CHECKING:
    from desktop.services.work import Work
    from tests.desks import Desk

LIST_ROWS = text("SELECT * FROM ticket_row ORDER BY rid")
TEXTS = text("SELECT * FROM search_text ORDER BY rid")


@pytest.fixture
def tickets(desk: Desk) -> list[TicketId]:
    """Give tickets with and without people, promises, notes and evidence."""
    desk.stand("chen")
    plain = desk.register(facts="无名", complainant=ComplainantDraft())
    whole = desk.register(facts="推车断裂", order="XS20260310099")
    desk.by("chen", promise_answer, whole, "明天答复", OPENING + DAY)
    desk.by("chen", add_note, whole, "供应商已到店")
    attach_bytes(desk.site.gateway, whole, b"plain words", "小票.txt")
    done = desk.register(facts="标价不符")
    desk.by("chen", resolve_ticket, done, "已退差价", "phone")
    return [plain, whole, done]


def _derived(work: Work) -> tuple[list[Any], list[Any], list[int]]:
    connection = work.connection
    rows, texts = (list(map(tuple, connection.execute(q))) for q in (LIST_ROWS, TEXTS))
    return rows, texts, find_rids(connection, "供应商")


def _forget(work: Work) -> None:
    for table in ("ticket_row", "ticket_search", "search_text"):
        work.session.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("many", [1, 2, 300])
@pytest.mark.parametrize("anew", [True, False])
def test_all_at_once_is_what_each_alone_gives(
    many: int,
    anew: bool,
    desk: Desk,
    tickets: list[TicketId],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(projections, "_MANY", many)

    def derive(work: Work) -> None:
        told = (work.session, work.facts, work.calendar)
        for ticket in tickets:
            refresh_ticket(*told, ticket)
        singly = _derived(work)
        if anew:
            _forget(work)
        else:
            work.session.execute(text("UPDATE ticket_row SET title = '', due_at = 1"))
            work.session.execute(text("UPDATE search_text SET body = ''"))
        refresh_tickets(*told, [*tickets, TicketId(tickets[0].site, Uid("0" * 32))])
        assert _derived(work) == singly
        assert len(singly[2]) == 1

    desk.site.gateway.at_desk(derive)


def test_nothing_to_derive_is_no_mistake(desk: Desk) -> None:
    desk.site.gateway.at_desk(
        lambda work: refresh_tickets(work.session, work.facts, work.calendar, [])
    )


def test_timelines_find_entries_and_links_are_made_once(
    desk: Desk, tickets: list[TicketId]
) -> None:
    def link(work: Work) -> int:
        named = dict.fromkeys(tickets, (1000, 1001))
        link_entries(work.session, desk.uid, named)
        link_entries(work.session, desk.uid, {tickets[0]: [1001]})
        query = text("SELECT count(*) FROM entry_ticket WHERE seq >= 1000")
        return int(work.connection.execute(query).scalar_one())

    assert desk.site.gateway.at_desk(link) == 2 * len(tickets)
