"""The ledger: append-only, hash-chained entries, each signed by a person and by the site."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, insert, select

from desktop.errors import LedgerError
from desktop.models.codecs import Octets, canonical
from desktop.models.lines import begins_line, first_of
from desktop.models.tables import ENTRY, SCHEMA
from desktop.storage.database import SCRIBE
from desktop.storage.ready import Ready
from desktop.storage.seals import SubjectKeys, seal
from desktop.storage.signatures import Signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection

    from desktop.models.codecs import Plain
    from desktop.storage.capture import Change
    from desktop.vocabulary import TicketId, Uid

FORMAT = 1
GENESIS = bytes(32)
"""The digest before a site's first entry."""
SALT_BYTES = 16
_HEAD = Ready(
    select(ENTRY.c.seq, ENTRY.c.digest, ENTRY.c.at)
    .where(ENTRY.c.site == bindparam("of"))
    .order_by(ENTRY.c.seq.desc())
    .limit(1)
)
_ADD = Ready(insert(ENTRY))


@dataclass(frozen=True, slots=True)
class Head:
    """Where a site's chain ends: the last seq (0 for an empty chain), its digest and its time."""

    seq: int
    digest: bytes
    at: int = 0


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it lies in the ledger; `body` are the exact bytes that were digested."""

    site: Uid
    seq: int
    body: bytes
    digest: bytes
    signature: bytes

    def parsed(self) -> dict[str, Any]:
        """Give the body as plain values."""
        return cast("dict[str, Any]", json.loads(self.body))


@dataclass(frozen=True, slots=True)
class Signer:
    """A person's signing key and the uid of the staff-key row that names its public half."""

    staff: Uid
    key_uid: Uid
    key: Ed25519PrivateKey


@dataclass(slots=True)
class EntryDraft:
    """What a command says of itself before it becomes an entry."""

    use_case: str
    command: Uid
    at: int
    epoch: str
    signer: Signer | None
    arguments: Plain
    reason: str | None = None
    about: list[TicketId] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    line: int | None = None
    """The new line that this entry begins, if it does (see `desktop.models.lines`)."""


def head_of(connection: Connection, site: Uid) -> Head:
    """Read where a site's chain ends here."""
    row = _HEAD.run(connection, {"of": site}).fetchone()
    return Head(0, GENESIS) if row is None else Head(*row)


def digest_at(connection: Connection, site: Uid, seq: int) -> str | None:
    """Give the digest of one entry in hexadecimal, None if it is not here."""
    found = connection.execute(
        select(ENTRY.c.digest).where(ENTRY.c.site == site, ENTRY.c.seq == seq)
    ).scalar_one_or_none()
    return None if found is None else bytes(found).hex()


def digests_between(connection: Connection, site: Uid, first: int, last: int) -> dict[int, bytes]:
    """Give the digests of a site's entries that are here, from one seq to another."""
    found = connection.execute(
        select(ENTRY.c.seq, ENTRY.c.digest).where(
            ENTRY.c.site == site, ENTRY.c.seq.between(first, last)
        )
    )
    return {row.seq: bytes(row.digest) for row in found}


def digest_of(previous: bytes, body: bytes) -> bytes:
    """Chain an entry: SHA-256 over the previous digest and the stored bytes."""
    return hashlib.sha256(previous + body).digest()


def append(
    connection: Connection,
    site: Uid,
    draft: EntryDraft,
    site_key: Ed25519PrivateKey,
    head: Head | None = None,
) -> StoredEntry:
    """Write one own entry after the last; the caller's transaction commits it.

    `head` is where the chain ends, if the caller has read it in this very transaction.
    """
    head = head or head_of(connection, site)
    keys = SubjectKeys(connection)
    body = canonical(_body(site, head, draft, keys))
    digest = digest_of(head.digest, body)
    entry = StoredEntry(site, _next_seq(head, draft), body, digest, site_key.sign(digest))
    store(connection, [(entry, draft.at, draft.use_case, _staff(draft), draft.command)])
    return entry


def store(
    connection: Connection,
    rows: Sequence[tuple[StoredEntry, int, str, Uid | None, Uid]],
) -> None:
    """Insert entries as they are; used for own ones and for foreign ones."""
    before = connection.info.get(SCRIBE)
    connection.info[SCRIBE] = "ledger"
    try:
        _ADD.run_many(
            connection,
            [
                {
                    "site": entry.site,
                    "seq": entry.seq,
                    "at": at,
                    "use_case": use_case,
                    "actor": actor,
                    "command": command,
                    "body": entry.body,
                    "digest": entry.digest,
                    "signature": entry.signature,
                }
                for entry, at, use_case, actor, command in rows
            ],
        )
    finally:
        connection.info[SCRIBE] = before


def _next_seq(head: Head, draft: EntryDraft) -> int:
    return head.seq + 1 if draft.line is None else first_of(draft.line)


def _staff(draft: EntryDraft) -> Uid | None:
    return draft.signer.staff if draft.signer else None


def _body(site: Uid, head: Head, draft: EntryDraft, keys: SubjectKeys) -> dict[str, Any]:
    changes = [_plain_change(change, keys) for change in draft.changes]
    salt = base64.b64encode(os.urandom(SALT_BYTES)).decode()
    body: dict[str, Any] = {
        "v": FORMAT,
        "schema": SCHEMA,
        "site": site,
        "epoch": draft.epoch,
        "seq": _next_seq(head, draft),
        "at": draft.at,
        "actor": _staff(draft),
        "use_case": draft.use_case,
        "command": draft.command,
        "previous": head.digest.hex(),
        "about": [list(ticket) for ticket in draft.about],
        "changes": changes,
        "private": _private(draft, salt, keys),
    }
    if draft.line is not None:
        body["after"] = head.seq
    if draft.signer is None:
        body["unattended"] = True
    else:
        arguments = _salted(salt, draft.arguments)
        body["signed"] = {
            "key": draft.signer.key_uid,
            "arguments": arguments,
            "signature": base64.b64encode(
                draft.signer.key.sign(_command_bytes(body, arguments))
            ).decode(),
        }
    return body


def _salted(salt: str, arguments: Plain) -> str:
    return hashlib.sha256(salt.encode() + canonical(arguments)).hexdigest()


def _command_bytes(body: dict[str, Any], arguments: str) -> bytes:
    """Give what a person signs: use case, digest of the arguments, command id, time, site."""
    return canonical(
        {
            "site": body["site"],
            "use_case": body["use_case"],
            "arguments": arguments,
            "command": body["command"],
            "at": body["at"],
        }
    )


def _private(draft: EntryDraft, salt: str, keys: SubjectKeys) -> dict[str, Any]:
    """Keep the reason and the salt: sealed under the ticket's key where there is a ticket."""
    content: dict[str, Plain] = {"salt": salt, "reason": draft.reason}
    if len(draft.about) != 1:
        return content
    subject = draft.about[0].uid
    key = keys.require(subject)
    return {"subject": subject, "sealed": seal(key, ["private", draft.command], content)}


def _plain_change(change: Change, keys: SubjectKeys) -> dict[str, Any]:
    sealed = change.personal() if change.subject else frozenset()
    plain: dict[str, Any] = {
        "table": change.table,
        "site": change.site,
        "uid": change.uid,
        "op": "insert" if change.old is None else "update",
        "fields": {key: _old_new(change, key) for key in change.new if key not in sealed},
    }
    if change.about is not None:
        plain["ticket"] = change.about.uid
    if change.subject and sealed:
        itself = change.old is None and change.uid == change.subject
        key = keys.require(change.subject, new=itself)
        names = sorted(sealed)
        content = {name: _old_new(change, name) for name in names}
        plain["subject"] = change.subject
        plain["names"] = names
        plain["sealed"] = seal(key, [change.table, change.site, change.uid], content)
    return plain


def _old_new(change: Change, key: str) -> Plain:
    """Give the new value of an inserted field, the old and the new one of an updated field."""
    if change.old is None:
        return change.new[key]
    return [change.old.get(key), change.new[key]]


def entries(
    connection: Connection, site: Uid, after: int = 0, until: int | None = None
) -> Iterator[StoredEntry]:
    """Read a site's entries in order, without loading them all."""
    query = (
        select(ENTRY.c.seq, ENTRY.c.body, ENTRY.c.digest, ENTRY.c.signature)
        .where(ENTRY.c.site == site, ENTRY.c.seq > after)
        .order_by(ENTRY.c.seq)
    )
    if until is not None:
        query = query.where(ENTRY.c.seq <= until)
    result = connection.execution_options(yield_per=500).execute(query)
    for row in result:
        yield StoredEntry(site, row.seq, bytes(row.body), bytes(row.digest), bytes(row.signature))


def check_link(entry: StoredEntry, previous: bytes, seq: int) -> dict[str, Any]:
    """Check that an entry follows (seq, previous digest) and says so of itself.

    Returns the parsed body. Raises LedgerError `ledger.chain_broken` naming the entry.
    """
    told = None
    if digest_of(previous, entry.body) == entry.digest:
        with suppress(ValueError, RecursionError):
            told = entry.parsed()
    if (
        not isinstance(told, dict)
        or entry.seq != seq
        or told.get("seq") != seq
        or told.get("site") != entry.site
        or told.get("previous") != previous.hex()
        or ("after" in told) is not begins_line(seq)
    ):
        raise LedgerError("ledger.chain_broken", site=entry.site, seq=entry.seq)
    return told


def signed_by_site(entry: StoredEntry, public: bytes) -> Signed:
    """Give what a site signs of an entry: its digest."""
    return Signed(
        public, entry.signature, entry.digest, "ledger.site_signature", entry.site, entry.seq
    )


def check_site_signature(entry: StoredEntry, public: bytes) -> None:
    """Check the site's signature over the digest; LedgerError names the entry."""
    signed_by_site(entry, public).check()


def stated_previous(entry: StoredEntry) -> bytes:
    """Give the digest an entry says it follows, for one that comes without its predecessor."""
    try:
        return bytes.fromhex(entry.parsed()["previous"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LedgerError("ledger.chain_broken", site=entry.site, seq=entry.seq) from error


def learn_people(body: dict[str, Any], people: dict[str, tuple[str, bytes]]) -> None:
    """Take the personal keys an entry makes known: key uid → (staff uid, public key)."""
    for change in body["changes"]:
        if change["table"] == "staff_key" and change["op"] == "insert":
            fields = change["fields"]
            public = Octets().from_plain(fields["public"]) or b""
            people[change["uid"]] = (fields["staff_uid"], public)


def signed_by_author(body: dict[str, Any], people: dict[str, tuple[str, bytes]]) -> Signed | None:
    """Give what the author of an entry signed, None of one that says it was unattended.

    Raises LedgerError for an author who is not known here, or who is none.
    """
    if body.get("unattended"):
        if body["actor"] is not None or "signed" in body:
            raise LedgerError("ledger.person_signature", site=body["site"], seq=body["seq"])
        return None
    known = people.get(body["signed"]["key"]) if "signed" in body else None
    if known is None or known[0] != body["actor"]:
        raise LedgerError("ledger.person_signature", site=body["site"], seq=body["seq"])
    return _signed_by_person(body, known[1])


def _signed_by_person(body: dict[str, Any], public: bytes) -> Signed:
    signed = body["signed"]
    return Signed(
        public,
        base64.b64decode(signed["signature"]),
        _command_bytes(body, signed["arguments"]),
        "ledger.person_signature",
        body["site"],
        body["seq"],
    )


def check_author(body: dict[str, Any], people: dict[str, tuple[str, bytes]]) -> None:
    """Check that a person known here signed the command, or that it says it was unattended."""
    signed = signed_by_author(body, people)
    if signed is not None:
        signed.check()
