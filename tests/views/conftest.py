"""A real application offscreen, with the house's fonts, words and look."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.assets import TEXTS
from desktop.views.jobs import Jobs
from desktop.views.start import make_application, prepare_environment
from desktop.views.theme import Theme
from desktop.views.translation import language, switch_language
from desktop.vocabulary import Language
from tests.views.fakes import FakeGateway

I18N = Path(__file__).resolve().parents[2] / "installer" / "i18n.py"


def _compile_texts() -> None:
    compiled = [TEXTS / f"redress_{one.value}.qm" for one in Language]
    newest = max(path.stat().st_mtime for path in TEXTS.glob("*.ts"))
    if not all(path.exists() and path.stat().st_mtime >= newest for path in compiled):
        runpy.run_path(str(I18N))["release"]()


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    _compile_texts()
    prepare_environment()
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else make_application(["redress-tests"])


@pytest.fixture(autouse=True)
def _plain_look(qapp: QApplication) -> Iterator[None]:
    """Start and leave each test in Chinese and light, with no window of another test about."""
    _put_back(qapp)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _put_back(qapp)


def _put_back(app: QApplication) -> None:
    if language() is not Language.CHINESE:
        switch_language(app, Language.CHINESE)
    if Theme.of(app).mode != "light":
        Theme.apply(app, "light")


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def jobs(qtbot: QtBot, gateway: FakeGateway) -> Iterator[Jobs]:
    made = Jobs(gateway)
    yield made
    assert made.shutdown(10_000)
