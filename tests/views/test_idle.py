from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.idle import IdleWatch


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _watch(qapp: QApplication, clock: Clock) -> tuple[IdleWatch, list[bool]]:
    watch = IdleWatch(qapp, 10, qapp, clock=clock)
    told: list[bool] = []
    watch.went_idle.connect(lambda: told.append(True))
    return watch, told


def test_it_tells_once_after_the_minutes_are_over(qapp: QApplication) -> None:
    clock = Clock()
    watch, told = _watch(qapp, clock)
    clock.now += 599
    watch.look()
    assert told == []
    clock.now += 1
    watch.look()
    watch.look()
    assert told == [True]
    watch.deleteLater()


def test_a_key_or_the_mouse_over_the_window_is_a_sign_of_life(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    handle = window.windowHandle()
    signs: list[QEvent] = [
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"),
        QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(5, 5),
            QPointF(5, 5),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        ),
    ]
    for sign in signs:
        clock = Clock()
        watch, told = _watch(qapp, clock)
        clock.now += 599
        QGuiApplication.sendEvent(handle, sign)
        clock.now += 599
        watch.look()
        assert told == []
        clock.now += 1
        watch.look()
        assert told == [True]
        watch.deleteLater()


def test_a_clock_set_back_locks_rather_than_never(qapp: QApplication) -> None:
    clock = Clock()
    watch, told = _watch(qapp, clock)
    clock.now -= 86_400
    watch.look()
    assert told == [True]
    watch.deleteLater()
