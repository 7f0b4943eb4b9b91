"""One signal tells every view that something was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from desktop.views.ports import Changes, Gateway


class ChangeFeed(QObject):
    """Brings the gateway's callbacks, whatever thread they come in, to the GUI thread."""

    changed = Signal(object)
    """`Changes`: fetch again what you show of these tables and tickets."""
    _arrived = Signal(object)

    def __init__(self, gateway: Gateway, parent: QObject | None = None) -> None:
        """Listen to `gateway`; in the GUI thread."""
        super().__init__(parent)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        gateway.subscribe(self._arrived.emit)

    def _on_arrived(self, changes: Changes) -> None:
        self.changed.emit(changes)
