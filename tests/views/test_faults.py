from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.views.faults import LOG_FILE, DiscreetFormatter, FaultCatcher, start_log

SECRET = "13800138000"


@pytest.fixture
def catcher(qtbot: QtBot) -> Iterator[FaultCatcher]:
    parent = QObject()
    made = FaultCatcher(parent)
    yield made
    made.release()


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    before = list(logging.getLogger().handlers)
    start_log(tmp_path / "log")
    yield tmp_path / "log" / LOG_FILE
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


def _fail() -> None:
    try:
        dict[str, str]()[SECRET]
    except KeyError as cause:
        raise ValueError(f"cannot read {SECRET}") from cause


def test_a_fault_in_the_window_is_told_and_logged_without_what_was_typed(
    qtbot: QtBot, catcher: FaultCatcher, log_file: Path
) -> None:
    with qtbot.waitSignal(catcher.fault_caught) as told:
        try:
            _fail()
        except ValueError:
            sys.excepthook(*sys.exc_info())
    assert told.args is not None
    assert isinstance(told.args[0], ValueError)
    logged = log_file.read_text(encoding="utf-8")
    assert "_fail" in logged
    assert "ValueError from KeyError" in logged
    assert SECRET not in logged
    assert log_file.stat().st_mode & 0o077 == 0


def test_a_fault_in_another_thread_is_told_too(
    qtbot: QtBot, catcher: FaultCatcher, log_file: Path
) -> None:
    thread = threading.Thread(target=_fail)
    with qtbot.waitSignal(catcher.fault_caught):
        thread.start()
    thread.join()
    assert SECRET not in log_file.read_text(encoding="utf-8")


def test_the_hooks_are_given_back() -> None:
    before = sys.excepthook, threading.excepthook
    catcher = FaultCatcher()
    assert sys.excepthook != before[0]
    catcher.release()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_large_log_is_turned_over(tmp_path: Path) -> None:
    path = tmp_path / LOG_FILE
    path.write_bytes(b"x" * 600_000)
    before = list(logging.getLogger().handlers)
    start_log(tmp_path)
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert not path.exists()
    assert (tmp_path / "redress.old.log").stat().st_size == 600_000


def test_a_place_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    before = list(logging.getLogger().handlers)
    start_log(tmp_path / "file")
    assert logging.getLogger().handlers == before


def test_words_of_the_program_are_written_as_they_are() -> None:
    record = logging.LogRecord("desktop", logging.INFO, "x", 1, "icon %s", ("save",), None)
    assert DiscreetFormatter().format(record).endswith("INFO desktop: icon save")
