"""A real branch and a real headquarters behind the pages; files are chosen by a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.services.opening import OpenSite
from desktop.views.jobs import Jobs
from desktop.views.office.choosing import FileChooser
from desktop.vocabulary import SiteKind
from tests.views.office.sites import copy_site, make_site


@dataclass
class ScriptedChooser(FileChooser):
    """Answers in place of the system's dialogs, in order; asked too often it fails."""

    answers: list[Path | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def _next(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.answers.pop(0)

    def file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        return self._next(title)

    def files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        chosen = self._next(title)
        return [chosen] if chosen else []

    def folder(self, parent: QWidget, title: str, start: str = "") -> Path | None:
        return self._next(title)

    def target(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        return self._next(title)


@pytest.fixture
def chooser() -> ScriptedChooser:
    return ScriptedChooser()


@pytest.fixture(scope="session")
def closed_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a branch and a headquarters, made once for all tests."""
    ground = tmp_path_factory.mktemp("sites")
    make_site(ground / "branch").close()
    make_site(ground / "hq", SiteKind.HEADQUARTERS, "HQ", "总部").close()
    return ground


@pytest.fixture
def site(closed_sites: Path, tmp_path: Path) -> Iterator[OpenSite]:
    opened = copy_site(closed_sites / "branch", tmp_path / "branch")
    yield opened
    opened.close()


@pytest.fixture
def hq(closed_sites: Path, tmp_path: Path) -> Iterator[OpenSite]:
    opened = copy_site(closed_sites / "hq", tmp_path / "hq")
    yield opened
    opened.close()


@pytest.fixture
def jobs(qtbot: QtBot, site: OpenSite) -> Iterator[Jobs]:
    made = Jobs(site.gateway)
    yield made
    assert made.shutdown(20_000)


@pytest.fixture
def hq_jobs(qtbot: QtBot, hq: OpenSite) -> Iterator[Jobs]:
    made = Jobs(hq.gateway)
    yield made
    assert made.shutdown(20_000)
