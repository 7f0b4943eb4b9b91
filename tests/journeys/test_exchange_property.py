"""Whatever two branches and a headquarters do in whatever order: the fold holds, both agree."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop.sync.conflicts import conflict_rows
from tests.journeys.conftest import Kit
from tests.journeys.world import BRANCHES, World

LOCAL = (
    "register", "note", "contact", "promise", "keep", "propose", "pay", "resolve", "close",
    "reopen",
)  # fmt: skip
BRANCH_ACTS = (*LOCAL, "ask", "hand_over", "recall", "ship", "take")
HQ_ACTS = (*LOCAL, "answer", "accept", "return", "decide", "ship", "take")
CHOICES = st.integers(min_value=0, max_value=9)

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(BRANCH_ACTS), st.sampled_from(BRANCHES), CHOICES),
        st.tuples(st.sampled_from(HQ_ACTS), st.just("hq"), CHOICES),
    ),
    min_size=5,
    max_size=30,
)
RECALLED_TOO_LATE = [
    ("hand_over", "xian", 0),
    ("ship", "xian", 0),
    ("take", "hq", 0),
    ("accept", "hq", 0),
    ("recall", "xian", 0),
    ("resolve", "xian", 0),
    ("ship", "hq", 0),
    ("take", "xian", 0),
    ("resolve", "hq", 0),
]
"""Headquarters accepts while the branch recalls: a conflict on both sides."""
DECIDED_UNSEEN = [
    *RECALLED_TOO_LATE,
    ("ship", "xian", 0),
    ("take", "hq", 0),
    ("decide", "hq", 1),
    ("note", "xian", 0),
    ("reopen", "hq", 0),
    ("contact", "xian", 0),
]
"""The branch works on before it hears of the decision."""


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=steps)
@example(acts=RECALLED_TOO_LATE)
@example(acts=DECIDED_UNSEEN)
def test_any_order_folds_and_agrees(world_kit: Kit, acts: list[tuple[str, str, int]]) -> None:
    folder = Path(tempfile.mkdtemp())
    sites = world_kit.open_copy(folder)
    try:
        world = World(sites, folder)
        for act, who, choice in acts:
            world.do(act, who, choice)
        _fold_holds(world)
        world.calm()
        _fold_holds(world)
        for branch in BRANCHES:
            assert world.shared(branch, branch) == world.shared("hq", branch)
    finally:
        for site in sites.values():
            site.close()
        shutil.rmtree(folder)


def _fold_holds(world: World) -> None:
    for name in world.sites:
        stored, folded = world.replayed(name)
        assert stored == folded
        assert world.findings(name) == []


def test_a_recall_that_comes_too_late_is_a_conflict_on_both_sides(
    world_kit: Kit, tmp_path: Path
) -> None:
    sites = world_kit.open_copy(tmp_path)
    world = World(sites, tmp_path)
    for act, who, choice in [*RECALLED_TOO_LATE, ("ship", "xian", 0), ("take", "hq", 0)]:
        world.do(act, who, choice)
    try:
        for name in ("xian", "hq"):
            reasons = [row.reason for row in sites[name].gateway.call(conflict_rows)]
            assert "not_custodian" in reasons
    finally:
        for site in sites.values():
            site.close()
