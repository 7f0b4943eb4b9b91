"""总部往来: the branch's side or headquarters' side of the exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.office.branch_exchange import BranchExchange
from desktop.views.office.hq_exchange import HeadquartersExchange
from desktop.views.office.office import Office

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite
    from desktop.views.changes import ChangeFeed
    from desktop.views.jobs import Jobs
    from desktop.views.office.choosing import FileChooser


class ExchangePage(QWidget):
    """Shows the side that this site is on."""

    def __init__(
        self,
        site: OpenSite,
        jobs: Jobs,
        feed: ChangeFeed | None = None,
        chooser: FileChooser | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Read how the exchange stands."""
        super().__init__(parent)
        self.setObjectName("exchange_page")
        office = Office(site, jobs, feed, chooser, self)
        self.side: BranchExchange | HeadquartersExchange = (
            HeadquartersExchange(office, self)
            if office.card.is_headquarters
            else BranchExchange(office, self)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.side)
