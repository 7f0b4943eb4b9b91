"""The language of the screen, switched while running."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QTranslator

from desktop.views.assets import TEXTS
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

log = logging.getLogger(__name__)

_PROPERTY = "redress_language"


class _Active:
    """The language in force: like the default locale, there is one."""

    language: Language = Language.CHINESE


def language() -> Language:
    """Give the language in force; ask again on each `retranslate`."""
    return _Active.language


def switch_language(app: QApplication, wanted: Language) -> None:
    """Speak `wanted` from now on; every window gets a LanguageChange."""
    _Active.language = wanted
    locale = QLocale(wanted.value if wanted is Language.CHINESE else "en_GB")
    QLocale.setDefault(locale)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    for name, folder in _files(wanted):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
        else:
            log.warning("texts %s are missing; run: python installer/i18n.py release", name)
            translator.deleteLater()
    for window in app.topLevelWidgets():
        window.setLocale(locale)


def _files(wanted: Language) -> list[tuple[str, str]]:
    own = (f"redress_{wanted.value}.qm", str(TEXTS))
    if wanted is not Language.CHINESE:
        return [own]
    qt_texts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return [("qtbase_zh_CN.qm", qt_texts), own]


class Retranslating:
    """Mixed in before the Qt class: calls `retranslate` when the language changes.

    The widget calls `self.retranslate()` itself at the end of its `__init__`.
    """

    def retranslate(self) -> None:
        """Set every text of the widget again."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Take the language change, then let Qt have the event."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]
