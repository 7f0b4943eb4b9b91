"""Opening a site: from a folder and a password to a gateway with a person before it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import (
    DeskError,
    InputError,
    KeyringError,
    LedgerError,
    PermissionDeniedError,
    StorageError,
)
from desktop.models.calendars import Calendar, parse_calendar
from desktop.resources import resource_path
from desktop.services.gateway import Gateway, wall_clock
from desktop.services.losses import accept_loss
from desktop.services.migrating import bring_up_to_date
from desktop.services.sites import (
    Founder,
    FoundingKeys,
    SiteDraft,
    clean_site_draft,
    found_site,
    keep_secrets,
    keep_serial,
    known_serial,
)
from desktop.services.staff import adopt_key, staff_card
from desktop.services.work import Actor, new_uid
from desktop.settings import settings_folder
from desktop.storage.anchor import AnchorKeeper, refusal
from desktop.storage.backup import RESTORED
from desktop.storage.capture import changes_of
from desktop.storage.database import Database
from desktop.storage.files import TEMPORARY_SUFFIX, make_private_folder, told_as_storage_errors
from desktop.storage.founding import FOUNDING, marked_as_unfinished
from desktop.storage.keyfile import KEY_FILES, read_key_file
from desktop.storage.keyring import Keyring
from desktop.storage.ledger import EntryDraft, Signer, append, digest_at, head_of
from desktop.storage.locks import LOCK_FILE
from desktop.storage.schema import migrate
from desktop.storage.vault import Vault
from desktop.vocabulary import SiteKind, Uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.storage.keyfile import Cost
    from desktop.storage.unlocked import Unlocked

DATABASE = "redress.db"
ANCHOR = "redress.anchor"
EVIDENCE = "evidence"
OUTBOX = "outbox"
_FILES = frozenset({*KEY_FILES, ANCHOR, EVIDENCE, OUTBOX, LOCK_FILE})
"""What the making of a site puts into a folder, besides the database."""


@dataclass(frozen=True, slots=True)
class PaperKeys:
    """What is printed once at set-up and kept in a safe.

    `bundle_key` exists at headquarters alone: it opens bundles if the online key is lost.
    """

    recovery_code: str = field(repr=False)
    bundle_key: str | None = field(default=None, repr=False)


def working_days() -> Calendar:
    """Read the working-day table that comes with the program."""
    path = resource_path("calendars", "cn_workdays.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return parse_calendar(lines)


class OpenSite:
    """A site whose keys are known: its database, vault and gateway, until it is closed."""

    def __init__(
        self, folder: Path, keyring: Keyring, unlocked: Unlocked, clock: Callable[[], int]
    ) -> None:
        """Open the database; KeyringError or StorageError if it cannot be read."""
        self.folder = folder
        self.keyring = keyring
        self.unlocked = unlocked
        self.database = Database(folder / DATABASE, unlocked.database_key)
        self.vault = Vault(folder / EVIDENCE, unlocked.vault_key)
        self.outbox = make_private_folder(folder / OUTBOX)
        self.anchors: AnchorKeeper | None = None
        self.gateway = Gateway(
            self.database,
            self.vault,
            Uid(unlocked.site_uid),
            working_days(),
            clock=clock,
            on_entry=self._note_entry,
        )

    def _note_entry(self, seq: int, digest: bytes) -> None:
        if self.anchors is not None:
            self.anchors.note(seq, digest.hex())

    def watch(self) -> None:
        """Compare the ledger with its anchors; a ledger that was set back opens read-only."""
        card = self.gateway.facts.card
        paths = (
            self.folder / ANCHOR,
            settings_folder() / "anchors" / f"{card.uid}.anchor",
        )
        make_private_folder(paths[1].parent)
        self.anchors = AnchorKeeper(paths, self.unlocked.anchor_key, card.uid, card.epoch or "-")
        anchor = self.anchors.read()
        with self.database.read() as session:
            connection = session.connection()
            head = head_of(connection, card.uid)
            refused = refusal(anchor, head.seq, lambda seq: digest_at(connection, card.uid, seq))
        forgetful = anchor is None or (refused is None and anchor.seq != head.seq)
        if forgetful and (self.folder / RESTORED).exists():
            # Nothing here remembers what came after the backup; another site may.
            refused = LedgerError("ledger.restored", found=head.seq)
        self.gateway.read_only = refused or self._older_keys()
        if self.gateway.read_only is None:
            self._forget_restoring()
            self.anchors.note(head.seq, head.digest.hex())
            self._note_keys()

    def _forget_restoring(self) -> None:
        with told_as_storage_errors(self.folder):
            (self.folder / RESTORED).unlink(missing_ok=True)

    def _older_keys(self) -> LedgerError | None:
        """Tell whether an older key file was put back: ended passwords would open the site."""
        known = self.gateway.call_as(Actor.unattended(), known_serial)
        if self.keyring.serial >= known:
            return None
        return LedgerError("ledger.keys_set_back", found=self.keyring.serial, known=known)

    def _note_keys(self) -> None:
        """Remember how new the key file is, in the database that it opens."""
        serial = self.keyring.serial
        if self.gateway.call_as(Actor.unattended(), known_serial) != serial:
            self.gateway.at_desk(lambda work: keep_serial(work, serial))

    def accept_loss(self, reason: str) -> None:
        """Let the desk work on after a restore or a loss: an entry says so, anchors begin anew.

        Raises PermissionDeniedError for all but administrators.
        """
        if self.anchors is None:
            return
        if not self.gateway.may(accept_loss):
            raise PermissionDeniedError("door.not_permitted", use_case=accept_loss.name)
        # Nothing is noted before the loss is accepted: a failure leaves the old anchor in force.
        anchors, self.anchors = self.anchors, None
        anchor = anchors.read()
        refused, self.gateway.read_only = self.gateway.read_only, None
        try:
            self.gateway.call(accept_loss, reason, anchor.seq if anchor else 0)
        except BaseException:
            self.gateway.read_only = refused
            raise
        finally:
            self.anchors = anchors
        self._note_keys()
        anchors.start_epoch(new_uid())
        with self.database.read() as session:
            head = head_of(session.connection(), self.gateway.facts.card.uid)
        anchors.note(head.seq, head.digest.hex())
        anchors.flush()
        self._forget_restoring()

    def sign_in(self, unlocked: Unlocked) -> Actor:
        """Let the person whose password opened the keyring stand before the gateway.

        Raises:
            KeyringError: `key.must_change`: a password of one's own comes first.
            PermissionDeniedError: the person was disabled.
        """
        if unlocked.login is None:
            raise KeyringError("key.nobody")
        row, public, key_uid = self.gateway.call_as(Actor.unattended(), staff_card, unlocked.login)
        signing = unlocked.signing_key
        if unlocked.must_change or signing is None:
            raise KeyringError("key.must_change", login=row.login)
        known = public == signing.public_key().public_bytes_raw() and key_uid is not None
        signer = Signer(row.uid, key_uid if known and key_uid else new_uid(), signing)
        actor = Actor(row.uid, row.login, row.name, row.role, signer)
        if not known and self.gateway.read_only is None:
            self.gateway.call_as(actor, adopt_key, signing.public_key().public_bytes_raw())
        self.gateway.actor = actor
        return actor

    def change_person(self, login: str, password: str) -> Actor:
        """Let somebody else stand at the same desk; the site stays open if they may not."""
        return self.sign_in(self.keyring.unlock(login, password))

    def lock(self) -> None:
        """Forget the person; the site stays open for its own jobs."""
        self.gateway.lock()
        self.unlocked.forget_person()

    def keep_anchors(self) -> None:
        """Write the anchors if they lag behind: a rewritten end would else not be noticed."""
        if self.anchors is not None:
            self.anchors.flush()

    def close(self) -> None:
        """Write the anchors, close the database and forget the keys."""
        self.keep_anchors()
        if self.anchors is not None and self.gateway.read_only is None:
            with suppress(DeskError):  # it is noted at the next opening
                self._note_keys()
        self.database.close()
        self.unlocked.forget()


def open_site(
    folder: Path, login: str, password: str, *, clock: Callable[[], int] = wall_clock
) -> OpenSite:
    """Open a site as one of its people."""
    keyring = Keyring.load(folder)
    unlocked = keyring.unlock(login, password)
    site = open_unlocked(folder, keyring, unlocked, clock=clock)
    try:
        site.sign_in(unlocked)
    except BaseException:
        site.close()
        raise
    return site


def open_unlocked(
    folder: Path,
    keyring: Keyring,
    unlocked: Unlocked,
    *,
    clock: Callable[[], int] = wall_clock,
) -> OpenSite:
    """Open a site whose keys were unlocked by any means; nobody is signed in yet."""
    if not (folder / DATABASE).is_file():
        raise StorageError("storage.database_missing", folder=str(folder))
    site = OpenSite(folder, keyring, unlocked, clock)
    try:
        bring_up_to_date(site.database, Uid(unlocked.site_uid), working_days())
        site.watch()
    except BaseException:
        site.close()
        raise
    return site


def create_site(
    folder: Path,
    draft: SiteDraft,
    login: str,
    name: str,
    password: str,
    *,
    cost: Cost | None = None,
    clock: Callable[[], int] = wall_clock,
) -> tuple[OpenSite, PaperKeys]:
    """Make a new site with its first administrator, who is signed in.

    Raises:
        InputError: something that was given cannot be taken; nothing is left in the folder.
        StorageError: `site.exists`, or the disk refuses.
    """
    draft = clean_site_draft(draft)
    if not login.strip() or not name.strip():
        raise InputError("staff.login_malformed")
    existed = folder.exists()
    if existed and any(folder.iterdir()) and not (folder / FOUNDING).exists():
        raise StorageError("site.exists", folder=str(folder))
    make_private_folder(folder)
    uid = new_uid()
    try:
        with marked_as_unfinished(folder, uid) as before:
            _require_empty(folder, before)
            try:
                return _create(
                    folder, uid, draft, login.strip(), name.strip(), password, cost, clock
                )
            except BaseException:
                _clear(folder)
                raise
    except BaseException:
        if not existed:
            with suppress(OSError):  # unless somebody else is making a site there
                folder.rmdir()
        raise


def _require_empty(folder: Path, before: str | None) -> None:
    """Refuse a folder with something in it, but for half a site that somebody died over."""
    found = [path.name for path in folder.iterdir() if path.name != FOUNDING]
    if found and not (all(map(_is_ours, found)) and _is_half_made(folder, before)):
        raise StorageError("site.exists", folder=str(folder))
    _clear(folder)


def _is_half_made(folder: Path, before: str | None) -> bool:
    """Tell whether what lies in a folder is the site whose making was never ended."""
    if before is None:
        return False
    try:
        return read_key_file(folder)[0].site_uid == before
    except KeyringError as error:  # keys are written before anything else
        return error.code == "key.file_missing" and not (folder / DATABASE).exists()


def _is_ours(name: str) -> bool:
    return name in _FILES or name.startswith(DATABASE) or name.endswith(TEMPORARY_SUFFIX)


def _clear(folder: Path) -> None:
    """Take away what was made of a site so far."""
    for left in folder.iterdir():
        if not _is_ours(left.name):
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _create(
    folder: Path,
    uid: Uid,
    draft: SiteDraft,
    login: str,
    name: str,
    password: str,
    cost: Cost | None,
    clock: Callable[[], int],
) -> tuple[OpenSite, PaperKeys]:
    keyring, code = Keyring.create(folder, uid, cost=cost)
    unlocked = keyring.unlock_with_recovery(code)
    keyring.add_staff(unlocked, login, password, must_change=False)
    unlocked = keyring.unlock(login, password)
    if unlocked.signing_key is None:
        raise PermissionDeniedError("staff.nobody")
    keys, paper = _founding_keys(draft.kind)
    founder = Founder(
        new_uid(), new_uid(), login, name, unlocked.signing_key.public_key().public_bytes_raw()
    )
    site = OpenSite(folder, keyring, unlocked, clock)
    try:
        with site.database.connect() as connection:
            migrate(connection)
        _write_first_entry(site, uid, draft, keys, founder, clock())
        site.watch()
        site.sign_in(unlocked)
    except BaseException:
        site.close()
        raise
    return site, PaperKeys(code, paper)


def _founding_keys(kind: SiteKind) -> tuple[FoundingKeys, str | None]:
    sealing = pyrage.x25519.Identity.generate()
    recovery = pyrage.x25519.Identity.generate() if kind is SiteKind.HEADQUARTERS else None
    keys = FoundingKeys(
        Ed25519PrivateKey.generate(),
        str(sealing),
        str(sealing.to_public()),
        str(recovery.to_public()) if recovery else None,
    )
    return keys, str(recovery) if recovery else None


def _write_first_entry(
    site: OpenSite, uid: Uid, draft: SiteDraft, keys: FoundingKeys, founder: Founder, now: int
) -> None:
    signing = site.unlocked.signing_key
    if signing is None:
        raise PermissionDeniedError("staff.nobody")
    with site.database.write() as session:
        keep_secrets(session, keys)
        found_site(session, uid, draft, keys, founder, now)
        session.flush()
        entry = EntryDraft(
            use_case="found_site",
            command=new_uid(),
            at=now,
            epoch="hq" if draft.kind is SiteKind.HEADQUARTERS else "",
            signer=Signer(founder.staff, founder.key_uid, signing),
            arguments={"code": draft.code, "name": draft.name, "kind": draft.kind.value},
            changes=changes_of(session),
        )
        append(session.connection(), uid, entry, keys.signing)
