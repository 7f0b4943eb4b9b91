"""What a set-back site waits for: an administrator who accepts what is lost, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import wording
from desktop.services.losses import accept_loss
from desktop.views.office.office_page import row_of
from desktop.views.translation import language
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.editors import LineEdit
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from desktop.views.office.system_panel import SystemPanel


class LossCard(Section):
    """Shown only while the site is open for reading alone."""

    def __init__(self, panel: SystemPanel) -> None:
        """Belong to the panel that checks the site."""
        self._panel = panel
        super().__init__(lambda: self.tr("Open for reading only"), panel, "loss_card")
        self.told = text_label(self, "loss_told", "note")
        self.told.setWordWrap(True)
        self.reason_edit = LineEdit(self, "loss_reason_edit")
        self.reason_field = Field(self.reason_edit, lambda: self.tr("Reason"), required=True)
        self.accept_button = push_button(self, "accept_loss_button", "check", "primary")
        self.accept_button.clicked.connect(self._on_accept)
        self.body.addWidget(self.told)
        self.body.addWidget(self.reason_field)
        self.body.addLayout(row_of(self.accept_button))
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        super().retranslate()
        if hasattr(self, "accept_button"):
            self.accept_button.setText(self.tr("Accept the loss and work on"))
            self.settle()

    def settle(self) -> None:
        """Show what holds the site back, and to whom it may be left what to do."""
        office = self._panel.office
        refused = office.site.gateway.read_only
        self.setVisible(refused is not None)
        if refused is None:
            return
        self.told.setText(wording.sentence(refused.code, language(), **refused.values))
        may = office.may(accept_loss)
        self.reason_field.setVisible(may)
        self.accept_button.setVisible(may)

    def _on_accept(self) -> None:
        reason = self.reason_edit.text().strip()
        if not reason:
            self.reason_field.set_error(wording.sentence("reason.missing", language()))
            self.reason_edit.setFocus()
            return
        office = self._panel.office
        office.jobs.run(
            self,
            self._on_accepted,
            office.site.accept_loss,
            reason,
            failed=self._panel.page.message_bar.show_error,
        )

    def _on_accepted(self, _nothing: None) -> None:
        self.settle()
        self._panel.done(
            self.tr(
                "The loss is recorded and the desk works on. What headquarters had received comes "
                "back with the next exchange."
            )
        )
