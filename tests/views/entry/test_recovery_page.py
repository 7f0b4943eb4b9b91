"""The recovery code is shown once and can only be left behind on purpose."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.errors import StorageError
from desktop.reports.recovery import RecoverySheet
from desktop.storage.files import write_atomically
from desktop.views.entry.recovery_page import RecoveryPage
from desktop.views.jobs import Jobs

CODE = "7K3M-Q9XT-2BWE-0ZHN-5RAV-C8YD-6PJF-M1TG-4XKS"
KEY = "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQQPZRY9X8GF2TVDW0S3JN54K"


def _sheet(bundle_key: str | None = None) -> RecoverySheet:
    return RecoverySheet(
        "西安路店", "SH001", CODE, 1_795_300_000_000_000, "李晓敏", "Asia/Shanghai", bundle_key
    )


def _shown(page: RecoveryPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs) -> RecoveryPage:
    page = RecoveryPage(_sheet(), jobs, write_atomically)
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_whole_code_is_on_the_screen(page: RecoveryPage) -> None:
    assert set(CODE.split("-")) <= set(_shown(page))
    assert page.bundle_value.isHidden()


def test_headquarters_sees_its_key_for_bundles_too(qtbot: QtBot, jobs: Jobs) -> None:
    page = RecoveryPage(_sheet(KEY), jobs, write_atomically)
    qtbot.addWidget(page)
    page.show()
    assert KEY in _shown(page)
    assert page.bundle_value.width() >= page.bundle_value.sizeHint().width()


def test_nobody_goes_on_without_having_kept_it(qtbot: QtBot, page: RecoveryPage) -> None:
    with qtbot.assertNotEmitted(page.continued):
        qtbot.mouseClick(page.continue_button, Qt.MouseButton.LeftButton)
    page.kept_box.setChecked(True)
    with qtbot.waitSignal(page.continued):
        qtbot.mouseClick(page.continue_button, Qt.MouseButton.LeftButton)


def test_it_is_saved_as_a_sheet_that_carries_it(
    qtbot: QtBot, page: RecoveryPage, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.pdf"
    page._with_paper(lambda paper: page.save_to(path, paper))
    qtbot.waitUntil(page.message_bar.isVisible)
    assert page.message_bar.level == "success"
    text = PdfReader(io.BytesIO(path.read_bytes())).pages[0].extract_text()
    assert all(group in text for group in CODE.split("-"))
    assert path.stat().st_mode & 0o077 == 0


def test_a_disk_that_refuses_is_said_and_nothing_is_lost(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise StorageError("storage.full")

    page = RecoveryPage(_sheet(), jobs, refuse)
    qtbot.addWidget(page)
    page.show()
    page.save_to(tmp_path / "x.pdf", b"")
    qtbot.waitUntil(page.message_bar.isVisible)
    assert page.message_bar.level == "error"
    assert set(CODE.split("-")) <= set(_shown(page))
