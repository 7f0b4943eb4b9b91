"""What this site knows of the rows that foreign entries speak of: read at once, kept in step."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from sqlalchemy import bindparam, func, null, select

from desktop.models.codecs import UidType, Words
from desktop.models.desk import EntryTicket
from desktop.models.exchange import Conflict, TakeIn
from desktop.models.person import ContactPoint
from desktop.models.tables import ENTRY, SCHEMA, SYNCED_TABLES
from desktop.models.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Executable, Select

    from desktop.storage.pending import Applied
    from desktop.vocabulary import Uid

K = TypeVar("K")
V = TypeVar("V")

DECIDING: Final = "decide_conflict"
_MANY: Final = 500
"""How many keys are asked for in one question."""
_T = Ticket.__table__.c
_C = Conflict.__table__.c
_I = TakeIn.__table__.c
_P = ContactPoint.__table__.c
_OF: Final = bindparam("of", expanding=True, type_=UidType)
_OWN: Final = bindparam("own", type_=UidType)
_HOLDERS = select(_T.uid, _T.site, _T.custodian, _T.offered_to).where(_T.uid.in_(_OF))
_NUMBERS = select(_T.number).where(_T.number.in_(bindparam("of", expanding=True, type_=Words)))
_DISPUTED = select(_C.ticket_uid).where(
    _C.ticket_uid.in_(_OF), _C.site == _OWN, _C.decided_at.is_(None)
)
_DECIDED = (
    select(EntryTicket.ticket_uid, func.max(ENTRY.c.seq))
    .join(EntryTicket, (EntryTicket.site == ENTRY.c.site) & (EntryTicket.seq == ENTRY.c.seq))
    .where(EntryTicket.ticket_uid.in_(_OF), ENTRY.c.site == _OWN, ENTRY.c.use_case == DECIDING)
    .group_by(EntryTicket.ticket_uid)
)
_SEEN = (
    select(_I.site, func.max(_I.to_seq))
    .where(_I.site.in_(_OF), _I.source == _OWN)
    .group_by(_I.site)
)
_SITES = {
    name: (select(column.uid, column.site).where(column.uid.in_(_OF)),)
    for name in ("ticket", "site", "staff", "staff_key")
    for column in (SYNCED_TABLES[name].c,)
} | {
    "person": (
        select(_P.person_uid, _P.person_site).where(_P.person_uid.in_(_OF)),
        select(_T.complainant_uid, _T.complainant_site).where(_T.complainant_uid.in_(_OF)),
    ),
}
"""Where to look which sites have a row of this uid, for what is looked up by uid alone."""
_RARE: Final = {
    "ticket": frozenset({"complainant_site", "complainant_uid"}),
    "take_in": frozenset({"source", "to_seq"}),
}
"""Columns after whose change everything is looked up again, because that is simpler."""


@lru_cache(maxsize=64)
def _rows_of(table: str) -> Select[tuple[str, str | None]]:
    """Find rows of a site by uid; gives the tickets they belong to."""
    column = SYNCED_TABLES[table].c
    of_ticket = column.uid if table == "ticket" else column.get("ticket_uid", null())
    return select(column.uid, of_ticket.label("ticket")).where(
        column.site == bindparam("of_site"), column.uid.in_(_OF)
    )


class Holder(NamedTuple):
    """Who has to do with a ticket."""

    site: str
    custodian: str
    offered_to: str | None


class Found(NamedTuple):
    """A row that is here, with the ticket it belongs to."""

    ticket: str | None


class _Answers(Generic[K, V]):
    """The answers to one kind of question, each asked once."""

    def __init__(self, ask: Callable[[list[K]], dict[K, V]]) -> None:
        self._ask = ask
        self.known: dict[K, V] = {}

    def read(self, keys: Iterable[K]) -> None:
        unknown = [key for key in dict.fromkeys(keys) if key not in self.known]
        for start in range(0, len(unknown), _MANY):
            self.known |= self._ask(unknown[start : start + _MANY])

    def of(self, key: K) -> V:
        if key not in self.known:
            self.known |= self._ask([key])
        return self.known[key]


class Known:
    """What the judge asks of this site's tables, as they will stand once all is written.

    `read` asks for what some entries will need, many keys at once; what it did not foresee is
    asked singly. `follow` keeps the answers in step with what is changed but not yet written.
    """

    def __init__(self, connection: Connection, site: Uid, write: Callable[[], None]) -> None:
        """Know nothing yet.

        Args:
            connection: of the transaction.
            site: this site.
            write: writes what is not yet written, so that a new question is answered by it, too.
        """
        self._connection = connection
        self._own = site
        self._write = write
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[tuple[str, str], _Answers[str, Found | None]] = {}
        self._sites: dict[str, _Answers[str, set[str]]] = {}
        self._holders = _Answers(self._ask_holders)
        self._numbers = _Answers(partial(self._ask_whether, _NUMBERS))
        self._disputed = _Answers(partial(self._ask_whether, _DISPUTED))
        self._decided = _Answers(partial(self._ask_seq, _DECIDED))
        self._seen = _Answers(partial(self._ask_seq, _SEEN))

    def holder(self, ticket: str) -> Holder | None:
        """Tell who has to do with a ticket; None if it is not here."""
        return self._holders.of(ticket)

    def row(self, table: str, site: str, uid: str) -> Found | None:
        """Find a row by its key."""
        return self._rows_at(table, site).of(uid)

    def has_number(self, number: str) -> bool:
        """Tell whether a ticket of this number is here."""
        return self._numbers.of(number)

    def is_elsewhere(self, table: str, uid: str, site: str) -> bool:
        """Tell whether another site has a row of this uid, where uids alone are looked up."""
        return table in _SITES and not self._sites_of(table).of(uid) <= {site}

    def is_disputed(self, ticket: str) -> bool:
        """Tell whether a conflict on a ticket is open here."""
        return self._disputed.of(ticket)

    def decided(self, ticket: str) -> int:
        """Give the seq of this site's last decision on a ticket, 0 if it made none."""
        return self._decided.of(ticket)

    def seen(self, author: str) -> int:
        """Give the last seq of this site that another one has taken in."""
        return self._seen.of(author)

    def read(self, bodies: Iterable[dict[str, Any]]) -> None:
        """Forget what is known and ask for what these entries will need."""
        self._forget()
        tickets: set[str] = set()
        numbers: list[str] = []
        rows: dict[tuple[str, str], list[str]] = defaultdict(list)
        made: dict[str, list[str]] = defaultdict(list)
        for body in bodies:
            if body["schema"] > SCHEMA:
                continue  # nobody has looked at its changes, which may be anything
            tickets.update(uid for _site, uid in body["about"])
            for change in body["changes"]:
                table, uid = change["table"], change["uid"]
                rows[table, change["site"]].append(uid)
                tickets.update([change["ticket"]] if "ticket" in change else [])
                if change["op"] == "insert":
                    made[table].append(uid)
                    if table == "ticket":
                        numbers.append(change["fields"].get("number", ""))
        self._holders.read(tickets)
        self._disputed.read(tickets)
        self._decided.read(tickets)
        self._numbers.read(numbers)
        for (table, site), uids in rows.items():
            self._rows_at(table, site).read(uids)
        for table in made.keys() & _SITES.keys():
            self._sites_of(table).read(made[table])

    def read_holders(self, tickets: Iterable[str]) -> None:
        """Ask who has to do with these tickets."""
        self._holders.read(tickets)

    def follow(self, applied: Iterable[Applied]) -> None:
        """Keep in step with what an entry did."""
        for one in applied:
            if one.inserted:
                self._follow_new(one)
            elif not _RARE.get(one.table, frozenset()).isdisjoint(one.values):
                self._write()
                self._forget()
            elif one.table == "ticket":
                self._follow_holder(one)

    def _follow_new(self, made: Applied) -> None:
        table, site, uid, _inserted, values = made
        ticket = uid if table == "ticket" else values.get("ticket_uid")
        self._rows_at(table, site).known[uid] = Found(ticket)
        if table == "ticket":
            self._numbers.known[values["number"]] = True
            holder = Holder(site, values["custodian"], values.get("offered_to"))
            self._holders.known[uid] = holder
            self._belongs(values.get("complainant_uid"), values.get("complainant_site"))
        elif table == "contact_point":
            self._belongs(values["person_uid"], values["person_site"])
        elif table == "take_in" and values["source"] == self._own:
            self._seen.known[site] = max(self._seen.of(site), values["to_seq"])

    def _belongs(self, person: str | None, site: str | None) -> None:
        """Note that somebody speaks of a person as another site's; rows are the author's own."""
        sites = self._sites_of("person").known.get(person) if person else None
        if sites is not None and site is not None:
            sites.add(site)

    def _follow_holder(self, changed: Applied) -> None:
        holder = self._holders.known.get(changed.uid)
        if holder is not None and holder.site == changed.site:
            told = {k: v for k, v in changed.values.items() if k in Holder._fields}
            self._holders.known[changed.uid] = holder._replace(**told)

    def _rows_at(self, table: str, site: str) -> _Answers[str, Found | None]:
        found = self._rows.get((table, site))
        if found is None:
            found = self._rows[table, site] = _Answers(partial(self._ask_rows, table, site))
        return found

    def _sites_of(self, table: str) -> _Answers[str, set[str]]:
        found = self._sites.get(table)
        if found is None:
            found = self._sites[table] = _Answers(partial(self._ask_sites, _SITES[table]))
        return found

    def _asked(self, query: Executable, **told: Any) -> list[Any]:
        self._write()
        return list(self._connection.execute(query, told))

    def _ask_rows(self, table: str, site: str, uids: list[str]) -> dict[str, Found | None]:
        rows = self._asked(_rows_of(table), of_site=site, of=uids)
        return dict.fromkeys(uids) | {uid: Found(ticket) for uid, ticket in rows}

    def _ask_holders(self, uids: list[str]) -> dict[str, Holder | None]:
        rows = self._asked(_HOLDERS, of=uids)
        return dict.fromkeys(uids) | {row.uid: Holder(*row[1:]) for row in rows}

    def _ask_sites(self, queries: Iterable[Executable], uids: list[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {uid: set() for uid in uids}
        for query in queries:
            for uid, site in self._asked(query, of=uids):
                found[uid].update([] if site is None else [site])
        return found

    def _ask_whether(self, query: Executable, keys: list[str]) -> dict[str, bool]:
        rows = self._asked(query, of=keys, own=self._own)
        return dict.fromkeys(keys, False) | {row[0]: True for row in rows}

    def _ask_seq(self, query: Executable, keys: list[str]) -> dict[str, int]:
        rows = self._asked(query, of=keys, own=self._own)
        return dict.fromkeys(keys, 0) | {row[0]: row[1] or 0 for row in rows}
