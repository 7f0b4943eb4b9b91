"""Whatever the road loses, repeats, mixes up and damages: in the end both sides agree."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from desktop.errors import DeskError
from desktop.sync.carriers import UNFINISHED
from desktop.sync.conflicts import conflict_rows
from desktop.sync.delivery import deliver
from desktop.sync.rounds import take_in_from
from desktop.sync.shipping import export_bundle
from desktop.sync.standing import exchange_standing
from desktop.sync.taking_in import import_bundle
from tests.journeys.conftest import Kit
from tests.journeys.world import BRANCHES, World

HQ = "hq"
LOCAL = (
    "register", "note", "contact", "promise", "keep", "propose", "pay", "resolve", "close",
    "reopen",
)  # fmt: skip
BRANCH_ACTS = (*LOCAL, "ask", "hand_over", "recall")
HQ_ACTS = (*LOCAL, "answer", "accept", "return", "decide")
WAYS = [(branch, HQ) for branch in BRANCHES] + [(HQ, branch) for branch in BRANCHES]
WHOLE = {"taken_in", "known", "held", "bundle.held_enough"}
"""What may become of a bundle that arrives as it was sent: nothing else, whatever the order."""
ASTRAY = {"bundle.wrong_recipient", "bundle.wrong_direction"}
DAMAGED = {
    "bundle.truncated", "bundle.not_a_bundle", "bundle.layout", "bundle.manifest",
    "bundle.signature", "bundle.payload_altered", "bundle.bomb", "bundle.format_newer",
    "bundle.too_large",
}  # fmt: skip
EVERYTHING = (
    "SELECT * FROM entry", "SELECT * FROM take_in", "SELECT * FROM conflict",
    "SELECT * FROM subject_key", "SELECT * FROM arrival", "SELECT * FROM shipment",
    "SELECT * FROM ticket", "SELECT * FROM ticket_row",
)  # fmt: skip
ways = st.sampled_from(WAYS)
picks = st.integers(min_value=0, max_value=99)
places = st.floats(min_value=0, max_value=0.9999)
SOME, MANY = (8, 20), (250, 40)
"""Examples, and steps in each: in a quick run and in a long one."""


class Channel(RuleBasedStateMachine):
    """Two branches and a headquarters with a bad road between them."""

    kit: Kit
    told: ClassVar[Counter[str]] = Counter()

    @initialize()
    def found(self) -> None:
        """Open the sites; on every way some bundles are lying already."""
        self.folder = Path(tempfile.mkdtemp())
        self.sites = self.kit.open_copy(self.folder)
        self.world = World(self.sites, self.folder)
        self.sent: dict[tuple[str, str], dict[str, bytes]] = {way: {} for way in WAYS}
        for act in ("register", "promise", "hand_over"):
            for way in WAYS:
                self.world.do(act, way[0], 1)
                self.ship(way=way)

    # ---------------------------------------------------------------- what people do

    @rule(act=st.sampled_from(BRANCH_ACTS), who=st.sampled_from(BRANCHES), choice=picks)
    def at_a_branch(self, act: str, who: str, choice: int) -> None:
        """Let somebody at a branch do something."""
        self.world.do(act, who, choice)

    @rule(act=st.sampled_from(HQ_ACTS), choice=picks)
    def at_headquarters(self, act: str, choice: int) -> None:
        """Let somebody at headquarters do something."""
        self.world.do(act, HQ, choice)

    @rule(who=st.sampled_from((*BRANCHES, HQ)))
    def restart(self, who: str) -> None:
        """Close a site and open it again."""
        self.sites[who].close()
        self.sites[who] = self.kit.open_at(self.folder, who)

    # ---------------------------------------------------------------- what the road does

    @rule(way=ways, act=st.sampled_from(LOCAL), choice=picks)
    def work_and_ship(self, way: tuple[str, str], act: str, choice: int) -> None:
        """Do something and ship it."""
        self.world.do(act, way[0], choice)
        self.ship(way=way)

    @rule(way=ways)
    def ship(self, way: tuple[str, str]) -> None:
        """Ship what is new, and what has no receipt once more: byte for byte the same."""
        sender, receiver = way
        target = self.sites[receiver].gateway.facts.card.uid
        export_bundle(self.sites[sender], target)
        place = self._place(way)
        for name in deliver(self.sites[sender], str(place), target):
            raw = (place / name).read_bytes()
            assert self.sent[way].setdefault(name, raw) == raw

    @rule(way=ways, pick=picks)
    def lose(self, way: tuple[str, str], pick: int) -> None:
        """Lose a bundle on its way."""
        name = self._pick(way, pick)
        if name is not None:
            (self._place(way) / name).unlink(missing_ok=True)
            self.told["lost"] += 1

    @rule(way=ways, order=st.lists(picks, min_size=1, max_size=4))
    def carry(self, way: tuple[str, str], order: list[int]) -> None:
        """Bring some of the bundles that were ever sent: in any order, late, again."""
        for pick in order:
            name = self._pick(way, pick)
            if name is not None:
                code = self._take_in(way[1], self.sent[way][name], name)
                assert code in WHOLE, code
                self.told[code] += 1

    @rule(way=ways, pick=picks, cut=places)
    def cut(self, way: tuple[str, str], pick: int, cut: float) -> None:
        """Bring the beginning of one."""
        name = self._pick(way, pick)
        if name is not None:
            raw = self.sent[way][name]
            self._refused(way, raw[: int(len(raw) * cut)], name)

    @rule(way=ways, pick=picks, place=places, bit=st.integers(0, 7))
    def flip(self, way: tuple[str, str], pick: int, place: float, bit: int) -> None:
        """Bring one with one bit turned over."""
        name = self._pick(way, pick)
        if name is not None:
            raw = bytearray(self.sent[way][name])
            raw[int(len(raw) * place)] ^= 1 << bit
            self._refused(way, bytes(raw), name)

    @rule(way=ways, pick=picks, seed=picks)
    def tear(self, way: tuple[str, str], pick: int, seed: int) -> None:
        """Bring one with a torn middle, or the pieces of two."""
        name, other = self._pick(way, pick), self._pick(way, pick + 1)
        if name is None or other is None:
            return
        raw, rng = self.sent[way][name], random.Random(seed)
        at = rng.randrange(1, len(raw))
        torn = raw[:at] + rng.choice([b"", bytes(20), self.sent[way][other][at:][::-1]])
        if torn not in self.sent[way].values():
            self._refused(way, torn, name)

    @rule(way=ways, pick=picks)
    def half(self, way: tuple[str, str], pick: int) -> None:
        """Let the receiver look while the carrier still writes."""
        name = self._pick(way, pick)
        if name is None:
            return
        raw = self.sent[way][name]
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            (Path(folder) / f"{UNFINISHED}0123456789abcdef").write_bytes(raw)
            (Path(folder) / name).write_bytes(raw[: len(raw) // 2])
            before = self._all_of(way[1])
            (found,) = take_in_from(self.sites[way[1]], folder)
            if found.error is None:
                assert self._is_here(way, name)
            else:
                assert found.error.code in DAMAGED
            assert self._all_of(way[1]) == before
        self.told["half"] += 1

    @rule(way=ways, pick=picks)
    def misdirect(self, way: tuple[str, str], pick: int) -> None:
        """Bring a bundle to somebody else."""
        name = self._pick(way, pick)
        if name is None:
            return
        for other in {*BRANCHES, HQ} - {way[1]}:
            before = self._all_of(other)
            assert self._take_in(other, self.sent[way][name], name) in ASTRAY
            assert self._all_of(other) == before
        self.told["astray"] += 1

    # ---------------------------------------------------------------- what holds at any time

    @invariant()
    def nothing_twice(self) -> None:
        """Hold that each site has of each other what that one wrote, each entry once."""
        for receiver in (*BRANCHES, HQ):
            for sender in {*BRANCHES, HQ} - {receiver}:
                self._is_part(receiver, sender)

    def _is_part(self, receiver: str, sender: str) -> None:
        author = self._uid(sender)
        theirs = self._entries(sender, author)
        here = self._entries(receiver, author)
        assert here.items() <= theirs.items()
        if receiver == HQ:
            assert list(here) == list(range(1, len(here) + 1))
        ranges = self._rows(
            receiver,
            "SELECT from_seq, to_seq FROM take_in WHERE site = :own AND source = :of"
            " ORDER BY bundle",
            own=self._uid(receiver),
            of=author,
        )
        after = 0
        for first, last in ranges:
            assert first > after, ranges
            assert receiver != HQ or first == after + 1, ranges
            after = last
        assert max(here, default=0) <= after

    # ---------------------------------------------------------------- the end

    def teardown(self) -> None:
        """Mend the road: everything goes again until it is receipted, and both sides agree."""
        if not hasattr(self, "sites"):
            return
        try:
            self._settle()
        finally:
            for site in self.sites.values():
                site.close()
            shutil.rmtree(self.folder)

    def _settle(self) -> None:
        for way in WAYS:
            shutil.rmtree(self._place(way), ignore_errors=True)
        for _ in range(5):
            for branch in BRANCHES:
                self._over((branch, HQ))
            while self.sites[HQ].gateway.call(conflict_rows):
                self.world.do("decide", HQ, 0)
            for branch in BRANCHES:
                self._over((HQ, branch))
        self.nothing_twice()
        for name, site in self.sites.items():
            stored, folded = self.world.replayed(name)
            assert stored == folded
            assert self.world.findings(name) == []
            assert not list((site.folder / "inbox").glob("*.redress"))
        for branch in BRANCHES:
            assert self.world.shared(branch, branch) == self.world.shared(HQ, branch)
            assert self.sites[branch].gateway.call(exchange_standing).unreceipted == 0

    def _over(self, way: tuple[str, str]) -> None:
        """Let everything without a receipt arrive, in order."""
        self.ship(way=way)
        place = self._place(way)
        for outcome in take_in_from(self.sites[way[1]], str(place)) if place.is_dir() else ():
            assert outcome.error is None, outcome.error
        shutil.rmtree(place, ignore_errors=True)

    # ---------------------------------------------------------------- means

    def _place(self, way: tuple[str, str]) -> Path:
        return self.folder / f"{way[0]}-to-{way[1]}"

    def _pick(self, way: tuple[str, str], pick: int) -> str | None:
        names = sorted(self.sent[way])
        return names[pick % len(names)] if names else None

    def _take_in(self, who: str, raw: bytes, name: str) -> str:
        path = self.folder / name
        path.write_bytes(raw)
        try:
            return import_bundle(self.sites[who], path).verdict
        except DeskError as error:
            return error.code
        finally:
            path.unlink()

    def _refused(self, way: tuple[str, str], raw: bytes, name: str) -> None:
        """Bring a damaged one: it changes nothing, and is known at most as one that is here."""
        who = way[1]
        before = self._all_of(who)
        code = self._take_in(who, raw, name)
        assert code in DAMAGED or (code == "known" and self._is_here(way, name)), code
        assert self._all_of(who) == before
        self.told[code] += 1

    def _is_here(self, way: tuple[str, str], name: str) -> bool:
        manifest = name.rpartition("-")[2].removesuffix(".redress")
        found = self._rows(way[1], "SELECT manifest FROM take_in")
        return any(row[0].startswith(manifest) for row in found)

    def _uid(self, who: str) -> str:
        return self.sites[who].gateway.facts.card.uid

    def _rows(self, who: str, query: str, **told: str) -> list[tuple[Any, ...]]:
        with self.sites[who].database.read() as session:
            packed = {key: bytes.fromhex(value) for key, value in told.items()}
            return [tuple(row) for row in session.execute(text(query), packed)]

    def _entries(self, who: str, author: str) -> dict[int, bytes]:
        query = "SELECT seq, digest FROM entry WHERE site = :of ORDER BY seq"
        return {seq: bytes(digest) for seq, digest in self._rows(who, query, of=author)}

    def _all_of(self, who: str) -> list[Any]:
        folder = self.sites[who].folder
        files = sorted(
            path.relative_to(folder)
            for part in ("inbox", "outbox", "evidence")
            for path in (folder / part).rglob("*")
        )
        return [files, *(self._rows(who, query) for query in EVERYTHING)]


def test_a_bad_road_never_keeps_the_sites_apart(
    world_kit: Kit, pytestconfig: pytest.Config
) -> None:
    is_long = int(pytestconfig.getoption("--kills", 0)) >= 1000
    examples, steps = MANY if is_long else SOME

    Channel.kit = world_kit
    run_state_machine_as_test(
        Channel,
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None),
    )
    print(f"\n{dict(Channel.told)}")
    assert Channel.told["taken_in"]
