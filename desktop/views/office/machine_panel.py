"""What this machine remembers: language, look, lock, printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QSpinBox

from desktop.settings import LONGEST_IDLE, THEMES, change_settings, load_settings
from desktop.views.office.office import word
from desktop.views.office.system_panel import SystemPanel
from desktop.views.theme import Theme
from desktop.views.translation import language, switch_language
from desktop.views.widgets.editors import Choice
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from desktop.views.office.office_page import OfficePage

_WIDTH = 520
_SYSTEM_PRINTER = ""


class MachinePanel(SystemPanel):
    """Every change holds at once and is kept."""

    settings_changed = Signal(object)
    """The `Settings` in force from now on."""

    def __init__(self, page: OfficePage) -> None:
        """Show what is in force."""
        super().__init__(page, "machine_panel")
        section = Section(lambda: self.tr("This PC"), self, "machine_section")
        section.setMaximumWidth(_WIDTH)
        self.language_choice: Choice[Language] = Choice(section, "language_choice")
        self.theme_choice: Choice[str] = Choice(section, "theme_choice")
        self.lock_edit = QSpinBox(section)
        self.lock_edit.setObjectName("lock_edit")
        self.lock_edit.setRange(1, LONGEST_IDLE)
        self.printer_choice: Choice[str] = Choice(section, "printer_choice")
        self.language_choice.set_choices(Language, lambda one: word(f"Language.{one}"))
        self.theme_choice.set_choices(THEMES, self._theme_text)
        self.printer_choice.set_choices([_SYSTEM_PRINTER], self._printer_text)
        lock = Field(
            self.lock_edit,
            lambda: self.tr("Lock the desk when nobody types for"),
            hint=lambda: self.tr("Half-typed complaints are kept."),
        )
        for field in (
            Field(self.language_choice, lambda: self.tr("Language")),
            Field(self.theme_choice, lambda: self.tr("Look")),
            lock,
            Field(self.printer_choice, lambda: self.tr("Printer for slips and summaries")),
        ):
            section.body.addWidget(field)
        self.column.addWidget(section)
        self.column.addStretch(1)
        self.language_choice.value_changed.connect(self._on_language)
        self.theme_choice.value_changed.connect(self._on_theme)
        self.lock_edit.valueChanged.connect(self._on_lock)
        self.printer_choice.value_changed.connect(self._on_printer)
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("This PC")

    def reload(self) -> None:
        """Show what is in force."""
        settings = load_settings()
        printers = QPrinterInfo.availablePrinterNames() if self.isVisible() else []
        editors = (self.language_choice, self.theme_choice, self.lock_edit, self.printer_choice)
        for editor in editors:
            editor.blockSignals(True)
        if printers:
            self.printer_choice.set_choices([_SYSTEM_PRINTER, *printers], self._printer_text)
        self.language_choice.set_value(language())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.theme_choice.set_value("dark" if Theme.of(app).is_dark else "light")
        self.lock_edit.setValue(settings.lock_after)
        if settings.printer in printers:
            self.printer_choice.set_value(settings.printer)
        for editor in editors:
            editor.blockSignals(False)

    def retranslate(self) -> None:
        """Set the words again."""
        self.lock_edit.setSuffix(self.tr(" minutes"))
        for choice in (self.theme_choice, self.printer_choice):
            choice.retranslate()
        self.reload()

    def _theme_text(self, theme: str) -> str:
        return self.tr("Dark") if theme == "dark" else self.tr("Light")

    def _printer_text(self, name: str) -> str:
        return name or self.tr("The system's default printer")

    def _on_language(self) -> None:
        wanted = self.language_choice.value()
        if wanted is not None:
            self._keep(language=wanted)
            # After the choice's own event: switching makes every widget speak again.
            QTimer.singleShot(0, self, lambda: _speak(wanted))

    def _on_theme(self) -> None:
        wanted = self.theme_choice.value()
        app = QApplication.instance()
        if wanted is not None and isinstance(app, QApplication):
            self._keep(theme=wanted)
            Theme.of(app).set_mode("dark" if wanted == "dark" else "light")

    def _on_lock(self, minutes: int) -> None:
        self._keep(lock_after=minutes)

    def _on_printer(self) -> None:
        self._keep(printer=self.printer_choice.value() or None)

    def _keep(self, **changes: object) -> None:
        self.settings_changed.emit(change_settings(**changes))


def _speak(wanted: Language) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        switch_language(app, wanted)
