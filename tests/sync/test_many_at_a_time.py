"""Entries judged and written many at a time fare as if each were written before the next."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from desktop.models.tables import SCHEMA
from desktop.storage.fold import snapshot
from desktop.storage.pending import Pending
from desktop.storage.seals import SubjectKeys
from desktop.sync.conflicts import conflict_rows, decide_conflict
from desktop.sync.judge import ACCEPTING, Judge
from desktop.sync.take_in import apply_page
from desktop.sync.taken import Taken
from desktop.vocabulary import Uid
from tests.desks import Pair, pair, template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.work import Work

__all__ = ["pair", "template"]

AUTHOR, OTHER = Uid("a" * 32), Uid("b" * 32)
TICKET, PERSON = Uid("d" * 32), Uid("f" * 32)
ENTRIES, ROUNDS = 12, 40
FEW = 4
"""Of each kind there are so few that entries meet one another all the time."""


class Forger:
    """Writes entries at random about few tickets, people and sites, most of them honest."""

    def __init__(self, seed: int, headquarters: Uid) -> None:
        self.chance = random.Random(seed)
        self.headquarters = headquarters
        self.seq = 0

    def entry(self, author: Uid) -> dict[str, Any]:
        self.seq += 1
        changes = [self._change(author) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        made = {(one["table"], one["site"], one["uid"]): one for one in changes}
        if sum("number" in one["fields"] for one in made.values()) > 1:
            made = {}  # one entry, two tickets of one number: refused as a whole
        return {
            "schema": SCHEMA,
            "site": author,
            "seq": self.seq,
            "use_case": self.chance.choice(("add_note", "add_note", ACCEPTING)),
            "about": [self._ticket(author) for _ in range(self.chance.choice((0, 1, 1)))],
            "changes": list(made.values()),
        }

    def _uid(self, kind: str) -> Uid:
        """Name one of few, of people one whom nobody knew before this bundle."""
        turn = self.seq // ENTRIES if kind == "person" else 0
        return Uid(f"{kind.encode().hex():0<24}{turn:04x}{self.chance.randrange(FEW):04x}")

    def _site(self, author: Uid) -> Uid:
        return self.chance.choice((author, author, author, author, OTHER, self.headquarters))

    def _ticket(self, author: Uid) -> tuple[Uid, Uid]:
        return self._site(author), self._uid("ticket")

    def _change(self, author: Uid) -> dict[str, Any]:
        kinds = (
            self._new_ticket, self._state, self._state, self._note, self._note, self._point,
            self._complainant, self._staff_key, self._staff, self._person, self._taken,
            self._taken_more,
        )  # fmt: skip
        return self.chance.choice(kinds)(author)

    def _told(self, table: str, author: Uid, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
        op = "insert" if not isinstance(next(iter(fields.values())), list) else "update"
        named = {"table": table, "site": self._site(author), "uid": self._uid(table), "op": op}
        if table == "ticket":
            more = {"ticket": named["uid"]}
        return named | {"fields": fields} | more

    def _new_ticket(self, author: Uid) -> dict[str, Any]:
        fields = {
            "number": f"SH001-260310-{self.chance.randrange(FEW):03d}",
            "business_day": "2026-03-10", "serial": 1, "nature": "complaint",
            "channel": "walk_in", "status": "registered", "severity": "normal",
            "category": "unsorted", "facts": "坏了", "demands": ["refund"], "currency": "CNY",
            "received_at": 1, "registered_at": 2, "flags": [], "pack": "p",
            "custodian": author, "with_manager": False, "routes_told": False,
            "version": 1, "complainant_site": self._site(author),
            "complainant_uid": self._uid("person"),
        }  # fmt: skip
        if self.chance.random() < 1 / 2:
            fields["offered_to"] = self.chance.choice((AUTHOR, OTHER))
        return self._told("ticket", author, fields)

    def _state(self, author: Uid) -> dict[str, Any]:
        column, told = self.chance.choice(
            (
                ("status", ["registered", self.chance.choice(("resolved", "closed"))]),
                ("custodian", [OTHER, author]),
                ("offered_to", [None, self.chance.choice((AUTHOR, OTHER))]),
                ("product", [None, f"电饭煲{self.seq}"]),
            )
        )
        return self._told("ticket", author, {column: told})

    def _complainant(self, author: Uid) -> dict[str, Any]:
        if self.chance.random() < 3 / 4:
            return self._note(author)
        fields = {
            "complainant_site": [None, self._site(author)],
            "complainant_uid": [None, self._uid("person")],
        }
        return self._told("ticket", author, fields)

    def _note(self, author: Uid) -> dict[str, Any]:
        site, ticket = self._ticket(author)
        fields = {"ticket_site": site, "ticket_uid": ticket, "kind": "note", "at": 1, "text": "说"}
        told = self._told("note", author, fields, ticket=ticket)
        return told | {"uid": Uid(f"{self.seq:032x}")}

    def _point(self, author: Uid) -> dict[str, Any]:
        fields = {
            "person_site": self._site(author), "person_uid": self._uid("person"), "kind": "phone",
            "value": "138",
        }  # fmt: skip
        return self._told("contact_point", author, fields) | {"uid": Uid(f"{self.seq:032x}")}

    def _person(self, author: Uid) -> dict[str, Any]:
        return self._told("person", author, {"name": "王小明"})

    def _staff(self, author: Uid) -> dict[str, Any]:
        fields = {"login": "x", "name": "陈涛", "role": "clerk", "active": True, "added_at": 1}
        return self._told("staff", author, fields)

    def _staff_key(self, author: Uid) -> dict[str, Any]:
        fields = {"staff_uid": self._uid("staff"), "public": "", "made_at": 1}
        return self._told("staff_key", author, fields)

    def _taken(self, author: Uid) -> dict[str, Any]:
        fields = {
            "source": self._site(author), "sender": author, "epoch": "e", "bundle": 1,
            "manifest": "", "from_seq": 1, "to_seq": self.seq, "head": "", "entries": 1,
            "verdicts": {}, "at": 1,
        }  # fmt: skip
        return self._told("take_in", author, fields) | {"uid": Uid(f"{self.seq:032x}")}

    def _taken_more(self, author: Uid) -> dict[str, Any]:
        told = self._told("take_in", author, {"to_seq": [1, self.seq]})
        return told | {"uid": Uid(f"{self.chance.randrange(1, self.seq + 1):032x}")}


class _UndoneError(Exception):
    """Takes back what was tried."""


Story: TypeAlias = "Sequence[tuple[Uid, list[dict[str, Any]]]]"
"""Bundles in the order of their coming: who wrote them, and what."""


def fare(
    pair: Pair, story: Story, page: int
) -> tuple[list[dict[str, str]], list[frozenset[Uid]], dict[str, Any]]:
    """Give verdicts, the tickets each author may name, and the rows; nothing of it stays."""
    verdicts: list[dict[str, str]] = []
    named: list[frozenset[Uid]] = []
    rows: dict[str, Any] = {}

    def tried(work: Work) -> None:
        connection, own = work.connection, work.site.uid
        pending = Pending(connection, SubjectKeys(connection))
        for author, bodies in story:
            judge, taken = Judge(connection, own, own, pending.flush), Taken(own, own)
            for start in range(0, len(bodies), page):
                apply_page(bodies[start : start + page], judge, pending, taken)
            verdicts.append(taken.verdicts)
            named.append(judge.may_name(author, (uid for uid, _site in taken.named)))
        rows.update(snapshot(connection))
        raise _UndoneError

    with pytest.raises(_UndoneError):
        pair.hq.site.gateway.at_desk(tried)
    return verdicts, named, rows


@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_branch_writes_is_judged_as_if_one_by_one(seed: int, pair: Pair) -> None:
    forger = Forger(seed, pair.hq.uid)
    story = [
        (author, [forger.entry(author) for _ in range(ENTRIES)])
        for author in (AUTHOR, OTHER) * (ROUNDS // 2)
    ]
    singly = fare(pair, story, 1)
    for page in (5, ENTRIES):
        assert fare(pair, story, page) == singly
    verdicts, _named, rows = singly
    kinds = {verdict for told in verdicts for verdict in told.values()}
    assert kinds >= {"waits", "row_exists", "row_missing", "not_owner", "ticket_unknown"}
    assert len(rows["ticket"]) > 1
    assert any(row["product"] for row in rows["ticket"])


class Hand:
    """Writes entries on purpose."""

    def __init__(self, pair: Pair) -> None:
        self.hq = pair.hq.uid
        self._forger = Forger(0, self.hq)

    def entry(self, author: Uid, *changes: dict[str, Any], use_case: str = "x") -> dict[str, Any]:
        self._forger.seq += 1
        return {
            "schema": SCHEMA, "site": author, "seq": self._forger.seq, "use_case": use_case,
            "about": [], "changes": list(changes),
        }  # fmt: skip

    def ticket(self, author: Uid, uid: Uid = TICKET, **told: Any) -> dict[str, Any]:
        made = self._forger._new_ticket(author)
        fields = made["fields"] | {
            "custodian": author, "offered_to": None, "complainant_uid": None,
            "complainant_site": None, "number": f"SH001-260310-{uid[-3:]}",
        }  # fmt: skip
        fields |= told
        return made | {"site": author, "uid": uid, "ticket": uid, "fields": fields}

    def change(self, site: Uid, **fields: Any) -> dict[str, Any]:
        return {
            "table": "ticket", "site": site, "uid": TICKET, "ticket": TICKET, "op": "update",
            "fields": fields,
        }  # fmt: skip

    def status(self, site: Uid) -> dict[str, Any]:
        return self.change(site, status=["registered", "resolved"])

    def person(self, author: Uid) -> dict[str, Any]:
        return self._insert("person", author, PERSON, name="王小明")

    def phone(self, author: Uid, person_site: Uid) -> dict[str, Any]:
        told = {"person_site": person_site, "person_uid": PERSON, "kind": "phone", "value": "138"}
        return self._insert("contact_point", author, Uid("c" * 32), **told)

    def taken(self, author: Uid, until: int) -> dict[str, Any]:
        made = self._forger._taken(author)
        fields = made["fields"] | {"source": self.hq, "to_seq": until}
        return made | {"site": author, "fields": fields}

    def _insert(self, table: str, site: Uid, uid: Uid, **fields: Any) -> dict[str, Any]:
        return {"table": table, "site": site, "uid": uid, "op": "insert", "fields": fields}


def last_verdict(
    pair: Pair, before: Sequence[dict[str, Any]], *bodies: dict[str, Any]
) -> str | None:
    """Give the verdict on the last of some entries of a bundle, the same in every page size."""
    story = [(OTHER, list(before)), (AUTHOR, list(bodies))]
    found = [fare(pair, story, page) for page in (1, 500)]
    assert found[0] == found[1]
    return found[0][0][-1].get(str(bodies[-1]["seq"]))


def test_who_accepts_a_ticket_may_change_it_at_once(pair: Pair) -> None:
    hand = Hand(pair)
    offered = [hand.entry(OTHER, hand.ticket(OTHER, offered_to=AUTHOR))]
    change = hand.status(OTHER)
    assert last_verdict(pair, offered, hand.entry(AUTHOR, change)) == "not_custodian"
    told = hand.change(OTHER, custodian=[OTHER, AUTHOR], offered_to=[AUTHOR, None])
    accepted = hand.entry(AUTHOR, told, use_case=ACCEPTING)
    then = hand.entry(AUTHOR, change)
    assert last_verdict(pair, offered, accepted, then) is None


def test_a_number_is_taken_from_the_entry_on_that_took_it(pair: Pair) -> None:
    hand = Hand(pair)
    first = hand.entry(AUTHOR, hand.ticket(AUTHOR, number="SH001-1"))
    other = hand.entry(AUTHOR, hand.ticket(AUTHOR, Uid("e" * 32), number="SH001-1"))
    assert last_verdict(pair, [], first, other) == "row_exists"


@pytest.mark.parametrize("how", ["phone", "new", "changed"])
def test_a_person_spoken_of_as_anothers_is_nobody_elses(how: str, pair: Pair) -> None:
    hand = Hand(pair)
    theirs = {"complainant_site": hand.hq, "complainant_uid": PERSON}
    spoken = {
        "phone": hand.phone(AUTHOR, hand.hq),
        "new": hand.ticket(AUTHOR, Uid("e" * 32), **theirs),
        "changed": hand.change(AUTHOR, **{key: [None, uid] for key, uid in theirs.items()}),
    }[how]
    mine = hand.entry(AUTHOR, hand.ticket(AUTHOR))
    person = hand.entry(AUTHOR, hand.person(AUTHOR))
    assert last_verdict(pair, [], mine, person) is None
    said = hand.entry(AUTHOR, spoken)
    assert last_verdict(pair, [], mine, said, person) == "row_exists"
    rare = hand.entry(AUTHOR, hand.change(AUTHOR, complainant_uid=[None, Uid("e" * 32)]))
    assert last_verdict(pair, [], mine, rare, said, person) == "row_exists"


def test_a_decision_is_seen_from_the_take_in_on(pair: Pair) -> None:
    first, second = pair.disputed(), pair.disputed()
    for conflict in pair.hq.by("sun", conflict_rows):
        pair.hq.by("sun", decide_conflict, conflict.ref, "there", "顾客确已满意")
    hand, author = Hand(pair), pair.branch.uid
    early, change = (
        hand.entry(author, hand.status(author) | {"uid": ticket.uid, "ticket": ticket.uid})
        for ticket in (first, second)
    )
    assert last_verdict(pair, [], early, change) == "superseded"
    late = hand.entry(author, hand.taken(author, len(pair.hq.entries())))
    assert last_verdict(pair, [], early, late, change) is None
    more = hand.entry(author, hand.taken(author, 1))
    seen = more["changes"][0] | {"op": "update", "fields": {"to_seq": [1, 10**6]}}
    later = hand.entry(author, seen)
    assert last_verdict(pair, [], early, more, later, change) is None
