"""What faults need: two sites made once, a worker process, and how often to kill."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ground import Ground, copy_ground, make_ground
from tests.faults.hand import Crew, Hand

FEW_KILLS = 25
"""As many as a quick run can afford; `make faults` asks for a thousand."""


MANY = 6
"""Processes that set upon one site at once."""
LONGEST = 25
"""After so many kills fresh sites are taken, so that checking them stays quick."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=FEW_KILLS, help="how often to kill -9")
    parser.addoption("--seed", type=int, default=None, help="repeats an earlier run's kills")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Share the kills out among campaigns, each on fresh sites and with a seed of its own."""
    if "campaign" not in metafunc.fixturenames:
        return
    kills = metafunc.config.getoption("--kills", FEW_KILLS)
    first = metafunc.config.getoption("--seed", None)
    if first is None:
        first = random.SystemRandom().randrange(1 << 32)
    sizes = [LONGEST] * (kills // LONGEST) + [kills % LONGEST] * bool(kills % LONGEST)
    told = [(first + number, size) for number, size in enumerate(sizes)]
    metafunc.parametrize("campaign", told, ids=map(str, range(len(told))))


@pytest.fixture(scope="session")
def is_long(pytestconfig: pytest.Config) -> bool:
    """Whether every case is walked through, not a chosen few.

    The option is known where this folder was named alone.
    """
    return bool(pytestconfig.getoption("--kills", FEW_KILLS) > FEW_KILLS)


@pytest.fixture(scope="session")
def made_ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Give both sites, closed; each test copies them."""
    return make_ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def ground(made_ground: Ground, tmp_path: Path) -> Ground:
    """Give a copy of both sites."""
    return copy_ground(made_ground, tmp_path / "ground")


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    """Give worker processes, as many as anybody asks for, until the last test has ended."""
    with Crew() as workers:
        yield workers


@pytest.fixture
def hand(crew: Crew) -> Hand:
    """Give one worker process."""
    return crew.hands(1)[0]


@pytest.fixture
def hands(crew: Crew) -> list[Hand]:
    """Give several worker processes."""
    return crew.hands(MANY)
