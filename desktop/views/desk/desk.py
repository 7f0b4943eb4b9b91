"""What the pages of a desk share: the door, the jobs, the changes, and the card of the site."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from desktop import wording
from desktop.services.desk_card import desk_card
from desktop.views.translation import language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.services.desk_card import DeskCard
    from desktop.services.gateway import Gateway
    from desktop.views.changes import ChangeFeed
    from desktop.views.jobs import Jobs
    from desktop.views.ports import Changes
    from desktop.vocabulary import Role
    from desktop.wording import InstantStyle

_SECOND = 1_000_000
_ARRIVAL = "take_in"
_CARD_TABLES = frozenset({"site", "site_key", "staff", "rule_pack", _ARRIVAL})
"""What the card is read from; a branch that joins headquarters writes a key alone."""


def brings_all(changes: Changes) -> bool:
    """Tell whether another site's entries came in: they may have touched any ticket."""
    return _ARRIVAL in changes.tables


class Desk(QObject):
    """One person's desk; pages show nothing of a ticket before its card is there."""

    card_changed = Signal()
    """The card was read, or read again."""
    changed = Signal(object)
    """`Changes`: what a command touched."""
    answers_read = Signal()
    """Somebody here has read what headquarters answered."""

    def __init__(
        self, gateway: Gateway, jobs: Jobs, feed: ChangeFeed, parent: QObject | None = None
    ) -> None:
        """Ask for the card at once; in the GUI thread."""
        super().__init__(parent)
        self.gateway = gateway
        self.jobs = jobs
        self._card: DeskCard | None = None
        self._lead = 0
        feed.changed.connect(self._on_changed)
        self.reload()

    @property
    def is_ready(self) -> bool:
        """Tell whether the card is there."""
        return self._card is not None

    @property
    def card(self) -> DeskCard:
        """The site, the person and the choices; only after `card_changed`."""
        if self._card is None:
            raise LookupError
        return self._card

    @property
    def is_headquarters(self) -> bool:
        """Tell whether this is headquarters."""
        return self._card is not None and self._card.site.is_headquarters

    def when_ready(self, act: Callable[[], None]) -> None:
        """Do something as soon as the card is there, and again whenever it is read anew."""
        self.card_changed.connect(act)
        if self.is_ready:
            act()

    def may(self, case: Callable[..., Any]) -> bool:
        """Tell whether the person's role allows a use case."""
        return self.gateway.may(case)  # type: ignore[arg-type]

    def reload(self) -> None:
        """Read the card again."""
        self.jobs.call(self, self._on_card, desk_card, latest="card")

    def now(self) -> int:
        """Give the site's time in µs UTC, which need not be this machine's."""
        return time.time_ns() // 1000 + self._lead

    def seconds_until(self, due: int) -> int:
        """Tell how long an instant is off; negative once it has passed."""
        return (due - self.now()) // _SECOND

    # ---- words

    def moment(self, at: int, style: InstantStyle = "short") -> str:
        """Write an instant in the site's wall clock; a time of today without its date."""
        zone = self.card.site.zone
        today = wording.local_time(self.now(), zone).date()
        if style == "short" and wording.local_time(at, zone).date() == today:
            style = "time"
        return wording.instant_text(at, zone, language(), style)

    def local(self, at: int) -> datetime:
        """Give an instant on the site's wall clock."""
        return wording.local_time(at, self.card.site.zone)

    def zone(self) -> ZoneInfo:
        """Give the site's time zone."""
        return ZoneInfo(self.card.site.zone)

    def money(self, minor: int, currency: str = "") -> str:
        """Write an amount."""
        return wording.money_text(minor, currency or self.card.site.currency, language())

    def currency_sign(self) -> str:
        """Give what stands before an amount."""
        return self.money(0).rstrip("0.,").strip()

    def category(self, key: str) -> str:
        """Name a category with the branch of the tree it hangs on."""
        tree = {row.key: row.names for row in self.card.categories}
        if key not in tree:
            return wording.label("Category.unsorted", language()) if key == "unsorted" else key
        parts = key.split(".")
        keys = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
        names = [tree[one] for one in keys if one in tree]
        return " / ".join(n.get(language()) or n.get("en", key) for n in names)

    def title(self, role: Role) -> str:
        """Give what people call a role here."""
        return self.card.title(role, language())

    # ---- what arrives

    def _on_card(self, card: DeskCard) -> None:
        self._card = card
        self._lead = card.now - time.time_ns() // 1000
        self.card_changed.emit()

    def _on_changed(self, changes: Changes) -> None:
        if changes.tables & _CARD_TABLES:
            self.reload()
        self.changed.emit(changes)
