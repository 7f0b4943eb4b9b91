"""`redress verify`, `backup`, `restore` and `recover`: proving, keeping and getting back."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.opened import forms_of, login_of, opened
from desktop.errors import DeskError, PermissionDeniedError
from desktop.services.backups import back_up, check_backup, choose_backup_place
from desktop.services.checking import verify_site
from desktop.services.drills import drill
from desktop.services.opening import open_unlocked
from desktop.services.people import renew_recovery_code
from desktop.services.repairing import repair_site
from desktop.services.sites import confirm_clock
from desktop.services.staff import record_password_reset, staff_card
from desktop.services.work import Actor
from desktop.storage.backup import restore_backup
from desktop.storage.keyfile import SlotKind
from desktop.storage.keyring import Keyring, check_password
from desktop.vocabulary import Role

if TYPE_CHECKING:
    from desktop.commands.console import Console
    from desktop.services.checking import Finding


def _line(console: Console, check: str, message: str) -> str:
    return console.word("Check.line", check=console.word(f"Check.{check}"), message=message)


def verify(console: Console) -> int:
    """Recompute chain, fold and digests; exit status 1 if anything does not hold."""
    with opened(console) as site:
        found = verify_site(site, deep=not console.options.quick)
        own = site.gateway.facts.card.uid
    findings: list[dict[str, Any]] = []
    lines = []
    for one in found.findings:
        message = console.sentence(DeskError(one.code, **found.spoken(one)))
        findings.append({**one.values, "check": one.check, "code": one.code, "message": message})
        lines.append(_line(console, one.check, message))
    if found.untold:
        lines.append(console.word("Check.more", count=sum(found.untold.values())))
    told = {
        "clean": found.clean,
        "entries": found.entries.get(own, 0),
        "foreign_entries": sum(n for site_uid, n in found.entries.items() if site_uid != own),
        "head_seq": found.head_seq,
        "head_digest": found.head,
        "rows": found.rows,
        "evidence": found.evidence,
        "findings": findings,
        "untold": found.untold,
    }
    key = "Command.verify.clean" if found.clean else "Command.verify.findings"
    console.answer(told, *lines, console.word(key, count=len(findings), **told))
    return 0 if found.clean else 1


def backup(console: Console) -> None:
    """Make a backup while the desk works, and check it."""
    options = console.options
    place = Path(options.to).absolute() if options.to else None
    with opened(console) as site:
        if options.keep_choice and place is not None:
            site.gateway.call(choose_backup_place, str(place))
        row = check_backup(site, Path(options.check)) if options.check else back_up(site, place)
        told = {
            "name": row.name,
            "path": str(row.path),
            "made_at": forms_of(site).instant(row.made_at),
            "entries": row.entries,
            "evidence": row.evidence,
            "bytes": row.size,
        }
    console.answer(told, console.word("Command.backup.done", **told))


def restore(console: Console) -> None:
    """Put a backup into an empty data folder."""
    record = restore_backup(Path(console.options.source), console.folder)
    told = {
        "site": record.site_code,
        "folder": str(console.folder),
        "made_at": record.made_at.isoformat(),
        "entries": record.entries,
    }
    local = f"{record.made_at.astimezone():%Y-%m-%d %H:%M}"
    console.answer(told, console.word("Command.restore.done", **told | {"made_at": local}))


def restore_drill(console: Console) -> int:
    """Restore a backup beside the site, prove it, take it away; status 1 if it does not hold."""
    with opened(console) as site:
        told = drill(site, Path(console.options.source).absolute())
        made_at = forms_of(site).instant(told.made_at)
    findings = [
        {"check": one.check, "code": one.code, "message": _said(console, one)}
        for one in told.findings
    ]
    answer = {
        "name": told.name,
        "made_at": made_at,
        "entries": told.entries,
        "evidence": told.evidence,
        "behind": told.behind,
        "passed": told.passed,
        "findings": findings,
    }
    key = "Command.drill.passed" if told.passed else "Command.drill.failed"
    lines = [_line(console, one["check"], one["message"]) for one in findings]
    console.answer(answer, *lines, console.word(key, **answer))
    return 0 if told.passed else 1


def _said(console: Console, finding: Finding) -> str:
    return console.sentence(DeskError(finding.code, **finding.values))


def recover_ways(console: Console) -> None:
    """Say what can still be done with this data folder, whatever was lost."""
    keyring = Keyring.load(console.folder)
    kinds = [kind for kind in SlotKind if kind is not SlotKind.STAFF and keyring.has_slot(kind)]
    told = {"logins": list(keyring.logins()), "ways": [kind.value for kind in kinds]}
    lost = ("password", "administrator", "code", "everything", "computer")
    lines = [console.word(f"Command.ways.{one}") for one in lost]
    console.answer(
        told,
        console.word("Command.ways.people", logins=", ".join(told["logins"])),
        *(console.word(f"Command.ways.has.{kind.value}") for kind in kinds),
        "",
        *lines,
    )


def recover_password(console: Console) -> None:
    """Let an administrator choose a new password with the recovery code on paper."""
    keyring = Keyring.load(console.folder)
    login = login_of(console, keyring.logins())
    unlocked = keyring.unlock_with_recovery(console.recovery_code())
    site = open_unlocked(console.folder, keyring, unlocked)
    try:
        row, _, _ = site.gateway.call_as(Actor.unattended(), staff_card, login)
        if row.role is not Role.ADMIN:
            raise PermissionDeniedError("recover.admin_only", login=row.login)
        chosen = console.new_password()
        check_password(login, chosen)
        # A ledger that was set back takes no entry before an administrator, who needs a password
        # for it, has accepted the loss: the new key is then recorded with that.
        if site.gateway.read_only is None:
            site.gateway.call_as(Actor.unattended(), record_password_reset, row.login)
        # Through a password nobody knows, so that the one chosen counts as one's own.
        passing = secrets.token_urlsafe(24)
        keyring.reset_password(unlocked, login, passing)
        site.sign_in(keyring.change_password(login, passing, chosen))
    finally:
        site.close()
    console.answer(
        {"login": row.login, "recovered": True},
        console.word("Command.recover.done", login=row.login),
    )


def recover_code(console: Console) -> None:
    """Make a new recovery code; the old one opens nothing from now on."""
    with opened(console) as site:
        code = renew_recovery_code(site)
    console.answer(
        {"recovery_code": code},
        console.word("Command.init.recovery", code=code),
        console.word("Command.init.keep"),
    )


def accept_loss(console: Console) -> None:
    """Let a desk whose ledger was set back work on, with an entry that says so."""
    with opened(console) as site:
        site.accept_loss(console.options.reason)
    console.answer({"accepted": True}, console.word("Command.recover.accepted"))


def rebuild(console: Console) -> None:
    """Make all tables, lists and the search index again from the ledger."""
    with opened(console) as site:
        told = {"tickets": repair_site(site)}
    console.answer(told, console.word("Command.recover.rebuilt", **told))


def confirm_time(console: Console) -> None:
    """Let an administrator say that this PC's clock is right, after it had been wrong."""
    with opened(console) as site:
        site.gateway.call(confirm_clock, console.options.reason)
    console.answer({"confirmed": True}, console.word("Command.recover.clock"))
