from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.errors import StateError
from desktop.views.jobs import CancelledError, Jobs, Progress
from tests.views.fakes import FakeGateway, FakePerson, command, query

WAIT = 10


@query
def double(number: int) -> int:
    return 2 * number


@query
def refuse() -> None:
    raise StateError("ticket.closed", number="SH001-261121-001")


def test_a_result_comes_back_to_the_gui_thread(
    qtbot: QtBot, jobs: Jobs, gateway: FakeGateway
) -> None:
    got: list[tuple[int, int]] = []
    jobs.call(jobs, lambda result: got.append((result, threading.get_ident())), double, 21)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(42, threading.get_ident())]
    assert gateway.threads
    assert gateway.threads[0] != threading.get_ident()


def test_a_dead_owner_gets_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    owner, gate, got = QObject(), threading.Event(), list[int]()
    jobs.run(owner, got.append, lambda: gate.wait(WAIT) and 1)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert got == []


def test_an_error_goes_to_whoever_asked_for_it(qtbot: QtBot, jobs: Jobs) -> None:
    got: list[Exception] = []
    loose: list[Exception] = []
    jobs.job_failed.connect(loose.append)
    jobs.call(jobs, None, refuse, failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], StateError)
    assert got[0].code == "ticket.closed"
    assert loose == []


def test_an_error_nobody_asked_for_goes_to_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.job_failed) as heard:
        jobs.call(jobs, None, refuse)
    assert isinstance(heard.args[0], StateError)


def test_a_newer_search_forgets_the_older(qtbot: QtBot, jobs: Jobs) -> None:
    gate, got = threading.Event(), list[str]()

    @query
    def find(word: str) -> str:
        if word == "退":
            gate.wait(WAIT)
        return word

    older = jobs.call(jobs, got.append, find, "退", latest="search")
    jobs.call(jobs, got.append, find, "退款", latest="search")
    gate.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert got == ["退款"]
    assert older.is_forgotten


def test_the_same_key_of_another_owner_is_another_search(qtbot: QtBot, jobs: Jobs) -> None:
    first, second, got = QObject(), QObject(), list[int]()
    jobs.call(first, got.append, double, 1, latest="search")
    jobs.call(second, got.append, double, 2, latest="search")
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert sorted(got) == [2, 4]


def test_commands_run_one_after_the_other(qtbot: QtBot, jobs: Jobs) -> None:
    running, most, order = [0], [0], list[int]()
    lock = threading.Lock()
    meet = threading.Event()

    @command
    def write(number: int) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        if number == 0:
            meet.wait(WAIT)
        with lock:
            order.append(number)
            running[0] -= 1

    for number in range(6):
        jobs.call(jobs, None, write, number)
    meet.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert most == [1]
    assert order == list(range(6))


def test_queries_go_on_beside_a_command(qtbot: QtBot, jobs: Jobs) -> None:
    gate, got = threading.Event(), list[int]()

    @command
    def write() -> None:
        gate.wait(WAIT)

    jobs.call(jobs, None, write)
    jobs.call(jobs, got.append, double, 1)
    qtbot.waitUntil(lambda: got == [2])
    assert not jobs.is_idle
    gate.set()


def test_a_cancelled_job_stops_and_is_not_delivered(qtbot: QtBot, jobs: Jobs) -> None:
    started, got, failed = threading.Event(), list[int](), list[Exception]()
    stopped: list[bool] = []
    progress = Progress()

    def count(progress: Progress) -> int:
        started.set()
        try:
            while True:
                progress.check(progress.done + 1, 10**9)
        except CancelledError:
            stopped.append(True)
            raise

    job = jobs.run(jobs, got.append, count, failed=failed.append, progress=progress)
    assert started.wait(WAIT)
    job.cancel()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert (got, failed, stopped) == ([], [], [True])


def test_work_that_was_cancelled_before_it_began_never_runs(qtbot: QtBot, jobs: Jobs) -> None:
    gate, ran = threading.Event(), list[str]()

    @command
    def hold() -> None:
        gate.wait(WAIT)

    @command
    def write() -> None:
        ran.append("written")

    jobs.call(jobs, None, hold)
    jobs.call(jobs, None, write).cancel()
    gate.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert ran == []


def test_the_end_waits_for_commands_and_drops_the_rest(qtbot: QtBot, gateway: FakeGateway) -> None:
    jobs, written, got = Jobs(gateway), list[int](), list[int]()

    @command
    def write(number: int) -> None:
        written.append(number)

    for number in range(20):
        jobs.call(jobs, None, write, number)
    jobs.call(jobs, got.append, double, 1)
    assert jobs.shutdown()
    assert written == list(range(20))
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert got == []


def test_work_is_done_as_the_person_who_asked_for_it(
    qtbot: QtBot, jobs: Jobs, gateway: FakeGateway
) -> None:
    gate, asker = threading.Event(), gateway.person

    @command
    def hold() -> None:
        gate.wait(WAIT)

    jobs.call(jobs, None, hold)
    jobs.call(jobs, None, command(lambda: None))
    jobs.run(jobs, None, lambda: None)
    gateway.person = FakePerson("chen", "陈涛")
    gate.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert gateway.askers == [asker, asker, asker]


def test_being_busy_is_told_once_at_either_end(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[bool] = []
    jobs.busy_changed.connect(told.append)
    for number in range(3):
        jobs.call(jobs, None, double, number)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert told == [True, False]


@pytest.mark.parametrize(("done", "total", "share"), [(0, 0, None), (1, 4, 0.25), (9, 4, 1.0)])
def test_progress_tells_its_share(done: int, total: int, share: float | None) -> None:
    progress = Progress()
    progress.check(done, total)
    assert progress.fraction == share


def test_short_writes_keep_their_turn_among_commands_even_at_the_exit(
    qtbot: QtBot, gateway: FakeGateway
) -> None:
    jobs, owner, order = Jobs(gateway), QObject(), list[int]()
    for number in range(20):
        jobs.run_in_turn(owner, None, order.append, number)
    assert jobs.shutdown(10_000)
    assert order == list(range(20))


def test_while_nobody_stands_at_the_desk_use_cases_wait(qtbot: QtBot, jobs: Jobs) -> None:
    got: list[int] = []
    gone = QObject()
    jobs.hold()
    jobs.call(jobs, got.append, double, 1)
    jobs.call(gone, got.append, double, 5)
    jobs.call(jobs, got.append, double, 2, latest="figure")
    jobs.call(jobs, got.append, double, 3, latest="figure")
    jobs.run(jobs, got.append, lambda: 100)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert got == [100]
    shiboken6.delete(gone)
    jobs.release()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert sorted(got) == [2, 6, 100]
