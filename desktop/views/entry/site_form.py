"""What a new site needs: its code and name, its rules, and the first administrator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.errors import DeskError
from desktop.views.entry.passwords import PasswordPair
from desktop.views.messages import describe
from desktop.views.theme import LARGE, MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.editors import Choice, LineEdit
from desktop.views.widgets.fields import Field
from desktop.views.widgets.section import Section
from desktop.vocabulary import SiteKind

if TYPE_CHECKING:
    from collections.abc import Callable

RULE_PACKS: Final = ("retail-cn", "bank-cn")
_FIELD_OF: Final = {
    "site.code_malformed": "code",
    "site.name_missing": "name",
    "staff.login_malformed": "login",
    "login.invalid": "login",
}


@dataclass(frozen=True, slots=True)
class NewSite:
    """What was typed; `rules` names the rule pack that comes with the program."""

    kind: SiteKind
    code: str
    name: str
    rules: str
    phone: str
    address: str
    person: str
    login: str
    password: str = field(repr=False)


class SiteForm(Retranslating, QWidget):
    """Two cards: the site, and the person who will administer it."""

    submitted = Signal()

    def __init__(
        self, check_password: Callable[[str, str], None], parent: QWidget | None = None
    ) -> None:
        """Ask `check_password(login, password)` for the rules."""
        super().__init__(parent)
        self.setObjectName("site_form")
        self.kind = SiteKind.BRANCH
        self._build(check_password)
        self.retranslate()

    def start(self, kind: SiteKind) -> None:
        """Ask for a site of this kind; what was typed before stays."""
        self.kind = kind
        for one in self.fields.values():
            one.clear_note()
        self.retranslate()
        self.code.setFocus()

    def accept(self) -> NewSite | None:
        """Give what was typed, or say in place what is missing and give nothing."""
        if not self._has_needed() or not self.pair.accept():
            return None
        return NewSite(
            kind=self.kind,
            code=self.code.text().strip().upper(),
            name=self.name.text().strip(),
            rules=self.rules.value() or RULE_PACKS[0],
            phone=self.phone.text().strip(),
            address=self.address.text().strip(),
            person=self.person.text().strip(),
            login=self.login.text().strip(),
            password=self.pair.password(),
        )

    def show_error(self, error: Exception) -> bool:
        """Say an error beside the field it is about; false if it is about none."""
        code = error.code if isinstance(error, DeskError) else ""
        if code.startswith("password."):
            self.pair.show_error(error)
            return True
        key = _FIELD_OF.get(code)
        if key is None:
            return False
        self.fields[key].set_error(describe(error).sentence)
        self.fields[key].editor.setFocus()
        return True

    def retranslate(self) -> None:
        """Set the words again."""
        is_branch = self.kind is SiteKind.BRANCH
        self.code.setPlaceholderText("SH001" if is_branch else "HQ01")
        self.name.setPlaceholderText(
            self.tr("e.g. Xi'an Road store") if is_branch else self.tr("e.g. Head office")
        )
        self.login.setPlaceholderText(self.tr("e.g. lixm"))

    def _has_needed(self) -> bool:
        first: QLineEdit | None = None
        for key, sentence in (
            ("code", self.tr("A code is needed; ticket numbers begin with it.")),
            ("name", self.tr("A name is needed; it stands on every paper.")),
            ("person", self.tr("Your name is needed.")),
            ("login", self.tr("A login is needed.")),
        ):
            one = self.fields[key]
            one.clear_note()
            edit = one.editor
            if isinstance(edit, QLineEdit) and not edit.text().strip():
                one.set_error(sentence)
                first = first or edit
        if first is not None:
            first.setFocus()
        return first is None

    def _build(self, check_password: Callable[[str, str], None]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(LARGE)
        self.fields: dict[str, Field] = {}
        row.addWidget(self._build_site(), 1)
        row.addWidget(self._build_person(check_password), 1)

    def _build_site(self) -> Section:
        section = Section(lambda: self.tr("The site"), self, "site_section")
        self.code = LineEdit(section, "code_edit", limit=12)
        self.name = LineEdit(section, "name_edit")
        self.rules: Choice[str] = Choice(section, "rules_choice")
        self.rules.set_choices(RULE_PACKS, self._rules_words)
        self.phone = LineEdit(section, "phone_edit", limit=40)
        self.address = LineEdit(section, "address_edit")
        self._add(
            section, "code", self.code, lambda: self.tr("&Code"), self._code_hint,
            required=True,
        )  # fmt: skip
        self._add(section, "name", self.name, lambda: self.tr("&Name"), required=True)
        self._add(section, "rules", self.rules, lambda: self.tr("&Rules"))
        self._add(section, "phone", self.phone, lambda: self.tr("P&hone (optional)"))
        self._add(section, "address", self.address, lambda: self.tr("A&ddress (optional)"))
        section.body.addStretch(1)
        return section

    def _build_person(self, check_password: Callable[[str, str], None]) -> Section:
        section = Section(lambda: self.tr("First administrator"), self, "person_section")
        self.person = LineEdit(section, "person_edit", limit=40)
        self.login = LineEdit(section, "login_edit", limit=64)
        self.pair = PasswordPair(
            lambda password: check_password(self.login.text().strip(), password),
            section,
            "password",
        )
        self._add(section, "person", self.person, lambda: self.tr("Your na&me"), required=True)
        self._add(
            section, "login", self.login, lambda: self.tr("&Login"),
            lambda: self.tr("What you choose or type to sign in"), required=True,
        )  # fmt: skip
        section.body.addSpacing(SMALL)
        section.body.addWidget(self.pair)
        section.body.addSpacing(MEDIUM)
        section.body.addStretch(1)
        self.login.textEdited.connect(lambda _text: self.pair.recheck())
        self.pair.submitted.connect(self.submitted)
        return section

    def _add(
        self,
        section: Section,
        key: str,
        editor: QWidget,
        title: Callable[[], str],
        hint: Callable[[], str] | None = None,
        *,
        required: bool = False,
    ) -> None:
        made = Field(editor, title, section, required=required, hint=hint)
        self.fields[key] = made
        section.body.addWidget(made)

    def _code_hint(self) -> str:
        return self.tr("2 to 12 letters and digits; cannot be changed later")

    def _rules_words(self, rules: str) -> str:
        if rules == "bank-cn":
            return self.tr("Bank, China")
        return self.tr("Retail, China")
