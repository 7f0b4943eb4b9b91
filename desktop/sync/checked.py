"""The entries of a bundle: checked before any takes effect, and given page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import select

from desktop.errors import BundleError, LedgerError
from desktop.models.site import Staff, StaffKey
from desktop.storage.ledger import (
    GENESIS,
    Head,
    StoredEntry,
    digests_between,
    head_of,
    learn_people,
    signed_by_author,
    signed_by_site,
)
from desktop.storage.stretches import check_next
from desktop.sync.manifest import Direction, Manifest
from desktop.sync.relevance import subjects_of
from desktop.sync.shape import check_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from desktop.storage.signatures import Signatures
    from desktop.vocabulary import Uid

PAGE: Final = 500
KEPT: Final = 8 << 20
"""How many bytes of entries are kept; of more, a page at a time is read again."""

Page: TypeAlias = "list[tuple[StoredEntry, dict[str, Any]]]"


class Entries:
    """The entries of a bundle that are new here, each with what it says, as often as wanted."""

    def __init__(
        self, read: Callable[[], Iterator[StoredEntry]], here: dict[int, bytes] | None = None
    ) -> None:
        """Hold none yet.

        Args:
            read: reads the bundle's entries from the first.
            here: those that this site has already, by seq.
        """
        self._read = read
        self._here = here or {}
        self._kept: Page | None = []
        self._room = KEPT
        self._count = 0
        self.first: int | None = None
        """The seq of the first one."""

    def __len__(self) -> int:
        """Tell how many there are."""
        return self._count

    def add(self, entry: StoredEntry, body: dict[str, Any]) -> None:
        """Take the next one that was found right."""
        if entry.seq in self._here:
            return
        if self.first is None:
            self.first = entry.seq
        self._count += 1
        self._room -= len(entry.body)
        if self._room < 0:
            self._kept = None
        elif self._kept is not None:
            self._kept.append((entry, body))

    def pages(self) -> Iterator[Page]:
        """Give them in order, some at a time."""
        pairs = iter(self._kept) if self._kept is not None else self._read_again()
        while page := list(islice(pairs, PAGE)):
            yield page

    def _read_again(self) -> Iterator[tuple[StoredEntry, dict[str, Any]]]:
        for entry in self._read():
            if entry.seq not in self._here:
                yield entry, entry.parsed()


@dataclass(slots=True)
class Checked:
    """What was found in entries that all are right."""

    entries: Entries
    subjects: set[Uid] = field(default_factory=set)
    """Those whose keys the entries need."""
    evidence: list[dict[str, Any]] = field(default_factory=list)
    """The changes that take evidence."""

    def add(self, entry: StoredEntry, body: dict[str, Any]) -> None:
        """Take the next one."""
        self.entries.add(entry, body)
        self.subjects |= subjects_of(body)
        self.evidence += [
            change
            for change in body["changes"]
            if change["table"] == "evidence" and change["op"] == "insert"
        ]


def check_entries(
    read: Callable[[], Iterator[StoredEntry]],
    manifest: Manifest,
    signing: bytes,
    connection: Connection,
    signatures: Signatures,
) -> Checked:
    """Check form and chain of every entry, and let its site's and person's signature be checked.

    Args:
        read: reads the entries from the first.
        manifest: of their bundle.
        signing: the public key of the site that wrote them.
        connection: of a transaction that sees what this site knows.
        signatures: is given them all, and must have settled before the entries take effect.

    Raises BundleError or LedgerError for the first entry that is not right, or one of MALFORMED;
    an earlier one may still be refused for its signature.
    """
    author = manifest.author
    here = _already_here(connection, manifest)
    found = Checked(Entries(read, here))
    people, strangers = _people_of(connection, author), _people_elsewhere(connection, author)
    whole = manifest.direction is Direction.UP and author == manifest.site
    previous = bytes.fromhex(manifest.previous_head) or GENESIS
    before = Head(manifest.from_seq - 1, previous) if whole else Head(0, GENESIS)
    forked: int | None = None
    for entry in read():
        if entry.site != author:
            raise BundleError("bundle.foreign_entry", seq=entry.seq)
        body = check_next(connection, entry, before, whole=whole)
        signatures.add(signed_by_site(entry, signing))
        check_shape(entry.body, body)
        learn_people(body, people)
        signed = signed_by_author(body, people)
        if signed is not None:
            signatures.add(signed)
        if body["actor"] in strangers:
            raise LedgerError("ledger.person_signature", site=entry.site, seq=entry.seq)
        found.add(entry, body)
        before = Head(entry.seq, entry.digest)
        if forked is None and here.get(entry.seq, entry.digest) != entry.digest:
            forked = entry.seq
    if forked is not None:
        raise BundleError("bundle.fork", number=manifest.number, seq=forked)
    return found


def _already_here(connection: Connection, manifest: Manifest) -> dict[int, bytes]:
    """Give the digests of what was taken in before, by seq."""
    if head_of(connection, manifest.author).seq < manifest.from_seq:
        return {}
    return digests_between(connection, manifest.author, manifest.from_seq, manifest.to_seq)


def _people_of(connection: Connection, site: Uid) -> dict[str, tuple[str, bytes]]:
    """Give the keys of a site's people known here: key uid → (staff uid, public key)."""
    table = StaffKey.__table__.c
    rows = connection.execute(
        select(table.uid, table.staff_uid, table.public).where(table.site == site)
    )
    return {row.uid: (row.staff_uid, bytes(row.public)) for row in rows}


def _people_elsewhere(connection: Connection, site: Uid) -> frozenset[str]:
    """Give the people of all sites but one, in whose name that site must not speak."""
    table = Staff.__table__.c
    return frozenset(connection.execute(select(table.uid).where(table.site != site)).scalars())
