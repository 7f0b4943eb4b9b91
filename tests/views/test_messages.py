from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.errors import ConflictError, DeskError, StorageError
from desktop.views.messages import describe
from desktop.views.translation import switch_language
from desktop.vocabulary import Language


@pytest.mark.parametrize(
    ("error", "level"),
    [(ConflictError("ticket.changed"), "warning"), (StorageError("disk.full"), "error")],
)
def test_what_a_person_can_mend_is_a_warning(
    qapp: QApplication, error: DeskError, level: str
) -> None:
    assert describe(error).level == level


def test_a_fault_of_the_program_is_told_plainly_and_logged(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    message = describe(ZeroDivisionError("at line 7"))
    assert "已保存的内容没有丢失" in message.sentence
    assert "at line 7" not in message.sentence
    assert "at line 7" in caplog.text
    assert message.level == "error"


def test_a_fault_is_told_in_the_language_of_the_screen(qapp: QApplication) -> None:
    switch_language(qapp, Language.ENGLISH)
    assert "Nothing that was saved is lost" in describe(KeyError("x")).sentence
