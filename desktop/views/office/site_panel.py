"""This site: how it is called and reached; code, kind and key stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout

from desktop.services.sites import change_site
from desktop.views.office.office import word
from desktop.views.office.office_page import row_of
from desktop.views.office.system_panel import SystemPanel
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from desktop.views.office.office_page import OfficePage


class SitePanel(SystemPanel):
    """Name, phone and address, as they stand on paper."""

    def __init__(self, page: OfficePage) -> None:
        """Show what is known."""
        super().__init__(page, "site_panel")
        self._facts: list[tuple[QLabel, QLabel]] = []
        section = Section(lambda: self.tr("On paper and in lists"), self, "site_section")
        self.name_edit = LineEdit(section, "site_name_edit", limit=60)
        self.phone_edit = LineEdit(section, "site_phone_edit", limit=60)
        self.address_edit = LineEdit(section, "site_address_edit", limit=200)
        self.name_field = Field(self.name_edit, lambda: self.tr("Name"), required=True)
        section.body.addWidget(self.name_field)
        section.body.addWidget(Field(self.phone_edit, lambda: self.tr("Phone of the desk")))
        section.body.addWidget(Field(self.address_edit, lambda: self.tr("Address")))
        self.save_button = push_button(section, "save_site_button", "check", "primary")
        section.body.addLayout(row_of(self.save_button))
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(section, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._build_facts(), 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        self.column.addStretch(1)
        self.save_button.clicked.connect(self._on_save)
        self.name_edit.returnPressed.connect(self._on_save)
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("This site")

    def reload(self) -> None:
        """Show what is in force, unless somebody is typing."""
        edits = (self.name_edit, self.phone_edit, self.address_edit)
        if any(edit.isModified() for edit in edits):
            return
        card = self.office.card
        for edit, text in zip(edits, (card.name, card.phone, card.address), strict=True):
            edit.setText(text or "")
        self._say_facts()

    def retranslate(self) -> None:
        """Set the words again."""
        self.save_button.setText(self.tr("Save"))
        self._say_facts()

    def _build_facts(self) -> Section:
        section = Section(lambda: self.tr("Fixed at set-up"), self, "site_facts")
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        form.setVerticalSpacing(SMALL)
        for _ in range(5):
            name, value = text_label(section, role="muted"), text_label(section)
            form.addRow(name, value)
            self._facts.append((name, value))
        section.body.addLayout(form)
        return section

    def _say_facts(self) -> None:
        card = self.office.card
        told = (
            (self.tr("Code"), card.code),
            (word("SiteKind"), word(f"SiteKind.{card.kind}")),
            (self.tr("Time zone"), card.zone),
            (self.tr("Currency"), card.currency),
            (self.tr("Data folder"), str(self.office.site.folder)),
        )
        for (name, value), (title, text) in zip(self._facts, told, strict=True):
            name.setText(title)
            value.setText(text)

    def _on_save(self) -> None:
        name = self.name_edit.text().strip()
        self.name_field.set_error("" if name else self.tr("The name is needed."))
        if not name:
            return
        self.office.jobs.call(
            self,
            self._on_saved,
            change_site,
            name,
            self.phone_edit.text() or None,
            self.address_edit.text() or None,
            failed=self.page.message_bar.show_error,
        )

    def _on_saved(self, _nothing: None) -> None:
        for edit in (self.name_edit, self.phone_edit, self.address_edit):
            edit.setModified(False)
        self.done(self.tr("Saved."))
