"""What every tab of the system page shares: the office, and the page's message and progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.theme import MEDIUM
from desktop.views.translation import Retranslating

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop.views.office.office import Office
    from desktop.views.office.office_page import OfficePage


class SystemPanel(Retranslating, QWidget):
    """One tab; it reads what it shows whenever it comes into view."""

    def __init__(self, page: OfficePage, name: str) -> None:
        """Belong to a page, which shows messages and runs long work."""
        super().__init__(page)
        self.setObjectName(name)
        self.page = page
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, MEDIUM, 0, 0)
        self.column.setSpacing(MEDIUM)

    @property
    def office(self) -> Office:
        """The open site."""
        return self.page.office

    def title(self) -> str:
        """Name the tab."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read what is shown."""

    def settle(self) -> None:
        """Grey out again what cannot be done, after long work of any tab."""

    def done(self, sentence: str, *, stays: bool = False) -> None:
        """Say that something worked, and read again; what took long `stays` to be read."""
        self.page.message_bar.show_message(sentence, "success", stays=stays)
        self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what may have changed."""
        super().showEvent(event)
        self.reload()
