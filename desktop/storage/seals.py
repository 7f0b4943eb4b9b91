"""Sealing of personal columns in entries: one key a subject, destroyed to erase."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, insert, select, update

from desktop.errors import LedgerError
from desktop.models.codecs import canonical
from desktop.models.desk import SubjectKey
from desktop.models.tables import table_of
from desktop.storage.ready import Ready

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from desktop.models.codecs import Plain
    from desktop.vocabulary import Uid

KEY_BYTES = 32
NONCE_BYTES = 12
ERASED = "[erased]"
"""What a sealed text reads as once its key is destroyed, or where it never came."""

_TABLE = table_of(SubjectKey)
_FIND = Ready(select(_TABLE.c.key).where(_TABLE.c.subject == bindparam("of")))
_ADD = Ready(insert(_TABLE))


class SubjectKeys:
    """The keys of tickets and persons as one connection sees them.

    An empty key is the mark of an erased subject: it is never made again.
    """

    def __init__(self, connection: Connection) -> None:
        """Read keys through this connection, each once."""
        self._connection = connection
        self._known: dict[Uid, bytes | None] = {}

    def find(self, subject: Uid) -> bytes | None:
        """Give a subject's key; None if it is not here or was destroyed."""
        if subject not in self._known:
            found = _FIND.run(self._connection, {"of": subject}).fetchone()
            self._known[subject] = None if found is None else found[0]
        return self._known[subject] or None

    def is_destroyed(self, subject: Uid) -> bool:
        """Tell whether a subject's key was destroyed, and not just never came."""
        self.find(subject)
        return self._known[subject] == b""

    def require(self, subject: Uid, *, new: bool = False) -> bytes:
        """Give a subject's key, made now if there is none yet.

        Args:
            subject: whose key.
            new: the caller has just made this subject, so there is nothing to look up.
        """
        found = None if new else self.find(subject)
        if found is not None:
            return found
        if self._known.get(subject) == b"":
            raise LedgerError("ledger.subject_erased")
        key = os.urandom(KEY_BYTES)
        _ADD.run(self._connection, {"subject": subject, "key": key})
        self._known[subject] = key
        return key

    def learn(self, pairs: Iterable[tuple[Uid, bytes]]) -> None:
        """Take keys that came with a bundle; a key that is known or destroyed here stays.

        Raises LedgerError `ledger.seal_broken` for one that can seal nothing.
        """
        for subject, key in pairs:
            if len(key) != KEY_BYTES:
                raise LedgerError("ledger.seal_broken")
            self.find(subject)
            if self._known[subject] is None:
                _ADD.run(self._connection, {"subject": subject, "key": key})
                self._known[subject] = key

    def destroy(self, subject: Uid) -> None:
        """Destroy a subject's key for ever: its sealed columns can never be read again."""
        self.find(subject)
        if self._known[subject] is None:
            _ADD.run(self._connection, {"subject": subject, "key": b""})
        else:
            self._connection.execute(
                update(_TABLE).where(_TABLE.c.subject == subject).values(key=b"")
            )
        self._known[subject] = b""


def seal(key: bytes, context: list[Plain], content: dict[str, Plain]) -> str:
    """Encrypt plain values under a subject's key (AES-256-GCM); `context` binds them to a row."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, canonical(content), canonical(context))
    return base64.b64encode(nonce + sealed).decode()


def check_seals(body: dict[str, Any], keys: SubjectKeys, *, opened: bool) -> None:
    """Check that what an entry sealed can be read by those who have its keys.

    `opened` tells that its changes have been applied, and their seals opened with that.

    Raises LedgerError `ledger.seal_broken`; what there is no key for cannot be told.
    """
    private = body["private"]
    if "sealed" in private:
        _check_seal(keys, private, ["private", body["command"]])
    for change in () if opened else body["changes"]:
        if "sealed" in change:
            _check_seal(keys, change, [change["table"], change["site"], change["uid"]])


def _check_seal(keys: SubjectKeys, told: dict[str, Any], context: list[Plain]) -> None:
    key = keys.find(told["subject"])
    if key is not None:
        unseal(key, context, told["sealed"])


def unseal(key: bytes, context: list[Plain], sealed: str) -> dict[str, Any]:
    """Decrypt what `seal` made; LedgerError if it was altered or belongs to another row.

    What other sites sealed may be anything: no other error comes out of here.
    """
    try:
        blob = base64.b64decode(sealed, validate=True)
        plain = AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], canonical(context))
        opened = json.loads(plain)
    except (InvalidTag, ValueError, RecursionError) as error:
        raise LedgerError("ledger.seal_broken") from error
    if not isinstance(opened, dict):
        raise LedgerError("ledger.seal_broken")
    return opened
