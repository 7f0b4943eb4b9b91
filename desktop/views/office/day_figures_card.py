"""The day at one glance: eight figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.views.theme import MEDIUM, set_role
from desktop.views.widgets.buttons import text_label
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from desktop.services.day_close import DayReview
    from desktop.views.office.office import Office

_COLUMNS = 4
_KEYS = (
    "received",
    "closed",
    "open",
    "paid",
    "breached",
    "at_risk",
    "escalated",
    "on_the_spot",
)


class DayFigures(Section):
    """Figures with their names; what is overdue stands out."""

    def __init__(self, office: Office, parent: QWidget) -> None:
        """Start with dashes."""
        self._office = office
        self._tiles: dict[str, _Tile] = {}
        super().__init__(None, parent, "day_figures")
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(MEDIUM)
        for place, key in enumerate(_KEYS):
            tile = _Tile(self, f"figure_{key}")
            self._tiles[key] = tile
            grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
            grid.setColumnStretch(place % _COLUMNS, 1)
        self.body.addLayout(grid)
        self.retranslate()

    def show_review(self, review: DayReview) -> None:
        """Show a day."""
        told = review.summary
        figures = {
            "received": str(told.received),
            "closed": str(told.closed),
            "open": str(told.open_total),
            "paid": self._office.money(told.compensation_minor),
            "breached": str(told.breached),
            "at_risk": str(told.at_risk),
            "escalated": str(told.escalated),
            "on_the_spot": str(review.on_the_spot),
        }
        for key, figure in figures.items():
            self._tiles[key].show_figure(figure)
        self._tiles["breached"].alarm("danger" if told.breached else "")
        self._tiles["at_risk"].alarm("warning" if told.at_risk else "")

    def figure(self, key: str) -> str:
        """Give what stands under a key."""
        return self._tiles[key].figure_label.text()

    def retranslate(self) -> None:
        """Set the names again."""
        super().retranslate()
        names = {
            "received": self.tr("Received"),
            "closed": self.tr("Closed"),
            "open": self.tr("Still open"),
            "paid": self.tr("Paid out"),
            "breached": self.tr("Overdue"),
            "at_risk": self.tr("Due soon"),
            "escalated": self.tr("Raised"),
            "on_the_spot": self.tr("Paid on the spot"),
        }
        for key, tile in self._tiles.items():
            tile.name_label.setText(names[key])


class _Tile(QWidget):
    """One figure over its name."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.figure_label = text_label(self, f"{name}_value", "figure")
        self.figure_label.setText("–")
        self.name_label = text_label(self, f"{name}_name", "note")
        column.addWidget(self.figure_label)
        column.addWidget(self.name_label)

    def show_figure(self, figure: str) -> None:
        self.figure_label.setText(figure)

    def alarm(self, tone: str) -> None:
        set_role(self.name_label, {"danger": "error", "warning": "remark"}.get(tone, "note"))
        set_role(self.figure_label, tone or "calm", name="tone")
