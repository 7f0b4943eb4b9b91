"""The DeskError tree: what can be refused, as a code and values, never as prose.

`views/messages.py` holds the sentence for each code in both languages; the
command line and the window take it from there.
"""

from __future__ import annotations

from typing import ClassVar


class DeskError(Exception):
    """Something the person at the desk can understand and act on.

    `code` is stable and machine-readable; `values` fill the sentence's gaps.
    """

    kind: ClassVar[str] = "desk"

    def __init__(self, code: str, **values: str | int) -> None:
        """Keep the code and its values; the sentence is made elsewhere."""
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        """Give the code and values for logs; people read the sentence instead."""
        told = " ".join(f"{key}={value}" for key, value in self.values.items())
        return f"{self.code} {told}".strip()


class InputError(DeskError):
    """A value that was typed, read or imported cannot be taken."""

    kind = "input"


class PermissionDeniedError(DeskError):
    """The role, or a rule about this record, does not allow the act."""

    kind = "permission"


class StateError(DeskError):
    """The record is not in a state in which this act makes sense."""

    kind = "state"


class ConflictError(DeskError):
    """Somebody else changed the record since it was read."""

    kind = "conflict"


class NotFoundError(DeskError):
    """The named record does not exist, or this person may not know of it."""

    kind = "missing"


class KeyringError(DeskError):
    """Password, recovery code or key file does not open the site."""

    kind = "key"


class StorageError(DeskError):
    """Disk, database or evidence file does not do what it should."""

    kind = "storage"


class LedgerError(DeskError):
    """The chain, a signature or the fold does not verify."""

    kind = "ledger"


class BundleError(DeskError):
    """A bundle is refused, held, or cannot be made."""

    kind = "bundle"
