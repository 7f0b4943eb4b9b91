"""People: who works here, taking on, a new temporary password, letting go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.people import (
    TemporaryPassword,
    let_go,
    open_ticket_counts,
    renew_password,
    take_on,
)
from desktop.services.staff import staff_rows
from desktop.views.office.office_page import row_of
from desktop.views.office.system_panel import SystemPanel
from desktop.views.table_models import DISPLAY, FOREGROUND, TOOL_TIP, RowsTableModel
from desktop.views.theme import MEDIUM, SMALL, colour
from desktop.views.widgets.buttons import explain_disabled, push_button, text_label
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.editors import Choice, LineEdit
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section
from desktop.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QObject

    from desktop.services.opening import OpenSite
    from desktop.services.rows import StaffRow
    from desktop.views.jobs import Progress
    from desktop.views.office.office import Office
    from desktop.views.office.office_page import OfficePage

_HQ_ONLY = frozenset({Role.OFFICER})
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One person with the open tickets in hand."""

    row: StaffRow
    tickets: int


class StaffTableModel(RowsTableModel[Member]):
    """Everybody who works or worked here."""

    def __init__(self, office: Office, parent: QObject) -> None:
        """Call roles as the rule pack does."""
        super().__init__(parent)
        self._office = office

    def titles(self) -> Sequence[str]:
        """Give the titles."""
        return (
            self.tr("Name"),
            self.tr("Login"),
            self.tr("Role"),
            self.tr("Open tickets"),
            self.tr("State"),
        )

    def figures(self) -> Collection[int]:
        """Count the tickets."""
        return (3,)

    def cell(self, row: Member, column: int, role: int) -> object:
        """Give a cell."""
        if role in {DISPLAY, TOOL_TIP}:
            return (
                row.row.name,
                row.row.login,
                self._office.title(row.row.role),
                str(row.tickets) if row.tickets else "—",
                self._state(row.row),
            )[column]
        if role == FOREGROUND and not row.row.active:
            return colour("faint")
        return None

    def _state(self, row: StaffRow) -> str:
        if not row.active:
            return self.tr("Left")
        return self.tr("Active") if row.has_key else self.tr("Has not signed in yet")


class StaffPanel(SystemPanel):
    """The list at the left, one act at a time at the right."""

    def __init__(self, page: OfficePage) -> None:
        """Start with nobody chosen."""
        super().__init__(page, "staff_panel")
        self._members: list[Member] = []
        self.model = StaffTableModel(self.office, self)
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        """Name the tab."""
        return self.tr("Staff")

    def reload(self) -> None:
        """Read everybody again."""
        self.office.jobs.run(self, self._show, _read_members, self.office.site, latest="staff")

    def retranslate(self) -> None:
        """Set the words again."""
        self.model.retranslate()
        self.table.setAccessibleName(self.tr("Staff"))
        self.add_button.setText(self.tr("Add a person…"))
        self.reset_button.setText(self.tr("New temporary password"))
        self.leave_button.setText(self.tr("Disable…"))
        self.save_button.setText(self.tr("Add and make a password"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.confirm_button.setText(self.tr("Disable this person"))
        self.keep_button.setText(self.tr("Cancel"))
        self.noted_button.setText(self.tr("Handed over, hide it"))
        self.role_choice.retranslate()
        self.heir_choice.retranslate()
        self._say()

    def settle(self) -> None:
        """Say again what may be done now."""
        self._say()

    # ---- building

    def _build(self) -> None:
        self.add_button = push_button(self, "add_staff_button", "user-plus", "primary")
        self.reset_button = push_button(self, "reset_password_button", "key-round")
        self.leave_button = push_button(self, "disable_staff_button", "user-x", "danger")
        self.column.addLayout(row_of(self.add_button, self.reset_button, self.leave_button))
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        self.table = DataTable(self, "staff_table")
        self.table.setModel(self.model)
        self.table.set_widths((130, 110, 140, 100, 160), stretch=4)
        row.addWidget(self.table, 3)
        self.side = QStackedWidget(self)
        self.side.setObjectName("staff_side")
        for made in (self._build_add(), self._build_leave(), self._build_password()):
            self.side.addWidget(made)
        self.side.hide()
        row.addWidget(self.side, 2)
        self.column.addLayout(row, 1)
        self.page.busy_buttons += [self.save_button, self.confirm_button, self.reset_button]

    def _build_add(self) -> QWidget:
        section = Section(lambda: self.tr("Add a person"), self, "add_staff")
        self.name_edit = LineEdit(section, "staff_name_edit", limit=60)
        self.login_edit = LineEdit(section, "staff_login_edit", limit=40)
        self.role_choice: Choice[Role] = Choice(section, "staff_role_choice")
        roles = [r for r in Role if self.office.card.is_headquarters or r not in _HQ_ONLY]
        self.role_choice.set_choices(roles, self.office.title)
        self.name_field = Field(self.name_edit, lambda: self.tr("Name"), required=True)
        self.login_field = Field(
            self.login_edit,
            lambda: self.tr("Login"),
            required=True,
            hint=lambda: self.tr("What the person types at sign-in, without spaces"),
        )
        role_field = Field(self.role_choice, lambda: self.tr("Role"))
        for field in (self.name_field, self.login_field, role_field):
            section.body.addWidget(field)
        self.save_button = push_button(section, "save_staff_button", "check", "primary")
        self.cancel_button = push_button(section, "cancel_staff_button")
        section.body.addLayout(row_of(self.save_button, self.cancel_button))
        section.body.addStretch(1)
        return section

    def _build_leave(self) -> QWidget:
        section = Section(lambda: self.tr("Disable a person"), self, "disable_staff")
        self.leave_label = text_label(section, "leave_label")
        self.leave_label.setWordWrap(True)
        self.heir_choice: Choice[str] = Choice(section, "heir_choice")
        self.heir_field = Field(self.heir_choice, lambda: self.tr("Open tickets go to"))
        self.confirm_button = push_button(section, "confirm_disable_button", "user-x", "danger")
        self.keep_button = push_button(section, "keep_staff_button")
        section.body.addWidget(self.leave_label)
        section.body.addWidget(self.heir_field)
        section.body.addLayout(row_of(self.confirm_button, self.keep_button))
        section.body.addStretch(1)
        return section

    def _build_password(self) -> QWidget:
        section = Section(lambda: self.tr("Temporary password"), self, "temporary_password")
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        self.password_for = text_label(section, "password_for")
        self.password_label = text_label(section, "password_label", "title")
        self.password_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.password_note = text_label(section, "password_note", "note")
        for label in (self.password_for, self.password_label, self.password_note):
            label.setWordWrap(True)
            column.addWidget(label)
        self.noted_button = push_button(section, "noted_button", "eye-off")
        section.body.addLayout(column)
        section.body.addLayout(row_of(self.noted_button))
        section.body.addStretch(1)
        return section

    def _connect(self) -> None:
        self.add_button.clicked.connect(self._on_add)
        self.save_button.clicked.connect(self._on_save)
        self.login_edit.returnPressed.connect(self._on_save)
        self.reset_button.clicked.connect(self._on_reset)
        self.leave_button.clicked.connect(self._on_leave)
        self.confirm_button.clicked.connect(self._on_confirm)
        for button in (self.cancel_button, self.keep_button, self.noted_button):
            button.clicked.connect(self._close_side)
        self.table.current_changed.connect(lambda _row: self._say())

    # ---- showing

    def _show(self, members: list[Member]) -> None:
        chosen = self._chosen()
        self._members = members
        self.model.show_rows(members)
        for place, member in enumerate(members):
            if chosen is not None and member.row.uid == chosen.row.uid:
                self.table.select_row(place)
        self._say()

    def _chosen(self) -> Member | None:
        return self.model.row_at(self.table.currentIndex().row())

    def _say(self) -> None:
        member = self._chosen()
        nobody = self.tr("Choose a person in the list first.")
        gone = self.tr("This person has left.")
        reason = nobody if member is None else ("" if member.row.active else gone)
        explain_disabled(self.reset_button, reason)
        own = self.office.gateway.person
        if member is not None and own is not None and member.row.uid == own.staff:
            reason = self.tr("Nobody can disable themselves.")
        explain_disabled(self.leave_button, reason)

    def _close_side(self) -> None:
        self.password_label.clear()
        self.side.hide()

    def _open_side(self, place: int) -> None:
        self.password_label.clear()
        self.side.setCurrentIndex(place)
        self.side.show()

    # ---- acting

    def _on_add(self) -> None:
        for edit in (self.name_edit, self.login_edit):
            edit.clear()
        self._open_side(0)
        self.name_edit.setFocus()

    def _on_save(self) -> None:
        name, login = self.name_edit.text().strip(), self.login_edit.text().strip()
        role = self.role_choice.value()
        self.name_field.set_error("" if name else self.tr("The name is needed."))
        self.login_field.set_error("" if login else self.tr("The login is needed."))
        if not name or not login or role is None:
            return
        self.page.work(
            lambda: self.tr("Making the password…"),
            self._on_password,
            _take_on,
            self.office.site,
            login,
            name,
            role,
        )

    def _on_reset(self) -> None:
        member = self._chosen()
        if member is not None:
            self.page.work(
                lambda: self.tr("Making the password…"),
                self._on_password,
                _renew,
                self.office.site,
                member.row.login,
            )

    def _on_password(self, given: TemporaryPassword) -> None:
        self._open_side(2)
        self.password_for.setText(self.tr("For {login}:").format(login=given.login))
        self.password_label.setText(given.password)
        self.password_note.setText(
            self.tr(
                "Shown this once. Hand it over in person; "
                "at the first sign-in the person chooses a password of their own."
            )
        )
        self.reload()

    def _on_leave(self) -> None:
        member = self._chosen()
        if member is None:
            return
        others = [
            one.row.login for one in self._members if one.row.active and one.row != member.row
        ]
        self.heir_choice.set_choices([_NOBODY, *others], self._heir_text)
        self.heir_field.setVisible(member.tickets > 0)
        told = self.tr("{name} can no longer sign in afterwards. What was recorded stays.")
        self.leave_label.setText(told.format(name=member.row.name))
        self._open_side(1)

    def _heir_text(self, login: str) -> str:
        if login == _NOBODY:
            return self.tr("Nobody yet")
        names = {one.row.login: one.row.name for one in self._members}
        return names.get(login, login)

    def _on_confirm(self) -> None:
        member = self._chosen()
        if member is not None:
            self.page.work(
                lambda: self.tr("Disabling…"),
                self._on_left,
                _let_go,
                self.office.site,
                member.row.login,
                self.heir_choice.value() or None,
            )

    def _on_left(self, passed_on: int) -> None:
        self._close_side()
        self.done(self.tr("Disabled; %n open ticket(s) passed on.", "", passed_on))


def _read_members(site: OpenSite) -> list[Member]:
    counts = site.gateway.call(open_ticket_counts)
    rows = site.gateway.call(staff_rows)
    members = [Member(row, counts.get(row.uid, 0)) for row in rows]
    return sorted(members, key=lambda member: not member.row.active)


def _take_on(
    site: OpenSite, login: str, name: str, role: Role, *, progress: Progress
) -> TemporaryPassword:
    progress.check()
    return take_on(site, login, name, role)


def _renew(site: OpenSite, login: str, *, progress: Progress) -> TemporaryPassword:
    progress.check()
    return renew_password(site, login)


def _let_go(site: OpenSite, login: str, heir: str | None, *, progress: Progress) -> int:
    progress.check()
    return let_go(site, login, heir)
