"""The integrity check: everything is recomputed, and what does not hold is said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from desktop import wording
from desktop.services.checking import Verified, verify_site
from desktop.views.office.loss_card import LossCard
from desktop.views.office.office_page import row_of
from desktop.views.office.step_list import Line, StepList
from desktop.views.office.system_panel import SystemPanel
from desktop.views.translation import language
from desktop.views.widgets.buttons import push_button, text_label
from desktop.views.widgets.section import Section

if TYPE_CHECKING:
    from desktop.services.opening import OpenSite
    from desktop.views.jobs import Progress
    from desktop.views.office.office_page import OfficePage


class CheckPanel(SystemPanel):
    """One button, one answer."""

    def __init__(self, page: OfficePage) -> None:
        """Start without an answer."""
        super().__init__(page, "check_panel")
        self._found: Verified | None = None
        self.explanation = text_label(self, "check_explanation", "muted")
        self.explanation.setWordWrap(True)
        self.check_button = push_button(self, "check_site_button", "shield-check", "primary")
        self.deep_box = QCheckBox(self)
        self.deep_box.setObjectName("deep_box")
        self.deep_box.setChecked(True)
        self.section = Section(lambda: self.tr("Result"), self, "check_section")
        self.step_list = StepList(self.section, "check_lines")
        self.section.body.addWidget(self.step_list, 1)
        self.section.hide()
        self.loss_card = LossCard(self)
        self.column.addWidget(self.loss_card)
        self.column.addWidget(self.explanation)
        self.column.addLayout(row_of(self.check_button, self.deep_box))
        self.column.addWidget(self.section, 1)
        self.column.addStretch(0)
        page.busy_buttons.append(self.check_button)
        self.check_button.clicked.connect(self._on_check)
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Integrity")

    def reload(self) -> None:
        """Show whether the site is held back."""
        self.loss_card.settle()

    def retranslate(self) -> None:
        """Set the words again."""
        self.explanation.setText(
            self.tr(
                "Recomputes the chain of records and every signature, replays the records and "
                "compares, reads all evidence again. Nothing is changed; the desk can go on "
                "working meanwhile."
            )
        )
        self.check_button.setText(self.tr("Check everything now"))
        self.deep_box.setText(self.tr("Also replay the records and read all evidence (longer)"))
        self._say()

    def _on_check(self) -> None:
        self.page.work(
            lambda: self.tr("Checking…"),
            self._show,
            _verify,
            self.office.site,
            self.deep_box.isChecked(),
        )

    def _show(self, found: Verified) -> None:
        self._found = found
        self._say()

    def _say(self) -> None:
        found = self._found
        self.section.setVisible(found is not None)
        if found is not None:
            self.step_list.show_lines(self._lines(found))

    def _lines(self, found: Verified) -> list[Line]:
        lines = [
            Line("failed", self._check_name(one.check), self._sentence(one.code, found.spoken(one)))
            for one in found.findings
        ]
        if found.untold:
            more = wording.phrase("Check.more", language(), count=sum(found.untold.values()))
            lines.append(Line("failed", more))
        if found.clean:
            lines.append(Line("done", self.tr("Everything holds.")))
        counted = self.tr(
            "Records checked: {entries}. Rows compared: {rows}. Evidence read: {evidence}."
        ).format(
            entries=f"{sum(found.entries.values()):,}",
            rows=f"{found.rows:,}",
            evidence=f"{found.evidence:,}",
        )
        lines.append(Line("done" if found.clean else "notice", counted))
        head = self.tr("Last record No. {seq}, fingerprint {head}").format(
            seq=found.head_seq, head=found.head[:16]
        )
        lines.append(
            Line("skipped", head, self.tr("The printed daily summary carries the same one."))
        )
        return lines

    @staticmethod
    def _check_name(check: str) -> str:
        return wording.label(f"Check.{check}", language())

    @staticmethod
    def _sentence(code: str, values: dict[str, str | int]) -> str:
        return wording.sentence(code, language(), **values)


def _verify(site: OpenSite, deep: bool, *, progress: Progress) -> Verified:
    return verify_site(site, deep=deep, progress=lambda _step, done: progress.check(done))
