from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication

from desktop.views.start import add_fonts, prepare_environment

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
