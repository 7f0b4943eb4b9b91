"""Bundles from an enemy: ten thousand mutations, none believed wrongly, nothing changed."""

from __future__ import annotations

import itertools
import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from desktop.sync.shipping import export_bundle
from tests.faults import inside, outside, sealed, told, zips
from tests.faults.attack import Attack
from tests.faults.conftest import FEW_KILLS
from tests.faults.enemy import Forged
from tests.faults.mutants import Kind
from tests.faults.siege import Siege, lay, open_siege, register, ship
from tests.faults.watch import Watch

KINDS: dict[str, Kind] = outside.KINDS | zips.KINDS | inside.KINDS | sealed.KINDS | told.KINDS
PLAN: dict[str, tuple[int, int]] = {
    "cut": (40, 3000),
    "one byte": (60, 4000),
    "one byte, early": (15, 400),
    "spliced": (30, 500),
    "zip": (30, 350),
    "manifest": (50, 1500),
    "place": (40, 70),
    "tar": (30, 700),
    "zstd": (20, 300),
    "age": (20, 300),
    "lines": (15, 150),
    "entries": (60, 2500),
    "parts of entries": (20, 500),
    "rows": (40, 800),
    "names": (20, 60),
    "evidence": (25, 200),
    "introduction": (20, 300),
}
"""How many mutants of each kind a quick run tries, and a long one."""
PIECE = 250
"""As many are one test: pytest is told to stop a test that takes ten minutes."""


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    """Give one headquarters for all attacks: what one leaves behind, the next would meet."""
    folder = tmp_path_factory.mktemp("siege")
    kit, named = lay(folder)
    made = open_siege(kit, named, folder / "open")
    yield made
    made.close()


def test_the_plan_is_long_enough() -> None:
    assert PLAN.keys() == KINDS.keys()
    assert sum(many for _, many in PLAN.values()) >= 10_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Cut long plans into pieces of minutes."""
    if "share" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--kills", FEW_KILLS) > FEW_KILLS
        shares = [
            (kind, first, min(PIECE, plan[is_long] - first))
            for kind, plan in PLAN.items()
            for first in range(0, plan[is_long], PIECE)
        ]
        metafunc.parametrize("share", shares, ids=[f"{k} {first}" for k, first, _ in shares])


def test_no_bundle_of_an_enemy_is_believed(
    share: tuple[str, int, int], siege: Siege, pytestconfig: pytest.Config
) -> None:
    kind, first, wanted = share
    seed = pytestconfig.getoption("--seed", None) or 20261122
    rng = random.Random(seed ^ zlib.crc32(kind.encode()))
    attack = Attack(siege)
    for mutant in itertools.islice(KINDS[kind](siege, rng), first, first + wanted):
        attack.by(mutant)
    attack.end()
    print(f"\n{kind}: {attack.told()}", *attack.faults, sep="\n")
    assert attack.tried == wanted
    assert not attack.faults, "\n".join(attack.faults)


def test_a_branch_believes_no_altered_bundle_of_headquarters(siege: Siege, is_long: bool) -> None:
    branch = siege.honest
    register(branch)
    ship(branch, siege.hq)
    made = export_bundle(siege.hq, branch.gateway.facts.card.uid)
    assert made is not None
    whole = (siege.hq.outbox / made.file_name).read_bytes()
    watch, rng = Watch(branch, siege.enemy.uid), random.Random(7)
    before, path = watch.whole(), siege.folder / "down.redress"
    for _ in range(1000 if is_long else 40):
        at, change = rng.randrange(len(whole)), rng.randrange(1, 256)
        cut = rng.random() < 0.3
        flipped = whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :]
        path.write_bytes(whole[:at] if cut else flipped)
        arrived, code = watch.send(path)
        assert arrived is None, (at, change, cut)
        assert code.startswith("bundle.")
        assert watch.whole() == before
    path.write_bytes(whole)
    arrived, code = watch.send(path)
    watch.close()
    assert arrived is not None, code


def _huge(siege: Siege) -> Iterator[tuple[str, Forged]]:
    """Make bundles that are small on the road and would be huge here."""
    enemy = siege.enemy
    story = siege.stories["casework"].bodies[:1]
    gigabyte = zstandard.compress(bytes(1 << 20), 19) * 1024
    yield "zstd", enemy.forge(enemy.renewed(story), packed=lambda packed: packed + gigabyte)
    yield "zstd alone", enemy.forge(enemy.renewed(story), packed=lambda _: gigabyte)
    frames = zstandard.compress(b"") * 500_000
    yield (
        "a million frames",
        enemy.forge(enemy.renewed(story), packed=lambda packed: frames + packed),
    )
    for size in (1 << 30, 1 << 40, 2**53 - 1):

        def bend(said: dict[str, Any], size: int = size) -> dict[str, Any]:
            return said | {"members": [one | {"size": size} for one in said["members"]]}

        yield f"members of {size}", enemy.forge(enemy.renewed(story), said=bend)
    crowd = [
        {"name": f"evidence/{n:064x}", "size": 0, "sha256": f"{n:064x}"} for n in range(20_000)
    ]
    yield (
        "a crowd",
        enemy.forge(
            enemy.renewed(story), said=lambda said: said | {"members": said["members"] + crowd}
        ),
    )
    deep = b'{"a":' * 3_000_000
    yield "a deep line", enemy.forge([deep + b"1" + b"}" * 3_000_000])
    body = enemy.renewed(story)[0]
    yield "a long list", enemy.forge([body | {"about": [["0" * 32, "0" * 32]] * 150_000}])
    yield "a long text", enemy.forge([body | {"use_case": "x" * (15 << 20)}])
    many = enemy.renewed(story)[0]
    many["changes"] = many["changes"] * 4000
    yield "many changes", enemy.forge([many])


def _memory(what: str) -> int:
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) << 10


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="tells no peaks of memory")
def test_no_bundle_takes_more_memory_than_a_small_pc_has(siege: Siege) -> None:
    way = siege.folder / "way"
    way.mkdir(exist_ok=True)
    for label, forged in _huge(siege):
        path = forged.write(way, "SH001-up-e1-000001-0000000000000000.redress")
        assert len(forged.raw) < 20 << 20, label
        Path("/proc/self/clear_refs").write_text("5")  # begin a new peak
        before = _memory("VmRSS")
        arrived, code = siege.watch.send(path)
        peak = _memory("VmHWM") - before
        print(f"\n{label}: {code} {peak >> 20} MiB")
        if arrived is not None:
            assert label == "a million frames"  # all of them empty: the content is the same
            siege.enemy.believed(forged)
        assert peak < 400 << 20, (label, peak)
