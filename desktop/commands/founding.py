"""`redress init` and `redress staff`: a new site, and the people of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.console import table
from desktop.commands.opened import login_of, opened
from desktop.errors import InputError
from desktop.resources import resource_path
from desktop.services.json_forms import staff_object
from desktop.services.opening import create_site, open_unlocked
from desktop.services.people import let_go, renew_password, take_on
from desktop.services.site_card import DEFAULT_ZONE
from desktop.services.sites import SiteDraft
from desktop.services.staff import staff_rows
from desktop.storage.doorkeeper import Doorkeeper
from desktop.vocabulary import Role, SiteKind

if TYPE_CHECKING:
    from desktop.commands.console import Console


def init(console: Console) -> None:
    """Make a new site; the recovery code is told this once."""
    options = console.options
    draft = SiteDraft(
        kind=SiteKind(options.kind),
        code=options.code,
        name=options.name,
        pack=_pack(options.rules),
        zone=options.zone or DEFAULT_ZONE,
        currency=options.currency,
        phone=options.phone,
        address=options.address,
    )
    name = options.admin_name or options.admin
    password = console.first_password()
    site, paper = create_site(console.folder, draft, options.admin, name, password)
    card = site.gateway.facts.card
    site.close()
    told: dict[str, Any] = {
        "site": card.code,
        "name": card.name,
        "kind": card.kind.value,
        "folder": str(console.folder),
        "admin": options.admin,
        "recovery_code": paper.recovery_code,
    }
    lines = [
        console.word("Command.init.done", code=card.code, name=card.name, folder=console.folder),
        console.word("Command.init.recovery", code=paper.recovery_code),
    ]
    if paper.bundle_key is not None:
        told["bundle_key"] = paper.bundle_key
        lines.append(console.word("Command.init.bundle_key", secret=paper.bundle_key))
    console.answer(told, *lines, console.word("Command.init.keep"))


def _pack(told: str) -> dict[str, Any]:
    """Read a rule pack that comes along, by name, or one's own, by path."""
    path = resource_path("rulepacks", f"{told}.json")
    if Path(told).name != told or not path.is_file():
        path = Path(told)
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("file.unreadable", name=path.name) from error
    if not isinstance(plain, dict):
        raise InputError("rulepack.malformed", detail=path.name)
    return plain


def staff_list(console: Console) -> None:
    """List everybody who works or worked here."""
    with opened(console) as site:
        rows = site.gateway.call(staff_rows)
        lines = table(
            [
                (r.login, r.name, console.word(r.role), console.word(f"Command.active.{r.active}"))
                for r in rows
            ]
        )
        console.answer({"staff": [staff_object(row) for row in rows]}, *lines)


def staff_add(console: Console) -> None:
    """Take a person on, with a temporary password."""
    options = console.options
    with opened(console) as site:
        given = console.new_password() if console.has_new_password() else None
        made = take_on(site, options.login, options.name, Role(options.role), given)
        row = next(r for r in site.gateway.call(staff_rows) if r.login == made.login)
        told = {"staff": staff_object(row), "temporary_password": made.password}
        console.answer(told, _temporary(console, made.login, made.password))


def staff_reset(console: Console) -> None:
    """Give a person a new temporary password."""
    with opened(console) as site:
        given = console.new_password() if console.has_new_password() else None
        made = renew_password(site, console.options.login, given)
        told = {"login": made.login, "temporary_password": made.password}
        console.answer(told, _temporary(console, made.login, made.password))


def _temporary(console: Console, login: str, password: str) -> str:
    return console.word("Command.staff.temporary", login=login, password=password)


def staff_disable(console: Console) -> None:
    """Let a person go and pass their open tickets on."""
    options = console.options
    with opened(console) as site:
        passed = let_go(site, options.login, options.hand_to)
        told = {"login": options.login, "tickets_passed_on": passed}
        console.answer(
            told, console.word("Command.staff.disabled", login=options.login, count=passed)
        )


def staff_password(console: Console) -> None:
    """Change one's own password; the first own one brings a signing key."""
    keeper = Doorkeeper(console.folder)
    login = login_of(console, keeper.logins())
    unlocked = keeper.change_password(login, console.password(), console.new_password())
    site = open_unlocked(console.folder, keeper.keyring, unlocked)
    try:
        actor = site.sign_in(unlocked)
    finally:
        site.close()
    console.answer(
        {"login": actor.login, "has_key": True},
        console.word("Command.staff.password", login=actor.login),
    )
