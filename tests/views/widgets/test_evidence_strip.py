from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.widgets.evidence_strip import EvidenceStrip, EvidenceThumb
from desktop.vocabulary import EvidenceKind


@pytest.fixture
def strip(qtbot: QtBot) -> EvidenceStrip:
    made = EvidenceStrip()
    qtbot.addWidget(made)
    made.resize(600, 120)
    made.show()
    return made


def picture(colour: str = "#ff0000") -> QImage:
    made = QImage(400, 300, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def test_files_are_dropped(qtbot: QtBot, strip: EvidenceStrip, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "小票.jpg"))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(strip, enter)
    assert enter.isAccepted()
    assert strip.property("dropping") == "yes"
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys)
    with qtbot.waitSignal(strip.files_chosen) as heard:
        QApplication.sendEvent(strip, drop)
    assert heard.args == [[tmp_path / "小票.jpg"]]
    assert strip.property("dropping") == "no"


def test_a_link_is_no_evidence(strip: EvidenceStrip) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.com/a.jpg")])
    enter = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(strip, enter)
    assert not enter.isAccepted()


def test_a_picture_is_pasted_with_ctrl_v(qtbot: QtBot, strip: EvidenceStrip) -> None:
    QApplication.clipboard().setImage(picture())
    with qtbot.waitSignal(strip.picture_pasted) as heard:
        qtbot.keyClick(strip, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard.args[0].size() == picture().size()


def test_words_on_the_clipboard_are_no_evidence(strip: EvidenceStrip) -> None:
    QApplication.clipboard().setText("退款")
    assert not strip.paste()


def test_evidence_is_shown_and_opened(qtbot: QtBot, strip: EvidenceStrip) -> None:
    strip.show_evidence(
        [
            EvidenceThumb("a", "支架.jpg", EvidenceKind.PICTURE, picture()),
            EvidenceThumb("b", "录音.m4a", EvidenceKind.AUDIO, busy=True),
        ]
    )
    shown = strip.thumb("a").grab().toImage()
    assert shown.pixelColor(40, 30) == QColor("#ff0000")
    assert strip.thumb("b").accessibleName() == "录音.m4a，正在收存"
    assert strip.accessibleName() == "证据，共 2 件"
    with qtbot.waitSignal(strip.evidence_opened) as heard:
        qtbot.mouseClick(strip.thumb("b"), Qt.MouseButton.LeftButton)
    assert heard.args == ["b"]


def test_evidence_that_is_gone_is_no_longer_shown(strip: EvidenceStrip) -> None:
    strip.show_evidence([EvidenceThumb("a", "a.jpg")])
    strip.show_evidence([])
    assert strip.accessibleName() == "证据，共 0 件"
    with pytest.raises(KeyError):
        strip.thumb("a")
