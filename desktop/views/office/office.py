"""What the pages of the back office share: the open site, the jobs, the changes, the words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop import wording
from desktop.reports.apart import DrawingProcess
from desktop.views.changes import ChangeFeed
from desktop.views.office.choosing import FileChooser
from desktop.views.translation import language
from desktop.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.gateway import Gateway
    from desktop.services.opening import OpenSite
    from desktop.services.site_card import SiteCard
    from desktop.views.jobs import Jobs
    from desktop.vocabulary import Role


class Office(QObject):
    """One open site as its back office sees it; in the GUI thread."""

    def __init__(
        self,
        site: OpenSite,
        jobs: Jobs,
        feed: ChangeFeed | None = None,
        chooser: FileChooser | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Listen to `feed`, or to the site itself; ask for files by `chooser`."""
        super().__init__(parent)
        self.site = site
        self.jobs = jobs
        self.feed = feed or ChangeFeed(site.gateway, self)
        self.chooser = chooser or FileChooser()
        self.drawing = DrawingProcess()
        self.destroyed.connect(self.drawing.close)

    @property
    def gateway(self) -> Gateway:
        """The door."""
        return self.site.gateway

    @property
    def card(self) -> SiteCard:
        """This site."""
        return self.site.gateway.facts.card

    def may(self, case: Callable[..., Any]) -> bool:
        """Tell whether the person's role allows a use case."""
        return self.gateway.may(case)  # type: ignore[arg-type]

    def moment(self, at: int | None) -> str:
        """Write an instant in the site's wall clock; one of today without its date."""
        if at is None:
            return "—"
        zone = self.card.zone
        today = wording.local_time(time.time_ns() // 1000, zone).date()
        style: wording.InstantStyle = "time"
        if wording.local_time(at, zone).date() != today:
            style = "short"
        return wording.instant_text(at, zone, language(), style)

    def day(self, day: date) -> str:
        """Write a date with its weekday."""
        told = language()
        weekday, date_told = wording.weekday_text(day, told), wording.date_text(day, told)
        if told is Language.CHINESE:
            return f"{date_told} {weekday}"
        return f"{weekday}, {date_told}"

    def title(self, role: Role) -> str:
        """Give what people call a role here."""
        return self.gateway.facts.pack.title(role, language())

    def money(self, minor: int) -> str:
        """Write an amount in the site's currency."""
        return wording.money_text(minor, self.card.currency, language())


def word(key: str) -> str:
    """Give a word of the house in the language of the screen."""
    return wording.label(key, language())


def size_text(size: int) -> str:
    """Write a number of bytes as people read it."""
    value, unit = float(size), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if value < 1024:  # noqa: PLR2004 - the step of the units
            break
        value, unit = value / 1024, larger
    return f"{value:.0f} {unit}" if unit in {"B", "KB"} else f"{value:.1f} {unit}"
