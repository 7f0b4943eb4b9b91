"""Two real processes at one site: nothing lost, numbers unique, the chain whole."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

from desktop.errors import DeskError
from desktop.services.opening import open_site
from desktop.storage.keyring import Keyring
from tests.faults.checks import check_promised, check_standing, check_ways, check_wholly
from tests.faults.ground import BRANCH, HEADQUARTERS, PASSWORD, Ground
from tests.faults.hand import Hand, Run
from tests.faults.jobs import NEW_SITE


def at_once(hands: list[Hand], *orders: dict[str, Any]) -> list[Run]:
    """Do orders at the same moment, each in a process of its own."""
    used = list(zip(hands, orders, strict=False))
    children = [hand.start(order | {"wait": True}) for hand, order in used]
    for hand, _ in used:
        hand.go()
    runs = [hand.finish(child) for (hand, _), child in zip(used, children, strict=True)]
    assert [run.status for run in runs] == [0] * len(orders), [run.lines[-1:] for run in runs]
    return runs


def order(ground: Ground, job: str, times: int = 8, **more: Any) -> dict[str, Any]:
    told = {"job": job, "folder": str(ground.folder), "now": time.time_ns() // 1000}
    return told | {"times": times, "seed": 7} | more


def check(ground: Ground, name: str, runs: list[Run]) -> None:
    """Check that nothing was refused and all that both acknowledged is there."""
    assert [run.refusals for run in runs] == [[]] * len(runs)
    site = ground.open(name, time.time_ns() // 1000)
    try:
        check_standing(site)
        for run in runs:
            check_promised(ground, site, run.lines)
        check_wholly(site)
    finally:
        site.close()
    check_ways(ground)


def test_two_register(ground: Ground, hands: list[Hand]) -> None:
    runs = at_once(hands, order(ground, "register", 20), order(ground, "register", 20))
    numbers = [line["number"] for run in runs for line in run.lines if "number" in line]
    assert len(set(numbers)) == len(numbers) == 40
    check(ground, BRANCH, runs)


def test_two_attach_the_same_files(ground: Ground, hands: list[Hand]) -> None:
    runs = at_once(hands, order(ground, "attach"), order(ground, "attach"))
    kinds = [{line["sha256"] for line in run.lines if "evidence" in line} for run in runs]
    assert kinds[0] == kinds[1]
    check(ground, BRANCH, runs)


def test_one_registers_while_the_other_closes_the_day(ground: Ground, hands: list[Hand]) -> None:
    runs = at_once(hands, order(ground, "close_day", 1), order(ground, "register", 15))
    check(ground, BRANCH, runs)


def test_two_ship(ground: Ground, hands: list[Hand]) -> None:
    check(ground, BRANCH, at_once(hands, order(ground, "ship", 2), order(ground, "ship", 2)))
    check(ground, HEADQUARTERS, at_once(hands, order(ground, "take_in", 1)))


def test_two_take_in_while_a_third_registers(ground: Ground, hands: list[Hand]) -> None:
    at_once(hands, order(ground, "ship", 3))
    taking = order(ground, "take_in", 1)
    registering = order(ground, "register", 15, site=HEADQUARTERS)
    runs = at_once(hands, taking, taking, registering)
    verdicts = [line["verdict"] for run in runs for line in run.lines if "verdict" in line]
    assert sorted(verdicts) == ["known"] * 3 + ["taken_in"] * 3
    check(ground, HEADQUARTERS, runs)


def test_wrong_passwords_in_many_processes_share_one_brake(
    ground: Ground, hands: list[Hand]
) -> None:
    runs = at_once(hands, *[order(ground, "guess")] * len(hands))
    codes = sorted(run.lines[0]["refused"] for run in runs)
    assert codes == ["key.throttled"] * (len(hands) - 3) + ["key.wrong_password"] * 3


def test_two_make_a_site_in_one_folder(ground: Ground, hands: list[Hand]) -> None:
    runs = at_once(hands, order(ground, "found"), order(ground, "found"))
    (founded,) = [line["founded"] for run in runs for line in run.lines if "founded" in line]
    assert [line["refused"] for run in runs for line in run.refusals] == ["site.exists"]
    site = open_site(ground.folder / NEW_SITE, "admin", PASSWORD)
    assert site.unlocked.site_uid == founded
    check_wholly(site)
    site.close()


def test_two_change_the_key_file(ground: Ground, hands: list[Hand]) -> None:
    runs = at_once(hands, *[order(ground, "enlist")] * len(hands))
    enlisted = {line["enlisted"] for run in runs for line in run.lines}
    assert set(Keyring.load(ground.site(BRANCH)).logins()) == {"admin"} | enlisted
    assert len(enlisted) == len(hands)


def test_killed_while_a_site_is_made(ground: Ground, hand: Hand, is_long: bool) -> None:
    """Whatever was left of it: the next one makes the site, or it stands already."""
    folder = ground.folder / NEW_SITE
    whole = hand.run(order(ground, "found")).seconds
    rng = random.Random(11)
    for number in range(30 if is_long else 4):
        ground = Ground(ground.folder / f"round-{number}")
        ground.folder.mkdir()
        folder = ground.folder / NEW_SITE
        run = hand.run(order(ground, "found"), kill_after=rng.uniform(0.2, 1.0) * whole)
        founded = [line["founded"] for line in run.lines if "founded" in line]
        if not founded:
            again = hand.run(order(ground, "found"))
            assert again.status == 0, again.lines
            assert again.refusals == [] or _stands(folder), again.lines
        assert _stands(folder)


def _stands(folder: Path) -> bool:
    try:
        open_site(folder, "admin", PASSWORD).close()
    except DeskError:
        return False
    return True
