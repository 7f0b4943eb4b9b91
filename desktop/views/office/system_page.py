"""系统管理: people, site, rules, backups, integrity, import, this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from desktop.services.backups import record_backup
from desktop.services.checking import record_check
from desktop.services.importing import import_tickets
from desktop.services.sites import change_site
from desktop.services.staff import add_staff
from desktop.views.office.backup_panel import BackupPanel
from desktop.views.office.check_panel import CheckPanel
from desktop.views.office.import_panel import ImportPanel
from desktop.views.office.machine_panel import MachinePanel
from desktop.views.office.office import Office
from desktop.views.office.office_page import OfficePage, scrolled
from desktop.views.office.rules_panel import RulesPanel
from desktop.views.office.site_panel import SitePanel
from desktop.views.office.staff_panel import StaffPanel

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from PySide6.QtWidgets import QWidget

    from desktop.services.opening import OpenSite
    from desktop.views.changes import ChangeFeed
    from desktop.views.jobs import Jobs
    from desktop.views.office.choosing import FileChooser
    from desktop.views.office.system_panel import SystemPanel

_PANELS: tuple[tuple[Callable[[OfficePage], SystemPanel], tuple[Callable[..., Any], ...]], ...] = (
    (StaffPanel, (add_staff,)),
    (SitePanel, (change_site,)),
    (RulesPanel, ()),
    (BackupPanel, (record_backup,)),
    (CheckPanel, (record_check,)),
    (ImportPanel, (import_tickets, add_staff)),
    (MachinePanel, ()),
)
"""The tabs in order, each with what a person must be allowed to do to see it."""


class SystemPage(OfficePage):
    """Tabs; those the person may not use are not there."""

    settings_changed = Signal(object)
    """The `Settings` of this machine, in force from now on."""

    def __init__(
        self,
        site: OpenSite,
        jobs: Jobs,
        feed: ChangeFeed | None = None,
        chooser: FileChooser | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the tabs for the person who is signed in."""
        office = Office(site, jobs, feed, chooser)
        super().__init__(office, "system_page", parent)
        office.setParent(self)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("system_tabs")
        self.panels: dict[str, SystemPanel] = {}
        for kind, cases in _PANELS:
            if all(office.may(case) for case in cases):
                self._add(kind(self))
        self.body.addWidget(self.tabs, 1)
        self.retranslate()

    def panel(self, name: str) -> SystemPanel | None:
        """Give a tab by the name of its widget, such as `staff_panel`; None if it is hidden."""
        return self.panels.get(name)

    def show_panel(self, name: str) -> SystemPanel | None:
        """Bring a tab into view, unless it is hidden."""
        if name in self.panels:
            self.tabs.setCurrentIndex(list(self.panels).index(name))
        return self.panel(name)

    def retranslate(self) -> None:
        """Set the words again."""
        self.title_label.setText(self.tr("System"))
        for place, panel in enumerate(self.panels.values()):
            self.tabs.setTabText(place, panel.title())

    def work_finished(self) -> None:
        """Let every tab grey out what it cannot do."""
        for panel in self.panels.values():
            panel.settle()

    def _add(self, panel: SystemPanel) -> None:
        self.panels[panel.objectName()] = panel
        self.tabs.addTab(scrolled(panel, self.tabs, f"{panel.objectName()}_area"), "")
        if isinstance(panel, MachinePanel):
            panel.settings_changed.connect(self.settings_changed)
