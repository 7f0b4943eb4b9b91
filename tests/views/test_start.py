from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import StateError
from desktop.views.start import EndSignals, add_fonts, prepare_environment, refuse_unsound_qt

HEAVY = {"sqlalchemy", "numpy", "matplotlib", "reportlab", "alembic"}


@pytest.mark.parametrize(
    ("wanted", "used"),
    [("fcitx", "ibus"), ("fcitx5", "ibus"), ("ibus", "ibus"), ("compose", "compose")],
)
def test_chinese_input_works_where_the_desktop_names_fcitx(wanted: str, used: str) -> None:
    environ = {"QT_IM_MODULE": wanted}
    prepare_environment(environ)
    assert environ == {"QT_IM_MODULE": used}


def test_nothing_is_set_where_nothing_was(qapp: QApplication) -> None:
    environ: dict[str, str] = {}
    prepare_environment(environ)
    assert environ == {}


def test_the_fonts_of_the_product_are_there(qapp: QApplication) -> None:
    assert add_fonts() == ["Desk Sans SC"]


def test_the_window_loads_nothing_heavy() -> None:
    code = "import desktop.views.shell, desktop.views.start, sys; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert not HEAVY & set(told.stdout.split())


@pytest.mark.parametrize(
    ("qt", "python", "is_sound"),
    [
        ("6.9.3", (3, 11), True),
        ("6.11.3", (3, 11), True),
        ("6.12.0", (3, 11), False),
        ("6.13.1", (3, 11), False),
        ("6.12.0", (3, 12), True),
        ("7.0.0", (3, 11), False),
    ],
)
def test_a_qt_that_would_end_the_program_is_refused(
    qt: str, python: tuple[int, int], is_sound: bool
) -> None:
    if is_sound:
        refuse_unsound_qt(qt, python)
        return
    with pytest.raises(StateError, match=r"start\.unsound_qt"):
        refuse_unsound_qt(qt, python)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")
def test_the_end_is_heard_while_nothing_happens(qtbot: QtBot) -> None:
    signals = EndSignals()
    try:
        with qtbot.waitSignal(signals.end_asked):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signals.release()
