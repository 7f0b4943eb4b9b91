"""What long work did, line by line, until somebody closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.office.step_list import Line, StepList
from desktop.views.widgets.buttons import icon_button, name_control
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_ROW, _MOST = 44, 190


class ResultSection(Section):
    """Hidden while there is nothing to tell."""

    def __init__(self, parent: QWidget, name: str) -> None:
        """Start hidden."""
        self.close_button = icon_button(None, f"{name}_close_button", "x")
        super().__init__(lambda: self.tr("Result"), parent, name)
        self.add_action(self.close_button)
        self.close_button.clicked.connect(self.hide)
        self.step_list = StepList(self, f"{name}_lines")
        self.body.addWidget(self.step_list)
        self.hide()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; none hides the section."""
        self.step_list.show_lines(lines)
        self.step_list.setFixedHeight(min(_MOST, _ROW * max(1, len(lines))))
        self.setVisible(bool(lines))

    def retranslate(self) -> None:
        """Set the words again."""
        super().retranslate()
        name_control(self.close_button, self.tr("Close"))
