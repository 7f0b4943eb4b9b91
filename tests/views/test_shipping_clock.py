from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import StorageError
from desktop.views.jobs import Jobs, Progress
from desktop.views.shipping_clock import ShippingClock

WAIT = 10


def test_a_second_run_does_not_begin_before_the_first_is_over(qtbot: QtBot, jobs: Jobs) -> None:
    gate, runs = threading.Event(), list[Progress]()

    def ship(progress: Progress) -> None:
        runs.append(progress)
        gate.wait(WAIT)

    clock = ShippingClock(jobs, ship, jobs)
    clock.run()
    clock.run()
    with qtbot.waitSignal(clock.shipped):
        gate.set()
    assert len(runs) == 1
    with qtbot.waitSignal(clock.shipped):
        clock.run()
    assert len(runs) == 2


def test_the_same_reason_is_told_once_until_it_worked_again(qtbot: QtBot, jobs: Jobs) -> None:
    outcomes: list[str] = ["carrier.missing", "carrier.missing", "storage.full", "", "storage.full"]

    def ship(_progress: Progress) -> None:
        if code := outcomes.pop(0):
            raise StorageError(code)

    clock = ShippingClock(jobs, ship, jobs)
    told: list[str] = []
    clock.ship_failed.connect(lambda error: told.append(error.code))
    while outcomes:
        with qtbot.waitSignal(clock.shipped):
            clock.run()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert told == ["carrier.missing", "storage.full", "storage.full"]


def test_stopping_breaks_the_run_off(qtbot: QtBot, jobs: Jobs) -> None:
    begun, seen = threading.Event(), list[bool]()

    def ship(progress: Progress) -> None:
        begun.set()
        while not progress.is_cancelled:
            threading.Event().wait(0.01)
        seen.append(True)

    clock = ShippingClock(jobs, ship, jobs)
    clock.stop()
    clock.run()
    assert begun.wait(WAIT)
    clock.stop()
    qtbot.waitUntil(lambda: bool(seen))


@pytest.fixture(autouse=True)
def _quiet(jobs: Jobs) -> None:
    jobs.job_failed.connect(lambda error: pytest.fail(str(error)))
