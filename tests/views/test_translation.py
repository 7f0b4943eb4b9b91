from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.translation import Retranslating, language, switch_language
from desktop.views.widgets.evidence_strip import EvidenceStrip, EvidenceThumb
from desktop.vocabulary import Language


class Greeting(Retranslating, QLabel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.times = 0
        self.retranslate()

    def retranslate(self) -> None:
        self.times += 1
        self.setText(language().value)


def test_every_widget_of_a_window_speaks_the_new_language(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    greetings = [Greeting(window) for _ in range(3)]
    for greeting in greetings:
        column.addWidget(greeting)
    window.show()
    switch_language(qapp, Language.ENGLISH)
    qtbot.waitUntil(lambda: all(one.text() == "en" for one in greetings))
    assert [one.times for one in greetings] == [2, 2, 2]


def test_dates_follow_the_language(qapp: QApplication) -> None:
    switch_language(qapp, Language.ENGLISH)
    assert QLocale().monthName(11) == "November"
    switch_language(qapp, Language.CHINESE)
    assert QLocale().monthName(11) == "十一月"


def test_qt_itself_speaks_chinese(qapp: QApplication, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


def test_english_has_plurals(qapp: QApplication, qtbot: QtBot) -> None:
    switch_language(qapp, Language.ENGLISH)
    strip = EvidenceStrip()
    qtbot.addWidget(strip)
    strip.show_evidence([EvidenceThumb(1, "a.jpg")])
    assert strip.accessibleName() == "Evidence, 1 piece"
    strip.show_evidence([EvidenceThumb(1, "a.jpg"), EvidenceThumb(2, "b.jpg")])
    assert strip.accessibleName() == "Evidence, 2 pieces"


def test_switching_there_and_back_leaves_no_old_words(qapp: QApplication, qtbot: QtBot) -> None:
    for spoken in (Language.ENGLISH, Language.CHINESE, Language.ENGLISH, Language.CHINESE):
        switch_language(qapp, spoken)
    strip = EvidenceStrip()
    qtbot.addWidget(strip)
    assert strip.choose_button.text() == "添加文件…"
