from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from desktop.views.changes import ChangeFeed
from desktop.views.jobs import Jobs
from desktop.vocabulary import TicketId, Uid
from tests.views.fakes import FakeChanges, FakeGateway, command

TICKET = TicketId(Uid("a" * 32), Uid("b" * 32))


@command
def close() -> FakeChanges:
    return FakeChanges(frozenset({"ticket"}), frozenset({TICKET}))


def test_every_view_hears_of_a_command_in_the_gui_thread(
    qtbot: QtBot, jobs: Jobs, gateway: FakeGateway
) -> None:
    feed = ChangeFeed(gateway)
    heard: list[tuple[FakeChanges, int]] = []
    feed.changed.connect(lambda changes: heard.append((changes, threading.get_ident())))
    jobs.call(jobs, None, close)
    qtbot.waitUntil(lambda: bool(heard))
    changes, thread = heard[0]
    assert changes.tickets == {TICKET}
    assert thread == threading.get_ident()
    assert gateway.threads[0] != thread
